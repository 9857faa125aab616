//! Whether a correlation could be chance: two-sided p-values of r, rho and tau-b under independence, as R's `cor.test`
//! computes them, and their correction when many are looked at.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// P(T > t) for Student's t with this many degrees of freedom.
fn above_t(t: f64, degrees: f64) -> Option<f64> {
    StudentsT::new(0.0, 1.0, degrees).ok().map(|distribution| distribution.sf(t))
}

/// Two-sided p-value of Pearson's r over n rows: t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom. `None` for
/// fewer than 3 rows.
///
/// ```
/// use opencities_engine::stats::pearson_p_value;
/// // t = 0.5 sqrt(1 / 0.75) with 1 degree of freedom, a Cauchy variable: 1 - 2 atan(t) / pi = 2 / 3.
/// assert!((pearson_p_value(0.5, 3).unwrap() - 2.0 / 3.0).abs() < 1e-12);
/// ```
pub fn pearson_p_value(r: f64, n: u64) -> Option<f64> {
    if n < 3 || r.is_nan() {
        return None;
    }
    let degrees = (n - 2) as f64;
    let rest = 1.0 - r * r;
    if rest <= 0.0 { Some(0.0) } else { above_t(r.abs() * (degrees / rest).sqrt(), degrees).map(|p| 2.0 * p) }
}

/// Two-sided p-value of Spearman's rho over n rows; `None` for fewer than 3 rows.
///
/// Without ties every order is equally likely: exact for n <= 9, the Edgeworth series of AS 89 for n <= 1290. Otherwise as
/// for r. Source: Best and Roberts (1975), doi:10.2307/2347111. Beyond about |rho| = 0.9 the series may say 0: read it as
/// very small.
pub fn spearman_p_value(rho: f64, n: u64, without_ties: bool) -> Option<f64> {
    const EXACT_MAX: u64 = 9;
    const SERIES_MAX: u64 = 1290;
    if !without_ties || !(3..=SERIES_MAX).contains(&n) || rho.is_nan() {
        return pearson_p_value(rho, n);
    }
    let cubes = (n * (n * n - 1)) as f64;
    // The sum of the squared differences of rank, a whole and even number.
    let squares = (cubes * (1.0 - rho) / 6.0).round();
    let above = squares > cubes / 6.0;
    // P(S >= squares) above the middle, P(S < squares + 2) below it.
    let bound = if above { squares } else { squares + 2.0 };
    let one_sided = match (n <= EXACT_MAX, above) {
        (true, true) => share_of_orders(n as usize, bound),
        (true, false) => 1.0 - share_of_orders(n as usize, bound),
        (false, true) => edgeworth(n as f64, bound),
        (false, false) => edgeworth_below(n as f64, bound),
    };
    Some((2.0 * one_sided.clamp(0.0, 1.0)).min(1.0))
}

/// The share of all orders of 1..n whose squared differences from 1..n sum to `bound` or more.
fn share_of_orders(n: usize, bound: f64) -> f64 {
    fn walk(place: usize, free: &mut Vec<usize>, squares: usize, bound: f64) -> (u64, u64) {
        if free.is_empty() {
            return (u64::from(squares as f64 >= bound), 1);
        }
        let mut counts = (0, 0);
        for at in 0..free.len() {
            let value = free.swap_remove(at);
            let (reached, all) = walk(place + 1, free, squares + value.abs_diff(place).pow(2), bound);
            free.push(value);
            let last = free.len() - 1;
            free.swap(at, last);
            counts = (counts.0 + reached, counts.1 + all);
        }
        counts
    }
    let (reached, all) = walk(0, &mut (0..n).collect(), 0, bound);
    reached as f64 / all as f64
}

/// The normal deviate of a sum of squares and the correction of its probability.
fn edgeworth_parts(n: f64, squares: f64) -> (f64, f64) {
    let b = 1.0 / n;
    let x = (6.0 * (squares - 1.0) * b / (n * n - 1.0) - 1.0) * (n - 1.0).sqrt();
    let y = x * x;
    let inner = 0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y);
    let middle = -0.0758 + b * (0.1033 + 0.3932 * b) - y * b * (0.0879 + 0.0151 * b - y * inner);
    (x, x * b * (0.2274 + b * (0.2531 + 0.1745 * b) + y * middle) / (y / 2.0).exp())
}

/// P(S >= squares) by the series.
fn edgeworth(n: f64, squares: f64) -> f64 {
    let (x, correction) = edgeworth_parts(n, squares);
    correction + Normal::standard().sf(x)
}

/// P(S < squares) by the series, without the loss of digits of 1 - P.
fn edgeworth_below(n: f64, squares: f64) -> f64 {
    let (x, correction) = edgeworth_parts(n, squares);
    Normal::standard().cdf(x) - correction
}

/// Two-sided p-value of Kendall's tau-b over n rows with these numbers of equal values in each column; `None` for fewer
/// than 2 rows or without spread.
///
/// Without ties and for n < 50 exact, from the number of orders of 1..n with as many inversions. Otherwise normal, without
/// continuity correction, with the variance that ties leave. Source: Kendall (1970), *Rank Correlation Methods*, 4th ed.
pub fn kendall_p_value(tau: f64, n: u64, ties: [&[u64]; 2]) -> Option<f64> {
    const EXACT_BELOW: u64 = 50;
    if n < 2 || tau.is_nan() {
        return None;
    }
    let all = n * (n - 1) / 2;
    if n < EXACT_BELOW && ties.iter().all(|ties| ties.iter().all(|&count| count == 1)) {
        let concordant = ((tau + 1.0) * all as f64 / 2.0).round() as u64;
        return Some((2.0 * share_of_inversions(n as usize, concordant.min(all - concordant) as usize)).min(1.0));
    }
    let size = n as f64;
    let over = |term: fn(f64) -> f64| ties.map(|ties| ties.iter().map(|&count| term(count as f64)).sum::<f64>());
    let [pairs_a, pairs_b] = over(|t| t * (t - 1.0));
    let [triples_a, triples_b] = over(|t| t * (t - 1.0) * (t - 2.0));
    let [weighed_a, weighed_b] = over(|t| t * (t - 1.0) * (2.0 * t + 5.0));
    let mut variance = (size * (size - 1.0) * (2.0 * size + 5.0) - weighed_a - weighed_b) / 18.0
        + pairs_a * pairs_b / (2.0 * size * (size - 1.0));
    if n > 2 {
        variance += triples_a * triples_b / (9.0 * size * (size - 1.0) * (size - 2.0));
    }
    let score = tau * ((all as f64 - pairs_a / 2.0) * (all as f64 - pairs_b / 2.0)).sqrt();
    (variance > 0.0).then(|| (2.0 * Normal::standard().sf(score.abs() / variance.sqrt())).min(1.0))
}

/// The share of all orders of 1..n that have at most so many inversions.
fn share_of_inversions(n: usize, most: usize) -> f64 {
    // Orders of 1..m with k inversions, for m from 1 to n: the greatest may be put before 0 to m - 1 others.
    let mut orders = vec![0.0; most + 1];
    orders[0] = 1.0;
    let mut factorial = 1.0;
    for m in 2..=n {
        factorial *= m as f64;
        let before = orders.clone();
        let mut window = 0.0;
        for k in 0..=most {
            window += before[k] - if k >= m { before[k - m] } else { 0.0 };
            orders[k] = window;
        }
    }
    orders.iter().sum::<f64>() / factorial
}

/// How p-values are corrected when many are looked at together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Correction {
    /// Of those called significant, at most the stated share is expected to be chance (Benjamini and Hochberg 1995,
    /// doi:10.1111/j.2517-6161.1995.tb02031.x).
    #[default]
    BenjaminiHochberg,
    /// The chance that any of them is chance is at most the stated share (Holm 1979, <https://www.jstor.org/stable/4615733>).
    Holm,
    /// As they are.
    None,
}

impl Correction {
    /// Every correction.
    pub const ALL: [Correction; 3] = [Correction::BenjaminiHochberg, Correction::Holm, Correction::None];

    /// The name, as in files.
    pub fn name(self) -> &'static str {
        match self {
            Correction::BenjaminiHochberg => "benjamini-hochberg",
            Correction::Holm => "holm",
            Correction::None => "none",
        }
    }

    /// The p-values, corrected, in their order. `NaN` stays and is not counted.
    ///
    /// With p in ascending order and m of them: Holm max over j <= i of (m - j + 1) p_j; Benjamini-Hochberg min over j >= i
    /// of m p_j / j; both at most 1.
    pub fn of(self, p_values: &[f64]) -> Vec<f64> {
        let mut order: Vec<usize> = (0..p_values.len()).filter(|&place| !p_values[place].is_nan()).collect();
        order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
        let mut corrected = p_values.to_vec();
        let count = order.len();
        match self {
            Correction::None => {}
            Correction::Holm => {
                let mut most = 0.0_f64;
                for (place, &at) in order.iter().enumerate() {
                    most = most.max(p_values[at] * (count - place) as f64).min(1.0);
                    corrected[at] = most;
                }
            }
            Correction::BenjaminiHochberg => {
                let mut least = 1.0_f64;
                for (place, &at) in order.iter().enumerate().rev() {
                    least = least.min(p_values[at] * count as f64 / (place + 1) as f64);
                    corrected[at] = least;
                }
            }
        }
        corrected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    }

    #[test]
    fn few_rows_are_counted_out() {
        // Of the six orders of three only one is 1, 2, 3, and one its reverse.
        near(spearman_p_value(1.0, 3, true), 2.0 / 6.0);
        near(spearman_p_value(-1.0, 3, true), 2.0 / 6.0);
        near(kendall_p_value(1.0, 3, [&[1, 1, 1], &[1, 1, 1]]), 2.0 / 6.0);
        // 1, 3, 2 has one inversion; three of six orders have at most one.
        near(kendall_p_value(1.0 / 3.0, 3, [&[1, 1, 1], &[1, 1, 1]]), 1.0);
        // Of 24 orders of four, 1 has no inversion and 3 have one.
        near(kendall_p_value(4.0 / 6.0, 4, [&[1; 4], &[1; 4]]), 2.0 * 4.0 / 24.0);
        assert!(pearson_p_value(1.0, 2).is_none());
    }

    #[test]
    fn the_variance_that_ties_leave_is_kendalls() {
        // n = 4 with ties 2, 1, 1 on both: (4 x 3 x 13 - 2 x 18) / 18 + 4 / 24 = 20 / 3 + 1 / 6; the score is 4.
        let variance: f64 = 20.0 / 3.0 + 1.0 / 6.0;
        near(kendall_p_value(0.8, 4, [&[2, 1, 1], &[1, 2, 1]]), 2.0 * Normal::standard().sf(4.0 / variance.sqrt()));
    }

    #[test]
    fn corrections_are_those_worked_by_hand() {
        let p_values = [0.01, 0.04, f64::NAN, 0.03, 0.5];
        let rounded = |correction: Correction| -> Vec<i64> {
            correction.of(&p_values).iter().map(|p| if p.is_nan() { -1 } else { (p * 1e6).round() as i64 }).collect()
        };
        // In order 0.01, 0.03, 0.04, 0.5: times 4, 3, 2, 1, never falling.
        assert_eq!(rounded(Correction::Holm), [40_000, 90_000, -1, 90_000, 500_000]);
        // Times 4/1, 4/2, 4/3, 4/4, never more than what follows.
        assert_eq!(rounded(Correction::BenjaminiHochberg), [40_000, 53_333, -1, 53_333, 500_000]);
    }
}
