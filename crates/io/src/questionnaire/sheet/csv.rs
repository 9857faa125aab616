//! A sheet as comma-separated values, for any spreadsheet: a row for each question, and before them the rows of what the
//! sheet is about. A text that a spreadsheet would run as a formula gets a leading apostrophe, which is taken off again. It
//! does not judge what the rows say, and does not take the other columns for what is asked: the questionnaire alone says that.

use std::path::Path;

use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::Framework;

use super::super::answers::{area_name, short_name};
use super::super::{Answers, Questionnaire};
use super::{ABOUT, Entry, FACT, about, in_order, of_fact, refused};
use crate::Error;
use crate::export::looks_like_formula;
use crate::read::{Header, Input, Row, Sink, scan};

/// The columns that are read, and those that help.
const HEAD: [&str; 9] =
    ["code", "name", "area", "question", "help", "evidence_wanted", "answers", "answer", "evidence"];
/// No questionnaire has as many questions.
const ROWS_MAX: usize = 10_000;

/// The sheet as bytes.
pub(super) fn bytes(answers: &Answers, questionnaire: &Questionnaire, framework: &Framework) -> Result<Vec<u8>, Error> {
    let mut rows: Vec<[String; HEAD.len()]> = vec![HEAD.map(str::to_owned)];
    let plain = |code: String, words: String, answer: &str| {
        let mut row: [String; HEAD.len()] = Default::default();
        (row[0], row[3], row[7]) = (code, words, answer.to_owned());
        row
    };
    rows.extend(about(answers).map(|(name, words, value)| plain(format!("{ABOUT}{name}"), words.to_owned(), &value)));
    let facts = answers.facts.iter();
    rows.extend(facts.map(|(name, value)| plain(format!("{FACT}{name}"), of_fact(questionnaire, name), value)));
    for given in in_order(answers, questionnaire) {
        let mut row = plain(given.question.clone(), String::new(), given.answer.as_deref().unwrap_or_default());
        row[8].clone_from(&given.evidence);
        if let Some(question) = questionnaire.question(&given.question) {
            let codes = questionnaire.answers(question).iter().map(|answer| answer.code.as_str());
            short_name(framework, &given.question).clone_into(&mut row[1]);
            row[2] = area_name(framework, &given.question);
            row[3].clone_from(&question.text);
            row[4].clone_from(&question.help);
            row[5].clone_from(&question.evidence);
            row[6] = codes.collect::<Vec<_>>().join(" | ");
        }
        rows.push(row);
    }
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let failed = |error: String| Error::Unwritable { path: "a sheet".into(), source: std::io::Error::other(error) };
    for row in rows {
        writer.write_record(row.map(guarded)).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// An apostrophe before what would run as a formula, and before one that would be taken for such a mark.
fn guarded(text: String) -> String {
    if looks_like_formula(&text) || text.starts_with('\'') { format!("'{text}") } else { text }
}

fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) || rest.starts_with('\'') => rest,
        _ => text,
    }
}

/// The rows of a file.
pub(super) fn read(path: &Path) -> Result<(Vec<Entry>, Vec<Finding>), Error> {
    let mut rows = Rows { file: path.display().to_string(), ..Rows::default() };
    scan(&Input::File(path.to_owned()), &mut rows)?;
    Ok((rows.entries, rows.findings))
}

#[derive(Default)]
struct Rows {
    file: String,
    width: usize,
    code: usize,
    answer: usize,
    evidence: Option<usize>,
    entries: Vec<Entry>,
    findings: Vec<Finding>,
}

impl Rows {
    fn fault(&mut self, line: u64, code: Code, message: String, hint: &str) {
        self.findings.push(Finding::new(code, Place::file(self.file.as_str(), Some(line)), message, hint));
    }
}

impl Sink for Rows {
    fn header(&mut self, line: u64, names: &[String]) -> Result<(), Error> {
        let expected = "a sheet has the columns `code`, `answer` and `evidence`; `opencities assess sheet` writes one";
        let header = Header { file: &self.file, line, names };
        self.code = header.require("code", expected)?;
        self.answer = header.require("answer", expected)?;
        self.evidence = header.find("evidence")?;
        self.width = names.len();
        if self.evidence.is_none() {
            return Err(refused(&self.file, Some(line), "the table has no column `evidence`", expected));
        }
        Ok(())
    }

    fn row<R: Row>(&mut self, line: u64, row: &R) {
        if row.is_blank() || self.entries.len() > ROWS_MAX {
            return;
        }
        if self.entries.len() == ROWS_MAX {
            self.fault(line, Code::Q630, format!("the table has more than {ROWS_MAX} rows"), "name a sheet of answers");
        }
        if row.width() != self.width {
            let message = format!("the row has {} fields and the header {}", row.width(), self.width);
            self.fault(line, Code::D111, message, "put quotes around texts that hold the separator");
            return;
        }
        let text = |column: usize| unguarded(&row.field(column).text()).to_owned();
        self.entries.push(Entry {
            code: text(self.code),
            answer: text(self.answer),
            evidence: self.evidence.map(text).unwrap_or_default(),
            code_place: Place::file(self.file.as_str(), Some(line)),
            place: Place::file(self.file.as_str(), Some(line)),
            evidence_place: Place::file(self.file.as_str(), Some(line)),
        });
    }
}
