//! Which rows a scale or a treatment is fitted on: the units that are ranked, in the periods of reference.

use std::borrow::Cow;

use crate::Error;
use crate::dataset::Dataset;
use crate::method::Reference;
use crate::period::Period;
use crate::stats::extent;

/// The rows to fit on: for each fit, which rows may take part.
pub(crate) struct Fitting<'a> {
    /// `None` where all rows may take part.
    included: Option<&'a [bool]>,
    units: usize,
    periods: usize,
    /// The positions of the periods of each fit.
    fits: Vec<std::ops::Range<usize>>,
}

impl<'a> Fitting<'a> {
    /// The fits that a reference asks for: one, or one for each period.
    pub(crate) fn new(data: &Dataset, reference: Reference, included: &'a [bool]) -> Result<Self, Error> {
        let periods = data.periods.len();
        let fits = match reference {
            Reference::Pooled => std::iter::once(0..periods).collect(),
            Reference::EachPeriod => (0..periods).map(|period| period..period + 1).collect(),
            Reference::Base(period) => {
                let position = data.periods.iter().position(|&known| known == period);
                let position = position.ok_or_else(|| Error::UnknownPeriod {
                    period: period.to_string(),
                    known: data.periods.iter().map(Period::to_string).collect::<Vec<_>>().join(", "),
                })?;
                std::iter::once(position..position + 1).collect()
            }
        };
        let included = included.contains(&false).then_some(included);
        Ok(Fitting { included, units: data.units.len(), periods, fits })
    }

    /// One period in which every row counts.
    pub(crate) fn of_one_period(rows: usize) -> Fitting<'static> {
        Fitting { included: None, units: rows, periods: 1, fits: std::iter::once(0..1).collect() }
    }

    /// The rows of each period: those that are compared with each other.
    pub(crate) fn periods(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let units = self.units;
        (0..self.periods).map(move |period| period * units..(period + 1) * units)
    }

    /// Whether a row counts: it is ranked. Others get a score and move nobody.
    pub(crate) fn counts(&self, row: usize) -> bool {
        self.included.is_none_or(|included| included[row])
    }

    /// The rows of reference that count, in order: what is shared by all periods is found on these.
    pub(crate) fn reference_rows(&self) -> Vec<usize> {
        let rows = |periods: &std::ops::Range<usize>| periods.start * self.units..periods.end * self.units;
        self.fits.iter().flat_map(rows).filter(|&row| self.counts(row)).collect()
    }

    /// The last known value of a unit, by position, in the periods of each fit.
    pub(crate) fn values_of(&self, unit: usize, column: &[f64]) -> Vec<Option<f64>> {
        let value = |period: usize| column[period * self.units + unit];
        let last = |periods: &std::ops::Range<usize>| periods.clone().rev().map(value).find(|value| !value.is_nan());
        self.fits.iter().map(last).collect()
    }

    /// The known values of a column for each fit.
    pub(crate) fn samples<'c>(&'c self, column: &'c [f64]) -> Vec<Known<'c>> {
        let rows = |periods: &std::ops::Range<usize>| periods.start * self.units..periods.end * self.units;
        let known = |rows: std::ops::Range<usize>| Known {
            values: &column[rows.clone()],
            included: self.included.map(|included| &included[rows]),
        };
        self.fits.iter().map(rows).map(known).collect()
    }

    /// The rows that each of `fits` fits serves.
    pub(crate) fn rows(&self, fits: usize, total: usize) -> Vec<std::ops::Range<usize>> {
        if fits == 1 {
            std::iter::once(0..total).collect()
        } else {
            (0..fits).map(|fit| fit * self.units..(fit + 1) * self.units).collect()
        }
    }
}

/// The known values of a column that may be fitted on. They are copied only when a fit needs more than their extent.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    values: &'a [f64],
    included: Option<&'a [bool]>,
}

impl<'a> Known<'a> {
    /// All of these values, of which none is missing.
    pub(crate) fn all(values: &'a [f64]) -> Self {
        Known { values, included: None }
    }

    /// The least and the greatest value; `None` where there is none.
    pub(crate) fn extent(self) -> Option<(f64, f64)> {
        let Some(included) = self.included else { return extent(self.values).filter(|(low, high)| low <= high) };
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut room = [f64::NAN; BLOCK];
        for (values, included) in self.values.chunks(BLOCK).zip(included.chunks(BLOCK)) {
            let cells = values.iter().zip(included).map(|(&value, &included)| if included { value } else { f64::NAN });
            room.iter_mut().zip(cells).for_each(|(slot, value)| *slot = value);
            let Some((least, greatest)) = extent(&room[..values.len()]) else { continue };
            (low, high) = (low.min(least), high.max(greatest));
        }
        (low <= high).then_some((low, high))
    }

    /// The values, without gaps.
    pub(crate) fn values(self) -> Cow<'a, [f64]> {
        let usable = |row: usize| self.included.is_none_or(|included| included[row]) & !self.values[row].is_nan();
        if (0..self.values.len()).all(usable) {
            return Cow::Borrowed(self.values);
        }
        // Every value is written and the ones not wanted are written over: gaps come at random, and a branch on them
        // would cost more.
        let mut known = vec![0.0; self.values.len()];
        let mut count = 0;
        for (row, &value) in self.values.iter().enumerate() {
            known[count] = value;
            count += usize::from(usable(row));
        }
        known.truncate(count);
        Cow::Owned(known)
    }

    /// How many there are.
    pub(crate) fn count(self) -> usize {
        let known = |&row: &usize| self.included.is_none_or(|included| included[row]) && !self.values[row].is_nan();
        (0..self.values.len()).filter(known).count()
    }
}

/// Rows that are looked at together: small enough that they stay in the nearest cache.
const BLOCK: usize = 1024;
