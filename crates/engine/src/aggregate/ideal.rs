//! Distances of units from points such as the best score of every child: what the relative methods share.
//!
//! The points are made of ranked units of the same period; every unit has a distance from them, ranked or not.

use std::ops::Range;

use super::Siblings;
use crate::par;

impl Siblings<'_> {
    /// The least and the greatest score of each child among the ranked units in these rows; `NaN` for a child that none of
    /// them has.
    pub(super) fn ends(&self, rows: Range<usize>) -> (Vec<f64>, Vec<f64>) {
        let ends = |column: &&[f64]| {
            // A comparison with NaN is false, so a gap never becomes an end.
            rows.clone().filter(|&row| self.fitting.counts(row)).map(|row| column[row]).fold(
                (f64::NAN, f64::NAN),
                |(least, greatest), score| {
                    let least = if score < least || least.is_nan() { score } else { least };
                    (least, if score > greatest || greatest.is_nan() { score } else { greatest })
                },
            )
        };
        self.columns.iter().map(ends).unzip()
    }

    /// The Euclidean distance of each row from a point, sqrt(sum w (x - p)^2 / sum w), over the children that are known on
    /// both sides; `NaN` where there is none.
    pub(super) fn distances(&self, rows: Range<usize>, point: &[f64], weights: &[f64]) -> Vec<f64> {
        let mut distances = vec![f64::NAN; rows.len()];
        par::fill_blocks(&mut distances, par::BLOCK, self.columns.len(), |start, block| {
            for (row, slot) in (rows.start + start..).zip(block) {
                let (mut squares, mut total) = (0.0, 0.0);
                for ((column, &end), &weight) in self.columns.iter().zip(point).zip(weights) {
                    let distance = column[row] - end;
                    if !distance.is_nan() {
                        squares += weight * distance * distance;
                        total += weight;
                    }
                }
                // Nothing known is 0 / 0.
                *slot = (squares / total).sqrt();
            }
        });
        distances
    }
}
