//! Weighted harmonic mean.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::registry::method;

method! {
    /// The reciprocal of the weighted mean of the reciprocals.
    ///
    /// # Formula
    /// y = sum w / sum (w / x), over the children that are known.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// A weakness should weigh more still than in a geometric mean.
    ///
    /// # Beware
    /// A zero makes the mean zero (finding S504), and it is undefined below zero (finding S505).
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.2.
    ///
    /// # Example
    /// Scores 20 and 80 with equal weights give 32.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Harmonic};
    /// let mean = Aggregation::Harmonic(Harmonic {});
    /// assert!((mean.mean_of(&[20.0, 80.0], &[1.0, 1.0]) - 32.0).abs() < 1e-12);
    /// assert_eq!(mean.mean_of(&[0.0, 80.0], &[1.0, 1.0]), 0.0);
    /// assert!(mean.mean_of(&[-1.0, 80.0], &[1.0, 1.0]).is_nan());
    /// ```
    pub struct Harmonic {}
}

impl Aggregate for Harmonic {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        // Below zero the reciprocal would exist and the mean would mean nothing.
        group.quasi_mean(|score| if score < 0.0 { f64::NAN } else { score.recip() }, f64::recip).into()
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::None
    }

    fn domain(&self) -> Domain {
        Domain::ZeroAbsorbs
    }
}
