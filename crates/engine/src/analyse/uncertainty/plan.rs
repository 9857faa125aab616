//! A plan: the assumptions made definite for one index, and what each replicate draws from them.
//!
//! A point in [0,1)^d fixes a replicate wholly: [`Plan::specification`] reads it off, from any design of points. Replicate
//! number i of a seed is a point of its own, so replicates may be computed in any order and anywhere.

use serde::Serialize;
use toml::{Table, Value};

use super::assumption::{Assumption, Assumptions, Number, Redraw, UncertainWeights};
use super::overlay;
use super::weights::{Region, gamma};
use crate::Error;
use crate::combine::WeightChange;
use crate::dataset::Dataset;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::impute;
use crate::method::Method;
use crate::random::Stream;

/// The assumptions made definite for an index.
pub struct Plan<'a> {
    pub(in crate::analyse) framework: &'a Framework,
    pub(in crate::analyse) data: &'a Dataset,
    /// The method as published.
    pub(super) method: Method,
    /// The same as a tree of values, over which alternatives are laid.
    pub(super) tree: Table,
    pub(in crate::analyse) factors: Vec<Factor>,
    pub(in crate::analyse) seed: u64,
}

/// One assumption made definite.
pub(in crate::analyse) struct Factor {
    pub(in crate::analyse) name: String,
    pub(in crate::analyse) kind: Kind,
}

pub(in crate::analyse) enum Kind {
    Alternatives(Vec<Alternative>),
    Range { key: String, from: f64, to: f64, whole: bool },
    Noise { nodes: Vec<usize>, share: f64 },
    Dirichlet { nodes: Vec<usize>, concentration: Option<f64> },
    Region(Region),
    LeaveOut(Vec<usize>),
    Draws(u32),
    SamplingError,
}

/// A part of a method, and the nodes left out with it.
pub(in crate::analyse) struct Alternative {
    pub(in crate::analyse) part: Table,
    pub(in crate::analyse) without: Vec<usize>,
}

/// What a replicate draws of one assumption.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawn {
    /// Nothing: the choice stands as published.
    Published,
    /// The number of an alternative, from 0.
    Alternative(usize),
    /// The value of a parameter.
    Number(f64),
    /// For each node, by position, what its weight is multiplied by.
    Factors(Vec<(usize, f64)>),
    /// For each node, by position, its share among its siblings.
    Shares(Vec<(usize, f64)>),
    /// The node left out, by position.
    LeftOut(Option<usize>),
    /// The number of a draw.
    Draw(u32),
    /// The key of a stream of random numbers.
    Key(u64),
}

/// All that one replicate assumes: an entry for each assumption, in their order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Specification(pub Vec<Drawn>);

impl Factor {
    /// How many numbers in [0,1) it takes.
    pub(in crate::analyse) fn numbers(&self) -> usize {
        match &self.kind {
            Kind::Noise { nodes, .. } | Kind::Dirichlet { nodes, .. } => nodes.len(),
            _ => 1,
        }
    }

    /// Whether it changes a table that weights rest on, so that these have to be made anew.
    pub(super) fn is_upstream(&self) -> bool {
        const LATE: [&str; 5] = ["weigh", "aggregate", "missing", "rank", "without"];
        match &self.kind {
            Kind::Alternatives(list) => {
                list.iter().any(|alternative| alternative.part.keys().any(|key| !LATE.contains(&key.as_str())))
            }
            Kind::Range { key, .. } => !LATE.iter().any(|late| key.starts_with(late)),
            Kind::Draws(_) | Kind::SamplingError => true,
            Kind::Noise { .. } | Kind::Dirichlet { .. } | Kind::Region(_) | Kind::LeaveOut(_) => false,
        }
    }

    fn draw(&self, plan: &Plan<'_>, point: &[f64]) -> Drawn {
        let pick = |count: usize| ((point[0] * count as f64) as usize).min(count - 1);
        let key = || (point[0] * (1_u64 << 53) as f64) as u64;
        match &self.kind {
            Kind::Alternatives(list) => Drawn::Alternative(pick(list.len())),
            Kind::Range { from, to, whole: true, .. } => {
                Drawn::Number((from + (point[0] * (to - from + 1.0)).floor()).min(*to))
            }
            Kind::Range { from, to, .. } => Drawn::Number(from + point[0] * (to - from)),
            Kind::Noise { nodes, share } => {
                let factor = |number: &f64| 1.0 - share + 2.0 * share * number;
                Drawn::Factors(nodes.iter().copied().zip(point.iter().map(factor)).collect())
            }
            Kind::Dirichlet { nodes, concentration } => Drawn::Shares(plan.dirichlet(nodes, *concentration, point)),
            Kind::Region(region) => Drawn::Shares(region.draw(&mut Stream::new(plan.seed, key()))),
            Kind::LeaveOut(nodes) => Drawn::LeftOut(nodes.get(pick(nodes.len() + 1)).copied()),
            Kind::Draws(count) => Drawn::Draw(pick(*count as usize) as u32),
            Kind::SamplingError => Drawn::Key(key()),
        }
    }
}

impl<'a> Plan<'a> {
    /// Makes assumptions definite.
    ///
    /// # Errors
    /// [`Error::Assumptions`] with every fault: unknown nodes, levels and keys, empty lists and ranges, contradictory
    /// regions; [`Error::Method`] when the method itself does not fit.
    pub fn new(
        framework: &'a Framework,
        data: &'a Dataset,
        method: &Method,
        assumptions: &Assumptions,
    ) -> Result<Self, Error> {
        method.validate(framework, &data.units)?;
        let mut faults = Vec::new();
        let tree = overlay::tree_of(method).unwrap_or_else(|why| {
            faults.push(fault(Code::U804, "method", why, "write the method anew"));
            Table::new()
        });
        let mut plan =
            Plan { framework, data, method: method.clone(), tree, factors: Vec::new(), seed: assumptions.seed };
        for assumption in &assumptions.list {
            match plan.factor(assumption) {
                Ok(factor) => plan.factors.push(factor),
                Err(found) => faults.extend(found),
            }
        }
        let mut names: Vec<&str> = assumptions.list.iter().map(|assumption| assumption.name.as_str()).collect();
        names.sort_unstable();
        for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
            let why = "two assumptions have this name".to_owned();
            faults.push(fault(Code::U801, pair[0], why, "give each a name of its own"));
        }
        if faults.is_empty() { Ok(plan) } else { Err(Error::Assumptions(faults)) }
    }

    /// The framework of the index.
    pub fn framework(&self) -> &Framework {
        self.framework
    }

    /// The names of the assumptions, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.factors.iter().map(|factor| factor.name.as_str())
    }

    /// How many numbers in [0,1) a replicate takes.
    pub fn numbers(&self) -> usize {
        self.factors.iter().map(Factor::numbers).sum()
    }

    /// The numbers of replicate `replicate`: a function of the seed and the replicate alone.
    pub fn point(&self, replicate: u64) -> Vec<f64> {
        let mut stream = Stream::new(self.seed, replicate);
        (0..self.numbers()).map(|_| stream.uniform()).collect()
    }

    /// What a point stands for.
    ///
    /// # Panics
    /// When the point has not [`Plan::numbers`] numbers: a fault of the calling program.
    pub fn specification(&self, point: &[f64]) -> Specification {
        assert_eq!(point.len(), self.numbers(), "a number for each that the plan takes");
        let mut rest = point;
        let mut drawn = Vec::with_capacity(self.factors.len());
        for factor in &self.factors {
            let (own, others) = rest.split_at(factor.numbers());
            drawn.push(factor.draw(self, own));
            rest = others;
        }
        Specification(drawn)
    }

    /// What a specification changes about weights.
    pub(super) fn weight_change(&self, specification: &Specification) -> WeightChange {
        let mut change = WeightChange::default();
        let count = self.framework.nodes().len();
        let slot = |list: &mut Vec<f64>, rest: f64, node: usize, make: &dyn Fn(f64) -> f64| {
            list.resize(count, rest);
            list[node] = make(list[node]);
        };
        for (factor, drawn) in self.factors.iter().zip(&specification.0) {
            match (drawn, &factor.kind) {
                (Drawn::Factors(list), _) => {
                    list.iter().for_each(|&(node, by)| slot(&mut change.factors, 1.0, node, &|old| old * by));
                }
                (Drawn::Shares(list), _) => {
                    list.iter().for_each(|&(node, share)| slot(&mut change.given, f64::NAN, node, &|_| share));
                }
                (Drawn::LeftOut(Some(node)), _) => slot(&mut change.factors, 1.0, *node, &|_| 0.0),
                (Drawn::Alternative(number), Kind::Alternatives(list)) => {
                    list[*number].without.iter().for_each(|&node| slot(&mut change.factors, 1.0, node, &|_| 0.0));
                }
                _ => {}
            }
        }
        change
    }

    /// The method of a specification.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn method_of(&self, specification: &Specification) -> Result<Method, String> {
        let mut tree = self.tree.clone();
        for (factor, drawn) in self.factors.iter().zip(&specification.0) {
            match (&factor.kind, drawn) {
                (Kind::Alternatives(list), Drawn::Alternative(number)) => {
                    let mut part = list[*number].part.clone();
                    part.remove("without");
                    overlay::lay_over(&mut tree, &part);
                }
                (Kind::Range { key, whole, .. }, Drawn::Number(number)) => {
                    let value = if *whole { Value::Integer(*number as i64) } else { Value::Float(*number) };
                    if !overlay::set(&mut tree, key, value) {
                        return Err(format!("the method has no `{key}` under this alternative"));
                    }
                }
                _ => {}
            }
        }
        overlay::method_of(&tree)
    }

    /// Shares of the children of every group, from one number for each child.
    fn dirichlet(&self, nodes: &[usize], concentration: Option<f64>, point: &[f64]) -> Vec<(usize, f64)> {
        let all = self.framework.nodes();
        let stated = |node: usize| match &self.method.weigh.at(&all[all[node].parent.unwrap_or(node)]) {
            crate::weigh::Weighting::Stated(stated) => stated.weights.get(&all[node].code).copied().unwrap_or(1.0),
            _ => 1.0,
        };
        let draw = |(&node, &number): (&usize, &f64)| {
            // Nodes of a Dirichlet assumption lie below the index, so each has a parent.
            let siblings = all[node].parent.map_or_else(Vec::new, |parent| all[parent].children.clone());
            let total: f64 = siblings.iter().map(|&sibling| stated(sibling)).sum();
            let shape = concentration.unwrap_or(siblings.len() as f64) * stated(node) / total;
            (node, gamma(shape, number))
        };
        nodes.iter().zip(point).map(draw).collect()
    }

    fn factor(&self, assumption: &Assumption) -> Result<Factor, Vec<Finding>> {
        let Assumption { name, alternatives, range, weights, leave_out, redraw, .. } = assumption;
        let fail = |code: Code, why: String, hint: &str| Err(vec![fault(code, name, why, hint)]);
        let kinds = usize::from(!alternatives.is_empty())
            + usize::from(range.is_some())
            + usize::from(weights.is_some())
            + usize::from(leave_out.is_some())
            + usize::from(redraw.is_some());
        if kinds != 1 || name.is_empty() {
            let why = if name.is_empty() { "it has no name".to_owned() } else { format!("{kinds} kinds are given") };
            let hint = "give a name and one of: alternatives (not empty), range, weights, leave_out, redraw";
            return fail(Code::U801, why, hint);
        }
        let kind = if let Some(range) = range {
            let (from, to) = (range.from.value(), range.to.value());
            if !(from.is_finite() && to.is_finite() && from < to) {
                return fail(Code::U803, format!("its range goes from {from} to {to}"), "write the lower number first");
            }
            if !overlay::set(&mut self.tree.clone(), &range.key, Value::Integer(0)) {
                let why = format!("the method has no `{}`", range.key);
                return fail(Code::U802, why, "write the key as in method.toml, with the name of the method");
            }
            let whole = matches!((range.from, range.to), (Number::Whole(_), Number::Whole(_)));
            Kind::Range { key: range.key.clone(), from, to, whole }
        } else if let Some(weights) = weights {
            self.weights(name, weights)?
        } else if let Some(leave_out) = leave_out {
            let nodes = self.on_levels(name, std::slice::from_ref(&leave_out.level))?;
            Kind::LeaveOut(nodes)
        } else if let Some(redraw) = redraw {
            self.redraw(name, *redraw)?
        } else {
            Kind::Alternatives(self.alternatives(name, alternatives)?)
        };
        Ok(Factor { name: name.clone(), kind })
    }

    fn redraw(&self, name: &str, redraw: Redraw) -> Result<Kind, Vec<Finding>> {
        let fail = |why: &str, hint: &str| Err(vec![fault(Code::U803, name, why.to_owned(), hint)]);
        match redraw {
            Redraw::Imputation => match impute::draws(&self.method) {
                0 => fail("no imputation of the method draws at random", "choose [impute.multiple], or leave it out"),
                count => Ok(Kind::Draws(count)),
            },
            Redraw::SamplingError => {
                let given = self.data.standard_error.as_ref().is_some_and(|table| {
                    (0..table.width()).any(|column| table.slice(column).iter().any(|error| *error > 0.0))
                });
                if given {
                    Ok(Kind::SamplingError)
                } else {
                    fail("no figure has a standard error", "fill the column standard_error, or leave it out")
                }
            }
        }
    }

    fn alternatives(&self, name: &str, parts: &[Table]) -> Result<Vec<Alternative>, Vec<Finding>> {
        let mut faults = Vec::new();
        let mut list = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let mut bad = |code: Code, why: String, hint: &str| {
                faults.push(fault(code, name, format!("alternative {}: {why}", number + 1), hint));
            };
            let without = match part.get("without").map(|value| value.clone().try_into::<Vec<String>>()) {
                None => Vec::new(),
                Some(Ok(codes)) => codes,
                Some(Err(_)) => {
                    bad(Code::U801, "`without` is no list of codes".to_owned(), "write without = [\"code\"]");
                    Vec::new()
                }
            };
            let mut positions = Vec::new();
            for code in &without {
                match self.framework.position(code).filter(|&node| node != self.framework.root()) {
                    Some(node) => positions.push(node),
                    None => bad(Code::U802, format!("it leaves out `{code}`, which is no node"), "correct the code"),
                }
            }
            let mut tree = self.tree.clone();
            let mut own = part.clone();
            own.remove("without");
            overlay::lay_over(&mut tree, &own);
            match overlay::method_of(&tree) {
                Err(why) => bad(Code::U802, why, "write it as in method.toml"),
                Ok(method) => {
                    if let Err(error) = method.validate(self.framework, &self.data.units) {
                        error.findings().iter().for_each(|found| bad(Code::U804, found.message.clone(), &found.hint));
                    }
                }
            }
            list.push(Alternative { part: part.clone(), without: positions });
        }
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    fn weights(&self, name: &str, weights: &UncertainWeights) -> Result<Kind, Vec<Finding>> {
        let fail = |why: String, hint: &str| Err(vec![fault(Code::U803, name, why, hint)]);
        match weights {
            UncertainWeights::Noise { share, levels } => {
                if !(*share > 0.0 && *share <= 1.0) {
                    return fail(format!("its share is {share}"), "write a number above 0 and at most 1");
                }
                Ok(Kind::Noise { nodes: self.on_levels(name, levels)?, share: *share })
            }
            UncertainWeights::Dirichlet { concentration, levels } => {
                if concentration.is_some_and(|sum| !(sum > 0.0 && sum.is_finite())) {
                    return fail(format!("its concentration is {concentration:?}"), "write a number above 0");
                }
                Ok(Kind::Dirichlet { nodes: self.on_levels(name, levels)?, concentration: *concentration })
            }
            UncertainWeights::Region(stated) => Region::new(self.framework, stated)
                .map(Kind::Region)
                .map_err(|(code, why, hint)| vec![fault(code, name, why, hint)]),
        }
    }

    /// The nodes of these levels, the root apart; all of them where no level is named.
    fn on_levels(&self, name: &str, levels: &[String]) -> Result<Vec<usize>, Vec<Finding>> {
        let known = self.framework.levels();
        let unknown = levels.iter().filter(|level| !known.contains(level));
        let hint = format!("the levels are: {}", known.join(", "));
        let faults: Vec<Finding> =
            unknown.map(|level| fault(Code::U802, name, format!("there is no level `{level}`"), &hint)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let nodes = self.framework.nodes();
        let wanted = |node: &usize| levels.is_empty() || levels.contains(&nodes[*node].level);
        let found: Vec<usize> = (0..self.framework.root()).filter(wanted).collect();
        if found.is_empty() {
            return Err(vec![fault(Code::U803, name, "it names no node below the index".to_owned(), &hint)]);
        }
        Ok(found)
    }
}

fn fault(code: Code, name: &str, why: String, hint: &str) -> Finding {
    Finding::new(code, Place::key(format!("assumption.{name}")), format!("assumption `{name}`: {why}"), hint)
}
