//! Laws of the comparison of two editions: parts sum to the change, turn with the editions, and are nothing for what
//! moves nothing. Witness: `tests/python/test_witness_diff.py` enumerates the orders in NumPy.

use std::collections::BTreeMap;

use opencities_engine::analyse::{Diff, Edition, Part, Presence, diff};
use opencities_engine::dataset::{Dataset, Units};
use opencities_engine::finding::Code;
use opencities_engine::framework::Framework;
use opencities_engine::impute::{GroupMean, Imputation};
use opencities_engine::method::{Method, NoSpreadScore};
use opencities_engine::normalise::{Normalisation, PercentileRank};
use opencities_engine::period::Period;
use opencities_engine::registry::Choice;
use opencities_engine::weigh::{Stated, Weighting};
use proptest::prelude::*;

use crate::fixture::{columns, data, everyone, framework, indicator, tree};

/// An edition that owns its parts.
#[derive(Clone)]
struct Owned {
    framework: Framework,
    data: Dataset,
    method: Method,
}

impl Owned {
    fn new(columns: &[Vec<f64>]) -> Self {
        let framework = tree();
        let data = data(&framework, 1, columns);
        let mut method = everyone();
        method.no_spread.score = NoSpreadScore::Neutral;
        method.allow = vec![Code::D104, Code::D117, Code::D120];
        Owned { framework, data, method }
    }

    fn edition(&self) -> Edition<'_> {
        Edition { framework: &self.framework, data: &self.data, method: &self.method }
    }

    fn weighted(mut self, weights: &[(&str, f64)]) -> Self {
        let weights: BTreeMap<String, f64> = weights.iter().map(|&(code, weight)| (code.to_owned(), weight)).collect();
        self.method.weigh = Choice::all(Weighting::Stated(Stated { weights }));
        self
    }

    fn by_ranks(mut self) -> Self {
        self.method.normalise = Choice::all(Normalisation::PercentileRank(PercentileRank::default()));
        self
    }
}

fn compare(old: &Owned, new: &Owned) -> Diff {
    diff(&old.edition(), &new.edition()).unwrap_or_else(|error| panic!("{error}"))
}

/// The tree with `f` in the place of `e`.
fn other_tree() -> Framework {
    let old = tree();
    let mut leaves = old.indicators().to_vec();
    leaves[4] = indicator("f", "people");
    framework(old.groups().to_vec(), leaves)
}

fn figures() -> Vec<Vec<f64>> {
    vec![
        vec![3.0, 1.0, 4.0, 1.5, 9.0],
        vec![2.0, 7.0, 1.0, 8.0, 2.5],
        vec![0.5, 6.0, 2.0, 3.0, 1.0],
        vec![1.0, 2.0, 3.0, 5.0, 8.0],
        vec![4.0, 3.0, 2.0, 9.0, 7.0],
    ]
}

const EQUAL: [(&str, f64); 2] = [("people", 1.0), ("places", 1.0)];
const UNEQUAL: [(&str, f64); 2] = [("people", 1.0), ("places", 3.0)];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn parts_sum_to_the_change_and_turn_with_the_editions(
        before in columns(5, 4..8, 1),
        after in columns(5, 4..8, 1),
        later in any::<bool>(),
        reframed in any::<bool>(),
    ) {
        let old = Owned::new(&before).weighted(&EQUAL);
        let mut new = Owned::new(&after).weighted(&UNEQUAL).by_ranks();
        if reframed {
            new.framework = other_tree();
            new.data = data(&new.framework, 1, &after);
        }
        if later {
            new.data.periods = vec![Period::year(2021)];
        }
        let Ok(forth) = diff(&old.edition(), &new.edition()) else { return Err(TestCaseError::reject("no edition")) };
        let back = compare(&new, &old);
        prop_assert_eq!(&forth.parts, &back.parts);
        for line in &forth.lines {
            let change = line.change();
            let turned = back.lines.iter().find(|other| (&other.unit, &other.node) == (&line.unit, &line.node)).unwrap();
            for (parts, change, others) in [
                (&line.score_parts, change.score, &turned.score_parts),
                (&line.rank_parts, change.rank, &turned.rank_parts),
            ] {
                let sum: f64 = parts.iter().sum();
                prop_assert!(sum.is_nan() || (sum - change).abs() < 1e-9, "{}: {parts:?} for {change}", line.unit);
                for (part, other) in parts.iter().zip(others) {
                    prop_assert!(part.is_nan() && other.is_nan() || (part + other).abs() < 1e-9, "{part} and {other}");
                }
            }
        }
    }
}

#[test]
fn three_parts_are_split_by_all_six_orders() {
    let old = Owned::new(&figures()).weighted(&EQUAL);
    let mut revised = figures();
    revised[0][1] = 6.0;
    revised[3][4] = 0.5;
    let new = Owned::new(&revised).weighted(&UNEQUAL).by_ranks();
    let found = compare(&old, &new);
    assert_eq!(found.parts, [[Part::Revision], [Part::Method], [Part::Weights]]);
    let score = |set: usize, unit: usize| {
        let mut method = if set & 2 == 0 { old.method.clone() } else { new.method.clone() };
        method.weigh = if set & 4 == 0 { old.method.weigh.clone() } else { new.method.weigh.clone() };
        let data = if set & 1 == 0 { &old.data } else { &new.data };
        let composite = opencities_engine::build(&old.framework, data, &method).unwrap();
        let root = composite.framework.root();
        [composite.score(root, unit), composite.rank(root, unit)]
    };
    for (unit, line) in found.of_node("index").enumerate() {
        let mut expected = [[0.0; 2]; 3];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut set = 0;
            for part in order {
                let (without, with) = (score(set, unit), score(set | 1 << part, unit));
                (0..2).for_each(|what| expected[part][what] += (with[what] - without[what]) / 6.0);
                set |= 1 << part;
            }
        }
        for (part, [of_score, of_rank]) in expected.into_iter().enumerate() {
            assert!((line.score_parts[part] - of_score).abs() < 1e-12, "{line:?}");
            assert!((line.rank_parts[part] - of_rank).abs() < 1e-12, "{line:?}");
        }
    }
}

#[test]
fn equal_editions_differ_in_nothing() {
    let edition = Owned::new(&figures());
    let found = compare(&edition, &edition);
    assert!(found.parts.is_empty() && found.changes.is_empty() && found.findings.is_empty());
    assert!(found.lines.iter().all(|line| line.change().score.abs() <= 0.0 && line.presence == Presence::Stayed));
}

#[test]
fn a_part_that_moves_nothing_gets_exactly_nothing() {
    let mut revised = figures();
    revised[2][2] = 9.0;
    let (old, mut new) = (Owned::new(&figures()), Owned::new(&revised));
    new.method.screen.thin_below = 0.9;
    let found = compare(&old, &new);
    assert_eq!(found.parts, [[Part::Revision], [Part::Method]]);
    let zero = 0.0_f64.to_bits();
    assert!(found.lines.iter().all(|line| [line.score_parts[1], line.rank_parts[1]].map(f64::to_bits) == [zero; 2]));
}

#[test]
fn a_figure_newly_known_is_data_and_a_figure_that_changed_is_a_revision() {
    let mut before = figures();
    before[0][0] = f64::NAN;
    let mut after = figures();
    after[1][1] = 6.5;
    let found = compare(&Owned::new(&before), &Owned::new(&after));
    assert_eq!(found.parts, [[Part::Data], [Part::Revision]]);
    let words: Vec<&str> = found.changes.iter().map(|change| change.words.as_str()).collect();
    assert_eq!(words, ["1 figure more", "1 figure of b"]);
}

#[test]
fn a_unit_that_joins_moves_the_others_by_membership_alone_whatever_its_period() {
    let old = Owned::new(&figures());
    let mut joined = figures();
    joined.iter_mut().zip([20.0, -3.0, 11.0, 12.0, -1.0]).for_each(|(column, value)| column.push(value));
    let mut new = Owned::new(&joined);
    // The same figures, one year later: all of them are new, and say the same.
    new.data.periods = vec![Period::year(2021)];
    let found = compare(&old, &new);
    assert_eq!(found.parts, [[Part::Data], [Part::Membership]]);
    for line in found.of_node("index") {
        if line.presence == Presence::Joined {
            assert_eq!(line.unit, "unit5");
            assert!(line.score_parts.iter().all(|part| part.is_nan()));
            continue;
        }
        assert!(line.score_parts[0].abs() < 1e-12 && line.score_parts[1].abs() > 1e-3, "{line:?}");
    }
    assert_eq!(compare(&new, &old).lines.last().map(|line| line.presence), Some(Presence::Left));
}

#[test]
fn an_indicator_brings_its_figures_and_its_share_of_weight() {
    let old = Owned::new(&figures()).weighted(&[("a", 1.0), ("b", 1.0), ("c", 2.0), ("d", 1.0), ("e", 1.0)]);
    let mut new = Owned::new(&figures()).weighted(&[("a", 3.0), ("b", 1.0), ("f", 4.0), ("c", 2.0), ("d", 1.0)]);
    new.framework = other_tree();
    new.data = data(&new.framework, 1, &figures());
    let found = compare(&old, &new);
    assert_eq!(found.parts, [[Part::Weights], [Part::Framework]], "{:?}", found.findings);
    // In `places` the weights of those that stay did not change among each other.
    assert!(found.of_node("places").all(|line| line.score_parts[0].abs() < 1e-12));
    // Units of the same weights: `people` is half `f`, and the rest by the other edition.
    let people = found.of_node("people").next().unwrap();
    let [a, b, f] = [0, 1, 4].map(|column| {
        let least = figures()[column].iter().copied().fold(f64::INFINITY, f64::min);
        let most = figures()[column].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (figures()[column][0] - least) / (most - least) * 100.0
    });
    let value = |weights: bool, framework: bool| {
        let share = if weights { 0.75 } else { 0.5 };
        let rest = share * a + (1.0 - share) * b;
        if framework { f64::midpoint(rest, f) } else { rest }
    };
    let weights = f64::midpoint(value(true, false) - value(false, false), value(true, true) - value(false, true));
    assert!((people.score_parts[0] - weights).abs() < 1e-9, "{people:?}, {weights}");
}

#[test]
fn parts_that_need_each_other_are_reported_and_told_together() {
    let mut before = figures();
    before[0][0] = f64::NAN;
    let mut old = Owned::new(&before);
    let mut new = Owned::new(&before).weighted(&UNEQUAL);
    // The new method names a column that only the new edition's units have.
    let bare = old.data.units.iter().map(|unit| unit.code.clone());
    old.data.units = Units::of_codes(bare.collect::<Vec<_>>()).into();
    new.method.impute = Choice::all(Imputation::GroupMean(GroupMean { column: "region".into() }));
    let found = compare(&old, &new);
    assert_eq!(found.parts, [vec![Part::Method, Part::Membership], vec![Part::Weights]]);
    assert!(!found.findings.is_empty() && found.findings.iter().all(|finding| finding.code == Code::A701));
    assert!(found.findings[0].message.contains("M303"), "{}", found.findings[0]);
    for line in found.of_node("index") {
        assert!((line.score_parts.iter().sum::<f64>() - line.change().score).abs() < 1e-9);
    }
}

#[test]
fn editions_without_a_common_unit_cannot_be_compared() {
    let old = Owned::new(&figures());
    let mut new = Owned::new(&figures());
    new.data.units = Units::of_codes(["v", "w", "x", "y", "z"]).into();
    assert!(diff(&old.edition(), &new.edition()).is_err());
}
