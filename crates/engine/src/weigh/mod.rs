//! Weights: how much each child counts in its group (Handbook step 6).
//!
//! Weights are found on the way up the tree, by code or from the scores of the children. To add a method: one file with its
//! page and its `weigh`, its `mod` line and one registration line below.

mod ahp;
mod budget_allocation;
mod critic;
mod entropy;
mod equal;
mod importance;
mod merec;
mod optimised;
mod principal_components;
mod standard_deviation;
mod stated;

pub use ahp::Ahp;
pub use budget_allocation::{BudgetAllocation, Middle};
pub use critic::Critic;
pub use entropy::Entropy;
pub use equal::Equal;
pub use importance::Importance;
pub(crate) use importance::{Gauge, imbalance, shares};
pub use merec::Merec;
pub use optimised::Optimised;
pub use principal_components::{PrincipalComponents, Scheme};
pub use standard_deviation::StandardDeviation;
pub use stated::Stated;

use ndarray::Array2;
use serde::Serialize;

use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::reference::Fitting;
use crate::registry::{BadParameter, family};
use crate::stats;

family! {
    /// How much each child of a group counts.
    pub enum Weighting: Weigh, "weigh" {
        Equal = "equal" in equal,
        Stated = "stated" in stated,
        BudgetAllocation = "budget-allocation" in budget_allocation,
        Ahp = "ahp" in ahp,
        PrincipalComponents = "principal-components" in principal_components,
        Entropy = "entropy" in entropy,
        StandardDeviation = "standard-deviation" in standard_deviation,
        Critic = "critic" in critic,
        Merec = "merec" in merec,
        Optimised = "optimised" in optimised,
    }
}

impl Weighting {
    /// The weights of siblings, by code, from the columns of their scores: units of one period, all of them ranked. Weights
    /// that do not come from the data need no columns.
    ///
    /// # Errors
    /// The finding that says why there are none.
    pub fn weights_of(&self, siblings: &[&str], columns: &[&[f64]]) -> Result<Vec<f64>, Box<Finding>> {
        let rows = columns.first().map_or(0, |column| column.len());
        let fitting = &Fitting::of_one_period(rows);
        let children = Children { group: "group", codes: siblings.to_vec(), columns: columns.to_vec(), fitting };
        self.rule().weigh(&children).map(|weighed| weighed.weights)
    }
}

/// A group as a weighting sees it: all of its children.
pub(crate) struct Children<'a> {
    /// The group's code.
    pub(crate) group: &'a str,
    /// The children's codes.
    pub(crate) codes: Vec<&'a str>,
    /// The children's scores, rows by (period, unit); `NaN` is missing.
    pub(crate) columns: Vec<&'a [f64]>,
    /// Which rows count.
    pub(crate) fitting: &'a Fitting<'a>,
}

impl Children<'_> {
    /// Weights that `find` reads from the scores, in the rows of reference that know every child. A child without any
    /// score weighs nothing; one that is alone weighs 1, and nothing is asked of its scores.
    ///
    /// # Errors
    /// Finding W405 when fewer than `least` rows are complete or `find` gives no weights, and what `find` says.
    pub(crate) fn found(
        &self,
        least: usize,
        find: impl FnOnce(&Sample<'_>) -> Result<Weighed, Box<Finding>>,
    ) -> Result<Weighed, Box<Finding>> {
        let rows = self.fitting.reference_rows();
        let known = |child: &usize| rows.iter().any(|&row| !self.columns[*child][row].is_nan());
        let used: Vec<usize> = (0..self.columns.len()).filter(known).collect();
        let spread = |weights: &[f64]| {
            let mut all = vec![0.0; self.columns.len()];
            used.iter().zip(weights).for_each(|(&child, &weight)| all[child] = weight);
            all
        };
        match used.len() {
            // Nothing is known, which other findings say: there is nothing to weigh.
            0 => return Ok(vec![1.0; self.columns.len()].into()),
            1 => return Ok(spread(&[1.0]).into()),
            _ => {}
        }
        let is_complete = |row: &usize| used.iter().all(|&child| !self.columns[child][*row].is_nan());
        let complete: Vec<usize> = rows.iter().copied().filter(is_complete).collect();
        let column = |&child: &usize| complete.iter().map(|&row| self.columns[child][row]).collect();
        let sample = Sample {
            group: self.group,
            codes: used.iter().map(|&child| self.codes[child]).collect(),
            columns: used.iter().map(column).collect(),
        };
        if complete.len() < least {
            let message = format!("{} units know every child, {least} are needed", complete.len());
            return Err(sample.fault(&message, "impute the gaps, or state the weights"));
        }
        let Weighed { weights, findings } = find(&sample)?;
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) || weights.iter().any(|&weight| weight < 0.0) {
            return Err(sample.fault("its children's scores do not differ", "state the weights"));
        }
        Ok(Weighed { weights: spread(&weights), findings })
    }
}

/// The children that have scores, in the rows that know them all.
pub(crate) struct Sample<'a> {
    group: &'a str,
    codes: Vec<&'a str>,
    /// A column for each child, of equal length.
    columns: Vec<Vec<f64>>,
}

impl Sample<'_> {
    /// The standard deviation of every child, with n - 1; 0 where all its scores are equal.
    fn deviations(&self) -> Vec<f64> {
        self.columns.iter().map(|column| stats::standard_deviation(column).unwrap_or(0.0)).collect()
    }

    /// Pearson's correlations between the children; `NaN` for one without spread.
    fn correlations(&self) -> Array2<f64> {
        let shape = (self.columns[0].len(), self.columns.len());
        stats::correlation_matrix(&Array2::from_shape_fn(shape, |(row, child)| self.columns[child][row]))
    }

    /// Refuses children without spread.
    fn all_differ(&self) -> Result<(), Box<Finding>> {
        match self.codes.iter().zip(self.deviations()).find(|(_, deviation)| *deviation <= 0.0) {
            Some((code, _)) => {
                let why = format!("all scores of `{code}` are equal");
                Err(self.fault(&why, "leave the child out ([no_spread] score = \"missing\"), or state the weights"))
            }
            None => Ok(()),
        }
    }

    /// Refuses children with a score that is not `allowed`, in words.
    fn all_scores(&self, allowed: impl Fn(f64) -> bool, words: &str) -> Result<(), Box<Finding>> {
        let is_bad = |column: &&Vec<f64>| column.iter().any(|&score| !allowed(score));
        match self.codes.iter().zip(&self.columns).find(|(_, column)| is_bad(column)) {
            Some((code, _)) => {
                let why = format!("`{code}` has scores that are not {words}, which the method needs");
                Err(self.fault(&why, "normalise to a range above zero, such as min-max with lower = 1"))
            }
            None => Ok(()),
        }
    }

    /// The finding that says why the weights of the group cannot be found.
    fn fault(&self, why: &str, hint: &str) -> Box<Finding> {
        fault(self.group, why, hint)
    }
}

fn fault(group: &str, why: &str, hint: &str) -> Box<Finding> {
    let message = format!("the weights below `{group}` cannot be found: {why}");
    Box::new(Finding::new(Code::W405, Place::node(group), message, hint))
}

/// The weights of a group, and what is to be said about them.
pub(crate) struct Weighed {
    /// A weight of zero or more for each child, at least one above zero.
    pub(crate) weights: Vec<f64>,
    pub(crate) findings: Vec<Finding>,
}

impl From<Vec<f64>> for Weighed {
    fn from(weights: Vec<f64>) -> Self {
        Weighed { weights, findings: Vec::new() }
    }
}

impl Weighed {
    /// Numbers of zero or more, as shares of their sum.
    fn shares(numbers: impl IntoIterator<Item = f64>) -> Self {
        shares(&numbers.into_iter().collect::<Vec<f64>>()).into()
    }
}

/// What a weighting does.
pub(crate) trait Weigh {
    /// The weights of the children of a group.
    ///
    /// # Errors
    /// The finding that says why there are none.
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>>;

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }

    /// Adds what does not fit the framework, or is wrong with what is stated by code; `place` is where the choice stands
    /// in the method.
    fn check(&self, _framework: &Framework, _place: &str, _faults: &mut Vec<Finding>) {}
}

/// The weights of one group; equal ones stand in where they cannot be found, and a finding of error grade says so.
pub(crate) fn group(weighting: &Weighting, children: &Children<'_>, findings: &mut Vec<Finding>) -> Vec<f64> {
    match weighting.rule().weigh(children) {
        Ok(mut weighed) => {
            findings.append(&mut weighed.findings);
            weighed.weights
        }
        Err(fault) => {
            findings.push(*fault);
            vec![1.0; children.codes.len()]
        }
    }
}

/// The weights that an index was computed with: every node among its siblings, shared by all units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weights {
    /// The weight of each node, by position; the root's is 1.
    pub nodes: Vec<f64>,
    /// The share of each node in the index when nothing is missing, by position: shares among siblings, multiplied down
    /// the tree.
    pub effective: Vec<f64>,
}

impl Weights {
    /// The weights of all nodes, and what follows from them down the tree.
    pub(crate) fn new(framework: &Framework, weights: Vec<f64>) -> Self {
        let nodes = framework.nodes();
        let mut effective = vec![1.0; nodes.len()];
        // Parents before children, so that each parent's share is known.
        for group in framework.group_positions().rev() {
            let children = &nodes[group].children;
            let total: f64 = children.iter().map(|&child| weights[child]).sum();
            for &child in children {
                effective[child] = effective[group] * weights[child] / total;
            }
        }
        Weights { nodes: weights, effective }
    }
}
