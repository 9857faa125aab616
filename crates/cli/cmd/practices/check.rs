//! `practices check`: every finding about records, networks and lists.

use std::path::Path;
use std::process::ExitCode;

use opencities_engine::finding::{Finding, Severity};
use opencities_io::practices::Catalogue;
use opencities_io::tables;

use crate::args::Output;
use crate::failure::{Failure, count};
use crate::output::Sink;

pub(crate) fn run(path: Option<&Path>, output: &Output) -> Result<ExitCode, Failure> {
    let sink = Sink::open(output)?;
    let (catalogue, findings) = Catalogue::open(path)?;
    let info = tables::practices_info(&catalogue);
    sink.write(&[tables::findings(&findings)], &info, || draw(&catalogue, &findings))?;
    let stops = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if stops { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn draw(catalogue: &Catalogue, findings: &[Finding]) -> String {
    let number = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let mut text: String = findings.iter().map(|finding| format!("{finding}\n\n")).collect();
    text.push_str(&format!(
        "{}, {}, {}\n",
        count(catalogue.records.len(), "practice"),
        count(catalogue.networks.len(), "network"),
        count(catalogue.sources.len(), "document"),
    ));
    text.push_str(&format!(
        "{}, {}, {}\n",
        count(number(Severity::Error), "error"),
        count(number(Severity::Warning), "warning"),
        count(number(Severity::Note), "note"),
    ));
    text
}
