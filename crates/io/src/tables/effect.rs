//! What scores that stand in for a group do to the ranking, as a flat table.

use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// A row for each unit of the period: the group, the index and the rank by the index's own figures and with the scores that
/// stand in. `before` and `after` have the same groups; `assessed` are the units with a score of their own, by position.
pub fn effect(before: &Composite, after: &Composite, group: usize, assessed: &[usize]) -> FlatTable {
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
            rows().map(|row| Some(if assessed.contains(&row) { "self-reported" } else { "own figures" })),
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
