//! Weighted power mean.

use super::{Aggregate, Aggregated, Decomposition, Domain, Geometric, Siblings};
use crate::registry::{BadParameter, method};

method! {
    /// The weighted mean of powers of the children's scores, as a root: from the harmonic (-1) over the geometric (0) and arithmetic (1) mean towards the greatest score.
    ///
    /// # Formula
    /// y = (sum w x^p / sum w)^(1/p) with p = `exponent`; for p = 0 the geometric mean.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// The degree to which a strength may make up for a weakness is itself a choice: less than 1 for little, 1 for fully.
    ///
    /// # Beware
    /// It is undefined for negative scores (finding S505), and for p <= 0 a zero makes it zero (finding S504).
    /// Costs more than ten times the arithmetic mean for each cell: every score takes a logarithm and an exponential.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.2; Bullen (2003), Handbook of Means and Their Inequalities.
    ///
    /// # Example
    /// Scores 20 and 80 with equal weights and p = 0.5 give 45.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Power};
    /// let mean = Aggregation::Power(Power { exponent: 0.5 });
    /// assert!((mean.mean_of(&[20.0, 80.0], &[1.0, 1.0]) - 45.0).abs() < 1e-12);
    /// assert!((mean.mean_of(&[0.0, 80.0], &[1.0, 1.0]) - 20.0).abs() < 1e-12);
    /// ```
    pub struct Power {
        /// The power p; any finite number.
        pub exponent: f64 = 0.5,
    }
}

/// The mean as a multiple of the score that the power favours: every ratio's power is then between 0 and 1, so nothing
/// overflows for large p, and ln(1 + t) and e^t - 1 keep the digits that x^p loses for p near 0.
fn power_mean(scores: &[f64], weights: &[f64], power: f64) -> f64 {
    if scores.iter().any(|&score| score < 0.0) {
        return f64::NAN;
    }
    let end = if power > 0.0 {
        scores.iter().copied().fold(0.0, f64::max)
    } else {
        scores.iter().copied().fold(f64::INFINITY, f64::min)
    };
    if end <= 0.0 {
        return 0.0;
    }
    let total: f64 = weights.iter().sum();
    let excess: f64 =
        scores.iter().zip(weights).map(|(&score, &weight)| weight * (power * (score / end).ln()).exp_m1()).sum();
    end * ((excess / total).ln_1p() / power).exp()
}

impl Aggregate for Power {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let power = self.exponent;
        if power.abs() < f64::MIN_POSITIVE {
            return Geometric {}.aggregate(group);
        }
        group.row_means(|scores, weights| power_mean(scores, weights, power)).into()
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::None
    }

    fn domain(&self) -> Domain {
        if self.exponent <= 0.0 { Domain::ZeroAbsorbs } else { Domain::NonNegative }
    }

    fn validate(&self) -> Vec<BadParameter> {
        if self.exponent.is_finite() {
            Vec::new()
        } else {
            vec![BadParameter { name: "exponent", expected: "a finite number".to_owned() }]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::power_mean;

    #[test]
    fn no_power_is_too_large_or_too_small() {
        let mean = |power: f64| power_mean(&[20.0, 80.0], &[1.0, 1.0], power);
        for (power, expected) in [(1.0, 50.0), (-1.0, 32.0), (1e-12, 40.0), (-1e-12, 40.0), (1e6, 80.0), (-1e6, 20.0)] {
            assert!((mean(power) - expected).abs() < 1e-4, "{power}: {}", mean(power));
        }
    }

    #[test]
    fn a_zero_absorbs_only_where_the_power_is_negative() {
        assert!((power_mean(&[0.0, 80.0], &[1.0, 1.0], 0.5) - 20.0).abs() < 1e-12);
        assert!(power_mean(&[0.0, 80.0], &[1.0, 1.0], -0.5).abs() <= 0.0);
        assert!(power_mean(&[-1.0, 80.0], &[1.0, 1.0], 0.5).is_nan());
    }
}
