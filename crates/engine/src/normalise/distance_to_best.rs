//! Distance to the best: how far behind the leader.

use super::{Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::{Beyond, Scale};

method! {
    /// Scores how far a unit is behind the best one, as a share of the way from the worst to the best.
    ///
    /// # Formula
    /// y = `upper` (1 - (best - x) / (best - worst)), with best and worst the ends of the values fitted on, as the direction
    /// says.
    ///
    /// # Units and range
    /// 0 to `upper` (1 unless stated) for the values fitted on. A value that was not fitted on and lies beyond an end scores
    /// beyond it, unless `beyond = "clip"`.
    ///
    /// # Use when
    /// The leader is the yardstick, and units of later years may overtake it (`[periods] reference = { base = ... }`).
    ///
    /// # Beware
    /// For the values fitted on it is `min-max` from 0 to `upper`: one outlier at the top squeezes all the others together.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (distance to a reference: the group leader); Becker et al. (2022),
    /// doi:10.21105/joss.04567 (`n_dist2max`).
    ///
    /// # Example
    /// 20, 30, 60 become 0, 0.25, 1; a later value of 80 scores 1.5.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{DistanceToBest, Normalisation};
    /// let method = Normalisation::DistanceToBest(DistanceToBest::default());
    /// let scale = method.fit(&Indicator::default(), &[20.0, 30.0, 60.0]);
    /// assert_eq!([20.0, 30.0, 60.0, 80.0].map(|value| scale.apply(value)), [0.0, 0.25, 1.0, 1.5]);
    /// ```
    pub struct DistanceToBest {
        /// The score of the best.
        pub upper: f64 = 1.0,
        /// Whether values beyond an end count as the end (`clip`) or the scale goes on (`extend`).
        pub beyond: Beyond = Beyond::Extend,
    }
}

impl Normalise for DistanceToBest {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let Some((low, high)) = sample.known.extent() else { return Scale::missing() };
        Scale::linear(sample.indicator.direction, [low, high], [0.0, self.upper]).ending(self.beyond)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.upper / 2.0
    }

    fn validate(&self) -> Vec<BadParameter> {
        not_above_zero("upper", self.upper)
    }
}
