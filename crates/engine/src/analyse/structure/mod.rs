//! The statistical structure of an index (Handbook steps 4 and 7): what an audit of the JRC looks at first.
//!
//! [`structure`] reads a finished composite: each column by itself, columns by pairs, groups, units, and for every line a
//! verdict. Only ranked units are looked at, in one period; indicators at the stage that is asked for, so turned that more
//! is better, and groups by their scores. Nothing is recomputed: how sure a ranking is, is another analysis. To add a
//! statistic: its file, a field of [`Structure`], a threshold if it has a verdict, a table in `opencities-io`.

mod columns;
mod correlations;
mod groups;
mod remarks;
mod statistics;
#[cfg(test)]
mod tests;
mod thresholds;
mod verdict;

pub use self::columns::Stage;
pub use self::correlations::{Coefficient, Coefficients, Denominated, Pair, Relation};
pub use self::groups::{Components, GroupStructure, Member};
pub use self::remarks::{Line, Part};
pub use self::statistics::{ColumnStatistics, UnitStatistics};
pub use self::thresholds::{Threshold, Thresholds};
pub use self::verdict::{Grade, Remark, Verdict};
use crate::Error;
use crate::composite::Composite;
use crate::period::Period;
use crate::stats::Correction;

/// What to look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The stage whose figures of indicators are looked at.
    pub stage: Stage,
    /// The nodes of this level only; all levels where there is none.
    pub level: Option<String>,
    /// The period; the newest of those reported where there is none.
    pub period: Option<Period>,
    /// When to say a word.
    pub thresholds: Thresholds,
    /// How p-values are corrected.
    pub correction: Correction,
}

/// The statistical structure of a composite. Nodes and units are given by position.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// The period looked at, by position.
    pub period: usize,
    /// The number of rows looked at: those that are ranked.
    pub rows: usize,
    /// Each node by itself.
    pub columns: Vec<ColumnStatistics>,
    /// Nodes by pairs.
    pub pairs: Vec<Pair>,
    /// Indicators beside denominators.
    pub denominators: Vec<Denominated>,
    /// Groups with their members.
    pub groups: Vec<GroupStructure>,
    /// What each unit knows.
    pub units: Vec<UnitStatistics>,
}

/// Looks at the structure of a composite.
///
/// # Errors
/// [`Error::Thresholds`] with every threshold that is out of its bounds, [`Error::UnknownLevel`] and
/// [`Error::UnknownPeriod`] for names that the composite does not have.
///
/// ```
/// use opencities_engine::analyse::structure::{Grade, Options, structure};
/// # use opencities_engine::dataset::{Dataset, Units};
/// # use opencities_engine::framework::{About, Framework, Group, Indicator};
/// # use opencities_engine::{build, method::Method, period::Period, table::Table};
/// # let index = Group { code: "index".into(), level: "index".into(), ..Group::default() };
/// # let indicator = |code: &str| Indicator { code: code.into(), parent: "index".into(), ..Indicator::default() };
/// # let framework = Framework::new(About::default(), vec![index], vec![indicator("a"), indicator("b")], vec![])?;
/// # let columns = vec![vec![1.0, 2.0, 3.0, 4.0].into(), vec![4.0, 3.0, 1.0, 2.0].into()];
/// # let units = Units::of_codes(["u", "v", "w", "x"]);
/// # let values = Table::new(framework.series().into(), columns, 4);
/// # let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
/// # let composite = build(&framework, &data, &Method::default())?;
/// // Two indicators, 1, 2, 3, 4 and 4, 3, 1, 2.
/// let found = structure(&composite, &Options::default())?;
/// let siblings = &found.pairs[0];
/// assert!((siblings.coefficients.pearson.value + 0.8).abs() < 1e-12);
/// assert_eq!(siblings.verdict.grade(), Grade::Look);
/// # Ok::<(), opencities_engine::Error>(())
/// ```
pub fn structure(composite: &Composite, options: &Options) -> Result<Structure, Error> {
    let Options { stage, level, period, thresholds, correction } = options;
    let bad = thresholds.validate();
    if !bad.is_empty() {
        return Err(Error::Thresholds(bad));
    }
    let nodes = columns::nodes_of(composite, *stage, level.as_deref())?;
    let period = columns::period_of(composite, *period)?;
    let view = columns::View::new(composite, *stage, period);
    let pairs = correlations::pairs(composite, &view, &nodes, thresholds, *correction);
    Ok(Structure {
        period,
        rows: view.rows.len(),
        columns: statistics::columns(composite, &view, &nodes, &pairs, thresholds),
        denominators: correlations::denominators(composite, &view, &nodes, thresholds, *correction),
        groups: groups::groups(composite, &view, &nodes, thresholds),
        units: statistics::units(composite, *stage, period, thresholds),
        pairs,
    })
}
