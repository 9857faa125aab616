//! Sums and moments: mean, standard deviation, skewness, kurtosis.
//!
//! A sum is the same to the last bit for any order of its terms.

const LANES: usize = 8;
/// Terms that are added up before they become a whole number.
const BLOCK: usize = 1024;
/// Terms that are cut side by side: wide enough that the compiler makes vectors of them.
const WIDTH: usize = 32;
/// Bits of a term that one cut takes: a block of them adds up to less than 2^53.
const CUT_BITS: i32 = 41;

/// Sums of `terms(x)` over a column: the same bits for any order of the values. `bounds` are the sizes of the greatest
/// terms.
///
/// Every term is cut into a whole number of units of 2^-41 of its bound, and what is left into one of 2^-82. Whole
/// numbers add up without rounding, so neither threads, nor vector instructions, nor the order in which units are listed
/// can move a digit; what is smaller than 2^-82 of the bound is lost, which is less than a sum of floating-point numbers
/// loses. As long as a block of whole numbers stays below 2^53 they are kept as floating-point numbers, which have
/// vector instructions everywhere.
fn sums_of<const N: usize>(values: &[f64], bounds: [f64; N], terms: impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let cuts = bounds.map(Cut::new);
    let mut totals = [0_i128; N];
    let mut rooms = [[0.0; BLOCK]; N];
    for block in values.chunks(BLOCK) {
        for (row, &value) in block.iter().enumerate() {
            let terms = terms(value);
            (0..N).for_each(|sum| rooms[sum][row] = terms[sum]);
        }
        // Zeros behind a short block make whole rows of it.
        let length = block.len().next_multiple_of(WIDTH);
        for ((room, cut), total) in rooms.iter_mut().zip(&cuts).zip(&mut totals) {
            room[block.len()..length].fill(0.0);
            *total += cut.add_up(&room[..length]);
        }
    }
    std::array::from_fn(|sum| {
        if bounds[sum].is_finite() {
            cuts[sum].back(totals[sum])
        } else {
            values.iter().map(|&value| terms(value)[sum]).sum()
        }
    })
}

/// How the terms of a sum are cut.
#[derive(Clone, Copy)]
struct Cut {
    /// A power of two that takes terms near the ends of what a number can hold to its middle; else 1.
    scale: f64,
    /// 1.5 x 2^52 units, coarse and fine: a number of this size has no digits below a unit, so adding it to a term and
    /// taking it away leaves whole units.
    rounders: [f64; 2],
    /// The units.
    units: [f64; 2],
}

impl Cut {
    fn new(bound: f64) -> Self {
        const MIDDLE: i32 = 900;
        // The bound lies below 2^exponent.
        let biased = i32::try_from(bound.abs().min(f64::MAX).to_bits() >> 52).expect("eleven bits");
        let exponent = if bound.abs() > 0.0 { biased - 1022 } else { 0 };
        let shift = if exponent.abs() > MIDDLE { -exponent / 2 } else { 0 };
        let units = [1, 2].map(|cut| 2.0_f64.powi(exponent + shift - cut * CUT_BITS));
        Cut { scale: 2.0_f64.powi(shift), rounders: units.map(|unit| unit * 1.5 * 2.0_f64.powi(52)), units }
    }

    /// The sum of whole rows of terms, in fine units.
    fn add_up(&self, terms: &[f64]) -> i128 {
        let Cut { scale, rounders: [coarse, fine], units } = *self;
        let (mut sums, mut rests) = ([0.0; WIDTH], [0.0; WIDTH]);
        for row in terms.chunks_exact(WIDTH) {
            for ((sum, rest), &term) in sums.iter_mut().zip(&mut rests).zip(row) {
                let term = term * scale;
                let whole = (term + coarse) - coarse;
                *sum += whole;
                *rest += ((term - whole) + fine) - fine;
            }
        }
        let count = |sums: [f64; WIDTH], unit: f64| i128::from((sums.iter().sum::<f64>() / unit) as i64);
        (count(sums, units[0]) << CUT_BITS) + count(rests, units[1])
    }

    fn back(&self, total: i128) -> f64 {
        total as f64 * self.units[1] / self.scale
    }
}

/// Sum of a column; 0 for an empty one.
pub fn sum(values: &[f64]) -> f64 {
    let Some((least, greatest)) = extent(values) else { return 0.0 };
    sum_within(values, least, greatest)
}

fn sum_within(values: &[f64], least: f64, greatest: f64) -> f64 {
    let [sum] = sums_of(values, [least.abs().max(greatest.abs())], |value| [value]);
    sum
}

/// Arithmetic mean, never beyond the least and the greatest value; `None` for an empty column.
pub fn mean(values: &[f64]) -> Option<f64> {
    let (least, greatest) = extent(values)?;
    Some(between(sum_within(values, least, greatest) / values.len() as f64, least, greatest))
}

/// The nearer end for a value beyond low..high. Rounding takes a mean of equal values off them: three times 0.1 over 3 is
/// more than 0.1, and a constant column would get a spread.
fn between(value: f64, low: f64, high: f64) -> f64 {
    let value = if value < low { low } else { value };
    if value > high { high } else { value }
}

/// Standard deviation with n - 1; `None` for fewer than two values.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let (least, greatest) = extent(values)?;
    let centre = mean(values)?;
    let farthest = (greatest - centre).max(centre - least);
    let [squares] = sums_of(values, [farthest * farthest], |value| [(value - centre) * (value - centre)]);
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// The least and the greatest value; `None` for an empty column.
pub fn extent(values: &[f64]) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let mut low = [f64::INFINITY; LANES];
    let mut high = [f64::NEG_INFINITY; LANES];
    let (chunks, remainder) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in chunk.iter().enumerate() {
            low[lane] = if value < low[lane] { value } else { low[lane] };
            high[lane] = if value > high[lane] { value } else { high[lane] };
        }
    }
    for &value in remainder {
        low[0] = if value < low[0] { value } else { low[0] };
        high[0] = if value > high[0] { value } else { high[0] };
    }
    let least = low.into_iter().fold(f64::INFINITY, f64::min);
    let greatest = high.into_iter().fold(f64::NEG_INFINITY, f64::max);
    Some((least, greatest))
}

/// Shape of a column's distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Skewness G1 of type 2 (as in Excel's SKEW); `NaN` for fewer than 3 values or no spread.
    pub skewness: f64,
    /// Excess kurtosis G2 of type 2 (as in Excel's KURT); `NaN` for fewer than 4 values or no spread.
    pub kurtosis: f64,
}

/// Skewness and excess kurtosis of a column of length n, both of type 2.
///
/// With m_k the k-th central moment over n: g1 = m3 / m2^1.5, g2 = m4 / m2^2 - 3,
/// G1 = g1 sqrt(n (n - 1)) / (n - 2), G2 = ((n + 1) g2 + 6) (n - 1) / ((n - 2) (n - 3)).
/// Source: Joanes and Gill (1998), doi:10.1111/1467-9884.00122.
pub fn moments(values: &[f64]) -> Moments {
    moments_between(values, f64::NEG_INFINITY, f64::INFINITY)
}

/// The same, with every value moved to the nearer end of low..high first.
pub(crate) fn moments_between(values: &[f64], low: f64, high: f64) -> Moments {
    let n = values.len() as f64;
    let Some((least, greatest)) = extent(values) else {
        return Moments { skewness: f64::NAN, kurtosis: f64::NAN };
    };
    let clamp = |value: f64| between(value, low, high);
    let (least, greatest) = (clamp(least), clamp(greatest));
    let [total] = sums_of(values, [least.abs().max(greatest.abs())], |value| [clamp(value)]);
    let centre = between(total / n, least, greatest);
    let powers = |deviation: f64| {
        let square = deviation * deviation;
        [square, square * deviation, square * square]
    };
    let farthest = (greatest - centre).max(centre - least);
    let [m2, m3, m4] = sums_of(values, powers(farthest), |value| powers(clamp(value) - centre)).map(|sum| sum / n);
    if m2 <= 0.0 || m2.is_nan() {
        return Moments { skewness: f64::NAN, kurtosis: f64::NAN };
    }
    let g1 = m3 / (m2 * m2.sqrt());
    let g2 = m4 / (m2 * m2) - 3.0;
    let skewness = if n < 3.0 { f64::NAN } else { g1 * (n * (n - 1.0)).sqrt() / (n - 2.0) };
    let kurtosis = if n < 4.0 { f64::NAN } else { ((n + 1.0) * g2 + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)) };
    Moments { skewness, kurtosis }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skewness_and_kurtosis_are_those_of_a_spreadsheet() {
        // The example of Excel's help for SKEW and KURT.
        let shape = moments(&[3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0]);
        assert!((shape.skewness - 0.359_543_071_406_795_4).abs() < 1e-12);
        assert!((shape.kurtosis + 0.151_799_637_208_414_4).abs() < 1e-12);
    }

    #[test]
    fn a_sum_is_exact_where_a_naive_one_drifts() {
        let tenths = vec![0.1; 1_000_000];
        assert!((sum(&tenths) - 100_000.0).abs() < 1e-8);
    }

    #[test]
    fn a_sum_has_no_order() {
        let mut values: Vec<f64> =
            (1..200).map(|power| (f64::from(power) * 0.37).sin() * 1.3_f64.powi(power)).collect();
        let shapes = |values: &[f64]| {
            let Moments { skewness, kurtosis } = moments(values);
            [sum(values), standard_deviation(values).unwrap(), skewness, kurtosis].map(f64::to_bits)
        };
        let before = shapes(&values);
        values.reverse();
        assert_eq!(shapes(&values), before);
        values.rotate_left(71);
        assert_eq!(shapes(&values), before);
    }

    #[test]
    fn the_least_and_the_greatest_numbers_add_up() {
        for value in [f64::from_bits(3), f64::MIN_POSITIVE, 1e-300, 1.0, 4.0, 1e300, f64::MAX / 4.0] {
            assert_eq!(sum(&[value, value, -value]).to_bits(), value.to_bits());
        }
        assert_eq!(sum(&[0.0, -0.0]).to_bits(), 0.0_f64.to_bits());
        assert_eq!(sum(&[f64::INFINITY, 1.0]).to_bits(), f64::INFINITY.to_bits());
        assert_eq!(sum(&[]).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn short_and_constant_columns_have_no_shape() {
        for value in [1.0, 0.1, 0.7, 1e300] {
            assert_eq!(mean(&[value; 3]), Some(value));
            assert_eq!(standard_deviation(&[value; 3]), Some(0.0));
            assert!(moments(&[value; 6]).skewness.is_nan(), "{value}");
        }
        assert!(moments(&[1.0, 2.0]).skewness.is_nan());
        assert_eq!(standard_deviation(&[1.0]), None);
        assert_eq!(extent(&[]), None);
    }

    #[test]
    fn the_extent_is_found_at_either_end() {
        let values: Vec<f64> = (0..19).map(f64::from).rev().collect();
        assert_eq!(extent(&values), Some((0.0, 18.0)));
    }
}
