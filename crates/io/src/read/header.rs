//! Headers: columns found by name, in any case and any order.

use crate::Error;
use crate::read::report::headless;

/// The names of a table's columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header<'a> {
    /// The file, for messages.
    pub(crate) file: &'a str,
    /// The line on which the header stands; 0 in formats where it is not a row.
    pub(crate) line: u64,
    /// The names in order.
    pub(crate) names: &'a [String],
}

impl Header<'_> {
    /// The position of a column; none where there is no such name.
    ///
    /// # Errors
    /// D125 when two columns share the name.
    pub(crate) fn find(&self, wanted: &str) -> Result<Option<usize>, Error> {
        let mut found = (0..self.names.len()).filter(|&column| self.names[column].eq_ignore_ascii_case(wanted));
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            (_, Some(_)) => {
                let message = format!("two columns are called `{wanted}`");
                Err(self.refuse(message, "rename or remove one of them"))
            }
        }
    }

    /// The position of a column that the table must have.
    ///
    /// # Errors
    /// D125 when there is none, or more than one.
    pub(crate) fn require(&self, wanted: &str, expected: &str) -> Result<usize, Error> {
        self.find(wanted)?.ok_or_else(|| self.lacks(&format!("the table has no column `{wanted}`"), expected))
    }

    /// The error of a header that lacks something: what was found, and what is expected.
    pub(crate) fn lacks(&self, what: &str, expected: &str) -> Error {
        const SHOWN: usize = 12;
        let mut found: Vec<String> = self.names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        if self.names.len() > SHOWN {
            found.push(format!("{} more", self.names.len() - SHOWN));
        }
        self.refuse(format!("{what}; it has {}", found.join(", ")), expected)
    }

    fn refuse(&self, message: String, hint: &str) -> Error {
        headless(self.file, (self.line > 0).then_some(self.line), message, hint)
    }
}
