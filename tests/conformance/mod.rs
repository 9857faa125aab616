//! Other people's numbers: results that independent programs computed, kept in a folder beside the repository.
//!
//! The folder is found by `OPENCITIES_CONFORMANCE`, else at `../shared/conformance`. Where it is absent its tests say so
//! and pass, unless `OPENCITIES_CONFORMANCE_REQUIRED=1`. To add a source, add a file named after it.

mod coinr;
mod coinr_results;
mod compind;
mod compind_bod;
mod editions;
mod hdi;
mod import;
mod leave_out;
mod outranking;
mod sensitivity;
mod structure;
mod uncertainty;
mod weights;

use std::path::{Path, PathBuf};

/// The folder of a source, or `None` (said on stderr) where it is not there.
fn folder(source: &str) -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
    let folder = std::env::var_os("OPENCITIES_CONFORMANCE").map_or_else(default, PathBuf::from).join(source);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var("OPENCITIES_CONFORMANCE_REQUIRED").is_ok_and(|value| value == "1");
    assert!(!required, "there is no folder {}", folder.display());
    skipped(&folder);
    None
}

#[allow(clippy::print_stderr)] // a test that did not run must say so
fn skipped(folder: &Path) {
    eprintln!("skipped: there is no folder {}; set OPENCITIES_CONFORMANCE", folder.display());
}
