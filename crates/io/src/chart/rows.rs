//! Rows of marks and intervals along one axis: ranks, shares, distances, each with how sure it is.

use super::axis::Axis;
use super::svg::Svg;

/// A colour, which never says anything alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The first of two.
    One,
    /// The second.
    Two,
    /// As letters.
    Ink,
}

impl Tone {
    pub(super) fn fill(self) -> &'static str {
        match self {
            Tone::One => "one",
            Tone::Two => "two",
            Tone::Ink => "ink",
        }
    }

    pub(super) fn line(self) -> &'static str {
        match self {
            Tone::One => "one-line",
            Tone::Two => "two-line",
            Tone::Ink => "ink-line",
        }
    }
}

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A full circle.
    Dot,
    /// An empty circle.
    Ring,
    /// A full square on its corner.
    Diamond,
    /// A line across the row.
    Bar,
}

/// What is drawn in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// A number.
    At(Shape, Tone, f64),
    /// The interval between two numbers.
    Between(Tone, f64, f64),
}

/// A row of a chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A title above the rows that follow.
    Heading(String),
    /// A line with its marks, the last on top; a name and what is said of it when it is pointed at.
    Line(String, String, Vec<Mark>),
}

/// What a mark means.
#[derive(Debug, Clone, PartialEq)]
pub struct Legend {
    /// The marks, where 0 is the left and 1 the right end of the sample.
    pub marks: Vec<Mark>,
    /// In words.
    pub words: String,
}

/// A chart of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChart {
    /// The axis.
    pub axis: Axis,
    /// What the marks mean.
    pub legend: Vec<Legend>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// The width of every chart of rows: its letters are read on a page of 80 mm, too.
const WIDTH: f64 = 380.0;
/// Where the axis ends, and the least that names have beside it; longer names push it to the right.
const RIGHT: f64 = 360.0;
const LEFT_MIN: f64 = 148.0;
const LINE: f64 = 14.0;
/// The width of a letter, and how far names stand off the axis.
const LETTER: f64 = 6.5;
const GAP: f64 = 8.0;
/// Letters of a name: more would leave the axis no room.
const NAME_MAX: usize = 34;
/// Letters of a heading, which has the width to itself.
const HEADING_MAX: usize = 42;

impl RowChart {
    /// The drawing.
    pub fn draw(&self) -> Svg {
        let top = 10.0 + self.legend.len() as f64 * LINE;
        let first = top + 30.0;
        let height = first + self.rows.len() as f64 * LINE + 20.0;
        let mut svg = Svg::new(WIDTH, height);
        for (number, Legend { marks, words }) in self.legend.iter().enumerate() {
            let y = 10.0 + number as f64 * LINE;
            marks.iter().for_each(|mark| draw(&mut svg, *mark, y, |along| 6.0 + along * 24.0));
            svg.text(38.0, y + 4.0, "", words);
        }
        let end = first + self.rows.len() as f64 * LINE;
        let left = self.left();
        let x = |value: f64| left + self.axis.along(value) * (RIGHT - left);
        svg.text(f64::midpoint(left, RIGHT), top + 10.0, "faint middle", &self.axis.name);
        for (value, text) in self.axis.ticks() {
            svg.line([x(value), first - 3.0], [x(value), end + 3.0], "grid");
            svg.text(x(value), first - 6.0, "faint middle", &text);
            svg.text(x(value), end + 13.0, "faint middle", &text);
        }
        for (number, row) in self.rows.iter().enumerate() {
            let y = first + (number as f64 + 0.5) * LINE;
            match row {
                Row::Heading(name) => svg.text(2.0, y + 4.0, "strong", &shortened(name, HEADING_MAX)),
                Row::Line(name, said, marks) => svg.group(said, |svg| {
                    svg.line([left, y], [RIGHT, y], "grid");
                    svg.text(left - GAP, y + 4.0, "end", &shortened(name, NAME_MAX));
                    marks.iter().filter(|mark| is_known(mark)).for_each(|mark| draw(svg, *mark, y, x));
                }),
            }
        }
        svg
    }

    /// Where the axis begins: right of the longest name.
    fn left(&self) -> f64 {
        let letters = |row: &Row| match row {
            Row::Heading(_) => 0,
            Row::Line(name, ..) => name.chars().count().min(NAME_MAX),
        };
        let longest = self.rows.iter().map(letters).max().unwrap_or_default();
        LEFT_MIN.max(GAP + longest as f64 * LETTER)
    }
}

fn is_known(mark: &Mark) -> bool {
    match mark {
        Mark::At(_, _, value) => !value.is_nan(),
        Mark::Between(_, low, high) => !low.is_nan() && !high.is_nan(),
    }
}

fn draw(svg: &mut Svg, mark: Mark, y: f64, x: impl Fn(f64) -> f64) {
    match mark {
        Mark::At(Shape::Dot, tone, value) => svg.circle(x(value), y, 3.5, tone.fill()),
        Mark::At(Shape::Ring, tone, value) => svg.circle(x(value), y, 3.5, &format!("hollow thin {}", tone.line())),
        Mark::At(Shape::Diamond, tone, value) => svg.diamond(x(value), y, 5.0, tone.fill()),
        Mark::At(Shape::Bar, tone, value) => {
            svg.line([x(value), y - 5.0], [x(value), y + 5.0], &format!("thick {}", tone.line()));
        }
        Mark::Between(tone, low, high) => {
            svg.line([x(low), y], [x(high), y], &format!("thin {}", tone.line()));
            for end in [low, high] {
                svg.line([x(end), y - 2.5], [x(end), y + 2.5], &format!("thin {}", tone.line()));
            }
        }
    }
}

/// A name in at most so many letters.
pub(super) fn shortened(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().take(letters - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Unit;

    #[test]
    fn names_have_the_room_that_the_longest_needs() {
        for (letters, is_whole, left) in [(5, true, 148.0), (21, true, 148.0), (30, true, 203.0), (60, false, 229.0)] {
            let name = "x".repeat(letters);
            let axis = Axis { name: String::new(), from: 0.0, to: 1.0, unit: Unit::Points };
            let marks = vec![Mark::At(Shape::Dot, Tone::One, 0.5)];
            let chart =
                RowChart { axis, legend: Vec::new(), rows: vec![Row::Line(name.clone(), String::new(), marks)] };
            assert!((chart.left() - left).abs() < 1e-9, "{letters}: {}", chart.left());
            let drawn = chart.draw().standalone("x", "", "");
            assert_eq!(drawn.contains(&format!(">{name}<")), is_whole, "{letters}: {drawn}");
            assert!(drawn.contains("viewBox=\"0 0 380 "), "the chart stays as wide");
        }
    }
}
