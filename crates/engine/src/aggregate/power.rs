//! Weighted power mean.

use super::{Aggregate, Decomposition, Domain, Geometric, Siblings};
use crate::registry::{BadParameter, method};

method! {
    /// The weighted mean of powers of the children's scores, as a root: from the harmonic (-1) over the geometric (0) and arithmetic (1) mean towards the greatest score.
    ///
    /// # Formula
    /// y = (sum w x^p / sum w)^(1/p) with p = `exponent`; for p = 0 the geometric mean.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// The degree to which a strength may make up for a weakness is itself a choice: less than 1 for little, 1 for fully.
    ///
    /// # Beware
    /// It is undefined for negative scores (finding S505), and for p <= 0 a zero makes it zero (finding S504).
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.2; Bullen (2003), Handbook of Means and Their Inequalities.
    ///
    /// # Example
    /// Scores 20 and 80 with equal weights and p = 0.5 give 45.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Decomposition};
    /// let method = Aggregation::all().into_iter().find(|method| method.name() == "power").unwrap();
    /// assert_eq!(method.decomposition(), Decomposition::None);
    /// ```
    pub struct Power {
        /// The power p; any finite number.
        pub exponent: f64 = 0.5,
    }
}

impl Aggregate for Power {
    fn aggregate(&self, group: &Siblings<'_>) -> Vec<f64> {
        let power = self.exponent;
        if power.abs() < f64::MIN_POSITIVE {
            return Geometric {}.aggregate(group);
        }
        let forth = |score: f64| if score < 0.0 { f64::NAN } else { score.powf(power) };
        group.quasi_mean(forth, |mean| mean.powf(power.recip()))
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::None
    }

    fn domain(&self) -> Domain {
        if self.exponent <= 0.0 { Domain::ZeroAbsorbs } else { Domain::NonNegative }
    }

    fn validate(&self) -> Vec<BadParameter> {
        if self.exponent.is_finite() {
            Vec::new()
        } else {
            vec![BadParameter { name: "exponent", expected: "a finite number".to_owned() }]
        }
    }
}
