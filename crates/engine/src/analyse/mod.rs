//! Analyses of a finished composite (Handbook steps 7 and 9): they read it, or call the pipeline again.

mod explain;
mod outranking;

pub use explain::{Explanation, Figures, Line, explain};
pub use outranking::{OUTRANKING_UNITS_MAX, outranking};
