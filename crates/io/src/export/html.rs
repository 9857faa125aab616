//! An HTML page (Handbook step 10): the chapter where the export has one, else the first table, its sources and the run. No
//! script; not for reading back.

use std::io::Write;

use super::cell::Column;
use super::{Export, ExportError, FlatTable, Note};
use crate::chapter::{Block, Chapter, Grid, Kind, html};

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let page = match export.chapter {
        Some(chapter) => html::page(chapter),
        None => html::page(&of_tables(export)?),
    };
    out.write_all(page.as_bytes())?;
    Ok(Vec::new())
}

/// The first table as a chapter.
fn of_tables(export: &Export<'_>) -> Result<Chapter, ExportError> {
    let (table, others) = export.tables.split_first().ok_or(ExportError::NoTable)?;
    let mut blocks = vec![Block::Table(grid(table)?)];
    if let Some(sources) = others.iter().find(|table| table.name == "sources") {
        let columns = Column::all(sources)?;
        let facts: Vec<&Column<'_>> = ["title", "publisher", "licence"]
            .iter()
            .filter_map(|fact| columns.iter().find(|column| column.name() == *fact))
            .collect();
        let credit = |row: usize| {
            let words: Vec<String> =
                facts.iter().map(|column| column.shown(row)).filter(|text| !text.is_empty()).collect();
            words.join(", ")
        };
        blocks.push(Block::Heading("Sources and licences".to_owned()));
        blocks.push(Block::List((0..sources.batch.num_rows()).map(credit).collect()));
    }
    if !export.run.is_empty() {
        blocks.push(Block::Heading("Run".to_owned()));
        blocks.push(Block::Facts(export.run.to_vec()));
    }
    let title = if table.title.is_empty() { &table.name } else { &table.title };
    Ok(Chapter { title: title.clone(), blocks })
}

fn grid(table: &FlatTable) -> Result<Grid, ExportError> {
    let columns = Column::all(table)?;
    let kind = |column: &Column<'_>| if column.is_number() { Kind::Number } else { Kind::Text };
    Ok(Grid {
        title: String::new(),
        head: columns.iter().map(|column| (column.name().to_owned(), kind(column))).collect(),
        rows: (0..table.batch.num_rows()).map(|row| columns.iter().map(|column| column.shown(row)).collect()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, Format, sample};

    #[test]
    fn a_table_is_a_page_of_its_own() {
        let table = sample::rounded(2, ["Zürich", "<b>&\""], [0.125, -1234.5]);
        let run = [("index".to_owned(), "demo".to_owned())];
        let tables = [table];
        let export = sample::export(&tables, &run, CsvText::Guarded);
        let page = String::from_utf8(sample::written(Format::Html, &export).0).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
        assert!(page.contains("<td>&lt;b&gt;&amp;&quot;</td><td class=\"number\">-1234.50</td>"), "{page}");
        assert!(page.contains("<dt>index</dt><dd>demo</dd>"));
    }
}
