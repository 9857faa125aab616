//! Tukey's fences: values far outside the middle half take the fence, or the last value inside.

use serde::{Deserialize, Serialize};

use super::{Fit, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, quantile, sorted};

/// What a value beyond a fence becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fence {
    /// The fence itself.
    Fence,
    /// The last value inside it.
    LastInside,
}

method! {
    /// Moves values that lie far outside the middle half of a column to Tukey's fences.
    ///
    /// # Formula
    /// Fences: Q1 - `iqr_multiple` (Q3 - Q1) and Q3 + `iqr_multiple` (Q3 - Q1), with the quartiles Q1 and Q3 as quantiles
    /// of type 7 (R's and NumPy's default). Values beyond a fence become the fence, or with `moved_to = "last-inside"`
    /// the most extreme value within it.
    ///
    /// # Units and range
    /// Those of the indicator.
    ///
    /// # Use when
    /// Outliers are to be told by a rule that they do not themselves move: quartiles are the same however far out the
    /// ends are.
    ///
    /// # Beware
    /// In a skewed column many values lie beyond a fence and become equal; take a logarithm there. A column in which half
    /// of the values are equal has no distance between its quartiles: it is left as it was and reported as finding S521.
    /// Quartiles are not Tukey's hinges, which differ a little in short columns.
    /// Costs more than ten times min-max for each cell: the column is sorted, and its shape measured before and after.
    ///
    /// # Reference
    /// Tukey (1977), Exploratory Data Analysis, chapter 2; OECD/JRC Handbook (2008), section 5.
    ///
    /// # Example
    /// In 1, 2, ..., 8, 100 the quartiles are 3 and 7, the fences -3 and 13: 100 becomes 13, or 8 with `last-inside`.
    ///
    /// ```
    /// use opencities_engine::treat::{Fence, IqrFences, Treatment};
    /// let column = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 100.0];
    /// let fences = Treatment::IqrFences(IqrFences::default()).fit(&column).transform;
    /// assert_eq!([1.0, 100.0].map(|value| fences.apply(value)), [1.0, 13.0]);
    /// let inside = Treatment::IqrFences(IqrFences { moved_to: Fence::LastInside, ..IqrFences::default() });
    /// assert_eq!(inside.fit(&column).transform.apply(100.0), 8.0);
    /// ```
    pub struct IqrFences {
        /// How many times the distance of the quartiles the fences stand off: 1.5 for outliers, 3 for far ones.
        pub iqr_multiple: f64 = 1.5,
        /// What a value beyond a fence becomes: the `fence`, or the value `last-inside`.
        pub moved_to: Fence = Fence::Fence,
    }
}

impl Treat for IqrFences {
    fn fit(&self, sample: &[f64], _shape: Moments) -> Fit {
        let in_order = sorted(sample);
        let [Some(lower), Some(upper)] = [0.25, 0.75].map(|share| quantile(&in_order, share)) else {
            return Transform::Identity.into();
        };
        let distance = upper - lower;
        if distance <= 0.0 {
            let why = format!("its quartiles are both {lower}, so that `iqr-fences` would move every other value");
            return Fit::refused(why, "`winsorise` or `log`");
        }
        let (low, high) = (lower - self.iqr_multiple * distance, upper + self.iqr_multiple * distance);
        let first = in_order.partition_point(|&value| value < low);
        let end = in_order.partition_point(|&value| value <= high);
        if first == 0 && end == in_order.len() {
            return Transform::Identity.into();
        }
        match self.moved_to {
            Fence::Fence => Transform::Clamp { low, high }.into(),
            Fence::LastInside => Transform::Clamp { low: in_order[first], high: in_order[end - 1] }.into(),
        }
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let good = self.iqr_multiple.is_finite() && self.iqr_multiple >= 0.0;
        let bad = || BadParameter { name: "iqr_multiple", expected: "a finite number of zero or more".to_owned() };
        if good { Vec::new() } else { vec![bad()] }
    }
}
