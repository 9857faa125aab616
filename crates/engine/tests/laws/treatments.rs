//! Laws of treatments.

use opencities_engine::axiom::Axiom;
use opencities_engine::composite::Composite;
use opencities_engine::method::Method;
use opencities_engine::registry::Choice;
use opencities_engine::stats::moments;
use opencities_engine::treat::Treatment;
use proptest::prelude::*;

use crate::fixture::{alone, bits, data, everyone, indicator, inspect};

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
}
