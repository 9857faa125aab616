//! Imputation by regression on other indicators.

use nalgebra::{Cholesky, DVector};

use super::{Filled, Gaps, Impute, predictors};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::par;
use crate::registry::method;
use crate::stats::{cross_products, mean, standard_deviation};

method! {
    /// Fills a gap with what the unit's figures on other indicators predict, by least squares over the ranked units of the
    /// same period that know all of them.
    ///
    /// # Formula
    /// x = b0 + sum of b_j z_j over the q indicators z_j of `on`, with b such that the sum of squared residuals of the n
    /// ranked units that know x and every z_j is least. The z_j are standardised (n - 1) before the normal equations are
    /// solved.
    ///
    /// # Units and range
    /// Those of the indicator, without limits.
    ///
    /// # Use when
    /// A few indicators, known for nearly all units, go closely with the one that has gaps.
    ///
    /// # Beware
    /// A filled value may lie beyond the known ones, and below zero where none is. It lies on the line, so correlations
    /// look stronger than they are; `multiple` keeps the scatter. With fewer than q + 2 such units, or where one z_j is a
    /// sum of the others (it has less than 1e-10 of its variance of its own), no line is found and the gaps stay (finding
    /// S518); so does the gap of a unit that lacks any z_j.
    /// Costs more than ten times min-max for each cell: every gap has a system of equations.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3 (regression imputation).
    ///
    /// # Example
    /// The points (1, 1), (2, 3) and (3, 2) have the line 1 + 0.5 x, so at x = 4 the gap becomes 3.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{Imputation, Regression};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let columns = vec![vec![1.0, 2.0, 3.0, 4.0].into(), vec![1.0, 3.0, 2.0, f64::NAN].into()];
    /// let table = Table::new(["x".to_owned(), "y".to_owned()].into(), columns, 4);
    /// let method = Imputation::Regression(Regression { on: vec!["x".into()] });
    /// let filled = method.fill_table(Units::of_codes(["a", "b", "c", "d"]), vec![Period::UNDATED], table);
    /// assert!((filled.slice(1)[3] - 3.0).abs() < 1e-12);
    /// ```
    pub struct Regression {
        /// The indicators, or groups of them, that predict; the siblings of the indicator where none is named.
        pub on: Vec<String> = Vec::new(),
    }
}

/// The least share of its variance that a predictor must have of its own.
const OWN_VARIANCE_MIN: f64 = 1e-10;

impl Impute for Regression {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        let filled = par::map(targets.len(), gaps.table.rows(), |target| {
            let own = targets[target];
            let on = self.predictors(gaps.framework, own);
            let mut column = gaps.table.column(own).to_vec();
            let mut findings = Vec::new();
            for period in 0..gaps.data.periods.len() {
                let rows = gaps.data.rows_of(period);
                if !column[rows.clone()].iter().any(|value| value.is_nan()) {
                    continue;
                }
                match Line::fitted(gaps, own, &on, rows.clone()) {
                    Ok(line) => {
                        for row in rows.filter(|&row| gaps.table.column(own)[row].is_nan()) {
                            column[row] = line.at(gaps, row);
                        }
                    }
                    Err(why) => {
                        let code = &gaps.table.codes()[own];
                        let place = Place::node(code).in_period(gaps.data.periods[period]);
                        let message = format!("no regression for `{code}`: {why}; its gaps stay");
                        findings.push(Finding::new(Code::S518, place, message, "name other indicators in `on`"));
                    }
                }
            }
            (column, findings)
        });
        Filled::collected(filled)
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::WithinKnownValues]
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        predictors::check(framework, &self.on, &format!("{place}.regression.on"), faults);
    }
}

impl Regression {
    fn predictors(&self, framework: &Framework, own: usize) -> Vec<usize> {
        let named = if self.on.is_empty() {
            framework.nodes()[own].parent.map(|parent| framework.nodes()[parent].indicators.clone()).unwrap_or_default()
        } else {
            predictors::named(framework, &self.on)
        };
        named.into_iter().filter(|&other| other != own).collect()
    }
}

/// A fitted line: each predictor with its mean and its slope.
struct Line {
    level: f64,
    slopes: Vec<(usize, f64, f64)>,
}

impl Line {
    /// The line of one period, or why there is none.
    fn fitted(gaps: &Gaps<'_>, own: usize, on: &[usize], rows: std::ops::Range<usize>) -> Result<Self, String> {
        let knows = |row: usize, column: usize| !gaps.table.column(column)[row].is_nan();
        let complete =
            |row: &usize| gaps.donors[*row] && knows(*row, own) && on.iter().all(|&other| knows(*row, other));
        let rows: Vec<usize> = rows.filter(complete).collect();
        if on.is_empty() {
            return Err("there is no other indicator to predict it from".to_owned());
        }
        if rows.len() < on.len() + 2 {
            return Err(format!("{} ranked units know it and all of its {} predictors", rows.len(), on.len()));
        }
        let column =
            |position: usize| -> Vec<f64> { rows.iter().map(|&row| gaps.table.column(position)[row]).collect() };
        let mut centred: Vec<Vec<f64>> = Vec::with_capacity(on.len() + 1);
        let mut facts = Vec::with_capacity(on.len() + 1);
        for &position in on.iter().chain([&own]) {
            let values = column(position);
            let centre = mean(&values).unwrap_or(f64::NAN);
            let spread = if position == own { 1.0 } else { standard_deviation(&values).unwrap_or(0.0) };
            if spread <= 0.0 {
                return Err(format!("`{}` has no spread among them", gaps.table.codes()[position]));
            }
            centred.push(values.iter().map(|value| (value - centre) / spread).collect());
            facts.push((position, centre, spread));
        }
        let products = cross_products(&centred) / (rows.len() - 1) as f64;
        let q = on.len();
        let equations = Cholesky::new(products.view((0, 0), (q, q)).into_owned());
        let own_variance = |found: &Cholesky<f64, nalgebra::Dyn>| {
            found.l_dirty().diagonal().iter().all(|pivot| pivot * pivot > OWN_VARIANCE_MIN)
        };
        let Some(equations) = equations.filter(own_variance) else {
            return Err("one predictor is a sum of the others".to_owned());
        };
        let slopes = equations.solve(&DVector::from_fn(q, |row, _| products[(row, q)]));
        let (_, level, _) = facts[q];
        let slopes = facts[..q].iter().zip(slopes.iter());
        Ok(Line {
            level,
            slopes: slopes.map(|(&(column, centre, spread), slope)| (column, centre, slope / spread)).collect(),
        })
    }

    /// What a row's figures predict; `NaN` where one is missing.
    fn at(&self, gaps: &Gaps<'_>, row: usize) -> f64 {
        let terms =
            self.slopes.iter().map(|&(column, centre, slope)| slope * (gaps.table.column(column)[row] - centre));
        terms.fold(self.level, |sum, term| sum + term)
    }
}
