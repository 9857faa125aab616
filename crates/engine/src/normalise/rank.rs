//! Ranks as scores: the place counted from the worst.

use super::{Normalise, Sample, without_place};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{Ties, sorted};

method! {
    /// Replaces a value by its place, counted from the worst.
    ///
    /// # Formula
    /// y = 1 + number of values fitted on that are worse; equal values as `ties` says. The best of n gets n.
    ///
    /// # Units and range
    /// Places, 1 to n.
    ///
    /// # Use when
    /// Only the order of the values can be trusted, or outliers should not count at all.
    ///
    /// # Beware
    /// Distances are lost. Columns with gaps have fewer places than the others: use `percentile-rank` then.
    /// Costs more than ten times min-max for each cell: the column is sorted, and every value is looked up in it.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (ranking).
    ///
    /// # Example
    /// 5, 9, 7 become 1, 3, 2; where less is better 3, 1, 2.
    ///
    /// ```
    /// use opencities_engine::framework::{Direction, Indicator};
    /// use opencities_engine::normalise::{Normalisation, Rank};
    /// let less = Indicator { direction: Direction::LowerIsBetter, ..Indicator::default() };
    /// let scores = |indicator: &Indicator| {
    ///     let scale = Normalisation::Rank(Rank::default()).fit(indicator, &[5.0, 9.0, 7.0]);
    ///     [5.0, 9.0, 7.0].map(|value| scale.apply(value))
    /// };
    /// assert_eq!(scores(&Indicator::default()), [1.0, 3.0, 2.0]);
    /// assert_eq!(scores(&less), [3.0, 1.0, 2.0]);
    /// ```
    pub struct Rank {
        /// What equal values get: `min`, `max` or `average` of their places.
        pub ties: Ties = Ties::Min,
    }
}

impl Normalise for Rank {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let values = sorted(&sample.known.values());
        let best = values.len() as f64;
        Scale::position(sample.indicator.direction, values, self.ties, [1.0, best])
    }

    fn middle(&self, sample: &Sample<'_>) -> f64 {
        f64::midpoint(1.0, sample.known.count() as f64)
    }

    fn validate(&self) -> Vec<BadParameter> {
        without_place(self.ties).into_iter().collect()
    }
}
