//! Ranks (Handbook step 6): the order of the units on every group, within each period.
//!
//! Only units that passed the screening are ranked; what equal scores get is the method's choice.

use crate::dataset::Dataset;
use crate::par;
use crate::stats::{Ties, ranks_descending};
use crate::table::Table;

/// The stage: a rank for every score of a ranked unit, 1 for the best.
pub(crate) fn stage(data: &Dataset, scores: &Table, ranked: &[bool], ties: Ties) -> Table {
    let columns = par::map(scores.width(), scores.rows() * 16, |column| {
        let mut ranks = Vec::with_capacity(scores.rows());
        for period in 0..data.periods.len() {
            let rows = data.rows_of(period);
            let shown = scores.slice(column)[rows.clone()].iter().zip(&ranked[rows]);
            let counted: Vec<f64> = shown.map(|(&score, &ranked)| if ranked { score } else { f64::NAN }).collect();
            ranks.extend(ranks_descending(&counted, ties));
        }
        ranks.into()
    });
    Table::new(scores.codes().into(), columns, scores.rows())
}
