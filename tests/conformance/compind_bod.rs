//! Benefit of the doubt as Compind 3.4 has it, on its example of European regions (roads and trains).
//!
//! Witness: Compind's `ci_bod` (raw and after min-max + 0.01), `ci_bod_constr` (shares of 0.05 to 1), `ci_bod_dir` (raw, in
//! the direction 1 and 0.1) and `ci_bod_mdir`. Compind's scores are 1 on the frontier, so `best` is 1 here. Its weights are not
//! compared: they are not unique.

use opencities_engine::aggregate::Aggregation;
use opencities_engine::method::Method;

const TOLERANCE: f64 = 1e-7;

fn numbers(path: &std::path::Path, columns: &[&str]) -> Vec<Vec<f64>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let position = |name: &&str| header.iter().position(|header| header == *name).unwrap();
    let positions: Vec<usize> = columns.iter().map(position).collect();
    let mut found = vec![Vec::new(); columns.len()];
    for record in reader.records() {
        let record = record.unwrap();
        for (column, &position) in found.iter_mut().zip(&positions) {
            column.push(record[position].parse().unwrap());
        }
    }
    found
}

fn method(text: &str) -> Aggregation {
    toml::from_str::<Method>(text).unwrap_or_else(|error| panic!("{text}: {error}")).aggregate.default
}

fn min_max(column: &[f64]) -> Vec<f64> {
    let low = column.iter().copied().fold(f64::INFINITY, f64::min);
    let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    column.iter().map(|value| (value - low) / (high - low) + 0.01).collect()
}

#[test]
fn scores_are_compinds() {
    let Some(folder) = super::folder("compind") else { return };
    let raw = numbers(&folder.join("EU_NUTS1.csv"), &["roads", "trains"]);
    let scaled: Vec<Vec<f64>> = raw.iter().map(|column| min_max(column)).collect();
    let plain = "[aggregate.benefit-of-the-doubt]\nbest = 1.0";
    let multi = "[aggregate.multi-directional-benefit-of-the-doubt]\nbest = 1.0";
    // The children of a group without a framework are called child0, child1.
    let directional =
        "[aggregate.directional-benefit-of-the-doubt]\nbest = 1.0\nscale = 1.0\ndirections = { child1 = 0.1 }";
    for (golden, columns, text) in [
        ("bod", &raw, plain),
        ("bod_minmax", &scaled, plain),
        ("bod_constr_.05_1", &raw, "[aggregate.benefit-of-the-doubt]\nbest = 1.0\nshare_min = 0.05"),
        ("bod_dir", &raw, directional),
        ("mdir_ci_bod_mdir_est", &raw, multi),
    ] {
        let expected = &numbers(&folder.join("results_EU_NUTS1.csv"), &[golden])[0];
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let found = method(text).scores_of(&slices, &[1.0, 1.0]);
        assert_eq!(found.len(), expected.len());
        for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!((found - expected).abs() <= TOLERANCE, "{golden}, row {row}: {found}, expected {expected}");
        }
    }
}
