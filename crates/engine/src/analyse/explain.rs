//! How a score came about, from the raw figures up (Handbook step 7: back to the data).
//!
//! An explanation only reads a composite. Where every aggregation on the way is additive, the contributions of the
//! indicators, of the areas or of any other level sum to the score, together with what penalties and caps above them add.

use serde::Serialize;

use crate::aggregate::Decomposition;
use crate::composite::Composite;
use crate::dataset::Status;
use crate::period::Period;

/// One node on the way to a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The node's position.
    pub node: usize,
    /// How far below the explained node it stands; 0 for itself.
    pub depth: usize,
    /// Its score; `NaN` where it is missing.
    pub score: f64,
    /// Its rank; `NaN` for indicators and unranked units.
    pub rank: f64,
    /// Its share among the siblings that are known.
    pub share: f64,
    /// What it adds to the explained score; `NaN` where that cannot be said.
    pub contribution: f64,
    /// What a penalty or a cap in this group adds to the explained score, below zero where it takes off; 0 where there is
    /// none, `NaN` where that cannot be said.
    pub adjustment: f64,
    /// The figures behind an indicator's score.
    pub figures: Option<Figures>,
}

/// The figures behind an indicator's score; `NaN` where there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// As supplied.
    pub raw: f64,
    /// Divided by its denominator.
    pub denominated: f64,
    /// With gaps filled.
    pub imputed: f64,
    /// With outliers treated.
    pub treated: f64,
    /// Where it comes from.
    #[serde(serialize_with = "as_text")]
    pub status: Status,
    /// The period that it speaks of.
    pub observed_period: Period,
    /// The level at which it was measured.
    pub geography: Option<String>,
    /// The code of its source.
    pub source: Option<String>,
}

fn as_text<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(status)
}

/// The explanation of a node's score in a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The explained node first, then what lies below it, parents before children.
    pub lines: Vec<Line>,
    /// How the explained score falls apart: additive (or multiplicative) only if every aggregation on the way is.
    pub decomposition: Decomposition,
}

/// Explains the score of a node in a row, both by position.
pub fn explain(composite: &Composite, node: usize, row: usize) -> Explanation {
    let mut lines = Vec::new();
    let mut ways = Vec::new();
    walk(composite, row, &mut lines, &mut ways, Step { node, depth: 0, share: 1.0, reach: 1.0 });
    let decomposition = match ways.first() {
        Some(first) if ways.iter().all(|way| way == first) => *first,
        Some(_) => Decomposition::None,
        None => Decomposition::Additive,
    };
    if decomposition != Decomposition::Additive || lines[0].score.is_nan() {
        lines.iter_mut().skip(1).for_each(|line| (line.contribution, line.adjustment) = (f64::NAN, f64::NAN));
    }
    Explanation { lines, decomposition }
}

/// One step down the tree; `reach` is what the node's score is multiplied by in the explained score.
#[derive(Clone, Copy)]
struct Step {
    node: usize,
    depth: usize,
    share: f64,
    reach: f64,
}

fn walk(composite: &Composite, row: usize, lines: &mut Vec<Line>, ways: &mut Vec<Decomposition>, step: Step) {
    let Step { node, depth, share, reach } = step;
    let score = composite.score(node, row);
    let is_indicator = composite.framework.is_indicator(node);
    lines.push(Line {
        node,
        depth,
        score,
        rank: composite.rank(node, row),
        share,
        contribution: if share > 0.0 { reach * score } else { 0.0 },
        adjustment: if share > 0.0 && !is_indicator { reach * composite.adjustment(node, row) } else { 0.0 },
        figures: is_indicator.then(|| figures(composite, node, row)),
    });
    if is_indicator {
        return;
    }
    let (own, parts) = composite.parts(node, row);
    ways.push(own);
    for part in parts {
        let below = Step { node: part.node, depth: depth + 1, share: part.share, reach: reach * part.multiplier };
        walk(composite, row, lines, ways, below);
    }
}

fn figures(composite: &Composite, indicator: usize, row: usize) -> Figures {
    let data = &composite.data;
    let label = |labels: &Option<crate::table::Labels>| {
        labels.as_ref().and_then(|labels| labels.get(row, indicator)).map(str::to_owned)
    };
    Figures {
        raw: data.values.column(indicator)[row],
        denominated: composite.denominated.column(indicator)[row],
        imputed: composite.imputed.column(indicator)[row],
        treated: composite.treated.column(indicator)[row],
        status: data.status.column(indicator)[row],
        observed_period: data.observed_in(row, indicator),
        geography: label(&data.geography),
        source: label(&data.source),
    }
}
