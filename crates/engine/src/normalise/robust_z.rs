//! Robust z-scores: distance from the median in median absolute deviations.

use super::{Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{mean, median, median_absolute_deviation};

/// The standard deviation of a normal variable over its mean absolute deviation: the square root of half of pi.
const OF_MEAN_DEVIATION: f64 = 1.253_314_137_315_500_3;

method! {
    /// Like a z-score, with median and median absolute deviation, so that outliers do not shrink the others.
    ///
    /// # Formula
    /// y = `centre` + `spread` (x - med) / (`factor` MAD), with med the median of the n values fitted on and MAD the median
    /// of |x - med|; the sign turns where less is better. `factor` = 1.4826 makes `factor` MAD the standard deviation of
    /// normal data. Where half of the values or more are equal MAD is zero: 1.2533 times the mean of |x - med| (over n)
    /// stands in for `factor` MAD, and finding S518 says so.
    ///
    /// # Units and range
    /// Robust standard deviations around `centre`; without bounds, so the scale does not clip.
    ///
    /// # Use when
    /// A few extreme values are real and are to stay, and should not decide how far apart the others are.
    ///
    /// # Beware
    /// The extreme values themselves get very high or low scores and can carry a mean by themselves. Scores are negative for
    /// half of the units, so geometric and harmonic means need a higher `centre`.
    /// Costs more than ten times min-max for each cell: two medians are found.
    ///
    /// # Reference
    /// Rousseeuw & Croux (1993), Alternatives to the median absolute deviation, doi:10.1080/01621459.1993.10476408; Iglewicz
    /// & Hoaglin (1993), How to detect and handle outliers.
    ///
    /// # Example
    /// 1, 2, 3, 5, 100 have the median 3 and MAD 2; with `factor = 1` they become -1, -0.5, 0, 1, 48.5.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Normalisation, RobustZ};
    /// let method = Normalisation::RobustZ(RobustZ { factor: 1.0, ..RobustZ::default() });
    /// let values = [1.0, 2.0, 3.0, 5.0, 100.0];
    /// let scale = method.fit(&Indicator::default(), &values);
    /// assert_eq!(values.map(|value| scale.apply(value)), [-1.0, -0.5, 0.0, 1.0, 48.5]);
    /// ```
    pub struct RobustZ {
        /// The score of the median.
        pub centre: f64 = 0.0,
        /// The score that one robust standard deviation adds.
        pub spread: f64 = 1.0,
        /// What the median absolute deviation is multiplied by.
        pub factor: f64 = 1.4826,
    }
}

impl Normalise for RobustZ {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let values = sample.known.values();
        let (Some(centre), Some(deviation)) = (median(&values), median_absolute_deviation(&values)) else {
            return Scale::missing();
        };
        let unit = if deviation > 0.0 {
            self.factor * deviation
        } else {
            let distances: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
            OF_MEAN_DEVIATION * mean(&distances).unwrap_or(0.0)
        };
        let to = [self.centre - self.spread, self.centre + self.spread];
        Scale::linear(sample.indicator.direction, [centre - unit, centre + unit], to)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.centre
    }

    fn remark(&self, sample: &Sample<'_>) -> Option<(String, &'static str)> {
        let deviation = median_absolute_deviation(&sample.known.values())?;
        let message = || "half of the values or more are equal, so the mean deviation stands in for the median one";
        (deviation <= 0.0).then(|| (message().to_owned(), "look whether a count of few events is scored"))
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut faults = Vec::new();
        if !self.centre.is_finite() {
            faults.push(BadParameter { name: "centre", expected: "a finite number".to_owned() });
        }
        faults.extend(not_above_zero("spread", self.spread));
        faults.extend(not_above_zero("factor", self.factor));
        faults
    }
}
