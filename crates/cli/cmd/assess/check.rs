//! `assess check`: every finding about sheets.

use std::process::ExitCode;

use opencities_io::tables;

use super::super::check::counts;
use super::Asked;
use crate::args::{Output, Sheets};
use crate::failure::Failure;
use crate::output::Sink;

pub(super) fn run(args: &Sheets, output: &Output) -> Result<ExitCode, Failure> {
    let sink = Sink::open(output)?;
    let asked = Asked::read(args)?;
    let info = tables::assessment::info(&asked.questionnaire);
    sink.write(&[tables::findings(&asked.findings)], &info, || draw(&asked))?;
    Ok(if asked.stops(&args.allow) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn draw(asked: &Asked) -> String {
    let mut text: String = asked.findings.iter().map(|finding| format!("{finding}\n\n")).collect();
    for (file, answers) in &asked.sheets {
        let all = asked.questionnaire.questions.len();
        let answered = all - answers.open(&asked.questionnaire).len();
        // One that does not say whose it is has its file for a name.
        let whose = match answers.shown_name() {
            "" => String::new(),
            name => format!("{name}, {}: ", answers.period),
        };
        text.push_str(&format!("{file}: {whose}{answered} of {all} answered\n"));
    }
    text + &counts(&asked.findings)
}
