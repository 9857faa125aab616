//! Imputation by the mean of a group.

use super::{Filled, Gaps, Impute};
use crate::registry::method;
use crate::stats::mean;

method! {
    /// Fills a gap with the mean of the units of the same group that are known in the same period.
    ///
    /// # Formula
    /// x = mean of the known values of the units with the same text in `column`, in the same period.
    ///
    /// # Units and range
    /// Those of the indicator; never beyond its known values.
    ///
    /// # Use when
    /// Units fall into groups that are alike (regions, sizes), each with known values.
    ///
    /// # Beware
    /// A group without a known value, and a unit without a group, stay missing (finding S510).
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// In the group `north`, 1, ?, 3 becomes 1, 2, 3, whatever the south holds.
    ///
    /// ```
    /// use opencities_engine::impute::{GroupMean, Imputation};
    /// let method = Imputation::GroupMean(GroupMean { column: "region".into() });
    /// let filled = method.fill_column(&[1.0, f64::NAN, 3.0, 70.0], &["north", "north", "north", "south"]);
    /// assert_eq!(filled, [1.0, 2.0, 3.0, 70.0]);
    /// // A unit without a group keeps its gap.
    /// assert!(method.fill_column(&[1.0, f64::NAN], &["north", ""])[1].is_nan());
    /// ```
    pub struct GroupMean {
        /// The column of `units.csv` that groups the units.
        pub column: String = String::from("region"),
    }
}

impl Impute for GroupMean {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        gaps.filled_by(targets, Some(&self.column), mean).into()
    }

    fn group_column(&self) -> Option<&str> {
        Some(&self.column)
    }
}
