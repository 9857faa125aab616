//! Tables that are hard to write, for the tests of every format. Not built into the library.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::datatypes::{Field, Schema, SchemaRef};
use serde_json::Value;

use super::cell::{Cell, Column};
use super::{CsvText, Export, FlatTable, Format, Note, RunInfo, write_to};

/// Every type, with the values that writers get wrong.
pub(super) fn table() -> FlatTable {
    let names = [
        Some("Zürich ß 東京"),
        Some("=cmd()"),
        Some("a,\"b\"\nc"),
        Some("a|b; 'c' \\ <d>\t&amp; _x0041_"),
        None,
        Some(""),
        Some("007"),
    ];
    let values = [Some(0.1 + 0.2), Some(-0.0), Some(1e300), Some(5e-324), None, Some(1e-7), Some(-1e15)];
    let columns: [(&str, ArrayRef); 5] = [
        ("name", Arc::new(StringArray::from(names.to_vec()))),
        ("value", Arc::new(Float64Array::from(values.to_vec()))),
        (
            "count, \"all\"",
            Arc::new(Int64Array::from(vec![
                Some(-3),
                None,
                Some(1 << 53),
                Some(0),
                Some(-(1 << 53)),
                Some(7),
                Some(8),
            ])),
        ),
        ("rank", Arc::new(UInt32Array::from(vec![Some(1), Some(u32::MAX), None, Some(4), Some(5), Some(6), Some(7)]))),
        (
            "open",
            Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, Some(true), Some(false), None, None])),
        ),
    ];
    let words = |name: &str| match name {
        "value" => {
            HashMap::from([("measure", "% of residents"), ("description", "Share \"of\" all"), ("unknown", "ö")])
        }
        _ => HashMap::new(),
    };
    flat("ranking", columns, words)
}

/// Two columns, no rows.
pub(super) fn empty() -> FlatTable {
    let table = of(["name", "value"], [], []);
    FlatTable { name: "empty".to_owned(), ..table }
}

/// A column of text and one of numbers.
pub(super) fn of<const N: usize>(heads: [&str; 2], texts: [&str; N], values: [f64; N]) -> FlatTable {
    let columns: [(&str, ArrayRef); 2] = [
        (heads[0], Arc::new(StringArray::from(texts.to_vec()))),
        (heads[1], Arc::new(Float64Array::from(values.to_vec()))),
    ];
    flat("ranking", columns, |_| HashMap::new())
}

/// The columns `name` and `value`, the latter with bars, and shown with so many digits.
pub(super) fn rounded<const N: usize>(decimals: usize, texts: [&str; N], values: [f64; N]) -> FlatTable {
    let columns: [(&str, ArrayRef); 2] = [
        ("name", Arc::new(StringArray::from(texts.to_vec()))),
        ("value", Arc::new(Float64Array::from(values.to_vec()))),
    ];
    let digits = decimals.to_string();
    flat("ranking", columns, |name| match name {
        "value" => HashMap::from([("decimals", digits.as_str()), ("bar", "true")]),
        _ => HashMap::new(),
    })
}

/// Columns of text, given by row.
pub(super) fn of_text<const N: usize, const ROWS: usize>(heads: [&str; N], rows: [[&str; N]; ROWS]) -> FlatTable {
    let columns = std::array::from_fn::<_, N, _>(|position| {
        let texts = StringArray::from_iter_values(rows.iter().map(|row| row[position]));
        (heads[position], Arc::new(texts) as ArrayRef)
    });
    flat("texts", columns, |_| HashMap::new())
}

/// A column of a type that the text writers do not know.
pub(super) fn unwritable() -> FlatTable {
    let columns: [(&str, ArrayRef); 1] = [("small", Arc::new(Int32Array::from(vec![1])))];
    flat("unwritable", columns, |_| HashMap::new())
}

fn flat<'a, const N: usize>(
    name: &str,
    columns: [(&str, ArrayRef); N],
    words: impl Fn(&str) -> HashMap<&'a str, &'a str>,
) -> FlatTable {
    let own = |(key, word): (&str, &str)| (key.to_owned(), word.to_owned());
    let fields = columns.iter().map(|(name, array)| {
        let metadata = words(name).into_iter().map(own).collect();
        Field::new(*name, array.data_type().clone(), true).with_metadata(metadata)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let arrays = columns.map(|(_, array)| array).to_vec();
    FlatTable { name: name.to_owned(), title: String::new(), batch: RecordBatch::try_new(schema, arrays).unwrap() }
}

/// Facts about a run, in an order that is not that of the alphabet.
pub(super) fn run() -> RunInfo {
    let facts = [
        ("version", "0.1.0"),
        ("index", "=1+1"),
        ("method", "[normalise.min-max]\n\"ä\" = 1\n"),
        ("data", "sha256:00ff"),
        ("period", "2020"),
    ];
    facts.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec()
}

pub(super) fn export<'a>(tables: &'a [FlatTable], run: &'a [(String, String)], csv_text: CsvText) -> Export<'a> {
    Export::new(tables, run, csv_text)
}

pub(super) fn written(format: Format, export: &Export<'_>) -> (Vec<u8>, Vec<Note>) {
    let mut bytes = Vec::new();
    let notes = write_to(format, export, &mut bytes).unwrap();
    (bytes, notes)
}

/// Objects as JSON holds them are the rows of a table.
pub(super) fn assert_json_rows(table: &FlatTable, rows: &[Value]) {
    assert_eq!(rows.len(), table.batch.num_rows());
    for column in Column::all(table).unwrap() {
        for (row, object) in rows.iter().enumerate() {
            let found = &object[column.name()];
            match column.cell(row) {
                Cell::Missing => assert!(found.is_null() && object.get(column.name()).is_some()),
                Cell::Text(text) => assert_eq!(found, text),
                Cell::Float(value) => {
                    assert_eq!(found.as_f64().unwrap().to_bits(), value.to_bits())
                }
                Cell::Int(value) => assert_eq!(found.as_i64(), Some(value)),
                Cell::Bool(value) => assert_eq!(found.as_bool(), Some(value)),
            }
        }
    }
}

/// Batches as a file holds them are a table: fields, their metadata, and every value to the last bit.
pub(super) fn assert_same(table: &FlatTable, schema: &SchemaRef, batches: &[RecordBatch]) {
    assert_eq!(schema.fields(), table.batch.schema_ref().fields());
    let batch = arrow::compute::concat_batches(schema, batches).unwrap();
    assert_eq!(batch.columns(), table.batch.columns());
}
