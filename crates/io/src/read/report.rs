//! The findings of one file: the first of each kind are written out, the rest are counted.

use std::collections::BTreeMap;

use opencities_engine::finding::{Code, Finding, Place};

use crate::Error;
use crate::read::row::Row;

/// Findings of one kind in one file that are written out; more are counted.
const LISTED: u64 = 20;

/// Collects the findings of one file.
#[derive(Debug, Default)]
pub(crate) struct Report {
    file: String,
    counts: BTreeMap<Code, u64>,
    findings: Vec<Finding>,
}

/// What a finding says: where (but for file and line), what, and how to mend it.
pub(crate) type Words = (Place, String, String);

impl Report {
    /// An empty report on a file.
    pub(crate) fn new(file: &str) -> Self {
        Report { file: file.to_owned(), ..Report::default() }
    }

    /// The file's name.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Adds a finding; line 0 stands for none. Words are made only for those that are written out.
    pub(crate) fn add(&mut self, code: Code, line: u64, describe: impl FnOnce() -> Words) {
        let count = self.counts.entry(code).or_default();
        *count += 1;
        if *count <= LISTED {
            let (place, message, hint) = describe();
            let place = Place { file: Some(self.file.clone()), line: (line > 0).then_some(line), ..place };
            self.findings.push(Finding::new(code, place, message, hint));
        }
    }

    /// Adds the finding of a row that has not as many fields as the header.
    pub(crate) fn ragged<R: Row>(&mut self, line: u64, row: &R, expected: usize) {
        self.add(Code::D111, line, || {
            let message = format!("the row has {} fields and the header {expected}", row.width());
            (Place::default(), message, "put quotes around texts that hold the separator".to_owned())
        });
    }

    /// The findings, each kind that was cut short ending with its count.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        for (code, count) in self.counts {
            if count > LISTED {
                let place = Place::file(self.file.as_str(), None);
                let message = format!("{} more of the same kind", count - LISTED);
                self.findings.push(Finding::new(code, place, message, ""));
            }
        }
        self.findings
    }
}

/// The error of a table that is damaged.
pub(crate) fn damaged(file: &str, line: Option<u64>, message: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Faults(vec![Finding::new(Code::D128, Place::file(file, line), message, hint)])
}

/// The error of a table whose header cannot be used.
pub(crate) fn headless(file: &str, line: Option<u64>, message: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Faults(vec![Finding::new(Code::D125, Place::file(file, line), message, hint)])
}

/// `1 row`, `2 rows`.
pub(crate) fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_twenty_are_listed_and_the_rest_counted() {
        let mut report = Report::new("a.csv");
        for line in 0..25 {
            report.add(Code::D105, line, || (Place::default(), "bad".into(), String::new()));
        }
        let findings = report.finish();
        assert_eq!(findings.len(), 21);
        assert_eq!(findings[20].message, "5 more of the same kind");
        assert_eq!(findings[20].place, Place::file("a.csv", None));
    }
}
