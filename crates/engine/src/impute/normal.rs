//! A multivariate normal of the indicators of one period, and what it says of the gaps (Handbook step 3).
//!
//! Shared by the methods that rest on it. Rows with the same gaps are looked at together, since they share a
//! decomposition. Sums have no order and alike rows come in the order of their gaps, so units may be listed in any.
//! Matrices are never multiplied as such: the library would choose its instructions at run time.

use std::collections::BTreeMap;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::Gaps;
use crate::par;
use crate::random::Stream;
use crate::stats::{cross_products, mean, standard_deviation, sum};

/// Mean and covariance of the standardised indicators.
#[derive(Debug, Clone)]
pub(super) struct Normal {
    pub(super) mean: DVector<f64>,
    pub(super) covariance: DMatrix<f64>,
}

impl Normal {
    /// The standard one of this width.
    pub(super) fn standard(width: usize) -> Self {
        Normal { mean: DVector::zeros(width), covariance: DMatrix::identity(width, width) }
    }

    /// The greatest difference of a mean or a covariance.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        let means = self.mean.iter().zip(other.mean.iter());
        let covariances = self.covariance.iter().zip(other.covariance.iter());
        means.chain(covariances).fold(0.0, |most, (a, b)| (a - b).abs().max(most))
    }
}

/// What is added to the variances of a covariance that is singular, once it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ridge {
    step: f64,
    added: f64,
}

impl Ridge {
    /// The least share of its variance that an indicator has of its own where nothing is added.
    const OWN_VARIANCE_MIN: f64 = 1e-8;

    pub(super) fn new(step: f64) -> Self {
        Ridge { step, added: 0.0 }
    }

    /// Adds it from now on, whether it is needed or not.
    pub(super) fn insist(&mut self) {
        self.added = self.added.max(self.step);
    }

    /// Whether it was needed.
    pub(super) fn was_needed(self) -> bool {
        self.added > 0.0
    }

    /// The lower triangle of a covariance, with as much added to its variances as it needs.
    pub(super) fn factor(&mut self, covariance: &DMatrix<f64>) -> Cholesky<f64, Dyn> {
        let width = covariance.nrows();
        while self.added < 1e9 {
            let raised = DMatrix::from_fn(width, width, |row, column| {
                covariance[(row, column)] + if row == column { self.added } else { 0.0 }
            });
            let own = |found: &Cholesky<f64, Dyn>| {
                let pivots = found.l_dirty().diagonal();
                pivots
                    .iter()
                    .enumerate()
                    .all(|(at, pivot)| pivot * pivot > Self::OWN_VARIANCE_MIN * covariance[(at, at)].max(self.added))
            };
            if let Some(found) = Cholesky::new(raised).filter(own) {
                return found;
            }
            self.added = if self.added > 0.0 { self.added * 10.0 } else { self.step };
        }
        // Figures near the ends of what a number can hold: nothing is known of how they go together.
        Cholesky::pack_dirty(DMatrix::identity(width, width))
    }
}

/// The indicators of a period that vary, each with its mean and standard deviation (n - 1) among the units that count.
pub(super) struct Measures {
    /// By position in the table, in order.
    pub(super) columns: Vec<usize>,
    centres: Vec<f64>,
    spreads: Vec<f64>,
}

impl Measures {
    pub(super) fn new(gaps: &Gaps<'_>, period: usize, columns: &[usize]) -> Self {
        let found = par::map(columns.len(), gaps.data.units.len(), |column| {
            let known = gaps.known(columns[column], period);
            let spread = standard_deviation(&known).filter(|spread| *spread > 0.0 && spread.is_finite())?;
            Some((columns[column], mean(&known)?, spread))
        });
        let mut measures = Measures { columns: Vec::new(), centres: Vec::new(), spreads: Vec::new() };
        for (column, centre, spread) in found.into_iter().flatten() {
            measures.columns.push(column);
            measures.centres.push(centre);
            measures.spreads.push(spread);
        }
        measures
    }

    /// A standardised value in the measure of its indicator.
    pub(super) fn back(&self, place: usize, value: f64) -> f64 {
        self.centres[place] + self.spreads[place] * value
    }

    /// The rows of the units that pass the test, standardised.
    pub(super) fn rows(&self, gaps: &Gaps<'_>, period: usize, test: impl Fn(usize) -> bool) -> Rows {
        let (start, width) = (gaps.data.rows_of(period).start, self.columns.len());
        let value = |unit: usize, place: usize| {
            (gaps.table.column(self.columns[place])[start + unit] - self.centres[place]) / self.spreads[place]
        };
        let (mut units, mut values) = (Vec::new(), Vec::new());
        let mut alike: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for unit in (0..gaps.data.units.len()).filter(|&unit| test(start + unit)) {
            let row: Vec<f64> = (0..width).map(|place| value(unit, place)).collect();
            alike.entry(row.iter().map(|value| value.is_nan()).collect()).or_default().push(units.len());
            units.push(unit);
            values.extend(row);
        }
        let pieces = alike.into_iter().flat_map(|(missing, rows)| {
            let gaps: Vec<usize> = (0..width).filter(|&place| missing[place]).collect();
            rows.chunks(Alike::ROWS_MAX)
                .map(|rows| Alike { gaps: gaps.clone(), rows: rows.to_vec() })
                .collect::<Vec<_>>()
        });
        Rows { units, width, alike: pieces.collect(), values }
    }
}

/// Rows with the same gaps.
struct Alike {
    gaps: Vec<usize>,
    rows: Vec<usize>,
}

impl Alike {
    /// So that threads can share many rows with the same gaps.
    const ROWS_MAX: usize = 1024;
}

/// Standardised rows, `NaN` where there is a gap.
pub(super) struct Rows {
    /// The unit of each row, by position.
    pub(super) units: Vec<usize>,
    width: usize,
    /// Row by row.
    values: Vec<f64>,
    alike: Vec<Alike>,
}

/// Random numbers for each row.
#[derive(Clone, Copy)]
pub(super) struct Noise<'a> {
    /// The seed of each unit.
    pub(super) seeds: &'a [u64],
    /// The stream that is read.
    pub(super) stream: u64,
}

/// Rows without gaps.
pub(super) struct Completed {
    /// Column by column.
    pub(super) columns: Vec<Vec<f64>>,
    /// The sum of the covariances of what was filled.
    uncertainty: DMatrix<f64>,
}

impl Rows {
    /// Every gap filled with what is expected of it given what the row knows, or with a draw where there is noise.
    ///
    /// With K the inverse of the covariance and m the gaps of a row, their expectation is mu_m - K_mm^-1 K_mo (x_o - mu_o)
    /// and their covariance K_mm^-1: a row with few gaps needs the decomposition of a small matrix alone.
    pub(super) fn completed(&self, normal: &Normal, ridge: &mut Ridge, noise: Option<Noise<'_>>) -> Completed {
        let precision = ridge.factor(&normal.covariance).inverse();
        let filled = par::map(self.alike.len(), Alike::ROWS_MAX * self.width / 8, |piece| {
            let Alike { gaps, rows } = &self.alike[piece];
            let own = precision.select_rows(gaps).select_columns(gaps);
            // A part of a matrix that was just found positive definite is so too, but for its last digits.
            let apart = || Cholesky::pack_dirty(DMatrix::from_diagonal(&own.diagonal().map(f64::sqrt)));
            let factor = Cholesky::new(own.clone()).unwrap_or_else(apart);
            let upper = factor.l().transpose();
            let values: Vec<DVector<f64>> = rows
                .iter()
                .map(|&row| {
                    let own = &self.values[row * self.width..(row + 1) * self.width];
                    let known = own.iter().zip(normal.mean.iter());
                    let beyond: Vec<f64> =
                        known.map(|(value, mean)| if value.is_nan() { 0.0 } else { value - mean }).collect();
                    let beyond = DVector::from_vec(beyond);
                    let mut shift = DVector::from_fn(gaps.len(), |gap, _| precision.column(gaps[gap]).dot(&beyond));
                    factor.solve_mut(&mut shift);
                    if let Some(Noise { seeds, stream }) = noise {
                        let mut stream = Stream::new(seeds[self.units[row]], stream);
                        let normal = DVector::from_fn(gaps.len(), |_, _| stream.normal());
                        shift -= upper.solve_upper_triangular(&normal).unwrap_or(normal);
                    }
                    DVector::from_fn(gaps.len(), |gap, _| normal.mean[gaps[gap]] - shift[gap])
                })
                .collect();
            (values, factor.inverse())
        });
        let mut columns: Vec<Vec<f64>> = (0..self.width)
            .map(|place| self.values.iter().skip(place).step_by(self.width).copied().collect())
            .collect();
        let mut uncertainty = DMatrix::zeros(self.width, self.width);
        for (Alike { gaps, rows }, (values, covariance)) in self.alike.iter().zip(filled) {
            for (at, &gap) in gaps.iter().enumerate() {
                rows.iter().zip(&values).for_each(|(&row, value)| columns[gap][row] = value[at]);
                for (other, &second) in gaps.iter().enumerate() {
                    uncertainty[(gap, second)] += covariance[(at, other)] * rows.len() as f64;
                }
            }
        }
        Completed { columns, uncertainty }
    }
}

impl Completed {
    /// The mean of each column, and the sum of products of what is beyond it.
    pub(super) fn moments(mut self) -> (DVector<f64>, DMatrix<f64>) {
        let rows = self.columns.first().map_or(0, Vec::len) as f64;
        let means = par::map(self.columns.len(), rows as usize, |column| sum(&self.columns[column]) / rows);
        for (column, mean) in self.columns.iter_mut().zip(&means) {
            column.iter_mut().for_each(|value| *value -= mean);
        }
        (means.into(), cross_products(&self.columns))
    }

    /// The normal of greatest likelihood if the gaps were filled so, by n.
    pub(super) fn likeliest(self) -> Normal {
        let rows = self.columns.first().map_or(0, Vec::len) as f64;
        let uncertainty = self.uncertainty.clone();
        let (mean, products) = self.moments();
        Normal { mean, covariance: (products + uncertainty) / rows }
    }
}
