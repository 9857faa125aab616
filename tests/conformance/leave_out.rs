//! Elements left out one at a time, as COINr's `remove_elements` does it: mean absolute changes of the ranks.

use opencities_engine::analyse::{Element, leave_out};
use opencities_engine::method::Method;
use opencities_engine::registry::Choice;

use super::coinr::fixture::{Asem, Facts};
use super::coinr::{ALL, TREATED};

#[test]
fn mean_rank_changes_are_those_of_coinr() {
    let Some(asem) = Asem::open() else { return };
    let framework = asem.framework(Facts::default());
    let data = asem.dataset(&framework, &asem.read(TREATED));
    let mut method: Method = toml::from_str(ALL).unwrap();
    method.weigh = Choice::all(asem.weights("golden/build/weights_original.csv"));
    let composite = opencities_engine::inspect(&framework, &data, &method).unwrap();
    for level in ["L1", "L2", "L3"] {
        let golden = asem.read(&format!("golden/remove_elements/{level}_meanabsdiff.csv"));
        let ranks = asem.read(&format!("golden/remove_elements/{level}_rankdiffs.csv"));
        for row in 0..golden.rows.len() {
            let name = golden.text(row, "element");
            let Some(node) = framework.position(&name.to_lowercase()) else {
                assert_eq!(name, "Nominal");
                continue;
            };
            let found = &leave_out(&composite, &data, framework.root(), &[Element::Node(node)]).unwrap()[0];
            let expected = golden.number(row, "MeanAbsDiff");
            assert!((found.mean_rank_change - expected).abs() <= 1e-9, "{level} without {name}: {found:?}, {expected}");
            let differences: Vec<f64> = (0..ranks.rows.len()).map(|row| ranks.number(row, name).abs()).collect();
            let greatest = differences.iter().copied().fold(0.0, f64::max);
            let moved = differences.iter().filter(|difference| **difference > 0.0).count();
            assert_eq!(found.changed, moved, "{level} without {name}");
            let distance = found.greatest.map_or(0.0, |shift| shift.distance());
            assert!((distance - greatest).abs() <= 1e-9, "{level} without {name}: {distance}, {greatest}");
        }
    }
}
