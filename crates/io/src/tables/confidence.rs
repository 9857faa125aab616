//! What sampling errors leave of the ranks on a node, as a flat table (Handbook step 7).

use opencities_engine::analyse::ConfidenceOfRanks;
use opencities_engine::composite::Composite;
use opencities_engine::stats::Ties;

use super::columns::Columns;
use crate::export::FlatTable;

/// Whether a unit is among the best `top`, as its set among those of all units says.
pub fn standing_at_top([best, worst]: [usize; 2], top: usize) -> &'static str {
    match (best <= top, worst <= top) {
        (_, true) => "yes",
        (true, _) => "maybe",
        _ => "no",
    }
}

/// A row for each of these units: rank, estimate, standard error, the set that holds its rank alone, and the one that holds
/// it together with all others.
pub fn confidence(composite: &Composite, found: &ConfidenceOfRanks, units: &[usize], top: usize) -> FlatTable {
    let unit = |at: usize| composite.data.units.get(at);
    let each = || units.iter().copied();
    let end = |sets: &[Option<[usize; 2]>], end: usize| {
        each().map(|unit| sets[unit].and_then(|set| i64::try_from(set[end]).ok())).collect::<Vec<_>>()
    };
    let (alone, together) = (&found.sets.marginal, &found.sets.simultaneous);
    Columns::default()
        .text("unit", "code", each().map(|at| Some(unit(at).code.as_str())))
        .text("name", "name", each().map(|at| Some(unit(at).name.as_str())))
        .ranks("rank", "of the estimate", Ties::Min, each().map(|at| found.ranks[at]))
        .number("estimate", "score of a group, figure of an indicator", &[], each().map(|at| found.estimates[at]))
        .number("standard_error", "of the estimate", &[], each().map(|at| found.standard_errors[at]))
        .whole("low_rank", "the better end of the set of this unit's rank alone", end(alone, 0))
        .whole("high_rank", "the worse end of the set of this unit's rank alone", end(alone, 1))
        .whole("joint_low_rank", "the better end, where all sets hold together", end(together, 0))
        .whole("joint_high_rank", "the worse end, where all sets hold together", end(together, 1))
        .text("top", "whether it is among the first", each().map(|at| Some(standing_at_top(together[at]?, top))))
        .finish("confidence", "What sampling errors leave of the ranks")
}
