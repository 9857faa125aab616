//! What a questionnaire promises, rule by rule; each breach is a finding with file, line and remedy. Nothing is mended.

use std::cell::OnceCell;

use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::is_code;

use super::{Question, Questionnaire, SOURCE};
use crate::definition::{Definition, Lines};
use crate::practices::Catalogue;
use crate::{Index, fold, nearest};

/// Names of columns of `units.csv` that are no facts.
pub(super) const NO_FACTS: [&str; 3] = ["unit", "name", "alternative_names"];

/// The findings of the file.
struct Report<'a> {
    definition: &'a Definition,
    index: &'a Index,
    /// Found only where there is a fault, since that takes reading the file again.
    lines: OnceCell<Lines<'a>>,
    findings: Vec<Finding>,
}

impl Report<'_> {
    /// A finding about a key, on the line of the longest part of it that is there.
    fn add(&mut self, code: Code, key: &str, message: String, hint: String) {
        let line = self.lines.get_or_init(|| self.definition.lines()).key(key).unwrap_or(1);
        self.findings.push(Finding::new(code, Place::file(self.definition.file.as_str(), Some(line)), message, hint));
    }

    /// A finding about what makes units alike.
    fn about_peers(&mut self, message: String, hint: &str) {
        let place = Place::file(self.index.folder.shown("peers.toml"), None);
        self.findings.push(Finding::new(Code::Q610, place, message, hint));
    }

    fn required(&mut self, key: &str, text: &str, what: &str) {
        if text.trim().is_empty() {
            let name = key.rsplit('.').next().unwrap_or(key);
            self.add(Code::Q608, key, format!("{what} has no {name}"), format!("add `{name} = \"...\"`"));
        }
    }

    fn code(&mut self, key: &str, code: &str, what: &str) {
        self.required(key, code, what);
        if !code.trim().is_empty() && !is_code(code) {
            let hint = "codes are made of a-z, 0-9, `_` and `-`".to_owned();
            self.add(Code::F106, key, format!("`{code}` has characters that codes may not have"), hint);
        }
    }
}

/// Every rule.
pub(super) fn questionnaire(
    questionnaire: &Questionnaire,
    index: &Index,
    catalogue: &Catalogue,
    definition: &Definition,
) -> Vec<Finding> {
    let mut report = Report { definition, index, lines: OnceCell::new(), findings: Vec::new() };
    let what = "the questionnaire";
    report.code("questionnaire.code", &questionnaire.code, what);
    report.required("questionnaire.version", &questionnaire.version, what);
    report.required("questionnaire.name", &questionnaire.name, what);
    if questionnaire.every_years.is_some_and(|years| !(years > 0.0 && years.is_finite())) {
        let hint = "write a number of years, or leave it out".to_owned();
        report.add(Code::Q608, "questionnaire.every_years", "`every_years` is no number above zero".to_owned(), hint);
    }
    if !index.sources.iter().any(|source| source.code == SOURCE) {
        let message = format!("answers have the source `{SOURCE}`, which is not described");
        let hint = format!("add [{SOURCE}] with title, publisher and licence to sources.toml");
        report.add(Code::F109, "questionnaire", message, hint);
    }
    peer_groups(questionnaire, &mut report);
    scales(questionnaire, &mut report);
    for (at, question) in questionnaire.questions.iter().enumerate() {
        one(questionnaire, at, question, index, catalogue, &mut report);
    }
    for indicator in index.framework.indicators() {
        if questionnaire.question(&indicator.code).is_none() {
            let hint = format!("add a [[question]] with `indicator = \"{}\"`, or remove the indicator", indicator.code);
            report.add(Code::Q602, "question", format!("nothing asks for the indicator `{}`", indicator.code), hint);
        }
    }
    report.findings
}

fn peer_groups(questionnaire: &Questionnaire, report: &mut Report<'_>) {
    for (at, group) in questionnaire.peer_groups.iter().enumerate() {
        let before = questionnaire.peer_groups[..at].iter().any(|other| other.column == group.column);
        let (message, hint) = if before {
            (format!("the column `{}` stands twice", group.column), "remove one of the two")
        } else if NO_FACTS.contains(&group.column.as_str()) {
            (format!("`{}` is no fact by which peers are found", group.column), "name a column of numbers")
        } else if !group.at.is_finite() {
            (format!("`{}` is parted at no number", group.column), "write for example `at = 200000`")
        } else {
            continue;
        };
        report.about_peers(message, hint);
    }
}

fn scales(questionnaire: &Questionnaire, report: &mut Report<'_>) {
    for (at, scale) in questionnaire.scales.iter().enumerate() {
        let key = format!("scale.{at}");
        report.code(&format!("{key}.code"), &scale.code, "a scale");
        if questionnaire.scales[..at].iter().any(|other| other.code == scale.code) {
            let message = format!("two scales are called `{}`", scale.code);
            report.add(Code::Q605, &format!("{key}.code"), message, "rename or remove one of them".to_owned());
        } else if !questionnaire.questions.iter().any(|question| question.scale == scale.code) {
            let hint = "remove it, or name it in a question".to_owned();
            report.add(Code::Q609, &key, format!("no question has the scale `{}`", scale.code), hint);
        }
        if scale.answer.len() < 2 || scale.answer.iter().all(|answer| answer.score.is_none()) {
            let message = format!("the scale `{}` has fewer than two answers, or none with a score", scale.code);
            let hint = "add [[scale.answer]] with code, label and score".to_owned();
            report.add(Code::Q608, &key, message, hint);
        }
        for (position, answer) in scale.answer.iter().enumerate() {
            let key = format!("{key}.answer.{position}");
            report.code(&format!("{key}.code"), &answer.code, "an answer");
            report.required(&format!("{key}.label"), &answer.label, "an answer");
            let names = |of: &super::Answer| of.names().map(fold).collect::<Vec<String>>();
            let own = names(answer);
            let double =
                scale.answer[..position].iter().find(|other| names(other).iter().any(|name| own.contains(name)));
            if let Some(double) = double {
                let message = format!("the answers `{}` and `{}` share a name", double.code, answer.code);
                let hint = "answers are found by code or label: rename one of the two".to_owned();
                report.add(Code::Q605, &format!("{key}.code"), message, hint);
            }
            if answer.score.is_some_and(|score| !score.is_finite()) {
                let hint = "write a number, or leave it out where the question then does not apply".to_owned();
                report.add(Code::Q606, &format!("{key}.score"), "a score is no finite number".to_owned(), hint);
            }
        }
    }
}

fn one(
    questionnaire: &Questionnaire,
    at: usize,
    question: &Question,
    index: &Index,
    catalogue: &Catalogue,
    report: &mut Report<'_>,
) {
    let key = |name: &str| format!("question.{at}.{name}");
    let code = question.indicator.as_str();
    report.required(&key("indicator"), code, "a question");
    let what = format!("the question `{code}`");
    report.required(&key("text"), &question.text, &what);
    report.required(&key("scale"), &question.scale, &what);
    let indicators = || index.framework.indicators().iter();
    let indicator = indicators().find(|indicator| indicator.code == code);
    if indicator.is_none() && !code.is_empty() {
        let alike = nearest(code, indicators().map(|indicator| indicator.code.as_str()));
        let hint = did_you_mean(&alike, || "declare it in the file of its area, or remove the question".to_owned());
        report.add(Code::Q601, &key("indicator"), format!("there is no indicator `{code}`"), hint);
    }
    if questionnaire.questions[..at].iter().any(|other| other.indicator == code) {
        let hint = "remove one of the two questions".to_owned();
        report.add(Code::Q603, &key("indicator"), format!("`{code}` is asked for a second time"), hint);
    }
    let known = questionnaire.scales.iter().map(|scale| scale.code.as_str());
    if !question.scale.is_empty() && !known.clone().any(|scale| scale == question.scale) {
        let listed = known.clone().collect::<Vec<_>>().join(", ");
        let hint = did_you_mean(&nearest(&question.scale, known), || format!("the scales are: {listed}"));
        report.add(Code::Q604, &key("scale"), format!("there is no scale `{}`", question.scale), hint);
    }
    if let Some([low, high]) = indicator.and_then(|indicator| indicator.range) {
        for answer in questionnaire.answers(question) {
            if let Some(score) = answer.score.filter(|score| score.is_finite() && !(low..=high).contains(score)) {
                let message = format!("`{}` counts {score}, and `{code}` goes from {low} to {high}", answer.code);
                let hint = "correct the score in the scale, or the range of the indicator".to_owned();
                report.add(Code::Q606, &key("scale"), message, hint);
            }
        }
    }
    practices(question, &key("practices"), catalogue, report);
}

fn practices(question: &Question, key: &str, catalogue: &Catalogue, report: &mut Report<'_>) {
    for (code, values) in &question.practices {
        let key = format!("{key}.{code}");
        let Some(facet) = catalogue.facet(code) else {
            let alike = nearest(code, catalogue.facets.iter().map(|facet| facet.code.as_str()));
            let hint = did_you_mean(&alike, || "`opencities practices facets` lists them".to_owned());
            report.add(Code::Q607, &key, format!("there is no facet `{code}`"), hint);
            continue;
        };
        for (at, value) in values.iter().enumerate().filter(|(_, value)| facet.value(value).is_none()) {
            let alike = nearest(value, facet.value.iter().map(|known| known.code.as_str()));
            let hint = did_you_mean(&alike, || format!("`opencities practices facets {code}` lists the values"));
            report.add(
                Code::Q607,
                &format!("{key}.{at}"),
                format!("`{value}` is no value of the facet `{code}`"),
                hint,
            );
        }
    }
}

pub(super) fn did_you_mean(alike: &[&str], otherwise: impl FnOnce() -> String) -> String {
    if alike.is_empty() { otherwise() } else { format!("did you mean {}?", alike.join(" or ")) }
}
