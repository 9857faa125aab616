//! One cell of a column, as the text writers see it (Handbook step 10): which Arrow types they know, and how a value reads to
//! a machine and to a person. Parquet and Arrow take whole batches and do not come here.

use std::fmt;

use arrow::array::{Array, AsArray, BooleanArray, Float64Array, Int64Array, StringArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, UInt32Type};

use super::{ExportError, FlatTable, Note, NoteKind};

/// A value. Its `Display` is for machines: numbers in full, the shortest text that reads back as the same bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Missing,
    Text(&'a str),
    Float(f64),
    Int(i64),
    Bool(bool),
}

/// A column of a table, with what its field says about it.
#[derive(Debug)]
pub(super) struct Column<'a> {
    table: &'a str,
    field: &'a Field,
    values: Values<'a>,
}

#[derive(Debug)]
enum Values<'a> {
    Text(&'a StringArray),
    Float(&'a Float64Array),
    Int(&'a Int64Array),
    UInt(&'a UInt32Array),
    Bool(&'a BooleanArray),
}

impl<'a> Column<'a> {
    /// The columns of a table, in order.
    pub(super) fn all(table: &'a FlatTable) -> Result<Vec<Column<'a>>, ExportError> {
        let fields = table.batch.schema_ref().fields().iter();
        let columns = fields.zip(table.batch.columns()).map(|(field, array)| {
            let values = match array.data_type() {
                DataType::Utf8 => Values::Text(array.as_string()),
                DataType::Float64 => Values::Float(array.as_primitive::<Float64Type>()),
                DataType::Int64 => Values::Int(array.as_primitive::<Int64Type>()),
                DataType::UInt32 => Values::UInt(array.as_primitive::<UInt32Type>()),
                DataType::Boolean => Values::Bool(array.as_boolean()),
                other => {
                    return Err(ExportError::ColumnType {
                        table: table.name.clone(),
                        column: field.name().clone(),
                        data_type: other.clone(),
                    });
                }
            };
            Ok(Column { table: &table.name, field, values })
        });
        columns.collect()
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        match &self.values {
            Values::Text(array) => array.len(),
            Values::Float(array) => array.len(),
            Values::Int(array) => array.len(),
            Values::UInt(array) => array.len(),
            Values::Bool(array) => array.len(),
        }
    }

    pub(super) fn name(&self) -> &'a str {
        self.field.name()
    }

    /// A word of the field's metadata; empty where there is none.
    pub(super) fn meta(&self, key: &str) -> &'a str {
        self.field.metadata().get(key).map_or("", String::as_str)
    }

    /// How many digits after the point people are shown; without it, all of them.
    pub(super) fn decimals(&self) -> Option<usize> {
        self.meta("decimals").parse().ok()
    }

    pub(super) fn is_number(&self) -> bool {
        !matches!(self.values, Values::Text(_) | Values::Bool(_))
    }

    /// The value in a row, counted from 0.
    pub(super) fn cell(&self, row: usize) -> Cell<'a> {
        match &self.values {
            Values::Text(array) if array.is_valid(row) => Cell::Text(array.value(row)),
            Values::Float(array) if array.is_valid(row) => Cell::Float(array.value(row)),
            Values::Int(array) if array.is_valid(row) => Cell::Int(array.value(row)),
            Values::UInt(array) if array.is_valid(row) => Cell::Int(array.value(row).into()),
            Values::Bool(array) if array.is_valid(row) => Cell::Bool(array.value(row)),
            _ => Cell::Missing,
        }
    }

    /// The value in a row as people read it: rounded, and zero without a sign.
    pub(super) fn shown(&self, row: usize) -> String {
        match (self.cell(row), self.decimals()) {
            (Cell::Float(value), Some(digits)) => {
                let text = format!("{value:.digits$}");
                match text.strip_prefix('-') {
                    Some(zero) if zero.bytes().all(|byte| b"0.".contains(&byte)) => zero.to_owned(),
                    _ => text,
                }
            }
            (cell, _) => cell.to_string(),
        }
    }

    /// A note about the cell in a row of the file: 0 is the header.
    pub(super) fn note(&self, kind: NoteKind, row: usize, text: impl Into<String>) -> Note {
        Note { kind, table: self.table.to_owned(), column: self.name().to_owned(), row, text: text.into() }
    }
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Missing => Ok(()),
            Cell::Text(text) => f.write_str(text),
            // `{:?}` turns to exponents for very large and small numbers, where `{}` would print hundreds of zeros.
            Cell::Float(value) => write!(f, "{value:?}"),
            Cell::Int(value) => write!(f, "{value}"),
            Cell::Bool(value) => write!(f, "{value}"),
        }
    }
}
