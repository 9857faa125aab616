//! Imputation by the median of a group.

use super::{Filled, Gaps, Impute};
use crate::registry::method;
use crate::stats::median;

method! {
    /// Fills a gap with the median of the units of the same group that are known in the same period.
    ///
    /// # Formula
    /// x = median of the known values of the units with the same text in `column`, in the same period.
    ///
    /// # Units and range
    /// Those of the indicator; never beyond its known values.
    ///
    /// # Use when
    /// Units fall into groups that are alike, and the column is skewed.
    ///
    /// # Beware
    /// A group without a known value, and a unit without a group, stay missing (finding S510).
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// In the group `north`, 1, ?, 2, 90 becomes 1, 2, 2, 90.
    ///
    /// ```
    /// use opencities_engine::impute::{GroupMedian, Imputation};
    /// let method = Imputation::GroupMedian(GroupMedian { column: "region".into() });
    /// let regions = ["north", "north", "north", "north", "south"];
    /// let filled = method.fill_column(&[1.0, f64::NAN, 2.0, 90.0, 70.0], &regions);
    /// assert_eq!(filled, [1.0, 2.0, 2.0, 90.0, 70.0]);
    /// ```
    pub struct GroupMedian {
        /// The column of `units.csv` that groups the units.
        pub column: String = String::from("region"),
    }
}

impl Impute for GroupMedian {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        gaps.filled_by(targets, Some(&self.column), median).into()
    }

    fn group_column(&self) -> Option<&str> {
        Some(&self.column)
    }
}
