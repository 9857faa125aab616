//! Borda's rule: the mean of the places that the children give.

use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::par;
use crate::registry::method;
use crate::stats::{Ties, ranks_descending};

method! {
    /// The weighted mean of the children's Borda points: how many units a unit leaves behind.
    ///
    /// # Formula
    /// y = sum w b / sum w over the children that are known, b = (n - 1) (worse + tied / 2) / m: of the m other ranked
    /// units of the period that know the child, `worse` have less and `tied` the same; n ranked units know any child. Where
    /// all know the child, b is the number of units behind, with ties counted half.
    ///
    /// # Units and range
    /// Units left behind, from 0 to n - 1. Only the order of a child's scores matters, not their size.
    ///
    /// # Use when
    /// Children are measured in ways that allow to compare places and no more, and a good place is to make up for a bad one.
    ///
    /// # Beware
    /// A unit's score depends on all others: add or drop a unit, and the order of the rest may change. A child that one unit
    /// alone knows says nothing of an order and gives it (n - 1) / 2. A unit that is not ranked gets points against the
    /// ranked ones and takes none from them.
    /// Costs more than ten times the arithmetic mean for each cell: every child ranks the units.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.3; Young (1974), An axiomatization of Borda's rule, Journal of Economic Theory 9,
    /// doi:10.1016/0022-0531(74)90073-8.
    ///
    /// # Example
    /// The first unit leaves two behind on the first child and none on the second, which weighs as much.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Borda};
    /// let rule = Aggregation::Borda(Borda {});
    /// let (one, other) = ([9.0, 5.0, 1.0], [1.0, 4.0, 4.0]);
    /// // (2 + 0) / 2, (1 + 1.5) / 2, (0 + 1.5) / 2
    /// assert_eq!(rule.scores_of(&[&one, &other], &[1.0, 1.0]), [1.0, 1.25, 0.75]);
    /// ```
    pub struct Borda {}
}

/// The points of the units of one period on one child; `counted` tells who is ranked, `most` are the points of a unit that
/// leaves all others behind.
fn points(values: &[f64], counted: &[bool], most: f64) -> Vec<f64> {
    let known = values.iter().zip(counted).filter(|(value, counted)| **counted && !value.is_nan()).count();
    // Who is not ranked is placed among the ranked units by a search; these are placed by their ranks.
    let ranked: Vec<f64> =
        values.iter().zip(counted).map(|(&value, &counted)| if counted { value } else { f64::NAN }).collect();
    let mean_ranks = ranks_descending(&ranked, Ties::Average);
    let sorted = crate::stats::sorted(&ranked.into_iter().filter(|value| !value.is_nan()).collect::<Vec<_>>());
    let share = |behind: f64, others: usize| if others > 0 { behind / others as f64 } else { 0.5 };
    let point = |unit: usize| match (values[unit], counted[unit]) {
        (value, _) if value.is_nan() => f64::NAN,
        (_, true) => share(known as f64 - mean_ranks[unit], known - 1),
        (value, false) => {
            let worse = sorted.partition_point(|&other| other < value);
            let not_better = sorted.partition_point(|&other| other <= value);
            share(f64::midpoint(worse as f64, not_better as f64), known)
        }
    };
    (0..values.len()).map(|unit| most * point(unit)).collect()
}

impl Aggregate for Borda {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let counted: Vec<bool> = (0..group.rows()).map(|row| group.fitting.counts(row)).collect();
        let knows_any = |row: usize| group.columns.iter().any(|column| !column[row].is_nan());
        let most: Vec<f64> = group
            .fitting
            .periods()
            .map(|rows| rows.filter(|&row| counted[row] && knows_any(row)).count().saturating_sub(1) as f64)
            .collect();
        let columns: Vec<Vec<f64>> = par::map(group.columns.len(), group.rows() * 16, |child| {
            let of = |(rows, &most): (std::ops::Range<usize>, &f64)| {
                points(&group.columns[child][rows.clone()], &counted[rows], most)
            };
            group.fitting.periods().zip(&most).flat_map(of).collect()
        });
        let of_points = Siblings {
            group: group.group,
            codes: group.codes.clone(),
            columns: columns.iter().map(Vec::as_slice).collect(),
            weights: group.weights.clone(),
            fitting: group.fitting,
            below: &|_| None,
        };
        of_points.quasi_mean(|points| points, |mean| mean).into()
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

#[cfg(test)]
mod tests {
    use super::points;

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn a_child_that_few_know_counts_as_much_as_one_that_all_know() {
        let all = points(&[1.0, 2.0, 3.0, 4.0, 5.0], &[true; 5], 4.0);
        let some = points(&[1.0, f64::NAN, 3.0, f64::NAN, 5.0], &[true; 5], 4.0);
        assert_eq!(all, [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(bits(&[some[0], some[2], some[4]]), bits(&[0.0, 2.0, 4.0]));
        assert!(some[1].is_nan() && some[3].is_nan());
        assert_eq!(bits(&points(&[f64::NAN, 7.0], &[true; 2], 1.0)[1..]), bits(&[0.5]));
    }

    #[test]
    fn who_is_not_ranked_is_placed_and_takes_no_place() {
        let counted = [true, false, true, true];
        assert_eq!(points(&[1.0, 2.0, 2.0, 3.0], &counted, 2.0), [0.0, 1.0, 1.0, 2.0]);
    }
}
