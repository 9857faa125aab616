//! Parallel maps: the only file that names rayon.
//!
//! Results are the same bits for any number of threads, since each item is computed by itself and written into its own
//! slot. Work below a threshold is done where it stands: starting threads would cost more than it saves.

use rayon::prelude::*;

/// Cells below which a stage is done on one thread.
const SERIAL_CELLS: usize = 1 << 16;

/// Rows of many columns that are added up together: the sums stay in a near cache, and each column's piece is long enough
/// to be fetched ahead.
pub(crate) const BLOCK: usize = 4096;

/// Applies `make` to 0..count, in parallel when `count` items of `cells_each` cells are worth it.
pub(crate) fn map<R: Send>(count: usize, cells_each: usize, make: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    if count * cells_each < SERIAL_CELLS {
        (0..count).map(make).collect()
    } else {
        (0..count).into_par_iter().map(make).collect()
    }
}

/// Fills `out` block by block: `fill(start, block)` writes the rows from `start` on.
pub(crate) fn fill_blocks(
    out: &mut [f64],
    block: usize,
    columns: usize,
    fill: impl Fn(usize, &mut [f64]) + Sync + Send,
) {
    if out.len() * columns < SERIAL_CELLS {
        out.chunks_mut(block).enumerate().for_each(|(number, rows)| fill(number * block, rows));
    } else {
        out.par_chunks_mut(block).enumerate().for_each(|(number, rows)| fill(number * block, rows));
    }
}
