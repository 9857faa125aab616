//! Weights: how much each child counts in its group (Handbook step 6).
//!
//! Weights are found on the way up the tree, by code or from the scores of the children. To add a method: one file with its
//! page and its `weigh`, its `mod` line and one registration line below.

mod equal;
mod stated;

pub use equal::Equal;
pub use stated::Stated;

use ndarray::Array2;
use serde::Serialize;

use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::reference::Fitting;
use crate::registry::family;

family! {
    /// How much each child of a group counts.
    pub enum Weighting: Weigh, "weigh" {
        Equal = "equal" in equal,
        Stated = "stated" in stated,
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
    /// The children that have scores at all, and their scores in the rows of reference that know every one of them:
    /// rows x children. Weights are found from these; a child without scores weighs nothing.
    ///
    /// # Errors
    /// Finding W405 when fewer than `least` rows are complete.
    pub(crate) fn complete(&self, least: usize) -> Result<(Vec<usize>, Array2<f64>), Box<Finding>> {
        let rows = self.fitting.reference_rows();
        let known = |child: &usize| rows.iter().any(|&row| !self.columns[*child][row].is_nan());
        let used: Vec<usize> = (0..self.columns.len()).filter(known).collect();
        let is_complete = |row: &usize| used.iter().all(|&child| !self.columns[child][*row].is_nan());
        let complete: Vec<usize> = rows.into_iter().filter(is_complete).collect();
        if complete.len() < least {
            let message = format!("{} units know every child, {least} are needed", complete.len());
            return Err(self.fault(&message, "impute the gaps, or state the weights"));
        }
        let scores = Array2::from_shape_fn((complete.len(), used.len()), |(row, child)| {
            self.columns[used[child]][complete[row]]
        });
        Ok((used, scores))
    }

    /// The weights of the children that have scores, as those of all: the others weigh nothing.
    pub(crate) fn spread(&self, used: &[usize], weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut all = vec![0.0; self.columns.len()];
        used.iter().zip(weights).for_each(|(&child, weight)| all[child] = weight);
        all
    }

    /// The finding that says why the weights of the group cannot be found.
    pub(crate) fn fault(&self, why: &str, hint: &str) -> Box<Finding> {
        let message = format!("the weights below `{}` cannot be found: {why}", self.group);
        Box::new(Finding::new(Code::W405, Place::node(self.group), message, hint))
    }
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

/// What a weighting does.
pub(crate) trait Weigh {
    /// The weights of the children of a group.
    ///
    /// # Errors
    /// The finding that says why there are none (see [`Children::fault`]).
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>>;

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// Adds what is wrong with the weights.
    fn validate(&self, _framework: &Framework, _faults: &mut Vec<Finding>) {}
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
