//! A unit beside the others: the median of all of them, and of those on the same side of each number by which the
//! questionnaire groups peers. Medians are shown and no ranks: units judge themselves, and not all as strictly.

use opencities_engine::stats;

use super::{Answers, Assessment, PeerGroup};

/// A unit beside others.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// All others first, then a group for each of the questionnaire.
    pub groups: Vec<Group>,
    /// Others that have answered too little to stand beside anybody.
    pub left_out: Vec<String>,
}

/// Some of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they have in common, in words.
    pub name: String,
    /// Their names, with the period of their sheets.
    pub members: Vec<String>,
    /// The median of their scores for each node, by position; `NaN` where none has one.
    pub medians: Vec<f64>,
    /// Why there are none; empty where there are some.
    pub none: String,
    /// Others that could not be grouped, since their fact is not known.
    pub unknown: Vec<String>,
}

/// Compares a sheet with the newest sheets of the others; `None` where there are no others.
pub fn compare(assessment: &Assessment, sheet: &Answers) -> Option<Comparison> {
    let others = assessment.others(&sheet.unit);
    if others.is_empty() {
        return None;
    }
    // Three questions answered well would make a median that nobody has earned.
    let answered = |other: &&Answers| assessment.composite.screening.ranked[assessment.row(other)];
    let (others, thin): (Vec<&Answers>, Vec<&Answers>) = others.into_iter().partition(answered);
    let all = group(assessment, "all others".to_owned(), &others, "none has answered enough");
    let peers = assessment.questionnaire.peer_groups.iter().map(|peers| {
        let fact = |sheet: &Answers| known(assessment, sheet, &peers.column);
        let Some(own) = fact(sheet) else {
            let none = format!("`{}` of {} is not known", peers.column, sheet.shown_name());
            return group(assessment, format!("by {}", peers.name), &[], &none);
        };
        let is_above = own >= peers.at;
        let same: Vec<&Answers> = others
            .iter()
            .copied()
            .filter(|other| fact(other).is_some_and(|other| (other >= peers.at) == is_above))
            .collect();
        let unknown = others.iter().copied().filter(|other| fact(other).is_none()).map(named).collect();
        Group { unknown, ..group(assessment, side(peers, is_above), &same, "no other on this side") }
    });
    let groups = std::iter::once(all).chain(peers).collect();
    Some(Comparison { groups, left_out: thin.into_iter().map(named).collect() })
}

/// A fact of a sheet's unit, from this sheet or another of the same unit.
fn known(assessment: &Assessment, sheet: &Answers, fact: &str) -> Option<f64> {
    sheet.number(fact).or_else(|| assessment.of_unit(&sheet.unit).iter().find_map(|other| other.number(fact)))
}

/// `Graz (2026)`.
fn named(sheet: &Answers) -> String {
    format!("{} ({})", sheet.shown_name(), sheet.period)
}

/// `below 200000 inhabitants`.
fn side(peers: &PeerGroup, is_above: bool) -> String {
    let PeerGroup { name, at, .. } = peers;
    if is_above { format!("at least {at} {name}") } else { format!("below {at} {name}") }
}

fn group(assessment: &Assessment, name: String, others: &[&Answers], none: &str) -> Group {
    let rows: Vec<usize> = others.iter().map(|other| assessment.row(other)).collect();
    let composite = &assessment.composite;
    let median = |node: usize| {
        let scores: Vec<f64> =
            rows.iter().map(|&row| composite.score(node, row)).filter(|score| !score.is_nan()).collect();
        stats::median(&scores).unwrap_or(f64::NAN)
    };
    Group {
        name,
        members: others.iter().copied().map(named).collect(),
        medians: (0..composite.framework.nodes().len()).map(median).collect(),
        none: if rows.is_empty() { none.to_owned() } else { String::new() },
        unknown: Vec::new(),
    }
}
