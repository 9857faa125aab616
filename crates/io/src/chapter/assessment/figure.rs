//! The figure of the report: the score of every group, beside what it was and what others have.

use super::super::Figure;
use super::{number, signed};
use crate::chart::{Axis, Legend, Mark, Row, RowChart, Shape, Tone, Unit};
use crate::questionnaire::{Assessment, Report};

/// Rows that a figure shows; the table has them all.
const ROWS_MAX: usize = 60;

pub(super) fn scores(assessment: &Assessment, report: &Report<'_>) -> Figure {
    let composite = &assessment.composite;
    let row = assessment.row(report.sheet);
    let before = |node: usize| report.before.as_ref().map_or(f64::NAN, |(_, change)| change.scores[node][0]);
    let others = |node: usize| {
        let all = report.comparison.as_ref().and_then(|comparison| comparison.groups.first());
        all.map_or(f64::NAN, |group| group.medians[node])
    };
    let groups = assessment.groups();
    let rows = groups.iter().take(ROWS_MAX).map(|&(node, _)| {
        let score = composite.score(node, row);
        let count = assessment.count(report.sheet, node);
        let answered = if count.applicable > 0 { " answered" } else { "" };
        let mut said = format!("{}: {}, {}{answered}", assessment.name(node), number(score), count.words());
        if let Some((_, change)) = report.before.as_ref().filter(|(_, change)| change.scored_twice[node] > 0) {
            let twice = change.scored_twice[node];
            said.push_str(&format!(", {} over the {twice} scored both times", signed(change.alike_of(node))));
        }
        for (what, value) in [("before", before(node)), ("median of the others", others(node))] {
            if !value.is_nan() {
                said.push_str(&format!(", {what} {}", number(value)));
            }
        }
        let marks = vec![
            Mark::At(Shape::Bar, Tone::Ink, others(node)),
            Mark::At(Shape::Ring, Tone::Two, before(node)),
            Mark::At(Shape::Dot, Tone::One, score),
        ];
        let thin = if assessment.is_thin(report.sheet, node) { " *" } else { "" };
        Row::Line(format!("{}{thin}", assessment.name(node)), said, marks)
    });
    let rows: Vec<Row> = rows.collect();
    let mut legend = vec![entry(Shape::Dot, Tone::One, report.sheet.period.to_string())];
    if let Some((before, _)) = &report.before {
        legend.push(entry(Shape::Ring, Tone::Two, before.period.to_string()));
    }
    if report.comparison.is_some() {
        legend.push(entry(Shape::Bar, Tone::Ink, "median of the others".to_owned()));
    }
    if groups.iter().take(ROWS_MAX).any(|&(node, _)| assessment.is_thin(report.sheet, node)) {
        let least = composite.method.screen.thin_below * 100.0;
        legend.push(Legend { marks: Vec::new(), words: format!("* fewer than {least:.0} % answered") });
    }
    let [from, to] = ends(assessment, row);
    let axis = Axis { name: "score".to_owned(), from, to, unit: Unit::Points };
    Figure {
        name: "scores",
        title: "Scores in the city's own judgement".to_owned(),
        description: format!(
            "A row for each group of questions, the widest first. {}",
            super::overall(assessment, report)
        ),
        drawing: RowChart { axis, legend, rows }.draw(),
    }
}

fn entry(shape: Shape, tone: Tone, words: String) -> Legend {
    Legend { marks: vec![Mark::At(shape, tone, 0.5)], words }
}

/// The ends of the scales of the questions, or of the scores where scales have none.
fn ends(assessment: &Assessment, row: usize) -> [f64; 2] {
    let composite = &assessment.composite;
    let nodes = composite.framework.nodes().len();
    let clips = (0..composite.framework.indicators().len()).filter_map(|at| composite.scale(at, row).clip).flatten();
    let scores = (0..nodes).map(|node| composite.score(node, row)).filter(|score| !score.is_nan());
    let [low, high] =
        clips.chain(scores).fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], end| [low.min(end), high.max(end)]);
    if low < high { [low, high] } else { [0.0, 100.0] }
}
