//! The best and the worst rank that each unit can have under any weights of a region, with weights that show it (Handbook
//! step 7). Nothing is drawn at random: what is found is proved, or the gap to what is proved is stated.
//!
//! The children of one group are weighed anew, and ranks are those of that group or of one above it; everything between must
//! be an arithmetic mean. Then a score is linear in the shares where a unit knows every child, and a quotient of two linear
//! functions where it does not. Two units that know the same children are compared exactly, by a linear program for the pair
//! and a mixed-integer one for all pairs of a unit together (`fewest.rs`). Two that know different children are compared by
//! the least and the greatest score of each, which linear programs give; where these overlap the pair is left open, and
//! counts for the bound as is best and for the rank as the found weights have it.
//!
//! Weights that are found from data, and everything before weights, stay as they are: only the shares of the group vary.

mod fewest;
mod scores;
#[cfg(test)]
mod tests;

use serde::Serialize;

use self::fewest::fewest_violations;
use self::scores::Scores;
use super::uncertainty::{Polytope, Region};
use crate::Error;
use crate::aggregate::Aggregation;
use crate::composite::Composite;
use crate::finding::{Code, Finding, Place};
use crate::par;

/// The best and the worst rank of a unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankBounds {
    /// The unit, by position.
    pub unit: usize,
    /// Its rank as published.
    pub rank: f64,
    /// The best rank.
    pub best: Extreme,
    /// The worst rank.
    pub worst: Extreme,
}

/// An end of the ranks that a unit can have. Ranks are 1 and the number of units ahead, so equal scores share the better one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Extreme {
    /// The rank under `shares`.
    pub rank: usize,
    /// The rank beyond which no weights of the region lead.
    pub bound: usize,
    /// The shares of the children of the group that give `rank`, in their order.
    pub shares: Vec<f64>,
}

impl Extreme {
    /// Whether the rank is proved to be the extreme one.
    pub fn is_proved(&self) -> bool {
        self.rank == self.bound
    }
}

/// The ranks of every unit that is ranked in the last period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoundsOfRanks {
    /// The group whose children are weighed, by position.
    pub weighed: usize,
    /// The group by which units are ranked, by position.
    pub ranked: usize,
    /// The units, in the order of the published ranking.
    pub units: Vec<RankBounds>,
}

/// Two scores that differ by less than this share of the range of all scores are equal, and one that is twice as far above
/// another is ahead of it. What lies between is left to the programs, which keep their constraints to a tenth of it.
const EQUAL_SHARE: f64 = 1e-5;

/// Every share of a group's children within `share` of that of the composite, at most 1: with 0.5 from half to one and a half
/// times the published share.
pub fn region_around(composite: &Composite, group: usize, share: f64) -> Region {
    let nodes = composite.framework.nodes();
    let children = &nodes[group].children;
    let total: f64 = children.iter().map(|&child| composite.weights.nodes[child]).sum();
    let bounds = children.iter().map(|&child| {
        let published = composite.weights.nodes[child] / total;
        let [low, high] = [published * (1.0 - share), (published * (1.0 + share)).min(1.0)];
        (nodes[child].code.clone(), [low.max(0.0), high])
    });
    Region { group: nodes[group].code.clone(), bounds: bounds.collect(), order: Vec::new() }
}

/// Finds the best and the worst rank of every unit by the group `ranked`, over all shares of a region. `nodes_max` limits the
/// branches that are tried for each of them; what is not proved by then is stated as a gap.
///
/// # Errors
/// [`Error::Assumptions`] when the region names something unknown or is empty, when `ranked` is neither its group nor above
/// it, or when one of the groups between is not an arithmetic mean.
pub fn rank_bounds(
    composite: &Composite,
    region: &Region,
    ranked: usize,
    nodes_max: u64,
) -> Result<BoundsOfRanks, Error> {
    let polytope = Polytope::new(&composite.framework, region).map_err(|(code, why, hint)| refused(code, why, hint))?;
    let nodes = composite.framework.nodes();
    // The polytope was found, so its group exists.
    let weighed = composite.framework.position(&region.group).unwrap_or(ranked);
    let mut above = weighed;
    loop {
        if !matches!(composite.method.aggregate.at(&nodes[above]), Aggregation::Arithmetic(_)) {
            let why = format!("`{}` is not an arithmetic mean", nodes[above].code);
            return Err(refused(Code::U807, why, "use `opencities uncertainty`, which takes any aggregation"));
        }
        if above == ranked {
            break;
        }
        above = nodes[above].parent.ok_or_else(|| {
            let why = format!("`{}` is not below `{}`", region.group, nodes[ranked].code);
            refused(Code::U802, why, "rank by the group of the region, or by one above it")
        })?;
    }
    let centre = polytope.somewhere().ok_or_else(|| {
        refused(Code::U803, "no shares keep to all bounds and orderings".to_owned(), "widen the bounds")
    })?;
    let scores = Scores::new(composite, weighed, ranked, &polytope);
    let search = Search { scores: &scores, polytope: &polytope, centre, nodes_max };
    let cells = scores.len() * polytope.children.len() * 64;
    let mut found = par::map(scores.len(), cells, |at| search.bounds(at));
    share_witnesses(&scores, &mut found);
    let units = found.into_iter().enumerate().map(|(at, [best, worst])| {
        let row = scores.row(at);
        RankBounds { unit: composite.data.unit_of(row), rank: composite.rank(ranked, row), best, worst }
    });
    Ok(BoundsOfRanks { weighed, ranked, units: units.collect() })
}

fn refused(code: Code, why: String, hint: &str) -> Error {
    Error::Assumptions(vec![Finding::new(code, Place::key("region"), format!("the region of weights: {why}"), hint)])
}

struct Search<'a> {
    scores: &'a Scores,
    polytope: &'a Polytope,
    /// A point of the region.
    centre: Vec<f64>,
    nodes_max: u64,
}

impl Search<'_> {
    /// The best and the worst rank of a unit, by its place among the ranked ones.
    fn bounds(&self, own: usize) -> [Extreme; 2] {
        let scores = self.scores;
        // For each rival of which it depends: by how much it is no longer equal, and by how much it is not yet ahead.
        let (mut no_longer_equal, mut not_yet_ahead) = (Vec::new(), Vec::new());
        let (mut ahead, mut open) = (0, 0);
        for rival in (0..scores.len()).filter(|&rival| rival != own) {
            match [EQUAL_SHARE, 2.0 * EQUAL_SHARE].map(|margin| scores.lead(rival, own, margin)) {
                [Some(equal), Some(lead)] => {
                    no_longer_equal.push(equal);
                    not_yet_ahead.push(lead.into_iter().map(|part| -part).collect());
                }
                _ if scores.range(rival)[0] > scores.range(own)[1] + 2.0 * EQUAL_SHARE => ahead += 1,
                _ if scores.range(rival)[1] <= scores.range(own)[0] + EQUAL_SHARE => {}
                _ => open += 1,
            }
        }
        let solve = |rows: &[Vec<f64>]| fewest_violations(self.polytope, rows, &self.centre, self.nodes_max);
        let [fewest, most] = [solve(&no_longer_equal), solve(&not_yet_ahead)];
        let best = self.extreme(own, fewest.point, 1 + ahead + fewest.at_least);
        let worst = self.extreme(own, most.point, 1 + ahead + open + not_yet_ahead.len() - most.at_least);
        [best, worst]
    }

    fn extreme(&self, own: usize, shares: Vec<f64>, bound: usize) -> Extreme {
        let [found, centre] = [shares, self.centre.clone()].map(|shares| (self.scores.rank(own, &shares), shares));
        // Where the unit has no score under the shares that were found, the middle of the region shows what it can be.
        let (rank, shares) = if found.0.is_some() { found } else { centre };
        Extreme { rank: rank.unwrap_or(bound), bound, shares }
    }
}

/// Weights that were found for one unit may serve another whose own are not proved; and what weights reach no bound denies.
fn share_witnesses(scores: &Scores, found: &mut [[Extreme; 2]]) {
    let mut points: Vec<Vec<f64>> = found.iter().flatten().map(|extreme| extreme.shares.clone()).collect();
    points.dedup();
    for (own, [best, worst]) in found.iter_mut().enumerate() {
        for point in &points {
            if best.is_proved() && worst.is_proved() {
                break;
            }
            let Some(rank) = scores.rank(own, point) else { continue };
            if rank < best.rank {
                (best.rank, best.shares) = (rank, point.clone());
            }
            if rank > worst.rank {
                (worst.rank, worst.shares) = (rank, point.clone());
            }
        }
        best.bound = best.bound.min(best.rank);
        worst.bound = worst.bound.max(worst.rank);
    }
}
