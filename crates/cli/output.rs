//! Where results go: files named by -o, or stdout as a table or in a format.

use std::io::{BufWriter, IsTerminal, Write};

use opencities_io::chapter::Chapter;
use opencities_io::export::{CsvText, Export, FlatTable, Format, Note, NoteKind, RunInfo, Target, write_to};

use crate::args::Output;
use crate::failure::Failure;

/// Says a line of words.
pub(crate) fn say(words: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr().lock(), "{words}");
}

/// What was found to write to, before the work starts.
pub(crate) struct Sink {
    targets: Vec<Target>,
    stdout: Shown,
    csv_text: CsvText,
}

enum Shown {
    Table,
    Format(Format),
    Nothing,
}

impl Sink {
    /// Opens every file, so that a path that cannot be written fails now.
    pub(crate) fn open(output: &Output) -> Result<Self, Failure> {
        let targets: Vec<Target> = output.output.iter().map(|path| Target::create(path)).collect::<Result<_, _>>()?;
        let stdout = match output.format.as_deref() {
            Some("table") => Shown::Table,
            Some(name) => Shown::Format(readable(Format::from_name(name)?)?),
            None if !targets.is_empty() => Shown::Nothing,
            None if std::io::stdout().is_terminal() => Shown::Table,
            None => Shown::Format(Format::Csv),
        };
        let csv_text = if output.csv_raw { CsvText::Raw } else { CsvText::Guarded };
        Ok(Sink { targets, stdout, csv_text })
    }

    /// Writes the tables, the main one first; `draw` makes the table for people.
    pub(crate) fn write(
        self,
        tables: &[FlatTable],
        run: &RunInfo,
        draw: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        self.write_chapter(tables, run, None, draw)
    }

    /// The same; formats for people write the chapter where there is one.
    pub(crate) fn write_chapter(
        self,
        tables: &[FlatTable],
        run: &RunInfo,
        chapter: Option<&Chapter>,
        draw: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let export = Export::new(tables, run, self.csv_text).with_chapter(chapter);
        for target in self.targets {
            let path = target.path().display().to_string();
            let notes = target.write(&export)?;
            notes.iter().for_each(tell);
            say(&format!("wrote {path}"));
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        match self.stdout {
            Shown::Table => out.write_all(draw().as_bytes())?,
            Shown::Format(format) => write_to(format, &export, &mut out)?.iter().for_each(tell),
            Shown::Nothing => {}
        }
        Ok(out.flush()?)
    }
}

/// The format, unless it would spill bytes over a terminal.
fn readable(format: Format) -> Result<Format, Failure> {
    let binary = matches!(format, Format::Parquet | Format::Arrow | Format::Xlsx);
    if binary && std::io::stdout().is_terminal() {
        let message = format!("{} is not for a terminal", format.name());
        return Err(Failure::Wrong(message, format!("write a file: -o NAME.{}", format.extension())));
    }
    Ok(format)
}

/// Prints text as data.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Says what a writer had to do to a cell.
pub(crate) fn tell(note: &Note) {
    let Note { kind, table, column, row, text } = note;
    let place = format!("  --> {table}, column {column}, row {row}");
    match kind {
        NoteKind::Guarded => say(&format!(
            "warning[E601]: text that a spreadsheet would run got a leading apostrophe: {text}\n{place}\n  hint: --csv-raw writes it as it is"
        )),
        NoteKind::Cut => say(&format!("warning: text longer than a cell holds was cut\n{place}")),
        _ => say(&format!("warning: {text} has no place in this format and was left empty\n{place}")),
    }
}
