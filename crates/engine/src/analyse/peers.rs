//! Which units are alike, and whom one of them could learn from (Handbook step 7: back to the data).
//!
//! How unlike two units are depends on these two alone, and on steps that are stated and not found from the data: a unit
//! that joins takes its place among the peers of others and reorders nobody, unless it moves the scores themselves. Words
//! about it are made elsewhere.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::composite::Composite;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;

/// What makes units alike; a `peers.toml` is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Likeness {
    /// How many peers a unit has.
    pub count: usize,
    /// From how many points on two scores differ markedly: a mentor is ahead by as much, and so is a strength.
    pub ahead: f64,
    /// What is compared.
    pub feature: Vec<Feature>,
}

/// A fact in which units are alike or not: a column of facts, an indicator, or the scores of a level.
///
/// Words are alike or one step apart. So are numbers with `at`: on the same side of it, or not. Other numbers are as many
/// steps apart as `ratio` (of figures) or `difference` (of figures or, on average, of scores) says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feature {
    /// What people call it; where it is empty, as what is compared.
    pub name: String,
    /// What it is, for those who read the reasons.
    pub description: String,
    /// A column of facts about the units.
    pub column: Option<String>,
    /// An indicator, whose figures before imputation are compared.
    pub indicator: Option<String>,
    /// A level of groups, whose scores are compared.
    pub level: Option<String>,
    /// Figures of which one is so many times the other are one step apart.
    pub ratio: Option<f64>,
    /// Figures or scores that differ by so much are one step apart.
    pub difference: Option<f64>,
    /// Figures on different sides of it are one step apart; it belongs to the upper side.
    pub at: Option<f64>,
    /// How much it counts beside the others.
    pub weight: f64,
}

impl Default for Likeness {
    fn default() -> Self {
        Likeness { count: 8, ahead: 0.0, feature: Vec::new() }
    }
}

impl Default for Feature {
    fn default() -> Self {
        Feature {
            name: String::new(),
            description: String::new(),
            column: None,
            indicator: None,
            level: None,
            ratio: None,
            difference: None,
            at: None,
            weight: 1.0,
        }
    }
}

impl Feature {
    /// What people call it.
    pub fn called(&self) -> &str {
        let of = [&self.column, &self.indicator, &self.level].into_iter().flatten().next().map_or("", String::as_str);
        if self.name.is_empty() { of } else { &self.name }
    }
}

impl Likeness {
    /// Units are alike whose scores on the level above the indicators are: what serves where nothing else is stated.
    pub fn of_scores(framework: &Framework) -> Self {
        let level = framework.levels().get(1).cloned();
        let feature = Feature { name: "profile".to_owned(), level, difference: Some(1.0), ..Feature::default() };
        Likeness { feature: vec![feature], ..Likeness::default() }
    }
}

/// Units of a composite, to be compared.
pub struct Matching<'c> {
    composite: &'c Composite,
    likeness: &'c Likeness,
    /// What each feature compares, and the indicator whose figures these are.
    kinds: Vec<(Kind<'c>, Option<usize>)>,
}

enum Kind<'c> {
    Words(&'c [String]),
    Ratio(Vec<f64>, f64),
    Difference(Vec<f64>, f64),
    Side(Vec<f64>, f64),
    Scores(Vec<usize>, f64),
}

/// How two units compare in a feature; all `NaN` where the feature is left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Compared {
    /// How many steps they are apart; 1 where it is not known.
    pub steps: f64,
    /// The same in the feature's own terms: 0 or 1 for words and sides, the other's figure divided by the own for a ratio,
    /// the other's figure less the own for a difference, and the mean distance of scores. `NaN` where it is not known.
    pub apart: f64,
}

/// A unit, and how like it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peer {
    /// Its row.
    pub row: usize,
    /// The mean of the steps that the features are apart, weighted.
    pub distance: f64,
    /// Feature by feature.
    pub compared: Vec<Compared>,
}

/// A unit to learn from: alike, but for one node in which it is ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mentor {
    /// How like it is, leaving out that node.
    pub peer: Peer,
    /// How many points it is ahead.
    pub ahead: f64,
}

impl<'c> Matching<'c> {
    /// Makes a likeness definite for a composite.
    ///
    /// # Errors
    /// [`Error::Likeness`] with every fault.
    pub fn new(composite: &'c Composite, likeness: &'c Likeness) -> Result<Self, Error> {
        let mut faults = Vec::new();
        let mut kinds = Vec::new();
        if likeness.feature.is_empty() || likeness.count == 0 {
            let asks = likeness.count == 0;
            let (key, what) = if asks { ("count", "it asks for 0 peers") } else { ("feature", "nothing is compared") };
            let hint = "give a count of 1 or more and one [[feature]] or more";
            faults.push(Finding::new(Code::A702, Place::key(key), what, hint));
        }
        if !(likeness.ahead.is_finite() && likeness.ahead >= 0.0) {
            let what = format!("a mentor is to be ahead by {} points", likeness.ahead);
            faults.push(Finding::new(Code::A702, Place::key("ahead"), what, "write a number of points, 0 or more"));
        }
        for (number, feature) in likeness.feature.iter().enumerate() {
            let is_called_so = |other: &Feature| other.called() == feature.called();
            let found = match likeness.feature[..number].iter().any(is_called_so) {
                true => Err((Code::A702, "two features are called so".to_owned(), "give one a `name`".to_owned())),
                false => kind(composite, feature),
            };
            match found {
                Ok(kind) => {
                    let leaf = feature.indicator.as_deref().and_then(|code| composite.framework.position(code));
                    kinds.push((kind, leaf));
                }
                Err((code, why, hint)) => {
                    let named = feature.called();
                    let what = if named.is_empty() { why } else { format!("feature `{named}`: {why}") };
                    faults.push(Finding::new(code, Place::key(format!("feature.{number}")), what, hint));
                }
            }
        }
        if faults.is_empty() { Ok(Matching { composite, likeness, kinds }) } else { Err(Error::Likeness(faults)) }
    }

    /// The composite whose units are compared.
    pub fn composite(&self) -> &'c Composite {
        self.composite
    }

    /// The likeness that it rests on.
    pub fn likeness(&self) -> &'c Likeness {
        self.likeness
    }

    /// Candidates in the order of likeness to a row, the nearest first; the row itself is left out.
    pub fn peers(&self, row: usize, candidates: &[usize]) -> Vec<Peer> {
        self.nearest(row, candidates, None)
    }

    /// Candidates that are ahead of a row in a node, in the order of likeness in all else. Who knows so few of its indicators
    /// that the method calls the score thin leads nobody.
    pub fn mentors(&self, row: usize, node: usize, candidates: &[usize]) -> Vec<Mentor> {
        let own = self.composite.score(node, row);
        let ahead = |row: usize| self.composite.score(node, row) - own;
        let coverage = self.composite.coverage(node);
        let is_thin = |row: usize| coverage[row] < self.composite.method.screen.thin_below;
        let candidates: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|&other| ahead(other) > 0.0 && ahead(other) >= self.likeness.ahead && !is_thin(other))
            .collect();
        let mentor = |peer: Peer| Mentor { ahead: ahead(peer.row), peer };
        self.nearest(row, &candidates, Some(node)).into_iter().map(mentor).collect()
    }

    fn nearest(&self, row: usize, candidates: &[usize], without: Option<usize>) -> Vec<Peer> {
        let data = &self.composite.data;
        let others = candidates.iter().copied().filter(|&other| other != row);
        let mut peers: Vec<Peer> = others.map(|other| self.compare(row, other, without)).collect();
        let code = |peer: &Peer| &data.units.get(data.unit_of(peer.row)).code;
        peers.sort_by(|a, b| a.distance.total_cmp(&b.distance).then_with(|| code(a).cmp(code(b))));
        peers
    }

    fn compare(&self, row: usize, other: usize, without: Option<usize>) -> Peer {
        const LEFT_OUT: Compared = Compared { steps: f64::NAN, apart: f64::NAN };
        let nodes = self.composite.framework.nodes();
        // What rests on an indicator of the group that is left out is left out, too.
        let stays = |node: usize| match without {
            Some(group) => !nodes[node].indicators.iter().any(|leaf| nodes[group].indicators.contains(leaf)),
            None => true,
        };
        let (mut sum, mut total) = (0.0, 0.0);
        let mut compared = Vec::with_capacity(self.kinds.len());
        for ((kind, leaf), feature) in self.kinds.iter().zip(&self.likeness.feature) {
            let is_left_out = match kind {
                Kind::Scores(nodes, _) => !nodes.iter().any(|&node| stays(node)),
                _ => leaf.is_some_and(|leaf| !stays(leaf)),
            };
            if is_left_out {
                compared.push(LEFT_OUT);
                continue;
            }
            let one = self.one(kind, row, other, &stays);
            sum += feature.weight * one.steps;
            total += feature.weight;
            compared.push(one);
        }
        Peer { row: other, distance: sum / total, compared }
    }

    fn one(&self, kind: &Kind<'_>, row: usize, other: usize, stays: &dyn Fn(usize) -> bool) -> Compared {
        let units = self.composite.data.units.len();
        let pair = |values: &[f64]| (values[row % values.len()], values[other % values.len()]);
        let (steps, apart) = match kind {
            Kind::Words(words) => {
                let (own, other) = (&words[row % units], &words[other % units]);
                let apart = if own == other { 0.0 } else { 1.0 };
                if own.is_empty() || other.is_empty() { (f64::NAN, f64::NAN) } else { (apart, apart) }
            }
            Kind::Ratio(values, step) => {
                let (own, other) = pair(values);
                let is_ratio = own > 0.0 && other > 0.0;
                let ratio = if is_ratio { other / own } else { f64::NAN };
                (ratio.ln().abs() / step.ln(), ratio)
            }
            Kind::Difference(values, step) => {
                let (own, other) = pair(values);
                ((other - own).abs() / step, other - own)
            }
            Kind::Side(values, at) => {
                let (own, other) = pair(values);
                let apart = if (own >= *at) == (other >= *at) { 0.0 } else { 1.0 };
                if own.is_nan() || other.is_nan() { (f64::NAN, f64::NAN) } else { (apart, apart) }
            }
            Kind::Scores(nodes, step) => {
                let apart = self.mean_distance(nodes.iter().filter(|&&node| stays(node)), row, other);
                (apart / step, apart)
            }
        };
        if steps.is_finite() { Compared { steps, apart } } else { Compared { steps: 1.0, apart: f64::NAN } }
    }

    /// The mean distance of the scores that both know; `NaN` where these are fewer than half.
    fn mean_distance<'n>(&self, nodes: impl Iterator<Item = &'n usize>, row: usize, other: usize) -> f64 {
        let (mut sum, mut known, mut all) = (0.0, 0_usize, 0_usize);
        for &node in nodes {
            let distance = (self.composite.score(node, other) - self.composite.score(node, row)).abs();
            all += 1;
            if !distance.is_nan() {
                sum += distance;
                known += 1;
            }
        }
        if known == 0 || 2 * known < all { f64::NAN } else { sum / known as f64 }
    }
}

/// The other ranked units of a row's period, by row: who may be its peer.
pub fn candidates(composite: &Composite, row: usize) -> Vec<usize> {
    let period = row / composite.data.units.len();
    composite.data.rows_of(period).filter(|&other| other != row && composite.screening.ranked[other]).collect()
}

type Unfit = (Code, String, String);

fn kind<'c>(composite: &'c Composite, feature: &Feature) -> Result<Kind<'c>, Unfit> {
    let Feature { column, indicator, level, ratio, difference, at, weight, .. } = feature;
    let wrong = |why: String, hint: &str| Err((Code::A702, why, hint.to_owned()));
    if [column, indicator, level].into_iter().flatten().count() != 1 {
        return wrong("it does not say what is compared".to_owned(), "give one of: column, indicator, level");
    }
    if [ratio, difference, at].into_iter().flatten().count() > 1 {
        return wrong("it is compared in two ways".to_owned(), "give one of: ratio, difference, at");
    }
    if !(weight.is_finite() && *weight > 0.0) {
        return wrong(format!("its weight is {weight}"), "a weight is above 0");
    }
    if let Some(bad) = difference.filter(|step| !(step.is_finite() && *step > 0.0)) {
        return wrong(format!("its difference is {bad}"), "a difference of one step is above 0");
    }
    if let Some(bad) = ratio.filter(|step| !(step.is_finite() && *step > 1.0)) {
        return wrong(format!("its ratio is {bad}"), "a ratio of one step is above 1: 2 means twice as many");
    }
    if let Some(bad) = at.filter(|at| !at.is_finite()) {
        return wrong(format!("its at is {bad}"), "write a number");
    }
    if let Some(level) = level {
        return match (of_level(composite, level)?, difference) {
            (nodes, Some(step)) => Ok(Kind::Scores(nodes, *step)),
            _ => wrong("scores are compared by difference".to_owned(), "write for example difference = 15.0"),
        };
    }
    let numbers = match (indicator, column) {
        (Some(code), _) => figures(composite, code)?,
        (_, Some(name)) => {
            let words = words(composite, name)?;
            if ratio.is_none() && difference.is_none() && at.is_none() {
                return Ok(Kind::Words(words));
            }
            words.iter().map(|word| word.trim().parse().unwrap_or(f64::NAN)).collect()
        }
        _ => Vec::new(),
    };
    if numbers.iter().all(|number: &f64| number.is_nan()) {
        return wrong("no unit has a number there".to_owned(), "leave ratio, difference and at away to compare words");
    }
    match (ratio, difference, at) {
        (Some(step), ..) => Ok(Kind::Ratio(numbers, *step)),
        (_, Some(step), _) => Ok(Kind::Difference(numbers, *step)),
        (.., Some(at)) => Ok(Kind::Side(numbers, *at)),
        _ => wrong("it does not say how figures are compared".to_owned(), "give one of: ratio, difference, at"),
    }
}

fn of_level(composite: &Composite, level: &str) -> Result<Vec<usize>, Unfit> {
    let framework = &composite.framework;
    let nodes: Vec<usize> =
        framework.group_positions().filter(|&node| framework.nodes()[node].level == *level).collect();
    if nodes.is_empty() {
        let known = framework.levels().get(1..).unwrap_or_default().join(", ");
        return Err((Code::A703, format!("no group is on the level `{level}`"), format!("there are: {known}")));
    }
    Ok(nodes)
}

fn figures(composite: &Composite, code: &str) -> Result<Vec<f64>, Unfit> {
    match composite.framework.position(code).filter(|&node| composite.framework.is_indicator(node)) {
        Some(node) => Ok(composite.denominated.slice(node).to_vec()),
        None => Err((Code::A703, format!("there is no indicator `{code}`"), "indicators are named by code".to_owned())),
    }
}

fn words<'c>(composite: &'c Composite, name: &str) -> Result<&'c [String], Unfit> {
    let units = &composite.data.units;
    units.column(name).map(|column| column.values.as_slice()).ok_or_else(|| {
        let known: Vec<&str> = units.columns().iter().map(|column| column.name.as_str()).collect();
        let hint = match known.is_empty() {
            true => "the units have no columns of facts: add some to units.csv".to_owned(),
            false => format!("there are: {}", known.join(", ")),
        };
        (Code::A703, format!("the units have no column `{name}`"), hint)
    })
}
