//! The report on a self-assessment (Handbook step 10): scores and coverage, what changed, the others, what is open, and
//! practices for the weak spots. It says plainly whose judgement the answers are, and whose the scoring is.

mod figure;
mod grids;
mod questions;
mod words;

pub use self::questions::questions;
pub use self::words::{below_scores, movement, others, overall, unread};
use super::{Block, Chapter};
use crate::Source;
use crate::practices::Catalogue;
use crate::questionnaire::{Answers, Assessment, Report, Spot, question_name, span_in_words};

/// Weak spots that are told one by one; the table of weak questions has them all.
const SPOTS: usize = 10;

/// What every reader must know, whatever the questionnaire.
pub const JUDGEMENT: &str = "The answers are the city's own, and nobody else has checked them. What an answer counts, and the \
weights, are a convention of this program's index and of no other programme. Cities that judge themselves strictly score lower: \
the change of one city is a surer reading than the difference between two.";

/// The chapter on a sheet. `run` is what travels with the tables, too.
pub fn chapter(
    assessment: &Assessment,
    report: &Report<'_>,
    catalogue: &Catalogue,
    run: &[(String, String)],
    sources: &[Source],
) -> Chapter {
    let sheet = report.sheet;
    let about = assessment.composite.framework.about();
    let mut blocks = vec![Block::Paragraph(JUDGEMENT.to_owned()), Block::Paragraph(overall(assessment, report))];
    let first = words::unread(sheet).into_iter().chain(words::movement(assessment, report));
    blocks.extend(first.map(Block::Paragraph));
    blocks.extend([
        Block::Heading("Scores".to_owned()),
        Block::Figure(figure::scores(assessment, report)),
        Block::Table(grids::scores(assessment, report)),
    ]);
    blocks.extend(words::below_scores(assessment, report).map(Block::Paragraph));
    changed(assessment, report, &mut blocks);
    if let Some(comparison) = &report.comparison {
        blocks.push(Block::Heading("Beside other cities".to_owned()));
        let mut lines = others(assessment, comparison);
        // One group alone stands in the table of scores.
        let has_table = grids::lettered(comparison).count() > 1;
        if has_table {
            lines.iter_mut().zip(grids::lettered(comparison)).for_each(|(line, (letter, _))| {
                line.insert_str(0, &format!("{letter}, "));
            });
        }
        blocks.push(Block::List(lines));
        if has_table {
            blocks.push(Block::Table(grids::peers(assessment, report, comparison)));
        }
    }
    open(assessment, sheet, &mut blocks);
    weak(assessment, report, catalogue, &mut blocks);
    blocks.push(Block::Heading("All answers".to_owned()));
    blocks.push(Block::Table(grids::answers(assessment, sheet)));
    blocks.push(Block::Heading("How it was computed".to_owned()));
    blocks.push(Block::Paragraph(about.description.clone()));
    blocks.push(Block::Facts(facts(assessment, sheet, run)));
    if !sources.is_empty() {
        blocks.push(Block::List(sources.iter().map(super::audit::credit).collect()));
    }
    Chapter { title: title(assessment, sheet), blocks }
}

/// The title of a report.
pub fn title(assessment: &Assessment, sheet: &Answers) -> String {
    format!("{}, {}: {}", sheet.shown_name(), sheet.period, assessment.questionnaire.name)
}

/// A score with one decimal; a dash where there is none, and no sign before zero.
pub(crate) fn number(value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// The same with its sign.
pub(super) fn signed(value: f64) -> String {
    let text = number(value);
    if value > 0.0 && text != "0.0" { format!("+{text}") } else { text }
}

fn changed(assessment: &Assessment, report: &Report<'_>, blocks: &mut Vec<Block>) {
    let Some((before, change)) = &report.before else { return };
    blocks.push(Block::Heading(format!("What changed since {}", before.period)));
    if let Some(every) = change.other_span(&assessment.questionnaire) {
        blocks.push(Block::Paragraph(format!(
            "The two are {} apart; the questionnaire is meant to be answered again after {}.",
            span_in_words(change.years),
            span_in_words(every)
        )));
    }
    let [up, down] = change.up_and_down();
    let other = change.answers.len() - up - down;
    blocks.push(Block::Paragraph(format!(
        "{} answers changed: {up} up, {down} down, {other} that were open or did not apply, or do now.",
        change.answers.len()
    )));
    if !change.answers.is_empty() {
        blocks.push(Block::Table(grids::changes(assessment, change, before, report.sheet)));
    }
}

/// Open questions, each with its area; words for none.
fn open(assessment: &Assessment, sheet: &Answers, blocks: &mut Vec<Block>) {
    let open = sheet.open(&assessment.questionnaire);
    if open.is_empty() {
        return;
    }
    blocks.push(Block::Heading(format!("Open questions: {}", open.len())));
    blocks.push(Block::Paragraph("An open question is no \"no\": it lowers the coverage, not the score.".to_owned()));
    let framework = &assessment.composite.framework;
    let line = |question: &&crate::questionnaire::Question| {
        let area = crate::questionnaire::area_name(framework, &question.indicator);
        format!("{area}: {}: {}", question_name(framework, &question.indicator), question.text)
    };
    blocks.push(Block::List(open.iter().map(line).collect()));
}

fn weak(assessment: &Assessment, report: &Report<'_>, catalogue: &Catalogue, blocks: &mut Vec<Block>) {
    if report.weak.is_empty() {
        return;
    }
    blocks.push(Block::Heading("Weak spots, and what others do".to_owned()));
    blocks.push(Block::Paragraph(
        "The answers that count least, and practices of the catalogue that are filed under what each question is about. That a \
         practice is named here says that it exists, not that it would change the answer."
            .to_owned(),
    ));
    for spot in report.weak.iter().take(SPOTS) {
        let Spot { weak, practices } = spot;
        let evidence = if weak.evidence.is_empty() { String::new() } else { format!(" ({})", weak.evidence) };
        let area = crate::questionnaire::area_name(&assessment.composite.framework, &weak.question.indicator);
        blocks.push(Block::Paragraph(format!("{area}: {} {}{evidence}.", weak.question.text, weak.label)));
        let line = |&at: &usize| {
            let record = &catalogue.records[at];
            let place = if record.when().is_empty() {
                record.city.clone()
            } else {
                format!("{}, {}", record.city, record.when())
            };
            format!("{} ({place}): {} [{}]", record.title, record.summary, record.code)
        };
        if !practices.is_empty() {
            blocks.push(Block::List(practices.iter().map(line).collect()));
        }
    }
    if report.weak.len() > SPOTS {
        let more = report.weak.len() - SPOTS;
        blocks.push(Block::Paragraph(format!("{more} more could be better; the answers below show them.")));
    }
}

/// What of the run is told; the rest is in the tables or is long.
const LONG: [&str; 5] = ["index_name", "description", "method", "licences", "periods"];

fn facts(assessment: &Assessment, sheet: &Answers, run: &[(String, String)]) -> Vec<(String, String)> {
    let own = [
        ("questionnaire".to_owned(), format!("{}, version {}", sheet.questionnaire, assessment.questionnaire.version)),
        ("period".to_owned(), sheet.period.to_string()),
    ];
    let facts = sheet.facts.iter().filter(|(_, text)| !text.is_empty()).cloned();
    let run = run.iter().filter(|(key, value)| !LONG.contains(&key.as_str()) && !value.is_empty()).cloned();
    own.into_iter().chain(facts).chain(run).map(|(key, value)| (key.replace('_', " "), value)).collect()
}
