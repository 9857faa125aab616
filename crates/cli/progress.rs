//! Progress of long reading and computing, on a terminal alone; and Ctrl-C, which ends a run of replicates early.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use opencities_engine::analyse::uncertainty::Flow;
use opencities_io::read::Input;

/// Files smaller than this are read before anything could be seen.
const WORTH_SHOWING: u64 = 64 << 20;

/// Work that is done sooner is not worth a word.
const PATIENCE: Duration = Duration::from_millis(500);

/// Does the work, and says for how long it has been going on once it takes long. How much is left nobody knows: the engine
/// has no terminal to say it on, and what a method will need depends on the data.
pub(crate) fn while_computing<T>(work: impl FnOnce() -> T) -> T {
    let (working, wait) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = spinner("{spinner} computing: {elapsed}").with_elapsed(PATIENCE);
                // Ends when the work does, for better or worse.
                let _ = wait.recv();
                bar.finish_and_clear();
            }
        });
        let result = work();
        drop(working);
        result
    })
}

fn spinner(template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

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
        Progress(Some(spinner("{spinner} reading: {human_pos} rows, {per_sec}")))
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

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether Ctrl-C was pressed while something counted.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Work of a known length, with its share done and the time that is left.
pub(crate) struct Counted(ProgressBar);

impl Counted {
    /// For so many things; from now on Ctrl-C ends the work and not the program.
    pub(crate) fn new(what: &str, length: u64) -> Self {
        // Where no handler can be set Ctrl-C ends the program, as ever.
        let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
        let template = format!("{{bar:30}} {{human_pos}} of {{human_len}} {what}, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Counted(bar)
    }

    /// So many are done.
    pub(crate) fn at(&self, done: u64) -> Flow {
        self.0.set_position(done);
        if interrupted() { Flow::Stop } else { Flow::Continue }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
