//! What stops reading and writing.

use std::io::ErrorKind;
use std::path::PathBuf;

use opencities_engine::finding::Finding;

/// What stops reading and writing. Faults inside files arrive as findings, all at once.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Files whose content cannot be used; every fault is listed.
    #[error("{} faults in the files", .0.len())]
    Faults(Vec<Finding>),
    /// An index that is neither shipped nor a folder.
    #[error("there is no index called `{name}`, and no folder of that name")]
    UnknownIndex {
        /// The name that was asked for.
        name: String,
        /// The names of the shipped indices.
        known: String,
    },
    /// Weights that the index does not have, and that are no file.
    #[error("there are no weights called `{name}`, and no file of that name")]
    UnknownWeights {
        /// The name that was asked for.
        name: String,
        /// The names of the index's weights.
        known: String,
    },
    /// A unit or a node that does not exist.
    #[error("there is no {kind} called `{name}`")]
    NoSuchName {
        /// What was looked for.
        kind: &'static str,
        /// The name that was asked for.
        name: String,
        /// The nearest names.
        nearest: Vec<String>,
    },
    /// A name that several units share.
    #[error("several units are called `{name}`")]
    SharedName {
        /// The name that was asked for.
        name: String,
        /// The codes of the units that share it.
        codes: Vec<String>,
    },
    /// A folder that is to be made and has files in it.
    #[error("{} exists and is not an empty folder", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// A file that cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file that does not belong to the parts of a run of replicates.
    #[error("{} is no part of this run: {why}", path.display())]
    Part {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// The engine cannot go on.
    #[error(transparent)]
    Engine(#[from] opencities_engine::Error),
}

impl Error {
    /// The findings that the error carries; empty for the other variants.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Error::Faults(findings) => findings,
            Error::Engine(error) => error.findings(),
            _ => &[],
        }
    }

    /// How to mend it, in one line; findings have hints of their own.
    pub fn hint(&self) -> Option<String> {
        let listed = |name: &str, known: &str, otherwise: String| {
            let alike = crate::nearest(name, known.split(", ")).join(" or ");
            if alike.is_empty() { otherwise } else { format!("did you mean {alike}?") }
        };
        match self {
            Error::Unreadable { source, .. } => Some(
                match source.kind() {
                    ErrorKind::NotFound | ErrorKind::NotADirectory => "correct the path; nothing is there",
                    ErrorKind::IsADirectory => "name a file",
                    ErrorKind::PermissionDenied => "ask for the right to read it, or copy it",
                    _ => "try again, or with a copy of the file",
                }
                .to_owned(),
            ),
            Error::UnknownIndex { name, .. } if std::path::Path::new(name).exists() => {
                Some("it is a file: name the folder that it lies in".to_owned())
            }
            Error::UnknownIndex { name, known } => {
                let otherwise = format!("name a folder with a framework.toml, or a shipped index: {known}");
                Some(listed(name, known, otherwise))
            }
            Error::UnknownWeights { known, .. } if known.is_empty() => {
                Some("the index has no weights of its own: name a TOML file, or add one to its weights/".to_owned())
            }
            Error::UnknownWeights { name, known } => Some(listed(name, known, format!("the index has: {known}"))),
            Error::NoSuchName { nearest, kind, .. } if nearest.is_empty() => Some(match *kind {
                "unit" => "`opencities rank` lists the units".to_owned(),
                "facet" | "value of this facet" => "`opencities practices facets` lists them".to_owned(),
                "network or place" => "`opencities practices networks` lists the networks".to_owned(),
                "practice or network" | "place in the catalogue" => {
                    "`opencities practices WORDS` finds practices, `--format csv` gives all".to_owned()
                }
                _ => "`opencities explain UNIT` lists the indicators and groups".to_owned(),
            }),
            Error::NoSuchName { nearest, .. } => Some(format!("did you mean {}?", nearest.join(" or "))),
            Error::Part { .. } => {
                Some("merge with the options that the parts were computed with, and name each part once".to_owned())
            }
            Error::Occupied { .. } => Some("name a new folder; nothing was written".to_owned()),
            Error::Unwritable { .. } => Some("name a folder that may be written to".to_owned()),
            Error::SharedName { codes, .. } => Some(format!("name one of them by its code: {}", codes.join(", "))),
            Error::Engine(opencities_engine::Error::UnknownLevel { level, known }) => {
                Some(listed(level, known, format!("the levels are: {known}")))
            }
            Error::Engine(opencities_engine::Error::NoStandardErrors { .. }) => Some(
                "fill the column standard_error of the observations, or name a node of survey figures with --by; \
                 `opencities uncertainty` needs none"
                    .to_owned(),
            ),
            Error::Engine(opencities_engine::Error::Thresholds(_)) => {
                Some("`opencities audit --help` lists the thresholds with their defaults".to_owned())
            }
            _ => None,
        }
    }
}
