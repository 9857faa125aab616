//! Who stands where in several replicates at once (Handbook step 7): ranks and pairs from scores, exact.
//!
//! Few units are counted against each other, many are sorted, both by whole numbers that keep the order of the scores; where
//! two of these are equal the scores themselves decide. Equal scores share the best rank. Nothing is added up over
//! replicates here.

use pulp::{NullaryFnOnce, Simd, WithSimd};

use super::kernel::{LANES, Lanes, select};
use crate::stats::{self, Ties};

/// Ranks of a unit, 1 for the best; 0 where it has no score.
pub(super) type Ranks = [u32; LANES];

/// Units from which sorting is quicker than counting who stands above whom.
const SORT_FROM: usize = 256;
/// The greatest key of a score that is counted.
const KEY_MAX: f64 = 2_147_483_000.0;

/// Room that is used again for every block of replicates.
#[derive(Default)]
pub(super) struct Room {
    keys: Vec<[i32; LANES]>,
    column: Vec<f64>,
    packed: Vec<u64>,
    reached: Vec<u64>,
}

/// The rank of each unit in each lane.
pub(super) fn rank(scores: &[Lanes], ranks: &mut [Ranks], room: &mut Room) {
    if scores.len() < SORT_FROM {
        room.keys.resize(scores.len(), [0; LANES]);
        return pulp::Arch::new().dispatch(Counting { scores, keys: &mut room.keys, ranks });
    }
    for lane in 0..LANES {
        room.column.clear();
        room.column.extend(scores.iter().map(|lanes| lanes[lane]));
        sort(&room.column, &mut room.packed, |row, rank| ranks[row][lane] = rank);
    }
}

/// Ranks by sorting: the score and the row in one whole number.
fn sort(column: &[f64], packed: &mut Vec<u64>, mut set: impl FnMut(usize, u32)) {
    let (low, high) = stats::extent(column).unwrap_or_default();
    let bits = usize::BITS - column.len().leading_zeros();
    let scale = (1_u64 << (62 - bits)) as f64 / (high - low);
    if !scale.is_normal() {
        // `NaN` becomes 0.
        let found = stats::ranks_descending(column, Ties::Min);
        return found.into_iter().enumerate().for_each(|(row, rank)| set(row, rank as u32));
    }
    packed.clear();
    for (row, &score) in column.iter().enumerate() {
        // Differences and products round, but never change order.
        let key = ((high - score) * scale) as u64;
        match score.is_nan() {
            true => set(row, 0),
            false => packed.push((key << bits) | row as u64),
        }
    }
    packed.sort_unstable();
    let row = |packed: u64| (packed & ((1 << bits) - 1)) as usize;
    let mut above = 0;
    for alike in packed.chunk_by_mut(|a, b| a >> bits == b >> bits) {
        alike.sort_unstable_by(|&a, &b| column[row(b)].total_cmp(&column[row(a)]));
        let mut rank = above;
        for place in 0..alike.len() {
            let own = column[row(alike[place])];
            if place == 0 || own < column[row(alike[place - 1])] {
                rank = above + place;
            }
            set(row(alike[place]), rank as u32 + 1);
        }
        above += alike.len();
    }
}

/// Ranks by counting: the rank of a unit is one more than the number of those above it.
pub(super) struct Counting<'a> {
    pub(super) scores: &'a [Lanes],
    pub(super) keys: &'a mut [[i32; LANES]],
    pub(super) ranks: &'a mut [Ranks],
}

impl WithSimd for Counting<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Counting { scores, keys, ranks } = self;
        let rows = scores.len() as u32;
        let keyed = make_keys(simd, scores, keys) && {
            let sums = count_keys(simd, keys, ranks);
            // Equal keys would leave out a rank.
            sums.iter().all(|&sum| sum == rows * (rows + 1) / 2)
        };
        if !keyed {
            count_scores(simd, scores, ranks);
        }
    }
}

/// Whole numbers in the order of the scores of each lane; `false` where there are none.
#[inline(always)]
fn make_keys<S: Simd>(simd: S, scores: &[Lanes], keys: &mut [[i32; LANES]]) -> bool {
    /// Adding it rounds a number below 2^31 to a whole one, which then stands in the lower half of the sum.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    let vectors = LANES / S::F64_LANES;
    let scores = S::as_simd_f64s(scores.as_flattened()).0;
    let (mut low, mut high, mut all) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES], [0.0; LANES]);
    {
        let low = S::as_mut_simd_f64s(&mut low).0;
        let high = S::as_mut_simd_f64s(&mut high).0;
        let all = S::as_mut_simd_f64s(&mut all).0;
        for row in scores.chunks_exact(vectors) {
            for (vector, &score) in row.iter().enumerate() {
                low[vector] = simd.min_f64s(score, low[vector]);
                high[vector] = simd.max_f64s(score, high[vector]);
                all[vector] = simd.add_f64s(all[vector], score);
            }
        }
    }
    let mut scale = [0.0; LANES];
    for lane in 0..LANES {
        scale[lane] = KEY_MAX / (high[lane] - low[lane]);
        // A score that is not known makes the sum unknown.
        if !scale[lane].is_normal() || !all[lane].is_finite() {
            return false;
        }
    }
    let (low, scale) = (S::as_simd_f64s(&low).0, S::as_simd_f64s(&scale).0);
    let whole = simd.splat_f64s(WHOLE);
    let mut sums = [0.0; LANES];
    for (row, keys) in scores.chunks_exact(vectors).zip(keys) {
        for (vector, sum) in S::as_mut_simd_f64s(&mut sums).0.iter_mut().enumerate() {
            // Differences, products and sums round, but never change order.
            let scaled = simd.mul_f64s(simd.sub_f64s(row[vector], low[vector]), scale[vector]);
            *sum = simd.add_f64s(scaled, whole);
        }
        keys.iter_mut().zip(&sums).for_each(|(key, sum)| *key = sum.to_bits() as i32);
    }
    true
}

/// Units whose ranks are counted side by side.
const OWN: usize = 4;

/// One more than the number of all keys that are above each of these. Its counts are named one by one, so that they stay in
/// registers.
#[inline(always)]
fn count_above<'a, S: Simd>(
    simd: S,
    all: impl Iterator<Item = &'a S::i32s>,
    [a, b, c, d]: [S::i32s; OWN],
) -> [S::u32s; OWN] {
    let (zero, one) = (simd.splat_u32s(0), simd.splat_u32s(1));
    let (mut above_a, mut above_b, mut above_c, mut above_d) = (one, one, one, one);
    for &other in all {
        above_a = simd.add_u32s(above_a, simd.select_u32s(simd.greater_than_i32s(other, a), one, zero));
        above_b = simd.add_u32s(above_b, simd.select_u32s(simd.greater_than_i32s(other, b), one, zero));
        above_c = simd.add_u32s(above_c, simd.select_u32s(simd.greater_than_i32s(other, c), one, zero));
        above_d = simd.add_u32s(above_d, simd.select_u32s(simd.greater_than_i32s(other, d), one, zero));
    }
    [above_a, above_b, above_c, above_d]
}

/// Ranks by keys, and their sum in each lane.
#[inline(always)]
fn count_keys<S: Simd>(simd: S, keys: &[[i32; LANES]], ranks: &mut [Ranks]) -> [u32; LANES] {
    let vectors = LANES / S::I32_LANES;
    let keys = S::as_simd_i32s(keys.as_flattened()).0;
    let ranks = S::as_mut_simd_u32s(ranks.as_flattened_mut()).0;
    let rows = keys.len() / vectors;
    let mut sums = [0; LANES];
    for vector in 0..vectors {
        let mut sum = simd.splat_u32s(0);
        let mut row = 0;
        while row < rows {
            // The last ones are counted again where fewer are left.
            let first = row.min(rows.saturating_sub(OWN));
            let mut own = [keys[vector]; OWN];
            for next in 0..OWN.min(rows) {
                own[next] = keys[(first + next) * vectors + vector];
            }
            let found = count_above(simd, keys[vector..].iter().step_by(vectors), own);
            for next in row - first..OWN.min(rows) {
                ranks[(first + next) * vectors + vector] = found[next];
                sum = simd.add_u32s(sum, found[next]);
            }
            row = first + OWN;
        }
        S::as_mut_simd_u32s(&mut sums).0[vector] = sum;
    }
    sums
}

/// Ranks by the scores themselves.
#[inline(always)]
fn count_scores<S: Simd>(simd: S, scores: &[Lanes], ranks: &mut [Ranks]) {
    let vectors = LANES / S::F64_LANES;
    let all = S::as_simd_f64s(scores.as_flattened()).0;
    let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
    let mut found = [0.0; LANES];
    for ((row, own), ranks) in scores.iter().enumerate().zip(ranks) {
        for (vector, rank) in S::as_mut_simd_f64s(&mut found).0.iter_mut().enumerate() {
            let own = all[row * vectors + vector];
            *rank = one;
            for other in all[vector..].iter().step_by(vectors) {
                let is_above = simd.greater_than_f64s(*other, own);
                *rank = simd.add_f64s(*rank, select(simd, is_above, one, zero));
            }
        }
        for lane in 0..LANES {
            ranks[lane] = if own[lane].is_nan() { 0 } else { found[lane] as u32 };
        }
    }
}

/// Tells how often each unit (row) reaches or passes each other (column) in the first `lanes` lanes.
pub(super) fn pairs(scores: &[Lanes], lanes: usize, room: &mut Room, mut add: impl FnMut(usize, &[u64])) {
    let rows = scores.len();
    room.column.resize(rows * lanes, 0.0);
    for (row, scores) in scores.iter().enumerate() {
        scores[..lanes].iter().enumerate().for_each(|(lane, &score)| room.column[lane * rows + row] = score);
    }
    for row in 0..rows {
        room.reached.clear();
        room.reached.resize(rows, 0);
        pulp::Arch::new().dispatch(Pairing { columns: &room.column, row, reached: &mut room.reached });
        add(row, &room.reached);
    }
}

pub(super) struct Pairing<'a> {
    pub(super) columns: &'a [f64],
    pub(super) row: usize,
    pub(super) reached: &'a mut [u64],
}

impl NullaryFnOnce for Pairing<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for column in self.columns.chunks_exact(self.reached.len()) {
            let own = column[self.row];
            for (count, &other) in self.reached.iter_mut().zip(column) {
                *count += u64::from(own >= other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// Scores of many kinds: spread, tied, unknown, infinite, all alike, a hair apart.
    fn scores(rows: usize) -> Vec<Lanes> {
        let mut stream = Stream::new(3, rows as u64);
        let kinds: [fn(f64) -> f64; 8] = [
            |number| number * 100.0,
            |number| number - 0.5,
            |number| (number * 5.0).floor(),
            |number| if number < 0.2 { f64::NAN } else { number },
            |number| if number < 0.1 { f64::INFINITY } else { number },
            |_| 7.0,
            |number| 1.0 + (number * 50.0).floor() * f64::EPSILON,
            |number| if number < 0.5 { 0.0 } else { -0.0 },
        ];
        (0..rows).map(|_| std::array::from_fn(|lane| kinds[lane % kinds.len()](stream.uniform()))).collect()
    }

    #[test]
    fn ranks_are_those_of_each_lane_alone() {
        for kind in 0..9 {
            for rows in [0, 1, 2, 3, 5, 64, 101, SORT_FROM, 700] {
                // Of one kind in all lanes, so that no lane sends the others the slow way; then mixed.
                let mut scores = scores(rows);
                if kind < 8 {
                    scores.iter_mut().for_each(|lanes| *lanes = std::array::from_fn(|lane| lanes[kind + lane / 8 * 8]));
                }
                let mut ranks = vec![[7; LANES]; rows];
                rank(&scores, &mut ranks, &mut Room::default());
                for lane in 0..LANES {
                    let column: Vec<f64> = scores.iter().map(|lanes| lanes[lane]).collect();
                    let expected = stats::ranks_descending(&column, Ties::Min);
                    let expected: Vec<u32> = expected.into_iter().map(|rank| rank as u32).collect();
                    assert_eq!(ranks.iter().map(|ranks| ranks[lane]).collect::<Vec<u32>>(), expected);
                }
            }
        }
    }
}
