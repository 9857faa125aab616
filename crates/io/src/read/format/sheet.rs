//! XLSX: the first sheet whose header can be used. The line is Excel's row number.
//!
//! Cells are streamed, so that a stray cell in the last corner of a sheet does not make a table of 17 thousand million.

use std::io::{BufReader, Read, Seek};

use calamine::{Cell, DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use crate::Error;
use crate::read::input::Content;
use crate::read::report::{damaged, headless};
use crate::read::row::{Field, Row, Sink};

/// Columns of a sheet, by Excel's own limit.
const COLUMNS_MAX: u32 = 16_384;

/// Reads a workbook.
pub(super) fn scan<S: Sink>(file: &str, content: Content<'_>, sink: &mut S) -> Result<(), Error> {
    let refuse = |error: XlsxError| {
        damaged(file, None, format!("the file cannot be read as XLSX: {error}"), "save it again as .xlsx or .csv")
    };
    let mut book = Xlsx::new(BufReader::new(content)).map_err(refuse)?;
    let mut first_refusal = None;
    for sheet in book.sheet_names() {
        let cells = match book.worksheet_cells_reader(&sheet) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(refuse(error)),
        };
        let mut rows = Rows { cells, row: SheetRow::default(), ahead: Ahead::Unread };
        if !rows.next().map_err(refuse)? {
            continue;
        }
        let width = rows.row.cells.len();
        let names: Vec<String> = (0..width).map(|column| rows.row.field(column).text().into_owned()).collect();
        if let Err(error) = sink.header(rows.row.line, &names) {
            first_refusal.get_or_insert(error);
            continue;
        }
        while rows.next().map_err(refuse)? {
            // A row that stops early has empty cells to its right, as Excel shows it.
            if rows.row.cells.len() < width {
                rows.row.cells.resize(width, DataRef::Empty);
            }
            sink.row(rows.row.line, &rows.row);
        }
        return Ok(());
    }
    Err(first_refusal
        .unwrap_or_else(|| headless(file, None, "the workbook is empty", "the first row names the columns")))
}

/// The rows of a sheet that hold anything.
struct Rows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    row: SheetRow<'a>,
    ahead: Ahead<'a>,
}

/// What follows the row.
enum Ahead<'a> {
    Unread,
    Cell(Cell<DataRef<'a>>),
    /// The sheet's end, after which no more may be asked for.
    End,
}

impl<R: Read + Seek> Rows<'_, R> {
    /// Reads the next row; `false` after the last.
    fn next(&mut self) -> Result<bool, XlsxError> {
        self.row.cells.clear();
        loop {
            let cell = match std::mem::replace(&mut self.ahead, Ahead::Unread) {
                Ahead::Cell(cell) => Some(cell),
                Ahead::Unread => self.cells.next_cell()?,
                Ahead::End => None,
            };
            let Some(cell) = cell else {
                self.ahead = Ahead::End;
                return Ok(!self.row.cells.is_empty());
            };
            let (row, column) = cell.get_position();
            if matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            if column >= COLUMNS_MAX {
                return Err(XlsxError::Unexpected("a cell beyond the last column"));
            }
            let line = u64::from(row) + 1;
            if self.row.cells.is_empty() {
                self.row.line = line;
            } else if self.row.line != line {
                self.ahead = Ahead::Cell(cell);
                return Ok(true);
            }
            let column = column as usize;
            if self.row.cells.len() <= column {
                self.row.cells.resize(column + 1, DataRef::Empty);
            }
            self.row.cells[column] = cell.get_value().clone();
        }
    }
}

#[derive(Default)]
struct SheetRow<'a> {
    line: u64,
    cells: Vec<DataRef<'a>>,
}

impl Row for SheetRow<'_> {
    fn width(&self) -> usize {
        self.cells.len()
    }

    fn field(&self, column: usize) -> Field<'_> {
        match &self.cells[column] {
            DataRef::Empty => Field::Empty,
            DataRef::Int(number) => Field::Number(*number as f64),
            DataRef::Float(number) => Field::Number(*number),
            DataRef::Bool(truth) => Field::Number(f64::from(u8::from(*truth))),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Field::of(text),
            DataRef::SharedString(text) => Field::of(text),
            DataRef::DateTime(date) if date.is_duration() => Field::Number(date.as_f64()),
            DataRef::DateTime(date) => Field::Year(i32::from(date.to_ymd_hms_milli().0)),
            DataRef::Error(error) => Field::Text(error_name(error)),
        }
    }
}

fn error_name(error: &calamine::CellErrorType) -> &'static str {
    use calamine::CellErrorType as E;
    match error {
        E::NA => "#N/A",
        E::Div0 => "#DIV/0!",
        E::Name => "#NAME?",
        E::Null => "#NULL!",
        E::Num => "#NUM!",
        E::Ref => "#REF!",
        E::Value => "#VALUE!",
        _ => "#ERROR",
    }
}
