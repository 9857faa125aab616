//! Files in and out of the opencities engine: index folders, tables, exports, and the embedded OPENCities index.

mod error;
pub mod read;

pub use error::Error;
