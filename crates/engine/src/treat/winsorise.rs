//! Winsorisation: extreme values take the value of their neighbour.

use serde::{Deserialize, Serialize};

use super::{Fit, ShapeTest, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, extent, moments_between};

/// When no more values are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// When the column's shape is acceptable.
    WhenAcceptable,
    /// When `points_max` values were moved, whatever the shape.
    Never,
}

method! {
    /// Moves the most extreme values to the next one, one at a time, until the column's shape is acceptable.
    ///
    /// # Formula
    /// While |G1| >= `skewness_max` and G2 >= `kurtosis_max` (or always, with `stop = "never"`) and fewer than `points_max`
    /// values were moved: on the side of the longer tail (the sign of G1), every value at the end takes the next distinct
    /// value. G1 and G2 are skewness and excess kurtosis of type 2.
    ///
    /// # Units and range
    /// Those of the indicator.
    ///
    /// # Use when
    /// A few values are so far out that they would decide a min-max scale alone.
    ///
    /// # Beware
    /// Values that are tied at an end move together, so more than `points_max` may be moved. A column that still fails
    /// after `points_max` values is skewed by nature: put this first in a `sequence` and a `log` second. With
    /// `stop = "never"` columns without outliers lose their ends too; inside a `sequence` only columns that fail do.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5; the limits are those that the JRC's COIN tools use.
    ///
    /// # Example
    /// In 1, 2, 3, 4, 5, 6, 7, 100 the 100 becomes 7: G1 falls from 2.81 to -0.23.
    ///
    /// ```
    /// use opencities_engine::treat::{Treatment, Winsorise};
    /// let fitted = Treatment::Winsorise(Winsorise::default()).fit(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 100.0]);
    /// assert_eq!([3.0, 7.0, 100.0].map(|value| fitted.transform.apply(value)), [3.0, 7.0, 7.0]);
    /// assert!((fitted.skewness[0] - 2.81).abs() < 0.01 && (fitted.skewness[1] + 0.23).abs() < 0.01, "{fitted:?}");
    /// ```
    pub struct Winsorise {
        /// The most values that are moved, ties apart.
        pub points_max: usize = 5,
        /// Absolute skewness from which a column fails.
        pub skewness_max: f64 = 2.0,
        /// Excess kurtosis from which a column fails.
        pub kurtosis_max: f64 = 3.5,
        /// When no more values are moved: `when-acceptable`, or `never` before `points_max`.
        pub stop: Stop = Stop::WhenAcceptable,
    }
}

impl Winsorise {
    fn test(&self) -> ShapeTest {
        ShapeTest { skewness_max: self.skewness_max, kurtosis_max: self.kurtosis_max }
    }
}

impl Treat for Winsorise {
    fn fit(&self, sample: &[f64], mut shape: Moments) -> Fit {
        let test = (self.stop == Stop::WhenAcceptable).then(|| self.test());
        let Some((mut low, mut high)) = extent(sample) else { return Transform::Identity.into() };
        let mut moved = 0;
        while moved < self.points_max && !test.is_some_and(|test| test.passes(shape)) {
            let (next_low, next_high) = if shape.skewness > 0.0 {
                (low, greatest_below(sample, high))
            } else {
                (least_above(sample, low), high)
            };
            if next_low >= next_high {
                break;
            }
            (low, high) = (next_low, next_high);
            moved = sample.iter().filter(|&&value| value < low || value > high).count();
            shape = moments_between(sample, low, high);
        }
        let transform = if moved == 0 { Transform::Identity } else { Transform::Clamp { low, high } };
        Fit { test, ..Fit::from(transform) }
    }

    fn breaks(&self) -> &'static [Axiom] {
        match self.stop {
            Stop::WhenAcceptable => &[],
            Stop::Never => &[Axiom::GoodShapeStays],
        }
    }

    fn validate(&self) -> Vec<BadParameter> {
        self.test().validate()
    }
}

fn greatest_below(sample: &[f64], high: f64) -> f64 {
    sample.iter().copied().filter(|&value| value < high).fold(f64::NEG_INFINITY, f64::max)
}

fn least_above(sample: &[f64], low: f64) -> f64 {
    sample.iter().copied().filter(|&value| value > low).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::moments;

    #[test]
    fn the_long_tail_is_cut_until_the_shape_is_acceptable() {
        let sample = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 100.0];
        assert_eq!(
            Winsorise::default().fit(&sample, moments(&sample)).transform,
            Transform::Clamp { low: 1.0, high: 7.0 }
        );
    }

    #[test]
    fn tied_extremes_move_together() {
        let mut sample: Vec<f64> = (0..30).map(f64::from).collect();
        sample.extend([1000.0, 1000.0]);
        let one = Winsorise { points_max: 1, ..Winsorise::default() };
        assert_eq!(one.fit(&sample, moments(&sample)).transform, Transform::Clamp { low: 0.0, high: 29.0 });
    }

    #[test]
    fn a_stated_number_of_values_moves_whatever_the_shape() {
        let sample = [0.0, 10.0, 11.0, 12.0, 13.0, 14.0, 30.0];
        let shape = moments(&sample);
        assert_eq!(Winsorise::default().fit(&sample, shape).transform, Transform::Identity);
        let two = Winsorise { points_max: 2, stop: Stop::Never, ..Winsorise::default() };
        // The longer tail is above; once the 30 is a 14 it is below.
        assert_eq!(two.fit(&sample, shape).transform, Transform::Clamp { low: 10.0, high: 14.0 });
        assert_eq!(two.breaks(), [Axiom::GoodShapeStays]);
    }

    #[test]
    fn a_tail_on_the_left_is_cut_on_the_left() {
        let sample = [-100.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        assert_eq!(
            Winsorise::default().fit(&sample, moments(&sample)).transform,
            Transform::Clamp { low: 1.0, high: 7.0 }
        );
    }
}
