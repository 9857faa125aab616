//! What many replicates say together: how often each unit had each rank, and stood before each other unit.
//!
//! All of it is counted in whole numbers, so parts of a run add up to the run, in any order and to the same bits.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts over the replicates of a run, or of a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The replicates that gave ranks.
    pub replicates: u64,
    /// Why other replicates gave none, and how many.
    pub failures: BTreeMap<String, u64>,
    /// For each group of the framework, children first.
    pub groups: Vec<GroupTally>,
}

/// The counts of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupTally {
    /// How often each unit (row) had each rank (column, from 1): units x units, by row. Equal scores share the best rank.
    pub ranks: Vec<u64>,
    /// How often each unit (row) stood before each other (column), ties counting for both: units x units, by row. Empty
    /// for groups and sizes for which it is not kept.
    pub before: Vec<u64>,
}

/// Units up to which rank distributions and pairs are counted.
pub const PAIRS_MAX: usize = 2000;

impl Tally {
    /// No replicates yet.
    pub(super) fn new(groups: usize, units: usize) -> Self {
        let pairs = |group: usize| if group + 1 == groups { units * units } else { 0 };
        let empty = |group: usize| GroupTally { ranks: vec![0; units * units], before: vec![0; pairs(group)] };
        Tally { replicates: 0, failures: BTreeMap::new(), groups: (0..groups).map(empty).collect() }
    }

    /// Adds the counts of other replicates of the same plan.
    ///
    /// # Panics
    /// When the other tally is of another plan: a fault of the calling program.
    pub fn merge(&mut self, other: &Tally) {
        assert_eq!(self.groups.len(), other.groups.len(), "tallies of one plan");
        self.replicates += other.replicates;
        for (cause, count) in &other.failures {
            *self.failures.entry(cause.clone()).or_default() += count;
        }
        for (own, others) in self.groups.iter_mut().zip(&other.groups) {
            own.ranks.iter_mut().zip(&others.ranks).for_each(|(own, other)| *own += other);
            own.before.iter_mut().zip(&others.before).for_each(|(own, other)| *own += other);
        }
    }

    /// The number of failed replicates.
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }
}

impl GroupTally {
    /// Counts one replicate: the scores of all units, `NaN` where a unit is not ranked.
    pub(super) fn count(&mut self, scores: &[f64], ranks: &[f64]) {
        let units = scores.len();
        for (unit, rank) in ranks.iter().enumerate().filter(|(_, rank)| !rank.is_nan()) {
            self.ranks[unit * units + *rank as usize - 1] += 1;
        }
        if self.before.is_empty() {
            return;
        }
        for (unit, &own) in scores.iter().enumerate() {
            let row = &mut self.before[unit * units..(unit + 1) * units];
            row.iter_mut().zip(scores).for_each(|(count, &other)| *count += u64::from(own >= other));
        }
    }
}
