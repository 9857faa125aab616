//! JSON Lines (Handbook step 10): the first table, one object a line, for programs that read as they go. The run and the
//! other tables are in JSON.

use std::io::Write;

use super::{Export, ExportError, Note, json};

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let table = export.first()?;
    let mut notes = Vec::new();
    json::rows(table, ("", "\n"), out, &mut notes)?;
    if table.batch.num_rows() > 0 {
        out.write_all(b"\n")?;
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, Format, sample};

    #[test]
    fn every_line_is_a_row() {
        let tables = [sample::table()];
        let (bytes, _) = sample::written(Format::JsonLines, &sample::export(&tables, &[], CsvText::Guarded));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("}\n"));
        let rows: Vec<_> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        sample::assert_json_rows(&tables[0], &rows);
    }

    #[test]
    fn no_rows_are_no_lines() {
        let tables = [sample::empty()];
        let (bytes, _) = sample::written(Format::JsonLines, &sample::export(&tables, &[], CsvText::Guarded));
        assert_eq!(bytes, b"");
    }
}
