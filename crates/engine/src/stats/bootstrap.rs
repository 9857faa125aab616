//! The bootstrap: how far an estimate would move if other units had been drawn (Handbook step 7). What is estimated is not
//! known here.
//!
//! Units get weights instead of being drawn several times or not at all (the Bayesian bootstrap, Rubin 1981,
//! doi:10.1214/aos/1176345338): every resample keeps its spread, and a unit's weights are its own, whatever the order of the
//! units and whichever others there are.

use statrs::distribution::{ContinuousCDF, Normal};

use super::{quantile, sorted};
use crate::random::{Stream, named_seed};

/// The weight of a unit in a resample: an exponential number with the mean 1.
pub fn bootstrap_weight(seed: u64, unit: &str, resample: u64) -> f64 {
    -(1.0 - Stream::new(named_seed(seed, unit), resample).uniform()).ln()
}

/// The ends of the interval that holds a share of the resampled estimates, moved as far as these lie to one side of the
/// estimate (bias-corrected percentiles, Efron 1981, doi:10.2307/3314608). Shares of variance are never below zero, so
/// chance alone lifts them in every resample; plain percentiles would lie too high. `NaN` where there are no resamples.
///
/// ```
/// use opencities_engine::stats::bias_corrected;
///
/// let resampled: Vec<f64> = (0..=100).map(f64::from).collect();
/// // Half of them lie below: the plain percentiles.
/// let [low, high] = bias_corrected(&resampled, 50.0, 0.9);
/// assert!((low - 5.0).abs() < 0.1 && (high - 95.0).abs() < 0.1);
/// // Most of them lie above the estimate: the interval moves down.
/// let [low, high] = bias_corrected(&resampled, 20.0, 0.9);
/// assert!(low < 1.0 && high < 50.0);
/// ```
pub fn bias_corrected(resampled: &[f64], estimate: f64, share: f64) -> [f64; 2] {
    let known: Vec<f64> = resampled.iter().copied().filter(|value| !value.is_nan()).collect();
    let count = known.len() as f64;
    if known.is_empty() || estimate.is_nan() {
        return [f64::NAN; 2];
    }
    let normal = Normal::standard();
    let below = known.iter().filter(|value| **value < estimate).count() as f64;
    let level = known.iter().filter(|value| value.total_cmp(&estimate).is_eq()).count() as f64;
    // Where all lie on one side, half a resample keeps the shift finite.
    let shift = normal.inverse_cdf(((below + level / 2.0) / count).clamp(0.5 / count, 1.0 - 0.5 / count));
    let ordered = sorted(&known);
    [(1.0 - share) / 2.0, (1.0 + share) / 2.0].map(|end| {
        let place = normal.cdf(2.0 * shift + normal.inverse_cdf(end));
        quantile(&ordered, place).unwrap_or(f64::NAN)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_the_mean_and_the_variance_of_one() {
        let weights: Vec<f64> = (0..20_000).map(|resample| bootstrap_weight(3, "u", resample)).collect();
        let mean = weights.iter().sum::<f64>() / 20_000.0;
        let variance = weights.iter().map(|weight| (weight - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.06, "{mean} {variance}");
        assert!(bootstrap_weight(3, "u", 1).total_cmp(&bootstrap_weight(3, "v", 1)).is_ne());
    }

    #[test]
    fn nothing_resampled_gives_no_interval() {
        assert!(bias_corrected(&[], 1.0, 0.9).iter().all(|end| end.is_nan()));
        assert!(bias_corrected(&[2.0; 10], 2.0, 0.9).iter().all(|end| (end - 2.0).abs() < 1e-15));
    }
}
