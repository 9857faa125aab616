//! The order of the stages: the one place that knows it.

use crate::combine::{Combined, WeightChange};
use crate::composite::Composite;
use crate::dataset::Dataset;
use crate::finding::{self, Code, Finding, Place};
use crate::framework::Framework;
use crate::impute::History;
use crate::method::{Method, ScreenStage};
use crate::reference::Fitting;
use crate::scale::Scale;
use crate::screen::Screening;
use crate::table::Table;
use crate::treat::Treated;
use crate::{Error, check, combine, denominate, impute, normalise, par, period, rank, screen, treat};

/// Computes the composite of a framework, its data and a method: every stage's table, scores, ranks and findings.
///
/// The series of `data` are those of [`Framework::series`], in that order.
///
/// # Errors
/// [`Error::Method`] when the method does not fit, [`Error::Shape`], [`Error::Series`] and [`Error::PeriodOrder`] when
/// the parts of the data do not fit together or do not fit the framework, [`Error::UnknownPeriod`] for a period that the data do not have, and [`Error::Data`] with every finding when one of
/// error grade is not allowed by the method.
pub fn build(framework: &Framework, data: &Dataset, method: &Method) -> Result<Composite, Error> {
    let composite = inspect(framework, data, method)?;
    let stops = composite.findings.iter().any(|finding| method.stops_at(finding));
    if stops { Err(Error::Data(composite.findings)) } else { Ok(composite) }
}

/// The same, whatever its findings: what `check` looks at.
///
/// # Errors
/// As [`build`], but never [`Error::Data`].
pub fn inspect(framework: &Framework, data: &Dataset, method: &Method) -> Result<Composite, Error> {
    run(framework, data, method, None)
}

/// The same with one draw of the imputations that draw at random, instead of the mean of their draws: number `draw` of
/// [`impute::draws`], from 0. What an uncertainty analysis asks for again and again.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_draw(framework: &Framework, data: &Dataset, method: &Method, draw: u32) -> Result<Composite, Error> {
    run(framework, data, method, Some(draw))
}

fn run(framework: &Framework, data: &Dataset, method: &Method, draw: Option<u32>) -> Result<Composite, Error> {
    let Prepared { data, denominated, imputed, screening, treated, treatments, normalised, scales, mut findings } =
        prepare(framework, data, method, draw)?;
    let fitting = Fitting::new(&data, method.periods.reference, &screening.ranked)?;
    let Combined { weights, unit_weights, adjustments, scores } =
        combine::stage(framework, method, &fitting, &normalised, &scales, &WeightChange::default(), &mut findings);
    let ranks = rank::stage(&data, &scores, &screening.ranked, method.rank.ties);
    finding::sort(&mut findings);
    Ok(Composite {
        framework: framework.clone(),
        method: method.clone(),
        data,
        denominated,
        imputed,
        screening,
        treated,
        treatments,
        normalised,
        scales,
        weights,
        unit_weights,
        adjustments,
        scores,
        ranks,
        findings,
    })
}

/// The tables of every stage before weights: what an analysis that changes only weights or aggregation makes once.
pub(crate) struct Prepared {
    /// The figures of the periods reported, with the marks that the stages set.
    pub(crate) data: Dataset,
    pub(crate) denominated: Table,
    pub(crate) imputed: Table,
    pub(crate) screening: Screening,
    pub(crate) treated: Table,
    pub(crate) treatments: Vec<Vec<Treated>>,
    pub(crate) normalised: Table,
    pub(crate) scales: Vec<Vec<Scale>>,
    pub(crate) findings: Vec<Finding>,
}

/// The stages before weights.
pub(crate) fn prepare(
    framework: &Framework,
    data: &Dataset,
    method: &Method,
    draw: Option<u32>,
) -> Result<Prepared, Error> {
    data.validate()?;
    check_series(framework, data)?;
    method.validate(framework, &data.units)?;
    let mut findings = Vec::new();
    let mut selected = period::select(data, &method.periods)?;
    check::stage(framework, data, &selected, &mut findings);
    report_age(framework, &selected, &mut findings);
    let denominated = denominate::stage(framework, &selected);
    let everyone = vec![true; selected.values.rows()];
    let history = history(framework, data, &selected, &denominated);
    let supply = |donors| impute::Supply { donors, history: &history, draw };
    let (imputed, screening) = match method.screen.stage {
        ScreenStage::BeforeImputation => {
            let screening = screen::stage(framework, &method.screen, &selected, &denominated, &mut findings);
            let supply = supply(&screening.ranked);
            (impute::stage(framework, method, supply, &denominated, &mut selected, &mut findings), screening)
        }
        ScreenStage::AfterImputation => {
            let supply = supply(&everyone);
            let imputed = impute::stage(framework, method, supply, &denominated, &mut selected, &mut findings);
            let screening = screen::stage(framework, &method.screen, &selected, &imputed, &mut findings);
            (imputed, screening)
        }
    };
    let kept = screen::without_dropped(&imputed, &screening);
    let fitting = Fitting::new(&selected, method.periods.reference, &screening.ranked)?;
    let (treated, treatments) = treat::stage(framework, method, &fitting, &kept, &mut selected, &mut findings);
    let (normalised, scales) =
        normalise::stage(framework, method, &selected.units, &fitting, &treated, &treatments, &mut findings);
    Ok(Prepared { data: selected, denominated, imputed, screening, treated, treatments, normalised, scales, findings })
}

/// The scores and ranks of every group under changed weights; the findings of these last stages are added.
pub(crate) fn conclude(
    framework: &Framework,
    method: &Method,
    prepared: &Prepared,
    change: &WeightChange,
    findings: &mut Vec<Finding>,
) -> Result<(Table, Table), Error> {
    let Prepared { data, screening, normalised, scales, .. } = prepared;
    let fitting = Fitting::new(data, method.periods.reference, &screening.ranked)?;
    let Combined { scores, .. } = combine::stage(framework, method, &fitting, normalised, scales, change, findings);
    let ranks = rank::stage(data, &scores, &screening.ranked, method.rank.ties);
    Ok((scores, ranks))
}

/// Every period of the data for the imputations that look at other periods than those reported.
fn history(framework: &Framework, data: &Dataset, selected: &Dataset, denominated: &Table) -> History {
    let untouched = selected.observed_period.is_none() && selected.periods == data.periods;
    let table = if untouched { denominated.clone() } else { denominate::stage(framework, data) };
    History { periods: data.periods.clone(), table }
}

/// Columns are found by their position from here on, so the series must be those of the framework.
fn check_series(framework: &Framework, data: &Dataset) -> Result<(), Error> {
    let expected = framework.series();
    let errors = data.standard_error.as_ref().map(|table| ("the table of standard errors", table.codes()));
    let tables = [("the table of values", data.values.codes()), ("the table of statuses", data.status.codes())];
    match tables.into_iter().chain(errors).find(|(_, found)| *found != expected) {
        Some((part, found)) => {
            Err(Error::Series { part: part.to_owned(), found: found.join(", "), expected: expected.join(", ") })
        }
        None => Ok(()),
    }
}

/// Says how old the oldest figure is that stands in for the period reported.
fn report_age(framework: &Framework, data: &Dataset, findings: &mut Vec<Finding>) {
    let mut carried = 0_usize;
    let mut oldest: Option<(crate::period::Period, usize, usize)> = None;
    // One quick pass says which columns are worth a slow one.
    let has_carried = par::map(framework.indicators().len(), data.status.rows(), |column| {
        data.status.slice(column).iter().fold(false, |found, status| found | status.is_carried())
    });
    for column in (0..has_carried.len()).filter(|&column| has_carried[column]) {
        for (row, status) in data.status.slice(column).iter().enumerate().filter(|(_, status)| status.is_carried()) {
            debug_assert!(!status.is_missing());
            carried += 1;
            let observed = data.observed_in(row, column);
            if oldest.is_none_or(|(known, ..)| observed < known) {
                oldest = Some((observed, row, column));
            }
        }
    }
    let Some((observed, row, column)) = oldest else { return };
    let unit = data.units.get(data.unit_of(row));
    let indicator = &framework.indicators()[column];
    let message = format!("{carried} figures are older than the period reported; the oldest is of {observed}");
    let place = Place::node(&indicator.code).of_unit(&unit.code).in_period(observed);
    findings.push(Finding::new(Code::S506, place, message, "`explain UNIT` shows each figure's own period"));
}
