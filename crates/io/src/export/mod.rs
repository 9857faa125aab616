//! Writers of named flat tables: Handbook step 10, presentation and dissemination.
//!
//! A writer takes [`Export`], tables and a few facts about the run, and knows nothing of composites, indices or units.
//! It computes nothing: the only rounding is that of Markdown and of the number formats of a workbook.
//!
//! To add a format: one file with a `write` of the type `Writer`, its `mod` line, a variant of [`Format`] with its place in
//! [`Format::ALL`], and its line in `Format::entry`. The laws of `tests.rs` then hold for it.
//!
//! Fields of the batches may carry the metadata `measure` and `description` (words), `decimals` (digits to show to people)
//! and `bar` (`"true"`: a bar in the cells of a workbook).

mod arrow;
mod cell;
mod csv;
mod error;
mod html;
mod json;
mod jsonl;
mod markdown;
mod note;
mod parquet;
#[cfg(test)]
mod sample;
mod target;
mod xlsx;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{BufWriter, Write};
use std::path::Path;

use ::arrow::record_batch::RecordBatch;

pub(crate) use csv::looks_like_formula;
pub use error::ExportError;
pub use note::{Note, NoteKind};
pub use target::Target;
pub(crate) use target::beside;

use crate::chapter::Chapter;

/// A named flat table: what every writer takes. Columns are `Utf8`, `Float64`, `Int64`, `UInt32` or `Boolean`; a missing
/// value is null.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatTable {
    /// What programs call it: `ranking`.
    pub name: String,
    /// What people call it, in one line; may be empty.
    pub title: String,
    /// The rows.
    pub batch: RecordBatch,
}

/// What travels with the tables, in order: index, version, method, weights, data hash, period, licences.
pub type RunInfo = Vec<(String, String)>;

/// What to do in CSV with text that a spreadsheet would run as a formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvText {
    /// A leading apostrophe keeps it text, and a [`Note`] says so.
    #[default]
    Guarded,
    /// It is written as it is, for readers that are no spreadsheet.
    Raw,
}

/// All that one run exports. Formats that hold one table take the first.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The tables, the most important first; names are unique.
    pub tables: &'a [FlatTable],
    /// What travels with them; keys are unique.
    pub run: &'a [(String, String)],
    /// How CSV treats text that looks like a formula.
    pub csv_text: CsvText,
    /// What formats for people write in place of the first table.
    pub chapter: Option<&'a Chapter>,
    /// What the names of the chapter's figure files begin with, where it is a file with others beside it.
    figures: Option<&'a str>,
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values, the first table.
    Csv,
    /// One JSON object with the run and every table.
    Json,
    /// One JSON object a line, the first table.
    JsonLines,
    /// A Markdown table for people, the first table, with its sources.
    Markdown,
    /// Apache Parquet, the first table.
    Parquet,
    /// Arrow IPC file, also called Feather 2, the first table.
    Arrow,
    /// An Excel workbook with a sheet for every table.
    Xlsx,
    /// A page for people: the chapter, or the first table with its sources.
    Html,
}

/// Writes the export as one format, and returns what the reader must hear.
type Writer = fn(&Export<'_>, &mut dyn Write) -> Result<Vec<Note>, ExportError>;

/// What is registered about a format: its name, the extension of its files, its writer.
struct Entry(&'static str, &'static str, Writer);

impl Format {
    /// Every format, in the order in which they are listed to people.
    pub const ALL: [Format; 8] = [
        Format::Csv,
        Format::Json,
        Format::JsonLines,
        Format::Markdown,
        Format::Parquet,
        Format::Arrow,
        Format::Xlsx,
        Format::Html,
    ];

    fn entry(self) -> Entry {
        match self {
            Format::Csv => Entry("csv", "csv", csv::write),
            Format::Json => Entry("json", "json", json::write),
            Format::JsonLines => Entry("jsonl", "jsonl", jsonl::write),
            Format::Markdown => Entry("markdown", "md", markdown::write),
            Format::Parquet => Entry("parquet", "parquet", parquet::write),
            Format::Arrow => Entry("arrow", "arrow", arrow::write),
            Format::Xlsx => Entry("xlsx", "xlsx", xlsx::write),
            Format::Html => Entry("html", "html", html::write),
        }
    }

    /// The name of the format, in lower case.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        self.entry().1
    }

    /// The format of this name or extension, in upper or lower case.
    pub fn from_name(name: &str) -> Result<Format, ExportError> {
        let named =
            |format: &Format| [format.name(), format.extension()].iter().any(|known| known.eq_ignore_ascii_case(name));
        Format::ALL.into_iter().find(named).ok_or_else(|| ExportError::UnknownFormat { name: name.to_owned() })
    }

    /// The format that the extension of a path stands for.
    pub fn from_path(path: &Path) -> Result<Format, ExportError> {
        path.extension()
            .and_then(|extension| Format::from_name(extension.to_str()?).ok())
            .ok_or_else(|| ExportError::UnknownExtension { path: path.to_owned() })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'a> Export<'a> {
    /// Tables and what travels with them.
    pub fn new(tables: &'a [FlatTable], run: &'a [(String, String)], csv_text: CsvText) -> Self {
        Export { tables, run, csv_text, chapter: None, figures: None }
    }

    /// The same, with a chapter for formats that people read.
    pub fn with_chapter(self, chapter: Option<&'a Chapter>) -> Self {
        Export { chapter, ..self }
    }

    /// The table that formats with room for only one write.
    fn first(&self) -> Result<&FlatTable, ExportError> {
        self.tables.first().ok_or(ExportError::NoTable)
    }

    /// Names are what readers find things by, so none may stand twice; JSON keeps `run` for itself.
    fn check_names(&self) -> Result<(), ExportError> {
        let tables = self.tables.iter().map(|table| table.name.as_str());
        unique("the export", tables.chain(["run"]))?;
        unique("the run", self.run.iter().map(|(key, _)| key.as_str()))?;
        for table in self.tables {
            let schema = table.batch.schema_ref();
            let columns = schema.fields().iter().map(|field| field.name().as_str());
            unique(&format!("table `{}`", table.name), columns)?;
        }
        Ok(())
    }
}

fn unique<'a>(place: &str, names: impl Iterator<Item = &'a str>) -> Result<(), ExportError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(ExportError::Duplicate { place: place.to_owned(), name: name.to_owned() });
        }
    }
    Ok(())
}

/// Writes the export to a stream: standard output, a pipe, memory. Parquet and XLSX are put together in memory first.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
/// use opencities_io::export::{CsvText, Export, FlatTable, Format, write_to};
///
/// let rank: ArrayRef = Arc::new(UInt32Array::from(vec![1, 2]));
/// let name: ArrayRef = Arc::new(StringArray::from(vec!["Vienna", "=1+1"]));
/// let batch = RecordBatch::try_from_iter([("rank", rank), ("name", name)]).unwrap();
/// let tables = [FlatTable { name: "ranking".into(), title: "Ranking".into(), batch }];
/// let export = Export::new(&tables, &[], CsvText::Guarded);
///
/// let mut bytes = Vec::new();
/// let notes = write_to(Format::Csv, &export, &mut bytes).unwrap();
/// assert_eq!(String::from_utf8(bytes).unwrap(), "rank,name\n1,Vienna\n2,'=1+1\n");
/// assert_eq!(notes.len(), 1);
/// ```
pub fn write_to(format: Format, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    export.check_names()?;
    let Entry(_, _, write) = format.entry();
    let mut out = BufWriter::new(out);
    let notes = write(export, &mut out)?;
    out.flush()?;
    Ok(notes)
}

#[cfg(test)]
mod tests;
