//! Borda scores: how many units one leaves behind.

use super::{Normalise, Sample, without_place};
use crate::registry::{BadParameter, method};
use crate::scale::Scale;
use crate::stats::{Ties, sorted};

method! {
    /// Counts the units that are worse.
    ///
    /// # Formula
    /// y = number of values fitted on that are worse, with equal values as `ties` says: `min` counts none of them, `max` all
    /// others, `average` half of them. The best of n gets n - 1.
    ///
    /// # Units and range
    /// Units left behind, 0 to n - 1.
    ///
    /// # Use when
    /// Scores are to be added up as votes: each indicator is a voter, and the sum is the Borda count.
    ///
    /// # Beware
    /// Distances are lost. A new unit may turn the order of two others. Columns with gaps have fewer points to give than the
    /// others: use `percentile-rank` then.
    /// Costs more than ten times min-max for each cell: the column is sorted, and every value is looked up in it.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), sections 5 (ranking) and 6 (the Borda rule); Becker et al. (2022), doi:10.21105/joss.04567
    /// (`n_borda`).
    ///
    /// # Example
    /// 5, 9, 7, 7 become 0, 3, 1, 1; with `ties = "average"` 0, 3, 1.5, 1.5.
    ///
    /// ```
    /// use opencities_engine::framework::Indicator;
    /// use opencities_engine::normalise::{Borda, Normalisation};
    /// use opencities_engine::stats::Ties;
    /// let scores = |ties| {
    ///     let scale = Normalisation::Borda(Borda { ties }).fit(&Indicator::default(), &[5.0, 9.0, 7.0, 7.0]);
    ///     [5.0, 9.0, 7.0].map(|value| scale.apply(value))
    /// };
    /// assert_eq!(scores(Ties::Min), [0.0, 3.0, 1.0]);
    /// assert_eq!(scores(Ties::Average), [0.0, 3.0, 1.5]);
    /// ```
    pub struct Borda {
        /// What equal values get: `min`, `max` or `average` of their places.
        pub ties: Ties = Ties::Min,
    }
}

impl Normalise for Borda {
    fn fit(&self, sample: &Sample<'_>) -> Scale {
        let values = sorted(&sample.known.values());
        let best = values.len() as f64 - 1.0;
        Scale::position(sample.indicator.direction, values, self.ties, [0.0, best])
    }

    fn middle(&self, sample: &Sample<'_>) -> f64 {
        (sample.known.count() as f64 - 1.0) / 2.0
    }

    fn validate(&self) -> Vec<BadParameter> {
        without_place(self.ties).into_iter().collect()
    }
}
