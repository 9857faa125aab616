//! Where a unit says that it is weak, and what others do about it: practices of the catalogue that the question points to. A
//! practice is shown because it is filed under what the question asks for; nothing proves that it moves an answer.

use opencities_engine::framework::Direction;

use super::{Answers, Assessment, Question};
use crate::practices::Catalogue;

/// A question whose answer could be better.
#[derive(Debug, Clone, PartialEq)]
pub struct WeakQuestion<'a> {
    /// The question.
    pub question: &'a Question,
    /// The label of its answer.
    pub label: &'a str,
    /// Its score.
    pub score: f64,
    /// Its share in the index when every question is answered.
    pub weight: f64,
    /// What the answer rests on.
    pub evidence: &'a str,
}

/// Questions that could have had a better answer, the least score first; of equal ones that which counts most.
pub fn weak_questions<'a>(assessment: &'a Assessment, sheet: &'a Answers) -> Vec<WeakQuestion<'a>> {
    let Assessment { questionnaire, composite, .. } = assessment;
    let row = assessment.row(sheet);
    let weak = |question: &'a Question| {
        let answer = sheet.answer(questionnaire, question)?;
        let value = answer.score?;
        let node = composite.framework.position(&question.indicator)?;
        let upwards = composite.framework.indicators()[node].direction == Direction::HigherIsBetter;
        let mut scores = questionnaire.answers(question).iter().filter_map(|answer| answer.score);
        let could_be_better = scores.any(|other| if upwards { other > value } else { other < value });
        let evidence = sheet.of(&question.indicator).map_or("", |given| given.evidence.as_str());
        could_be_better.then(|| WeakQuestion {
            question,
            label: &answer.label,
            score: composite.score(node, row),
            weight: composite.weights.effective[node],
            evidence,
        })
    };
    let mut found: Vec<WeakQuestion<'a>> = questionnaire.questions.iter().filter_map(weak).collect();
    found.sort_by(|a, b| a.score.total_cmp(&b.score).then(b.weight.total_cmp(&a.weight)));
    found
}

/// The records, by position, that have one value or more of every facet that a question names; those that share most
/// first, and of equal ones that which is filed under little else.
pub fn practices_for(catalogue: &Catalogue, question: &Question) -> Vec<usize> {
    if question.practices.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (position, record) in catalogue.records.iter().enumerate() {
        let shared = |(code, wanted): (&String, &Vec<String>)| {
            let values = catalogue.facet(code).map(|facet| catalogue.values(record, facet)).unwrap_or_default();
            wanted.iter().filter(|value| values.contains(&value.as_str())).count()
        };
        let counts: Vec<usize> = question.practices.iter().map(shared).collect();
        if counts.iter().all(|count| *count > 0) {
            let stated = record.facets.values().map(Vec::len).sum();
            found.push((counts.iter().sum(), stated, position));
        }
    }
    found.sort_by_key(|&(shared, stated, position)| (std::cmp::Reverse(shared), stated, position));
    found.into_iter().map(|(.., position)| position).collect()
}
