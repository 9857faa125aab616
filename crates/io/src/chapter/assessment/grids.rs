//! The tables of the report.

use super::super::{Grid, Kind};
use super::{number, signed};
use crate::questionnaire::{Answers, Assessment, Change, Comparison, Group, Report, question_name};

pub(super) fn scores(assessment: &Assessment, report: &Report<'_>) -> Grid {
    let row = assessment.row(report.sheet);
    let mut head =
        vec![(String::new(), Kind::Text), ("score".to_owned(), Kind::Number), ("answered".to_owned(), Kind::Number)];
    if let Some((before, _)) = &report.before {
        let names = ["both", "change", &before.period.to_string(), "plain"];
        head.extend(names.map(|name| (name.to_owned(), Kind::Number)));
    }
    let all = report.comparison.as_ref().and_then(|comparison| comparison.groups.first());
    head.extend(all.map(|_| ("others".to_owned(), Kind::Number)));
    let line = |(node, depth): (usize, usize)| {
        let thin = if assessment.is_thin(report.sheet, node) { "* " } else { "" };
        let mut cells = vec![
            indented(assessment, node, depth),
            number(assessment.composite.score(node, row)),
            format!("{thin}{}", assessment.count(report.sheet, node).words()),
        ];
        if let Some((_, change)) = &report.before {
            cells.extend([change.scored_twice[node].to_string(), signed(change.alike_of(node))]);
            cells.extend([number(change.scores[node][0]), signed(change.of(node))]);
        }
        cells.extend(all.map(|group| number(group.medians[node])));
        cells
    };
    Grid { title: String::new(), head, rows: assessment.groups().into_iter().map(line).collect() }
}

/// A name, set in by spaces that neither HTML nor Markdown folds.
fn indented(assessment: &Assessment, node: usize, depth: usize) -> String {
    format!("{}{}", "\u{2003}".repeat(depth), assessment.name(node))
}

/// The medians of every group of others that has any, under the letters by which a list names the groups.
pub(super) fn peers(assessment: &Assessment, report: &Report<'_>, comparison: &Comparison) -> Grid {
    let row = assessment.row(report.sheet);
    let groups: Vec<(char, &Group)> = lettered(comparison).collect();
    let mut head = vec![(String::new(), Kind::Text), (report.sheet.shown_name().to_owned(), Kind::Number)];
    head.extend(groups.iter().map(|(letter, _)| (letter.to_string(), Kind::Number)));
    let line = |(node, depth): (usize, usize)| {
        let own = [indented(assessment, node, depth), number(assessment.composite.score(node, row))];
        own.into_iter().chain(groups.iter().map(|(_, group)| number(group.medians[node]))).collect()
    };
    let rows = assessment.groups().into_iter().map(line).collect();
    Grid { title: "Score, and the medians of the groups".to_owned(), head, rows }
}

/// Groups that have members, each with its letter.
pub(super) fn lettered(comparison: &Comparison) -> impl Iterator<Item = (char, &Group)> {
    ('A'..='Z').zip(comparison.groups.iter().filter(|group| group.none.is_empty()))
}

pub(super) fn changes(assessment: &Assessment, change: &Change, before: &Answers, after: &Answers) -> Grid {
    let framework = &assessment.composite.framework;
    let label = |text: &Option<String>| text.clone().unwrap_or_else(|| "open".to_owned());
    let rows = change.answers.iter().map(|answer| {
        vec![
            question_name(framework, &framework.nodes()[answer.indicator].code),
            label(&answer.labels[0]),
            label(&answer.labels[1]),
            signed(answer.points),
        ]
    });
    Grid {
        title: "Answers that changed".to_owned(),
        head: vec![
            ("question".to_owned(), Kind::Text),
            (before.period.to_string(), Kind::Text),
            (after.period.to_string(), Kind::Text),
            ("points".to_owned(), Kind::Number),
        ],
        rows: rows.collect(),
    }
}

pub(super) fn answers(assessment: &Assessment, sheet: &Answers) -> Grid {
    let questionnaire = &assessment.questionnaire;
    let rows = questionnaire.questions.iter().map(|question| {
        let answer = sheet.answer(questionnaire, question);
        vec![
            format!("{}: {}", question_name(&assessment.composite.framework, &question.indicator), question.text),
            answer.map_or("open".to_owned(), |answer| answer.label.clone()),
            sheet.of(&question.indicator).map(|given| given.evidence.clone()).unwrap_or_default(),
        ]
    });
    let head = ["question", "answer", "evidence"].map(|name| (name.to_owned(), Kind::Text));
    Grid { title: String::new(), head: head.to_vec(), rows: rows.collect() }
}
