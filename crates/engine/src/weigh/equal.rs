//! Equal weights among siblings.

use super::{Children, Weigh, Weighed};
use crate::finding::Finding;
use crate::registry::method;

method! {
    /// Gives every child of a group the same weight.
    ///
    /// # Formula
    /// w = 1 for each of the k children, so each counts 1/k in its group.
    ///
    /// # Units and range
    /// Weights among siblings; effective weights multiply down the tree and sum to 1.
    ///
    /// # Use when
    /// No group is known to matter more than its siblings; the default.
    ///
    /// # Beware
    /// An indicator in a small group counts more in the index than one in a large group. It is a choice like any other.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.1.
    ///
    /// # Example
    /// Four siblings count a quarter each.
    ///
    /// ```
    /// use opencities_engine::weigh::Weighting;
    /// let weights = Weighting::default().weights_of(&["north", "south", "east", "west"], &[]).unwrap();
    /// assert_eq!(weights[0] / weights.iter().sum::<f64>(), 0.25);
    /// ```
    pub struct Equal {}
}

impl Weigh for Equal {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        Ok(vec![1.0; children.codes.len()].into())
    }
}
