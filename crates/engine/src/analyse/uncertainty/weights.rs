//! Random weights: gamma variates for Dirichlet shares, and points of a region of shares.
//!
//! Every draw is a function of the numbers it is given. Regions are sampled by hit-and-run (Smith 1984,
//! doi:10.1287/opre.32.6.1296) from the interior point of `polytope.rs`.

use super::assumption;
use super::polytope::Polytope;
use crate::finding::Code;
use crate::framework::Framework;
use crate::random::Stream;
use crate::stats;

/// A gamma variate of this shape, from one number in [0,1): exact by inversion for shape 1 (an exponential variate), else
/// by the method of Marsaglia and Tsang (2000, doi:10.1145/358407.358414) in a stream that the number keys.
pub(super) fn gamma(shape: f64, number: f64) -> f64 {
    if is_exponential(shape) {
        return exponential(number);
    }
    let mut stream = Stream::new((number * (1_u64 << 53) as f64) as u64, 0);
    let boost = if shape < 1.0 { stream.uniform().max(f64::MIN_POSITIVE).powf(1.0 / shape) } else { 1.0 };
    let d = (if shape < 1.0 { shape + 1.0 } else { shape }) - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = stream.normal();
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && stream.uniform().max(f64::MIN_POSITIVE).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return boost * d * v;
        }
    }
}

/// Whether a gamma variate of this shape is an exponential one.
pub(super) fn is_exponential(shape: f64) -> bool {
    (shape - 1.0).abs() < f64::EPSILON
}

/// An exponential variate.
#[inline(always)]
pub(super) fn exponential(number: f64) -> f64 {
    -stats::ln(1.0 - number)
}

/// What a weight is multiplied by that varies by up to a share.
#[inline(always)]
pub(super) fn noise(share: f64, number: f64) -> f64 {
    1.0 - share + 2.0 * share * number
}

/// A region of shares of siblings, with a point inside it.
pub(in crate::analyse) struct Region {
    pub(super) polytope: Polytope,
    inside: Vec<f64>,
}

/// Steps of a walk for each child.
const STEPS_EACH: usize = 20;

impl Region {
    /// The region as stated.
    pub(super) fn new(
        framework: &Framework,
        stated: &assumption::Region,
    ) -> Result<Self, (Code, String, &'static str)> {
        let polytope = Polytope::new(framework, stated)?;
        let inside = polytope.inside().ok_or((
            Code::U803,
            "no shares keep to all bounds and orderings with room to vary".to_owned(),
            "widen the bounds, or drop an ordering: the shares of all siblings sum to 1",
        ))?;
        Ok(Region { polytope, inside })
    }

    /// One point of the region, each as likely as the next.
    pub(super) fn draw(&self, stream: &mut Stream) -> Vec<(usize, f64)> {
        let mut point = self.inside.clone();
        for _ in 0..STEPS_EACH * point.len() {
            self.step(&mut point, stream);
        }
        self.polytope.children.iter().copied().zip(point).collect()
    }

    /// A step in a random direction in which the shares keep their sum.
    fn step(&self, point: &mut [f64], stream: &mut Stream) {
        let mut direction: Vec<f64> = point.iter().map(|_| stream.normal()).collect();
        let mean = direction.iter().sum::<f64>() / direction.len() as f64;
        direction.iter_mut().for_each(|part| *part -= mean);
        let (mut back, mut forth) = (f64::NEG_INFINITY, f64::INFINITY);
        for (row, limit) in &self.polytope.limits {
            let (speed, room) = (dot(row, &direction), limit - dot(row, point));
            if speed > 0.0 {
                forth = forth.min(room / speed);
            } else if speed < 0.0 {
                back = back.max(room / speed);
            }
        }
        if back < forth && (forth - back).is_finite() {
            let length = back + (forth - back) * stream.uniform();
            point.iter_mut().zip(&direction).for_each(|(share, part)| *share = (*share + length * part).max(0.0));
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_variates_have_their_mean_and_variance() {
        for shape in [0.4, 1.0, 3.5] {
            let draws: Vec<f64> = (0..20_000).map(|draw| gamma(shape, Stream::new(5, draw).uniform())).collect();
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64;
            assert!(
                (mean / shape - 1.0).abs() < 0.05 && (variance / shape - 1.0).abs() < 0.1,
                "{shape}: {mean} {variance}"
            );
        }
    }
}
