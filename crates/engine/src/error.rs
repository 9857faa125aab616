//! The engine's errors: what cannot go on.
//!
//! Problems of definitions and data arrive as lists of [`Finding`], all at once; the other variants are names that the
//! caller gave and that do not exist.

use crate::finding::Finding;
use crate::registry::BadParameter;

/// What stops the engine.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The framework has faults; every one is listed.
    #[error("the framework cannot be used: {}", list(.0))]
    Framework(Vec<Finding>),
    /// The method does not fit the framework and the data; every fault is listed.
    #[error("the method cannot be used: {}", list(.0))]
    Method(Vec<Finding>),
    /// The assumptions of an uncertainty analysis do not fit the index; every fault is listed.
    #[error("the assumptions cannot be used: {}", list(.0))]
    Assumptions(Vec<Finding>),
    /// What is to make units alike does not fit the index; every fault is listed.
    #[error("peers cannot be found: {}", list(.0))]
    Likeness(Vec<Finding>),
    /// Findings of error grade whose codes the method does not allow; all findings are listed.
    #[error("the data stop the ranking: {}", list(.0))]
    Data(Vec<Finding>),
    /// The parts of a data set do not fit together.
    #[error("{part} has {found} rows where units x periods make {expected}")]
    Shape {
        /// The part that does not fit.
        part: String,
        /// The rows that it has.
        found: usize,
        /// The rows that it should have.
        expected: usize,
    },
    /// A table whose columns are not the series of the framework.
    #[error("{part} has the series {found} where the framework has {expected}")]
    Series {
        /// The part that does not fit.
        part: String,
        /// The codes of its columns.
        found: String,
        /// The codes of the framework's series.
        expected: String,
    },
    /// Periods of the data that are not in time order, each once.
    #[error("the periods of the data are not in time order: {later} stands before {earlier}")]
    PeriodOrder {
        /// The one that stands first.
        later: String,
        /// The one that follows it.
        earlier: String,
    },
    /// A unit that the data set does not have.
    #[error("no unit is called `{unit}`")]
    UnknownUnit {
        /// The name that was asked for.
        unit: String,
    },
    /// A node that the framework does not have.
    #[error("no indicator or group is called `{node}`")]
    UnknownNode {
        /// The code that was asked for.
        node: String,
    },
    /// A level that the framework does not have, or that the analysis does not look at.
    #[error("there is no level `{level}` here")]
    UnknownLevel {
        /// The level that was asked for.
        level: String,
        /// The levels that there are.
        known: String,
    },
    /// Thresholds of an analysis that are out of their bounds; every one is listed.
    #[error("{}", bad(.0))]
    Thresholds(Vec<BadParameter>),
    /// A period that the composite does not have.
    #[error("there is no period `{period}`; there are: {known}")]
    UnknownPeriod {
        /// The period that was asked for.
        period: String,
        /// The periods that there are.
        known: String,
    },
    /// Two editions that are to be compared and share no unit.
    #[error("the two editions have no unit in common")]
    NothingInCommon,
    /// A text that is not a period.
    #[error("`{text}` is not a period: write 2024, 2024-H1, 2024-Q3 or 2024-07")]
    BadPeriod {
        /// The text.
        text: String,
    },
    /// More units than an analysis of all pairs has memory for.
    #[error("{units} units are too many for a matrix of all pairs; it is made for up to {most}")]
    TooManyUnits {
        /// The units that were given.
        units: usize,
        /// The most that there may be.
        most: usize,
    },
    /// A node whose figures have no standard errors, where sampling error is asked about.
    #[error("no figure of `{node}` has a standard error")]
    NoStandardErrors {
        /// The code of the node.
        node: String,
    },
    /// A code of a finding that does not exist.
    #[error("there is no finding with the code `{code}`")]
    UnknownCode {
        /// The code that was asked for.
        code: String,
    },
}

impl Error {
    /// The findings that the error carries; empty for the other variants.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Error::Framework(findings)
            | Error::Method(findings)
            | Error::Assumptions(findings)
            | Error::Likeness(findings)
            | Error::Data(findings) => findings,
            _ => &[],
        }
    }
}

fn bad(thresholds: &[BadParameter]) -> String {
    let one = |bad: &BadParameter| format!("the threshold `{}` must be {}", bad.name, bad.expected);
    thresholds.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn list(findings: &[Finding]) -> String {
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity == crate::finding::Severity::Error)
        .map(|finding| format!("{} ({})", finding.message, finding.code))
        .collect();
    errors.join("; ")
}
