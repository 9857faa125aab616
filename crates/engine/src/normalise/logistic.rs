//! Logistic: an S-shaped scale between two scores that nothing passes.

use serde::{Deserialize, Serialize};

use super::{Normalise, Sample, not_above_zero, unordered};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{mean, standard_deviation};

/// Where the curve is steepest, and its unit of distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Around {
    /// At the mean, in standard deviations (n - 1) of the values fitted on.
    Mean,
    /// At a stated value, in stated units.
    Stated {
        /// The value that scores half way.
        midpoint: f64,
        /// One unit of distance, in the measure of the indicator.
        unit: f64,
    },
}

method! {
    /// Squeezes any value between two scores by an S-shaped curve: the middle counts most, extremes less and less.
    ///
    /// # Formula
    /// y = `lower` + (`upper` - `lower`) / (1 + exp(-k z)), with k = `steepness` and z = (x - m) / s, turned where less
    /// is better; m and s are mean and standard deviation (n - 1) of the values fitted on, or the stated `midpoint` and
    /// `unit`.
    ///
    /// # Units and range
    /// `lower` to `upper`, 0 to 100 unless stated; the middle between them at the midpoint.
    ///
    /// # Use when
    /// Outliers should be tamed without moving a value, or a known threshold divides poor from good and what matters
    /// happens near it.
    ///
    /// # Beware
    /// Equal steps of the value are unequal steps of the score. Far outliers round to the end. With a stated midpoint
    /// scores do not depend on the data, and midpoint and unit are in the measure of the indicator: choose them under
    /// `by-node`. A treatment before it moves the midpoint along with the values.
    ///
    /// # Reference
    /// Theodoridis & Koutroumbas (2009), Pattern Recognition, chapter 5 (softmax scaling, which is this for the z-score).
    ///
    /// # Example
    /// Around 50 in units of 10, a value of 50 scores 50 and one of 60 scores 100 / (1 + 1/e) = 73.1.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Around, Logistic, Normalisation};
    /// let around = Around::Stated { midpoint: 50.0, unit: 10.0 };
    /// let method = Normalisation::Logistic(Logistic { around, ..Logistic::default() });
    /// let scale = method.fit(&Indicator::default(), &[20.0, 90.0]);
    /// assert!((scale.apply(50.0) - 50.0).abs() < 1e-12);
    /// assert!((scale.apply(60.0) - 73.1).abs() < 0.05);
    /// ```
    pub struct Logistic {
        /// The score far below.
        pub lower: f64 = 0.0,
        /// The score far above.
        pub upper: f64 = 100.0,
        /// How fast the curve rises at the midpoint.
        pub steepness: f64 = 1.0,
        /// `"mean"`, or a stated midpoint: `{ stated = { midpoint = 50.0, unit = 10.0 } }`.
        pub around: Around = Around::Mean,
    }
}

impl Normalise for Logistic {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let ends = match self.around {
            Around::Mean => {
                let values = sample.known.values();
                let (Some(centre), Some(unit)) = (mean(&values), standard_deviation(&values)) else {
                    return Scale::missing();
                };
                [centre - unit, centre + unit]
            }
            Around::Stated { midpoint, unit } => {
                [midpoint - unit, midpoint + unit].map(|end| sample.treatment.of_goalpost(end))
            }
        };
        Scale::logistic(sample.indicator.direction, ends, self.steepness, [self.lower, self.upper])
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    fn is_fixed(&self) -> bool {
        matches!(self.around, Around::Stated { .. })
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut faults = unordered(self.lower, self.upper);
        faults.extend(not_above_zero("steepness", self.steepness));
        if let Around::Stated { midpoint, unit } = self.around
            && !(midpoint.is_finite() && unit.is_finite() && unit > 0.0)
        {
            faults
                .push(BadParameter { name: "around", expected: "a finite midpoint and a unit above zero".to_owned() });
        }
        faults
    }
}
