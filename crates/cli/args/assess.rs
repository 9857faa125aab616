//! What can be typed after `assess`: a command of its own for each step of a self-assessment.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use opencities_engine::finding::Code;
use opencities_engine::period::Period;

use super::{CatalogueOf, Output};

/// The examples of `assess --help`, in the order in which an assessment goes.
pub(crate) const EXAMPLES: &str = "Examples, in their order:
  opencities assess questions                          what is asked
  opencities assess sheet graz 2026 -o graz.xlsx       a workbook to fill in
  opencities assess sheet graz 2026 -o graz.toml       or a text,
  opencities assess answer graz.toml                   and an interview for it
  opencities assess check graz.xlsx                    what is open, or wrong
  opencities assess report graz.xlsx -o graz.html      scores and practices
  opencities assess report graz.xlsx graz-2024.xlsx    and what has changed
  opencities assess effect graz.xlsx                   in place of an area of OPENCities
  opencities assess observations *.xlsx -o answers.csv for other commands

Everything here is a city's judgement of itself; questions, scores and weights are ours.";

#[derive(Debug, Subcommand)]
pub(crate) enum AssessCommand {
    /// The questionnaire, to be read: every question with its help, its answers and what they count
    #[command(after_help = "Examples:
  opencities assess questions
  opencities assess questions --index intercultural -o questions.md")]
    Questions {
        /// The index that is answered: a shipped one, or a folder with a questionnaire.toml
        #[arg(long, value_name = "DIR|NAME", default_value = "charter")]
        index: String,
        #[command(flatten)]
        output: Output,
    },
    /// Write an empty sheet for a city, or one that carries earlier answers over
    #[command(after_help = "Examples:
  opencities assess sheet graz 2026 -o graz-2026.xlsx --name Graz
  opencities assess sheet graz 2026 -o graz-2026.xlsx -o graz-2026.toml
  opencities assess sheet graz 2028 -o graz-2028.xlsx --from graz-2026.xlsx
  opencities assess sheet graz 2026 -o graz.csv --index intercultural --fact population=291134

A workbook has lists to choose from, a text can be filled in by `assess answer`, and CSV opens in any spreadsheet. All three \
hold the same. Carried over is by the code of the question, from any version of the questionnaire; what finds no place is \
told and stays in the old sheet.")]
    Sheet(Sheet),
    /// Ask the questions one by one, and write each answer into a sheet at once
    #[command(after_help = "Example:
  opencities assess answer graz-2026.toml

It begins at the first open question, so that whoever stops goes on there later. Ctrl-C loses nothing: a sheet is written \
after every answer, beside the old one and then in its place. Remarks in the file stay. Answers may come through a pipe.")]
    Answer {
        /// A sheet (TOML); `opencities assess sheet` writes one
        file: PathBuf,
        /// The index that is answered [default: what the sheet names]
        #[arg(long, value_name = "DIR|NAME")]
        index: Option<String>,
    },
    /// List every finding about sheets: open questions, unknown answers, formulas, other versions
    #[command(after_help = "Examples:
  opencities assess check graz-2026.xlsx
  opencities assess check *.xlsx -o findings.csv

Open questions are a note and no error. Exit 1 when there is an error.")]
    Check {
        #[command(flatten)]
        sheets: Sheets,
        #[command(flatten)]
        output: Output,
    },
    /// Score a sheet: by area, with coverage, open questions, weak spots and practices, changes and other cities
    #[command(after_help = "Examples:
  opencities assess report graz-2026.xlsx
  opencities assess report graz-2026.xlsx -o graz.html -o graz.md -o graz.xlsx
  opencities assess report graz-2026.xlsx graz-2024.xlsx       what changed in between
  opencities assess report *-2026.xlsx --unit graz             graz beside the others

The city is that of the first file unless --unit names another, and its newest sheet is shown. Other cities are shown as \
medians, all of them and those that the questionnaire groups as peers, and are not ranked.")]
    Report(AssessReport),
    /// Let an assessment stand in for an area of another index, and show what that does to scores and ranks
    #[command(after_help = "Examples:
  opencities assess effect vienna-2026.xlsx
  opencities assess effect *-2026.xlsx --index intercultural -o effect.xlsx
  opencities assess effect vienna-2026.xlsx --of my-index --area openness-to-diversity

The area's own figures step aside for the cities that assessed themselves; scales in the area are then found without them. The result is self-reported: it is shown beside the ranking by the index's own figures, which stays as it is, and is no ranking of its own. A scale from nothing to all that was asked is not the scale of cities beside each other, so compare with care.")]
    Effect(Effect),
    /// Make observations of sheets: a table that every other command takes as --data
    #[command(after_help = "Examples:
  opencities assess observations *.xlsx -o observations.csv --units-to units.csv
  opencities rank --index charter --data observations.csv --units units.csv --period 2026

An answer with a score is a value, self-reported; one without a score is not-applicable, and an open question unanswered.")]
    Observations {
        #[command(flatten)]
        sheets: Sheets,
        /// Write the cities with their facts to this file, too
        #[arg(long, value_name = "FILE")]
        units_to: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
}

/// Which sheets.
#[derive(Debug, Clone, Args)]
pub(crate) struct Sheets {
    /// Sheets of answers (TOML, CSV or XLSX)
    #[arg(required = true, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
    /// The index that is answered: a shipped one, or a folder with a questionnaire.toml [default: what the first sheet names]
    #[arg(long, value_name = "DIR|NAME")]
    pub(crate) index: Option<String>,
    /// Go on in spite of findings with this code (may be given several times)
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<Code>,
}

#[derive(Debug, Args)]
pub(crate) struct Sheet {
    /// The city's code: a-z, 0-9, _ and -
    pub(crate) unit: String,
    /// What the answers are about: 2026, 2026-H1
    pub(crate) period: Period,
    /// The file to write: its ending, toml, csv or xlsx, gives the format (may be given several times)
    #[arg(short, long, value_name = "FILE", required = true)]
    pub(crate) output: Vec<PathBuf>,
    /// An earlier sheet, whose answers are carried over
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// The city's name, as people read it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A fact about the city, such as population=291134 (may be given several times)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) fact: Vec<String>,
    /// The index to be answered: a shipped one, or a folder with a questionnaire.toml [default: what --from names, or charter]
    #[arg(long, value_name = "DIR|NAME")]
    pub(crate) index: Option<String>,
    /// Put the sheet in the place of a file that is there
    #[arg(long)]
    pub(crate) overwrite: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Effect {
    #[command(flatten)]
    pub(crate) sheets: Sheets,
    /// The index in which it stands in: a shipped one, or a folder
    #[arg(long, value_name = "DIR|NAME", default_value = "opencities")]
    pub(crate) of: String,
    /// The group of indicators for which it stands in
    #[arg(long, value_name = "NODE", default_value = "diversity-actions")]
    pub(crate) area: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct AssessReport {
    #[command(flatten)]
    pub(crate) sheets: Sheets,
    /// The city to report on [default: that of the first file]
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// The period to report on [default: the newest of the city's sheets]
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    /// Weights: a name that the index has, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) weights: Option<String>,
    /// A method.toml to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) method: Option<PathBuf>,
    /// So many practices for each weak spot
    #[arg(long, value_name = "N", default_value = "2")]
    pub(crate) top: usize,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueOf,
    #[command(flatten)]
    pub(crate) output: Output,
}
