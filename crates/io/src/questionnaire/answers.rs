//! What one unit answers for one period: the value that sheets hold, whatever their format.

use opencities_engine::framework::Framework;
use opencities_engine::period::Period;

use super::{Answer, Question, Questionnaire};

/// The answers of a unit for a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// The code of the questionnaire.
    pub questionnaire: String,
    /// The version of the questionnaire that was answered.
    pub version: String,
    /// The unit, by code.
    pub unit: String,
    /// The unit's name; may be empty.
    pub name: String,
    /// The period that the answers are about.
    pub period: Period,
    /// Facts about the unit, such as its population: name and text, in their order.
    pub facts: Vec<(String, String)>,
    /// The questions, in the order of the sheet, open ones among them.
    pub given: Vec<Given>,
    /// Questions that are open because what stands there is no answer, each with that text.
    pub unread: Vec<(String, String)>,
}

/// A question of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The question, by the code of its indicator.
    pub question: String,
    /// The code of the answer; none where the question is open.
    pub answer: Option<String>,
    /// What the answer rests on, or why the question does not apply.
    pub evidence: String,
}

impl Answers {
    /// An empty sheet of a questionnaire: every question open, every fact by which peers are found unknown.
    pub fn new(questionnaire: &Questionnaire, unit: &str, name: &str, period: Period) -> Self {
        let open = |question: &Question| Given { question: question.indicator.clone(), ..Given::default() };
        Answers {
            questionnaire: questionnaire.code.clone(),
            version: questionnaire.version.clone(),
            unit: unit.to_owned(),
            name: name.to_owned(),
            period,
            facts: questionnaire.peer_groups.iter().map(|group| (group.column.clone(), String::new())).collect(),
            given: questionnaire.questions.iter().map(open).collect(),
            unread: Vec::new(),
        }
    }

    /// What the sheet says to a question.
    pub fn of(&self, question: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.question == question)
    }

    /// The same, to be changed; it is added where the sheet does not have it.
    pub fn of_mut(&mut self, question: &str) -> &mut Given {
        let at = self.given.iter().position(|given| given.question == question).unwrap_or_else(|| {
            self.given.push(Given { question: question.to_owned(), ..Given::default() });
            self.given.len() - 1
        });
        &mut self.given[at]
    }

    /// The answer that the sheet gives to a question; none where it is open.
    pub fn answer<'a>(&self, questionnaire: &'a Questionnaire, question: &'a Question) -> Option<&'a Answer> {
        let code = self.of(&question.indicator)?.answer.as_deref()?;
        questionnaire.answers(question).iter().find(|answer| answer.code == code)
    }

    /// The questions that are open, in the order of the questionnaire.
    pub fn open<'a>(&self, questionnaire: &'a Questionnaire) -> Vec<&'a Question> {
        questionnaire.questions.iter().filter(|question| self.answer(questionnaire, question).is_none()).collect()
    }

    /// The name that people read.
    pub fn shown_name(&self) -> &str {
        if self.name.is_empty() { &self.unit } else { &self.name }
    }

    /// A fact about the unit as a number; none where it is unknown or no number.
    pub fn number(&self, fact: &str) -> Option<f64> {
        let (_, text) = self.facts.iter().find(|(name, _)| name == fact)?;
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The groups that a question stands in, from the one right above it up to the one below the index, by position.
pub(crate) fn areas_of(framework: &Framework, question: &str) -> Vec<usize> {
    let nodes = framework.nodes();
    let start = framework.position(question).and_then(|at| nodes[at].parent);
    std::iter::successors(start, |&at| nodes[at].parent).filter(|&at| nodes[at].parent.is_some()).collect()
}

/// The names of these groups, the widest first: `Policy-maker: Say it openly`.
pub fn area_name(framework: &Framework, question: &str) -> String {
    let mut areas = areas_of(framework, question);
    areas.reverse();
    areas.iter().map(|&at| framework.nodes()[at].name.as_str()).collect::<Vec<_>>().join(": ")
}

/// What people call a question in a few words: the name of its indicator; empty where there is none.
pub(crate) fn short_name<'a>(framework: &'a Framework, question: &str) -> &'a str {
    framework.position(question).map_or("", |at| framework.nodes()[at].name.as_str())
}

/// A question by its code and its short name, the same everywhere: `c01_statement, Saying it in public`.
pub fn question_name(framework: &Framework, question: &str) -> String {
    match short_name(framework, question) {
        "" => question.to_owned(),
        name => format!("{question}, {name}"),
    }
}
