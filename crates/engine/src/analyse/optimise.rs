//! Weights of one level that give its nodes the importance for the index that is wanted, or let the index say most
//! (Handbook steps 7 and 9; Becker et al. 2017, doi:10.1016/j.ecolind.2017.03.056).
//!
//! The index is aggregated anew for every trial, through the levels between and by their own methods, so nothing is assumed
//! of them. The composite that was computed does not change: what is found are weights to state.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;
use crate::combine::{self, Combined, WeightChange};
use crate::composite::Composite;
use crate::finding::{Code, Finding, Place};
use crate::reference::Fitting;
use crate::stats::{self, Minimum};
use crate::weigh::{Gauge, Importance, imbalance, shares};

/// What the weights are to bring about.
#[derive(Debug, Clone, PartialEq)]
pub enum Aim {
    /// Shares of importance in proportion to `targets`, by code, for every node of the level; equal ones where it is empty.
    Balance {
        /// How importance is measured.
        importance: Importance,
        /// Node code -> wanted importance.
        targets: BTreeMap<String, f64>,
    },
    /// The greatest sum of the nodes' correlations with the index.
    Information,
}

/// A node of the level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tuned {
    /// Its position.
    pub node: usize,
    /// The weight that was found, as a share among its siblings.
    pub weight: f64,
    /// Its importance for the index under these weights: for [`Aim::Information`] its correlation.
    pub importance: f64,
    /// The share of importance that was wanted; `NaN` for [`Aim::Information`].
    pub wanted: f64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Optimum {
    /// The nodes of the level.
    pub nodes: Vec<Tuned>,
    /// [`Aim::Balance`]: the mean square of the differences between wanted and reached shares. [`Aim::Information`]: the
    /// sum of the correlations.
    pub reached: f64,
    /// Whether the search ended at a bottom, not for want of steps.
    pub is_settled: bool,
    /// Every weight of the index, to be stated: those of the level as found, the others as they were.
    pub weights: BTreeMap<String, f64>,
}

/// Looks for weights of zero or more for the nodes of a level, all others staying as they are.
///
/// Units that are ranked and know every node of the level count, in the periods of reference. The search starts from equal
/// weights and from the present ones and goes down; it does not draw at random.
///
/// # Errors
/// [`Error::Method`] when the level does not exist or is the index itself, when targets are not one number of zero or more
/// for each of its nodes, or when too few units are known or a node has no spread.
pub fn optimise(composite: &Composite, level: &str, aim: &Aim) -> Result<Optimum, Error> {
    let search = Search::new(composite, level, aim)?;
    let present: Vec<f64> = search.nodes.iter().map(|&node| composite.weights.nodes[node].max(1e-3)).collect();
    let starts = [vec![1.0; search.nodes.len()], search.among_siblings(&present)];
    let found = starts.iter().map(|start| stats::minimise_non_negative(start, |weights| search.cost(weights)));
    let found = found.filter(|found| found.value.is_finite()).min_by(|a, b| a.value.total_cmp(&b.value));
    let Minimum { point, value, is_settled } =
        found.ok_or_else(|| refused(Code::W405, level, "the index has no spread", "look at the directions"))?;
    let weights = search.among_siblings(&point);
    let importances = search.importances(&weights);
    let tuned = |at: usize| Tuned {
        node: search.nodes[at],
        weight: weights[at],
        importance: importances[at],
        wanted: search.wanted.as_ref().map_or(f64::NAN, |wanted| wanted[at]),
    };
    Ok(Optimum {
        nodes: (0..weights.len()).map(tuned).collect(),
        reached: if search.wanted.is_some() { value } else { -value },
        is_settled,
        weights: search.stated(&weights),
    })
}

fn refused(code: Code, level: &str, why: &str, hint: &str) -> Error {
    let message = format!("the weights of level `{level}` cannot be optimised: {why}");
    Error::Method(vec![Finding::new(code, Place::default(), message, hint)])
}

struct Search<'a> {
    composite: &'a Composite,
    fitting: Fitting<'a>,
    /// The nodes of the level, by position.
    nodes: Vec<usize>,
    gauges: Vec<Gauge>,
    /// The rows that count.
    rows: Vec<usize>,
    /// The wanted shares of importance; none where information is the aim.
    wanted: Option<Vec<f64>>,
}

impl<'a> Search<'a> {
    fn new(composite: &'a Composite, level: &str, aim: &Aim) -> Result<Self, Error> {
        let framework = &composite.framework;
        let nodes = framework.on_level(level);
        if nodes.is_empty() || framework.nodes()[nodes[0]].parent.is_none() {
            let below = &framework.levels()[..framework.levels().len() - 1];
            let hint = format!("the levels below the index are: {}", below.join(", "));
            return Err(refused(Code::M302, level, "it is no level below the index", &hint));
        }
        let (importance, wanted) = match aim {
            Aim::Information => (Importance::Correlation, None),
            Aim::Balance { importance, targets } => (*importance, Some(wanted(composite, level, &nodes, targets)?)),
        };
        let fitting = Fitting::new(&composite.data, composite.method.periods.reference, &composite.screening.ranked)?;
        let is_known = |row: &usize| nodes.iter().all(|&node| !composite.score(node, *row).is_nan());
        let rows: Vec<usize> = fitting.reference_rows().into_iter().filter(is_known).collect();
        let least = importance.units_min();
        if rows.len() < least {
            let why = format!("{} units know every node, {least} are needed", rows.len());
            return Err(refused(Code::W405, level, &why, "impute the gaps"));
        }
        let gauge = |&node: &usize| {
            let scores: Vec<f64> = rows.iter().map(|&row| composite.score(node, row)).collect();
            Gauge::new(importance, &scores).ok_or_else(|| {
                let why = format!("all scores of `{}` are equal", framework.nodes()[node].code);
                refused(Code::W405, level, &why, "leave it out of the index")
            })
        };
        let gauges = nodes.iter().map(gauge).collect::<Result<Vec<Gauge>, Error>>()?;
        Ok(Search { composite, fitting, nodes, gauges, rows, wanted })
    }

    /// What is to become small.
    fn cost(&self, weights: &[f64]) -> f64 {
        let importances = self.importances(weights);
        match &self.wanted {
            Some(wanted) => imbalance(wanted, &importances),
            None => -importances.iter().sum::<f64>(),
        }
    }

    /// The importance of each node for the index under these weights.
    fn importances(&self, weights: &[f64]) -> Vec<f64> {
        let composite = self.composite;
        let mut given = composite.weights.nodes.clone();
        self.nodes.iter().zip(weights).for_each(|(&node, &weight)| given[node] = weight);
        let change = WeightChange { given, ..WeightChange::default() };
        let Combined { scores, .. } = combine::stage(
            &composite.framework,
            &composite.method,
            &self.fitting,
            &composite.normalised,
            &composite.scales,
            &change,
            &mut Vec::new(),
        );
        let index = scores.slice(scores.width() - 1);
        let index: Vec<f64> = self.rows.iter().map(|&row| index[row]).collect();
        self.gauges.iter().map(|gauge| gauge.of(&index)).collect()
    }

    /// All weights, by code, with these for the nodes of the level.
    fn stated(&self, weights: &[f64]) -> BTreeMap<String, f64> {
        let all = self.composite.framework.nodes().iter().zip(&self.composite.weights.nodes);
        let mut stated: BTreeMap<String, f64> =
            all.filter(|(node, _)| node.parent.is_some()).map(|(node, &weight)| (node.code.clone(), weight)).collect();
        for (&node, &weight) in self.nodes.iter().zip(weights) {
            stated.insert(self.composite.framework.nodes()[node].code.clone(), weight);
        }
        stated
    }

    /// Weights as shares among siblings.
    fn among_siblings(&self, weights: &[f64]) -> Vec<f64> {
        let parent = |at: usize| self.composite.framework.nodes()[self.nodes[at]].parent;
        let total = |at: usize| {
            let siblings = (0..weights.len()).filter(|&other| parent(other) == parent(at));
            siblings.map(|other| weights[other]).sum::<f64>()
        };
        (0..weights.len()).map(|at| weights[at] / total(at)).collect()
    }
}

/// The wanted shares of importance of the nodes of a level.
fn wanted(
    composite: &Composite,
    level: &str,
    nodes: &[usize],
    targets: &BTreeMap<String, f64>,
) -> Result<Vec<f64>, Error> {
    if targets.is_empty() {
        return Ok(shares(&vec![1.0; nodes.len()]));
    }
    let codes: Vec<&str> = nodes.iter().map(|&node| composite.framework.nodes()[node].code.as_str()).collect();
    let hint = format!("name each of: {}", codes.join(", "));
    if let Some(unknown) = targets.keys().find(|code| !codes.contains(&code.as_str())) {
        return Err(refused(Code::W401, level, &format!("it has no node `{unknown}`"), &hint));
    }
    let numbers: Vec<f64> = codes.iter().map(|&code| targets.get(code).copied().unwrap_or(f64::NAN)).collect();
    if let Some((code, _)) = codes.iter().zip(&numbers).find(|(_, number)| number.is_nan()) {
        return Err(refused(Code::W402, level, &format!("`{code}` has no target"), &hint));
    }
    if numbers.iter().any(|number| !number.is_finite() || *number < 0.0) || numbers.iter().sum::<f64>() <= 0.0 {
        return Err(refused(Code::W403, level, "targets are not numbers of zero or more, one of them above", &hint));
    }
    Ok(shares(&numbers))
}
