//! What can go wrong while a file is written (Handbook step 10): one variant a cause, with the path and a remedy. Does not
//! word what is wrong with the data; that is a finding.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use arrow::datatypes::DataType;

use super::Format;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// No format has this name.
    #[error("`{name}` is not an export format; the known ones are {}", known(Format::name))]
    UnknownFormat {
        /// What was asked for.
        name: String,
    },
    /// The extension of the path says no format.
    #[error("cannot tell the format of {}; the known endings are {}", path.display(), known(Format::extension))]
    UnknownExtension {
        /// The path that was asked for.
        path: PathBuf,
    },
    /// The export holds no table.
    #[error("there is no table to write")]
    NoTable,
    /// A name stands twice where readers find things by name.
    #[error("{place} has two entries named `{name}`")]
    Duplicate {
        /// Where.
        place: String,
        /// The name.
        name: String,
    },
    /// A column holds a type that the writers do not know.
    #[error("column `{column}` of table `{table}` holds {data_type}, which cannot be written")]
    ColumnType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its Arrow type.
        data_type: DataType,
    },
    /// A table does not fit on a sheet.
    #[error("table `{table}` has {rows} rows and {columns} columns; a sheet holds 1048575 and 16384")]
    TooLarge {
        /// The table.
        table: String,
        /// Its rows, without the header.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// The path is a folder.
    #[error("{} is a folder", path.display())]
    IsFolder {
        /// The path.
        path: PathBuf,
    },
    /// The folder of the path does not exist, or is not a folder.
    #[error("cannot write {}: there is no such folder", path.display())]
    NoFolder {
        /// The path.
        path: PathBuf,
    },
    /// The path may not be written.
    #[error("cannot write {}: {source}", path.display())]
    Denied {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing failed: a full disk, a closed pipe. A file that stood at the path before is whole.
    #[error("cannot write {}: {source}", place(path.as_deref()))]
    Write {
        /// The path; none for a stream.
        path: Option<PathBuf>,
        /// What the system said.
        source: io::Error,
    },
    /// The library of the format refused the tables.
    #[error("cannot encode {format}: {source}")]
    Encode {
        /// The format.
        format: Format,
        /// What the library said.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl ExportError {
    /// How to mend it, in one line.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::UnknownFormat { .. } => Some("name one of them, or leave it out"),
            Self::UnknownExtension { .. } => Some("end the name in one of them, or name the format"),
            Self::TooLarge { .. } => Some("use Parquet or CSV"),
            Self::IsFolder { .. } => Some("name a file in it"),
            Self::NoFolder { .. } => Some("make the folder first, or name another one"),
            Self::Denied { .. } => Some("write to a folder of your own"),
            Self::Write { source, .. } => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    Some("make room, or write to another disk; an older file is unchanged")
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the reader of a pipe has gone away, so that a program can end quietly.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == ErrorKind::BrokenPipe)
    }

    /// Sorts what the system says when a path is opened.
    pub(super) fn opening(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        // Some folders, such as /proc, hold no files but their own and say that there is nothing.
        let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let has_folder = parent.is_dir();
        // Without the name of the file beside the target, which means nothing to the reader.
        let denied = |kind| Self::Denied { path: path.clone(), source: kind };
        match source.kind() {
            ErrorKind::NotFound if has_folder => denied(ErrorKind::PermissionDenied.into()),
            kind @ (ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => denied(kind.into()),
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::NoFolder { path },
            _ => Self::Write { path: Some(path), source },
        }
    }

    /// Adds the path to an error that was met while writing to a stream.
    pub(super) fn at(self, path: &Path) -> Self {
        match self {
            Self::Write { path: None, source } => Self::Write { path: Some(path.to_owned()), source },
            other => other,
        }
    }

    pub(super) fn encode(format: Format, source: impl Error + Send + Sync + 'static) -> Self {
        let source = Box::new(source);
        Self::Encode { format, source }
    }
}

impl From<io::Error> for ExportError {
    fn from(source: io::Error) -> Self {
        Self::Write { path: None, source }
    }
}

fn known(word: fn(Format) -> &'static str) -> String {
    Format::ALL.map(word).join(", ")
}

fn place(path: Option<&Path>) -> String {
    path.map_or("the output".to_owned(), |path| path.display().to_string())
}
