//! Replicates that differ in weights alone, several at a time (Handbook step 7): each lane of a vector is one replicate.
//!
//! It does what `combine.rs` and `rank.rs` do for weighted arithmetic and geometric means, in the same order of operations
//! and so to the same bits, which a law tests; whatever it does not apply to is computed there. Instructions are chosen at
//! run time (pulp) and none fuses a product with a sum, so they move no digit.

use std::ops::Range;

use pulp::{NullaryFnOnce, Simd, WithSimd, bytemuck};

use crate::aggregate::Aggregation;
use crate::framework::Framework;
use crate::method::{Method, MissingChildren};
use crate::pipeline::Prepared;
use crate::random;
use crate::reference::Fitting;
use crate::stats::{self, Ties};
use crate::weigh::{self, Children, Weighting};

/// Replicates that are computed at once.
pub(super) const LANES: usize = 16;
/// A number for each of them.
pub(super) type Lanes = [f64; LANES];

/// What of a method decides upon the kernel of its tables: the aggregation of each group, whether its weights are read from
/// scores, and the rules for missing children and equal scores.
pub(super) type Shape = Vec<u8>;

/// The shape of a method.
pub(super) fn shape(framework: &Framework, method: &Method) -> Shape {
    let rules = [
        u8::from(method.rank.ties == Ties::Min),
        u8::from(method.missing.children == MissingChildren::Missing),
        u8::from(method.screen.group_coverage_min > 0.0),
    ];
    let of_group = |group| {
        let mean = match method.aggregate.at(group) {
            Aggregation::Arithmetic(_) => 0,
            Aggregation::Geometric(_) => 1,
            _ => 2,
        };
        [mean, u8::from(reads_scores(method.weigh.at(group)))]
    };
    rules.into_iter().chain(framework.nodes()[framework.group_positions()].iter().flat_map(of_group)).collect()
}

/// What replicates share that differ in weights alone.
///
/// Nodes have places here: the root first, siblings beside each other.
pub(super) struct Kernel {
    /// Children before parents.
    groups: Vec<Group>,
    /// The position in the framework of the node at each place.
    nodes: Vec<usize>,
    /// Whether the node at each place is an indicator.
    is_leaf: Vec<bool>,
    /// The units that are ranked, by position.
    units: Vec<usize>,
    /// The score of each indicator by ranked unit (row) and place, or its logarithm below a geometric mean; `NaN` is missing.
    leaves: Vec<f64>,
    /// For each ranked unit, whether all its indicators are known and finite.
    complete: Vec<bool>,
}

struct Group {
    place: usize,
    children: Range<usize>,
    /// Whether all children are indicators.
    of_leaves: bool,
    mean: Mean,
}

#[derive(Clone, Copy, PartialEq)]
enum Mean {
    Arithmetic,
    Geometric,
}

impl Kernel {
    /// The kernel of a method and its tables, where it applies: means are arithmetic or geometric without negative
    /// scores, missing children's weights are shared, equal scores get the best rank, and no weight that is not `given`
    /// is found from scores that weights move.
    pub(super) fn new(framework: &Framework, method: &Method, prepared: &Prepared, given: &[bool]) -> Option<Self> {
        let indicators = framework.indicators().len();
        let all = framework.nodes();
        if method.rank.ties != Ties::Min
            || method.missing.children == MissingChildren::Missing
            || method.screen.group_coverage_min > 0.0
        {
            return None;
        }
        let mut nodes = vec![framework.root()];
        let mut groups = Vec::new();
        let mut place = 0;
        while place < nodes.len() {
            let node = &all[nodes[place]];
            if nodes[place] >= indicators {
                let mean = match method.aggregate.at(node) {
                    Aggregation::Arithmetic(_) => Mean::Arithmetic,
                    Aggregation::Geometric(_) => Mean::Geometric,
                    _ => return None,
                };
                let is_negative = |&leaf: &usize| prepared.normalised.slice(leaf).iter().any(|&score| score < 0.0);
                let is_drawn = node.children.iter().all(|&child| given[child]);
                let is_moved = node.children.iter().any(|&child| child >= indicators);
                if (mean == Mean::Geometric && node.indicators.iter().any(is_negative))
                    || (!is_drawn && is_moved && reads_scores(method.weigh.at(node)))
                {
                    return None;
                }
                let children = nodes.len()..nodes.len() + node.children.len();
                let of_leaves = node.children.iter().all(|&child| child < indicators);
                groups.push(Group { place, children, of_leaves, mean });
                nodes.extend(&node.children);
            }
            place += 1;
        }
        groups.reverse();
        let last = prepared.normalised.rows() - prepared.data.units.len();
        let units: Vec<usize> =
            (0..prepared.data.units.len()).filter(|unit| prepared.screening.ranked[last + unit]).collect();
        let mut leaves = vec![0.0; units.len() * nodes.len()];
        for group in &groups {
            for place in group.children.clone().filter(|&place| nodes[place] < indicators) {
                let column = &prepared.normalised.slice(nodes[place])[last..];
                for (row, &unit) in units.iter().enumerate() {
                    let score = column[unit];
                    leaves[row * nodes.len() + place] =
                        if group.mean == Mean::Geometric { stats::ln(score) } else { score };
                }
            }
        }
        let complete = leaves.chunks_exact(nodes.len()).map(|row| row.iter().all(|leaf| leaf.is_finite())).collect();
        let is_leaf = nodes.iter().map(|&node| node < indicators).collect();
        Some(Kernel { groups, nodes, is_leaf, units, leaves, complete })
    }

    /// The units that are ranked, by position.
    pub(super) fn units(&self) -> &[usize] {
        &self.units
    }

    /// Scores of the counted groups, by group and ranked unit, under the weights of all nodes of the framework.
    pub(super) fn score(&self, weights: &[Lanes], counted: &[usize], out: &mut [Lanes]) {
        let first = self.is_leaf.iter().filter(|is_leaf| **is_leaf).count();
        let place = |&group: &usize| self.nodes.iter().position(|&node| node == first + group).unwrap_or(0);
        let counted: Vec<usize> = counted.iter().map(place).collect();
        pulp::Arch::new().dispatch(Scoring { kernel: self, weights, counted: &counted, out });
    }
}

/// The weights that the method gives to all nodes before any is drawn, and what is said about them. Those of groups that
/// are given in full are 1; no weight is read from scores that weights move.
pub(super) fn base_weights(
    framework: &Framework,
    method: &Method,
    prepared: &Prepared,
    given: &[bool],
) -> Option<Vec<f64>> {
    let nodes = framework.nodes();
    let fitting = Fitting::new(&prepared.data, method.periods.reference, &prepared.screening.ranked).ok()?;
    let mut weights = vec![1.0; nodes.len()];
    let mut findings = Vec::new();
    for group in &nodes[framework.group_positions()] {
        if group.children.iter().all(|&child| given[child]) {
            continue;
        }
        let column = |&child: &usize| -> &[f64] {
            if framework.is_indicator(child) { prepared.normalised.slice(child) } else { &[] }
        };
        let children = Children {
            group: &group.code,
            codes: group.children.iter().map(|&child| nodes[child].code.as_str()).collect(),
            columns: group.children.iter().map(column).collect(),
            fitting: &fitting,
        };
        let found = weigh::group(method.weigh.at(group), &children, &mut findings);
        group.children.iter().zip(found).for_each(|(&child, weight)| weights[child] = weight);
    }
    // What stops a replicate is reported where replicates are computed one by one.
    (!findings.iter().any(|finding| method.stops_at(finding))).then_some(weights)
}

fn reads_scores(weighting: &Weighting) -> bool {
    !matches!(
        weighting,
        Weighting::Equal(_) | Weighting::Stated(_) | Weighting::BudgetAllocation(_) | Weighting::Ahp(_)
    )
}

pub(super) struct Scoring<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) weights: &'a [Lanes],
    /// The places of the groups whose scores are wanted.
    pub(super) counted: &'a [usize],
    pub(super) out: &'a mut [Lanes],
}

impl WithSimd for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match LANES / S::F64_LANES {
            1 => self.all::<S, 1>(simd),
            2 => self.all::<S, 2>(simd),
            _ => self.all::<S, 4>(simd),
        }
    }
}

/// As many vectors as are computed side by side, on a boundary of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Tile<S: Simd, const WIDTH: usize>([S::f64s; WIDTH]);

impl Scoring<'_> {
    #[inline(always)]
    fn all<S: Simd, const WIDTH: usize>(self, simd: S) {
        let Scoring { kernel, weights, counted, out } = self;
        let (places, rows) = (kernel.nodes.len(), kernel.units.len());
        let vectors = LANES / S::F64_LANES;
        let weights = S::as_simd_f64s(weights.as_flattened()).0;
        let out = S::as_mut_simd_f64s(out.as_flattened_mut()).0;
        let none = Tile::<S, WIDTH>([simd.splat_f64s(0.0); WIDTH]);
        let mut own = vec![none; places];
        let mut totals = vec![none; kernel.groups.len()];
        let mut scores = vec![none; places];
        for first in (0..vectors).step_by(WIDTH) {
            for (own, &node) in own.iter_mut().zip(&kernel.nodes) {
                own.0.copy_from_slice(&weights[node * vectors + first..][..WIDTH]);
            }
            let mut weighed = true;
            for (total, group) in totals.iter_mut().zip(&kernel.groups) {
                *total = none;
                for weight in &own[group.children.clone()] {
                    each(&mut total.0, |sum, vector| simd.add_f64s(sum, weight.0[vector]));
                }
                weighed &= bytemuck::cast_slice::<S::f64s, f64>(&total.0).iter().all(|total| *total > 0.0);
            }
            for row in 0..rows {
                let leaves = &kernel.leaves[row * places..(row + 1) * places];
                let plain = weighed && kernel.complete[row];
                for (group, total) in kernel.groups.iter().zip(&totals) {
                    let weights = &own[group.children.clone()];
                    let mut sum = none;
                    let mut total = *total;
                    if plain && group.of_leaves {
                        for (weight, &leaf) in weights.iter().zip(&leaves[group.children.clone()]) {
                            let leaf = simd.splat_f64s(leaf);
                            each(&mut sum.0, |sum, vector| simd.add_f64s(sum, simd.mul_f64s(weight.0[vector], leaf)));
                        }
                    } else {
                        for place in group.children.clone() {
                            if kernel.is_leaf[place] {
                                scores[place] = Tile([simd.splat_f64s(leaves[place]); WIDTH]);
                            }
                        }
                        let below = &scores[group.children.clone()];
                        total = if plain { total } else { none };
                        for ((weight, score), place) in weights.iter().zip(below).zip(group.children.clone()) {
                            let mut score = *score;
                            if group.mean == Mean::Geometric && !kernel.is_leaf[place] {
                                lanes_of::<S>(&mut score.0).iter_mut().for_each(|lane| *lane = stats::ln(*lane));
                            }
                            if plain {
                                each(&mut sum.0, |sum, vector| {
                                    simd.add_f64s(sum, simd.mul_f64s(weight.0[vector], score.0[vector]))
                                });
                            } else {
                                add_known(simd, weight, &score, &mut sum, &mut total);
                            }
                        }
                    }
                    each(&mut sum.0, |sum, vector| simd.div_f64s(sum, total.0[vector]));
                    if !plain {
                        let (zero, unknown) = (simd.splat_f64s(0.0), simd.splat_f64s(f64::NAN));
                        each(&mut sum.0, |mean, vector| {
                            select(simd, simd.greater_than_f64s(total.0[vector], zero), mean, unknown)
                        });
                    }
                    if group.mean == Mean::Geometric {
                        lanes_of::<S>(&mut sum.0).iter_mut().for_each(|lane| *lane = stats::exp(*lane));
                    }
                    scores[group.place] = sum;
                }
                for (slot, &place) in counted.iter().enumerate() {
                    out[(slot * rows + row) * vectors + first..][..WIDTH].copy_from_slice(&scores[place].0);
                }
            }
        }
    }
}

/// Adds a weighted score and its weight in the lanes in which the score is known and the weight counts.
#[inline(always)]
fn add_known<S: Simd, const WIDTH: usize>(
    simd: S,
    weight: &Tile<S, WIDTH>,
    score: &Tile<S, WIDTH>,
    sum: &mut Tile<S, WIDTH>,
    total: &mut Tile<S, WIDTH>,
) {
    let zero = simd.splat_f64s(0.0);
    for vector in 0..WIDTH {
        let (weight, score) = (weight.0[vector], score.0[vector]);
        let counts = simd.and_m64s(simd.greater_than_f64s(weight, zero), simd.equal_f64s(score, score));
        let part = select(simd, counts, simd.mul_f64s(weight, score), zero);
        sum.0[vector] = simd.add_f64s(sum.0[vector], part);
        total.0[vector] = simd.add_f64s(total.0[vector], select(simd, counts, weight, zero));
    }
}

/// As `Simd::select_f64s`, which compilers do not inline into functions with wider instructions.
#[inline(always)]
pub(super) fn select<S: Simd>(simd: S, mask: S::m64s, if_true: S::f64s, if_false: S::f64s) -> S::f64s {
    pulp::cast(simd.select_u64s(mask, pulp::cast(if_true), pulp::cast(if_false)))
}

#[inline(always)]
fn each<V: Copy, const WIDTH: usize>(vectors: &mut [V; WIDTH], make: impl Fn(V, usize) -> V) {
    for (number, vector) in vectors.iter_mut().enumerate() {
        *vector = make(*vector, number);
    }
}

#[inline(always)]
fn lanes_of<S: Simd>(vectors: &mut [S::f64s]) -> &mut [f64] {
    bytemuck::cast_slice_mut(vectors)
}

/// The numbers in 0..1 of several replicates, by place.
pub(super) fn draw_numbers(seed: u64, replicates: &[u64; LANES], numbers: &mut [Lanes]) {
    pulp::Arch::new().dispatch(Drawing { seed, replicates, numbers });
}

pub(super) struct Drawing<'a> {
    pub(super) seed: u64,
    pub(super) replicates: &'a [u64; LANES],
    pub(super) numbers: &'a mut [Lanes],
}

impl NullaryFnOnce for Drawing<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (block, slots) in (0_u64..).zip(self.numbers.chunks_mut(2)) {
            let mut pair = [[0.0; LANES]; 2];
            let [first, second] = &mut pair;
            for (lane, &replicate) in self.replicates.iter().enumerate() {
                [first[lane], second[lane]] = random::pair_of(self.seed, replicate, block);
            }
            slots.iter_mut().zip(pair).for_each(|(slot, numbers)| *slot = numbers);
        }
    }
}

/// Numbers in 0..1 as exponential variates.
pub(super) fn exponentials(numbers: &[Lanes], out: &mut [Lanes]) {
    pulp::Arch::new().dispatch(Exponentials { numbers, out });
}

pub(super) struct Exponentials<'a> {
    pub(super) numbers: &'a [Lanes],
    pub(super) out: &'a mut [Lanes],
}

impl NullaryFnOnce for Exponentials<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        // One loop over all lanes of all places, which compilers turn into vectors.
        for (number, out) in self.numbers.as_flattened().iter().zip(self.out.as_flattened_mut()) {
            *out = super::weights::exponential(*number);
        }
    }
}
