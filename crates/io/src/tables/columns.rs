//! Puts a flat table together, column by column, with what each field says of itself. Knows nothing of composites.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema};
use opencities_engine::stats::Ties;

use crate::export::FlatTable;

/// Collects columns of one length.
#[derive(Default)]
pub(crate) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    pub(crate) fn text<T: AsRef<str>>(
        mut self,
        name: &str,
        description: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        let array: StringArray =
            values.into_iter().map(|value| value.filter(|text| !text.as_ref().is_empty())).collect();
        self.fields.push(field(name, DataType::Utf8, description, &[]));
        self.arrays.push(Arc::new(array));
        self
    }

    /// Numbers, `NaN` as null.
    pub(crate) fn number(
        mut self,
        name: &str,
        description: &str,
        facts: &[(&str, &str)],
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        let array: Float64Array = values.into_iter().map(|value| (!value.is_nan()).then_some(value)).collect();
        self.fields.push(field(name, DataType::Float64, description, facts));
        self.arrays.push(Arc::new(array));
        self
    }

    /// Whole numbers.
    pub(crate) fn whole(mut self, name: &str, description: &str, values: Vec<Option<i64>>) -> Self {
        self.fields.push(field(name, DataType::Int64, description, &[]));
        self.arrays.push(Arc::new(Int64Array::from(values)));
        self
    }

    /// Ranks: whole numbers unless ties share their mean place.
    pub(crate) fn ranks(
        mut self,
        name: &str,
        description: &str,
        ties: Ties,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        if ties == Ties::Average {
            return self.number(name, description, &[("decimals", "1")], values);
        }
        let array: UInt32Array = values.into_iter().map(|rank| (!rank.is_nan()).then_some(rank as u32)).collect();
        self.fields.push(field(name, DataType::UInt32, description, &[]));
        self.arrays.push(Arc::new(array));
        self
    }

    pub(crate) fn finish(self, name: &str, title: &str) -> FlatTable {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays);
        let batch = batch.expect("columns of one table have one length and distinct names");
        FlatTable { name: name.to_owned(), title: title.to_owned(), batch }
    }
}

fn field(name: &str, kind: DataType, description: &str, facts: &[(&str, &str)]) -> Field {
    let mut metadata: HashMap<String, String> = HashMap::new();
    metadata.insert("description".to_owned(), description.to_owned());
    metadata.extend(facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    Field::new(name, kind, true).with_metadata(metadata)
}
