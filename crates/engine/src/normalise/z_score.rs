//! Z-scores: distance from the mean in standard deviations.

use super::{Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{mean, standard_deviation};

method! {
    /// Gives every column the same mean and standard deviation.
    ///
    /// # Formula
    /// y = `mean` + `standard_deviation` (x - m) / s, with m the mean and s the standard deviation (n - 1) of the values
    /// fitted on; the sign turns where less is better.
    ///
    /// # Units and range
    /// Standard deviations around `mean`; without bounds, so the scale does not clip.
    ///
    /// # Use when
    /// Extreme values should keep their weight, and columns should vary alike.
    ///
    /// # Beware
    /// Scores are negative for half of the units, so geometric and harmonic means are undefined unless `mean` is moved
    /// up (base 100: `mean = 100.0`, `standard_deviation = 10.0`).
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5.1.
    ///
    /// # Example
    /// 1, 2, 3 become -1, 0, 1; to base 100, with `mean = 100.0` and `standard_deviation = 10.0`, they become 90, 100, 110.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Normalisation, ZScore};
    /// let scale = Normalisation::ZScore(ZScore::default()).fit(&Indicator::default(), &[1.0, 2.0, 3.0]);
    /// assert_eq!([1.0, 2.0, 3.0].map(|value| scale.apply(value)), [-1.0, 0.0, 1.0]);
    /// let base_100 = Normalisation::ZScore(ZScore { mean: 100.0, standard_deviation: 10.0 });
    /// let scale = base_100.fit(&Indicator::default(), &[1.0, 2.0, 3.0]);
    /// assert_eq!([1.0, 2.0, 3.0].map(|value| scale.apply(value)), [90.0, 100.0, 110.0]);
    /// ```
    pub struct ZScore {
        /// The mean of the scores.
        pub mean: f64 = 0.0,
        /// The standard deviation of the scores.
        pub standard_deviation: f64 = 1.0,
    }
}

impl Normalise for ZScore {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let values = sample.known.values();
        let (Some(centre), Some(spread)) = (mean(&values), standard_deviation(&values)) else {
            return Scale::missing();
        };
        let to = [self.mean - self.standard_deviation, self.mean + self.standard_deviation];
        Scale::linear(sample.indicator.direction, [centre - spread, centre + spread], to)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.mean
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut faults = Vec::new();
        if !self.mean.is_finite() {
            faults.push(BadParameter { name: "mean", expected: "a finite number".to_owned() });
        }
        faults.extend(not_above_zero("standard_deviation", self.standard_deviation));
        faults
    }
}
