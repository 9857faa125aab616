//! Order statistics: sorted columns, the median, ranks with a stated rule for ties.

use serde::{Deserialize, Serialize};

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

/// A key whose order as an integer is the descending order of finite numbers; -0 and 0 are one value.
fn descending_key(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | (1 << 63) };
    !ascending
}

/// Ranks of a column, 1 for the greatest; `NaN` stays `NaN` and takes no place. Equality is exact.
pub fn ranks_descending(values: &[f64], ties: Ties) -> Vec<f64> {
    let mut ranks = vec![f64::NAN; values.len()];
    let known = values.iter().enumerate().filter(|(_, value)| !value.is_nan());
    let mut keys: Vec<(u64, u32)> =
        known.map(|(row, &value)| (descending_key(value), u32::try_from(row).expect("fewer than 2^32 rows"))).collect();
    keys.sort_unstable();
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
    fn the_median_of_an_even_column_lies_between_its_middle_values() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(&[5.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[]), None);
    }
}
