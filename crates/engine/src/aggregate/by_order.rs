//! Means in which a child counts by its place among its siblings: what minimum, median and ordered weighted average share.
//!
//! All are one rule with different quantifiers (Yager 1996, Quantifier guided aggregation):
//! with the children of a unit listed best first, a quantifier Q says what share of the score the best share r of the
//! weights makes up. It rises from Q(0) = 0 to Q(1) = 1. What a method's quantifier is stands in the method's file.

use super::{Aggregated, Siblings};
use crate::par;

impl Siblings<'_> {
    /// The scores under a quantifier, and the weights that each unit has of its own: children with one score share the
    /// part of that score in proportion to their weights. A missing child takes no place.
    pub(super) fn by_order(&self, quantifier: impl Fn(f64) -> f64 + Sync + Send) -> Aggregated {
        let (rows, children) = (self.rows(), self.columns.len());
        let blocks = par::map(rows.div_ceil(par::BLOCK), par::BLOCK * children, |block| {
            let start = block * par::BLOCK;
            self.block_by_order(start..rows.min(start + par::BLOCK), &quantifier)
        });
        let mut scores = Vec::with_capacity(rows);
        let mut own = vec![Vec::with_capacity(rows); children];
        for (block, weights) in blocks {
            scores.extend(block);
            own.iter_mut().zip(weights).for_each(|(all, weights)| all.extend(weights));
        }
        Aggregated { unit_weights: Some(own), ..scores.into() }
    }

    fn block_by_order(
        &self,
        rows: std::ops::Range<usize>,
        quantifier: &impl Fn(f64) -> f64,
    ) -> (Vec<f64>, Vec<Vec<f64>>) {
        let mut scores = vec![f64::NAN; rows.len()];
        let mut own = vec![vec![0.0; rows.len()]; self.columns.len()];
        let mut order: Vec<usize> = Vec::with_capacity(self.columns.len());
        for (slot, row) in rows.enumerate() {
            let score = |child: usize| self.columns[child][row];
            order.clear();
            order.extend((0..self.columns.len()).filter(|&child| !score(child).is_nan()));
            if order.is_empty() {
                continue;
            }
            order.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
            let total: f64 = order.iter().map(|&child| self.weights[child]).sum();
            let (mut sum, mut above, mut reached, mut listed) = (0.0, 0.0, 0.0, 0);
            for tied in order.chunk_by(|&a, &b| score(a).total_cmp(&score(b)).is_eq()) {
                let weight: f64 = tied.iter().map(|&child| self.weights[child]).sum();
                above += weight;
                listed += tied.len();
                // The last share is the whole, whatever rounding makes of the sum.
                let upto = if listed == order.len() { 1.0 } else { quantifier(above / total) };
                let part = upto - reached;
                reached = upto;
                sum += part * score(tied[0]);
                tied.iter().for_each(|&child| own[child][slot] = part * self.weights[child] / weight);
            }
            scores[slot] = sum;
        }
        (scores, own)
    }
}
