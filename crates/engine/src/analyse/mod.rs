//! Analyses of a finished composite (Handbook steps 7 and 9): they read it, or call the pipeline again.

mod explain;
pub mod uncertainty;

pub use explain::{Explanation, Figures, Line, explain};
