//! `practices networks`: networks and joint projects of cities.

use opencities_io::practices::{Entry, Network};
use opencities_io::{Error, nearest, tables};

use super::list::entry;
use super::{open, show};
use crate::args::{CatalogueOf, Output};
use crate::failure::Failure;
use crate::output::Sink;
use crate::render::{self, Align};

pub(crate) fn run(which: Option<&str>, of: &CatalogueOf, output: &Output) -> Result<(), Failure> {
    let catalogue = open(of)?;
    let networks = &catalogue.networks;
    let kept: Vec<usize> = match which {
        None => (0..networks.len()).collect(),
        Some(text) => {
            if networks.iter().any(|network| opencities_io::fold(&network.code) == opencities_io::fold(text)) {
                return show::run(text, of, output);
            }
            let members: Vec<usize> =
                (0..networks.len()).filter(|&at| catalogue.has_member(&networks[at], text)).collect();
            if members.is_empty() && !catalogue.records.iter().any(|record| catalogue.is_of(record, text)) {
                let codes = networks.iter().map(|network| network.code.as_str());
                let alike = nearest(text, codes.chain(catalogue.all_places())).into_iter().map(str::to_owned).collect();
                return Err(
                    Error::NoSuchName { kind: "network or place", name: text.to_owned(), nearest: alike }.into()
                );
            }
            members
        }
    };
    let sink = Sink::open(output)?;
    let chosen: Vec<&Network> = kept.iter().map(|&at| &networks[at]).collect();
    let export = [tables::practice_networks(&catalogue, &chosen), tables::sources(&catalogue.sources)];
    sink.write(&export, &tables::practices_info(&catalogue), || match which {
        None => table(&chosen),
        Some(place) if kept.is_empty() => format!("no network of the catalogue names {place} as a member\n"),
        Some(_) => kept.iter().map(|&at| entry(&catalogue, Entry::Network(at), "")).collect(),
    })
}

fn table(networks: &[&Network]) -> String {
    let header = [("code", Align::Left), ("name", Align::Left), ("members", Align::Right)];
    let rows = networks.iter().map(|network| {
        vec![network.code.clone(), render::shortened(&network.name, 36), network.members.len().to_string()]
    });
    let note = "members: those that the documents name · `opencities practices networks CODE` tells more";
    render::table(&header, rows) + &render::wrapped(note, "")
}
