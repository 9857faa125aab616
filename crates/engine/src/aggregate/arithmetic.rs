//! Weighted arithmetic mean.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::registry::method;

method! {
    /// The weighted sum of the children's scores, over the sum of their weights.
    ///
    /// # Formula
    /// y = sum w x / sum w, over the children that are known.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// A weakness may be made up for by a strength elsewhere, point for point; the default.
    ///
    /// # Beware
    /// It compensates fully: a unit may rank high with one area near zero.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.2.
    ///
    /// # Example
    /// Scores 20 and 80 with weights 1 and 3 give 65.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Arithmetic};
    /// let mean = Aggregation::Arithmetic(Arithmetic {});
    /// assert_eq!(mean.mean_of(&[20.0, 80.0], &[1.0, 3.0]), 65.0);
    /// // A missing child's weight is shared among the others.
    /// assert_eq!(mean.mean_of(&[20.0, f64::NAN], &[1.0, 3.0]), 20.0);
    /// ```
    pub struct Arithmetic {}
}

impl Aggregate for Arithmetic {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        group.quasi_mean(|score| score, |mean| mean).into()
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Additive
    }

    fn domain(&self) -> Domain {
        Domain::All
    }
}
