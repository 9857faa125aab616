//! In which parts two editions differ, in words. A part without a change here costs nothing and moves nothing.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Part;
use super::hybrid::Pair;
use crate::dataset::{Dataset, Units};
use crate::framework::{Denominator, Framework, Group, Indicator};
use crate::method::{Method, Periods, Report};

/// What differs in a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The part.
    pub part: Part,
    /// What is different.
    pub words: String,
}

/// Everything that differs, in the order of the parts.
pub(super) fn find(pair: &Pair<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut say = |part: Part, words: String| changes.push(Change { part, words });
    let [old, new] = pair.editions;
    let [from, to] = pair.reported();
    if from != to {
        say(Part::Data, format!("reports {to} in place of {from}"));
    } else if pair.built[0].data.periods != pair.built[1].data.periods {
        say(Part::Data, "reports other periods beside the newest".to_owned());
    }
    Figures::of(pair).say(&mut say);
    let keys = method_keys(old.method, new.method);
    if !keys.is_empty() {
        say(Part::Method, format!("changed: {}", keys.join(", ")));
    }
    if old.method.weigh != new.method.weigh {
        say(Part::Weights, weights(pair));
    }
    members(&old.data.units, &new.data.units, &mut say);
    facts(old.framework, new.framework, &mut say);
    changes.sort_by_key(|change| change.part);
    changes
}

/// How many figures of common units and series differ, and how.
#[derive(Default)]
struct Figures {
    joined: usize,
    left: usize,
    reasons: usize,
    revised: usize,
    revised_series: BTreeSet<String>,
}

impl Figures {
    fn of(pair: &Pair<'_>) -> Self {
        let [old, new] = pair.editions.map(|edition| edition.data);
        let mut found = Figures::default();
        let mut periods: Vec<_> = old.periods.iter().chain(&new.periods).copied().collect();
        periods.sort_unstable();
        periods.dedup();
        let places: Vec<[usize; 2]> = pair
            .common
            .iter()
            .filter_map(|code| Some([old.units.position(code)?, new.units.position(code)?]))
            .collect();
        for (column, code) in old.values.codes().iter().enumerate() {
            let Some(other) = new.values.position(code) else { continue };
            for period in &periods {
                let blocks = [old, new].map(|data| data.periods.binary_search(period).ok());
                for place in &places {
                    let row = |side: usize, data: &Dataset| blocks[side].map(|block| data.row(block, place[side]));
                    found.compare(code, [(old, row(0, old), column), (new, row(1, new), other)]);
                }
            }
        }
        found
    }

    fn compare(&mut self, code: &str, cells: [(&Dataset, Option<usize>, usize); 2]) {
        let value = |(data, row, column): (&Dataset, Option<usize>, usize)| {
            row.map(|row| data.values.column(column)[row]).filter(|value| !value.is_nan())
        };
        let status = |(data, row, column): (&Dataset, Option<usize>, usize)| {
            row.map(|row| data.status.column(column)[row].name())
        };
        match cells.map(value) {
            [None, Some(_)] => self.joined += 1,
            [Some(_), None] => self.left += 1,
            [Some(old), Some(new)] if old.to_bits() != new.to_bits() => {
                self.revised += 1;
                self.revised_series.insert(code.to_owned());
            }
            [None, None] => {
                let [old, new] = cells.map(status);
                self.reasons += usize::from(old.is_some() && new.is_some() && old != new);
            }
            _ => {}
        }
    }

    fn say(&self, say: &mut impl FnMut(Part, String)) {
        let counted = |number: usize| if number == 1 { "1 figure".to_owned() } else { format!("{number} figures") };
        if self.joined > 0 {
            say(Part::Data, format!("{} more", counted(self.joined)));
        }
        if self.left > 0 {
            say(Part::Data, format!("{} fewer", counted(self.left)));
        }
        if self.reasons > 0 {
            say(Part::Data, format!("another reason for {} that are missing", counted(self.reasons)));
        }
        if self.revised > 0 {
            let series: Vec<&str> = self.revised_series.iter().map(String::as_str).collect();
            say(Part::Revision, format!("{} of {}", counted(self.revised), shortened(&series)));
        }
    }
}

/// The keys of the method that differ, apart from weights, the period reported and what is allowed, which moves nothing.
fn method_keys(old: &Method, new: &Method) -> Vec<&'static str> {
    let rule = |method: &Method| Periods { report: Report::Newest, ..method.periods };
    let keys = [
        ("periods", rule(old) != rule(new)),
        ("screen", old.screen != new.screen),
        ("missing", old.missing != new.missing),
        ("no_spread", old.no_spread != new.no_spread),
        ("rank", old.rank != new.rank),
        ("impute", old.impute != new.impute),
        ("treat", old.treat != new.treat),
        ("normalise", old.normalise != new.normalise),
        ("aggregate", old.aggregate != new.aggregate),
    ];
    keys.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
}

/// Whose share among its siblings changed.
fn weights(pair: &Pair<'_>) -> String {
    let [old, new] = &pair.built;
    let share = |composite: &crate::composite::Composite, node: usize| {
        let parent = composite.framework.nodes()[node].parent?;
        let siblings = &composite.framework.nodes()[parent].children;
        Some(composite.weights.nodes[node] / siblings.iter().map(|&child| composite.weights.nodes[child]).sum::<f64>())
    };
    let mut moved: Vec<(f64, String)> = Vec::new();
    for (position, node) in new.framework.nodes().iter().enumerate() {
        let before = old.framework.position(&node.code).and_then(|position| share(old, position));
        let (Some(before), Some(after)) = (before, share(new, position)) else { continue };
        if (after - before).abs() > 1e-12 {
            let words = format!("{} {:.1} % -> {:.1} %", node.code, before * 100.0, after * 100.0);
            moved.push(((after - before).abs(), words));
        }
    }
    // The greatest first, in a fixed order.
    moved.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let words: Vec<&str> = moved.iter().map(|(_, words)| words.as_str()).collect();
    if words.is_empty() { "stated otherwise, with the same shares".to_owned() } else { shortened(&words) }
}

fn members(old: &Units, new: &Units, say: &mut impl FnMut(Part, String)) {
    let codes = |units: &'_ Units| units.iter().map(|unit| unit.code.clone()).collect::<BTreeSet<String>>();
    listed(Part::Membership, "units", &codes(old), &codes(new), say);
    let columns =
        |units: &Units| units.columns().iter().map(|column| column.name.clone()).collect::<BTreeSet<String>>();
    listed(Part::Membership, "columns of the units", &columns(old), &columns(new), say);
    for column in new.columns() {
        let Some(before) = old.column(&column.name) else { continue };
        let moved = new.iter().zip(&column.values).filter(|(unit, value)| {
            old.position(&unit.code).is_some_and(|position| before.values[position] != **value)
        });
        let moved: Vec<&str> = moved.map(|(unit, _)| unit.code.as_str()).collect();
        if !moved.is_empty() {
            say(Part::Membership, format!("another `{}`: {}", column.name, shortened(&moved)));
        }
    }
}

/// Facts that count: names, descriptions and sources do not.
fn facts(old: &Framework, new: &Framework, say: &mut impl FnMut(Part, String)) {
    let text = String::new;
    let indicator = |facts: &Indicator| Indicator {
        name: text(),
        description: text(),
        measure: text(),
        source: None,
        confidence: None,
        ..facts.clone()
    };
    let group = |facts: &Group| Group { name: text(), description: text(), ..facts.clone() };
    let denominator = |facts: &Denominator| Denominator {
        name: text(),
        description: text(),
        measure: text(),
        source: None,
        ..facts.clone()
    };
    let of = |framework: &Framework| {
        let indicators: Vec<(String, Indicator)> =
            framework.indicators().iter().map(|facts| (facts.code.clone(), indicator(facts))).collect();
        let groups: Vec<(String, Group)> =
            framework.groups().iter().map(|facts| (facts.code.clone(), group(facts))).collect();
        let denominators: Vec<(String, Denominator)> =
            framework.denominators().iter().map(|facts| (facts.code.clone(), denominator(facts))).collect();
        (indicators, groups, denominators)
    };
    let (old, new) = (of(old), of(new));
    compared("indicators", &old.0, &new.0, say);
    compared("groups", &old.1, &new.1, say);
    compared("denominators", &old.2, &new.2, say);
}

fn compared<T: PartialEq>(what: &str, old: &[(String, T)], new: &[(String, T)], say: &mut impl FnMut(Part, String)) {
    let codes = |list: &[(String, T)]| list.iter().map(|(code, _)| code.clone()).collect::<BTreeSet<String>>();
    listed(Part::Framework, what, &codes(old), &codes(new), say);
    let known = |code: &str| old.iter().find(|(known, _)| known == code);
    let changed = new.iter().filter(|(code, facts)| known(code).is_some_and(|(_, before)| before != facts));
    let changed: Vec<&str> = changed.map(|(code, _)| code.as_str()).collect();
    if !changed.is_empty() {
        say(Part::Framework, format!("{what} with other facts: {}", shortened(&changed)));
    }
}

fn listed(part: Part, what: &str, old: &BTreeSet<String>, new: &BTreeSet<String>, say: &mut impl FnMut(Part, String)) {
    for (verb, codes) in [("joined", new.difference(old)), ("left", old.difference(new))] {
        let codes: Vec<&str> = codes.map(String::as_str).collect();
        if !codes.is_empty() {
            say(part, format!("{what} that {verb}: {}", shortened(&codes)));
        }
    }
}

fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
