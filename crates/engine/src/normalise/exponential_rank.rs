//! Exponential ranks: places drawn out towards the best, as in the Indices of Deprivation.

use super::{Normalise, Sample, not_above_zero, without_place};
use crate::registry::{BadParameter, method};
use crate::scale::{Scale, exponential};
use crate::stats::{Ties, sorted};

method! {
    /// Turns ranks into an exponential distribution, so that being far ahead on one indicator is not cancelled by another.
    ///
    /// # Formula
    /// y = -c ln(1 - R (1 - exp(-u / c))), with R = place / n, the place counted from the worst of the n values fitted
    /// on (equal values as `ties` says), c = `constant` and u = `upper`. With c = 23 and u = 100 it is the
    /// transformation of the English and Scottish Indices of Deprivation.
    ///
    /// # Units and range
    /// Above 0, to `upper` (100 unless stated) for the best. With the defaults one unit in ten scores above 50.
    ///
    /// # Use when
    /// Indicators are to be averaged and the top tenth of each matters most: a unit with 100 on one and 0 on another then
    /// has the mean 50, which only a tenth of the units reach on either.
    ///
    /// # Beware
    /// It draws out the end that scores high. An index of deprivation is one of burdens: there more deprived is the
    /// `higher-is-better` direction, and a high score is bad. Distances of the values are lost, and all units but the top
    /// ones are pressed together. Where several share the best value their score is that of the place that `ties` gives
    /// them.
    /// Costs more than ten times min-max for each cell: the column is sorted, every value is looked up in it, and each
    /// place takes a logarithm.
    ///
    /// # Reference
    /// Scottish Indices of Deprivation 2003, appendix 5; English Indices of Deprivation, technical reports.
    ///
    /// # Example
    /// Of ten values the best scores 100, the second (R = 0.9) 50.43 and the fifth from below (R = 0.5) 15.65.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{ExponentialRank, Normalisation};
    /// let values: Vec<f64> = (1..=10).map(f64::from).collect();
    /// let scale = Normalisation::ExponentialRank(ExponentialRank::default()).fit(&Indicator::default(), &values);
    /// assert_eq!(scale.apply(10.0), 100.0);
    /// assert!((scale.apply(9.0) - 50.43).abs() < 0.005);
    /// assert!((scale.apply(5.0) - 15.65).abs() < 0.005);
    /// ```
    pub struct ExponentialRank {
        /// The smaller, the more the best are drawn out; 23 lets one unit in ten score above half of 100.
        pub constant: f64 = 23.0,
        /// The score of the best.
        pub upper: f64 = 100.0,
        /// What equal values get: `min`, `max` or `average` of their places.
        pub ties: Ties = Ties::Min,
    }
}

impl Normalise for ExponentialRank {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let values = sorted(&sample.known.values());
        Scale::exponential(sample.indicator.direction, values, self.ties, self.constant, self.upper)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        exponential(0.5, self.constant, self.upper)
    }

    fn validate(&self) -> Vec<BadParameter> {
        let positive = [("constant", self.constant), ("upper", self.upper)];
        let faults = positive.into_iter().flat_map(|(name, value)| not_above_zero(name, value));
        faults.chain(without_place(self.ties)).collect()
    }
}
