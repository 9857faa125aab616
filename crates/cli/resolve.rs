//! From what was typed to values: the index, its figures, the method, the composite.

use opencities_engine::composite::Composite;
use opencities_engine::dataset::Dataset;
use opencities_engine::finding::{self, Code, Finding, Place, Severity};
use opencities_engine::framework::Framework;
use opencities_engine::inspect;
use opencities_engine::method::{Carry, Method, Reference, Report};
use opencities_io::read::{self, Input};
use opencities_io::{Definition, Error, Index, NamedWeights, Origins, find_node, parse_method};

use crate::args::{PeriodChoice, Source};
use crate::failure::{Failure, count};
use crate::progress::{Progress, while_computing};

/// An index, computed.
pub(crate) struct Run {
    pub(crate) index: Index,
    /// The name of the weights.
    pub(crate) weights: String,
    pub(crate) composite: Composite,
    /// The figures of all periods that it was computed from.
    pub(crate) data: Dataset,
    /// Everything found while reading and computing, in order.
    pub(crate) findings: Vec<Finding>,
}

impl Run {
    /// Reads and computes what was typed; findings of error grade that are not allowed stop it.
    pub(crate) fn new(source: &Source) -> Result<Self, Failure> {
        let run = Run::edition(source)?;
        run.summarise(LISTED);
        Ok(run)
    }

    /// The same, without a word on what else there is to know: one of several editions.
    pub(crate) fn edition(source: &Source) -> Result<Self, Failure> {
        let run = Run::inspect(source)?;
        if run.findings.iter().any(|finding| run.composite.method.stops_at(finding)) {
            return Err(Failure::Findings(run.findings));
        }
        Ok(run)
    }

    /// Reads and computes what was typed, whatever its findings.
    pub(crate) fn inspect(source: &Source) -> Result<Self, Failure> {
        let index = Index::open(&source.index)?;
        let (method, weights, origins) = method(source, &index)?;
        let inputs = inputs(source, &index)?;
        let units = source.units.clone().map(Input::File);
        let (data, mut findings) = {
            let progress = Progress::of_files(&inputs);
            index.data_of(&inputs, units.as_ref(), &|rows| progress.at(rows))?
        };
        refuse_empty(&data, &findings)?;
        let composite = while_computing(|| inspect(&index.framework, &data, &method))
            .map_err(|error| refused(error, &method, source, |faults| index.locate(faults, &origins)))?;
        findings.extend(composite.findings.iter().cloned());
        read::locate(&mut findings, &inputs);
        index.locate(&mut findings, &origins);
        finding::sort(&mut findings);
        Ok(Run { index, weights, composite, data, findings })
    }

    /// The row of a unit in the one period that a command shows.
    ///
    /// # Errors
    /// [`Failure::Wrong`] when all periods were asked for.
    pub(crate) fn row(&self, source: &Source, unit: usize) -> Result<usize, Failure> {
        Ok(self.composite.data.row(self.one_period(source)?, unit))
    }

    /// The one period that a command shows, by position: the newest of those reported.
    ///
    /// # Errors
    /// [`Failure::Wrong`] when all periods were asked for.
    pub(crate) fn one_period(&self, source: &Source) -> Result<usize, Failure> {
        let data = &self.composite.data;
        if source.period == Some(PeriodChoice::Each) && data.periods.len() > 1 {
            let message = "this command shows one period".to_owned();
            let known: Vec<String> = data.periods.iter().map(ToString::to_string).collect();
            return Err(Failure::Wrong(message, format!("name one with --period: {}", known.join(", "))));
        }
        Ok(data.periods.len() - 1)
    }

    /// Says in one line what else there is to know, and where it is listed.
    pub(crate) fn summarise(&self, listed: &str) {
        let number = |severity: Severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
        if errors + warnings > 0 {
            let allowed = if errors > 0 { format!("{} allowed, ", count(errors, "error")) } else { String::new() };
            crate::output::say(&format!("{allowed}{}: {listed}", count(warnings, "warning")));
        }
        for finding in self.findings.iter().filter(|finding| finding.code == Code::S512) {
            crate::output::say(&finding.to_string());
        }
    }
}

/// The group that a text names, by code or name; the index where none is named.
///
/// # Errors
/// [`Failure::Wrong`] when it is an indicator.
pub(crate) fn group_named(framework: &Framework, name: Option<&str>) -> Result<usize, Failure> {
    let node = name.map_or(Ok(framework.root()), |name| find_node(framework, name))?;
    if !framework.is_indicator(node) {
        return Ok(node);
    }
    let message = format!("`{}` is an indicator, and units are ranked by groups", framework.nodes()[node].code);
    let groups: Vec<&str> = framework.groups().iter().map(|group| group.code.as_str()).collect();
    Err(Failure::Wrong(message, format!("the groups are: {}", groups.join(", "))))
}

/// Where all findings can be read.
pub(crate) const LISTED: &str = "`opencities check` with the same options lists them";

/// Says where a method does not fit: the file and line, or the option that named a period.
fn refused(
    error: opencities_engine::Error,
    method: &Method,
    source: &Source,
    locate: impl Fn(&mut [Finding]),
) -> Failure {
    use opencities_engine::Error as Refusal;
    let mut faults = match error {
        Refusal::Method(faults) => faults,
        Refusal::UnknownPeriod { period, known } => {
            let is_reference = matches!(method.periods.reference, Reference::Base(base) if base.to_string() == period);
            if source.period.is_some() && !is_reference {
                return Failure::Wrong(format!("there is no figure of the period {period}"), listed(&known, method));
            }
            let (key, what) = match is_reference {
                true => ("periods.reference", format!("the scales are fitted on {period}, which is not reported")),
                false => ("periods.report", format!("there is no figure of the period {period}")),
            };
            let hint = if is_reference { format!("reported is: {known}") } else { listed(&known, method) };
            vec![Finding::new(Code::M305, Place::key(key), what, hint)]
        }
        other => return other.into(),
    };
    locate(&mut faults);
    Failure::Input(Error::Faults(faults))
}

fn listed(known: &str, method: &Method) -> String {
    match method.periods.carry {
        Carry::None => format!("there are: {known}; with [periods] carry = \"latest\" earlier figures stand in"),
        Carry::Latest => format!("there are: {known}"),
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

/// The method of a run, the name of its weights, and where both come from.
pub(crate) fn method(source: &Source, index: &Index) -> Result<(Method, String, Origins), Failure> {
    let mut origins = Origins { units: source.units.clone().map(Input::File), ..Origins::default() };
    let mut method = match &source.method {
        Some(path) => parse_method(origins.method.insert(Definition::read(path)?))?,
        None => index.method.clone(),
    };
    let mut name = format!("{} (method)", method.weigh.default.name());
    if let Some(wanted) = &source.weights {
        let path = std::path::Path::new(wanted);
        let definition = if path.is_file() { Definition::read(path)? } else { index.weights_definition(wanted)? };
        method.weigh = NamedWeights::parse(origins.weights.insert(definition))?.choice();
        name.clone_from(wanted);
    }
    match source.period {
        Some(PeriodChoice::Each) => method.periods.report = Report::Each,
        Some(PeriodChoice::Only(period)) => method.periods.report = Report::Only(period),
        None => {}
    }
    method.allow.extend(&source.allow);
    Ok((method, name, origins))
}

fn inputs(source: &Source, index: &Index) -> Result<Vec<Input>, Failure> {
    if source.data.is_empty() {
        return Ok(index.observations()?);
    }
    let mut seen = Vec::new();
    for path in &source.data {
        // A path that leads nowhere is told when it is read.
        let Ok(real) = path.canonicalize() else { continue };
        if seen.contains(&real) {
            let message = format!("{} is given twice as --data", path.display());
            return Err(Failure::Wrong(message, "name each file once".to_owned()));
        }
        seen.push(real);
    }
    Ok(source.data.iter().cloned().map(Input::File).collect())
}
