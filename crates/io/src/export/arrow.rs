//! Arrow IPC file, also called Feather 2 (Handbook step 10): the first table as it is in memory, uncompressed, so that
//! other programs can map it. The schema carries the run, the fields their measures and descriptions. Nothing is rounded.

use std::io::Write;
use std::sync::Arc;

use arrow::error::ArrowError;
use arrow::ipc::writer::FileWriter;

use super::{Export, ExportError, FlatTable, Format, Note};

pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let table = export.first()?;
    encode(export, table, out).map_err(|error| match error {
        ArrowError::IoError(_, source) => source.into(),
        other => ExportError::encode(Format::Arrow, other),
    })?;
    Ok(Vec::new())
}

fn encode(export: &Export<'_>, table: &FlatTable, out: &mut dyn Write) -> Result<(), ArrowError> {
    let mut schema = table.batch.schema_ref().as_ref().clone();
    schema.metadata.extend(run_metadata(export));
    let batch = table.batch.clone().with_schema(Arc::new(schema))?;
    let mut writer = FileWriter::try_new(out, batch.schema_ref())?;
    writer.write(&batch)?;
    writer.finish()
}

/// What travels with the tables, under keys that say whose they are.
pub(super) fn run_metadata(export: &Export<'_>) -> impl Iterator<Item = (String, String)> {
    let run = export.run.iter();
    run.map(|(key, value)| (format!("opencities.{key}"), value.clone()))
}

#[cfg(test)]
mod tests {
    use super::super::{CsvText, sample};
    use super::*;
    use arrow::ipc::reader::FileReader;
    use std::io::Cursor;

    #[test]
    fn values_and_metadata_read_back() {
        for table in [sample::table(), sample::empty()] {
            let (tables, run) = ([table], sample::run());
            let export = sample::export(&tables, &run, CsvText::Guarded);
            let (bytes, _) = sample::written(Format::Arrow, &export);
            let reader = FileReader::try_new(Cursor::new(bytes), None).unwrap();
            let schema = reader.schema();
            let batches: Vec<_> = reader.map(Result::unwrap).collect();
            sample::assert_same(&tables[0], &schema, &batches);
            for (key, value) in &run {
                assert_eq!(schema.metadata.get(&format!("opencities.{key}")), Some(value));
            }
        }
    }
}
