//! Replicates, computed: tables before weights once for each distinct combination, scores and ranks for each replicate.
//!
//! A replicate that cannot be computed is counted with its cause. Nothing here depends on the number of threads.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::count::{BLOCKS, Kernels};
use super::kernel::LANES;
use super::plan::{Drawn, Factor, Kind, Plan, Specification};
use super::tally::Tally;
use crate::Error;
use crate::dataset::Dataset;
use crate::finding::{Code, Finding, Place};
use crate::method::Method;
use crate::par;
use crate::pipeline::{Prepared, conclude, prepare};
use crate::random::{Stream, named_seed};
use crate::table::Table;

/// What an observer of a run says after each part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop; what was counted so far is the result.
    Stop,
}

/// Scores and ranks of every group under one specification: a column for each group, children first, and a row for each
/// period and unit. Scores of units that are not ranked are there, their ranks are `NaN`.
#[derive(Debug, Clone)]
pub struct Replicate {
    /// The scores.
    pub scores: Table,
    /// The ranks, 1 for the best.
    pub ranks: Table,
}

/// Specifications that are computed together: enough to share among threads, few enough to hold.
const PART: usize = 1024;
/// The same of replicates that share what comes before weights.
const PART_OF_WEIGHTS: usize = 32_768;
/// Cells in a part after which an observer is asked.
const PART_CELLS: usize = 1 << 30;
/// Distinct combinations of what comes before weights whose tables are held at a time.
const HELD: usize = 256;

/// What a replicate shares with others: the drawn values that change tables before weights, and those that change the method.
pub(super) type Key = Vec<u64>;

/// Tables and methods made so far.
#[derive(Default)]
pub(in crate::analyse) struct Made {
    pub(super) methods: BTreeMap<Key, Result<Arc<Method>, String>>,
    pub(super) prepared: BTreeMap<Key, Result<Arc<Prepared>, String>>,
    pub(super) kernels: Kernels,
}

impl Plan<'_> {
    /// The replicates of these numbers, counted. `observe` is told after each part how many are done, some thousands at
    /// most: it shows progress, and ends the run where somebody asks for it or its time is up.
    ///
    /// # Errors
    /// [`Error::Assumptions`] when there is no replicate to compute.
    pub fn run(&self, replicates: Range<u64>, observe: &dyn Fn(u64) -> Flow) -> Result<Tally, Error> {
        if replicates.is_empty() {
            let finding = Finding::new(
                Code::U805,
                Place::key("replicates"),
                "there are no replicates to compute",
                "ask for one or more",
            );
            return Err(Error::Assumptions(vec![finding]));
        }
        let mut tally = self.tally();
        let mut made = Made::default();
        let mut start = replicates.start;
        while start < replicates.end {
            let end = (start + self.part() as u64).min(replicates.end);
            self.count(start..end, &mut made, &mut tally);
            start = end;
            if observe(end - replicates.start) == Flow::Stop {
                break;
            }
        }
        Ok(tally)
    }

    /// The counts of no replicate yet: what parts of a run are merged into.
    pub fn tally(&self) -> Tally {
        Tally::new(self.framework.groups().len(), &self.counted, self.pairs, self.data.units.len())
    }

    /// How many replicates are computed between two questions to an observer.
    fn part(&self) -> usize {
        // Real numbers and redrawn figures give every replicate tables of its own, which are held for a part.
        let is_shared = |factor: &Factor| match factor.kind {
            Kind::Range { whole, .. } => whole,
            Kind::Draws(_) | Kind::SamplingError => false,
            _ => true,
        };
        let most = if self.factors.iter().all(is_shared) { PART_OF_WEIGHTS } else { PART };
        (PART_CELLS / self.cells().max(1)).clamp(LANES * BLOCKS, most)
    }

    /// The scores and ranks of each of these specifications, in order, or why there are none.
    pub fn replicates(&self, specifications: &[Specification]) -> Vec<Result<Replicate, String>> {
        self.read(specifications, &mut Made::default(), &Ok)
    }

    /// What `read` makes of each of these replicates, in order. Nothing else of them is held, and what is made stays for others.
    pub(in crate::analyse) fn read<T: Send>(
        &self,
        specifications: &[Specification],
        made: &mut Made,
        read: &(dyn Fn(Replicate) -> Result<T, String> + Sync),
    ) -> Vec<Result<T, String>> {
        let mut results = Vec::with_capacity(specifications.len());
        for part in specifications.chunks(PART) {
            self.make(part, made);
            let compute = |number: usize| self.compute(&part[number], made).and_then(read);
            results.extend(par::map(part.len(), self.cells(), compute));
        }
        results
    }

    /// Computes every pair of alternatives once, the other choices as published.
    ///
    /// # Errors
    /// [`Error::Assumptions`] with the alternatives that the data make impossible, alone or together.
    pub fn check(&self) -> Result<(), Error> {
        let published = Specification(vec![Drawn::Published; self.factors.len()]);
        let alternatives = |factor: usize| match &self.factors[factor].kind {
            Kind::Alternatives(list) => list.len(),
            _ => 0,
        };
        let mut tried: Vec<(Vec<(usize, usize)>, Specification)> = Vec::new();
        let mut add = |choices: Vec<(usize, usize)>| {
            let mut specification = published.clone();
            choices.iter().for_each(|&(factor, number)| specification.0[factor] = Drawn::Alternative(number));
            tried.push((choices, specification));
        };
        for first in 0..self.factors.len() {
            for one in 0..alternatives(first) {
                add(vec![(first, one)]);
                for second in first + 1..self.factors.len() {
                    (0..alternatives(second)).for_each(|other| add(vec![(first, one), (second, other)]));
                }
            }
        }
        let specifications: Vec<Specification> = tried.iter().map(|(_, specification)| specification.clone()).collect();
        let mut bad: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut faults = Vec::new();
        for ((choices, _), result) in tried.iter().zip(self.replicates(&specifications)) {
            // What fails alone fails in every pair: it is said once.
            let known = bad.iter().any(|worse| worse.iter().all(|choice| choices.contains(choice)));
            if let (Err(cause), false) = (result, known) {
                bad.push(choices.clone());
                let named = |&(factor, number): &(usize, usize)| {
                    format!("alternative {} of `{}`", number + 1, self.factors[factor].name)
                };
                let which = choices.iter().map(named).collect::<Vec<_>>().join(" with ");
                let place = Place::key(format!("assumption.{}", self.factors[choices[0].0].name));
                let hint = "change one of them, or allow the finding in the method";
                faults.push(Finding::new(Code::U806, place, format!("{which}: {cause}"), hint));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::Assumptions(faults)) }
    }

    pub(super) fn cells(&self) -> usize {
        self.data.values.width() * self.data.units.len()
    }

    /// Makes the methods and tables that these specifications need and that are not there yet.
    pub(super) fn make(&self, specifications: &[Specification], made: &mut Made) {
        let missing = |key: &dyn Fn(&Self, &Specification) -> Key, known: &dyn Fn(&Key) -> bool| {
            let needed = specifications.iter().map(|specification| (key(self, specification), specification));
            needed.filter(|(key, _)| !known(key)).collect::<BTreeMap<Key, &Specification>>()
        };
        let methods: Vec<(Key, &Specification)> =
            missing(&Self::method_key, &|key| made.methods.contains_key(key)).into_iter().collect();
        let found = par::map(methods.len(), self.cells(), |number| self.valid_method(methods[number].1));
        if made.methods.len() > HELD * HELD {
            made.methods.clear();
        }
        made.methods.extend(methods.into_iter().map(|(key, _)| key).zip(found));
        let tables: Vec<(Key, &Specification)> =
            missing(&Self::table_key, &|key| made.prepared.contains_key(key)).into_iter().collect();
        let found = par::map(tables.len(), self.cells() * 16, |number| {
            let specification = tables[number].1;
            let method = made.methods[&self.method_key(specification)].clone()?;
            self.prepared(specification, &method).map(Arc::new)
        });
        if made.prepared.len() + tables.len() > HELD {
            made.prepared.clear();
            made.kernels = Kernels::default();
        }
        made.prepared.extend(tables.into_iter().map(|(key, _)| key).zip(found));
    }

    fn valid_method(&self, specification: &Specification) -> Result<Arc<Method>, String> {
        let method = self.method_of(specification)?;
        method.validate(self.framework, &self.data.units).map_err(|error| error.to_string())?;
        Ok(Arc::new(method))
    }

    fn prepared(&self, specification: &Specification, method: &Method) -> Result<Prepared, String> {
        let mut draw = None;
        let mut redrawn = None;
        for (factor, drawn) in self.factors.iter().zip(&specification.0) {
            match (&factor.kind, drawn) {
                (Kind::Draws(_), Drawn::Draw(number)) => draw = Some(*number),
                (Kind::SamplingError, Drawn::Key(key)) => redrawn = Some(self.redrawn(*key)),
                _ => {}
            }
        }
        let mut method = Cow::Borrowed(method);
        if redrawn.is_some() {
            // Whether a supplied figure can be was asked before: draws beyond its range belong to its error, and a sample
            // without them would be narrower on one side.
            method.to_mut().allow.push(Code::D110);
        }
        let data = redrawn.as_ref().unwrap_or(self.data);
        let prepared = prepare(self.framework, data, &method, draw).map_err(|error| error.to_string())?;
        method.why_stopped(&prepared.findings).map_or(Ok(prepared), Err)
    }

    /// The figures, each with a standard error drawn anew around itself. What a unit draws belongs to its code, so neither
    /// the order of the units nor one that is left out moves the others'.
    fn redrawn(&self, key: u64) -> Dataset {
        let mut data = self.data.clone();
        let Some(errors) = &self.data.standard_error else { return data };
        let seeds: Vec<u64> = self.data.units.iter().map(|unit| named_seed(self.seed ^ key, &unit.code)).collect();
        for column in 0..errors.width() {
            let errors = errors.slice(column);
            let mut streams: Vec<Stream> = seeds.iter().map(|&seed| Stream::new(seed, column as u64)).collect();
            let draw = |(row, (&value, &error)): (usize, (&f64, &f64))| {
                let normal = streams[self.data.unit_of(row)].normal();
                if error > 0.0 { value + error * normal } else { value }
            };
            let values = self.data.values.slice(column).iter().zip(errors).enumerate().map(draw).collect();
            data.values.set(column, values);
        }
        data
    }

    pub(super) fn compute(&self, specification: &Specification, made: &Made) -> Result<Replicate, String> {
        let method = made.methods[&self.method_key(specification)].as_ref().map_err(Clone::clone)?;
        let prepared = made.prepared[&self.table_key(specification)].as_ref().map_err(Clone::clone)?;
        let mut findings = Vec::new();
        let change = self.weight_change(specification);
        let (scores, ranks) =
            conclude(self.framework, method, prepared, &change, &mut findings).map_err(|error| error.to_string())?;
        method.why_stopped(&findings).map_or(Ok(Replicate { scores, ranks }), Err)
    }

    pub(super) fn method_key(&self, specification: &Specification) -> Key {
        self.key(specification, |kind, _| matches!(kind, Kind::Alternatives(_) | Kind::Range { .. }))
    }

    pub(super) fn table_key(&self, specification: &Specification) -> Key {
        self.key(specification, |_, upstream| upstream)
    }

    fn key(&self, specification: &Specification, counts: impl Fn(&Kind, bool) -> bool) -> Key {
        let drawn = self.factors.iter().zip(&specification.0);
        let counted = drawn.filter(|(factor, _)| counts(&factor.kind, factor.is_upstream()));
        let number = |drawn: &Drawn| match drawn {
            Drawn::Published => u64::MAX,
            Drawn::Alternative(number) => *number as u64,
            Drawn::Number(number) => number.to_bits(),
            Drawn::Draw(number) => u64::from(*number),
            Drawn::Key(key) => *key,
            Drawn::Factors(_) | Drawn::Shares(_) | Drawn::LeftOut(_) => 0,
        };
        counted.map(|(_, drawn)| number(drawn)).collect()
    }
}
