//! Each column by itself (Handbook steps 2 and 3): what is known, its moments, zeros, repeats and outliers; and each unit.

use super::columns::{Column, Stage, View};
use super::correlations::{Pair, Relation};
use super::thresholds::Thresholds;
use super::verdict::{Grade, Verdict};
use crate::composite::Composite;
use crate::par;
use crate::screen::coverage_of;
use crate::stats::{self, Moments};

/// The statistics of a node's figures in the rows looked at; `NaN` where there are too few.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnStatistics {
    /// The node, by position.
    pub node: usize,
    /// The figures that are known.
    pub known: usize,
    /// Their share in the rows looked at.
    pub coverage: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// The arithmetic mean.
    pub mean: f64,
    /// The middle one.
    pub median: f64,
    /// With n - 1.
    pub standard_deviation: f64,
    /// Of type 2.
    pub skewness: f64,
    /// Excess, of type 2.
    pub kurtosis: f64,
    /// How many are zero.
    pub zeros: usize,
    /// How many different ones there are.
    pub distinct: usize,
    /// How often the most frequent one is there.
    pub most_frequent: usize,
    /// How many lie beyond the quartiles by more than the fence times their distance.
    pub outliers: usize,
    /// Pearson's correlation with the parent; `NaN` for the index itself.
    pub with_parent: f64,
    /// Pearson's correlation with the index; `NaN` for the index itself.
    pub with_index: f64,
    /// What to think of it.
    pub verdict: Verdict,
}

impl ColumnStatistics {
    /// A count as a share of the known figures; `NaN` where there are none.
    pub fn share(&self, count: usize) -> f64 {
        if self.known > 0 { count as f64 / self.known as f64 } else { f64::NAN }
    }
}

/// The statistics of each of these nodes.
pub(super) fn columns(
    composite: &Composite,
    view: &View,
    nodes: &[usize],
    pairs: &[Pair],
    thresholds: &Thresholds,
) -> Vec<ColumnStatistics> {
    par::map(nodes.len(), view.rows.len() * 32, |place| {
        let node = nodes[place];
        let mut found = describe(node, &view.columns[node], thresholds);
        let own = || pairs.iter().filter(|pair| pair.first == node);
        let with = |wanted: usize| {
            own().find(|pair| pair.second == wanted).map_or(f64::NAN, |pair| pair.coefficients.pearson.value)
        };
        let facts = &composite.framework.nodes()[node];
        if let Some(parent) = facts.parent {
            (found.with_parent, found.with_index) = (with(parent), with(composite.framework.root()));
        }
        judge(&mut found, thresholds);
        for pair in own().filter(|pair| matches!(pair.relation, Relation::Parent | Relation::Ancestor)) {
            let name = &composite.framework.nodes()[pair.second].name;
            let said = pair.verdict.remarks.iter().filter(|remark| remark.grade != Grade::Unknown);
            found.verdict.remarks.extend(said.cloned().map(|mut remark| {
                remark.text = format!("with {name} {}", remark.text);
                remark
            }));
        }
        report_elsewhere(composite, &mut found, own());
        found
    })
}

fn describe(node: usize, column: &Column, thresholds: &Thresholds) -> ColumnStatistics {
    let known: Vec<f64> = column.figures.iter().copied().filter(|value| !value.is_nan()).collect();
    let or_missing = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let (least, greatest) = stats::extent(&known).unwrap_or((f64::NAN, f64::NAN));
    let Moments { skewness, kurtosis } = stats::moments(&known);
    let repeats = column.ranked.repeats();
    let sorted = stats::sorted(&known);
    let [lower, upper] = [0.25, 0.75].map(|share| or_missing(stats::quantile(&sorted, share)));
    let reach = thresholds.outlier_fence * (upper - lower);
    ColumnStatistics {
        node,
        known: known.len(),
        coverage: known.len() as f64 / column.figures.len().max(1) as f64,
        least,
        greatest,
        mean: or_missing(stats::mean(&known)),
        median: or_missing(stats::median(&known)),
        standard_deviation: or_missing(stats::standard_deviation(&known)),
        skewness,
        kurtosis,
        // Zero is zero, and near zero is not.
        zeros: known.iter().filter(|value| value.abs() <= 0.0).count(),
        distinct: repeats.len(),
        most_frequent: repeats.iter().max().map_or(0, |&count| count as usize),
        outliers: known.iter().filter(|&&value| value < lower - reach || value > upper + reach).count(),
        with_parent: f64::NAN,
        with_index: f64::NAN,
        verdict: Verdict::default(),
    }
}

fn judge(found: &mut ColumnStatistics, thresholds: &Thresholds) {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut verdict = Verdict::default();
    if found.known == 0 {
        verdict.unknown("no unit has a figure");
    } else if found.distinct == 1 {
        verdict.add(Grade::Problem, "distinct_min", "all units hold the same figure".to_owned());
    } else {
        let (nonzero, distinct) = (1.0 - found.share(found.zeros), found.share(found.distinct));
        if found.coverage < thresholds.coverage_min {
            verdict.add(Grade::Look, "coverage_min", format!("{} of the units are known", percent(found.coverage)));
        }
        if nonzero < thresholds.nonzero_min {
            verdict.add(Grade::Look, "nonzero_min", format!("{} of the figures are zero", percent(1.0 - nonzero)));
        }
        if distinct < thresholds.distinct_min {
            let most = percent(found.share(found.most_frequent));
            let text = format!("{} of the figures are distinct, {most} are the same", percent(distinct));
            verdict.add(Grade::Look, "distinct_min", text);
        }
        if found.skewness.abs() > thresholds.skewness_max && found.kurtosis > thresholds.kurtosis_max {
            let text = format!("outliers: skewness {:.1}, kurtosis {:.1}", found.skewness, found.kurtosis);
            verdict.add(Grade::Look, "kurtosis_max", text);
        }
    }
    found.verdict = verdict;
}

/// Says where a node goes better with another group than with its own parent, which it is even a part of.
fn report_elsewhere<'a>(composite: &Composite, found: &mut ColumnStatistics, own: impl Iterator<Item = &'a Pair>) {
    let others = own.filter(|pair| pair.relation == Relation::OtherGroup && !pair.coefficients.pearson.value.is_nan());
    let value = |pair: &Pair| pair.coefficients.pearson.value;
    let Some(best) = others.max_by(|a, b| value(a).total_cmp(&value(b))) else { return };
    if value(best) > found.with_parent {
        let name = &composite.framework.nodes()[best.second].name;
        let text =
            format!("goes better with {name} (r {:.2}) than with its parent ({:.2})", value(best), found.with_parent);
        found.verdict.remarks.push(super::Remark { grade: Grade::Look, text, threshold: None });
    }
}

/// What a unit knows, at the stage looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitStatistics {
    /// The unit, by position.
    pub unit: usize,
    /// Indicators with a figure.
    pub known: usize,
    /// Indicators without.
    pub missing: usize,
    /// Figures that are zero.
    pub zeros: usize,
    /// The share of applicable indicators that are known.
    pub coverage: f64,
    /// Whether it is ranked: only then it is looked at elsewhere.
    pub is_ranked: bool,
    /// What to think of it.
    pub verdict: Verdict,
}

/// What each unit of the period knows.
pub(super) fn units(
    composite: &Composite,
    stage: Stage,
    period: usize,
    thresholds: &Thresholds,
) -> Vec<UnitStatistics> {
    let (data, table) = (&composite.data, stage.table(composite));
    let indicators: Vec<usize> = (0..composite.framework.indicators().len()).collect();
    let coverage = coverage_of(data, table, &indicators);
    let describe = |row: usize| {
        let figures = || indicators.iter().map(move |&indicator| table.slice(indicator)[row]);
        let known = figures().filter(|value| !value.is_nan()).count();
        let zeros = figures().filter(|value| value.abs() <= 0.0).count();
        let mut verdict = Verdict::default();
        let percent = |share: f64| share * 100.0;
        if known == 0 {
            verdict.unknown("nothing is known");
        } else if coverage[row] < thresholds.coverage_min {
            let text = format!("{:.0} % of the indicators are known", percent(coverage[row]));
            verdict.add(Grade::Look, "coverage_min", text);
        }
        if known > 0 && 1.0 - zeros as f64 / (known as f64) < thresholds.nonzero_min {
            let text = format!("{:.0} % of the figures are zero", percent(zeros as f64 / known as f64));
            verdict.add(Grade::Look, "nonzero_min", text);
        }
        UnitStatistics {
            unit: data.unit_of(row),
            known,
            missing: indicators.len() - known,
            zeros,
            coverage: coverage[row],
            is_ranked: composite.screening.ranked[row],
            verdict,
        }
    };
    data.rows_of(period).map(describe).collect()
}
