//! Weights: how much each child counts in its group (Handbook step 6).
//!
//! Weights are found by code, on the way up. To add a method: one file with its page and its `weigh`, its `mod` line and
//! one registration line below.

mod equal;
mod stated;

pub use equal::Equal;
pub use stated::Stated;

use serde::Serialize;

use crate::finding::Finding;
use crate::framework::Framework;
use crate::method::Method;
use crate::registry::family;

family! {
    /// How much each child of a group counts.
    pub enum Weighting: Weigh, "weigh" {
        Equal = "equal" in equal,
        Stated = "stated" in stated,
    }
}

impl Weighting {
    /// The weights of siblings, by code.
    pub fn weights_of(&self, siblings: &[&str]) -> Vec<f64> {
        self.rule().weigh(siblings)
    }
}

/// What a weighting does.
pub(crate) trait Weigh {
    /// The weights of the children of a group, by code, in their order.
    fn weigh(&self, children: &[&str]) -> Vec<f64>;

    /// Adds what is wrong with the weights.
    fn validate(&self, _framework: &Framework, _faults: &mut Vec<Finding>) {}
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
    /// The weights of every group of the framework.
    pub(crate) fn new(framework: &Framework, method: &Method) -> Self {
        let nodes = framework.nodes();
        let mut weights = vec![1.0; nodes.len()];
        let mut effective = vec![1.0; nodes.len()];
        // Parents before children, so that each parent's share is known.
        for group in framework.group_positions().rev() {
            let children = &nodes[group].children;
            let codes: Vec<&str> = children.iter().map(|&child| nodes[child].code.as_str()).collect();
            let found = method.weigh.at(&nodes[group]).rule().weigh(&codes);
            let total: f64 = found.iter().sum();
            for (&child, weight) in children.iter().zip(found) {
                weights[child] = weight;
                effective[child] = effective[group] * weight / total;
            }
        }
        Weights { nodes: weights, effective }
    }
}
