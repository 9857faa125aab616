//! No imputation.

use super::{Filled, Gaps, Impute};
use crate::registry::method;

method! {
    /// Leaves missing values missing.
    ///
    /// # Formula
    /// None: the rule for missing children decides what a gap means for its group.
    ///
    /// # Units and range
    /// Those of the indicator.
    ///
    /// # Use when
    /// A reader should see what is known and nothing else; the default.
    ///
    /// # Beware
    /// Where weights are rescaled, a gap counts as the mean of the unit's other scores in the group.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3 (case deletion and its alternatives).
    ///
    /// # Example
    /// The column 1, ?, 3 stays as it is.
    ///
    /// ```
    /// use opencities_engine::impute::Imputation;
    /// let column = Imputation::default().fill_column(&[1.0, f64::NAN, 3.0], &[]);
    /// assert!(column[0] == 1.0 && column[1].is_nan() && column[2] == 3.0);
    /// ```
    pub struct None {}
}

impl Impute for None {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        targets.iter().map(|&column| gaps.table.column(column).clone()).collect::<Vec<_>>().into()
    }
}
