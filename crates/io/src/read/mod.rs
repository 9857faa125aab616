//! Tables in files become values of the engine (Handbook step 2): units and observations.
//!
//! Three layers. [`Input`] names a file, or bytes that have a file's name. `format/` turns each format of table into the
//! same thing: a header, then rows of fields with their line. The interpreters ([`read_units`], [`read_observations`],
//! [`locate`]) take such rows and know nothing of formats. Faults inside files are findings, all of them at once; nothing
//! is corrected, and no row is passed over in silence.
//!
//! To add a format: one file in `format/` with a `scan` function, its extensions in `input.rs`, and one arm in
//! `format/mod.rs`.

mod format;
mod header;
mod index;
mod input;
mod locate;
mod number;
mod observations;
mod report;
mod row;
mod units;

pub use format::is_decoding;
pub(crate) use format::scan;
pub(crate) use header::Header;
pub use input::Input;
pub(crate) use input::open;
pub use locate::locate;
pub use observations::read_observations;
pub(crate) use row::{Row, Sink};
pub(crate) use units::locate_units;
pub use units::read_units;
