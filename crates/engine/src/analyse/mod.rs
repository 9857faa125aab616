//! Analyses of a finished composite (Handbook steps 7 and 9): they read it, or call the pipeline again.

mod explain;
mod optimise;

pub use explain::{Explanation, Figures, Line, explain};
pub use optimise::{Aim, Optimum, Tuned, optimise};
