//! The frontier of a group's units: the best that mixes of them reach. What benefit of the doubt and its directional
//! variants share (Handbook step 6). It solves their linear programs and knows nothing of scores or shares.
//!
//! Of hundreds of peers a handful bind, so a program begins with a few and takes in the one that it breaks most, until it
//! breaks none. Peers stand in an order that comes from their figures alone, and so do the results.

use std::cmp::Ordering;
use std::ops::Range;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::Siblings;
use crate::par;

/// How far beyond its bound a peer may be before it is taken in; scaled scores are 0 to 1.
const TOLERANCE: f64 = 1e-10;
/// A few linear programs for each unit are worth as much as a pass over so many cells.
pub(super) const CELLS_EACH: usize = 1 << 12;
/// Programs for one unit before it is given up: each takes in a peer that was not in before.
const ROUNDS: usize = 500;

/// The peers of a period: a row for each, with a missing child as 0. No peer is at most as good as another everywhere.
pub(super) struct Frontier {
    /// The greatest score of each child among the ranked units; 1 where it is zero or unknown.
    pub(super) sizes: Vec<f64>,
    /// The children that any ranked unit knows.
    pub(super) known: usize,
    peers: Vec<Vec<f64>>,
}

/// A unit, scaled like its peers, with the children that it knows.
pub(super) struct Unit {
    pub(super) children: Vec<usize>,
    pub(super) scores: Vec<f64>,
}

/// A linear program in the weights of a unit's children, and perhaps one variable more.
pub(super) struct Program {
    pub(super) direction: OptimizationDirection,
    /// The objective: a factor for each weight.
    pub(super) objective: Vec<f64>,
    /// The factor of the bound that all peers keep, where that is a variable; else the bound is 1.
    pub(super) bound: Option<f64>,
    /// Further constraints on the weights.
    pub(super) constraints: Vec<(Vec<f64>, ComparisonOp, f64)>,
}

impl Frontier {
    /// The frontier of the ranked units of these rows.
    pub(super) fn new(group: &Siblings<'_>, rows: Range<usize>) -> Self {
        let usable = |row: &usize| group.fitting.counts(*row) && !group.columns.iter().any(|column| column[*row] < 0.0);
        let rows: Vec<usize> = rows.filter(usable).collect();
        let greatest = |column: &&[f64]| rows.iter().map(|&row| column[row]).fold(0.0, f64::max);
        let sizes =
            group.columns.iter().map(greatest).map(|size| if size > 0.0 { size } else { 1.0 }).collect::<Vec<_>>();
        let known = group.columns.iter().filter(|column| rows.iter().any(|&row| !column[row].is_nan())).count();
        let scaled = |&row: &usize| -> Vec<f64> {
            let score = |(column, size): (&&[f64], &f64)| if column[row].is_nan() { 0.0 } else { column[row] / size };
            group.columns.iter().zip(&sizes).map(score).collect()
        };
        let mut all: Vec<Vec<f64>> = rows.iter().map(scaled).collect();
        // The best come first, so whoever is beaten everywhere meets a peer that beats them early.
        let total = |peer: &Vec<f64>| peer.iter().sum::<f64>();
        all.sort_by(|a, b| total(b).total_cmp(&total(a)).then_with(|| lexicographic(a, b)));
        let mut peers: Vec<Vec<f64>> = Vec::new();
        for unit in all {
            let beaten = |peer: &Vec<f64>| peer.iter().zip(&unit).all(|(peer, own)| peer >= own);
            if !peers.iter().any(beaten) {
                peers.push(unit);
            }
        }
        Frontier { sizes, known, peers }
    }

    /// A score for each row of a group, found from the frontier of its period.
    pub(super) fn score_all(
        group: &Siblings<'_>,
        score: impl Fn(&Frontier, &Unit) -> Option<f64> + Sync + Send,
    ) -> Vec<f64> {
        let mut scores = Vec::with_capacity(group.rows());
        for rows in group.fitting.periods() {
            let frontier = Frontier::new(group, rows.clone());
            scores.extend(par::map(rows.len(), CELLS_EACH, |position| {
                let unit = frontier.unit(group, rows.start + position);
                unit.and_then(|unit| score(&frontier, &unit)).unwrap_or(f64::NAN)
            }));
        }
        scores
    }

    /// The unit of a row: `None` where it knows no child or has a score below zero.
    pub(super) fn unit(&self, group: &Siblings<'_>, row: usize) -> Option<Unit> {
        let children: Vec<usize> =
            (0..group.columns.len()).filter(|&child| !group.columns[child][row].is_nan()).collect();
        let scores: Vec<f64> = children.iter().map(|&child| group.columns[child][row] / self.sizes[child]).collect();
        (!children.is_empty() && scores.iter().all(|&score| score >= 0.0)).then_some(Unit { children, scores })
    }

    /// The weights, and the bound if it is a variable, that solve a program under which no peer, nor the unit itself, has a
    /// weighted sum above the bound; `None` where the program has no solution.
    pub(super) fn solve(&self, unit: &Unit, program: &Program) -> Option<(Vec<f64>, f64)> {
        let of_unit = |peer: &Vec<f64>| -> Vec<f64> { unit.children.iter().map(|&child| peer[child]).collect() };
        // The best of each child bounds every weight.
        let mut taken: Vec<Vec<f64>> = vec![unit.scores.clone()];
        for &child in &unit.children {
            let best = self.peers.iter().max_by(|a, b| a[child].total_cmp(&b[child]).then_with(|| lexicographic(a, b)));
            taken.extend(best.map(of_unit));
        }
        for _ in 0..ROUNDS {
            let (weights, bound) = self.solve_with(&taken, program)?;
            let sum = |peer: &Vec<f64>| {
                unit.children.iter().zip(&weights).map(|(&child, weight)| peer[child] * weight).sum::<f64>()
            };
            let mut worst: Option<(f64, &Vec<f64>)> = None;
            for peer in &self.peers {
                let excess = sum(peer) - bound;
                if excess > worst.map_or(TOLERANCE * bound.max(1.0), |(most, _)| most) {
                    worst = Some((excess, peer));
                }
            }
            let Some((_, peer)) = worst else { return Some((weights, bound)) };
            let peer = of_unit(peer);
            if taken.contains(&peer) {
                return Some((weights, bound));
            }
            taken.push(peer);
        }
        None
    }

    fn solve_with(&self, peers: &[Vec<f64>], program: &Program) -> Option<(Vec<f64>, f64)> {
        let mut problem = Problem::new(program.direction);
        let weights: Vec<Variable> =
            program.objective.iter().map(|&factor| problem.add_var(factor, (0.0, f64::INFINITY))).collect();
        let bound = program.bound.map(|factor| problem.add_var(factor, (0.0, f64::INFINITY)));
        for peer in peers {
            let mut terms: Vec<(Variable, f64)> = weights.iter().copied().zip(peer.iter().copied()).collect();
            terms.extend(bound.map(|bound| (bound, -1.0)));
            problem.add_constraint(&terms, ComparisonOp::Le, if bound.is_some() { 0.0 } else { 1.0 });
        }
        for (factors, operator, limit) in &program.constraints {
            let terms: Vec<(Variable, f64)> = weights.iter().copied().zip(factors.iter().copied()).collect();
            problem.add_constraint(&terms, *operator, *limit);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let found = weights.iter().map(|&weight| solution.var_value(weight).max(0.0)).collect();
        Some((found, bound.map_or(1.0, |bound| solution.var_value(bound))))
    }

    /// How far a unit can go in a direction until it meets the frontier: the greatest e such that a mix of peers has at least
    /// the unit's scores plus e times the direction, all of them scaled. 0 where the direction is zero everywhere.
    pub(super) fn distance(&self, unit: &Unit, direction: &[f64]) -> Option<f64> {
        let longest = direction.iter().copied().fold(0.0, f64::max);
        if longest <= 0.0 {
            return Some(0.0);
        }
        // By duality: the least gap between bound and unit, over weights in which the direction has the length 1.
        let program = Program {
            direction: OptimizationDirection::Minimize,
            objective: unit.scores.iter().map(|score| -score).collect(),
            bound: Some(1.0),
            constraints: vec![(direction.iter().map(|part| part / longest).collect(), ComparisonOp::Eq, 1.0)],
        };
        let (weights, bound) = self.solve(unit, &program)?;
        let own: f64 = weights.iter().zip(&unit.scores).map(|(weight, score)| weight * score).sum();
        let gap = (bound - own) / longest;
        Some(if gap <= ON_THE_FRONTIER / longest { 0.0 } else { gap })
    }
}

/// A unit this near to the frontier is on it: what separates them is the rounding of the program.
pub(super) const ON_THE_FRONTIER: f64 = 1e-9;

fn lexicographic(a: &[f64], b: &[f64]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
