//! Statistics of plain columns: moments, order statistics, ranks (Handbook steps 4 and 5).
//!
//! Every function takes a slice of known numbers and knows nothing of units or indicators. Sums have no order,
//! so the same values give the same bits everywhere. To add a statistic, add it to the file of its kind.

mod moments;
mod order;

pub(crate) use moments::moments_between;
pub use moments::{Moments, extent, mean, moments, standard_deviation, sum};
pub use order::{Ties, median, ranks_descending, sorted};
