//! `practices WORDS` and `practices similar`: lists of practices and networks, best first.

use std::num::NonZeroUsize;

use opencities_io::practices::{Catalogue, Entry, Hit, Record, Search, TELLING, shared};
use opencities_io::{Error, nearest, tables};

use super::open;
use crate::args::{CatalogueOf, Output, Practices};
use crate::failure::Failure;
use crate::output::Sink;
use crate::render;

/// Entries shown on a terminal unless another number was asked for.
const SHOWN: usize = 10;

pub(crate) fn run(args: &Practices) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let catalogue = open(&args.catalogue)?;
    let words = args.words.join(" ");
    let mut hits = if words.trim().is_empty() { all(&catalogue) } else { Search::new(&catalogue).find(&words) };
    let filters: Vec<(String, String)> =
        args.facet.iter().map(|text| filter(&catalogue, text)).collect::<Result<_, _>>()?;
    if !filters.is_empty() {
        hits.retain(
            |hit| matches!(hit.entry, Entry::Practice(at) if passes(&catalogue, &catalogue.records[at], &filters)),
        );
    }
    if let Some(place) = &args.city {
        known(&catalogue, place)?;
        hits.retain(|hit| match hit.entry {
            Entry::Practice(at) => catalogue.is_of(&catalogue.records[at], place),
            Entry::Network(at) => catalogue.has_member(&catalogue.networks[at], place),
        });
    }
    let found = hits.len();
    hits.truncate(args.top.map_or(usize::MAX, NonZeroUsize::get));
    let export = [tables::practices(&catalogue, &hits), tables::sources(&catalogue.sources)];
    sink.write(&export, &tables::practices_info(&catalogue), || {
        let shown = hits.len().min(args.top.map_or(SHOWN, NonZeroUsize::get));
        let mut text: String = hits[..shown].iter().map(|hit| entry(&catalogue, hit.entry, "")).collect();
        text.push_str(&match found {
            0 => "nothing was found; try other words, or `opencities practices facets`\n".to_owned(),
            _ if shown < found => format!("{shown} of {found}; --top {found} shows all\n"),
            _ => format!("{found} found; `opencities practices show CODE` tells more\n"),
        });
        text
    })
}

pub(crate) fn similar(code: &str, top: NonZeroUsize, of: &CatalogueOf, output: &Output) -> Result<(), Failure> {
    let sink = Sink::open(output)?;
    let catalogue = open(of)?;
    let Entry::Practice(to) = catalogue.find_entry(code)? else {
        let hint = "`opencities practices networks` compares networks".to_owned();
        return Err(Failure::Wrong(format!("`{code}` is a network"), hint));
    };
    let mut hits = Search::new(&catalogue).similar(&catalogue, to);
    hits.truncate(top.get());
    let export = [tables::practices(&catalogue, &hits), tables::sources(&catalogue.sources)];
    sink.write(&export, &tables::practices_info(&catalogue), || {
        let record = &catalogue.records[to];
        let line = |hit: &Hit| {
            let Entry::Practice(at) = hit.entry else { return String::new() };
            let both: Vec<&str> = shared(&catalogue, record, &catalogue.records[at])
                .into_iter()
                .filter(|(facet, _)| TELLING.contains(&facet.code.as_str()))
                .map(|(_, value)| value.name.as_str())
                .collect();
            let both = if both.is_empty() { String::new() } else { format!("both: {}", both.join("; ")) };
            entry(&catalogue, hit.entry, &both)
        };
        let like = render::wrapped(&format!("Like {} ({}):", record.title, record.city), "");
        format!("{like}\n{}", hits.iter().map(line).collect::<String>())
    })
}

/// Everything, practices first, in the order of the files.
fn all(catalogue: &Catalogue) -> Vec<Hit> {
    let practices = (0..catalogue.records.len()).map(Entry::Practice);
    practices
        .chain((0..catalogue.networks.len()).map(Entry::Network))
        .map(|entry| Hit { entry, score: f64::NAN })
        .collect()
}

/// A filter `FACET=VALUE` as codes.
fn filter(catalogue: &Catalogue, text: &str) -> Result<(String, String), Failure> {
    let Some((facet, value)) = text.split_once('=') else {
        let hint = "write for example --facet instrument=mentoring".to_owned();
        return Err(Failure::Wrong(format!("`{text}` is not FACET=VALUE"), hint));
    };
    let (facet, value) = catalogue.find_value(facet, value)?;
    Ok((facet.code.clone(), value.code.clone()))
}

/// Whether a record has, of every facet that is asked for, one of the values.
fn passes(catalogue: &Catalogue, record: &Record, filters: &[(String, String)]) -> bool {
    filters.iter().all(|(facet, _)| {
        let values = catalogue.facet(facet).map(|facet| catalogue.values(record, facet)).unwrap_or_default();
        filters.iter().any(|(other, value)| other == facet && values.contains(&value.as_str()))
    })
}

/// That a place is named anywhere in the catalogue.
fn known(catalogue: &Catalogue, place: &str) -> Result<(), Failure> {
    let is_named = catalogue.records.iter().any(|record| catalogue.is_of(record, place))
        || catalogue.networks.iter().any(|network| catalogue.has_member(network, place));
    if is_named {
        return Ok(());
    }
    let alike = nearest(place, catalogue.all_places()).into_iter().map(str::to_owned).collect();
    Err(Error::NoSuchName { kind: "place in the catalogue", name: place.to_owned(), nearest: alike }.into())
}

/// An entry in a few lines: title, where and when, summary, and a remark.
pub(super) fn entry(catalogue: &Catalogue, entry: Entry, remark: &str) -> String {
    let (title, facts, summary) = match entry {
        Entry::Practice(at) => {
            let record = &catalogue.records[at];
            let place = if record.city == record.country { String::new() } else { record.country.clone() };
            (&record.title, vec![record.city.clone(), place, record.when(), record.code.clone()], &record.summary)
        }
        Entry::Network(at) => {
            let network = &catalogue.networks[at];
            let members = format!("network, {} named", crate::failure::count(network.members.len(), "member"));
            (&network.name, vec![members, network.code.clone()], &network.description)
        }
    };
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let mut text = render::wrapped(title, "") + &render::wrapped(&facts.join(" · "), "  ");
    text.push_str(&render::wrapped(summary, "  "));
    if !remark.is_empty() {
        text.push_str(&render::wrapped(remark, "  "));
    }
    text + "\n"
}
