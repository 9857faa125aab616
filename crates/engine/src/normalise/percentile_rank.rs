//! Percentile ranks: the place among the known values, whatever their number.

use super::{Normalise, Sample, unordered, without_place};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{Ties, sorted};

method! {
    /// Replaces a value by its place, from `lower` for the worst to `upper` for the best.
    ///
    /// # Formula
    /// y = `lower` + (place - 1) / (n - 1) (`upper` - `lower`), with the place counted from the worst of the n values
    /// fitted on and equal values as `ties` says.
    ///
    /// # Units and range
    /// `lower` to `upper`, 0 to 100 unless stated.
    ///
    /// # Use when
    /// Only the order can be trusted and columns have different numbers of gaps.
    ///
    /// # Beware
    /// Distances are lost: neighbours in a crowd get as far apart as an outlier from the rest.
    /// Costs more than ten times min-max for each cell: the column is sorted, and every value is looked up in it.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (ranking).
    ///
    /// # Example
    /// 5, 9, 7 become 0, 100, 50.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Normalisation, PercentileRank};
    /// let method = Normalisation::PercentileRank(PercentileRank::default());
    /// let scale = method.fit(&Indicator::default(), &[5.0, 9.0, 7.0]);
    /// assert_eq!([5.0, 9.0, 7.0].map(|value| scale.apply(value)), [0.0, 100.0, 50.0]);
    /// ```
    pub struct PercentileRank {
        /// The score of the worst place.
        pub lower: f64 = 0.0,
        /// The score of the best place.
        pub upper: f64 = 100.0,
        /// What equal values get: `min`, `max` or `average` of their places.
        pub ties: Ties = Ties::Min,
    }
}

impl Normalise for PercentileRank {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        Scale::position(sample.indicator.direction, sorted(&sample.known.values()), self.ties, [self.lower, self.upper])
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    fn validate(&self) -> Vec<BadParameter> {
        unordered(self.lower, self.upper).into_iter().chain(without_place(self.ties)).collect()
    }
}
