//! What changed between two sheets of a unit: node by node, and answer by answer.
//!
//! Two scores may rest on different questions, and then their difference is no change of the unit. So each change stands beside
//! another, over the questions that were scored both times alone: the engine computes both sheets once more, as if nothing else
//! applied. Nothing is computed here.

use opencities_engine::composite::Composite;
use opencities_engine::dataset::Status;
use opencities_engine::{Error, inspect};

use super::{Answers, Assessment, Questionnaire, observations};
use crate::figure;

/// What changed between two sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// For each node, by position: the score before and after; `NaN` where there is none.
    pub scores: Vec<[f64; 2]>,
    /// The same, over the questions that were scored both times.
    pub alike: Vec<[f64; 2]>,
    /// For each node, how many questions these are.
    pub scored_twice: Vec<usize>,
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

    /// How many answers count more than before, and how many less; all others were open or did not apply, or do now.
    pub fn up_and_down(&self) -> [usize; 2] {
        let is_up = |answer: &&AnswerChange| answer.points > 0.0;
        let is_down = |answer: &&AnswerChange| answer.points < 0.0;
        [self.answers.iter().filter(is_up).count(), self.answers.iter().filter(is_down).count()]
    }

    /// By how many points the score of a node changed, whatever the questions behind it; `NaN` where one of the two has none.
    pub fn of(&self, node: usize) -> f64 {
        self.scores[node][1] - self.scores[node][0]
    }

    /// By how many points it changed over the questions that were scored both times; `NaN` where there are none.
    pub fn alike_of(&self, node: usize) -> f64 {
        self.alike[node][1] - self.alike[node][0]
    }
}

/// A span of time as people say it: in months where it is shorter than a year.
///
/// ```
/// # use opencities_io::questionnaire::span_in_words;
/// assert_eq!(span_in_words(1.0 / 12.0), "1 month");
/// assert_eq!(span_in_words(2.0), "2 years");
/// ```
pub fn span_in_words(years: f64) -> String {
    let (number, unit) = if years < 1.0 { (figure(years * 12.0), "month") } else { (figure(years), "year") };
    let ending = if number == "1" { "" } else { "s" };
    format!("{number} {unit}{ending}")
}

/// What changed from an earlier sheet of a unit to a later one.
///
/// # Errors
/// Those of the engine, where the method cannot do with the questions that were scored both times.
pub fn change(assessment: &Assessment, before: &Answers, after: &Answers) -> Result<Change, Error> {
    let Assessment { questionnaire, composite, .. } = assessment;
    let nodes = composite.framework.nodes();
    let rows = [before, after].map(|sheet| assessment.row(sheet));
    let scores_of = |composite: &Composite| -> Vec<[f64; 2]> {
        (0..nodes.len()).map(|node| rows.map(|row| composite.score(node, row))).collect()
    };
    let scores = scores_of(composite);
    let is_scored = |code: &str| {
        let question = questionnaire.question(code);
        let score = |sheet: &Answers| sheet.answer(questionnaire, question?)?.score;
        score(before).is_some() && score(after).is_some()
    };
    let is_scored_twice: Vec<bool> =
        composite.framework.indicators().iter().map(|indicator| is_scored(&indicator.code)).collect();
    let twice = |node: usize| nodes[node].indicators.iter().filter(|&&indicator| is_scored_twice[indicator]).count();
    let alike = scores_of(&over(assessment, rows, &is_scored_twice)?);
    let changed = |question| {
        let answers = [before, after].map(|sheet| sheet.answer(questionnaire, question));
        let indicator = composite.framework.position(&question.indicator)?;
        let points = scores[indicator][1] - scores[indicator][0];
        let labels = answers.map(|answer| answer.map(|answer| answer.label.clone()));
        (labels[0] != labels[1]).then_some(AnswerChange { indicator, labels, points })
    };
    let answers = questionnaire.questions.iter().filter_map(changed).collect();
    let years = after.period.years_since(before.period);
    Ok(Change { scored_twice: (0..nodes.len()).map(twice).collect(), answers, years, scores, alike })
}

/// The composite in which to two of the rows no other questions apply than these; all other rows are as they were.
fn over(assessment: &Assessment, rows: [usize; 2], questions: &[bool]) -> Result<Composite, Error> {
    let Assessment { questionnaire, answers, composite } = assessment;
    let mut data = observations(questionnaire, &composite.framework, answers);
    for (column, _) in questions.iter().enumerate().filter(|(_, is_kept)| !**is_kept) {
        let mut values = data.values.slice(column).to_vec();
        let mut status = data.status.slice(column).to_vec();
        for row in rows {
            (values[row], status[row]) = (f64::NAN, Status::NOT_APPLICABLE);
        }
        data.values.set(column, values.into());
        data.status.set(column, status.into());
    }
    inspect(&composite.framework, &data, &composite.method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_months_below_a_year() {
        for (months, words) in [
            (1.0, "1 month"),
            (3.0, "3 months"),
            (11.0, "11 months"),
            (12.0, "1 year"),
            (13.0, "1.08 years"),
            (18.0, "1.50 years"),
            (24.0, "2 years"),
            (36.0, "3 years"),
        ] {
            assert_eq!(span_in_words(months / 12.0), words, "{months}");
        }
    }
}
