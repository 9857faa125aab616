//! The tables of two editions compared: every unit's change and its parts, and what differs, in words.

use opencities_engine::analyse::{Change, Diff, DiffLine, Part, Presence};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// The change of score and rank of each line, and a column for each part of it; parts that could not be told apart share
/// one. `editions` are the old and the new composite, which know the names.
pub fn difference(diff: &Diff, editions: [&Composite; 2], lines: &[&DiffLine]) -> FlatTable {
    let rows = || lines.iter();
    let name = |line: &DiffLine| {
        let units = editions.into_iter().rev().map(|composite| &composite.data.units);
        units.into_iter().find_map(|units| Some(units.get(units.position(&line.unit)?).name.clone()))
    };
    let score = [("measure", "score"), ("decimals", "2")];
    let rank = [("decimals", "1")];
    let ties = editions.map(|composite| composite.method.rank.ties);
    let mut columns = Columns::default()
        .text("unit", "code of the unit", rows().map(|line| Some(line.unit.as_str())))
        .text("name", "name of the unit", rows().map(|line| name(line)))
        .text("node", "code of the group", rows().map(|line| Some(line.node.as_str())))
        .ranks("old_rank", "in the old edition", ties[0], rows().map(|line| line.old.rank))
        .ranks("new_rank", "in the new edition", ties[1], rows().map(|line| line.new.rank))
        .number("rank_change", "new less old: below zero is a rise", &rank, rows().map(|line| line.change().rank))
        .number("old_score", "score in the old edition", &score, rows().map(|line| line.old.score))
        .number("new_score", "score in the new edition", &score, rows().map(|line| line.new.score))
        .number("score_change", "new less old", &score, rows().map(|line| line.change().score));
    for (what, facts, pick) in [
        ("score", &score[..], (|line| &line.score_parts) as fn(&DiffLine) -> &Vec<f64>),
        ("rank", &rank[..], |line| &line.rank_parts),
    ] {
        for (names, position) in parts(diff) {
            let of = |line: &&DiffLine| match position {
                Some(position) => pick(line)[position],
                // A part in which the editions do not differ moves nothing.
                None if line.presence == Presence::Stayed => 0.0,
                None => f64::NAN,
            };
            let description = format!("the part of the change of {what} that is due to {names}");
            columns = columns.number(&format!("{what}_{names}"), &description, facts, rows().map(of));
        }
    }
    columns.text("note", "what to know about the row", rows().map(|line| Some(note(line)))).finish("diff", "Changes")
}

/// Every part, or block of parts that stand together, by name and with its place among those that differ.
fn parts(diff: &Diff) -> Vec<(String, Option<usize>)> {
    let block_of = |part: &Part| diff.parts.iter().position(|block| block.contains(part));
    let first = |part: &&Part| block_of(part).is_none_or(|block| diff.parts[block][0] == **part);
    let name = |part: &Part| match block_of(part) {
        Some(block) => diff.parts[block].iter().map(|part| part.name()).collect::<Vec<_>>().join("+"),
        None => part.name().to_owned(),
    };
    Part::ALL.iter().filter(first).map(|part| (name(part), block_of(part))).collect()
}

fn note(line: &DiffLine) -> &'static str {
    match line.presence {
        Presence::Joined => "joined",
        Presence::Left => "left",
        Presence::Stayed if line.change().score.is_nan() => "no score in one of the editions",
        Presence::Stayed if !line.is_split() => "not split: no score where some parts are changed alone",
        Presence::Stayed => "",
    }
}

/// What differs between the editions, in words.
pub fn changes(changes: &[Change]) -> FlatTable {
    Columns::default()
        .text("part", "the part of the edition", changes.iter().map(|change| Some(change.part.name())))
        .text("change", "what differs", changes.iter().map(|change| Some(change.words.as_str())))
        .finish("changes", "What differs")
}
