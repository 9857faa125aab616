//! Scaled: a stated interval of values becomes a stated interval of scores.

use super::{Normalise, Sample, not_above_zero};
use crate::registry::{BadParameter, method};
use crate::scale::{Beyond, Scale};

method! {
    /// Takes the place within a stated interval, whatever the data, as a share of its length.
    ///
    /// # Formula
    /// y = `factor` (x - `low`) / (`high` - `low`); where less is better y = `factor` (`high` - x) / (`high` - `low`).
    ///
    /// # Units and range
    /// 0 to `factor` inside the interval. Values outside score below or above, unless `beyond = "clip"`.
    ///
    /// # Use when
    /// Values are on a scale with known ends (a survey of 1 to 7, a share of 0 to 100), the same for all indicators of a
    /// level; an indicator with other ends gets them under `by-node`.
    ///
    /// # Beware
    /// The interval is a part of the method: ends that are a fact of the indicator belong into its goalposts. Where less is
    /// better COINr's `n_scaled` negates the values and not the interval, unless told by the metadata; here the scale is
    /// turned round.
    ///
    /// # Reference
    /// Becker et al. (2022), COINr: an R package for developing composite indicators, doi:10.21105/joss.04567 (`n_scaled`).
    ///
    /// # Example
    /// On a survey scale of 1 to 5, answers 1, 2, 5 become 0, 25, 100.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Normalisation, Scaled};
    /// let method = Scaled { low: 1.0, high: 5.0, factor: 100.0, ..Scaled::default() };
    /// let scale = Normalisation::Scaled(method).fit(&Indicator::default(), &[2.0, 4.0]);
    /// assert_eq!([1.0, 2.0, 5.0].map(|value| scale.apply(value)), [0.0, 25.0, 100.0]);
    /// ```
    pub struct Scaled {
        /// The lower end of the interval of values.
        pub low: f64 = 0.0,
        /// The upper end of the interval of values.
        pub high: f64 = 100.0,
        /// The score of the better end.
        pub factor: f64 = 1.0,
        /// Whether values outside count as the end (`clip`) or the scale goes on (`extend`).
        pub beyond: Beyond = Beyond::Extend,
    }
}

impl Normalise for Scaled {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let ends = [self.low, self.high].map(|end| sample.treatment.of_goalpost(end));
        Scale::linear(sample.indicator.direction, ends, [0.0, self.factor]).ending(self.beyond)
    }

    fn middle(&self, _sample: &Sample<'_>) -> f64 {
        self.factor / 2.0
    }

    fn is_fixed(&self) -> bool {
        true
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut faults = Vec::new();
        if !(self.low.is_finite() && self.high.is_finite() && self.low < self.high) {
            faults.push(BadParameter { name: "high", expected: "a finite number above `low`".to_owned() });
        }
        faults.extend(not_above_zero("factor", self.factor));
        faults
    }
}
