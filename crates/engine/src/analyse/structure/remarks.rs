//! Every verdict of an analysis in one list: what there is to look at, the worst first.

use super::verdict::{Grade, Verdict};
use super::{Structure, Thresholds};
use crate::composite::Composite;

/// The part of the analysis that a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A group with its members.
    Groups,
    /// A column by itself.
    Columns,
    /// Two nodes.
    Pairs,
    /// An indicator and a denominator.
    Denominators,
    /// A unit.
    Units,
}

impl Part {
    /// The name, which is also that of its table.
    pub fn name(self) -> &'static str {
        match self {
            Part::Groups => "groups",
            Part::Columns => "statistics",
            Part::Pairs => "correlations",
            Part::Denominators => "denominators",
            Part::Units => "coverage",
        }
    }
}

/// One thing to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The part that it comes from.
    pub part: Part,
    /// The code of what it speaks of: a node, a unit.
    pub subject: String,
    /// The code of the other, where it speaks of two: a node, a denominator, the level of the members of a group.
    pub other: Option<String>,
    /// How much it matters.
    pub grade: Grade,
    /// What was found.
    pub text: String,
    /// The name of the threshold that was crossed.
    pub threshold: Option<&'static str>,
}

impl Line {
    /// Where the threshold's default comes from.
    pub fn source(&self) -> Option<&'static str> {
        Thresholds::ALL
            .iter()
            .find(|threshold| Some(threshold.name) == self.threshold)
            .map(|threshold| threshold.source)
    }
}

impl Structure {
    /// Every remark, the worst grade first, then by part.
    pub fn remarks(&self, composite: &Composite) -> Vec<Line> {
        let framework = &composite.framework;
        let code = |node: usize| framework.nodes()[node].code.clone();
        let denominator = |number: usize| framework.denominators()[number].code.clone();
        let unit = |unit: usize| composite.data.units.get(unit).code.clone();
        let mut lines = Vec::new();
        let mut add = |part: Part, subject: String, other: Option<String>, verdict: &Verdict| {
            lines.extend(verdict.remarks.iter().map(|remark| Line {
                part,
                subject: subject.clone(),
                other: other.clone(),
                grade: remark.grade,
                text: remark.text.clone(),
                threshold: remark.threshold,
            }));
        };
        self.groups.iter().for_each(|found| {
            add(Part::Groups, code(found.group), Some(found.level.clone()), &found.verdict);
        });
        self.columns.iter().for_each(|found| add(Part::Columns, code(found.node), None, &found.verdict));
        // What a pair of a node and one above it says, stands with the node.
        self.pairs.iter().filter(|pair| pair.is_of_one_level()).for_each(|pair| {
            add(Part::Pairs, code(pair.first), Some(code(pair.second)), &pair.verdict);
        });
        self.denominators.iter().for_each(|found| {
            add(Part::Denominators, code(found.indicator), Some(denominator(found.denominator)), &found.verdict);
        });
        self.units.iter().for_each(|found| add(Part::Units, unit(found.unit), None, &found.verdict));
        lines.sort_by(|a, b| b.grade.cmp(&a.grade).then(a.part.cmp(&b.part)));
        lines
    }
}
