//! Box-Cox power transform.

use super::lambda::{Likeliest, likeliest, power_and_slope};
use super::natural_log::without_power;
use super::shifted_log::Origin;
use super::{Fit, Lambda, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, extent, mean};

method! {
    /// Raises a column of positive values to the power that makes it most nearly normal, or to a stated one.
    ///
    /// # Formula
    /// y = ((x + `shift`)^l - 1) / l, and ln(x + `shift`) for l = 0. With `origin = "minimum"` x is counted from the least
    /// value. An estimated l has the greatest profile likelihood, -n/2 ln(variance of y) + (l - 1) sum of
    /// ln(x + `shift`), between -4 and 6; n is the number of known values, and the variance is over n.
    ///
    /// # Units and range
    /// Without unit; the order of the values is kept. A value below the least one fitted on counts as that one. A
    /// goalpost has its own place, and for l <= 0 must lie above zero.
    ///
    /// # Use when
    /// Columns are skewed by different degrees, and one rule is to find for each how strongly it is drawn in: l = 1
    /// leaves the shape, 0.5 is a root, 0 the logarithm, -1 the reciprocal.
    ///
    /// # Beware
    /// A column with values of zero or less is left as it was and reported as finding S521; `yeo-johnson` takes it. An
    /// estimated l changes with the data, and so does the meaning of a score: state it once it is found. A likelihood
    /// that still rises at -4 or 6 is reported as finding S517.
    /// Costs more than ten times min-max for each cell: the search for lambda transforms the column at every step.
    ///
    /// # Reference
    /// Box and Cox (1964), doi:10.1111/j.2517-6161.1964.tb00553.x; OECD/JRC Handbook (2008), section 5.
    ///
    /// # Example
    /// With l = 0.5 the values 1, 4, 9 become 0, 2, 4. Of 1, 2, 4, 8, 16, which grow by the same ratio, the most likely l
    /// is 0.
    ///
    /// ```
    /// use opencities_engine::scale::Transform;
    /// use opencities_engine::treat::{BoxCox, Lambda, Treatment};
    /// let root = Treatment::BoxCox(BoxCox { lambda: Lambda::Given(0.5), ..BoxCox::default() });
    /// let fitted = root.fit(&[1.0, 4.0, 9.0]).transform;
    /// assert!([(1.0, 0.0), (4.0, 2.0), (9.0, 4.0)].iter().all(|&(x, y)| (fitted.apply(x) - y).abs() < 1e-12));
    /// let found = Treatment::BoxCox(BoxCox::default()).fit(&[1.0, 2.0, 4.0, 8.0, 16.0]).transform;
    /// assert!(matches!(found, Transform::BoxCox { lambda, .. } if lambda.abs() < 1e-9));
    /// ```
    pub struct BoxCox {
        /// The exponent: `estimated`, or `{ given = 0.5 }`.
        pub lambda: Lambda = Lambda::Estimated,
        /// What is added to every value, in the measure of the indicator.
        pub shift: f64 = 0.0,
        /// From where values count: `zero`, or the `minimum` of the column (then give a shift above zero).
        pub origin: Origin = Origin::Zero,
    }
}

impl Treat for BoxCox {
    fn fit(&self, sample: &[f64], _shape: Moments) -> Fit {
        let Some((floor, _)) = extent(sample) else { return Transform::Identity.into() };
        let shift = match self.origin {
            Origin::Zero => self.shift,
            Origin::Minimum => self.shift - floor,
        };
        if floor + shift <= 0.0 {
            return Fit::refused(without_power(sample, shift), "a shift, `yeo-johnson` or `log`");
        }
        let power = |lambda: f64| Transform::BoxCox { lambda, shift, floor };
        match self.lambda {
            Lambda::Given(lambda) => power(lambda).into(),
            Lambda::Estimated => Fit::of_likeliest(most_likely(sample, shift), power),
        }
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut bad = self.lambda.validate();
        let good = match self.origin {
            Origin::Zero => self.shift.is_finite(),
            Origin::Minimum => self.shift.is_finite() && self.shift > 0.0,
        };
        if !good {
            let expected = "a finite number, above zero where values count from the minimum".to_owned();
            bad.push(BadParameter { name: "shift", expected });
        }
        bad
    }
}

/// The lambda does not change when all values are divided by one number. Divided by their geometric mean, their
/// logarithms have the mean zero, which spares the second term of the likelihood and keeps powers small.
fn most_likely(sample: &[f64], shift: f64) -> Likeliest {
    let logarithms: Vec<f64> = sample.iter().map(|value| (value + shift).ln()).collect();
    let centre = mean(&logarithms).unwrap_or(0.0);
    let centred: Vec<f64> = logarithms.iter().map(|logarithm| logarithm - centre).collect();
    let longest = centred.iter().fold(0.0_f64, |longest, logarithm| longest.max(logarithm.abs()));
    likeliest(0.0, longest, |lambda| centred.iter().map(|&logarithm| power_and_slope(logarithm, lambda)).unzip())
}
