//! Eigenvalues and eigenvectors of symmetric matrices: the heart of principal components.
//!
//! The decomposition is nalgebra's; order and sign are made definite here.

use nalgebra::DMatrix;
use ndarray::Array2;

/// Eigenvalues, greatest first, with their vectors.
#[derive(Debug, Clone)]
pub struct Eigen {
    /// The eigenvalues, greatest first.
    pub values: Vec<f64>,
    /// The eigenvectors as columns, of length 1, in the order of the values. The entries of each sum to zero or more, so
    /// that its sign is definite.
    pub vectors: Array2<f64>,
}

/// The eigenvalues and eigenvectors of a symmetric matrix of finite numbers.
pub fn symmetric_eigen(matrix: &Array2<f64>) -> Eigen {
    let size = matrix.nrows();
    let found = DMatrix::from_fn(size, size, |row, column| matrix[[row, column]]).symmetric_eigen();
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| found.eigenvalues[b].total_cmp(&found.eigenvalues[a]));
    let sign = |column: usize| if found.eigenvectors.column(column).sum() < 0.0 { -1.0 } else { 1.0 };
    let vectors = Array2::from_shape_fn((size, size), |(row, column)| {
        found.eigenvectors[(row, order[column])] * sign(order[column])
    });
    Eigen { values: order.iter().map(|&column| found.eigenvalues[column]).collect(), vectors }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_matrix_is_made_of_its_parts_again() {
        let matrix = array![[2.0, -1.0, 0.5], [-1.0, 3.0, 0.25], [0.5, 0.25, 1.0]];
        let Eigen { values, vectors } = symmetric_eigen(&matrix);
        assert!(values.is_sorted_by(|a, b| a >= b));
        let again = vectors.dot(&Array2::from_diag(&ndarray::Array1::from(values))).dot(&vectors.t());
        assert!((again - matrix).iter().all(|rest| rest.abs() < 1e-12));
    }
}
