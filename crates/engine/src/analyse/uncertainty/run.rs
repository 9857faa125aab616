//! Replicates, computed: tables before weights once for each distinct combination, scores and ranks for each replicate.
//!
//! A replicate that cannot be computed is counted with its cause. Nothing here depends on the number of threads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::draw::{Lane, Room, is_of_weights};
use super::kernel::{self, Kernel, LANES};
use super::plan::{Drawn, Factor, Kind, Plan, Specification};
use super::tally::Tally;
use crate::Error;
use crate::dataset::Dataset;
use crate::finding::{Code, Finding, Place};
use crate::method::Method;
use crate::par;
use crate::pipeline::{Prepared, conclude, prepare};
use crate::random::Stream;
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
const PART_OF_WEIGHTS: usize = 4096;
/// Cells in a part after which an observer is asked.
const PART_CELLS: usize = 1 << 30;
/// Blocks of lanes, or single replicates, that a thread takes at a time.
const EACH: usize = 32;
/// Counts of which every thread may hold its own; of more there is one tally for all, which takes turns.
const OWN_CELLS: usize = 1 << 18;
/// Distinct combinations of what comes before weights whose tables are held at a time.
const HELD: usize = 256;

/// What a replicate shares with others: the drawn values that change tables before weights, and those that change the method.
type Key = Vec<u64>;

/// Tables and methods made so far.
#[derive(Default)]
pub(in crate::analyse) struct Made {
    methods: BTreeMap<Key, Result<Arc<Method>, String>>,
    prepared: BTreeMap<Key, Result<Arc<Prepared>, String>>,
    kernels: Kernels,
}

/// Kernels made so far; methods that differ in stated weights alone share one.
#[derive(Default)]
struct Kernels {
    list: Vec<Kernel>,
    /// By the tables and what of the method a kernel depends on.
    by_shape: BTreeMap<(Key, kernel::Shape), Option<usize>>,
    /// By the tables and the method: the kernel, and the weights before any is drawn.
    by_key: BTreeMap<(Key, Key), Option<(usize, Vec<f64>)>>,
}

/// What is computed at a time.
enum Work<'w> {
    /// Replicates that share a kernel.
    Block(&'w Kernel, Vec<Lane<'w>>),
    /// One that is computed as an index is.
    Alone(u64),
}

impl Plan<'_> {
    /// The replicates of these numbers, counted. `observe` is told after each part how many are done.
    ///
    /// # Errors
    /// [`Error::Assumptions`] when there is no replicate to compute, [`Error::TooManyUnits`] beyond [`PAIRS_MAX`] units.
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

    fn tally(&self) -> Tally {
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
        (PART_CELLS / self.cells().max(1)).clamp(LANES * EACH, most)
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

    /// Adds these replicates to the counts.
    fn count(&self, replicates: Range<u64>, made: &mut Made, tally: &mut Tally) {
        // Where nothing but weights is drawn, all replicates make the same choices.
        let each = if self.factors.iter().all(is_of_weights) { 0..1 } else { 0..replicates.end - replicates.start };
        let choices: Vec<Specification> = each.map(|number| self.choices(replicates.start + number)).collect();
        self.make(&choices, made);
        self.make_kernels(&choices, made);
        let work = self.work(replicates, &choices, made);
        let pieces: Vec<&[Work<'_>]> = work.chunks(if tally.cells() > OWN_CELLS { 1 } else { EACH }).collect();
        let shared = Mutex::new(tally);
        // A thread that panicked has left no count half made.
        let all = || shared.lock().unwrap_or_else(PoisonError::into_inner);
        let is_small = all().cells() <= OWN_CELLS;
        par::map(pieces.len(), self.cells() * LANES * EACH, |piece| {
            let mut room = Room::default();
            let mut own = is_small.then(|| self.tally());
            for work in pieces[piece] {
                match work {
                    Work::Block(kernel, lanes) => {
                        self.compute_block(kernel, lanes, &mut room);
                        match &mut own {
                            Some(own) => self.count_block(lanes.len(), &room, own),
                            None => self.count_block(lanes.len(), &room, &mut all()),
                        }
                    }
                    Work::Alone(replicate) => {
                        let found = self.compute(&self.specification(&self.point(*replicate)), made);
                        match &mut own {
                            Some(own) => self.count_one(found, own),
                            None => self.count_one(found, &mut all()),
                        }
                    }
                }
            }
            own.iter().for_each(|own| all().merge(own));
        });
    }

    /// Replicates that share a kernel, in blocks, and all others.
    fn work<'w>(&self, replicates: Range<u64>, choices: &'w [Specification], made: &'w Made) -> Vec<Work<'w>> {
        let kernel = |choices: &Specification| {
            made.kernels.by_key.get(&(self.table_key(choices), self.method_key(choices))).and_then(Option::as_ref)
        };
        let shared = (choices.len() == 1).then(|| kernel(&choices[0]));
        let mut blocks: BTreeMap<usize, Vec<Lane<'w>>> = BTreeMap::new();
        let mut work = Vec::new();
        for (place, replicate) in replicates.enumerate() {
            let choices = choices.get(place).filter(|_| shared.is_none()).unwrap_or(&choices[0]);
            match shared.unwrap_or_else(|| kernel(choices)) {
                Some((number, base)) => {
                    let block = blocks.entry(*number).or_default();
                    block.push(Lane { replicate, choices, base });
                    if block.len() == LANES {
                        work.push(Work::Block(&made.kernels.list[*number], std::mem::take(block)));
                    }
                }
                None => work.push(Work::Alone(replicate)),
            }
        }
        let rest = blocks.into_iter().filter(|(_, lanes)| !lanes.is_empty());
        work.extend(rest.map(|(number, lanes)| Work::Block(&made.kernels.list[number], lanes)));
        work
    }

    /// Makes the kernels that these specifications need and that are not there yet.
    fn make_kernels(&self, choices: &[Specification], made: &mut Made) {
        // Tables of one replicate alone are not worth a kernel.
        if self.factors.iter().any(|factor| matches!(factor.kind, Kind::SamplingError)) {
            return;
        }
        let given = self.given();
        let Made { methods, prepared, kernels } = made;
        for choices in choices {
            let (tables, method_key) = (self.table_key(choices), self.method_key(choices));
            let key = (tables, method_key);
            if kernels.by_key.contains_key(&key) {
                continue;
            }
            let found = match (&methods[&key.1], &prepared[&key.0]) {
                (Ok(method), Ok(prepared)) => kernels.find(self, method, prepared, &given, &key.0),
                _ => None,
            };
            kernels.by_key.insert(key, found);
        }
    }

    fn compute_block(&self, kernel: &Kernel, lanes: &[Lane<'_>], room: &mut Room) {
        let units = kernel.units();
        self.draw_weights(lanes, room);
        room.scores.resize(self.counted.len() * units, [f64::NAN; LANES]);
        room.ranks.resize(self.counted.len() * units, [0; LANES]);
        kernel.score(&room.weights, &self.counted, &mut room.scores);
        if lanes.len() < LANES {
            room.scores.iter_mut().for_each(|scores| scores[lanes.len()..].fill(f64::NAN));
        }
        for (scores, ranks) in room.scores.chunks(units.max(1)).zip(room.ranks.chunks_mut(units.max(1))) {
            kernel::rank(scores, ranks);
        }
    }

    fn count_block(&self, replicates: usize, room: &Room, tally: &mut Tally) {
        let units = self.data.units.len();
        tally.replicates += replicates as u64;
        for (slot, &group) in self.counted.iter().enumerate() {
            let own = slot * units..(slot + 1) * units;
            let counts = &mut tally.groups[group];
            for (unit, ranks) in room.ranks[own.clone()].iter().enumerate() {
                ranks.iter().for_each(|&rank| counts.add(unit, units, rank));
            }
            if !counts.before.is_empty() {
                kernel::count_pairs(&room.scores[own], &mut counts.before);
            }
        }
    }

    /// Counts the last period of a replicate, or why there is none.
    fn count_one(&self, found: Result<Replicate, String>, tally: &mut Tally) {
        let replicate = match found {
            Ok(replicate) => replicate,
            Err(cause) => return *tally.failures.entry(cause).or_default() += 1,
        };
        tally.replicates += 1;
        let last = replicate.ranks.rows() - self.data.units.len()..replicate.ranks.rows();
        for &group in &self.counted {
            let ranks = &replicate.ranks.slice(group)[last.clone()];
            let scores = replicate.scores.slice(group)[last.clone()].iter().zip(ranks);
            let ranked: Vec<f64> = scores.map(|(&score, rank)| if rank.is_nan() { f64::NAN } else { score }).collect();
            tally.groups[group].count(&ranked, ranks);
        }
    }

    fn cells(&self) -> usize {
        self.data.values.width() * self.data.units.len()
    }

    /// Makes the methods and tables that these specifications need and that are not there yet.
    fn make(&self, specifications: &[Specification], made: &mut Made) {
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
        let data = redrawn.as_ref().unwrap_or(self.data);
        let prepared = prepare(self.framework, data, method, draw).map_err(|error| error.to_string())?;
        method.why_stopped(&prepared.findings).map_or(Ok(prepared), Err)
    }

    /// The figures, each with a standard error drawn anew around itself.
    fn redrawn(&self, key: u64) -> Dataset {
        let mut data = self.data.clone();
        let Some(errors) = &self.data.standard_error else { return data };
        for column in 0..errors.width() {
            let errors = errors.slice(column);
            let mut stream = Stream::new(self.seed ^ key, column as u64);
            let draw = |(&value, &error): (&f64, &f64)| {
                let normal = stream.normal();
                if error > 0.0 { value + error * normal } else { value }
            };
            let values = self.data.values.slice(column).iter().zip(errors).map(draw).collect();
            data.values.set(column, values);
        }
        data
    }

    fn compute(&self, specification: &Specification, made: &Made) -> Result<Replicate, String> {
        let method = made.methods[&self.method_key(specification)].as_ref().map_err(Clone::clone)?;
        let prepared = made.prepared[&self.table_key(specification)].as_ref().map_err(Clone::clone)?;
        let mut findings = Vec::new();
        let change = self.weight_change(specification);
        let (scores, ranks) =
            conclude(self.framework, method, prepared, &change, &mut findings).map_err(|error| error.to_string())?;
        method.why_stopped(&findings).map_or(Ok(Replicate { scores, ranks }), Err)
    }

    fn method_key(&self, specification: &Specification) -> Key {
        self.key(specification, |kind, _| matches!(kind, Kind::Alternatives(_) | Kind::Range { .. }))
    }

    fn table_key(&self, specification: &Specification) -> Key {
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

impl Kernels {
    /// The kernel of a method and its tables, and the weights that the method gives; `None` where none applies.
    fn find(
        &mut self,
        plan: &Plan<'_>,
        method: &Method,
        prepared: &Prepared,
        given: &[bool],
        tables: &Key,
    ) -> Option<(usize, Vec<f64>)> {
        let list = &mut self.list;
        let number =
            *self.by_shape.entry((tables.clone(), kernel::shape(plan.framework, method))).or_insert_with(|| {
                let kernel = Kernel::new(plan.framework, method, prepared, given)?;
                list.push(kernel);
                Some(list.len() - 1)
            });
        // Without a kernel, weights may rest on scores that there are none of yet.
        let number = number?;
        Some((number, kernel::base_weights(plan.framework, method, prepared, given)?))
    }
}
