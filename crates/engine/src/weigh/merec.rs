//! Weights by the effect of removing a child (MEREC).

use super::{Children, Weigh, Weighed};
use crate::finding::Finding;
use crate::registry::method;
use crate::stats;

method! {
    /// Weighs a child by how much the units' overall performance changes when it is removed.
    ///
    /// # Formula
    /// n_ij = min_i x_ij / x_ij, S_i = ln(1 + (1/m) sum_j |ln n_ij|), S'_ij the same without the term of child j (still
    /// over m), E_j = sum_i |S'_ij - S_i|, w_j = E_j / sum_k E_k, with x_ij the score of unit i in child j and m children.
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group. Scores must be above zero (finding W405).
    ///
    /// # Use when
    /// Scores are ratios, and a child counts for what its absence would change.
    ///
    /// # Beware
    /// The least score of each child sets its scale: one unit near zero gives the child almost all the weight. Choose a
    /// `min-max` with `lower` well above zero, and compare with others. All scores count as "more is better", since
    /// direction was applied before.
    /// Costs more than ten times min-max for each cell: every child is taken away in turn.
    ///
    /// # Reference
    /// Keshavarz-Ghorabaee et al. (2021), doi:10.3390/sym13040525.
    ///
    /// # Example
    /// Each child sets one unit off by a factor of e: S = ln 1.5 for that unit and 0 without the child, so both weigh alike.
    ///
    /// ```
    /// use opencities_engine::weigh::{Merec, Weighting};
    /// let e = std::f64::consts::E;
    /// let weights = Weighting::Merec(Merec {}).weights_of(&["a", "b"], &[&[1.0, e, 1.0], &[1.0, 1.0, e]]).unwrap();
    /// assert!((weights[0] - 0.5).abs() < 1e-12);
    /// ```
    pub struct Merec {}
}

impl Weigh for Merec {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        children.found(2, |sample| {
            sample.all_scores(|score| score > 0.0, "above zero")?;
            let logs: Vec<Vec<f64>> = sample.columns.iter().map(|column| logs_above_least(column)).collect();
            let m = logs.len() as f64;
            let rows = logs[0].len();
            let totals: Vec<f64> = (0..rows).map(|row| logs.iter().map(|log| log[row]).sum()).collect();
            let effect = |log: &Vec<f64>| {
                let change = |(total, log): (&f64, &f64)| ((1.0 + total / m) / (1.0 + (total - log) / m)).ln().abs();
                stats::sum(&totals.iter().zip(log).map(change).collect::<Vec<f64>>())
            };
            Ok(Weighed::shares(logs.iter().map(effect)))
        })
    }
}

/// |ln n_ij| of a column: how many times the least score each score is, as a logarithm.
fn logs_above_least(scores: &[f64]) -> Vec<f64> {
    let least = stats::extent(scores).map_or(f64::NAN, |(least, _)| least);
    scores.iter().map(|score| (score / least).ln()).collect()
}
