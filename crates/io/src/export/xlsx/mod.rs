//! Excel workbook (Handbook step 10): a sheet for every table, `Method` with the run, `Columns` with what each column
//! measures. Text stays text, numbers keep all their digits and are shown with the `decimals` of their field. The same
//! export gives the same bytes. What a sheet looks like is in `sheet`; how it is called, in `sheet_name`.

mod sheet;
mod sheet_name;

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::cell::Column;
use super::{Export, ExportError, FlatTable, Format, Note};

const ROWS_MAX: usize = 1_048_575;
const COLUMNS_MAX: usize = 16_384;

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let first = export.first()?;
    let (method, columns) = (method(export), columns(export)?);
    let names = sheet_name::all(export.tables);
    let own = [("Method", &method), ("Columns", &columns)];
    let tables = names.iter().map(String::as_str).zip(export.tables);

    let mut workbook = Workbook::new();
    let mut notes = Vec::new();
    let refused = |error: XlsxError| ExportError::encode(Format::Xlsx, error);
    workbook.set_properties(&properties(&first.title).map_err(refused)?);
    for (name, table) in tables.chain(own) {
        fits(table)?;
        let columns = Column::all(table)?;
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).map_err(refused)?;
        sheet::fill(sheet, &columns, &mut notes).map_err(refused)?;
    }
    out.write_all(&workbook.save_to_buffer().map_err(refused)?)?;
    Ok(notes)
}

fn fits(table: &FlatTable) -> Result<(), ExportError> {
    let (rows, columns) = (table.batch.num_rows(), table.batch.num_columns());
    if rows <= ROWS_MAX && columns <= COLUMNS_MAX {
        return Ok(());
    }
    Err(ExportError::TooLarge { table: table.name.clone(), rows, columns })
}

/// A fixed date, since the library would put the time of the run into the file.
fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&date))
}

fn method(export: &Export<'_>) -> FlatTable {
    let run = export.run.iter();
    let rows = run.map(|(key, value)| [key.as_str(), value.as_str()]);
    prose("Method", ["key", "value"], rows.collect())
}

fn columns(export: &Export<'_>) -> Result<FlatTable, ExportError> {
    let mut rows = Vec::new();
    for table in export.tables {
        for column in Column::all(table)? {
            let words = [column.meta("measure"), column.meta("description")];
            rows.push([table.name.as_str(), column.name(), words[0], words[1]]);
        }
    }
    let heads = ["table", "column", "measure", "description"];
    Ok(prose("Columns", heads, rows))
}

fn prose<const N: usize>(name: &str, heads: [&str; N], rows: Vec<[&str; N]>) -> FlatTable {
    let columns = heads.iter().enumerate().map(|(position, head)| {
        let texts: StringArray = rows.iter().map(|row| Some(row[position])).collect();
        (*head, Arc::new(texts) as ArrayRef)
    });
    FlatTable {
        name: name.to_owned(),
        title: String::new(),
        batch: RecordBatch::try_from_iter(columns).expect("columns of one length"),
    }
}

#[cfg(test)]
mod tests;
