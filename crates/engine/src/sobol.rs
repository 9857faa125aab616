//! The Sobol' sequence: points that fill the unit cube more evenly than random ones do. Knows nothing of what they are for.
//!
//! Gray-code order, with Joe and Kuo's direction numbers. Each dimension is scrambled by nested random flips (Owen 1995),
//! made by a hash of the bits above (Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4)); a scrambled point is
//! uniform, and 2^m of them from 0 on still fall into every interval of length 2^-m once.

mod directions;

use self::directions::DIRECTIONS;
use crate::random::{Stream, named_seed};

/// Dimensions that have direction numbers.
pub const DIMENSIONS_MAX: usize = DIRECTIONS.len() + 1;
/// Bits of a number, and so of the sequence's length.
const BITS: usize = 32;

/// A scrambled sequence.
#[derive(Debug, Clone)]
pub struct Sobol {
    seed: u64,
    dimensions: usize,
    directions: Vec<[u32; BITS]>,
    scrambles: Vec<u32>,
}

impl Sobol {
    /// The sequence of a seed. Dimensions beyond [`DIMENSIONS_MAX`] get pseudo-random numbers of the same seed.
    pub fn new(dimensions: usize, seed: u64) -> Self {
        let held = dimensions.min(DIMENSIONS_MAX);
        let mut stream = Stream::new(named_seed(seed, "scramble"), 0);
        let mut word = || (stream.uniform() * (1_u64 << BITS) as f64) as u32;
        let scrambles = (0..held).map(|_| word()).collect();
        Sobol { seed, dimensions, directions: (0..held).map(directions_of).collect(), scrambles }
    }

    /// Point `index`, each number in [0,1). The sequence starts anew after 2^32 points.
    pub fn point(&self, index: u64) -> Vec<f64> {
        let scale = |word: u32| (f64::from(word) + 0.5) / (1_u64 << BITS) as f64;
        let held = self.directions.iter().zip(&self.scrambles);
        let mut point: Vec<f64> =
            held.map(|(directions, &seed)| scale(scrambled(word(directions, index), seed))).collect();
        let mut stream = Stream::new(named_seed(self.seed, "beyond"), index);
        point.extend((self.directions.len()..self.dimensions).map(|_| stream.uniform()));
        point
    }
}

/// The number of a dimension at an index, before it is scrambled.
fn word(directions: &[u32; BITS], index: u64) -> u32 {
    let gray = index ^ (index >> 1);
    (0..BITS).filter(|bit| gray >> bit & 1 == 1).fold(0, |word, bit| word ^ directions[bit])
}

/// The direction numbers of a dimension, by the recurrence of its polynomial (Bratley and Fox 1988, doi:10.1145/42288.214372).
fn directions_of(dimension: usize) -> [u32; BITS] {
    let mut directions = [0_u32; BITS];
    let top = |number: u32, bit: usize| number << (BITS - 1 - bit);
    let Some((polynomial, first)) = dimension.checked_sub(1).map(|row| DIRECTIONS[row]) else {
        (0..BITS).for_each(|bit| directions[bit] = top(1, bit));
        return directions;
    };
    let degree = first.len();
    for bit in 0..BITS {
        directions[bit] = match first.get(bit) {
            Some(&number) => top(number, bit),
            None => {
                let before = directions[bit - degree];
                let taps = (1..degree).filter(|tap| polynomial >> (degree - tap) & 1 == 1);
                taps.fold(before ^ (before >> degree), |word, tap| word ^ directions[bit - tap])
            }
        };
    }
    directions
}

/// Every bit flipped or not, as the bits above it and the seed say.
fn scrambled(word: u32, seed: u32) -> u32 {
    // In a product or a sum a bit changes none below it, so reversed bits are each flipped by those above alone. The
    // constants are Vegdahl's (2021), which mix better than those of the paper.
    let mut bits = word.reverse_bits();
    bits ^= bits.wrapping_mul(0x3d20_adea);
    bits = bits.wrapping_add(seed);
    bits = bits.wrapping_mul((seed >> 16) | 1);
    bits ^= bits.wrapping_mul(0x0552_6c56);
    bits ^= bits.wrapping_mul(0x53a2_2864);
    bits.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SciPy's `qmc.Sobol(256, scramble=False, bits=32)`, which reads the published file of direction numbers.
    #[test]
    fn the_numbers_are_those_of_another_program() {
        let cases = [
            (1, 0, 0.5),
            (3, 1, 0.75),
            (6, 2, 0.875),
            (100, 9, 0.6953125),
            (1000, 63, 0.4462890625),
            (2047, 127, 0.02197265625),
            (2047, 255, 0.47998046875),
        ];
        for (index, dimension, expected) in cases {
            let found = f64::from(word(&directions_of(dimension), index)) / (1_u64 << BITS) as f64;
            assert_eq!(found.to_bits(), f64::to_bits(expected), "point {index}, dimension {dimension}");
        }
        let sum: u64 = (0..256).map(|dimension| u64::from(word(&directions_of(dimension), 123_457))).sum();
        assert_eq!(sum, 583_608_238_080);
    }

    #[test]
    fn a_scrambled_sequence_keeps_its_evenness_in_every_dimension() {
        let points = 256;
        for seed in 0..3 {
            let sequence = Sobol::new(DIMENSIONS_MAX + 2, seed);
            let all: Vec<Vec<f64>> = (0..points).map(|index| sequence.point(index)).collect();
            for dimension in 0..DIMENSIONS_MAX {
                let mut cells: Vec<usize> =
                    all.iter().map(|point| (point[dimension] * points as f64) as usize).collect();
                cells.sort_unstable();
                assert!(cells.into_iter().eq(0..points as usize), "dimension {dimension}");
            }
            assert!(all.iter().flatten().all(|number| (0.0..1.0).contains(number)));
        }
        assert_ne!(Sobol::new(3, 1).point(5), Sobol::new(3, 2).point(5));
    }
}
