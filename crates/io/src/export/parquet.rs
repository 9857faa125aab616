//! Apache Parquet (Handbook step 10): the first table, zstd-compressed, for analysis. Arrow readers find the measures and
//! descriptions in the embedded schema; the run stands in key-values that every Parquet reader shows. Nothing is rounded.

use std::io::Write;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::{Export, ExportError, FlatTable, Format, Note, arrow};

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let table = export.first()?;
    let bytes = encode(export, table).map_err(|error| ExportError::encode(Format::Parquet, error))?;
    out.write_all(&bytes)?;
    Ok(Vec::new())
}

/// In memory, since the library wants a writer that may change threads.
fn encode(export: &Export<'_>, table: &FlatTable) -> Result<Vec<u8>, parquet::errors::ParquetError> {
    let run = arrow::run_metadata(export).map(|(key, value)| KeyValue::new(key, value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(run.collect()))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), table.batch.schema(), Some(properties))?;
    writer.write(&table.batch)?;
    writer.into_inner()
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, sample};
    use super::*;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn values_and_metadata_read_back() {
        for table in [sample::table(), sample::empty()] {
            let (tables, run) = ([table], sample::run());
            let export = sample::export(&tables, &run, CsvText::Guarded);
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&sample::written(Format::Parquet, &export).0).unwrap();

            let builder = ParquetRecordBatchReaderBuilder::try_new(file.try_clone().unwrap()).unwrap();
            let schema = builder.schema().clone();
            let batches: Vec<_> = builder.build().unwrap().map(Result::unwrap).collect();
            sample::assert_same(&tables[0], &schema, &batches);

            let reader = SerializedFileReader::new(file).unwrap();
            let told = reader.metadata().file_metadata().key_value_metadata().unwrap();
            for (key, value) in &run {
                let entry = told.iter().find(|kv| kv.key == format!("opencities.{key}"));
                assert_eq!(entry.unwrap().value.as_ref(), Some(value));
            }
        }
    }
}
