//! The table of the ranking (Handbook step 6), and what is to be said about its rows. The order of the rows is asked for, not
//! decided here.

use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// Decimals of scores that people are shown.
const SCORE_DECIMALS: usize = 1;

/// What a ranking shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingView {
    /// The position of the group by which units are ranked.
    pub by: usize,
    /// The positions of the nodes that have a column each.
    pub columns: Vec<usize>,
    /// The rows to show, in order, by the period that they belong to.
    pub rows: Vec<usize>,
}

impl RankingView {
    /// All units of all periods by the index, with the nodes of the level below it.
    pub fn of(composite: &Composite) -> Self {
        let root = composite.framework.root();
        let columns = composite.framework.nodes()[root].children.clone();
        let rows = (0..composite.data.periods.len()).flat_map(|period| composite.ranking(root, period)).collect();
        RankingView { by: root, columns, rows }
    }
}

/// The ranking: period, rank, unit, name, index, a column for each node shown, coverage, note.
pub fn ranking(composite: &Composite, view: &RankingView) -> FlatTable {
    let decimals = SCORE_DECIMALS.to_string();
    let score = [("measure", "score"), ("decimals", decimals.as_str())];
    let bar = [("measure", "score"), ("decimals", decimals.as_str()), ("bar", "true")];
    let data = &composite.data;
    let nodes = composite.framework.nodes();
    let rows = || view.rows.iter().copied();
    let unit = |row: usize| data.units.get(data.unit_of(row));
    let ranked = &nodes[view.by];
    let index = if view.by == composite.framework.root() { "index" } else { ranked.code.as_str() };
    let mut columns = Columns::default()
        .text("period", "the period reported", rows().map(|row| Some(data.period_of(row).to_string())))
        .ranks(
            "rank",
            "1 is the best; empty where a unit is not ranked",
            composite.method.rank.ties,
            rows().map(|row| composite.rank(view.by, row)),
        )
        .text("unit", "code", rows().map(|row| Some(unit(row).code.as_str())))
        .text("name", "name", rows().map(|row| Some(unit(row).name.as_str())))
        .number(index, &ranked.name, &bar, rows().map(|row| composite.score(view.by, row)));
    for &position in view.columns.iter().filter(|&&position| position != view.by) {
        let node = &nodes[position];
        columns = columns.number(&node.code, &node.name, &score, rows().map(|row| composite.score(position, row)));
    }
    let notes = Notes::new(composite);
    columns
        .number(
            "coverage",
            "share of the indicators that are known",
            &[("measure", "share"), ("decimals", "2")],
            rows().map(|row| composite.screening.coverage[row]),
        )
        .text("note", "what to know about the row", rows().map(|row| Some(notes.of(row))))
        .finish("ranking", "Ranking")
}

/// How many indicators of a row are known, of those that apply to it: `19 of 35 indicators`, or `16 of the 30 indicators that
/// apply`.
pub fn known(composite: &Composite, row: usize) -> String {
    let declared = composite.framework.indicators().len();
    let applies = |column: &usize| !composite.data.status.slice(*column)[row].is_not_applicable();
    let applicable = (0..declared).filter(applies).count();
    let known = (composite.screening.coverage[row] * applicable as f64).round();
    if applicable == declared {
        format!("{known} of {declared} indicators")
    } else {
        format!("{known} of the {applicable} indicators that apply")
    }
}

/// What is to be said about single rows.
struct Notes<'a> {
    composite: &'a Composite,
    /// Groups of indicators with the coverage of every row.
    coverage: Vec<(usize, Vec<f64>)>,
}

impl<'a> Notes<'a> {
    fn new(composite: &'a Composite) -> Self {
        let framework = &composite.framework;
        let lowest = framework
            .group_positions()
            .filter(|&group| framework.nodes()[group].children.iter().any(|&child| framework.is_indicator(child)));
        Notes { composite, coverage: lowest.map(|group| (group, composite.coverage(group))).collect() }
    }

    fn of(&self, row: usize) -> String {
        let Composite { framework, screening, method, .. } = self.composite;
        let mut notes = Vec::new();
        if !screening.ranked[row] {
            let least = method.screen.unit_coverage_min * 100.0;
            notes.push(format!("not ranked: {} known, {least:.0} % needed", known(self.composite, row)));
        }
        let names = |test: &dyn Fn(f64) -> bool| -> Vec<&str> {
            let found = self.coverage.iter().filter(|(_, shares)| test(shares[row]));
            found.map(|(group, _)| framework.nodes()[*group].code.as_str()).collect()
        };
        let empty = names(&|share| share <= 0.0);
        let thin = names(&|share| share > 0.0 && share < method.screen.thin_below);
        if !empty.is_empty() {
            notes.push(format!("no figures: {}", empty.join(", ")));
        }
        if !thin.is_empty() {
            notes.push(format!("thin: {}", thin.join(", ")));
        }
        notes.join("; ")
    }
}
