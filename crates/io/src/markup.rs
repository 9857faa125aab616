//! Text that goes into HTML and SVG (Handbook step 10). Names come from files that others wrote: none of their letters may be
//! read as markup.

use std::fmt::Write;

/// Text as it may stand between tags and in attributes of HTML and of XML.
///
/// Letters that XML does not know (most control characters) become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

/// A length or a place in as many digits as can be seen.
pub(crate) fn place(out: &mut String, value: f64) {
    let text = format!("{value:.1}");
    // What a text is written to in memory does not refuse it.
    let _ = write!(out, "{}", text.strip_suffix(".0").unwrap_or(&text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_could_be_markup() {
        assert_eq!(escape("<b>&\"'\u{1}\n"), "&lt;b&gt;&amp;&quot;&#39;\u{fffd} ");
        assert_eq!(escape("São Tomé – 東京"), "São Tomé – 東京");
    }

    #[test]
    fn places_are_short() {
        let mut out = String::new();
        [12.0, 0.25, -3.04].into_iter().for_each(|value| place(&mut out, value));
        assert_eq!(out, "120.2-3");
    }
}
