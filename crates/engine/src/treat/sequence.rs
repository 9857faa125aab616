//! Treatments one after the other, until a column's shape is acceptable.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Fit, ShapeTest, Treat, Treatment};
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, moments};

/// What the next step starts from when a step did not suffice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Between {
    /// From the column as it was.
    Restart,
    /// From what the step left.
    Continue,
}

method! {
    /// Tries treatments in turn and stops as soon as the column's shape is acceptable.
    ///
    /// # Formula
    /// A column passes when |G1| < `skewness_max` or G2 < `kurtosis_max` (skewness and excess kurtosis of type 2). A
    /// column that passes is left alone. Otherwise the first step is applied, then tested, and so on; the last step
    /// stands whether or not the column passes. What a step leaves is tested by the same limits, or by the entry of
    /// `tests` in the step's place.
    ///
    /// # Units and range
    /// Those of the last step applied.
    ///
    /// # Use when
    /// Always, for data that nobody has looked at column by column: winsorise a few values, else take logarithms.
    ///
    /// # Beware
    /// A column that still fails is reported as finding S507. A step that is not defined for the column (a logarithm of
    /// zero) counts as one that did not suffice, and is reported as finding S521.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5; the same steps as in the JRC's COIN tool.
    ///
    /// # Example
    /// `steps = [{ winsorise = { points_max = 5 } }, { log = {} }]`: one point far out is winsorised; a hundred that
    /// grow by a fifth each are too many for that, and get the logarithm of what they were.
    ///
    /// ```
    /// use opencities_engine::scale::Transform;
    /// use opencities_engine::treat::{Sequence, Treatment};
    /// let sequence = Treatment::Sequence(Sequence::default());
    /// let one_far_out = sequence.fit(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 100.0]);
    /// assert_eq!(one_far_out.transform, Transform::Clamp { low: 1.0, high: 7.0 });
    /// let growing: Vec<f64> = (0..100).map(|power| 1.2_f64.powi(power)).collect();
    /// let offset = 0.01 * (growing[99] - 1.0);
    /// assert_eq!(sequence.fit(&growing).transform, Transform::Log { offset, floor: 1.0 });
    /// ```
    pub struct Sequence {
        /// The treatments, in order.
        pub steps: Vec<Treatment> = vec![
            Treatment::Winsorise(super::Winsorise::default()),
            Treatment::Log(super::Log::default()),
        ],
        /// Absolute skewness from which a column fails.
        pub skewness_max: f64 = 2.0,
        /// Excess kurtosis from which a column fails.
        pub kurtosis_max: f64 = 3.5,
        /// Limits of what each step leaves, `{ skewness_max, kurtosis_max }` in the order of the steps, where they differ
        /// from those of the column as it was.
        pub tests: Vec<ShapeTest> = Vec::new(),
        /// What the next step starts from: `restart` (the column as it was) or `continue`.
        pub between: Between = Between::Restart,
    }
}

impl Sequence {
    fn test(&self) -> ShapeTest {
        ShapeTest { skewness_max: self.skewness_max, kurtosis_max: self.kurtosis_max }
    }
}

impl Treat for Sequence {
    fn fit(&self, sample: &[f64], shape: Moments) -> Fit {
        let (mut chain, mut remarks, mut test) = (Vec::new(), Vec::new(), self.test());
        let (mut current, mut left) = (Cow::Borrowed(sample), shape);
        for (number, step) in self.steps.iter().enumerate() {
            if test.passes(left) {
                break;
            }
            if self.between == Between::Restart {
                chain.clear();
                (current, left) = (Cow::Borrowed(sample), shape);
            }
            let fit = Fit::of(step, &current, left);
            test = self.tests.get(number).copied().unwrap_or_else(|| self.test());
            // The last step stands whatever it leaves.
            if number + 1 < self.steps.len() {
                current = Cow::Owned(fit.transform.applied_to(&current));
                left = moments(&current);
            }
            chain.push(fit.transform);
            remarks.extend(fit.remarks);
        }
        let transform = match chain.len() {
            0 => Transform::Identity,
            1 => chain.remove(0),
            _ => Transform::Chain(chain),
        };
        Fit { transform, test: Some(test), remarks }
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut bad = self.test().validate();
        bad.extend(self.steps.iter().flat_map(|step| step.rule().validate()));
        if self.tests.len() > self.steps.len() || self.tests.iter().any(|test| !test.validate().is_empty()) {
            let expected = "at most one for each step, with limits of zero or more".to_owned();
            bad.push(BadParameter { name: "tests", expected });
        }
        bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_passes_is_left_alone() {
        let sample = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(Sequence::default().fit(&sample, moments(&sample)).transform, Transform::Identity);
    }

    #[test]
    fn a_column_skewed_by_nature_gets_the_logarithm_of_what_it_was() {
        let sample: Vec<f64> = (0..300).map(|power| 1.05_f64.powi(power)).collect();
        assert!(matches!(Sequence::default().fit(&sample, moments(&sample)).transform, Transform::Log { .. }));
    }

    #[test]
    fn a_step_may_have_a_test_of_its_own() {
        let sample = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 100.0];
        let strict = ShapeTest { skewness_max: 0.2, kurtosis_max: 0.0 };
        let keen = ShapeTest { kurtosis_max: -1.5, ..strict };
        // Winsorised, G1 is -0.23 and G2 -1.4.
        for (test, expected) in [(strict, false), (keen, true)] {
            let sequence = Sequence { tests: vec![test], ..Sequence::default() };
            let fit = sequence.fit(&sample, moments(&sample));
            assert_eq!(matches!(fit.transform, Transform::Log { .. }), expected, "{test:?}");
        }
        let bad = Sequence { tests: vec![strict, keen, strict], ..Sequence::default() };
        assert_eq!(bad.validate().len(), 1);
    }

    #[test]
    fn a_step_that_is_not_defined_for_the_column_gives_way_to_the_next() {
        let steps = vec![
            Treatment::NaturalLog(crate::treat::NaturalLog::default()),
            Treatment::Winsorise(crate::treat::Winsorise::default()),
        ];
        let sample = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 100.0];
        let fit = Sequence { steps, ..Sequence::default() }.fit(&sample, moments(&sample));
        assert_eq!(fit.transform, Transform::Clamp { low: 0.0, high: 6.0 });
        assert_eq!(fit.remarks.len(), 1);
    }
}
