//! What every format of table gives: a header, then rows of fields. No meaning is given to either here.

use std::borrow::Cow;

use crate::Error;

/// A cell of a table in a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Field<'a> {
    /// Nothing, or blanks.
    Empty,
    /// A text without blanks around it, never empty.
    Text(&'a str),
    /// A number, in the formats that have them.
    Number(f64),
    /// A date, of which the year is used, in the formats that have them.
    Year(i32),
}

impl<'a> Field<'a> {
    /// The field that a text stands for.
    pub(crate) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let trimmed = if plain(bytes.first()) && plain(bytes.last()) { text } else { text.trim() };
        if trimmed.is_empty() { Field::Empty } else { Field::Text(trimmed) }
    }

    /// The field as a text: codes may be numbers in formats that have them.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self {
            Field::Empty => Cow::Borrowed(""),
            Field::Text(text) => Cow::Borrowed(text),
            Field::Number(number) => Cow::Owned(number.to_string()),
            Field::Year(year) => Cow::Owned(year.to_string()),
        }
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(self) -> bool {
        matches!(self, Field::Empty)
    }
}

/// A row of fields.
pub(crate) trait Row {
    /// How many fields the row has.
    fn width(&self) -> usize;

    /// The field of a column.
    fn field(&self, column: usize) -> Field<'_>;

    /// Whether every field is empty: such rows end many tables, and say nothing.
    fn is_blank(&self) -> bool {
        (0..self.width()).all(|column| self.field(column).is_empty())
    }
}

/// Who takes a table.
pub(crate) trait Sink {
    /// Takes the names of the columns, without blanks around them.
    ///
    /// # Errors
    /// Refuses a header with which the rows could not be read.
    fn header(&mut self, line: u64, names: &[String]) -> Result<(), Error>;

    /// Takes a row, with the line on which it begins.
    fn row<R: Row>(&mut self, line: u64, row: &R);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_text_do_not_count() {
        assert_eq!(Field::of(" \u{a0}wien\r"), Field::Text("wien"));
        assert_eq!(Field::of("São Paulo"), Field::Text("São Paulo"));
        assert_eq!(Field::of(" \t"), Field::Empty);
    }

    #[test]
    fn a_numeric_code_has_no_decimals() {
        assert_eq!(Field::Number(1001.0).text(), "1001");
    }
}
