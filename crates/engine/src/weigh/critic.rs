//! Weights by contrast and conflict (CRITIC).

use super::{Children, Weigh, Weighed};
use crate::finding::Finding;
use crate::registry::method;

method! {
    /// Weighs a child by how far its scores are spread and how little it repeats its siblings.
    ///
    /// # Formula
    /// c_j = s_j sum_k (1 - r_jk), w_j = c_j / sum_k c_k, with s_j the standard deviation of child j over the units (n or
    /// n - 1 makes no difference) and r_jk Pearson's correlation of children j and k.
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group. A child whose scores are all equal weighs 0.
    ///
    /// # Use when
    /// Children that carry the same information should not count twice, and all are scored on one bounded scale.
    ///
    /// # Beware
    /// The authors stretch every criterion to 0..1 first, which is `min-max`; here the scores are taken as they are, so
    /// after `z-score` only the correlations count. A child that is wrongly directed conflicts with all its siblings and
    /// gets the greatest weight: look at the correlations first.
    /// Costs more than ten times min-max for each cell: every pair of children is correlated.
    ///
    /// # Reference
    /// Diakoulaki, Mavrotas and Papayannakis (1995), doi:10.1016/0305-0548(94)00059-H.
    ///
    /// # Example
    /// `a` and `b` say the same and `c` the opposite, all with one spread: c_a = c_b = (1 - 1) + (1 + 1) = 2, c_c = 4.
    ///
    /// ```
    /// use opencities_engine::weigh::{Critic, Weighting};
    /// let (up, down) = ([0.0, 50.0, 100.0], [100.0, 50.0, 0.0]);
    /// let weights = Weighting::Critic(Critic {}).weights_of(&["a", "b", "c"], &[&up, &up, &down]).unwrap();
    /// assert!((weights[0] - 0.25).abs() < 1e-12 && (weights[2] - 0.5).abs() < 1e-12);
    /// ```
    pub struct Critic {}
}

/// Conflict below which children are one and the same but for rounding.
const CONFLICT_MIN: f64 = 1e-12;

impl Weigh for Critic {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        children.found(3, |sample| {
            let deviations = sample.deviations();
            let r = sample.correlations();
            let siblings = |child: usize| (0..deviations.len()).filter(move |&other| other != child);
            // A child without spread has no correlation; neither has it a conflict with its siblings.
            let conflict = |child: usize| -> f64 {
                siblings(child).map(|other| r[[child, other]]).filter(|r| !r.is_nan()).map(|r| 1.0 - r).sum()
            };
            let conflicts: Vec<f64> = (0..deviations.len()).map(conflict).collect();
            let with_spread = deviations.iter().filter(|&&deviation| deviation > 0.0).count();
            if with_spread > 1 && conflicts.iter().all(|&conflict| conflict <= CONFLICT_MIN) {
                return Err(sample.fault("all its children say the same", "state the weights"));
            }
            if with_spread == 1 {
                return Ok(Weighed::shares(deviations));
            }
            Ok(Weighed::shares(deviations.iter().zip(conflicts).map(|(deviation, conflict)| deviation * conflict)))
        })
    }
}
