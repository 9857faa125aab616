//! A smooth curve through a cloud of points, and how much of the variance it explains: the correlation ratio.
//!
//! Penalised splines (Eilers and Marx 1996, doi:10.1214/ss/1038425655): cubic B-splines on even segments of the range, with
//! a penalty on second differences of their coefficients. The penalty is set so that the curve has 5 degrees of freedom:
//! more than a line (2), too few to run after single units. Lines are kept wholly, a parabola to some 95 % of its variance.
//! The penalty is the same for every y, so the explained variance is a sum of squares of linear functions of y, which does
//! not jump when y changes a little; a penalty chosen anew for each y (by cross-validation) would.

use nalgebra::{Cholesky, DMatrix, SMatrix};
use ndarray::Array2;

use super::{covariance, extent, mean, sum, symmetric_eigen};

const SEGMENTS: usize = 10;
const SPLINES: usize = SEGMENTS + 3;
const DEGREES_OF_FREEDOM: f64 = 5.0;

/// The curves over a column x, for any y.
#[derive(Debug, Clone)]
pub struct Smoother {
    /// The values of each spline, a column each.
    splines: Vec<Vec<f64>>,
    /// From the splines' products with y to parts whose squares add up to the explained variance.
    parts: DMatrix<f64>,
    /// For each row its segment, and the values of the four splines that meet there.
    local: Vec<(usize, [f64; 4])>,
    /// The penalty on the coefficients of the splines.
    penalty: Box<SMatrix<f64, SPLINES, SPLINES>>,
}

impl Smoother {
    /// The curves over a column of known values; `None` without spread.
    pub fn new(x: &[f64]) -> Option<Self> {
        let (least, greatest) = extent(x)?;
        let width = (greatest - least) / SEGMENTS as f64;
        if !(width > 0.0 && width.is_finite()) {
            return None;
        }
        let mut splines = vec![vec![0.0; x.len()]; SPLINES];
        let mut local = Vec::with_capacity(x.len());
        for (row, &x) in x.iter().enumerate() {
            let along = (x - least) / width;
            let segment = (along as usize).min(SEGMENTS - 1);
            let values = cubic(along - segment as f64);
            for (spline, value) in values.into_iter().enumerate() {
                splines[segment + spline][row] = value;
            }
            local.push((segment, values));
        }
        let product = |a: &[f64], b: &[f64]| sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>());
        let products = DMatrix::from_fn(SPLINES, SPLINES, |a, b| {
            // Splines that lie further apart do not meet.
            if a.abs_diff(b) > 3 { 0.0 } else { product(&splines[a.min(b)], &splines[a.max(b)]) }
        });
        let (solver, penalty) = solver(&products)?;
        let penalty = Box::new(SMatrix::from_fn(|a, b| penalty[(a, b)]));
        let means: Vec<f64> = splines.iter().map(|spline| mean(spline).unwrap_or(0.0)).collect();
        let n = x.len() as f64;
        let spread = Array2::from_shape_fn((SPLINES, SPLINES), |(a, b)| {
            (products[(a, b)] - n * means[a] * means[b]) / (n - 1.0)
        });
        let axes = symmetric_eigen(&spread);
        let root = DMatrix::from_fn(SPLINES, SPLINES, |axis, spline| {
            axes.values[axis].max(0.0).sqrt() * axes.vectors[[spline, axis]]
        });
        Some(Smoother { splines, parts: root * solver.inverse(), local, penalty })
    }

    /// Parts of y whose squares add up to the variance (n - 1) that the curve explains. They are linear in y: those of a
    /// sum are the sums of theirs.
    pub fn explained(&self, y: &[f64]) -> Vec<f64> {
        let centre = mean(y).unwrap_or(0.0);
        let product = |spline: &Vec<f64>| {
            sum(&spline.iter().zip(y).map(|(spline, y)| spline * (y - centre)).collect::<Vec<f64>>())
        };
        let products = DMatrix::from_iterator(SPLINES, 1, self.splines.iter().map(product));
        (&self.parts * products).as_slice().to_vec()
    }

    /// The correlation ratio of y on x when each row counts by its weight, which is what a bootstrap asks for again and again;
    /// equal weights give [`correlation_ratio`]. Segments and penalty stay those of the whole column. `NaN` where y has no
    /// spread. Sums go in the order of the rows.
    pub fn weighted_ratio(&self, y: &[f64], weights: &[f64]) -> f64 {
        let total: f64 = weights.iter().sum();
        let scale = y.len() as f64 / total;
        let centre = y.iter().zip(weights).map(|(y, weight)| y * weight).sum::<f64>() / total;
        let mut normal = *self.penalty;
        let mut right = SMatrix::<f64, SPLINES, 1>::zeros();
        for ((&(segment, values), y), weight) in self.local.iter().zip(y).zip(weights) {
            for (a, own) in values.into_iter().enumerate() {
                let weighted = own * weight * scale;
                right[segment + a] += weighted * (y - centre);
                for (b, other) in values.into_iter().enumerate() {
                    normal[(segment + a, segment + b)] += weighted * other;
                }
            }
        }
        let Some(solved) = Cholesky::new(normal).map(|solver| solver.solve(&right)) else { return f64::NAN };
        let curve = |&(segment, values): &(usize, [f64; 4])| -> f64 {
            values.iter().enumerate().map(|(spline, value)| value * solved[segment + spline]).sum()
        };
        let fitted: Vec<f64> = self.local.iter().map(curve).collect();
        let middle = fitted.iter().zip(weights).map(|(fit, weight)| fit * weight).sum::<f64>() / total;
        let squares = |values: &[f64], centre: f64| -> f64 {
            values.iter().zip(weights).map(|(value, weight)| weight * (value - centre) * (value - centre)).sum()
        };
        let spread = squares(y, centre);
        if spread > 0.0 { (squares(&fitted, middle) / spread).clamp(0.0, 1.0) } else { f64::NAN }
    }
}

/// The correlation ratio of y on x, two columns of known values: the share of y's variance that a smooth curve over x
/// explains; `None` where either has no spread.
pub fn correlation_ratio(x: &[f64], y: &[f64]) -> Option<f64> {
    let variance = covariance(y, y).filter(|variance| *variance > 0.0)?;
    let explained: f64 = Smoother::new(x)?.explained(y).iter().map(|part| part * part).sum();
    Some((explained / variance).clamp(0.0, 1.0))
}

/// The four cubic B-splines that meet in a segment, at a share of it.
fn cubic(t: f64) -> [f64; 4] {
    let (rest, square, cube) = (1.0 - t, t * t, t * t * t);
    [
        rest * rest * rest / 6.0,
        (3.0 * cube - 6.0 * square + 4.0) / 6.0,
        (3.0 * (square + t - cube) + 1.0) / 6.0,
        cube / 6.0,
    ]
}

/// The normal equations with the penalty that gives the degrees of freedom, or as near as x allows.
fn solver(products: &DMatrix<f64>) -> Option<(Cholesky<f64, nalgebra::Dyn>, DMatrix<f64>)> {
    let differences = DMatrix::from_fn(SPLINES - 2, SPLINES, |row, column| match column.wrapping_sub(row) {
        0 | 2 => 1.0,
        1 => -2.0,
        _ => 0.0,
    });
    let penalty = differences.transpose() * differences * products.trace();
    let penalised = |logarithm: f64| Cholesky::new(products + &penalty * logarithm.exp());
    let freedom = |solver: &Cholesky<f64, nalgebra::Dyn>| solver.solve(products).trace();
    // The freedom falls from the number of splines to 2 as the penalty grows.
    let (mut low, mut high) = (1e-8_f64.ln(), 1e6_f64.ln());
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if freedom(&penalised(middle)?) > DEGREES_OF_FREEDOM { low = middle } else { high = middle }
    }
    Some((penalised(low)?, &penalty * low.exp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(count: u32) -> Vec<f64> {
        (0..count).map(|step| f64::from(step) / f64::from(count - 1)).collect()
    }

    #[test]
    fn a_line_is_explained_wholly_and_is_its_own_correlation_ratio() {
        let x = grid(40);
        let y: Vec<f64> = x.iter().map(|x| 7.0 - 3.0 * x).collect();
        assert!((correlation_ratio(&x, &y).unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_curve_without_correlation_is_explained_too() {
        let x = grid(101);
        let y: Vec<f64> = x.iter().map(|x| (x - 0.5).powi(2)).collect();
        assert!(super::super::pearson(&x, &y).unwrap().abs() < 1e-9);
        assert!(correlation_ratio(&x, &y).unwrap() > 0.9);
    }

    #[test]
    fn parts_of_a_sum_are_sums_of_parts() {
        let x = grid(30);
        let (a, b): (Vec<f64>, Vec<f64>) = x.iter().map(|x| ((9.0 * x).sin(), x * x)).unzip();
        let both: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 2.0 * a - b).collect();
        let smoother = Smoother::new(&x).unwrap();
        let (a, b, both) = (smoother.explained(&a), smoother.explained(&b), smoother.explained(&both));
        assert!((0..both.len()).all(|part| (2.0 * a[part] - b[part] - both[part]).abs() < 1e-9));
    }

    #[test]
    fn equal_weights_change_nothing_and_a_weight_of_two_is_a_row_more() {
        let x = grid(30);
        let y: Vec<f64> = x.iter().map(|x| (7.0 * x).sin() + x).collect();
        let smoother = Smoother::new(&x).unwrap();
        let ratio = correlation_ratio(&x, &y).unwrap();
        assert!((smoother.weighted_ratio(&y, &[0.7; 30]) - ratio).abs() < 1e-12);
        // A line through all rows explains what is left of them wholly, whatever they weigh.
        let line: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
        let weights: Vec<f64> = (0..30).map(|row| f64::from(row % 3)).collect();
        assert!((smoother.weighted_ratio(&line, &weights) - 1.0).abs() < 1e-9);
        assert!(smoother.weighted_ratio(&[4.0; 30], &weights).is_nan());
    }

    #[test]
    fn two_values_are_enough_and_one_is_not() {
        let ratio = correlation_ratio(&[0.0, 0.0, 1.0, 1.0], &[1.0, 3.0, 5.0, 7.0]).unwrap();
        // Between the two means lies 16 of the total 20.
        assert!((ratio - 0.8).abs() < 1e-6, "{ratio}");
        assert!(correlation_ratio(&[2.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]).is_none());
    }
}
