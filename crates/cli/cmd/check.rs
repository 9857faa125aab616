//! `check`: every finding about the index and its data.

use std::process::ExitCode;

use opencities_engine::finding::{self, Finding, Severity};
use opencities_io::questionnaire::Questionnaire;
use opencities_io::{Index, parse_assumptions, tables};

use crate::args::Check;
use crate::failure::{Failure, count};
use crate::output::Sink;
use crate::render::wrapped;
use crate::resolve::{self, Run};

pub(crate) fn run(args: &Check) -> Result<ExitCode, Failure> {
    let sink = Sink::open(&args.output)?;
    let index = Index::open(&args.source.index)?;
    let asked = Questionnaire::of(&index)?;
    if let (Some((questionnaire, findings)), true) = (&asked, has_no_figures(args, &index)?) {
        resolve::method(&args.source, &index)?;
        return without_figures(sink, &index, questionnaire, findings);
    }
    let mut run = Run::inspect(&args.source)?;
    if let Some((_, findings)) = asked {
        run.findings.extend(findings);
        finding::sort(&mut run.findings);
    }
    let info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    let export = [tables::findings(&run.findings)];
    sink.write(&export, &info, || draw(&run))?;
    let stops = run.findings.iter().any(|finding| run.composite.method.stops_at(finding));
    Ok(if stops { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn has_no_figures(args: &Check, index: &Index) -> Result<bool, Failure> {
    Ok(args.source.data.is_empty() && index.folder.table("observations")?.is_none())
}

/// An index that is answered by others has no figures of its own: framework and questionnaire are what there is to check.
fn without_figures(
    sink: Sink,
    index: &Index,
    questionnaire: &Questionnaire,
    findings: &[Finding],
) -> Result<ExitCode, Failure> {
    // Weights and assumptions that cannot be read would be found with figures.
    index.weights()?;
    index.assumptions(None)?.as_ref().map(parse_assumptions).transpose()?;
    sink.write(&[tables::findings(findings)], &tables::assessment::info(questionnaire), || {
        let framework = &index.framework;
        let all: String = findings.iter().map(|finding| format!("{finding}\n\n")).collect();
        format!(
            "{all}{}: {}, {}\n{}{}",
            framework.about().name,
            count(questionnaire.questions.len(), "question"),
            count(framework.group_positions().len(), "group"),
            wrapped(
                &format!(
                    "no figures: framework, weights, assumptions and questionnaire (version {}) were checked",
                    questionnaire.version
                ),
                ""
            ),
            counts(findings),
        )
    })?;
    let stops = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if stops { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// `2 errors, 1 warning, 0 notes`.
pub(super) fn counts(findings: &[Finding]) -> String {
    let number = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    format!(
        "{}, {}, {}\n",
        count(number(Severity::Error), "error"),
        count(number(Severity::Warning), "warning"),
        count(number(Severity::Note), "note"),
    )
}

fn draw(run: &Run) -> String {
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
    text + &counts(&run.findings)
}
