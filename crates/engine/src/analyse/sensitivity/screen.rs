//! Screening: which of many assumptions matter at all, from few runs (Morris 1991, doi:10.1080/00401706.1991.10484804).
//!
//! Each trajectory starts at a random point and moves one assumption after the other, in random order, by half of its range:
//! Morris's design on a grid with ever finer levels. A group's numbers move together, each up or down by half
//! (Campolongo, Cariboni and Saltelli 2007, doi:10.1016/j.envsoft.2006.10.004). What numbers stand for alternatives has no
//! direction: there, as for groups, mu* alone says something.

use std::collections::BTreeMap;

use super::sample::refused;
use super::target::{Reading, Target};
use crate::Error;
use crate::analyse::uncertainty::{Flow, Kind, Made, Plan, Specification};
use crate::random::{Stream, named_seed};
use crate::stats::{mean, standard_deviation};

/// The elementary effects of one assumption: changes of the output for a move over the whole range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// The mean of the absolute effects: how much the assumption matters.
    pub mu_star: f64,
    /// The mean effect; `NaN` for what has no direction.
    pub mu: f64,
    /// The standard deviation (n - 1) of the effects: large where the effect depends on others; `NaN` for what has no
    /// direction.
    pub sigma: f64,
}

/// What a screening found.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// For each assumption.
    pub effects: Vec<Effects>,
    /// Trajectories that were run.
    pub trajectories: u64,
    /// Those of which every run succeeded, which the effects rest on.
    pub complete: u64,
    /// Why runs failed, and how many.
    pub failures: BTreeMap<String, u64>,
    /// Every run, trajectory by trajectory, in the order of its way.
    pub runs: Vec<Run>,
}

/// One point of a trajectory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The number of the trajectory.
    pub trajectory: u64,
    /// The assumption that moved from the point before, and 1 or -1 for upwards or downwards; `None` at the start.
    pub moved: Option<(usize, f64)>,
    /// What the run gave; `NaN` where it failed.
    pub output: f64,
}

/// Elementary effects summed up.
///
/// ```
/// use opencities_engine::analyse::sensitivity::elementary_effects;
///
/// let effects = elementary_effects(&[1.0, -1.0, 3.0]);
/// assert_eq!((effects.mu, effects.sigma), (1.0, 2.0));
/// assert!((effects.mu_star - 5.0 / 3.0).abs() < 1e-15);
/// ```
pub fn elementary_effects(effects: &[f64]) -> Effects {
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    Effects {
        mu_star: mean(&sizes).unwrap_or(f64::NAN),
        mu: mean(effects).unwrap_or(f64::NAN),
        sigma: standard_deviation(effects).unwrap_or(f64::NAN),
    }
}

/// How far a number moves.
const STEP: f64 = 0.5;

/// A way through the assumptions: where it goes, and which assumption moves in each step, upwards or downwards.
struct Trajectory {
    runs: Vec<Specification>,
    moves: Vec<(usize, f64)>,
}

impl Plan<'_> {
    /// Screens the assumptions. `observe` is told how many trajectories are done.
    ///
    /// # Errors
    /// [`Error::Assumptions`] where fewer than two trajectories are asked for, or the index has no published ranks.
    pub fn screen(&self, trajectories: u64, target: Target, observe: &dyn Fn(u64) -> Flow) -> Result<Screening, Error> {
        if trajectories < 2 {
            return Err(refused("there are fewer than two trajectories", "ask for ten or more"));
        }
        let reading = Reading::new(self, target).map_err(|why| refused(&why, "mend the index first"))?;
        let count = self.factors.len();
        let mut effects: Vec<Vec<f64>> = vec![Vec::new(); count];
        let mut failures = BTreeMap::new();
        let mut kept = Vec::new();
        let mut made = Made::default();
        let mut done = 0;
        while done < trajectories {
            let end = (done + (1024 / (count as u64 + 1)).max(1)).min(trajectories);
            let all: Vec<Trajectory> = (done..end).map(|number| self.trajectory(number)).collect();
            let runs: Vec<Specification> = all.iter().flat_map(|one| one.runs.clone()).collect();
            let results = self.read(&runs, &mut made, &|replicate| reading.of(&replicate));
            for ((number, one), results) in (done..).zip(&all).zip(results.chunks(count + 1)) {
                let moves = std::iter::once(None).chain(one.moves.iter().copied().map(Some));
                let outputs = results.iter().map(|result| *result.as_ref().unwrap_or(&f64::NAN));
                kept.extend(moves.zip(outputs).map(|(moved, output)| Run { trajectory: number, moved, output }));
                let failed = results.iter().filter_map(|result| result.as_ref().err());
                failed.for_each(|cause| *failures.entry(cause.clone()).or_default() += 1);
                let Ok(outputs) = results.iter().cloned().collect::<Result<Vec<f64>, String>>() else { continue };
                for (&(factor, sign), pair) in one.moves.iter().zip(outputs.windows(2)) {
                    effects[factor].push((pair[1] - pair[0]) * sign / STEP);
                }
            }
            done = end;
            if observe(done) == Flow::Stop {
                break;
            }
        }
        let complete = effects.first().map_or(0, Vec::len) as u64;
        let effects = self.factors.iter().zip(&effects).map(|(factor, effects)| {
            let found = elementary_effects(effects);
            match factor.kind {
                Kind::Range { .. } => found,
                _ => Effects { mu: f64::NAN, sigma: f64::NAN, ..found },
            }
        });
        Ok(Screening { effects: effects.collect(), trajectories: done, complete, failures, runs: kept })
    }

    fn trajectory(&self, number: u64) -> Trajectory {
        let mut stream = Stream::new(named_seed(self.seed, "trajectory"), number);
        let mut point: Vec<f64> = (0..self.numbers()).map(|_| stream.uniform()).collect();
        let mut starts = vec![0];
        starts.extend(self.factors.iter().scan(0, |sum, factor| {
            *sum += factor.numbers();
            Some(*sum)
        }));
        let mut order: Vec<usize> = (0..self.factors.len()).collect();
        (1..order.len()).rev().for_each(|last| order.swap(last, stream.below(last + 1)));
        let mut trajectory = Trajectory { runs: vec![self.specification(&point)], moves: Vec::new() };
        for factor in order {
            let numbers = &mut point[starts[factor]..starts[factor + 1]];
            let sign = if numbers[0] < STEP { 1.0 } else { -1.0 };
            numbers.iter_mut().for_each(|number| *number += if *number < STEP { STEP } else { -STEP });
            trajectory.runs.push(self.specification(&point));
            trajectory.moves.push((factor, sign));
        }
        trajectory
    }
}
