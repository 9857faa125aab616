//! Mazziotta-Pareto index: a mean with a penalty for imbalance.

use serde::{Deserialize, Serialize};

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::registry::method;

method! {
    /// The mean of the children's scores, less a penalty that grows with their spread: the Mazziotta-Pareto index (MPI), and on its own scale the adjusted one (AMPI).
    ///
    /// # Formula
    /// y = M - S cv (`penalty = "subtracted"`) or M + S cv (`"added"`), with M the weighted mean of the known children,
    /// S = sqrt(sum w (x - M)^2 / sum w) their deviation, and cv = S / M. With `deviation = "sample"` S^2 is multiplied by
    /// n / (n - 1), for n known children. One child alone has no penalty.
    ///
    /// # Units and range
    /// Those of the children's scores. A penalty may lead below the least child, an added one above the greatest.
    ///
    /// # Use when
    /// Children cannot stand in for one another, and balance itself is worth something. For the MPI normalise with
    /// `[normalise.z-score]`, `mean = 100.0`, `standard_deviation = 10.0`; for the AMPI, which can be compared
    /// across years, with `[normalise.mazziotta-pareto-goalposts]`. Subtract where more is better; add where the index
    /// measures something bad.
    ///
    /// # Beware
    /// Where M is not above zero the penalty has no sense and the score is missing (finding S515): scores must lie well
    /// above zero. The penalty depends on where zero is: the same children on 0 to 100 are punished more than on
    /// 70 to 130. A child that runs ahead of the others may lower the score. The literature does not weight the
    /// children; weights here enter mean and deviation alike. It says n in S, and in the z-scores, where
    /// `z-score` takes n - 1 (all deviations are then smaller by one factor); the R package Compind takes n - 1 for
    /// the MPI and n for the AMPI.
    /// Costs more than ten times the arithmetic mean for each cell: mean and deviation of each unit are found one after
    /// the other.
    ///
    /// # Reference
    /// De Muro, Mazziotta and Pareto (2011), doi:10.1007/s11205-010-9727-z; Mazziotta and Pareto (2018),
    /// Measuring well-being over time, Social Indicators Research 136, 967-976.
    ///
    /// # Example
    /// Scores 90 and 110: M = 100, S = 10, cv = 0.1, so the penalty is 1.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, MazziottaPareto, Penalty};
    /// let index = |penalty| Aggregation::MazziottaPareto(MazziottaPareto { penalty, ..MazziottaPareto::default() });
    /// assert_eq!(index(Penalty::Subtracted).mean_of(&[90.0, 110.0], &[1.0, 1.0]), 99.0);
    /// assert_eq!(index(Penalty::Added).mean_of(&[90.0, 110.0], &[1.0, 1.0]), 101.0);
    /// ```
    pub struct MazziottaPareto {
        /// Whether spread lowers the score (`subtracted`) or raises it (`added`).
        pub penalty: Penalty = Penalty::Subtracted,
        /// The deviation of the children: with n (`population`) or n - 1 (`sample`).
        pub deviation: Deviation = Deviation::Population,
    }
}

/// The sign of a penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Penalty {
    /// Spread lowers the score: more is better.
    Subtracted,
    /// Spread raises the score: more is worse.
    Added,
}

/// What a sum of squares is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deviation {
    /// By n.
    Population,
    /// By n - 1.
    Sample,
}

impl MazziottaPareto {
    /// What is added to the mean of one unit; missing where the mean is not above zero.
    fn adjustment(&self, scores: &[f64], weights: &[f64]) -> f64 {
        let total: f64 = weights.iter().sum();
        let of_squares = |centre: f64, square: fn(f64) -> f64| {
            scores.iter().zip(weights).map(|(&score, &weight)| weight * square(score - centre)).sum::<f64>() / total
        };
        let mean = of_squares(0.0, |score| score);
        let n = scores.len() as f64;
        let correction = match self.deviation {
            Deviation::Sample if n > 1.0 => n / (n - 1.0),
            _ => 1.0,
        };
        let penalty = of_squares(mean, |distance| distance * distance) * correction / mean;
        match self.penalty {
            _ if mean <= 0.0 => f64::NAN,
            Penalty::Subtracted => -penalty,
            Penalty::Added => penalty,
        }
    }
}

impl Aggregate for MazziottaPareto {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let means = group.quasi_mean(|score| score, |mean| mean);
        let adjustments = group.row_means(|scores, weights| self.adjustment(scores, weights));
        let undefined = means.iter().filter(|&&mean| mean <= 0.0).count();
        let mut result = Aggregated::adjusted(means, adjustments);
        if undefined > 0 {
            let code = group.group;
            let message = format!("{undefined} means below `{code}` are zero or less, so their penalty is undefined");
            let hint = "normalise to a mean of 100 and a standard deviation of 10, or with [normalise.mazziotta-pareto-goalposts]";
            result.findings.push(Finding::new(Code::S515, Place::node(code), message, hint));
        }
        result
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Additive
    }

    fn domain(&self) -> Domain {
        Domain::All
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::Internality, Axiom::Monotonicity, Axiom::StrictMonotonicity, Axiom::WeightResponse]
    }
}
