//! Puts a sheet in its place: written beside it and renamed, so that whoever is interrupted has the old one whole.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::Error;
use crate::export::beside;

/// What to do where there is a file already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and fail.
    Keep,
    /// Put the new one in its place.
    Replace,
}

/// Writes a file.
///
/// # Errors
/// [`Error::Unwritable`]; what stood there before stays.
pub fn save(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Error> {
    let failed = |source: io::Error| Error::Unwritable { path: path.to_owned(), source };
    // A link keeps pointing at the file that it names.
    let real = if existing == Existing::Replace { path.canonicalize().ok() } else { None };
    let real = real.as_deref().unwrap_or(path);
    let mut file = beside(real).map_err(failed)?;
    if let (Existing::Replace, Ok(old)) = (existing, fs::metadata(real)) {
        file.as_file().set_permissions(old.permissions()).map_err(failed)?;
    }
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    match existing {
        Existing::Keep => file.persist_noclobber(real),
        Existing::Replace => file.persist(real),
    }
    .map(|_| ())
    .map_err(|error| failed(error.error))
}
