//! Sheets of answers: the files that an office fills in. TOML, CSV and XLSX hold the same, and each reads back what it, or
//! another, has written, without a loss.
//!
//! A format is a file here: it turns a sheet into rows, found by their codes in any order, and answers into
//! bytes. `intake.rs` makes a [`Sheet`] of rows, whatever their format, and `check.rs` holds it to a questionnaire.
//! To add a format: its file, a variant of [`Format`], and its arms in [`read`] and [`bytes()`].

mod check;
mod csv;
mod facts;
mod intake;
mod save;
mod text;
mod toml;
mod xlsx;
mod xlsx_read;

use std::path::Path;

use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::Framework;

pub use self::check::{answered, without_questions};
pub use self::facts::stated_facts;
pub use self::intake::Sheet;
pub use self::save::{Existing, save};
pub use self::text::{TEXT_MAX, fault};
pub use self::toml::patched;
use super::{Answers, Questionnaire};
use crate::Error;
use crate::definition::Definition;

/// The format of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for an editor, or the interview.
    Toml,
    /// A table for any spreadsheet.
    Csv,
    /// A workbook with lists to choose from.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Toml, Format::Csv, Format::Xlsx];

    /// The ending of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Toml => "toml",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// The format that the ending of a path says.
    ///
    /// # Errors
    /// [`Error::Faults`] with finding Q630 for another ending.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().map(|text| text.to_string_lossy().to_lowercase()).unwrap_or_default();
        Format::ALL.into_iter().find(|format| format.extension() == ending).ok_or_else(|| {
            let message = format!("a file that ends in `.{ending}` is no sheet of answers");
            refused(&path.display().to_string(), None, message, "sheets end in .toml, .csv or .xlsx")
        })
    }
}

/// The error of a file that is no sheet.
fn refused(file: &str, line: Option<u64>, message: impl Into<String>, hint: &str) -> Error {
    Error::Faults(vec![Finding::new(Code::Q630, Place::file(file, line), message, hint)])
}

/// A row of a sheet, whatever its format: a question, `sheet.` and what the sheet is about, or `fact.` and a fact.
#[derive(Debug, Clone, Default, PartialEq)]
struct Entry {
    code: String,
    answer: String,
    evidence: String,
    /// Where the code stands.
    code_place: Place,
    /// Where the answer stands.
    place: Place,
    /// Where the evidence stands.
    evidence_place: Place,
}

/// What stands in front of the codes of rows that are no questions; codes of questions have no dot.
const ABOUT: &str = "sheet.";
const FACT: &str = "fact.";

/// Reads a sheet as it is written, whatever its questionnaire; [`answered`] holds it to one.
///
/// # Errors
/// [`Error::Unreadable`], or [`Error::Faults`] where the file is no sheet at all. What is wrong with single rows are
/// findings of the sheet.
pub fn read(path: &Path) -> Result<Sheet, Error> {
    let file = path.display().to_string();
    let (entries, findings) = match Format::of(path)? {
        Format::Toml => toml::read(path)?,
        Format::Csv => csv::read(path)?,
        Format::Xlsx => xlsx_read::read(path)?,
    };
    Ok(intake::sheet(file, entries, findings))
}

/// Reads a sheet that is held as text: that of a TOML file.
///
/// # Errors
/// [`Error::Faults`] where the text is no sheet at all.
pub fn of_text(file: &str, text: String) -> Result<Sheet, Error> {
    let (entries, findings) = toml::entries(&Definition { file: file.to_owned(), text })?;
    Ok(intake::sheet(file.to_owned(), entries, findings))
}

/// A sheet as a file of a format: the questions of the questionnaire with help, then what else the answers hold.
///
/// # Errors
/// [`Error::Faults`] with finding Q628 or Q637 for a text that no sheet can carry; nothing is cut.
pub fn bytes(
    answers: &Answers,
    questionnaire: &Questionnaire,
    framework: &Framework,
    format: Format,
) -> Result<Vec<u8>, Error> {
    let faults = text::faults(answers);
    if !faults.is_empty() {
        return Err(Error::Faults(faults));
    }
    match format {
        Format::Toml => Ok(toml::text(answers, questionnaire, framework).into_bytes()),
        Format::Csv => csv::bytes(answers, questionnaire, framework),
        Format::Xlsx => xlsx::bytes(answers, questionnaire, framework),
    }
}

/// What a sheet says of itself: the code of the row, what is to be written there, and what it holds.
fn about(answers: &Answers) -> [(&'static str, &'static str, String); 5] {
    [
        ("questionnaire", "The questionnaire that is answered; leave it as it is.", answers.questionnaire.clone()),
        ("version", "Its version; leave it as it is.", answers.version.clone()),
        ("unit", "The city's code: a-z, 0-9, _ and -.", answers.unit.clone()),
        ("name", "The city's name, as people read it.", answers.name.clone()),
        (
            "period",
            "The year, or a part of one (2026, 2026-H1), at whose end the answers hold.",
            answers.period.to_string(),
        ),
    ]
}

/// What is to be written for a fact.
fn of_fact(questionnaire: &Questionnaire, fact: &str) -> String {
    let group = questionnaire.peer_groups.iter().find(|group| group.column == fact);
    group.map_or(String::new(), |group| {
        format!(
            "{}, a number without separators; by it similar cities are found. Leave it empty where unknown.",
            group.name
        )
    })
}

/// The answers of a sheet in the order in which they are written: as they are asked, then what is asked no more.
fn in_order<'a>(answers: &'a Answers, questionnaire: &'a Questionnaire) -> Vec<&'a super::Given> {
    let asked = questionnaire.questions.iter().filter_map(|question| answers.of(&question.indicator));
    let others = answers.given.iter().filter(|given| questionnaire.question(&given.question).is_none());
    asked.chain(others).collect()
}

#[cfg(test)]
mod tests;
