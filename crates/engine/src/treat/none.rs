//! No treatment.

use super::{Fit, Treat};
use crate::registry::method;
use crate::scale::Transform;
use crate::stats::Moments;

method! {
    /// Leaves every column as it is.
    ///
    /// # Formula
    /// y = x
    ///
    /// # Units and range
    /// Those of the indicator.
    ///
    /// # Use when
    /// Indicators have no outliers, or the normalisation is robust to them (ranks, goalposts).
    ///
    /// # Beware
    /// A single outlier can squeeze all other units into one end of a min-max scale.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5.
    ///
    /// # Example
    /// The column 1, 2, 100 stays 1, 2, 100.
    ///
    /// ```
    /// use opencities_engine::treat::Treatment;
    /// assert!(Treatment::default().fit(&[1.0, 2.0, 100.0]).transform.is_identity());
    /// ```
    pub struct None {}
}

impl Treat for None {
    fn fit(&self, _sample: &[f64], _shape: Moments) -> Fit {
        Transform::Identity.into()
    }
}
