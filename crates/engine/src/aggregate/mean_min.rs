//! Mean-min function: between the mean and the worst child.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};

method! {
    /// The mean of the children's scores, drawn towards the least of them by a stated degree.
    ///
    /// # Formula
    /// y = M - alpha (sqrt((M - m)^2 + beta^2) - beta), with M the weighted mean and m the least of the known children.
    /// `alpha` says how much of the distance to the worst child is taken off: 0 is the mean, and 1 with `beta` = 0 the
    /// minimum. `beta` says how gently that begins: a distance well below `beta` costs next to nothing.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// A lagging child should cost something, more the farther it lags, and a child that is ahead should never harm.
    ///
    /// # Beware
    /// `beta` is in points of score: 1 means much on a scale of 0 to 1 and little on one of 0 to 100. The column
    /// `mean_min` of the R package Compind 3.4 differs, since it standardises along the wrong axis.
    /// Costs more than ten times the arithmetic mean for each cell: mean and least child of each unit are found one
    /// after the other.
    ///
    /// # Reference
    /// Casadio Tarabusi and Guarini (2013), An unbalance adjustment method for development indicators, Social Indicators
    /// Research 112, 19-45.
    ///
    /// # Example
    /// Scores 44 and 52 with alpha = 0.5 and beta = 3: M = 48, the distance 4, sqrt(16 + 9) = 5, so 48 - 0.5 x 2 = 47.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, MeanMin};
    /// let mean = |alpha, beta| Aggregation::MeanMin(MeanMin { alpha, beta }).mean_of(&[44.0, 52.0], &[1.0, 1.0]);
    /// assert_eq!(mean(0.5, 3.0), 47.0);
    /// assert_eq!(mean(0.0, 3.0), 48.0);
    /// assert_eq!(mean(1.0, 0.0), 44.0);
    /// ```
    pub struct MeanMin {
        /// The share of the distance to the worst child that is taken off: 0 to 1.
        pub alpha: f64 = 0.5,
        /// The distance below which little is taken off, in points of score: zero or more.
        pub beta: f64 = 1.0,
    }
}

impl MeanMin {
    fn adjustment(&self, scores: &[f64], weights: &[f64]) -> f64 {
        let total: f64 = weights.iter().sum();
        let mean = scores.iter().zip(weights).map(|(score, weight)| score * weight).sum::<f64>() / total;
        let least = scores.iter().copied().fold(f64::INFINITY, f64::min);
        -self.alpha * ((mean - least).hypot(self.beta) - self.beta)
    }
}

impl Aggregate for MeanMin {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let means = group.quasi_mean(|score| score, |mean| mean);
        let adjustments = group.row_means(|scores, weights| self.adjustment(scores, weights));
        Aggregated::adjusted(means, adjustments)
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Additive
    }

    fn domain(&self) -> Domain {
        Domain::All
    }

    fn breaks(&self) -> &'static [Axiom] {
        let is_minimum = self.alpha >= 1.0 && self.beta <= 0.0;
        if is_minimum { &[Axiom::StrictMonotonicity, Axiom::WeightResponse] } else { &[] }
    }

    fn validate(&self) -> Vec<BadParameter> {
        let mut faults = Vec::new();
        if !(0.0..=1.0).contains(&self.alpha) {
            faults.push(BadParameter { name: "alpha", expected: "a share between 0 and 1".to_owned() });
        }
        if !(self.beta.is_finite() && self.beta >= 0.0) {
            faults.push(BadParameter { name: "beta", expected: "a finite number of zero or more".to_owned() });
        }
        faults
    }
}
