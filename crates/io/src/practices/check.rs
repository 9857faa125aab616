//! What the catalogue promises, rule by rule; each breach is a finding with file, line and remedy. Nothing is mended and
//! nothing is dropped: a record with a fault stays in the catalogue.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::is_code;

use super::record::Citation;
use super::{AREA, Catalogue, Facet, Network, Record, coverage};
use crate::definition::{Definition, Lines};
use crate::nearest;

const INSTRUMENT: &str = "instrument";
/// Years that a practice may be of.
const YEARS: std::ops::RangeInclusive<u16> = 1800..=2100;

/// The findings of one file.
pub(super) struct Report<'a> {
    definition: &'a Definition,
    /// Found only where there is a fault, since that takes reading the file again.
    lines: OnceCell<Lines<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(definition: &'a Definition) -> Self {
        Report { definition, lines: OnceCell::new(), findings: Vec::new() }
    }

    /// A finding about a key, on its line or, where it is missing, on that of the longest part of it that is there.
    fn add(&mut self, code: Code, key: &str, message: String, hint: String) {
        let lines = self.lines.get_or_init(|| self.definition.lines());
        let line = lines.key(key).or_else(|| lines.key("code")).unwrap_or(1);
        self.findings.push(Finding::new(code, Place::file(self.definition.file.as_str(), Some(line)), message, hint));
    }

    fn required(&mut self, facts: &[(&str, &str, &str)]) {
        for (key, text, what) in facts {
            if text.trim().is_empty() {
                self.add(Code::P905, key, format!("there is no {what}"), format!("add `{key} = \"...\"`"));
            }
        }
    }

    /// A code is well formed and the name of its file.
    fn code(&mut self, code: &str) {
        if code.is_empty() {
            return;
        }
        if !is_code(code) {
            let hint = "codes are made of a-z, 0-9, `_` and `-`".to_owned();
            self.add(Code::F106, "code", format!("`{code}` has characters that codes may not have"), hint);
        }
        let stem = Path::new(&self.definition.file).file_stem().unwrap_or_default().to_string_lossy();
        if stem != code {
            let hint = format!("call the file {code}.toml, or write `code = \"{stem}\"`");
            self.add(Code::P904, "code", format!("the file is not called after its code `{code}`"), hint);
        }
    }

    fn citations(&mut self, catalogue: &Catalogue, citations: &[Citation]) {
        if citations.is_empty() {
            let hint = format!("add a [[source]] with `document` and `place`; the documents are: {}", codes(catalogue));
            self.add(Code::P902, "source", "it names no source".to_owned(), hint);
        }
        for (at, citation) in citations.iter().enumerate() {
            let known = catalogue.sources.iter().any(|source| source.code == citation.document);
            let described =
                !(citation.title.is_empty() || citation.publisher.is_empty() || citation.licence.is_empty());
            if !citation.document.is_empty() && !known {
                let alike = nearest(&citation.document, catalogue.sources.iter().map(|source| source.code.as_str()));
                let hint =
                    did_you_mean(&alike, || format!("describe it in sources.toml; known are: {}", codes(catalogue)));
                let message = format!("the document `{}` is not described", citation.document);
                self.add(Code::P902, &format!("source.{at}.document"), message, hint);
            } else if citation.document.is_empty() && !described {
                let message = "the source is neither a known document nor described".to_owned();
                let hint =
                    "write `document = \"CODE\"`, or title, publisher and licence of a document of your own".to_owned();
                self.add(Code::P902, &format!("source.{at}"), message, hint);
            }
            if citation.place.is_empty() && citation.address.is_empty() {
                let hint = "add `place`, the headings or the page under which it stands".to_owned();
                self.add(
                    Code::P902,
                    &format!("source.{at}"),
                    "the source names no place in the document".to_owned(),
                    hint,
                );
            }
        }
    }

    fn place(&mut self, catalogue: &Catalogue, key: &str, city: &str) {
        if let Some(better) = catalogue.places.better_name(city) {
            let hint = format!("write \"{better}\"");
            self.add(Code::P910, key, format!("the index knows `{city}` as {better}"), hint);
        }
    }
}

/// The rules of a record.
pub(super) fn record(catalogue: &Catalogue, record: &Record, mut report: Report<'_>) -> Vec<Finding> {
    report.required(&[
        ("code", &record.code, "code"),
        ("title", &record.title, "title"),
        ("city", &record.city, "city"),
        ("country", &record.country, "country"),
        ("summary", &record.summary, "summary"),
        ("actions", &record.actions, "word on what is done (`actions`)"),
    ]);
    report.code(&record.code);
    report.place(catalogue, "city", &record.city);
    if let Some(country) = catalogue.places.country(&record.city).filter(|&country| country != record.country) {
        let message = format!("{} is in {country} in the index, and in {} here", record.city, record.country);
        report.add(Code::P910, "country", message, format!("write `country = \"{country}\"`"));
    }
    years(record, &mut report);
    report.citations(catalogue, &record.source);
    facets(catalogue, record, &mut report);
    for (at, network) in record.networks.iter().enumerate() {
        if !catalogue.networks.iter().any(|known| known.code == *network) {
            let alike = nearest(network, catalogue.networks.iter().map(|known| known.code.as_str()));
            let hint = did_you_mean(&alike, || "`opencities practices networks` lists them".to_owned());
            report.add(Code::P906, &format!("networks.{at}"), format!("there is no network `{network}`"), hint);
        }
    }
    report.findings
}

fn facets(catalogue: &Catalogue, record: &Record, report: &mut Report<'_>) {
    // Where the lists could not be read that is said once, and nothing is known of what records name.
    if catalogue.facets.is_empty() {
        return;
    }
    for needed in [AREA, INSTRUMENT] {
        if let Some(facet) = catalogue.facet(needed).filter(|_| record.stated(needed).is_empty()) {
            let hint = format!(
                "add `{needed} = [...]` under [facets]; `opencities practices facets {needed}` lists the values"
            );
            report.add(Code::P905, "facets", format!("there is no {}", facet.name), hint);
        }
    }
    for (code, stated) in &record.facets {
        let key = format!("facets.{code}");
        let Some(facet) = catalogue.facet(code) else {
            let alike = nearest(code, catalogue.facets.iter().map(|facet| facet.code.as_str()));
            let hint = did_you_mean(&alike, || "`opencities practices facets` lists them".to_owned());
            report.add(Code::P901, &key, format!("there is no facet `{code}`"), hint);
            continue;
        };
        if !facet.follows.is_empty() {
            let message = format!("`{code}` is not stated: it follows from `{}`", facet.follows);
            report.add(Code::P901, &key, message, "remove the line".to_owned());
            continue;
        }
        for (at, value) in stated.iter().enumerate() {
            let key = format!("{key}.{at}");
            match facet.value(value) {
                None => {
                    let alike = nearest(value, facet.value.iter().map(|known| known.code.as_str()));
                    let hint =
                        did_you_mean(&alike, || format!("`opencities practices facets {code}` lists the values"));
                    report.add(Code::P901, &key, format!("`{value}` is no value of the facet `{code}`"), hint);
                }
                Some(known) if is_orphan(catalogue, record, facet, &known.parent) => {
                    let message = format!("`{value}` stands without its {} `{}`", facet.within, known.parent);
                    let hint = format!("add \"{}\" to `{}`", known.parent, facet.within);
                    report.add(Code::P907, &key, message, hint);
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether a value's parent should be stated and is not.
fn is_orphan(catalogue: &Catalogue, record: &Record, facet: &Facet, parent: &str) -> bool {
    let is_stated = |above: &Facet| above.follows.is_empty();
    catalogue.facet(&facet.within).is_some_and(is_stated)
        && !record.stated(&facet.within).iter().any(|code| code == parent)
}

fn years(record: &Record, report: &mut Report<'_>) {
    let all = [("from", record.from), ("to", record.to)];
    let single = record.years.iter().map(|&year| ("years", Some(year)));
    for (key, year) in all.into_iter().chain(single) {
        if let Some(year) = year.filter(|year| !YEARS.contains(year)) {
            report.add(
                Code::P908,
                key,
                format!("{year} is no year of a practice"),
                "write a year such as 2019".to_owned(),
            );
        }
    }
    if let (Some(from), Some(to)) = (record.from, record.to)
        && from > to
    {
        report.add(
            Code::P908,
            "to",
            format!("it ends in {to}, before it begins in {from}"),
            "correct one of them".to_owned(),
        );
    }
}

/// The rules of a network.
pub(super) fn network(catalogue: &Catalogue, network: &Network, mut report: Report<'_>) -> Vec<Finding> {
    report.required(&[
        ("code", &network.code, "code"),
        ("name", &network.name, "name"),
        ("description", &network.description, "description"),
    ]);
    report.code(&network.code);
    report.citations(catalogue, &network.source);
    for (at, member) in network.members.iter().enumerate() {
        report.place(catalogue, &format!("members.{at}"), member);
    }
    report.findings
}

/// Codes that stand in two files.
pub(super) fn doubles<'a>(entries: impl Iterator<Item = (&'a str, &'a Definition)>) -> Vec<Finding> {
    let place = |definition: &Definition| Place::file(definition.file.as_str(), definition.lines().key("code"));
    let mut first: BTreeMap<&str, &Definition> = BTreeMap::new();
    let mut findings = Vec::new();
    for (code, definition) in entries.filter(|(code, _)| !code.is_empty()) {
        match first.get(code) {
            Some(before) => {
                let message = format!("the code `{code}` stands at {} already", place(before));
                let hint = "give one of the two a code and a file name of its own";
                findings.push(Finding::new(Code::P903, place(definition), message, hint));
            }
            None => {
                first.insert(code, definition);
            }
        }
    }
    findings
}

/// The rules of the lists themselves.
pub(super) fn lists(catalogue: &Catalogue, definition: &Definition) -> Vec<Finding> {
    let mut report = Report::new(definition);
    for (at, facet) in catalogue.facets.iter().enumerate() {
        let others = [("within", &facet.within), ("follows", &facet.follows)];
        for (key, other) in others.into_iter().filter(|(_, other)| !other.is_empty()) {
            if catalogue.facet(other).is_none() {
                let hint = "name the code of a facet of this file".to_owned();
                report.add(Code::P901, &format!("facet.{at}.{key}"), format!("there is no facet `{other}`"), hint);
            }
        }
        let Some(above) = catalogue.facet(&facet.within) else { continue };
        for (position, value) in
            facet.value.iter().enumerate().filter(|(_, value)| above.value(&value.parent).is_none())
        {
            let message = format!("the parent `{}` of `{}` is no value of `{}`", value.parent, value.code, above.code);
            let alike = nearest(&value.parent, above.value.iter().map(|known| known.code.as_str()));
            let hint = did_you_mean(&alike, || format!("name a value of `{}`", above.code));
            report.add(Code::P901, &format!("facet.{at}.value.{position}.parent"), message, hint);
        }
    }
    report.findings
}

/// Every value has a record, or says why none, and not both.
pub(super) fn covered(catalogue: &Catalogue, definition: &Definition) -> Vec<Finding> {
    let mut report = Report::new(definition);
    for (at, facet) in catalogue.facets.iter().enumerate() {
        for (position, each) in coverage(catalogue, Some(&facet.code)).iter().enumerate() {
            let name = format!("`{}` of `{}`", each.value.code, facet.code);
            let (key, message, hint) = match (each.records, each.value.none.is_empty()) {
                (0, true) => {
                    ("code", format!("no record has {name}, and nothing says why"), "add a record, or `none = \"why\"`")
                }
                (1.., false) => {
                    ("none", format!("{name} says why it has no record, and has {}", each.records), "remove `none`")
                }
                _ => continue,
            };
            report.add(Code::P909, &format!("facet.{at}.value.{position}.{key}"), message, hint.to_owned());
        }
    }
    report.findings
}

fn did_you_mean(alike: &[&str], otherwise: impl FnOnce() -> String) -> String {
    if alike.is_empty() { otherwise() } else { format!("did you mean {}?", alike.join(" or ")) }
}

fn codes(catalogue: &Catalogue) -> String {
    catalogue.sources.iter().map(|source| source.code.as_str()).collect::<Vec<_>>().join(", ")
}
