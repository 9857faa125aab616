//! Imputation by the mean.

use super::{Filled, Gaps, Impute};
use crate::registry::method;
use crate::stats::mean;

method! {
    /// Fills a gap with the mean of the units that are known in the same period.
    ///
    /// # Formula
    /// x = mean of the known values of the period (n of them, each counted once).
    ///
    /// # Units and range
    /// Those of the indicator; never beyond its known values.
    ///
    /// # Use when
    /// Few values are missing and nothing better is known.
    ///
    /// # Beware
    /// It narrows the spread, and draws units of which little is known towards the middle.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// The column 1, ?, 3 becomes 1, 2, 3.
    ///
    /// ```
    /// use opencities_engine::impute::{Imputation, Mean};
    /// let filled = Imputation::Mean(Mean {}).fill_column(&[1.0, f64::NAN, 3.0], &[]);
    /// assert_eq!(filled, [1.0, 2.0, 3.0]);
    /// ```
    pub struct Mean {}
}

impl Impute for Mean {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        gaps.filled_by(targets, None, mean).into()
    }
}
