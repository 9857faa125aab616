//! Mentors: units that are like one in all areas but one, and do better in that. The choice stands in one function, so that
//! another way of matching can take its place.

use opencities_engine::composite::Composite;
use opencities_engine::stats;

/// What a column of `units.csv` adds to the distance of two units that differ in it, in points of score.
const APART: f64 = 5.0;
/// The columns that are compared.
const COLUMNS: [&str; 2] = ["region", "size"];
/// How far ahead a mentor is at least, in points of score.
const AHEAD_MIN: f64 = 5.0;
/// The share of the other areas that both must know.
const KNOWN_MIN: f64 = 0.5;

/// A unit to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Mentor {
    /// Its row.
    pub row: usize,
    /// How many points it is ahead in the area.
    pub ahead: f64,
    /// How many points the two are apart in the other areas, on average.
    pub apart: f64,
    /// The columns in which the two are the same: `region`, `size`.
    pub same: Vec<&'static str>,
}

impl Mentor {
    /// How unlike the two are: points apart, and so many more for each column in which they differ.
    pub fn distance(&self) -> f64 {
        self.apart + APART * (COLUMNS.len() - self.same.len()) as f64
    }
}

/// The candidates that are ahead of a row in one of these areas, the most alike first.
pub fn mentors(composite: &Composite, row: usize, area: usize, areas: &[usize], candidates: &[usize]) -> Vec<Mentor> {
    let data = &composite.data;
    let others: Vec<usize> = areas.iter().copied().filter(|&other| other != area).collect();
    let mentor = |&other: &usize| {
        let ahead = composite.score(area, other) - composite.score(area, row);
        let gaps: Vec<f64> = others
            .iter()
            .map(|&node| (composite.score(node, other) - composite.score(node, row)).abs())
            .filter(|gap| !gap.is_nan())
            .collect();
        let known = gaps.len() as f64 / others.len().max(1) as f64;
        if other == row || ahead.is_nan() || ahead < AHEAD_MIN || gaps.is_empty() || known < KNOWN_MIN {
            return None;
        }
        let is_same = |name: &&str| {
            data.units.column(name).is_some_and(|column| {
                let [a, b] = [row, other].map(|row| &column.values[data.unit_of(row)]);
                a == b && !a.is_empty()
            })
        };
        let same = COLUMNS.into_iter().filter(is_same).collect();
        Some(Mentor { row: other, ahead, apart: stats::mean(&gaps).unwrap_or(f64::NAN), same })
    };
    let mut found: Vec<Mentor> = candidates.iter().filter_map(mentor).collect();
    found.sort_by(|a, b| a.distance().total_cmp(&b.distance()).then(a.row.cmp(&b.row)));
    found
}
