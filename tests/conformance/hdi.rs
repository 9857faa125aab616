//! The Human Development Index, 1990-2022, as published: a panel with arithmetic means below and a geometric one above.
//!
//! The index is the folder `hdi/` beside this file and its `method.toml`; reshaping the published file to long form is the
//! only code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use opencities_engine::build;
use opencities_engine::period::Period;
use opencities_io::Index;
use opencities_io::read::Input;

/// Three decimals are published.
const ROUNDING: f64 = 0.0005 + 1e-9;

#[test]
fn the_published_index_is_rebuilt_from_its_dimensions() {
    let Some(folder) = super::folder("hdi") else { return };
    let Reshaped { long, published, complete } =
        reshaped(&folder.join("HDR23-24_Composite_indices_complete_time_series.csv"));
    let index = Index::open(&format!("{}/tests/conformance/hdi", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let input = Input::Bytes { name: "long.csv".into(), bytes: long.into_bytes().into() };
    let (data, findings) = index.data_of(&[input], None, &|_| {}).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let composite = build(&index.framework, &data, &index.method).unwrap();
    let scores = composite.scores.get("hdi").unwrap();
    for ((unit, year), expected) in &published {
        let period = composite.data.periods.iter().position(|period| *period == Period::year(*year)).unwrap();
        let found = scores[composite.data.row(period, composite.data.units.position(unit).unwrap())];
        assert!((found - expected).abs() <= ROUNDING, "{unit} {year}: {found} for {expected}");
    }
    assert_eq!(published.len(), 5_808 + 363);
    // A score stands exactly where all four dimensions are published; for a few of those no index is.
    let known: BTreeSet<Place> = (0..scores.len())
        .filter(|&row| !scores[row].is_nan())
        .map(|row| {
            let unit = composite.data.units.get(composite.data.unit_of(row));
            (unit.code.clone(), composite.data.period_of(row).to_string().parse().unwrap())
        })
        .collect();
    assert_eq!(known, complete);
    let unpublished = complete.iter().filter(|place| !published.contains_key(place)).count();
    assert_eq!(unpublished, 5);
}

/// A unit and a year.
type Place = (String, i32);

/// The published file.
struct Reshaped {
    /// In long form.
    long: String,
    /// Its index.
    published: BTreeMap<Place, f64>,
    /// Where all four dimensions are known.
    complete: BTreeSet<Place>,
}

fn reshaped(path: &Path) -> Reshaped {
    let bytes = std::fs::read(path).unwrap();
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let header = table.headers().unwrap().clone();
    let mut long = String::from("unit,indicator,period,value\n");
    let mut published = BTreeMap::new();
    let mut dimensions: BTreeMap<Place, usize> = BTreeMap::new();
    for record in table.records() {
        let record = record.unwrap();
        let unit = record[0].to_lowercase().replace('.', "-");
        for (name, value) in header.iter().zip(&record).filter(|(_, value)| !value.is_empty()) {
            let Some((series, year)) = name.rsplit_once('_') else { continue };
            match series {
                "hdi" => drop(published.insert((unit.clone(), year.parse().unwrap()), value.parse().unwrap())),
                "le" | "eys" | "mys" | "gnipc" => {
                    *dimensions.entry((unit.clone(), year.parse().unwrap())).or_default() += 1;
                    writeln!(long, "{unit},{series},{year},{value}").unwrap();
                }
                _ => {}
            }
        }
    }
    let complete = dimensions.into_iter().filter(|(_, count)| *count == 4).map(|(place, _)| place).collect();
    Reshaped { long, published, complete }
}
