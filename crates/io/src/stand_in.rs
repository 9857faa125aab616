//! A score from elsewhere that stands in for a group of an index, unit by unit (Handbook steps 1 and 2).
//!
//! The group gets one more indicator, with fixed goalposts and the mark of what units say of themselves. For a unit that has a
//! score of its own the indicators of the group no longer apply, and for all others the new one does not: weights of what
//! does not apply are shared as ever, so the engine knows nothing of it. Ends of scales and treatments are found from the figures
//! that still apply. The figures themselves stay as they are: what is made here are copies.

use opencities_engine::dataset::{Dataset, Status};
use opencities_engine::framework::{DataClass, Framework, Indicator};
use opencities_engine::impute::Imputation;
use opencities_engine::method::Method;
use opencities_engine::normalise::{Goalposts, Normalisation};
use opencities_engine::period::Period;
use opencities_engine::table::{Labels, Table};
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;

/// Scores that stand in for a group.
#[derive(Debug, Clone)]
pub struct StandIn {
    /// The position of the group.
    pub group: usize,
    /// The code of the indicator that it gets.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The code of its source.
    pub source: String,
    /// The worst and the best score that is possible.
    pub ends: [f64; 2],
    /// The scores.
    pub scores: Vec<Score>,
}

/// The score of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The unit, by position.
    pub unit: usize,
    /// The period that it speaks of.
    pub period: Period,
    /// The score.
    pub value: f64,
}

/// An index in which scores stand in for a group.
#[derive(Debug, Clone)]
pub struct StoodIn {
    /// Its framework: one indicator more.
    pub framework: Framework,
    /// Its figures.
    pub data: Dataset,
    /// Its method: the same, and fixed goalposts for that indicator.
    pub method: Method,
}

/// Why scores cannot stand in.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// The scale of the index has no two ends that a score could be put between.
    #[error("scores of `{normalisation}` have no fixed ends, so nothing else can be put on the same scale")]
    Scale {
        /// The normalisation of the index.
        normalisation: String,
    },
    /// A score speaks of a period from which the index would take no figure.
    #[error("the score speaks of {period}, and the index reports {reported} and takes {taken}")]
    Period {
        /// The period of the score.
        period: String,
        /// The period reported.
        reported: String,
        /// The periods that figures are taken from.
        taken: String,
    },
    /// Two scores of one unit.
    #[error("`{unit}` has two scores")]
    Twice {
        /// The code of the unit.
        unit: String,
    },
    /// The group holds groups and no indicators.
    #[error("`{group}` holds groups, and scores stand in for a group of indicators")]
    Group {
        /// The code of the group.
        group: String,
    },
    /// The index has an indicator or a group of this code.
    #[error("the index has a `{code}` already")]
    Code {
        /// The code.
        code: String,
    },
}

/// Whether a figure of this period serves in the one that is reported.
pub fn is_taken(data: &Dataset, method: &Method, reported: Period, period: Period) -> bool {
    data.periods.contains(&period) && method.periods.takes(reported, period)
}

/// The least and the greatest score that a method gives to an indicator.
///
/// # Errors
/// [`Unfit::Scale`] where its scale has no fixed ends.
pub fn ends(method: &Method) -> Result<[f64; 2], Unfit> {
    match &method.normalise.default {
        Normalisation::MinMax(scale) => Ok([scale.lower, scale.upper]),
        Normalisation::Goalposts(scale) => Ok([scale.lower, scale.upper]),
        other => Err(Unfit::Scale { normalisation: other.name().to_owned() }),
    }
}

impl StandIn {
    /// The index with the scores in place. `reported` is the period that is ranked.
    ///
    /// # Errors
    /// [`Unfit`] where the scores have no place in the index.
    pub fn apply(
        &self,
        framework: &Framework,
        data: &Dataset,
        method: &Method,
        reported: Period,
    ) -> Result<StoodIn, Unfit> {
        let group = &framework.nodes()[self.group];
        if !group.children.iter().all(|&child| framework.is_indicator(child)) {
            return Err(Unfit::Group { group: group.code.clone() });
        }
        if framework.position(&self.code).is_some() {
            return Err(Unfit::Code { code: self.code.clone() });
        }
        self.check_periods(data, method, reported)?;
        let is_twice = |at: usize| self.scores[..at].iter().any(|other| other.unit == self.scores[at].unit);
        if let Some(at) = (0..self.scores.len()).find(|&at| is_twice(at)) {
            return Err(Unfit::Twice { unit: data.units.get(self.scores[at].unit).code.clone() });
        }
        let indicator = Indicator {
            code: self.code.clone(),
            name: self.name.clone(),
            parent: group.code.clone(),
            measure: "score".to_owned(),
            data_class: DataClass::SelfReported,
            source: Some(self.source.clone()),
            range: Some(self.ends),
            goalposts: Some(self.ends),
            ..Indicator::default()
        };
        let indicators = framework.indicators().iter().cloned().chain([indicator]).collect();
        let built = Framework::new(
            framework.about().clone(),
            framework.groups().to_vec(),
            indicators,
            framework.denominators().to_vec(),
        );
        let built = built.map_err(|_| Unfit::Code { code: self.code.clone() })?;
        Ok(StoodIn {
            data: self.figures(&built, framework, data),
            method: self.method(framework, method)?,
            framework: built,
        })
    }

    fn check_periods(&self, data: &Dataset, method: &Method, reported: Period) -> Result<(), Unfit> {
        let is_taken = |period: Period| is_taken(data, method, reported, period);
        match self.scores.iter().find(|score| !is_taken(score.period)) {
            None => Ok(()),
            Some(score) => {
                let taken = data.periods.iter().filter(|&&period| is_taken(period)).map(ToString::to_string);
                Err(Unfit::Period {
                    period: score.period.to_string(),
                    reported: reported.to_string(),
                    taken: taken.collect::<Vec<_>>().join(", "),
                })
            }
        }
    }

    fn method(&self, framework: &Framework, method: &Method) -> Result<Method, Unfit> {
        let mut method = method.clone();
        let [lower, upper] = ends(&method)?;
        let scale = Goalposts { lower, upper, ..Goalposts::default() };
        method.normalise.by_node.insert(self.code.clone(), Normalisation::Goalposts(scale));
        method.treat.by_node.insert(self.code.clone(), Treatment::None(Default::default()));
        method.impute.by_node.insert(self.code.clone(), Imputation::None(Default::default()));
        // A group of siblings is weighed in full; beside what does not apply any weight is all of it.
        let siblings = &framework.nodes()[self.group].children;
        let weights = [&mut method.weigh.default]
            .into_iter()
            .chain(method.weigh.by_level.values_mut())
            .chain(method.weigh.by_node.values_mut());
        for weighting in weights {
            if let Weighting::Stated(stated) = weighting
                && siblings.iter().any(|&child| stated.weights.contains_key(&framework.nodes()[child].code))
            {
                stated.weights.insert(self.code.clone(), 1.0);
            }
        }
        Ok(method)
    }

    fn figures(&self, framework: &Framework, before: &Framework, data: &Dataset) -> Dataset {
        let series = framework.series();
        let (units, rows) = (data.units.len(), data.values.rows());
        let of = |code: &String| data.values.position(code);
        let is_replaced = |code: &String| {
            let group = &before.nodes()[self.group];
            group.children.iter().any(|&child| before.nodes()[child].code == *code)
        };
        let score_in = |row: usize| {
            let found =
                self.scores.iter().find(|score| score.unit == row % units && score.period == data.period_of(row));
            found.map(|score| score.value)
        };
        let has_score = |row: usize| self.scores.iter().any(|score| score.unit == row % units);
        let mut values = Vec::new();
        let mut statuses = Vec::new();
        for code in &series {
            let (mut value, mut status) = match of(code) {
                Some(at) => (data.values.slice(at).to_vec(), data.status.slice(at).to_vec()),
                None => (vec![f64::NAN; rows], vec![Status::NOT_APPLICABLE; rows]),
            };
            for row in 0..rows {
                if is_replaced(code) && has_score(row) {
                    (value[row], status[row]) = (f64::NAN, Status::NOT_APPLICABLE);
                } else if *code == self.code && has_score(row) {
                    let score = score_in(row);
                    value[row] = score.unwrap_or(f64::NAN);
                    status[row] = if score.is_some() { Status::SELF_REPORTED } else { Status::MISSING };
                }
            }
            values.push(value.into());
            statuses.push(status.into());
        }
        let mut source = data.source.clone().map(|labels| relabelled(labels, &series));
        if let Some(labels) = &mut source {
            labels.pool.push(self.source.clone());
            let number = u32::try_from(labels.pool.len() - 1).unwrap_or_default();
            if let Some(at) = labels.cells.position(&self.code) {
                let column =
                    (0..rows).map(|row| if score_in(row).is_some() { number } else { 0 }).collect::<Vec<u32>>();
                labels.cells.set(at, column.into());
            }
        }
        Dataset {
            units: data.units.clone(),
            periods: data.periods.clone(),
            values: Table::new(series.clone().into(), values, rows),
            status: Table::new(series.clone().into(), statuses, rows),
            standard_error: data.standard_error.as_ref().map(|table| widened(table, &series, &f64::NAN)),
            geography: data.geography.clone().map(|labels| relabelled(labels, &series)),
            source,
            note: data.note.clone().map(|labels| relabelled(labels, &series)),
            observed_period: None,
        }
    }
}

/// The columns of these series, filled where the table has none.
fn widened<T: Clone>(table: &Table<T>, series: &[String], fill: &T) -> Table<T> {
    let column = |code: &String| match table.position(code) {
        Some(at) => table.column(at).clone(),
        None => vec![fill.clone(); table.rows()].into(),
    };
    Table::new(series.into(), series.iter().map(column).collect(), table.rows())
}

fn relabelled(labels: Labels, series: &[String]) -> Labels {
    Labels { cells: widened(&labels.cells, series, &0), pool: labels.pool }
}
