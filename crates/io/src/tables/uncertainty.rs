//! How sure ranks are, as flat tables (Handbook step 7): standings, probabilities of ranks, and what each replicate assumed.

use opencities_engine::analyse::uncertainty::{Drawn, Plan, Standing, Surety, Tally};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// The standings on groups: node, unit, name, published rank and score, median and mean rank, interval, range, share among
/// the first, tier.
pub fn uncertainty(composite: &Composite, groups: &[Surety]) -> FlatTable {
    let data = &composite.data;
    let lines: Vec<(&Surety, usize, &Standing)> = groups
        .iter()
        .flat_map(|group| group.rows.iter().zip(&group.standings).map(move |(&row, standing)| (group, row, standing)))
        .collect();
    let each = || lines.iter().copied();
    let unit = |row: usize| data.units.get(data.unit_of(row));
    let known = |pick: fn(&Standing) -> u64| {
        each().map(|(.., standing)| (standing.ranked > 0).then(|| pick(standing) as i64)).collect::<Vec<_>>()
    };
    let tier = |group: &Surety, row: usize| group.tiers.iter().position(|tier| tier.units.contains(&data.unit_of(row)));
    let code = |group: &Surety| composite.framework.nodes()[group.node].code.as_str();
    Columns::default()
        .text("node", "code of the group", each().map(|(group, ..)| Some(code(group))))
        .text("unit", "code", each().map(|(_, row, _)| Some(unit(row).code.as_str())))
        .text("name", "name", each().map(|(_, row, _)| Some(unit(row).name.as_str())))
        .ranks(
            "rank",
            "as published",
            composite.method.rank.ties,
            each().map(|(group, row, _)| composite.rank(group.node, row)),
        )
        .number(
            "score",
            "as published",
            &[("decimals", "1")],
            each().map(|(group, row, _)| composite.score(group.node, row)),
        )
        .whole("median_rank", "half of the replicates reach or beat it", known(|standing| standing.median))
        .number(
            "mean_rank",
            "mean over the replicates",
            &[("decimals", "2")],
            each().map(|(.., standing)| standing.mean),
        )
        .whole("low_rank", "the better end of the interval", known(|standing| standing.interval[0]))
        .whole("high_rank", "the worse end of the interval", known(|standing| standing.interval[1]))
        .whole("best_rank", "of all replicates", known(|standing| standing.range[0]))
        .whole("worst_rank", "of all replicates", known(|standing| standing.range[1]))
        .number(
            "top",
            "share of the replicates among the first",
            &[("decimals", "3")],
            each().map(|(.., standing)| standing.top),
        )
        .whole(
            "tier",
            "units that the replicates do not separate",
            each().map(|(group, row, _)| tier(group, row).map(|tier| tier as i64 + 1)).collect(),
        )
        .finish("uncertainty", "How sure the ranks are")
}

/// The share of the replicates in which each unit has each rank: node, unit, rank, probability; ranks that never occur are
/// left out.
pub fn rank_probabilities(composite: &Composite, nodes: &[usize], tally: &Tally) -> FlatTable {
    let data = &composite.data;
    let units = data.units.len();
    let mut cells = Vec::new();
    let mut widest = 1;
    for &node in nodes {
        let counts = &tally.groups[node - composite.framework.indicators().len()];
        widest = widest.max(counts.width);
        for unit in 0..units {
            let known = counts.of(unit, units).iter().enumerate().filter(|(_, count)| **count > 0);
            cells.extend(known.map(|(place, &count)| (node, unit, place * counts.width + 1, count)));
        }
    }
    let each = || cells.iter().copied();
    let first = match widest {
        1 => "1 is the best".to_owned(),
        width => format!("1 is the best; the first of {width} ranks that are counted together"),
    };
    Columns::default()
        .text(
            "node",
            "code of the group",
            each().map(|(node, ..)| Some(composite.framework.nodes()[node].code.as_str())),
        )
        .text("unit", "code", each().map(|(_, unit, ..)| Some(data.units.get(unit).code.as_str())))
        .whole("rank", &first, each().map(|(_, _, rank, _)| Some(rank as i64)).collect())
        .number(
            "probability",
            "share of the replicates",
            &[("decimals", "4")],
            each().map(|(.., count)| count as f64 / tally.replicates as f64),
        )
        .finish("rank_probabilities", "Probabilities of ranks")
}

/// The share of the replicates in which each unit reaches or passes each other: node, unit, other, probability, ties
/// counting for both; none for groups of which pairs were not counted.
pub fn pair_probabilities(composite: &Composite, nodes: &[usize], tally: &Tally) -> FlatTable {
    let units = &composite.data.units;
    let mut cells = Vec::new();
    for &node in nodes {
        let before = &tally.groups[node - composite.framework.indicators().len()].before;
        for (pair, &count) in before.iter().enumerate() {
            let (unit, other) = (pair / units.len(), pair % units.len());
            // Who is never ranked does not reach itself.
            let ranked = |unit: usize| before[unit * units.len() + unit] > 0;
            if unit != other && ranked(unit) && ranked(other) {
                cells.push((node, unit, other, count));
            }
        }
    }
    let each = || cells.iter().copied();
    Columns::default()
        .text(
            "node",
            "code of the group",
            each().map(|(node, ..)| Some(composite.framework.nodes()[node].code.as_str())),
        )
        .text("unit", "code", each().map(|(_, unit, ..)| Some(units.get(unit).code.as_str())))
        .text("other", "code", each().map(|(_, _, other, _)| Some(units.get(other).code.as_str())))
        .number(
            "probability",
            "share of the replicates in which the unit reaches or passes the other",
            &[("decimals", "4")],
            each().map(|(.., count)| count as f64 / tally.replicates as f64),
        )
        .finish("pair_probabilities", "Who stands before whom")
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
