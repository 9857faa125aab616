//! The test of a column's shape, shared by the treatments that have one.

use serde::{Deserialize, Serialize};

use crate::registry::BadParameter;
use crate::stats::Moments;

/// The limits of a column's shape. It passes when either is kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShapeTest {
    /// Absolute skewness from which a column fails.
    pub skewness_max: f64,
    /// Excess kurtosis from which a column fails.
    pub kurtosis_max: f64,
}

impl Default for ShapeTest {
    fn default() -> Self {
        ShapeTest { skewness_max: 2.0, kurtosis_max: 3.5 }
    }
}

impl ShapeTest {
    /// Whether a column of this shape needs no (more) treatment.
    pub(crate) fn passes(self, shape: Moments) -> bool {
        // Written so that an undefined shape (too few values, no spread) passes.
        !(shape.skewness.abs() >= self.skewness_max && shape.kurtosis >= self.kurtosis_max)
    }

    pub(crate) fn validate(self) -> Vec<BadParameter> {
        let limits = [("skewness_max", self.skewness_max), ("kurtosis_max", self.kurtosis_max)];
        let bad = limits.into_iter().filter(|(_, limit)| limit.is_nan() || *limit < 0.0);
        bad.map(|(name, _)| BadParameter { name, expected: "zero or more".to_owned() }).collect()
    }
}
