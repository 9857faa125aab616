//! Laws of aggregations.

use opencities_engine::aggregate::{Aggregation, Decomposition};
use opencities_engine::method::MissingChildren;
use opencities_engine::normalise::{MinMax, Normalisation};
use opencities_engine::registry::Choice;
use proptest::prelude::*;

use crate::fixture::{close, columns, data, everyone, inspect, tree};

/// Siblings: a score above zero, which may be missing, and a weight.
fn siblings() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let score = prop_oneof![5 => 0.5..100.0_f64, 1 => Just(f64::NAN)];
    prop::collection::vec((score, prop_oneof![Just(1.0), 0.1..10.0_f64]), 1..8)
}

fn mean(aggregation: &Aggregation, siblings: &[(f64, f64)]) -> f64 {
    let (scores, weights): (Vec<f64>, Vec<f64>) = siblings.iter().copied().unzip();
    aggregation.mean_of(&scores, &weights)
}

fn known(siblings: &[(f64, f64)]) -> Vec<(f64, f64)> {
    siblings.iter().copied().filter(|(score, _)| !score.is_nan()).collect()
}

proptest! {
    #[test]
    fn unanimous_children_give_their_score(score in 0.5..100.0_f64, weights in prop::collection::vec(0.1..9.0_f64, 1..8)) {
        for aggregation in Aggregation::all() {
            let found = aggregation.mean_of(&vec![score; weights.len()], &weights);
            prop_assert!((found - score).abs() <= 1e-13 * score, "{:?}: {} for {}", aggregation, found, score);
        }
    }

    #[test]
    fn a_score_lies_between_the_least_and_the_greatest_child(group in siblings()) {
        let scores: Vec<f64> = known(&group).iter().map(|(score, _)| *score).collect();
        let (least, greatest) = (scores.iter().copied().fold(f64::INFINITY, f64::min), scores.iter().copied().fold(0.0, f64::max));
        for aggregation in Aggregation::all() {
            let found = mean(&aggregation, &group);
            let between = found >= least * (1.0 - 1e-13) && found <= greatest * (1.0 + 1e-13);
            prop_assert!(between || scores.is_empty() && found.is_nan(), "{:?}: {}", aggregation, found);
        }
    }

    #[test]
    fn siblings_have_no_order_and_weights_no_unit(group in siblings(), factor in 0.001..1000.0_f64) {
        let reversed: Vec<(f64, f64)> = group.iter().rev().copied().collect();
        let scaled: Vec<(f64, f64)> = group.iter().map(|&(score, weight)| (score, weight * factor)).collect();
        for aggregation in Aggregation::all() {
            let found = mean(&aggregation, &group);
            prop_assert!(close(found, mean(&aggregation, &reversed), 0.0), "{:?}", aggregation);
            prop_assert!(close(found, mean(&aggregation, &scaled), 0.0), "{:?}", aggregation);
        }
    }

    #[test]
    fn a_better_child_never_makes_a_worse_group(group in siblings(), which in 0_usize..8, rise in 0.0..50.0_f64) {
        let mut better = group.clone();
        let which = which % group.len();
        better[which].0 += rise;
        for aggregation in Aggregation::all() {
            let (before, after) = (mean(&aggregation, &group), mean(&aggregation, &better));
            prop_assert!(after >= before * (1.0 - 1e-13) || after.is_nan() && before.is_nan(), "{:?}: {} to {}", aggregation, before, after);
            let moves = rise > 1.0 && !better[which].0.is_nan();
            prop_assert!(!moves || after > before, "{:?}: {} to {}", aggregation, before, after);
        }
    }

    #[test]
    fn a_heavier_child_draws_the_score_towards_it(low in 1.0..40.0_f64, rise in 1.0..50.0_f64, weight in 0.1..5.0_f64) {
        for aggregation in Aggregation::all() {
            let light = aggregation.mean_of(&[low, low + rise], &[1.0, weight]);
            let heavy = aggregation.mean_of(&[low, low + rise], &[1.0, weight + 1.0]);
            prop_assert!(heavy > light, "{:?}: {} to {}", aggregation, light, heavy);
        }
    }

    #[test]
    fn a_missing_child_is_a_child_removed(group in siblings()) {
        let without = known(&group);
        for aggregation in Aggregation::all() {
            prop_assert!(close(mean(&aggregation, &group), mean(&aggregation, &without), 0.0), "{:?}", aggregation);
            let mut with_nothing = group.clone();
            with_nothing.push((50.0, 0.0));
            prop_assert!(close(mean(&aggregation, &group), mean(&aggregation, &with_nothing), 0.0), "{:?}", aggregation);
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
            for (group, row) in framework.group_positions().flat_map(|group| (0..data.values.rows()).map(move |row| (group, row))) {
                let children = &framework.nodes()[group].children;
                let scores: Vec<f64> = children.iter().map(|&child| composite.score(child, row)).collect();
                // What no unit has a scale for is left out for all of them.
                let left_out = |&child: &usize| (0..data.values.rows()).all(|row| composite.score(child, row).is_nan());
                let gaps = children.iter().zip(&scores).filter(|(child, score)| score.is_nan() && !(framework.is_indicator(**child) && left_out(child)));
                let gap = gaps.count() > 0;
                let found = composite.score(group, row);
                let expected = aggregation.mean_of(&scores, &vec![1.0; scores.len()]);
                if strict && gap && framework.nodes()[group].level == "area" {
                    prop_assert!(found.is_nan(), "{:?}: {:?} give {}", aggregation, scores, found);
                } else if !strict {
                    prop_assert!(close(found, expected, 0.0), "{:?}: {:?} give {}", aggregation, scores, found);
                }
                let (decomposition, parts) = composite.parts(group, row);
                let contributions = parts.iter().map(|part| part.contribution);
                let made = match decomposition {
                    Decomposition::Additive => contributions.sum::<f64>(),
                    Decomposition::Multiplicative => contributions.product(),
                    Decomposition::None => {
                        prop_assert!(contributions.into_iter().all(f64::is_nan), "{:?}", aggregation);
                        continue;
                    }
                };
                prop_assert!(close(made, found, 0.0), "{:?}: parts make {}, the score is {}", aggregation, made, found);
            }
        }
    }
}
