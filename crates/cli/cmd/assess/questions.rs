//! `assess questions`: the questionnaire, to be read.

use opencities_engine::framework::Framework;
use opencities_io::chapter::assessment as chapter;
use opencities_io::questionnaire::{Question, Questionnaire, question_name};
use opencities_io::tables;

use super::open;
use crate::args::Output;
use crate::failure::Failure;
use crate::output::Sink;
use crate::render::{hanging, wrapped};

pub(super) fn run(index: &str, output: &Output) -> Result<(), Failure> {
    let sink = Sink::open(output)?;
    let (index, questionnaire) = open(index)?;
    let export = [tables::assessment::questions(&questionnaire, &index.framework)];
    let info = tables::assessment::info(&questionnaire);
    let page = chapter::questions(&questionnaire, &index.framework);
    sink.write_chapter(&export, &info, Some(&page), || draw(&questionnaire, &index.framework))
}

fn draw(questionnaire: &Questionnaire, framework: &Framework) -> String {
    let mut text = wrapped(&format!("{} (version {})", questionnaire.name, questionnaire.version), "");
    for paragraph in questionnaire.introduction.split("\n\n").map(str::trim).filter(|words| !words.is_empty()) {
        text.push('\n');
        text.push_str(&wrapped(paragraph, ""));
    }
    for scale in &questionnaire.scales {
        text.push_str(&format!("\nAnswers `{}`\n", scale.code));
        for answer in &scale.answer {
            let counts = answer.score.map_or("no score".to_owned(), |score| format!("counts {score}"));
            text.push_str(&wrapped(&format!("{} ({counts}): {}", answer.label, answer.meaning), "  "));
        }
    }
    let mut area = String::new();
    for (number, question) in (1..).zip(&questionnaire.questions) {
        let here = heading(framework, question);
        if here != area {
            text.push_str(&format!("\n{here}\n"));
            area = here;
        }
        text.push('\n');
        text.push_str(&hanging(
            &format!("{number}. {} [{}]", question.text, question_name(framework, &question.indicator)),
            "   ",
        ));
        for (name, words) in [("", &question.help), ("Evidence: ", &question.evidence)] {
            if !words.is_empty() {
                text.push_str(&wrapped(&format!("{name}{words}"), "   "));
            }
        }
        if questionnaire.scales.len() > 1 {
            text.push_str(&format!("   Answers: {}\n", question.scale));
        }
    }
    text
}

/// The groups that a question belongs to, the widest first.
pub(super) fn heading(framework: &Framework, question: &Question) -> String {
    opencities_io::questionnaire::area_name(framework, &question.indicator)
}
