//! Weights by the spread of the scores.

use super::{Children, Weigh, Weighed};
use crate::finding::Finding;
use crate::registry::method;

method! {
    /// Weighs a child by the standard deviation of its scores.
    ///
    /// # Formula
    /// w_j = s_j / sum_k s_k with s_j the standard deviation of child j over the units (n or n - 1 makes no difference).
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group.
    ///
    /// # Use when
    /// What tells units apart should count, and all children are scored on one bounded scale, such as `min-max` 0 to 100.
    ///
    /// # Beware
    /// After `z-score` all standard deviations are equal, and so are the weights. An outlier raises its own child's weight:
    /// treat first. The weights say nothing about what matters, and move when units come or go.
    ///
    /// # Reference
    /// Diakoulaki, Mavrotas and Papayannakis (1995), doi:10.1016/0305-0548(94)00059-H, the contrast intensity alone.
    ///
    /// # Example
    /// Scores that lie three times as far apart weigh three times as much.
    ///
    /// ```
    /// use opencities_engine::weigh::{StandardDeviation, Weighting};
    /// let spread = Weighting::StandardDeviation(StandardDeviation {});
    /// let weights = spread.weights_of(&["near", "far"], &[&[40.0, 50.0, 60.0], &[20.0, 80.0, 50.0]]).unwrap();
    /// assert!((weights[0] - 0.25).abs() < 1e-12 && (weights[1] - 0.75).abs() < 1e-12);
    /// ```
    pub struct StandardDeviation {}
}

impl Weigh for StandardDeviation {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        children.found(2, |sample| Ok(Weighed::shares(sample.deviations())))
    }
}
