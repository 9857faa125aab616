//! What holds for every format, so that a new one is tested by being registered.

use std::io::{self, ErrorKind};

use super::*;

/// A pipe whose reader has gone.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_format_is_found_by_its_name_and_by_its_extension() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(&format.name().to_uppercase()).unwrap(), format);
        assert_eq!(Format::from_name(format.extension()).unwrap(), format);
        let path = Path::new("a.b").join("ranking").with_extension(format.extension());
        assert_eq!(Format::from_path(&path).unwrap(), format);
    }
}

#[test]
fn an_unknown_format_is_answered_with_the_known_ones() {
    let errors =
        [Format::from_name("docx"), Format::from_path(Path::new("a/csv")), Format::from_path(Path::new("a.docx"))];
    for error in errors.map(Result::unwrap_err) {
        for format in Format::ALL {
            assert!(
                error.to_string().contains(format.extension()) || error.to_string().contains(format.name()),
                "{error}"
            );
        }
    }
}

#[test]
fn the_same_export_gives_the_same_bytes() {
    let run = sample::run();
    for format in Format::ALL {
        // Built anew, since the hash maps of field metadata keep no order.
        let write =
            || sample::written(format, &sample::export(&[sample::table(), sample::empty()], &run, CsvText::Guarded)).0;
        let first = write();
        for _ in 0..5 {
            assert!(write() == first, "{format}");
        }
    }
}

#[test]
fn a_closed_pipe_is_told_from_other_errors() {
    // The second is longer than any writer's buffer, so that the pipe is found closed halfway through a row.
    for table in [sample::table(), sample::of(["name", "value"], ["long"; 10_000], [0.1; 10_000])] {
        let tables = [table];
        for format in Format::ALL {
            let export = sample::export(&tables, &[], CsvText::Guarded);
            let error = write_to(format, &export, &mut Gone).unwrap_err();
            assert!(error.is_broken_pipe(), "{format}: {error}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let tables = [sample::table()];
    for format in Format::ALL {
        let export = sample::export(&tables, &[], CsvText::Guarded);
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = write_to(format, &export, &mut full).unwrap_err();
        assert!(!error.is_broken_pipe());
        assert!(
            matches!(&error, ExportError::Write { source, .. } if source.kind() == ErrorKind::StorageFull),
            "{format}: {error}"
        );
    }
}

#[test]
fn nothing_to_write_is_an_error_but_json_is_then_the_record_of_the_run() {
    let run = sample::run();
    let (bytes, _) = sample::written(Format::Json, &sample::export(&[], &run, CsvText::Guarded));
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value.as_object().unwrap().keys().collect::<Vec<_>>(), ["run"]);
    assert_eq!(value["run"].as_object().unwrap().len(), run.len());
    for format in Format::ALL.into_iter().filter(|&format| format != Format::Json) {
        let error = write_to(format, &sample::export(&[], &[], CsvText::Guarded), &mut Vec::new()).unwrap_err();
        assert!(matches!(error, ExportError::NoTable), "{format}: {error}");
    }
}

#[test]
fn names_stand_once() {
    let named = |name: &str| FlatTable { name: name.to_owned(), ..sample::empty() };
    let key = ("index".to_owned(), String::new());
    let faulty: [(Vec<FlatTable>, RunInfo); 4] = [
        (vec![named("a"), named("a")], vec![]),
        (vec![named("run")], vec![]),
        (vec![named("a")], vec![key.clone(), key]),
        (vec![sample::of(["a", "a"], [], [])], vec![]),
    ];
    for (tables, run) in faulty {
        let error =
            write_to(Format::Csv, &sample::export(&tables, &run, CsvText::Guarded), &mut Vec::new()).unwrap_err();
        assert!(matches!(error, ExportError::Duplicate { .. }), "{error}");
    }
}

#[test]
fn a_million_rows_are_streamed_as_json() {
    let table = sample::of(["name", "value"], [], []);
    let values: Vec<f64> = (0..1_000_000).map(f64::from).collect();
    let names = ::arrow::array::StringArray::from_iter_values(values.iter().map(f64::to_string));
    let columns: Vec<::arrow::array::ArrayRef> =
        vec![std::sync::Arc::new(names), std::sync::Arc::new(::arrow::array::Float64Array::from(values))];
    let batch = RecordBatch::try_new(table.batch.schema(), columns).unwrap();
    let tables = [FlatTable { batch, ..table }];
    let (bytes, _) = sample::written(Format::Json, &sample::export(&tables, &[], CsvText::Guarded));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 1_000_000 + 6);
    assert!(text.contains("\n  {\"name\":\"999999\",\"value\":999999.0}\n"));
}
