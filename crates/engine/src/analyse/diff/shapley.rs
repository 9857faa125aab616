//! Shapley's value: a change that is split among those who made it, averaged over all orders in which they may act.
//!
//! Sets of players are bit masks, and a player may be a block of parts that act together. Exact enumeration: there are at
//! most six parts.

/// The share of each block of `blocks`, which are disjoint sets, in the change of `value` from no block to all of them.
pub(super) fn split(blocks: &[usize], value: impl Fn(usize) -> f64) -> Vec<f64> {
    let count = blocks.len();
    let values: Vec<f64> = (0..1_usize << count).map(|set| value(union(blocks, set))).collect();
    let share = |player: usize| {
        let own = 1_usize << player;
        let without = (0..values.len()).filter(|set| set & own == 0);
        without.map(|set| weight(count, set.count_ones() as usize) * (values[set | own] - values[set])).sum()
    };
    (0..count).map(share).collect()
}

/// The share of all orders of `count` players in which a given player comes just after a given set of `before` others.
fn weight(count: usize, before: usize) -> f64 {
    let factorial = |number: usize| (1..=number).map(|factor| factor as f64).product::<f64>();
    factorial(before) * factorial(count - before - 1) / factorial(count)
}

/// The finest partition of `count` parts of which every union of blocks is workable; of several the first. Nothing and
/// everything are workable.
pub(super) fn finest(count: usize, workable: &[bool]) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::new();
    let mut blocks = Vec::new();
    partitions(count, 0, &mut blocks, &mut |blocks| {
        let works = (0..1_usize << blocks.len()).all(|set| workable[union(blocks, set)]);
        if works && blocks.len() > best.len() {
            best = blocks.to_vec();
        }
    });
    best
}

/// The parts of a set of blocks.
fn union(blocks: &[usize], set: usize) -> usize {
    blocks.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).fold(0, |all, (_, block)| all | block)
}

/// Shows every partition of `count` parts: each part joins a block that there is, or opens one.
fn partitions(count: usize, next: usize, blocks: &mut Vec<usize>, see: &mut impl FnMut(&[usize])) {
    if next == count {
        return see(blocks);
    }
    for block in 0..blocks.len() {
        blocks[block] |= 1 << next;
        partitions(count, next + 1, blocks, see);
        blocks[block] &= !(1 << next);
    }
    blocks.push(1 << next);
    partitions(count, next + 1, blocks, see);
    blocks.pop();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A game of three players without any pattern.
    const GAME: [f64; 8] = [3.0, 7.5, -2.0, 11.0, 0.25, 6.0, 5.0, 20.0];

    #[test]
    fn the_shares_are_the_means_over_all_orders() {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let mut expected = [0.0; 3];
        for order in orders {
            let mut set = 0;
            for player in order {
                expected[player] += (GAME[set | 1 << player] - GAME[set]) / 6.0;
                set |= 1 << player;
            }
        }
        let found = split(&[1, 2, 4], |set| GAME[set]);
        found.iter().zip(expected).for_each(|(found, expected)| assert!((found - expected).abs() < 1e-12));
        assert!((found.iter().sum::<f64>() - 17.0).abs() < 1e-12);
    }

    #[test]
    fn a_player_that_moves_nothing_gets_exactly_nothing() {
        let found = split(&[1, 2, 4], |set| GAME[set & 0b101]);
        assert_eq!(found[1].to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_block_acts_as_one() {
        // Two players, of whom one is a block: the mean of two orders.
        let found = split(&[0b101, 0b010], |set| GAME[set]);
        let expected = f64::midpoint(GAME[0b101] - GAME[0], GAME[0b111] - GAME[0b010]);
        assert!((found[0] - expected).abs() < 1e-12);
    }

    #[test]
    fn parts_that_need_each_other_stand_together_and_no_others() {
        assert_eq!(finest(3, &[true; 8]), [1, 2, 4]);
        // The first and the third work together alone.
        let workable: Vec<bool> = (0..8).map(|set| (set & 1 == 0) == (set & 4 == 0)).collect();
        assert_eq!(finest(3, &workable), [0b101, 0b010]);
        let ends: Vec<bool> = (0..8).map(|set| set == 0 || set == 7).collect();
        assert_eq!(finest(3, &ends), [0b111]);
        assert!(finest(0, &[true]).is_empty());
    }
}
