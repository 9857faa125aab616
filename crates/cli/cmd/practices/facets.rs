//! `practices facets`: the lists that practices are filed under, and what they cover.

use opencities_io::practices::{Coverage, coverage};
use opencities_io::tables;

use super::open;
use crate::args::{CatalogueOf, Output};
use crate::failure::Failure;
use crate::output::Sink;
use crate::render;

/// Letters that a bar and the code of a value take.
const BAR: usize = 8;
const CODE: usize = 28;

pub(crate) fn run(facet: Option<&str>, of: &CatalogueOf, output: &Output) -> Result<(), Failure> {
    let sink = Sink::open(output)?;
    let catalogue = open(of)?;
    let facet = facet.map(|name| catalogue.find_facet(name)).transpose()?;
    let rows = coverage(&catalogue, facet.map(|facet| facet.code.as_str()));
    let export = [tables::practice_coverage(&rows), tables::sources(&catalogue.sources)];
    sink.write(&export, &tables::practices_info(&catalogue), || draw(&rows, catalogue.records.len()))
}

fn draw(rows: &[Coverage<'_>], records: usize) -> String {
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        if at == 0 || rows[at - 1].facet.code != row.facet.code {
            let gap = if at == 0 { "" } else { "\n" };
            text.push_str(&format!("{gap}{}: {}\n", row.facet.code, row.facet.name));
        }
        let bar = render::bar(row.records as f64, records as f64, BAR);
        let value = &row.value;
        let line =
            format!("  {:<CODE$} {:>4} {bar:<BAR$}  {}", value.code, row.records, render::shortened(&value.name, 34));
        text.push_str(line.trim_end());
        text.push('\n');
        if !value.none.is_empty() {
            text.push_str(&render::wrapped(&value.none, &" ".repeat(CODE + 8)));
        }
    }
    text + &format!("\n{records} practices; the bars are shares of them\n")
}
