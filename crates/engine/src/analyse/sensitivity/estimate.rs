//! Sobol' indices from the outputs of any model: how much of the variance each input carries. Knows no composite.
//!
//! Two samples A and B of all inputs, and for every input i the sample AB_i: A with that input from B (for second order BA_i
//! as well: B with that input from A). All outputs are taken less their mean, which leaves the indices and makes the
//! first-order estimates two to three times as exact. With V the variance of A and B together, divided by 2n:
//!
//! - first order: S_i = mean(b (ab_i - a)) / V (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018)
//! - total: T_i = mean((a - ab_i)^2) / 2V (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4)
//! - second order: S_ij = mean(ba_i ab_j - a b) / V - S_i - S_j (Saltelli 2002, doi:10.1016/S0010-4655(02)00280-1)
//!
//! Intervals are percentiles of bootstrap samples of rows. For a quasi-random design, whose estimates vary less than those of
//! random rows, they are too wide rather than too narrow.

use super::remark::Remark;
use crate::par;
use crate::random::{Stream, named_seed};
use crate::stats::{mean, quantile, sorted, sum};

/// The outputs of a model over a design: one entry for each row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outputs {
    /// Under sample A.
    pub a: Vec<f64>,
    /// Under sample B.
    pub b: Vec<f64>,
    /// For each input, under A with that input from B.
    pub ab: Vec<Vec<f64>>,
    /// For each input, under B with that input from A; empty where second-order indices are not asked for.
    pub ba: Vec<Vec<f64>>,
}

/// How indices are estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimation {
    /// Bootstrap samples for the intervals.
    pub resamples: usize,
    /// The share of them that an interval holds.
    pub interval: f64,
    /// The seed of the bootstrap.
    pub seed: u64,
}

impl Default for Estimation {
    fn default() -> Self {
        Estimation { resamples: 1000, interval: 0.95, seed: 1 }
    }
}

/// An estimate with the interval around it. `NaN` where there is no variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The indices of every input.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// The variance of the output.
    pub variance: f64,
    /// The mean of the output.
    pub mean: f64,
    /// For each input: the share of the variance that goes when this input alone is known.
    pub first: Vec<Estimate>,
    /// For each input: the share that stays when all others are known.
    pub total: Vec<Estimate>,
    /// For each pair of inputs, the first before the second: what they carry together beyond what each carries alone.
    pub second: Vec<(usize, usize, Estimate)>,
}

/// The indices of a model from its outputs.
///
/// ```
/// use opencities_engine::analyse::sensitivity::{Estimation, Outputs, sobol_indices};
///
/// // y = x1 over the four corners of two inputs in {-1, 1}: all of the variance is the first input's.
/// let outputs = Outputs {
///     a: vec![-1.0, -1.0, 1.0, 1.0],
///     b: vec![1.0, -1.0, 1.0, -1.0],
///     ab: vec![vec![1.0, -1.0, 1.0, -1.0], vec![-1.0, -1.0, 1.0, 1.0]],
///     ba: Vec::new(),
/// };
/// let indices = sobol_indices(&outputs, Estimation { resamples: 100, ..Estimation::default() });
/// assert_eq!([indices.first[0].value, indices.total[0].value], [1.0, 1.0]);
/// assert_eq!([indices.first[1].value, indices.total[1].value], [0.0, 0.0]);
/// ```
pub fn sobol_indices(outputs: &Outputs, estimation: Estimation) -> Indices {
    let rows: Vec<usize> = (0..outputs.a.len()).collect();
    let found = raw(outputs, &rows);
    let cells = rows.len() * (2 + outputs.ab.len() + outputs.ba.len());
    let resampled = par::map(estimation.resamples, cells, |resample| {
        let mut stream = Stream::new(named_seed(estimation.seed, "bootstrap"), resample as u64);
        let drawn: Vec<usize> = rows.iter().map(|_| stream.below(rows.len())).collect();
        raw(outputs, &drawn).values
    });
    let estimate = |position: usize| {
        let column = sorted(&resampled.iter().map(|values| values[position]).collect::<Vec<f64>>());
        let end = |share: f64| quantile(&column, share).unwrap_or(f64::NAN);
        let outside = (1.0 - estimation.interval) / 2.0;
        Estimate { value: found.values[position], low: end(outside), high: end(1.0 - outside) }
    };
    let inputs = outputs.ab.len();
    let pairs = pairs(outputs).enumerate().map(|(at, (i, j))| (i, j, estimate(2 * inputs + at)));
    Indices {
        variance: found.variance,
        mean: found.mean,
        first: (0..inputs).map(estimate).collect(),
        total: (inputs..2 * inputs).map(estimate).collect(),
        second: pairs.collect(),
    }
}

fn pairs(outputs: &Outputs) -> impl Iterator<Item = (usize, usize)> {
    let inputs = outputs.ba.len();
    (0..inputs).flat_map(move |i| (i + 1..inputs).map(move |j| (i, j)))
}

/// Estimates without intervals: first order, total, second order.
struct Raw {
    mean: f64,
    variance: f64,
    values: Vec<f64>,
}

fn raw(outputs: &Outputs, rows: &[usize]) -> Raw {
    let pick = |column: &Vec<f64>| -> Vec<f64> { rows.iter().map(|&row| column[row]).collect() };
    let columns = || [&outputs.a, &outputs.b].into_iter().chain(&outputs.ab).chain(&outputs.ba);
    let all: Vec<f64> = columns().flat_map(pick).collect();
    let centre = mean(&all).unwrap_or(f64::NAN);
    let centred = |column: &Vec<f64>| -> Vec<f64> { rows.iter().map(|&row| column[row] - centre).collect() };
    let (a, b) = (centred(&outputs.a), centred(&outputs.b));
    let ab: Vec<Vec<f64>> = outputs.ab.iter().map(centred).collect();
    let ba: Vec<Vec<f64>> = outputs.ba.iter().map(centred).collect();
    let both: Vec<f64> = a.iter().chain(&b).copied().collect();
    let shift = mean(&both).unwrap_or(f64::NAN);
    let variance = average(both.iter().map(|value| (value - shift) * (value - shift)));
    let share = |value: f64| if variance > 0.0 { value / variance } else { f64::NAN };
    let rows = || 0..rows.len();
    let first: Vec<f64> = ab.iter().map(|ab| share(average(rows().map(|row| b[row] * (ab[row] - a[row]))))).collect();
    let total = ab.iter().map(|ab| share(average(rows().map(|row| (a[row] - ab[row]) * (a[row] - ab[row]))) / 2.0));
    let second = pairs(outputs).map(|(i, j)| {
        share(average(rows().map(|row| ba[i][row] * ab[j][row] - a[row] * b[row]))) - first[i] - first[j]
    });
    let values = first.iter().copied().chain(total).chain(second).collect();
    Raw { mean: centre + shift, variance, values }
}

fn average(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    sum(&values) / values.len() as f64
}

impl Indices {
    /// What a reader must know before he trusts the indices.
    pub fn remarks(&self) -> Vec<Remark> {
        if self.variance.is_nan() || self.variance <= 0.0 {
            return vec![Remark::NoVariance];
        }
        let mut remarks = Vec::new();
        for (input, (first, total)) in self.first.iter().zip(&self.total).enumerate() {
            if total.high - total.low > total.value.max(SMALL) {
                remarks.push(Remark::WideInterval { input, width: total.high - total.low, index: total.value });
            }
            if first.low > total.high {
                remarks.push(Remark::FirstAboveTotal { input, first: first.value, total: total.value });
            }
        }
        let together = sum(&self.first.iter().map(|first| first.value).collect::<Vec<f64>>());
        if together > 1.0 + TOLERANCE {
            remarks.push(Remark::SumAboveOne { sum: together });
        }
        if self.first.iter().any(|first| first.value < -TOLERANCE) {
            let least = self.first.iter().map(|first| first.value).fold(f64::INFINITY, f64::min);
            remarks.push(Remark::Negative { least });
        }
        remarks
    }
}

/// Indices below this are as good as nothing, and so is the width of their interval.
const SMALL: f64 = 0.1;
/// How far an estimate may be beyond its bounds before that is said.
const TOLERANCE: f64 = 0.05;
