//! Aggregation: the scores of children become the score of their group (Handbook step 6).
//!
//! An aggregation gets a whole group, the children's columns and their weights, and returns a column of scores. The rule
//! for missing children and the screening of groups are applied here, once, for all of them. To add one: one file with
//! its page and its `aggregate`, its `mod` line and one registration line below.

mod arithmetic;
mod geometric;
mod harmonic;
mod power;

pub use arithmetic::Arithmetic;
pub use geometric::Geometric;
pub use harmonic::Harmonic;
pub use power::Power;

use serde::Serialize;

use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::method::{Method, MissingChildren};
use crate::par;
use crate::registry::{BadParameter, family};
use crate::scale::{Map, Scale};
use crate::table::Table;
use crate::weigh::Weights;

family! {
    /// How the scores of children become the score of their group.
    pub enum Aggregation: Aggregate, "aggregate" {
        Arithmetic = "arithmetic" in arithmetic,
        Geometric = "geometric" in geometric,
        Harmonic = "harmonic" in harmonic,
        Power = "power" in power,
    }
}

impl Aggregation {
    /// How a score falls apart into the parts of its children.
    pub fn decomposition(&self) -> Decomposition {
        self.rule().decomposition()
    }

    /// The score of one group of siblings; `NaN` is missing, and so is the score of a group whose weights are all zero.
    ///
    /// # Panics
    /// When there is not one weight for each score: a fault of the calling program.
    pub fn mean_of(&self, scores: &[f64], weights: &[f64]) -> f64 {
        assert_eq!(scores.len(), weights.len(), "a weight for each score");
        let weighted = || scores.iter().zip(weights).filter(|&(_, &weight)| weight > 0.0);
        let siblings = Siblings {
            columns: weighted().map(|(score, _)| std::slice::from_ref(score)).collect(),
            weights: weighted().map(|(_, &weight)| weight).collect(),
        };
        self.rule().aggregate(&siblings).first().copied().unwrap_or(f64::NAN)
    }
}

/// How a score falls apart into the parts of its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decomposition {
    /// The parts add up to the score.
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
    /// The children's scores, rows by (period, unit); `NaN` is missing.
    pub(crate) columns: Vec<&'a [f64]>,
    /// Their weights, all above zero.
    pub(crate) weights: Vec<f64>,
}

/// What an aggregation does.
pub(crate) trait Aggregate {
    /// The column of scores; the weights of missing children are shared among the others.
    fn aggregate(&self, group: &Siblings<'_>) -> Vec<f64>;

    /// How a score falls apart.
    fn decomposition(&self) -> Decomposition;

    /// Which scores it is defined for.
    fn domain(&self) -> Domain;

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }
}

impl Siblings<'_> {
    /// The weighted mean of transformed scores, transformed back: back(sum w f(x) / sum w) over the known children.
    fn quasi_mean(&self, forth: impl Fn(f64) -> f64 + Sync, back: impl Fn(f64) -> f64 + Sync) -> Vec<f64> {
        let rows = self.columns.first().map_or(0, |column| column.len());
        let mut scores = vec![0.0; rows];
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
        let rows = self.columns.first().map_or(0, |column| column.len());
        let mut means = vec![0.0; rows];
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

/// The stage: scores of every group, children first, from the normalised indicators.
pub(crate) fn stage(
    framework: &Framework,
    method: &Method,
    weights: &Weights,
    normalised: &Table,
    scales: &[Vec<Scale>],
    findings: &mut Vec<Finding>,
) -> Table {
    let nodes = framework.nodes();
    // An indicator without any scale was left out (by screening, or for want of spread or figures), and so is a group of
    // such nodes. They are no gaps in what a unit knows.
    let mut left_out = vec![false; nodes.len()];
    for (left_out, fits) in left_out.iter_mut().zip(scales) {
        *left_out = fits.iter().all(|scale| scale.map == Map::Missing);
    }
    let mut scores: Vec<Vec<f64>> = Vec::with_capacity(framework.group_positions().len());
    for position in framework.group_positions() {
        let group = &nodes[position];
        let column = |child: usize| -> &[f64] {
            if framework.is_indicator(child) {
                normalised.slice(child)
            } else {
                &scores[child - framework.indicators().len()]
            }
        };
        let weighted = group.children.iter().filter(|&&child| weights.nodes[child] > 0.0);
        let siblings = Siblings {
            columns: weighted.clone().map(|&child| column(child)).collect(),
            weights: weighted.map(|&child| weights.nodes[child]).collect(),
        };
        let rule = method.aggregate.at(group).rule();
        let mut result = rule.aggregate(&siblings);
        report_domain(&group.code, rule.domain(), &siblings, findings);
        let used: Vec<usize> = group.children.iter().copied().filter(|&child| !left_out[child]).collect();
        left_out[position] = used.is_empty();
        let children = |kept: &dyn Fn(usize) -> bool| -> Vec<&[f64]> {
            used.iter().filter(|&&child| kept(child)).map(|&child| column(child)).collect()
        };
        blank_thin_rows(&mut result, &children(&|_| true), method.screen.group_coverage_min);
        if method.missing.children == MissingChildren::Missing {
            blank_thin_rows(&mut result, &children(&|child| weights.nodes[child] > 0.0), 1.0);
        }
        scores.push(result);
    }
    let codes = framework.groups().iter().map(|group| group.code.clone()).collect();
    Table::new(codes, scores.into_iter().map(Into::into).collect(), normalised.rows())
}

/// Takes away the scores of rows that know less than a share of the children.
fn blank_thin_rows(scores: &mut [f64], children: &[&[f64]], least: f64) {
    if least <= 0.0 || children.is_empty() {
        return;
    }
    for (row, score) in scores.iter_mut().enumerate() {
        let known = children.iter().filter(|column| !column[row].is_nan()).count();
        if (known as f64) / (children.len() as f64) < least {
            *score = f64::NAN;
        }
    }
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
