//! Up the tree, children first (Handbook step 6): each group is weighed and aggregated once its children have scores.
//!
//! Weights may be found from the scores of the children, so both are done node by node. The rule for missing children and
//! the screening of groups are applied here, once, for all aggregations.

use std::collections::BTreeMap;

use crate::aggregate::{self, Siblings};
use crate::finding::Finding;
use crate::framework::Framework;
use crate::method::{Method, MissingChildren};
use crate::reference::Fitting;
use crate::scale::{Map, Scale};
use crate::table::Table;
use crate::weigh::{self, Children, Weights};

/// What an analysis changes about weights, by the position of the node.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct WeightChange {
    /// Weights that stand in place of the method's; `NaN` leaves a node's as it is. Empty where none is given.
    pub(crate) given: Vec<f64>,
    /// What each weight is then multiplied by; 0 leaves the node out. Empty where nothing is multiplied.
    pub(crate) factors: Vec<f64>,
}

impl WeightChange {
    /// Whether these nodes get all of their weights here, so that the method need not find any.
    fn gives(&self, nodes: &[usize]) -> bool {
        nodes.iter().all(|&node| self.given.get(node).is_some_and(|weight| !weight.is_nan()))
    }

    /// The changed weight of a node.
    pub(crate) fn apply(&self, node: usize, weight: f64) -> f64 {
        let given = self.given.get(node).copied().filter(|weight| !weight.is_nan()).unwrap_or(weight);
        given * self.factors.get(node).copied().unwrap_or(1.0)
    }
}

/// What the way up the tree gives.
pub(crate) struct Combined {
    pub(crate) weights: Weights,
    /// The weights that each unit has of its own, by the position of the group.
    pub(crate) unit_weights: BTreeMap<usize, Table>,
    /// What penalties and caps add to the scores of each row, by the position of the group.
    pub(crate) adjustments: BTreeMap<usize, Vec<f64>>,
    pub(crate) scores: Table,
}

/// The stage: weights and scores of every group, from the normalised indicators.
pub(crate) fn stage(
    framework: &Framework,
    method: &Method,
    fitting: &Fitting<'_>,
    normalised: &Table,
    scales: &[Vec<Scale>],
    change: &WeightChange,
    findings: &mut Vec<Finding>,
) -> Combined {
    let nodes = framework.nodes();
    // An indicator without any scale was left out (by screening, or for want of spread or figures), and so is a group of
    // such nodes. They are no gaps in what a unit knows.
    let mut left_out = vec![false; nodes.len()];
    for (left_out, fits) in left_out.iter_mut().zip(scales) {
        *left_out = fits.iter().all(|scale| scale.map == Map::Missing);
    }
    let mut weights = vec![1.0; nodes.len()];
    let (mut unit_weights, mut adjustments) = (BTreeMap::new(), BTreeMap::new());
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
        let children = Children {
            group: &group.code,
            codes: group.children.iter().map(|&child| nodes[child].code.as_str()).collect(),
            columns: group.children.iter().map(|&child| column(child)).collect(),
            fitting,
        };
        let found = match change.gives(&group.children) {
            true => vec![1.0; group.children.len()],
            false => weigh::group(method.weigh.at(group), &children, findings),
        };
        for (&child, weight) in group.children.iter().zip(found) {
            weights[child] = change.apply(child, weight);
        }
        let weighted: Vec<usize> = group.children.iter().copied().filter(|&child| weights[child] > 0.0).collect();
        let find = |code: &str| framework.position(code).filter(|&node| framework.is_below(node, position)).map(column);
        let siblings = Siblings {
            group: &group.code,
            codes: weighted.iter().map(|&child| nodes[child].code.as_str()).collect(),
            columns: weighted.iter().map(|&child| column(child)).collect(),
            weights: weighted.iter().map(|&child| weights[child]).collect(),
            fitting,
            below: &find,
        };
        let result = aggregate::group(method.aggregate.at(group), &siblings, findings);
        let mut result_scores = result.scores;
        // A group all of whose children weigh nothing has no columns to go by.
        result_scores.resize(normalised.rows(), f64::NAN);
        let used: Vec<usize> = group.children.iter().copied().filter(|&child| !left_out[child]).collect();
        left_out[position] = used.is_empty();
        let columns = |kept: &dyn Fn(usize) -> bool| -> Vec<&[f64]> {
            used.iter().filter(|&&child| kept(child)).map(|&child| column(child)).collect()
        };
        blank_thin_rows(&mut result_scores, &columns(&|_| true), method.screen.group_coverage_min);
        if method.missing.children == MissingChildren::Missing {
            blank_thin_rows(&mut result_scores, &columns(&|child| weights[child] > 0.0), 1.0);
        }
        if let Some(own) = result.unit_weights {
            let codes = siblings.codes.iter().map(|&code| code.to_owned()).collect();
            let columns = own.into_iter().map(Into::into).collect();
            unit_weights.insert(position, Table::new(codes, columns, normalised.rows()));
        }
        adjustments.extend(result.adjustments.map(|adjustments| (position, adjustments)));
        scores.push(result_scores);
    }
    let codes = framework.groups().iter().map(|group| group.code.clone()).collect();
    let scores = Table::new(codes, scores.into_iter().map(Into::into).collect(), normalised.rows());
    Combined { weights: Weights::new(framework, weights), unit_weights, adjustments, scores }
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
