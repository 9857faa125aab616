//! What weights bring about: the importance of each child for the score of its group, beside its weight (Handbook step 7;
//! Paruolo, Saisana and Saltelli 2013, doi:10.1111/j.1467-985X.2012.01059.x).
//!
//! Importance is the main effect: the share of the variance of the group's score that goes with the child, by a straight
//! line (squared Pearson correlation) and by a smooth curve (correlation ratio, [`Smoother`]). It says what is there; weights
//! that would bring about other importances are looked for by `optimise`.

use super::sensitivity::Estimate;
use super::uncertainty::Flow;
use crate::composite::Composite;
use crate::par;
use crate::stats::{Smoother, bias_corrected, bootstrap_weight};
use crate::weigh::Importance;

/// How intervals are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Resamples of the units; 0 for no intervals.
    pub resamples: u64,
    /// The share of them that an interval holds.
    pub interval: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap { resamples: 1000, interval: 0.95, seed: 1 }
    }
}

/// The importances of the children of a group. Nodes are given by position.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupImportance {
    /// The group.
    pub group: usize,
    /// Its children.
    pub children: Vec<ChildImportance>,
}

/// The importance of a child for the score of its group. `NaN` where it cannot be found: too few units, or no spread.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildImportance {
    /// The child.
    pub node: usize,
    /// The units that have a score of both.
    pub units: usize,
    /// Its weight as a share among its siblings; `NaN` where each unit has weights of its own.
    pub weight: f64,
    /// The share of the variance of the group's score that goes with it along a straight line.
    pub linear: Estimate,
    /// The share that goes with it along a smooth curve: its correlation ratio.
    pub curved: Estimate,
    /// Its linear importance as a share of those of all siblings.
    pub linear_share: Estimate,
    /// Its importance along the curve as a share of those of all siblings.
    pub share: Estimate,
}

impl ChildImportance {
    /// Whether its weight lies outside the interval of its share of importance; `None` where either is unknown.
    pub fn is_off(&self) -> Option<bool> {
        let Estimate { low, high, .. } = self.share;
        let known = !(low.is_nan() || high.is_nan() || self.weight.is_nan());
        known.then_some(self.weight < low || self.weight > high)
    }

    /// Its share of importance over its share of weight.
    pub fn ratio(&self) -> f64 {
        self.share.value / self.weight
    }
}

/// Numbers that are estimated for each child: along a line and along a curve, and both as shares.
const KINDS: usize = 4;

/// A child beside its group, in the rows that know both.
struct Pair {
    node: usize,
    /// The places of these rows among those looked at.
    rows: Vec<usize>,
    x: Vec<f64>,
    y: Vec<f64>,
    smoother: Option<Smoother>,
}

impl Pair {
    /// The two importances when units count by weights: [along a line, along a curve].
    fn measure(&self, weights: &[f64]) -> [f64; 2] {
        if self.rows.len() < Importance::SquaredCorrelation.units_min() {
            return [f64::NAN; 2];
        }
        let weights: Vec<f64> = self.rows.iter().map(|&row| weights[row]).collect();
        let curved = self.smoother.as_ref().map_or(f64::NAN, |smoother| smoother.weighted_ratio(&self.y, &weights));
        [squared_correlation(&self.x, &self.y, &weights), curved]
    }
}

/// The squared correlation of two columns when rows count by weights; `NaN` without spread.
fn squared_correlation(x: &[f64], y: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let centre = |column: &[f64]| column.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>() / total;
    let (centre_x, centre_y) = (centre(x), centre(y));
    let (mut both, mut of_x, mut of_y) = (0.0, 0.0, 0.0);
    for ((x, y), weight) in x.iter().zip(y).zip(weights) {
        let (x, y) = (x - centre_x, y - centre_y);
        both += weight * x * y;
        of_x += weight * x * x;
        of_y += weight * y * y;
    }
    if of_x > 0.0 && of_y > 0.0 { (both * both / (of_x * of_y)).clamp(0.0, 1.0) } else { f64::NAN }
}

/// The importances of the children of every group in the ranked rows of a period, by position. The index comes first, then
/// down the tree. `observe` is told how many resamples are done; where it stops, intervals rest on those.
///
/// ```
/// use opencities_engine::analyse::{Bootstrap, importances};
/// use opencities_engine::analyse::uncertainty::Flow;
/// # use opencities_engine::dataset::{Dataset, Units};
/// # use opencities_engine::framework::{About, Framework, Group, Indicator};
/// # use opencities_engine::{build, method::Method, period::Period, table::Table};
/// # let index = Group { code: "index".into(), level: "index".into(), ..Group::default() };
/// # let indicator = |code: &str| Indicator { code: code.into(), parent: "index".into(), ..Indicator::default() };
/// # let framework = Framework::new(About::default(), vec![index], vec![indicator("a"), indicator("b")], vec![])?;
/// # let columns = vec![vec![0.0, 0.0, 1.0, 1.0].into(), vec![0.0, 1.0, 0.0, 1.0].into()];
/// # let units = Units::of_codes(["u", "v", "w", "x"]);
/// # let values = Table::new(framework.series().into(), columns, 4);
/// # let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
/// # let composite = build(&framework, &data, &Method::default())?;
/// // Two indicators, 0, 0, 1, 1 and 0, 1, 0, 1: each carries half of the variance of their mean.
/// let found = importances(&composite, 0, Bootstrap::default(), &|_| Flow::Continue);
/// let first = &found[0].children[0];
/// assert_eq!(first.weight, 0.5);
/// assert!((first.linear.value - 0.5).abs() < 1e-12 && (first.linear_share.value - 0.5).abs() < 1e-12);
/// // Four units are too few for a curve.
/// assert!(first.curved.value.is_nan());
/// # Ok::<(), opencities_engine::Error>(())
/// ```
pub fn importances(
    composite: &Composite,
    period: usize,
    bootstrap: Bootstrap,
    observe: &dyn Fn(u64) -> Flow,
) -> Vec<GroupImportance> {
    let data = &composite.data;
    let code = |row: usize| data.units.get(data.unit_of(row)).code.as_str();
    let mut rows: Vec<usize> = data.rows_of(period).filter(|&row| composite.screening.ranked[row]).collect();
    // The order of the units is no part of the index: sums go in the order of their codes.
    rows.sort_by(|&a, &b| code(a).cmp(code(b)));
    let groups: Vec<usize> = composite.framework.group_positions().rev().collect();
    let pairs: Vec<Vec<Pair>> = par::map(groups.len(), rows.len() * 1024, |at| pairs(composite, groups[at], &rows));
    let measure =
        |weights: &[f64]| -> Vec<[f64; KINDS]> { pairs.iter().flat_map(|group| shared(group, weights)).collect() };
    let found = measure(&vec![1.0; rows.len()]);
    let mut resampled: Vec<Vec<[f64; KINDS]>> = Vec::new();
    while (resampled.len() as u64) < bootstrap.resamples {
        let start = resampled.len() as u64;
        let count = TOGETHER.min(bootstrap.resamples - start);
        resampled.extend(par::map(count as usize, rows.len() * found.len() * 32, |at| {
            let weight = |&row: &usize| bootstrap_weight(bootstrap.seed, code(row), start + at as u64);
            measure(&rows.iter().map(weight).collect::<Vec<f64>>())
        }));
        if observe(start + count) == Flow::Stop {
            break;
        }
    }
    let estimate = |at: usize, kind: usize| {
        let values: Vec<f64> = resampled.iter().map(|measured| measured[at][kind]).collect();
        let value = found[at][kind];
        let [low, high] = bias_corrected(&values, value, bootstrap.interval);
        Estimate { value, low, high }
    };
    let mut at = 0..;
    let group = |(&group, pairs): (&usize, &Vec<Pair>)| {
        let weights = weights_of(composite, group);
        let children = pairs.iter().zip(weights).zip(&mut at).map(|((pair, weight), at)| ChildImportance {
            node: pair.node,
            units: pair.rows.len(),
            weight,
            linear: estimate(at, 0),
            curved: estimate(at, 1),
            linear_share: estimate(at, 2),
            share: estimate(at, 3),
        });
        GroupImportance { group, children: children.collect() }
    };
    groups.iter().zip(&pairs).map(group).collect()
}

/// Resamples that are computed together: enough to share among threads, few enough to stop soon.
const TOGETHER: u64 = 64;

fn pairs(composite: &Composite, group: usize, rows: &[usize]) -> Vec<Pair> {
    let pair = |&node: &usize| {
        let scores = |row: usize| (composite.score(node, row), composite.score(group, row));
        let known = |place: &usize| {
            let (own, above) = scores(rows[*place]);
            !own.is_nan() && !above.is_nan()
        };
        let places: Vec<usize> = (0..rows.len()).filter(known).collect();
        let (x, y): (Vec<f64>, Vec<f64>) = places.iter().map(|&place| scores(rows[place])).unzip();
        let enough = places.len() >= Importance::CorrelationRatio.units_min();
        let smoother = if enough { Smoother::new(&x) } else { None };
        Pair { node, rows: places, x, y, smoother }
    };
    composite.framework.nodes()[group].children.iter().map(pair).collect()
}

/// The importances of siblings, and their shares among those that are known.
fn shared(group: &[Pair], weights: &[f64]) -> Vec<[f64; KINDS]> {
    let measured: Vec<[f64; 2]> = group.iter().map(|pair| pair.measure(weights)).collect();
    let total = |kind: usize| -> f64 {
        measured.iter().map(|of_both| of_both[kind]).filter(|importance| !importance.is_nan()).sum()
    };
    let totals = [total(0), total(1)];
    let share = |[line, curve]: [f64; 2]| [line, curve, line / totals[0], curve / totals[1]];
    measured.into_iter().map(share).collect()
}

/// The weights of a group's children as shares.
fn weights_of(composite: &Composite, group: usize) -> Vec<f64> {
    let children = &composite.framework.nodes()[group].children;
    let total: f64 = children.iter().map(|&child| composite.weights.nodes[child]).sum();
    let is_own = composite.unit_weights.contains_key(&group);
    let share = |&child: &usize| if is_own { f64::NAN } else { composite.weights.nodes[child] / total };
    children.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats;

    #[test]
    fn equal_weights_give_the_squared_correlation() {
        let (x, y) = ([1.0, 2.0, 4.0, 7.0, 7.0], [3.0, 1.0, 5.0, 4.0, 9.0]);
        let r = stats::pearson(&x, &y).unwrap();
        assert!((squared_correlation(&x, &y, &[2.0; 5]) - r * r).abs() < 1e-12);
        assert!(squared_correlation(&x, &[1.0; 5], &[2.0; 5]).is_nan());
    }
}
