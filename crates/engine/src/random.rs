//! Random numbers without a state: each is a function of a seed, a stream and a place in it.
//!
//! Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405). A replicate is a stream of its own, so replicates give
//! the same numbers in any order and on any number of threads. No sampling design is made here.

/// The numbers of one stream, in order.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    stream: u64,
    block: u64,
    buffer: [u32; 4],
    used: usize,
}

impl Stream {
    /// The stream of this number that belongs to a seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        Stream { key: halves(seed), stream, block: 0, buffer: [0; 4], used: 4 }
    }

    /// The same stream, its first numbers in 0..1 passed over.
    #[must_use]
    pub fn after(mut self, numbers: usize) -> Self {
        self.block = numbers as u64 / 2;
        self.used = self.buffer.len();
        if numbers % 2 == 1 {
            self.uniform();
        }
        self
    }

    fn next_word(&mut self) -> u32 {
        if self.used == self.buffer.len() {
            let ([low, high], [stream_low, stream_high]) = (halves(self.block), halves(self.stream));
            self.buffer = philox([low, high, stream_low, stream_high], self.key);
            self.block += 1;
            self.used = 0;
        }
        self.used += 1;
        self.buffer[self.used - 1]
    }

    /// A number in 0..1, of 53 bits.
    pub fn uniform(&mut self) -> f64 {
        unit_interval([self.next_word(), self.next_word()])
    }

    /// A standard normal number (Box and Muller 1958, doi:10.1214/aoms/1177706645).
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.uniform(), self.uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    /// A chi-square number of this many degrees of freedom, at least 1, whole or not (Marsaglia and Tsang 2000,
    /// doi:10.1145/358407.358414).
    pub fn chi_square(&mut self, freedom: f64) -> f64 {
        // Twice a gamma number of half as much; the method asks for a shape of 1 or more, so one less is drawn another way.
        if freedom < 2.0 {
            let power = self.uniform().powf(2.0 / freedom);
            return self.chi_square(freedom + 2.0) * power;
        }
        let shape = freedom / 2.0 - 1.0 / 3.0;
        loop {
            let normal = self.normal();
            let root = 1.0 + normal / (9.0 * shape).sqrt();
            let cube = root * root * root;
            if root > 0.0 && self.uniform().ln() < normal * normal / 2.0 + shape * (1.0 - cube + cube.ln()) {
                return 2.0 * shape * cube;
            }
        }
    }

    /// A whole number below `end`, every one as likely as the next.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.uniform() * end as f64) as usize).min(end.saturating_sub(1))
    }
}

/// The seed that belongs to a name under another seed: what has a name has numbers of its own, wherever it is listed
/// (FNV-1a, of Fowler, Noll and Vo).
pub fn named_seed(seed: u64, name: &str) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(name.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The numbers in 0..1 at places 2 `block` and 2 `block` + 1 of a stream: those of [`Stream::uniform`], without a branch, so
/// that a compiler may compute many streams at a time.
#[inline(always)]
pub(crate) fn pair_of(seed: u64, stream: u64, block: u64) -> [f64; 2] {
    const LOW: u64 = 0xffff_ffff;
    let mut counter = [block & LOW, block >> 32, stream & LOW, stream >> 32];
    let mut key = [seed & LOW, seed >> 32];
    for _ in 0..ROUNDS {
        let products = [MULTIPLIERS[0] * counter[0], MULTIPLIERS[1] * counter[2]];
        counter = [
            (products[1] >> 32) ^ counter[1] ^ key[0],
            products[1] & LOW,
            (products[0] >> 32) ^ counter[3] ^ key[1],
            products[0] & LOW,
        ];
        key = [(key[0] + WEYL[0]) & LOW, (key[1] + WEYL[1]) & LOW];
    }
    // Set into the digits of 2^84 and 2^52, and these taken away: every step is exact.
    const HIGH_ONE: f64 = 19_342_813_113_834_066_795_298_816.0;
    const LOW_ONE: f64 = 4_503_599_627_370_496.0;
    [(counter[0], counter[1]), (counter[2], counter[3])].map(|(high, low)| {
        let whole = ((high >> 5) << 26) | (low >> 6);
        let upper = f64::from_bits((whole >> 32) | HIGH_ONE.to_bits()) - HIGH_ONE;
        let lower = f64::from_bits((whole & LOW) | LOW_ONE.to_bits()) - LOW_ONE;
        (upper + lower) / (1_u64 << 53) as f64
    })
}

/// A number in 0..1 of 53 bits, from two words.
fn unit_interval(words: [u32; 2]) -> f64 {
    let (high, low) = (u64::from(words[0] >> 5), u64::from(words[1] >> 6));
    ((high << 26) | low) as f64 / (1_u64 << 53) as f64
}

const ROUNDS: usize = 10;
const MULTIPLIERS: [u64; 2] = [0xd251_1f53, 0xcd9e_8d57];
const WEYL: [u64; 2] = [0x9e37_79b9, 0xbb67_ae85];

fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// Ten rounds over a counter of four words.
fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let [low_0, high_0] = halves(MULTIPLIERS[0] * u64::from(counter[0]));
        let [low_1, high_1] = halves(MULTIPLIERS[1] * u64::from(counter[2]));
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0];
        key = [key[0].wrapping_add(WEYL[0] as u32), key[1].wrapping_add(WEYL[1] as u32)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that come with Random123.
    #[test]
    fn the_published_answers_are_given() {
        let ones = u32::MAX;
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        let cases = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([ones; 4], [ones; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (pi, [0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(philox(counter, key), expected);
        }
    }

    #[test]
    fn a_pair_is_what_the_stream_gives() {
        for stream in [0, 1, 5_000_000_000, u64::MAX] {
            for block in [0, 1, 77] {
                let pair = pair_of(1 << 40 | 9, stream, block);
                let mut even = Stream::new(1 << 40 | 9, stream).after(2 * block as usize);
                let mut odd = Stream::new(1 << 40 | 9, stream).after(2 * block as usize + 1);
                assert_eq!(pair[0].to_bits(), even.uniform().to_bits());
                assert_eq!(pair[1].to_bits(), even.uniform().to_bits());
                assert_eq!(pair[1].to_bits(), odd.uniform().to_bits());
            }
        }
    }

    #[test]
    fn numbers_are_spread_as_they_should_be() {
        let mut stream = Stream::new(7, 3);
        let normal: Vec<f64> = (0..20_000).map(|_| stream.normal()).collect();
        let mean = normal.iter().sum::<f64>() / 20_000.0;
        let variance = normal.iter().map(|value| value * value).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
        for freedom in [1.0, 5.0, 300.0] {
            let mean = (0..20_000).map(|_| stream.chi_square(freedom)).sum::<f64>() / 20_000.0;
            assert!((mean / freedom - 1.0).abs() < 0.05, "{mean} for {freedom}");
        }
        let mut counts = [0; 5];
        (0..5000).for_each(|_| counts[stream.below(5)] += 1);
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
