//! Weighted median: the score in the middle.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::registry::method;

method! {
    /// The score with half of the weight above it and half below.
    ///
    /// # Formula
    /// With the known children listed by score, y is the score of the child at which the sum of the weights passes half
    /// of their total; where it comes to half exactly (within 1e-9 of the total), y is the mean of that score and the next.
    /// With equal weights it is the ordinary median: the middle score, or the mean of the two middle scores.
    ///
    /// # Units and range
    /// Those of the children's scores; between the least and the greatest of them.
    ///
    /// # Use when
    /// A group has many children and one extreme or wrong score should move nothing.
    ///
    /// # Beware
    /// What is not in the middle does not count: a unit may improve in most children and keep its score. With two
    /// children of equal weight it is their mean, and with unequal weights the heavier one alone.
    /// Costs more than ten times the arithmetic mean for each cell: each unit's children are put in order and weighed
    /// by themselves.
    ///
    /// # Reference
    /// Beliakov, Pradera and Calvo (2007), Aggregation Functions: A Guide for Practitioners.
    ///
    /// # Example
    /// Scores 20, 80, 50, 60 with equal weights give 55. If 80 weighs as much as all others together, the median lies
    /// between 60 and 80, and if it weighs more, it is 80.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Median};
    /// let middle = Aggregation::Median(Median {});
    /// let scores = [20.0, 80.0, 50.0, 60.0];
    /// assert_eq!(middle.mean_of(&scores, &[1.0, 1.0, 1.0, 1.0]), 55.0);
    /// assert_eq!(middle.mean_of(&scores, &[1.0, 3.0, 1.0, 1.0]), 70.0);
    /// assert_eq!(middle.mean_of(&scores, &[1.0, 4.0, 1.0, 1.0]), 80.0);
    /// ```
    pub struct Median {}
}

/// How far a share may be from one half and count as one half: sums of weights round.
const ROUNDING: f64 = 1e-9;

impl Aggregate for Median {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        group.by_order(|share| match share - 0.5 {
            beyond if beyond > ROUNDING => 1.0,
            short if short < -ROUNDING => 0.0,
            _ => 0.5,
        })
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Additive
    }

    fn domain(&self) -> Domain {
        Domain::All
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::StrictMonotonicity, Axiom::WeightResponse]
    }
}
