//! The best and the worst rank of each unit over all weights of a region, and weights that show them (Handbook step 7).

use opencities_engine::analyse::{BoundsOfRanks, Extreme, RankBounds};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// A row for each unit: published, best and worst rank, and what is proved of them.
pub fn rank_bounds(composite: &Composite, found: &BoundsOfRanks) -> FlatTable {
    let units = &composite.data.units;
    let whole = |pick: fn(&RankBounds) -> usize| {
        found.units.iter().map(|bounds| i64::try_from(pick(bounds)).ok()).collect::<Vec<_>>()
    };
    let proved = |extreme: &Extreme| Some(if extreme.is_proved() { "yes" } else { "no" });
    Columns::default()
        .text("unit", "code", found.units.iter().map(|bounds| Some(units.get(bounds.unit).code.as_str())))
        .text("name", "name", found.units.iter().map(|bounds| Some(units.get(bounds.unit).name.as_str())))
        .ranks("rank", "as published", composite.method.rank.ties, found.units.iter().map(|bounds| bounds.rank))
        .whole("best_rank", "reached by the weights in `rank_bounds_weights`", whole(|bounds| bounds.best.rank))
        .whole("best_bound", "no weights of the region lead to a better one", whole(|bounds| bounds.best.bound))
        .text("best_proved", "whether the two are one", found.units.iter().map(|bounds| proved(&bounds.best)))
        .whole("worst_rank", "reached by the weights in `rank_bounds_weights`", whole(|bounds| bounds.worst.rank))
        .whole("worst_bound", "no weights of the region lead to a worse one", whole(|bounds| bounds.worst.bound))
        .text("worst_proved", "whether the two are one", found.units.iter().map(|bounds| proved(&bounds.worst)))
        .finish("rank_bounds", "Best and worst ranks over all weights of a region")
}

/// The weights that give each unit its best and its worst rank.
pub fn rank_bounds_weights(composite: &Composite, found: &BoundsOfRanks) -> FlatTable {
    let nodes = composite.framework.nodes();
    let children = &nodes[found.weighed].children;
    let cells: Vec<(usize, &str, usize, f64)> = found
        .units
        .iter()
        .flat_map(|bounds| [(bounds.unit, "best", &bounds.best), (bounds.unit, "worst", &bounds.worst)])
        .flat_map(|(unit, end, extreme)| {
            children.iter().zip(&extreme.shares).map(move |(&child, &share)| (unit, end, child, share))
        })
        .collect();
    Columns::default()
        .text("unit", "code", cells.iter().map(|cell| Some(composite.data.units.get(cell.0).code.as_str())))
        .text("end", "best or worst", cells.iter().map(|cell| Some(cell.1)))
        .text("node", "the child that is weighed", cells.iter().map(|cell| Some(nodes[cell.2].code.as_str())))
        .number("share", "among its siblings", &[("decimals", "4")], cells.iter().map(|cell| cell.3))
        .finish("rank_bounds_weights", "Weights that give the best and the worst ranks")
}
