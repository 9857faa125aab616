//! Ordered weighted average: weights that belong to places, not to children.

use serde::{Deserialize, Serialize};

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::registry::{BadParameter, method};

method! {
    /// The sum of the children's scores in their order, each place with a weight of its own: from the best child alone over the mean to the worst alone.
    ///
    /// # Formula
    /// y = sum over k of (Q(r_k) - Q(r_(k-1))) x_(k), with x_(k) the k-th best known score and r_k the share of the k best
    /// children in the sum of weights (k / n for equal weights). Q is r^a with `order = { exponent = a }`: a = 0 asks for
    /// "at least one" (the best child), 1 gives the arithmetic mean, 2 "most", and the greater a, the more the worst child
    /// counts. With `order = { weights = [v_1, ..., v_m] }`, best place first, Q is the straight line through
    /// (k / m, v_1 + ... + v_k), over the sum of the v: for equal weights and no gap, place k weighs v_k.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// How much a weak child may be made up for is to be stated ("most areas must be good"), without saying which area.
    ///
    /// # Beware
    /// The weights of the children say how long each is in the order, not how much its score counts: that depends on its
    /// place. A missing child takes no place, and the others fill the whole order. Order weights fit groups of one
    /// size: a group with another number of children has no scores (finding S515).
    /// Costs more than ten times the arithmetic mean for each cell: each unit's children are put in order and weighed
    /// by themselves.
    ///
    /// # Reference
    /// Yager (1988), doi:10.1109/21.87068; with weights of children Yager (1996),
    /// Quantifier guided aggregation using OWA operators, International Journal of Intelligent Systems 11, 49-73.
    ///
    /// # Example
    /// Scores 20 and 80: with a = 2 the better half counts 1/4, so 0.25 x 80 + 0.75 x 20 = 35.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Order, OrderedWeightedAverage};
    /// let mean = |order| Aggregation::OrderedWeightedAverage(OrderedWeightedAverage { order }).mean_of(&[20.0, 80.0], &[1.0, 1.0]);
    /// assert_eq!(mean(Order::Exponent(2.0)), 35.0);
    /// assert_eq!(mean(Order::Exponent(0.0)), 80.0);
    /// assert_eq!(mean(Order::Weights(vec![0.3, 0.7])), 38.0);
    /// ```
    pub struct OrderedWeightedAverage {
        /// How much each place counts: `{ exponent = 2.0 }`, or `{ weights = [0.5, 0.3, 0.2] }` for the best place first.
        pub order: Order = Order::Exponent(2.0),
    }
}

/// How much each place counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Q(r) = r^a: zero or more.
    Exponent(f64),
    /// A weight for each place, the best first.
    Weights(Vec<f64>),
}

/// The straight line through the sums of order weights, at a share of the whole.
fn line(weights: &[f64], share: f64) -> f64 {
    let place = share * weights.len() as f64;
    let reached = |(position, weight): (usize, &f64)| weight * (place - position as f64).clamp(0.0, 1.0);
    weights.iter().enumerate().map(reached).sum::<f64>() / weights.iter().sum::<f64>()
}

impl Aggregate for OrderedWeightedAverage {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        match &self.order {
            Order::Exponent(exponent) => group.by_order(|share| share.powf(*exponent)),
            Order::Weights(weights) if weights.len() == group.columns.len() => {
                group.by_order(|share| line(weights, share))
            }
            Order::Weights(weights) => {
                let (places, children) = (weights.len(), group.columns.len());
                let code = group.group;
                let message =
                    format!("`order` has {places} weights, and {children} children of `{code}` have a weight");
                let hint = format!(
                    "write {children} weights under [aggregate.by-node.{code}.ordered-weighted-average], or an exponent, which fits any group"
                );
                group.without_scores(Finding::new(Code::S515, Place::node(code), message, hint))
            }
        }
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Additive
    }

    fn domain(&self) -> Domain {
        Domain::All
    }

    fn breaks(&self) -> &'static [Axiom] {
        // A place that weighs nothing hides the child that stands there.
        let hides = match &self.order {
            Order::Exponent(exponent) => *exponent <= 0.0,
            Order::Weights(weights) => weights.iter().any(|&weight| weight <= 0.0),
        };
        if hides { &[Axiom::StrictMonotonicity, Axiom::WeightResponse] } else { &[] }
    }

    fn validate(&self) -> Vec<BadParameter> {
        let good = |weight: f64| weight.is_finite() && weight >= 0.0;
        let expected = match &self.order {
            Order::Exponent(exponent) if !good(*exponent) => "an `exponent` of zero or more",
            Order::Weights(weights) if !weights.iter().all(|&weight| good(weight)) => {
                "`weights` that are finite numbers of zero or more"
            }
            Order::Weights(weights) if weights.iter().sum::<f64>() <= 0.0 => "`weights` with at least one above zero",
            _ => return Vec::new(),
        };
        vec![BadParameter { name: "order", expected: expected.to_owned() }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Aggregation;

    fn mean(order: Order, scores: &[f64], weights: &[f64]) -> f64 {
        Aggregation::OrderedWeightedAverage(OrderedWeightedAverage { order }).mean_of(scores, weights)
    }

    #[test]
    fn order_weights_are_shared_by_those_that_are_known() {
        let order = || Order::Weights(vec![0.5, 0.3, 0.2]);
        assert!((mean(order(), &[10.0, 30.0, 20.0], &[1.0; 3]) - (15.0 + 6.0 + 2.0)).abs() < 1e-12);
        // Of two known children the better has the places up to 1.5: 0.5 and half of 0.3.
        assert!((mean(order(), &[10.0, f64::NAN, 20.0], &[1.0; 3]) - (0.65 * 20.0 + 0.35 * 10.0)).abs() < 1e-12);
        assert!(mean(order(), &[10.0, 20.0], &[1.0; 2]).is_nan());
    }

    #[test]
    fn a_share_is_never_below_zero() {
        for order in [Order::Exponent(-1.0), Order::Weights(vec![1.0, -0.1]), Order::Weights(vec![0.0, 0.0])] {
            assert_eq!(OrderedWeightedAverage { order }.validate().len(), 1);
        }
    }
}
