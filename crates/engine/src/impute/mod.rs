//! Imputation of missing values (Handbook step 3).
//!
//! A method gets the whole table and the columns that it is to fill; which cells were filled is marked here, once. Only
//! units that are ranked give values, and only within their own period. To add a method: one file with its page and its
//! `fill`, its `mod` line and one registration line below.

mod group_mean;
mod group_median;
mod mean;
mod median;
mod none;

pub use group_mean::GroupMean;
pub use group_median::GroupMedian;
pub use mean::Mean;
pub use median::Median;
pub use none::None;

use std::collections::HashMap;

use ndarray::ArcArray1;

use crate::dataset::{Dataset, Status, UnitColumn, Units};
use crate::finding::{Code, Finding, Place, values_of};
use crate::framework::Framework;
use crate::method::Method;
use crate::par;
use crate::registry::{BadParameter, family};
use crate::table::Table;

family! {
    /// How missing values are filled.
    pub enum Imputation: Impute, "impute" {
        None = "none" in none,
        Mean = "mean" in mean,
        Median = "median" in median,
        GroupMean = "group-mean" in group_mean,
        GroupMedian = "group-median" in group_median,
    }
}

impl Imputation {
    /// One column of one period with its gaps filled, every unit giving values; `groups` holds each unit's group and is
    /// empty where the method asks for none.
    pub fn fill_column(&self, values: &[f64], groups: &[&str]) -> Vec<f64> {
        let units = Units::of_codes((0..values.len()).map(|unit| unit.to_string()));
        let column = self.rule().group_column().map(|name| UnitColumn {
            name: name.to_owned(),
            values: groups.iter().map(|&group| group.to_owned()).collect(),
        });
        let units = Units::new(units.iter().cloned().collect(), column.into_iter().collect());
        let table = Table::new([String::from("column")].into(), vec![values.to_vec().into()], values.len());
        let gaps = Gaps { table: &table, units: &units, donors: &vec![true; values.len()] };
        self.rule().fill(&gaps, &[0]).remove(0).to_vec()
    }
}

/// What an imputation sees.
pub(crate) struct Gaps<'a> {
    /// All indicators, rows by (period, unit).
    pub(crate) table: &'a Table,
    /// The units and their columns.
    pub(crate) units: &'a Units,
    /// Which rows may give values.
    pub(crate) donors: &'a [bool],
}

impl Gaps<'_> {
    /// The columns of `targets` with every gap filled from the donors of the same period, and of the same group where
    /// `group_column` names a column of the units.
    fn filled_by(
        &self,
        targets: &[usize],
        group_column: Option<&str>,
        centre: impl Fn(&[f64]) -> Option<f64> + Sync + Send,
    ) -> Vec<ArcArray1<f64>> {
        let (groups, count) = self.groups(group_column);
        par::map(targets.len(), self.table.rows(), |target| {
            let values = self.table.slice(targets[target]);
            let mut filled = Vec::with_capacity(values.len());
            let length = self.units.len().max(1);
            for (values, donors) in values.chunks(length).zip(self.donors.chunks(length)) {
                let centres = centres(values, donors, &groups, count, &centre);
                let cells = values.iter().zip(&groups);
                filled
                    .extend(cells.map(|(&value, &group)| if value.is_nan() { centres[group as usize] } else { value }));
            }
            filled.into()
        })
    }

    /// Each unit's group as a number, and how many numbers there are; 0 stands for units without a group.
    fn groups(&self, group_column: Option<&str>) -> (Vec<u32>, usize) {
        let Some(column) = group_column else { return (vec![1; self.units.len()], 2) };
        // The method was checked to name a column that exists.
        let texts = self.units.column(column).map_or(&[][..], |column| &column.values);
        let mut numbers = HashMap::from([("", 0)]);
        let groups = texts.iter().map(|text| {
            let next = u32::try_from(numbers.len()).expect("fewer than 2^32 groups");
            *numbers.entry(text).or_insert(next)
        });
        (groups.collect(), numbers.len())
    }
}

/// The centre of each group's known values; `NaN` where it has none.
fn centres(
    values: &[f64],
    donors: &[bool],
    groups: &[u32],
    count: usize,
    centre: impl Fn(&[f64]) -> Option<f64>,
) -> Vec<f64> {
    let known = || {
        let cells = values.iter().zip(donors).zip(groups);
        cells
            .filter(|((value, donor), _)| **donor && !value.is_nan())
            .map(|((&value, _), &group)| (value, group as usize))
    };
    let mut ends = vec![0; count];
    known().for_each(|(_, group)| ends[group] += 1);
    let mut total = 0;
    for end in &mut ends {
        total += std::mem::replace(end, total);
    }
    // The values in the order of their groups; each end moves from where its group begins to where it ends.
    let mut sorted = vec![0.0; total];
    for (value, group) in known() {
        sorted[ends[group]] = value;
        ends[group] += 1;
    }
    let mut centres = vec![f64::NAN; count];
    for group in 1..count {
        centres[group] = centre(&sorted[ends[group - 1]..ends[group]]).unwrap_or(f64::NAN);
    }
    centres
}

/// What an imputation does.
pub(crate) trait Impute {
    /// The columns of `targets` with their gaps filled, as far as they can be.
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Vec<ArcArray1<f64>>;

    /// The column of the units that the method groups them by.
    fn group_column(&self) -> Option<&str> {
        Option::None
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }
}

/// The stage: fills each column by its method and marks what was filled.
pub(crate) fn stage(
    framework: &Framework,
    method: &Method,
    donors: &[bool],
    denominated: &Table,
    data: &mut Dataset,
    findings: &mut Vec<Finding>,
) -> Table {
    let choices: Vec<&Imputation> =
        framework.nodes()[..denominated.width()].iter().map(|node| method.impute.at(node)).collect();
    let mut imputed = denominated.clone();
    let mut done = vec![false; choices.len()];
    for first in 0..choices.len() {
        if done[first] || matches!(choices[first], Imputation::None(_)) {
            continue;
        }
        let has_gap = |column: usize| {
            let cells = denominated.slice(column).iter().zip(data.status.slice(column));
            cells.into_iter().any(|(value, status)| value.is_nan() && !status.is_not_applicable())
        };
        let targets: Vec<usize> =
            (first..choices.len()).filter(|&column| choices[column] == choices[first] && has_gap(column)).collect();
        (first..choices.len())
            .filter(|&column| choices[column] == choices[first])
            .for_each(|column| done[column] = true);
        let gaps = Gaps { table: denominated, units: &data.units, donors };
        let columns = choices[first].rule().fill(&gaps, &targets);
        for (&target, mut column) in targets.iter().zip(columns) {
            let status = data.status.slice(target);
            if !Status::all_applicable(status) {
                // Where the question does not arise there is no gap to fill.
                for (row, _) in status.iter().enumerate().filter(|(_, status)| status.is_not_applicable()) {
                    column[row] = denominated.column(target)[row];
                }
            }
            imputed.set(target, column);
        }
        let marks = par::map(targets.len(), denominated.rows(), |target| {
            let column = targets[target];
            marks(data.status.slice(column), denominated.slice(column), imputed.slice(column))
        });
        for (target, marks) in targets.into_iter().zip(marks) {
            report(&denominated.codes()[target], choices[first], &marks, findings);
            data.status.set(target, marks.status.into());
        }
    }
    imputed
}

/// What became of the gaps of a column.
struct Marks {
    status: Vec<Status>,
    filled: usize,
    left: usize,
}

fn marks(status: &[Status], before: &[f64], after: &[f64]) -> Marks {
    let (mut filled, mut left) = (0, 0);
    let cells = status.iter().zip(before.iter().zip(after));
    let status = cells.map(|(&status, (before, after))| {
        let (gap, filled_now) = (before.is_nan(), before.is_nan() && !after.is_nan());
        filled += usize::from(filled_now);
        left += usize::from(gap && !filled_now && !status.is_not_applicable());
        if filled_now { status.imputed() } else { status }
    });
    Marks { status: status.collect(), filled, left }
}

fn report(code: &str, method: &Imputation, &Marks { filled, left, .. }: &Marks, findings: &mut Vec<Finding>) {
    if filled > 0 {
        let message = format!("{} imputed ({})", values_of(filled, code, ["was", "were"]), method.name());
        findings.push(Finding::new(Code::S509, Place::node(code), message, ""));
    }
    if left > 0 {
        let message = format!("{} not be imputed ({})", values_of(left, code, ["could", "could"]), method.name());
        let hint = "their group has no known value, or they have no group";
        findings.push(Finding::new(Code::S510, Place::node(code), message, hint));
    }
}
