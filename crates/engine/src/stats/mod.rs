//! Statistics of plain columns: moments, order statistics, ranks (Handbook steps 4 and 5).
//!
//! Functions take slices of known numbers, those of several columns take the rows that know them; they know nothing of
//! units or indicators. Sums have no order, so the same values give the same bits everywhere. To add a statistic, add it
//! to the file of its kind.

mod bootstrap;
mod correlation;
mod eigen;
mod elementary;
mod minimum;
mod moments;
mod order;
mod ranked;
mod reliability;
mod significance;
mod smoother;
mod varimax;

pub use bootstrap::{bias_corrected, bootstrap_weight};
pub(crate) use correlation::cross_products;
pub use correlation::{complete_rows, correlation_matrix, covariance, kendall, pairs, pearson, spearman};
pub use eigen::{Eigen, symmetric_eigen};
pub use elementary::{exp, ln};
pub use minimum::{Minimum, minimise, minimise_non_negative};
pub(crate) use moments::moments_between;
pub use moments::{Moments, extent, mean, moments, standard_deviation, sum};
pub use order::{Ties, median, median_absolute_deviation, quantile, ranks_descending, sorted};
pub use ranked::{Beside, Ranked};
pub use reliability::{Adequacy, Sphericity, bartlett_sphericity, cronbach_alpha, kaiser_meyer_olkin};
pub use significance::{Correction, kendall_p_value, pearson_p_value, spearman_p_value};
pub use smoother::{Smoother, correlation_ratio};
pub use varimax::varimax;
