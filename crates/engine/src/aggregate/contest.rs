//! Pairs of units of one period, compared child by child: what Copeland's rule, the outranking matrix and the
//! Condorcet-Kemeny order share (Handbook step 6). How the comparisons become scores is the business of those.
//!
//! Children become places and weights become whole numbers, so a comparison adds up without rounding: it is the same for
//! any order of units and children, what one of a pair wins is what the other loses, and an even split is seen as one.

use std::ops::Range;

use super::Siblings;
use crate::stats::{Ties, ranks_descending, sum};

/// What all weights together are as a whole number.
const WHOLE: i32 = 1 << 30;
/// Units that are compared with a row together: their sums and places stay in the nearest cache.
const BLOCK: usize = 1024;

/// The units of one period as they meet.
pub(crate) struct Contest {
    /// The places of every unit, by child; 1 is the best, `NaN` is missing. Single precision holds every whole number up to 2^24.
    places: Vec<Vec<f32>>,
    /// The same of those who are compared with: the units that count.
    opponents: Vec<Vec<f32>>,
    /// The weights, with all digits and as whole numbers.
    weights: Vec<(f64, i32)>,
    /// A lead of no more than this comes from the rounding of the weights: the pair is even.
    even: i32,
}

impl Contest {
    /// The units of these rows of a group.
    pub(crate) fn new(group: &Siblings<'_>, rows: Range<usize>) -> Self {
        let columns: Vec<&[f64]> = group.columns.iter().map(|column| &column[rows.clone()]).collect();
        let counted: Vec<usize> = (0..rows.len()).filter(|&unit| group.fitting.counts(rows.start + unit)).collect();
        Contest::between(&columns, &group.weights, &counted)
    }

    /// The units of these columns; those of `counted` are compared with.
    pub(crate) fn between(columns: &[&[f64]], weights: &[f64], counted: &[usize]) -> Self {
        let place = |rank: f64| rank as f32;
        let places: Vec<Vec<f32>> = columns
            .iter()
            .map(|column| ranks_descending(column, Ties::Dense).into_iter().map(place).collect())
            .collect();
        let opponents =
            places.iter().map(|places: &Vec<f32>| counted.iter().map(|&unit| places[unit]).collect()).collect();
        let total = sum(weights);
        let weights: Vec<(f64, i32)> =
            weights.iter().map(|&weight| (weight, (weight / total * f64::from(WHOLE)).round() as i32)).collect();
        // Each weight is off by half a unit at most.
        let even = (weights.len() / 2) as i32;
        Contest { places, opponents, weights, even }
    }

    /// Whether a unit knows any child.
    pub(crate) fn knows_any(&self, unit: usize) -> bool {
        self.places.iter().any(|places| !places[unit].is_nan())
    }

    /// The opponents whom a unit beats, less those who beat it.
    pub(crate) fn wins_less_losses(&self, unit: usize) -> i64 {
        let opponents = self.opponents.first().map_or(0, Vec::len);
        let mut wins = 0_i64;
        let mut room = [0_i32; BLOCK];
        for start in (0..opponents).step_by(BLOCK) {
            let block = start..opponents.min(start + BLOCK);
            let leads = &mut room[..block.len()];
            leads.fill(0);
            for ((places, opponents), &(_, weight)) in self.places.iter().zip(&self.opponents).zip(&self.weights) {
                let own = places[unit];
                // A missing place is neither before nor after any other.
                for (lead, &other) in leads.iter_mut().zip(&opponents[block.clone()]) {
                    // All weights together are 2^30, so nothing wraps; saying so keeps the loop free of checks.
                    *lead = lead.wrapping_add(if own < other { weight } else { 0 });
                    *lead = lead.wrapping_sub(if own > other { weight } else { 0 });
                }
            }
            let one = |&lead: &i32| i32::from(lead > self.even) - i32::from(lead < -self.even);
            wins += i64::from(leads.iter().map(one).sum::<i32>());
        }
        wins
    }

    /// By how much of the weight of the children that both know one unit, by position among all, leads another: from -1 to 1,
    /// and 0 where they are even; `None` where they share no child.
    pub(crate) fn margin(&self, one: usize, other: usize) -> Option<f64> {
        let (mut lead, mut shared, mut whole) = (0.0, 0.0, 0);
        for (places, &(weight, whole_weight)) in self.places.iter().zip(&self.weights) {
            let (one, other) = (places[one], places[other]);
            if one.is_nan() || other.is_nan() {
                continue;
            }
            shared += weight;
            let better = i32::from(one < other) - i32::from(one > other);
            lead += f64::from(better) * weight;
            whole += better * whole_weight;
        }
        (shared > 0.0).then(|| if whole.abs() <= self.even { 0.0 } else { lead / shared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_split_is_even_whatever_the_weights_round_to() {
        // 0.1 + 0.2 is not 0.3 in binary; nor are thirds and sevenths.
        let cases: [&[f64]; 3] = [&[0.1, 0.2, 0.3], &[0.1, 0.6, 0.7], &[1.0 / 3.0, 1.0 / 7.0, 10.0 / 21.0]];
        for weights in cases {
            let columns: [&[f64]; 3] = [&[2.0, 1.0], &[2.0, 1.0], &[1.0, 2.0]];
            let contest = Contest::between(&columns, weights, &[0, 1]);
            assert_eq!(contest.margin(0, 1), Some(0.0), "{weights:?}");
            assert_eq!([contest.wins_less_losses(0), contest.wins_less_losses(1)], [0, 0], "{weights:?}");
        }
    }

    #[test]
    fn a_narrow_lead_is_one() {
        let columns: [&[f64]; 2] = [&[2.0, 1.0], &[1.0, 2.0]];
        let contest = Contest::between(&columns, &[0.5 + 1e-8, 0.5], &[0, 1]);
        assert_eq!([contest.wins_less_losses(0), contest.wins_less_losses(1)], [1, -1]);
    }

    #[test]
    fn blocks_make_no_difference() {
        let column: Vec<f64> = (0..3000).map(|unit| f64::from((unit * 7919) % 3001)).collect();
        let everyone: Vec<usize> = (0..3000).collect();
        let contest = Contest::between(&[&column], &[1.0], &everyone);
        let better = |own: f64| column.iter().filter(|&&other| other > own).count() as i64;
        for unit in [0, 1023, 1024, 2999] {
            assert_eq!(contest.wins_less_losses(unit), 2999 - 2 * better(column[unit]));
        }
    }
}
