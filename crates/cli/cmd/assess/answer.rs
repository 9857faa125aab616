//! `assess answer`: opens a sheet, has the questions asked, and puts every answer into the file at once.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use opencities_engine::finding::{Code, Finding, Severity};
use opencities_io::Error;
use opencities_io::questionnaire::Given;
use opencities_io::questionnaire::sheet::{Existing, Format, answered, of_text, patched, read, save};

use super::interview::Interview;
use super::{index_of, open};
use crate::failure::Failure;
use crate::output::say;

pub(super) fn run(path: &Path, index: Option<&str>) -> Result<(), Failure> {
    let shown = path.display();
    if !path.exists() {
        let hint = format!("write one first: opencities assess sheet CITY PERIOD -o {shown}");
        return Err(Failure::Wrong(format!("there is no sheet {shown}"), hint));
    }
    if Format::of(path)? != Format::Toml {
        let hint = "opencities assess sheet CITY PERIOD -o NEW.toml --from FILE carries it over; a workbook is filled in \
                    by hand";
        return Err(Failure::Wrong(format!("the interview writes TOML, and {shown} is none"), hint.to_owned()));
    }
    let sheet = read(path)?;
    let (index, questionnaire) = open(&index_of(Some(&sheet), index))?;
    let text = fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    let (answers, findings) = answered(sheet, &questionnaire, &index.framework);
    let (errors, others): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|finding| finding.severity == Severity::Error);
    // What is no answer is asked for again; all else only its owner can mend.
    if errors.iter().any(|finding| finding.code != Code::Q625) {
        return Err(Failure::Findings(errors));
    }
    errors
        .iter()
        .chain(others.iter().filter(|one| one.severity == Severity::Warning))
        .for_each(|one| say(&one.to_string()));
    let mut kept = Kept { path: path.to_owned(), file: shown.to_string(), text };
    let mut interview =
        Interview::new(&questionnaire, &index.framework, answers, io::stdin().lock(), io::stderr().lock());
    interview.run(&mut |given| kept.keep(given))
}

/// The file, as it was last read or written.
struct Kept {
    path: PathBuf,
    file: String,
    text: String,
}

impl Kept {
    /// Puts an answer into the file. What somebody else has written there since is not written over.
    fn keep(&mut self, given: &Given) -> Result<(), Failure> {
        let unreadable = |source| Error::Unreadable { path: self.path.clone(), source };
        if fs::read_to_string(&self.path).map_err(unreadable)? != self.text {
            let message = format!("{} was changed by another program; the last answer was not written", self.file);
            return Err(Failure::Wrong(message, "close it there, and call this again".to_owned()));
        }
        let changed = patched(&self.file, &self.text, given)?;
        // Where no answer was given, whatever stands there as one has stayed.
        let is_given =
            |back: &Given| back.evidence == given.evidence && (given.answer.is_none() || back.answer == given.answer);
        let is_kept = of_text(&self.file, changed.clone())
            .is_ok_and(|back| back.findings.is_empty() && back.answers.of(&given.question).is_some_and(is_given));
        if !is_kept {
            let message = format!("{} is written so that one answer cannot be changed alone", self.file);
            let hint = "carry it over into a new sheet: opencities assess sheet CITY PERIOD -o NEW.toml --from FILE";
            return Err(Failure::Wrong(message, hint.to_owned()));
        }
        save(&self.path, changed.as_bytes(), Existing::Replace)?;
        self.text = changed;
        Ok(())
    }
}
