//! Covariance and correlation of columns, over the rows that know both.
//!
//! Pearson's r, and Spearman's as that of the ranks. Tests of significance stand elsewhere.

use nalgebra::DMatrix;
use ndarray::Array2;

use super::{Ties, mean, ranks_descending, sum};
use crate::par;

/// The values of two columns in the rows that know both.
pub fn pairs(a: &[f64], b: &[f64]) -> (Vec<f64>, Vec<f64>) {
    a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan()).unzip()
}

/// Covariance with n - 1 of two columns of known values; `None` for fewer than two rows.
pub fn covariance(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() < 2 {
        return None;
    }
    let (mean_a, mean_b) = (mean(a)?, mean(b)?);
    let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).collect();
    Some(sum(&products) / (a.len() - 1) as f64)
}

/// The sum of products of every pair of columns of known values.
pub(crate) fn cross_products(columns: &[Vec<f64>]) -> DMatrix<f64> {
    let width = columns.len();
    let pairs: Vec<[usize; 2]> = (0..width).flat_map(|a| (0..=a).map(move |b| [a, b])).collect();
    let sums = par::map(pairs.len(), columns.first().map_or(0, Vec::len), |pair| {
        let [a, b] = pairs[pair].map(|column| &columns[column]);
        sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>())
    });
    let mut matrix = DMatrix::zeros(width, width);
    for ([a, b], sum) in pairs.into_iter().zip(sums) {
        matrix[(a, b)] = sum;
        matrix[(b, a)] = sum;
    }
    matrix
}

/// Pearson's correlation of two columns over the rows that know both; `None` for fewer than two or without spread.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = pairs(a, b);
    let spread = (covariance(&a, &a)? * covariance(&b, &b)?).sqrt();
    (spread > 0.0).then(|| (covariance(&a, &b).unwrap_or(f64::NAN) / spread).clamp(-1.0, 1.0))
}

/// Spearman's correlation: Pearson's of the ranks, equal values sharing the mean of their places.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = pairs(a, b);
    pearson(&ranks_descending(&a, Ties::Average), &ranks_descending(&b, Ties::Average))
}

/// Pearson's correlations of the columns of a matrix of known values (rows x columns), 1 on the diagonal; `NaN` where a
/// column has no spread.
pub fn correlation_matrix(values: &Array2<f64>) -> Array2<f64> {
    let columns: Vec<Vec<f64>> = values.columns().into_iter().map(|column| column.to_vec()).collect();
    let mut matrix = Array2::eye(columns.len());
    for first in 0..columns.len() {
        for second in first..columns.len() {
            let r = pearson(&columns[first], &columns[second]).unwrap_or(f64::NAN);
            let r = if first == second && !r.is_nan() { 1.0 } else { r };
            matrix[[first, second]] = r;
            matrix[[second, first]] = r;
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_are_those_worked_by_hand() {
        let (a, b) = ([1.0, 2.0, 3.0, f64::NAN, 4.0], [2.0, 1.0, 4.0, 9.0, 3.0]);
        // Deviations -1.5, -0.5, 0.5, 1.5 and -0.5, -1.5, 1.5, 0.5: 3 / 5.
        assert!((pearson(&a, &b).unwrap() - 0.6).abs() < 1e-15);
        assert!((spearman(&a, &b).unwrap() - 0.6).abs() < 1e-15);
        assert!(pearson(&[1.0, 1.0], &[1.0, 2.0]).is_none());
    }
}
