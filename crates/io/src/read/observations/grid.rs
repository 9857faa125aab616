//! Cells that are filled in any order: blocks of one period and one series, made when the first value comes.

use std::sync::Arc;

use ndarray::ArcArray1;
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

impl Shape<'_> {
    /// The table of these columns.
    pub(super) fn table<T: Clone>(&self, columns: Vec<ArcArray1<T>>) -> Table<T> {
        Table::new(self.series.clone(), columns, self.units * self.periods.len())
    }
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

    /// A series' column, whose cells are given away.
    pub(super) fn take_column(&mut self, series: usize, shape: &Shape<'_>) -> Vec<T> {
        let mut column = Vec::new();
        for (position, period) in shape.periods.iter().enumerate() {
            let block = self.blocks.get_mut(period * self.width + series).map(std::mem::take).unwrap_or_default();
            if position == 0 {
                // The first period's block becomes the column as it is.
                column = block;
                column.reserve_exact((shape.units * shape.periods.len()).saturating_sub(column.len()));
            } else {
                column.extend_from_slice(&block);
            }
            column.resize((position + 1) * shape.units, self.absent);
        }
        column
    }

    /// The table of these cells.
    pub(super) fn into_table(mut self, shape: &Shape<'_>) -> Table<T> {
        shape.table((0..self.width).map(|series| self.take_column(series, shape).into()).collect())
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
        (self.pool.len() > 1).then(|| Labels { pool: self.pool.into_names(), cells: cells.into_table(shape) })
    }
}
