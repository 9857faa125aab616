//! Weights by Shannon's entropy.

use super::{Children, Weigh, Weighed};
use crate::finding::Finding;
use crate::registry::method;
use crate::stats;

method! {
    /// Weighs a child by how unevenly its scores are shared out among the units.
    ///
    /// # Formula
    /// p_ij = x_ij / sum_i x_ij, e_j = -(1 / ln n) sum_i p_ij ln p_ij (0 ln 0 = 0), w_j = (1 - e_j) / sum_k (1 - e_k), with
    /// x_ij the score of unit i in child j and n the units.
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group. Scores must be zero or more (finding W405); a child whose scores are all equal
    /// weighs 0.
    ///
    /// # Use when
    /// Scores are amounts on a ratio scale, and an uneven one tells more about the units.
    ///
    /// # Beware
    /// Scores are not shifted to become positive, since the weights depend on where zero lies: `min-max` from 0 and from 1
    /// weigh differently. After `z-score` there are none. A skewed child gets a large weight, whatever it means.
    /// Costs more than ten times min-max for each cell: a logarithm a cell.
    ///
    /// # Reference
    /// Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x; Zeleny (1982), Multiple Criteria Decision Making; Hwang and
    /// Yoon (1981), doi:10.1007/978-3-642-48318-9, section 4.
    ///
    /// # Example
    /// Of two units `all` gives everything to one (e = 0) and `half` gives both the same (e = 1), so `all` decides alone.
    ///
    /// ```
    /// use opencities_engine::weigh::{Entropy, Weighting};
    /// let weights = Weighting::Entropy(Entropy {}).weights_of(&["all", "half"], &[&[0.0, 80.0], &[40.0, 40.0]]).unwrap();
    /// assert_eq!(weights, [1.0, 0.0]);
    /// ```
    pub struct Entropy {}
}

/// One less the entropy of a column of length n as a part of ln n; 0 where all scores are equal.
fn divergence(scores: &[f64]) -> f64 {
    let total = stats::sum(scores);
    let has_spread = stats::extent(scores).is_some_and(|(least, greatest)| greatest > least);
    if !has_spread {
        return 0.0;
    }
    let term = |&score: &f64| if score > 0.0 { (score / total) * (score / total).ln() } else { 0.0 };
    let terms: Vec<f64> = scores.iter().map(term).collect();
    (1.0 + stats::sum(&terms) / (scores.len() as f64).ln()).max(0.0)
}

impl Weigh for Entropy {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        children.found(2, |sample| {
            sample.all_scores(|score| score >= 0.0, "zero or more")?;
            Ok(Weighed::shares(sample.columns.iter().map(|column| divergence(column))))
        })
    }
}
