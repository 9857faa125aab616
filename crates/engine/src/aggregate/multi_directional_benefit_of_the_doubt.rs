//! Multi-directional benefit of the doubt: every unit improves in the direction in which it can.

use super::frontier::{Frontier, Unit};
use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::registry::{BadParameter, method};

method! {
    /// A unit's scores as a share of what they would be on the frontier of all units, reached in the direction of what it can improve on each child.
    ///
    /// # Formula
    /// y = `best` x sum x / sum (x + e d). On each child, d is how far the unit could go if its other children stayed as they
    /// are; e is how far it can go in the direction d: the greatest number such that a mix of the ranked units of the period
    /// (shares that sum to at most 1) has at least x + e d on every child. The group's own weights are not used.
    ///
    /// # Units and range
    /// From 0 to `best`, which units on the frontier have.
    ///
    /// # Use when
    /// Benefit of the doubt is wanted without weights and without a stated direction: the data say what is possible.
    ///
    /// # Beware
    /// Children are added up, so they need one measure. A better child may make the score worse, since the direction turns
    /// with it. A missing child takes no part in its unit's score; for the other units' frontier it counts as 0. Negative
    /// scores leave the unit without a score and out of the frontier (finding S505). A unit that is not ranked moves no
    /// frontier. A unit at zero on all children has the score 0. `explain` cannot take the score apart.
    /// Costs more than ten times the arithmetic mean for each cell: each unit has a linear program for every child and
    /// one more.
    ///
    /// # Reference
    /// Fusco (2023), Socio-Economic Planning Sciences 85, 101447; Bogetoft & Hougaard (1999), Journal of Productivity
    /// Analysis 12.
    ///
    /// # Example
    /// The first unit leads on both children, so the second can improve by 50 and by 80, both at once (e = 1): it has 60 of the
    /// 190 points that it would have then.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, MultiDirectionalBenefitOfTheDoubt};
    /// let rule = Aggregation::MultiDirectionalBenefitOfTheDoubt(MultiDirectionalBenefitOfTheDoubt::default());
    /// let scores = rule.scores_of(&[&[90.0, 40.0], &[100.0, 20.0]], &[1.0, 1.0]);
    /// assert_eq!(scores[0], 100.0);
    /// assert!((scores[1] - 100.0 * 60.0 / 190.0).abs() < 1e-6);
    /// ```
    pub struct MultiDirectionalBenefitOfTheDoubt {
        /// The score on the frontier, above 0.
        pub best: f64 = 100.0,
    }
}

impl MultiDirectionalBenefitOfTheDoubt {
    fn score(&self, frontier: &Frontier, unit: &Unit) -> Option<f64> {
        let count = unit.scores.len();
        let room: Vec<f64> = (0..count)
            .map(|child| {
                let mut alone = vec![0.0; count];
                alone[child] = 1.0;
                frontier.distance(unit, &alone)
            })
            .collect::<Option<_>>()?;
        let distance = frontier.distance(unit, &room)?;
        let points = |scores: &[f64]| -> f64 {
            unit.children.iter().zip(scores).map(|(&child, score)| score * frontier.sizes[child]).sum()
        };
        let (has, gains) = (points(&unit.scores), distance * points(&room));
        Some(if gains > 0.0 { self.best * has / (has + gains) } else { self.best })
    }
}

impl Aggregate for MultiDirectionalBenefitOfTheDoubt {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        Frontier::score_all(group, |frontier, unit| self.score(frontier, unit)).into()
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::None
    }

    fn domain(&self) -> Domain {
        Domain::NonNegative
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[
            Axiom::Unanimity,
            Axiom::Internality,
            Axiom::Monotonicity,
            Axiom::StrictMonotonicity,
            Axiom::WeightResponse,
            Axiom::OwnChildrenAlone,
        ]
    }

    fn units_max(&self) -> usize {
        1_000
    }

    fn validate(&self) -> Vec<BadParameter> {
        if self.best > 0.0 && self.best.is_finite() {
            Vec::new()
        } else {
            vec![BadParameter { name: "best", expected: "a number above 0".to_owned() }]
        }
    }
}
