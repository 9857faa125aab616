//! Numbers as people write them: what is one, what stands for a missing one, and what is only nearly one.
//!
//! Nothing is converted by guess: `12,5` and `1,234` are faults, since no program can know which is meant.

use crate::read::row::Field;

/// Texts that stand for a missing value and are reported, in any case. Empty fields and `NA` are missing without remark.
const MARKS: &[&str] = &["n/a", "na", "-", "..", ":", "nan", "null", "#n/a", "missing"];

/// What a field says as a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reading<'a> {
    /// A finite number.
    Number(f64),
    /// Nothing, or `NA`.
    Missing,
    /// A mark that was read as missing.
    Mark(&'a str),
    /// Infinity, or a number too large.
    Infinite,
    /// A number with a decimal comma.
    DecimalComma,
    /// Anything else.
    Text,
}

impl<'a> Reading<'a> {
    /// Reads a field.
    pub(crate) fn of(field: Field<'a>) -> Self {
        match field {
            Field::Empty => Reading::Missing,
            Field::Number(number) => Reading::of_number(number, "NaN"),
            Field::Year(_) => Reading::Text,
            Field::Text(text) => match text.parse() {
                Ok(number) => Reading::of_number(number, text),
                Err(_) => Reading::of_words(text),
            },
        }
    }

    fn of_number(number: f64, mark: &'a str) -> Self {
        if number.is_finite() {
            Reading::Number(number)
        } else if number.is_nan() {
            Reading::Mark(mark)
        } else {
            Reading::Infinite
        }
    }

    fn of_words(text: &'a str) -> Self {
        if text == "NA" {
            Reading::Missing
        } else if MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(text)) {
            Reading::Mark(text)
        } else if has_decimal_comma(text) {
            Reading::DecimalComma
        } else {
            Reading::Text
        }
    }
}

/// Whether a text is a number but for its comma: `12,5` and `1.234,5`, but not `1,234`, which may be a thousand.
fn has_decimal_comma(text: &str) -> bool {
    let Some((whole, part)) = text.split_once(',') else { return false };
    let digits = whole.trim_start_matches(['+', '-']);
    let thousands = part.len() == 3
        && part.bytes().all(|byte| byte.is_ascii_digit())
        && (1..=3).contains(&digits.len())
        && !digits.starts_with('0');
    let is_ambiguous = thousands && !whole.contains('.');
    let with_point = format!("{}.{part}", whole.replace('.', ""));
    !is_ambiguous && !part.contains('.') && with_point.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reading<'_> {
        Reading::of(Field::of(text))
    }

    #[test]
    fn numbers_are_written_with_a_point_and_without_units() {
        for (text, number) in [("12.5", 12.5), (" 1e-3 ", 0.001), ("-.5", -0.5), ("+7", 7.0), ("-999", -999.0)] {
            assert_eq!(read(text), Reading::Number(number), "{text}");
        }
        for text in ["1,234", "12 %", "abc", "0x10", "1_000", "1 000", "1'000", "1,234.5", "1,234,567", "12,5 %"] {
            assert_eq!(read(text), Reading::Text, "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_is_recognised_where_it_cannot_be_a_thousand() {
        for text in ["12,5", "1.234,5", "-0,25", "0,234", "1234,567", "1.234,567", "1,5e3"] {
            assert_eq!(read(text), Reading::DecimalComma, "{text}");
        }
    }

    #[test]
    fn marks_for_missing_are_told_from_plain_gaps() {
        for text in ["", "  ", "NA"] {
            assert_eq!(read(text), Reading::Missing, "{text}");
        }
        for text in ["n/a", "-", "..", ":", "NaN", "nan", "null", "#N/A", "missing", "N/A", "NULL"] {
            assert_eq!(read(text), Reading::Mark(text), "{text}");
        }
        assert_eq!(Reading::of(Field::Number(f64::NAN)), Reading::Mark("NaN"));
    }

    #[test]
    fn infinity_is_no_number() {
        for text in ["inf", "-inf", "Infinity", "1e999"] {
            assert_eq!(read(text), Reading::Infinite, "{text}");
        }
    }
}
