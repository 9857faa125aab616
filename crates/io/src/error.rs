//! What stops reading and writing.

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
    #[error("there is no index called `{name}`, and no folder of that name; shipped are: {known}")]
    UnknownIndex {
        /// The name that was asked for.
        name: String,
        /// The names of the shipped indices.
        known: String,
    },
    /// Weights that the index does not have, and that are no file.
    #[error("there are no weights called `{name}`, and no file of that name; the index has: {known}")]
    UnknownWeights {
        /// The name that was asked for.
        name: String,
        /// The names of the index's weights.
        known: String,
    },
    /// A unit or a node that does not exist, or a name that several share.
    #[error("there is no single {kind} called `{name}`{}", did_you_mean(nearest))]
    NoSuchName {
        /// What was looked for.
        kind: &'static str,
        /// The name that was asked for.
        name: String,
        /// The nearest names.
        nearest: Vec<String>,
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
}

fn did_you_mean(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", nearest.join(", ")) }
}
