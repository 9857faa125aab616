//! Imputation by the figure of the larger area that a unit lies in.

use std::collections::BTreeMap;

use super::{Filled, Gaps, Impute};
use crate::finding::{Code, Finding, Place};
use crate::par;
use crate::registry::{BadParameter, method};

method! {
    /// Fills a gap with the figure of the larger area that the unit lies in: a country's for its towns.
    ///
    /// # Formula
    /// x = the figure of the area in the same period. It is known from the units with the same text in `column` whose
    /// figure is marked with the level `geography`, and from a unit whose code is that text.
    ///
    /// # Units and range
    /// Those of the indicator; a figure of the area.
    ///
    /// # Use when
    /// A figure is published for countries or regions, and varies little within them: law, prices, trust.
    ///
    /// # Beware
    /// All units of the area tie where they are filled, and the difference between them is not measured. Figures of one
    /// area that differ contradict each other: then none is taken (finding S520). For an indicator with a denominator
    /// the quotients are compared. Only ranked units give figures; an area that is listed as a unit and not ranked gives
    /// none, unless coverage is counted after imputation.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3 (cold deck imputation).
    ///
    /// # Example
    /// The units X and Y lie in the area A, whose own figure is 7: the gap of Y becomes 7.
    ///
    /// ```
    /// use opencities_engine::dataset::{UnitColumn, Units};
    /// use opencities_engine::impute::{Imputation, ParentGeography};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let codes = Units::of_codes(["A", "X", "Y"]).iter().cloned().collect();
    /// let region = UnitColumn { name: "region".into(), values: ["", "A", "A"].map(str::to_owned).to_vec() };
    /// let table = Table::new(["a".to_owned()].into(), vec![vec![7.0, 9.0, f64::NAN].into()], 3);
    /// let method = Imputation::ParentGeography(ParentGeography::default());
    /// let filled = method.fill_table(Units::new(codes, vec![region]), vec![Period::UNDATED], table);
    /// assert_eq!(filled.slice(0), [7.0, 9.0, 7.0]);
    /// ```
    pub struct ParentGeography {
        /// The column of `units.csv` that names the area.
        pub column: String = String::from("region"),
        /// The level of measurement (`geography` of a figure) that marks the figure of an area.
        pub geography: String = String::from("region"),
    }
}

/// What is known of an area: its figure, or that its figures differ.
#[derive(Clone, Copy)]
enum Figure {
    One(f64),
    Differing,
}

impl Impute for ParentGeography {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        // The method was checked to name a column that exists.
        let areas = gaps.data.units.column(&self.column).map_or(&[][..], |column| &column.values);
        let filled = par::map(targets.len(), gaps.table.rows(), |target| {
            let (position, mut column) = (targets[target], gaps.table.column(targets[target]).to_vec());
            let mut findings = Vec::new();
            for period in 0..gaps.data.periods.len() {
                let rows = gaps.data.rows_of(period);
                let figures = self.figures(gaps, position, rows.start, areas);
                let mut differing = BTreeMap::new();
                for (value, area) in column[rows].iter_mut().zip(areas).filter(|(value, _)| value.is_nan()) {
                    match figures.get(area.as_str()) {
                        Some(Figure::One(figure)) => *value = *figure,
                        Some(Figure::Differing) => *differing.entry(area).or_insert(0) += 1,
                        None => {}
                    }
                }
                findings.extend(differing.into_iter().map(|(area, left)| {
                    let code = &gaps.table.codes()[position];
                    let message = format!("the figures of `{code}` for `{area}` differ; gaps left in it: {left}");
                    let hint =
                        format!("`{}` is one figure for all of an area: correct those that differ", self.geography);
                    Finding::new(Code::S520, Place::node(code).in_period(gaps.data.periods[period]), message, hint)
                }));
            }
            (column, findings)
        });
        Filled::collected(filled)
    }

    fn group_column(&self) -> Option<&str> {
        Some(&self.column)
    }

    fn validate(&self) -> Vec<BadParameter> {
        let expected = || "the word that figures of the area have in `geography`".to_owned();
        let bad = self.geography.trim().is_empty();
        bad.then(|| BadParameter { name: "geography", expected: expected() }).into_iter().collect()
    }
}

impl ParentGeography {
    /// What is known of each area in the period whose rows begin at `start`.
    fn figures<'a>(
        &self,
        gaps: &Gaps<'a>,
        position: usize,
        start: usize,
        areas: &'a [String],
    ) -> BTreeMap<&'a str, Figure> {
        let values = gaps.table.slice(position);
        let marked = |row: usize| {
            gaps.data.geography.as_ref().and_then(|labels| labels.get(row, position)) == Some(self.geography.as_str())
        };
        let known =
            |unit: usize| Some(values[start + unit]).filter(|value| gaps.donors[start + unit] && !value.is_nan());
        let members = areas.iter().enumerate().filter(|(unit, _)| marked(start + unit));
        let members = members.filter_map(|(unit, area)| Some((area.as_str(), known(unit)?)));
        let own = areas.iter().filter_map(|area| Some((area.as_str(), known(gaps.data.units.position(area)?)?)));
        let mut figures = BTreeMap::new();
        for (area, value) in members.chain(own).filter(|(area, _)| !area.is_empty()) {
            let figure = figures.entry(area).or_insert(Figure::One(value));
            if matches!(figure, Figure::One(first) if (*first - value).abs() > 0.0) {
                *figure = Figure::Differing;
            }
        }
        figures
    }
}
