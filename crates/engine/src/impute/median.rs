//! Imputation by the median.

use super::{Filled, Gaps, Impute};
use crate::registry::method;
use crate::stats::median;

method! {
    /// Fills a gap with the median of the units that are known in the same period.
    ///
    /// # Formula
    /// x = median of the known values of the period; the mean of the two middle ones for an even number.
    ///
    /// # Units and range
    /// Those of the indicator; never beyond its known values.
    ///
    /// # Use when
    /// Few values are missing and the column is skewed.
    ///
    /// # Beware
    /// It narrows the spread, and draws units of which little is known towards the middle.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// The column 1, ?, 2, 90 becomes 1, 2, 2, 90.
    ///
    /// ```
    /// use opencities_engine::impute::{Imputation, Median};
    /// let filled = Imputation::Median(Median {}).fill_column(&[1.0, f64::NAN, 2.0, 90.0], &[]);
    /// assert_eq!(filled, [1.0, 2.0, 2.0, 90.0]);
    /// ```
    pub struct Median {}
}

impl Impute for Median {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        gaps.filled_by(targets, None, median).into()
    }
}
