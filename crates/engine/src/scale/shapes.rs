//! The shapes of scales (Handbook step 5): how each is made of fitted points, and the score that it gives to one value.
//!
//! Fits speak of values, least first; here a direction decides which of them is the worst. Clipping and gaps are the
//! matter of `scale.rs`.

use super::{Map, Scale, Spacing};
use crate::framework::Direction;
use crate::stats::Ties;

/// A list in ascending order, turned so that the worst comes first.
pub(crate) fn worst_first<List: AsMut<[f64]>>(direction: Direction, mut ascending: List) -> List {
    if direction == Direction::LowerIsBetter {
        ascending.as_mut().reverse();
    }
    ascending
}

impl Scale {
    fn new(map: Map, clip: Option<[f64; 2]>) -> Self {
        Scale { spacing: Spacing::Linear, map, clip }
    }

    /// A straight line that gives the worse of two values `to[0]` and the better `to[1]`.
    pub fn linear(direction: Direction, ends: [f64; 2], to: [f64; 2]) -> Self {
        Scale::new(Map::Linear { from: worst_first(direction, ends), to }, None)
    }

    /// A straight line from the worst end of an extent to a stated point. It has no length where the point is no better
    /// than the worst end.
    pub fn up_to(direction: Direction, [low, high]: [f64; 2], point: f64, to: [f64; 2]) -> Self {
        match direction {
            Direction::HigherIsBetter => Scale::linear(direction, [low.min(point), point], to),
            Direction::LowerIsBetter => Scale::linear(direction, [point, high.max(point)], to),
        }
    }

    /// A straight line that ends at the best end of an extent and begins `length` before it.
    pub fn down_from_best(direction: Direction, [low, high]: [f64; 2], length: f64, to: [f64; 2]) -> Self {
        match direction {
            Direction::HigherIsBetter => Scale::linear(direction, [high - length, high], to),
            Direction::LowerIsBetter => Scale::linear(direction, [low, low + length], to),
        }
    }

    /// An S-shaped curve, steepest in the middle of two values.
    pub fn logistic(direction: Direction, ends: [f64; 2], steepness: f64, to: [f64; 2]) -> Self {
        Scale::new(Map::Logistic { from: worst_first(direction, ends), steepness, to }, Some(to))
    }

    /// Places among sorted values: the worst gets `to[0]`, the best `to[1]`.
    pub fn position(direction: Direction, sorted: Vec<f64>, ties: Ties, to: [f64; 2]) -> Self {
        let map = Map::Position { sorted: sorted.into(), direction, ties, to };
        Scale::new(map, Some([to[0].min(to[1]), to[0].max(to[1])]))
    }

    /// Places among sorted values, drawn out towards the best, which gets `upper`.
    pub fn exponential(direction: Direction, sorted: Vec<f64>, ties: Ties, constant: f64, upper: f64) -> Self {
        let map = Map::Exponential { sorted: sorted.into(), direction, ties, constant, upper };
        Scale::new(map, Some([0.0, upper]))
    }

    /// Categories between cuts (worst first), each with its score (worst first).
    pub fn steps(direction: Direction, cuts: Vec<f64>, scores: Vec<f64>) -> Self {
        let clip = [scores[0], scores[scores.len() - 1]];
        Scale::new(Map::Steps { cuts: cuts.into(), direction, scores: scores.into() }, Some(clip))
    }

    /// Three categories: worse than a band, inside it with its two ends, better than it.
    pub fn band(direction: Direction, [low, high]: [f64; 2], scores: [f64; 3]) -> Self {
        // A value on a cut belongs to the better category, so the better cut is the first number outside the band.
        let cuts = match direction {
            Direction::HigherIsBetter => [low, high.next_up()],
            Direction::LowerIsBetter => [high, low.next_down()],
        };
        Scale::steps(direction, cuts.into(), scores.into())
    }
}

/// The height of a logistic curve, steepest in the middle of `worse` and `better`.
pub(super) fn logistic([worse, better]: [f64; 2], steepness: f64, [low, high]: [f64; 2], value: f64) -> f64 {
    let units = 2.0 * ((value - worse) / (better - worse)) - 1.0;
    low + (high - low) / (1.0 + (-steepness * units).exp())
}

/// The place of a value, 1 for the worst.
pub(super) fn place(sorted: &[f64], direction: Direction, ties: Ties, value: f64) -> f64 {
    let below = sorted.partition_point(|&known| known < value);
    let up_to = sorted.partition_point(|&known| known <= value);
    let worse = match direction {
        Direction::HigherIsBetter => below,
        Direction::LowerIsBetter => sorted.len() - up_to,
    };
    let equal = (up_to - below).max(1);
    match ties {
        Ties::Min | Ties::Dense => (worse + 1) as f64,
        Ties::Max => (worse + equal) as f64,
        Ties::Average => worse as f64 + f64::midpoint(1.0, equal as f64),
    }
}

pub(super) fn position(sorted: &[f64], direction: Direction, ties: Ties, [low, high]: [f64; 2], value: f64) -> f64 {
    low + (place(sorted, direction, ties, value) - 1.0) / (sorted.len() - 1) as f64 * (high - low)
}

/// The quantile of an exponential distribution with the mean `constant`, cut off so that a share of 1 gives `upper`.
pub(crate) fn exponential(share: f64, constant: f64, upper: f64) -> f64 {
    // What is better than all that was fitted on has no place of its own; and the end is exact.
    if share < 1.0 { -constant * (share * (-upper / constant).exp_m1()).ln_1p() } else { upper }
}

/// How many cuts, worst first, a value reaches.
pub(super) fn cuts_reached(cuts: &[f64], direction: Direction, value: f64) -> usize {
    match direction {
        Direction::HigherIsBetter => cuts.partition_point(|&cut| cut <= value),
        Direction::LowerIsBetter => cuts.partition_point(|&cut| cut >= value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
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
    fn a_point_behind_the_worst_value_leaves_no_length() {
        assert!(!Scale::up_to(Direction::HigherIsBetter, [3.0, 9.0], 2.0, [0.0, 1.0]).has_length());
        assert!(!Scale::up_to(Direction::LowerIsBetter, [3.0, 9.0], 9.0, [0.0, 1.0]).has_length());
        close(Scale::up_to(Direction::LowerIsBetter, [3.0, 9.0], 1.0, [0.0, 1.0]).apply(3.0), 0.75);
    }

    #[test]
    fn a_band_holds_both_of_its_ends() {
        for (direction, expected) in [
            (Direction::HigherIsBetter, [-1.0, 0.0, 0.0, 0.0, 1.0]),
            (Direction::LowerIsBetter, [1.0, 0.0, 0.0, 0.0, -1.0]),
        ] {
            let scale = Scale::band(direction, [4.0, 6.0], [-1.0, 0.0, 1.0]);
            for (value, expected) in [3.9, 4.0, 5.0, 6.0, 6.1].into_iter().zip(expected) {
                close(scale.apply(value), expected);
            }
        }
    }

    #[test]
    fn an_exponential_scale_ends_at_its_upper_score() {
        let scale = Scale::exponential(Direction::LowerIsBetter, vec![1.0, 2.0, 4.0], Ties::Min, 23.0, 100.0);
        close(scale.apply(1.0), 100.0);
        close(scale.apply(-7.0), 100.0);
        assert!(scale.apply(2.0) > scale.apply(4.0) && scale.apply(4.0) > 0.0);
    }

    #[test]
    fn a_logistic_curve_is_half_way_up_in_the_middle() {
        let scale = Scale::logistic(Direction::LowerIsBetter, [0.0, 2.0], 1.0, [0.0, 100.0]);
        close(scale.apply(1.0), 50.0);
        close(scale.apply(0.0), 100.0 / (1.0 + (-1.0_f64).exp()));
    }
}
