//! How far each unit is from the best that mixes of others reach, at the level of a group's children (Handbook steps 6 and 7).
//!
//! Benefit of the doubt (data envelopment analysis with a dummy input) gives each unit the weights that suit it best: a unit
//! below the frontier cannot blame the weights for its place. Beside it, the same with shares that are held near even ones,
//! and which units others surpass in everything. Whether the weights of the index are right is not decided here.

use crate::Error;
use crate::aggregate::{Aggregation, BenefitOfTheDoubt};
use crate::composite::Composite;
use crate::par;

/// Units up to which distances are computed: each takes linear programs, and is compared with each other.
pub const FRONTIER_UNITS_MAX: usize = 2000;

/// How far a unit is from the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// The row.
    pub row: usize,
    /// The share of the frontier that it reaches under the weights that suit it best, 1 on the frontier; `NaN` where it
    /// knows no child or has a score below zero.
    pub free: f64,
    /// The same with every child's share held between half and one and a half of the even share.
    pub held: f64,
    /// The units that are at least as good in every child that it knows, and better in one, by row.
    pub surpassed_by: Vec<usize>,
}

/// The distances of the ranked units of a period, in the order of the ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances {
    /// The group, by position.
    pub group: usize,
    /// Its children that have a weight, by position.
    pub children: Vec<usize>,
    /// Each unit.
    pub units: Vec<Distance>,
    /// Pairs of rows of which the first is ranked ahead of the second, which surpasses it. Where both know the same children
    /// this should not be.
    pub against_the_order: Vec<(usize, usize)>,
}

impl Distances {
    /// The units on the frontier.
    pub fn on_the_frontier(&self) -> impl Iterator<Item = &Distance> {
        self.units.iter().filter(|unit| unit.free >= 1.0)
    }

    /// The units that no other surpasses.
    pub fn unsurpassed(&self) -> impl Iterator<Item = &Distance> {
        self.units.iter().filter(|unit| unit.surpassed_by.is_empty())
    }
}

/// The distances of the ranked units of a period, by position, at the level of a group's children.
///
/// # Errors
/// [`Error::TooManyUnits`] beyond [`FRONTIER_UNITS_MAX`] ranked units.
pub fn distances(composite: &Composite, group: usize, period: usize) -> Result<Distances, Error> {
    let children: Vec<usize> = composite.framework.nodes()[group]
        .children
        .iter()
        .copied()
        .filter(|&child| composite.weights.nodes[child] > 0.0)
        .collect();
    let ranked = |row: &usize| !composite.rank(group, *row).is_nan();
    let rows: Vec<usize> = composite.ranking(group, period).into_iter().filter(ranked).collect();
    if rows.len() > FRONTIER_UNITS_MAX {
        return Err(Error::TooManyUnits { units: rows.len(), most: FRONTIER_UNITS_MAX });
    }
    let columns: Vec<Vec<f64>> =
        children.iter().map(|&child| rows.iter().map(|&row| composite.score(child, row)).collect()).collect();
    let efficiency = |rule: BenefitOfTheDoubt| {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Aggregation::BenefitOfTheDoubt(rule).scores_of(&columns, &vec![1.0; columns.len()])
    };
    let even = 1.0 / children.len() as f64;
    let free = efficiency(BenefitOfTheDoubt { best: 1.0, ..BenefitOfTheDoubt::default() });
    let held = efficiency(BenefitOfTheDoubt { best: 1.0, share_min: even / 2.0, share_max: (even * 1.5).min(1.0) });
    let surpassed = par::map(rows.len(), rows.len() * columns.len(), |own| -> Vec<usize> {
        (0..rows.len()).filter(|&other| surpasses(&columns, other, own)).collect()
    });
    let against_the_order = surpassed.iter().enumerate().flat_map(|(own, others)| {
        let behind = others.iter().filter(move |&&other| other > own);
        behind.map(move |&other| (own, other))
    });
    let against_the_order =
        against_the_order.filter(|&(own, other)| composite.rank(group, rows[own]) < composite.rank(group, rows[other]));
    Ok(Distances {
        group,
        against_the_order: against_the_order.map(|(own, other)| (rows[own], rows[other])).collect(),
        units: (0..rows.len())
            .map(|at| Distance {
                row: rows[at],
                free: free[at],
                held: held[at],
                surpassed_by: surpassed[at].iter().map(|&other| rows[other]).collect(),
            })
            .collect(),
        children,
    })
}

/// Whether a unit is at least as good in every child that another knows, and better in one; by their places.
fn surpasses(columns: &[Vec<f64>], unit: usize, other: usize) -> bool {
    let known = || columns.iter().filter(|column| !column[other].is_nan());
    known().all(|column| column[unit] >= column[other]) && known().any(|column| column[unit] > column[other])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_better_in_one_and_worse_in_none_surpasses() {
        let columns = [vec![3.0, 2.0, 2.0, f64::NAN], vec![1.0, 1.0, 4.0, 0.5]];
        let surpassed: Vec<Vec<usize>> =
            (0..4).map(|own| (0..4).filter(|&other| surpasses(&columns, other, own)).collect()).collect();
        // The second unit is beaten by the first and the third; the fourth, of which one child is known, by all.
        assert_eq!(surpassed, [vec![], vec![0, 2], vec![], vec![0, 1, 2]]);
    }
}
