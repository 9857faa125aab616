//! What is read: a file, bytes that have a file's name, such as the embedded ones, or a table in memory. No content is
//! looked at here.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use arrow::record_batch::RecordBatch;

use crate::Error;
use crate::read::report::damaged;

/// A table to be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Bytes under a file's name.
    Bytes {
        /// The name, by whose extension the format is known.
        name: String,
        /// The content.
        bytes: Cow<'static, [u8]>,
    },
    /// A table in memory.
    Batch {
        /// The name that findings show.
        name: String,
        /// The table.
        batch: RecordBatch,
    },
}

/// The formats of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-, semicolon- or tab-separated text.
    Text,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, as a file or as a stream.
    Arrow,
    /// Sheets of Excel 2007 and later.
    Sheet,
}

impl Input {
    /// The name as findings show it.
    pub fn name(&self) -> Cow<'_, str> {
        match self {
            Input::File(path) => path.to_string_lossy(),
            Input::Bytes { name, .. } | Input::Batch { name, .. } => Cow::Borrowed(name),
        }
    }

    /// The format that the extension says.
    pub(crate) fn format(&self) -> Result<Format, Error> {
        if let Input::File(path) = self
            && path.is_dir()
        {
            return Err(Error::Unreadable { path: path.clone(), source: folder() });
        }
        let name = self.name();
        let extension = Path::new(name.as_ref()).extension().map(|text| text.to_string_lossy().to_lowercase());
        match extension.as_deref().unwrap_or_default() {
            "csv" | "tsv" | "txt" => Ok(Format::Text),
            "parquet" => Ok(Format::Parquet),
            "arrow" | "feather" | "ipc" => Ok(Format::Arrow),
            "xlsx" | "xlsm" => Ok(Format::Sheet),
            other => {
                let message = if other.is_empty() {
                    "a name without extension does not say what the file is".to_owned()
                } else {
                    format!("files of the kind `.{other}` are not read")
                };
                Err(damaged(&name, None, message, "read are .csv .tsv .txt .parquet .arrow .feather .ipc .xlsx"))
            }
        }
    }

    /// Opens the content.
    pub(crate) fn open(&self) -> Result<Content<'_>, Error> {
        match self {
            Input::File(path) => open(path).map(Content::File),
            Input::Bytes { bytes, .. } => Ok(Content::Bytes(Cursor::new(bytes))),
            // A table in memory is read where it lies.
            Input::Batch { .. } => Ok(Content::Bytes(Cursor::new(&[]))),
        }
    }
}

/// A file that is one: a folder opens and then fails to read with words that help nobody.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    let refuse = |source| Error::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(refuse)?;
    if file.metadata().map_err(refuse)?.is_dir() {
        return Err(refuse(folder()));
    }
    Ok(file)
}

fn folder() -> io::Error {
    io::Error::new(io::ErrorKind::IsADirectory, "it is a folder, not a file")
}

/// The content of an [`Input`], open for reading.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    File(File),
    Bytes(Cursor<&'a [u8]>),
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Content::File(file) => file.read(buffer),
            Content::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Content<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Content::File(file) => file.seek(position),
            Content::Bytes(bytes) => bytes.seek(position),
        }
    }
}

#[cfg(test)]
mod tests {
    use opencities_engine::finding::Code;

    use super::*;

    #[test]
    fn an_unknown_extension_is_refused_with_the_list_of_known_ones() {
        for name in ["data.json", "data", "data.xls"] {
            let error = Input::File(name.into()).format().unwrap_err();
            let finding = &error.findings()[0];
            assert_eq!((finding.code, finding.place.file.as_deref()), (Code::D128, Some(name)));
            assert!(finding.hint.contains(".parquet"));
        }
    }

    #[test]
    fn extensions_are_known_in_any_case() {
        assert_eq!(Input::File("A.CSV".into()).format().unwrap(), Format::Text);
    }

    #[test]
    fn a_folder_and_an_absent_file_are_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        let named = folder.path().join("folder.csv");
        std::fs::create_dir(&named).unwrap();
        for path in [named, folder.path().join("absent.csv")] {
            let error = Input::File(path.clone()).open().unwrap_err();
            assert!(matches!(error, Error::Unreadable { path: found, .. } if found == path));
        }
    }
}
