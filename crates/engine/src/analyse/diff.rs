//! What changed between two editions of an index, and why (Handbook step 7: back to the data).
//!
//! The change of every unit's score and rank is split exactly into the [`Part`]s in which the editions differ. The split is
//! that of Shapley (1953): a part's share is what it moves when the parts are changed one after the other, averaged over
//! all orders. It sums to the change, gives nothing to a part that moves nothing, treats the parts alike, and turns its
//! sign when the editions are swapped. Every set of changed parts is an index of its own, a hybrid, and is computed in
//! full: see `hybrid.rs` for what stands in it. Indicators are not split; `explain` shows them.

mod adapt;
mod changes;
mod hybrid;
mod shapley;

use serde::Serialize;

pub use self::changes::Change;
use self::hybrid::{Pair, Standings};
use crate::Error;
use crate::dataset::Dataset;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::method::Method;
use crate::period::Period;

/// One edition of an index: all that it is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// Its framework.
    pub framework: &'a Framework,
    /// Its figures, of all periods.
    pub data: &'a Dataset,
    /// Its method; the newest period that it reports is compared.
    pub method: &'a Method,
}

/// In what two editions may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Figures that only one edition knows, and the period reported.
    Data,
    /// Figures that both know, of the same unit, indicator and period, and that differ.
    Revision,
    /// The method, without its weights and the period reported.
    Method,
    /// The weights.
    Weights,
    /// The units, with the columns by which they are grouped.
    Membership,
    /// Indicators, denominators and groups: those that joined or left, and facts that count (direction, goalposts ...).
    Framework,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Part; 6] =
        [Part::Data, Part::Revision, Part::Method, Part::Weights, Part::Membership, Part::Framework];

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Part::Data => "data",
            Part::Revision => "revision",
            Part::Method => "method",
            Part::Weights => "weights",
            Part::Membership => "membership",
            Part::Framework => "framework",
        }
    }
}

/// A score and its rank; `NaN` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// The score.
    pub score: f64,
    /// The rank, from 1.
    pub rank: f64,
}

impl Standing {
    const NONE: Standing = Standing { score: f64::NAN, rank: f64::NAN };
}

/// Which editions a unit is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// Both: its change is split.
    Stayed,
    /// The new one alone.
    Joined,
    /// The old one alone.
    Left,
}

/// The change of a unit in a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The unit's code.
    pub unit: String,
    /// The group's code in the new edition.
    pub node: String,
    /// Which editions the unit is in.
    pub presence: Presence,
    /// Where it stood.
    pub old: Standing,
    /// Where it stands.
    pub new: Standing,
    /// What each of [`Diff::parts`] adds to the score. They sum to the change; all are `NaN` where a hybrid has no score.
    pub score_parts: Vec<f64>,
    /// The same for the rank: a fall in rank is positive.
    pub rank_parts: Vec<f64>,
}

impl Line {
    /// The change of score and of rank.
    pub fn change(&self) -> Standing {
        Standing { score: self.new.score - self.old.score, rank: self.new.rank - self.old.rank }
    }

    /// Whether the change of the score is known and its parts are too.
    pub fn is_split(&self) -> bool {
        self.score_parts.iter().all(|part| !part.is_nan()) && !self.change().score.is_nan()
    }
}

/// Two editions, compared.
#[derive(Debug, Clone, Serialize)]
pub struct Diff {
    /// The period that each edition reports.
    pub periods: [Period; 2],
    /// The parts in which the editions differ. Parts stand together where they could not be told apart.
    pub parts: Vec<Vec<Part>>,
    /// What differs, in words.
    pub changes: Vec<Change>,
    /// The groups that both editions have, the index first, by their codes in the new one.
    pub nodes: Vec<String>,
    /// Every unit in every group: groups in the order of `nodes`, units in that of the new edition, then those that left.
    pub lines: Vec<Line>,
    /// The hybrids that could not be computed, and why.
    pub findings: Vec<Finding>,
}

impl Diff {
    /// The lines of a group.
    pub fn of_node<'a>(&'a self, node: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.node == node)
    }

    /// The lines of a unit, the index first.
    pub fn of_unit<'a>(&'a self, unit: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.unit == unit)
    }
}

/// Compares two editions and splits the change of every score and rank into its parts.
///
/// Every set of the parts that differ is computed: at most 64 indices, and one for two equal editions.
///
/// ```
/// # use opencities_engine::dataset::{Dataset, Units};
/// # use opencities_engine::framework::{About, Framework, Group, Indicator};
/// # use opencities_engine::{method::Method, period::Period, table::Table};
/// use opencities_engine::analyse::{Edition, Part, diff};
/// # let index = Group { code: "standing".into(), level: "index".into(), ..Group::default() };
/// # let indicator = |code: &str| Indicator { code: code.into(), parent: "standing".into(), ..Indicator::default() };
/// # let framework = Framework::new(About::default(), vec![index], vec![indicator("flights"), indicator("embassies")], vec![])?;
/// # let method = Method::default();
/// let edition = |embassies: Vec<f64>| {
///     let columns = vec![vec![30.0, 10.0, 50.0].into(), embassies.into()];
///     let values = Table::new(framework.series().into(), columns, 3);
///     let units = Units::of_codes(["basel", "cardiff", "dublin"]);
///     Dataset::of_values(units.into(), vec![Period::year(2026)], values)
/// };
/// let (old, new) = (edition(vec![0.0, 2.0, 8.0]), edition(vec![4.0, 2.0, 8.0]));
/// let edition = |data| Edition { framework: &framework, data, method: &method };
/// let diff = diff(&edition(&old), &edition(&new))?;
/// assert_eq!(diff.parts, [[Part::Revision]]);
/// // Basel had 0 of 0..8, and has 4 of 2..8: a third of 100 points in one of two indicators.
/// assert!((diff.lines[0].score_parts[0] - 100.0 / 3.0 / 2.0).abs() < 1e-9);
/// # Ok::<(), opencities_engine::Error>(())
/// ```
///
/// # Errors
/// Those of [`build`](crate::build) when an edition cannot be computed, and [`Error::NothingInCommon`] when no unit is in
/// both.
pub fn diff(old: &Edition<'_>, new: &Edition<'_>) -> Result<Diff, Error> {
    let pair = Pair::new(old, new)?;
    let changes = changes::find(&pair);
    let differing: Vec<Part> =
        Part::ALL.into_iter().filter(|part| changes.iter().any(|change| change.part == *part)).collect();
    let mut findings = Vec::new();
    // One bit for each part that differs: set where it is new.
    let hybrids: Vec<Option<Standings>> = (0..1_usize << differing.len())
        .map(|set| match pair.standings(&chosen(&differing, set), set + 1 == 1 << differing.len()) {
            Ok(standings) => Some(standings),
            Err(error) => {
                findings.push(incomputable(&chosen(&differing, set), &error));
                None
            }
        })
        .collect();
    let workable: Vec<bool> = hybrids.iter().map(Option::is_some).collect();
    let blocks = shapley::finest(differing.len(), &workable);
    let mut lines = Vec::new();
    for (group, node) in pair.nodes().iter().enumerate() {
        for unit in pair.everyone() {
            let [before, after] = [0, 1].map(|side| pair.standing(side, group, &unit.code));
            let value = |pick: fn(&Standings, usize, usize) -> f64| {
                let at = unit.common?;
                Some(shapley::split(&blocks, |set| {
                    hybrids[set].as_ref().map_or(f64::NAN, |standings| pick(standings, group, at))
                }))
            };
            let unknown = || vec![f64::NAN; blocks.len()];
            lines.push(Line {
                unit: unit.code.clone(),
                node: node.clone(),
                presence: unit.presence,
                old: before,
                new: after,
                score_parts: value(|standings, group, unit| standings.scores[group][unit]).unwrap_or_else(unknown),
                rank_parts: value(|standings, group, unit| standings.ranks[group][unit]).unwrap_or_else(unknown),
            });
        }
    }
    Ok(Diff {
        periods: pair.reported(),
        parts: blocks.iter().map(|&block| chosen(&differing, block)).collect(),
        changes,
        nodes: pair.nodes().to_vec(),
        lines,
        findings,
    })
}

/// The parts of a set.
fn chosen(parts: &[Part], set: usize) -> Vec<Part> {
    parts.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, part)| *part).collect()
}

fn incomputable(parts: &[Part], error: &Error) -> Finding {
    let names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    let why = error.findings().iter().find(|finding| finding.severity == crate::finding::Severity::Error);
    let why = why.map_or_else(|| error.to_string(), |finding| format!("{} ({})", finding.message, finding.code));
    let message = format!("the old edition with new {} alone cannot be computed: {why}", names.join(" and "));
    let hint = "parts that need each other are shown together, and their sum is exact";
    Finding::new(Code::A701, Place::default(), message, hint)
}
