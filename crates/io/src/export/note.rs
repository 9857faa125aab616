//! What a reader of an export must hear about single cells (Handbook step 10). Not an error, and not yet a finding: the
//! caller words it.

/// A cell that a file holds in another form than the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What happened to it.
    pub kind: NoteKind,
    /// The name of the table.
    pub table: String,
    /// The name of the column.
    pub column: String,
    /// The row, counted from 1; 0 is the header.
    pub row: usize,
    /// The cell as the table has it.
    pub text: String,
}

/// What happened to a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteKind {
    /// The text looks like a formula, and got a leading apostrophe (CSV).
    Guarded,
    /// The text is longer than a cell of a workbook can be, and was cut (XLSX).
    Cut,
    /// The number is infinite, which the format cannot say, and was left empty (JSON, JSON Lines, XLSX).
    Infinite,
}
