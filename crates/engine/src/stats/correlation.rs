//! Covariance and correlation of columns, over the rows that know both.
//!
//! Pearson's r here; Spearman's rho and Kendall's tau-b from the ranks (`ranked.rs`). Tests of significance stand in
//! `significance.rs`.

use nalgebra::DMatrix;
use ndarray::Array2;

use super::{Ranked, mean, sum};
use crate::par;

/// The values of two columns in the rows that know both.
pub fn pairs(a: &[f64], b: &[f64]) -> (Vec<f64>, Vec<f64>) {
    a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan()).unzip()
}

/// The rows that know every column, as a matrix (rows x columns).
pub fn complete_rows(columns: &[&[f64]]) -> Array2<f64> {
    let rows = columns.first().map_or(0, |column| column.len());
    let complete: Vec<usize> = (0..rows).filter(|&row| columns.iter().all(|column| !column[row].is_nan())).collect();
    Array2::from_shape_fn((complete.len(), columns.len()), |(row, column)| columns[column][complete[row]])
}

/// Sum of the products of deviations of two columns of known values from these means.
fn comoment(a: &[f64], mean_a: f64, b: &[f64], mean_b: f64) -> f64 {
    let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).collect();
    sum(&products)
}

/// Covariance with n - 1 of two columns of known values; `None` for fewer than two rows.
pub fn covariance(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() < 2 {
        return None;
    }
    Some(comoment(a, mean(a)?, b, mean(b)?) / (a.len() - 1) as f64)
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
    pearson_of_known(&a, &b)
}

/// The same for columns of known values.
pub(super) fn pearson_of_known(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() < 2 {
        return None;
    }
    let (mean_a, mean_b) = (mean(a)?, mean(b)?);
    let degrees = (a.len() - 1) as f64;
    let moment = |a: &[f64], mean_a: f64, b: &[f64], mean_b: f64| comoment(a, mean_a, b, mean_b) / degrees;
    let spread = (moment(a, mean_a, a, mean_a) * moment(b, mean_b, b, mean_b)).sqrt();
    (spread > 0.0).then(|| (moment(a, mean_a, b, mean_b) / spread).clamp(-1.0, 1.0))
}

/// Spearman's rho over the rows that know both columns: Pearson's r of the ranks, equal values sharing the mean of their
/// places; `None` for fewer than two rows or without spread.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    Ranked::new(a).beside(&Ranked::new(b)).spearman()
}

/// Kendall's tau-b over the rows that know both columns; `None` for fewer than two rows or without spread.
///
/// tau-b = (C - D) / sqrt((T - Ta) (T - Tb)) with C and D the concordant and discordant pairs of rows, T = n (n - 1) / 2,
/// and Ta and Tb the pairs that tie on each column. Source: Kendall (1945), doi:10.1093/biomet/33.3.239.
pub fn kendall(a: &[f64], b: &[f64]) -> Option<f64> {
    Ranked::new(a).beside(&Ranked::new(b)).kendall()
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
        // Of six pairs four agree and two do not: 2 / 6.
        assert!((kendall(&a, &b).unwrap() - 2.0 / 6.0).abs() < 1e-15);
        assert!(pearson(&[1.0, 1.0], &[1.0, 2.0]).is_none());
    }

    #[test]
    fn ties_are_shared_as_worked_by_hand() {
        let (a, b) = ([1.0, 1.0, 2.0, 3.0], [1.0, 2.0, 2.0, 3.0]);
        // Ranks 1.5, 1.5, 3, 4 and 1, 2.5, 2.5, 4: products 1.5 + 0 + 0 + 2.25, squares 4.5 and 4.5.
        assert!((spearman(&a, &b).unwrap() - 3.75 / 4.5).abs() < 1e-15);
        // Four pairs agree, none disagrees, one ties on each column: 4 / sqrt(5 x 5).
        assert!((kendall(&a, &b).unwrap() - 0.8).abs() < 1e-15);
        assert!(kendall(&[1.0, 1.0], &[1.0, 2.0]).is_none() && spearman(&[1.0, 1.0], &[1.0, 2.0]).is_none());
    }

    #[test]
    fn rows_that_lack_a_value_are_left_out() {
        let rows = complete_rows(&[&[1.0, f64::NAN, 3.0], &[4.0, 5.0, 6.0]]);
        assert_eq!(rows, ndarray::array![[1.0, 4.0], [3.0, 6.0]]);
    }
}
