//! Scores as functions of the shares of one group's children.
//!
//! For the unit i with the known children K: s(w) = sum over K of w c / sum over K of w, where c is what the score by which is
//! ranked would be if the child alone counted. On a scale on which all c lie between 0 and 1.

use super::super::uncertainty::Polytope;
use crate::composite::Composite;

/// The functions of all units that are ranked in the last period, in the order of the published ranking.
pub(super) struct Scores {
    units: Vec<UnitScores>,
}

struct UnitScores {
    row: usize,
    /// For each child: the score if it alone counted; `NaN` where it is missing.
    alone: Vec<f64>,
    /// The least and the greatest score over the region.
    range: [f64; 2],
}

/// Less weight than this on all that a unit knows gives it no score.
const WEIGHTLESS: f64 = 1e-9;

impl Scores {
    pub(super) fn new(composite: &Composite, weighed: usize, ranked: usize, region: &Polytope) -> Self {
        let period = composite.data.periods.len() - 1;
        let rows = composite.ranking(ranked, period);
        let rows = rows.into_iter().filter(|&row| !composite.rank(ranked, row).is_nan());
        let mut units: Vec<UnitScores> = rows
            .map(|row| {
                let alone = alone(composite, weighed, ranked, &region.children, row);
                UnitScores { row, alone, range: [f64::NAN; 2] }
            })
            .collect();
        let known = || units.iter().flat_map(|unit| &unit.alone).copied().filter(|score| !score.is_nan());
        let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), c| (low.min(c), high.max(c)));
        let span = if high > low { high - low } else { 1.0 };
        for unit in &mut units {
            unit.alone.iter_mut().for_each(|score| *score = (*score - low) / span);
            unit.range = region.range_of_mean(&unit.alone);
        }
        Scores { units }
    }

    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// The row of a unit in the tables of the composite.
    pub(super) fn row(&self, at: usize) -> usize {
        self.units[at].row
    }

    /// The least and the greatest score of a unit.
    pub(super) fn range(&self, at: usize) -> [f64; 2] {
        self.units[at].range
    }

    /// By how much more than `margin` the unit `rival` leads `own`, times the weight of what both know: a linear function of
    /// the shares. `None` where they know different children.
    pub(super) fn lead(&self, rival: usize, own: usize, margin: f64) -> Option<Vec<f64>> {
        let pairs = || self.units[rival].alone.iter().zip(&self.units[own].alone);
        let alike = pairs().all(|(rival, own)| rival.is_nan() == own.is_nan());
        alike.then(|| pairs().map(|(rival, own)| if own.is_nan() { 0.0 } else { rival - own - margin }).collect())
    }

    /// The score of a unit; `None` where all that it knows has no weight.
    fn score(&self, at: usize, shares: &[f64]) -> Option<f64> {
        let known = || self.units[at].alone.iter().zip(shares).filter(|(score, _)| !score.is_nan());
        let weight: f64 = known().map(|(_, share)| share).sum();
        (weight > WEIGHTLESS).then(|| known().map(|(score, share)| score * share).sum::<f64>() / weight)
    }

    /// The rank of a unit: 1 and the number of those that are ahead of it.
    pub(super) fn rank(&self, own: usize, shares: &[f64]) -> Option<usize> {
        let score = self.score(own, shares)?;
        let is_ahead = |&rival: &usize| {
            rival != own && self.score(rival, shares).is_some_and(|other| other > score + 1.5 * super::EQUAL_SHARE)
        };
        Some(1 + (0..self.len()).filter(is_ahead).count())
    }
}

/// What the score by which is ranked would be if each child alone counted.
fn alone(composite: &Composite, weighed: usize, ranked: usize, children: &[usize], row: usize) -> Vec<f64> {
    let (whole, own) = (composite.score(ranked, row), composite.score(weighed, row));
    if own.is_nan() {
        return vec![whole; children.len()];
    }
    // What the score of the weighed group is multiplied by on its way up.
    let mut reach = 1.0;
    let mut node = weighed;
    while let (true, Some(parent)) = (node != ranked, composite.framework.nodes()[node].parent) {
        let (_, parts) = composite.parts(parent, row);
        reach *= parts.iter().find(|part| part.node == node).map_or(0.0, |part| part.multiplier);
        node = parent;
    }
    children.iter().map(|&child| whole + reach * (composite.score(child, row) - own)).collect()
}
