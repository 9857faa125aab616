//! Yeo-Johnson power transform: Box-Cox for values of either sign.

use super::lambda::{Likeliest, likeliest, power_and_slope};
use super::{Fit, Lambda, Treat};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};
use crate::scale::Transform;
use crate::stats::{Moments, mean};

method! {
    /// Raises a column of any values to the power that makes it most nearly normal, or to a stated one.
    ///
    /// # Formula
    /// From zero up y = ((1 + x)^l - 1) / l, and ln(1 + x) for l = 0; below zero
    /// y = -((1 - x)^(2 - l) - 1) / (2 - l), and -ln(1 - x) for l = 2. An estimated l has the greatest profile
    /// likelihood, -n/2 ln(variance of y) + (l - 1) sum of sign(x) ln(1 + |x|), between -4 and 6; n is the number of
    /// known values, and the variance is over n.
    ///
    /// # Units and range
    /// Without unit; defined for every value, and the order of the values is kept.
    ///
    /// # Use when
    /// As `box-cox`, for columns with zeros or negative values: growth rates, balances, indices around zero. It draws in
    /// a tail on either side.
    ///
    /// # Beware
    /// The 1 is in the measure of the indicator: a column of shares below 0.01 is nearly a straight line here whatever l
    /// is, so give it in percent. An estimated l changes with the data: state it once it is found. A likelihood that
    /// still rises at -4 or 6 is reported as finding S517. It does not standardise, as scikit-learn's
    /// `PowerTransformer` does unless told otherwise.
    /// Costs more than ten times min-max for each cell: the search for lambda transforms the column at every step.
    ///
    /// # Reference
    /// Yeo and Johnson (2000), doi:10.1093/biomet/87.4.954.
    ///
    /// # Example
    /// With l = 0 the values -2, 0, 2 become -4, 0, ln 3. Of -3, -1, 0, 1, 3, which has no skew, the most likely l is 1.
    ///
    /// ```
    /// use opencities_engine::scale::Transform;
    /// use opencities_engine::treat::{Lambda, Treatment, YeoJohnson};
    /// let given = Treatment::YeoJohnson(YeoJohnson { lambda: Lambda::Given(0.0) }).fit(&[-2.0, 0.0, 2.0]).transform;
    /// let expected = [(-2.0, -4.0), (0.0, 0.0), (2.0, 3.0_f64.ln())];
    /// assert!(expected.iter().all(|&(x, y)| (given.apply(x) - y).abs() < 1e-12));
    /// let found = Treatment::YeoJohnson(YeoJohnson::default()).fit(&[-3.0, -1.0, 0.0, 1.0, 3.0]).transform;
    /// assert!(matches!(found, Transform::YeoJohnson { lambda } if (lambda - 1.0).abs() < 1e-9));
    /// ```
    pub struct YeoJohnson {
        /// The exponent: `estimated`, or `{ given = 0.5 }`.
        pub lambda: Lambda = Lambda::Estimated,
    }
}

impl Treat for YeoJohnson {
    fn fit(&self, sample: &[f64], _shape: Moments) -> Fit {
        let power = |lambda: f64| Transform::YeoJohnson { lambda };
        match self.lambda {
            Lambda::Given(lambda) => power(lambda).into(),
            Lambda::Estimated => Fit::of_likeliest(most_likely(sample), power),
        }
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }

    fn validate(&self) -> Vec<BadParameter> {
        self.lambda.validate()
    }
}

fn most_likely(sample: &[f64]) -> Likeliest {
    // sign(x) ln(1 + |x|)
    let signed: Vec<f64> = sample.iter().map(|value| value.abs().ln_1p().copysign(*value)).collect();
    let longest = signed.iter().fold(0.0_f64, |longest, logarithm| longest.max(logarithm.abs()));
    likeliest(mean(&signed).unwrap_or(0.0), longest, |lambda| {
        let cell = |&signed: &f64| {
            if signed < 0.0 {
                let (power, slope) = power_and_slope(-signed, 2.0 - lambda);
                (-power, slope)
            } else {
                power_and_slope(signed, lambda)
            }
        };
        signed.iter().map(cell).unzip()
    })
}
