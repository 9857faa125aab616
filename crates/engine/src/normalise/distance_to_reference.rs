//! Distance to a reference: the mean, the median or a unit that is named.

use serde::{Deserialize, Serialize};

use super::{Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::{Beyond, Scale};
use crate::stats::{mean, median};

/// What the distance is measured to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Benchmark {
    /// The mean of the values fitted on.
    Mean,
    /// Their median.
    Median,
    /// The value of a unit, by code: its last known one in the periods fitted on.
    Unit(String),
}

method! {
    /// Scores how far a unit is behind, or ahead of, the mean, the median or a unit that is named.
    ///
    /// # Formula
    /// y = `upper` (1 - (r - x) / (r - worst)), with r the value of the reference and worst the worst of the values fitted
    /// on, as the direction says. A unit at the reference scores `upper`, the worst one 0.
    ///
    /// # Units and range
    /// 0 to `upper` (1 unless stated) from the worst to the reference, and more beyond it. With `beyond = "clip"` nobody
    /// scores more than the reference.
    ///
    /// # Use when
    /// Scores should read as the share of the way to a benchmark: a neighbour, the capital, the average.
    ///
    /// # Beware
    /// A reference near the worst value makes scores explode, and one that is the worst has no scale (D104). Where the unit
    /// has no value the indicator is left out, and finding S518 says so. In a panel the unit's value is that of the same
    /// fit: its own in each period, or that of the base period. A unit that is not ranked may be the reference, since it
    /// is named.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5 (distance to a reference); Becker et al. (2022), doi:10.21105/joss.04567
    /// (`n_dist2ref`).
    ///
    /// # Example
    /// 20, 30, 60, 90 with the unit that has 60 as reference become 0, 0.25, 1, 1.75.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Benchmark, DistanceToReference, Normalisation};
    /// let reference = Benchmark::Unit("vienna".to_owned());
    /// let method = Normalisation::DistanceToReference(DistanceToReference { reference, ..Default::default() });
    /// let values = [20.0, 30.0, 60.0, 90.0];
    /// let scale = method.fit_with(&Indicator::default(), &values, Some(60.0));
    /// assert_eq!(values.map(|value| scale.apply(value)), [0.0, 0.25, 1.0, 1.75]);
    /// ```
    pub struct DistanceToReference {
        /// What the distance is measured to: `"mean"`, `"median"`, or a unit by its code, `{ unit = "vienna" }`.
        pub reference: Benchmark = Benchmark::Mean,
        /// The score of the reference.
        pub upper: f64 = 1.0,
        /// Whether values beyond the reference or the worst count as it (`clip`) or the scale goes on (`extend`).
        pub beyond: Beyond = Beyond::Extend,
    }
}

impl Normalise for DistanceToReference {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let reference = match self.reference {
            Benchmark::Mean => mean(&sample.known.values()),
            Benchmark::Median => median(&sample.known.values()),
            Benchmark::Unit(_) => sample.of_reference_unit,
        };
        let (Some((low, high)), Some(reference)) = (sample.known.extent(), reference) else { return Scale::missing() };
        Scale::up_to(sample.indicator.direction, [low, high], reference, [0.0, self.upper]).ending(self.beyond)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.upper / 2.0
    }

    fn reference_unit(&self) -> Option<&str> {
        match &self.reference {
            Benchmark::Unit(code) => Some(code),
            Benchmark::Mean | Benchmark::Median => None,
        }
    }

    fn remark(&self, sample: &Sample<'_>) -> Option<(String, &'static str)> {
        let code = self.reference_unit().filter(|_| sample.of_reference_unit.is_none())?;
        Some((
            format!("the reference `{code}` has no value, so the indicator is left out"),
            "impute it, or choose another unit",
        ))
    }

    fn validate(&self) -> Vec<BadParameter> {
        not_above_zero("upper", self.upper)
    }
}
