//! Carries the answers of an earlier sheet over into a new one, question by question, whatever the version of either. What
//! finds no place is told; the old sheet is not touched.

use opencities_engine::period::Period;

use super::{Answers, Questionnaire};

/// A new sheet, and what became of the old answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// The new sheet.
    pub answers: Answers,
    /// Questions that the old sheet does not have.
    pub added: Vec<String>,
    /// Questions of the old sheet that there are no more.
    pub dropped: Vec<String>,
    /// Questions whose old answer is none any more, with that answer; their evidence is kept.
    pub unknown: Vec<(String, String)>,
    /// How many answers were carried over.
    pub carried: usize,
}

/// A sheet of this questionnaire for a unit and a period, filled with what an earlier sheet says. Name and facts come from
/// the earlier sheet; facts by which peers are found stand first.
pub fn carry(questionnaire: &Questionnaire, old: &Answers, unit: &str, name: &str, period: Period) -> Carried {
    let name = if name.is_empty() && old.unit == unit { &old.name } else { name };
    let mut answers = Answers::new(questionnaire, unit, name, period);
    // Facts of another unit are not its own.
    if old.unit == unit {
        for (fact, text) in &old.facts {
            match answers.facts.iter_mut().find(|(known, _)| known == fact) {
                Some((_, new)) => new.clone_from(text),
                None => answers.facts.push((fact.clone(), text.clone())),
            }
        }
    }
    let mut carried = Carried { answers, added: Vec::new(), dropped: Vec::new(), unknown: Vec::new(), carried: 0 };
    for question in &questionnaire.questions {
        let code = &question.indicator;
        let Some(given) = old.of(code) else {
            carried.added.push(code.clone());
            continue;
        };
        let known = given.answer.as_deref().map(|text| (text, questionnaire.answer(question, text)));
        let new = carried.answers.of_mut(code);
        new.evidence.clone_from(&given.evidence);
        match known {
            Some((_, Some(answer))) => {
                new.answer = Some(answer.code.clone());
                carried.carried += 1;
            }
            Some((text, None)) => carried.unknown.push((code.clone(), text.to_owned())),
            None => {}
        }
    }
    let gone = old.given.iter().filter(|given| questionnaire.question(&given.question).is_none());
    carried.dropped = gone.map(|given| given.question.clone()).collect();
    carried
}
