//! `practices show`: all that is known of a practice or a network.

use opencities_io::tables;

use super::open;
use crate::args::{CatalogueOf, Output};
use crate::failure::Failure;
use crate::output::Sink;
use crate::render;

/// Letters that the name of a fact takes.
const NAME: usize = 16;

pub(crate) fn run(code: &str, of: &CatalogueOf, output: &Output) -> Result<(), Failure> {
    let sink = Sink::open(output)?;
    let catalogue = open(of)?;
    let entry = catalogue.find_entry(code)?;
    let export = [tables::practice(&catalogue, entry), tables::sources(&catalogue.sources)];
    sink.write(&export, &tables::practices_info(&catalogue), || {
        tables::facts(&catalogue, entry).iter().map(|(name, text)| fact(name, text)).collect()
    })
}

/// A fact, its name at the margin; a longer name has a line of its own.
fn fact(name: &str, text: &str) -> String {
    let body = render::wrapped(text, &" ".repeat(NAME));
    if name.chars().count() < NAME { format!("{name:NAME$}{}", &body[NAME..]) } else { format!("{name}\n{body}") }
}
