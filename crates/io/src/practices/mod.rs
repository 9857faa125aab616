//! The catalogue of practices: what others did about what an index measures, in records that are filed under facets.
//!
//! Serves Handbook step 10, where an index is put to use. [`Catalogue::open`] reads the shipped catalogue or a folder of
//! the user's, [`Search`] finds records, [`coverage`] counts them, [`recommend()`] ties them to the weak areas of a unit.
//! A record says what its document says; nothing here judges whether a practice works. To add a facet, a value or a
//! synonym: `practices/facets.toml`. To add a rule: `check.rs`.

mod catalogue;
mod check;
mod facets;
mod places;
mod read;
mod recommend;
mod record;
mod search;
mod store;
mod text_index;

pub use catalogue::{Catalogue, Entry};
pub use facets::{Coverage, Facet, Value, coverage};
pub use places::Places;
pub use recommend::{Advice, Recommendation, WeakArea, areas, recommend, weak_areas};
pub use record::{Citation, Network, Record};
pub use search::{Hit, Search, TELLING, shared};
pub use text_index::TextIndex;

/// The facet whose values are nodes of the index.
pub const AREA: &str = "area";
