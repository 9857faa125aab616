//! Replicates that differ in weights alone, several at a time (Handbook step 7): each lane of a vector is one replicate.
//!
//! It does what `combine.rs` and `rank.rs` do for weighted arithmetic and geometric means, in the same order of operations
//! and so to the same bits, which a law tests; whatever it does not apply to is computed there. Instructions are chosen at
//! run time (pulp) and none fuses a product with a sum, so they move no digit.

use pulp::NullaryFnOnce;

use crate::aggregate::Aggregation;
use crate::framework::Framework;
use crate::method::{Method, MissingChildren};
use crate::pipeline::Prepared;
use crate::random;
use crate::reference::Fitting;
use crate::stats::{self, Ties};
use crate::weigh::{self, Children, Weighting};

/// Replicates that are computed at once.
pub(super) const LANES: usize = 8;
/// A number for each of them.
pub(super) type Lanes = [f64; LANES];
/// Units from which sorting is quicker than counting who stands before whom.
const SORT_FROM: usize = 256;

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
pub(super) struct Kernel {
    groups: Vec<Group>,
    indicators: usize,
    /// The score of each indicator by unit of the last period, or its logarithm below a geometric mean; `NaN` is missing.
    leaves: Vec<f64>,
    /// Whether each unit is ranked.
    ranked: Vec<bool>,
    /// For each unit and group, whether all children are indicators that are known and finite.
    plain: Vec<bool>,
}

#[derive(PartialEq)]
struct Group {
    children: Vec<usize>,
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
        let (nodes, indicators) = (framework.nodes(), framework.indicators().len());
        let units = prepared.data.units.len();
        let applies = method.rank.ties == Ties::Min
            && method.missing.children != MissingChildren::Missing
            && method.screen.group_coverage_min <= 0.0;
        let mut groups = Vec::new();
        for group in &nodes[framework.group_positions()] {
            let mean = match method.aggregate.at(group) {
                Aggregation::Arithmetic(_) => Mean::Arithmetic,
                Aggregation::Geometric(_) => Mean::Geometric,
                _ => return None,
            };
            let is_negative = |&leaf: &usize| prepared.normalised.slice(leaf).iter().any(|&score| score < 0.0);
            let all_given = group.children.iter().all(|&child| given[child]);
            let moved = group.children.iter().any(|&child| child >= indicators);
            if (mean == Mean::Geometric && group.indicators.iter().any(is_negative))
                || (!all_given && moved && reads_scores(method.weigh.at(group)))
            {
                return None;
            }
            groups.push(Group { children: group.children.clone(), mean });
        }
        let mut leaves = vec![f64::NAN; units * indicators];
        let rows = prepared.normalised.rows() - units..prepared.normalised.rows();
        for group in &groups {
            for &leaf in group.children.iter().filter(|&&child| child < indicators) {
                let column = &prepared.normalised.slice(leaf)[rows.clone()];
                for (unit, &score) in column.iter().enumerate() {
                    leaves[unit * indicators + leaf] =
                        if group.mean == Mean::Geometric { stats::ln(score) } else { score };
                }
            }
        }
        let is_plain = |unit: usize, group: &Group| {
            let known = |&child: &usize| child < indicators && leaves[unit * indicators + child].is_finite();
            group.children.iter().all(known)
        };
        let plain = (0..units).flat_map(|unit| groups.iter().map(move |group| (unit, group)));
        let plain = plain.map(|(unit, group)| is_plain(unit, group)).collect();
        let ranked = prepared.screening.ranked[rows].to_vec();
        applies.then_some(Kernel { groups, indicators, leaves, ranked, plain })
    }

    pub(super) fn units(&self) -> usize {
        self.ranked.len()
    }

    /// Scores of the counted groups under the weights of all nodes, by group and unit; `NaN` where a unit is not ranked.
    pub(super) fn score(&self, weights: &[Lanes], counted: &[usize], out: &mut [Lanes]) {
        let (totals, scores) = (&mut vec![[0.0; LANES]; self.groups.len()], &mut vec![[0.0; LANES]; self.groups.len()]);
        pulp::Arch::new().dispatch(Scoring { kernel: self, weights, counted, totals, scores, out });
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

struct Scoring<'a> {
    kernel: &'a Kernel,
    weights: &'a [Lanes],
    counted: &'a [usize],
    totals: &'a mut [Lanes],
    scores: &'a mut [Lanes],
    out: &'a mut [Lanes],
}

impl NullaryFnOnce for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Scoring { kernel, weights, counted, totals, scores, out } = self;
        let (units, groups) = (kernel.units(), kernel.groups.len());
        for (total, group) in totals.iter_mut().zip(&kernel.groups) {
            for &child in &group.children {
                let weight = &weights[child];
                for lane in 0..LANES {
                    total[lane] += if weight[lane] > 0.0 { weight[lane] } else { 0.0 };
                }
            }
        }
        for unit in 0..units {
            let leaves = &kernel.leaves[unit * kernel.indicators..(unit + 1) * kernel.indicators];
            let plain = &kernel.plain[unit * groups..(unit + 1) * groups];
            for (place, group) in kernel.groups.iter().enumerate() {
                let mut sum = [0.0; LANES];
                let mut total = [0.0; LANES];
                if plain[place] {
                    // A weight of zero adds nothing to a finite sum.
                    for &child in &group.children {
                        let (weight, leaf) = (&weights[child], leaves[child]);
                        for lane in 0..LANES {
                            sum[lane] += weight[lane] * leaf;
                        }
                    }
                    total = totals[place];
                } else {
                    for &child in &group.children {
                        let weight = &weights[child];
                        let mut values = [0.0; LANES];
                        if child < kernel.indicators {
                            values = [leaves[child]; LANES];
                        } else if group.mean == Mean::Geometric {
                            let below = &scores[child - kernel.indicators];
                            for lane in 0..LANES {
                                values[lane] = stats::ln(below[lane]);
                            }
                        } else {
                            values = scores[child - kernel.indicators];
                        }
                        for lane in 0..LANES {
                            let counts = (weight[lane] > 0.0) & !values[lane].is_nan();
                            sum[lane] += if counts { weight[lane] * values[lane] } else { 0.0 };
                            total[lane] += if counts { weight[lane] } else { 0.0 };
                        }
                    }
                }
                let score = &mut scores[place];
                for lane in 0..LANES {
                    let mean = sum[lane] / total[lane];
                    score[lane] = if total[lane] > 0.0 { mean } else { f64::NAN };
                }
                if group.mean == Mean::Geometric {
                    for lane in score.iter_mut() {
                        *lane = stats::exp(*lane);
                    }
                }
            }
            for (slot, &group) in counted.iter().enumerate() {
                out[slot * units + unit] = if kernel.ranked[unit] { scores[group] } else { [f64::NAN; LANES] };
            }
        }
    }
}

/// The rank of each unit in each lane, 1 for the best; 0 where there is no score.
pub(super) fn rank(scores: &[Lanes], ranks: &mut [[u32; LANES]]) {
    if scores.len() < SORT_FROM {
        return pulp::Arch::new().dispatch(Counting { scores, ranks });
    }
    let mut column = vec![0.0; scores.len()];
    for lane in 0..LANES {
        column.iter_mut().zip(scores).for_each(|(slot, lanes)| *slot = lanes[lane]);
        let found = stats::ranks_descending(&column, Ties::Min);
        // `NaN` becomes 0.
        ranks.iter_mut().zip(found).for_each(|(lanes, rank)| lanes[lane] = rank as u32);
    }
}

/// Ranks by counting: the rank of a unit is one more than the known units less those that it reaches or passes.
struct Counting<'a> {
    scores: &'a [Lanes],
    ranks: &'a mut [[u32; LANES]],
}

impl NullaryFnOnce for Counting<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut known = [0_i64; LANES];
        for other in self.scores {
            for lane in 0..LANES {
                known[lane] += i64::from(!other[lane].is_nan());
            }
        }
        for (own, ranks) in self.scores.iter().zip(self.ranks) {
            let own = *own;
            let mut reached = [0_i64; LANES];
            for other in self.scores {
                for lane in 0..LANES {
                    reached[lane] += i64::from(own[lane] >= other[lane]);
                }
            }
            for lane in 0..LANES {
                ranks[lane] = if own[lane].is_nan() { 0 } else { (1 + known[lane] - reached[lane]) as u32 };
            }
        }
    }
}

/// Adds how often each unit (row) reaches or passes each other (column), over the lanes.
pub(super) fn count_pairs(scores: &[Lanes], before: &mut [u64]) {
    pulp::Arch::new().dispatch(Pairing { scores, before });
}

struct Pairing<'a> {
    scores: &'a [Lanes],
    before: &'a mut [u64],
}

impl NullaryFnOnce for Pairing<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (own, row) in self.scores.iter().zip(self.before.chunks_exact_mut(self.scores.len())) {
            let own = *own;
            for (other, count) in self.scores.iter().zip(row) {
                let mut reached = 0;
                for lane in 0..LANES {
                    reached += u64::from(own[lane] >= other[lane]);
                }
                *count += reached;
            }
        }
    }
}

/// The numbers in 0..1 of several replicates, by place.
pub(super) fn draw_numbers(seed: u64, replicates: &[u64; LANES], numbers: &mut [Lanes]) {
    pulp::Arch::new().dispatch(Drawing { seed, replicates, numbers });
}

struct Drawing<'a> {
    seed: u64,
    replicates: &'a [u64; LANES],
    numbers: &'a mut [Lanes],
}

impl NullaryFnOnce for Drawing<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (block, slots) in (0_u64..).zip(self.numbers.chunks_mut(2)) {
            let pair = random::pair_of(self.seed, self.replicates, block);
            slots.iter_mut().zip(pair).for_each(|(slot, numbers)| *slot = numbers);
        }
    }
}

/// Numbers in 0..1 as exponential variates.
pub(super) fn exponentials(numbers: &[Lanes], out: &mut [Lanes]) {
    pulp::Arch::new().dispatch(Exponentials { numbers, out });
}

struct Exponentials<'a> {
    numbers: &'a [Lanes],
    out: &'a mut [Lanes],
}

impl NullaryFnOnce for Exponentials<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (numbers, out) in self.numbers.iter().zip(self.out) {
            for lane in 0..LANES {
                out[lane] = super::weights::exponential(numbers[lane]);
            }
        }
    }
}
