//! Multiple imputation: several draws of what the gaps may hold.

use nalgebra::{DMatrix, DVector};

use super::expectation_maximisation::{ExpectationMaximisation, Filling, Fit};
use super::normal::{Completed, Noise, Normal, Ridge};
use super::{Filled, Gaps, Impute, positive, predictors};
use crate::axiom::Axiom;
use crate::finding::Finding;
use crate::framework::Framework;
use crate::random::{Stream, named_seed};
use crate::registry::{BadParameter, method};

method! {
    /// Draws what the gaps may hold, several times over, from a multivariate normal of the indicators whose own mean and
    /// covariance are uncertain too. Scores are computed with the mean of the draws; an uncertainty analysis takes them one
    /// by one.
    ///
    /// # Formula
    /// Each draw is a chain of its own (data augmentation). It starts at the mean and covariance of greatest likelihood
    /// (`expectation-maximisation`), and `steps` times draws every gap of the n ranked units given their known values, then
    /// Sigma from the inverse Wishart distribution with n - 1 degrees of freedom and the matrix S of sums of products about
    /// the means, then mu from the normal with the means and Sigma / n. The gaps of all units are then drawn once. Draw d
    /// depends on `seed` and d alone, and on nothing that other units hold but their figures.
    ///
    /// # Units and range
    /// Those of the indicator, without limits. The variance of a result over complete data U and that of its m draws B add
    /// up to U + (1 + 1 / m) B (Rubin's rule).
    ///
    /// # Use when
    /// It matters how far ranks rest on what was imputed. Gaps have nothing to do with the missing value itself (missing at
    /// random), and the indicators are not far from normal.
    ///
    /// # Beware
    /// A draw may lie far beyond the known values, and below zero where none is. The mean of the draws has as little
    /// scatter as a regression: take single draws for anything about spread. With fewer units than indicators and two more,
    /// or a singular covariance, the posterior is made proper with as many more degrees of freedom as there are indicators,
    /// and `ridge` in the variances of the standardised indicators (finding S518).
    /// Costs more than ten times min-max for each cell: a covariance matrix is found anew at every step of every draw.
    ///
    /// # Reference
    /// Rubin (1987), doi:10.1002/9780470316696; Schafer (1997), doi:10.1201/9781439821862, section 5.4; OECD/JRC Handbook
    /// (2008), section 3.
    ///
    /// # Example
    /// Thirty points lie 1 above and 1 below the line y = x in turn: at x = 15 the draws lie about 15.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{Imputation, Multiple};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let x: Vec<f64> = (0..30).map(f64::from).chain([15.0]).collect();
    /// let y: Vec<f64> = (0..30).map(|i| f64::from(i + 1 - i % 2 * 2)).chain([f64::NAN]).collect();
    /// let table = Table::new(["x".to_owned(), "y".to_owned()].into(), vec![x.into(), y.into()], 31);
    /// let method = Imputation::Multiple(Multiple { draws: 100, ..Multiple::default() });
    /// let units = Units::of_codes((0..31).map(|unit| unit.to_string()));
    /// let filled = method.fill_table(units, vec![Period::UNDATED], table);
    /// assert!((filled.slice(1)[30] - 15.0).abs() < 0.5);
    /// ```
    pub struct Multiple {
        /// The number of draws.
        pub draws: u32 = 20,
        /// The seed of the random numbers.
        pub seed: u64 = 1,
        /// The steps of each chain.
        pub steps: u32 = 10,
        /// The indicators, or groups of them, that the normal holds besides those with gaps; all where none is named.
        pub on: Vec<String> = Vec::new(),
        /// What is added to the variances where the covariance is singular, in standardised measure.
        pub ridge: f64 = 0.001,
    }
}

impl Impute for Multiple {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        let start = ExpectationMaximisation { on: self.on.clone(), ridge: self.ridge, ..Default::default() };
        let mut filling = Filling::new(gaps, targets);
        for period in 0..gaps.data.periods.len() {
            let Some(fit) = start.fit(gaps, targets, period, &mut filling) else { continue };
            let everyone = fit.measures.rows(gaps, period, |_| true);
            let name = |code: &str| format!("{}/{code}", gaps.data.periods[period]);
            let seeds: Vec<u64> = gaps.data.units.iter().map(|unit| named_seed(self.seed, &name(&unit.code))).collect();
            let chain_seed = named_seed(self.seed, &name(""));
            let draw = |draw: u32| {
                let (normal, mut ridge) = self.chain(&fit, &seeds, chain_seed, draw);
                let noise = Noise { seeds: &seeds, stream: stream(draw, self.steps) };
                everyone.completed(&normal, &mut ridge, Some(noise)).columns
            };
            let columns = match gaps.draw {
                Some(number) => draw(number),
                None => mean_of((0..self.draws).map(draw)),
            };
            filling.take(period, &fit.measures, &everyone, &columns);
        }
        filling.done()
    }

    fn draws(&self) -> u32 {
        self.draws
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::WithinKnownValues]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut bad = positive("draws", f64::from(self.draws));
        bad.extend(positive("steps", f64::from(self.steps)));
        bad.extend(positive("ridge", self.ridge));
        bad
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        predictors::check(framework, &self.on, &format!("{place}.multiple.on"), faults);
    }
}

/// The stream of random numbers of a step of a draw.
fn stream(draw: u32, step: u32) -> u64 {
    u64::from(draw) << 32 | u64::from(step)
}

/// The mean of the columns of several draws.
fn mean_of(draws: impl ExactSizeIterator<Item = Vec<Vec<f64>>>) -> Vec<Vec<f64>> {
    let count = draws.len() as f64;
    let mut total: Vec<Vec<f64>> = Vec::new();
    for columns in draws {
        if total.is_empty() {
            total = columns;
            continue;
        }
        for (total, value) in total.iter_mut().flatten().zip(columns.iter().flatten()) {
            *total += value;
        }
    }
    total.iter_mut().flatten().for_each(|total| *total /= count);
    total
}

impl Multiple {
    /// The mean and covariance at the end of a draw's chain.
    fn chain(&self, fit: &Fit, seeds: &[u64], chain_seed: u64, draw: u32) -> (Normal, Ridge) {
        let (mut normal, mut ridge) = (fit.normal.clone(), fit.ridge);
        for step in 0..self.steps {
            let noise = Noise { seeds, stream: stream(draw, step) };
            let completed = fit.rows.completed(&normal, &mut ridge, Some(noise));
            let mut random = Stream::new(chain_seed, stream(draw, step));
            normal = self.posterior(completed, fit.rows.units.len(), &mut ridge, &mut random);
        }
        (normal, ridge)
    }

    /// A mean and covariance drawn from what completed rows say of them.
    fn posterior(&self, completed: Completed, rows: usize, ridge: &mut Ridge, random: &mut Stream) -> Normal {
        let (mean, products) = completed.moments();
        let (width, rows) = (mean.len(), rows as f64);
        let covariance = products / rows;
        let is_proper = rows - 1.0 > width as f64 && !ridge.was_needed();
        let more = if is_proper { 0.0 } else { width as f64 };
        if !is_proper {
            ridge.insist();
        }
        // Bartlett's decomposition: with S = L L' and A A' of the Wishart distribution, L A'^-1 A^-1 L' is of the inverse.
        let lower = ridge.factor(&covariance).l() * rows.sqrt();
        let mut bartlett = DMatrix::zeros(width, width);
        for row in 0..width {
            bartlett[(row, row)] = random.chi_square((rows - 1.0 + more - row as f64).max(1.0)).sqrt();
            (0..row).for_each(|column| bartlett[(row, column)] = random.normal());
        }
        let root = bartlett.solve_lower_triangular(&lower.transpose()).unwrap_or_else(|| lower.transpose());
        let shocks = DVector::from_fn(width, |_, _| random.normal());
        let drawn = |place: usize| mean[place] + root.column(place).dot(&shocks) / rows.sqrt();
        Normal {
            mean: DVector::from_fn(width, |place, _| drawn(place)),
            covariance: DMatrix::from_fn(width, width, |a, b| root.column(a).dot(&root.column(b))),
        }
    }
}
