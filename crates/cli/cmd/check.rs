//! `check`: every finding about the index and its data.

use std::process::ExitCode;

use opencities_engine::finding::Severity;
use opencities_io::tables;

use crate::args::Check;
use crate::failure::{Failure, count};
use crate::output::Sink;
use crate::resolve::Run;

pub(crate) fn run(args: &Check) -> Result<ExitCode, Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::inspect(&args.source)?;
    let info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    let export = [tables::findings(&run.findings)];
    sink.write(&export, &info, || draw(&run))?;
    let stops = run.findings.iter().any(|finding| run.composite.method.stops_at(finding));
    Ok(if stops { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn draw(run: &Run) -> String {
    let number = |severity: Severity| run.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut text: String = run.findings.iter().map(|finding| format!("{finding}\n\n")).collect();
    let composite = &run.composite;
    text.push_str(&format!(
        "{}: {}, {}, {}, {}\n",
        composite.framework.about().name,
        count(composite.data.units.len(), "unit"),
        count(composite.framework.indicators().len(), "indicator"),
        count(composite.framework.group_positions().len(), "group"),
        count(composite.data.periods.len(), "period"),
    ));
    text.push_str(&format!(
        "{}, {}, {}\n",
        count(number(Severity::Error), "error"),
        count(number(Severity::Warning), "warning"),
        count(number(Severity::Note), "note"),
    ));
    text
}
