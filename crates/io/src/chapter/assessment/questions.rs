//! The questionnaire as a chapter: what those who answer should know, the scales, and every question with its help.

use opencities_engine::framework::Framework;

use super::super::{Block, Chapter};
use crate::questionnaire::{Questionnaire, area_name, question_name};

/// The questionnaire, to be read or printed.
pub fn questions(questionnaire: &Questionnaire, framework: &Framework) -> Chapter {
    let paragraphs = questionnaire.introduction.split("\n\n").map(str::trim).filter(|words| !words.is_empty());
    let mut blocks: Vec<Block> = paragraphs.map(|words| Block::Paragraph(words.to_owned())).collect();
    for scale in &questionnaire.scales {
        blocks.push(Block::Heading(format!("Answers: {}", scale.code)));
        let fact = |answer: &crate::questionnaire::Answer| {
            let counts = answer.score.map_or("no score".to_owned(), |score| format!("counts {score}"));
            (format!("{} ({counts})", answer.label), answer.meaning.clone())
        };
        blocks.push(Block::Facts(scale.answer.iter().map(fact).collect()));
    }
    let mut area = String::new();
    for (number, question) in (1..).zip(&questionnaire.questions) {
        let here = area_name(framework, &question.indicator);
        if here != area {
            blocks.push(Block::Heading(here.clone()));
            area = here;
        }
        blocks.push(Block::Paragraph(format!("{number}. {}", question.text)));
        let labels = questionnaire.answers(question).iter().map(|answer| answer.label.as_str());
        let facts = [
            ("help", question.help.clone()),
            ("evidence", question.evidence.clone()),
            ("answers", labels.collect::<Vec<_>>().join(", ")),
            ("code, name", question_name(framework, &question.indicator)),
        ];
        let told = facts.into_iter().filter(|(_, words)| !words.is_empty());
        blocks.push(Block::Facts(told.map(|(name, words)| (name.to_owned(), words)).collect()));
    }
    Chapter { title: format!("{} (version {})", questionnaire.name, questionnaire.version), blocks }
}
