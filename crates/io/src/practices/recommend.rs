//! What a unit could learn, and from whom: its weak areas, the mentors in each, and what these do (Handbook step 10).
//!
//! An area is weak where the score lies markedly below the median of the units that it is compared with, on what both know as
//! well; the weakest lies furthest below. Who is a mentor the engine says. A practice is recommended because a mentor has it, not because it is proved to
//! move the score: the words say no more.

use opencities_engine::analyse::{Beside, Matching, Mentor, Side, candidates, profile};
use opencities_engine::composite::Composite;

use super::{AREA, Catalogue, Record};
use crate::{fold, likeness_in_words};

/// Mentors that are named for an area.
const MENTORS: usize = 3;

/// An area in which a unit is behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeakArea {
    /// The position of its node.
    pub node: usize,
    /// The unit's score.
    pub score: f64,
    /// The median score of the units that it is compared with.
    pub median: f64,
}

impl WeakArea {
    /// How many points the unit is behind the median.
    pub fn behind(&self) -> f64 {
        self.median - self.score
    }
}

/// What is recommended for a weak area.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The area.
    pub area: WeakArea,
    /// Whom to learn from, the most alike first.
    pub mentors: Vec<Mentor>,
    /// What to learn.
    pub practices: Vec<Recommendation>,
    /// Records of the unit's own in this area, by position.
    pub own: Vec<usize>,
    /// Why there is nothing to recommend; empty otherwise.
    pub none: String,
}

/// A practice, and why it is recommended.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommendation {
    /// The position of the record.
    pub record: usize,
    /// The row of the mentor that has it.
    pub mentor: Option<usize>,
    /// Why, in words.
    pub why: String,
}

/// The areas of an index that the catalogue files practices under, by position; empty where it knows none of them.
pub fn areas(composite: &Composite, catalogue: &Catalogue) -> Vec<usize> {
    let facet = catalogue.facet(AREA);
    let values = facet.into_iter().flat_map(|facet| &facet.value);
    values.filter_map(|value| composite.framework.position(&value.code)).collect()
}

/// The areas in which a row is markedly behind the median of other rows, the furthest behind first.
pub fn weak_areas(catalogue: &Catalogue, matching: &Matching<'_>, row: usize, among: &[usize]) -> Vec<WeakArea> {
    let composite = matching.composite();
    let areas = areas(composite, catalogue);
    if areas.is_empty() {
        return Vec::new();
    }
    let is_weak = |line: &Beside| {
        areas.contains(&line.node)
            && line.side(matching.likeness().ahead, composite.method.screen.thin_below) == Some(Side::Weakness)
    };
    let lines = profile(composite, row, among).lines.into_iter();
    let mut found: Vec<WeakArea> = lines
        .filter(is_weak)
        .map(|line| WeakArea { node: line.node, score: line.score, median: line.median })
        .collect();
    found.sort_by(|a, b| b.behind().total_cmp(&a.behind()).then(a.node.cmp(&b.node)));
    found
}

/// For each of the weakest areas of a row, beside the median of the rows that it is compared with, at most `practices` records
/// of its mentors, who are sought among all ranked units of the period; no record stands twice.
pub fn recommend(
    catalogue: &Catalogue,
    matching: &Matching<'_>,
    row: usize,
    among: &[usize],
    weakest: usize,
    practices: usize,
) -> Vec<Advice> {
    let composite = matching.composite();
    let ranked = candidates(composite, row);
    let mut given: Vec<usize> = Vec::new();
    let mut advice = Vec::new();
    for area in weak_areas(catalogue, matching, row, among).into_iter().take(weakest) {
        let code = &composite.framework.nodes()[area.node].code;
        let of = |row: usize| records_of(composite, catalogue, row, code);
        let own = of(row);
        let with_records: Vec<usize> = ranked.iter().copied().filter(|&other| !of(other).is_empty()).collect();
        let mut mentors = matching.mentors(row, area.node, &with_records);
        mentors.truncate(MENTORS);
        // The first of each mentor, then the second of each, so that one city does not fill the list.
        let mut queues: Vec<(&Mentor, Vec<usize>)> =
            mentors.iter().map(|mentor| (mentor, of(mentor.peer.row))).collect();
        let mut recommended = Vec::new();
        while recommended.len() < practices && queues.iter().any(|(_, records)| !records.is_empty()) {
            for (mentor, records) in &mut queues {
                if records.is_empty() || recommended.len() == practices {
                    continue;
                }
                let record = records.remove(0);
                if !given.contains(&record) {
                    given.push(record);
                    let why = why(matching, &area, mentor);
                    recommended.push(Recommendation { record, mentor: Some(mentor.peer.row), why });
                }
            }
        }
        let mut none = String::new();
        if mentors.is_empty() {
            let elsewhere = elsewhere(composite, catalogue, row, code, &given, practices);
            given.extend(&elsewhere);
            recommended.extend(elsewhere.into_iter().map(|record| Recommendation {
                record,
                mentor: None,
                why: unlike(),
            }));
            let value = catalogue.facet(AREA).and_then(|facet| facet.value(code));
            none = value.map(|value| value.none.clone()).filter(|_| recommended.is_empty()).unwrap_or_default();
        }
        advice.push(Advice { area, mentors, practices: recommended, own, none });
    }
    advice
}

/// The records of a row's unit in an area: those first that are about it above all.
fn records_of(composite: &Composite, catalogue: &Catalogue, row: usize, area: &str) -> Vec<usize> {
    let unit = composite.data.units.get(composite.data.unit_of(row));
    let names: Vec<String> =
        std::iter::once(&unit.name).chain(&unit.alternative_names).map(|name| fold(name)).collect();
    in_area(catalogue, area, |record| names.contains(&fold(&record.city)))
}

/// Records in an area of any place but the unit's own, that were not given yet.
fn elsewhere(
    composite: &Composite,
    catalogue: &Catalogue,
    row: usize,
    area: &str,
    given: &[usize],
    at_most: usize,
) -> Vec<usize> {
    let own = records_of(composite, catalogue, row, area);
    let mut found = in_area(catalogue, area, |_| true);
    found.retain(|record| !own.contains(record) && !given.contains(record));
    found.truncate(at_most);
    found
}

fn in_area(catalogue: &Catalogue, area: &str, is_wanted: impl Fn(&Record) -> bool) -> Vec<usize> {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (position, record) in catalogue.records.iter().enumerate() {
        let stated = record.stated(AREA);
        let Some(place) = stated.iter().position(|code| code == area).filter(|_| is_wanted(record)) else { continue };
        found.push((place, stated.len(), position));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, _, position)| position).collect()
}

fn why(matching: &Matching<'_>, area: &WeakArea, mentor: &Mentor) -> String {
    let composite = matching.composite();
    format!(
        "{} is {:.0} points ahead in {}: {}",
        composite.data.units.get(composite.data.unit_of(mentor.peer.row)).name,
        mentor.ahead,
        composite.framework.nodes()[area.node].name,
        likeness_in_words(composite, matching.likeness(), &mentor.peer),
    )
}

fn unlike() -> String {
    "no ranked city that is markedly ahead has a recorded practice in this area; this one is of a city that need be neither \
     alike nor ahead"
        .to_owned()
}
