//! Markdown (Handbook step 10): the chapter where the export has one, else the first table as an aligned GitHub table for people, numbers rounded to the `decimals` of
//! their field, then the sources with their licences and the run. Not for reading back: that is what the other formats are for.

use std::io::Write;

use super::cell::{Cell, Column};
use super::{Export, ExportError, FlatTable, Note};
use crate::chapter::markdown;

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    if let Some(chapter) = export.chapter {
        out.write_all(markdown::text(chapter, export.figures).as_bytes())?;
        return Ok(Vec::new());
    }
    let (table, others) = export.tables.split_first().ok_or(ExportError::NoTable)?;
    if !table.title.is_empty() {
        writeln!(out, "# {}\n", escaped(&table.title))?;
    }
    grid(table, out)?;
    if let Some(sources) = others.iter().find(|table| table.name == "sources") {
        credits(sources, out)?;
    }
    if !export.run.is_empty() {
        let facts = export.run.iter().map(|(key, value)| format!("{key}: {value}"));
        let facts: Vec<String> = facts.map(|fact| escaped(&fact)).collect();
        writeln!(out, "\n{}", facts.join("; "))?;
    }
    Ok(Vec::new())
}

fn grid(table: &FlatTable, out: &mut dyn Write) -> Result<(), ExportError> {
    let columns: Vec<Printed> = Column::all(table)?.iter().map(Printed::new).collect();
    line(columns.iter().map(|column| column.padded(&column.head)), out)?;
    line(columns.iter().map(Printed::rule), out)?;
    for row in 0..table.batch.num_rows() {
        line(columns.iter().map(|column| column.padded(&column.texts[row])), out)?;
    }
    Ok(())
}

fn line(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> Result<(), ExportError> {
    let cells: Vec<String> = cells.collect();
    Ok(writeln!(out, "| {} |", cells.join(" | "))?)
}

/// A column as text, with the width that its longest cell needs.
struct Printed {
    head: String,
    texts: Vec<String>,
    width: usize,
    is_number: bool,
}

impl Printed {
    fn new(column: &Column<'_>) -> Printed {
        let head = escaped(column.name());
        let texts: Vec<String> = (0..column.len()).map(|row| escaped(&column.shown(row))).collect();
        let width = texts.iter().chain([&head]).map(|text| text.chars().count()).max();
        Printed {
            head,
            texts,
            // A rule has at least three characters.
            width: width.unwrap_or(0).max(3),
            is_number: column.is_number(),
        }
    }

    fn padded(&self, text: &str) -> String {
        let width = self.width;
        if self.is_number { format!("{text:>width$}") } else { format!("{text:<width$}") }
    }

    fn rule(&self) -> String {
        let dashes = "-".repeat(self.width - 1);
        if self.is_number { dashes + ":" } else { dashes + "-" }
    }
}

/// Title, publisher and licence of every source.
fn credits(sources: &FlatTable, out: &mut dyn Write) -> Result<(), ExportError> {
    let columns = Column::all(sources)?;
    let facts = ["title", "publisher", "licence"].map(|fact| columns.iter().find(|column| column.name() == fact));
    writeln!(out, "\n## Sources and licences\n")?;
    for row in 0..sources.batch.num_rows() {
        let cells = facts.iter().flatten().map(|column| (column.cell(row), column.shown(row)));
        let known = cells.filter(|(cell, _)| *cell != Cell::Missing);
        let words: Vec<String> = known.map(|(_, text)| escaped(&text)).collect();
        writeln!(out, "- {}", words.join(", "))?;
    }
    Ok(())
}

/// Keeps text in its cell, and out of HTML.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('|', r"\|").replace('<', "&lt;");
    text.replace("\r\n", "<br>").replace(['\n', '\r'], "<br>")
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, Format, sample};
    use super::*;

    fn markdown(tables: &[FlatTable], run: &[(String, String)]) -> String {
        let export = sample::export(tables, run, CsvText::Guarded);
        String::from_utf8(sample::written(Format::Markdown, &export).0).unwrap()
    }

    #[test]
    fn a_table_reads_as_people_read_it() {
        let mut ranking = sample::rounded(2, ["Zürich", "a|b\nc\\", "<b>"], [0.125, -1234.5, -0.001]);
        ranking.title = "Ranking".to_owned();
        let mut sources =
            sample::of_text(["title", "publisher", "licence"], [["Population", "City|Office", "CC BY 4.0"]]);
        sources.name = "sources".to_owned();
        let run = [("index", "demo"), ("seed", "7")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let expected = r"# Ranking

| name        |    value |
| ----------- | -------: |
| Zürich      |     0.12 |
| a\|b<br>c\\ | -1234.50 |
| &lt;b>      |     0.00 |

## Sources and licences

- Population, City\|Office, CC BY 4.0

index: demo; seed: 7
";
        assert_eq!(markdown(&[ranking, sources], &run), expected);
    }

    #[test]
    fn missing_cells_and_missing_rows_leave_the_table_whole() {
        let text = markdown(&[sample::table()], &[]);
        let bars = |line: &str| line.replace(r"\|", "").matches('|').count();
        let table: Vec<&str> = text.lines().collect();
        assert_eq!(table.len(), 2 + sample::table().batch.num_rows());
        assert!(table.iter().all(|line| bars(line) == 6));
        assert!(table.iter().all(|line| line.chars().count() == table[0].chars().count()));

        assert_eq!(markdown(&[sample::empty()], &[]), "| name | value |\n| ---- | ----: |\n");
    }

    #[test]
    fn a_rule_has_three_characters() {
        let text = markdown(&[sample::of(["a", "b"], ["x"], [1.5])], &[]);
        assert_eq!(text, "| a   |   b |\n| --- | --: |\n| x   | 1.5 |\n");
    }
}
