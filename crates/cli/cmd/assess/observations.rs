//! `assess observations`: sheets as figures for every other command.

use std::path::Path;

use opencities_io::export::{CsvText, Export, Target};
use opencities_io::questionnaire::observations;
use opencities_io::tables;

use super::Asked;
use crate::args::{Output, Sheets};
use crate::failure::{Failure, count};
use crate::output::{Sink, say, tell};
use crate::render::{self, Align};

pub(super) fn run(args: &Sheets, units_to: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let sink = Sink::open(output)?;
    let units_target = units_to.map(Target::create).transpose()?;
    let asked = Asked::sound(args)?;
    let data = observations(&asked.questionnaire, &asked.index.framework, &asked.answers());
    let info = tables::assessment::info(&asked.questionnaire);
    let units = tables::units(&data.units);
    if let Some(target) = units_target {
        let path = target.path().display().to_string();
        let csv_text = if output.csv_raw { CsvText::Raw } else { CsvText::Guarded };
        let tables = [units.clone()];
        target.write(&Export::new(&tables, &info, csv_text))?.iter().for_each(tell);
        say(&format!("wrote {path}"));
    }
    let export = [tables::assessment::observations(&data), units, tables::sources(&asked.index.sources)];
    sink.write(&export, &info, || {
        let head = [("city", Align::Left), ("period", Align::Left), ("answered", Align::Right), ("open", Align::Right)];
        let rows = asked.sheets.iter().map(|(_, answers)| {
            let all = asked.questionnaire.questions.len();
            let open = answers.open(&asked.questionnaire).len();
            let shown = [answers.shown_name().to_owned(), answers.period.to_string()];
            shown.into_iter().chain([all - open, open].map(|number| number.to_string())).collect()
        });
        let rows = render::table(&head, rows);
        format!("{rows}{}; -o observations.csv writes them\n", count(export[0].batch.num_rows(), "observation"))
    })
}
