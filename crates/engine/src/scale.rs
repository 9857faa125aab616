//! Fitted maps from values to scores (Handbook step 5): [`Transform`] from a treatment, [`Scale`] from a normalisation.
//!
//! Both are plain values that can be printed, exported and applied to values they have never seen. They are applied here
//! alone, and with `scale/shapes.rs` this file alone knows what a direction means: which end of a column is the worst. No
//! column is ever negated.

mod shapes;
mod transform;

pub(crate) use shapes::{exponential, worst_first};

use std::sync::Arc;

use serde::Serialize;

use crate::framework::Direction;
use crate::stats::Ties;

pub use self::transform::Transform;
pub(crate) use self::transform::power_of_logarithm;
use self::transform::{at_least, clamp};

/// What becomes of values beyond an end of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beyond {
    /// They count as the end.
    Clip,
    /// The scale goes on beyond its end.
    Extend,
}

/// Whether a scale is even in its values or in their logarithms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// Equal steps of the value are equal steps of the score.
    #[default]
    Linear,
    /// Equal ratios of the value are equal steps of the score.
    Logarithmic,
}

/// A fitted normalisation: treated values in, scores out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scale {
    /// Applied before the map.
    pub spacing: Spacing,
    /// From the worst value to the best.
    pub map: Map,
    /// The least and the greatest score, where the scale clips; a scale that does not clip says so by `None`.
    pub clip: Option<[f64; 2]>,
}

/// The heart of a scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Map {
    /// A straight line through two points: `from` (worse value, better value) to `to` (their scores).
    Linear {
        /// The worse and the better value.
        from: [f64; 2],
        /// Their scores.
        to: [f64; 2],
    },
    /// An S-shaped curve around the middle of two values, from `to[0]` far below to `to[1]` far above.
    Logistic {
        /// The worse and the better value, one unit below the middle and one above.
        from: [f64; 2],
        /// How much the logarithm of the odds rises with each unit.
        steepness: f64,
        /// The scores that the curve comes near to.
        to: [f64; 2],
    },
    /// The place among the values fitted on: the worst of n gets `to[0]`, the best `to[1]`.
    Position {
        /// The values fitted on, least first.
        sorted: Arc<[f64]>,
        /// Which end is the good one.
        direction: Direction,
        /// What equal values get.
        ties: Ties,
        /// The scores of the worst and of the best place.
        to: [f64; 2],
    },
    /// The place among the values fitted on, as a share of them, drawn out towards the best by an exponential curve.
    Exponential {
        /// The values fitted on, least first.
        sorted: Arc<[f64]>,
        /// Which end is the good one.
        direction: Direction,
        /// What equal values get.
        ties: Ties,
        /// The mean of the exponential distribution: the smaller, the more the best are drawn out.
        constant: f64,
        /// The score of the best place.
        upper: f64,
    },
    /// One score for each category.
    Steps {
        /// Where one category ends and the next begins, worst first; a value on a cut belongs to the better one.
        cuts: Arc<[f64]>,
        /// Which end is the good one.
        direction: Direction,
        /// The scores of the categories, worst first: one more than cuts.
        scores: Arc<[f64]>,
    },
    /// The same score for every known value.
    Constant(f64),
    /// No score.
    Missing,
}

impl Scale {
    /// One score for every known value.
    pub fn constant(score: f64) -> Self {
        Scale { spacing: Spacing::Linear, map: Map::Constant(score), clip: None }
    }

    /// No score for any value.
    pub fn missing() -> Self {
        Scale { spacing: Spacing::Linear, map: Map::Missing, clip: None }
    }

    /// The same scale, kept between two scores.
    #[must_use]
    pub fn clipped(mut self, low: f64, high: f64) -> Self {
        self.clip = Some([low, high]);
        self
    }

    /// The same straight line, clipped at its two scores or going on.
    #[must_use]
    pub fn ending(self, beyond: Beyond) -> Self {
        match (beyond, &self.map) {
            (Beyond::Clip, &Map::Linear { to: [low, high], .. }) => self.clipped(low, high),
            _ => self,
        }
    }

    /// Whether the scale tells values apart: a line whose ends fall together does not.
    pub fn has_length(&self) -> bool {
        match self.map {
            Map::Linear { from: [worse, better], .. } | Map::Logistic { from: [worse, better], .. } => {
                let length = (better - worse).abs();
                length > 0.0 && length.is_finite()
            }
            _ => true,
        }
    }

    /// Whether a line has an end beyond all numbers, as where a logarithm meets a goalpost of zero.
    pub(crate) fn is_endless(&self) -> bool {
        matches!(self.map, Map::Linear { from, .. } if from.iter().any(|end| !end.is_finite()))
    }

    /// The score of a value; `NaN` stays `NaN`.
    pub fn apply(&self, value: f64) -> f64 {
        let mut score = [value];
        self.apply_to(&mut score);
        score[0]
    }

    /// Replaces values by their scores.
    pub fn apply_to(&self, values: &mut [f64]) {
        if self.spacing == Spacing::Logarithmic {
            // A value at or below zero lies beyond the worst goalpost, and is clipped to it.
            values.iter_mut().for_each(|value| *value = at_least(*value, 0.0).ln());
        }
        match &self.map {
            Map::Linear { from: [worse, better], to: [low, high] } => {
                let (length, rise) = (better - worse, high - low);
                values.iter_mut().for_each(|value| *value = low + (*value - worse) / length * rise);
            }
            Map::Logistic { from, steepness, to } => {
                values.iter_mut().for_each(|value| *value = shapes::logistic(*from, *steepness, *to, *value));
            }
            Map::Position { sorted, direction, ties, to } => {
                known(values).for_each(|value| *value = shapes::position(sorted, *direction, *ties, *to, *value));
            }
            Map::Exponential { sorted, direction, ties, constant, upper } => known(values).for_each(|value| {
                let place = shapes::place(sorted, *direction, *ties, *value);
                *value = shapes::exponential(place / sorted.len() as f64, *constant, *upper);
            }),
            Map::Steps { cuts, direction, scores } => {
                known(values).for_each(|value| *value = scores[shapes::cuts_reached(cuts, *direction, *value)]);
            }
            Map::Constant(score) => known(values).for_each(|value| *value = *score),
            Map::Missing => values.fill(f64::NAN),
        }
        if let Some([low, high]) = self.clip {
            values.iter_mut().for_each(|value| *value = clamp(*value, low, high));
        }
    }
}

fn known(values: &mut [f64]) -> impl Iterator<Item = &mut f64> {
    values.iter_mut().filter(|value| !value.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
    }

    #[test]
    fn direction_turns_a_line_round() {
        close(Scale::linear(Direction::HigherIsBetter, [-1e6, 3e6], [0.0, 100.0]).apply(0.0), 25.0);
        close(Scale::linear(Direction::LowerIsBetter, [-1e6, 3e6], [0.0, 100.0]).apply(0.0), 75.0);
    }

    #[test]
    fn the_ends_of_a_scale_are_exact() {
        let scale = Scale::linear(Direction::HigherIsBetter, [0.1, 0.7], [0.0, 100.0]);
        assert_eq!(scale.apply(0.1).to_bits(), 0.0_f64.to_bits());
        assert_eq!(scale.apply(0.7).to_bits(), 100.0_f64.to_bits());
    }

    #[test]
    fn missing_stays_missing() {
        let maps = [
            Scale::linear(Direction::HigherIsBetter, [0.0, 1.0], [0.0, 100.0]).clipped(0.0, 100.0),
            Scale::position(Direction::HigherIsBetter, vec![1.0, 2.0], Ties::Min, [1.0, 2.0]),
            Scale::logistic(Direction::HigherIsBetter, [0.0, 1.0], 1.0, [0.0, 100.0]),
            Scale::exponential(Direction::HigherIsBetter, vec![1.0, 2.0], Ties::Min, 23.0, 100.0),
            Scale::steps(Direction::HigherIsBetter, vec![1.0], vec![0.0, 1.0]),
            Scale::constant(50.0),
            Scale::missing(),
        ];
        for scale in maps {
            assert!(scale.apply(f64::NAN).is_nan(), "{scale:?}");
        }
    }
}
