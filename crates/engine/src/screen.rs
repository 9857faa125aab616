//! Screening by coverage (Handbook step 3): which units and indicators know too little.
//!
//! Coverage is the share of what is declared and applicable that is known. A unit below the limit is shown without
//! rank and takes no part in fitting; an indicator below its limit is left out.

use crate::dataset::{Dataset, Status};
use crate::finding::{Code, Finding, Place, Severity};
use crate::framework::Framework;
use crate::method::Screen;
use crate::par;
use crate::table::Table;

/// Findings of one kind that are written out one by one; more are counted.
const LISTED: usize = 100;

/// What screening decided.
#[derive(Debug, Clone)]
pub struct Screening {
    /// The share of applicable indicators that each row knows.
    pub coverage: Vec<f64>,
    /// Whether each row is ranked.
    pub ranked: Vec<bool>,
    /// The positions of the indicators that are left out.
    pub dropped: Vec<usize>,
}

/// The stage: counts coverage and applies the limits.
pub(crate) fn stage(
    framework: &Framework,
    rule: &Screen,
    data: &Dataset,
    values: &Table,
    findings: &mut Vec<Finding>,
) -> Screening {
    let all: Vec<usize> = (0..framework.indicators().len()).collect();
    let coverage = coverage_of(data, values, &all);
    let nonzero = if rule.unit_nonzero_min > 0.0 { nonzero_of(values) } else { Vec::new() };
    let named = |list: &[String], row: usize| list.iter().any(|code| *code == data.units.get(data.unit_of(row)).code);
    let is_ranked = |(row, &share): (usize, &f64)| {
        let enough = share >= rule.unit_coverage_min;
        let fair = nonzero.get(row).is_none_or(|&share| share >= rule.unit_nonzero_min);
        // Who has no figure at all has no score to be ranked by.
        share > 0.0 && !named(&rule.exclude, row) && ((enough && fair) || named(&rule.include, row))
    };
    let ranked: Vec<bool> = coverage.iter().enumerate().map(is_ranked).collect();
    let dropped = dropped_indicators(rule, data, values, &ranked, findings);
    report_units(framework, rule, data, &Shares { coverage: &coverage, nonzero: &nonzero }, &ranked, findings);
    report_groups(framework, rule, data, values, findings);
    Screening { coverage, ranked, dropped }
}

/// The share of applicable cells of these columns that each row knows; 0 where none is applicable.
pub(crate) fn coverage_of(data: &Dataset, values: &Table, columns: &[usize]) -> Vec<f64> {
    let mut shares = vec![0.0; values.rows()];
    par::fill_blocks(&mut shares, par::BLOCK, columns.len(), |start, known| {
        let rows = start..start + known.len();
        let mut applicable = vec![0.0; known.len()];
        for &column in columns {
            let values = &values.slice(column)[rows.clone()];
            let status = &data.status.slice(column)[rows.clone()];
            known.iter_mut().zip(values).for_each(|(known, value)| *known += if value.is_nan() { 0.0 } else { 1.0 });
            if Status::all_applicable(status) {
                applicable.iter_mut().for_each(|applicable| *applicable += 1.0);
            } else {
                for (applicable, (value, status)) in applicable.iter_mut().zip(values.iter().zip(status)) {
                    *applicable += if value.is_nan() && status.is_not_applicable() { 0.0 } else { 1.0 };
                }
            }
        }
        for (share, &applicable) in known.iter_mut().zip(&applicable) {
            *share = if applicable > 0.0 { *share / applicable } else { 0.0 };
        }
    });
    shares
}

/// The share of each row's known values that are not zero; 0 where nothing is known.
fn nonzero_of(values: &Table) -> Vec<f64> {
    let share = |row: usize| {
        let known = || (0..values.width()).map(|column| values.slice(column)[row]).filter(|value| !value.is_nan());
        let count = known().count();
        if count == 0 { 0.0 } else { known().filter(|value| value.abs() > 0.0).count() as f64 / count as f64 }
    };
    (0..values.rows()).map(share).collect()
}

/// What is known of each row.
struct Shares<'a> {
    coverage: &'a [f64],
    /// Empty where zeros are not looked at.
    nonzero: &'a [f64],
}

/// Only ranked rows count: a unit that knows too little does not decide which indicators the others are measured by.
fn dropped_indicators(
    rule: &Screen,
    data: &Dataset,
    values: &Table,
    ranked: &[bool],
    findings: &mut Vec<Finding>,
) -> Vec<usize> {
    let share = |column: usize| {
        let cells = values.slice(column).iter().zip(data.status.slice(column)).zip(ranked);
        let (mut known, mut applicable) = (0_usize, 0_usize);
        for ((value, status), &ranked) in cells {
            known += usize::from(ranked & !value.is_nan());
            applicable += usize::from(ranked & !(value.is_nan() & status.is_not_applicable()));
        }
        if applicable == 0 { 0.0 } else { known as f64 / applicable as f64 }
    };
    let limit = rule.indicator_coverage_min;
    let shares = par::map(values.width(), values.rows(), share);
    let below = |limit: f64| shares.iter().enumerate().filter(move |(_, share)| **share < limit);
    if limit > 0.0 {
        for (column, share) in below(limit) {
            let code = &values.codes()[column];
            let message = format!("`{code}` is known for {:.0} % of the ranked units and was left out", share * 100.0);
            let hint = format!("[screen] indicator_coverage_min is {limit}");
            findings.push(Finding::new(Code::S502, Place::node(code), message, hint));
        }
    } else {
        for (column, share) in below(Screen::default().unit_coverage_min) {
            let code = &values.codes()[column];
            let message = format!("`{code}` is known for {:.0} % of the ranked units", share * 100.0);
            let hint = "screening of indicators is off; [screen] indicator_coverage_min = 0.65 would drop it";
            findings.push(Finding::new(Code::S511, Place::node(code), message, hint));
        }
    }
    below(limit).map(|(column, _)| column).collect()
}

fn report_units(
    framework: &Framework,
    rule: &Screen,
    data: &Dataset,
    shares: &Shares<'_>,
    ranked: &[bool],
    findings: &mut Vec<Finding>,
) {
    let declared = framework.indicators().len();
    let hint = format!("[screen] unit_coverage_min is {}", rule.unit_coverage_min);
    let coverage = shares.coverage;
    let out: Vec<usize> = (0..ranked.len()).filter(|&row| !ranked[row]).collect();
    for &row in out.iter().take(LISTED) {
        let unit = data.units.get(data.unit_of(row));
        // Known of what applies to the unit, which need not be all that is declared.
        let known = format!("{:.1} % of the indicators that apply are known", coverage[row] * 100.0);
        let (why, hint) = if rule.exclude.contains(&unit.code) {
            ("it is excluded by name".to_owned(), "[screen] exclude names it".to_owned())
        } else if coverage[row] >= rule.unit_coverage_min && coverage[row] > 0.0 {
            let share = shares.nonzero.get(row).copied().unwrap_or(0.0) * 100.0;
            let hint = format!("[screen] unit_nonzero_min is {}", rule.unit_nonzero_min);
            (format!("{share:.1} % of its known values are not zero"), hint)
        } else {
            (known, hint.clone())
        };
        let message = format!("{} is shown without rank: {why}", unit.name);
        let place = Place::unit(&unit.code).in_period(data.period_of(row));
        findings.push(Finding::new(Code::S501, place, message, hint));
    }
    let units = data.units.len();
    for period in (0..data.periods.len()).filter(|&period| units > 0 && !data.rows_of(period).any(|row| ranked[row])) {
        let message = format!(
            "nobody is ranked in {}: of {declared} indicators every unit knows fewer than {:.0} %",
            data.periods[period],
            rule.unit_coverage_min * 100.0
        );
        let hint = "supply figures, set [periods] carry = \"latest\", or lower [screen] unit_coverage_min";
        findings.push(Finding::new(Code::S512, Place::key("screen.unit_coverage_min"), message, hint));
    }
    if out.len() > LISTED {
        let message = format!("{} more units are shown without rank", out.len() - LISTED);
        findings.push(Finding::new(Code::S501, Place::default(), message, hint));
    }
}

/// The table with every cell of a dropped indicator missing.
pub(crate) fn without_dropped(values: &Table, screening: &Screening) -> Table {
    let mut kept = values.clone();
    for &column in &screening.dropped {
        kept.set(column, ndarray::ArcArray1::from_elem(values.rows(), f64::NAN));
    }
    kept
}

/// Says for each group of indicators which units it does not apply to, which have no figure there, and which rest on a
/// thin base.
fn report_groups(framework: &Framework, rule: &Screen, data: &Dataset, values: &Table, findings: &mut Vec<Finding>) {
    let nodes = framework.nodes();
    let groups: Vec<usize> = framework
        .group_positions()
        .filter(|&group| nodes[group].children.iter().any(|&child| framework.is_indicator(child)))
        .collect();
    let rows = par::map(groups.len(), values.rows(), |group| {
        let columns = &nodes[groups[group]].indicators;
        let coverage = coverage_of(data, values, columns);
        let applies = |row: usize| columns.iter().any(|&column| !data.status.column(column)[row].is_not_applicable());
        let mut rows = [Rows::default(), Rows::default(), Rows::default()];
        for (row, &share) in coverage.iter().enumerate() {
            let kind = match share {
                share if share > 0.0 && share < rule.thin_below => 2,
                share if share > 0.0 => continue,
                _ if applies(row) => 1,
                _ => 0,
            };
            rows[kind].add(row);
        }
        rows
    });
    for (position, [outside, empty, thin]) in groups.into_iter().zip(rows) {
        let group = &nodes[position];
        let hint = "their score above it rests on the other groups";
        if outside.count > 0 {
            let message = format!("`{}` does not apply to {}", group.code, outside.listed(data));
            let finding = Finding::new(Code::D118, Place::node(&group.code), message, hint);
            findings.push(Finding { severity: Severity::Note, ..finding });
        }
        if empty.count > 0 {
            let message = format!("{} no figure in `{}`", empty.named(data, ["has", "have"]), group.code);
            findings.push(Finding::new(Code::D118, Place::node(&group.code), message, hint));
        }
        if thin.count > 0 {
            let share = rule.thin_below * 100.0;
            let named = thin.named(data, ["knows", "know"]);
            let message = format!("{named} less than {share:.0} % of `{}`", group.code);
            let hint = "their score there says little";
            findings.push(Finding::new(Code::S503, Place::node(&group.code), message, hint));
        }
    }
}

/// A number of rows, and the first of them.
#[derive(Default)]
struct Rows {
    first: Vec<usize>,
    count: usize,
}

impl Rows {
    const SHOWN: usize = 5;

    fn add(&mut self, row: usize) {
        if self.count < Rows::SHOWN {
            self.first.push(row);
        }
        self.count += 1;
    }

    /// The number of rows, the units of the first of them, and the verb for one or several.
    fn named(&self, data: &Dataset, [one, several]: [&str; 2]) -> String {
        format!("{} {}", self.listed(data), if self.count == 1 { one } else { several })
    }

    /// One unit by its name; several by their number and the names of the first.
    fn listed(&self, data: &Dataset) -> String {
        let names: Vec<&str> = self.first.iter().map(|&row| data.units.get(data.unit_of(row)).name.as_str()).collect();
        if let [name] = names[..] {
            return name.to_owned();
        }
        let more = if self.count > Rows::SHOWN { ", ..." } else { "" };
        format!("{} units ({}{more})", self.count, names.join(", "))
    }
}
