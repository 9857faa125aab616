//! A chapter that people read (Handbook step 10): blocks of words, verdicts, tables and figures, in an order. What it says
//! is put together by [`audit`]; how it looks is the business of its two renderers, HTML and Markdown.

pub mod assessment;
pub mod audit;
pub mod effect;
pub(crate) mod html;
pub(crate) mod markdown;

use opencities_engine::analyse::structure::Grade;

use crate::chart::Svg;

/// A chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Its title.
    pub title: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a chapter.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// The title of a section.
    Heading(String),
    /// Words.
    Paragraph(String),
    /// Things said one by one.
    List(Vec<String>),
    /// Names with what stands for each.
    Facts(Vec<(String, String)>),
    /// Verdicts, one on each line.
    Verdicts(Vec<Verdict>),
    /// A table.
    Table(Grid),
    /// A figure.
    Figure(Figure),
}

/// A line that says what was looked at, and what to think of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// How much it matters.
    pub grade: Grade,
    /// What was looked at.
    pub looked_at: String,
    /// The figure.
    pub figure: String,
    /// The verdict in words.
    pub words: String,
    /// The threshold, with its source.
    pub threshold: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// What it shows.
    pub title: String,
    /// The names of the columns, each with whether it holds numbers.
    pub head: Vec<(String, Kind)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, from the left.
    Text,
    /// Numbers, from the right.
    Number,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What files and links call it: letters and hyphens.
    pub name: &'static str,
    /// What it shows.
    pub title: String,
    /// What is to be seen on it, for those who do not see it.
    pub description: String,
    /// The drawing.
    pub drawing: Svg,
}

impl Figure {
    /// The figure as a file of its own.
    pub fn file(&self) -> String {
        self.drawing.standalone(self.name, &self.title, &self.description)
    }
}

impl Chapter {
    /// The figures, in their order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Axis, Mark, Row, RowChart, Shape, Tone, Unit};

    fn chapter() -> Chapter {
        let name = "<b>&\"'|*_";
        let axis = Axis { name: name.to_owned(), from: 0.0, to: 1.0, unit: Unit::Share };
        let rows = vec![
            Row::Heading(name.to_owned()),
            Row::Line(
                name.to_owned(),
                name.to_owned(),
                vec![Mark::At(Shape::Dot, Tone::One, 0.5), Mark::Between(Tone::Two, f64::NAN, 1.0)],
            ),
        ];
        let drawing = RowChart { axis, legend: Vec::new(), rows }.draw();
        Chapter {
            title: name.to_owned(),
            blocks: vec![
                Block::Heading(name.to_owned()),
                Block::Paragraph(name.to_owned()),
                Block::List(vec![name.to_owned()]),
                Block::Facts(vec![(name.to_owned(), name.to_owned())]),
                Block::Verdicts(vec![Verdict {
                    grade: Grade::Look,
                    looked_at: name.to_owned(),
                    figure: name.to_owned(),
                    words: name.to_owned(),
                    threshold: Some(name.to_owned()),
                }]),
                Block::Table(Grid {
                    title: name.to_owned(),
                    head: vec![(name.to_owned(), Kind::Text), ("n".to_owned(), Kind::Number)],
                    rows: vec![vec![name.to_owned(), "1".to_owned()]],
                }),
                Block::Figure(Figure { name: "figure", title: name.to_owned(), description: name.to_owned(), drawing }),
            ],
        }
    }

    #[test]
    fn no_name_becomes_markup() {
        let page = html::page(&chapter());
        assert!(!page.contains("<b>&\"") && !page.contains("&\"'"), "{page}");
        assert!(page.matches("&lt;b&gt;&amp;&quot;&#39;").count() >= 12);
        assert!(!page.contains("<script"));
        let text = markdown::text(&chapter(), Some("audit"));
        assert!(!text.contains("<b>") && !text.contains("&\""), "{text}");
        assert!(text.contains("](audit-figure.svg)"), "{text}");
        assert!(!markdown::text(&chapter(), None).contains(".svg"));
    }

    #[test]
    fn a_figure_is_a_file_of_its_own() {
        let chapter = chapter();
        let file = chapter.figures().next().unwrap().file();
        assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && file.contains("<style>"));
        assert!(!file.contains("NaN"));
    }
}
