//! Checks of the figures (Handbook step 2): what a careful analyst would ask before using them. Nothing is changed.
//!
//! Ranges, codes for missing, standard errors, denominators and their jumps, empty columns and units. Faults of single
//! rows, such as double figures and unknown units, are found where files are read.

use crate::dataset::Dataset;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::par;
use crate::period::Period;
use crate::stats::extent;

/// Findings of one kind about one series that are written out one by one; more are counted.
const LISTED: usize = 20;
/// Values that usually stand for `missing`.
const SENTINELS: [f64; 4] = [-999.0, -9999.0, -99_999.0, -999_999.0];
/// A denominator that changes by this factor between neighbouring periods is reported.
const JUMP: f64 = 10.0;

/// Everything to be said about the figures: `data` as supplied, `selected` as the stages see them.
pub(crate) fn stage(framework: &Framework, data: &Dataset, selected: &Dataset, findings: &mut Vec<Finding>) {
    if data.units.len() == 1 {
        let message = "there is only one unit";
        findings.push(Finding::new(Code::D120, Place::default(), message, "a scale needs at least two"));
    }
    check_units(data, findings);
    report_origins(framework, selected, findings);
    let ranges = framework.indicators().iter().map(|indicator| indicator.range);
    let ranges = ranges.chain(framework.denominators().iter().map(|denominator| denominator.range));
    let ranges: Vec<Option<[f64; 2]>> = ranges.collect();
    let doubtful =
        par::map(ranges.len(), data.values.rows(), |series| is_doubtful(data.values.slice(series), ranges[series]));
    for (series, range) in ranges.into_iter().enumerate() {
        if doubtful[series] {
            check_values(data, series, range, findings);
        }
        check_errors(data, series, findings);
    }
    check_empty_series(framework, data, selected, findings);
    for indicator in 0..framework.indicators().len() {
        if let Some(denominator) = framework.denominator_of(indicator) {
            check_division(selected, indicator, denominator, findings);
        }
    }
    for denominator in framework.indicators().len()..data.values.width() {
        check_jumps(data, denominator, findings);
    }
}

/// Series without any figure: one by one, or as one finding where they are many and have one cause.
fn check_empty_series(framework: &Framework, data: &Dataset, selected: &Dataset, findings: &mut Vec<Finding>) {
    const FEW: usize = 5;
    let is_empty = |series: &usize| selected.values.slice(*series).iter().all(|value| value.is_nan());
    let count = framework.indicators().len();
    let empty: Vec<usize> = (0..count).filter(is_empty).collect();
    if empty.len() > FEW {
        let codes: Vec<&str> = empty.iter().map(|&series| data.values.codes()[series].as_str()).collect();
        let (shown, more) = (codes[..FEW].join(", "), codes.len() - FEW);
        let message =
            format!("no unit has a figure for {} of {count} indicators: {shown} and {more} more", codes.len());
        let hint = "supply data, or rank an index with fewer indicators; mend what other findings name first";
        findings.push(Finding::new(Code::D117, Place::default(), message, hint));
    } else {
        findings.extend(empty.into_iter().map(|series| empty_indicator(framework, data, selected, series)));
    }
    for (series, denominator) in (count..).zip(framework.denominators()).filter(|(series, _)| is_empty(series)) {
        let code = &denominator.code;
        let message = format!("no unit has a figure for the denominator `{code}`");
        let hint = format!("its figures stand among the observations: rows with indicator = `{code}`");
        findings.push(Finding::new(Code::D117, Place::node(&data.values.codes()[series]), message, hint));
    }
}

/// An indicator without any figure in the periods reported, and where its figures are.
fn empty_indicator(framework: &Framework, data: &Dataset, selected: &Dataset, series: usize) -> Finding {
    let indicator = &framework.indicators()[series];
    let values = data.values.slice(series);
    let has_figures = |period: &usize| data.rows_of(*period).any(|row| !values[row].is_nan());
    let newest = (0..data.periods.len()).rev().find(has_figures).map(|period| data.periods[period]);
    let reported: Vec<String> = selected.periods.iter().map(ToString::to_string).collect();
    let last = selected.periods.last().copied().unwrap_or(Period::UNDATED);
    let (when, hint) = match newest {
        None => (String::new(), "supply data, or remove the indicator from its file".to_owned()),
        Some(newest) => {
            let carry = "let them stand in with [periods] carry = \"latest\"";
            let remedy = if newest < last { carry } else { "report those" };
            (format!(" in {}", reported.join(", ")), format!("the newest figures are of {newest}: {remedy}"))
        }
    };
    let message = format!("no unit has a figure for `{}`{when}", indicator.code);
    Finding::new(Code::D117, Place::node(&indicator.code), message, hint)
}

fn check_units(data: &Dataset, findings: &mut Vec<Finding>) {
    let mut known = vec![false; data.units.len()];
    for column in 0..data.values.width() {
        if known.iter().all(|&known| known) {
            return;
        }
        for rows in data.values.slice(column).chunks(data.units.len().max(1)) {
            known.iter_mut().zip(rows).for_each(|(known, value)| *known |= !value.is_nan());
        }
    }
    let place = |unit: usize| Place::unit(&data.units.get(unit).code);
    let silent = (0..known.len()).filter(|&unit| !known[unit]);
    report(findings, Code::D119, silent, |unit| {
        (place(unit), format!("{} has no figures", data.units.get(unit).name), "add observations or remove it".into())
    });
}

/// Whether a column may hold anything that `check_values` reports: its extent spares most columns the slow passes.
fn is_doubtful(values: &[f64], range: Option<[f64; 2]>) -> bool {
    let [low, high] = range.unwrap_or([f64::MIN, f64::MAX]);
    let Some((least, greatest)) = extent(values) else { return false };
    least < low || greatest > high || SENTINELS.iter().any(|&sentinel| least <= sentinel)
}

fn check_values(data: &Dataset, series: usize, range: Option<[f64; 2]>, findings: &mut Vec<Finding>) {
    let values = data.values.slice(series);
    let [low, high] = range.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    let is_sentinel = |value: f64| SENTINELS.iter().any(|known| known.to_bits() == value.to_bits());
    let inside = |value: f64| range.is_some() && value >= low && value <= high;
    let rows = |test: &dyn Fn(f64) -> bool| -> Vec<usize> {
        (0..values.len()).filter(|&row| !values[row].is_nan() && test(values[row])).collect()
    };
    let sentinels = rows(&|value| is_sentinel(value) && !inside(value));
    let beyond = rows(&|value| !is_sentinel(value) && value.is_finite() && (value < low || value > high));
    let infinite = rows(&f64::is_infinite);
    let code = &data.values.codes()[series];
    report(findings, Code::D109, sentinels, |row| {
        let message = format!("`{code}` holds {}, which usually stands for a missing value", values[row]);
        (place(data, code, row), message, "leave the cell empty if it is missing".into())
    });
    report(findings, Code::D110, beyond, |row| {
        let message = format!("`{code}` holds {}, outside its range of {low} to {high}", values[row]);
        (place(data, code, row), message, "correct the value, its measure, or the range".into())
    });
    report(findings, Code::D108, infinite, |row| {
        (place(data, code, row), format!("`{code}` is infinite"), "correct it or leave the cell empty".into())
    });
}

fn check_errors(data: &Dataset, series: usize, findings: &mut Vec<Finding>) {
    let Some(table) = &data.standard_error else { return };
    let errors = table.slice(series);
    let code = &data.values.codes()[series];
    let bad = (0..errors.len()).filter(|&row| errors[row] < 0.0 || errors[row].is_infinite());
    report(findings, Code::D115, bad, |row| {
        let message = format!("the standard error of `{code}` is {}", errors[row]);
        (place(data, code, row), message, "write a number of zero or more, or leave it empty".into())
    });
}

fn check_division(data: &Dataset, indicator: usize, denominator: usize, findings: &mut Vec<Finding>) {
    let (values, divisor) = (data.values.slice(indicator), data.values.slice(denominator));
    let codes = data.values.codes();
    let (code, by) = (&codes[indicator], &codes[denominator]);
    let given = |row: &usize| !values[*row].is_nan();
    report(findings, Code::D121, (0..values.len()).filter(given).filter(|&row| divisor[row] <= 0.0), |row| {
        let message = format!("`{code}` cannot be divided by `{by}`, which is {}", divisor[row]);
        (place_of_figure(data, denominator, row), message, "correct the denominator".into())
    });
    if divisor.iter().all(|by| by.is_nan()) {
        return; // said once, of the denominator
    }
    report(findings, Code::D122, (0..values.len()).filter(given).filter(|&row| divisor[row].is_nan()), |row| {
        let message = format!("`{code}` is known and its denominator `{by}` is not");
        (
            place_of_figure(data, indicator, row),
            message,
            format!("add a row with indicator = `{by}` to the observations"),
        )
    });
}

/// What the index itself says of its figures: the levels at which they were measured, and how far they can be trusted.
fn report_origins(framework: &Framework, data: &Dataset, findings: &mut Vec<Finding>) {
    let count = framework.indicators().len();
    let doubted = framework
        .indicators()
        .iter()
        .filter(|indicator| indicator.confidence.as_deref().is_some_and(|confidence| confidence != "high"));
    findings.extend(doubted.map(|indicator| {
        let confidence = indicator.confidence.as_deref().unwrap_or_default();
        let message = format!("confidence in `{}` is {confidence}: {}", indicator.code, indicator.description);
        Finding::new(Code::S514, Place::node(&indicator.code), message, "")
    }));
    let Some(labels) = &data.geography else { return };
    let mut tally = vec![0_usize; labels.pool.len()];
    for column in 0..count {
        let cells = labels.cells.slice(column).iter().zip(data.values.slice(column));
        cells.filter(|(_, value)| !value.is_nan()).for_each(|(&label, _)| tally[label as usize] += 1);
    }
    let total: usize = tally.iter().sum();
    let mut shares: Vec<(usize, &str)> = tally.iter().copied().zip(labels.pool.iter().map(String::as_str)).collect();
    shares.retain(|(figures, label)| *figures > 0 && !label.is_empty());
    shares.sort_by(|a, b| b.cmp(a));
    let words: Vec<String> = shares
        .iter()
        .map(|(figures, label)| format!("{label} {:.0} %", 100.0 * *figures as f64 / total as f64))
        .collect();
    if words.len() > 1 {
        let message = format!("{total} figures were measured at different levels: {}", words.join(", "));
        let hint = "units that share a figure of a larger area tie there";
        findings.push(Finding::new(Code::S513, Place::default(), message, hint));
    }
}

fn check_jumps(data: &Dataset, series: usize, findings: &mut Vec<Finding>) {
    let values = data.values.slice(series);
    let code = &data.values.codes()[series];
    let units = data.units.len();
    let mut jumps = Vec::new();
    for unit in 0..units {
        let mut last: Option<f64> = None;
        for row in (0..data.periods.len()).map(|period| period * units + unit).filter(|&row| values[row] > 0.0) {
            if let Some(before) = last.filter(|before| values[row] >= before * JUMP || values[row] * JUMP <= *before) {
                jumps.push((row, before));
            }
            last = Some(values[row]);
        }
    }
    report(findings, Code::D114, jumps, |(row, before)| {
        let message = format!("`{code}` goes from {before} to {} within one step of time", values[row]);
        (place(data, code, row), message, "look for another unit's figure or a shifted row".into())
    });
}

/// Where a figure stands that may be of an earlier period than the one reported.
fn place_of_figure(data: &Dataset, series: usize, row: usize) -> Place {
    let place = Place::node(&data.values.codes()[series]).of_unit(&data.units.get(data.unit_of(row)).code);
    let period = data.observed_in(row, series);
    if period.is_dated() { place.in_period(period) } else { place }
}

fn place(data: &Dataset, code: &str, row: usize) -> Place {
    let place = Place::node(code).of_unit(&data.units.get(data.unit_of(row)).code);
    let period = data.period_of(row);
    if period.is_dated() { place.in_period(period) } else { place }
}

/// Writes out the first findings of a kind and counts the rest.
fn report<T>(
    findings: &mut Vec<Finding>,
    code: Code,
    found: impl IntoIterator<Item = T>,
    describe: impl Fn(T) -> (Place, String, String),
) {
    let mut more = 0;
    let mut last: Option<Place> = None;
    for (number, item) in found.into_iter().enumerate() {
        if number < LISTED {
            let (place, message, hint) = describe(item);
            last = Some(place.clone());
            findings.push(Finding::new(code, place, message, hint));
        } else {
            more += 1;
        }
    }
    if let (Some(Place { node, .. }), true) = (last, more > 0) {
        let place = Place { node, ..Place::default() };
        findings.push(Finding::new(code, place, format!("{more} more of the same kind"), ""));
    }
}
