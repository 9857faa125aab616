//! Polars frames in and out, for those who keep their figures in frames (feature `polars`).
//!
//! Numbers cross without a copy, through Arrow's C data interface: both libraries lay its two structures out alike. This
//! is the one file of the workspace with `unsafe`, and it says why each use is sound.
#![allow(unsafe_code)]

use std::mem::transmute;

use arrow::array::{Array, ArrayRef, RecordBatch, make_array};
use arrow::datatypes::{Field, Schema};
use arrow::error::ArrowError;
use arrow::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use polars::prelude::{Column, CompatLevel, DataFrame, IntoColumn, PolarsError, Series};
use polars_arrow::datatypes::Field as PolarsField;
use polars_arrow::ffi as polars_ffi;

use crate::read::Input;

/// What keeps a frame from crossing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// Arrow does not know the type of a column.
    #[error("a column cannot be handed to Arrow: {0}")]
    Arrow(#[from] ArrowError),
    /// Polars does not know the type of a column.
    #[error("a column cannot be handed to Polars: {0}")]
    Polars(#[from] PolarsError),
}

/// A table as a frame; its name and metadata stay behind.
///
/// # Errors
/// [`FrameError::Polars`] for a type that Polars does not have.
pub fn to_frame(batch: &RecordBatch) -> Result<DataFrame, FrameError> {
    let fields = batch.schema_ref().fields().iter().zip(batch.columns());
    let columns: Vec<Column> =
        fields.map(|(field, array)| to_column(field.name(), array)).collect::<Result<_, FrameError>>()?;
    Ok(DataFrame::new(batch.num_rows(), columns)?)
}

/// A frame as a table.
///
/// # Errors
/// [`FrameError::Arrow`] for a type that Arrow does not have.
pub fn to_batch(frame: &DataFrame) -> Result<RecordBatch, FrameError> {
    let columns = frame.columns().iter().map(to_array).collect::<Result<Vec<_>, FrameError>>()?;
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    Ok(RecordBatch::try_new(Schema::new(fields).into(), arrays)?)
}

/// A frame of observations, long or wide, to be read like a file: see [`crate::Index::data_of`].
///
/// # Errors
/// [`FrameError::Arrow`] for a type that Arrow does not have.
pub fn input(name: &str, frame: &DataFrame) -> Result<Input, FrameError> {
    Ok(Input::Batch { name: name.to_owned(), batch: to_batch(frame)? })
}

fn to_column(name: &str, array: &ArrayRef) -> Result<Column, FrameError> {
    let (array, schema) = to_ffi(&array.to_data())?;
    // SAFETY: both types are `repr(C)` and laid out as the C data interface prescribes; ownership moves with the value, so
    // its release callback is called once.
    let (array, schema) = unsafe {
        (
            transmute::<FFI_ArrowArray, polars_ffi::ArrowArray>(array),
            transmute::<FFI_ArrowSchema, polars_ffi::ArrowSchema>(schema),
        )
    };
    // SAFETY: the structures were made by arrow-rs just now and describe one another.
    let array = unsafe {
        let field = polars_ffi::import_field_from_c(&schema)?;
        polars_ffi::import_array_from_c(array, field.dtype)?
    };
    Ok(Series::from_arrow(name.into(), array)?.into_column())
}

fn to_array(column: &Column) -> Result<(Field, ArrayRef), FrameError> {
    let series = column.as_materialized_series().rechunk();
    let array = series.to_arrow(0, CompatLevel::oldest());
    let field = PolarsField::new(column.name().clone(), array.dtype().clone(), true);
    let (schema, array) = (polars_ffi::export_field_to_c(&field), polars_ffi::export_array_to_c(array));
    // SAFETY: both types are `repr(C)` and laid out as the C data interface prescribes; ownership moves with the value, so
    // its release callback is called once.
    let (schema, array) = unsafe {
        (
            transmute::<polars_ffi::ArrowSchema, FFI_ArrowSchema>(schema),
            transmute::<polars_ffi::ArrowArray, FFI_ArrowArray>(array),
        )
    };
    // SAFETY: the structures were made by Polars just now and describe one another.
    let data = unsafe { from_ffi(array, &schema)? };
    let array = make_array(data);
    Ok((Field::new(column.name().as_str(), array.data_type().clone(), true), array))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{AsArray, Float64Array, StringArray};
    use arrow::datatypes::{DataType, Float64Type};
    use opencities_engine::build;
    use polars::prelude::{IntoLazy, col, df};

    use super::*;
    use crate::{Index, tables};

    fn batch() -> RecordBatch {
        let schema =
            Schema::new(vec![Field::new("name", DataType::Utf8, true), Field::new("x", DataType::Float64, true)]);
        let names = StringArray::from(vec![Some("São Paulo"), None, Some("")]);
        let numbers = Float64Array::from(vec![Some(0.1), None, Some(-0.0)]);
        RecordBatch::try_new(schema.into(), vec![Arc::new(names), Arc::new(numbers)]).unwrap()
    }

    #[test]
    fn numbers_cross_without_a_copy() {
        let batch = batch();
        let frame = to_frame(&batch).unwrap();
        let before = batch.column(1).as_primitive::<Float64Type>().values().as_ptr();
        let chunk =
            frame.column("x").unwrap().f64().unwrap().downcast_iter().next().unwrap().values().as_slice().as_ptr();
        assert!(std::ptr::eq(before, chunk));
        let back = to_batch(&frame).unwrap();
        assert!(std::ptr::eq(before, back.column(1).as_primitive::<Float64Type>().values().as_ptr()));
    }

    #[test]
    fn texts_and_gaps_come_back_as_they_were() {
        let frame = to_frame(&batch()).unwrap();
        let names: Vec<Option<&str>> = frame.column("name").unwrap().str().unwrap().iter().collect();
        assert_eq!(names, [Some("São Paulo"), None, Some("")]);
        assert_eq!(frame.column("x").unwrap().null_count(), 1);
        let back = to_batch(&frame).unwrap();
        let numbers = back.column(1).as_primitive::<Float64Type>();
        assert_eq!(numbers.value(2).to_bits(), (-0.0_f64).to_bits());
        assert!(numbers.is_null(1));
    }

    #[test]
    fn a_frame_of_figures_is_ranked_and_comes_back_as_a_frame() {
        let index = Index::opencities().unwrap();
        let (data, _) = index.data().unwrap();
        let composite = build(&index.framework, &data, &index.method).unwrap();
        let values = to_frame(&tables::values(&composite).batch).unwrap();
        let long = figures(values);
        let (again, findings) = index.data_of(&[input("frame", &long).unwrap()], None, &|_| {}).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        let twin = build(&index.framework, &again, &index.method).unwrap();
        let bits = |composite: &opencities_engine::composite::Composite| -> Vec<u64> {
            composite.scores.get("openness").unwrap().iter().map(|score| score.to_bits()).collect()
        };
        assert_eq!(bits(&composite), bits(&twin));
    }

    /// The long table that a user would have: unit, indicator, period, value.
    fn figures(values: DataFrame) -> DataFrame {
        let wanted = [col("unit"), col("indicator"), col("observed_period").alias("period"), col("raw").alias("value")];
        values.lazy().filter(col("raw").is_not_null()).select(wanted).collect().unwrap()
    }

    #[test]
    fn a_wide_frame_is_read_like_a_wide_file() {
        let index = Index::opencities().unwrap();
        let frame = df!("unit" => ["london", "oslo"], "press_freedom" => [Some(70.0), None]).unwrap();
        let (data, findings) = index.data_of(&[input("frame", &frame).unwrap()], None, &|_| {}).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        let known = data.values.get("press_freedom").unwrap().iter().filter(|value| !value.is_nan()).count();
        assert_eq!(known, 1);
    }
}
