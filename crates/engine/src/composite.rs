//! The result: the table of every stage, and what can be read from them. A composite is never changed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::aggregate::Decomposition;
use crate::dataset::Dataset;
use crate::finding::Finding;
use crate::framework::Framework;
use crate::method::Method;
use crate::scale::Scale;
use crate::screen::{Screening, coverage_of};
use crate::table::Table;
use crate::treat::Treated;
use crate::weigh::Weights;

/// A composite index, with every step on the way to it.
///
/// Tables have one row for each (period, unit); those of indicators have a column for each indicator, those of scores
/// and ranks one for each group, children first.
#[derive(Debug, Clone)]
pub struct Composite {
    /// The framework that it was computed with.
    pub framework: Framework,
    /// The method that it was computed with.
    pub method: Method,
    /// The figures of the periods reported, with the marks that the stages set.
    pub data: Dataset,
    /// The indicators, divided by their denominators.
    pub denominated: Table,
    /// The same, with gaps filled.
    pub imputed: Table,
    /// Coverage, and which rows are ranked.
    pub screening: Screening,
    /// The same, with outliers treated and dropped indicators missing.
    pub treated: Table,
    /// What was done to each column: one record, or one for each period.
    pub treatments: Vec<Vec<Treated>>,
    /// The scores of the indicators.
    pub normalised: Table,
    /// The scale of each column: one, or one for each period.
    pub scales: Vec<Vec<Scale>>,
    /// The weight of every node.
    pub weights: Weights,
    /// The weights that each unit has of its own, by the position of the group: a column for each child that has a weight.
    pub unit_weights: BTreeMap<usize, Table>,
    /// What penalties and caps add to the scores of each row, below zero where they take off, by the position of the group.
    pub adjustments: BTreeMap<usize, Vec<f64>>,
    /// The scores of the groups.
    pub scores: Table,
    /// The ranks of the groups' scores; `NaN` where a row is not ranked.
    pub ranks: Table,
    /// Everything the reader should know.
    pub findings: Vec<Finding>,
}

/// A child's part in its parent's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The child's position among all nodes.
    pub node: usize,
    /// Its score; `NaN` where it is missing.
    pub score: f64,
    /// Its share among the siblings that are known; 0 where it is missing.
    pub share: f64,
    /// What its score is multiplied by where the parts add up: its share, or the weight that the unit has of its own.
    pub multiplier: f64,
    /// What it adds to the parent's score, or the factor that it multiplies it by; `NaN` where there is no such thing.
    pub contribution: f64,
}

impl Composite {
    /// The score of a node, by position, in a row.
    pub fn score(&self, node: usize, row: usize) -> f64 {
        if self.framework.is_indicator(node) {
            self.normalised.column(node)[row]
        } else {
            self.scores.column(node - self.framework.indicators().len())[row]
        }
    }

    /// The rank of a group, by position, in a row; `NaN` where it is not ranked or the node is an indicator.
    pub fn rank(&self, node: usize, row: usize) -> f64 {
        if self.framework.is_indicator(node) {
            f64::NAN
        } else {
            self.ranks.column(node - self.framework.indicators().len())[row]
        }
    }

    /// The share of a node's applicable indicators that each row knows, counted before imputation.
    pub fn coverage(&self, node: usize) -> Vec<f64> {
        coverage_of(&self.data, &self.denominated, &self.framework.nodes()[node].indicators)
    }

    /// The rows of a period in the order of the ranking of a group: ranked units first, then the others by name.
    pub fn ranking(&self, group: usize, period: usize) -> Vec<usize> {
        let mut rows: Vec<usize> = self.data.rows_of(period).collect();
        let key = |row: usize| {
            let rank = self.rank(group, row);
            if rank.is_nan() { f64::INFINITY } else { rank }
        };
        rows.sort_by(|&a, &b| {
            let names = |row: usize| &self.data.units.get(self.data.unit_of(row)).name;
            key(a).total_cmp(&key(b)).then_with(|| names(a).cmp(names(b)))
        });
        rows
    }

    /// What a penalty or a cap adds to a group's score in a row, below zero where it takes off; `NaN` where the score is
    /// missing.
    pub fn adjustment(&self, group: usize, row: usize) -> f64 {
        match self.adjustments.get(&group) {
            Some(_) if self.score(group, row).is_nan() => f64::NAN,
            Some(adjustments) => adjustments[row],
            None => 0.0,
        }
    }

    /// How a group's score in a row is made of its children's. Where the decomposition is additive the contributions and
    /// the [adjustment](Composite::adjustment) sum to the score, where it is multiplicative they multiply to it. A missing
    /// score has no contributions.
    pub fn parts(&self, group: usize, row: usize) -> (Decomposition, Vec<Part>) {
        let node = &self.framework.nodes()[group];
        let decomposition = self.method.aggregate.at(node).decomposition();
        let missing = self.score(group, row).is_nan();
        let known = |child: usize| !self.score(child, row).is_nan();
        let own = self.unit_weights.get(&group);
        let weight = |child: usize| match own {
            Some(table) => table.get(&self.framework.nodes()[child].code).map_or(0.0, |column| column[row]),
            None => self.weights.nodes[child],
        };
        let total: f64 = node.children.iter().filter(|&&child| known(child)).map(|&child| weight(child)).sum();
        let part = |&child: &usize| {
            let score = self.score(child, row);
            let share = if known(child) && total > 0.0 { weight(child) / total } else { 0.0 };
            let multiplier = if own.is_some() && share > 0.0 { weight(child) } else { share };
            let contribution = match decomposition {
                _ if missing => f64::NAN,
                Decomposition::Additive if share > 0.0 => multiplier * score,
                Decomposition::Additive => 0.0,
                Decomposition::Multiplicative if share > 0.0 => score.powf(share),
                Decomposition::Multiplicative => 1.0,
                Decomposition::None => f64::NAN,
            };
            Part { node: child, score, share, multiplier, contribution }
        };
        (decomposition, node.children.iter().map(part).collect())
    }

    /// What was done to a column in a row.
    pub fn treatment(&self, indicator: usize, row: usize) -> &Treated {
        let fits = &self.treatments[indicator];
        if fits.len() == 1 { &fits[0] } else { &fits[row / self.data.units.len()] }
    }

    /// The scale that serves a column in a row.
    pub fn scale(&self, indicator: usize, row: usize) -> &Scale {
        let scales = &self.scales[indicator];
        if scales.len() == 1 { &scales[0] } else { &scales[row / self.data.units.len()] }
    }
}
