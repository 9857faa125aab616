//! Fraction of the maximum: distance from the best in units of the greatest value.

use super::{Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;

method! {
    /// Divides by the greatest value, so that zero stays zero; where less is better the distance from the best is divided.
    ///
    /// # Formula
    /// y = `upper` (1 - (best - x) / M), with best the best value and M the greatest magnitude |x| of the values fitted
    /// on. Where more is better and the greatest value is the greatest magnitude this is `upper` x / max. Where less is
    /// better it is `upper` (1 - (x - min) / M).
    ///
    /// # Units and range
    /// `upper` (1 unless stated) for the best. Values of zero or more score between 0 and `upper`; negative values may
    /// score below 0. The scale does not clip.
    ///
    /// # Use when
    /// The measure has a true zero and ratios mean something: half of the maximum should score half.
    ///
    /// # Beware
    /// Columns far from zero (a life expectancy) hardly spread. Where less is better zero is no fixed point, and scores are
    /// distances only. COINr's `n_fracmax` divides negated values by their maximum, which loses the direction; this differs
    /// on purpose, and also where a negative value has the greatest magnitude.
    ///
    /// # Reference
    /// Becker et al. (2022), COINr: an R package for developing composite indicators, doi:10.21105/joss.04567
    /// (`n_fracmax`).
    ///
    /// # Example
    /// 10, 20, 40 become 0.25, 0.5, 1; where less is better 1, 0.75, 0.25.
    ///
    /// ```
    /// use opencities_engine::framework::{Direction, Indicator};
    /// use opencities_engine::normalise::{FractionOfMaximum, Normalisation};
    /// let less = Indicator { direction: Direction::LowerIsBetter, ..Indicator::default() };
    /// let scores = |indicator: &Indicator| {
    ///     let method = Normalisation::FractionOfMaximum(FractionOfMaximum::default());
    ///     let scale = method.fit(indicator, &[10.0, 20.0, 40.0]);
    ///     [10.0, 20.0, 40.0].map(|value| scale.apply(value))
    /// };
    /// assert_eq!(scores(&Indicator::default()), [0.25, 0.5, 1.0]);
    /// assert_eq!(scores(&less), [1.0, 0.75, 0.25]);
    /// ```
    pub struct FractionOfMaximum {
        /// The score of the best.
        pub upper: f64 = 1.0,
    }
}

impl Normalise for FractionOfMaximum {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let Some((low, high)) = sample.known.extent() else { return Scale::missing() };
        let greatest = low.abs().max(high.abs());
        Scale::down_from_best(sample.indicator.direction, [low, high], greatest, [0.0, self.upper])
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.upper / 2.0
    }

    fn validate(&self) -> Vec<BadParameter> {
        not_above_zero("upper", self.upper)
    }
}
