//! Order statistics: sorted columns, the median, ranks with a stated rule for ties.

use serde::{Deserialize, Serialize};

use super::extent;

/// What equal values get.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    /// The best of the places that they share: 1, 2, 2, 4.
    #[default]
    Min,
    /// The worst of the places that they share: 1, 3, 3, 4.
    Max,
    /// The mean of the places that they share: 1, 2.5, 2.5, 4.
    Average,
    /// One place, and no gap after it: 1, 2, 2, 3.
    Dense,
}

/// A sorted copy, least first.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut copy = values.to_vec();
    copy.sort_unstable_by(f64::total_cmp);
    copy
}

/// The middle value, or the mean of the two middle values; `None` for an empty column.
pub fn median(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let mut copy = values.to_vec();
    let middle = copy.len() / 2;
    let (below, &mut upper, _) = copy.select_nth_unstable_by(middle, f64::total_cmp);
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(lower + (upper - lower) / 2.0)
}

/// The median distance from the median, without a factor; `None` for an empty column.
pub fn median_absolute_deviation(values: &[f64]) -> Option<f64> {
    let centre = median(values)?;
    median(&values.iter().map(|value| (value - centre).abs()).collect::<Vec<f64>>())
}

/// The value below which a share of a sorted column lies (0 the least, 1 the greatest), between neighbours by the straight
/// line: type 7 of Hyndman and Fan (1996), doi:10.1080/00031305.1996.10473566; `None` for an empty column.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(low + (high - low) * place.fract())
}

/// A key whose order as an integer is the descending order of finite numbers; -0 and 0 are one value.
fn descending_key(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | (1 << 63) };
    !ascending
}

/// The known values' keys with their rows, in order.
///
/// A long column is first dealt into buckets of equal width, so that each is short and sorted in the nearest cache: for
/// values that are spread at all evenly this takes time in proportion to their number, and n log n in the worst case.
fn sorted_keys(values: &[f64]) -> Vec<(u64, u32)> {
    const SHORT: usize = 2048;
    const EACH: usize = 8;
    let known = || values.iter().zip(0_u32..).filter(|(value, _)| !value.is_nan());
    let (low, high) = extent(values).unwrap_or_default();
    let buckets = values.len() / EACH;
    let per_value = buckets as f64 / (high - low);
    if values.len() < SHORT || !per_value.is_normal() {
        let mut keys: Vec<(u64, u32)> = known().map(|(&value, row)| (descending_key(value), row)).collect();
        keys.sort_unstable();
        return keys;
    }
    // Never decreasing as values fall, so buckets are in order; equal values share one.
    let bucket = |value: f64| (((high - value) * per_value) as usize).min(buckets - 1);
    let mut ends = vec![0_u32; buckets];
    known().for_each(|(&value, _)| ends[bucket(value)] += 1);
    let mut total = 0;
    for end in &mut ends {
        total += std::mem::replace(end, total);
    }
    // Each end moves from where its bucket begins to where it ends.
    let mut keys = vec![(0, 0); total as usize];
    for (&value, row) in known() {
        let end = &mut ends[bucket(value)];
        keys[*end as usize] = (descending_key(value), row);
        *end += 1;
    }
    let mut start = 0;
    for end in ends {
        keys[start..end as usize].sort_unstable();
        start = end as usize;
    }
    keys
}

/// Ranks of a column, 1 for the greatest; `NaN` stays `NaN` and takes no place. Equality is exact.
pub fn ranks_descending(values: &[f64], ties: Ties) -> Vec<f64> {
    let mut ranks = vec![f64::NAN; values.len()];
    let keys = sorted_keys(values);
    let mut start = 0;
    for (place, tied) in keys.chunk_by(|a, b| a.0 == b.0).enumerate() {
        let first = (start + 1) as f64;
        let last = (start + tied.len()) as f64;
        let rank = match ties {
            Ties::Min => first,
            Ties::Max => last,
            Ties::Average => f64::midpoint(first, last),
            Ties::Dense => (place + 1) as f64,
        };
        for &(_, row) in tied {
            ranks[row as usize] = rank;
        }
        start += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn ties_follow_the_stated_rule() {
        let column = [7.0, 9.0, 7.0, f64::NAN, -1.0];
        let cases = [
            (Ties::Min, [2.0, 1.0, 2.0, f64::NAN, 4.0]),
            (Ties::Max, [3.0, 1.0, 3.0, f64::NAN, 4.0]),
            (Ties::Average, [2.5, 1.0, 2.5, f64::NAN, 4.0]),
            (Ties::Dense, [2.0, 1.0, 2.0, f64::NAN, 3.0]),
        ];
        for (ties, expected) in cases {
            assert_eq!(bits(&ranks_descending(&column, ties)), bits(&expected), "{ties:?}");
        }
    }

    #[test]
    fn zero_has_one_place_whatever_its_sign() {
        assert_eq!(bits(&ranks_descending(&[0.0, -0.0, 1.0], Ties::Min)), bits(&[2.0, 2.0, 1.0]));
    }

    #[test]
    fn a_long_column_is_ranked_as_a_short_one() {
        let uneven = |place: usize| ((place * 7919) % 3001) as f64;
        let columns: [Vec<f64>; 3] = [
            (0..5000).map(|place| uneven(place).ln_1p() - 3.0).collect(),
            (0..5000).map(|place| if place % 10 == 0 { f64::NAN } else { uneven(place).powi(80) - 1.0 }).collect(),
            (0..5000).map(|place| if place == 7 { f64::INFINITY } else { uneven(place) }).collect(),
        ];
        for column in columns {
            let better = |value: f64| column.iter().filter(|&&other| other > value).count();
            let expected: Vec<f64> =
                column.iter().map(|&value| if value.is_nan() { value } else { (better(value) + 1) as f64 }).collect();
            assert_eq!(bits(&ranks_descending(&column, Ties::Min)), bits(&expected));
        }
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let column = [1.0, 2.0, 4.0, 8.0];
        let found: Vec<f64> = [0.0, 0.5, 0.9, 1.0].map(|share| quantile(&column, share).unwrap()).to_vec();
        assert_eq!(bits(&found[..2]), bits(&[1.0, 3.0]));
        assert!((found[2] - 6.8).abs() < 1e-12 && (found[3] - 8.0).abs() < 1e-12);
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn half_of_a_column_lies_within_its_median_deviation() {
        assert_eq!(median_absolute_deviation(&[1.0, 2.0, 3.0, 5.0, 100.0]), Some(2.0));
    }

    #[test]
    fn the_median_of_an_even_column_lies_between_its_middle_values() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(&[5.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[]), None);
    }
}
