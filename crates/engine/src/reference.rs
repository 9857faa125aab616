//! Which rows a scale or a treatment is fitted on: the units that are ranked, in the periods of reference.

use std::borrow::Cow;

use crate::Error;
use crate::dataset::Dataset;
use crate::method::Reference;
use crate::period::Period;

/// The rows to fit on: for each fit, which rows may take part.
pub(crate) struct Fitting<'a> {
    included: &'a [bool],
    units: usize,
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
        Ok(Fitting { included, units: data.units.len(), fits })
    }

    /// The known values of a column for each fit.
    pub(crate) fn samples<'c>(&self, column: &'c [f64]) -> Vec<Cow<'c, [f64]>> {
        self.fits.iter().map(|periods| self.sample(column, periods)).collect()
    }

    fn sample<'c>(&self, column: &'c [f64], periods: &std::ops::Range<usize>) -> Cow<'c, [f64]> {
        let rows = periods.start * self.units..periods.end * self.units;
        let (values, included) = (&column[rows.clone()], &self.included[rows]);
        let usable = |(value, included): (&f64, &bool)| *included && !value.is_nan();
        if values.iter().zip(included).all(usable) {
            return Cow::Borrowed(values);
        }
        let known = values.iter().zip(included).filter(|(value, included)| usable((value, included)));
        Cow::Owned(known.map(|(&value, _)| value).collect())
    }

    /// Which of `fits` fits serves a row.
    pub(crate) fn number(&self, row: usize, fits: usize) -> usize {
        if fits == 1 { 0 } else { row / self.units }
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
