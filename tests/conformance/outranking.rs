//! Pairwise comparison as COINr has it: Copeland scores of one and of all levels, and the outranking matrix.
//!
//! Witness: COINr 1.1.14 on complete data. With missing data COINr's result depends on the order of the rows (a missing value
//! loses for whichever unit comes first), so those tables are not compared; that ours does not is tested beside the method.
//! Even splits are found here where COINr tests floating sums for equality with 0.5 and misses some (three of ten 0.1 are not
//! 0.3): each that it misses moves a score by one, so scores are equal where a unit has no even pair, and never differ by more
//! than it has even pairs. The matrix itself is COINr's.

use opencities_engine::aggregate::{Aggregation, Copeland};
use opencities_engine::analyse::outranking;
use opencities_engine::composite::Composite;
use opencities_engine::method::Method;
use opencities_engine::registry::Choice;

use super::coinr::fixture::{Asem, Facts, compare};

const TREATED: &str = "golden/build/05_treated.csv";
const MOD3: &str = "golden/aggregate/weights_mod3.csv";

fn composite(asem: &Asem, weights: Option<&str>, aggregate: &str) -> Composite {
    let text = format!("[screen]\nunit_coverage_min = 0.0\n[normalise.min-max]\nlower = 1.0\n{aggregate}");
    let mut method: Method = toml::from_str(&text).unwrap();
    if let Some(weights) = weights {
        method.weigh = Choice::all(asem.weights(weights));
    }
    asem.inspect(Facts::default(), TREATED, &method)
}

/// Compares Copeland scores with COINr's; returns how many had to be equal.
fn check(columns: &[&[f64]], weights: &[f64], expected: &[f64], place: &str) -> usize {
    let scores = Aggregation::Copeland(Copeland {}).scores_of(columns, weights);
    let shares = outranking(columns, weights).unwrap();
    let mut equal = 0;
    for (unit, (found, expected)) in scores.iter().zip(expected).enumerate() {
        let even = shares.row(unit).iter().filter(|share| (*share - 0.5).abs() <= 1e-12).count();
        assert!(
            (found - expected).abs() <= even as f64,
            "{place}, row {unit}: {found}, expected {expected}, {even} even"
        );
        equal += usize::from(even == 0);
    }
    equal
}

#[test]
fn copeland_scores_of_every_group_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    for (name, weights) in [("wequal", None), ("wmod3", Some(MOD3))] {
        let composite = composite(&asem, weights, "");
        let golden = asem.read(&format!("golden/aggregate/complete/a_copeland_alllevels_{name}.csv"));
        let column = |code: &str| -> Vec<f64> {
            let header = golden.header.iter().find(|header| header.to_lowercase() == code).unwrap();
            (0..golden.rows.len()).map(|row| golden.number(row, header)).collect()
        };
        let nodes = composite.framework.nodes();
        let mut equal = 0;
        // Each group from COINr's own scores of its children, so that what differs below does not count above.
        for group in composite.framework.groups() {
            let node = &nodes[composite.framework.position(&group.code).unwrap()];
            let columns: Vec<Vec<f64>> = node.children.iter().map(|&child| column(&nodes[child].code)).collect();
            let weights: Vec<f64> = node.children.iter().map(|&child| composite.weights.nodes[child]).collect();
            let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            equal += check(&slices, &weights, &column(&group.code), &format!("{name}, {}", group.code));
        }
        assert!(equal > 0, "{name}: every unit has even pairs everywhere");
    }
}

#[test]
fn copeland_over_means_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem, None, "[aggregate.arithmetic]\n[aggregate.by-level.index.copeland]");
    let golden = asem.read("golden/aggregate/complete/amean_amean_copeland_wequal.csv");
    let column = |code: &str| {
        let found = composite.normalised.get(code).or_else(|| composite.scores.get(code));
        found.map(|column| column.to_vec())
    };
    compare(&golden, &composite, column).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn forty_nine_indicators_at_once_are_compared_as_coinr_does() {
    let Some(asem) = Asem::open() else { return };
    for (name, weights) in [("wequal", None), ("wmod3", Some(MOD3))] {
        let composite = composite(&asem, weights, "");
        let count = composite.framework.indicators().len();
        let columns: Vec<&[f64]> = (0..count).map(|indicator| composite.normalised.slice(indicator)).collect();
        let weights = &composite.weights.nodes[..count];
        let units = &composite.data.units;

        let golden = asem.read(&format!("golden/aggregate/complete/copeland_flat49_{name}.csv"));
        let expected: Vec<f64> = units
            .iter()
            .map(|unit| (0..golden.rows.len()).find(|&row| golden.text(row, "uCode") == unit.code).unwrap())
            .map(|row| golden.number(row, "copeland"))
            .collect();
        check(&columns, weights, &expected, name);

        let golden = asem.read(&format!("golden/aggregate/complete/outrank_flat49_{name}.csv"));
        let shares = outranking(&columns, weights).unwrap();
        for row in 0..golden.rows.len() {
            for other in golden.header.iter().skip(1) {
                let one = golden.text(row, "uCode");
                let found = shares[[units.position(one).unwrap(), units.position(other).unwrap()]];
                let expected = golden.number(row, other);
                assert!((found - expected).abs() <= 1e-9, "{name}: {one} over {other} is {found}, expected {expected}");
            }
        }
    }
}
