//! The exponent of a power transform: given, or the one of greatest likelihood.
//!
//! Both families (Box-Cox, Yeo-Johnson) have a likelihood with one peak in lambda, so it is found where the slope changes
//! its sign, to the last digits and without a start value.

use serde::{Deserialize, Serialize};

use crate::registry::BadParameter;
use crate::scale::power_of_logarithm;
use crate::stats::covariance;

/// The exponent of a power transform.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lambda {
    /// The one under which the transformed values are likeliest to be normal.
    Estimated,
    /// A stated one.
    Given(f64),
}

/// The exponents that are looked at lie at most so far from 1, which leaves the shape of a column as it is.
pub(super) const REACH: f64 = 5.0;
/// Beyond this exponent of e, squares and products of powers would leave what numbers hold.
const EXPONENT_MAX: f64 = 345.0;

impl Lambda {
    pub(super) fn validate(self) -> Vec<BadParameter> {
        match self {
            Lambda::Given(lambda) if !lambda.is_finite() => {
                vec![BadParameter {
                    name: "lambda",
                    expected: "\"estimated\" or { given = a finite number }".to_owned(),
                }]
            }
            _ => Vec::new(),
        }
    }
}

/// The lambda of greatest likelihood, or the nearest one that is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Likeliest {
    Inside(f64),
    Beyond(f64),
}

/// Where z(lambda) is the transformed column and J the mean logarithm of its derivative by x over lambda - 1, the profile
/// log-likelihood of n values is -n/2 ln var(z) + n (lambda - 1) J. Its slope has the sign of
/// J var(z) - cov(z, dz/dlambda). `longest` is the size of the greatest logarithm that is multiplied by lambda.
pub(super) fn likeliest(jacobian: f64, longest: f64, transformed: impl Fn(f64) -> (Vec<f64>, Vec<f64>)) -> Likeliest {
    let reach = (EXPONENT_MAX / longest - 1.0).clamp(0.0, REACH);
    let rises = |lambda: f64| {
        let (z, slope) = transformed(lambda);
        let moment = |a: &[f64], b: &[f64]| covariance(a, b).unwrap_or(f64::NAN);
        jacobian * moment(&z, &z) > moment(&z, &slope)
    };
    let (mut low, mut high) = (1.0 - reach, 1.0 + reach);
    if !rises(low) {
        return Likeliest::Beyond(low);
    }
    if rises(high) {
        return Likeliest::Beyond(high);
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high || high - low < 1e-13 {
            return Likeliest::Inside(middle);
        }
        if rises(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// (y^lambda - 1) / lambda of the logarithm of y, and its slope in lambda.
pub(super) fn power_and_slope(logarithm: f64, lambda: f64) -> (f64, f64) {
    // Below this the difference of nearly equal numbers loses more digits than the series.
    const SMALL: f64 = 1e-3;
    let t = lambda * logarithm;
    let over_square = if t.abs() < SMALL {
        0.5 + t * (1.0 / 3.0 + t * (0.125 + t / 30.0))
    } else {
        (t * t.exp() - t.exp_m1()) / (t * t)
    };
    (power_of_logarithm(logarithm, lambda), logarithm * logarithm * over_square)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_that_of_the_power() {
        for logarithm in [-3.0, -0.1, 0.4, 2.0] {
            for lambda in [-2.0, -0.02, 0.0, 1e-4, 0.5, 3.0] {
                let (_, slope) = power_and_slope(logarithm, lambda);
                let step = 1e-5;
                let ends = [lambda - step, lambda + step].map(|lambda| power_of_logarithm(logarithm, lambda));
                let found = (ends[1] - ends[0]) / (2.0 * step);
                assert!((found - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{logarithm} {lambda}: {slope} {found}");
            }
        }
    }
}
