//! Statistics of plain columns: moments, order statistics, ranks (Handbook steps 4 and 5).
//!
//! Functions take slices of known numbers, those of two columns take the rows that know both; they know nothing of units
//! or indicators. Sums have no order, so the same values give the same bits everywhere. To add a statistic, add it to the
//! file of its kind.

mod correlation;
mod eigen;
mod moments;
mod order;

pub(crate) use correlation::cross_products;
pub use correlation::{correlation_matrix, covariance, pairs, pearson, spearman};
pub use eigen::{Eigen, symmetric_eigen};
pub(crate) use moments::moments_between;
pub use moments::{Moments, extent, mean, moments, standard_deviation, sum};
pub use order::{Ties, median, ranks_descending, sorted};
