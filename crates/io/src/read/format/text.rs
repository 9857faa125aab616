//! Delimited text: comma, semicolon or tab, in UTF-8 or in UTF-16 with a byte-order mark.
//!
//! The `csv` crate splits; one record's buffer is used for all rows. What a hasty reader would swallow stops here: text
//! that is not UTF-8, NUL bytes, quotes that never close, lines without end.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;

use csv::{ErrorKind, ReaderBuilder, StringRecord, Terminator};
use encoding_rs_io::DecodeReaderBytesBuilder;
use memchr::memchr_iter;

use super::guard::{Damage, End, Guard};
use crate::Error;
use crate::read::report::{damaged, headless};
use crate::read::row::{Field, Row, Sink};

/// How much of the file is looked at to find the delimiter.
const PEEK: u64 = 1 << 16;
/// How much is read at once.
const BLOCK: usize = 1 << 18;
const SAVE_AS_UTF8: &str = "save the table as UTF-8";

impl Row for StringRecord {
    fn width(&self) -> usize {
        self.len()
    }

    #[inline]
    fn field(&self, column: usize) -> Field<'_> {
        self.get(column).map_or(Field::Empty, Field::of)
    }
}

/// Reads a table of text.
pub(super) fn scan<S: Sink>(file: &str, content: impl Read, sink: &mut S) -> Result<(), Error> {
    let unreadable = |source| Error::Unreadable { path: PathBuf::from(file), source };
    let mut decoded = DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(content);
    let mut start = Vec::new();
    decoded.by_ref().take(PEEK).read_to_end(&mut start).map_err(unreadable)?;
    if start.iter().all(u8::is_ascii_whitespace) && (start.len() as u64) < PEEK {
        return Err(headless(file, None, "the file is empty", "the first row names the columns"));
    }
    let record_start = Cell::new(0);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(&start))
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(BLOCK)
        .from_reader(Guard::new(Cursor::new(start).chain(decoded), &record_start));
    let mut record = StringRecord::new();
    let mut headed = false;
    loop {
        let before = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(explain(file, error, before, reader.position().line())),
        }
        record_start.set(reader.position().byte());
        let after = reader.position().line();
        match End::of(record.get(record.len().wrapping_sub(1)).unwrap_or_default()) {
            End::NotYet => {}
            End::Clean if record.len() == 1 => return Ok(()),
            End::Clean | End::InQuotes => {
                let line = first_line(before, after, &record);
                return Err(damaged(file, Some(line), "a quoted text begins here and does not end", "close the quote"));
            }
        }
        let line = first_line(before, after - 1, &record);
        if headed {
            sink.row(line, &record);
        } else if !record.is_blank() {
            let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
            if names.iter().any(|name| name.contains('\r')) {
                let message = "lines end in carriage returns alone";
                return Err(damaged(file, Some(line), message, "save the table with line ends LF or CRLF"));
            }
            sink.header(line, &names)?;
            headed = true;
        }
    }
}

/// The line on which a record begins that ends on line `last`: blank lines before it and line ends in quotes are told
/// apart.
fn first_line(before: u64, last: u64, record: &StringRecord) -> u64 {
    if last == before {
        return before;
    }
    let inside = memchr_iter(b'\n', record.as_slice().as_bytes()).count() as u64;
    last.saturating_sub(inside).max(before)
}

/// The separator that stands most often in the header, outside quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    let content = start.trim_ascii_start();
    for &byte in content {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(known, _)| *known == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // The first of equals: a comma.
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map_or(b',', |(byte, _)| byte)
}

fn explain(file: &str, error: csv::Error, before: u64, after: u64) -> Error {
    match error.into_kind() {
        ErrorKind::Utf8 { .. } => {
            let line = after.saturating_sub(1).max(before);
            damaged(file, Some(line), "the text is not UTF-8", SAVE_AS_UTF8)
        }
        ErrorKind::Io(source) => match source.get_ref().and_then(|inner| inner.downcast_ref::<Damage>()) {
            Some(&Damage::Nul(line)) => damaged(file, Some(line), "the text holds a NUL byte", SAVE_AS_UTF8),
            Some(Damage::Endless) => {
                let hint = "look for a quote that is not closed, or for a file that is not a table";
                damaged(file, Some(before), "a row that begins here is longer than 16 MiB", hint)
            }
            None => Error::Unreadable { path: PathBuf::from(file), source },
        },
        other => Error::Unreadable { path: PathBuf::from(file), source: io::Error::other(format!("{other:?}")) },
    }
}
