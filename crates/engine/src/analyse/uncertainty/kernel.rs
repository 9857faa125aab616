//! Replicates that differ in weights alone, several at a time (Handbook step 7): each lane of a vector is one replicate.
//!
//! It does what `combine.rs` and `rank.rs` do for weighted arithmetic and geometric means, in the same order of operations
//! and so to the same bits, which a law tests; whatever it does not apply to is computed there. Instructions are chosen at
//! run time (pulp) and move no digit. Scores are computed in `score.rs`.

use std::ops::Range;

use pulp::{NullaryFnOnce, Simd};

use super::score::{self, Scoring};
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
    pub(super) groups: Vec<Group>,
    /// The position in the framework of the node at each place.
    pub(super) nodes: Vec<usize>,
    /// Whether the node at each place is an indicator.
    pub(super) is_leaf: Vec<bool>,
    /// The units that are ranked, by position.
    units: Vec<usize>,
    /// The score of each indicator by ranked unit (row) and place, or its logarithm below a geometric mean; `NaN` is missing.
    pub(super) leaves: Vec<f64>,
    /// For each ranked unit, whether all its indicators are known and finite.
    pub(super) complete: Vec<bool>,
    /// Whether no quotient comes near the ends of what numbers can say, as long as weights are [tame](score::is_tame).
    pub(super) has_tame_leaves: bool,
}

pub(super) struct Group {
    pub(super) place: usize,
    pub(super) children: Range<usize>,
    /// Whether all children are indicators.
    pub(super) of_leaves: bool,
    pub(super) mean: Mean,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mean {
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
        let has_tame_leaves = groups.iter().all(|group| group.mean == Mean::Arithmetic)
            && framework.levels().len() <= 1 + score::TAME_LEVELS
            && leaves.iter().all(|leaf| leaf.is_nan() || score::is_tame(*leaf));
        Some(Kernel { groups, nodes, is_leaf, units, leaves, complete, has_tame_leaves })
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

/// As `Simd::select_f64s`, which compilers do not inline into functions with wider instructions.
#[inline(always)]
pub(super) fn select<S: Simd>(simd: S, mask: S::m64s, if_true: S::f64s, if_false: S::f64s) -> S::f64s {
    pulp::cast(simd.select_u64s(mask, pulp::cast(if_true), pulp::cast(if_false)))
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
