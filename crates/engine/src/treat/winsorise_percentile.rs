//! Winsorisation by percentiles: values beyond two percentiles take them.

use super::{Fit, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, quantile, sorted};

method! {
    /// Moves values below one percentile and above another to that percentile.
    ///
    /// # Formula
    /// y = x within q(`lower_percent`) to q(`upper_percent`), and the nearer of the two beyond them. q(p) is the quantile
    /// of type 7: with the n known values in order and h = (n - 1) p / 100 + 1, the h-th value, in between on the
    /// straight line from one neighbour to the next.
    ///
    /// # Units and range
    /// Those of the indicator.
    ///
    /// # Use when
    /// The same share of units is to be cut from every column, as a report states it: `the lowest and highest 5 %`.
    ///
    /// # Beware
    /// It has no test: a column without outliers loses its ends too, and about n (100 - `upper_percent`) / 100 units are
    /// tied at the top. Put it as a step into a `sequence` to treat only columns that fail. A column in which both
    /// percentiles are one value (many ties) is left as it was and reported as finding S521.
    /// Costs more than ten times min-max for each cell: the column is sorted, and its shape measured before and after.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5; quantile of type 7: Hyndman and Fan (1996), doi:10.1080/00031305.1996.10473566.
    ///
    /// # Example
    /// In 0, 1, ..., 20 the percentiles 5 and 95 are 1 and 19: 0 becomes 1 and 20 becomes 19.
    ///
    /// ```
    /// use opencities_engine::treat::{Treatment, WinsorisePercentile};
    /// let column: Vec<f64> = (0..=20).map(f64::from).collect();
    /// let fitted = Treatment::WinsorisePercentile(WinsorisePercentile::default()).fit(&column).transform;
    /// assert_eq!([0.0, 7.0, 20.0].map(|value| fitted.apply(value)), [1.0, 7.0, 19.0]);
    /// ```
    pub struct WinsorisePercentile {
        /// The percentile to which lower values are moved; 0 moves none.
        pub lower_percent: f64 = 5.0,
        /// The percentile to which higher values are moved; 100 moves none.
        pub upper_percent: f64 = 95.0,
    }
}

impl Treat for WinsorisePercentile {
    fn fit(&self, sample: &[f64], _shape: Moments) -> Fit {
        let in_order = sorted(sample);
        let ends = [self.lower_percent, self.upper_percent].map(|percent| quantile(&in_order, percent / 100.0));
        let [Some(low), Some(high)] = ends else { return Transform::Identity.into() };
        let moves =
            in_order.first().is_some_and(|&least| least < low) || in_order.last().is_some_and(|&most| most > high);
        if moves { Transform::Clamp { low, high }.into() } else { Transform::Identity.into() }
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut bad = Vec::new();
        if !(0.0..=100.0).contains(&self.lower_percent) {
            bad.push(BadParameter { name: "lower_percent", expected: "between 0 and 100".to_owned() });
        }
        if !(self.lower_percent < self.upper_percent && self.upper_percent <= 100.0) {
            bad.push(BadParameter { name: "upper_percent", expected: "above `lower_percent`, at most 100".to_owned() });
        }
        bad
    }
}
