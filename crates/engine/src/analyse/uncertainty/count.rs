//! Replicates, counted (Handbook step 7): those that share a kernel in blocks, all others one by one as an index is.
//!
//! What is counted are whole numbers, so neither the blocks nor the threads show in the result.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::draw::{Lane, Room, is_of_weights};
use super::kernel::{self, Kernel, LANES};
use super::places;
use super::plan::{Kind, Plan, Specification};
use super::run::{Key, Made, Replicate};
use super::tally::Tally;
use crate::method::Method;
use crate::par;
use crate::pipeline::Prepared;

/// Blocks of lanes, or single replicates, that a thread takes at a time.
pub(super) const BLOCKS: usize = 32;
/// Ranks of units that a thread holds before it counts them together with others.
const ROWS_TOGETHER: usize = 1 << 17;
/// Counts of which every thread may hold its own; of more there is one tally for all, which takes turns.
const OWN_CELLS: usize = 1 << 18;

/// Kernels made so far; methods that differ in stated weights alone share one.
#[derive(Default)]
pub(super) struct Kernels {
    list: Vec<Kernel>,
    /// By the tables and what of the method a kernel depends on.
    by_shape: BTreeMap<(Key, kernel::Shape), Option<usize>>,
    /// By the tables and the method: the kernel, and the weights before any is drawn.
    by_key: BTreeMap<(Key, Key), Option<Based>>,
}

/// The number of a kernel, and the weights before any is drawn.
type Based = (usize, Vec<f64>);

/// What is computed at a time.
enum Work<'w> {
    /// Replicates that share a kernel.
    Block(&'w Kernel, Vec<Lane<'w>>),
    /// One that is computed as an index is.
    Alone(u64),
}

impl Plan<'_> {
    /// Adds these replicates to the counts.
    pub(super) fn count(&self, replicates: Range<u64>, made: &mut Made, tally: &mut Tally) {
        // Where nothing but weights is drawn, all replicates make the same choices.
        let each = if self.factors.iter().all(is_of_weights) { 0..1 } else { 0..replicates.end - replicates.start };
        let choices: Vec<Specification> = each.map(|number| self.choices(replicates.start + number)).collect();
        self.make(&choices, made);
        self.make_kernels(&choices, made);
        let work = self.work(replicates, &choices, made);
        let is_small = tally.cells() <= OWN_CELLS;
        let together = if is_small { 1 } else { (ROWS_TOGETHER / self.data.units.len()).clamp(1, BLOCKS) };
        let pieces: Vec<&[Work<'_>]> = work.chunks(if is_small { BLOCKS } else { together }).collect();
        let shared = Mutex::new(tally);
        // A thread that panicked has left no count half made.
        let all = || shared.lock().unwrap_or_else(PoisonError::into_inner);
        par::map(pieces.len(), self.cells() * LANES * BLOCKS, |piece| {
            let mut rooms = Vec::new();
            let mut own = is_small.then(|| self.tally());
            for part in pieces[piece].chunks(together) {
                let mut blocks: Vec<(&Kernel, usize)> = Vec::new();
                for work in part {
                    match work {
                        Work::Block(kernel, lanes) => {
                            rooms.resize_with(rooms.len().max(blocks.len() + 1), Room::default);
                            self.compute_block(kernel, lanes, &mut rooms[blocks.len()]);
                            blocks.push((kernel, lanes.len()));
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
                match &mut own {
                    Some(own) => self.count_blocks(&blocks, &mut rooms, own),
                    None => self.count_blocks(&blocks, &mut rooms, &mut all()),
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
        let rows = kernel.units().len();
        self.draw_weights(lanes, room);
        room.scores.resize(self.counted.len() * rows, [f64::NAN; LANES]);
        room.ranks.resize(self.counted.len() * rows, [0; LANES]);
        kernel.score(&room.weights, &self.counted, &mut room.scores);
        for (scores, ranks) in room.scores.chunks(rows.max(1)).zip(room.ranks.chunks_mut(rows.max(1))) {
            places::rank(scores, ranks, &mut room.places);
        }
    }

    /// Counts blocks, a window of units at a time, so that their counts stay near the processor.
    fn count_blocks(&self, blocks: &[(&Kernel, usize)], rooms: &mut [Room], tally: &mut Tally) {
        const WINDOW: usize = 128;
        let units = self.data.units.len();
        for (slot, &group) in self.counted.iter().enumerate() {
            let counts = &mut tally.groups[group];
            for start in (0..units).step_by(WINDOW) {
                for (&(kernel, replicates), room) in blocks.iter().zip(rooms.iter()) {
                    let ranked = kernel.units();
                    let ranks = &room.ranks[slot * ranked.len()..(slot + 1) * ranked.len()];
                    for (&unit, ranks) in ranked.iter().zip(ranks).skip(start).take(WINDOW) {
                        counts.add(unit, units, &ranks[..replicates]);
                    }
                }
            }
            let before = &mut counts.before;
            if before.is_empty() {
                continue;
            }
            for (&(kernel, replicates), room) in blocks.iter().zip(rooms.iter_mut()) {
                let ranked = kernel.units();
                let scores = &room.scores[slot * ranked.len()..(slot + 1) * ranked.len()];
                places::pairs(scores, replicates, &mut room.places, |row, reached| {
                    let before = &mut before[ranked[row] * units..][..units];
                    ranked.iter().zip(reached).for_each(|(&other, &count)| before[other] += count);
                });
            }
        }
        tally.replicates += blocks.iter().map(|(_, replicates)| *replicates as u64).sum::<u64>();
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
    ) -> Option<Based> {
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
