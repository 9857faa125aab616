//! Takes rows of observations, one after the other: finds what each names, and says what is wrong with it.

use std::sync::Arc;

use opencities_engine::dataset::{Dataset, Status, Unit, Units};
use opencities_engine::finding::{Code, Finding, Place};

use super::grid::{At, Cells, Pooled, Shape};
use super::layout::{Layout, Long, Wide};
use super::periods::Periods;
use super::tally::{Spot, Tally};
use crate::read::header::Header;
use crate::read::index::{Index, nearest};
use crate::read::number::Reading;
use crate::read::report::{Report, rows};
use crate::read::row::{Field, Row};

/// The mark of a cell that no row has named; others are one more than the position of their status.
const UNNAMED: u8 = 0;

/// Units, series, periods and cells as far as they have been read.
pub(super) struct Store {
    /// The findings of the file that is being read.
    pub(super) report: Report,
    /// The units as declared; `None` where those that the rows name are taken.
    declared: Option<Units>,
    units: Index,
    series: Index,
    periods: Periods,
    sources: Vec<String>,
    values: Cells<f64>,
    marks: Cells<u8>,
    standard_errors: Option<Cells<f64>>,
    geography: Pooled,
    source: Pooled,
    note: Pooled,
    unknown_units: Tally,
    unknown_series: Tally,
    missing_marks: Tally,
}

impl Store {
    pub(super) fn new(series: Vec<String>, declared: Option<Units>, sources: &[String]) -> Self {
        let width = series.len();
        let codes = declared.iter().flat_map(Units::iter).map(|unit| unit.code.clone());
        let units = Index::new(codes);
        let known = units.len();
        Store {
            report: Report::default(),
            declared,
            units,
            series: Index::new(series),
            periods: Periods::default(),
            sources: sources.to_vec(),
            values: Cells::new(f64::NAN, width, known),
            marks: Cells::new(UNNAMED, width, known),
            standard_errors: None,
            geography: Pooled::new(width, known),
            source: Pooled::new(width, known),
            note: Pooled::new(width, known),
            unknown_units: Tally::default(),
            unknown_series: Tally::default(),
            missing_marks: Tally::default(),
        }
    }

    /// The codes of the series.
    pub(super) fn series(&self) -> &Index {
        &self.series
    }

    /// Warns of columns that are not read; facts about the units, which belong to their own table, are expected.
    pub(super) fn report_unused(&mut self, header: &Header<'_>, layout: &Layout) {
        let used = layout.used();
        let is_fact = |name: &str| {
            let declared = self.declared.as_ref();
            declared.is_some_and(|units| {
                let columns = units.columns().iter().map(|column| column.name.as_str());
                columns.chain(["name", "alternative_names"]).any(|known| known.eq_ignore_ascii_case(name))
            })
        };
        let names = header.names.iter().enumerate();
        let unused: Vec<&str> = names
            .filter(|(column, name)| !used.contains(column) && !is_fact(name))
            .map(|(_, name)| name.as_str())
            .collect();
        if unused.is_empty() {
            return;
        }
        let listed: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
        let message = match listed.as_slice() {
            [one] => format!("the column {one} is not read"),
            many => format!("the columns {} are not read", many.join(", ")),
        };
        let like: Vec<String> = unused
            .iter()
            .filter_map(|name| {
                let known = Long::NAMES.into_iter().chain(self.series.iter());
                nearest(name, known).map(|known| format!("`{name}` looks like `{known}`"))
            })
            .collect();
        let hint =
            if like.is_empty() { "remove it, or declare it as an indicator".to_owned() } else { like.join(", ") };
        self.report.add(Code::D116, header.line, || (Place::default(), message, hint));
    }

    /// Takes a row of a long table.
    pub(super) fn long<R: Row>(&mut self, line: u64, row: &R, columns: &Long) {
        let field = |column: Option<usize>| column.map_or(Field::Empty, |column| row.field(column));
        let (unit, node, period) = (row.field(columns.unit), row.field(columns.indicator), field(columns.period));
        let found = (self.unit(line, unit), self.find_series(line, node), self.period(line, unit, period));
        let node = node.text();
        let spot = Spot { line, unit, node: &node, period };
        let value = self.value(spot, row.field(columns.value));
        let status = self.status(spot, field(columns.status), value);
        let error = self.standard_error(spot, field(columns.standard_error));
        let ((Some(unit), Some(series), Some(period)), Some((value, status)), Some(error)) = (found, status, error)
        else {
            return;
        };
        let at = At { period, series, unit };
        if !self.set(at, value, status) {
            self.report.add(Code::D103, line, || {
                let words = format!("`{}` of {} is given a second time", spot.node, spot.unit.text());
                spot.say(words, "remove one of the two rows")
            });
            return;
        }
        if let Some(error) = error {
            let (width, known) = (self.series.len(), self.units.len());
            *self.standard_errors.get_or_insert_with(|| Cells::new(f64::NAN, width, known)).at(at) = error;
        }
        self.labels(spot, at, field(columns.geography), field(columns.source), field(columns.note));
    }

    /// Takes a row of a wide table: a figure for each cell that is not empty.
    pub(super) fn wide<R: Row>(&mut self, line: u64, row: &R, columns: &Wide) {
        let unit_field = row.field(columns.unit);
        let period_field = columns.period.map_or(Field::Empty, |column| row.field(column));
        let found = (self.unit(line, unit_field), self.period(line, unit_field, period_field));
        let mut twice = None;
        for &(column, series) in &columns.series {
            let reading = Reading::of(row.field(column));
            let value = match reading {
                Reading::Number(value) => value,
                Reading::Missing => continue,
                _ => {
                    let node = self.series.name(series).to_owned();
                    let spot = Spot { line, unit: unit_field, node: &node, period: period_field };
                    self.value(spot, row.field(column));
                    continue;
                }
            };
            if let (Some(unit), Some(period)) = found
                && !self.set(At { period, series, unit }, value, Status::OBSERVED)
            {
                twice.get_or_insert(series);
            }
        }
        if let Some(series) = twice {
            let node = self.series.name(series);
            let spot = Spot { line, unit: unit_field, node, period: period_field };
            self.report.add(Code::D103, line, || {
                spot.say(
                    format!("`{node}` of {} is given a second time", unit_field.text()),
                    "remove one of the two rows",
                )
            });
        }
    }

    /// Fills a cell, unless a row has named it before.
    fn set(&mut self, at: At, value: f64, status: Status) -> bool {
        let mark = self.marks.at(at);
        if *mark != UNNAMED {
            return false;
        }
        *mark = mark_of(status);
        *self.values.at(at) = value;
        true
    }

    fn unit(&mut self, line: u64, field: Field<'_>) -> Option<usize> {
        let code = field.text();
        let found = match self.declared {
            None if !code.is_empty() => Some(self.units.find_or_add(&code)),
            _ => self.units.find(&code).filter(|_| !code.is_empty()),
        };
        if found.is_none() {
            self.unknown_units.count(&code, line);
        }
        found
    }

    fn find_series(&mut self, line: u64, field: Field<'_>) -> Option<usize> {
        let code = field.text();
        let found = self.series.find(&code);
        if found.is_none() {
            self.unknown_series.count(&code, line);
        }
        found
    }

    fn period(&mut self, line: u64, unit: Field<'_>, field: Field<'_>) -> Option<usize> {
        let found = self.periods.find_or_add(field);
        if found.is_none() {
            self.report.add(Code::D113, line, || {
                let hint = "write 2024, 2024-H1, 2024-Q3 or 2024-07".to_owned();
                (Place::unit(unit.text()), format!("`{}` is not a period", field.text()), hint)
            });
        }
        found
    }

    /// The value of a field, `NaN` where it is missing; `None` for a fault.
    fn value(&mut self, spot: Spot<'_>, field: Field<'_>) -> Option<f64> {
        let (code, problem, hint) = match Reading::of(field) {
            Reading::Number(value) => return Some(value),
            Reading::Missing => return Some(f64::NAN),
            Reading::Mark(mark) => {
                self.missing_marks.count(mark, spot.line);
                return Some(f64::NAN);
            }
            Reading::Infinite => (Code::D108, "is infinite", "correct it or leave the cell empty"),
            Reading::DecimalComma => (Code::D106, "has a decimal comma", "write it with a point"),
            Reading::Text => (Code::D105, "is not a number", "write 1234.5, without thousands separator or unit"),
        };
        self.report.add(code, spot.line, || spot.say(format!("the value `{}` {problem}", field.text()), hint));
        None
    }

    /// The value that is kept and its status; `None` for a fault.
    fn status(&mut self, spot: Spot<'_>, field: Field<'_>, value: Option<f64>) -> Option<(f64, Status)> {
        let stated = match field {
            Field::Empty => None,
            Field::Text("observed") => Some(Status::OBSERVED),
            _ => {
                let name = field.text();
                let known = Status::from_name(&name);
                if known.is_none() {
                    self.report.add(Code::D112, spot.line, || {
                        let names: Vec<&str> = Status::ORIGINS.iter().map(|origin| origin.name()).collect();
                        let hint = format!("statuses are {}", names.join(", "));
                        spot.say(format!("`{name}` is not a status"), &hint)
                    });
                    return None;
                }
                known
            }
        };
        let value = value?;
        let Some(status) = stated else {
            return Some((value, if value.is_nan() { Status::MISSING } else { Status::OBSERVED }));
        };
        if status.is_missing() == value.is_nan() {
            return Some((value, status));
        }
        self.report.add(Code::D127, spot.line, || {
            let (message, hint) = if value.is_nan() {
                (format!("the status is `{}` and there is no value", status.name()), "say why the value is missing")
            } else {
                (format!("the status is `{}` and the value is {value}", status.name()), "remove one of the two")
            };
            spot.say(message, hint)
        });
        Some((f64::NAN, if status.is_missing() { status } else { Status::MISSING }))
    }

    /// The standard error where there is one; `None` for a fault.
    fn standard_error(&mut self, spot: Spot<'_>, field: Field<'_>) -> Option<Option<f64>> {
        match Reading::of(field) {
            Reading::Number(error) => Some(Some(error)),
            Reading::Missing => Some(None),
            _ => {
                self.report.add(Code::D115, spot.line, || {
                    let hint = "write a number of zero or more, or leave it empty";
                    spot.say(format!("the standard error `{}` is not a number", field.text()), hint)
                });
                None
            }
        }
    }

    fn labels(&mut self, spot: Spot<'_>, at: At, geography: Field<'_>, source: Field<'_>, note: Field<'_>) {
        if !geography.is_empty() {
            self.geography.set(at, &geography.text());
        }
        if !note.is_empty() {
            self.note.set(at, &note.text());
        }
        if source.is_empty() {
            return;
        }
        let code = source.text();
        let is_new = self.source.set(at, &code);
        if is_new && !self.sources.is_empty() && !self.sources.iter().any(|known| *known == code) {
            self.report.add(Code::F109, spot.line, || {
                let like = nearest(&code, self.sources.iter().map(String::as_str));
                spot.say(format!("the source `{code}` is not described"), &suggest(like, "describe it in sources.toml"))
            });
        }
    }

    /// The findings of the file that has been read.
    pub(super) fn finish_file(&mut self) -> Vec<Finding> {
        let declared = self.declared.as_ref();
        for (name, line, count) in self.unknown_units.drain() {
            self.report.add(Code::D101, line, || {
                if name.is_empty() {
                    return (Place::default(), format!("{} without a unit", rows(count)), "name the unit".to_owned());
                }
                let like = declared
                    .and_then(|units| units.iter().find(|unit| goes_by(unit, &name)).map(|unit| unit.code.as_str()))
                    .or_else(|| nearest(&name, self.units.iter()));
                let message = format!("there is no unit `{name}` ({})", rows(count));
                (Place::unit(name), message, suggest(like, "add it to units.csv or remove the rows"))
            });
        }
        for (name, line, count) in self.unknown_series.drain() {
            self.report.add(Code::D102, line, || {
                if name.is_empty() {
                    let message = format!("{} without an indicator", rows(count));
                    return (Place::default(), message, "name the indicator".to_owned());
                }
                let like = nearest(&name, self.series.iter());
                let message = format!("there is no indicator `{name}` ({})", rows(count));
                (Place::node(name), message, suggest(like, "declare it or remove the rows"))
            });
        }
        for (mark, line, count) in self.missing_marks.drain() {
            self.report.add(Code::D107, line, || {
                let message = format!("`{mark}` was read as a missing value ({count} in all)");
                (Place::default(), message, "leave the cell empty, and say why in the status column".to_owned())
            });
        }
        std::mem::take(&mut self.report).finish()
    }

    /// The data set of all rows.
    pub(super) fn into_dataset(self) -> Dataset {
        let units = self.declared.unwrap_or_else(|| Units::of_codes(self.units.into_names()));
        let codes: Arc<[String]> = self.series.into_names().into();
        let (periods, order) = self.periods.in_order();
        let shape = Shape { series: &codes, periods: &order, units: units.len() };
        Dataset {
            values: self.values.into_table(&shape, |value| value),
            status: self.marks.into_table(&shape, status_of),
            standard_error: self.standard_errors.map(|cells| cells.into_table(&shape, |error| error)),
            geography: self.geography.into_labels(&shape),
            source: self.source.into_labels(&shape),
            note: self.note.into_labels(&shape),
            observed_period: None,
            units: units.into(),
            periods,
        }
    }
}

fn mark_of(status: Status) -> u8 {
    let position = Status::ORIGINS.iter().position(|&origin| origin == status).unwrap_or_default();
    UNNAMED + 1 + position as u8
}

fn status_of(mark: u8) -> Status {
    match mark {
        UNNAMED => Status::MISSING,
        mark => Status::ORIGINS[usize::from(mark - UNNAMED - 1)],
    }
}

/// Whether a unit is also called this.
fn goes_by(unit: &Unit, name: &str) -> bool {
    let name = name.to_lowercase();
    [&unit.code, &unit.name].into_iter().chain(&unit.alternative_names).any(|known| known.to_lowercase() == name)
}

fn suggest(like: Option<&str>, otherwise: &str) -> String {
    like.map_or_else(|| otherwise.to_owned(), |like| format!("did you mean `{like}`?"))
}
