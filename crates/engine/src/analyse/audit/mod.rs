//! The whole audit of an index, as the JRC does it (Handbook step 7; Saisana and Saltelli's audits): structure, robustness of
//! the ranks, what moves them, importance against weight, distance to the frontier.
//!
//! Each part is an analysis of its own and is only read here: an [`Audit`] holds what was found, and [`Audit::checks`] says
//! of each thing that was looked at its figure, the threshold and its source, and a verdict. Nothing is computed that the
//! parts did not find. To add a part: a field, its file of checks, a section in `opencities-io`.

mod frontier;
mod importance;
mod robustness;
mod structure;
#[cfg(test)]
mod tests;

pub use self::robustness::{Robustness, Sensitivity};
use super::frontier::Distances;
use super::importance::GroupImportance;
use super::structure::{Grade, Structure, Threshold, Thresholds};
use crate::composite::Composite;

/// A part of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Statistics, correlations, consistency, components.
    Structure,
    /// How sure the ranks are.
    Robustness,
    /// Which assumption moves them.
    Sensitivity,
    /// What weights bring about.
    Importance,
    /// The distance to the frontier.
    Frontier,
}

impl Part {
    /// Every part, in the order of the audit.
    pub const ALL: [Part; 5] = [Part::Structure, Part::Robustness, Part::Sensitivity, Part::Importance, Part::Frontier];

    /// The name, as in tables.
    pub fn name(self) -> &'static str {
        match self {
            Part::Structure => "structure",
            Part::Robustness => "robustness",
            Part::Sensitivity => "sensitivity",
            Part::Importance => "importance",
            Part::Frontier => "frontier",
        }
    }

    /// What it asks.
    pub fn question(self) -> &'static str {
        match self {
            Part::Structure => "Does the structure hold?",
            Part::Robustness => "How sure are the ranks?",
            Part::Sensitivity => "Which assumption moves the ranks?",
            Part::Importance => "Do weights bring about the importance that they state?",
            Part::Frontier => "How far is each unit from the best?",
        }
    }
}

/// What was found; a part that was not asked for, or could not be had, is not there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Audit {
    /// The structure.
    pub structure: Option<Structure>,
    /// How sure the ranks are.
    pub robustness: Option<Robustness>,
    /// Which assumption moves them.
    pub sensitivity: Option<Sensitivity>,
    /// What weights bring about, group by group.
    pub importance: Option<Vec<GroupImportance>>,
    /// The distance to the frontier.
    pub frontier: Option<Distances>,
    /// Parts that were left out, and why.
    pub left_out: Vec<(Part, String)>,
}

/// One thing that was looked at, and what to think of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The part that it belongs to.
    pub part: Part,
    /// What was looked at.
    pub looked_at: String,
    /// The figure; `NaN` where there is none.
    pub figure: f64,
    /// The figure as people read it.
    pub shown: String,
    /// The name of the threshold that decides, and its value.
    pub threshold: Option<(&'static str, f64)>,
    /// How much it matters.
    pub grade: Grade,
    /// The verdict in words.
    pub words: String,
}

impl Check {
    /// What there is to know about the threshold.
    pub fn about(&self) -> Option<&'static Threshold> {
        let (name, _) = self.threshold?;
        Thresholds::ALL.iter().find(|threshold| threshold.name == name)
    }
}

impl Audit {
    /// Everything that was looked at, part by part, with a verdict on each.
    pub fn checks(&self, composite: &Composite, thresholds: &Thresholds) -> Vec<Check> {
        let mut checks = Vec::new();
        if let Some(found) = &self.structure {
            structure::checks(composite, found, thresholds, &mut checks);
        }
        if let Some(found) = &self.robustness {
            robustness::checks(composite, found, thresholds, &mut checks);
        }
        if let Some(found) = &self.sensitivity {
            robustness::checks_of_assumptions(found, thresholds, &mut checks);
        }
        if let Some(found) = &self.importance {
            importance::checks(composite, found, thresholds, &mut checks);
        }
        if let Some(found) = &self.frontier {
            frontier::checks(composite, found, thresholds, &mut checks);
        }
        checks
    }
}

/// How many are named before the others are counted.
const NAMED: usize = 3;

/// The first few of a list, and how many more there are.
fn listed(all: &[String]) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{named}; and {more} more") } else { named }
}

/// A share as people read it.
fn percent(share: f64) -> String {
    if share.is_nan() { "–".to_owned() } else { format!("{:.0} %", share * 100.0) }
}

fn name_of_row(composite: &Composite, row: usize) -> &str {
    composite.data.units.get(composite.data.unit_of(row)).name.as_str()
}
