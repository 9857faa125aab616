//! The Condorcet-Kemeny-Young-Levenglick order.

use std::ops::Range;

use super::consensus::{Majorities, OPEN_MAX};
use super::contest::Contest;
use super::{Aggregate, Aggregated, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::registry::method;

method! {
    /// The order of the units that agrees best with the pairwise majorities of the children; the score is the number of units behind.
    ///
    /// # Formula
    /// Of all orders of the ranked units of a period, that with the greatest sum over pairs of o(a, b), a before b: the share
    /// of the weight on which a is better than b, over the children that both know, equal children counted half (the
    /// outranking matrix). y = the number of units behind. Where several orders agree equally well, y is the mean over all of
    /// them; units with the same scores on all children share their places.
    ///
    /// # Units and range
    /// Units left behind, from 0 to n - 1, with n ranked units. Only the order of a child's scores matters, not their size.
    ///
    /// # Use when
    /// Children must not make up for each other, weights are to mean importance, and the units are few: the order is the most
    /// likely one if every child is a vote that is more often right than wrong.
    ///
    /// # Beware
    /// The search is exact and takes time and memory that double with each unit. It is confined to units that majorities
    /// leave open (circles and even splits); more than 20 such units, or more than 2,000 different units in all, have no score
    /// (finding S516). The order of two units may depend on a third. How far a unit is ahead is lost, so `explain` cannot take
    /// the score apart. The mean of several best orders need not be a best order. A unit that is not ranked is shown with the
    /// number of ranked units that it beats, even ones counted half.
    /// Costs more than ten times the arithmetic mean for each cell: sets of units are tried.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.3 (C-K-Y-L); Young (1988), Condorcet's theory of voting, American Political
    /// Science Review 82, doi:10.2307/1961757; Munda & Nardo (2009), doi:10.1080/00036840601019364.
    ///
    /// # Example
    /// Condorcet's 60 voters, as in Young (1988): a beats b by 33 votes to 27, b beats c by 42 to 18, and c beats a by 35 to
    /// 25. The order b, c, a agrees with 42 + 35 + 27 = 104 of them, more than any other.
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, CondorcetKemeny};
    /// let rule = Aggregation::CondorcetKemeny(CondorcetKemeny {});
    /// // 23 voters say a b c, 17 b c a, 2 b a c, 10 c a b, 8 c b a; a child is an opinion.
    /// let (abc, bca, bac) = ([3.0, 2.0, 1.0], [1.0, 3.0, 2.0], [2.0, 3.0, 1.0]);
    /// let (cab, cba) = ([2.0, 1.0, 3.0], [1.0, 2.0, 3.0]);
    /// let behind = rule.scores_of(&[&abc, &bca, &bac, &cab, &cba], &[23.0, 17.0, 2.0, 10.0, 8.0]);
    /// assert_eq!(behind, [0.0, 2.0, 1.0]);
    /// ```
    pub struct CondorcetKemeny {}
}

/// Different units beyond which the matrix of their majorities is not made: 32 MB.
const DIFFERENT_MAX: usize = 2_000;
/// A lead by the whole weight, as a whole number.
const WHOLE: f64 = (1_u64 << 30) as f64;

impl Aggregate for CondorcetKemeny {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let mut result = Aggregated::default();
        for rows in group.fitting.periods() {
            match of_period(group, rows.clone()) {
                Ok(scores) => result.scores.extend(scores),
                Err(why) => {
                    result.scores.extend(rows.map(|_| f64::NAN));
                    let hint = format!("rank fewer units, or set [aggregate.by-node.{}.copeland]", group.group);
                    let message = format!("`{}` has no order: {why}", group.group);
                    result.findings.push(Finding::new(Code::S516, Place::node(group.group), message, hint));
                }
            }
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

    fn units_max(&self) -> usize {
        OPEN_MAX
    }
}

/// The scores of a period's units, or why there is no order.
fn of_period(group: &Siblings<'_>, rows: Range<usize>) -> Result<Vec<f64>, String> {
    let contest = Contest::new(group, rows.clone());
    let alike = alike(group, rows.clone(), &contest);
    if alike.len() > DIFFERENT_MAX {
        return Err(format!("{} units differ, and at most {DIFFERENT_MAX} are compared", alike.len()));
    }
    let sizes: Vec<usize> = alike.iter().map(Vec::len).collect();
    let lead = |one: usize, other: usize| {
        let margin = contest.margin(alike[one][0], alike[other][0]).unwrap_or(0.0);
        (margin * WHOLE).round() as i64 * (sizes[one] * sizes[other]) as i64
    };
    let leads = (0..alike.len()).map(|one| (0..alike.len()).map(|other| lead(one, other)).collect()).collect();
    let before = Majorities { sizes, leads }.units_before().map_err(|open| {
        format!("majorities go in circles or are even among {open} units, and at most {OPEN_MAX} such are put in order")
    })?;
    let units: usize = alike.iter().map(Vec::len).sum();
    let mut scores: Vec<f64> = rows.map(|_| f64::NAN).collect();
    for (members, before) in alike.iter().zip(before) {
        for &unit in members {
            // Those who share places have half of each other behind.
            scores[unit] = units as f64 - before - (members.len() as f64 + 1.0) / 2.0;
        }
    }
    let opponents: Vec<usize> = alike.into_iter().flatten().collect();
    for (unit, score) in scores.iter_mut().enumerate() {
        if score.is_nan() && contest.knows_any(unit) {
            let beaten = opponents.iter().map(|&other| match contest.margin(unit, other) {
                Some(margin) if margin > 0.0 => 1.0,
                Some(margin) if margin < 0.0 => 0.0,
                _ => 0.5,
            });
            *score = beaten.sum();
        }
    }
    Ok(scores)
}

/// The ranked units that know any child, those with the same scores together, in an order that depends on nothing else.
fn alike(group: &Siblings<'_>, rows: Range<usize>, contest: &Contest) -> Vec<Vec<usize>> {
    let start = rows.start;
    let compare = |&one: &usize, &other: &usize| {
        // Adding zero makes one value of -0 and 0.
        let pairs = group.columns.iter().map(|column| [column[start + one] + 0.0, column[start + other] + 0.0]);
        pairs.map(|[one, other]| one.total_cmp(&other)).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    };
    let counts = |&unit: &usize| group.fitting.counts(start + unit) && contest.knows_any(unit);
    let mut units: Vec<usize> = (0..rows.len()).filter(counts).collect();
    units.sort_by(compare);
    units.chunk_by(|one, other| compare(one, other).is_eq()).map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use crate::aggregate::{Aggregation, CondorcetKemeny};
    use crate::finding::Code;

    fn rule() -> Aggregation {
        Aggregation::CondorcetKemeny(CondorcetKemeny {})
    }

    #[test]
    fn a_circle_is_a_tie_and_those_alike_share_their_places() {
        let circle: [&[f64]; 3] = [&[3.0, 2.0, 1.0], &[1.0, 3.0, 2.0], &[2.0, 1.0, 3.0]];
        assert_eq!(rule().scores_of(&circle, &[0.1, 0.1, 0.1]), [1.0; 3]);
        assert_eq!(rule().scores_of(&[&[5.0, 7.0, 5.0, 1.0]], &[1.0]), [1.5, 3.0, 1.5, 0.0]);
    }

    #[test]
    fn too_many_open_units_have_no_score_and_are_named() {
        let up: Vec<f64> = (0..21).map(f64::from).collect();
        let down: Vec<f64> = up.iter().map(|value| -value).collect();
        let found = rule().aggregated(&[&up, &down], &[1.0, 1.0]);
        assert!(found.scores.iter().all(|score| score.is_nan()));
        assert_eq!(found.findings[0].code, Code::S516);
        assert!(rule().scores_of(&[&up, &down], &[2.0, 1.0])[20] >= 20.0);
    }
}
