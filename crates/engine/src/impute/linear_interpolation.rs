//! Imputation between two known values of the unit's own history.

use super::{Filled, Gaps, Impute, Neighbour};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};

method! {
    /// Fills a gap on the straight line between the unit's last known value before it and its first known value after it.
    ///
    /// # Formula
    /// x = x0 + (x1 - x0) (t - t0) / (t1 - t0), with x0 of the latest known period before the gap, x1 of the earliest
    /// known one after it, and t the start of each period in years. Periods that are not reported count as well.
    ///
    /// # Units and range
    /// Those of the indicator; between the unit's own two values.
    ///
    /// # Use when
    /// Figures come every few years and change slowly: a census, a survey every second year.
    ///
    /// # Beware
    /// Ends stay missing (finding S510): nothing is filled before the first or after the last known value, where others
    /// carry the nearest one on, and with it the future into the past. A filled value looks at a later period, so it
    /// changes when that is published. It may lie beyond what the other units have in the same period, and figures without
    /// a date have no line between them.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// 2 in 2020 and 8 in 2023 make 4 in 2021; what comes after 2023 stays missing.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{Imputation, LinearInterpolation};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let years = [2020, 2021, 2023, 2024].map(Period::year).to_vec();
    /// let column = vec![2.0, f64::NAN, 8.0, f64::NAN];
    /// let table = Table::new(["a".to_owned()].into(), vec![column.into()], 4);
    /// let method = Imputation::LinearInterpolation(LinearInterpolation::default());
    /// let filled = method.fill_table(Units::of_codes(["u"]), years, table);
    /// assert_eq!(filled.slice(0)[..3], [2.0, 4.0, 8.0]);
    /// assert!(filled.slice(0)[3].is_nan());
    /// ```
    pub struct LinearInterpolation {
        /// The most years between the two known values.
        pub max_gap_years: f64 = 5.0,
    }
}

impl Impute for LinearInterpolation {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        gaps.filled_from_history(targets, |period, before, after| {
            let (Neighbour { value: low, period: from }, Neighbour { value: high, period: to }) = (before?, after?);
            let length = to.years_since(from);
            let share = period.years_since(from) / length;
            let within = length > 0.0 && length <= self.max_gap_years && (0.0..=1.0).contains(&share);
            // Rounding must not take a value between two equal ones off them.
            within.then(|| (low + (high - low) * share).clamp(low.min(high), low.max(high)))
        })
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::WithinKnownValues, Axiom::OwnPeriodAlone]
    }

    fn validate(&self) -> Vec<BadParameter> {
        super::positive("max_gap_years", self.max_gap_years)
    }
}
