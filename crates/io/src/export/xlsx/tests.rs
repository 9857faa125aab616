//! Workbooks read back with another library, and the layout as it stands in the file.

use std::io::{Cursor, Read};

use arrow::array::Int64Array;
use calamine::{Data, Range, Reader, Xlsx};

use super::super::cell::Cell;
use super::super::{CsvText, NoteKind, sample};
use super::*;

fn workbook(tables: &[FlatTable], run: &[(String, String)]) -> (Vec<u8>, Vec<Note>) {
    sample::written(Format::Xlsx, &sample::export(tables, run, CsvText::Guarded))
}

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    workbook.worksheet_range(name).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn int(value: i64) -> FlatTable {
    let column: ArrayRef = Arc::new(Int64Array::from(vec![value]));
    FlatTable { batch: RecordBatch::try_from_iter([("count", column)]).unwrap(), ..sample::empty() }
}

#[test]
fn every_cell_reads_back() {
    let tables = [sample::table()];
    let (bytes, notes) = workbook(&tables, &[]);
    assert_eq!(notes, []);
    let range = sheet(&bytes, "Ranking");
    for (col, column) in (0..).zip(Column::all(&tables[0]).unwrap()) {
        assert_eq!(range.get_value((0, col)), Some(&Data::String(column.name().to_owned())));
        for row in 0..tables[0].batch.num_rows() {
            let found = range.get_value((row as u32 + 1, col)).unwrap_or(&Data::Empty);
            match (column.cell(row), found) {
                (Cell::Missing | Cell::Text(""), Data::Empty) => {}
                (Cell::Text(text), Data::String(found)) => assert_eq!(found, text),
                (Cell::Bool(value), Data::Bool(found)) => assert_eq!(*found, value),
                (Cell::Float(value), Data::Float(found)) => {
                    assert_eq!(found.to_bits(), value.to_bits())
                }
                (Cell::Int(value), Data::Float(found)) => assert_eq!(*found as i64, value),
                (cell, found) => {
                    panic!("{} in row {row}: {cell:?} became {found:?}", column.name())
                }
            }
        }
    }
}

#[test]
fn the_run_and_the_columns_have_their_sheets() {
    let tables = [sample::table(), sample::empty()];
    let run = sample::run();
    let (bytes, _) = workbook(&tables, &run);
    let names = Xlsx::new(Cursor::new(&bytes)).unwrap().sheet_names();
    assert_eq!(names, ["Ranking", "Empty", "Method", "Columns"]);
    let text = |row: &[Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>();
    let method: Vec<_> = sheet(&bytes, "Method").rows().skip(1).map(text).collect();
    assert_eq!(method, run.iter().map(|(k, v)| vec![k.clone(), v.clone()]).collect::<Vec<_>>());
    let columns: Vec<_> = sheet(&bytes, "Columns").rows().map(text).collect();
    assert_eq!(columns[0], ["table", "column", "measure", "description"]);
    assert!(columns.contains(&["ranking", "value", "% of residents", "Share \"of\" all"].map(str::to_owned).to_vec()));
    assert!(columns.contains(&["empty", "name", "", ""].map(str::to_owned).to_vec()));
    assert_eq!(sheet(&bytes, "Empty").height(), 1);
}

#[test]
fn a_sheet_is_laid_out_for_reading_and_printing() {
    let table = sample::rounded(1, ["Vienna", "Zürich"], [1.25, 2.5]);
    let (bytes, _) = workbook(&[table], &[]);
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    for expected in [
        r#"<pane xSplit="1" ySplit="1" topLeftCell="B2""#,
        r#"<autoFilter ref="A1:B3"/>"#,
        r#"<pageSetup paperSize="9" fitToHeight="0" orientation="landscape""#,
        r#"<conditionalFormatting sqref="B2:B3">"#,
        "<dataBar>",
    ] {
        assert!(xml.contains(expected), "{expected} not in {xml}");
    }
    assert!(part(&bytes, "xl/styles.xml").contains(r#"formatCode="0.0""#));
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"));
}

#[test]
fn the_file_names_its_title_and_nobody() {
    let mut table = sample::empty();
    table.title = "Ranking & more".to_owned();
    let (bytes, _) = workbook(&[table], &[]);
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("<dc:title>Ranking &amp; more</dc:title>"), "{core}");
    assert!(core.contains("<dc:creator></dc:creator>"), "{core}");
    assert!(core.contains("2000-01-01T00:00:00Z"), "{core}");
}

#[test]
fn panes_freeze_only_a_name_near_the_left() {
    let pane = |heads: [&str; 5]| {
        let (bytes, _) = workbook(&[sample::of_text(heads, [["x"; 5]])], &[]);
        let xml = part(&bytes, "xl/worksheets/sheet1.xml");
        xml.split_once("<pane ").unwrap().1.split_once("topLeftCell").unwrap().0.trim().to_owned()
    };
    assert_eq!(pane(["period", "rank", "unit", "name", "index"]), r#"xSplit="4" ySplit="1""#);
    assert_eq!(pane(["period", "rank", "unit", "index", "name"]), r#"ySplit="1""#);
}

#[test]
fn what_a_workbook_cannot_hold_is_said() {
    let long = "ä".repeat(32_768);
    let (bytes, notes) = workbook(&[sample::of(["a", "b"], [long.as_str()], [f64::INFINITY])], &[]);
    let kinds: Vec<NoteKind> = notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds, [NoteKind::Cut, NoteKind::Infinite]);
    let range = sheet(&bytes, "Ranking");
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("ä".repeat(32_767))));
    assert_eq!(range.get_value((1, 1)).unwrap_or(&Data::Empty), &Data::Empty);

    let (bytes, _) = workbook(&[int(i64::MAX)], &[]);
    let exact = Data::String(i64::MAX.to_string());
    assert_eq!(sheet(&bytes, "Empty").get_value((1, 0)), Some(&exact));
}

#[test]
fn more_rows_than_a_sheet_has_is_an_error_with_a_remedy() {
    let column: ArrayRef = Arc::new(Int64Array::from(vec![0; ROWS_MAX + 1]));
    let batch = RecordBatch::try_from_iter([("count", column)]).unwrap();
    let tables = [FlatTable { batch, ..sample::empty() }];
    let export = sample::export(&tables, &[], CsvText::Guarded);
    let error = write(&export, &mut Vec::new()).unwrap_err();
    assert!(matches!(&error, ExportError::TooLarge { rows: 1_048_576, .. }), "{error}");
    assert_eq!(error.hint(), Some("use Parquet or CSV"));
}
