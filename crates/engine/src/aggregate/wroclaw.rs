//! Wroclaw taxonomic method: distance from an ideal unit.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::registry::method;
use crate::stats::{mean, standard_deviation};

method! {
    /// How near a unit is to an ideal one that has the best score of every child (Hellwig's measure of development).
    ///
    /// # Formula
    /// y = 1 - d / d0 with d = sqrt(sum w (x - x+)^2 / sum w) over the known children, x+ the best score of each child among
    /// the ranked units of the period, and d0 = m + 2 s, m and s the mean and the standard deviation (n - 1) of the d of
    /// those units.
    ///
    /// # Units and range
    /// 1 for a unit that is the best in everything; most of the others lie between 0 and 1, a very distant one below 0.
    ///
    /// # Use when
    /// Units are to be seen beside the best of what is reached, all children at once; on z-scores, as its authors do.
    ///
    /// # Beware
    /// A score says nothing by itself: it changes when other units do, and periods cannot be compared. Its range is not
    /// that of the children; do not mix such groups with others on 0 to 100. Where no two ranked units differ all of them
    /// are the ideal (finding S518). A unit's missing children are left out of its distance. The R package Compind gives
    /// d / d0, of which less is better.
    ///
    /// # Reference
    /// Hellwig (1968), Przegląd Statystyczny 15, 307-327.
    ///
    /// # Example
    /// Three units with the scores 10, 7 and 1 in one child: d is 0, 3 and 9, so d0 = 4 + 2 sqrt(21).
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Wroclaw};
    /// let scores = Aggregation::Wroclaw(Wroclaw {}).scores_of(&[&[10.0, 7.0, 1.0]], &[1.0]);
    /// assert_eq!(scores[0], 1.0);
    /// assert!((scores[1] - (1.0 - 3.0 / (4.0 + 2.0 * 21.0_f64.sqrt()))).abs() < 1e-12);
    /// ```
    pub struct Wroclaw {}
}

impl Aggregate for Wroclaw {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let mut scores = Vec::with_capacity(group.rows());
        let mut alike = 0;
        for rows in group.fitting.periods() {
            let (_, best) = group.ends(rows.clone());
            let distances = group.distances(rows.clone(), &best, &group.weights);
            let counts =
                |(row, distance): (usize, &f64)| (group.fitting.counts(row) && !distance.is_nan()).then_some(*distance);
            let counted: Vec<f64> = rows.zip(&distances).filter_map(counts).collect();
            let far = mean(&counted).unwrap_or(0.0) + 2.0 * standard_deviation(&counted).unwrap_or(0.0);
            alike += usize::from(!counted.is_empty() && far <= 0.0);
            scores.extend(distances.iter().map(|&distance| match distance {
                _ if far > 0.0 => 1.0 - distance / far,
                _ if distance <= 0.0 => 1.0,
                // An unranked unit away from a single point: there is no measure of how far that is.
                _ => f64::NAN,
            }));
        }
        let mut result = Aggregated::from(scores);
        if alike > 0 {
            let code = group.group;
            let message = format!(
                "no two ranked units differ below `{code}` in {alike} periods: all of them are the ideal there"
            );
            let hint = "rank more units, or use a mean for this group";
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
            Axiom::Monotonicity,
            Axiom::StrictMonotonicity,
            Axiom::WeightResponse,
            Axiom::OwnChildrenAlone,
        ]
    }
}
