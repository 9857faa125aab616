//! An audit as flat tables (Handbook step 7): verdicts, importance against weight, distance to the frontier. Its other parts
//! have the tables of their own analyses.

use opencities_engine::analyse::audit::{Audit, Check};
use opencities_engine::analyse::sensitivity::Estimate;
use opencities_engine::analyse::uncertainty::Surety;
use opencities_engine::analyse::{ChildImportance, Distance, Distances, GroupImportance};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use super::structure;
use super::uncertainty;
use crate::export::FlatTable;

const SHARE: &[(&str, &str)] = &[("decimals", "3")];

/// All tables of an audit, the verdicts first.
pub fn all(composite: &Composite, audit: &Audit, checks: &[Check]) -> Vec<FlatTable> {
    let mut tables = vec![verdicts(checks)];
    if let Some(found) = &audit.structure {
        tables.extend(structure::all(composite, found));
    }
    if let Some(found) = &audit.robustness {
        let root = composite.framework.root();
        let (rows, standings, tiers) = (found.rows.clone(), found.standings.clone(), found.tiers.clone());
        tables.push(uncertainty::uncertainty(composite, &[Surety { node: root, rows, standings, tiers }]));
    }
    if let Some(found) = &audit.sensitivity {
        let names: Vec<&str> = found.assumptions.iter().map(String::as_str).collect();
        tables.push(super::sensitivity(&names, &found.indices));
    }
    if let Some(found) = &audit.importance {
        tables.push(importance(composite, found));
    }
    if let Some(found) = &audit.frontier {
        tables.push(frontier(composite, found));
    }
    tables
}

/// Everything that was looked at, with a verdict on each.
pub fn verdicts(checks: &[Check]) -> FlatTable {
    let all = || checks.iter();
    Columns::default()
        .text("part", "of the audit", all().map(|check| Some(check.part.name())))
        .text("looked_at", "what was looked at", all().map(|check| Some(check.looked_at.as_str())))
        .text("found", "the figure in words", all().map(|check| Some(check.shown.as_str())))
        .number("figure", "as a number", SHARE, all().map(|check| check.figure))
        .text("threshold", "the threshold that decides", all().map(|check| check.threshold.map(|(name, _)| name)))
        .number("limit", "its value", &[], all().map(|check| check.threshold.map_or(f64::NAN, |(_, limit)| limit)))
        .text("source", "where its default comes from", all().map(|check| check.about().map(|about| about.source)))
        .text(
            "verdict",
            "good, look at this, problem, or not computed",
            all().map(|check| Some(check.grade.in_words())),
        )
        .text("remark", "why", all().map(|check| Some(check.words.as_str())))
        .finish("verdicts", "Verdicts of the audit")
}

/// Importance of every child for its group, beside its weight.
pub fn importance(composite: &Composite, found: &[GroupImportance]) -> FlatTable {
    let nodes = composite.framework.nodes();
    let each: Vec<(usize, &ChildImportance)> =
        found.iter().flat_map(|group| group.children.iter().map(|child| (group.group, child))).collect();
    let all = || each.iter().map(|(_, child)| *child);
    let verdict = |child: &ChildImportance| match child.is_off() {
        None => "not computed",
        Some(true) => "weight outside the interval",
        Some(false) => "weight within the interval",
    };
    type Pick = fn(&ChildImportance) -> Estimate;
    let kinds: [(&str, &str, Pick); 4] = [
        ("importance", "share of importance among siblings, along a curve", |child| child.share),
        ("linear_importance", "the same along a straight line", |child| child.linear_share),
        ("correlation_ratio", "share of the group's variance that goes with it along a curve", |child| child.curved),
        ("squared_correlation", "share that goes with it along a straight line", |child| child.linear),
    ];
    let mut columns = Columns::default()
        .text("group", "code of the group", each.iter().map(|(group, _)| Some(nodes[*group].code.as_str())))
        .text("node", "code of the child", all().map(|child| Some(nodes[child.node].code.as_str())))
        .text("name", "name of the child", all().map(|child| Some(nodes[child.node].name.as_str())))
        .whole("units", "units that know both", all().map(|child| Some(child.units as i64)).collect())
        .number("weight", "share of weight among siblings", SHARE, all().map(|child| child.weight));
    for (name, description, pick) in kinds {
        columns = columns
            .number(name, description, SHARE, all().map(|child| pick(child).value))
            .number(&format!("{name}_low"), "lower end of its interval", SHARE, all().map(|child| pick(child).low))
            .number(&format!("{name}_high"), "upper end of its interval", SHARE, all().map(|child| pick(child).high));
    }
    columns
        .text("verdict", "on the share along a curve", all().map(|child| Some(verdict(child))))
        .finish("importance", "Importance against weight")
}

/// How far every unit is from the frontier.
pub fn frontier(composite: &Composite, found: &Distances) -> FlatTable {
    let unit = |row: usize| composite.data.units.get(composite.data.unit_of(row));
    let all = || found.units.iter();
    let yes = |is: bool| Some(if is { "yes" } else { "no" });
    let by =
        |line: &Distance| line.surpassed_by.iter().map(|&row| unit(row).code.as_str()).collect::<Vec<_>>().join(" ");
    Columns::default()
        .text("unit", "code", all().map(|line| Some(unit(line.row).code.as_str())))
        .text("name", "name", all().map(|line| Some(unit(line.row).name.as_str())))
        .ranks(
            "rank",
            "as published",
            composite.method.rank.ties,
            all().map(|line| composite.rank(found.group, line.row)),
        )
        .number("score", "as published", &[("decimals", "1")], all().map(|line| composite.score(found.group, line.row)))
        .number(
            "efficiency",
            "share of the frontier reached under its own best weights",
            SHARE,
            all().map(|line| line.free),
        )
        .number(
            "efficiency_held",
            "the same with shares between half and one and a half of even ones",
            SHARE,
            all().map(|line| line.held),
        )
        .text("on_frontier", "whether it is on the frontier", all().map(|line| yes(line.free >= 1.0)))
        .whole(
            "surpassed_by_count",
            "units that are at least as good in every child and better in one",
            all().map(|line| Some(line.surpassed_by.len() as i64)).collect(),
        )
        .text("surpassed_by", "their codes", all().map(|line| Some(by(line))))
        .finish("frontier", "Distance to the frontier")
}
