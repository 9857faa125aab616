//! What the messages about observations need: which names were met how often, and what a row names. Says nothing itself.

use opencities_engine::finding::Place;

use crate::read::index::Index;
use crate::read::report::Words;
use crate::read::row::Field;

/// Names met in one file, with the first line and the number of rows of each.
#[derive(Default)]
pub(super) struct Tally {
    names: Index,
    rows: Vec<(u64, u64)>,
}

impl Tally {
    pub(super) fn count(&mut self, name: &str, line: u64) {
        let at = self.names.find_or_add(name);
        if at == self.rows.len() {
            self.rows.push((line, 0));
        }
        self.rows[at].1 += 1;
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = (String, u64, u64)> + use<> {
        let Tally { names, rows } = std::mem::take(self);
        names.into_names().into_iter().zip(rows).map(|(name, (line, count))| (name, line, count))
    }
}

/// What a row names, for messages.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) line: u64,
    pub(super) unit: Field<'a>,
    pub(super) node: &'a str,
    pub(super) period: Field<'a>,
}

impl Spot<'_> {
    pub(super) fn place(&self) -> Place {
        let place = Place::node(self.node).of_unit(self.unit.text());
        if self.period.is_empty() { place } else { place.in_period(self.period.text()) }
    }

    pub(super) fn say(&self, message: String, hint: &str) -> Words {
        (self.place(), message, hint.to_owned())
    }
}
