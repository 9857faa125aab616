//! Every bad input has its code, file and line; every format gives the same data set.

use std::cell::Cell;

use opencities_engine::dataset::{Status, Unit, UnitColumn};
use opencities_engine::framework::{About, Denominator, Group, Indicator};
use opencities_engine::period::Period;

use super::*;
use crate::read::Input;

fn framework() -> Framework {
    let index = Group { code: "top".into(), level: "index".into(), ..Group::default() };
    let indicator = |code: &str| Indicator { code: code.into(), parent: "top".into(), ..Indicator::default() };
    let people = Denominator { code: "people".into(), ..Denominator::default() };
    Framework::new(About::default(), vec![index], vec![indicator("flights"), indicator("fairs")], vec![people]).unwrap()
}

fn units() -> Units {
    let vienna = Unit { code: "vienna".into(), name: "Vienna".into(), alternative_names: vec!["Wien".into()] };
    let geneva = Unit { code: "geneva".into(), name: "Geneva".into(), alternative_names: Vec::new() };
    let country = UnitColumn { name: "country".into(), values: vec!["AT".into(), "CH".into()] };
    Units::new(vec![vienna, geneva], vec![country])
}

fn input(name: &str, content: impl Into<Vec<u8>>) -> Input {
    Input::Bytes { name: name.into(), bytes: content.into().into() }
}

fn read_all(inputs: &[Input]) -> Result<(Dataset, Vec<Finding>), Error> {
    read_observations(inputs, &framework(), Some(units()), &["eurostat".to_owned()], &|_| {})
}

fn read(content: &str) -> (Dataset, Vec<Finding>) {
    read_all(&[input("a.csv", content)]).unwrap()
}

/// Code and line of each finding.
fn findings(content: &str) -> Vec<(Code, Option<u64>)> {
    let (_, findings) = read(content);
    assert!(findings.iter().all(|finding| finding.place.file.as_deref() == Some("a.csv")));
    findings.iter().map(|finding| (finding.code, finding.place.line)).collect()
}

fn refusal(content: impl Into<Vec<u8>>) -> (Code, Option<u64>) {
    let error = read_all(&[input("a.csv", content)]).unwrap_err();
    let finding = &error.findings()[0];
    assert_eq!(finding.place.file.as_deref(), Some("a.csv"));
    (finding.code, finding.place.line)
}

fn value(data: &Dataset, period: &str, unit: &str, series: &str) -> Option<f64> {
    let period: Period = period.parse().unwrap();
    let period = data.periods.iter().position(|&known| known == period).unwrap();
    let value = data.values.get(series).unwrap()[data.row(period, data.units.position(unit).unwrap())];
    (!value.is_nan()).then_some(value)
}

fn assert_same(a: &Dataset, b: &Dataset, what: &str) {
    let bits = |data: &Dataset| -> Vec<Vec<u64>> {
        (0..data.values.width()).map(|s| data.values.slice(s).iter().map(|v| v.to_bits()).collect()).collect()
    };
    let codes = |data: &Dataset| data.units.iter().map(|unit| unit.code.clone()).collect::<Vec<_>>();
    assert_eq!((&a.periods, codes(a), bits(a)), (&b.periods, codes(b), bits(b)), "{what}");
    for series in 0..a.status.width() {
        assert_eq!(a.status.slice(series), b.status.slice(series), "{what}");
    }
}

#[test]
fn a_long_table_is_read_with_all_its_columns() {
    let (data, findings) = read(
        "Unit,INDICATOR, period ,value,status,standard_error,geography,source,note\n\
         vienna,flights,2024,12.5,estimated,0.5,city,eurostat,\"provisional,\nsee there\"\n\
         geneva,flights,2023,,suppressed,,,,\n\
         geneva,people,2024,1e3,,,country,,\n",
    );
    assert_eq!(findings, []);
    assert_eq!(data.periods, [Period::year(2023), Period::year(2024)]);
    assert_eq!(value(&data, "2024", "vienna", "flights"), Some(12.5));
    assert_eq!(value(&data, "2024", "geneva", "people"), Some(1000.0));
    assert_eq!(data.status.slice(0), [Status::MISSING, Status::SUPPRESSED, Status::ESTIMATED, Status::MISSING]);
    assert_eq!(data.standard_error.as_ref().unwrap().slice(0)[2..3], [0.5]);
    assert_eq!(data.geography.as_ref().unwrap().get(2, 0), Some("city"));
    assert_eq!(data.geography.as_ref().unwrap().get(3, 2), Some("country"));
    assert_eq!(data.source.as_ref().unwrap().get(2, 0), Some("eurostat"));
    assert_eq!(data.source.as_ref().unwrap().get(3, 2), None);
    assert_eq!(data.note.as_ref().unwrap().get(2, 0), Some("provisional,\nsee there"));
    data.validate().unwrap();
}

#[test]
fn tables_that_nothing_needs_are_not_there() {
    let (data, _) = read("unit,indicator,value,note,source,geography,standard_error\nvienna,flights,1,,,,\n");
    assert!(data.note.is_none() && data.source.is_none() && data.geography.is_none() && data.standard_error.is_none());
    assert_eq!(data.periods, [Period::UNDATED]);
}

#[test]
fn files_are_merged_and_units_discovered_in_order() {
    let wide = input("w.csv", "unit,period,fairs\nzurich,2020,3\nvienna,2021,\n");
    let long = input("l.csv", "unit,indicator,period,value\nvienna,flights,2021,5\nbasel,flights,2020,7\n");
    let rows = Cell::new(0);
    let (data, findings) = read_observations(&[wide, long], &framework(), None, &[], &|count| rows.set(count)).unwrap();
    assert_eq!(findings, []);
    assert_eq!(rows.get(), 4);
    let codes: Vec<&str> = data.units.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(codes, ["zurich", "vienna", "basel"]);
    assert_eq!(value(&data, "2020", "zurich", "fairs"), Some(3.0));
    assert_eq!(value(&data, "2021", "vienna", "flights"), Some(5.0));
    assert_eq!(value(&data, "2021", "basel", "flights"), None);
    data.validate().unwrap();
}

#[test]
fn long_and_wide_say_the_same() {
    let (long, _) = read("unit,indicator,value\nvienna,flights,1\nvienna,fairs,2\ngeneva,fairs,3\n");
    let (wide, findings) = read("unit,name,country,flights,fairs\nvienna,Vienna,AT,1,2\ngeneva,Geneva,CH,,3\n");
    assert_eq!(findings, []);
    assert_same(&long, &wide, "wide");
}

#[test]
fn each_fault_of_a_row_is_named_with_its_line() {
    let bad = |row: &str| findings(&format!("unit,indicator,period,value,status,standard_error,source\n{row}\n"));
    for (row, code) in [
        ("paris,flights,2024,1,,,", Code::D101),
        (",flights,2024,1,,,", Code::D101),
        ("vienna,ships,2024,1,,,", Code::D102),
        ("vienna,,2024,1,,,", Code::D102),
        ("vienna,flights,2024,abc,,,", Code::D105),
        ("vienna,flights,2024,\"1,234\",,,", Code::D105),
        ("vienna,flights,2024,12 %,,,", Code::D105),
        ("vienna,flights,2024,\"12,5\",,,", Code::D106),
        ("vienna,flights,2024,\"1.234,5\",,,", Code::D106),
        ("vienna,flights,2024,n/a,,,", Code::D107),
        ("vienna,flights,2024,NaN,,,", Code::D107),
        ("vienna,flights,2024,-inf,,,", Code::D108),
        ("vienna,flights,2024,1,,,nobody", Code::F109),
        ("vienna,flights,2024,1,,", Code::D111),
        ("vienna,flights,2024,1,,,,9", Code::D111),
        ("vienna,flights,2024,1,guessed,,", Code::D112),
        ("vienna,flights,24,1,,,", Code::D113),
        ("vienna,flights,2024,1,,wide,", Code::D115),
        ("vienna,flights,2024,1,missing,,", Code::D127),
        ("vienna,flights,2024,,observed,,", Code::D127),
    ] {
        assert_eq!(bad(row), [(code, Some(2))], "{row}");
    }
    for row in ["vienna,flights,2024,NA,,,", "vienna,flights,2024,,unanswered,,", ",,,,,,", ",,", ""] {
        assert_eq!(bad(&format!("geneva,flights,2024,1,,,\n{row}")), [], "{row}");
    }
}

#[test]
fn all_faults_of_a_row_are_named_at_once() {
    let found = findings("unit,indicator,period,value,status\nparis,ships,later,much,perhaps\n");
    let codes: Vec<Code> = found.into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, [Code::D101, Code::D102, Code::D105, Code::D112, Code::D113]);
}

#[test]
fn a_status_of_missing_outweighs_a_value() {
    let (data, _) = read("unit,indicator,value,status\nvienna,flights,1,suppressed\ngeneva,flights,,observed\n");
    assert!(data.values.slice(0).iter().all(|value| value.is_nan()));
    assert_eq!(data.status.slice(0), [Status::SUPPRESSED, Status::MISSING]);
}

#[test]
fn faults_of_wide_cells_are_named_too() {
    let found = findings("unit,period,flights,fairs\nvienna,2024,\"1,5\",inf\ngeneva,2024,n/a,x\n");
    assert_eq!(found, [(Code::D105, Some(3)), (Code::D106, Some(2)), (Code::D108, Some(2)), (Code::D107, Some(3))]);
}

#[test]
fn a_figure_given_twice_names_both_rows_and_keeps_the_first() {
    let long = "unit,indicator,period,value\nvienna,flights,2024,1\nvienna,flights,2023,5\nvienna,flights,2024,2\n";
    let (data, findings) = read(long);
    assert_eq!(value(&data, "2024", "vienna", "flights"), Some(1.0));
    assert_eq!((findings[0].code, findings[0].place.line), (Code::D103, Some(4)));
    assert!(findings[0].message.ends_with("the first stands in a.csv:2"), "{}", findings[0].message);
    let wide = input("w.csv", "unit,period,flights\nvienna,2023,1\n");
    let (_, findings) =
        read_all(&[input("a.csv", "unit,indicator,period,value\nvienna,flights,2023,\n"), wide]).unwrap();
    assert_eq!((findings[0].code, findings[0].place.file.as_deref()), (Code::D103, Some("w.csv")));
    assert!(findings[0].message.ends_with("a.csv:2"), "{}", findings[0].message);
}

#[test]
fn an_unknown_name_is_reported_once_with_its_rows_and_the_nearest_known() {
    let (_, findings) = read("unit,indicator,value\nviena,flights,1\nWien,fairs,1\nviena,fairs,2\nvienna,fligths,1\n");
    let said: Vec<_> = findings.iter().map(|f| (f.code, f.place.line, f.hint.as_str())).collect();
    assert_eq!(
        said,
        [
            (Code::D101, Some(2), "did you mean `vienna`?"),
            (Code::D101, Some(3), "did you mean `vienna`?"),
            (Code::D102, Some(5), "did you mean `flights`?"),
        ]
    );
    assert!(findings[0].message.contains("2 rows"));
}

#[test]
fn columns_that_are_not_read_are_named_once() {
    let (_, findings) = read("unit,fairs,flihgts,mood\nvienna,1,2,3\n");
    assert_eq!((findings.len(), findings[0].code, findings[0].place.line), (1, Code::D116, Some(1)));
    assert!(findings[0].message.contains("`mood`") && findings[0].hint.contains("`flights`"));
}

#[test]
fn without_a_usable_header_nothing_is_read() {
    for content in
        ["a,b\n1,2\n", "unit,indicator\nvienna,flights\n", "unit,value\nvienna,1\n", "unit,country\nvienna,AT\n"]
    {
        assert_eq!(refusal(content), (Code::D125, Some(1)), "{content}");
    }
    assert_eq!(refusal("unit,indicator,value,value\nvienna,flights,1,2\n"), (Code::D125, Some(1)));
    for content in ["", "\n\n", "\u{feff}"] {
        assert_eq!(refusal(content), (Code::D125, None), "{content:?}");
    }
    let error = read_all(&[input("a.csv", "city;flights\nvienna;1\n")]).unwrap_err();
    assert!(error.findings()[0].message.contains("`city`, `flights`"), "{}", error.findings()[0]);
}

#[test]
fn a_header_without_rows_is_a_fault() {
    assert_eq!(findings("unit,indicator,value\n"), [(Code::D128, None)]);
}

#[test]
fn many_faults_of_one_kind_are_cut_short() {
    let rows: String = (0..100).map(|_| "vienna,flights,x\n").collect();
    let found = findings(&format!("unit,indicator,value\n{rows}"));
    assert_eq!(found.iter().filter(|(code, _)| *code == Code::D105).count(), 21);
}

#[test]
fn the_faults_of_a_readable_file_are_told_though_another_is_damaged() {
    let bad = input("bad.csv", "unit,indicator,value\nvienna,flights,x\n");
    let error = read_all(&[input("a.csv", "nothing"), bad]).unwrap_err();
    let codes: Vec<Code> = error.findings().iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::D105, Code::D125]);
}

#[test]
fn findings_of_the_engine_are_located() {
    let inputs = [
        input("l.csv", "unit,indicator,period,value\nvienna,flights,2024,1\nvienna,flights,2023,1\n"),
        input("w.csv", "unit,flights,people\n\ngeneva,1,2\n"),
    ];
    let dated = Place::node("flights").of_unit("vienna").in_period("2023");
    let places = [dated, Place::node("people").of_unit("geneva"), Place::unit("vienna")];
    let mut findings = places.map(|place| Finding::new(Code::D110, place, "", ""));
    locate(&mut findings, &inputs);
    let found = findings.map(|finding| finding.place.file.zip(finding.place.line));
    assert_eq!(found, [Some(("l.csv".to_owned(), 3)), Some(("w.csv".to_owned(), 3)), None]);
}

mod formats;
mod text;
