//! Logarithm after a stated shift.

use serde::{Deserialize, Serialize};

use super::natural_log::logarithm_of;
use super::{Fit, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, extent};

/// From where values count before the shift is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// From zero: values as they are.
    Zero,
    /// From the least value fitted on.
    Minimum,
}

method! {
    /// Takes the logarithm of a column after adding a stated shift.
    ///
    /// # Formula
    /// y = ln(x + `shift`), or with `origin = "minimum"` y = ln(x - min + `shift`).
    ///
    /// # Units and range
    /// Without unit; the order of the values is kept. A value below the least one fitted on counts as that one.
    ///
    /// # Use when
    /// Counts that may be zero: ln(x + 1) leaves zero at zero. `origin = "minimum"` takes every column, and is COINr's
    /// `log_CT_orig`.
    ///
    /// # Beware
    /// The shift is in the measure of the indicator: 1 is much for a share and nothing for a population, so state it for
    /// each indicator. A column in which x + `shift` is not above zero everywhere is left as it was and reported as
    /// finding S521. With `origin = "minimum"` the function hangs on the least value.
    /// Costs more than ten times min-max for each cell: a logarithm a cell, and the shape is measured before and after.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5.
    ///
    /// # Example
    /// With the shift 1, the counts 0, 9, 99 become ln 1, ln 10, ln 100.
    ///
    /// ```
    /// use opencities_engine::treat::{ShiftedLog, Treatment};
    /// let log = Treatment::ShiftedLog(ShiftedLog::default()).fit(&[0.0, 9.0, 99.0]).transform;
    /// for (value, expected) in [(0.0, 1.0_f64), (9.0, 10.0), (99.0, 100.0)] {
    ///     assert!((log.apply(value) - expected.ln()).abs() < 1e-12);
    /// }
    /// ```
    pub struct ShiftedLog {
        /// What is added before the logarithm, in the measure of the indicator.
        pub shift: f64 = 1.0,
        /// From where values count: `zero`, or the `minimum` of the column.
        pub origin: Origin = Origin::Zero,
    }
}

impl Treat for ShiftedLog {
    fn fit(&self, sample: &[f64], _shape: Moments) -> Fit {
        match (self.origin, extent(sample)) {
            (Origin::Minimum, Some((floor, _))) => Transform::Log { offset: self.shift, floor }.into(),
            _ => logarithm_of(sample, self.shift, "a greater shift, `log` or `yeo-johnson`"),
        }
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let expected = match self.origin {
            Origin::Zero if !self.shift.is_finite() => "a finite number",
            Origin::Minimum if !(self.shift.is_finite() && self.shift > 0.0) => "a finite number above zero",
            _ => return Vec::new(),
        };
        vec![BadParameter { name: "shift", expected: expected.to_owned() }]
    }
}
