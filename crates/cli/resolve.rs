//! From what was typed to values: the index, its figures, the method, the composite.

use opencities_engine::composite::Composite;
use opencities_engine::dataset::Dataset;
use opencities_engine::finding::{self, Finding, Severity};
use opencities_engine::inspect;
use opencities_engine::method::{Method, Report};
use opencities_io::read::{self, Input};
use opencities_io::{Error, Index, NamedWeights, parse_method};

use crate::args::{PeriodChoice, Source};
use crate::failure::{Failure, count};
use crate::progress::Progress;

/// An index, computed.
pub(crate) struct Run {
    pub(crate) index: Index,
    /// The name of the weights.
    pub(crate) weights: String,
    pub(crate) composite: Composite,
    /// Everything found while reading and computing, in order.
    pub(crate) findings: Vec<Finding>,
}

impl Run {
    /// Reads and computes what was typed; findings of error grade that are not allowed stop it.
    pub(crate) fn new(source: &Source) -> Result<Self, Failure> {
        let run = Run::inspect(source)?;
        if run.findings.iter().any(|finding| run.composite.method.stops_at(finding)) {
            return Err(Failure::Findings(run.findings));
        }
        run.summarise();
        Ok(run)
    }

    /// Reads and computes what was typed, whatever its findings.
    pub(crate) fn inspect(source: &Source) -> Result<Self, Failure> {
        let index = Index::open(&source.index)?;
        let (method, weights) = method(source, &index)?;
        let inputs = inputs(source, &index)?;
        let units = source.units.clone().map(Input::File);
        let (data, mut findings) = {
            let progress = Progress::of_files(&inputs);
            index.data_of(&inputs, units.as_ref(), &|rows| progress.at(rows))?
        };
        refuse_empty(&data, &findings)?;
        let composite = inspect(&index.framework, &data, &method)?;
        findings.extend(composite.findings.iter().cloned());
        read::locate(&mut findings, &inputs);
        finding::sort(&mut findings);
        Ok(Run { index, weights, composite, findings })
    }

    /// Says in one line what else there is to know.
    fn summarise(&self) {
        let number = |severity: Severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
        if errors + warnings > 0 {
            let allowed = if errors > 0 { format!("{} allowed, ", count(errors, "error")) } else { String::new() };
            crate::output::say(&format!("{allowed}{}: `opencities check` lists them", count(warnings, "warning")));
        }
    }
}

/// Where no unit could be read at all there is nothing to compute; the faults say why.
fn refuse_empty(data: &Dataset, findings: &[Finding]) -> Result<(), Failure> {
    if !data.units.is_empty() && !data.periods.is_empty() {
        return Ok(());
    }
    if findings.is_empty() {
        let message = "the figures name no unit".to_owned();
        return Err(Failure::Wrong(message, "a table has one row for each unit, or for each figure".to_owned()));
    }
    Err(Failure::Findings(findings.to_vec()))
}

fn method(source: &Source, index: &Index) -> Result<(Method, String), Failure> {
    let read = |path: &std::path::Path| {
        std::fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })
    };
    let mut method = match &source.method {
        Some(path) => parse_method(&read(path)?, &path.display().to_string())?,
        None => index.method.clone(),
    };
    let mut name = format!("{} (method)", method.weigh.default.name());
    if let Some(wanted) = &source.weights {
        let path = std::path::Path::new(wanted);
        let weights =
            if path.is_file() { NamedWeights::parse(&read(path)?, wanted)? } else { index.weights_named(wanted)? };
        name.clone_from(wanted);
        method.weigh = weights.choice();
    }
    match source.period {
        Some(PeriodChoice::Each) => method.periods.report = Report::Each,
        Some(PeriodChoice::Only(period)) => method.periods.report = Report::Only(period),
        None => {}
    }
    method.allow.extend(&source.allow);
    Ok((method, name))
}

fn inputs(source: &Source, index: &Index) -> Result<Vec<Input>, Failure> {
    if source.data.is_empty() {
        return Ok(index.observations()?);
    }
    Ok(source.data.iter().cloned().map(Input::File).collect())
}
