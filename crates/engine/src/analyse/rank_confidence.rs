//! Confidence sets for ranks, from estimates and their standard errors (Handbook step 7).
//!
//! After Mogstad, Romano, Shaikh and Wilhelm (2024, Review of Economic Studies, "Inference for Ranks with Applications to
//! Mobility across Neighbourhoods and Academic Achievement across Countries"): every difference of two units is tested, with
//! the familywise error of all tests kept by the largest of their statistics. Whoever is significantly ahead of a unit is
//! ahead of it in its set, and whoever is significantly behind is behind. Errors are independent and normal where standard
//! errors are given, or whatever draws of them say (`scores.rs`, for the scores of an index); the distribution of the
//! largest statistic is drawn at random, the same for the same seed. It says nothing of choices such as weights: see
//! `uncertainty` and `rank_bounds`.

mod scores;

use serde::Serialize;

pub use self::scores::{ConfidenceOfRanks, confidence_of_ranks};
use crate::Error;
use crate::par;
use crate::random::Stream;
use crate::registry::BadParameter;
use crate::stats::standard_deviation;

/// How the critical value of the tests is found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Steps {
    /// Once, for all tests.
    Single,
    /// Anew for those that are left after each round of rejections (Romano and Wolf 2005,
    /// doi:10.1198/016214504000000539): never wider, and as sure.
    #[default]
    Down,
}

/// How confidence sets are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Confidence {
    /// The probability with which a set holds the true rank; between 0 and 1.
    pub level: f64,
    /// How often the statistics are drawn; at least 100.
    pub draws: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// How critical values are found.
    pub steps: Steps,
}

impl Default for Confidence {
    fn default() -> Self {
        Confidence { level: 0.95, draws: 2000, seed: 1, steps: Steps::Down }
    }
}

impl Confidence {
    fn validate(&self) -> Vec<BadParameter> {
        let mut list = Vec::new();
        if !(self.level > 0.0 && self.level < 1.0) {
            list.push(bad("level", "a number between 0 and 1"));
        }
        if self.draws < DRAWS_MIN {
            list.push(bad("draws", "100 or more"));
        }
        list
    }
}

/// Draws without which the tail of a statistic is not known.
const DRAWS_MIN: usize = 100;

fn bad(name: &'static str, expected: &str) -> BadParameter {
    BadParameter { name, expected: expected.to_owned() }
}

/// The best and the worst rank of each unit in its set; `None` for a unit without estimate or standard error. Rank 1 is that
/// of the greatest estimate, and equal ones share the better rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankSets {
    /// Each set holds its unit's rank with the stated probability: for looking at one unit.
    pub marginal: Vec<Option<[usize; 2]>>,
    /// All sets together hold all ranks with the stated probability: for looking at the whole ranking.
    pub simultaneous: Vec<Option<[usize; 2]>>,
}

impl RankSets {
    /// The units that may be among the best `count`: with the stated probability all that truly are, are among them.
    pub fn best(&self, count: usize) -> Vec<usize> {
        let may_be = |unit: &usize| self.simultaneous[*unit].is_some_and(|[best, _]| best <= count);
        (0..self.simultaneous.len()).filter(may_be).collect()
    }
}

/// Confidence sets for the ranks of units with these estimates (more is better) and standard errors of zero or more, `NaN`
/// where there is none.
///
/// ```
/// use opencities_engine::analyse::{Confidence, rank_confidence};
///
/// // The first is ten standard errors ahead of the others, which nobody can tell apart.
/// let sets = rank_confidence(&[10.0, 0.1, 0.0], &[0.7, 0.7, 0.7], &Confidence::default())?;
/// assert_eq!(sets.marginal, [Some([1, 1]), Some([2, 3]), Some([2, 3])]);
/// assert_eq!(sets.best(1), [0]);
/// # Ok::<(), opencities_engine::Error>(())
/// ```
///
/// # Errors
/// [`Error::Thresholds`] when the level or the number of draws is out of bounds, or a standard error is below zero.
///
/// # Panics
/// When there is not one standard error for each estimate: a fault of the calling program.
pub fn rank_confidence(estimates: &[f64], standard_errors: &[f64], options: &Confidence) -> Result<RankSets, Error> {
    assert_eq!(estimates.len(), standard_errors.len(), "a standard error for each estimate");
    let mut faults = options.validate();
    if standard_errors.iter().any(|error| *error < 0.0 || error.is_infinite()) {
        faults.push(bad("standard_errors", "numbers of zero or more"));
    }
    if !faults.is_empty() {
        return Err(Error::Thresholds(faults));
    }
    let known: Vec<usize> =
        (0..estimates.len()).filter(|&unit| !estimates[unit].is_nan() && !standard_errors[unit].is_nan()).collect();
    let errors: Vec<f64> = known.iter().map(|&unit| standard_errors[unit]).collect();
    let noise = (0..options.draws as u64).map(|draw| {
        let mut stream = Stream::new(options.seed, draw);
        errors.iter().map(|error| error * stream.normal()).collect::<Vec<f64>>()
    });
    let of_pair = |first: usize, second: usize| errors[first].hypot(errors[second]);
    let tests = Tests {
        estimates: known.iter().map(|&unit| estimates[unit]).collect(),
        errors: pairs_of(known.len(), 1, of_pair),
        noise: noise.collect(),
        options,
    };
    Ok(tests.sets(&known, estimates.len()))
}

/// The same from draws of the errors, whatever binds them to each other: in each draw an error for each estimate, which are
/// all known.
fn of_draws(estimates: Vec<f64>, noise: Vec<Vec<f64>>, options: &Confidence) -> RankSets {
    let count = estimates.len();
    let of_pair = |first: usize, second: usize| {
        let differences: Vec<f64> = noise.iter().map(|drawn| drawn[first] - drawn[second]).collect();
        standard_deviation(&differences).unwrap_or(0.0)
    };
    let errors = pairs_of(count, noise.len(), of_pair);
    let known: Vec<usize> = (0..count).collect();
    Tests { estimates, errors, noise, options }.sets(&known, count)
}

/// A number for each pair, by row.
fn pairs_of(count: usize, cells_each: usize, of_pair: impl Fn(usize, usize) -> f64 + Sync + Send) -> Vec<f64> {
    let row = |first: usize| (0..count).map(|second| of_pair(first, second)).collect::<Vec<f64>>();
    par::map(count, count * cells_each, row).concat()
}

/// The ranks that are left to a unit by the pairs of which the first is surely ahead of the second.
fn set_of(own: usize, count: usize, ahead: &[(usize, usize)]) -> [usize; 2] {
    let better = ahead.iter().filter(|(_, behind)| *behind == own).count();
    let worse = ahead.iter().filter(|(first, _)| *first == own).count();
    [1 + better, count - worse]
}

/// One-sided tests of pairs: that the first is not ahead of the second.
struct Tests<'a> {
    estimates: Vec<f64>,
    /// The standard error of the difference of each pair, by row.
    errors: Vec<f64>,
    /// For each draw: the error of each estimate.
    noise: Vec<Vec<f64>>,
    options: &'a Confidence,
}

impl Tests<'_> {
    /// The sets of all units, of which the tests are about the `known` ones.
    fn sets(&self, known: &[usize], units: usize) -> RankSets {
        let count = known.len();
        let others = |own: usize| (0..count).filter(move |&other| other != own);
        let marginal = par::map(count, count * self.noise.len(), |own| {
            let pairs = others(own).flat_map(|other| [(own, other), (other, own)]).collect();
            set_of(own, count, &self.ahead(pairs))
        });
        let ahead = self.ahead((0..count).flat_map(|own| others(own).map(move |other| (own, other))).collect());
        let mut sets = RankSets { marginal: vec![None; units], simultaneous: vec![None; units] };
        for (own, &unit) in known.iter().enumerate() {
            sets.marginal[unit] = Some(marginal[own]);
            sets.simultaneous[unit] = Some(set_of(own, count, &ahead));
        }
        sets
    }

    /// The pairs whose first is ahead of their second, with the probability of any mistake kept to 1 - level.
    fn ahead(&self, pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        let error = |&(first, second): &(usize, usize)| self.errors[first * self.estimates.len() + second];
        let lead = |&(first, second): &(usize, usize)| self.estimates[first] - self.estimates[second];
        // Two exact figures need no test.
        let (exact, mut left): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| error(pair) <= 0.0);
        let mut ahead: Vec<(usize, usize)> = exact.into_iter().filter(|pair| lead(pair) > 0.0).collect();
        while !left.is_empty() {
            let errors: Vec<f64> = left.iter().map(error).collect();
            let greatest = |noise: &Vec<f64>| {
                let statistics = left.iter().zip(&errors).map(|(&(a, b), error)| (noise[a] - noise[b]) / error);
                statistics.fold(f64::NEG_INFINITY, f64::max)
            };
            let mut drawn = par::map(self.noise.len(), left.len(), |draw| greatest(&self.noise[draw]));
            drawn.sort_unstable_by(f64::total_cmp);
            let place = (self.options.level * drawn.len() as f64).ceil() as usize;
            let critical = drawn[place.clamp(1, drawn.len()) - 1];
            let (rejected, kept): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|pair| lead(pair) > critical * error(pair));
            left = kept;
            let is_last = rejected.is_empty() || self.options.steps == Steps::Single;
            ahead.extend(rejected);
            if is_last {
                break;
            }
        }
        ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often the sets of simulated estimates hold the true ranks, of the third unit and of all units, and how often all
    /// that are truly among the best two are among those that may be.
    fn coverage(truth: &[f64], errors: &[f64], steps: Steps) -> [f64; 3] {
        const TRIALS: u64 = 400;
        let rank = |unit: usize| 1 + truth.iter().filter(|&&other| other > truth[unit]).count();
        // Of equal ones any of their shared places is a true rank.
        let holds = |unit: usize, set: &Option<[usize; 2]>| {
            set.is_some_and(|[best, worst]| best <= rank(unit) && rank(unit) <= worst)
        };
        let mut held = [0; 3];
        for trial in 0..TRIALS {
            let mut stream = Stream::new(77, trial);
            let drawn: Vec<f64> =
                truth.iter().zip(errors).map(|(mean, error)| mean + error * stream.normal()).collect();
            let options = Confidence { level: 0.9, draws: 400, seed: trial, steps };
            let sets = rank_confidence(&drawn, errors, &options).unwrap();
            held[0] += u64::from(holds(2, &sets.marginal[2]));
            held[1] += u64::from(sets.simultaneous.iter().enumerate().all(|(unit, set)| holds(unit, set)));
            let best = sets.best(2);
            held[2] += u64::from((0..truth.len()).filter(|&unit| rank(unit) <= 2).all(|unit| best.contains(&unit)));
        }
        held.map(|held| held as f64 / TRIALS as f64)
    }

    #[test]
    fn sets_hold_the_true_ranks_as_often_as_stated() {
        let errors = [0.5, 1.0, 0.7, 0.5, 0.9, 1.2];
        let near_ties = [0.0, 0.05, 0.1, 0.15, 5.0, 5.02];
        for truth in [[0.0; 6], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.0, 0.0, 8.0, 8.1, 16.0], near_ties] {
            for steps in [Steps::Single, Steps::Down] {
                let found = coverage(&truth, &errors, steps);
                // Three standard errors of 400 trials, and a little for 400 draws.
                assert!(found.iter().all(|share| *share >= 0.9 - 0.055), "{truth:?} {steps:?}: {found:?}");
            }
        }
        // Where all are equal the sets are as narrow as they may be.
        assert!(coverage(&[0.0; 6], &errors, Steps::Down)[1] < 0.96);
    }

    #[test]
    fn stepping_down_and_looking_at_one_unit_only_narrow_the_sets() {
        let estimates: Vec<f64> = (0..12).map(|unit| f64::from(unit * unit) * 0.2).collect();
        let errors = [0.8; 12];
        let sets =
            |steps| rank_confidence(&estimates, &errors, &Confidence { steps, ..Confidence::default() }).unwrap();
        let (single, down) = (sets(Steps::Single), sets(Steps::Down));
        let within = |inner: &[Option<[usize; 2]>], outer: &[Option<[usize; 2]>]| {
            inner.iter().zip(outer).all(|(inner, outer)| {
                let ([a, b], [low, high]) = (inner.unwrap(), outer.unwrap());
                a >= low && b <= high
            })
        };
        assert!(within(&down.simultaneous, &single.simultaneous) && down != single);
        assert!(within(&down.marginal, &down.simultaneous));
    }

    #[test]
    fn exact_figures_have_exact_ranks_and_missing_ones_none() {
        let sets = rank_confidence(&[1.0, f64::NAN, 3.0, 3.0], &[0.0; 4], &Confidence::default()).unwrap();
        assert_eq!(sets.simultaneous, [Some([3, 3]), None, Some([1, 2]), Some([1, 2])]);
        assert_eq!(sets.best(1), [2, 3]);
    }

    #[test]
    fn what_is_out_of_bounds_is_listed() {
        let options = Confidence { level: 1.0, draws: 3, ..Confidence::default() };
        let error = rank_confidence(&[1.0], &[-1.0], &options).unwrap_err().to_string();
        assert!(["level", "draws", "standard_errors"].iter().all(|name| error.contains(name)), "{error}");
    }
}
