//! The columns that an analysis looks at: indicators at a stage, groups by their scores, in the ranked rows of a period.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::composite::Composite;
use crate::framework::Direction;
use crate::par;
use crate::period::Period;
use crate::stats::Ranked;
use crate::table::Table;

/// The stage whose figures are looked at. Groups have scores whatever it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Indicators as supplied.
    Raw,
    /// Indicators divided by their denominators.
    Denominated,
    /// The same, with gaps filled.
    Imputed,
    /// The same, with outliers treated.
    Treated,
    /// The scores of the indicators.
    #[default]
    Normalised,
    /// The scores of the groups alone.
    Aggregated,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 6] =
        [Stage::Raw, Stage::Denominated, Stage::Imputed, Stage::Treated, Stage::Normalised, Stage::Aggregated];

    /// The name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Raw => "raw",
            Stage::Denominated => "denominated",
            Stage::Imputed => "imputed",
            Stage::Treated => "treated",
            Stage::Normalised => "normalised",
            Stage::Aggregated => "aggregated",
        }
    }

    /// The indicators' table; that of their scores where the stage is about groups.
    pub(super) fn table(self, composite: &Composite) -> &Table {
        match self {
            Stage::Raw => &composite.data.values,
            Stage::Denominated => &composite.denominated,
            Stage::Imputed => &composite.imputed,
            Stage::Treated => &composite.treated,
            Stage::Normalised | Stage::Aggregated => &composite.normalised,
        }
    }

    /// Whether more of a figure may still be worse.
    fn is_before_normalisation(self) -> bool {
        !matches!(self, Stage::Normalised | Stage::Aggregated)
    }
}

/// A node's figures.
pub(super) struct Column {
    /// In the measure of the stage.
    pub(super) figures: Vec<f64>,
    /// The same, so that more is better: what correlates.
    pub(super) oriented: Vec<f64>,
    /// The same, in order.
    pub(super) ranked: Ranked,
}

/// The figures of every node in the ranked rows of a period.
pub(super) struct View {
    /// The rows looked at.
    pub(super) rows: Vec<usize>,
    /// A column for each node.
    pub(super) columns: Vec<Column>,
}

impl View {
    pub(super) fn new(composite: &Composite, stage: Stage, period: usize) -> Self {
        let framework = &composite.framework;
        let ranked_rows = composite.data.rows_of(period).filter(|&row| composite.screening.ranked[row]);
        let rows: Vec<usize> = ranked_rows.collect();
        let table = stage.table(composite);
        let columns = par::map(framework.nodes().len(), rows.len() * 16, |node| {
            let (column, is_reversed) = match framework.indicators().get(node) {
                Some(facts) => {
                    let is_worse = facts.direction == Direction::LowerIsBetter && stage.is_before_normalisation();
                    (table.slice(node), is_worse)
                }
                None => (composite.scores.slice(node - framework.indicators().len()), false),
            };
            let figures: Vec<f64> = rows.iter().map(|&row| column[row]).collect();
            let sign = if is_reversed { -1.0 } else { 1.0 };
            let oriented: Vec<f64> = figures.iter().map(|value| sign * value).collect();
            Column { ranked: Ranked::new(&oriented), figures, oriented }
        });
        View { rows, columns }
    }

    /// The column of another series, such as a denominator, in the same rows.
    pub(super) fn of_series(&self, composite: &Composite, series: usize) -> Column {
        let column = composite.data.values.slice(series);
        let figures: Vec<f64> = self.rows.iter().map(|&row| column[row]).collect();
        Column { ranked: Ranked::new(&figures), oriented: figures.clone(), figures }
    }
}

/// The position of the period looked at: the newest, unless another is named.
pub(super) fn period_of(composite: &Composite, wanted: Option<Period>) -> Result<usize, Error> {
    let periods = &composite.data.periods;
    let Some(wanted) = wanted else { return Ok(periods.len().saturating_sub(1)) };
    periods.iter().position(|&known| known == wanted).ok_or_else(|| Error::UnknownPeriod {
        period: wanted.to_string(),
        known: periods.iter().map(Period::to_string).collect::<Vec<_>>().join(", "),
    })
}

/// The nodes looked at: those of a level, or all; groups alone where the stage says so.
pub(super) fn nodes_of(composite: &Composite, stage: Stage, level: Option<&str>) -> Result<Vec<usize>, Error> {
    let framework = &composite.framework;
    let first = if stage == Stage::Aggregated { framework.indicators().len() } else { 0 };
    let levels = || {
        let known = framework.levels().iter().filter(|level| framework.on_level(level).iter().any(|&at| at >= first));
        known.cloned().collect::<Vec<_>>().join(", ")
    };
    let is_wanted = |node: &usize| level.is_none_or(|level| framework.nodes()[*node].level == level);
    let nodes: Vec<usize> = (first..framework.nodes().len()).filter(is_wanted).collect();
    match (nodes.is_empty(), level) {
        (true, Some(level)) => Err(Error::UnknownLevel { level: level.to_owned(), known: levels() }),
        _ => Ok(nodes),
    }
}
