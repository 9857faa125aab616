//! What a tally says of each unit: its usual rank, the ranks between which it lies, and tiers that the replicates separate.

use serde::Serialize;

use super::tally::{Exact, GroupTally, Tally};
use crate::composite::Composite;

/// How sure the rank of a unit is on one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// The unit, by position.
    pub unit: usize,
    /// The replicates in which it was ranked.
    pub ranked: u64,
    /// The least and the greatest rank of all replicates; 0 where it never was ranked.
    pub range: [u64; 2],
    /// The median rank: the least rank that at least half of the replicates reach or beat.
    pub median: u64,
    /// The ends of the interval that holds at least the stated share of the replicates, as quantiles.
    pub interval: [u64; 2],
    /// The mean rank.
    pub mean: f64,
    /// The share of the replicates in which it is among the first `top`.
    pub top: f64,
}

/// The standings of all units, in their order; `share` is that of the interval (0.9), `top` the places that count as top.
///
/// Where neighbouring ranks are counted together (see [`GroupTally::width`]), range and mean are exact, the interval goes
/// from the first rank of its first column to the last of its last, the median is the last rank of its column, and `top`
/// is `NaN` unless it ends with a column.
pub fn standings(tally: &GroupTally, units: usize, share: f64, top: usize) -> Vec<Standing> {
    (0..units)
        .map(|unit| {
            let fine = standing(unit, tally.of(unit, units), share, top);
            match tally.exact.get(unit) {
                None => fine,
                Some(exact) => widened(fine, tally, unit, units, *exact, top),
            }
        })
        .collect()
}

/// A standing whose ranks are numbers of wide columns, in ranks.
fn widened(columns: Standing, tally: &GroupTally, unit: usize, units: usize, exact: Exact, top: usize) -> Standing {
    let width = tally.width as u64;
    let first = |column: u64| if column == 0 { 0 } else { (column - 1) * width + 1 };
    let last = |column: u64| (column * width).min(units as u64);
    let of_ranked = |sum: f64| if columns.ranked > 0 { sum / columns.ranked as f64 } else { f64::NAN };
    let known_top = top >= units || top.is_multiple_of(tally.width);
    let at_top: u64 = tally.of(unit, units).iter().take(top.div_ceil(tally.width)).sum();
    Standing {
        range: [u64::from(exact.least), u64::from(exact.greatest)],
        median: last(columns.median),
        interval: [first(columns.interval[0]), last(columns.interval[1])],
        mean: of_ranked(exact.total as f64),
        top: if known_top { of_ranked(at_top as f64) } else { f64::NAN },
        ..columns
    }
}

fn standing(unit: usize, counts: &[u64], share: f64, top: usize) -> Standing {
    let ranked: u64 = counts.iter().sum();
    let quantile = |share: f64| {
        let wanted = (share * ranked as f64).ceil().max(1.0) as u64;
        let mut reached = 0;
        let rank = counts.iter().position(|count| {
            reached += count;
            reached >= wanted
        });
        rank.map_or(0, |rank| rank as u64 + 1)
    };
    let known = || counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(rank, _)| rank as u64 + 1);
    let weighted: f64 = counts.iter().enumerate().map(|(rank, &count)| (rank + 1) as f64 * count as f64).sum();
    let at_top: u64 = counts.iter().take(top).sum();
    let of_ranked = |sum: f64| if ranked > 0 { sum / ranked as f64 } else { f64::NAN };
    Standing {
        unit,
        ranked,
        range: [known().next().unwrap_or(0), known().next_back().unwrap_or(0)],
        median: quantile(0.5),
        interval: [quantile((1.0 - share) / 2.0), quantile(1.0 - (1.0 - share) / 2.0)],
        mean: of_ranked(weighted),
        top: of_ranked(at_top as f64),
    }
}

/// How sure the ranks on one group are, in the newest period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Surety {
    /// The group, by position of its node.
    pub node: usize,
    /// The rows of the period, in the order of the published ranking.
    pub rows: Vec<usize>,
    /// What the replicates say of each row.
    pub standings: Vec<Standing>,
    /// The tiers that they separate.
    pub tiers: Vec<Tier>,
}

/// The share of the replicates in which two tiers must stay apart.
const APART: f64 = 0.95;

impl Surety {
    /// What a tally says of a group that it counts; `share` is that of the intervals, `top` the places that count as top.
    pub fn new(composite: &Composite, node: usize, tally: &Tally, share: f64, top: usize) -> Self {
        let data = &composite.data;
        let counts = &tally.groups[node - composite.framework.indicators().len()];
        let rows = composite.ranking(node, data.periods.len().saturating_sub(1));
        let all = standings(counts, data.units.len(), share, top);
        let ranked = rows.iter().filter(|&&row| !composite.rank(node, row).is_nan());
        let order: Vec<usize> = ranked.map(|&row| data.unit_of(row)).collect();
        let tiers = tiers(counts, tally.replicates, &order, APART);
        let standings = rows.iter().map(|&row| all[data.unit_of(row)].clone()).collect();
        Surety { node, rows, standings, tiers }
    }
}

/// A run of units that the replicates do not separate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tier {
    /// The units, by position, in the order of the published ranking.
    pub units: Vec<usize>,
}

/// Tiers of a published order: a new one begins where every unit above stands before every unit below in at least `share` of
/// the replicates. Needs the counts of pairs; one tier where they are not kept.
pub fn tiers(tally: &GroupTally, replicates: u64, order: &[usize], share: f64) -> Vec<Tier> {
    let units = (tally.before.len() as f64).sqrt() as usize;
    let mut tiers: Vec<Tier> = Vec::new();
    // How often the unit below reaches or passes the one above.
    let reaches = |below: usize, above: usize| tally.before[below * units + above] as f64 / replicates as f64;
    for (place, &unit) in order.iter().enumerate() {
        let separate = !tally.before.is_empty()
            && order[..place]
                .iter()
                .all(|&above| order[place..].iter().all(|&below| reaches(below, above) <= 1.0 - share));
        match tiers.last_mut() {
            Some(tier) if !separate => tier.units.push(unit),
            _ => tiers.push(Tier { units: vec![unit] }),
        }
    }
    tiers
}
