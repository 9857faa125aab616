//! Reads the rows of a workbook: every sheet that has the columns `code` and `answer`. A formula is refused with its cell, since
//! the value that stands beside it may be out of date.

use std::io::{BufReader, Read, Seek};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use opencities_engine::finding::{Code, Finding, Place};

use super::{Entry, refused};
use crate::Error;

/// The columns that are read.
const COLUMNS: [&str; 3] = ["code", "answer", "evidence"];
/// Columns of a sheet, by Excel's own limit.
const COLUMNS_MAX: u32 = 16_384;
/// No questionnaire has as many questions.
const ROWS_MAX: usize = 10_000;

/// The rows of a file.
pub(super) fn read(path: &Path) -> Result<(Vec<Entry>, Vec<Finding>), Error> {
    let file = path.display().to_string();
    let refuse = |error: XlsxError| {
        refused(&file, None, format!("the file cannot be read as XLSX: {error}"), "save it again as .xlsx")
    };
    let mut book = Xlsx::new(BufReader::new(crate::read::open(path)?)).map_err(refuse)?;
    let mut intake =
        Intake { file: &file, sheet: String::new(), columns: None, entries: Vec::new(), findings: Vec::new() };
    let mut is_sheet = false;
    for sheet in book.sheet_names() {
        intake.sheet = sheet;
        intake.columns = None;
        match intake.read(&mut book) {
            Ok(()) | Err(XlsxError::NotAWorksheet(_)) => {}
            Err(error) => return Err(refuse(error)),
        }
        is_sheet |= intake.columns.is_some();
    }
    if !is_sheet {
        let hint = "`opencities assess sheet` writes a workbook to fill in";
        return Err(refused(&file, None, "no sheet of the workbook has the columns `code` and `answer`", hint));
    }
    Ok((intake.entries, intake.findings))
}

struct Intake<'a> {
    file: &'a str,
    sheet: String,
    /// Where the columns stand, once their heads were found.
    columns: Option<[Option<u32>; COLUMNS.len()]>,
    entries: Vec<Entry>,
    findings: Vec<Finding>,
}

/// A cell of a row.
struct Cell {
    column: u32,
    text: String,
    /// What it holds in place of a text.
    instead: Option<&'static str>,
}

impl Intake<'_> {
    fn read<R: Read + Seek>(&mut self, book: &mut Xlsx<R>) -> Result<(), XlsxError> {
        let mut cells = book.worksheet_cells_reader(&self.sheet)?;
        let (mut row, mut held): (u32, Vec<Cell>) = (0, Vec::new());
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            let (at, column) = cell.pos;
            if at != row {
                self.row(row, &held);
                (row, held) = (at, Vec::new());
            }
            let is_empty = cell.formula.is_none() && matches!(cell.value, DataRef::Empty);
            // A stray cell far out is none of the columns.
            if is_empty || column >= COLUMNS_MAX {
                continue;
            }
            let instead = match (&cell.formula, &cell.value) {
                (Some(_), _) => Some("a formula"),
                (None, DataRef::Error(_)) => Some("an error"),
                _ => None,
            };
            held.push(Cell { column, text: text(&cell.value), instead });
        }
        self.row(row, &held);
        Ok(())
    }

    fn row(&mut self, row: u32, cells: &[Cell]) {
        let Some(columns) = self.columns else {
            let find = |name: &str| {
                cells.iter().find(|cell| cell.text.trim().eq_ignore_ascii_case(name)).map(|cell| cell.column)
            };
            let found = COLUMNS.map(find);
            if found[0].is_some() && found[1].is_some() {
                self.columns = Some(found);
            }
            return;
        };
        let mut texts: [String; COLUMNS.len()] = Default::default();
        for (at, column) in columns.into_iter().enumerate() {
            let Some(cell) = cells.iter().find(|cell| Some(cell.column) == column) else { continue };
            match cell.instead {
                Some(what) => {
                    let place = self.place(cell.column, row);
                    let message = format!("the cell holds {what}, not what was answered");
                    let hint = "write the text itself; the value that stood there was not taken";
                    self.findings.push(Finding::new(Code::Q623, place, message, hint));
                }
                None => texts[at].clone_from(&cell.text),
            }
        }
        let [code, answer, evidence] = texts;
        if [&code, &answer, &evidence].into_iter().all(|text| text.trim().is_empty()) {
            return;
        }
        let place = self.place(columns[1].unwrap_or_default(), row);
        if self.entries.len() > ROWS_MAX {
            return;
        }
        if self.entries.len() == ROWS_MAX {
            let message = format!("the workbook has more than {ROWS_MAX} rows");
            self.findings.push(Finding::new(Code::Q630, place.clone(), message, "name a sheet of answers"));
        }
        let evidence_place = columns[2].map_or_else(|| place.clone(), |column| self.place(column, row));
        self.entries.push(Entry { code: code.trim().to_owned(), answer, evidence, place, evidence_place });
    }

    fn place(&self, column: u32, row: u32) -> Place {
        Place { key: Some(format!("{}!{}{}", self.sheet, letters(column), row + 1)), ..Place::file(self.file, None) }
    }
}

/// The letters of a column, counted from 0.
fn letters(column: u32) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    if column < 26 { letter.to_string() } else { letters(column / 26 - 1) + &letter.to_string() }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(date) if date.is_duration() => date.as_f64().to_string(),
        DataRef::DateTime(date) => day(date),
    }
}

/// A date as people write it, with its time where it has one.
fn day(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
}
