//! Directional benefit of the doubt: how far a unit is from the frontier in a stated direction.

use std::collections::BTreeMap;

use super::frontier::{Frontier, Unit};
use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::{BadParameter, method};

method! {
    /// A unit's distance to the frontier of all units, measured in a direction that says how much of each child an improvement brings.
    ///
    /// # Formula
    /// y = `best` / (1 + e / `scale`), e the greatest number such that a mix of the ranked units of the period (shares that sum
    /// to at most 1) has at least x + e d on every child; d = `directions`. The group's own weights are not used.
    ///
    /// # Units and range
    /// Above 0, up to `best`, which units on the frontier have. e is in points of the children's scores.
    ///
    /// # Use when
    /// Benefit of the doubt is wanted, and children must not make up for each other at any rate: the direction states the rate.
    ///
    /// # Beware
    /// The distance is in points, so the score depends on the range of the scores: `scale` is the distance that halves it.
    /// A missing child takes no part in its unit's distance; for the other units' frontier it counts as 0. Negative scores
    /// leave the unit without a score and out of the frontier (finding S505). A unit that is not ranked moves no frontier.
    /// `explain` cannot take the score apart.
    /// Costs more than ten times the arithmetic mean for each cell: each unit has a linear program of its own.
    ///
    /// # Reference
    /// Fusco (2015), European Journal of Operational Research 242, doi:10.1016/j.ejor.2014.10.017; OECD/JRC Handbook
    /// (2008), section 6.1.
    ///
    /// # Example
    /// The first unit leads on both children. The second is 50 short on the one and 80 short on the other: in equal steps it
    /// meets the frontier after 50, so its score is 100 / (1 + 50 / 100).
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, DirectionalBenefitOfTheDoubt};
    /// let rule = Aggregation::DirectionalBenefitOfTheDoubt(DirectionalBenefitOfTheDoubt::default());
    /// let scores = rule.scores_of(&[&[90.0, 40.0], &[100.0, 20.0]], &[1.0, 1.0]);
    /// assert_eq!(scores[0], 100.0);
    /// assert!((scores[1] - 100.0 / 1.5).abs() < 1e-6);
    /// ```
    pub struct DirectionalBenefitOfTheDoubt {
        /// The improvement that a step brings, by the code of the child: zero or more, 1 where none is stated.
        pub directions: BTreeMap<String, f64> = BTreeMap::new(),
        /// The distance at which the score is half of `best`, in points of the children's scores; above 0.
        pub scale: f64 = 100.0,
        /// The score on the frontier, above 0.
        pub best: f64 = 100.0,
    }
}

impl DirectionalBenefitOfTheDoubt {
    fn score(&self, group: &Siblings<'_>, frontier: &Frontier, unit: &Unit) -> Option<f64> {
        let part = |&child: &usize| {
            let stated = self.directions.get(group.codes[child]).copied().unwrap_or(1.0);
            stated / frontier.sizes[child]
        };
        let direction: Vec<f64> = unit.children.iter().map(part).collect();
        let distance = frontier.distance(unit, &direction)?;
        Some(self.best / (1.0 + distance / self.scale))
    }
}

impl Aggregate for DirectionalBenefitOfTheDoubt {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        Frontier::score_all(group, |frontier, unit| self.score(group, frontier, unit)).into()
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
            Axiom::StrictMonotonicity,
            Axiom::WeightResponse,
            Axiom::OwnChildrenAlone,
        ]
    }

    fn units_max(&self) -> usize {
        2_000
    }

    fn validate(&self) -> Vec<BadParameter> {
        let positive = |name, value: f64| {
            let good = value > 0.0 && value.is_finite();
            (!good).then(|| BadParameter { name, expected: "a number above 0".to_owned() })
        };
        let mut faults: Vec<BadParameter> =
            [positive("scale", self.scale), positive("best", self.best)].into_iter().flatten().collect();
        if self.directions.values().any(|part| !(*part >= 0.0 && part.is_finite())) {
            faults.push(BadParameter { name: "directions", expected: "numbers of zero or more".to_owned() });
        }
        faults
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        for code in self.directions.keys().filter(|code| framework.position(code).is_none()) {
            let message = format!("a direction is stated for `{code}`, which does not exist");
            let hint = "correct the spelling or remove the line".to_owned();
            faults.push(Finding::new(Code::M309, Place::key(format!("{place}.directions.{code}")), message, hint));
        }
    }
}
