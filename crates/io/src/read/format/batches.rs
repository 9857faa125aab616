//! Parquet, Arrow IPC and tables in memory: record batches, whose columns are cast to texts, numbers and years. The line
//! is the row's number, from 1.

use std::cell::Cell;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use arrow::array::{Array, ArrayRef, Float64Array, Int32Array, LargeStringArray, RecordBatch};
use arrow::compute::{DatePart, can_cast_types, cast, date_part};
use arrow::datatypes::{DataType, Schema};
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use super::envelope;
use crate::Error;
use crate::read::input::{Content, Input, open};
use crate::read::report::{damaged, headless};
use crate::read::row::{Field, Row, Sink};

/// Rows that are decoded at once.
const BATCH: usize = 1 << 16;
/// How an Arrow IPC stream ends.
const STREAM_END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// Reads a Parquet file.
pub(super) fn scan_parquet<S: Sink>(input: &Input, sink: &mut S) -> Result<(), Error> {
    let name = input.name();
    match input {
        Input::File(path) => read_parquet(&name, open(path)?, sink),
        Input::Bytes { bytes, .. } => read_parquet(&name, Bytes::copy_from_slice(bytes), sink),
        Input::Batch { name, batch } => scan_batch(name, batch, sink),
    }
}

fn read_parquet<S: Sink>(file: &str, content: impl ChunkReader + 'static, sink: &mut S) -> Result<(), Error> {
    check_length(file, content.len())?;
    let refuse = |error| broken(file, "Parquet", error);
    let open = || {
        let builder = ParquetRecordBatchReaderBuilder::try_new(content)?;
        let schema = builder.schema().clone();
        Ok::<_, ParquetError>((schema, builder.with_batch_size(BATCH).build()?))
    };
    let (schema, batches) = decoded(file, "Parquet", open)?.map_err(refuse)?;
    feed(file, "Parquet", &schema, batches, sink)
}

/// Reads a table in memory.
pub(super) fn scan_batch<S: Sink>(name: &str, batch: &RecordBatch, sink: &mut S) -> Result<(), Error> {
    feed(name, "a table", batch.schema_ref(), std::iter::once(Ok(batch.clone())), sink)
}

/// Reads an Arrow IPC file or stream.
pub(super) fn scan_arrow<S: Sink>(file: &str, mut content: Content<'_>, sink: &mut S) -> Result<(), Error> {
    let unreadable = |source| Error::Unreadable { path: PathBuf::from(file), source };
    let length = content.seek(SeekFrom::End(0)).map_err(unreadable)?;
    check_length(file, length)?;
    let mut tail = STREAM_END;
    if length >= tail.len() as u64 {
        content.seek(SeekFrom::End(-(tail.len() as i64))).map_err(unreadable)?;
        content.read_exact(&mut tail).map_err(unreadable)?;
    }
    content.rewind().map_err(unreadable)?;
    let mut start = Vec::new();
    content.by_ref().take(envelope::MAGIC.len() as u64).read_to_end(&mut start).map_err(unreadable)?;
    content.rewind().map_err(unreadable)?;
    let is_file = start == envelope::MAGIC;
    envelope::check(&mut content, length, is_file).map_err(|fault| broken(file, "Arrow IPC", fault))?;
    content.rewind().map_err(unreadable)?;
    let refuse = |error| broken(file, "Arrow IPC", error);
    if is_file {
        let batches = decoded(file, "Arrow IPC", || FileReader::try_new_buffered(content, None))?.map_err(refuse)?;
        let schema = batches.schema();
        feed(file, "Arrow IPC", &schema, batches, sink)
    } else {
        let batches = decoded(file, "Arrow IPC", || StreamReader::try_new_buffered(content, None))?.map_err(refuse)?;
        let schema = batches.schema();
        feed(file, "Arrow IPC", &schema, batches, sink)?;
        // The format lets a stream just stop; then a part that is cut off between two batches would pass unseen.
        if tail == STREAM_END { Ok(()) } else { Err(damaged(file, None, "the stream has no end mark", COPY_AGAIN)) }
    }
}

const COPY_AGAIN: &str = "copy or export the file again";

fn check_length(file: &str, length: u64) -> Result<(), Error> {
    if length == 0 { Err(headless(file, None, "the file is empty", COPY_AGAIN)) } else { Ok(()) }
}

fn broken(file: &str, format: &str, error: impl std::fmt::Display) -> Error {
    damaged(file, None, format!("the file cannot be read as {format}: {error}"), COPY_AGAIN)
}

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a decoder of foreign bytes, whose panics are caught and told as damage. A program's
/// panic hook may be silent then.
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// What a decoder gives. Some panic on damaged bytes; that is the file's fault and ends as a finding like any other.
fn decoded<T>(file: &str, format: &str, decode: impl FnOnce() -> T) -> Result<T, Error> {
    DECODING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    outcome.map_err(|_| broken(file, format, "its parts do not fit together"))
}

fn feed<S: Sink>(
    file: &str,
    format: &str,
    schema: &Schema,
    mut batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    sink: &mut S,
) -> Result<(), Error> {
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().trim().to_owned()).collect();
    sink.header(0, &names)?;
    let mut line = 0;
    while let Some(batch) = decoded(file, format, || batches.next())? {
        let batch = batch.map_err(|error| broken(file, format, error))?;
        let read = || batch.columns().iter().map(Column::of).collect::<Result<Vec<Column>, ArrowError>>();
        let columns = decoded(file, format, read)?;
        let columns = columns.map_err(|error| broken(file, format, error))?;
        for row in 0..batch.num_rows() {
            line += 1;
            sink.row(line, &BatchRow { columns: &columns, row });
        }
    }
    Ok(())
}

/// A column of a batch in one of the few kinds that fields have.
enum Column {
    Text(LargeStringArray),
    Number(Float64Array),
    Year(Int32Array),
    /// Lists, structures and the like: named by their type, so that a fault shows when such a column is used.
    Other(String),
}

impl Column {
    fn of(array: &ArrayRef) -> Result<Self, ArrowError> {
        let kind = match array.data_type() {
            DataType::Dictionary(_, values) => values.as_ref(),
            kind => kind,
        };
        if kind.is_temporal() {
            return match kind {
                DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
                    let dates = cast(array, kind)?;
                    Ok(Column::Year(
                        date_part(&dates, DatePart::Year)?.as_any().downcast_ref().cloned().ok_or_else(mixed)?,
                    ))
                }
                other => Ok(Column::Other(other.to_string())),
            };
        }
        if kind.is_numeric() || matches!(kind, DataType::Boolean) {
            return Ok(Column::Number(
                cast(array, &DataType::Float64)?.as_any().downcast_ref().cloned().ok_or_else(mixed)?,
            ));
        }
        if kind.is_nested() || !can_cast_types(array.data_type(), &DataType::LargeUtf8) {
            return Ok(Column::Other(kind.to_string()));
        }
        Ok(Column::Text(cast(array, &DataType::LargeUtf8)?.as_any().downcast_ref().cloned().ok_or_else(mixed)?))
    }
}

fn mixed() -> ArrowError {
    ArrowError::CastError("a column is not of the type that it says".to_owned())
}

struct BatchRow<'a> {
    columns: &'a [Column],
    row: usize,
}

impl Row for BatchRow<'_> {
    fn width(&self) -> usize {
        self.columns.len()
    }

    #[inline]
    fn field(&self, column: usize) -> Field<'_> {
        let row = self.row;
        match &self.columns[column] {
            Column::Text(texts) if texts.is_valid(row) => Field::of(texts.value(row)),
            Column::Number(numbers) if numbers.is_valid(row) => Field::Number(numbers.value(row)),
            Column::Year(years) if years.is_valid(row) => Field::Year(years.value(row)),
            Column::Other(kind) => Field::Text(kind),
            _ => Field::Empty,
        }
    }
}
