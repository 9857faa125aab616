//! Min-max: the range of the data becomes the range of the scores.

use super::{Normalise, Sample, unordered};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;

method! {
    /// Stretches the range of the data to a stated range, linearly.
    ///
    /// # Formula
    /// y = `lower` + (x - worst) / (best - worst) (`upper` - `lower`), where worst and best are the ends of the values
    /// fitted on, as the indicator's direction says. Values beyond an end count as the end.
    ///
    /// # Units and range
    /// `lower` to `upper`, 0 to 100 unless stated.
    ///
    /// # Use when
    /// Scores should say how far a unit is on the way from the worst to the best; after treatment of outliers.
    ///
    /// # Beware
    /// One outlier squeezes all the others together. Scores change when the worst or the best unit changes. Above a
    /// geometric mean choose a `lower` above zero.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5.2.
    ///
    /// # Example
    /// 20, 30, 60 become 0, 25, 100; where less is better 100, 75, 0.
    ///
    /// ```
    /// use opencities_engine::framework::{Direction, Indicator};
    /// use opencities_engine::normalise::Normalisation;
    /// let less = Indicator { direction: Direction::LowerIsBetter, ..Indicator::default() };
    /// let scores = |indicator: &Indicator| {
    ///     let scale = Normalisation::default().fit(indicator, &[20.0, 30.0, 60.0]);
    ///     [20.0, 30.0, 60.0].map(|value| scale.apply(value))
    /// };
    /// assert_eq!(scores(&Indicator::default()), [0.0, 25.0, 100.0]);
    /// assert_eq!(scores(&less), [100.0, 75.0, 0.0]);
    /// ```
    pub struct MinMax {
        /// The score of the worst value.
        pub lower: f64 = 0.0,
        /// The score of the best value.
        pub upper: f64 = 100.0,
    }
}

impl Normalise for MinMax {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let Some((low, high)) = sample.known.extent() else { return Scale::missing() };
        Scale::linear(sample.indicator.direction, [low, high], [self.lower, self.upper]).clipped(self.lower, self.upper)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    fn validate(&self) -> Vec<BadParameter> {
        unordered(self.lower, self.upper)
    }
}
