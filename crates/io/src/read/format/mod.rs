//! One file per format of table; each has a `scan` that gives a [`Sink`] the header and then every row.

mod batches;
mod envelope;
mod guard;
mod sheet;
mod text;

pub use batches::is_decoding;

use crate::Error;
use crate::read::input::{Format, Input};
use crate::read::row::Sink;

/// Reads a table once, from its first row to its last.
///
/// # Errors
/// [`Error::Unreadable`] where the system refuses, and findings D125 and D128 where the content cannot be used.
pub(crate) fn scan<S: Sink>(input: &Input, sink: &mut S) -> Result<(), Error> {
    if let Input::Batch { name, batch } = input {
        return batches::scan_batch(name, batch, sink);
    }
    match input.format()? {
        Format::Text => text::scan(&input.name(), input.open()?, sink),
        Format::Parquet => batches::scan_parquet(input, sink),
        Format::Arrow => batches::scan_arrow(&input.name(), input.open()?, sink),
        Format::Sheet => sheet::scan(&input.name(), input.open()?, sink),
    }
}
