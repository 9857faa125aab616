//! A chapter on the terminal: the same blocks as on a page, wrapped; a figure is drawn in letters by who knows it.

use opencities_io::chapter::{Block, Chapter, Figure, Grid, Kind};

use crate::render::{self, Align};

/// The text. `draw` makes a figure of letters, or leaves it out.
pub(crate) fn draw(chapter: &Chapter, draw: impl Fn(&Figure) -> Option<String>) -> String {
    let mut text = format!("{}\n", chapter.title);
    for block in &chapter.blocks {
        let part = match block {
            Block::Heading(words) => format!("{}\n", words.to_uppercase()),
            Block::Paragraph(words) => render::wrapped(words, ""),
            Block::List(items) => items.iter().map(|item| listed(item)).collect(),
            Block::Facts(facts) => facts.iter().map(|(name, value)| listed(&format!("{name}: {value}"))).collect(),
            Block::Verdicts(lines) => {
                let verdict = |line: &opencities_io::chapter::Verdict| {
                    format!("{} {}: {}. {}", line.grade.sign(), line.looked_at, line.figure, line.words)
                };
                lines.iter().map(|line| listed(&verdict(line))).collect()
            }
            Block::Table(grid) => table(grid),
            Block::Figure(figure) => match draw(figure) {
                Some(drawn) => drawn,
                None => continue,
            },
        };
        // What belongs to a heading or a line above stands close to it.
        if !matches!(block, Block::List(_)) || text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(&part);
    }
    text
}

fn listed(words: &str) -> String {
    let wrapped = render::wrapped(words, "    ");
    format!("  – {}", wrapped.trim_start())
}

fn table(grid: &Grid) -> String {
    let align = |kind: Kind| if kind == Kind::Number { Align::Right } else { Align::Left };
    let head: Vec<(&str, Align)> = grid.head.iter().map(|(name, kind)| (name.as_str(), align(*kind))).collect();
    render::table(&head, grid.rows.iter().cloned())
}
