//! A unit beside its peers: where it stands in every node, by how much, and what that rests on (Handbook step 7).
//!
//! It only reads a composite. Who the peers are is the business of [`Matching`](super::Matching) or of the caller, how the
//! gap to them falls apart that of [`gap`](super::gap), and words are made elsewhere.

use std::collections::BTreeMap;

use serde::Serialize;

use super::explain::{Figures, explain};
use super::gap::{Gap, gap};
use crate::composite::Composite;
use crate::period::Period;
use crate::stats;

/// A unit beside its peers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The unit's row.
    pub row: usize,
    /// The rows of its peers.
    pub peers: Vec<usize>,
    /// The index first, then what lies below it, parents before children.
    pub lines: Vec<Beside>,
    /// From the peers' score of the index to the unit's, in parts of the level above the indicators; `None` where there are
    /// none.
    pub gap: Option<Gap>,
    /// What the unit's scores rest on.
    pub evidence: Evidence,
}

/// A node of a unit, beside the same of its peers; `NaN` where there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The node's position.
    pub node: usize,
    /// How far below the index it stands.
    pub depth: usize,
    /// The unit's score.
    pub score: f64,
    /// The median score of the peers that have one.
    pub median: f64,
    /// The least and the greatest score of the peers.
    pub range: [f64; 2],
    /// The unit's place among itself and the peers that have a score, 1 for the best, equal scores sharing the better one;
    /// and how many these are. `None` where it has no score.
    pub place: Option<[usize; 2]>,
    /// How many of the node's indicators are known, of those that apply, before imputation.
    pub known: [usize; 2],
    /// The median of the points that a group of indicators is ahead of each peer on the indicators that both know, with the
    /// group's own weights: what a score owes to figures that others lack is not in it. `NaN` for other nodes.
    pub alike: f64,
    /// The figures behind an indicator's score.
    pub figures: Option<Figures>,
    /// The median figure of the peers, after division by the denominator and before imputation.
    pub median_figure: f64,
}

impl Beside {
    /// How many points the unit is ahead of the median of its peers.
    pub fn ahead(&self) -> f64 {
        self.score - self.median
    }

    /// Whether the unit stands out among its peers: ahead or behind by `marked` points or more, on what both know as well, and
    /// not by a score that rests on a smaller share of its indicators than `thin_below`.
    pub fn side(&self, marked: f64, thin_below: f64) -> Option<Side> {
        let on_both = if self.alike.is_nan() { self.ahead() } else { self.alike };
        if self.coverage() < thin_below || self.ahead().abs() < marked {
            None
        } else if self.ahead() > 0.0 && on_both > 0.0 {
            Some(Side::Strength)
        } else if self.ahead() < 0.0 && on_both < 0.0 {
            Some(Side::Weakness)
        } else {
            None
        }
    }

    /// The share of its indicators that are known; `NaN` where none applies.
    pub fn coverage(&self) -> f64 {
        self.known[0] as f64 / self.known[1] as f64
    }
}

impl Profile {
    /// How many of all indicators are known, of those that apply.
    pub fn known(&self) -> [usize; 2] {
        self.lines.first().map_or([0, 0], |index| index.known)
    }
}

/// In which way a unit stands out among its peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Side {
    /// It is ahead.
    Strength,
    /// It is behind.
    Weakness,
}

/// What a unit's scores rest on, before imputation.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// The oldest period that a figure speaks of.
    pub oldest: Option<Period>,
    /// The one in the middle; of two the older one.
    pub median: Option<Period>,
    /// By level of measurement, where it is given: figures, and the share that they have in the weights of what is known.
    pub geographies: BTreeMap<String, (usize, f64)>,
}

/// A unit beside its peers, all by row.
pub fn profile(composite: &Composite, row: usize, peers: &[usize]) -> Profile {
    let framework = &composite.framework;
    let root = framework.root();
    let explained = explain(composite, root, row);
    let mut evidence = Evidence::default();
    let mut observed = Vec::new();
    let mut reach = vec![1.0];
    let mut lines = Vec::new();
    for line in explained.lines {
        reach.truncate(line.depth);
        reach.push(reach.last().copied().unwrap_or(1.0) * line.share);
        if let Some(figures) = line.figures.as_ref().filter(|figures| !figures.denominated.is_nan()) {
            observed.push(figures.observed_period);
            if let Some(geography) = &figures.geography {
                let slot = evidence.geographies.entry(geography.clone()).or_default();
                slot.0 += 1;
                slot.1 += reach[line.depth];
            }
        }
        lines.push(beside(composite, peers, row, line.node, line.depth, line.figures));
    }
    observed.sort_unstable();
    evidence.oldest = observed.first().copied();
    evidence.median = observed.get(observed.len().saturating_sub(1) / 2).copied();
    let level = framework.levels().get(1).map(String::as_str);
    Profile { row, peers: peers.to_vec(), lines, gap: gap(composite, row, peers, root, level), evidence }
}

fn beside(
    composite: &Composite,
    peers: &[usize],
    row: usize,
    node: usize,
    depth: usize,
    figures: Option<Figures>,
) -> Beside {
    let score = composite.score(node, row);
    let known = |value: fn(&Composite, usize, usize) -> f64| -> Vec<f64> {
        peers.iter().map(|&peer| value(composite, node, peer)).filter(|value| !value.is_nan()).collect()
    };
    let scores = known(|composite, node, peer| composite.score(node, peer));
    let median_figure = match figures {
        Some(_) => known(|composite, node, peer| composite.denominated.column(node)[peer]),
        None => Vec::new(),
    };
    let data = &composite.data;
    let indicators = &composite.framework.nodes()[node].indicators;
    let is_known = |&&leaf: &&usize| !composite.denominated.column(leaf)[row].is_nan();
    let applies = |&&leaf: &&usize| !data.status.column(leaf)[row].is_not_applicable();
    let better = scores.iter().filter(|&&other| other > score).count();
    Beside {
        node,
        depth,
        score,
        median: stats::median(&scores).unwrap_or(f64::NAN),
        range: stats::extent(&scores).map_or([f64::NAN; 2], |(low, high)| [low, high]),
        place: (!score.is_nan()).then_some([better + 1, scores.len() + 1]),
        known: [indicators.iter().filter(is_known).count(), indicators.iter().filter(applies).count()],
        alike: alike(composite, peers, row, node),
        figures,
        median_figure: stats::median(&median_figure).unwrap_or(f64::NAN),
    }
}

/// How far a group of indicators is ahead of its peers on what both know, in the median.
fn alike(composite: &Composite, peers: &[usize], row: usize, group: usize) -> f64 {
    let node = &composite.framework.nodes()[group];
    let is_of_indicators = node.children.iter().all(|&child| composite.framework.is_indicator(child));
    if node.children.is_empty() || !is_of_indicators {
        return f64::NAN;
    }
    let weights: Vec<f64> = node.children.iter().map(|&child| composite.weights.nodes[child]).collect();
    let aggregation = composite.method.aggregate.at(node);
    let ahead = |&peer: &usize| {
        let knows = |child: usize, of: usize| !composite.denominated.column(child)[of].is_nan();
        let both = |&child: &usize| knows(child, row) && knows(child, peer);
        let score = |of: usize| {
            let score = |child: &usize| if both(child) { composite.score(*child, of) } else { f64::NAN };
            aggregation.mean_of(&node.children.iter().map(score).collect::<Vec<f64>>(), &weights)
        };
        score(row) - score(peer)
    };
    let known: Vec<f64> = peers.iter().map(ahead).filter(|ahead| !ahead.is_nan()).collect();
    stats::median(&known).unwrap_or(f64::NAN)
}
