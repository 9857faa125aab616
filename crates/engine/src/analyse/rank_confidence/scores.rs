//! Confidence sets for the ranks of an index: what the sampling errors of its figures leave of them (Handbook step 7).
//!
//! An indicator's own standard errors serve as they are. The errors of a group's scores are drawn: every figure that has a
//! standard error is drawn anew, and the whole index is computed from it (a parametric bootstrap), so that scores keep
//! what binds them to each other: a common scale, weights found from the data, imputed figures. Scores are compared by what
//! they differ from their own mean over the draws, which is sound as far as scores are smooth functions of the figures. A
//! figure without a standard error counts as exact.

use std::collections::BTreeMap;

use super::{Confidence, DRAWS_MIN, RankSets, of_draws, rank_confidence};
use crate::Error;
use crate::analyse::uncertainty::{Assumption, Assumptions, Flow, PAIRS_MAX, Plan, Redraw};
use crate::composite::Composite;
use crate::dataset::Dataset;
use crate::finding::{Code, Finding, Place};
use crate::framework::Direction;
use crate::stats::{Ties, mean, ranks_descending, standard_deviation};

/// What sampling errors leave of the ranks on one node, in the newest period reported.
#[derive(Debug, Clone)]
pub struct ConfidenceOfRanks {
    /// The node, by position.
    pub node: usize,
    /// For each unit the figure of an indicator, or the score of a group; `NaN` where it is not ranked.
    pub estimates: Vec<f64>,
    /// Their standard errors; `NaN` where there is none.
    pub standard_errors: Vec<f64>,
    /// The rank of each estimate, equal ones sharing the better one; `NaN` where it is not ranked.
    pub ranks: Vec<f64>,
    /// The confidence sets.
    pub sets: RankSets,
    /// Known figures of the ranked units, below the node or of its denominators.
    pub figures: usize,
    /// Those that have a standard error.
    pub with_error: usize,
    /// The draws that the sets rest on.
    pub draws: usize,
    /// Why other draws gave no scores, and how many.
    pub failures: BTreeMap<String, u64>,
}

/// Confidence sets for the ranks of the units of `composite`, computed from `data`, on a node. `observe` is told how many
/// draws are done.
///
/// # Errors
/// [`Error::Thresholds`] when the level or the number of draws is out of bounds, [`Error::NoStandardErrors`] where no figure
/// of the node has one, [`Error::TooManyUnits`] beyond 2000 units, [`Error::Assumptions`] when fewer than 100 draws
/// gave scores.
pub fn confidence_of_ranks(
    composite: &Composite,
    data: &Dataset,
    node: usize,
    options: &Confidence,
    observe: &dyn Fn(u64) -> Flow,
) -> Result<ConfidenceOfRanks, Error> {
    let faults = options.validate();
    if !faults.is_empty() {
        return Err(Error::Thresholds(faults));
    }
    let (framework, units) = (&composite.framework, composite.data.units.len());
    if units > PAIRS_MAX {
        return Err(Error::TooManyUnits { units, most: PAIRS_MAX });
    }
    let rows = composite.data.rows_of(composite.data.periods.len().saturating_sub(1));
    let of_node = match framework.indicators().get(node) {
        Some(_) => composite.denominated.slice(node),
        None => composite.scores.slice(node - framework.indicators().len()),
    };
    let ranked = |row: usize| if composite.screening.ranked[row] { of_node[row] } else { f64::NAN };
    let estimates: Vec<f64> = rows.clone().map(ranked).collect();
    let (figures, with_error) = figures_of(composite, node, rows.clone());
    if with_error == 0 {
        return Err(Error::NoStandardErrors { node: framework.nodes()[node].code.clone() });
    }
    let found = |standard_errors, sets, draws, failures| {
        let ranks = ranks_descending(&oriented(composite, node, &estimates), Ties::Min);
        let estimates = estimates.clone();
        ConfidenceOfRanks { node, estimates, standard_errors, ranks, sets, figures, with_error, draws, failures }
    };
    if framework.is_indicator(node) {
        let errors: Vec<f64> =
            rows.zip(&estimates).map(|(row, estimate)| error_of(composite, node, row, *estimate)).collect();
        let sets = rank_confidence(&oriented(composite, node, &estimates), &errors, options)?;
        return Ok(found(errors, sets, options.draws, BTreeMap::new()));
    }
    let known: Vec<usize> = (0..units).filter(|&unit| !estimates[unit].is_nan()).collect();
    let (mut noise, failures) = drawn(composite, data, node, &known, options, observe)?;
    let mut standard_errors = vec![f64::NAN; units];
    for (own, &unit) in known.iter().enumerate() {
        let errors: Vec<f64> = noise.iter().map(|drawn| drawn[own] - estimates[unit]).collect();
        let centre = mean(&errors).unwrap_or(0.0);
        noise.iter_mut().zip(&errors).for_each(|(drawn, error)| drawn[own] = error - centre);
        standard_errors[unit] = standard_deviation(&errors).unwrap_or(f64::NAN);
    }
    let draws = noise.len();
    let of_known = of_draws(known.iter().map(|&unit| estimates[unit]).collect(), noise, options);
    let mut sets = RankSets { marginal: vec![None; units], simultaneous: vec![None; units] };
    for (own, &unit) in known.iter().enumerate() {
        sets.marginal[unit] = of_known.marginal[own];
        sets.simultaneous[unit] = of_known.simultaneous[own];
    }
    Ok(found(standard_errors, sets, draws, failures))
}

/// The scores of the known units in each draw, and why draws gave none.
type Draws = (Vec<Vec<f64>>, BTreeMap<String, u64>);

/// Draws of the scores of a group: every figure that has a standard error drawn anew, all else as published.
fn drawn(
    composite: &Composite,
    data: &Dataset,
    node: usize,
    known: &[usize],
    options: &Confidence,
    observe: &dyn Fn(u64) -> Flow,
) -> Result<Draws, Error> {
    const PART: u64 = 128;
    let redraw = Assumption { name: "redraw".to_owned(), redraw: Some(Redraw::SamplingError), ..Assumption::default() };
    let assumptions = Assumptions { seed: options.seed, list: vec![redraw], ..Assumptions::default() };
    let plan = Plan::new(&composite.framework, data, &composite.method, &assumptions)?;
    let (group, units) = (node - composite.framework.indicators().len(), data.units.len());
    let (mut scores, mut failures) = (Vec::new(), BTreeMap::<String, u64>::new());
    let mut start = 0;
    while start < options.draws as u64 {
        let end = (start + PART).min(options.draws as u64);
        let points: Vec<_> = (start..end).map(|number| plan.specification(&plan.point(number))).collect();
        for replicate in plan.replicates(&points) {
            let of_known = replicate.and_then(|replicate| {
                let column = replicate.scores.slice(group);
                let last = &column[column.len() - units..];
                let of_known: Vec<f64> = known.iter().map(|&unit| last[unit]).collect();
                let lost = of_known.iter().any(|score| score.is_nan());
                if lost { Err("a ranked unit has no score".to_owned()) } else { Ok(of_known) }
            });
            match of_known {
                Ok(of_known) => scores.push(of_known),
                Err(cause) => *failures.entry(cause).or_default() += 1,
            }
        }
        start = end;
        if observe(end) == Flow::Stop {
            break;
        }
    }
    if scores.len() >= DRAWS_MIN {
        return Ok((scores, failures));
    }
    let cause = failures.keys().next().map_or("it was ended early", String::as_str);
    let message = format!("{} draws gave scores, where {DRAWS_MIN} are needed: {cause}", scores.len());
    let hint = "allow the finding in the method, or choose one that bears other figures";
    Err(Error::Assumptions(vec![Finding::new(Code::U806, Place::key("redraw"), message, hint)]))
}

/// The series that a node rests on: its indicators and their denominators.
fn series_of(composite: &Composite, node: usize) -> Vec<usize> {
    let framework = &composite.framework;
    let indicators = framework.nodes()[node].indicators.iter().copied();
    let mut series: Vec<usize> =
        indicators.flat_map(|own| std::iter::once(own).chain(framework.denominator_of(own))).collect();
    series.sort_unstable();
    series.dedup();
    series
}

/// How many figures of the ranked units are known, and how many of these have a standard error.
fn figures_of(composite: &Composite, node: usize, rows: std::ops::Range<usize>) -> (usize, usize) {
    let (mut figures, mut with_error) = (0, 0);
    for series in series_of(composite, node) {
        let values = composite.data.values.slice(series);
        for row in rows.clone().filter(|&row| composite.screening.ranked[row] && !values[row].is_nan()) {
            figures += 1;
            with_error += usize::from(stated(composite, series, row) > 0.0);
        }
    }
    (figures, with_error)
}

/// The standard error of a figure; 0 where none is stated.
fn stated(composite: &Composite, series: usize, row: usize) -> f64 {
    composite.data.standard_error.as_ref().map_or(0.0, |table| table.slice(series)[row].max(0.0))
}

/// The standard error of an indicator's figure: of a quotient, the errors of both its parts to first order.
fn error_of(composite: &Composite, indicator: usize, row: usize, figure: f64) -> f64 {
    let own = stated(composite, indicator, row);
    if figure.is_nan() {
        return f64::NAN;
    }
    let Some(divisor) = composite.framework.denominator_of(indicator) else { return own };
    let by = composite.data.values.slice(divisor)[row];
    let per = composite.framework.indicators()[indicator].per.unwrap_or(1.0);
    (own / (by / per)).hypot(figure * stated(composite, divisor, row) / by)
}

/// The same, so that more is better.
fn oriented(composite: &Composite, node: usize, estimates: &[f64]) -> Vec<f64> {
    let facts = composite.framework.indicators().get(node);
    let falls = facts.is_some_and(|facts| facts.direction == Direction::LowerIsBetter);
    let sign = if falls { -1.0 } else { 1.0 };
    estimates.iter().map(|estimate| sign * estimate).collect()
}
