//! Whether the columns of a group speak of one thing: Cronbach's alpha, the Kaiser-Meyer-Olkin measure, Bartlett's test
//! (Handbook step 4).

use ndarray::Array2;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::{Eigen, covariance, pairs, symmetric_eigen};

/// Cronbach's alpha of columns with gaps, each of the rows: alpha = k^2 c / C, with k columns, c the mean covariance of two
/// different ones, and C the sum of the whole covariance matrix. Covariances are over the rows that know both, with n - 1.
///
/// At most 1; below 0 where columns run against each other. `None` for fewer than two columns, or where a covariance cannot
/// be computed or all sum to 0. Source: Cronbach (1951), doi:10.1007/BF02310555; Handbook, step 4.
///
/// ```
/// use opencities_engine::stats::cronbach_alpha;
/// // Variances 1 and 1, covariance 0.5: 2^2 x 0.5 / 3.
/// let alpha = cronbach_alpha(&[&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0]]).unwrap();
/// assert!((alpha - 2.0 / 3.0).abs() < 1e-15);
/// ```
pub fn cronbach_alpha(columns: &[&[f64]]) -> Option<f64> {
    let count = columns.len() as f64;
    if columns.len() < 2 {
        return None;
    }
    let (mut apart, mut total) = (0.0, 0.0);
    for (place, a) in columns.iter().enumerate() {
        for (other, b) in columns[..=place].iter().enumerate() {
            let (a, b) = pairs(a, b);
            let value = covariance(&a, &b)?;
            total += if other == place { value } else { 2.0 * value };
            apart += if other == place { 0.0 } else { 2.0 * value };
        }
    }
    (total > 0.0).then(|| count * count * apart / (count * (count - 1.0)) / total)
}

/// The eigenvalues of a correlation matrix, if all of them are above zero: it can be inverted.
fn regular(correlations: &Array2<f64>) -> Option<Eigen> {
    /// Below this share of the greatest an eigenvalue is rounding.
    const LEAST: f64 = 1e-10;
    if correlations.nrows() < 2 || correlations.iter().any(|r| r.is_nan()) {
        return None;
    }
    let eigen = symmetric_eigen(correlations);
    let (greatest, least) = (eigen.values.first()?, eigen.values.last()?);
    (*least > LEAST * greatest).then_some(eigen)
}

/// Sampling adequacy: how much of the correlations is shared by more than two columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Adequacy {
    /// Of all columns, 0 to 1.
    pub overall: f64,
    /// Of each column.
    pub columns: Vec<f64>,
}

/// The Kaiser-Meyer-Olkin measure of a correlation matrix: the sum of r^2 over the sum of r^2 + q^2, over all pairs of
/// different columns (for one column over its pairs), with q the partial correlation given all other columns.
///
/// `None` for fewer than two columns and for a singular matrix. Source: Kaiser and Rice (1974),
/// doi:10.1177/001316447403400115; Handbook, step 4.
pub fn kaiser_meyer_olkin(correlations: &Array2<f64>) -> Option<Adequacy> {
    let Eigen { values, vectors } = regular(correlations)?;
    let size = values.len();
    let inverse = |row: usize, column: usize| -> f64 {
        (0..size).map(|at| vectors[[row, at]] * vectors[[column, at]] / values[at]).sum()
    };
    let inverse = Array2::from_shape_fn((size, size), |(row, column)| inverse(row, column));
    let squares = |row: usize, column: usize| {
        let partial = inverse[[row, column]] / (inverse[[row, row]] * inverse[[column, column]]).sqrt();
        (correlations[[row, column]].powi(2), partial.powi(2))
    };
    let (mut columns, mut all) = (Vec::with_capacity(size), (0.0, 0.0));
    for row in 0..size {
        let own = (0..size).filter(|&column| column != row).map(|column| squares(row, column));
        let (simple, partial) = own.fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1));
        columns.push(simple / (simple + partial));
        all = (all.0 + simple, all.1 + partial);
    }
    let overall = all.0 / (all.0 + all.1);
    (!overall.is_nan()).then_some(Adequacy { overall, columns })
}

/// Bartlett's test that columns are not correlated at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sphericity {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub degrees: u64,
    /// The chance of so great a statistic for uncorrelated normal columns.
    pub p_value: f64,
}

/// Bartlett's test of sphericity of the correlation matrix of k columns over n complete rows:
/// chi^2 = -(n - 1 - (2 k + 5) / 6) ln det R, with k (k - 1) / 2 degrees of freedom.
///
/// `None` for fewer than two columns and for a singular matrix, as with n <= k. Source: Bartlett (1950),
/// doi:10.1111/j.2044-8317.1950.tb00285.x.
pub fn bartlett_sphericity(correlations: &Array2<f64>, n: usize) -> Option<Sphericity> {
    let values = regular(correlations)?.values;
    let size = values.len();
    let factor = n as f64 - 1.0 - (2.0 * size as f64 + 5.0) / 6.0;
    if factor <= 0.0 {
        return None;
    }
    let chi_squared = (-factor * values.iter().map(|value| value.ln()).sum::<f64>()).max(0.0);
    let degrees = (size * (size - 1) / 2) as u64;
    let p_value = ChiSquared::new(degrees as f64).ok()?.sf(chi_squared);
    Some(Sphericity { chi_squared, degrees, p_value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn two_columns_are_half_adequate_and_no_more() {
        // With two columns there is nothing to hold fixed: the partial correlation is the correlation.
        let found = kaiser_meyer_olkin(&array![[1.0, 0.6], [0.6, 1.0]]).unwrap();
        assert!((found.overall - 0.5).abs() < 1e-12 && (found.columns[1] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn three_columns_that_correlate_alike_are_those_worked_by_hand() {
        // r = 0.5 everywhere: partial (0.5 - 0.25) / 0.75 = 1/3, so 0.25 / (0.25 + 1/9) = 9/13; det R = 0.5.
        let matrix = array![[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]];
        assert!((kaiser_meyer_olkin(&matrix).unwrap().overall - 9.0 / 13.0).abs() < 1e-12);
        let test = bartlett_sphericity(&matrix, 20).unwrap();
        assert!((test.chi_squared - (19.0 - 11.0 / 6.0) * 2.0_f64.ln()).abs() < 1e-12);
        assert_eq!(test.degrees, 3);
    }

    #[test]
    fn what_cannot_be_inverted_has_no_answer() {
        let singular = array![[1.0, 1.0], [1.0, 1.0]];
        assert!(kaiser_meyer_olkin(&singular).is_none() && bartlett_sphericity(&singular, 20).is_none());
        assert!(cronbach_alpha(&[&[1.0, 2.0]]).is_none());
        assert!(cronbach_alpha(&[&[1.0, 1.0], &[2.0, 2.0]]).is_none());
    }
}
