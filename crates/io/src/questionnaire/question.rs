//! What is written in `questionnaire.toml`: questions, the scales on which they are answered, and how peers are grouped.
//! Which of it must be there is known in `check.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::fold;

/// A questionnaire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questionnaire {
    /// The code that sheets name.
    pub code: String,
    /// Changes with any change of a question or an answer.
    pub version: String,
    /// What people call it.
    pub name: String,
    /// What those who answer should know.
    pub introduction: String,
    /// After how many years it is answered again, where that is meant.
    pub every_years: Option<f64>,
    /// The columns of facts by which peers are found.
    pub peer_groups: Vec<PeerGroup>,
    /// The scales.
    pub scales: Vec<Scale>,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<Question>,
}

/// A column of facts about the units, and the number at which they are parted into two groups: what `peers.toml` compares by
/// `at`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeerGroup {
    /// The column of `units.csv`, and the name of the fact in a sheet.
    pub column: String,
    /// What people call it.
    pub name: String,
    /// The least number of the upper group.
    pub at: f64,
}

/// A scale: the answers that a question may have.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scale {
    /// The code that questions name.
    pub code: String,
    /// The answers, in the order in which they are offered.
    pub answer: Vec<Answer>,
}

/// An answer of a scale.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answer {
    /// The code that sheets hold.
    pub code: String,
    /// What people read.
    pub label: String,
    /// Other ways in which people write it.
    pub also: Vec<String>,
    /// The value that the indicator takes; none where the question then does not apply.
    pub score: Option<f64>,
    /// When it is the right one.
    pub meaning: String,
}

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// The indicator that it asks for, by code; also the question's own code.
    pub indicator: String,
    /// The question.
    pub text: String,
    /// What counts and what does not.
    pub help: String,
    /// What would be evidence.
    pub evidence: String,
    /// The code of its scale.
    pub scale: String,
    /// Facet -> values, by code: a practice helps that has one value or more of every facet named.
    pub practices: BTreeMap<String, Vec<String>>,
}

impl Answer {
    /// Every name by which it is found.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.code, &self.label].into_iter().chain(&self.also).map(String::as_str)
    }
}

impl Questionnaire {
    /// The question of a code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.indicator == code)
    }

    /// The answers that a question may have; none where its scale does not exist.
    pub fn answers(&self, question: &Question) -> &[Answer] {
        self.scales.iter().find(|scale| scale.code == question.scale).map_or(&[], |scale| scale.answer.as_slice())
    }

    /// The answer of a question that a text names, by code, label or another spelling, whatever its capitals and accents.
    pub fn answer(&self, question: &Question, text: &str) -> Option<&Answer> {
        let answers = self.answers(question);
        let wanted = fold(text);
        let named = |name: &str| !wanted.is_empty() && fold(name) == wanted;
        answers
            .iter()
            .find(|answer| answer.code == text)
            .or_else(|| answers.iter().find(|answer| answer.names().any(named)))
    }
}
