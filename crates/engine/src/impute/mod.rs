//! Imputation of missing values (Handbook step 3).
//!
//! A method gets the whole table and the columns that it is to fill; which cells were filled is marked here, once. Only
//! units that are ranked give values to others; a unit's own figures of other periods are its history. A method that draws
//! at random fills each gap once a draw, and with the mean of its draws where no draw is asked for. To add a method: one
//! file with its page and its `fill`, its `mod` line and one registration line below.

mod expectation_maximisation;
mod group_mean;
mod group_median;
mod history;
mod last_observation;
mod linear_interpolation;
mod mean;
mod median;
mod multiple;
mod nearest_neighbours;
mod none;
mod normal;
mod parent_geography;
mod predictors;
mod regression;
mod siblings_mean;

pub use expectation_maximisation::ExpectationMaximisation;
pub use group_mean::GroupMean;
pub use group_median::GroupMedian;
pub use last_observation::LastObservation;
pub use linear_interpolation::LinearInterpolation;
pub use mean::Mean;
pub use median::Median;
pub use multiple::Multiple;
pub use nearest_neighbours::{NearestNeighbours, Nearness};
pub use none::None;
pub use parent_geography::ParentGeography;
pub use regression::Regression;
pub use siblings_mean::{Centre, Footing, SiblingsMean};

pub(crate) use history::History;
use history::Neighbour;

use std::collections::HashMap;
use std::sync::Arc;

use ndarray::ArcArray1;

use crate::axiom::Axiom;
use crate::dataset::{Dataset, Status, UnitColumn, Units};
use crate::finding::{Code, Finding, Place, values_of};
use crate::framework::{About, Framework, Group, Indicator};
use crate::method::Method;
use crate::par;
use crate::period::Period;
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
        ParentGeography = "parent-geography" in parent_geography,
        LinearInterpolation = "linear-interpolation" in linear_interpolation,
        LastObservation = "last-observation" in last_observation,
        SiblingsMean = "siblings-mean" in siblings_mean,
        Regression = "regression" in regression,
        NearestNeighbours = "nearest-neighbours" in nearest_neighbours,
        ExpectationMaximisation = "expectation-maximisation" in expectation_maximisation,
        Multiple = "multiple" in multiple,
    }
}

impl Imputation {
    /// The most units of a period that the method is meant for: beyond, it takes long, as its page says.
    pub fn units_max(&self) -> usize {
        self.rule().units_max()
    }

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
        self.fill_table(units, vec![Period::UNDATED], table).column(0).to_vec()
    }

    /// A table of indicators below one group, rows by (period, unit), with its gaps filled, every unit giving values.
    ///
    /// # Panics
    /// When the table has not one row for each period and unit: a fault of the calling program.
    pub fn fill_table(&self, units: impl Into<Arc<Units>>, periods: Vec<Period>, table: Table) -> Table {
        let leaf = |code: &String| Indicator { code: code.clone(), parent: "group".into(), ..Indicator::default() };
        let group = Group { code: "group".into(), ..Group::default() };
        let indicators = table.codes().iter().map(leaf).collect();
        let framework = Framework::new(About::default(), vec![group], indicators, Vec::new());
        let framework = framework.unwrap_or_else(|error| panic!("{error}"));
        let data = Dataset::of_values(units.into(), periods, table.clone());
        let history = History { periods: data.periods.clone(), table: table.clone() };
        let donors = &vec![true; table.rows()];
        let gaps =
            Gaps { framework: &framework, table: &table, data: &data, history: &history, donors, draw: Option::None };
        let targets: Vec<usize> = (0..table.width()).collect();
        let mut filled = table.clone();
        for (target, column) in self.rule().fill(&gaps, &targets).columns.into_iter().enumerate() {
            filled.set(target, column);
        }
        filled
    }
}

/// What an imputation sees.
pub(crate) struct Gaps<'a> {
    /// The tree that the indicators stand in.
    pub(crate) framework: &'a Framework,
    /// All indicators, rows by (period, unit).
    pub(crate) table: &'a Table,
    /// The figures of the periods reported, with their units, statuses and levels of measurement.
    pub(crate) data: &'a Dataset,
    /// The figures of every period, those that are not reported too.
    pub(crate) history: &'a History,
    /// Which rows may give values to others.
    pub(crate) donors: &'a [bool],
    /// The number of the draw, where one is asked for.
    pub(crate) draw: Option<u32>,
}

/// What an imputation gives.
pub(crate) struct Filled {
    /// The columns of the targets, with their gaps filled as far as they can be.
    pub(crate) columns: Vec<ArcArray1<f64>>,
    /// What the reader should know beyond how many gaps were filled.
    pub(crate) findings: Vec<Finding>,
}

impl From<Vec<ArcArray1<f64>>> for Filled {
    fn from(columns: Vec<ArcArray1<f64>>) -> Self {
        Filled { columns, findings: Vec::new() }
    }
}

impl Filled {
    /// Columns with the findings of each.
    fn collected(columns: Vec<(Vec<f64>, Vec<Finding>)>) -> Self {
        let (columns, findings): (Vec<Vec<f64>>, Vec<Vec<Finding>>) = columns.into_iter().unzip();
        Filled {
            columns: columns.into_iter().map(Into::into).collect(),
            findings: findings.into_iter().flatten().collect(),
        }
    }
}

impl Gaps<'_> {
    /// The known values of a column in a period, by position, that may be given to others.
    fn known(&self, column: usize, period: usize) -> Vec<f64> {
        let rows = self.data.rows_of(period);
        let cells = self.table.slice(column)[rows.clone()].iter().zip(&self.donors[rows]);
        cells.filter(|(value, donor)| **donor && !value.is_nan()).map(|(&value, _)| value).collect()
    }

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
            let length = self.data.units.len().max(1);
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
        let Some(column) = group_column else { return (vec![1; self.data.units.len()], 2) };
        // The method was checked to name a column that exists.
        let texts = self.data.units.column(column).map_or(&[][..], |column| &column.values);
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

/// The fault of a parameter that must be above zero, where it is not.
fn positive(name: &'static str, value: f64) -> Vec<BadParameter> {
    let bad = !(value > 0.0 && value.is_finite());
    bad.then(|| BadParameter { name, expected: "a number above 0".to_owned() }).into_iter().collect()
}

/// What an imputation does.
pub(crate) trait Impute {
    /// The columns of `targets` with their gaps filled, as far as they can be.
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled;

    /// The column of the units that the method groups them by.
    fn group_column(&self) -> Option<&str> {
        Option::None
    }

    /// How many draws at random the method makes; 0 where nothing is drawn.
    fn draws(&self) -> u32 {
        0
    }

    /// The most units of a period that it is meant for.
    fn units_max(&self) -> usize {
        usize::MAX
    }

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }

    /// Adds what does not fit the framework: indicators that it does not have.
    fn check(&self, _framework: &Framework, _place: &str, _faults: &mut Vec<Finding>) {}
}

/// The number of draws at random that a method asks for: the most of its imputations; 0 where nothing is drawn.
pub fn draws(method: &Method) -> u32 {
    method.impute.named(Imputation::KEY).map(|(_, imputation)| imputation.rule().draws()).max().unwrap_or(0)
}

/// Where filled values come from.
#[derive(Clone, Copy)]
pub(crate) struct Supply<'a> {
    /// Which rows may give values to others.
    pub(crate) donors: &'a [bool],
    /// Every period of the data.
    pub(crate) history: &'a History,
    /// The number of the draw, where one is asked for.
    pub(crate) draw: Option<u32>,
}

/// The stage: fills each column by its method and marks what was filled.
pub(crate) fn stage(
    framework: &Framework,
    method: &Method,
    supply: Supply<'_>,
    denominated: &Table,
    data: &mut Dataset,
    findings: &mut Vec<Finding>,
) -> Table {
    let Supply { donors, history, draw } = supply;
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
        let gaps = Gaps { framework, table: denominated, data, history, donors, draw };
        let filled = choices[first].rule().fill(&gaps, &targets);
        findings.extend(filled.findings);
        for (&target, mut column) in targets.iter().zip(filled.columns) {
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
        let hint = format!("`opencities methods {}` says which values it needs", method.name());
        findings.push(Finding::new(Code::S510, Place::node(code), message, hint));
    }
}
