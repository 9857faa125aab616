//! Varimax: the rotation of factors after which each variable loads on few of them (Handbook section 6.1).
//!
//! Kaiser (1958), doi:10.1007/BF02289233: two factors at a time are turned by the angle that is best for them, with Kaiser's
//! normalisation, so that each variable counts as if it were explained wholly. Which factors are rotated is not decided here.

use ndarray::Array2;

const SWEEPS_MAX: usize = 1000;
/// The angle, in radians, below which a pair is where it belongs.
const ANGLE_MIN: f64 = 1e-12;

/// The loadings (variables x factors) after the rotation. Signs and the order of factors stay as the rotation leaves
/// them; both are arbitrary.
pub fn varimax(loadings: &Array2<f64>) -> Array2<f64> {
    let (variables, factors) = loadings.dim();
    let length = |variable: usize| loadings.row(variable).iter().map(|loading| loading * loading).sum::<f64>().sqrt();
    let lengths: Vec<f64> = (0..variables).map(length).collect();
    let mut rotated = Array2::from_shape_fn((variables, factors), |(variable, factor)| {
        if lengths[variable] > 0.0 { loadings[[variable, factor]] / lengths[variable] } else { 0.0 }
    });
    for _ in 0..SWEEPS_MAX {
        let mut widest = 0.0_f64;
        for first in 0..factors {
            for second in first + 1..factors {
                let angle = best_angle(&rotated, first, second);
                widest = widest.max(angle.abs());
                turn(&mut rotated, first, second, angle);
            }
        }
        if widest < ANGLE_MIN {
            break;
        }
    }
    for (mut row, length) in rotated.rows_mut().into_iter().zip(lengths) {
        row *= length;
    }
    rotated
}

/// The angle at which the squared loadings of two factors vary most.
fn best_angle(loadings: &Array2<f64>, first: usize, second: usize) -> f64 {
    let (mut a, mut b, mut c, mut d) = (0.0, 0.0, 0.0, 0.0);
    for row in loadings.rows() {
        let (x, y) = (row[first], row[second]);
        let (u, v) = (x * x - y * y, 2.0 * x * y);
        a += u;
        b += v;
        c += u * u - v * v;
        d += 2.0 * u * v;
    }
    let variables = loadings.nrows() as f64;
    (d - 2.0 * a * b / variables).atan2(c - (a * a - b * b) / variables) / 4.0
}

fn turn(loadings: &mut Array2<f64>, first: usize, second: usize, angle: f64) {
    let (sin, cos) = angle.sin_cos();
    for mut row in loadings.rows_mut() {
        let (x, y) = (row[first], row[second]);
        row[first] = x * cos + y * sin;
        row[second] = y * cos - x * sin;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_simple_structure_is_found_again() {
        // Two variables for each factor, turned by 30 degrees.
        let simple = array![[0.9, 0.0], [0.8, 0.0], [0.0, 0.7], [0.0, 0.6]];
        let (sin, cos) = 30.0_f64.to_radians().sin_cos();
        let found = varimax(&simple.dot(&array![[cos, -sin], [sin, cos]]));
        assert!(found.iter().zip(&simple).all(|(found, simple)| (found.abs() - simple).abs() < 1e-9), "{found}");
    }

    #[test]
    fn what_is_explained_of_each_variable_stays() {
        let loadings = array![[0.3, 0.5, -0.2], [0.9, -0.1, 0.1], [0.0, 0.0, 0.0], [-0.4, 0.6, 0.5], [0.2, 0.2, 0.7]];
        let rotated = varimax(&loadings);
        for (before, after) in loadings.rows().into_iter().zip(rotated.rows()) {
            assert!((before.dot(&before) - after.dot(&after)).abs() < 1e-12);
        }
    }
}
