//! The structure in an audit: one check for each threshold, with how many crossed it and which.

use super::{Check, Part, listed};
use crate::analyse::structure::{
    Coefficients, ColumnStatistics, Grade, GroupStructure, Line, Part as Table, Structure, Thresholds,
};
use crate::composite::Composite;

/// What is looked at: the table, the thresholds that decide (the one to show first), what it is.
const LOOKED_AT: [(Table, &[&str], &str); 17] = [
    (Table::Groups, &["alpha_min", "alpha_low"], "consistency of groups: Cronbach's alpha"),
    (Table::Groups, &["kmo_min", "kmo_low"], "what members share: Kaiser-Meyer-Olkin"),
    (Table::Groups, &["eigenvalue_above"], "components that count in a group"),
    (Table::Groups, &["significance_max"], "groups that may hang together by chance: Bartlett's test"),
    (Table::Pairs, &["weak_below"], "siblings that hardly go together"),
    (Table::Pairs, &["negative_below"], "nodes of a level that pull apart"),
    (Table::Pairs, &["redundant_above"], "nodes of a level that say the same"),
    (Table::Columns, &["weak_below"], "correlation with what is above"),
    (Table::Columns, &["redundant_above"], "parents that are nearly one child alone"),
    (Table::Columns, &[], "correlation with the own parent rather than another group"),
    (Table::Columns, &["coverage_min"], "coverage of each indicator and group"),
    (Table::Columns, &["nonzero_min"], "zeros"),
    (Table::Columns, &["distinct_min"], "repeated figures"),
    (Table::Columns, &["kurtosis_max"], "outliers, by skewness and kurtosis"),
    (Table::Denominators, &["denominator_above"], "size, by correlation with denominators"),
    (Table::Units, &["coverage_min"], "coverage of each unit"),
    (Table::Units, &["nonzero_min"], "zeros of each unit"),
];

pub(super) fn checks(composite: &Composite, found: &Structure, thresholds: &Thresholds, checks: &mut Vec<Check>) {
    let lines = found.remarks(composite);
    for (table, names, looked_at) in LOOKED_AT {
        let (count, noun) = counted(found, table, names.first().copied());
        let decides = |line: &&Line| match line.threshold {
            Some(name) => names.contains(&name),
            None => names.is_empty() && line.grade > Grade::Unknown,
        };
        let crossed: Vec<&Line> = lines.iter().filter(|line| line.part == table).filter(decides).collect();
        // What is not computed is no good news, and is told once for all below.
        if count == 0 && crossed.is_empty() {
            continue;
        }
        checks.push(Check {
            part: Part::Structure,
            looked_at: looked_at.to_owned(),
            figure: crossed.len() as f64,
            shown: format!("{} of {count} {noun}", crossed.len()),
            threshold: names.first().and_then(|&name| Some((name, thresholds.get(name)?))),
            grade: crossed.iter().map(|line| line.grade).max().unwrap_or(Grade::Good),
            words: words(composite, &crossed),
        });
    }
    checks.extend(not_computed(composite, &lines));
}

/// Of how many lines of a table the statistic is known, and what they are.
fn counted(found: &Structure, table: Table, threshold: Option<&str>) -> (usize, &'static str) {
    let groups = |is_known: fn(&GroupStructure) -> bool| found.groups.iter().filter(|group| is_known(group)).count();
    let columns = |is_known: fn(&ColumnStatistics) -> bool| found.columns.iter().filter(|line| is_known(line)).count();
    let is_known = |coefficients: &Coefficients| !coefficients.pearson.value.is_nan();
    match (table, threshold) {
        (Table::Groups, Some("alpha_min")) => (groups(|group| !group.alpha.is_nan()), "groups"),
        (Table::Groups, Some("kmo_min")) => (groups(|group| !group.adequacy.is_nan()), "groups"),
        (Table::Groups, Some("significance_max")) => (groups(|group| group.sphericity.is_some()), "groups"),
        (Table::Groups, _) => (groups(|group| group.components.is_some()), "groups"),
        (Table::Columns, None | Some("weak_below" | "redundant_above")) => {
            (columns(|line| !line.with_parent.is_nan()), "indicators and groups")
        }
        (Table::Columns, _) => (columns(|line| line.known > 0), "indicators and groups"),
        (Table::Pairs, _) => {
            let pairs = found.pairs.iter().filter(|pair| pair.is_of_one_level() && is_known(&pair.coefficients));
            (pairs.count(), "pairs")
        }
        (Table::Denominators, _) => {
            (found.denominators.iter().filter(|line| is_known(&line.coefficients)).count(), "pairs")
        }
        (Table::Units, _) => (found.units.len(), "units"),
    }
}

/// What could not be computed, which is no good news.
fn not_computed(composite: &Composite, lines: &[Line]) -> Option<Check> {
    let unknown: Vec<&Line> = lines.iter().filter(|line| line.grade == Grade::Unknown).collect();
    (!unknown.is_empty()).then(|| Check {
        part: Part::Structure,
        looked_at: "statistics that cannot be computed".to_owned(),
        figure: unknown.len() as f64,
        shown: unknown.len().to_string(),
        threshold: None,
        grade: Grade::Unknown,
        words: words(composite, &unknown),
    })
}

/// The worst first, as the lines are.
fn words(composite: &Composite, lines: &[&Line]) -> String {
    if lines.is_empty() {
        return "none crosses the threshold".to_owned();
    }
    let name = |code: &str| {
        let nodes = composite.framework.nodes();
        let node = composite.framework.position(code).map(|node| nodes[node].name.clone());
        let unit = || composite.data.units.iter().find(|unit| unit.code == code).map(|unit| unit.name.clone());
        node.or_else(unit).unwrap_or_else(|| code.to_owned())
    };
    let said = |line: &&Line| {
        let subject = match (&line.other, line.part) {
            (Some(level), Table::Groups) => format!("{} ({level} level)", name(&line.subject)),
            (Some(other), _) => format!("{} with {}", name(&line.subject), name(other)),
            (None, _) => name(&line.subject),
        };
        format!("{subject}: {}", line.text)
    };
    listed(&lines.iter().map(said).collect::<Vec<_>>())
}
