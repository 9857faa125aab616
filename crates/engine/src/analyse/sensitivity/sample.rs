//! The sample that Sobol' indices are estimated from: two samples of all assumptions, and one with each assumption swapped.
//!
//! Row i rests on point i of one scrambled Sobol' sequence, whose first half is A's and second half B's numbers; so any first
//! rows are a sample of their own, and a run that is ended early is a smaller one.

use std::collections::BTreeMap;

use super::estimate::Outputs;
use super::target::{Reading, Target};
use crate::Error;
use crate::analyse::uncertainty::{Flow, Made, Plan, Specification};
use crate::finding::{Code, Finding, Place};
use crate::sobol::Sobol;

/// Whether second-order indices are to be had: they take twice the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondOrder {
    /// First-order and total indices alone.
    #[default]
    Skip,
    /// Every pair of assumptions as well.
    Estimate,
}

/// How large a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    /// Its rows; a power of two fills best.
    pub samples: u64,
    /// Whether it serves second-order indices.
    pub second_order: SecondOrder,
}

/// A sample that was run.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The outputs of the rows of which every run succeeded.
    pub outputs: Outputs,
    /// What each of these rows assumed under A and under B.
    pub assumed: Vec<[Specification; 2]>,
    /// Rows that were run.
    pub rows: u64,
    /// Why runs failed, and how many.
    pub failures: BTreeMap<String, u64>,
}

impl Sample {
    /// Rows left out, since one of their runs or more failed.
    pub fn left_out(&self) -> u64 {
        self.rows - self.outputs.a.len() as u64
    }
}

impl Design {
    /// The runs that a row takes.
    pub fn runs_each(self, assumptions: usize) -> usize {
        match self.second_order {
            SecondOrder::Skip => assumptions + 2,
            SecondOrder::Estimate => 2 * assumptions + 2,
        }
    }
}

/// Runs that are computed together.
const TOGETHER: usize = 1024;

impl Plan<'_> {
    /// Runs the sample of a sensitivity analysis. `observe` is told how many rows are done.
    ///
    /// # Errors
    /// [`Error::Assumptions`] where fewer than two rows are asked for, or the index has no published ranks.
    pub fn sample(&self, design: Design, target: Target, observe: &dyn Fn(u64) -> Flow) -> Result<Sample, Error> {
        if design.samples < 2 {
            return Err(refused("there are fewer than two samples", "ask for hundreds"));
        }
        let reading = Reading::new(self, target).map_err(|why| refused(&why, "mend the index first"))?;
        let count = self.factors.len();
        let swaps = |rows: usize| vec![Vec::with_capacity(rows); count];
        let mut outputs = Outputs { ab: swaps(0), ..Outputs::default() };
        if design.second_order == SecondOrder::Estimate {
            outputs.ba = swaps(0);
        }
        let mut sample = Sample { outputs, assumed: Vec::new(), rows: 0, failures: BTreeMap::new() };
        let sequence = Sobol::new(2 * self.numbers(), self.seed);
        let mut made = Made::default();
        let each = design.runs_each(count);
        let part = (TOGETHER / each).max(1) as u64;
        while sample.rows < design.samples {
            let end = (sample.rows + part).min(design.samples);
            let pairs: Vec<[Specification; 2]> = (sample.rows..end).map(|row| self.pair(&sequence, row)).collect();
            let runs: Vec<Specification> = pairs.iter().flat_map(|pair| runs_of(pair, design.second_order)).collect();
            let results = self.read(&runs, &mut made, &|replicate| reading.of(&replicate));
            for (pair, results) in pairs.into_iter().zip(results.chunks(each)) {
                sample.add(pair, results);
            }
            if observe(sample.rows) == Flow::Stop {
                break;
            }
        }
        Ok(sample)
    }

    /// What a row assumes under A and under B.
    fn pair(&self, sequence: &Sobol, row: u64) -> [Specification; 2] {
        let point = sequence.point(row);
        let (a, b) = point.split_at(self.numbers());
        [a, b].map(|numbers| self.specification(numbers))
    }
}

impl Sample {
    /// Adds a row in the order of [`runs_of`].
    fn add(&mut self, pair: [Specification; 2], results: &[Result<f64, String>]) {
        self.rows += 1;
        let failed = results.iter().filter_map(|result| result.as_ref().err());
        failed.for_each(|cause| *self.failures.entry(cause.clone()).or_default() += 1);
        let Ok(row) = results.iter().cloned().collect::<Result<Vec<f64>, String>>() else { return };
        let Outputs { a, b, ab, ba } = &mut self.outputs;
        let columns = [a, b].into_iter().chain(ab).chain(ba);
        columns.zip(row).for_each(|(column, output)| column.push(output));
        self.assumed.push(pair);
    }
}

/// The runs of a row: A, B, A with each assumption from B, and for second order B with each from A.
fn runs_of([a, b]: &[Specification; 2], second_order: SecondOrder) -> Vec<Specification> {
    let swapped = |whole: &Specification, other: &Specification, factor: usize| {
        let mut swapped = whole.clone();
        swapped.0[factor] = other.0[factor].clone();
        swapped
    };
    let mut runs = vec![a.clone(), b.clone()];
    runs.extend((0..a.0.len()).map(|factor| swapped(a, b, factor)));
    if second_order == SecondOrder::Estimate {
        runs.extend((0..a.0.len()).map(|factor| swapped(b, a, factor)));
    }
    runs
}

/// Why there can be no sample.
pub(super) fn refused(why: &str, hint: &str) -> Error {
    Error::Assumptions(vec![Finding::new(Code::U805, Place::key("samples"), why, hint)])
}
