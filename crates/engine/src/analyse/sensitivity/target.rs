//! What a sensitivity analysis asks about: one number of each replicate.

use crate::analyse::uncertainty::{Drawn, Made, Plan, Replicate, Specification};
use crate::stats::mean;

/// The output whose variance is shared out; always of the index, in the last period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// By how many places a unit's rank differs from its published one, on average over the units.
    RankChange,
    /// The rank of a unit, by position.
    Rank(usize),
    /// The score of a unit, by position.
    Score(usize),
    /// 1 where the first of these units is ahead of the second, 0 where it is behind, a half where they tie.
    Order(usize, usize),
}

/// A target with what it compares with.
pub(super) struct Reading {
    target: Target,
    units: usize,
    published: Vec<f64>,
}

impl Reading {
    /// Reads the published ranks, which a change of ranks is counted from.
    pub(super) fn new(plan: &Plan<'_>, target: Target) -> Result<Self, String> {
        let published = Specification(vec![Drawn::Published; plan.factors.len()]);
        let mut reading = Reading { target, units: plan.data.units.len(), published: Vec::new() };
        let last = |replicate: Replicate| Ok(reading.last(&replicate).1.to_vec());
        let ranks = plan.read(&[published], &mut Made::default(), &last).remove(0)?;
        reading.published = ranks;
        Ok(reading)
    }

    fn last<'a>(&self, replicate: &'a Replicate) -> (&'a [f64], &'a [f64]) {
        let index = replicate.ranks.width() - 1;
        let start = replicate.ranks.rows() - self.units;
        (&replicate.scores.slice(index)[start..], &replicate.ranks.slice(index)[start..])
    }

    /// The output of a replicate, or why there is none.
    pub(super) fn of(&self, replicate: &Replicate) -> Result<f64, String> {
        let (scores, ranks) = self.last(replicate);
        let (output, what) = match self.target {
            Target::RankChange => {
                let moves = ranks.iter().zip(&self.published).map(|(rank, published)| (rank - published).abs());
                let moves: Vec<f64> = moves.filter(|places| !places.is_nan()).collect();
                (mean(&moves).unwrap_or(f64::NAN), "no unit has a rank")
            }
            Target::Rank(unit) => (ranks[unit], "the unit has no rank"),
            Target::Score(unit) => (scores[unit], "the unit has no score"),
            Target::Order(first, second) => {
                let gap = ranks[second] - ranks[first];
                let ahead = if gap.abs() < f64::EPSILON { 0.5 } else { f64::from(u8::from(gap > 0.0)) };
                (if gap.is_nan() { f64::NAN } else { ahead }, "one of the two units has no rank")
            }
        };
        if output.is_nan() { Err(what.to_owned()) } else { Ok(output) }
    }
}
