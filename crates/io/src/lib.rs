//! Files in and out of the opencities engine: index folders, tables, exports, and the embedded OPENCities index.
//!
//! [`Index`] reads an index folder or a shipped index, [`tables`] turns a composite into flat tables, [`chapter`] and [`chart`]
//! what people read, and [`export`] writes them. [`practices`] reads and searches the catalogue of practices,
//! [`profile`] says in words how a unit stands beside its peers, [`questionnaire`] reads and writes self-assessments.

mod catalogue;
pub mod chapter;
pub mod chart;
mod definition;
mod error;
pub mod export;
mod figure;
mod folder;
#[cfg(feature = "polars")]
pub mod frame;
pub mod import;
mod likeness;
mod locate;
mod markup;
mod names;
pub mod parts;
pub mod practices;
pub mod profile;
pub mod questionnaire;
pub mod read;
pub mod stand_in;
pub mod tables;

pub use catalogue::{Index, NamedWeights, Source, parse_assumptions, parse_method};
pub use definition::Definition;
pub use error::Error;
pub use figure::figure;
pub use folder::Folder;
pub use likeness::{StatedLikeness, likeness_in_words};
pub use locate::{Origins, located};
pub use names::{find_node, find_unit, fold, nearest};

/// The example of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
