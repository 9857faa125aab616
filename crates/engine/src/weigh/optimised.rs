//! Weights that give every child the importance that is wanted.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::stated::check_by_code;
use super::{Children, Gauge, Importance, Sample, Weigh, Weighed, imbalance, shares};
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::{BadParameter, method};
use crate::stats;

method! {
    /// Looks for weights under which each child is as important for its group's score as is wanted.
    ///
    /// # Formula
    /// Least sum_j (t_j - I_j(w) / sum_k I_k(w))^2 over weights w >= 0, with t_j the wanted share of child j (`targets`,
    /// else equal) and I_j its importance for the score y = sum_j w_j x_j: `correlation-ratio`, the share of y's variance
    /// that a smooth curve over x_j explains (a penalised cubic spline with 5 degrees of freedom); `squared-correlation`,
    /// that of a straight line; or `correlation`, Pearson's r.
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group. Where the shares of importance stay more than `tolerance` from the targets,
    /// finding W409 says how far.
    ///
    /// # Use when
    /// Weights were stated as importances ("all areas matter equally"), which weights are not: correlated children move the
    /// score together, and a child with little spread hardly does.
    ///
    /// # Beware
    /// The score is the arithmetic mean of the group, whatever aggregation follows, and importance for the group is not
    /// importance for the index. Children that conflict with their siblings need large weights, and often no weight of zero
    /// or more is enough; the search then leaves others at 0. It goes down from two starts (equal pull, and pull as wanted)
    /// and finds the nearest bottom. Few units make importances uncertain; below 10 (4 without the curve) there are no weights.
    /// Costs more than ten times min-max for each cell: the search aggregates all units at every step.
    ///
    /// # Reference
    /// Becker, Saisana, Paruolo and Vandecasteele (2017), doi:10.1016/j.ecolind.2017.03.056; Paruolo, Saisana and Saltelli
    /// (2013), doi:10.1111/j.1467-985X.2012.01059.x.
    ///
    /// # Example
    /// Two uncorrelated children, one with twice the spread: it is as important with half the weight.
    ///
    /// ```
    /// use opencities_engine::weigh::{Importance, Optimised, Weighting};
    /// let method = Optimised { importance: Importance::SquaredCorrelation, ..Optimised::default() };
    /// let (narrow, wide) = ([40.0, 60.0, 40.0, 60.0], [30.0, 30.0, 70.0, 70.0]);
    /// let weights = Weighting::Optimised(method).weights_of(&["narrow", "wide"], &[&narrow, &wide]).unwrap();
    /// assert!((weights[0] - 2.0 / 3.0).abs() < 1e-6);
    /// ```
    pub struct Optimised {
        /// How importance is measured: `correlation-ratio`, `squared-correlation` or `correlation`.
        pub importance: Importance = Importance::CorrelationRatio,
        /// Node code -> wanted importance, in proportion to its siblings'; a group that is not named wants equal ones.
        pub targets: BTreeMap<String, f64> = BTreeMap::new(),
        /// How far a share of importance may stay from its target before finding W409 says so.
        pub tolerance: f64 = 0.01,
    }
}

/// The importances of children for their weighted sum, as functions of the weights.
struct Sum<'a> {
    gauges: Vec<Gauge>,
    /// What each child explains of each: parts x children, for each gauge.
    explained: Vec<Array2<f64>>,
    covariance: Array2<f64>,
    sample: &'a Sample<'a>,
}

impl<'a> Sum<'a> {
    fn new(importance: Importance, sample: &'a Sample<'a>) -> Option<Self> {
        let columns = &sample.columns;
        let gauges: Vec<Gauge> =
            columns.iter().map(|column| Gauge::new(importance, column)).collect::<Option<Vec<Gauge>>>()?;
        let parts = |gauge: &Gauge| {
            let of_each: Vec<Vec<f64>> = columns.iter().map(|column| gauge.explained(column)).collect();
            Array2::from_shape_fn((of_each[0].len(), columns.len()), |(part, child)| of_each[child][part])
        };
        let covariance = |(a, b): (usize, usize)| stats::covariance(&columns[a], &columns[b]).unwrap_or(f64::NAN);
        let covariance = Array2::from_shape_fn((columns.len(), columns.len()), covariance);
        Some(Sum { explained: gauges.iter().map(parts).collect(), gauges, covariance, sample })
    }

    /// Everything is linear in the scores but the variance, so no unit is looked at again.
    fn importances(&self, weights: &[f64]) -> Vec<f64> {
        let weights = ndarray::ArrayView1::from(weights);
        let variance = weights.dot(&self.covariance.dot(&weights));
        let importance =
            |(gauge, explained): (&Gauge, &Array2<f64>)| gauge.importance(&explained.dot(&weights).to_vec(), variance);
        self.gauges.iter().zip(&self.explained).map(importance).collect()
    }

    /// The weights that come nearest to the wanted shares.
    fn nearest(&self, wanted: &[f64]) -> Option<Vec<f64>> {
        // In units of the children's spread, so that the search does not know in what they are measured.
        let deviations = self.sample.deviations();
        let weights = |pulls: &[f64]| -> Vec<f64> { pulls.iter().zip(&deviations).map(|(p, d)| p / d).collect() };
        let distance = |pulls: &[f64]| imbalance(wanted, &self.importances(&weights(pulls)));
        let least = 0.01 / wanted.len() as f64;
        let starts = [vec![1.0; wanted.len()], wanted.iter().map(|share| share.max(least)).collect()];
        let found = starts.iter().filter(|start| distance(start).is_finite());
        let found = found.map(|start| stats::minimise_non_negative(start, distance));
        let best = found.min_by(|a, b| a.value.total_cmp(&b.value))?;
        Some(shares(&weights(&best.point)))
    }
}

impl Optimised {
    /// The wanted shares of importance.
    fn wanted(&self, codes: &[&str]) -> Vec<f64> {
        let stated: Vec<f64> = codes.iter().map(|&code| self.targets.get(code).copied().unwrap_or(0.0)).collect();
        if stated.iter().sum::<f64>() > 0.0 { shares(&stated) } else { shares(&vec![1.0; codes.len()]) }
    }

    /// What is to be said where the wanted shares are not reached.
    fn report(&self, sample: &Sample<'_>, wanted: &[f64], reached: &[f64]) -> Option<Finding> {
        let gap = |&child: &usize| (wanted[child] - reached[child]).abs();
        let mut far: Vec<usize> = (0..wanted.len()).filter(|child| gap(child) > self.tolerance).collect();
        if far.is_empty() {
            return None;
        }
        far.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
        let one =
            |&child: &usize| format!("`{}` has {:.3} of {:.3}", sample.codes[child], reached[child], wanted[child]);
        let worst: Vec<String> = far.iter().take(3).map(one).collect();
        let message = format!(
            "the importances below `{}` are not as asked for in {} of {} children: {}",
            sample.group,
            far.len(),
            wanted.len(),
            worst.join(", ")
        );
        let hint = "look at how the children correlate, ask for less, or widen `tolerance`";
        Some(Finding::new(Code::W409, Place::node(sample.group), message, hint))
    }
}

impl Weigh for Optimised {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        children.found(self.importance.units_min(), |sample| {
            sample.all_differ()?;
            let cancelled = || sample.fault("its children cancel each other", "look at their directions");
            let sum = Sum::new(self.importance, sample).ok_or_else(cancelled)?;
            let wanted = self.wanted(&sample.codes);
            let weights = sum.nearest(&wanted).ok_or_else(cancelled)?;
            let reached = shares(&sum.importances(&weights));
            Ok(Weighed { findings: self.report(sample, &wanted, &reached).into_iter().collect(), weights })
        })
    }

    fn validate(&self) -> Vec<BadParameter> {
        if (0.0..=1.0).contains(&self.tolerance) {
            Vec::new()
        } else {
            vec![BadParameter { name: "tolerance", expected: "a share between 0 and 1".to_owned() }]
        }
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        let place = |code: &str| Place::key(format!("{place}.optimised.targets.{code}"));
        check_by_code(framework, "target", &self.targets, &place, faults);
    }
}
