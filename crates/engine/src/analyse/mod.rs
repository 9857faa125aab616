//! Analyses of a finished composite (Handbook steps 4, 7 and 9): they read it, or call the pipeline again.

pub mod audit;
mod diff;
mod explain;
mod frontier;
mod gap;
mod importance;
mod leave_out;
mod optimise;
mod outranking;
mod peers;
mod profile;
mod rank_bounds;
mod rank_confidence;
pub mod sensitivity;
pub mod structure;
mod treatment_effect;
mod trends;
pub mod uncertainty;

pub use diff::{Change, Diff, Edition, Line as DiffLine, Part, Presence, Standing, diff};
pub use explain::{Explanation, Figures, Line, explain};
pub use frontier::{Distance, Distances, FRONTIER_UNITS_MAX, distances};
pub use gap::{Gap, gap};
pub use importance::{Bootstrap, ChildImportance, GroupImportance, importances};
pub use leave_out::{Element, LeftOut, Shift, leave_out};
pub use optimise::{Aim, Optimum, Tuned, optimise};
pub use outranking::{OUTRANKING_UNITS_MAX, outranking};
pub use peers::{Compared, Feature, Likeness, Matching, Mentor, Peer, candidates};
pub use profile::{Beside, Evidence, Profile, Side, profile};
pub use rank_bounds::{BoundsOfRanks, Extreme, RankBounds, rank_bounds, region_around};
pub use rank_confidence::{Confidence, ConfidenceOfRanks, RankSets, Steps, confidence_of_ranks, rank_confidence};
pub use treatment_effect::{Move, TreatmentEffect, treatment_effects};
pub use trends::{Trend, trends};
