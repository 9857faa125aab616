//! A unit beside its peers, for people (Handbook step 10): what is to be said of it in sentences, and the chapter that holds
//! them. The figures are the engine's; a number in a sentence is one of a table, or the difference of two.

mod chapter;
mod sentences;

use opencities_engine::analyse::uncertainty::Standing;
use opencities_engine::analyse::{Likeness, Peer, Profile};
use opencities_engine::composite::Composite;

use crate::Source;
use crate::practices::{Advice, Catalogue};

pub use self::sentences::{About, Sentence};

/// A unit beside its peers, and all that is said of it.
pub struct Portrait<'a> {
    /// What it was read from.
    pub composite: &'a Composite,
    /// The unit beside its peers.
    pub profile: Profile,
    /// The peers in the order of likeness, and how like they are.
    pub peers: Vec<Peer>,
    /// What the likeness rests on.
    pub likeness: &'a Likeness,
    /// How the peers were chosen, in words.
    pub chosen: String,
    /// How sure the rank is; `None` where nothing was varied.
    pub surety: Option<Surety>,
    /// Practices for the weak areas, and the catalogue that they are from.
    pub advice: Vec<Advice>,
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// The sources of the figures.
    pub sources: &'a [Source],
}

/// How sure the rank of a unit is.
#[derive(Debug, Clone, PartialEq)]
pub struct Surety {
    /// What the replicates say of it.
    pub standing: Standing,
    /// The share of the replicates that the interval holds, in percent.
    pub interval_percent: f64,
    /// How many were computed.
    pub replicates: u64,
    /// The names of the assumptions.
    pub varied: Vec<String>,
}

impl Portrait<'_> {
    /// The unit's name.
    pub fn name(&self) -> &str {
        self.name_of(self.profile.row)
    }

    fn name_of(&self, row: usize) -> &str {
        &self.composite.data.units.get(self.composite.data.unit_of(row)).name
    }

    fn node(&self, node: usize) -> &str {
        &self.composite.framework.nodes()[node].name
    }

    /// How many units are ranked beside it, itself among them.
    fn ranked(&self) -> usize {
        let data = &self.composite.data;
        let rows = data.rows_of(self.profile.row / data.units.len());
        rows.filter(|&row| self.composite.screening.ranked[row]).count()
    }

    /// The sources of the figures of the unit and its peers.
    fn sources_used(&self) -> Vec<&Source> {
        let data = &self.composite.data;
        let Some(labels) = &data.source else { return Vec::new() };
        let rows = || std::iter::once(self.profile.row).chain(self.profile.peers.iter().copied());
        let is_used = |source: &&Source| {
            let columns = 0..data.values.width();
            columns.into_iter().any(|column| rows().any(|row| labels.get(row, column) == Some(source.code.as_str())))
        };
        self.sources.iter().filter(is_used).collect()
    }

    /// The level above the indicators, on which strengths are told.
    fn level(&self) -> Option<&str> {
        self.composite.framework.levels().get(1).map(String::as_str)
    }
}
