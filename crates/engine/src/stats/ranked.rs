//! Columns in order, for the coefficients of rank of many pairs: each column is sorted once, whatever it is paired with.
//!
//! All counts are whole numbers, so the order of the rows cannot move a digit.

use super::significance::{kendall_p_value, spearman_p_value};

/// A column with its known rows in order.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The rows that know a value, least first.
    order: Vec<u32>,
    /// The place of each row's value among the distinct values, from 0; [`Ranked::MISSING`] where there is none.
    places: Vec<u32>,
}

impl Ranked {
    const MISSING: u32 = u32::MAX;

    /// Sorts a column; `NaN` is missing. Equality is exact.
    pub fn new(column: &[f64]) -> Self {
        let mut order: Vec<u32> =
            column.iter().zip(0_u32..).filter(|(value, _)| !value.is_nan()).map(|(_, row)| row).collect();
        // -0 and 0 are one value.
        let value = |row: u32| column[row as usize] + 0.0;
        order.sort_unstable_by(|&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
        let mut places = vec![Self::MISSING; column.len()];
        for (place, tied) in order.chunk_by(|&a, &b| value(a).total_cmp(&value(b)).is_eq()).enumerate() {
            tied.iter().for_each(|&row| places[row as usize] = place as u32);
        }
        Ranked { order, places }
    }

    /// How often each distinct value stands in the column, least first.
    pub fn repeats(&self) -> Vec<u64> {
        self.ties(self)
    }

    /// How often each distinct value stands in the rows that the other column knows, least first, without zeros.
    fn ties(&self, other: &Ranked) -> Vec<u64> {
        let mut counts = vec![0; self.order.last().map_or(0, |&row| self.places[row as usize] as usize + 1)];
        let shared = self.order.iter().filter(|&&row| other.places[row as usize] != Self::MISSING);
        shared.for_each(|&row| counts[self.places[row as usize] as usize] += 1);
        counts.retain(|&count| count > 0);
        counts
    }

    /// Twice the mean rank of each row less (n + 1), among the rows that the other column knows: a whole number that is 0
    /// in the middle. 0 for the other rows.
    fn centred(&self, other: &Ranked, ties: &[u64], n: u64) -> Vec<i64> {
        let mut centred = vec![0; self.places.len()];
        let (mut start, mut group, mut left) = (0_u64, ties.iter(), 0_u64);
        let mut rank = 0;
        for &row in self.order.iter().filter(|&&row| other.places[row as usize] != Self::MISSING) {
            if left == 0 {
                left = group.next().copied().unwrap_or(1);
                // The places start + 1 to start + left, twice their mean.
                rank = (2 * start + left + 1).cast_signed() - (n + 1).cast_signed();
                start += left;
            }
            centred[row as usize] = rank;
            left -= 1;
        }
        centred
    }

    /// This column beside another of the same rows.
    pub fn beside<'a>(&'a self, other: &'a Ranked) -> Beside<'a> {
        let ties = [self.ties(other), other.ties(self)];
        Beside { columns: [self, other], n: ties[0].iter().sum(), ties }
    }
}

/// Two columns, and the rows that know both.
#[derive(Debug, Clone)]
pub struct Beside<'a> {
    columns: [&'a Ranked; 2],
    n: u64,
    /// How often each distinct value of each column stands there.
    ties: [Vec<u64>; 2],
}

impl Beside<'_> {
    /// The number of rows that know both.
    pub fn rows(&self) -> u64 {
        self.n
    }

    /// How often each distinct value of each column stands there.
    pub fn ties(&self) -> [&[u64]; 2] {
        [&self.ties[0], &self.ties[1]]
    }

    /// Whether no two rows share a value of either column.
    pub fn is_without_ties(&self) -> bool {
        self.ties.iter().flatten().all(|&count| count == 1)
    }

    /// Spearman's rho (see [`spearman`](super::spearman)).
    pub fn spearman(&self) -> Option<f64> {
        let [a, b] = self.columns;
        let ranks = [a.centred(b, &self.ties[0], self.n), b.centred(a, &self.ties[1], self.n)];
        let moment = |a: &[i64], b: &[i64]| -> i128 { a.iter().zip(b).map(|(&a, &b)| i128::from(a * b)).sum() };
        let spread = (moment(&ranks[0], &ranks[0]) as f64 * moment(&ranks[1], &ranks[1]) as f64).sqrt();
        (spread > 0.0).then(|| (moment(&ranks[0], &ranks[1]) as f64 / spread).clamp(-1.0, 1.0))
    }

    /// The pairs of rows that the two columns order in opposite ways.
    pub fn discordant_pairs(&self) -> u64 {
        self.discordant().0
    }

    /// Kendall's tau-b (see [`kendall`](super::kendall)).
    pub fn kendall(&self) -> Option<f64> {
        let all = twos(self.n);
        let [tied_a, tied_b] = [0, 1].map(|column| self.ties[column].iter().map(|&count| twos(count)).sum::<u64>());
        let spread = ((all - tied_a) as f64 * (all - tied_b) as f64).sqrt();
        (spread > 0.0).then(|| {
            let (discordant, tied_on_both) = self.discordant();
            // Pairs that tie on neither are concordant or discordant.
            let untied = (all + tied_on_both - tied_a - tied_b).cast_signed();
            ((untied - 2 * discordant.cast_signed()) as f64 / spread).clamp(-1.0, 1.0)
        })
    }

    /// The two-sided p-value of Spearman's rho (see [`spearman_p_value`]).
    pub fn spearman_p_value(&self, rho: f64) -> Option<f64> {
        spearman_p_value(rho, self.n, self.is_without_ties())
    }

    /// The two-sided p-value of Kendall's tau-b (see [`kendall_p_value`]).
    pub fn kendall_p_value(&self, tau: f64) -> Option<f64> {
        kendall_p_value(tau, self.n, self.ties())
    }

    /// The pairs of rows of which each column puts another first, and the pairs that tie on both: Knight's count by
    /// merging, doi:10.1080/01621459.1966.10480879.
    fn discordant(&self) -> (u64, u64) {
        let [a, b] = self.columns;
        let shared = a.order.iter().filter(|&&row| b.places[row as usize] != Ranked::MISSING);
        let mut places: Vec<(u32, u32)> = shared.map(|&row| (a.places[row as usize], b.places[row as usize])).collect();
        let mut tied_on_both = 0;
        for group in places.chunk_by_mut(|a, b| a.0 == b.0) {
            group.sort_unstable();
            tied_on_both += group.chunk_by(|a, b| a == b).map(|same| twos(same.len() as u64)).sum::<u64>();
        }
        let mut sequence: Vec<u32> = places.into_iter().map(|(_, place)| place).collect();
        let mut room = sequence.clone();
        (inversions(&mut sequence, &mut room), tied_on_both)
    }
}

/// The pairs among so many rows.
fn twos(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}

/// Sorts a sequence, and counts the pairs of which the greater stood first. `room` is as long.
fn inversions(sequence: &mut [u32], room: &mut [u32]) -> u64 {
    const SHORT: usize = 16;
    if sequence.len() <= SHORT {
        let mut count = 0;
        for end in 1..sequence.len() {
            let (value, mut place) = (sequence[end], end);
            while place > 0 && sequence[place - 1] > value {
                sequence[place] = sequence[place - 1];
                place -= 1;
            }
            sequence[place] = value;
            count += (end - place) as u64;
        }
        return count;
    }
    let middle = sequence.len() / 2;
    let (left, right) = sequence.split_at_mut(middle);
    let mut count = inversions(left, &mut room[..middle]) + inversions(right, &mut room[middle..]);
    let (mut i, mut j) = (0, 0);
    for slot in room.iter_mut() {
        let from_left = j == right.len() || (i < left.len() && left[i] <= right[j]);
        if from_left {
            *slot = left[i];
            i += 1;
        } else {
            *slot = right[j];
            j += 1;
            count += (left.len() - i) as u64;
        }
    }
    sequence.copy_from_slice(room);
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_by_merging_is_counting_one_by_one() {
        let at = |row: u64, by: u64, modulo: u64| ((row * by) % 101 % modulo) as f64;
        let a: Vec<f64> = (0..100).map(|row| if row % 9 == 0 { f64::NAN } else { at(row, 37, 13) }).collect();
        let b: Vec<f64> = (0..100).map(|row| if row % 7 == 3 { f64::NAN } else { at(row, 59, 31) }).collect();
        let (mut score, mut untied_a, mut untied_b) = (0.0, 0.0, 0.0);
        for i in 0..100 {
            for j in 0..i {
                if [a[i], a[j], b[i], b[j]].iter().any(|value| value.is_nan()) {
                    continue;
                }
                let sign = |x: f64, y: f64| {
                    if x > y {
                        1.0
                    } else if x < y {
                        -1.0
                    } else {
                        0.0
                    }
                };
                score += sign(a[i], a[j]) * sign(b[i], b[j]);
                untied_a += f64::abs(sign(a[i], a[j]));
                untied_b += f64::abs(sign(b[i], b[j]));
            }
        }
        let expected: f64 = score / f64::sqrt(untied_a * untied_b);
        assert!((Ranked::new(&a).beside(&Ranked::new(&b)).kendall().unwrap() - expected).abs() < 1e-15);
    }
}
