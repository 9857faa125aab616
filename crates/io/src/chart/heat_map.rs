//! A map of correlations: a cell for each pair below the diagonal. The shape says the sign, the size the strength, and only a
//! full mark is more than chance.

use super::rows::shortened;
use super::svg::Svg;

/// A pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The correlation, from -1 to 1; `NaN` where it is unknown.
    pub value: f64,
    /// Its p-value.
    pub p_value: f64,
}

/// A map of correlations of one level.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// The names, in the order of the rows and columns.
    pub names: Vec<String>,
    /// Rows before which there is a gap: the first of another group.
    pub gaps: Vec<usize>,
    /// The greatest p-value of a full mark.
    pub significance: f64,
    /// For each row, the cells with the rows above it.
    pub cells: Vec<Vec<Cell>>,
}

const LINE: f64 = 14.0;
/// Room for names beside the map.
const LEFT: f64 = 150.0;
const NAME: usize = 19;
const NAME_DENSE: usize = 23;
/// Below this side of a cell letters are smaller.
const DENSE: f64 = 12.0;
/// The width that a map of few has, and the least side of a cell.
const WIDTH: f64 = 380.0;
const SIDE_MIN: f64 = 9.4;
const SIDE_MAX: f64 = 26.0;
const GAP: f64 = 4.0;

impl HeatMap {
    /// The drawing.
    pub fn draw(&self) -> Svg {
        let count = self.names.len();
        let gaps = |place: usize| self.gaps.iter().filter(|&&gap| gap <= place).count() as f64 * GAP;
        let room = WIDTH - LEFT - gaps(count) - 4.0;
        let side = (room / count.max(1) as f64).clamp(SIDE_MIN, SIDE_MAX);
        let top = 5.0 * LINE + 6.0;
        let place = |at: usize| (at as f64 + 0.5) * side + gaps(at);
        let end = count as f64 * side + gaps(count);
        let mut svg = Svg::new((LEFT + end + 4.0).max(WIDTH), top + end + 6.0);
        self.legend(&mut svg);
        for (row, cells) in self.cells.iter().enumerate() {
            let y = top + place(row);
            let (letters, class) = if side < DENSE { (NAME_DENSE, "end dense") } else { (NAME, "end") };
            let name = format!("{} {}", shortened(&self.names[row], letters), row + 1);
            svg.text(LEFT - 4.0, y + 3.5, class, &name);
            svg.text(LEFT + place(row), y + 3.0, "faint middle small", &(row + 1).to_string());
            for (column, cell) in cells.iter().enumerate() {
                let said = format!("{} with {}: {}", self.names[row], self.names[column], cell.said());
                svg.group(&said, |svg| self.mark(svg, *cell, LEFT + place(column), y, side / 2.0 - 0.5));
            }
        }
        svg
    }

    fn mark(&self, svg: &mut Svg, Cell { value, p_value }: Cell, x: f64, y: f64, half: f64) {
        if value.is_nan() {
            svg.text(x, y + 3.0, "faint middle small", "?");
            return;
        }
        // The area goes with the strength, and the least can still be seen and pointed at.
        let size = (half * value.abs().sqrt()).max(1.0);
        let tone = if value < 0.0 { "two" } else { "one" };
        let class = if p_value <= self.significance { tone.to_owned() } else { format!("hollow {tone}-line") };
        if value < 0.0 { svg.circle(x, y, size, &class) } else { svg.square(x, y, size, &class) }
    }

    fn legend(&self, svg: &mut Svg) {
        let known = |value: f64| Cell { value, p_value: 0.0 };
        let chance = |value: f64| Cell { value, p_value: 1.0 };
        let significance = self.significance;
        let lines: [(&[Cell], String); 4] = [
            (&[known(0.3), known(0.9)], "correlation above zero: the larger, the stronger".to_owned()),
            (&[known(-0.3), known(-0.9)], "below zero".to_owned()),
            (&[chance(0.2), chance(-0.2)], format!("hollow: may be chance (corrected p above {significance})")),
            (&[], "numbers on the diagonal: the row of the column's name".to_owned()),
        ];
        for (number, (cells, words)) in lines.into_iter().enumerate() {
            let y = 10.0 + number as f64 * LINE;
            for (at, cell) in cells.iter().enumerate() {
                self.mark(svg, *cell, 8.0 + at as f64 * 16.0, y, 6.0);
            }
            svg.text(38.0, y + 4.0, "", &words);
        }
    }
}

impl Cell {
    fn said(self) -> String {
        if self.value.is_nan() { "unknown".to_owned() } else { format!("r {:.2}, p {:.3}", self.value, self.p_value) }
    }
}
