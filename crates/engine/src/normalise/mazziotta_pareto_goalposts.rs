//! The goalposts of the adjusted Mazziotta-Pareto index: a reference at 100, half the range of the data for 30 points.

use serde::{Deserialize, Serialize};

use super::{Fact, Normalise, Sample, unordered};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::mean;

method! {
    /// Puts a reference value in the middle of the scale, and half the range of the data from there to either end: the scale of the adjusted Mazziotta-Pareto index (AMPI).
    ///
    /// # Formula
    /// y = c + (x - reference) / delta (`upper` - `lower`) / 2, with c the middle of `lower` and `upper`, delta = (max - min) / 2
    /// over the values fitted on, and the reference their mean (`reference = "mean"`) or the indicator's `target`
    /// (`"target"`); the sign turns where less is better.
    ///
    /// # Units and range
    /// Mostly 70 to 130, with 100 for the reference. A reference away from the middle of the range leads beyond an end,
    /// and the scale does not clip.
    ///
    /// # Use when
    /// Scores of several years are to be compared under `[aggregate.mazziotta-pareto]`: fit on all years (`[periods]
    /// reference = "pooled"`), and state the reference, often the average of a base year, as the `target` of each
    /// indicator.
    ///
    /// # Beware
    /// One outlier stretches delta. The mean is that of all values fitted on, so new years move the scale; a target
    /// does not move, the range does.
    ///
    /// # Reference
    /// Mazziotta and Pareto (2018), Measuring well-being over time, Social Indicators Research 136, 967-976.
    ///
    /// # Example
    /// 20, 30, 70 have the mean 40 and delta 25: 20 becomes 100 - 20 / 25 x 30 = 76.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{MazziottaParetoGoalposts, Normalisation};
    /// let method = Normalisation::MazziottaParetoGoalposts(MazziottaParetoGoalposts::default());
    /// let scale = method.fit(&Indicator::default(), &[20.0, 30.0, 70.0]);
    /// assert_eq!([20.0, 40.0, 70.0].map(|value| scale.apply(value)), [76.0, 100.0, 136.0]);
    /// ```
    pub struct MazziottaParetoGoalposts {
        /// The score of half a range below the reference.
        pub lower: f64 = 70.0,
        /// The score of half a range above it.
        pub upper: f64 = 130.0,
        /// What stands in the middle: the `mean` of the values fitted on, or the indicator's `target`.
        pub reference: Centre = Centre::Mean,
    }
}

/// What stands in the middle of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Centre {
    /// The mean of the values fitted on.
    Mean,
    /// The indicator's target.
    Target,
}

impl Normalise for MazziottaParetoGoalposts {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let centre = match self.reference {
            Centre::Mean => mean(&sample.known.values()),
            Centre::Target => sample.indicator.target.map(|target| sample.treatment.of_goalpost(target)),
        };
        let (Some(centre), Some((low, high))) = (centre, sample.known.extent()) else { return Scale::missing() };
        let half = (high - low) / 2.0;
        Scale::linear(sample.indicator.direction, [centre - half, centre + half], [self.lower, self.upper])
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    fn needs(&self) -> Option<Fact> {
        (self.reference == Centre::Target).then_some(Fact::Target)
    }

    fn validate(&self) -> Vec<BadParameter> {
        unordered(self.lower, self.upper)
    }
}
