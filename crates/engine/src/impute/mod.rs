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

use ndarray::ArcArray1;

use crate::dataset::{Dataset, UnitColumn, Units};
use crate::finding::{Code, Finding, Place, values_of};
use crate::framework::Framework;
use crate::method::Method;
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
    /// A column with every gap filled from the donors of the same period (and group, where groups are given).
    fn filled_by(
        &self,
        column: usize,
        groups: Option<&[String]>,
        centre: impl Fn(&[f64]) -> Option<f64>,
    ) -> ArcArray1<f64> {
        let values = self.table.slice(column);
        let mut filled = values.to_vec();
        let in_group = |unit: usize, group: Option<&str>| match (groups, group) {
            (Some(groups), Some(group)) => groups[unit] == group,
            _ => true,
        };
        for start in (0..values.len()).step_by(self.units.len().max(1)) {
            // The centre of each group is found once, when its first gap is met.
            let mut centres: std::collections::BTreeMap<&str, Option<f64>> = std::collections::BTreeMap::new();
            for unit in (0..self.units.len()).filter(|unit| values[start + unit].is_nan()) {
                let group = groups.map(|groups| groups[unit].as_str());
                if group == Some("") {
                    continue;
                }
                let found = *centres.entry(group.unwrap_or_default()).or_insert_with(|| {
                    let donors =
                        (0..self.units.len()).filter(|&other| in_group(other, group)).map(|other| start + other);
                    let known: Vec<f64> = donors
                        .filter(|&row| self.donors[row] && !values[row].is_nan())
                        .map(|row| values[row])
                        .collect();
                    centre(&known)
                });
                if let Some(value) = found {
                    filled[start + unit] = value;
                }
            }
        }
        filled.into()
    }

    /// The column of the units by which an imputation groups them; the method was checked to name one that exists.
    fn groups(&self, column: &str) -> &[String] {
        self.units.column(column).map_or(&[], |column| &column.values)
    }
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
            // Where the question does not arise there is no gap to fill.
            for (row, _) in
                data.status.slice(target).iter().enumerate().filter(|(_, status)| status.is_not_applicable())
            {
                column[row] = denominated.column(target)[row];
            }
            imputed.set(target, column);
        }
        for target in targets {
            mark(target, choices[first], denominated, &imputed, data, findings);
        }
    }
    imputed
}

fn mark(
    column: usize,
    method: &Imputation,
    before: &Table,
    after: &Table,
    data: &mut Dataset,
    findings: &mut Vec<Finding>,
) {
    let code = &before.codes()[column];
    let mut status = data.status.slice(column).to_vec();
    let (mut filled, mut left) = (0, 0);
    for (row, status) in status.iter_mut().enumerate() {
        match (before.slice(column)[row].is_nan(), after.slice(column)[row].is_nan()) {
            (true, false) => {
                *status = status.imputed();
                filled += 1;
            }
            (true, true) if !status.is_not_applicable() => left += 1,
            _ => {}
        }
    }
    data.status.set(column, status.into());
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
