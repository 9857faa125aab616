//! JSON (Handbook step 10): one object with the run and every table, for programs. Rows are written one by one, each on
//! its line, so a table of a million rows needs no tree in memory. Without a table it is the record of the run. Measures and
//! descriptions are left to the other formats.

use std::io::{self, Write};

use super::cell::{Cell, Column};
use super::{Export, ExportError, FlatTable, Note, NoteKind};

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let mut notes = Vec::new();
    out.write_all(b"{\n\"run\": {")?;
    for (position, (key, value)) in export.run.iter().enumerate() {
        out.write_all(if position == 0 { b"\n  " } else { b",\n  " })?;
        text(key, out)?;
        out.write_all(b": ")?;
        text(value, out)?;
    }
    out.write_all(b"\n}")?;
    for table in export.tables {
        out.write_all(b",\n")?;
        text(&table.name, out)?;
        out.write_all(b": [")?;
        rows(table, ("\n  ", ",\n  "), out, &mut notes)?;
        out.write_all(b"\n]")?;
    }
    out.write_all(b"\n}\n")?;
    Ok(notes)
}

/// Writes each row as an object, with one separator before the first and another before the others.
pub(super) fn rows(
    table: &FlatTable,
    (first, next): (&str, &str),
    out: &mut dyn Write,
    notes: &mut Vec<Note>,
) -> Result<(), ExportError> {
    let columns = Column::all(table)?;
    for row in 0..table.batch.num_rows() {
        out.write_all(if row == 0 { first } else { next }.as_bytes())?;
        for (position, column) in columns.iter().enumerate() {
            out.write_all(if position == 0 { b"{" } else { b"," })?;
            text(column.name(), out)?;
            out.write_all(b":")?;
            match column.cell(row) {
                Cell::Missing => out.write_all(b"null")?,
                Cell::Text(value) => text(value, out)?,
                Cell::Float(value) if !value.is_finite() => {
                    out.write_all(b"null")?;
                    notes.push(column.note(NoteKind::Infinite, row + 1, value.to_string()));
                }
                cell => write!(out, "{cell}")?,
            }
        }
        out.write_all(b"}")?;
    }
    Ok(())
}

fn text(value: &str, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, Format, sample};
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_cell_of_every_table_reads_back() {
        let mut second = sample::empty();
        second.name = "weights \"2\"".to_owned();
        let tables = [sample::table(), second];
        let run = sample::run();
        let export = sample::export(&tables, &run, CsvText::Guarded);
        let (bytes, notes) = sample::written(Format::Json, &export);
        assert_eq!(notes, []);
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        let object = value.as_object().unwrap();
        assert_eq!(object.keys().collect::<Vec<_>>(), ["run", "ranking", "weights \"2\""]);
        let told: Vec<(String, String)> = value["run"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(told, run);
        sample::assert_json_rows(&tables[0], value["ranking"].as_array().unwrap());
        assert_eq!(value["weights \"2\""], Value::Array(Vec::new()));
    }

    #[test]
    fn an_infinite_number_is_null_and_noted() {
        let tables = [sample::of(["a", "b"], ["x"], [f64::NEG_INFINITY])];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let (bytes, notes) = sample::written(Format::Json, &export);
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(value["ranking"][0]["b"].is_null());
        assert_eq!(notes[0].kind, NoteKind::Infinite);
        assert_eq!((notes[0].row, notes[0].text.as_str()), (1, "-inf"));
    }
}
