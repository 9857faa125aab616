//! Reads the rows of a workbook: every page that has the columns `code` and `answer`. A formula is refused with its cell, since
//! the value that stands beside it may be out of date; so is a page that has one of the columns and lacks another, since what
//! was written below a renamed head would be lost without a word, and a page that has one of them twice. It does not judge what
//! the rows say.

use std::io::{BufReader, Read, Seek};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use opencities_engine::finding::{Code, Finding, Place};

use super::xlsx::{HEADS, WHAT};
use super::{ABOUT, Entry, FACT, refused};
use crate::Error;

/// The columns that are read.
const COLUMNS: [&str; 3] = ["code", "answer", "evidence"];
/// Heads of pages that we write, and that people's own pages hardly have.
const OURS: [&str; 4] = ["question", "help", "evidence wanted", WHAT];
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
        Intake { file: &file, sheet: String::new(), page: Page::Headless, entries: Vec::new(), findings: Vec::new() };
    let mut is_sheet = false;
    for sheet in book.sheet_names() {
        intake.sheet = sheet;
        intake.page = Page::Headless;
        match intake.read(&mut book) {
            Ok(()) | Err(XlsxError::NotAWorksheet(_)) => {}
            Err(error) => return Err(refuse(error)),
        }
        is_sheet |= !matches!(intake.page, Page::Headless);
    }
    if !is_sheet {
        let hint = "`opencities assess sheet` writes a workbook to fill in";
        return Err(refused(&file, None, "no sheet of the workbook has the columns `code` and `answer`", hint));
    }
    Ok((intake.entries, intake.findings))
}

/// What is known of a page while its rows come.
enum Page {
    /// No heads were found yet.
    Headless,
    /// Heads were found, and what stands below them is read.
    Columns(Columns),
    /// Heads were found, and the code or the answer is not among them: nothing can be read.
    Unreadable,
}

/// The heads of a page.
struct Columns {
    /// Where the columns stand.
    at: [Option<u32>; COLUMNS.len()],
    /// What it says of a column of evidence, once a question needs it.
    no_evidence: Option<Box<Finding>>,
}

struct Intake<'a> {
    file: &'a str,
    sheet: String,
    page: Page,
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

impl Cell {
    fn is(&self, head: &str) -> bool {
        self.text.trim().eq_ignore_ascii_case(head)
    }
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
        let columns = match &self.page {
            Page::Headless => return self.head(row, cells),
            Page::Unreadable => return,
            Page::Columns(columns) => columns.at,
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
        let code = code.trim().to_owned();
        if !code.starts_with(ABOUT)
            && !code.starts_with(FACT)
            && let Page::Columns(columns) = &mut self.page
        {
            self.findings.extend(columns.no_evidence.take().map(|finding| *finding));
        }
        let code_place = self.place(columns[0].unwrap_or_default(), row);
        let evidence_place = columns[2].map_or_else(|| place.clone(), |column| self.place(column, row));
        self.entries.push(Entry { code, answer, evidence, code_place, place, evidence_place });
    }

    /// Looks for heads in a row: two of the three make it one, and so does one beside a head that only our pages have.
    fn head(&mut self, row: u32, cells: &[Cell]) {
        let at = COLUMNS.map(|name| cells.iter().find(|cell| cell.is(name)).map(|cell| cell.column));
        let is_ours = OURS.iter().any(|head| cells.iter().any(|cell| cell.is(head)));
        let found = at.iter().flatten().count();
        if found < 2 && !(found == 1 && is_ours) {
            return;
        }
        if let Some(finding) = COLUMNS.iter().find_map(|name| self.twice(name, row, cells)) {
            self.findings.push(finding);
            self.page = Page::Unreadable;
            return;
        }
        let mut lacking = COLUMNS.into_iter().zip(at).filter(|(_, column)| column.is_none());
        let finding = lacking.next().map(|(name, _)| self.lacking(name, row, cells));
        self.page = match finding {
            Some(finding) if at[0].is_none() || at[1].is_none() => {
                self.findings.push(finding);
                Page::Unreadable
            }
            no_evidence => Page::Columns(Columns { at, no_evidence: no_evidence.map(Box::new) }),
        };
    }

    /// Two columns of one head: which of them holds what is meant, nobody but its owner can say.
    fn twice(&self, name: &str, row: u32, cells: &[Cell]) -> Option<Finding> {
        let mut columns = cells.iter().filter(|cell| cell.is(name)).map(|cell| cell.column);
        let (first, second) = (columns.next()?, columns.next()?);
        let message =
            format!("the page {} has two columns `{name}`; the first is {}{}", self.sheet, letters(first), row + 1);
        let hint = "give one of the two another head, or remove it; nothing of this page was read";
        Some(Finding::new(Code::Q630, self.place(second, row), message, hint))
    }

    /// A column that is not there, at the head that has perhaps taken its place.
    fn lacking(&self, name: &str, row: u32, cells: &[Cell]) -> Finding {
        let named = || cells.iter().filter(|cell| !cell.text.trim().is_empty());
        let strange: Vec<&Cell> = named().filter(|cell| !HEADS.iter().chain(&OURS).any(|head| cell.is(head))).collect();
        let (column, instead) = match strange[..] {
            [one] => (one.column, format!("it has `{}`", one.text.trim())),
            _ => {
                let heads: Vec<&str> = named().map(|cell| cell.text.trim()).collect();
                (cells.first().map_or(0, |cell| cell.column), format!("its heads are: {}", heads.join(", ")))
            }
        };
        let message = format!("the page {} has no column `{name}`; {instead}", self.sheet);
        let lost = if name == "evidence" { "no evidence" } else { "nothing" };
        let hint = format!("call the column `{name}` again; {lost} of this page was read");
        Finding::new(Code::Q630, self.place(column, row), message, hint)
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
