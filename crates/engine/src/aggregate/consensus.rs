//! The orders of a few candidates that agree best with given majorities: exact, by dynamic programming over sets. What the
//! majorities mean, and what becomes of the places, is the business of the Condorcet-Kemeny aggregation.

/// The most candidates that are ordered together: 2^20 sets, 32 MB.
pub(super) const OPEN_MAX: usize = 20;
/// Bits of a set that one table of sums answers for.
const HALF: usize = OPEN_MAX / 2;

/// Candidates with the majorities between them.
pub(super) struct Majorities {
    /// How many units each candidate stands for.
    pub(super) sizes: Vec<usize>,
    /// By how much the row leads the column, as a whole number for each pair of units; the reverse is its negative.
    pub(super) leads: Vec<Vec<i64>>,
}

impl Majorities {
    /// How many units stand before each candidate: the mean over all orders that agree best with the majorities. `Err` tells
    /// how many candidates majorities leave open together, where they are too many.
    ///
    /// If every candidate of a set beats every one of the rest, the set comes first in each best order: else somewhere one
    /// of the rest would stand right before one of the set, and to swap them would agree better. So candidates are cut into
    /// such sets first (Truchon 1998, the extended Condorcet criterion), and each is ordered by itself.
    pub(super) fn units_before(&self) -> Result<Vec<f64>, usize> {
        let count = self.sizes.len();
        let wins = |one: usize| self.leads[one].iter().filter(|&&lead| lead > 0).count();
        // Who is in an earlier set wins more often than who is in a later one.
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&candidate| std::cmp::Reverse(wins(candidate)));
        let mut before = vec![0.0; count];
        let (mut start, mut reach, mut units) = (0, 0, 0);
        for end in 1..=count {
            let last = &self.leads[order[end - 1]];
            let unbeaten = (end..count).rev().find(|&later| last[order[later]] <= 0);
            reach = reach.max(unbeaten.unwrap_or(0));
            if reach >= end {
                continue;
            }
            let set = &order[start..end];
            if set.len() > OPEN_MAX {
                return Err(set.len());
            }
            for (&candidate, within) in set.iter().zip(self.within(set)) {
                before[candidate] = units as f64 + within;
            }
            units += set.iter().map(|&candidate| self.sizes[candidate]).sum::<usize>();
            start = end;
        }
        Ok(before)
    }

    /// The same among the candidates of a set that is ordered by itself.
    fn within(&self, set: &[usize]) -> Vec<f64> {
        if set.len() == 1 {
            return vec![0.0];
        }
        let (count, all) = (set.len(), (1_usize << set.len()) - 1);
        let sizes: Vec<usize> = set.iter().map(|&candidate| self.sizes[candidate]).collect();
        let leads: Vec<Leads> = set.iter().map(|&one| Leads::new(&self.leads[one], set)).collect();
        let outside = |ahead: usize| (0..count).filter(move |&one| ahead & (1 << one) == 0);
        // What the best order of those ahead, and of those behind, agrees with.
        let mut behind = vec![0_i64; all + 1];
        for ahead in (0..all).rev() {
            let best = outside(ahead).map(|next| leads[next].over_rest(ahead) + behind[ahead | 1 << next]).max();
            behind[ahead] = best.unwrap_or(0);
        }
        let mut front = vec![i64::MIN; all + 1];
        front[0] = 0;
        for ahead in 0..all {
            for next in outside(ahead) {
                let slot = ahead | 1 << next;
                front[slot] = front[slot].max(front[ahead] + leads[next].over_rest(ahead));
            }
        }
        // Leads are rounded by half a unit for each pair of units; orders that differ by no more are equally good.
        let units: usize = sizes.iter().sum();
        let least = behind[0] - ((units * units) / 2) as i64;
        let is_best = |ahead: usize, next: usize| {
            front[ahead] + leads[next].over_rest(ahead) + behind[ahead | 1 << next] >= least
        };
        // The number of best orders that begin with a set, and of those that end with its complement.
        let mut begins = vec![0.0_f64; all + 1];
        begins[0] = 1.0;
        for ahead in 0..all {
            for next in outside(ahead).filter(|&next| is_best(ahead, next)) {
                begins[ahead | 1 << next] += begins[ahead];
            }
        }
        let mut ends = vec![0.0_f64; all + 1];
        ends[all] = 1.0;
        let mut totals = vec![0.0; count];
        for ahead in (0..all).rev().filter(|&ahead| begins[ahead] > 0.0) {
            let placed: usize = (0..count).filter(|one| ahead & (1 << one) != 0).map(|one| sizes[one]).sum();
            for next in outside(ahead).filter(|&next| is_best(ahead, next)) {
                ends[ahead] += ends[ahead | 1 << next];
                totals[next] += begins[ahead] * ends[ahead | 1 << next] * placed as f64;
            }
        }
        totals.into_iter().map(|total| total / ends[0]).collect()
    }
}

/// The leads of a candidate over the others of its set, summed for any subset of them by two look-ups.
struct Leads {
    over_all: i64,
    sums: [Vec<i64>; 2],
}

impl Leads {
    fn new(leads: &[i64], set: &[usize]) -> Self {
        let of_half = |members: &[usize]| {
            let mut sums = vec![0; 1 << members.len()];
            for subset in 1..sums.len() {
                let lowest = subset.trailing_zeros() as usize;
                sums[subset] = sums[subset & (subset - 1)] + leads[members[lowest]];
            }
            sums
        };
        let (low, high) = set.split_at(set.len().min(HALF));
        Leads { over_all: set.iter().map(|&other| leads[other]).sum(), sums: [of_half(low), of_half(high)] }
    }

    /// The leads over those who are not ahead.
    fn over_rest(&self, ahead: usize) -> i64 {
        self.over_all - self.sums[0][ahead & ((1 << HALF) - 1)] - self.sums[1][ahead >> HALF]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order of `count` candidates.
    fn orders(count: usize) -> Vec<Vec<usize>> {
        if count == 0 {
            return vec![Vec::new()];
        }
        let insert = |order: Vec<usize>| {
            (0..count).map(move |at| {
                let mut longer = order.clone();
                longer.insert(at, count - 1);
                longer
            })
        };
        orders(count - 1).into_iter().flat_map(insert).collect()
    }

    #[test]
    fn the_places_are_those_of_all_best_orders() {
        let mut state = 1_u64;
        for round in 0..300 {
            let count = 1 + round % 7;
            let mut leads = vec![vec![0; count]; count];
            let pairs: Vec<(usize, usize)> =
                (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other))).collect();
            for &(one, other) in &pairs {
                state = state.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493);
                let lead = ((state >> 40) % 7) as i64 * 1_000_000 - 3_000_000;
                (leads[one][other], leads[other][one]) = (lead, -lead);
            }
            let agreed = |order: &[usize]| -> i64 { pairs.iter().map(|&(a, b)| leads[order[a]][order[b]]).sum() };
            let all = orders(count);
            let best = all.iter().map(|order| agreed(order)).max().unwrap();
            let kept: Vec<&Vec<usize>> = all.iter().filter(|order| agreed(order) == best).collect();
            let mean = |candidate: usize| {
                let places = kept.iter().map(|order| order.iter().position(|&one| one == candidate).unwrap() as f64);
                places.sum::<f64>() / kept.len() as f64
            };
            let found = Majorities { sizes: vec![1; count], leads: leads.clone() }.units_before().unwrap();
            for (candidate, found) in found.into_iter().enumerate() {
                assert!((found - mean(candidate)).abs() < 1e-9, "{candidate} in {leads:?}");
            }
        }
    }

    #[test]
    fn a_long_line_of_clear_majorities_needs_no_search_and_a_wide_circle_is_refused() {
        let line = |count: usize| -> Vec<Vec<i64>> {
            let lead = |one: usize, other: usize| (other as i64 - one as i64) * 1_000_000;
            (0..count).map(|one| (0..count).map(|other| lead(one, other)).collect()).collect()
        };
        let found = Majorities { sizes: vec![2; 500], leads: line(500) }.units_before().unwrap();
        assert!((found[499] - 998.0).abs() <= 0.0);
        let mut circle = line(OPEN_MAX + 1);
        (circle[0][OPEN_MAX], circle[OPEN_MAX][0]) = (-1_000_000, 1_000_000);
        assert_eq!(Majorities { sizes: vec![1; OPEN_MAX + 1], leads: circle }.units_before(), Err(OPEN_MAX + 1));
    }
}
