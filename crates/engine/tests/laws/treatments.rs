//! Laws of treatments.

use opencities_engine::axiom::Axiom;
use opencities_engine::composite::Composite;
use opencities_engine::finding::Code;
use opencities_engine::method::Method;
use opencities_engine::registry::Choice;
use opencities_engine::stats::moments;
use opencities_engine::treat::Treatment;
use proptest::prelude::*;

use crate::fixture::{alone, bits, data, everyone, has_spread, indicator, inspect};

fn run(treatment: &Treatment, values: &[f64]) -> Composite {
    let framework = alone(indicator("x", "index"));
    let method = Method { treat: Choice::all(treatment.clone()), ..everyone() };
    inspect(&framework, &data(&framework, 1, &[values.to_vec()]), &method)
}

/// A column with gaps and, often, a long tail on either side.
fn skewed() -> impl Strategy<Value = Vec<f64>> {
    let figure = prop_oneof![8 => -3.0..5.0_f64, 1 => Just(f64::NAN), 2 => (0_i32..4).prop_map(f64::from)];
    let tail = prop_oneof![
        Just(vec![]),
        prop::collection::vec(50.0..9e4_f64, 1..9),
        prop::collection::vec(-9e4..-50.0_f64, 1..9)
    ];
    (prop::collection::vec(figure, 3..40), tail).prop_map(|(body, tail)| [body, tail].concat()).prop_shuffle()
}

proptest! {
    #[test]
    fn order_is_kept_and_missing_stays_missing(values in skewed()) {
        for treatment in Treatment::all() {
            let composite = run(&treatment, &values);
            let after = composite.treated.slice(0);
            let mut order: Vec<usize> = (0..values.len()).filter(|&row| !values[row].is_nan()).collect();
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
            let moved: Vec<f64> = order.iter().map(|&row| after[row]).collect();
            prop_assert!(moved.is_sorted() && moved.iter().all(|value| value.is_finite()), "{:?}: {:?}", treatment, moved);
            prop_assert!(values.iter().zip(after).all(|(value, after)| value.is_nan() == after.is_nan()), "{:?}", treatment);
        }
    }

    #[test]
    fn what_moved_is_marked_and_nothing_else(values in skewed()) {
        for treatment in Treatment::all() {
            let composite = run(&treatment, &values);
            for (row, value) in values.iter().enumerate() {
                let moved = !value.is_nan() && value.to_bits() != composite.treated.column(0)[row].to_bits();
                prop_assert_eq!(composite.data.status.column(0)[row].is_treated(), moved, "{:?}", treatment);
            }
        }
    }

    #[test]
    fn a_column_that_passes_is_left_alone(values in skewed()) {
        let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let shape = moments(&known);
        prop_assume!(!(shape.skewness.abs() >= 2.0 && shape.kurtosis >= 3.5));
        for treatment in Treatment::all().into_iter().filter(|treatment| !treatment.breaks().contains(&Axiom::GoodShapeStays)) {
            let composite = run(&treatment, &values);
            prop_assert_eq!(bits(composite.treated.slice(0)), bits(&values), "{:?}", treatment);
        }
    }

    #[test]
    fn two_valued_columns_are_never_treated(zeros in 3_usize..60, ones in 1_usize..3, one in prop_oneof![Just(1.0), Just(-40.0)]) {
        let values = [vec![0.0; zeros], vec![one; ones]].concat();
        for treatment in Treatment::all() {
            let composite = run(&treatment, &values);
            prop_assert_eq!(bits(composite.treated.slice(0)), bits(&values), "{:?}", treatment);
            prop_assert!(composite.data.status.slice(0).iter().all(|status| !status.is_treated()));
        }
    }

    #[test]
    fn values_never_seen_keep_their_order_and_stay_finite(values in skewed(), mut unseen in prop::collection::vec(-1e6..1e6_f64, 2..20)) {
        let known: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
        unseen.extend_from_slice(&known);
        unseen.sort_by(f64::total_cmp);
        for treatment in Treatment::all() {
            let moved = treatment.fit(&known).transform.applied_to(&unseen);
            prop_assert!(moved.is_sorted() && moved.iter().all(|value| value.is_finite()), "{:?}: {:?}", treatment, moved);
        }
    }

    #[test]
    fn a_column_that_is_treated_keeps_spread(values in skewed()) {
        let known: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
        for treatment in Treatment::all() {
            let moved = treatment.fit(&known).transform.applied_to(&known);
            prop_assert_eq!(has_spread(&known), has_spread(&moved), "{:?}", treatment);
        }
    }
}

/// Every treatment that says so moves a column that would have been acceptable.
#[test]
fn what_has_no_test_moves_a_column_that_passes() {
    let mut values: Vec<f64> = (1..=30).map(f64::from).collect();
    values.push(55.0);
    let shape = moments(&values);
    assert!(shape.skewness.abs() < 2.0, "{shape:?}");
    for treatment in Treatment::all() {
        let moved = run(&treatment, &values).treated.slice(0) != values;
        assert_eq!(moved, treatment.breaks().contains(&Axiom::GoodShapeStays), "{treatment:?}");
    }
}

/// A treatment that is not defined for a column says so and leaves it as it is.
#[test]
fn what_is_not_defined_is_refused_with_a_finding() {
    let with_zero = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    let mostly_equal = [0.0, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0, 9.0];
    let refuses = |values: &[f64]| -> Vec<&str> {
        let refused = |treatment: &&Treatment| {
            let composite = run(treatment, values);
            let found = composite.findings.iter().any(|finding| finding.code == Code::S521);
            assert!(!found || bits(composite.treated.slice(0)) == bits(values), "{treatment:?}");
            found
        };
        let all: Vec<Treatment> = Treatment::all();
        all.iter().filter(refused).map(Treatment::name).collect()
    };
    assert_eq!(refuses(&with_zero), ["natural-log", "box-cox"]);
    assert_eq!(refuses(&mostly_equal), ["iqr-fences", "natural-log", "box-cox"]);
    let mut long = vec![7.0; 60];
    long.extend([0.0, 9.0]);
    assert_eq!(refuses(&long), ["winsorise-percentile", "iqr-fences", "natural-log", "box-cox"]);
}
