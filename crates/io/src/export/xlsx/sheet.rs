//! One sheet of a workbook (Handbook step 10): cells, number formats, widths, bars, frozen panes, filter, print setup. Knows
//! one table at a time; the workbook around it is the parent's.

use rust_xlsxwriter::{
    ColNum, ConditionalFormatDataBar, Format as Style, FormatAlign, FormatBorder, RowNum, Worksheet, XlsxError,
};

use super::super::cell::{Cell, Column};
use super::super::{Note, NoteKind};
use super::sheet_name::cut;

/// The longest text of a cell, in UTF-16 units.
const TEXT_MAX: usize = 32_767;
/// Whole numbers beyond this are not exact as `f64`, all that a workbook has.
const EXACT_MAX: u64 = 1 << 53;
/// Widths are in characters, and taken from the first rows.
const WIDTH_MAX: usize = 60;
const WIDTH_ROWS: usize = 1000;
const FILTER_BUTTON_WIDTH: usize = 3;
const PADDING: usize = 2;
/// Room for a bar beside its number.
const BAR_WIDTH: usize = 18;
/// Rows are given their height where text is wrapped: programs other than Excel do not find it by themselves.
const LINE_HEIGHT: usize = 15;
const LINES_MAX: usize = 25;
const PAPER_A4: u8 = 9;

/// Writes a table to an empty sheet. The table fits, as the parent has seen to.
pub(super) fn fill(sheet: &mut Worksheet, columns: &[Column<'_>], notes: &mut Vec<Note>) -> Result<(), XlsxError> {
    let rows = columns.first().map_or(0, Column::len);
    let mut lines = vec![1; rows];
    for (col, column) in (0..).zip(columns) {
        let (width, style) = (width(column), style(column));
        let head = aligned(column).set_bold().set_border_bottom(FormatBorder::Thin);
        sheet.write_string_with_format(0, col, column.name(), &head)?;
        sheet.set_column_width(col, width as f64)?;
        for (row, lines) in lines.iter_mut().enumerate() {
            let place = (row as RowNum + 1, col);
            notes.extend(write(sheet, place, column, &style)?);
            *lines = wrapped(column, row, width).max(*lines);
        }
        if column.meta("bar") == "true" && rows > 0 {
            let bar = ConditionalFormatDataBar::new().set_solid_fill(true).set_fill_color("9DC3E6");
            sheet.add_conditional_format(1, col, rows as RowNum, col, &bar)?;
        }
    }
    for (row, lines) in (1..).zip(lines).filter(|&(_, lines)| lines > 1) {
        sheet.set_row_height(row, (lines.min(LINES_MAX) * LINE_HEIGHT) as f64)?;
    }
    if let Some(last) = columns.len().checked_sub(1) {
        sheet.autofilter(0, 0, rows as RowNum, last as ColNum)?;
    }
    sheet.set_freeze_panes(1, frozen(columns))?;
    sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    (row, col): (RowNum, ColNum),
    column: &Column<'_>,
    style: &Style,
) -> Result<Option<Note>, XlsxError> {
    let mut note = None;
    match column.cell(row as usize - 1) {
        Cell::Missing => {}
        Cell::Float(value) if !value.is_finite() => {
            note = Some(column.note(NoteKind::Infinite, row as usize, value.to_string()));
        }
        Cell::Float(value) => {
            sheet.write_number_with_format(row, col, value, style)?;
        }
        Cell::Int(value) if value.unsigned_abs() <= EXACT_MAX => {
            sheet.write_number_with_format(row, col, value as f64, style)?;
        }
        Cell::Int(value) => {
            sheet.write_string_with_format(row, col, value.to_string(), style)?;
        }
        Cell::Bool(value) => {
            sheet.write_boolean_with_format(row, col, value, style)?;
        }
        Cell::Text(text) => {
            let kept = cut(text, TEXT_MAX);
            if kept.len() < text.len() {
                note = Some(column.note(NoteKind::Cut, row as usize, text));
            }
            sheet.write_string_with_format(row, col, kept, style)?;
        }
    }
    Ok(note)
}

/// Numbers stand to the right, under their heads; text keeps off the number before it.
fn aligned(column: &Column<'_>) -> Style {
    let style = Style::new().set_align(FormatAlign::Top);
    if column.is_number() {
        style.set_align(FormatAlign::Right)
    } else {
        style.set_align(FormatAlign::Left).set_indent(1)
    }
}

fn style(column: &Column<'_>) -> Style {
    let style = aligned(column);
    match column.decimals() {
        Some(0) => style.set_num_format("0"),
        Some(digits) => style.set_num_format(format!("0.{}", "0".repeat(digits))),
        None if column.is_number() => style,
        None => style.set_text_wrap(),
    }
}

fn width(column: &Column<'_>) -> usize {
    let rows = 0..column.len().min(WIDTH_ROWS);
    let texts = rows.map(|row| column.shown(row).lines().map(|line| line.chars().count()).max());
    let longest = texts.flatten().max().unwrap_or(0);
    let head = column.name().chars().count() + FILTER_BUTTON_WIDTH;
    let least = if column.meta("bar") == "true" { BAR_WIDTH } else { 0 };
    (longest.max(head).max(least) + PADDING).min(WIDTH_MAX)
}

/// How many lines the text of a row takes.
fn wrapped(column: &Column<'_>, row: usize, width: usize) -> usize {
    let Cell::Text(text) = column.cell(row) else { return 1 };
    // Letters are narrower than the digits that widths count, which makes up for lines that are not filled to the end.
    text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum()
}

/// Columns that stay in sight: up to the name, if it is among the first four.
fn frozen(columns: &[Column<'_>]) -> ColNum {
    (1..=4).zip(columns).find(|(_, column)| column.name() == "name").map_or(0, |(count, _)| count)
}
