//! Findings: facts about an index and its data that the reader must see (Handbook steps 2, 3 and 5).
//!
//! A finding has a stable [`Code`], a [`Severity`], a [`Place`], what was found and how to mend it. Data problems are
//! findings, all of them at once; an [`Error`](crate::Error) is for what cannot go on. This file holds no rule: the
//! rules stand in `check.rs` and in the stages.

mod codes;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::codes::{Code, CodeInfo};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Stops the ranking unless its code is allowed by name.
    Error,
    /// The ranking stands, and its reader should know.
    Warning,
    /// Said once, for the record.
    Note,
}

impl Severity {
    /// The word that is printed: `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Where a finding was made: as much of it as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file that holds the figure or the definition.
    pub file: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<u64>,
    /// The indicator, denominator or group, by code.
    pub node: Option<String>,
    /// The unit, by code.
    pub unit: Option<String>,
    /// The period, as written.
    pub period: Option<String>,
    /// The key of the method that is at fault, dotted: `normalise.min-max.upper`.
    pub key: Option<String>,
}

impl Place {
    /// A place in a file.
    pub fn file(file: impl Into<String>, line: Option<u64>) -> Self {
        Place { file: Some(file.into()), line, ..Place::default() }
    }

    /// An indicator, denominator or group.
    pub fn node(code: impl Into<String>) -> Self {
        Place { node: Some(code.into()), ..Place::default() }
    }

    /// A key of the method, dotted.
    pub fn key(key: impl Into<String>) -> Self {
        Place { key: Some(key.into()), ..Place::default() }
    }

    /// A unit.
    pub fn unit(code: impl Into<String>) -> Self {
        Place { unit: Some(code.into()), ..Place::default() }
    }

    /// The same place, of this unit.
    #[must_use]
    pub fn of_unit(mut self, code: impl Into<String>) -> Self {
        self.unit = Some(code.into());
        self
    }

    /// The same place, in this period.
    #[must_use]
    pub fn in_period(mut self, period: impl fmt::Display) -> Self {
        self.period = Some(period.to_string());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match (&self.file, self.line) {
            (Some(file), Some(line)) => parts.push(format!("{file}:{line}")),
            (Some(file), None) => parts.push(file.clone()),
            _ => {}
        }
        let names = [&self.key, &self.node, &self.unit, &self.period];
        let named: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        if !named.is_empty() {
            parts.push(named.join(", "));
        }
        out.write_str(&parts.join(" · "))
    }
}

/// One fact about the index or its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable code; [`Code::info`] explains it.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where it was made.
    pub place: Place,
    /// What was found.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Finding {
    /// A finding of its code's usual severity.
    pub fn new(code: Code, place: Place, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Finding { code, severity: code.info().severity, place, message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}[{}]: {}", self.severity.name(), self.code, self.message)?;
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(out, "\n  --> {place}")?;
        }
        if !self.hint.is_empty() {
            write!(out, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}

/// The start of a message on values of a series: `1 value of ... was`, `2 values of ... were`.
pub(crate) fn values_of(count: usize, code: &str, [one, several]: [&str; 2]) -> String {
    if count == 1 { format!("1 value of `{code}` {one}") } else { format!("{count} values of `{code}` {several}") }
}

/// Puts findings in the order in which they are reported: gravest first, then by code and place.
pub fn sort(findings: &mut [Finding]) {
    findings
        .sort_by(|a, b| (a.severity, a.code).cmp(&(b.severity, b.code)).then_with(|| in_places(&a.place, &b.place)));
}

/// The order of places: that of their fields, where the numbers in a key count as numbers, so that cell F3 comes before F10.
fn in_places(a: &Place, b: &Place) -> Ordering {
    let [one, two] = [a, b].map(|place| (&place.file, place.line, &place.node, &place.unit, &place.period));
    let [left, right] = [a, b].map(|place| place.key.as_deref().unwrap_or_default());
    one.cmp(&two).then_with(|| natural(left, right)).then_with(|| a.cmp(b))
}

/// Two texts in order, where a run of digits is a number.
fn natural(mut a: &str, mut b: &str) -> Ordering {
    let part = |text: &str| {
        let is_digit = text.starts_with(|letter: char| letter.is_ascii_digit());
        text.find(|letter: char| letter.is_ascii_digit() != is_digit).unwrap_or(text.len())
    };
    loop {
        let ((left, rest_a), (right, rest_b)) = (a.split_at(part(a)), b.split_at(part(b)));
        let order = match (left.parse::<u64>(), right.parse::<u64>()) {
            (Ok(left), Ok(right)) => left.cmp(&right),
            _ => left.cmp(right),
        };
        if order.is_ne() || left.is_empty() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_its_name_in_any_case() {
        assert_eq!("d104".parse::<Code>().unwrap(), Code::D104);
        assert!("D999".parse::<Code>().is_err());
    }

    #[test]
    fn a_finding_reads_like_a_compiler_message() {
        let place = Place { line: Some(214), ..Place::file("observations.csv", None) };
        let finding = Finding::new(Code::D104, place, "indicator `x` has no spread", "drop it");
        assert_eq!(
            finding.to_string(),
            "error[D104]: indicator `x` has no spread\n  --> observations.csv:214\n  hint: drop it"
        );
    }

    #[test]
    fn cells_come_in_the_order_of_their_rows() {
        let at = |key: &str| {
            let place = Place { key: Some(key.to_owned()), ..Place::file("graz.xlsx", None) };
            Finding::new(Code::Q625, place, "", "")
        };
        let mut findings = ["Questions!F10", "Questions!F3", "About!B6", "Questions!F3", "Questions!F"].map(at);
        sort(&mut findings);
        let keys = findings.each_ref().map(|finding| finding.place.key.as_deref().unwrap_or_default());
        assert_eq!(keys, ["About!B6", "Questions!F", "Questions!F3", "Questions!F3", "Questions!F10"]);
    }

    #[test]
    fn every_code_is_explained_in_a_sentence() {
        for code in Code::ALL {
            assert!(code.info().explanation.ends_with('.'), "{code}");
        }
    }
}
