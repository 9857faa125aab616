//! The tables of the chapter: groups, assumptions, importances, and the units one by one. All figures in full are in the
//! tables of the other formats.

use opencities_engine::analyse::audit::{Audit, Part, Robustness, Sensitivity};
use opencities_engine::analyse::sensitivity::Estimate;
use opencities_engine::analyse::structure::Structure;
use opencities_engine::analyse::{Distances, GroupImportance};
use opencities_engine::composite::Composite;

use super::super::{Grid, Kind};

/// The table of a part, where it has one.
pub(super) fn of(part: Part, composite: &Composite, audit: &Audit) -> Option<Grid> {
    match part {
        Part::Structure => audit.structure.as_ref().map(|found| groups(composite, found)),
        Part::Sensitivity => audit.sensitivity.as_ref().map(assumptions),
        Part::Importance => audit.importance.as_ref().map(|found| importances(composite, found)),
        Part::Robustness | Part::Frontier => None,
    }
}

fn head(columns: &[(&str, Kind)]) -> Vec<(String, Kind)> {
    columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
}

fn decimals(value: f64, digits: usize) -> String {
    if value.is_nan() { "–".to_owned() } else { format!("{value:.digits$}") }
}

fn percent(value: f64) -> String {
    if value.is_nan() { "–".to_owned() } else { format!("{:.0} %", value * 100.0) }
}

fn between(estimate: Estimate) -> String {
    let Estimate { low, high, .. } = estimate;
    if low.is_nan() { "–".to_owned() } else { format!("{} to {}", percent(low), percent(high)) }
}

fn groups(composite: &Composite, found: &Structure) -> Grid {
    let nodes = composite.framework.nodes();
    let row = |line: &opencities_engine::analyse::structure::GroupStructure| {
        let first = line.components.as_ref().map_or(f64::NAN, |components| components.share(0));
        vec![
            nodes[line.group].name.clone(),
            line.level.clone(),
            line.members.len().to_string(),
            decimals(line.alpha, 2),
            decimals(line.adequacy, 2),
            line.counted.map_or("–".to_owned(), |counted| counted.to_string()),
            percent(first),
            format!("{} {}", line.verdict.grade().sign(), line.verdict.grade().in_words()),
        ]
    };
    Grid {
        title: "Groups with their members on each level".to_owned(),
        head: head(&[
            ("group", Kind::Text),
            ("level", Kind::Text),
            ("members", Kind::Number),
            ("alpha", Kind::Number),
            ("KMO", Kind::Number),
            ("components", Kind::Number),
            ("first", Kind::Number),
            ("verdict", Kind::Text),
        ]),
        rows: found.groups.iter().map(row).collect(),
    }
}

fn assumptions(found: &Sensitivity) -> Grid {
    let row = |((name, first), total): ((&String, &Estimate), &Estimate)| {
        vec![name.clone(), percent(first.value), between(*first), percent(total.value), between(*total)]
    };
    Grid {
        title: "Shares of the variance".to_owned(),
        head: head(&[
            ("assumption", Kind::Text),
            ("alone", Kind::Number),
            ("95 %", Kind::Number),
            ("with others", Kind::Number),
            ("95 %", Kind::Number),
        ]),
        rows: found.assumptions.iter().zip(&found.indices.first).zip(&found.indices.total).map(row).collect(),
    }
}

fn importances(composite: &Composite, found: &[GroupImportance]) -> Grid {
    let nodes = composite.framework.nodes();
    let children = found.iter().flat_map(|group| group.children.iter().map(move |child| (group.group, child)));
    let rows = children.map(|(group, child)| {
        let verdict = match child.is_off() {
            None => "·",
            Some(true) => "!",
            Some(false) => "✓",
        };
        vec![
            nodes[group].name.clone(),
            nodes[child.node].name.clone(),
            percent(child.weight),
            percent(child.share.value),
            between(child.share),
            percent(child.curved.value),
            percent(child.linear.value),
            verdict.to_owned(),
        ]
    });
    Grid {
        title: "Weight and importance; ! where the weight lies outside the interval".to_owned(),
        head: head(&[
            ("group", Kind::Text),
            ("child", Kind::Text),
            ("weight", Kind::Number),
            ("importance", Kind::Number),
            ("95 %", Kind::Number),
            ("along a curve", Kind::Number),
            ("along a line", Kind::Number),
            ("", Kind::Text),
        ]),
        rows: rows.collect(),
    }
}

/// Every ranked unit with what the audit says of it.
pub(super) fn units(composite: &Composite, audit: &Audit) -> Option<Grid> {
    let rows = match (&audit.robustness, &audit.frontier) {
        (Some(Robustness { rows, .. }), _) => rows.clone(),
        (None, Some(Distances { units, .. })) => units.iter().map(|unit| unit.row).collect(),
        (None, None) => return None,
    };
    let root = composite.framework.root();
    let row = |&row: &usize| {
        let rank = composite.rank(root, row);
        let mut cells = vec![
            format!("{rank}"),
            composite.data.units.get(composite.data.unit_of(row)).name.clone(),
            decimals(composite.score(root, row), 1),
        ];
        if let Some(found) = &audit.robustness {
            let standing = found.rows.iter().position(|&known| known == row).map(|place| &found.standings[place]);
            cells.push(standing.map_or("–".to_owned(), |one| one.median.to_string()));
            cells.push(standing.map_or("–".to_owned(), |one| format!("{} to {}", one.interval[0], one.interval[1])));
        }
        if let Some(found) = &audit.frontier {
            let unit = found.units.iter().find(|unit| unit.row == row);
            cells.push(percent(unit.map_or(f64::NAN, |unit| unit.free)));
            cells.push(percent(unit.map_or(f64::NAN, |unit| unit.held)));
            cells.push(unit.map_or("–".to_owned(), |unit| unit.surpassed_by.len().to_string()));
        }
        cells
    };
    let mut columns = vec![("rank", Kind::Number), ("unit", Kind::Text), ("score", Kind::Number)];
    let interval = audit.robustness.as_ref().map(|found| percent(found.interval));
    if let Some(interval) = &interval {
        columns.extend([("median rank", Kind::Number), (interval.as_str(), Kind::Number)]);
    }
    if audit.frontier.is_some() {
        columns.extend([("frontier", Kind::Number), ("held", Kind::Number), ("surpassed by", Kind::Number)]);
    }
    Some(Grid { title: "Ranked units".to_owned(), head: head(&columns), rows: rows.iter().map(row).collect() })
}
