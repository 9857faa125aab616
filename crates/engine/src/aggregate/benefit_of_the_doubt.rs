//! Benefit of the doubt: each unit is weighed as suits it best.

use microlp::{ComparisonOp, OptimizationDirection};

use super::frontier::{CELLS_EACH, Frontier, ON_THE_FRONTIER, Program, Unit};
use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::par;
use crate::registry::{BadParameter, method};

method! {
    /// The weighted sum of the children's scores under the weights that suit the unit best, as long as no unit gets more than `best` under them: data envelopment analysis with a dummy input.
    ///
    /// # Formula
    /// y = `best` x max over u >= 0 of sum u x, such that sum u x_j <= 1 for every ranked unit j of the period and for the
    /// unit itself, and each child's share u x / sum u x lies between `share_min` and `share_max`. The group's own weights
    /// are not used. Each of a unit's weights is `best` x u: the table `unit_weights` has them, with their shares.
    ///
    /// # Units and range
    /// From 0 to `best`, which every unit has that some mix of the others does not surpass.
    ///
    /// # Use when
    /// There is no agreement on weights, and a unit should not be able to blame the weights for its place.
    ///
    /// # Beware
    /// Every unit has weights of its own, so two scores compare a unit with the frontier, not units with each other. Without
    /// bounds a unit may rest on one child alone, and many units share the first place: set `share_min`. With a bound
    /// below, a child at zero makes the score zero. Bounds that no shares can keep leave the group without scores (finding S515).
    /// Scores are unique, weights are not: among the best weights those are taken whose least share is greatest.
    /// A missing child has no weight, and its unit's `share_max` is widened in proportion; for the other
    /// units' constraints it counts as 0. Negative scores leave the unit without a score and out of the frontier (finding
    /// S505). A unit that is not ranked is compared with the ranked ones and bounds none of them. Two linear programs are solved
    /// for each unit (1,000 units and 8 children: about 2 seconds on two cores; 5,000: about 14).
    /// Costs more than ten times the arithmetic mean for each cell: each unit has linear programs of its own.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.1 (benefit of the doubt approach); Cherchye, Moesen, Rogge & Van Puyenbroeck
    /// (2007), Social Indicators Research 82, doi:10.1007/s11205-006-9029-7.
    ///
    /// # Example
    /// The first two units are each the best at something. The third reaches half of the mix of both: with u = (1/10, 1/10)
    /// they have 1 and it has 0.5.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, BenefitOfTheDoubt};
    /// let rule = Aggregation::BenefitOfTheDoubt(BenefitOfTheDoubt::default());
    /// let scores = rule.scores_of(&[&[10.0, 0.0, 2.5], &[0.0, 10.0, 2.5]], &[1.0, 1.0]);
    /// assert_eq!(scores[0..2], [100.0, 100.0]);
    /// assert!((scores[2] - 50.0).abs() < 1e-9);
    /// ```
    pub struct BenefitOfTheDoubt {
        /// The least share of a child in the score, 0 to 1.
        pub share_min: f64 = 0.0,
        /// The greatest share of a child in the score, 0 to 1.
        pub share_max: f64 = 1.0,
        /// The score on the frontier, above 0.
        pub best: f64 = 100.0,
    }
}

impl BenefitOfTheDoubt {
    /// The program's constraints on shares; `share_max` as it is for the unit.
    fn bounds(&self, unit: &Unit, share_max: f64) -> Vec<(Vec<f64>, ComparisonOp, f64)> {
        let bound = |child: usize, share: f64| -> Vec<f64> {
            let factor =
                |(other, score): (usize, &f64)| if other == child { (1.0 - share) * score } else { -share * score };
            unit.scores.iter().enumerate().map(factor).collect()
        };
        let children = 0..unit.scores.len();
        let below = children.clone().filter(|_| self.share_min > 0.0);
        let above = children.filter(|_| share_max < 1.0);
        let below = below.map(|child| (bound(child, self.share_min), ComparisonOp::Ge, 0.0));
        below.chain(above.map(|child| (bound(child, share_max), ComparisonOp::Le, 0.0))).collect()
    }

    /// A unit's score from 0 to 1 and its weights.
    fn weigh(&self, frontier: &Frontier, unit: &Unit) -> Option<(f64, Vec<f64>)> {
        let zeros = unit.scores.iter().filter(|score| **score <= 0.0).count();
        if zeros == unit.scores.len() || zeros > 0 && self.share_min > 0.0 {
            return Some((0.0, vec![0.0; unit.scores.len()]));
        }
        // Fewer children have to carry the same whole.
        let share_max = self.share_max * frontier.known as f64 / unit.scores.len() as f64;
        let constraints = self.bounds(unit, share_max);
        let program = Program {
            direction: OptimizationDirection::Maximize,
            objective: unit.scores.clone(),
            bound: None,
            constraints,
        };
        let (mut weights, _) = frontier.solve(unit, &program)?;
        let total =
            |weights: &[f64]| weights.iter().zip(&unit.scores).map(|(weight, score)| weight * score).sum::<f64>();
        let reached = total(&weights);
        if let Some(even) = self.evenest(frontier, unit, &program, reached) {
            weights = even;
        }
        let score = if reached >= 1.0 - ON_THE_FRONTIER { 1.0 } else { reached };
        let factor = score / total(&weights);
        // What a child at zero is weighed by moves nothing.
        let weight = |(&weight, &score): (&f64, &f64)| if score > 0.0 { weight * factor } else { 0.0 };
        Some((score, weights.iter().zip(&unit.scores).map(weight).collect()))
    }

    /// Of the weights that reach a score those whose least share is greatest.
    fn evenest(&self, frontier: &Frontier, unit: &Unit, program: &Program, reached: f64) -> Option<Vec<f64>> {
        let positive: Vec<usize> = (0..unit.scores.len()).filter(|&child| unit.scores[child] > 0.0).collect();
        if positive.len() < 2 {
            return None;
        }
        // One more "child", the least part, in which every peer has nothing.
        let last = unit.scores.len();
        let longer = |factors: &[f64], own: f64| factors.iter().copied().chain([own]).collect::<Vec<f64>>();
        let mut constraints: Vec<_> = program
            .constraints
            .iter()
            .map(|(factors, operator, limit)| (longer(factors, 0.0), *operator, *limit))
            .collect();
        constraints.push((longer(&unit.scores, 0.0), ComparisonOp::Eq, reached));
        for child in positive {
            let mut factors = vec![0.0; last + 1];
            (factors[child], factors[last]) = (unit.scores[child], -1.0);
            constraints.push((factors, ComparisonOp::Ge, 0.0));
        }
        let least = Program {
            direction: OptimizationDirection::Maximize,
            objective: longer(&vec![0.0; last], 1.0),
            bound: None,
            constraints,
        };
        let (mut weights, _) = frontier.solve(unit, &least)?;
        weights.truncate(last);
        Some(weights)
    }
}

impl Aggregate for BenefitOfTheDoubt {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let mut result = Aggregated::default();
        let mut own: Vec<Vec<f64>> = group.columns.iter().map(|_| Vec::with_capacity(group.rows())).collect();
        for rows in group.fitting.periods() {
            let frontier = Frontier::new(group, rows.clone());
            let possible = frontier.known as f64;
            let contradict = self.share_min * possible > 1.0 + 1e-12 || self.share_max * possible < 1.0 - 1e-12;
            if contradict && frontier.known > 0 && result.findings.is_empty() {
                result.findings.push(self.contradiction(group.group, frontier.known));
            }
            let start = rows.start;
            let found = par::map(rows.len(), CELLS_EACH, |position| {
                let unit = frontier.unit(group, start + position).filter(|_| !contradict)?;
                let (score, weights) = self.weigh(&frontier, &unit)?;
                Some((score, unit.children, weights))
            });
            for unit in found {
                own.iter_mut().for_each(|column| column.push(0.0));
                let row = result.scores.len();
                result.scores.push(unit.as_ref().map_or(f64::NAN, |(score, ..)| self.best * score));
                let Some((_, children, weights)) = unit else { continue };
                for (child, weight) in children.into_iter().zip(weights) {
                    own[child][row] = self.best * weight / frontier.sizes[child];
                }
            }
        }
        result.unit_weights = Some(own);
        result
    }

    fn decomposition(&self) -> Decomposition {
        Decomposition::Additive
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
        5_000
    }

    fn validate(&self) -> Vec<BadParameter> {
        let share = |name, value: f64| {
            let bad = !(0.0..=1.0).contains(&value);
            bad.then(|| BadParameter { name, expected: "a share from 0 to 1".to_owned() })
        };
        let mut faults: Vec<BadParameter> =
            [share("share_min", self.share_min), share("share_max", self.share_max)].into_iter().flatten().collect();
        if faults.is_empty() && self.share_min > self.share_max {
            faults.push(BadParameter { name: "share_min", expected: "at most share_max".to_owned() });
        }
        if !(self.best > 0.0 && self.best.is_finite()) {
            faults.push(BadParameter { name: "best", expected: "a number above 0".to_owned() });
        }
        faults
    }
}

impl BenefitOfTheDoubt {
    fn contradiction(&self, group: &str, children: usize) -> Finding {
        let even = 1.0 / children as f64;
        let message = format!(
            "no shares of the {children} children of `{group}` are all between {} and {} and add up to 1",
            self.share_min, self.share_max
        );
        let hint = format!("set share_min to at most 1/{children} = {even:.4} and share_max to at least as much");
        Finding::new(Code::S515, Place::node(group), message, hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Aggregation;

    #[test]
    fn bounds_that_contradict_each_other_are_named() {
        let rule = Aggregation::BenefitOfTheDoubt(BenefitOfTheDoubt { share_min: 0.4, ..Default::default() });
        let column: &[f64] = &[1.0, 2.0];
        let found = rule.aggregated(&[column, column, column], &[1.0; 3]);
        assert_eq!(found.findings[0].code, Code::S515);
        assert!(found.scores.iter().all(|score| score.is_nan()));
        // Two children can have 0.4 each.
        assert!(rule.aggregated(&[column, column], &[1.0; 2]).findings.is_empty());
    }

    #[test]
    fn of_many_best_weights_the_evenest_are_taken() {
        let rule = Aggregation::BenefitOfTheDoubt(BenefitOfTheDoubt::default());
        let found = rule.aggregated(&[&[10.0, 4.0], &[20.0, 5.0]], &[1.0, 1.0]);
        let weights = found.unit_weights.unwrap();
        assert!((weights[0][0] * 10.0 - 50.0).abs() < 1e-6 && (weights[1][0] * 20.0 - 50.0).abs() < 1e-6);
    }
}
