//! Monotone transforms of raw values, as a treatment of outliers and skew fitted them (Handbook step 5). Fitting them is
//! the business of `treat/`.

use serde::Serialize;

/// A monotone increasing transform of raw values, as a treatment fitted it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// Leaves values as they are.
    #[default]
    Identity,
    /// Moves values beyond an end to that end.
    Clamp {
        /// The least value left as it is.
        low: f64,
        /// The greatest value left as it is.
        high: f64,
    },
    /// ln(x - floor + offset); values below `floor`, the least one fitted on, count as `floor`.
    Log {
        /// Added before the logarithm to the distance from `floor`.
        offset: f64,
        /// The least value fitted on.
        floor: f64,
    },
    /// -ln(ceiling - x + offset), for a tail on the left; values above `ceiling` count as `ceiling`.
    MirroredLog {
        /// Added before the logarithm to the distance from `ceiling`.
        offset: f64,
        /// The greatest value fitted on.
        ceiling: f64,
    },
    /// ((x + shift)^lambda - 1) / lambda, and ln(x + shift) for a lambda of 0; values below `floor`, the least one fitted
    /// on, count as `floor`.
    BoxCox {
        /// The exponent.
        lambda: f64,
        /// Added to every value.
        shift: f64,
        /// The least value fitted on.
        floor: f64,
    },
    /// ((1 + x)^lambda - 1) / lambda from 0 up, and below 0 -((1 - x)^(2 - lambda) - 1) / (2 - lambda); logarithms where
    /// the exponent is 0.
    YeoJohnson {
        /// The exponent.
        lambda: f64,
    },
    /// arsinh(x / scale).
    Arcsinh {
        /// What a value is divided by.
        scale: f64,
    },
    /// One after the other.
    Chain(Vec<Transform>),
}

impl Transform {
    /// Whether the transform leaves every value as it is.
    pub fn is_identity(&self) -> bool {
        match self {
            Transform::Identity => true,
            Transform::Chain(steps) => steps.iter().all(Transform::is_identity),
            _ => false,
        }
    }

    /// The transform's name for people.
    pub fn in_words(&self) -> &'static str {
        match self {
            Transform::Identity => "left alone",
            Transform::Clamp { .. } => "winsorised",
            Transform::Log { .. } | Transform::MirroredLog { .. } => "logarithm",
            Transform::BoxCox { lambda, .. } if is_zero(*lambda) => "logarithm",
            Transform::BoxCox { .. } => "Box-Cox power",
            Transform::YeoJohnson { .. } => "Yeo-Johnson power",
            Transform::Arcsinh { .. } => "inverse hyperbolic sine",
            Transform::Chain(_) => "several steps",
        }
    }

    /// The transform as a formula in x, its numbers written by `number`.
    pub fn formula(&self, number: impl Fn(f64) -> String + Copy) -> String {
        let plus = |value: f64| match value {
            value if is_zero(value) => String::new(),
            value if value < 0.0 => format!(" - {}", number(-value)),
            value => format!(" + {}", number(value)),
        };
        match self {
            Transform::Identity => "x".to_owned(),
            Transform::Clamp { low, high } => format!("x within {} to {}", number(*low), number(*high)),
            Transform::Log { offset, floor } => format!("ln(x{}{})", plus(-floor), plus(*offset)),
            Transform::MirroredLog { offset, ceiling } => format!("-ln({} - x{})", number(*ceiling), plus(*offset)),
            Transform::BoxCox { lambda, shift, .. } if is_zero(*lambda) => format!("ln(x{})", plus(*shift)),
            Transform::BoxCox { lambda, shift, .. } => {
                format!("((x{})^{lambda} - 1) / {lambda}", plus(*shift), lambda = number(*lambda))
            }
            Transform::YeoJohnson { lambda } => format!("Yeo-Johnson of x, lambda {}", number(*lambda)),
            Transform::Arcsinh { scale } => format!("arsinh(x / {})", number(*scale)),
            Transform::Chain(steps) => {
                let steps = steps.iter().filter(|step| !step.is_identity());
                steps.map(|step| step.formula(number)).collect::<Vec<_>>().join(", then ")
            }
        }
    }

    /// The transformed value; `NaN` stays `NaN`.
    pub fn apply(&self, value: f64) -> f64 {
        match self {
            Transform::Identity => value,
            Transform::Clamp { low, high } => clamp(value, *low, *high),
            Transform::Log { offset, floor } => (at_least(value, *floor) - floor + offset).ln(),
            Transform::MirroredLog { offset, ceiling } => -(ceiling - at_most(value, *ceiling) + offset).ln(),
            Transform::BoxCox { lambda, shift, floor } => {
                power_of_logarithm((at_least(value, *floor) + shift).ln(), *lambda)
            }
            Transform::YeoJohnson { lambda } if value < 0.0 => -power_of_logarithm((-value).ln_1p(), 2.0 - lambda),
            Transform::YeoJohnson { lambda } => power_of_logarithm(value.ln_1p(), *lambda),
            Transform::Arcsinh { scale } => (value / scale).asinh(),
            Transform::Chain(steps) => steps.iter().fold(value, |value, step| step.apply(value)),
        }
    }

    /// The transformed values.
    pub fn applied_to(&self, values: &[f64]) -> Vec<f64> {
        match self {
            // Named here so that the choice between transforms is made once a column.
            Transform::Clamp { low, high } => values.iter().map(|&value| clamp(value, *low, *high)).collect(),
            _ => values.iter().map(|&value| self.apply(value)).collect(),
        }
    }

    /// Where a fixed point of a scale lies after the transform. Clamping moves figures and leaves the scale alone. A
    /// point beyond the end of a column whose logarithm is counted from that end counts as the end. A Box-Cox power is
    /// the same function whatever the least value is, so a point below that has its own place, down to minus infinity
    /// where the function ends: no scale stands on such a point.
    pub fn of_goalpost(&self, value: f64) -> f64 {
        match self {
            Transform::Clamp { .. } => value,
            Transform::BoxCox { lambda, shift, .. } => power_of_logarithm(at_least(value + shift, 0.0).ln(), *lambda),
            Transform::Chain(steps) => steps.iter().fold(value, |value, step| step.of_goalpost(value)),
            _ => self.apply(value),
        }
    }
}

/// (y^lambda - 1) / lambda of the logarithm of y, and its limit, the logarithm, for a lambda of 0.
pub(crate) fn power_of_logarithm(logarithm: f64, lambda: f64) -> f64 {
    if is_zero(lambda) { logarithm } else { (lambda * logarithm).exp_m1() / lambda }
}

fn is_zero(value: f64) -> bool {
    value.abs() <= 0.0
}

pub(super) fn at_least(value: f64, low: f64) -> f64 {
    if value < low { low } else { value }
}

fn at_most(value: f64, high: f64) -> f64 {
    if value > high { high } else { value }
}

pub(super) fn clamp(value: f64, low: f64, high: f64) -> f64 {
    at_most(at_least(value, low), high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    }

    #[test]
    fn a_logarithm_does_not_fall_off_its_lower_end() {
        let transform = Transform::Log { offset: 0.5, floor: 0.0 };
        close(transform.apply(-7.0), 0.5_f64.ln());
        assert!(Transform::MirroredLog { offset: 0.5, ceiling: 10.0 }.apply(99.0).is_finite());
        close(Transform::BoxCox { lambda: 0.0, shift: 0.0, floor: 2.0 }.apply(-7.0), 2.0_f64.ln());
    }

    #[test]
    fn a_goalpost_below_every_value_has_its_own_place_in_a_power() {
        let logarithm = Transform::BoxCox { lambda: 0.0, shift: 0.0, floor: 5.0 };
        close(logarithm.of_goalpost(1.0), 0.0);
        for unreachable in [0.0, -3.0] {
            assert!(logarithm.of_goalpost(unreachable).is_infinite());
        }
        close(Transform::BoxCox { lambda: 0.5, shift: 0.0, floor: 5.0 }.of_goalpost(0.0), -2.0);
        close(Transform::Clamp { low: 5.0, high: 9.0 }.of_goalpost(1.0), 1.0);
    }

    #[test]
    fn powers_meet_at_their_special_exponents() {
        let yeo_johnson = |lambda: f64, value: f64| Transform::YeoJohnson { lambda }.apply(value);
        for value in [-3.0, -0.5, 0.0, 2.0] {
            close(yeo_johnson(1.0, value), value);
            close(yeo_johnson(1e-13, value), yeo_johnson(0.0, value));
            close(yeo_johnson(2.0 - 1e-13, value), yeo_johnson(2.0, value));
        }
        close(yeo_johnson(0.0, 2.0), 3.0_f64.ln());
        close(yeo_johnson(2.0, -2.0), -3.0_f64.ln());
    }

    #[test]
    fn missing_stays_missing() {
        let transforms = [
            Transform::Clamp { low: 0.0, high: 1.0 },
            Transform::Log { offset: 1.0, floor: 0.0 },
            Transform::BoxCox { lambda: 0.3, shift: 0.0, floor: 1.0 },
            Transform::YeoJohnson { lambda: 0.3 },
            Transform::Arcsinh { scale: 1.0 },
        ];
        for transform in transforms {
            assert!(transform.apply(f64::NAN).is_nan(), "{transform:?}");
        }
    }

    #[test]
    fn a_formula_holds_the_numbers() {
        let number = |value: f64| value.to_string();
        let chain =
            vec![Transform::Identity, Transform::Clamp { low: -1.0, high: 2.5 }, Transform::Arcsinh { scale: 2.0 }];
        assert_eq!(Transform::Chain(chain).formula(number), "x within -1 to 2.5, then arsinh(x / 2)");
        assert_eq!(Transform::Log { offset: 0.5, floor: -3.0 }.formula(number), "ln(x + 3 + 0.5)");
        assert_eq!(Transform::BoxCox { lambda: 0.0, shift: 0.0, floor: 1.0 }.formula(number), "ln(x)");
        let power = Transform::BoxCox { lambda: -0.5, shift: -1.0, floor: 2.0 };
        assert_eq!(power.formula(number), "((x - 1)^-0.5 - 1) / -0.5");
    }
}
