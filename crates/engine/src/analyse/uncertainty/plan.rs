//! A plan: the assumptions made definite for one index, and what each replicate draws from them.
//!
//! A point in [0,1)^d fixes a replicate wholly: [`Plan::specification`] reads it off, from any design of points. Replicate
//! number i of a seed is a point of its own, so replicates may be computed in any order and anywhere.

use serde::Serialize;
use toml::{Table, Value};

use super::assumption::Assumptions;
use super::definite::fault;
use super::overlay;
use super::tally::Pairs;
use super::weights::{Region, gamma, noise};
use crate::Error;
use crate::combine::WeightChange;
use crate::dataset::Dataset;
use crate::finding::Code;
use crate::framework::Framework;
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
    /// The groups that are counted, by their place among the groups, and whether pairs of units are.
    pub(super) counted: Vec<usize>,
    pub(super) pairs: Pairs,
}

/// One assumption made definite.
pub(in crate::analyse) struct Factor {
    pub(in crate::analyse) name: String,
    pub(in crate::analyse) kind: Kind,
}

pub(in crate::analyse) enum Kind {
    Alternatives(Vec<Alternative>),
    Range {
        key: String,
        from: f64,
        to: f64,
        whole: bool,
    },
    Noise {
        nodes: Vec<usize>,
        share: f64,
    },
    /// A gamma variate for each node, of its shape.
    Dirichlet {
        nodes: Vec<usize>,
        shapes: Vec<f64>,
    },
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

    pub(super) fn draw(&self, plan: &Plan<'_>, point: &[f64]) -> Drawn {
        let pick = |count: usize| ((point[0] * count as f64) as usize).min(count - 1);
        let key = || (point[0] * (1_u64 << 53) as f64) as u64;
        match &self.kind {
            Kind::Alternatives(list) => Drawn::Alternative(pick(list.len())),
            Kind::Range { from, to, whole: true, .. } => {
                Drawn::Number((from + (point[0] * (to - from + 1.0)).floor()).min(*to))
            }
            Kind::Range { from, to, .. } => Drawn::Number(from + point[0] * (to - from)),
            Kind::Noise { nodes, share } => {
                Drawn::Factors(nodes.iter().zip(point).map(|(&node, &number)| (node, noise(*share, number))).collect())
            }
            Kind::Dirichlet { nodes, shapes } => {
                let shares = nodes.iter().zip(shapes).zip(point);
                Drawn::Shares(shares.map(|((&node, &shape), &number)| (node, gamma(shape, number))).collect())
            }
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
        let mut plan = Plan {
            framework,
            data,
            method: method.clone(),
            tree,
            factors: Vec::new(),
            seed: assumptions.seed,
            counted: (0..framework.groups().len()).collect(),
            pairs: Pairs::Counted,
        };
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

    /// The same plan, of which only these groups are counted, by position of the node: ranking is most of the work of a
    /// replicate. All are scored.
    ///
    /// # Panics
    /// When a position is none of a group: a fault of the calling program.
    #[must_use]
    pub fn counting(mut self, groups: &[usize], pairs: Pairs) -> Self {
        let first = self.framework.indicators().len();
        let all = self.framework.groups().len();
        assert!(groups.iter().all(|&node| (first..first + all).contains(&node)), "positions of groups");
        self.counted = (0..all).filter(|group| groups.contains(&(group + first))).collect();
        self.pairs = pairs;
        self
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

    /// The shapes of the gamma variates that give shares around the method's.
    pub(super) fn shapes(&self, nodes: &[usize], concentration: Option<f64>) -> Vec<f64> {
        let all = self.framework.nodes();
        let stated = |node: usize| match &self.method.weigh.at(&all[all[node].parent.unwrap_or(node)]) {
            crate::weigh::Weighting::Stated(stated) => stated.weights.get(&all[node].code).copied().unwrap_or(1.0),
            _ => 1.0,
        };
        let shape = |&node: &usize| {
            // Nodes of a Dirichlet assumption lie below the index, so each has a parent.
            let siblings = all[node].parent.map_or(&[][..], |parent| &all[parent].children);
            let total: f64 = siblings.iter().map(|&sibling| stated(sibling)).sum();
            concentration.unwrap_or(siblings.len() as f64) * stated(node) / total
        };
        nodes.iter().map(shape).collect()
    }
}
