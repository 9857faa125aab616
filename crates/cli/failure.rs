//! What makes the program end early, and how it says so.

use std::io::Write;
use std::process::ExitCode;

use opencities_engine::finding::{Finding, Severity};
use opencities_io::export::ExportError;

use crate::resolve::LISTED;

/// What makes the program end early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments do not parse, or help was asked for.
    Usage(clap::Error),
    /// Files cannot be read, or something named does not exist.
    Input(opencities_io::Error),
    /// A result cannot be written.
    Output(ExportError),
    /// Findings of error grade; all findings are listed.
    Findings(Vec<Finding>),
    /// Wrong use that the parser cannot see: what is wrong, and what to do.
    Wrong(String, String),
}

impl From<opencities_io::Error> for Failure {
    fn from(error: opencities_io::Error) -> Self {
        Failure::Input(error)
    }
}

impl From<opencities_engine::Error> for Failure {
    fn from(error: opencities_engine::Error) -> Self {
        Failure::Input(error.into())
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        Failure::Output(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(source: std::io::Error) -> Self {
        Failure::Output(ExportError::Write { path: None, source })
    }
}

impl Failure {
    /// Says what happened, and what of it could not be done, and gives the exit code.
    pub(crate) fn report(self, work: Work) -> ExitCode {
        let mut words = std::io::stderr().lock();
        // Nothing is left to do where the words themselves cannot be written.
        let _ = match &self {
            Failure::Usage(error) => {
                let _ = error.print();
                return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
            }
            // The reader of the pipe has gone: it has what it wanted.
            Failure::Output(error) if error.is_broken_pipe() => return ExitCode::SUCCESS,
            Failure::Output(error) => writeln!(words, "error: {error}").and_then(|()| match error.hint() {
                Some(hint) => writeln!(words, "  hint: {hint}"),
                None => Ok(()),
            }),
            Failure::Input(error) if error.findings().is_empty() => {
                writeln!(words, "error: {error}").and_then(|()| match error.hint() {
                    Some(hint) => writeln!(words, "  hint: {hint}"),
                    None => Ok(()),
                })
            }
            Failure::Input(error) => errors_of(error.findings(), work, &mut words),
            Failure::Findings(findings) => errors_of(findings, work, &mut words),
            Failure::Wrong(message, hint) => writeln!(words, "error: {message}\n  hint: {hint}"),
        };
        match self {
            Failure::Findings(_) => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// What a command was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Ranking,
    Analysis,
    Comparison,
    Import,
    Assessment,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Work::Ranking => "the ranking",
            Work::Analysis => "the analysis",
            Work::Comparison => "the comparison",
            Work::Import => "the import",
            Work::Assessment => "the assessment",
        }
    }
}

/// Writes out the findings that stop, and counts the others. What an import or a sheet
/// of answers holds no other command lists.
fn errors_of(findings: &[Finding], work: Work, words: &mut impl Write) -> std::io::Result<()> {
    let (errors, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.severity == Severity::Error);
    let shown = if matches!(work, Work::Import | Work::Assessment) { others.as_slice() } else { &[] };
    for finding in errors.iter().chain(shown) {
        writeln!(words, "{finding}")?;
    }
    let stop = if errors.len() == 1 { "stops" } else { "stop" };
    let number = count(errors.len(), "error");
    match others.len() - shown.len() {
        0 => writeln!(words, "{number} {stop} {}", work.name()),
        more => writeln!(words, "{number} {stop} {}; {}: {LISTED}", work.name(), count(more, "more finding")),
    }
}

/// A number and its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
