//! Treatments one after the other, until a column's shape is acceptable.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Treat, Treatment, passes};
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
    /// stands whether or not the column passes.
    ///
    /// # Units and range
    /// Those of the last step applied.
    ///
    /// # Use when
    /// Always, for data that nobody has looked at column by column: winsorise a few values, else take logarithms.
    ///
    /// # Beware
    /// A column that still fails is reported as finding S507.
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
        /// What the next step starts from: `restart` (the column as it was) or `continue`.
        pub between: Between = Between::Restart,
    }
}

impl Treat for Sequence {
    fn fit(&self, sample: &[f64], shape: Moments) -> Transform {
        let mut chain: Vec<Transform> = Vec::new();
        let (mut current, mut left) = (Cow::Borrowed(sample), shape);
        for (number, step) in self.steps.iter().enumerate() {
            if self.passes(left) {
                break;
            }
            if self.between == Between::Restart {
                chain.clear();
                (current, left) = (Cow::Borrowed(sample), shape);
            }
            let transform = step.rule().fit(&current, left);
            // The last step stands whatever it leaves.
            if number + 1 < self.steps.len() {
                current = Cow::Owned(transform.applied_to(&current));
                left = moments(&current);
            }
            chain.push(transform);
        }
        match chain.len() {
            0 => Transform::Identity,
            1 => chain.remove(0),
            _ => Transform::Chain(chain),
        }
    }

    fn passes(&self, shape: Moments) -> bool {
        passes(shape, self.skewness_max, self.kurtosis_max)
    }

    fn validate(&self) -> Vec<BadParameter> {
        let limits = [("skewness_max", self.skewness_max), ("kurtosis_max", self.kurtosis_max)];
        let bad = limits.into_iter().filter(|(_, limit)| limit.is_nan() || *limit < 0.0);
        let own = bad.map(|(name, _)| BadParameter { name, expected: "zero or more".to_owned() });
        own.chain(self.steps.iter().flat_map(|step| step.rule().validate())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_passes_is_left_alone() {
        let sample = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(Sequence::default().fit(&sample, moments(&sample)), Transform::Identity);
    }

    #[test]
    fn a_column_skewed_by_nature_gets_the_logarithm_of_what_it_was() {
        let sample: Vec<f64> = (0..300).map(|power| 1.05_f64.powi(power)).collect();
        assert!(matches!(Sequence::default().fit(&sample, moments(&sample)), Transform::Log { .. }));
    }
}
