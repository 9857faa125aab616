//! Makes a sheet of rows: finds what is said of the sheet itself, facts and answers by their codes, in any order. It knows no
//! format and no questionnaire: whether a question exists, and an answer is one of its scale, is asked in `check.rs`.

use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::is_code;
use opencities_engine::period::Period;

use super::super::{Answers, Given};
use super::facts::no_fact;
use super::text::{finding, tidy};
use super::{ABOUT, Entry, FACT};
use crate::{fold, nearest};

/// A sheet as it is written: what is wrong with it, and where its answers stand. Answers may still be labels, or none of
/// any scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The file.
    pub file: String,
    /// The answers.
    pub answers: Answers,
    /// What is wrong with the rows.
    pub findings: Vec<Finding>,
    /// Where each of the answers stands.
    pub(super) places: Vec<Place>,
    /// Where the codes of their questions stand.
    pub(super) code_places: Vec<Place>,
    /// Where each of the facts stands.
    pub(super) fact_places: Vec<Place>,
    /// Where version and questionnaire stand.
    pub(super) version_place: Place,
    pub(super) questionnaire_place: Place,
}

const NAMES: [&str; 5] = ["questionnaire", "version", "unit", "name", "period"];

/// Makes a sheet of its rows.
pub(super) fn sheet(file: String, entries: Vec<Entry>, mut findings: Vec<Finding>) -> Sheet {
    let mut about: [Option<Entry>; NAMES.len()] = Default::default();
    let mut sheet = Sheet {
        answers: Answers {
            questionnaire: String::new(),
            version: String::new(),
            unit: String::new(),
            name: String::new(),
            period: Period::UNDATED,
            facts: Vec::new(),
            given: Vec::new(),
            unread: Vec::new(),
        },
        findings: Vec::new(),
        places: Vec::new(),
        code_places: Vec::new(),
        fact_places: Vec::new(),
        version_place: Place::file(file.as_str(), None),
        questionnaire_place: Place::file(file.as_str(), None),
        file,
    };
    for mut entry in entries {
        entry.answer = tidy(&entry.answer);
        entry.evidence = tidy(&entry.evidence);
        let whose = format!("the evidence of `{}`", entry.code);
        let faults = [
            finding(&entry.answer, &format!("the answer to `{}`", entry.code), &entry.place),
            finding(&entry.evidence, &whose, &entry.evidence_place),
        ];
        if faults.iter().any(Option::is_some) {
            findings.extend(faults.into_iter().flatten());
            continue;
        }
        if let Some(name) = entry.code.strip_prefix(ABOUT) {
            match NAMES.iter().position(|known| *known == name) {
                Some(at) if about[at].is_none() => about[at] = Some(entry),
                Some(_) => findings.push(twice(&entry, about.iter().flatten())),
                None => {
                    let alike = nearest(name, NAMES).first().map(|name| format!("did you mean `{ABOUT}{name}`?"));
                    let hint = alike.unwrap_or_else(|| "remove the row".to_owned());
                    let message = format!("a sheet says nothing under `{}`", entry.code);
                    findings.push(Finding::new(Code::Q624, entry.code_place, message, hint));
                }
            }
        } else if let Some(name) = entry.code.strip_prefix(FACT) {
            if sheet.answers.facts.iter().any(|(known, _)| known == name) {
                findings.push(twice(&entry, std::iter::empty()));
                continue;
            }
            if let Some(finding) = no_fact(name, &entry.place) {
                findings.push(finding);
                continue;
            }
            sheet.answers.facts.push((name.to_owned(), entry.answer));
            sheet.fact_places.push(entry.place);
        } else if let Some(at) = sheet.answers.given.iter().position(|given| given.question == entry.code) {
            let code_place = sheet.code_places[at].clone();
            let first = Entry { code: entry.code.clone(), code_place, ..Entry::default() };
            findings.push(twice(&entry, std::iter::once(&first)));
        } else {
            let answer = (!entry.answer.is_empty()).then_some(entry.answer);
            sheet.answers.given.push(Given { question: entry.code, answer, evidence: entry.evidence });
            sheet.places.push(entry.place);
            sheet.code_places.push(entry.code_place);
        }
    }
    head(&mut sheet, about, &mut findings);
    sheet.findings = findings;
    sheet
}

fn twice<'a>(entry: &Entry, mut known: impl Iterator<Item = &'a Entry>) -> Finding {
    let first = known.find(|known| known.code == entry.code).map(|known| known.code_place.to_string());
    let first = first.map_or(String::new(), |place| format!("; the first stands at {place}"));
    let message = format!("`{}` is given a second time{first}", entry.code);
    Finding::new(Code::Q626, entry.code_place.clone(), message, "remove one of the two rows; the first was read")
}

/// What the sheet says of itself.
fn head(sheet: &mut Sheet, about: [Option<Entry>; NAMES.len()], findings: &mut Vec<Finding>) {
    let file = Place::file(sheet.file.as_str(), None);
    let [questionnaire, version, unit, name, period] = about.map(|entry| {
        let entry = entry.unwrap_or_else(|| Entry { place: file.clone(), ..Entry::default() });
        (entry.answer, entry.place)
    });
    let mut missing = |what: &str, place: &Place, example: &str| {
        let hint = format!("write it beside `{ABOUT}{what}`, or in TOML under [sheet], for example {example}");
        findings.push(Finding::new(Code::Q629, place.clone(), format!("the sheet does not say its {what}"), hint));
    };
    for (what, (text, place), example) in [
        ("questionnaire", &questionnaire, "`charter`"),
        ("version", &version, "`2026-1`, as the questionnaire has it"),
        ("unit", &unit, "`graz`"),
        ("period", &period, "`2026`"),
    ] {
        if text.is_empty() {
            missing(what, place, example);
        }
    }
    if !unit.0.is_empty() && !is_code(&unit.0) {
        let hint = format!("write for example `{}`; the name may be written in any way", fold(&unit.0));
        let message = format!("`{}` is not a code", unit.0);
        findings.push(Finding::new(Code::F106, unit.1.clone(), message, hint));
    }
    match period.0.parse::<Period>() {
        Ok(found) if found.is_dated() => sheet.answers.period = found,
        _ if period.0.is_empty() => {}
        _ => {
            let message = format!("`{}` is not a period", period.0);
            let hint = "write 2026, 2026-H1, 2026-Q3 or 2026-07";
            findings.push(Finding::new(Code::D113, period.1, message, hint));
        }
    }
    sheet.answers.questionnaire = questionnaire.0;
    sheet.answers.version = version.0;
    sheet.answers.unit = unit.0;
    sheet.answers.name = name.0;
    (sheet.questionnaire_place, sheet.version_place) = (questionnaire.1, version.1);
}
