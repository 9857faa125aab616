//! The least value of a smooth function of a few unknowns.
//!
//! Broyden, Fletcher, Goldfarb and Shanno's method (Nocedal and Wright 2006, doi:10.1007/978-0-387-40065-5, algorithm 6.1)
//! with slopes from central differences: no derivative has to be written, and nothing is drawn at random. It finds the
//! bottom of the valley in which it starts.

use nalgebra::{DMatrix, DVector};

/// Where the search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The unknowns.
    pub point: Vec<f64>,
    /// The function's value there.
    pub value: f64,
    /// Whether no step led lower any more, before the steps ran out.
    pub is_settled: bool,
}

const STEPS_MAX: usize = 1000;
/// About the cube root of the precision, where truncation and rounding of a central difference are balanced.
const DIFFERENCE: f64 = 6e-6;
/// How much of the descent that the slope promises is enough (Armijo).
const ENOUGH: f64 = 1e-4;
const HALVINGS_MAX: i32 = 60;

/// Goes down from `start`, where the function must be finite; elsewhere a value that is not is no way down.
pub fn minimise(start: &[f64], function: impl Fn(&[f64]) -> f64) -> Minimum {
    let size = start.len();
    let mut point = DVector::from_column_slice(start);
    let mut value = function(start);
    let mut slope = slope_at(&point, &function);
    let scaled = |slope: &DVector<f64>| DMatrix::identity(size, size) * (0.1 / slope.norm().max(f64::MIN_POSITIVE));
    let mut inverse = scaled(&slope);
    let mut is_fresh = true;
    for _ in 0..STEPS_MAX {
        let direction = -(&inverse * &slope);
        let descent = direction.dot(&slope);
        let lower = (0..HALVINGS_MAX).map(|halvings| 0.5_f64.powi(halvings)).find_map(|length| {
            let next = &point + &direction * length;
            let found = function(next.as_slice());
            (found < value && found <= value + ENOUGH * length * descent).then_some((next, found))
        });
        let Some((next, found)) = lower else {
            if is_fresh {
                return Minimum { point: point.as_slice().to_vec(), value, is_settled: true };
            }
            (inverse, is_fresh) = (scaled(&slope), true);
            continue;
        };
        let next_slope = slope_at(&next, &function);
        let (step, turn) = (&next - &point, &next_slope - &slope);
        let curvature = step.dot(&turn);
        if curvature > 1e-12 * step.norm() * turn.norm() {
            if is_fresh {
                inverse = DMatrix::identity(size, size) * (curvature / turn.norm_squared());
            }
            let flat = DMatrix::identity(size, size) - (&step * turn.transpose()) / curvature;
            inverse = &flat * inverse * flat.transpose() + (&step * step.transpose()) / curvature;
            is_fresh = false;
        }
        (point, value, slope) = (next, found, next_slope);
    }
    Minimum { point: point.as_slice().to_vec(), value, is_settled: false }
}

/// The same over unknowns of zero or more, from a start above zero: each is sought as a square, so none can fall below.
pub fn minimise_non_negative(start: &[f64], function: impl Fn(&[f64]) -> f64) -> Minimum {
    let squares = |roots: &[f64]| roots.iter().map(|root| root * root).collect::<Vec<f64>>();
    let roots: Vec<f64> = start.iter().map(|value| value.sqrt()).collect();
    let found = minimise(&roots, |roots| function(&squares(roots)));
    Minimum { point: squares(&found.point), ..found }
}

fn slope_at(point: &DVector<f64>, function: &impl Fn(&[f64]) -> f64) -> DVector<f64> {
    DVector::from_fn(point.len(), |at, _| {
        let step = DIFFERENCE * point[at].abs().max(1.0);
        let moved = |by: f64| {
            let mut moved = point.clone();
            moved[at] += by;
            function(moved.as_slice())
        };
        (moved(step) - moved(-step)) / (2.0 * step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        // Rosenbrock's function: least at (1, 1).
        let valley = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let found = minimise(&[-1.2, 1.0], valley);
        assert!(found.is_settled && found.point.iter().all(|x| (x - 1.0).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn an_unknown_that_wants_to_be_negative_ends_at_zero() {
        let found = minimise_non_negative(&[1.0, 1.0], |x| (x[0] + 2.0).powi(2) + (x[1] - 3.0).powi(2));
        assert!(found.point[0].abs() < 1e-9 && (found.point[1] - 3.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn where_the_function_is_not_finite_there_is_no_way_down() {
        let half = |x: &[f64]| if x[0] > 0.0 { x[0] - x[0].ln() } else { f64::NAN };
        let found = minimise(&[5.0], half);
        assert!((found.point[0] - 1.0).abs() < 1e-6, "{found:?}");
    }
}
