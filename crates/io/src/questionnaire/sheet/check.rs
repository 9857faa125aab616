//! Holds a sheet to a questionnaire: what is unknown, what is open, and what a reader would ask about. Nothing is mended, and
//! an open question is no fault.

use std::path::Path;

use opencities_engine::finding::{self, Code, Finding, Place, Severity};
use opencities_engine::framework::Framework;

use super::super::answers::areas_of;
use super::super::check::did_you_mean;
use super::super::{Answers, Question, Questionnaire};
use super::facts::facts;
use super::{Format, Sheet};
use crate::{Folder, Index, nearest};

/// Questions that are named one by one; more are counted.
const NAMED: usize = 8;

/// The answers of a sheet to a questionnaire, by their codes, and all that is to be said of them. What is no answer of its
/// scale stays open, and a question that there is not is left out; both are findings of error grade.
pub fn answered(sheet: Sheet, questionnaire: &Questionnaire, framework: &Framework) -> (Answers, Vec<Finding>) {
    let Sheet { mut answers, mut findings, places, code_places, fact_places, version_place, questionnaire_place, file } =
        sheet;
    if !answers.questionnaire.is_empty() && answers.questionnaire != questionnaire.code {
        let message = format!("the sheet answers `{}`, not `{}`", answers.questionnaire, questionnaire.code);
        let hint = format!("name its index: --index {}", answers.questionnaire);
        findings.push(Finding::new(Code::Q630, questionnaire_place, message, hint));
        finding::sort(&mut findings);
        return (answers, findings);
    }
    if let Some(finding) = of_another(&answers, questionnaire, &questionnaire_place) {
        findings.push(finding);
        finding::sort(&mut findings);
        return (answers, findings);
    }
    let is_other = !answers.version.is_empty() && answers.version != questionnaire.version;
    if is_other {
        findings.push(other_version(&answers, questionnaire, version_place));
    }
    facts(&answers, questionnaire, &fact_places, &mut findings);
    let mut kept = Vec::new();
    let places = places.into_iter().zip(code_places);
    for (mut given, (place, code_place)) in std::mem::take(&mut answers.given).into_iter().zip(places) {
        let Some(question) = questionnaire.question(&given.question) else {
            // A question that another version had is told with the version.
            if !is_other {
                findings.push(unknown_question(&given.question, questionnaire, code_place));
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
                None => {
                    findings.push(unknown_answer(questionnaire, question, &text, place));
                    answers.unread.push((given.question.clone(), text));
                }
            }
        }
        kept.push(given);
    }
    answers.given = kept;
    findings.extend(open(&answers, questionnaire, framework, &file));
    findings.extend(unfounded(&answers, questionnaire, &file));
    findings.extend(unanswered(&answers, questionnaire, &file));
    finding::sort(&mut findings);
    (answers, findings)
}

/// A sheet that holds no question, where nothing that was found before says why. An interview may begin with one; there is
/// nothing in it to check or to score.
pub fn without_questions(
    answers: &Answers,
    questionnaire: &Questionnaire,
    file: &str,
    found: &[Finding],
) -> Option<Finding> {
    let is_explained = found.iter().any(|finding| finding.code == Code::Q630);
    (answers.given.is_empty() && !is_explained).then(|| {
        let message = format!("the sheet holds none of the {} questions", questionnaire.questions.len());
        let hint = "give each its row, by its code; `opencities assess sheet` writes a sheet that has them";
        Finding::new(Code::Q630, Place::file(file, None), message, hint)
    })
}

/// A sheet whose questions are those of another questionnaire that is shipped: one finding in place of one for each.
fn of_another(answers: &Answers, questionnaire: &Questionnaire, place: &Place) -> Option<Finding> {
    let is_most = |known: usize| 2 * known > answers.given.len();
    let known_by = |one: &Questionnaire| answers.given.iter().filter(|it| one.question(&it.question).is_some()).count();
    if answers.given.is_empty() || is_most(known_by(questionnaire)) {
        return None;
    }
    let others = Folder::shipped().into_iter().filter(|code| *code != questionnaire.code);
    let shipped = others.filter_map(|code| Questionnaire::of(&Index::open(&code).ok()?).ok()?);
    let (other, known) =
        shipped.map(|(other, _)| (known_by(&other), other.code)).max().map(|(known, code)| (code, known))?;
    let all = answers.given.len();
    is_most(known).then(|| {
        let message = format!(
            "the sheet is read as one of `{}`, and {known} of its {all} questions are those of `{other}`",
            questionnaire.code
        );
        let hint = format!("write `{other}` as its questionnaire, with the version that `{other}` has");
        Finding::new(Code::Q630, place.clone(), message, hint)
    })
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
    let all = questionnaire.questions.len();
    let message = match all - open.len() {
        0 => format!("none of the {all} questions is answered"),
        _ => format!("{} of {all} questions are open: {}", open.len(), named.join(", ")),
    };
    let asks = match Format::of(Path::new(file)) {
        Ok(Format::Toml) => "; `opencities assess answer` asks them",
        _ => "",
    };
    let hint = format!("an open question is no \"no\": it lowers the coverage, not the score{asks}");
    let finding = Finding::new(Code::Q621, Place::file(file, None), message, hint);
    // A sheet that says nothing may be one whose answers were not found.
    let severity = if open.len() == all { Severity::Warning } else { finding.severity };
    Some(Finding { severity, ..finding })
}

/// Answers with a score that rest on nothing.
fn unfounded(answers: &Answers, questionnaire: &Questionnaire, file: &str) -> Option<Finding> {
    let is_unfounded = |question: &&Question| {
        let scored = answers.answer(questionnaire, question).is_some_and(|answer| answer.score.is_some());
        scored && answers.of(&question.indicator).is_some_and(|given| given.evidence.is_empty())
    };
    let hint = "name a document, a figure or a link; the score stays the same";
    let found = codes(questionnaire, is_unfounded);
    let message = counted(&found, ["answer has no evidence", "answers have no evidence"])?;
    Some(Finding::new(Code::Q636, Place::file(file, None), message, hint))
}

/// Questions with evidence and no answer, where none was tried.
fn unanswered(answers: &Answers, questionnaire: &Questionnaire, file: &str) -> Option<Finding> {
    let is_unread = |code: &str| answers.unread.iter().any(|(unread, _)| unread == code);
    let is_unanswered = |question: &&Question| {
        let has_evidence = answers.of(&question.indicator).is_some_and(|given| !given.evidence.is_empty());
        let is_open = answers.answer(questionnaire, question).is_none();
        has_evidence && is_open && !is_unread(&question.indicator)
    };
    let found = codes(questionnaire, is_unanswered);
    let message = counted(&found, ["question has evidence and no answer", "questions have evidence and no answer"])?;
    let hint = "choose the answer that the evidence shows; until then the question is open";
    Some(Finding::new(Code::Q640, Place::file(file, None), message, hint))
}

fn codes(questionnaire: &Questionnaire, is_one: impl Fn(&&Question) -> bool) -> Vec<&str> {
    questionnaire.questions.iter().filter(|question| is_one(question)).map(|it| it.indicator.as_str()).collect()
}

/// `2 answers have no evidence: a, b`; none for none.
fn counted(codes: &[&str], [one, several]: [&str; 2]) -> Option<String> {
    let named = codes[..codes.len().min(NAMED)].join(", ");
    match codes.len() {
        0 => None,
        1 => Some(format!("1 {one}: {named}")),
        all if all > NAMED => Some(format!("{all} {several}: {named} and {} more", all - NAMED)),
        all => Some(format!("{all} {several}: {named}")),
    }
}
