//! Imputation by the expectation-maximisation algorithm.

use super::normal::{Measures, Normal, Ridge, Rows};
use super::{Filled, Gaps, Impute, positive, predictors};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::{BadParameter, method};

method! {
    /// Fills gaps with what a multivariate normal of the indicators expects of them, given all that the unit knows.
    ///
    /// # Formula
    /// Mean mu and covariance Sigma are those of greatest likelihood over the n ranked units of the period that know any
    /// indicator (Sigma by n). From zero and one in every standardised indicator, two steps alternate until no element of
    /// them moves by more than `tolerance`: the expectation x_m = mu_m + Sigma_mo Sigma_oo^-1 (x_o - mu_o) of every unit's
    /// gaps m given its known values o, with its covariance; and mu and Sigma of what is so filled. x_m is the last one.
    ///
    /// # Units and range
    /// Those of the indicator, without limits.
    ///
    /// # Use when
    /// Several indicators have gaps in different places, go together in straight lines, and gaps have nothing to do with
    /// the missing value itself (missing at random). Transform skewed indicators at the source: treatment comes later.
    ///
    /// # Beware
    /// A filled value may lie beyond the known ones, and below zero where none is. With hardly more units than indicators
    /// Sigma is singular, or nearly (an indicator has less than 1e-8 of its variance of its own): then `ridge` is added to
    /// the variances of the standardised indicators, as often by tens as it takes, and finding S518 says so. Name fewer
    /// indicators in `on` rather. Filled values have too little scatter (`multiple` keeps it). Where it stops before its
    /// tolerance is reached, finding S517 says so. An indicator without spread is filled with its one value; one that fewer
    /// than two ranked units know stays as it is.
    /// Costs more than ten times min-max for each cell: a covariance matrix is found anew at every step.
    ///
    /// # Reference
    /// Dempster, Laird and Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x; OECD/JRC Handbook (2008), section 3.
    ///
    /// # Example
    /// With gaps in one of two indicators the answer is the regression line of the complete units: (1, 1), (2, 3) and (3,
    /// 2) have the line 1 + 0.5 x, so at x = 4 the gap becomes 3.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{ExpectationMaximisation, Imputation};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let columns = vec![vec![1.0, 2.0, 3.0, 4.0].into(), vec![1.0, 3.0, 2.0, f64::NAN].into()];
    /// let table = Table::new(["x".to_owned(), "y".to_owned()].into(), columns, 4);
    /// let method = Imputation::ExpectationMaximisation(ExpectationMaximisation::default());
    /// let filled = method.fill_table(Units::of_codes(["a", "b", "c", "d"]), vec![Period::UNDATED], table);
    /// assert!((filled.slice(1)[3] - 3.0).abs() < 1e-5);
    /// ```
    pub struct ExpectationMaximisation {
        /// The indicators, or groups of them, that the normal holds besides those with gaps; all where none is named.
        pub on: Vec<String> = Vec::new(),
        /// The move of a mean or covariance, in standardised measure, below which it has converged.
        pub tolerance: f64 = 1e-6,
        /// The most steps.
        pub steps_max: u32 = 200,
        /// What is added to the variances where the covariance is singular, in standardised measure.
        pub ridge: f64 = 0.001,
    }
}

impl Impute for ExpectationMaximisation {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        let mut filling = Filling::new(gaps, targets);
        for period in 0..gaps.data.periods.len() {
            let Some(Fit { measures, normal, mut ridge, .. }) = self.fit(gaps, targets, period, &mut filling) else {
                continue;
            };
            let rows = measures.rows(gaps, period, |_| true);
            let completed = rows.completed(&normal, &mut ridge, None);
            filling.take(period, &measures, &rows, &completed.columns);
        }
        filling.done()
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::WithinKnownValues]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut bad = positive("tolerance", self.tolerance);
        bad.extend(positive("steps_max", f64::from(self.steps_max)));
        bad.extend(positive("ridge", self.ridge));
        bad
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        predictors::check(framework, &self.on, &format!("{place}.expectation-maximisation.on"), faults);
    }
}

/// The normal of greatest likelihood of one period.
pub(super) struct Fit {
    pub(super) measures: Measures,
    /// The rows that it was fitted on.
    pub(super) rows: Rows,
    pub(super) normal: Normal,
    pub(super) ridge: Ridge,
}

impl ExpectationMaximisation {
    /// Fits a period; `None` where it has no gap that could be filled.
    pub(super) fn fit(
        &self,
        gaps: &Gaps<'_>,
        targets: &[usize],
        period: usize,
        filling: &mut Filling<'_>,
    ) -> Option<Fit> {
        let has_gap =
            |target: &usize| gaps.table.slice(*target)[gaps.data.rows_of(period)].iter().any(|value| value.is_nan());
        let lacking: Vec<usize> = targets.iter().copied().filter(has_gap).collect();
        if lacking.is_empty() {
            return None;
        }
        let mut columns = predictors::named_or_all(gaps.framework, &self.on);
        columns.extend(&lacking);
        columns.sort_unstable();
        columns.dedup();
        filling.take_constants(period, &lacking);
        let measures = Measures::new(gaps, period, &columns);
        let knows = |row: usize| measures.columns.iter().any(|&column| !gaps.table.column(column)[row].is_nan());
        let rows = measures.rows(gaps, period, |row| gaps.donors[row] && knows(row));
        if measures.columns.is_empty() || rows.units.is_empty() {
            return None;
        }
        let mut ridge = Ridge::new(self.ridge);
        let mut normal = Normal::standard(measures.columns.len());
        let mut moved = f64::INFINITY;
        for _ in 0..self.steps_max {
            let next = rows.completed(&normal, &mut ridge, None).likeliest();
            moved = next.distance(&normal);
            normal = next;
            if moved <= self.tolerance {
                break;
            }
        }
        let place = || Place::default().in_period(gaps.data.periods[period]);
        if moved > self.tolerance {
            let message = format!("expectation-maximisation still moved by {moved:.1e} after {} steps", self.steps_max);
            filling.findings.push(Finding::new(Code::S517, place(), message, "raise `steps_max` or `tolerance`"));
        }
        if ridge.was_needed() {
            let (units, width) = (rows.units.len(), measures.columns.len());
            let message =
                format!("the covariance of {width} indicators over {units} units is singular: a ridge was added");
            filling.findings.push(Finding::new(Code::S518, place(), message, "name fewer indicators in `on`"));
        }
        Some(Fit { measures, rows, normal, ridge })
    }
}

/// Columns that are being filled period by period.
pub(super) struct Filling<'a> {
    gaps: &'a Gaps<'a>,
    targets: &'a [usize],
    columns: Vec<Vec<f64>>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Filling<'a> {
    pub(super) fn new(gaps: &'a Gaps<'a>, targets: &'a [usize]) -> Self {
        let columns = targets.iter().map(|&target| gaps.table.column(target).to_vec()).collect();
        Filling { gaps, targets, columns, findings: Vec::new() }
    }

    /// Fills the gaps of a period from standardised columns.
    pub(super) fn take(&mut self, period: usize, measures: &Measures, rows: &Rows, completed: &[Vec<f64>]) {
        let start = self.gaps.data.rows_of(period).start;
        for (&target, column) in self.targets.iter().zip(&mut self.columns) {
            let Ok(place) = measures.columns.binary_search(&target) else { continue };
            for (&unit, &value) in rows.units.iter().zip(&completed[place]) {
                if self.gaps.table.column(target)[start + unit].is_nan() {
                    column[start + unit] = measures.back(place, value);
                }
            }
        }
    }

    /// Fills what has no spread with its one value, and says what too few units know.
    fn take_constants(&mut self, period: usize, lacking: &[usize]) {
        for (&target, column) in
            self.targets.iter().zip(&mut self.columns).filter(|(target, _)| lacking.contains(target))
        {
            let known = self.gaps.known(target, period);
            if known.len() < 2 {
                let code = &self.gaps.table.codes()[target];
                let place = Place::node(code).in_period(self.gaps.data.periods[period]);
                let message = format!("fewer than two ranked units know `{code}`: it is left as it is");
                self.findings.push(Finding::new(Code::S518, place, message, "choose another imputation for it"));
            } else if known.iter().all(|value| value.to_bits() == known[0].to_bits()) {
                let cells = &mut column[self.gaps.data.rows_of(period)];
                cells.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = known[0]);
            }
        }
    }

    pub(super) fn done(self) -> Filled {
        Filled { columns: self.columns.into_iter().map(Into::into).collect(), findings: self.findings }
    }
}
