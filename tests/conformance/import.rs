//! COINr's own tables, imported: the index folder that comes out computes what COINr computes.

use opencities_engine::build;
use opencities_engine::composite::Composite;
use opencities_engine::method::Method;
use opencities_io::{Index, import};

use super::coinr::STANDARD;
use super::coinr::fixture::{Asem, Csv};

fn imported(asem: &Asem, table: &str, method: &str) -> Composite {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [table, "input/ASEM_iMeta.csv"].map(|name| asem.folder.join(name));
    let imported = import::coinr(&inputs[0], &inputs[1], "asem").unwrap_or_else(|error| panic!("{error:?}"));
    imported.write(folder.path()).unwrap();
    let index = Index::open(folder.path().to_str().unwrap()).unwrap_or_else(|error| panic!("{error:?}"));
    let (data, findings) = index.data().unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let mut method: Method = toml::from_str(method).unwrap();
    method.weigh = index.method.weigh;
    build(&index.framework, &data, &method).unwrap_or_else(|error| panic!("{error}"))
}

/// Every cell of a golden table within 1e-9, and how many there were.
fn compare(golden: &Csv, composite: &Composite, score: impl Fn(usize, usize) -> f64) -> usize {
    let data = &composite.data;
    let mut cells = 0;
    for name in golden.header.iter().filter(|name| !["uCode", "Time"].contains(&name.as_str())) {
        let node = composite.framework.position(&name.to_lowercase()).unwrap();
        for row in 0..golden.rows.len() {
            let unit = data.units.position(&golden.text(row, "uCode").to_lowercase()).unwrap();
            let year = golden.column("Time").map_or("", |_| golden.text(row, "Time"));
            let period = data.periods.iter().position(|period| period.to_string() == year).unwrap_or(0);
            let (found, expected) = (score(node, data.row(period, unit)), golden.number(row, name));
            let near = (found - expected).abs() <= 1e-9 * expected.abs() + 1e-11;
            assert!(near || found.is_nan() && expected.is_nan(), "{name} of {unit}: {found}, expected {expected}");
            cells += 1;
        }
    }
    cells
}

#[test]
fn the_standard_build_of_an_imported_index_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = imported(&asem, "input/ASEM_iData.csv", STANDARD);
    let golden = asem.read("golden/build/07_aggregated.csv");
    assert_eq!(compare(&golden, &composite, |node, row| composite.score(node, row)), 51 * 60);
    assert!(composite.framework.indicators().iter().any(|indicator| indicator.target.is_some()));
}

#[test]
fn an_imported_panel_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let method = "[screen]\nunit_coverage_min = 0.0\n[periods]\nreport = \"each\"\n";
    let composite = imported(&asem, "input/ASEM_iData_p.csv", method);
    let golden = asem.read("golden/panel/denominated.csv");
    let cells = compare(&golden, &composite, |node, row| composite.denominated.column(node)[row]);
    assert_eq!(cells, 49 * 51 * 5);
}
