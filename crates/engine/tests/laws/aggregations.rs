//! Laws of aggregations. Each holds for every method that does not say that it breaks the axiom; where one says so, a unit
//! that breaks it is looked for.

use opencities_engine::aggregate::{Aggregation, Decomposition, Topsis, Wroclaw};
use opencities_engine::axiom::Axiom;
use opencities_engine::method::MissingChildren;
use opencities_engine::normalise::{MinMax, Normalisation};
use opencities_engine::registry::Choice;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::fixture::{close, columns, data, everyone, inspect, tree};

/// Units and the weights of their children: the first unit is the one that is looked at, the others it is compared with.
#[derive(Debug, Clone)]
struct Group {
    units: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl Group {
    fn scores(&self, aggregation: &Aggregation) -> Vec<f64> {
        let columns: Vec<Vec<f64>> =
            (0..self.weights.len()).map(|child| self.units.iter().map(|unit| unit[child]).collect()).collect();
        aggregation.scores_of(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), &self.weights)
    }

    fn first(&self, aggregation: &Aggregation) -> f64 {
        self.scores(aggregation)[0]
    }

    /// The known scores of the first unit's children.
    fn known(&self) -> Vec<f64> {
        self.units[0].iter().copied().filter(|score| !score.is_nan()).collect()
    }

    fn with_children(&self, kept: &[usize]) -> Group {
        let pick = |list: &Vec<f64>| kept.iter().map(|&child| list[child]).collect::<Vec<f64>>();
        Group { units: self.units.iter().map(pick).collect(), weights: pick(&self.weights) }
    }
}

fn group() -> impl Strategy<Value = Group> {
    let score =
        prop_oneof![5 => 0.5..100.0_f64, 1 => Just(f64::NAN), 2 => (1_u8..20).prop_map(|step| f64::from(step) * 5.0)];
    (1_usize..7, 1_usize..6).prop_flat_map(move |(children, units)| {
        let weights = prop::collection::vec(prop_oneof![Just(1.0), 0.1..10.0_f64], children);
        let units = prop::collection::vec(prop::collection::vec(score.clone(), children), units);
        (units, weights).prop_map(|(units, weights)| Group { units, weights })
    })
}

/// Units whose children often tie.
fn tied_group() -> impl Strategy<Value = Group> {
    let score = prop_oneof![4 => (1_u8..4).prop_map(|step| f64::from(step) * 10.0), 1 => Just(f64::NAN)];
    (2_usize..6).prop_flat_map(move |children| {
        let weights = prop::collection::vec(0.1..10.0_f64, children);
        let units = prop::collection::vec(prop::collection::vec(score.clone(), children), 1..4);
        (units, weights).prop_map(|(units, weights)| Group { units, weights })
    })
}

/// Why a group breaks an axiom under an aggregation; `None` where it keeps it.
fn broken(aggregation: &Aggregation, axiom: Axiom, group: &Group) -> Option<String> {
    let fault = |found: f64, words: &str| Some(format!("{aggregation:?} {axiom:?}: {found} {words} in {group:?}"));
    let before = group.first(aggregation);
    let known = group.known();
    let (least, greatest) =
        (known.iter().copied().fold(f64::INFINITY, f64::min), known.iter().copied().fold(0.0, f64::max));
    match axiom {
        Axiom::Unanimity => {
            let mut alike = group.clone();
            alike.units[0].fill(40.0);
            let found = alike.first(aggregation);
            if (found - 40.0).abs() <= 1e-12 * 40.0 { None } else { fault(found, "is not 40") }
        }
        Axiom::Internality => {
            let between = before >= least * (1.0 - 1e-12) && before <= greatest * (1.0 + 1e-12);
            if between || known.is_empty() && before.is_nan() { None } else { fault(before, "is not between") }
        }
        Axiom::Monotonicity | Axiom::StrictMonotonicity => (0..group.weights.len()).find_map(|child| {
            let mut better = group.clone();
            better.units[0][child] += 7.5;
            let after = better.first(aggregation);
            let is_known = !group.units[0][child].is_nan();
            let falls = !(after >= before - 1e-12 * (before.abs() + 1.0) || after.is_nan() && before.is_nan());
            let stays = is_known && after <= before;
            let bad = if axiom == Axiom::Monotonicity { falls } else { stays };
            if bad { fault(before, &format!("becomes {after} when child {child} rises")) } else { None }
        }),
        Axiom::WeightResponse => {
            let pair = |weight: f64| Group {
                units: vec![vec![least.min(50.0), least.min(50.0) + 30.0]],
                weights: vec![group.weights[0], weight],
            };
            let (light, heavy) = (pair(1.0).first(aggregation), pair(2.5).first(aggregation));
            if heavy > light { None } else { fault(heavy, &format!("with more weight, {light} before")) }
        }
        Axiom::MissingIsRemoved => {
            let kept: Vec<usize> = (0..group.weights.len()).filter(|&child| !group.units[0][child].is_nan()).collect();
            let alone = Group { units: vec![group.units[0].clone()], weights: group.weights.clone() };
            let found = alone.first(aggregation);
            let expected = if kept.is_empty() { f64::NAN } else { alone.with_children(&kept).first(aggregation) };
            if close(found, expected, 0.0) { None } else { fault(found, &format!("is not {expected}")) }
        }
        Axiom::OwnChildrenAlone => {
            let alone = Group { units: vec![group.units[0].clone()], weights: group.weights.clone() };
            let found = alone.first(aggregation);
            if close(before, found, 0.0) { None } else { fault(before, &format!("is {found} alone")) }
        }
        _ => unreachable!("an axiom of another family"),
    }
}

/// Distances are means over what a unit knows: a gap brings it neither nearer to the best unit nor farther from it.
#[test]
fn a_distance_is_that_of_the_known_children() {
    let units = [[0.0, 0.0], [100.0, 100.0], [40.0, 40.0], [40.0, f64::NAN], [f64::NAN, 40.0]];
    for factor in [1.0, 0.01, 300.0] {
        let group = Group { units: units.map(Vec::from).to_vec(), weights: vec![2.0 * factor, 5.0 * factor] };
        for aggregation in [Aggregation::Topsis(Topsis::default()), Aggregation::Wroclaw(Wroclaw::default())] {
            let found = group.scores(&aggregation);
            let alike = found[2..].iter().all(|score| close(*score, found[2], 1e-3));
            assert!(alike && found[1] > found[2] && found[2] > found[0], "{aggregation:?}: {found:?}");
        }
    }
}

const AXIOMS: [Axiom; 7] = [
    Axiom::Unanimity,
    Axiom::Internality,
    Axiom::Monotonicity,
    Axiom::StrictMonotonicity,
    Axiom::WeightResponse,
    Axiom::MissingIsRemoved,
    Axiom::OwnChildrenAlone,
];

#[test]
fn what_a_method_says_it_breaks_it_breaks() {
    let mut runner = TestRunner::deterministic();
    let groups: Vec<Group> = (0..2000).map(|_| group().new_tree(&mut runner).unwrap().current()).collect();
    for aggregation in Aggregation::all() {
        for &axiom in aggregation.breaks() {
            assert!(AXIOMS.contains(&axiom), "{aggregation:?} breaks {axiom:?}, which is of another family");
            assert!(
                groups.iter().any(|group| broken(&aggregation, axiom, group).is_some()),
                "{aggregation:?} keeps {axiom:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn every_axiom_holds_unless_the_method_says_otherwise(group in group()) {
        for aggregation in Aggregation::all() {
            for axiom in AXIOMS.into_iter().filter(|axiom| !aggregation.breaks().contains(axiom)) {
                if let Some(why) = broken(&aggregation, axiom, &group) {
                    prop_assert!(false, "{}", why);
                }
            }
        }
    }

    #[test]
    fn a_unit_at_least_as_good_everywhere_scores_at_least_as_well(group in group(), rises in prop::collection::vec(0.0..20.0_f64, 7)) {
        let mut group = group;
        let better = group.units[0].iter().zip(&rises).map(|(score, rise)| score + rise).collect();
        group.units.push(better);
        for aggregation in Aggregation::all().into_iter().filter(|aggregation| !aggregation.breaks().contains(&Axiom::Monotonicity)) {
            let scores = group.scores(&aggregation);
            let (worse, better) = (scores[0], scores[group.units.len() - 1]);
            prop_assert!(better >= worse - 1e-9 * (worse.abs() + 1.0) || better.is_nan() && worse.is_nan(), "{:?}: {} for {} in {:?}", aggregation, better, worse, group);
        }
    }

    #[test]
    fn siblings_have_no_order_and_weights_no_unit(group in group(), factor in 0.001..1000.0_f64) {
        let turned: Vec<usize> = (0..group.weights.len()).rev().collect();
        let mut scaled = group.clone();
        scaled.weights.iter_mut().for_each(|weight| *weight *= factor);
        for aggregation in Aggregation::all() {
            let found = group.scores(&aggregation);
            for other in [group.with_children(&turned), scaled.clone()] {
                for (a, b) in found.iter().zip(other.scores(&aggregation)) {
                    prop_assert!(close(*a, b, 1e-3), "{:?}: {} and {} in {:?}", aggregation, a, b, group);
                }
            }
        }
    }

    #[test]
    fn a_child_that_nobody_has_or_that_weighs_nothing_is_as_if_it_were_not_there(group in group()) {
        let with = |score: f64, weight: f64| {
            let mut more = group.clone();
            more.units.iter_mut().for_each(|unit| unit.push(score));
            more.weights.push(weight);
            more
        };
        for aggregation in Aggregation::all() {
            let found = group.scores(&aggregation);
            for other in [with(50.0, 0.0), with(f64::NAN, 3.0)] {
                for (a, b) in found.iter().zip(other.scores(&aggregation)) {
                    prop_assert!(close(*a, b, 1e-3), "{:?}: {} and {} in {:?}", aggregation, a, b, group);
                }
            }
        }
    }

    #[test]
    fn weights_of_a_units_own_make_its_score(group in group()) {
        let columns: Vec<Vec<f64>> = (0..group.weights.len()).map(|child| group.units.iter().map(|unit| unit[child]).collect()).collect();
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        for aggregation in Aggregation::all() {
            let found = aggregation.aggregated(&slices, &group.weights);
            let Some(weights) = found.unit_weights else { continue };
            prop_assert_eq!(aggregation.decomposition(), Decomposition::Additive);
            for (row, &score) in found.scores.iter().enumerate().filter(|(_, score)| !score.is_nan()) {
                let parts = columns.iter().zip(&weights).filter(|(column, _)| !column[row].is_nan());
                let added = found.adjustments.as_ref().map_or(0.0, |adjustments| adjustments[row]);
                let made: f64 = parts.map(|(column, weights)| column[row] * weights[row]).sum::<f64>() + added;
                prop_assert!(close(made, score, 1e-3), "{:?}: {} for {}", aggregation, made, score);
                prop_assert!(weights.iter().all(|weights| weights[row] >= 0.0), "{:?}", aggregation);
            }
        }
    }

    #[test]
    fn weights_of_a_units_own_know_no_order_of_siblings_even_where_these_tie(group in tied_group()) {
        let turned = group.with_children(&(0..group.weights.len()).rev().collect::<Vec<_>>());
        let own = |group: &Group, aggregation: &Aggregation| {
            let columns: Vec<Vec<f64>> =
                (0..group.weights.len()).map(|child| group.units.iter().map(|unit| unit[child]).collect()).collect();
            aggregation.aggregated(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), &group.weights).unit_weights
        };
        // Where units are compared, several weights may give the one score.
        let is_alone = |aggregation: &Aggregation| !aggregation.breaks().contains(&Axiom::OwnChildrenAlone);
        for aggregation in Aggregation::all().into_iter().filter(is_alone) {
            let (Some(found), Some(turned)) = (own(&group, &aggregation), own(&turned, &aggregation)) else { continue };
            for (column, other) in found.iter().zip(turned.iter().rev()) {
                for (a, b) in column.iter().zip(other) {
                    prop_assert!(close(*a, *b, 1e-3), "{:?}: {} and {} in {:?}", aggregation, a, b, group);
                }
            }
        }
    }

    #[test]
    fn the_scores_of_a_tree_are_those_of_its_groups_and_parts_make_them(columns in columns(5, 2..9, 1), strict in any::<bool>()) {
        let framework = tree();
        let data = data(&framework, 1, &columns);
        for aggregation in Aggregation::all() {
            let mut method = everyone();
            method.aggregate = Choice::all(aggregation.clone());
            method.normalise = Choice::all(Normalisation::MinMax(MinMax { lower: 1.0, upper: 100.0 }));
            method.missing.children = if strict { MissingChildren::Missing } else { MissingChildren::Rescale };
            let composite = inspect(&framework, &data, &method);
            for group in framework.group_positions() {
                let children = &framework.nodes()[group].children;
                let rows = data.values.rows();
                let scores: Vec<Vec<f64>> = children.iter().map(|&child| (0..rows).map(|row| composite.score(child, row)).collect()).collect();
                // Units without any figure are not ranked and count for nobody.
                let counted: Vec<usize> = (0..rows).filter(|&row| composite.screening.ranked[row]).collect();
                let of_counted: Vec<Vec<f64>> = scores.iter().map(|column| counted.iter().map(|&row| column[row]).collect()).collect();
                let expected = aggregation.scores_of(&of_counted.iter().map(Vec::as_slice).collect::<Vec<_>>(), &vec![1.0; children.len()]);
                for (&row, expected) in counted.iter().zip(expected) {
                    // What no unit has a scale for is left out for all of them.
                    let left_out = |column: &Vec<f64>| column.iter().all(|score| score.is_nan());
                    let gap = children.iter().zip(&scores).any(|(&child, column)| column[row].is_nan() && !(framework.is_indicator(child) && left_out(column)));
                    let found = composite.score(group, row);
                    if strict && gap && framework.nodes()[group].level == "area" {
                        prop_assert!(found.is_nan(), "{:?}: {:?} give {}", aggregation, scores, found);
                    } else if !strict {
                        prop_assert!(close(found, expected, 1e-3), "{:?}: {:?} give {}", aggregation, scores, found);
                    }
                    let (decomposition, parts) = composite.parts(group, row);
                    let contributions = parts.iter().map(|part| part.contribution);
                    let made = match decomposition {
                        Decomposition::Additive => contributions.sum::<f64>() + composite.adjustment(group, row),
                        Decomposition::Multiplicative => contributions.product(),
                        Decomposition::None => {
                            prop_assert!(contributions.into_iter().all(f64::is_nan), "{:?}", aggregation);
                            continue;
                        }
                    };
                    prop_assert!(close(made, found, 1e-3), "{:?}: parts make {}, the score is {}", aggregation, made, found);
                }
            }
        }
    }
}
