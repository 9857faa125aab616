//! Imputation by the unit's own latest figure.

use super::{Filled, Gaps, Impute};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};

method! {
    /// Fills a gap with the unit's latest known value of an earlier period.
    ///
    /// # Formula
    /// x = the unit's value in the latest period before the gap that has one. Periods that are not reported count as well.
    ///
    /// # Units and range
    /// Those of the indicator; a value that the unit had.
    ///
    /// # Use when
    /// A figure changes seldom, and an old one counts as an estimate: the filled value stays marked as imputed. Where it
    /// should count as known and keep its own date, `[periods] carry = "latest"` is the rule to choose.
    ///
    /// # Beware
    /// A trend stands still where it is carried. Nothing comes from the future, so a gap before the first value stays
    /// (finding S510). The value may lie beyond what the other units have in the same period.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// With 2 in 2020 the gap of 2021 becomes 2; a gap in 2019 stays.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{Imputation, LastObservation};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let years = [2019, 2020, 2021].map(Period::year).to_vec();
    /// let table = Table::new(["a".to_owned()].into(), vec![vec![f64::NAN, 2.0, f64::NAN].into()], 3);
    /// let method = Imputation::LastObservation(LastObservation::default());
    /// let filled = method.fill_table(Units::of_codes(["u"]), years, table);
    /// assert_eq!(filled.slice(0)[1..], [2.0, 2.0]);
    /// assert!(filled.slice(0)[0].is_nan());
    /// ```
    pub struct LastObservation {
        /// The most years that a value is carried.
        pub max_gap_years: f64 = 5.0,
    }
}

impl Impute for LastObservation {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        gaps.filled_from_history(targets, |period, before, _| {
            before.filter(|known| period.years_since(known.period) <= self.max_gap_years).map(|known| known.value)
        })
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::WithinKnownValues, Axiom::OwnPeriodAlone]
    }

    fn validate(&self) -> Vec<BadParameter> {
        super::positive("max_gap_years", self.max_gap_years)
    }
}
