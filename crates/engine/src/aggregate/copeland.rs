//! Copeland's rule: pairwise wins less losses.

use super::contest::Contest;
use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::par;
use crate::registry::method;

method! {
    /// The units that a unit beats in pairwise comparison, less those that beat it.
    ///
    /// # Formula
    /// y = (number of units beaten) - (number of units that beat it), over the ranked units of the period. A unit beats
    /// another if the children on which it is better weigh more than those on which it is worse, over the children that
    /// both know; equal children count half for either. An even split is nobody's win; splits that differ by less than
    /// k x 5e-10 of the weight count as even, with k children.
    ///
    /// # Units and range
    /// Wins: from -(n - 1) to n - 1, with n ranked units. Only the order of a child's scores matters, not their size.
    ///
    /// # Use when
    /// Children must not make up for each other point for point, and weights are to mean importance, not a rate of
    /// exchange.
    ///
    /// # Beware
    /// A unit's score depends on all others: add or drop a unit, and the order of the rest may change. How far a unit is
    /// ahead is lost, so `explain` cannot take the score apart. A pair without a common child is even. A unit that is not
    /// ranked is compared with the ranked ones and counts for none of them. The work grows with the square of the units
    /// (10,000 units and 8 children: about 0.2 seconds on two cores); memory does not.
    /// Costs more than ten times the arithmetic mean for each cell: every pair of units is compared.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.3 (non-compensatory multi-criteria approach); Saari & Merlin (1996), The
    /// Copeland method, Economic Theory 8, doi:10.1007/BF01212012.
    ///
    /// # Example
    /// The first of three units is better than the others on the heavier child.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Copeland};
    /// let rule = Aggregation::Copeland(Copeland {});
    /// let (heavy, light) = ([9.0, 5.0, 1.0], [1.0, 2.0, 3.0]);
    /// assert_eq!(rule.scores_of(&[&heavy, &light], &[2.0, 1.0]), [2.0, 0.0, -2.0]);
    /// // With equal weights every pair is even.
    /// assert_eq!(rule.scores_of(&[&heavy, &light], &[1.0, 1.0]), [0.0, 0.0, 0.0]);
    /// ```
    pub struct Copeland {}
}

impl Aggregate for Copeland {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let mut scores = Vec::with_capacity(group.rows());
        for rows in group.fitting.periods() {
            let contest = Contest::new(group, rows.clone());
            scores.extend(par::map(rows.len(), rows.len() * group.columns.len(), |unit| {
                if contest.knows_any(unit) { contest.wins_less_losses(unit) as f64 } else { f64::NAN }
            }));
        }
        scores.into()
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

    fn units_max(&self) -> usize {
        20_000
    }
}

#[cfg(test)]
mod tests {
    use crate::aggregate::{Aggregation, Copeland};

    const NAN: f64 = f64::NAN;

    #[test]
    fn missing_children_do_not_lose_and_the_order_of_units_does_not_matter() {
        // The three units on which COINr gives -2, 0, 2 in one order and 2, -2, 0 in the other: pairs that share no child
        // are even.
        let rule = Aggregation::Copeland(Copeland {});
        let columns = [[1.0, NAN, 2.0, 4.0], [NAN, 5.0, 1.0, 6.0], [3.0, NAN, NAN, 2.0]];
        let turned: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().rev().copied().collect()).collect();
        let slices: Vec<&[f64]> = columns.iter().map(<[f64; 4]>::as_slice).collect();
        let found = rule.scores_of(&slices, &[1.0, 2.0, 1.0]);
        let mut back = rule.scores_of(&turned.iter().map(Vec::as_slice).collect::<Vec<_>>(), &[1.0, 2.0, 1.0]);
        back.reverse();
        // First: loses to the third, even with the last (one child each), never meets the second. Second: beats the
        // third, loses to the last. Third: loses to the last on both.
        assert_eq!(found, [-1.0, 0.0, -1.0, 2.0]);
        assert_eq!(found, back);
        assert!(found.iter().sum::<f64>().abs() <= 0.0);
    }
}
