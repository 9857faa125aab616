//! Weighted geometric mean.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::registry::method;
use crate::stats;

method! {
    /// The weighted product of the children's scores, as a root of the sum of their weights.
    ///
    /// # Formula
    /// y = exp(sum w ln x / sum w), over the children that are known.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// A weakness should be made up for only in part: the lower a score, the more a point there is worth.
    ///
    /// # Beware
    /// A zero makes the mean zero (finding S504), and it is undefined below zero (finding S505): normalise to a range that starts above zero.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.2.
    ///
    /// # Example
    /// Scores 20 and 80 with equal weights give 40.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Geometric};
    /// let mean = Aggregation::Geometric(Geometric {});
    /// assert!((mean.mean_of(&[20.0, 80.0], &[1.0, 1.0]) - 40.0).abs() < 1e-12);
    /// assert_eq!(mean.mean_of(&[0.0, 80.0], &[1.0, 1.0]), 0.0);
    /// assert!(mean.mean_of(&[-1.0, 80.0], &[1.0, 1.0]).is_nan());
    /// ```
    pub struct Geometric {}
}

impl Aggregate for Geometric {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        group.quasi_mean(stats::ln, stats::exp).into()
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Multiplicative
    }

    fn domain(&self) -> Domain {
        Domain::ZeroAbsorbs
    }
}
