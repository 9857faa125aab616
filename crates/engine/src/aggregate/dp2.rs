//! DP2: distances from the worst, without what the children repeat of each other.

use nalgebra::{DMatrix, DVector};
use ndarray::Array2;

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::registry::{BadParameter, method};
use crate::stats::{correlation_matrix, extent, mean, pearson, standard_deviation, sum};

method! {
    /// The sum of the distances from the least score of each child, each counted only for what the children before it do not already tell (Pena Trapero's DP2).
    ///
    /// # Formula
    /// y = sum over j of w_j (1 - R2_j) (x_j - min x_j) / s_j. The children are put in the order of their absolute correlation
    /// with the index, and R2_j is the coefficient of determination of child j on those before it (0 for the first). The
    /// order needs the index and the index the order: the search begins with every R2 at 0 and ends when the order stays.
    /// Least scores and deviations s_j (n - 1) are those of the ranked units in the periods of reference, correlations
    /// those of the units among them that know every child. Weights are taken relative to their mean: equal ones count 1.
    ///
    /// # Units and range
    /// Standard deviations from the worst, added up: 0 for a unit that is the worst in everything, without upper bound.
    ///
    /// # Use when
    /// Children tell partly the same, and no experts' weights are wanted: what is told twice counts once.
    ///
    /// # Beware
    /// The distances change when other units do; between years compare only with one set of reference periods. Its range
    /// is not that of the children. A child that is nearly a sum of others counts for nothing, whatever it means.
    /// Where two children are correlated with the index alike (to 1e-9) the one with the greater mean distance comes
    /// first, then by code. The sum over the known children of a unit is scaled up to that of all. At least two
    /// complete units more than children are needed, and spread in each child (finding S515). The order may go round
    /// in a circle (finding S517).
    /// Costs more than ten times the arithmetic mean for each cell: every order of the children that is tried takes
    /// correlations over all units.
    ///
    /// # Reference
    /// Pena Trapero (1977), Problemas de la medición del bienestar y conceptos afines, INE, Madrid; Somarriba and Pena
    /// (2009), doi:10.1007/s11205-008-9356-y.
    ///
    /// # Example
    /// With one child it is the distance from the least score in standard deviations: 1, 2, 3 have s = 1.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Dp2};
    /// let dp2 = Aggregation::Dp2(Dp2::default());
    /// assert_eq!(dp2.scores_of(&[&[1.0, 2.0, 3.0]], &[1.0]), [0.0, 1.0, 2.0]);
    /// // What a second child repeats adds nothing.
    /// assert_eq!(dp2.scores_of(&[&[1.0, 2.0, 3.0, 4.0], &[10.0, 20.0, 30.0, 40.0]], &[1.0, 1.0])[0], 0.0);
    /// ```
    pub struct Dp2 {
        /// The most orders that are tried: one or more.
        pub iterations_max: u32 = 100,
    }
}

/// Correlations and distances that are nearer than this are taken as equal: sums round.
const ROUNDING: f64 = 1e-9;

/// How the distances of children are counted.
struct Fit {
    /// The children that anybody has.
    used: Vec<usize>,
    /// The least score of each.
    least: Vec<f64>,
    /// What a point of each counts: w (1 - R2) / s.
    slopes: Vec<f64>,
    /// What a standard deviation of each counts: w (1 - R2).
    shares: Vec<f64>,
    converged: bool,
}

impl Dp2 {
    fn fit(&self, group: &Siblings<'_>) -> Result<Fit, String> {
        let rows = group.fitting.reference_rows();
        let column = |child: usize| -> Vec<f64> {
            rows.iter().map(|&row| group.columns[child][row]).filter(|score| !score.is_nan()).collect()
        };
        let used: Vec<usize> = (0..group.columns.len()).filter(|&child| !column(child).is_empty()).collect();
        let is_complete = |row: &&usize| used.iter().all(|&child| !group.columns[child][**row].is_nan());
        let complete: Vec<usize> = rows.iter().filter(is_complete).copied().collect();
        let needed = used.len() + 2;
        if used.is_empty() || complete.len() < needed {
            return Err(format!("{} units know every child, {needed} are needed", complete.len()));
        }
        let known: Vec<Vec<f64>> = used.iter().map(|&child| column(child)).collect();
        let least: Vec<f64> = known.iter().map(|column| extent(column).map_or(f64::NAN, |(least, _)| least)).collect();
        let spread: Vec<f64> = known.iter().map(|column| standard_deviation(column).unwrap_or(f64::NAN)).collect();
        let distances = Array2::from_shape_fn((complete.len(), used.len()), |(row, child)| {
            (group.columns[used[child]][complete[row]] - least[child]) / spread[child]
        });
        let correlations = correlation_matrix(&distances);
        if let Some(flat) = (0..used.len()).find(|&child| correlations[[child, child]].is_nan()) {
            return Err(format!("`{}` has no spread among the units that know every child", group.codes[used[flat]]));
        }
        let weights: Vec<f64> = used.iter().map(|&child| group.weights[child]).collect();
        let average = sum(&weights) / weights.len() as f64;
        let weights: Vec<f64> = weights.iter().map(|weight| weight / average).collect();
        let codes: Vec<&str> = used.iter().map(|&child| group.codes[child]).collect();
        let mut shares = weights.clone();
        let mut order = Vec::new();
        let mut converged = false;
        for _ in 0..self.iterations_max {
            let next = order_of(&distances, &shares, &codes);
            converged = next == order;
            if converged {
                break;
            }
            shares = own_parts(&correlations, &next).iter().zip(&weights).map(|(part, weight)| part * weight).collect();
            order = next;
        }
        let slopes = shares.iter().zip(&spread).map(|(share, spread)| share / spread).collect();
        Ok(Fit { used, least, slopes, shares, converged })
    }
}

/// The children by their absolute correlation with the index, greatest first.
fn order_of(distances: &Array2<f64>, shares: &[f64], codes: &[&str]) -> Vec<usize> {
    let index: Vec<f64> =
        distances.rows().into_iter().map(|row| row.iter().zip(shares).map(|(x, s)| x * s).sum()).collect();
    let keys: Vec<(i64, i64)> = distances
        .columns()
        .into_iter()
        .map(|column| {
            let column = column.to_vec();
            let whole = |number: f64| (number / ROUNDING).round() as i64;
            (whole(pearson(&column, &index).unwrap_or(0.0).abs()), whole(mean(&column).unwrap_or(0.0)))
        })
        .collect();
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by(|&a, &b| keys[b].cmp(&keys[a]).then_with(|| codes[a].cmp(codes[b])));
    order
}

/// 1 - R2 of each child on those before it in the order.
fn own_parts(correlations: &Array2<f64>, order: &[usize]) -> Vec<f64> {
    let mut parts = vec![0.0; order.len()];
    // A child that those before it determine cannot help to determine others, and would make the equations singular.
    let mut before: Vec<usize> = Vec::new();
    for &child in order {
        let with = DVector::from_iterator(before.len(), before.iter().map(|&other| correlations[[other, child]]));
        let among = DMatrix::from_fn(before.len(), before.len(), |a, b| correlations[[before[a], before[b]]]);
        let explained = among.cholesky().map_or(0.0, |among| with.dot(&among.solve(&with)));
        let part = 1.0 - explained;
        if part > ROUNDING {
            parts[child] = part;
            before.push(child);
        }
    }
    parts
}

impl Aggregate for Dp2 {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let code = group.group;
        let fit = match self.fit(group) {
            Ok(fit) => fit,
            Err(why) => {
                let message = format!("the distances below `{code}` cannot be found: {why}");
                let hint = "impute the gaps, drop children without spread, or use a mean for this group";
                return group.without_scores(Finding::new(Code::S515, Place::node(code), message, hint));
            }
        };
        let total: f64 = fit.shares.iter().sum();
        let score = |row: usize| {
            let (mut distance, mut known) = (0.0, 0.0);
            for (place, &child) in fit.used.iter().enumerate() {
                let score = group.columns[child][row];
                if !score.is_nan() {
                    distance += fit.slopes[place] * (score - fit.least[place]);
                    known += fit.shares[place];
                }
            }
            if known > 0.0 { distance * (total / known) } else { f64::NAN }
        };
        let mut result = Aggregated::from((0..group.rows()).map(score).collect::<Vec<f64>>());
        if !fit.converged {
            let message =
                format!("the order of the children of `{code}` still changes after {} rounds", self.iterations_max);
            let hint = "the last order is used; raise `iterations_max`, and if that does not help, the order goes round in a circle";
            result.findings.push(Finding::new(Code::S517, Place::node(code), message, hint));
        }
        result
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::None
    }

    fn domain(&self) -> Domain {
        Domain::All
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[
            Axiom::Unanimity,
            Axiom::Internality,
            Axiom::Monotonicity,
            Axiom::StrictMonotonicity,
            Axiom::WeightResponse,
            Axiom::OwnChildrenAlone,
        ]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let bad = || BadParameter { name: "iterations_max", expected: "a whole number above zero".to_owned() };
        if self.iterations_max == 0 { vec![bad()] } else { Vec::new() }
    }
}
