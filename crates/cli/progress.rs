//! Progress of long reading, on a terminal alone.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use opencities_io::read::Input;

/// Files smaller than this are read before a bar could be seen.
const WORTH_SHOWING: u64 = 64 << 20;

/// A bar that follows the bytes read.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar for the files of these inputs; none where they are small.
    pub(crate) fn of_files(inputs: &[Input]) -> Self {
        let size = |input: &Input| match input {
            Input::File(path) => std::fs::metadata(path).map_or(0, |facts| facts.len()),
            Input::Bytes { bytes, .. } => bytes.len() as u64,
            Input::Batch { .. } => 0,
        };
        let total: u64 = inputs.iter().map(size).sum();
        if total < WORTH_SHOWING {
            return Progress(None);
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("reading {wide_bar} {bytes} of {total_bytes}, {eta} left") {
            bar.set_style(style);
        }
        Progress(Some(bar))
    }

    /// So many bytes were read.
    pub(crate) fn at(&self, bytes: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(bytes);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
