//! What each indicator, each group and each unit does to the ranks of the others: each is left out, one at a time (Handbook
//! step 7).
//!
//! A node is left out by the weight 0: its siblings share its weight, and weights that are found from the data are found with
//! it. A unit is left out by excluding it from screening on, so scales, treatments, imputations and weights are fitted without
//! it. Ranks are always those among the units that are ranked both times, so a gap that somebody leaves moves nobody.

use serde::Serialize;

use crate::combine::{self, Combined, WeightChange};
use crate::composite::Composite;
use crate::dataset::Dataset;
use crate::reference::Fitting;
use crate::stats::{Ranked, mean, ranks_descending};
use crate::{Error, inspect, par};

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// An indicator or a group, by its position in the framework.
    Node(usize),
    /// A unit, by its position in the data.
    Unit(usize),
}

impl Element {
    /// All that can be left out of a group: every node below it, then every unit that is ranked.
    pub fn all(composite: &Composite, group: usize) -> Vec<Element> {
        let framework = &composite.framework;
        let nodes = (0..group).filter(|&node| framework.is_below(node, group)).map(Element::Node);
        let units = composite.data.units.len();
        let is_ranked = |&unit: &usize| {
            (0..composite.data.periods.len()).any(|period| composite.screening.ranked[period * units + unit])
        };
        nodes.chain((0..units).filter(is_ranked).map(Element::Unit)).collect()
    }
}

/// How the ranks of the others differ from those of the whole index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    /// What is left out.
    pub element: Element,
    /// The mean distance between the two ranks of a unit among the others; `NaN` where none is ranked.
    pub mean_rank_change: f64,
    /// How many of the others have another rank.
    pub changed: usize,
    /// How many others there are: rows, so units times periods.
    pub ranked: usize,
    /// The pairs of others that stand the other way round, of one period each; ties are no order. Where a unit is left out
    /// these are its breaches of the independence of irrelevant alternatives.
    pub reversals: u64,
    /// The first of the rows that move farthest; `None` where none moves.
    pub greatest: Option<Shift>,
    /// Why there are no ranks without it, where a finding stops the ranking then.
    pub stopped: Option<String>,
}

/// A row with two ranks among those that are ranked both times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shift {
    /// The row, by position.
    pub row: usize,
    /// Its rank in the whole index.
    pub with: f64,
    /// Its rank where the element is left out.
    pub without: f64,
}

impl Shift {
    /// How many places lie between the two ranks.
    pub fn distance(&self) -> f64 {
        (self.without - self.with).abs()
    }
}

/// Leaves each element out of a group and says how the group's ranks change. `data` are those that the composite was built
/// of. Every node is an aggregation of the whole tree, every unit a run of the pipeline.
///
/// # Errors
/// As [`inspect`].
pub fn leave_out(
    composite: &Composite,
    data: &Dataset,
    group: usize,
    elements: &[Element],
) -> Result<Vec<LeftOut>, Error> {
    let cells = composite.normalised.width() * composite.normalised.rows();
    let found = par::map(elements.len(), cells, |at| one(composite, data, group, elements[at]));
    found.into_iter().collect()
}

fn one(composite: &Composite, data: &Dataset, group: usize, element: Element) -> Result<LeftOut, Error> {
    let column = group - composite.framework.indicators().len();
    let (scores, ranked, stopped) = match element {
        Element::Node(node) => {
            let mut factors = vec![1.0; composite.framework.nodes().len()];
            factors[node] = 0.0;
            let change = WeightChange { factors, ..WeightChange::default() };
            let fitting =
                Fitting::new(&composite.data, composite.method.periods.reference, &composite.screening.ranked)?;
            let mut findings = Vec::new();
            let Combined { scores, .. } = combine::stage(
                &composite.framework,
                &composite.method,
                &fitting,
                &composite.normalised,
                &composite.scales,
                &change,
                &mut findings,
            );
            (scores, composite.screening.ranked.clone(), composite.method.why_stopped(&findings))
        }
        Element::Unit(unit) => {
            let mut method = composite.method.clone();
            method.screen.exclude.push(composite.data.units.get(unit).code.clone());
            let other = inspect(&composite.framework, data, &method)?;
            (other.scores, other.screening.ranked, method.why_stopped(&other.findings))
        }
    };
    let nothing = LeftOut {
        element,
        mean_rank_change: f64::NAN,
        changed: 0,
        ranked: 0,
        reversals: 0,
        greatest: None,
        stopped: None,
    };
    if stopped.is_some() {
        return Ok(LeftOut { stopped, ..nothing });
    }
    let (before, after) = (composite.scores.slice(column), scores.slice(column));
    let is_other =
        |row: usize| composite.screening.ranked[row] && ranked[row] && !before[row].is_nan() && !after[row].is_nan();
    let mut shifts = Vec::new();
    let mut reversals = 0;
    for period in 0..composite.data.periods.len() {
        let rows = composite.data.rows_of(period);
        let others = |scores: &[f64]| -> Vec<f64> {
            rows.clone().map(|row| if is_other(row) { scores[row] } else { f64::NAN }).collect()
        };
        let [before, after] = [others(before), others(after)];
        reversals += Ranked::new(&before).beside(&Ranked::new(&after)).discordant_pairs();
        let ranks = |scores: &[f64]| ranks_descending(scores, composite.method.rank.ties);
        let pairs = rows.zip(ranks(&before)).zip(ranks(&after));
        shifts.extend(
            pairs.map(|((row, with), without)| Shift { row, with, without }).filter(|shift| !shift.with.is_nan()),
        );
    }
    let distances: Vec<f64> = shifts.iter().map(Shift::distance).collect();
    let farthest = distances.iter().copied().fold(0.0, f64::max);
    Ok(LeftOut {
        mean_rank_change: mean(&distances).unwrap_or(f64::NAN),
        changed: distances.iter().filter(|&&distance| distance > 0.0).count(),
        ranked: shifts.len(),
        reversals,
        greatest: shifts.into_iter().find(|shift| shift.distance() > 0.0 && shift.distance() >= farthest),
        ..nothing
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Units;
    use crate::framework::{About, Framework, Group, Indicator};
    use crate::method::Method;
    use crate::period::Period;
    use crate::table::Table;

    /// Four units; `d` stretches the scale of the second indicator, so that it counts less between the others.
    fn example() -> (Composite, Dataset) {
        let group = Group { code: "index".into(), level: "index".into(), ..Group::default() };
        let leaf = |code: &str| Indicator { code: code.into(), parent: "index".into(), ..Indicator::default() };
        let framework = Framework::new(About::default(), vec![group], vec![leaf("x"), leaf("y")], vec![]).unwrap();
        let columns = vec![vec![0.0, 6.0, 10.0, 0.0].into(), vec![10.0, 8.0, 0.0, 100.0].into()];
        let values = Table::new(framework.series().into(), columns, 4);
        let units = Units::of_codes(["a", "b", "c", "d"]);
        let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
        (inspect(&framework, &data, &Method::default()).unwrap(), data)
    }

    #[test]
    fn a_unit_left_out_can_turn_the_order_of_two_others() {
        let (composite, data) = example();
        let root = composite.framework.root();
        // With d: a 5, b 34, c 50, d 50. Without it: a 50, b 70, c 50: b passes c, and a ties with c.
        let found = leave_out(&composite, &data, root, &[Element::Unit(3)]).unwrap();
        assert_eq!((found[0].reversals, found[0].changed, found[0].ranked), (1, 3, 3));
        let greatest = found[0].greatest.unwrap();
        assert_eq!((greatest.row, greatest.with, greatest.without), (0, 3.0, 2.0));
        // c is the best of x and the worst of y; without it x reaches from 0 to 6, and a, b and d keep their order.
        let found = leave_out(&composite, &data, root, &[Element::Unit(2)]).unwrap();
        assert!(found[0].reversals <= 1);
    }

    #[test]
    fn a_node_left_out_is_a_node_of_the_weight_zero() {
        let (composite, data) = example();
        let root = composite.framework.root();
        let all = Element::all(&composite, root);
        assert_eq!(all.len(), 2 + 4);
        let found = leave_out(&composite, &data, root, &all).unwrap();
        // By y alone: d, a, b, c; by both: c and d, b, a. The pairs a-b, a-c, b-c turn; c-d was no order.
        assert_eq!((found[0].element, found[0].reversals), (Element::Node(0), 3));
    }

    #[test]
    fn without_the_only_child_there_is_no_rank_to_compare() {
        let (composite, data) = example();
        let mut method = composite.method.clone();
        method.screen.exclude = vec!["b".into(), "c".into(), "d".into()];
        let composite = inspect(&composite.framework, &data, &method).unwrap();
        let found = leave_out(&composite, &data, composite.framework.root(), &[Element::Unit(0)]).unwrap();
        assert!(found[0].mean_rank_change.is_nan() && found[0].greatest.is_none());
    }
}
