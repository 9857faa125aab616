//! Holds the facts of a sheet to the questionnaire that finds peers by them: what is no number, what reads otherwise than it was
//! meant, and names that nothing is found by. Nothing is mended, and a fact of any other name is kept.

use opencities_engine::finding::{Code, Finding, Place};

use super::super::check::{NO_FACTS, did_you_mean};
use super::super::{Answers, Questionnaire};
use crate::nearest;

/// What is to be said of the facts of a sheet, each at its place.
pub(super) fn facts(answers: &Answers, questionnaire: &Questionnaire, places: &[Place], findings: &mut Vec<Finding>) {
    for ((name, text), place) in answers.facts.iter().zip(places) {
        let is_peers = questionnaire.peer_groups.iter().any(|group| group.column == *name);
        let told = fact(questionnaire, name, text, place);
        // A fact of one's own is nobody else's business, unless it is one of ours misspelt.
        let misspelt = || {
            let alike = alike(questionnaire, name);
            (!is_peers && !alike.is_empty()).then(|| unused(questionnaire, name, place))
        };
        findings.extend(told.or_else(misspelt));
    }
}

/// What is to be said of facts that somebody states now: a name that no peers are found by is told, too.
pub fn stated_facts(questionnaire: &Questionnaire, facts: &[(&str, &str)]) -> Vec<Finding> {
    let place = Place::default();
    let is_peers = |name: &str| questionnaire.peer_groups.iter().any(|group| group.column == name);
    let told = |&(name, text): &(&str, &str)| {
        fact(questionnaire, name, text, &place)
            .or_else(|| (!is_peers(name)).then(|| unused(questionnaire, name, &place)))
    };
    facts.iter().filter_map(told).collect()
}

fn fact(questionnaire: &Questionnaire, name: &str, text: &str, place: &Place) -> Option<Finding> {
    let is_number = text.parse().is_ok_and(|number: f64| number.is_finite());
    let is_peers = questionnaire.peer_groups.iter().any(|group| group.column == name);
    let found = |code, message: String, hint: String| Some(Finding::new(code, place.clone(), message, hint));
    if let Some(finding) = no_fact(name, place) {
        Some(finding)
    } else if is_peers && !text.is_empty() && !is_number {
        let hint = "write 1234.5, without separators or a sign for percent".to_owned();
        found(Code::Q634, format!("`{text}` is no number, and `{name}` is one"), hint)
    } else if let Some(meant) = in_thousands(text) {
        let hint = format!("write {meant}, if thousands are meant; a dot is the decimal point");
        found(Code::Q638, format!("`{name}` reads as {text}, less than a thousand"), hint)
    } else {
        None
    }
}

/// What stands among the facts and is none: the tables of units have a column of that name already, or it has no name.
pub(super) fn no_fact(name: &str, place: &Place) -> Option<Finding> {
    (NO_FACTS.contains(&name) || name.is_empty()).then(|| {
        let hint = "unit and name stand beside `sheet.unit` and `sheet.name`; remove this row";
        Finding::new(Code::Q634, place.clone(), format!("`{name}` is no fact"), hint)
    })
}

/// The number that a text is where its dot sets thousands apart: one to three digits, a dot and three digits.
fn in_thousands(text: &str) -> Option<String> {
    let (whole, rest) = text.trim_start_matches('-').split_once('.')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3;
    (is_grouped && digits(whole) && digits(rest)).then(|| text.replace('.', ""))
}

fn alike<'a>(questionnaire: &'a Questionnaire, name: &str) -> Vec<&'a str> {
    nearest(name, questionnaire.peer_groups.iter().map(|group| group.column.as_str()))
}

fn unused(questionnaire: &Questionnaire, name: &str, place: &Place) -> Finding {
    let hint = did_you_mean(&alike(questionnaire, name), || {
        let known: Vec<&str> = questionnaire.peer_groups.iter().map(|group| group.column.as_str()).collect();
        match known[..] {
            [] => "it is kept; this questionnaire finds peers by no fact".to_owned(),
            _ => format!("it is kept; peers are found by: {}", known.join(", ")),
        }
    });
    Finding::new(Code::Q638, place.clone(), format!("no peers are found by the fact `{name}`"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_behind_a_dot_look_like_thousands() {
        for (text, meant) in [
            ("291.134", Some("291134")),
            ("1.200", Some("1200")),
            ("-1.200", Some("-1200")),
            ("291134", None),
            ("14.9", None),
            ("14.1250", None),
            ("0.125", None),
            ("1234.567", None),
            ("1.291.134", None),
            ("a.123", None),
            (".123", None),
            ("", None),
        ] {
            assert_eq!(in_thousands(text).as_deref(), meant, "{text}");
        }
    }
}
