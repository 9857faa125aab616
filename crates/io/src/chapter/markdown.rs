//! A chapter as Markdown; its figures are files beside it, where it is one itself.

use super::html::capitalised;
use super::{Block, Chapter, Figure, Grid, Kind, Verdict};

/// The text. `beside` is what the names of the figures' files begin with; without it figures are named only.
pub(crate) fn text(chapter: &Chapter, beside: Option<&str>) -> String {
    let mut out = format!("# {}\n", escaped(&chapter.title));
    for block in &chapter.blocks {
        out.push('\n');
        out.push_str(&rendered(block, beside));
    }
    out
}

/// The name of a figure's file.
pub(crate) fn file_name(beside: &str, figure: &Figure) -> String {
    format!("{beside}-{}.svg", figure.name)
}

fn rendered(block: &Block, beside: Option<&str>) -> String {
    match block {
        Block::Heading(words) => format!("## {}\n", escaped(words)),
        Block::Paragraph(words) => format!("{}\n", escaped(words)),
        Block::List(items) => items.iter().map(|item| format!("- {}\n", escaped(item))).collect(),
        Block::Facts(facts) => {
            facts.iter().map(|(name, value)| format!("- **{}:** {}\n", escaped(name), escaped(value))).collect()
        }
        Block::Verdicts(lines) => lines.iter().map(verdict).collect(),
        Block::Table(grid) => table(grid),
        Block::Figure(figure) => drawn(figure, beside),
    }
}

fn verdict(line: &Verdict) -> String {
    let threshold = line.threshold.as_ref().map_or(String::new(), |words| format!(" *{}*", escaped(words)));
    format!(
        "- {} **{}** {}: **{}**. {}{threshold}\n",
        line.grade.sign(),
        line.grade.in_words(),
        escaped(&line.looked_at),
        escaped(&line.figure),
        escaped(&capitalised(&line.words)),
    )
}

fn table(grid: &Grid) -> String {
    let line = |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    let mut out = String::new();
    if !grid.title.is_empty() {
        out.push_str(&format!("**{}**\n\n", escaped(&grid.title)));
    }
    out.push_str(&line(&mut grid.head.iter().map(|(name, _)| escaped(name))));
    let rule = |kind: Kind| if kind == Kind::Number { "---:" } else { "---" };
    out.push_str(&line(&mut grid.head.iter().map(|(_, kind)| rule(*kind).to_owned())));
    for row in &grid.rows {
        out.push_str(&line(&mut row.iter().map(|cell| escaped(cell))));
    }
    out
}

fn drawn(figure: &Figure, beside: Option<&str>) -> String {
    let title = escaped(&figure.title);
    match beside {
        // A space or a bracket would end the address.
        Some(beside) => {
            let address: String = file_name(beside, figure).chars().map(addressed).collect();
            format!("![{title}]({address})\n\n*{title}.* {}\n", escaped(&figure.description))
        }
        None => format!("*{title}.* {} (Drawn where a file is written.)\n", escaped(&figure.description)),
    }
}

fn addressed(letter: char) -> String {
    match letter {
        ' ' => "%20".to_owned(),
        '(' => "%28".to_owned(),
        ')' => "%29".to_owned(),
        '<' => "%3C".to_owned(),
        '>' => "%3E".to_owned(),
        other => other.to_string(),
    }
}

/// Text of which no letter is read as Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' | '\t' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}
