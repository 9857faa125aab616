//! What many replicates say together: how often each unit had each rank, and stood before each other unit.
//!
//! All of it is counted in whole numbers, so parts of a run add up to the run, in any order and to the same bits. Memory is
//! bounded: where units times ranks would not fit, neighbouring ranks are counted together.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts over the replicates of a run, or of a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The replicates that gave ranks.
    pub replicates: u64,
    /// Why other replicates gave none, and how many.
    pub failures: BTreeMap<String, u64>,
    /// For each group of the framework, children first; empty for groups that are not counted.
    pub groups: Vec<GroupTally>,
}

/// The counts of one group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GroupTally {
    /// How often each unit (row) had each rank (column, from 1), by row. Equal scores share the best rank.
    pub ranks: Vec<u64>,
    /// How many neighbouring ranks a column of `ranks` holds: 1 up to [`PAIRS_MAX`] units, and beyond it as many as leave
    /// [`COLUMNS_MAX`] columns, and keep all counted groups together within [`CELLS_MAX`] cells.
    pub width: usize,
    /// What is exact of each unit whatever the width; empty where the width is 1.
    pub exact: Vec<Exact>,
    /// How often each unit (row) stood before each other (column), ties counting for both: units x units, by row. Empty
    /// where it is not counted.
    pub before: Vec<u64>,
}

/// The ranks of a unit that was counted in wide columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Exact {
    /// The least rank; 0 where it never was ranked.
    pub least: u32,
    /// The greatest rank.
    pub greatest: u32,
    /// The sum of its ranks.
    pub total: u64,
}

/// Whether it is counted how often each unit stood before each other, up to [`PAIRS_MAX`] units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// Counted: tiers rest on it.
    Counted,
    /// Not counted.
    Left,
}

/// Units up to which every rank has a column of its own, and every pair is counted.
pub const PAIRS_MAX: usize = 2000;
/// Columns of ranks that each of more units has at most, so that counts stay near the processor.
pub const COLUMNS_MAX: usize = 256;
/// Counts of ranks that are kept at most for more units, or one for each unit and group: 256 MB.
pub const CELLS_MAX: usize = 1 << 25;

impl Tally {
    /// No replicates yet, of so many groups, of which some are counted.
    pub(super) fn new(groups: usize, counted: &[usize], pairs: Pairs, units: usize) -> Self {
        let columns = match units <= PAIRS_MAX {
            true => units,
            false => (CELLS_MAX / (units * counted.len().max(1))).clamp(1, COLUMNS_MAX),
        };
        let width = units.div_ceil(columns.max(1));
        let empty = |group: usize| {
            if !counted.contains(&group) {
                return GroupTally::default();
            }
            let keeps_pairs = units <= PAIRS_MAX && pairs == Pairs::Counted;
            GroupTally {
                ranks: vec![0; units * units.div_ceil(width.max(1))],
                width,
                exact: if width > 1 { vec![Exact::default(); units] } else { Vec::new() },
                before: if keeps_pairs { vec![0; units * units] } else { Vec::new() },
            }
        };
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
            own.exact.iter_mut().zip(&others.exact).for_each(|(own, other)| own.merge(other));
        }
    }

    /// The number of failed replicates.
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }

    /// The counts that are held.
    pub(super) fn cells(&self) -> usize {
        self.groups.iter().map(|group| group.ranks.len() + group.before.len()).sum()
    }
}

impl Exact {
    fn merge(&mut self, other: &Exact) {
        self.least =
            if self.least == 0 || other.least == 0 { self.least.max(other.least) } else { self.least.min(other.least) };
        self.greatest = self.greatest.max(other.greatest);
        self.total += other.total;
    }
}

impl GroupTally {
    /// How often a unit had each rank, or each run of `width` ranks.
    pub fn of(&self, unit: usize, units: usize) -> &[u64] {
        let columns = self.ranks.len() / units.max(1);
        &self.ranks[unit * columns..(unit + 1) * columns]
    }

    /// Counts ranks of one unit of so many, from 1; 0 where it is not ranked.
    #[inline]
    pub(super) fn add(&mut self, unit: usize, units: usize, ranks: &[u32]) {
        let columns = self.ranks.len() / units;
        let row = &mut self.ranks[unit * columns..(unit + 1) * columns];
        let known = ranks.iter().filter(|rank| **rank > 0);
        if self.exact.is_empty() {
            return known.for_each(|&rank| row[rank as usize - 1] += 1);
        }
        for &rank in known {
            row[(rank as usize - 1) / self.width] += 1;
            self.exact[unit].merge(&Exact { least: rank, greatest: rank, total: u64::from(rank) });
        }
    }

    /// Counts one replicate: the scores of all units, `NaN` where a unit is not ranked, and their ranks.
    pub(super) fn count(&mut self, scores: &[f64], ranks: &[f64]) {
        let units = scores.len();
        for (unit, &rank) in ranks.iter().enumerate() {
            // `NaN` becomes 0.
            self.add(unit, units, &[rank as u32]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_units_take_bounded_memory_and_what_is_exact_stays_exact() {
        let units = 1_000_000;
        let mut tally = Tally::new(15, &[14], Pairs::Counted, units);
        assert!(tally.cells() <= CELLS_MAX);
        let group = &mut tally.groups[14];
        for rank in [7, 999_999, 400_000] {
            group.add(3, units, &[rank]);
        }
        assert_eq!(group.of(3, units).iter().sum::<u64>(), 3);
        assert_eq!(group.exact[3], Exact { least: 7, greatest: 999_999, total: 1_400_006 });
        let all: Vec<usize> = (0..15).collect();
        assert!(Tally::new(15, &all, Pairs::Counted, 50_000).cells() <= CELLS_MAX);
    }
}
