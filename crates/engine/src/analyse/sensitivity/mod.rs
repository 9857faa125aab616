//! Which assumption moves the ranks (Handbook step 7): shares of the variance of an output, by assumption.
//!
//! Builds on [`super::uncertainty`]: an assumption is a factor, and one that takes several numbers is a group whose numbers
//! are swapped together. A [`sample`](Plan::sample) runs the design, [`sobol_indices`] reads it, [`means`] says what the
//! output is under each alternative, and [`screen`](Plan::screen) looks at many assumptions with few runs.
//!

mod estimate;
mod means;
mod remark;
mod sample;
mod screen;
mod target;

pub use estimate::{Estimate, Estimation, Indices, Outputs, sobol_indices};
pub use means::{ConditionalMean, means};
pub use remark::Remark;
pub use sample::{Design, Sample, SecondOrder};
pub use screen::{Effects, Run, Screening, elementary_effects};
pub use target::Target;

#[cfg(doc)]
use super::uncertainty::Plan;
