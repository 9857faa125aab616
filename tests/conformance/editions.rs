//! Two editions of COINr's example, with and without two indicators: `change_ind(drop = c("LPI", "Forest"))`, and ranks by
//! `compare_coins`. COINr gives the change and not its parts; these have witnesses of their own
//! (`tests/python/test_witness_diff.py`).

use opencities_engine::analyse::{Edition, Part, diff};
use opencities_engine::method::Method;

use super::coinr::STANDARD;
use super::coinr::fixture::{Asem, Facts};

const TOLERANCE: f64 = 1e-9;

#[test]
fn scores_and_ranks_of_both_editions_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let method: Method = toml::from_str(STANDARD).unwrap();
    let denominated = Facts { denominate: true, ..Facts::default() };
    let editions = [denominated, Facts { without: &["LPI", "Forest"], ..denominated }].map(|facts| {
        let framework = asem.framework(facts);
        let data = asem.dataset(&framework, &asem.read("input/ASEM_iData.csv"));
        (framework, data)
    });
    let [old, new] = editions.each_ref().map(|(framework, data)| Edition { framework, data, method: &method });
    let found = diff(&old, &new).unwrap();
    assert_eq!(found.parts, [[Part::Framework]], "{:?}", found.changes);
    let ranks = asem.read("golden/compare/compare_ranks_dropped.csv");
    let scores =
        [asem.read("golden/build/07_aggregated.csv"), asem.read("golden/compare/dropped_LPI_Forest_aggregated.csv")];
    let mut cells = 0;
    for group in ["index", "conn", "sust", "physical", "environ"] {
        let written = scores[0].header.iter().find(|name| name.to_lowercase() == group).unwrap();
        for line in found.of_node(group) {
            for (golden, ours) in scores.iter().zip([line.old.score, line.new.score]) {
                let row = (0..golden.rows.len()).find(|&row| golden.text(row, "uCode") == line.unit).unwrap();
                let expected = golden.number(row, written);
                assert!((ours - expected).abs() <= TOLERANCE * expected.abs(), "{group} of {}: {ours}", line.unit);
                cells += 1;
            }
            assert!((line.score_parts[0] - line.change().score).abs() <= TOLERANCE);
        }
    }
    for row in 0..ranks.rows.len() {
        let unit = ranks.text(row, "uCode");
        let line = found.of_node("index").find(|line| line.unit == unit).unwrap();
        let expected = ["coin.1", "coin.2", "Diff"].map(|name| ranks.number(row, name));
        let ours = [line.old.rank, line.new.rank, -line.change().rank];
        assert!(
            ours.iter().zip(expected).all(|(ours, expected)| (ours - expected).abs() < TOLERANCE),
            "{unit}: {ours:?}"
        );
        cells += 3;
    }
    assert_eq!(cells, 5 * 51 * 2 + 51 * 3);
}
