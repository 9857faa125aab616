//! Values and statuses of cells, each of which one row may name once.

use opencities_engine::dataset::Status;
use opencities_engine::table::Table;

use super::grid::{At, Cells, Shape};

/// The value of a cell that no row has named: a `NaN` of its own, gone from the finished table.
const UNNAMED: f64 = f64::from_bits(f64::NAN.to_bits() | 1);
/// The mark of a status that follows from the value: observed, or missing. Most cells have it, and no memory is touched
/// for them; other marks are one more than the position of their status.
const BY_VALUE: u8 = 0;

/// The figures as far as they have been read.
pub(super) struct Figures {
    values: Cells<f64>,
    marks: Cells<u8>,
}

impl Figures {
    pub(super) fn new(width: usize, units: usize) -> Self {
        Figures { values: Cells::new(UNNAMED, width, units), marks: Cells::new(BY_VALUE, width, units) }
    }

    /// Fills a cell; tells whether it did, or a row has named the cell before.
    pub(super) fn set(&mut self, at: At, value: f64, status: Status) -> bool {
        let cell = self.values.at(at);
        if cell.to_bits() != UNNAMED.to_bits() {
            return false;
        }
        *cell = value;
        if status != by_value(value) {
            let position = Status::ORIGINS.iter().position(|&origin| origin == status).unwrap_or_default();
            *self.marks.at(at) = BY_VALUE + 1 + position as u8;
        }
        true
    }

    /// The tables of values and of statuses.
    pub(super) fn into_tables(mut self, shape: &Shape<'_>) -> (Table, Table<Status>) {
        let (mut values, mut statuses) = (Vec::new(), Vec::new());
        for series in 0..shape.series.len() {
            let mut column = self.values.take_column(series, shape);
            let marks = self.marks.take_column(series, shape);
            let status = column.iter().zip(marks).map(|(&value, mark)| match mark {
                BY_VALUE => by_value(value),
                mark => Status::ORIGINS[usize::from(mark - BY_VALUE - 1)],
            });
            statuses.push(status.collect());
            column.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = f64::NAN);
            values.push(column.into());
        }
        (shape.table(values), shape.table(statuses))
    }
}

fn by_value(value: f64) -> Status {
    if value.is_nan() { Status::MISSING } else { Status::OBSERVED }
}
