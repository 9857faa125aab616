//! Imputation from the unit's own figures on related indicators.

use serde::{Deserialize, Serialize};

use super::{Filled, Gaps, Impute};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::{Direction, Framework};
use crate::par;
use crate::registry::method;
use crate::stats::{mean, median};

/// The middle of a unit's figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Centre {
    /// Their mean.
    #[default]
    Mean,
    /// Their median.
    Median,
}

/// The scale on which a unit's figures are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Footing {
    /// From the worst ranked unit of the period, 0, to the best, 1.
    #[default]
    MinMax,
    /// As they are.
    Raw,
}

method! {
    /// Fills a gap from the unit's own figures on the other indicators of the group, each on a scale of 0 to 1.
    ///
    /// # Formula
    /// s = (v - worst) / (best - worst) for each sibling that the unit knows, worst and best over the ranked units of the
    /// period, and s held within 0..1; the centre of these s is mapped back by the scale of the gap's own indicator.
    ///
    /// # Units and range
    /// Those of the indicator; between its worst and its best known value, but for `footing = "raw"`, where the values
    /// themselves are averaged.
    ///
    /// # Use when
    /// Indicators of a group say much the same, and a unit's standing on some of them tells of the others.
    ///
    /// # Beware
    /// Averages of raw values have a meaning only for indicators of one measure, and may lie beyond the known values of the
    /// indicator. The rest is what happens anyway where weights of missing children are rescaled: it makes it visible and
    /// marks it. Siblings without spread say nothing and are passed over. A unit without any known sibling keeps its gap
    /// (finding S510).
    /// Costs more than ten times min-max for each cell: every sibling is scaled, and each gap looks at all of them.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 3; COINr (Becker et al. 2022, doi:10.21105/joss.04567), `Impute` by row.
    ///
    /// # Example
    /// On x, of 0 to 10, the third unit has 5, which is 0.5; on y, of 100 to 300, its gap becomes 200.
    ///
    /// ```
    /// use opencities_engine::dataset::Units;
    /// use opencities_engine::impute::{Imputation, SiblingsMean};
    /// use opencities_engine::period::Period;
    /// use opencities_engine::table::Table;
    /// let columns = vec![vec![0.0, 10.0, 5.0].into(), vec![100.0, 300.0, f64::NAN].into()];
    /// let table = Table::new(["x".to_owned(), "y".to_owned()].into(), columns, 3);
    /// let method = Imputation::SiblingsMean(SiblingsMean::default());
    /// let filled = method.fill_table(Units::of_codes(["a", "b", "c"]), vec![Period::UNDATED], table);
    /// assert_eq!(filled.slice(1), [100.0, 300.0, 200.0]);
    /// ```
    pub struct SiblingsMean {
        /// The level whose groups hold the siblings; the group right above the indicator where it is empty.
        pub level: String = String::new(),
        /// Which centre of the siblings is taken: `mean` or `median`.
        pub centre: Centre = Centre::Mean,
        /// On which scale they are compared: `min-max` or `raw`.
        pub footing: Footing = Footing::MinMax,
    }
}

/// The line between an indicator's values and 0..1.
#[derive(Clone, Copy)]
struct Line {
    worst: f64,
    best: f64,
}

impl Line {
    const RAW: Line = Line { worst: 0.0, best: 1.0 };

    fn has_length(self) -> bool {
        (self.best - self.worst).abs() > 0.0
    }
}

impl Impute for SiblingsMean {
    fn fill(&self, gaps: &Gaps<'_>, targets: &[usize]) -> Filled {
        let table = gaps.table;
        let lines: Vec<Vec<Option<Line>>> =
            par::map(table.width(), table.rows(), |indicator| self.lines(gaps, indicator));
        let columns = par::map(targets.len(), table.rows(), |target| {
            let own = targets[target];
            let siblings: Vec<usize> =
                self.siblings(gaps.framework, own).into_iter().filter(|&other| other != own).collect();
            let mut filled = table.column(own).to_vec();
            for (row, value) in filled.iter_mut().enumerate().filter(|(_, value)| value.is_nan()) {
                let period = row / gaps.data.units.len();
                let Some(line) = lines[own][period] else { continue };
                let shares = siblings.iter().filter_map(|&sibling| {
                    let line = lines[sibling][period].filter(|line| line.has_length())?;
                    let value = table.column(sibling)[row];
                    (!value.is_nan()).then(|| self.share(line, value))
                });
                let shares: Vec<f64> = shares.collect();
                let centre = if self.centre == Centre::Mean { mean(&shares) } else { median(&shares) };
                *value = centre.map_or(f64::NAN, |share| self.value(line, share));
            }
            filled.into()
        });
        columns.into()
    }

    fn breaks(&self) -> &'static [Axiom] {
        if self.footing == Footing::Raw { &[Axiom::WithinKnownValues] } else { &[] }
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        let levels = &framework.levels()[1..];
        if !self.level.is_empty() && !levels.contains(&self.level) {
            let message = format!("{place} takes siblings on the level `{}`, which there is not", self.level);
            let key = Place::key(format!("{place}.siblings-mean.level"));
            faults.push(Finding::new(Code::M302, key, message, format!("the levels are: {}", levels.join(", "))));
        }
    }
}

impl SiblingsMean {
    /// The indicator's line in each period; `None` where no ranked unit knows it.
    fn lines(&self, gaps: &Gaps<'_>, indicator: usize) -> Vec<Option<Line>> {
        let falls = gaps.framework.indicators()[indicator].direction == Direction::LowerIsBetter;
        let of_period = |period: usize| {
            let (low, high) = crate::stats::extent(&gaps.known(indicator, period))?;
            Some(match self.footing {
                Footing::Raw => Line::RAW,
                Footing::MinMax if falls => Line { worst: high, best: low },
                Footing::MinMax => Line { worst: low, best: high },
            })
        };
        (0..gaps.data.periods.len()).map(of_period).collect()
    }

    /// The indicators of the group that holds the siblings.
    fn siblings(&self, framework: &Framework, indicator: usize) -> Vec<usize> {
        let nodes = framework.nodes();
        let above = std::iter::successors(nodes[indicator].parent, |&node| nodes[node].parent);
        let on_level = above.into_iter().find(|&node| nodes[node].level == self.level);
        on_level.or(nodes[indicator].parent).map(|group| nodes[group].indicators.clone()).unwrap_or_default()
    }

    fn share(&self, line: Line, value: f64) -> f64 {
        match self.footing {
            Footing::Raw => value,
            Footing::MinMax => ((value - line.worst) / (line.best - line.worst)).clamp(0.0, 1.0),
        }
    }

    fn value(&self, line: Line, share: f64) -> f64 {
        match self.footing {
            Footing::Raw => share,
            // Rounding must not take it beyond the ends.
            Footing::MinMax => (line.worst + (line.best - line.worst) * share)
                .clamp(line.worst.min(line.best), line.worst.max(line.best)),
        }
    }
}
