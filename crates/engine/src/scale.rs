//! Fitted maps from values to scores (Handbook step 5): [`Transform`] from a treatment, [`Scale`] from a normalisation.
//!
//! Both are plain values that can be printed, exported and applied to values they have never seen. They are applied here
//! alone, and this file alone knows what a direction means: it decides which end of a column is the worst. No column is
//! ever negated.

mod transform;

use std::sync::Arc;

use serde::Serialize;

use crate::framework::Direction;
use crate::stats::Ties;

pub use self::transform::Transform;
pub(crate) use self::transform::power_of_logarithm;
use self::transform::{at_least, clamp};

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
    /// The same score for every known value.
    Constant(f64),
    /// No score.
    Missing,
}

impl Scale {
    /// A straight line that gives the worse of two values `to[0]` and the better `to[1]`.
    pub fn linear(direction: Direction, [low, high]: [f64; 2], to: [f64; 2]) -> Self {
        let from = match direction {
            Direction::HigherIsBetter => [low, high],
            Direction::LowerIsBetter => [high, low],
        };
        Scale { spacing: Spacing::Linear, map: Map::Linear { from, to }, clip: None }
    }

    /// Places among sorted values: the worst gets `to[0]`, the best `to[1]`.
    pub fn position(direction: Direction, sorted: Vec<f64>, ties: Ties, to: [f64; 2]) -> Self {
        let map = Map::Position { sorted: sorted.into(), direction, ties, to };
        Scale { spacing: Spacing::Linear, map, clip: Some([to[0].min(to[1]), to[0].max(to[1])]) }
    }

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

    /// Whether the scale tells values apart: a line whose ends fall together does not.
    pub fn has_length(&self) -> bool {
        match self.map {
            Map::Linear { from: [worse, better], .. } => {
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
            Map::Position { sorted, direction, ties, to } => {
                values.iter_mut().filter(|value| !value.is_nan()).for_each(|value| {
                    *value = position(sorted, *direction, *ties, *to, *value);
                });
            }
            Map::Constant(score) => values.iter_mut().filter(|value| !value.is_nan()).for_each(|value| *value = *score),
            Map::Missing => values.fill(f64::NAN),
        }
        if let Some([low, high]) = self.clip {
            values.iter_mut().for_each(|value| *value = clamp(*value, low, high));
        }
    }
}

fn position(sorted: &[f64], direction: Direction, ties: Ties, [low, high]: [f64; 2], value: f64) -> f64 {
    let below = sorted.partition_point(|&known| known < value);
    let up_to = sorted.partition_point(|&known| known <= value);
    let worse = match direction {
        Direction::HigherIsBetter => below,
        Direction::LowerIsBetter => sorted.len() - up_to,
    };
    let equal = (up_to - below).max(1);
    let place = match ties {
        Ties::Min | Ties::Dense => (worse + 1) as f64,
        Ties::Max => (worse + equal) as f64,
        Ties::Average => worse as f64 + f64::midpoint(1.0, equal as f64),
    };
    low + (place - 1.0) / (sorted.len() - 1) as f64 * (high - low)
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
    fn places_count_from_the_worst() {
        let sorted = vec![1.0, 2.0, 2.0, 9.0];
        let place = |direction, ties, value| Scale::position(direction, sorted.clone(), ties, [1.0, 4.0]).apply(value);
        close(place(Direction::HigherIsBetter, Ties::Min, 2.0), 2.0);
        close(place(Direction::HigherIsBetter, Ties::Max, 2.0), 3.0);
        close(place(Direction::LowerIsBetter, Ties::Average, 2.0), 2.5);
        close(place(Direction::LowerIsBetter, Ties::Min, 9.0), 1.0);
        close(place(Direction::HigherIsBetter, Ties::Min, 100.0), 4.0);
        close(place(Direction::HigherIsBetter, Ties::Min, -100.0), 1.0);
    }

    #[test]
    fn missing_stays_missing() {
        let maps = [
            Scale::linear(Direction::HigherIsBetter, [0.0, 1.0], [0.0, 100.0]).clipped(0.0, 100.0),
            Scale::position(Direction::HigherIsBetter, vec![1.0, 2.0], Ties::Min, [1.0, 2.0]),
            Scale::constant(50.0),
            Scale::missing(),
        ];
        for scale in maps {
            assert!(scale.apply(f64::NAN).is_nan(), "{scale:?}");
        }
    }
}
