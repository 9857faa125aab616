//! Aggregation: the scores of children become the score of their group (Handbook step 6).
//!
//! An aggregation gets a whole group, the children's columns and their weights, and returns a column of scores and, where
//! each unit has weights of its own, those too. To add one: one file with its page and its `aggregate`, its `mod` line and
//! one registration line below. An axiom that it breaks is named by its `breaks`.

mod arithmetic;
mod benefit_of_the_doubt;
mod borda;
mod by_order;
mod capped;
mod condorcet_kemeny;
mod consensus;
pub(crate) mod contest;
mod copeland;
mod directional_benefit_of_the_doubt;
mod dp2;
mod frontier;
mod geometric;
mod harmonic;
mod ideal;
mod mazziotta_pareto;
mod mean_min;
mod median;
mod minimum;
mod multi_directional_benefit_of_the_doubt;
mod ordered_weighted_average;
mod power;
mod topsis;
mod wroclaw;

pub use arithmetic::Arithmetic;
pub use benefit_of_the_doubt::BenefitOfTheDoubt;
pub use borda::Borda;
pub use capped::{Capped, Rule};
pub use condorcet_kemeny::CondorcetKemeny;
pub use copeland::Copeland;
pub use directional_benefit_of_the_doubt::DirectionalBenefitOfTheDoubt;
pub use dp2::Dp2;
pub use geometric::Geometric;
pub use harmonic::Harmonic;
pub use mazziotta_pareto::{Deviation, MazziottaPareto, Penalty};
pub use mean_min::MeanMin;
pub use median::Median;
pub use minimum::Minimum;
pub use multi_directional_benefit_of_the_doubt::MultiDirectionalBenefitOfTheDoubt;
pub use ordered_weighted_average::{Order, OrderedWeightedAverage};
pub use power::Power;
pub use topsis::Topsis;
pub use wroclaw::Wroclaw;

use serde::Serialize;

use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::par;
use crate::reference::Fitting;
use crate::registry::{BadParameter, family};

family! {
    /// How the scores of children become the score of their group.
    pub enum Aggregation: Aggregate, "aggregate" {
        Arithmetic = "arithmetic" in arithmetic,
        Geometric = "geometric" in geometric,
        Harmonic = "harmonic" in harmonic,
        Power = "power" in power,
        Median = "median" in median,
        Minimum = "minimum" in minimum,
        OrderedWeightedAverage = "ordered-weighted-average" in ordered_weighted_average,
        MazziottaPareto = "mazziotta-pareto" in mazziotta_pareto,
        MeanMin = "mean-min" in mean_min,
        Wroclaw = "wroclaw" in wroclaw,
        Topsis = "topsis" in topsis,
        Dp2 = "dp2" in dp2,
        Capped = "capped" in capped,
        Copeland = "copeland" in copeland,
        Borda = "borda" in borda,
        CondorcetKemeny = "condorcet-kemeny" in condorcet_kemeny,
        BenefitOfTheDoubt = "benefit-of-the-doubt" in benefit_of_the_doubt,
        DirectionalBenefitOfTheDoubt = "directional-benefit-of-the-doubt" in directional_benefit_of_the_doubt,
        MultiDirectionalBenefitOfTheDoubt = "multi-directional-benefit-of-the-doubt" in multi_directional_benefit_of_the_doubt,
    }
}

impl Aggregation {
    /// How a score falls apart into the parts of its children.
    pub fn decomposition(&self) -> Decomposition {
        self.rule().decomposition()
    }

    /// The most units of a period that the method is meant for: beyond, it takes long or gives no answer, as its page says.
    pub fn units_max(&self) -> usize {
        self.rule().units_max()
    }

    /// The score of one unit alone, from those of its children; `NaN` is missing, and so is the score of a group whose
    /// weights are all zero.
    ///
    /// # Panics
    /// When there is not one weight for each score: a fault of the calling program.
    pub fn mean_of(&self, scores: &[f64], weights: &[f64]) -> f64 {
        let columns: Vec<&[f64]> = scores.iter().map(std::slice::from_ref).collect();
        self.scores_of(&columns, weights).first().copied().unwrap_or(f64::NAN)
    }

    /// The scores of units of one period, all of them ranked, from the columns of their children.
    ///
    /// # Panics
    /// When there is not one weight for each column, or columns differ in length: a fault of the calling program.
    pub fn scores_of(&self, columns: &[&[f64]], weights: &[f64]) -> Vec<f64> {
        self.aggregated(columns, weights).scores
    }

    /// The same, with the weights that each unit has of its own and with findings.
    ///
    /// # Panics
    /// As [`Aggregation::scores_of`].
    pub fn aggregated(&self, columns: &[&[f64]], weights: &[f64]) -> Aggregated {
        assert_eq!(columns.len(), weights.len(), "a weight for each column");
        let rows = columns.first().map_or(0, |column| column.len());
        assert!(columns.iter().all(|column| column.len() == rows), "columns of equal length");
        let kept: Vec<usize> = (0..weights.len()).filter(|&child| weights[child] > 0.0).collect();
        let codes: Vec<String> = kept.iter().map(|child| format!("child{child}")).collect();
        let siblings = Siblings {
            group: "group",
            codes: codes.iter().map(String::as_str).collect(),
            columns: kept.iter().map(|&child| columns[child]).collect(),
            weights: kept.iter().map(|&child| weights[child]).collect(),
            fitting: &Fitting::of_one_period(rows),
            below: &|_| None,
        };
        let mut result = self.rule().aggregate(&siblings);
        result.scores.resize(rows, f64::NAN);
        result
    }
}

/// What an aggregation makes of a group.
#[derive(Debug, Clone, Default)]
pub struct Aggregated {
    /// A score for each row; `NaN` is missing.
    pub scores: Vec<f64>,
    /// Where each unit has weights of its own: a column for each child that has a weight, in their order. The score is the
    /// sum of the children's scores, each times its weight; that of a missing child is 0.
    pub unit_weights: Option<Vec<Vec<f64>>>,
    /// Where a penalty or a cap moves the score: what it adds to the sum of the parts in each row, below zero where it takes
    /// off.
    pub adjustments: Option<Vec<f64>>,
    /// What the reader should know.
    pub findings: Vec<Finding>,
}

impl From<Vec<f64>> for Aggregated {
    fn from(scores: Vec<f64>) -> Self {
        Aggregated { scores, ..Aggregated::default() }
    }
}

impl Aggregated {
    /// Means, each moved by a penalty.
    fn adjusted(means: Vec<f64>, adjustments: Vec<f64>) -> Self {
        let scores = means.iter().zip(&adjustments).map(|(mean, adjustment)| mean + adjustment).collect();
        Aggregated { scores, adjustments: Some(adjustments), ..Aggregated::default() }
    }
}

/// How a score falls apart into the parts of its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decomposition {
    /// The parts add up to the score, together with what a penalty or a cap adds.
    Additive,
    /// The parts multiply to the score.
    Multiplicative,
    /// The score cannot be taken apart.
    None,
}

/// Which scores an aggregation is defined for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// All numbers.
    All,
    /// Zero and above; a zero among the children makes the score zero.
    ZeroAbsorbs,
    /// Zero and above.
    NonNegative,
}

/// A group as an aggregation sees it: only children that have a weight.
pub(crate) struct Siblings<'a> {
    /// The group's code, for findings.
    pub(crate) group: &'a str,
    /// The children's codes.
    pub(crate) codes: Vec<&'a str>,
    /// The children's scores, rows by (period, unit); `NaN` is missing.
    pub(crate) columns: Vec<&'a [f64]>,
    /// Their weights, all above zero.
    pub(crate) weights: Vec<f64>,
    /// Which rows are compared with each other, and which of them count.
    pub(crate) fitting: &'a Fitting<'a>,
    /// The scores of any node below the group, by code.
    pub(crate) below: &'a (dyn Fn(&str) -> Option<&'a [f64]> + Sync),
}

/// What an aggregation does.
pub(crate) trait Aggregate {
    /// The scores; the weights of missing children are shared among the others.
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated;

    /// How a score falls apart.
    fn decomposition(&self) -> Decomposition;

    /// Which scores it is defined for.
    fn domain(&self) -> Domain;

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// The most units of a period that it is meant for.
    fn units_max(&self) -> usize {
        usize::MAX
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }

    /// Adds what does not fit the framework: nodes that it does not have, too few of them.
    fn check(&self, _framework: &Framework, _place: &str, _faults: &mut Vec<Finding>) {}
}

impl Siblings<'_> {
    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.len())
    }

    /// No scores at all, and why.
    fn without_scores(&self, why: Finding) -> Aggregated {
        Aggregated { findings: vec![why], ..vec![f64::NAN; self.rows()].into() }
    }

    /// The weighted mean of transformed scores, transformed back: back(sum w f(x) / sum w) over the known children.
    fn quasi_mean(&self, forth: impl Fn(f64) -> f64 + Sync, back: impl Fn(f64) -> f64 + Sync) -> Vec<f64> {
        let mut scores = vec![0.0; self.rows()];
        par::fill_blocks(&mut scores, par::BLOCK, self.columns.len(), |start, sums| {
            let mut room = [0.0; par::BLOCK];
            let totals = &mut room[..sums.len()];
            for (column, &weight) in self.columns.iter().zip(&self.weights) {
                let values = &column[start..start + sums.len()];
                for ((sum, total), &value) in sums.iter_mut().zip(totals.iter_mut()).zip(values) {
                    let known = !value.is_nan();
                    *sum += if known { weight * forth(value) } else { 0.0 };
                    *total += if known { weight } else { 0.0 };
                }
            }
            for (sum, &total) in sums.iter_mut().zip(totals.iter()) {
                *sum = if total > 0.0 { back(*sum / total) } else { f64::NAN };
            }
        });
        scores
    }

    /// A mean that is found row by row: `mean` gets the scores of the known children and their weights.
    fn row_means(&self, mean: impl Fn(&[f64], &[f64]) -> f64 + Sync + Send) -> Vec<f64> {
        let mut means = vec![0.0; self.rows()];
        par::fill_blocks(&mut means, par::BLOCK, self.columns.len(), |start, block| {
            let (mut scores, mut weights) = (Vec::new(), Vec::new());
            for (row, slot) in (start..).zip(block) {
                scores.clear();
                weights.clear();
                for (column, &weight) in
                    self.columns.iter().zip(&self.weights).filter(|(column, _)| !column[row].is_nan())
                {
                    scores.push(column[row]);
                    weights.push(weight);
                }
                *slot = if scores.is_empty() { f64::NAN } else { mean(&scores, &weights) };
            }
        });
        means
    }
}

/// The scores of one group, and what is to be said about them.
pub(crate) fn group(aggregation: &Aggregation, siblings: &Siblings<'_>, findings: &mut Vec<Finding>) -> Aggregated {
    let rule = aggregation.rule();
    let mut result = rule.aggregate(siblings);
    report_domain(siblings.group, rule.domain(), siblings, findings);
    findings.append(&mut result.findings);
    result
}

fn report_domain(code: &str, domain: Domain, siblings: &Siblings<'_>, findings: &mut Vec<Finding>) {
    if domain == Domain::All {
        return;
    }
    let (mut zeros, mut negatives) = (0, 0);
    for &value in siblings.columns.iter().copied().flatten() {
        zeros += usize::from(value.abs() <= 0.0);
        negatives += usize::from(value < 0.0);
    }
    let hint = format!("normalise to a range above zero, or set [aggregate.by-node.{code}.arithmetic]");
    if domain == Domain::ZeroAbsorbs && zeros > 0 {
        let message = format!("{zeros} zeros below `{code}` make its mean zero whatever the other children are");
        findings.push(Finding::new(Code::S504, Place::node(code), message, hint.clone()));
    }
    if negatives > 0 {
        let message = format!("{negatives} negative scores below `{code}` leave its mean undefined there");
        findings.push(Finding::new(Code::S505, Place::node(code), message, hint));
    }
}
