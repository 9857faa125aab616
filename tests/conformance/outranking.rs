//! Pairwise comparison as COINr has it: Copeland scores of one and of all levels, and the outranking matrix.
//!
//! Witness: COINr 1.1.14 on complete data. With missing data COINr's result depends on the order of the rows (a missing value
//! loses for whichever unit comes first), so those tables are not compared; that ours does not is tested beside the method.
//! Even splits are found here where COINr tests floating sums for equality; on these tables the two agree.

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

#[test]
fn copeland_scores_of_groups_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    for (golden, weights, aggregate) in [
        ("a_copeland_alllevels_wequal", None, "[aggregate.copeland]"),
        ("a_copeland_alllevels_wmod3", Some(MOD3), "[aggregate.copeland]"),
        ("amean_amean_copeland_wequal", None, "[aggregate.arithmetic]\n[aggregate.by-level.index.copeland]"),
    ] {
        let composite = composite(&asem, weights, aggregate);
        let golden = asem.read(&format!("golden/aggregate/complete/{golden}.csv"));
        let column = |code: &str| {
            let found = composite.normalised.get(code).or_else(|| composite.scores.get(code));
            found.map(|column| column.to_vec())
        };
        compare(&golden, &composite, column).unwrap_or_else(|why| panic!("{aggregate} {weights:?}: {why}"));
    }
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
        let scores = Aggregation::Copeland(Copeland {}).scores_of(&columns, weights);
        assert_eq!(golden.rows.len(), units.len());
        for row in 0..golden.rows.len() {
            let unit = units.position(golden.text(row, "uCode")).unwrap();
            assert_eq!(scores[unit], golden.number(row, "copeland"), "{name}: {}", golden.text(row, "uCode"));
        }

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
