//! Above or below the mean: the sign of the difference, with a neutral band.

use serde::{Deserialize, Serialize};

use super::{Normalise, Sample};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{mean, standard_deviation};

/// What a threshold is a multiple of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Yardstick {
    /// The magnitude of the mean.
    Mean,
    /// The standard deviation (n - 1).
    StandardDeviation,
}

method! {
    /// Scores 1 for better than the mean, -1 for worse and 0 within a threshold around it.
    ///
    /// # Formula
    /// y = 1 where x is better than the mean m by more than t, -1 where it is worse by more than t, else 0; t = `threshold` |m|,
    /// or `threshold` s with `threshold_of = "standard-deviation"`, s with n - 1; m and s of the values fitted on.
    ///
    /// # Units and range
    /// -1, 0 or 1.
    ///
    /// # Use when
    /// Only leaders and laggards are to be told apart; the mean of the scores is then the balance of strengths and weaknesses.
    ///
    /// # Beware
    /// How far a unit is above or below is lost, and one outlier moves the mean. The threshold is a judgement; as a share
    /// of the mean it means nothing for a measure without a true zero. The Handbook's mean is that of a base year: set
    /// `[periods] reference` for that.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (indicators above or below the mean).
    ///
    /// # Example
    /// 8, 10, 12, 30 have the mean 15; with `threshold = 0.2` the band is 12 to 18, and they become -1, -1, 0, 1.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{AboveOrBelowMean, Normalisation};
    /// let method = AboveOrBelowMean { threshold: 0.2, ..AboveOrBelowMean::default() };
    /// let values = [8.0, 10.0, 12.0, 30.0];
    /// let scale = Normalisation::AboveOrBelowMean(method).fit(&Indicator::default(), &values);
    /// assert_eq!(values.map(|value| scale.apply(value)), [-1.0, -1.0, 0.0, 1.0]);
    /// ```
    pub struct AboveOrBelowMean {
        /// Half the width of the neutral band.
        pub threshold: f64 = 0.0,
        /// What the threshold is a multiple of: the magnitude of the `mean`, or the `standard-deviation`.
        pub threshold_of: Yardstick = Yardstick::Mean,
    }
}

impl Normalise for AboveOrBelowMean {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let values = sample.known.values();
        let (Some(centre), Some(deviation)) = (mean(&values), standard_deviation(&values)) else {
            return Scale::missing();
        };
        let half = match self.threshold_of {
            Yardstick::Mean => self.threshold * centre.abs(),
            Yardstick::StandardDeviation => self.threshold * deviation,
        };
        Scale::band(sample.indicator.direction, [centre - half, centre + half], [-1.0, 0.0, 1.0])
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        0.0
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::StrictOrder]
    }

    fn validate(&self) -> Vec<BadParameter> {
        if self.threshold.is_finite() && self.threshold >= 0.0 {
            return Vec::new();
        }
        vec![BadParameter { name: "threshold", expected: "a finite number of zero or more".to_owned() }]
    }
}
