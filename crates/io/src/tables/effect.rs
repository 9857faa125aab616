//! What scores that stand in for a group do to the ranking, as a flat table.

use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;
use crate::stand_in::StandIn;

/// A row for each unit of the period: the group, the index and the rank by the index's own figures and with the scores that
/// stand in. `before` and `after` have the same groups.
pub fn effect(before: &Composite, after: &Composite, stand_in: &StandIn) -> FlatTable {
    let group = stand_in.group;
    let own = |row: usize| stand_in.scores.iter().find(|score| score.unit == row);
    let units = &before.data.units;
    let group_with = after.framework.position(&before.framework.nodes()[group].code).unwrap_or(group);
    let roots = [before.framework.root(), after.framework.root()];
    let rows = || 0..units.len();
    let points = [("decimals", "1")];
    let ties = before.method.rank.ties;
    Columns::default()
        .text("unit", "code of the unit", rows().map(|row| Some(units.get(row).code.as_str())))
        .text("name", "name", rows().map(|row| Some(units.get(row).name.as_str())))
        .text(
            "status",
            "self-reported where a score stands in",
            rows().map(|row| Some(if own(row).is_some() { "self-reported" } else { "own figures" })),
        )
        .text(
            "period",
            "that the score of the group speaks of",
            rows().map(|row| Some(own(row).map_or(before.data.period_of(row), |score| score.period).to_string())),
        )
        .number("group", "score of the group, by its figures", &points, rows().map(|row| before.score(group, row)))
        .number(
            "group_with",
            "the same, with scores that stand in",
            &points,
            rows().map(|row| after.score(group_with, row)),
        )
        .number("index", "score of the index", &points, rows().map(|row| before.score(roots[0], row)))
        .number(
            "index_with",
            "the same, with scores that stand in",
            &points,
            rows().map(|row| after.score(roots[1], row)),
        )
        .ranks("rank", "1 is the best", ties, rows().map(|row| before.rank(roots[0], row)))
        .ranks("rank_with", "the same, with scores that stand in", ties, rows().map(|row| after.rank(roots[1], row)))
        .finish("effect", &format!("What a self-assessment does in {}", before.framework.nodes()[group].name))
}
