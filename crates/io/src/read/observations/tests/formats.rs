//! The same table in every format is the same data set, and a part of a file is refused.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float32Array, Float64Array, Int32Array, LargeStringArray,
    ListArray, RecordBatch, StringArray, StringViewArray,
};
use arrow::datatypes::{Int8Type, Int32Type};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

const LONG: &str = "unit,indicator,period,value\nvienna,flights,2023,1.5\ngeneva,flights,2023,\nvienna,fairs,2024,-2\n";
const WIDE: &str = "unit,period,flights,fairs\nvienna,2023,1.5,\ngeneva,2023,,4\nvienna,2024,,-2\n";

fn long_batch() -> RecordBatch {
    let unit: DictionaryArray<Int8Type> = ["vienna", "geneva", "vienna"].into_iter().collect();
    let indicator: ArrayRef = Arc::new(StringViewArray::from(vec!["flights", "flights", "fairs"]));
    let period: ArrayRef = Arc::new(Int32Array::from(vec![2023, 2023, 2024]));
    let value: ArrayRef = Arc::new(Float64Array::from(vec![Some(1.5), None, Some(-2.0)]));
    RecordBatch::try_from_iter([
        ("unit", Arc::new(unit) as ArrayRef),
        ("indicator", indicator),
        ("period", period),
        ("value", value),
    ])
    .unwrap()
}

fn wide_batch() -> RecordBatch {
    let unit: ArrayRef = Arc::new(LargeStringArray::from(vec!["vienna", "geneva", "vienna"]));
    // 2023-07-01, 2023-01-01 and 2024-12-31.
    let period: ArrayRef = Arc::new(Date32Array::from(vec![19_539, 19_358, 20_088]));
    let flights: ArrayRef = Arc::new(Float32Array::from(vec![Some(1.5), None, None]));
    let fairs: ArrayRef = Arc::new(StringArray::from(vec![None, Some("4"), Some("-2")]));
    RecordBatch::try_from_iter([("unit", unit), ("period", period), ("flights", flights), ("fairs", fairs)]).unwrap()
}

fn parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn arrow_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

/// The table as a workbook: numbers as numbers, below a sheet of notes and two empty rows.
fn xlsx(table: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Notes on the figures").unwrap();
    let sheet = book.add_worksheet();
    for (row, line) in (2..).zip(table.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).map(drop).unwrap(),
                Err(_) => sheet.write(row, column, text).map(drop).unwrap(),
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn every_format_gives_the_same_data_set() {
    for (table, batch) in [(LONG, long_batch()), (WIDE, wide_batch())] {
        let (expected, findings) = read(table);
        assert_eq!(findings, []);
        let mut inputs = vec![
            input("a.xlsx", xlsx(table)),
            input("a.arrow", arrow_file(&batch)),
            input("a.feather", arrow_stream(&batch)),
        ];
        let zstd = Compression::ZSTD(ZstdLevel::default());
        let gzip = Compression::GZIP(GzipLevel::default());
        let codecs =
            [Compression::UNCOMPRESSED, Compression::SNAPPY, zstd, gzip, Compression::LZ4, Compression::LZ4_RAW];
        inputs.extend(codecs.map(|codec| input("a.parquet", parquet(&batch, codec))));
        for input in inputs {
            let name = input.name().into_owned();
            let (data, findings) = read_all(&[input]).unwrap();
            assert_eq!(findings, [], "{name}");
            assert_same(&expected, &data, &name);
        }
    }
}

#[test]
fn files_on_disk_are_read_like_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (expected, _) = read(LONG);
    let contents = [
        ("a.csv", LONG.as_bytes().to_vec()),
        ("a.parquet", parquet(&long_batch(), Compression::SNAPPY)),
        ("a.arrow", arrow_file(&long_batch())),
        ("a.ipc", arrow_stream(&long_batch())),
        ("a.xlsx", xlsx(LONG)),
    ];
    for (name, content) in contents {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        assert_same(&expected, &read_all(&[Input::File(path)]).unwrap().0, name);
    }
}

#[test]
fn faults_in_cells_are_placed_in_every_format() {
    let unit: ArrayRef = Arc::new(StringArray::from(vec!["vienna", "geneva"]));
    let flights: ArrayRef = Arc::new(Float64Array::from(vec![f64::INFINITY, f64::NAN]));
    let fairs: ArrayRef = Arc::new(BooleanArray::from(vec![true, false]));
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), None]);
    let columns = [("unit", unit), ("flights", flights), ("fairs", fairs), ("people", Arc::new(lists) as ArrayRef)];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let (data, findings) = read_all(&[input("a.parquet", parquet(&batch, Compression::SNAPPY))]).unwrap();
    assert_eq!(data.values.slice(1), [1.0, 0.0]);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.line)).collect();
    assert_eq!(found[0], (Code::D105, Some(1)));
    assert!(found.ends_with(&[(Code::D108, Some(1)), (Code::D107, Some(2))]), "{found:?}");

    let (_, findings) = read_all(&[input("a.xlsx", xlsx(&LONG.replace("-2", "12 %")))]).unwrap();
    assert_eq!((findings[0].code, findings[0].place.line), (Code::D105, Some(6)));
}

#[test]
fn dates_and_errors_of_sheets_are_understood() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["unit", "period", "flights", "fairs"]) {
        sheet.write(0, column, name).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(1, 0, "vienna").unwrap();
    sheet.write_with_format(1, 1, ExcelDateTime::from_ymd(2022, 5, 1).unwrap(), &date).unwrap();
    sheet.write(1, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write(1, 3, true).unwrap();
    // A stray cell in the last corner.
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let (data, findings) = read_all(&[input("a.xlsx", book.save_to_buffer().unwrap())]).unwrap();
    assert_eq!(data.periods, [Period::year(2022)]);
    assert_eq!(data.values.slice(1)[..1], [1.0]);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.line)).collect();
    assert_eq!(found, [(Code::D111, Some(1_048_576)), (Code::D107, Some(2))]);
}

#[test]
fn a_part_of_a_file_is_refused() {
    let wholes = [
        ("a.parquet", parquet(&long_batch(), Compression::ZSTD(ZstdLevel::default()))),
        ("a.arrow", arrow_file(&long_batch())),
        ("b.arrow", arrow_stream(&long_batch())),
        ("a.xlsx", xlsx(LONG)),
    ];
    for (name, whole) in wholes {
        for tenth in 0..10 {
            let part = whole[..whole.len() * tenth / 10].to_vec();
            let error = read_all(&[input(name, part)]).unwrap_err();
            let expected = if tenth == 0 && name != "a.xlsx" { Code::D125 } else { Code::D128 };
            let finding = &error.findings()[0];
            assert_eq!((finding.code, finding.place.file.as_deref()), (expected, Some(name)), "{tenth}: {finding}");
        }
    }
}

#[test]
fn a_file_of_another_format_is_refused() {
    for name in ["a.parquet", "a.arrow", "a.xlsx"] {
        let error = read_all(&[input(name, LONG)]).unwrap_err();
        assert_eq!(error.findings()[0].code, Code::D128, "{name}");
    }
}
