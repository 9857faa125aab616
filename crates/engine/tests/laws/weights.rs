//! Laws of weightings.

use opencities_engine::method::Method;
use opencities_engine::registry::Choice;
use opencities_engine::weigh::{Stated, Weighting};
use proptest::prelude::*;

use crate::fixture::{bits, close, columns, data, everyone, inspect, permuted, tree};

fn check(weighting: Weighting, columns: &[Vec<f64>]) -> Result<Vec<f64>, TestCaseError> {
    let framework = tree();
    let method = Method { weigh: Choice::all(weighting), ..everyone() };
    let weights = inspect(&framework, &data(&framework, 1, columns), &method).weights;
    let leaves: f64 = weights.effective[..5].iter().sum();
    prop_assert!(close(leaves, 1.0, 1.0), "the indicators weigh {leaves}");
    prop_assert!(weights.nodes.iter().all(|weight| weight.is_finite() && *weight >= 0.0), "{:?}", weights.nodes);
    for group in framework.group_positions() {
        let children: f64 = framework.nodes()[group].children.iter().map(|&child| weights.effective[child]).sum();
        prop_assert!(close(children, weights.effective[group], 1.0));
    }
    Ok(weights.effective)
}

proptest! {
    #[test]
    fn effective_weights_sum_to_one_on_every_level(stated in prop::collection::vec(0.1..9.0_f64, 7), columns in columns(5, 1..30, 1)) {
        for weighting in Weighting::all() {
            check(weighting.clone(), &columns)?;
            check(weighting, &vec![vec![1.0, 2.0, 4.0]; 5])?;
        }
        let codes = ["a", "b", "c", "d", "e", "people", "places"];
        let weights = codes.into_iter().map(str::to_owned).zip(stated.iter().copied()).collect();
        let effective = check(Weighting::Stated(Stated { weights }), &columns)?;
        // `a` counts w(a) / (w(a) + w(b)) in `people`, and `people` w(people) / (w(people) + w(places)) in the index.
        let expected = stated[0] / (stated[0] + stated[1]) * stated[5] / (stated[5] + stated[6]);
        prop_assert!(close(effective[0], expected, 0.0));
    }

    #[test]
    fn weights_know_neither_the_order_of_the_units_nor_those_without_rank(
        columns in columns(5, 12..30, 1),
        turn in 1..11_usize,
    ) {
        let framework = tree();
        let mut order: Vec<usize> = (0..columns[0].len()).collect();
        order.rotate_left(turn);
        order.swap(0, 5);
        // One more unit, which knows every indicator of one area and none of the other: it is not ranked.
        let mut longer = columns.clone();
        for (column, figure) in longer.iter_mut().zip([7e6, -4e5, f64::NAN, f64::NAN, f64::NAN]) {
            column.push(figure);
        }
        for weighting in Weighting::all() {
            let method = Method { weigh: Choice::all(weighting), ..Method::default() };
            let weights = |columns: &[Vec<f64>]| bits(&inspect(&framework, &data(&framework, 1, columns), &method).weights.nodes);
            let expected = weights(&columns);
            prop_assert_eq!(&weights(&permuted(&columns, &order)), &expected, "{:?} in another order", method.weigh);
            prop_assert_eq!(&weights(&longer), &expected, "{:?} with one unit more", method.weigh);
        }
    }
}
