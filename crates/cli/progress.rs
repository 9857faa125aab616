//! Progress of long reading, on a terminal alone.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use opencities_io::read::Input;

/// Files smaller than this are read before anything could be seen.
const WORTH_SHOWING: u64 = 64 << 20;

/// Says how many rows were read.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// For the files of these inputs; silent where they are small.
    pub(crate) fn of_files(inputs: &[Input]) -> Self {
        let size = |input: &Input| match input {
            Input::File(path) => std::fs::metadata(path).map_or(0, |facts| facts.len()),
            _ => 0,
        };
        if inputs.iter().map(size).sum::<u64>() < WORTH_SHOWING {
            return Progress(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} reading: {human_pos} rows, {per_sec}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(Some(bar))
    }

    /// So many rows were read.
    pub(crate) fn at(&self, rows: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(rows);
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
