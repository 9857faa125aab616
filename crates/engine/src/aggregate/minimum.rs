//! Minimum: a unit is as good as its worst child.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::registry::method;

method! {
    /// The least of the children's scores.
    ///
    /// # Formula
    /// y = min x, over the children that are known and weigh more than nothing.
    ///
    /// # Units and range
    /// Those of the children's scores.
    ///
    /// # Use when
    /// Nothing makes up for a weakness: each child is a condition for the whole.
    ///
    /// # Beware
    /// Weights do not count, and all children but the worst could be anything. One wrong figure decides. A child that is
    /// missing cannot be the worst, so a gap can only raise the score: set `[missing] children = "missing"`, or impute.
    /// Children that share the least score share the whole of its explanation by their weights.
    /// Costs more than ten times the arithmetic mean for each cell: each unit's children are put in order and weighed
    /// by themselves.
    ///
    /// # Reference
    /// Beliakov, Pradera and Calvo (2007), Aggregation Functions: A Guide for Practitioners; on compensation OECD/JRC
    /// Handbook (2008), section 6.
    ///
    /// # Example
    /// Scores 20, 80 and 50 give 20.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Minimum};
    /// let worst = Aggregation::Minimum(Minimum {});
    /// assert_eq!(worst.mean_of(&[20.0, 80.0, 50.0], &[1.0, 3.0, 1.0]), 20.0);
    /// assert_eq!(worst.mean_of(&[f64::NAN, 80.0, 50.0], &[1.0, 3.0, 1.0]), 50.0);
    /// ```
    pub struct Minimum {}
}

impl Aggregate for Minimum {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        // The whole score is that of the last child.
        group.by_order(|_| 0.0)
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
