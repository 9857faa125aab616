//! Observations: files of figures, long or wide, merged into one data set (Handbook step 2).
//!
//! `layout.rs` decides what a table's columns are, `store.rs` takes the rows, `grid.rs` holds the cells. Whether a figure
//! is plausible is the engine's question, not asked here.

mod grid;
pub(crate) mod layout;
mod periods;
mod store;
mod tally;

use opencities_engine::dataset::{Dataset, Units};
use opencities_engine::finding::{self, Code, Finding, Place};
use opencities_engine::framework::Framework;

use self::layout::Layout;
pub(crate) use self::periods::read as period_of;
use self::store::Store;
use crate::Error;
use crate::read::format::scan;
use crate::read::header::Header;
use crate::read::input::Input;
use crate::read::locate::locate;
use crate::read::report::Report;
use crate::read::row::{Row, Sink};

/// Rows between two reports of progress.
const PROGRESS_ROWS: u64 = 1 << 16;

/// Reads files of observations and merges them.
///
/// Each file is long (columns `unit`, `indicator`, `value`, and where wanted `period`, `status`, `standard_error`,
/// `geography`, `source`, `note`) or wide (`unit`, where wanted `period`, and a column per series). Without `units` those
/// that the files name are taken, in the order of their first appearance. With `sources` every figure's source must be
/// one of them. `progress` is told how many rows have been read.
///
/// The findings are all that is to be said about the rows; those of error grade mean that rows were left out.
///
/// # Errors
/// [`Error::Unreadable`] for a file that cannot be opened, and [`Error::Faults`] with the findings of all files when one
/// is damaged or has no usable header.
pub fn read_observations(
    inputs: &[Input],
    framework: &Framework,
    units: Option<Units>,
    sources: &[String],
    progress: &dyn Fn(u64),
) -> Result<(Dataset, Vec<Finding>), Error> {
    let store = Store::new(framework.series(), units, sources);
    let mut intake = Intake { store, layout: Layout::default(), width: 0, rows: 0, file_rows: 0, progress };
    let mut findings = Vec::new();
    let mut stopped = false;
    for input in inputs {
        intake.store.report = Report::new(&input.name());
        intake.file_rows = 0;
        match scan(input, &mut intake) {
            Ok(()) => intake.report_emptiness(),
            Err(Error::Faults(faults)) => {
                stopped = true;
                findings.extend(faults);
            }
            Err(error) => return Err(error),
        }
        findings.extend(intake.store.finish_file());
    }
    progress(intake.rows);
    name_first_rows(&mut findings, inputs);
    finding::sort(&mut findings);
    if stopped { Err(Error::Faults(findings)) } else { Ok((intake.store.into_dataset(), findings)) }
}

/// Takes the rows of one file after another.
struct Intake<'a> {
    store: Store,
    layout: Layout,
    width: usize,
    rows: u64,
    file_rows: u64,
    progress: &'a dyn Fn(u64),
}

impl Intake<'_> {
    fn report_emptiness(&mut self) {
        if self.file_rows == 0 {
            self.store.report.add(Code::D128, 0, || {
                (Place::default(), "the table has a header and no rows".to_owned(), "add observations".to_owned())
            });
        }
    }
}

impl Sink for Intake<'_> {
    fn header(&mut self, line: u64, names: &[String]) -> Result<(), Error> {
        let file = self.store.report.file().to_owned();
        let header = Header { file: &file, line, names };
        self.layout = Layout::of(&header, self.store.series())?;
        self.store.report_unused(&header, &self.layout);
        self.width = names.len();
        Ok(())
    }

    fn row<R: Row>(&mut self, line: u64, row: &R) {
        // Looking at the first field alone is enough for almost every row.
        if row.width() > 0 && row.field(0).is_empty() && row.is_blank() {
            return;
        }
        self.file_rows += 1;
        self.rows += 1;
        if self.rows.is_multiple_of(PROGRESS_ROWS) {
            (self.progress)(self.rows);
        }
        if row.width() != self.width {
            self.store.report.ragged(line, row, self.width);
            return;
        }
        match &self.layout {
            Layout::Long(columns) => self.store.long(line, row, columns),
            Layout::Wide(columns) => self.store.wide(line, row, columns),
        }
    }
}

/// Says for figures given twice where the first one stands. Files are read again, since remembering a line for every
/// cell would double the memory.
fn name_first_rows(findings: &mut [Finding], inputs: &[Input]) {
    let twice: Vec<usize> = (0..findings.len())
        .filter(|&at| findings[at].code == Code::D103 && findings[at].place.unit.is_some())
        .collect();
    let mut firsts: Vec<Finding> = twice
        .iter()
        .map(|&at| {
            let place = Place { file: None, line: None, ..findings[at].place.clone() };
            Finding { place, ..findings[at].clone() }
        })
        .collect();
    locate(&mut firsts, inputs);
    for (at, first) in twice.into_iter().zip(firsts) {
        if let (Some(file), Some(line)) = (first.place.file, first.place.line) {
            findings[at].message.push_str(&format!("; the first stands in {file}:{line}"));
        }
    }
}

#[cfg(test)]
mod tests;
