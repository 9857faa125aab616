//! What changed between two sheets of a unit: node by node, and answer by answer.

use super::{Answers, Assessment, Questionnaire};

/// What changed between two sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// For each node, by position: the score before and after; `NaN` where there is none.
    pub scores: Vec<[f64; 2]>,
    /// Questions whose answer changed, in the order of the questionnaire.
    pub answers: Vec<AnswerChange>,
    /// Years from one to the other.
    pub years: f64,
}

/// An answer that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerChange {
    /// The position of the question's indicator.
    pub indicator: usize,
    /// The labels before and after; none where the question was open.
    pub labels: [Option<String>; 2],
    /// By how many points its score changed; `NaN` where one of the two has none.
    pub points: f64,
}

impl Change {
    /// After how many years the questionnaire is meant to be answered again, where these are not as many.
    pub fn other_span(&self, questionnaire: &Questionnaire) -> Option<f64> {
        questionnaire.every_years.filter(|every| (every - self.years).abs() > 0.01)
    }

    /// By how many points the score of a node changed; `NaN` where one of the two has none.
    pub fn of(&self, node: usize) -> f64 {
        self.scores[node][1] - self.scores[node][0]
    }
}

/// What changed from an earlier sheet of a unit to a later one.
pub fn change(assessment: &Assessment, before: &Answers, after: &Answers) -> Change {
    let composite = &assessment.composite;
    let rows = [before, after].map(|sheet| assessment.row(sheet));
    let scores: Vec<[f64; 2]> =
        (0..composite.framework.nodes().len()).map(|node| rows.map(|row| composite.score(node, row))).collect();
    let questionnaire = &assessment.questionnaire;
    let changed = |question| {
        let answers = [before, after].map(|sheet| sheet.answer(questionnaire, question));
        let indicator = composite.framework.position(&question.indicator)?;
        let points = scores[indicator][1] - scores[indicator][0];
        let labels = answers.map(|answer| answer.map(|answer| answer.label.clone()));
        (labels[0] != labels[1]).then_some(AnswerChange { indicator, labels, points })
    };
    let answers = questionnaire.questions.iter().filter_map(changed).collect();
    Change { answers, years: after.period.years_since(before.period), scores }
}
