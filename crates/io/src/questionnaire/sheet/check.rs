//! Holds a sheet to a questionnaire: what is unknown, what is open, and what a reader would ask about. Nothing is mended, and
//! an open question is no fault.

use opencities_engine::finding::{self, Code, Finding, Place};
use opencities_engine::framework::Framework;

use super::super::answers::areas_of;
use super::super::check::{NO_FACTS, did_you_mean};
use super::super::{Answers, Question, Questionnaire};
use super::Sheet;
use crate::nearest;

/// Questions that are named one by one; more are counted.
const NAMED: usize = 8;

/// The answers of a sheet to a questionnaire, by their codes, and all that is to be said of them. What is no answer of its
/// scale stays open, and a question that there is not is left out; both are findings of error grade.
pub fn answered(sheet: Sheet, questionnaire: &Questionnaire, framework: &Framework) -> (Answers, Vec<Finding>) {
    let Sheet { mut answers, mut findings, places, fact_places, version_place, questionnaire_place, file } = sheet;
    if !answers.questionnaire.is_empty() && answers.questionnaire != questionnaire.code {
        let message = format!("the sheet answers `{}`, not `{}`", answers.questionnaire, questionnaire.code);
        let hint = format!("name its index: --index {}", answers.questionnaire);
        findings.push(Finding::new(Code::Q630, questionnaire_place, message, hint));
        finding::sort(&mut findings);
        return (answers, findings);
    }
    let is_other = !answers.version.is_empty() && answers.version != questionnaire.version;
    if is_other {
        findings.push(other_version(&answers, questionnaire, version_place));
    }
    facts(&answers, questionnaire, &fact_places, &mut findings);
    let mut kept = Vec::new();
    for (mut given, place) in std::mem::take(&mut answers.given).into_iter().zip(places) {
        let Some(question) = questionnaire.question(&given.question) else {
            // A question that another version had is told with the version.
            if !is_other {
                findings.push(unknown_question(&given.question, questionnaire, place));
            }
            continue;
        };
        if let Some(text) = given.answer.take() {
            match questionnaire.answer(question, &text) {
                Some(answer) => {
                    if answer.score.is_none() && given.evidence.is_empty() {
                        let message = format!("`{}` is answered `{}` without a reason", given.question, answer.code);
                        let hint = "write the reason where the evidence stands";
                        findings.push(Finding::new(Code::Q627, place, message, hint));
                    }
                    given.answer = Some(answer.code.clone());
                }
                None => findings.push(unknown_answer(questionnaire, question, &text, place)),
            }
        }
        kept.push(given);
    }
    answers.given = kept;
    findings.extend(open(&answers, questionnaire, framework, &file));
    findings.extend(unfounded(&answers, questionnaire, &file));
    finding::sort(&mut findings);
    (answers, findings)
}

fn other_version(answers: &Answers, questionnaire: &Questionnaire, place: Place) -> Finding {
    let asked = questionnaire.questions.iter().map(|question| question.indicator.as_str());
    let added: Vec<&str> = asked.filter(|code| answers.of(code).is_none()).collect();
    let given = answers.given.iter().map(|given| given.question.as_str());
    let dropped: Vec<&str> = given.filter(|code| questionnaire.question(code).is_none()).collect();
    let message = format!(
        "the sheet is of version {}, and the questionnaire of version {}: {}, {}",
        answers.version,
        questionnaire.version,
        listed("question added", "questions added", &added),
        listed("dropped", "dropped", &dropped),
    );
    let hint = "carry the answers over: `opencities assess sheet --from FILE`; or take them as they are: --allow Q622";
    Finding::new(Code::Q622, place, message, hint)
}

/// `2 questions added (a, b)`.
fn listed(one: &str, several: &str, codes: &[&str]) -> String {
    let noun = if codes.len() == 1 { one } else { several };
    match codes {
        [] => format!("none {}", noun.rsplit(' ').next().unwrap_or(noun)),
        _ if codes.len() > NAMED => {
            format!("{} {noun} ({} and {} more)", codes.len(), codes[..NAMED].join(", "), codes.len() - NAMED)
        }
        _ => format!("{} {noun} ({})", codes.len(), codes.join(", ")),
    }
}

fn unknown_question(code: &str, questionnaire: &Questionnaire, place: Place) -> Finding {
    let known = questionnaire.questions.iter().map(|question| question.indicator.as_str());
    let hint =
        did_you_mean(&nearest(code, known), || "remove the row; `opencities assess questions` lists them".to_owned());
    let message =
        if code.is_empty() { "a row has no code".to_owned() } else { format!("there is no question `{code}`") };
    Finding::new(Code::Q624, place, message, hint)
}

fn unknown_answer(questionnaire: &Questionnaire, question: &Question, text: &str, place: Place) -> Finding {
    let answers = questionnaire.answers(question);
    let listed = answers.iter().map(|answer| answer.code.as_str()).collect::<Vec<_>>().join(", ");
    let names = answers.iter().flat_map(|answer| [answer.code.as_str(), answer.label.as_str()]);
    let alike = nearest(text, names).first().map(|name| format!("did you mean {name}? ")).unwrap_or_default();
    let shown: String = text.chars().take(60).collect();
    let message = format!("`{shown}` is no answer to `{}`", question.indicator);
    Finding::new(Code::Q625, place, message, format!("{alike}Answers are: {listed}"))
}

fn facts(answers: &Answers, questionnaire: &Questionnaire, places: &[Place], findings: &mut Vec<Finding>) {
    for ((name, text), place) in answers.facts.iter().zip(places) {
        let is_number = text.parse().is_ok_and(|number: f64| number.is_finite());
        let is_peers = questionnaire.peer_groups.iter().any(|group| group.column == *name);
        let (message, hint) = if NO_FACTS.contains(&name.as_str()) || name.is_empty() {
            (
                format!("`{name}` is no fact"),
                "unit and name stand beside `sheet.unit` and `sheet.name`; remove this row",
            )
        } else if is_peers && !text.is_empty() && !is_number {
            (
                format!("`{text}` is no number, and `{name}` is one"),
                "write 1234.5, without separators or a sign for percent",
            )
        } else {
            continue;
        };
        findings.push(Finding::new(Code::Q634, place.clone(), message, hint));
    }
}

/// How many questions are open, group by group.
fn open(answers: &Answers, questionnaire: &Questionnaire, framework: &Framework, file: &str) -> Option<Finding> {
    let open = answers.open(questionnaire);
    if open.is_empty() {
        return None;
    }
    let mut areas: Vec<(usize, usize)> = Vec::new();
    for area in open.iter().filter_map(|question| areas_of(framework, &question.indicator).first().copied()) {
        match areas.iter_mut().find(|(known, _)| *known == area) {
            Some((_, count)) => *count += 1,
            None => areas.push((area, 1)),
        }
    }
    let named: Vec<String> =
        areas.iter().map(|(area, count)| format!("{} {count}", framework.nodes()[*area].code)).collect();
    let message =
        format!("{} of {} questions are open: {}", open.len(), questionnaire.questions.len(), named.join(", "));
    let hint =
        "an open question is no \"no\": it lowers the coverage, not the score; `opencities assess answer` asks them";
    Some(Finding::new(Code::Q621, Place::file(file, None), message, hint))
}

/// Answers with a score that rest on nothing.
fn unfounded(answers: &Answers, questionnaire: &Questionnaire, file: &str) -> Option<Finding> {
    let is_unfounded = |question: &&Question| {
        let scored = answers.answer(questionnaire, question).is_some_and(|answer| answer.score.is_some());
        scored && answers.of(&question.indicator).is_some_and(|given| given.evidence.is_empty())
    };
    let count = questionnaire.questions.iter().filter(is_unfounded).count();
    let message =
        if count == 1 { "1 answer has no evidence".to_owned() } else { format!("{count} answers have no evidence") };
    let hint = "name a document, a figure or a link; the score stays the same";
    (count > 0).then(|| Finding::new(Code::Q636, Place::file(file, None), message, hint))
}
