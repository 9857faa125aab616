//! The data of an index: units x periods x series, with a status for every cell (Handbook step 2).
//!
//! A series is an indicator or a denominator. Rows are ordered by (period, unit): row = period x units + unit. The data
//! set holds what was supplied and never what was computed from it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::Error;
use crate::period::Period;
use crate::table::{Labels, Table};

/// The figures of all units, periods and series.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// The units, in the order of the rows.
    pub units: Arc<Units>,
    /// The periods, in time order.
    pub periods: Vec<Period>,
    /// The values; `NaN` is missing.
    pub values: Table,
    /// Where each value comes from, or why there is none.
    pub status: Table<Status>,
    /// Standard errors, in the measure of the value.
    pub standard_error: Option<Table>,
    /// The level at which each figure was measured.
    pub geography: Option<Labels>,
    /// The code of each figure's source.
    pub source: Option<Labels>,
    /// Remarks on single figures.
    pub note: Option<Labels>,
    /// The period that a figure speaks of, where an earlier one stands in.
    pub observed_period: Option<Table<Period>>,
}

impl Dataset {
    /// A data set of values alone: what is not `NaN` is observed.
    pub fn of_values(units: Arc<Units>, periods: Vec<Period>, values: Table) -> Self {
        let columns = values
            .columns()
            .iter()
            .map(|column| column.mapv(|value| if value.is_nan() { Status::MISSING } else { Status::OBSERVED }).into())
            .collect();
        let status = Table::new(values.codes().into(), columns, values.rows());
        Dataset {
            units,
            periods,
            values,
            status,
            standard_error: None,
            geography: None,
            source: None,
            note: None,
            observed_period: None,
        }
    }

    /// The row of a unit in a period, both by position.
    pub fn row(&self, period: usize, unit: usize) -> usize {
        period * self.units.len() + unit
    }

    /// The unit of a row, by position.
    pub fn unit_of(&self, row: usize) -> usize {
        row % self.units.len()
    }

    /// The period of a row.
    pub fn period_of(&self, row: usize) -> Period {
        self.periods[row / self.units.len()]
    }

    /// The rows of a period, by its position.
    pub fn rows_of(&self, period: usize) -> std::ops::Range<usize> {
        period * self.units.len()..(period + 1) * self.units.len()
    }

    /// The period that a cell's figure speaks of.
    pub fn observed_in(&self, row: usize, series: usize) -> Period {
        self.observed_period.as_ref().map_or_else(|| self.period_of(row), |table| table.column(series)[row])
    }

    /// Checks that every table has one row for each unit and period, and that the periods are in time order.
    ///
    /// # Errors
    /// [`Error::Shape`] names the table that does not fit, [`Error::PeriodOrder`] two periods out of order.
    pub fn validate(&self) -> Result<(), Error> {
        if let Some(pair) = self.periods.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Error::PeriodOrder { later: pair[0].to_string(), earlier: pair[1].to_string() });
        }
        let expected = self.units.len() * self.periods.len();
        let tables = [
            ("the table of values", self.values.rows()),
            ("the table of statuses", self.status.rows()),
            ("the table of standard errors", self.standard_error.as_ref().map_or(expected, Table::rows)),
        ];
        match tables.into_iter().find(|&(_, found)| found != expected) {
            Some((part, found)) => Err(Error::Shape { part: part.to_owned(), found, expected }),
            None => Ok(()),
        }
    }
}

/// Where a value comes from, or why there is none, and what the pipeline did to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Status(u8);

macro_rules! origins {
    ($($number:literal $constant:ident $name:literal $doc:literal)*) => {
        impl Status {
            $(#[doc = $doc] pub const $constant: Status = Status($number);)*

            /// Every origin, without flags.
            pub const ORIGINS: &'static [Status] = &[$(Status($number),)*];

            /// The origin's name, as in files.
            pub fn name(self) -> &'static str {
                match self.0 & 0x0f { $($number => $name,)* _ => "missing" }
            }
        }
    };
}

origins! {
    0 OBSERVED "observed" "Measured, counted or coded by the source."
    1 ESTIMATED "estimated" "Estimated by the source."
    2 SELF_REPORTED "self-reported" "Answered by the unit itself."
    8 MISSING "missing" "No value, and no reason is known."
    9 NOT_APPLICABLE "not-applicable" "The question does not arise: leaves the denominator of coverage."
    10 UNANSWERED "unanswered" "Asked and not answered."
    11 SUPPRESSED "suppressed" "Withheld by the source."
}

impl Status {
    const IMPUTED: u8 = 0x10;
    const TREATED: u8 = 0x20;
    const CARRIED: u8 = 0x40;

    /// The origin of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Status::ORIGINS.iter().copied().find(|origin| origin.name() == name)
    }

    /// Whether the source gave no value.
    pub fn is_missing(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// Whether the indicator does not apply to the unit.
    pub fn is_not_applicable(self) -> bool {
        self.0 & 0x0f == Status::NOT_APPLICABLE.0
    }

    /// Whether the indicator applies to all of these units. Looks at every one without a branch, which is faster than to
    /// stop at the first.
    pub(crate) fn all_applicable(list: &[Status]) -> bool {
        !list.iter().fold(false, |found, status| found | status.is_not_applicable())
    }

    /// Whether imputation filled the value.
    pub fn is_imputed(self) -> bool {
        self.0 & Status::IMPUTED != 0
    }

    /// Whether the treatment of outliers moved the value.
    pub fn is_treated(self) -> bool {
        self.0 & Status::TREATED != 0
    }

    /// Whether a figure of an earlier period stands in.
    pub fn is_carried(self) -> bool {
        self.0 & Status::CARRIED != 0
    }

    /// The same status, marked as imputed.
    #[must_use]
    pub fn imputed(self) -> Self {
        Status(self.0 | Status::IMPUTED)
    }

    /// The same status, marked as treated.
    #[must_use]
    pub fn treated(self) -> Self {
        Status(self.0 | Status::TREATED)
    }

    /// The same status, marked as carried from an earlier period.
    #[must_use]
    pub fn carried(self) -> Self {
        Status(self.0 | Status::CARRIED)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())?;
        let flags = [(self.is_imputed(), "imputed"), (self.is_treated(), "treated"), (self.is_carried(), "carried")];
        flags.into_iter().filter(|(set, _)| *set).try_for_each(|(_, name)| write!(out, " {name}"))
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{self}")
    }
}

/// What is compared: a country, a town, a firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// The code that observations use.
    pub code: String,
    /// The name that people read.
    pub name: String,
    /// Other names that people use.
    pub alternative_names: Vec<String>,
}

/// A column of facts about the units, by which they may be grouped and filtered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitColumn {
    /// The column's name.
    pub name: String,
    /// A text for each unit; empty where it is not known.
    pub values: Vec<String>,
}

/// The units of a data set, found by code.
#[derive(Debug, Clone, Default)]
pub struct Units {
    list: Vec<Unit>,
    columns: Vec<UnitColumn>,
    positions: HashMap<String, usize>,
}

impl Units {
    /// These units, with columns of facts about them. Where two share a code the first is found.
    ///
    /// # Panics
    /// When a column has not one value for each unit: a fault of the calling program.
    pub fn new(list: Vec<Unit>, columns: Vec<UnitColumn>) -> Self {
        assert!(columns.iter().all(|column| column.values.len() == list.len()), "a value for each unit");
        let mut positions = HashMap::with_capacity(list.len());
        for (position, unit) in list.iter().enumerate() {
            positions.entry(unit.code.clone()).or_insert(position);
        }
        Units { list, columns, positions }
    }

    /// Units that are known by their codes alone.
    pub fn of_codes<S: Into<String>>(codes: impl IntoIterator<Item = S>) -> Self {
        let unit = |code: S| {
            let code = code.into();
            Unit { name: code.clone(), code, alternative_names: Vec::new() }
        };
        Units::new(codes.into_iter().map(unit).collect(), Vec::new())
    }

    /// The number of units.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The units in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Unit> {
        self.list.iter()
    }

    /// A unit by position.
    pub fn get(&self, position: usize) -> &Unit {
        &self.list[position]
    }

    /// The position of a unit.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.positions.get(code).copied()
    }

    /// The columns of facts.
    pub fn columns(&self) -> &[UnitColumn] {
        &self.columns
    }

    /// A column of facts by name.
    pub fn column(&self, name: &str) -> Option<&UnitColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl<'a> IntoIterator for &'a Units {
    type Item = &'a Unit;
    type IntoIter = std::slice::Iter<'a, Unit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_leave_the_origin_alone() {
        let status = Status::ESTIMATED.imputed().treated().carried();
        assert_eq!(status.to_string(), "estimated imputed treated carried");
        assert!(!status.is_missing());
        assert!(Status::UNANSWERED.is_missing() && !Status::UNANSWERED.is_not_applicable());
    }

    #[test]
    fn every_origin_is_found_by_its_name() {
        for &origin in Status::ORIGINS {
            assert_eq!(Status::from_name(origin.name()), Some(origin));
        }
    }
}
