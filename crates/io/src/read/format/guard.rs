//! A reader that stops before damaged text does harm: NUL bytes, and records without end.

use std::cell::Cell;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

/// The longest record that is read, in bytes.
const RECORD_MAX: u64 = 16 << 20;

/// What follows the content: a record of its own, unless a quoted text is still open there.
const END_MARK: &[u8] = b"\n\0";

/// Why reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    /// A NUL byte, with its line.
    #[error("NUL byte")]
    Nul(u64),
    /// A record over [`RECORD_MAX`].
    #[error("endless record")]
    Endless,
}

/// Passes bytes on, looking at each block once.
pub(super) struct Guard<'a, R> {
    inner: R,
    /// Where the last whole record ended, in bytes: kept by the parser. It asks for more only when all that it was
    /// given belongs to the record that it is in.
    record_start: &'a Cell<u64>,
    delivered: u64,
    line: u64,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Content,
    Marked,
}

impl<'a, R: Read> Guard<'a, R> {
    pub(super) fn new(inner: R, record_start: &'a Cell<u64>) -> Self {
        Guard { inner, record_start, delivered: 0, line: 1, state: State::Content }
    }
}

impl<R: Read> Read for Guard<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.delivered.saturating_sub(self.record_start.get()) > RECORD_MAX {
            return Err(io::Error::other(Damage::Endless));
        }
        let count = self.inner.read(buffer)?;
        let block = &buffer[..count];
        if let Some(at) = memchr(0, block) {
            let line = self.line + memchr_iter(b'\n', &block[..at]).count() as u64;
            return Err(io::Error::other(Damage::Nul(line)));
        }
        self.line += memchr_iter(b'\n', block).count() as u64;
        self.delivered += count as u64;
        if count == 0 && self.state == State::Content {
            self.state = State::Marked;
            let mut mark = END_MARK;
            return mark.read(buffer);
        }
        Ok(count)
    }
}

/// What the last record says about the end of the content.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// There are more records.
    NotYet,
    /// All quotes are closed.
    Clean,
    /// A quoted text is still open.
    InQuotes,
}

impl End {
    /// Looks for the end mark in a record.
    pub(super) fn of(record: &str) -> Self {
        match record {
            "\0" => End::Clean,
            _ if record.ends_with('\0') => End::InQuotes,
            _ => End::NotYet,
        }
    }
}
