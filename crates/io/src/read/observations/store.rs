//! Takes rows of observations, one after the other: finds what each names, and says what is wrong with it.

use std::sync::Arc;

use opencities_engine::dataset::{Dataset, Status, Units};
use opencities_engine::finding::{Code, Finding, Place};

use super::figures::Figures;
use super::grid::{At, Cells, Pooled, Shape};
use super::layout::{Long, Wide};
use super::names::{Names, Tally, suggest};
use super::periods::Periods;
use crate::read::index::nearest;
use crate::read::number::Reading;
use crate::read::report::{Report, Words};
use crate::read::row::{Field, Row};

/// What has been read so far.
pub(super) struct Store {
    /// The findings of the file that is being read.
    pub(super) report: Report,
    /// Units and series.
    pub(super) names: Names,
    periods: Periods,
    sources: Vec<String>,
    figures: Figures,
    standard_errors: Option<Cells<f64>>,
    geography: Pooled,
    source: Pooled,
    note: Pooled,
    missing_marks: Tally,
}

/// What a row names, for messages.
#[derive(Clone, Copy)]
struct Spot<'a> {
    line: u64,
    unit: Field<'a>,
    node: &'a str,
    period: Field<'a>,
}

impl Spot<'_> {
    fn place(&self) -> Place {
        let place = Place::node(self.node).of_unit(self.unit.text());
        if self.period.is_empty() { place } else { place.in_period(self.period.text()) }
    }

    fn say(&self, message: String, hint: &str) -> Words {
        (self.place(), message, hint.to_owned())
    }
}

impl Store {
    pub(super) fn new(series: Vec<String>, declared: Option<Units>, sources: &[String]) -> Self {
        let width = series.len();
        let names = Names::new(series, declared);
        let known = names.units();
        Store {
            report: Report::default(),
            names,
            periods: Periods::default(),
            sources: sources.to_vec(),
            figures: Figures::new(width, known),
            standard_errors: None,
            geography: Pooled::new(width, known),
            source: Pooled::new(width, known),
            note: Pooled::new(width, known),
            missing_marks: Tally::default(),
        }
    }

    /// Takes a row of a long table.
    pub(super) fn long<R: Row>(&mut self, line: u64, row: &R, columns: &Long) {
        let field = |column: Option<usize>| column.map_or(Field::Empty, |column| row.field(column));
        let (unit, node, period) = (row.field(columns.unit), row.field(columns.indicator), field(columns.period));
        let found = (self.names.unit(line, unit), self.names.find_series(line, node), self.period(line, unit, period));
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
        if !self.figures.set(at, value, status) {
            self.report.add(Code::D103, line, || {
                let words = format!("`{}` of {} is given a second time", spot.node, spot.unit.text());
                spot.say(words, "remove one of the two rows")
            });
            return;
        }
        if let Some(error) = error {
            let (width, known) = (self.names.series().len(), self.names.units());
            *self.standard_errors.get_or_insert_with(|| Cells::new(f64::NAN, width, known)).at(at) = error;
        }
        self.labels(spot, at, field(columns.geography), field(columns.source), field(columns.note));
    }

    /// Takes a row of a wide table: a figure for each cell that is not empty.
    pub(super) fn wide<R: Row>(&mut self, line: u64, row: &R, columns: &Wide) {
        let unit_field = row.field(columns.unit);
        let period_field = columns.period.map_or(Field::Empty, |column| row.field(column));
        let found = (self.names.unit(line, unit_field), self.period(line, unit_field, period_field));
        let mut twice = None;
        for &(column, series) in &columns.series {
            let reading = Reading::of(row.field(column));
            let value = match reading {
                Reading::Number(value) => value,
                Reading::Missing => continue,
                _ => {
                    let node = self.names.series().name(series).to_owned();
                    let spot = Spot { line, unit: unit_field, node: &node, period: period_field };
                    self.value(spot, row.field(column));
                    continue;
                }
            };
            if let (Some(unit), Some(period)) = found
                && !self.figures.set(At { period, series, unit }, value, Status::OBSERVED)
            {
                twice.get_or_insert(series);
            }
        }
        if let Some(series) = twice {
            let node = self.names.series().name(series);
            let spot = Spot { line, unit: unit_field, node, period: period_field };
            self.report.add(Code::D103, line, || {
                spot.say(
                    format!("`{node}` of {} is given a second time", unit_field.text()),
                    "remove one of the two rows",
                )
            });
        }
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
        self.names.finish_file(&mut self.report);
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
        let (units, series) = self.names.into_values();
        let series: Arc<[String]> = series.into();
        let (periods, order) = self.periods.in_order();
        let shape = Shape { series: &series, periods: &order, units: units.len() };
        let (values, status) = self.figures.into_tables(&shape);
        Dataset {
            values,
            status,
            standard_error: self.standard_errors.map(|cells| cells.into_table(&shape)),
            geography: self.geography.into_labels(&shape),
            source: self.source.into_labels(&shape),
            note: self.note.into_labels(&shape),
            observed_period: None,
            units: units.into(),
            periods,
        }
    }
}
