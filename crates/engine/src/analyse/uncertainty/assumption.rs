//! Assumptions: which choices of an index are uncertain, as `assumptions.toml` states them (Handbook step 7).
//!
//! Plain values and their checks. What is drawn from them stands in `plan.rs`.

use serde::{Deserialize, Serialize};
use toml::Table;

/// What the uncertainty analysis varies. An `assumptions.toml` *is* one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assumptions {
    /// How many replicates are drawn when nobody says otherwise.
    pub replicates: u64,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The uncertain choices, in the order in which they take their numbers.
    #[serde(rename = "assumption")]
    pub list: Vec<Assumption>,
}

impl Default for Assumptions {
    fn default() -> Self {
        Assumptions { replicates: 10_000, seed: 1, list: Vec::new() }
    }
}

impl Assumptions {
    /// What is assumed where nobody says anything: every weight varies by up to a quarter.
    pub fn usual() -> Self {
        let weights = Some(UncertainWeights::Noise { share: 0.25, levels: Vec::new() });
        let reason = "Weights are a choice.".to_owned();
        let assumption = Assumption { name: "weights".to_owned(), reason, weights, ..Assumption::default() };
        Assumptions { list: vec![assumption], ..Assumptions::default() }
    }
}

/// One uncertain choice. Exactly one of its kinds is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assumption {
    /// The name that results call it by.
    pub name: String,
    /// Why it is uncertain, for readers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Parts of a method, each laid over the index's own, all equally likely: `{ normalise = { z-score = {} } }`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Table>,
    /// A parameter of the method that lies anywhere between two numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Weights around those of the method, or in a region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<UncertainWeights>,
    /// One node of a level is left out, or none, all equally likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_out: Option<LeaveOut>,
    /// Figures that are drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redraw: Option<Redraw>,
}

/// A parameter that lies between two numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The parameter, dotted: `treat.winsorise.points_max`.
    pub key: String,
    /// The least value.
    pub from: Number,
    /// The greatest value.
    pub to: Number,
}

/// A number as it is written: a range between whole numbers draws whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// Any number.
    Real(f64),
}

impl Number {
    /// The number as such.
    pub fn value(self) -> f64 {
        match self {
            Number::Whole(number) => number as f64,
            Number::Real(number) => number,
        }
    }
}

/// Weights that are not known exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UncertainWeights {
    /// Each weight is multiplied by a number between 1 - `share` and 1 + `share`, independently.
    Noise {
        /// At most 1.
        share: f64,
        /// The levels whose nodes are weighed so; all where none is named.
        #[serde(default)]
        levels: Vec<String>,
    },
    /// The shares of siblings follow a Dirichlet distribution around those of the method, or around equal ones where the
    /// method finds them from the data.
    Dirichlet {
        /// The sum of its parameters: with as many as there are siblings and equal weights every set of shares is equally
        /// likely, with more the shares stay nearer to the method's.
        concentration: Option<f64>,
        /// The levels whose nodes are weighed so; all where none is named.
        #[serde(default)]
        levels: Vec<String>,
    },
    /// Any shares of the children of a group that keep to bounds and orderings, all equally likely.
    Region(Region),
}

/// A region of weights: shares of siblings that sum to 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Region {
    /// The group whose children are weighed.
    pub group: String,
    /// Child -> the least and the greatest share.
    pub bounds: std::collections::BTreeMap<String, [f64; 2]>,
    /// Pairs of children: the first weighs at least as much as the second.
    pub order: Vec<[String; 2]>,
}

/// A level of which one node at a time is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    /// The level: `indicator`, or one of the framework's.
    pub level: String,
}

/// What is drawn anew in each replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redraw {
    /// A draw of the imputations that draw at random.
    Imputation,
    /// Each figure that has a standard error, from a normal distribution around it.
    SamplingError,
}
