//! Tables for people, at the width of their terminal.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
pub(crate) use opencities_io::figure;

/// A column's place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A rule under the header and nothing else.
const HEADER_RULE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table for people: aligned columns, a rule under the header, wrapped to the terminal.
pub(crate) fn table(header: &[(&str, Align)], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(HEADER_RULE).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(80);
    }
    let align = |text: &str, align: Align| {
        let alignment = match align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        };
        Cell::new(text).set_alignment(alignment)
    };
    table.set_header(header.iter().map(|&(name, side)| align(name, side)));
    for row in rows {
        table.add_row(row.iter().zip(header).map(|(text, &(_, side))| align(text, side)));
    }
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 1));
    });
    table.to_string().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The letters in a line of the terminal; 80 where there is none.
pub(crate) fn width() -> usize {
    textwrap::termwidth()
}

/// Words wrapped to the terminal, every line with the same indent.
pub(crate) fn wrapped(words: &str, indent: &str) -> String {
    const READABLE: usize = 100;
    let options = textwrap::Options::new(width().min(READABLE)).initial_indent(indent).subsequent_indent(indent);
    textwrap::fill(words, options) + "\n"
}

/// Words wrapped to the terminal, every line but the first with an indent.
pub(crate) fn hanging(words: &str, indent: &str) -> String {
    textwrap::fill(words, textwrap::Options::new(width()).subsequent_indent(indent)) + "\n"
}

/// A number with one decimal; a dash where there is none.
pub(crate) fn score(value: f64) -> String {
    decimals(value, 1)
}

/// A number with so many decimals; a dash where there is none, and no sign before zero.
pub(crate) fn decimals(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.bytes().all(|byte| b"0.".contains(&byte)) => zero.to_owned(),
        _ => text,
    }
}

/// A rank; a dash where there is none.
pub(crate) fn rank(value: f64) -> String {
    if value.is_nan() {
        "–".to_owned()
    } else if value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// A bar as long as the value's share of `full`, in eighths of a letter.
pub(crate) fn bar(value: f64, full: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if value.is_nan() || full <= 0.0 {
        return String::new();
    }
    let eighths = ((value / full).clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Ranks on an axis from the first place to the last, `width` letters wide: a line from the better to the worse end of
/// `outer`, a heavy one for `inner`, and a dot at `mark`.
pub(crate) fn ranks(outer: [u64; 2], inner: [u64; 2], mark: u64, places: usize, width: usize) -> String {
    let column = |rank: u64| {
        let span = places.saturating_sub(1).max(1) as f64;
        (rank.saturating_sub(1) as f64 / span * (width - 1) as f64).round() as usize
    };
    let within = |ends: [u64; 2], place: usize| (column(ends[0])..=column(ends[1])).contains(&place);
    let letter = |place: usize| match place {
        _ if place == column(mark) => '●',
        _ if within(inner, place) => '━',
        _ if within(outer, place) => '─',
        _ => ' ',
    };
    (0..width).map(letter).collect::<String>().trim_end().to_owned()
}

/// A name in at most `width` letters.
pub(crate) fn shortened(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let kept: String = name.chars().take(width - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!(bar(100.0, 100.0, 4), "████");
        assert_eq!(bar(50.0, 100.0, 1), "▌");
        assert_eq!(bar(f64::NAN, 100.0, 4), "");
    }

    #[test]
    fn names_are_cut_with_a_sign() {
        assert_eq!(shortened("Internationalisation", 8), "Interna…");
        assert_eq!(shortened("Oslo", 8), "Oslo");
    }
}
