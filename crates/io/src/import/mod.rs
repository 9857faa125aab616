//! Other programs' indices as index folders (Handbook step 1): COINr's pair of tables, and the workbook of the COIN Tool.
//!
//! A reader makes a `Draft`: framework, units and figures with the codes as written. `draft.rs` makes codes valid and
//! checks it, `folder.rs` puts the files together. Nothing is lost in silence: what cannot be carried is a finding, and one
//! of error grade stops the import before anything is written. To add a program: one file with a function from its files
//! to a draft, and its public function here.

mod coin_tool;
mod coinr;
mod draft;
mod folder;

use std::path::Path;

use opencities_engine::finding::Finding;

use crate::Error;

/// An index that was read from another program's files, and is not written yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The files of the folder, by name, in the order in which one reads them.
    pub files: Vec<(String, String)>,
    /// Every code that is written otherwise here.
    pub renamed: Vec<Renamed>,
    /// What the reader should know.
    pub findings: Vec<Finding>,
}

/// A code that is written otherwise here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// `node`, `denominator` or `unit`.
    pub kind: &'static str,
    /// As it was.
    pub from: String,
    /// As it is.
    pub to: String,
}

/// Reads COINr's tables iData and iMeta, each a CSV file.
///
/// # Errors
/// [`Error::Unreadable`], or [`Error::Faults`] with all that keeps it from being an index.
pub fn coinr(data: &Path, meta: &Path, code: &str) -> Result<Imported, Error> {
    coinr::read(data, meta, code)?.finish()
}

/// Reads a workbook of the COIN Tool (.xlsx or .xlsm).
///
/// # Errors
/// [`Error::Unreadable`], or [`Error::Faults`] with all that keeps it from being an index.
pub fn coin_tool(book: &Path, code: &str) -> Result<Imported, Error> {
    coin_tool::read(book, code)?.finish()
}

impl Imported {
    /// Writes the folder, which is made where it does not exist.
    ///
    /// # Errors
    /// [`Error::Occupied`] where there are files already; [`Error::Unwritable`] where the system refuses.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let is_free = |folder: &Path| folder.read_dir().is_ok_and(|mut files| files.next().is_none());
        if folder.exists() && !is_free(folder) {
            return Err(Error::Occupied { path: folder.to_owned() });
        }
        for (file, text) in &self.files {
            let path = folder.join(file);
            let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
            made.map_err(|source| Error::Unwritable { path, source })?;
        }
        Ok(())
    }
}
