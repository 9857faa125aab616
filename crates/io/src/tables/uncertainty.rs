//! How sure ranks are, as flat tables (Handbook step 7): standings, probabilities of ranks, and what each replicate assumed.

use opencities_engine::analyse::uncertainty::{Drawn, Plan, Standing, Tally, Tier};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// The standings of a group: unit, name, published rank and score, median and mean rank, interval, range, share among the
/// first, tier.
pub fn uncertainty(
    composite: &Composite,
    node: usize,
    rows: &[usize],
    standings: &[Standing],
    tiers: &[Tier],
) -> FlatTable {
    let data = &composite.data;
    let unit = |row: usize| data.units.get(data.unit_of(row));
    let each = || rows.iter().copied();
    let known = |pick: fn(&Standing) -> u64| {
        standings.iter().map(|standing| (standing.ranked > 0).then(|| pick(standing) as i64)).collect::<Vec<_>>()
    };
    let tier = |row: usize| tiers.iter().position(|tier| tier.units.contains(&data.unit_of(row)));
    Columns::default()
        .text("unit", "code", each().map(|row| Some(unit(row).code.as_str())))
        .text("name", "name", each().map(|row| Some(unit(row).name.as_str())))
        .ranks("rank", "as published", composite.method.rank.ties, each().map(|row| composite.rank(node, row)))
        .number("score", "as published", &[("decimals", "1")], each().map(|row| composite.score(node, row)))
        .whole("median_rank", "half of the replicates reach or beat it", known(|standing| standing.median))
        .number(
            "mean_rank",
            "mean over the replicates",
            &[("decimals", "2")],
            standings.iter().map(|standing| standing.mean),
        )
        .whole("low_rank", "the better end of the interval", known(|standing| standing.interval[0]))
        .whole("high_rank", "the worse end of the interval", known(|standing| standing.interval[1]))
        .whole("best_rank", "of all replicates", known(|standing| standing.range[0]))
        .whole("worst_rank", "of all replicates", known(|standing| standing.range[1]))
        .number(
            "top",
            "share of the replicates among the first",
            &[("decimals", "3")],
            standings.iter().map(|standing| standing.top),
        )
        .whole(
            "tier",
            "units that the replicates do not separate",
            each().map(|row| tier(row).map(|tier| tier as i64 + 1)).collect(),
        )
        .finish("uncertainty", "How sure the ranks are")
}

/// The share of the replicates in which each unit has each rank: unit, rank, probability; ranks that never occur are left out.
pub fn rank_probabilities(composite: &Composite, node: usize, tally: &Tally) -> FlatTable {
    let data = &composite.data;
    let units = data.units.len();
    let counts = &tally.groups[node - composite.framework.indicators().len()];
    let known = |unit: usize| counts.of(unit, units).iter().enumerate().filter(|(_, count)| **count > 0);
    let cells: Vec<(usize, usize, u64)> =
        (0..units).flat_map(|unit| known(unit).map(move |(place, &count)| (unit, place, count))).collect();
    let each = || cells.iter().copied();
    let first = match counts.width {
        0 | 1 => "1 is the best".to_owned(),
        width => format!("1 is the best; the first of {width} ranks that are counted together"),
    };
    Columns::default()
        .text("unit", "code", each().map(|(unit, ..)| Some(data.units.get(unit).code.as_str())))
        .whole("rank", &first, each().map(|(_, place, _)| Some((place * counts.width) as i64 + 1)).collect())
        .number(
            "probability",
            "share of the replicates",
            &[("decimals", "4")],
            each().map(|(.., count)| count as f64 / tally.replicates as f64),
        )
        .finish("rank_probabilities", "Probabilities of ranks")
}

/// What each of the first replicates assumed: replicate, assumption, value.
pub fn specifications(plan: &Plan<'_>, replicates: u64) -> FlatTable {
    let nodes = plan.framework().nodes();
    let weights = |list: &[(usize, f64)]| {
        list.iter().map(|(node, weight)| format!("{}={weight}", nodes[*node].code)).collect::<Vec<_>>().join(" ")
    };
    let value = |drawn: &Drawn| match drawn {
        Drawn::Published => "as published".to_owned(),
        Drawn::Alternative(number) => (number + 1).to_string(),
        Drawn::Number(number) => number.to_string(),
        Drawn::Factors(list) | Drawn::Shares(list) => weights(list),
        Drawn::LeftOut(node) => node.map_or_else(|| "none".to_owned(), |node| nodes[node].code.clone()),
        Drawn::Draw(number) => (number + 1).to_string(),
        Drawn::Key(key) => key.to_string(),
    };
    let names: Vec<&str> = plan.names().collect();
    let (mut of, mut assumption, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for replicate in 0..replicates {
        for (name, drawn) in names.iter().zip(plan.specification(&plan.point(replicate)).0) {
            of.push(Some(replicate as i64));
            assumption.push(Some(*name));
            values.push(Some(value(&drawn)));
        }
    }
    Columns::default()
        .whole("replicate", "from 0", of)
        .text("assumption", "its name", assumption)
        .text("value", "the number of the alternative, the parameter, or the weights", values)
        .finish("specifications", "What each replicate assumed")
}
