//! Labelled columns, shared until they are written: what every stage takes and gives.
//!
//! A [`Table`] is a list of columns of equal length, each found by its code. Columns are reference-counted, so a stage
//! that leaves a column alone shares it with the stage before, and keeping every stage costs little. In a table of
//! numbers `NaN` means missing, and nothing else does.

use std::sync::Arc;

use ndarray::{ArcArray1, ArrayView1};

/// Columns of equal length, found by code. Rows are ordered by (period, unit).
#[derive(Debug, Clone)]
pub struct Table<T = f64> {
    codes: Arc<[String]>,
    columns: Vec<ArcArray1<T>>,
    rows: usize,
}

impl<T: Clone> Table<T> {
    /// A table of these columns; every column has the same number of rows.
    ///
    /// # Panics
    /// When codes and columns differ in number, or columns differ in length: a fault of the calling program.
    pub fn new(codes: Arc<[String]>, columns: Vec<ArcArray1<T>>, rows: usize) -> Self {
        assert_eq!(codes.len(), columns.len(), "one code per column");
        assert!(columns.iter().all(|column| column.len() == rows), "columns of equal length");
        Table { codes, columns, rows }
    }

    /// A table filled with one value.
    pub fn filled(codes: Arc<[String]>, rows: usize, value: &T) -> Self {
        let column = ArcArray1::from_elem(rows, value.clone());
        let columns = vec![column; codes.len()];
        Table { codes, columns, rows }
    }

    /// The codes of the columns, in order.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The position of a column.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.codes.iter().position(|known| known == code)
    }

    /// A column by position.
    pub fn column(&self, position: usize) -> &ArcArray1<T> {
        &self.columns[position]
    }

    /// A column by position, as a slice.
    pub fn slice(&self, position: usize) -> &[T] {
        self.columns[position].as_slice().expect("columns are contiguous")
    }

    /// A column by code.
    pub fn get(&self, code: &str) -> Option<ArrayView1<'_, T>> {
        self.position(code).map(|position| self.columns[position].view())
    }

    /// All columns, in order.
    pub fn columns(&self) -> &[ArcArray1<T>] {
        &self.columns
    }

    /// Puts a new column in place of an old one; the other columns stay shared.
    ///
    /// # Panics
    /// When the column has another length.
    pub fn set(&mut self, position: usize, column: ArcArray1<T>) {
        assert_eq!(column.len(), self.rows, "columns of equal length");
        self.columns[position] = column;
    }

    /// Whether both tables hold the very same column in memory.
    pub fn shares(&self, other: &Self, position: usize) -> bool {
        std::ptr::eq(self.columns[position].as_ptr(), other.columns[position].as_ptr())
    }

    /// The columns at these positions, shared.
    #[must_use]
    pub fn select(&self, positions: &[usize]) -> Self {
        Table {
            codes: positions.iter().map(|&position| self.codes[position].clone()).collect(),
            columns: positions.iter().map(|&position| self.columns[position].clone()).collect(),
            rows: self.rows,
        }
    }
}

/// A pooled text per cell: names of sources, levels of measurement, notes.
#[derive(Debug, Clone)]
pub struct Labels {
    /// The texts; number 0 is the empty one.
    pub pool: Vec<String>,
    /// The text's number for each cell.
    pub cells: Table<u32>,
}

impl Labels {
    /// The text of a cell; `None` where there is none.
    pub fn get(&self, row: usize, column: usize) -> Option<&str> {
        let number = self.cells.column(column)[row] as usize;
        (number > 0).then(|| self.pool[number].as_str())
    }
}
