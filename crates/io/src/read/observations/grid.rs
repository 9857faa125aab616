//! Cells that are filled in any order: blocks of one period and one series, made when the first value comes.

use std::sync::Arc;

use opencities_engine::table::{Labels, Table};

use crate::read::index::Index;

/// Where a cell stands. The period is numbered in the order of appearance.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) period: usize,
    pub(super) series: usize,
    pub(super) unit: usize,
}

/// The shape of the finished tables.
pub(super) struct Shape<'a> {
    pub(super) series: &'a Arc<[String]>,
    /// The numbers of the periods, in time order.
    pub(super) periods: &'a [usize],
    pub(super) units: usize,
}

/// Cells of one kind.
#[derive(Debug)]
pub(super) struct Cells<T> {
    absent: T,
    width: usize,
    /// The units that are known before reading.
    units: usize,
    blocks: Vec<Vec<T>>,
}

impl<T: Copy> Cells<T> {
    pub(super) fn new(absent: T, width: usize, units: usize) -> Self {
        Cells { absent, width, units, blocks: Vec::new() }
    }

    /// The cell, to be read or written.
    #[inline]
    pub(super) fn at(&mut self, at: At) -> &mut T {
        let block = at.period * self.width + at.series;
        if block >= self.blocks.len() {
            self.blocks.resize_with((at.period + 1) * self.width, Vec::new);
        }
        let block = &mut self.blocks[block];
        if at.unit >= block.len() {
            block.resize((at.unit + 1).max(self.units), self.absent);
        }
        &mut block[at.unit]
    }

    /// The table of these cells, each turned into what the table holds.
    pub(super) fn into_table<U: Clone>(mut self, shape: &Shape<'_>, finish: impl Fn(T) -> U) -> Table<U> {
        let rows = shape.units * shape.periods.len();
        let mut columns = Vec::with_capacity(self.width);
        for series in 0..self.width {
            let mut blocks = shape.periods.iter().map(|period| {
                let mut block =
                    self.blocks.get_mut(period * self.width + series).map(std::mem::take).unwrap_or_default();
                block.resize(shape.units, self.absent);
                block
            });
            let first = blocks.next().unwrap_or_default();
            // A single period's block becomes the column as it is.
            let column: Vec<U> = if shape.periods.len() < 2 {
                first.into_iter().map(&finish).collect()
            } else {
                let mut column = Vec::with_capacity(rows);
                column.extend(first.into_iter().chain(blocks.flatten()).map(&finish));
                column
            };
            columns.push(column.into());
        }
        Table::new(shape.series.clone(), columns, rows)
    }
}

/// Texts of cells, each text stored once.
#[derive(Debug)]
pub(super) struct Pooled {
    pool: Index,
    cells: Cells<u32>,
}

impl Pooled {
    pub(super) fn new(width: usize, units: usize) -> Self {
        Pooled { pool: Index::new([String::new()]), cells: Cells::new(0, width, units) }
    }

    /// Gives a cell a text; tells whether no cell had it before.
    pub(super) fn set(&mut self, at: At, text: &str) -> bool {
        let known = self.pool.len();
        let number = self.pool.find_or_add(text);
        *self.cells.at(at) = number as u32;
        number == known
    }

    /// The labels; `None` where no cell has a text.
    pub(super) fn into_labels(self, shape: &Shape<'_>) -> Option<Labels> {
        let cells = self.cells;
        (self.pool.len() > 1).then(|| Labels { pool: self.pool.into_names(), cells: cells.into_table(shape, |n| n) })
    }
}
