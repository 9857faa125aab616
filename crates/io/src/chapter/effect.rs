//! The chapter on scores that stand in for a group (Handbook step 10): whose they are, what they do to scores and ranks, and
//! what to make of it. It computes nothing, and the table of every unit is an export of its own.

use opencities_engine::composite::Composite;

use super::assessment::number;
use super::{Block, Chapter, Grid, Kind};
use crate::Source;
use crate::stand_in::StandIn;

/// What every reader must know.
pub const CAUTION: &str = "What stands in is a city's own judgement, and nobody else has checked it. A scale from nothing to all \
that was asked is not the scale of cities beside each other, so compare with care. The ranking by the index's own figures stays \
as it is: `opencities rank`.";

/// An index with and without scores that stand in.
#[derive(Debug, Clone, Copy)]
pub struct Effect<'a> {
    /// The index by its own figures.
    pub before: &'a Composite,
    /// The same with the scores.
    pub after: &'a Composite,
    /// The scores.
    pub stand_in: &'a StandIn,
}

/// A unit whose rank moves: its position, and the ranks before and after, as they are shown.
type Moved = (usize, [String; 2]);

impl Effect<'_> {
    /// What stands in for what, in words: of which period each is.
    pub fn title(&self) -> String {
        let about = &self.before.framework.about().name;
        let area = &self.before.framework.nodes()[self.stand_in.group].name;
        format!(
            "{}, in place of {area} in {about}: self-reported for {}, figures of {}",
            self.stand_in.name,
            self.periods(),
            self.before.data.period_of(0)
        )
    }

    /// Whether the scores are all about one period.
    pub fn has_one_period(&self) -> bool {
        self.stand_in.scores.windows(2).all(|pair| pair[0].period == pair[1].period)
    }

    fn periods(&self) -> String {
        let mut periods: Vec<_> = self.stand_in.scores.iter().map(|score| score.period).collect();
        periods.sort_unstable();
        periods.dedup();
        periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
    }

    /// For a unit: the group, the index and its rank, each before and after.
    pub fn of(&self, unit: usize) -> [[f64; 2]; 3] {
        let Effect { before, after, stand_in } = self;
        let code = &before.framework.nodes()[stand_in.group].code;
        let group_after = after.framework.position(code).unwrap_or(stand_in.group);
        let [root, root_after] = [before, after].map(|composite| composite.framework.root());
        [
            [before.score(stand_in.group, unit), after.score(group_after, unit)],
            [before.score(root, unit), after.score(root_after, unit)],
            [before.rank(root, unit), after.rank(root_after, unit)],
        ]
    }

    /// The others whose rank moves, in the order of the units.
    pub fn moved(&self) -> Vec<Moved> {
        let is_assessed = |unit: usize| self.stand_in.scores.iter().any(|score| score.unit == unit);
        let others = (0..self.before.data.units.len()).filter(|&unit| !is_assessed(unit));
        others.map(|unit| (unit, self.of(unit)[2].map(place))).filter(|(_, [was, is])| was != is).collect()
    }

    /// What the others' scores in the group owe to figures that step aside.
    pub fn scales(&self) -> String {
        let is_assessed = |unit: usize| self.stand_in.scores.iter().any(|score| score.unit == unit);
        let others = (0..self.before.data.units.len()).filter(|&unit| !is_assessed(unit));
        let shifts = others.map(|unit| {
            let [was, is] = self.of(unit)[0];
            (is - was).abs()
        });
        let shifts: Vec<f64> = shifts.filter(|shift| *shift >= 0.05).collect();
        let area = &self.before.framework.nodes()[self.stand_in.group].name;
        match shifts.iter().copied().reduce(f64::max) {
            None => format!("Others keep their scores in {area}."),
            Some(most) => format!(
                "Scales in {area} are found anew, without the figures that stepped aside: the scores of {} others in it move, by \
                 {most:.1} points at most.",
                shifts.len()
            ),
        }
    }

    fn name(&self, unit: usize) -> &str {
        &self.before.data.units.get(unit).name
    }

    fn assessed(&self) -> Grid {
        let area = &self.before.framework.nodes()[self.stand_in.group].name;
        let head = ["answers of", area, "self-reported", "score", "with it", "rank", "with it"];
        let rows = self.stand_in.scores.iter().map(|score| {
            let [group, index, rank] = self.of(score.unit);
            let cells = [self.name(score.unit).to_owned(), score.period.to_string()];
            cells.into_iter().chain([group, index].concat().into_iter().map(number)).chain(rank.map(place)).collect()
        });
        let numbers = head.iter().map(|name| ((*name).to_owned(), Kind::Number));
        Grid {
            title: String::new(),
            head: std::iter::once((String::new(), Kind::Text)).chain(numbers).collect(),
            rows: rows.collect(),
        }
    }
}

/// A rank; a dash where there is none.
fn place(rank: f64) -> String {
    if rank.is_nan() { "–".to_owned() } else { number(rank).trim_end_matches(".0").to_owned() }
}

/// The chapter. `notes` is what was said of the sheets: which were taken, and which were left out.
pub fn chapter(effect: &Effect<'_>, notes: &[String], run: &[(String, String)], sources: &[Source]) -> Chapter {
    let mut blocks = vec![
        Block::Paragraph(CAUTION.to_owned()),
        Block::Heading("Those who assessed themselves".to_owned()),
        Block::Table(effect.assessed()),
    ];
    let moved = effect.moved();
    if moved.is_empty() {
        blocks.push(Block::Paragraph("No other changes its rank.".to_owned()));
    } else {
        blocks.push(Block::Heading(format!("Others whose rank changes: {}", moved.len())));
        let rows = moved.into_iter().map(|(unit, [was, is])| vec![effect.name(unit).to_owned(), was, is]);
        let head = [("", Kind::Text), ("rank", Kind::Number), ("with it", Kind::Number)];
        let head = head.map(|(name, kind)| (name.to_owned(), kind)).to_vec();
        blocks.push(Block::Table(Grid { title: String::new(), head, rows: rows.collect() }));
    }
    blocks.push(Block::Heading("What was done".to_owned()));
    blocks.push(Block::Paragraph(done(effect)));
    if !notes.is_empty() {
        blocks.push(Block::List(notes.to_vec()));
    }
    const TOLD: [&str; 5] = ["index", "periods", "weights", "program", "data_hash"];
    let facts = run.iter().filter(|(key, value)| TOLD.contains(&key.as_str()) && !value.is_empty());
    blocks.push(Block::Facts(facts.map(|(key, value)| (key.replace('_', " "), value.clone())).collect()));
    if !sources.is_empty() {
        blocks.push(Block::List(sources.iter().map(super::audit::credit).collect()));
    }
    Chapter { title: effect.title(), blocks }
}

fn done(effect: &Effect<'_>) -> String {
    let nodes = effect.before.framework.nodes();
    let group = &nodes[effect.stand_in.group];
    let [low, high] = effect.stand_in.ends;
    format!(
        "For those who assessed themselves the {} indicators of {} step aside, and their own score, on the same scale from {low} \
         to {high}, is the score of the area. Then the whole index was computed once more by its own method. {}",
        group.children.len(),
        group.name,
        effect.scales()
    )
}
