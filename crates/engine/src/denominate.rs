//! Denomination (Handbook step 2): figures become comparable by dividing them by a size.
//!
//! Each indicator with a denominator is divided by that series and multiplied by `per`. The other columns are shared. A
//! denominator that is zero or negative gives no figure: `check.rs` reports it.

use crate::dataset::Dataset;
use crate::framework::Framework;
use crate::par;
use crate::table::Table;

/// The stage: the indicators alone, each divided by its denominator.
pub(crate) fn stage(framework: &Framework, data: &Dataset) -> Table {
    let indicators: Vec<usize> = (0..framework.indicators().len()).collect();
    let mut table = data.values.select(&indicators);
    let quotients = par::map(indicators.len(), data.values.rows(), |column| {
        let divisor = data.values.slice(framework.denominator_of(column)?);
        let per = framework.indicators()[column].per.unwrap_or(1.0);
        let values = data.values.slice(column).iter().zip(divisor);
        Some(values.map(|(&value, &by)| if by > 0.0 { value / (by / per) } else { f64::NAN }).collect())
    });
    for (column, quotient) in quotients.into_iter().enumerate() {
        if let Some(quotient) = quotient {
            table.set(column, quotient);
        }
    }
    table
}
