//! Scores of all ranked units in several replicates (Handbook step 7): weighted means up the tree, each lane of a vector a
//! replicate, to the bits of `combine.rs`.
//!
//! Units of which all is known are scored some side by side, so that a weight is loaded once for all of them and no sum waits
//! for another. A product is fused with a sum in [`quotient`] alone, whose result is that of a division.

use pulp::{Simd, WithSimd, bytemuck};

use super::kernel::{Group, Kernel, LANES, Lanes, Mean, select};
use crate::stats;

/// Units that are scored side by side.
const ROWS: usize = 4;

/// Levels of groups over which products, sums and quotients of tame numbers stay above 1e-300, or are 0.
pub(super) const TAME_LEVELS: usize = 4;

/// Whether a number is 0, or neither very small nor very large.
pub(super) fn is_tame(number: f64) -> bool {
    number == 0.0 || (1e-20..1e20).contains(&number.abs())
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
        match S::F64_LANES {
            1 => self.all::<S, 1>(simd),
            _ => self.all::<S, 2>(simd),
        }
    }
}

/// As many vectors as are computed side by side, on a boundary of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Tile<S: Simd, const WIDTH: usize>([S::f64s; WIDTH]);

/// The sum of a group's weights, and what is needed to divide by it.
#[derive(Clone, Copy)]
struct Total<S: Simd, const WIDTH: usize> {
    sum: Tile<S, WIDTH>,
    /// One by the sum, and what rounding took from it.
    inverse: Tile<S, WIDTH>,
    rest: Tile<S, WIDTH>,
}

/// What the units of one pass share, and the scores of the units at hand.
struct Pass<'k, S: Simd, const WIDTH: usize> {
    kernel: &'k Kernel,
    /// The weight of each place.
    own: Vec<Tile<S, WIDTH>>,
    totals: Vec<Total<S, WIDTH>>,
    /// Whether quotients may be found without dividing.
    is_tame: bool,
    /// By place, as far as there are groups.
    scores: Vec<Rows<S, WIDTH>>,
}

impl Scoring<'_> {
    #[inline(always)]
    fn all<S: Simd, const WIDTH: usize>(self, simd: S) {
        let Scoring { kernel, weights, counted, out } = self;
        let (places, rows) = (kernel.nodes.len(), kernel.units().len());
        let vectors = LANES / S::F64_LANES;
        let weights = S::as_simd_f64s(weights.as_flattened()).0;
        let out = S::as_mut_simd_f64s(out.as_flattened_mut()).0;
        let none = Tile::<S, WIDTH>([simd.splat_f64s(0.0); WIDTH]);
        let total = Total { sum: none, inverse: none, rest: none };
        let mut pass = Pass {
            kernel,
            own: vec![none; places],
            totals: vec![total; kernel.groups.len()],
            is_tame: false,
            scores: vec![[none; ROWS]; kernel.groups.iter().map(|group| group.place + 1).max().unwrap_or(0)],
        };
        for first in (0..vectors).step_by(WIDTH) {
            for (own, &node) in pass.own.iter_mut().zip(&kernel.nodes) {
                let given = &weights[node * vectors + first..][..WIDTH];
                own.0.iter_mut().zip(given).for_each(|(own, given)| *own = *given);
            }
            let weighed = pass.weigh(simd);
            let mut row = 0;
            while row < rows {
                let is_plain = |row: usize| weighed && kernel.complete[row];
                let together = if row + ROWS <= rows && (row..row + ROWS).all(is_plain) { ROWS } else { 1 };
                match together {
                    ROWS => pass.score_together(simd, row),
                    _ => pass.score_known(simd, row),
                }
                for next in 0..together {
                    for (slot, &place) in counted.iter().enumerate() {
                        let at = (slot * rows + row + next) * vectors + first;
                        let scores = pass.scores[place][next].0;
                        out[at..at + WIDTH].iter_mut().zip(scores).for_each(|(out, score)| *out = score);
                    }
                }
                row += together;
            }
        }
    }
}

impl<S: Simd, const WIDTH: usize> Pass<'_, S, WIDTH> {
    /// Adds up the weights of each group; whether every group has some in every lane.
    #[inline(always)]
    fn weigh(&mut self, simd: S) -> bool {
        let one = simd.splat_f64s(1.0);
        let are_tame = |own: &Tile<S, WIDTH>| bytemuck::cast_slice::<_, f64>(&own.0).iter().all(|&own| is_tame(own));
        self.is_tame = S::F64_LANES > 1 && self.kernel.has_tame_leaves && self.own.iter().all(are_tame);
        let mut weighed = true;
        for (total, group) in self.totals.iter_mut().zip(&self.kernel.groups) {
            for vector in 0..WIDTH {
                let weights = self.own[group.children.clone()].iter().map(|weight| weight.0[vector]);
                let sum = weights.fold(simd.splat_f64s(0.0), |sum, weight| simd.add_f64s(sum, weight));
                let inverse = simd.div_f64s(one, sum);
                total.sum.0[vector] = sum;
                total.inverse.0[vector] = inverse;
                total.rest.0[vector] = simd.mul_f64s(simd.negate_mul_add_f64s(inverse, sum, one), inverse);
            }
            weighed &= bytemuck::cast_slice::<S::f64s, f64>(&total.sum.0).iter().all(|total| *total > 0.0);
        }
        weighed
    }

    /// The indicators of a row, by place.
    #[inline(always)]
    fn leaves(&self, row: usize) -> &[f64] {
        let places = self.kernel.nodes.len();
        &self.kernel.leaves[row * places..(row + 1) * places]
    }

    /// Scores units of which everything is known, where every group has weight.
    #[inline(always)]
    fn score_together(&mut self, simd: S, row: usize) {
        let kernel = self.kernel;
        for (number, group) in kernel.groups.iter().enumerate() {
            let weights = &self.own[group.children.clone()];
            let sums = if group.of_leaves {
                let leaves = |next: usize| &self.leaves(row + next)[group.children.clone()];
                sums_of_leaves(simd, weights, [leaves(0), leaves(1), leaves(2), leaves(3)])
            } else {
                self.sums_of_children(simd, group, row)
            };
            let total = &self.totals[number];
            let means = if self.is_tame { quotients(simd, sums, total) } else { divided(simd, sums, total) };
            self.scores[group.place] = means;
            if group.mean == Mean::Geometric {
                self.take_exponentials(group, ROWS);
            }
        }
    }

    /// Scores a unit by itself: the weights of those of its children that are known are shared.
    #[inline(always)]
    fn score_known(&mut self, simd: S, row: usize) {
        let kernel = self.kernel;
        let (zero, unknown) = (simd.splat_f64s(0.0), simd.splat_f64s(f64::NAN));
        for group in &kernel.groups {
            let (mut sum, mut total) = (Tile([zero; WIDTH]), Tile([zero; WIDTH]));
            for place in group.children.clone() {
                add_known(simd, &self.own[place], &self.child(simd, group, place, [row, 0]), &mut sum, &mut total);
            }
            each(&mut sum.0, |sum, vector| {
                let mean = simd.div_f64s(sum, total.0[vector]);
                select(simd, simd.greater_than_f64s(total.0[vector], zero), mean, unknown)
            });
            self.scores[group.place][0] = sum;
            if group.mean == Mean::Geometric {
                self.take_exponentials(group, 1);
            }
        }
    }

    /// What a group's mean takes of a child in one of the rows at hand: its score, or the logarithm of it.
    #[inline(always)]
    fn child(&self, simd: S, group: &Group, place: usize, at: [usize; 2]) -> Tile<S, WIDTH> {
        let [row, next] = at;
        if self.kernel.is_leaf[place] {
            return Tile([simd.splat_f64s(self.leaves(row + next)[place]); WIDTH]);
        }
        let mut score = self.scores[place][next];
        if group.mean == Mean::Geometric {
            lanes_of::<S>(&mut score.0).iter_mut().for_each(|lane| *lane = stats::ln(*lane));
        }
        score
    }

    /// Weighted sums of a group's children.
    #[inline(always)]
    fn sums_of_children(&self, simd: S, group: &Group, row: usize) -> Rows<S, WIDTH> {
        let none = Tile([simd.splat_f64s(0.0); WIDTH]);
        let (mut a, mut b, mut c, mut d) = (none, none, none, none);
        for place in group.children.clone() {
            let weight = &self.own[place];
            add_weighted(simd, &mut a, weight, &self.child(simd, group, place, [row, 0]));
            add_weighted(simd, &mut b, weight, &self.child(simd, group, place, [row, 1]));
            add_weighted(simd, &mut c, weight, &self.child(simd, group, place, [row, 2]));
            add_weighted(simd, &mut d, weight, &self.child(simd, group, place, [row, 3]));
        }
        [a, b, c, d]
    }

    #[inline(always)]
    fn take_exponentials(&mut self, group: &Group, together: usize) {
        for mean in &mut self.scores[group.place][..together] {
            lanes_of::<S>(&mut mean.0).iter_mut().for_each(|lane| *lane = stats::exp(*lane));
        }
    }
}

/// The scores of some units at one node.
type Rows<S, const WIDTH: usize> = [Tile<S, WIDTH>; ROWS];

// The units are named one by one in what follows, so that their sums stay in registers.

/// Weighted sums of indicators.
#[inline(always)]
fn sums_of_leaves<S: Simd, const WIDTH: usize>(
    simd: S,
    weights: &[Tile<S, WIDTH>],
    leaves: [&[f64]; ROWS],
) -> Rows<S, WIDTH> {
    let none = Tile([simd.splat_f64s(0.0); WIDTH]);
    let (mut a, mut b, mut c, mut d) = (none, none, none, none);
    for (child, weight) in weights.iter().enumerate() {
        add_weighted(simd, &mut a, weight, &Tile([simd.splat_f64s(leaves[0][child]); WIDTH]));
        add_weighted(simd, &mut b, weight, &Tile([simd.splat_f64s(leaves[1][child]); WIDTH]));
        add_weighted(simd, &mut c, weight, &Tile([simd.splat_f64s(leaves[2][child]); WIDTH]));
        add_weighted(simd, &mut d, weight, &Tile([simd.splat_f64s(leaves[3][child]); WIDTH]));
    }
    [a, b, c, d]
}

#[inline(always)]
fn add_weighted<S: Simd, const WIDTH: usize>(
    simd: S,
    sum: &mut Tile<S, WIDTH>,
    weight: &Tile<S, WIDTH>,
    score: &Tile<S, WIDTH>,
) {
    each(&mut sum.0, |sum, vector| simd.add_f64s(sum, simd.mul_f64s(weight.0[vector], score.0[vector])));
}

/// Sums by their total.
#[inline(always)]
fn divided<S: Simd, const WIDTH: usize>(
    simd: S,
    [mut a, mut b, mut c, mut d]: Rows<S, WIDTH>,
    total: &Total<S, WIDTH>,
) -> Rows<S, WIDTH> {
    each(&mut a.0, |sum, vector| simd.div_f64s(sum, total.sum.0[vector]));
    each(&mut b.0, |sum, vector| simd.div_f64s(sum, total.sum.0[vector]));
    each(&mut c.0, |sum, vector| simd.div_f64s(sum, total.sum.0[vector]));
    each(&mut d.0, |sum, vector| simd.div_f64s(sum, total.sum.0[vector]));
    [a, b, c, d]
}

/// The same. Half of the quotients are divided, half are multiplied: processors do the two at the same time.
#[inline(always)]
fn quotients<S: Simd, const WIDTH: usize>(
    simd: S,
    [mut a, mut b, mut c, mut d]: Rows<S, WIDTH>,
    total: &Total<S, WIDTH>,
) -> Rows<S, WIDTH> {
    each(&mut a.0, |sum, vector| simd.div_f64s(sum, total.sum.0[vector]));
    each(&mut b.0, |sum, vector| quotient(simd, sum, total, vector));
    each(&mut c.0, |sum, vector| simd.div_f64s(sum, total.sum.0[vector]));
    each(&mut d.0, |sum, vector| quotient(simd, sum, total, vector));
    [a, b, c, d]
}

/// The same bits as a division by the total. The inverse and its rest give one of the quotient's two neighbours; from such
/// a one, a correction by the remainder, which is exact, rounds correctly (Markstein 1990, doi:10.1147/rd.341.0111). Nothing
/// may come near the ends of what numbers can say, see [`is_tame`].
#[inline(always)]
fn quotient<S: Simd, const WIDTH: usize>(simd: S, sum: S::f64s, total: &Total<S, WIDTH>, vector: usize) -> S::f64s {
    let (inverse, rest) = (total.inverse.0[vector], total.rest.0[vector]);
    let near = simd.mul_add_f64s(sum, inverse, simd.mul_f64s(sum, rest));
    let remainder = simd.negate_mul_add_f64s(near, total.sum.0[vector], sum);
    simd.mul_add_f64s(remainder, inverse, near)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// Quotients of these sums by these totals, one for each lane.
    struct Dividing<'a> {
        sums: &'a Lanes,
        totals: &'a Lanes,
    }

    impl WithSimd for Dividing<'_> {
        type Output = Lanes;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> Lanes {
            let mut out = [0.0; LANES];
            let slots = S::as_mut_simd_f64s(&mut out).0.iter_mut();
            let pairs = S::as_simd_f64s(self.sums).0.iter().zip(S::as_simd_f64s(self.totals).0);
            for (slot, (&sum, &total)) in slots.zip(pairs) {
                let inverse = simd.div_f64s(simd.splat_f64s(1.0), total);
                let rest = simd.negate_mul_add_f64s(inverse, total, simd.splat_f64s(1.0));
                let total = Total::<S, 1> {
                    sum: Tile([total]),
                    inverse: Tile([inverse]),
                    rest: Tile([simd.mul_f64s(rest, inverse)]),
                };
                *slot = quotient(simd, sum, &total, 0);
            }
            out
        }
    }

    #[test]
    fn a_quotient_that_is_multiplied_has_the_bits_of_one_that_is_divided() {
        let mut stream = Stream::new(5, 1);
        for round in 0..200_000 {
            let mut draw = || match round % 4 {
                // Of any size that is tame, whole numbers, all but equal, and those with few or nearly all bits set.
                0 => (stream.uniform() - 0.5) * 10_f64.powf((stream.uniform() - 0.5) * 38.0),
                1 => (stream.uniform() * 100.0).floor(),
                2 => 1.0 + (stream.uniform() * 16.0).floor() * f64::EPSILON,
                _ => f64::from_bits((0x3ff0_0000_0000_0000 | ((1 << 52) - 1)) - (stream.uniform() * 9.0) as u64),
            };
            let sums: Lanes = std::array::from_fn(|_| draw());
            let totals: Lanes = std::array::from_fn(|_| draw().abs().max(1e-20));
            let found = pulp::Arch::new().dispatch(Dividing { sums: &sums, totals: &totals });
            for lane in 0..LANES {
                let expected = sums[lane] / totals[lane];
                assert_eq!(found[lane].to_bits(), expected.to_bits(), "{} / {}", sums[lane], totals[lane]);
            }
        }
    }
}
