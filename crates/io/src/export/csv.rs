//! Comma-separated values (Handbook step 10), RFC 4180 with LF: the first table with a header, for spreadsheets and every
//! other program. Missing values are empty, and so is empty text; types, measures and the run have no place here.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::cell::{Cell, Column};
use super::{CsvText, Export, ExportError, Note, NoteKind};

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let table = export.first()?;
    let columns = Column::all(table)?;
    let mut csv = csv::Writer::from_writer(out);
    let mut notes = Vec::new();
    let mut field = String::new();
    for line in 0..=table.batch.num_rows() {
        for column in &columns {
            let cell = match line.checked_sub(1) {
                None => Cell::Text(column.name()),
                Some(row) => column.cell(row),
            };
            field.clear();
            if let (CsvText::Guarded, Cell::Text(text)) = (export.csv_text, cell)
                && looks_like_formula(text)
            {
                field.push('\'');
                notes.push(column.note(NoteKind::Guarded, line, text));
            }
            write!(field, "{cell}").expect("a String takes any text");
            csv.write_field(&field).map_err(as_told)?;
        }
        csv.write_record(None::<&[u8]>).map_err(as_told)?;
    }
    csv.flush()?;
    Ok(notes)
}

/// What the system said: the crate's own conversion would hide that a pipe is closed.
fn as_told(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(told) => told,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Spreadsheets run text that begins so, even where it is quoted.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample};
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let records = reader.records().map(|record| record.unwrap());
        records.map(|record| record.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn raw_cells_read_back_as_they_were() {
        let tables = [sample::table()];
        let export = sample::export(&tables, &[], CsvText::Raw);
        let (bytes, notes) = sample::written(Format::Csv, &export);
        assert_eq!(notes, []);
        let rows = read(&bytes);
        assert_eq!(rows.len(), 1 + tables[0].batch.num_rows());
        for (position, column) in Column::all(&tables[0]).unwrap().iter().enumerate() {
            assert_eq!(rows[0][position], column.name());
            for row in 0..tables[0].batch.num_rows() {
                let text = rows[row + 1][position].as_str();
                match column.cell(row) {
                    Cell::Float(value) => {
                        let back: f64 = text.parse().unwrap();
                        assert_eq!(back.to_bits(), value.to_bits(), "{text}");
                    }
                    cell => assert_eq!(text, cell.to_string()),
                }
            }
        }
        assert!(!bytes.contains(&b'\r'));
    }

    #[test]
    fn formulas_are_guarded_and_noted_but_negative_numbers_are_not() {
        let table =
            sample::of(["-name", "value"], ["=cmd()", "+1", "-a", "@x", "\tt", "\rr", "a=b", "'", ""], [-1.5; 9]);
        let tables = [table];
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let (bytes, notes) = sample::written(Format::Csv, &export);
        let names: Vec<String> = read(&bytes).into_iter().map(|row| row[0].clone()).collect();
        let expected = ["'-name", "'=cmd()", "'+1", "'-a", "'@x", "'\tt", "'\rr", "a=b", "'", ""];
        assert_eq!(names, expected);
        assert!(read(&bytes)[1..].iter().all(|row| row[1].parse() == Ok(-1.5)));
        let rows: Vec<usize> = notes.iter().map(|note| note.row).collect();
        assert_eq!(rows, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(notes[1].text, "=cmd()");
        assert_eq!(notes[1].column, "-name");
        assert_eq!(notes[1].kind, NoteKind::Guarded);
    }

    #[test]
    fn a_table_without_rows_is_a_header() {
        let tables = [sample::empty()];
        let (bytes, _) = sample::written(Format::Csv, &sample::export(&tables, &[], CsvText::Guarded));
        assert_eq!(bytes, b"name,value\n");
    }
}
