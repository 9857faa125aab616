//! Logarithm, shifted so that every value has one.

use serde::{Deserialize, Serialize};

use super::{Fit, Treat};
use crate::axiom::Axiom;
use crate::registry::method;
use crate::scale::Transform;
use crate::stats::{Moments, extent};

/// What the logarithm does with a column whose tail is on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NegativeSkew {
    /// Mirrors it, so that the tail on the left is drawn in.
    Mirror,
    /// Takes the logarithm all the same, as COINr's `log_CT` does; the tail on the left grows.
    Keep,
}

method! {
    /// Takes the logarithm of a column, shifted by a hundredth of its range so that the least value has one.
    ///
    /// # Formula
    /// y = ln(x - min + 0.01 (max - min)); for negative skewness and `negative_skew = "mirror"`
    /// y = -ln(max - x + 0.01 (max - min)).
    ///
    /// # Units and range
    /// Without unit; the order of the values is kept. A value beyond the end that the logarithm cannot pass counts as
    /// the end.
    ///
    /// # Use when
    /// A column is skewed by nature (populations, incomes), so that moving single values does not help.
    ///
    /// # Beware
    /// Equal steps become unequal: a score is then about ratios. Say so to the reader.
    /// Costs more than ten times min-max for each cell: a logarithm a cell, and the shape is measured before and after.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5; the shift is that of the JRC's COIN tool.
    ///
    /// # Example
    /// In a column from 0 to 100 with its tail on the right, 0, 50, 100 become ln 1, ln 51, ln 101.
    ///
    /// ```
    /// use opencities_engine::treat::{Log, Treatment};
    /// let log = Treatment::Log(Log::default()).fit(&[0.0, 10.0, 100.0]).transform;
    /// for (value, expected) in [(0.0, 1.0_f64), (50.0, 51.0), (100.0, 101.0)] {
    ///     assert!((log.apply(value) - expected.ln()).abs() < 1e-12);
    /// }
    /// ```
    pub struct Log {
        /// What is done with a column whose tail is on the left: `mirror` or `keep`.
        pub negative_skew: NegativeSkew = NegativeSkew::Mirror,
    }
}

const SHIFT: f64 = 0.01;

impl Treat for Log {
    fn fit(&self, sample: &[f64], shape: Moments) -> Fit {
        let Some((least, greatest)) = extent(sample) else { return Transform::Identity.into() };
        let offset = SHIFT * (greatest - least);
        let mirror = self.negative_skew == NegativeSkew::Mirror && shape.skewness < 0.0;
        let transform = if mirror {
            Transform::MirroredLog { offset, ceiling: greatest }
        } else {
            Transform::Log { offset, floor: least }
        };
        transform.into()
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::moments;

    #[test]
    fn the_order_of_values_is_kept_on_either_side() {
        let far = 1e15;
        for sample in [[0.0, 1.0, 2.0, 100.0], [-100.0, 1.0, 2.0, 3.0], [far, far + 1.0, far + 2.0, far + 9.0]] {
            let transform = Log::default().fit(&sample, moments(&sample)).transform;
            let moved: Vec<f64> = sample.iter().map(|&value| transform.apply(value)).collect();
            assert!(moved.is_sorted() && moved.iter().all(|value| value.is_finite()), "{moved:?}");
        }
    }

    #[test]
    fn a_tail_on_the_left_is_mirrored_unless_it_is_to_be_kept() {
        let sample = [-100.0, 1.0, 2.0, 3.0];
        assert!(matches!(Log::default().fit(&sample, moments(&sample)).transform, Transform::MirroredLog { .. }));
        let keep = Log { negative_skew: NegativeSkew::Keep };
        assert!(matches!(keep.fit(&sample, moments(&sample)).transform, Transform::Log { .. }));
    }
}
