//! TOPSIS: near the ideal and far from the anti-ideal.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::registry::method;

method! {
    /// How near a unit is to the best that is reached, compared with the worst (technique for order of preference by similarity to the ideal solution).
    ///
    /// # Formula
    /// y = d- / (d+ + d-), with d+ = sqrt(sum (w (x - x+))^2) the distance from the best score x+ of each child among the
    /// ranked units of the period, and d- that from the worst score x-, both over the known children of the unit.
    ///
    /// # Units and range
    /// 0 for a unit that is the worst in everything, 1 for one that is the best in everything.
    ///
    /// # Use when
    /// Units are to be placed between the best and the worst of what is reached. The scores are taken as the normalisation
    /// leaves them; the original divides a column by the root of its sum of squares, most now use min-max.
    ///
    /// # Beware
    /// A score says nothing by itself: it changes when other units do, ranks may turn when a unit is added or
    /// removed, and periods cannot be compared. Weights enter as squares. Its range is not that of the children; do not
    /// mix such groups with others on 0 to 100. A unit whose known children are the same for all ranked units stands
    /// halfway, at 0.5 (finding S518).
    ///
    /// # Reference
    /// Hwang and Yoon (1981), Multiple Attribute Decision Making, doi:10.1007/978-3-642-48318-9.
    ///
    /// # Example
    /// Units (100, 0), (80, 60) and (0, 100): the second is sqrt(20^2 + 40^2) from the best, (100, 100), and 100 from the
    /// worst, (0, 0).
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Topsis};
    /// let scores = Aggregation::Topsis(Topsis {}).scores_of(&[&[100.0, 80.0, 0.0], &[0.0, 60.0, 100.0]], &[1.0, 1.0]);
    /// assert_eq!(scores[0], 0.5);
    /// assert!((scores[1] - 100.0 / (100.0 + 2000.0_f64.sqrt())).abs() < 1e-12);
    /// ```
    pub struct Topsis {}
}

impl Aggregate for Topsis {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let mut scores = Vec::with_capacity(group.rows());
        let mut alike = 0;
        let squares: Vec<f64> = group.weights.iter().map(|weight| weight * weight).collect();
        for rows in group.fitting.periods() {
            let (worst, best) = group.ends(rows.clone());
            let [from_worst, from_best] = [worst, best].map(|point| group.distances(rows.clone(), &point, &squares));
            alike += from_worst.iter().zip(&from_best).filter(|(worst, best)| *worst + *best <= 0.0).count();
            let place = |(&worst, &best): (&f64, &f64)| if worst + best <= 0.0 { 0.5 } else { worst / (worst + best) };
            scores.extend(from_worst.iter().zip(&from_best).map(place));
        }
        let mut result = Aggregated::from(scores);
        if alike > 0 {
            let code = group.group;
            let message = format!(
                "{alike} units stand halfway in `{code}`: the ranked units do not differ in what is known of them"
            );
            let hint = "rank more units, impute the gaps, or use a mean for this group";
            result.findings.push(Finding::new(Code::S518, Place::node(code), message, hint));
        }
        result
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::None
    }

    fn domain(&self) -> Domain {
        Domain::All
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
}
