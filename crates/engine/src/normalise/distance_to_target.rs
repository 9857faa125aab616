//! Distance to a target: a value that is to be reached.

use super::{Fact, Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::{Beyond, Scale};

method! {
    /// Scores how much of the way from the worst unit to the indicator's target has been covered.
    ///
    /// # Formula
    /// y = `upper` (1 - (t - x) / (t - worst)), with t the indicator's `target` and worst the worst of the values
    /// fitted on, as the direction says.
    ///
    /// # Units and range
    /// 0 to `upper` (1 unless stated) from the worst to the target, and more beyond it. With `beyond = "clip"` who
    /// reaches the target scores `upper`, whatever is beyond.
    ///
    /// # Use when
    /// A goal is agreed on, such as those of the 2030 Agenda, and scores should say how near it is.
    ///
    /// # Beware
    /// Only one end is fixed: scores move when the worst unit does; use `goalposts` where both ends are to stand. Without
    /// `clip` exceeding one target pays for missing another. A target that every unit has passed has no scale (D104).
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (distance to a reference: a target); Becker et al. (2022),
    /// doi:10.21105/joss.04567 (`n_dist2targ`).
    ///
    /// # Example
    /// Target 50: values 10, 30, 60 become 0, 0.5, 1.25.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{DistanceToTarget, Normalisation};
    /// let indicator = Indicator { target: Some(50.0), ..Indicator::default() };
    /// let method = Normalisation::DistanceToTarget(DistanceToTarget::default());
    /// let scale = method.fit(&indicator, &[10.0, 30.0, 60.0]);
    /// assert_eq!([10.0, 30.0, 60.0].map(|value| scale.apply(value)), [0.0, 0.5, 1.25]);
    /// ```
    pub struct DistanceToTarget {
        /// The score of the target.
        pub upper: f64 = 1.0,
        /// Whether values beyond the target or the worst count as it (`clip`) or the scale goes on (`extend`).
        pub beyond: Beyond = Beyond::Extend,
    }
}

impl Normalise for DistanceToTarget {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let (Some((low, high)), Some(target)) = (sample.known.extent(), sample.indicator.target) else {
            return Scale::missing();
        };
        let target = sample.treatment.of_goalpost(target);
        Scale::up_to(sample.indicator.direction, [low, high], target, [0.0, self.upper]).ending(self.beyond)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.upper / 2.0
    }

    fn needs(&self) -> Option<Fact> {
        Some(Fact::Target)
    }

    fn validate(&self) -> Vec<BadParameter> {
        not_above_zero("upper", self.upper)
    }
}
