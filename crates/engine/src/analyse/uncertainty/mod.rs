//! How sure a rank is (Handbook step 7): many replicates of an index, each under other assumptions, and what they agree on.
//!
//! [`Assumptions`] say which choices are uncertain; a [`Plan`] makes them definite for one index; a replicate is a function
//! of the plan and its number alone; a [`Tally`] counts. The tables of every stage before weights are made once for each
//! distinct combination of what changes them, and replicates that share one share its tables. Those that then differ in
//! weights alone are computed several at a time (`kernel.rs`), the others one by one as an index is.

mod assumption;
mod count;
mod definite;
mod draw;
mod kernel;
mod overlay;
mod places;
mod plan;
mod polytope;
mod run;
mod score;
mod summary;
mod tally;
#[cfg(test)]
mod tests;
mod weights;

pub use assumption::{Assumption, Assumptions, LeaveOut, Number, Range, Redraw, Region, UncertainWeights};
pub use plan::{Drawn, Plan, Specification};
pub(super) use plan::{Factor, Kind};
pub(crate) use polytope::Polytope;
pub(super) use run::Made;
pub use run::{Flow, Replicate};
pub use summary::{Standing, Surety, Tier, standings, tiers};
pub use tally::{CELLS_MAX, COLUMNS_MAX, Exact, GroupTally, PAIRS_MAX, Pairs, Tally};
