//! The natural logarithm and its inverse, the same bits on every machine: the library of the system is not asked.
//!
//! After `e_log.c` and `e_exp.c` of FreeBSD's msun (Sun Microsystems, 1993): both err by less than one unit in the last
//! place. No branch, no table and no fused multiply-add, so a compiler may compute many at a time.

/// The natural logarithm; `-inf` of zero, `NaN` below it.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    const HALF_ROOT: u64 = 0x3fe6_a09e_0000_0000;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const LN2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    const EVEN: [f64; 3] = [3.999_999_999_940_942e-1, 2.222_219_843_214_978_4e-1, 1.531_383_769_920_937_3e-1];
    const ODD: [f64; 4] =
        [6.666_666_666_666_735e-1, 2.857_142_874_366_239e-1, 1.818_357_216_161_805e-1, 1.479_819_860_511_658_6e-1];
    let small = x < f64::MIN_POSITIVE;
    let scaled = if small { x * 18_014_398_509_481_984.0 } else { x };
    // x = 2^power * rest, the rest between half the root of 2 and the root of 2.
    let shifted = scaled.to_bits().wrapping_add(ONE - HALF_ROOT);
    let power = f64::from((shifted >> 52) as i32 - 1023) - if small { 54.0 } else { 0.0 };
    let rest = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + HALF_ROOT);
    let f = rest - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let (z, w) = (s * s, (s * s) * (s * s));
    let even = w * (EVEN[0] + w * (EVEN[1] + w * EVEN[2]));
    let odd = z * (ODD[0] + w * (ODD[1] + w * (ODD[2] + w * ODD[3])));
    let known = s * (half_square + (odd + even)) + power * LN2[1] - half_square + f + power * LN2[0];
    let ordinary = x > 0.0 && x < f64::INFINITY;
    let special = if x.abs() <= 0.0 {
        f64::NEG_INFINITY
    } else if x > 0.0 {
        x
    } else {
        f64::NAN
    };
    if ordinary { known } else { special }
}

/// The exponential function.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const PER_LN2: f64 = std::f64::consts::LOG2_E;
    const LN2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    const P: [f64; 5] = [
        1.666_666_666_666_660_2e-1,
        -2.777_777_777_701_559_3e-3,
        6.613_756_321_437_934e-5,
        -1.653_390_220_546_525_2e-6,
        4.138_136_797_057_238_5e-8,
    ];
    // Adding and taking away 1.5 * 2^52 rounds to a whole number.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    let inside = x.clamp(-746.0, 710.0);
    let power = (inside * PER_LN2 + WHOLE) - WHOLE;
    let (high, low) = (inside - power * LN2[0], power * LN2[1]);
    let r = high - low;
    let t = r * r;
    let c = r - t * (P[0] + t * (P[1] + t * (P[2] + t * (P[3] + t * P[4]))));
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    // Two factors, since 2^power itself may lie outside the range of numbers.
    let half = (power * 0.5 + WHOLE) - WHOLE;
    let two_to = |power: f64| f64::from_bits(((power as i32 + 1023) as u64) << 52);
    let scaled = y * two_to(half) * two_to(power - half);
    if x.is_nan() { x } else { scaled }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn both_agree_with_the_systems_within_two_units_in_the_last_place() {
        let mut stream = Stream::new(1, 1);
        for _ in 0..200_000 {
            let exponent = 1400.0 * stream.uniform() - 700.0;
            let x = exponent.exp() * stream.uniform();
            for (own, other) in
                [(ln(x), x.ln()), (exp(exponent), exponent.exp()), (ln(exponent.abs()), exponent.abs().ln())]
            {
                assert!((own - other).abs() <= 2.0 * f64::EPSILON * other.abs(), "{x} {exponent}: {own} and {other}");
            }
        }
    }

    #[test]
    fn the_ends_of_the_range_are_kept() {
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        for x in [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(same(ln(x), x.ln()) && same(exp(x), x.exp()), "{x}: {} and {}", ln(x), exp(x));
        }
        assert!(same(ln(-1.0), f64::NAN) && same(ln(1.0), 0.0));
        assert!(same(exp(800.0), f64::INFINITY) && same(exp(-800.0), 0.0));
        assert!((ln(5e-324) - 5e-324_f64.ln()).abs() < 1e-12);
    }
}
