//! What makes the units of an index alike, from its `peers.toml` or another file, with the line of every fault. Comparing
//! is the engine's business; here are the words that say how two units compare.

use std::path::Path;

use opencities_engine::analyse::{Compared, Feature, Likeness, Matching, Peer};
use opencities_engine::composite::Composite;
use opencities_engine::finding::{Finding, Place};

use crate::{Definition, Error, Index, figure};

/// A likeness, and the file that states it.
#[derive(Debug, Clone)]
pub struct StatedLikeness {
    /// What is stated.
    pub likeness: Likeness,
    definition: Option<Definition>,
}

impl Index {
    /// What makes units alike: as a file says, or else the index's own `peers.toml`, or else their scores alone.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] with the line of a syntax error or unknown key.
    pub fn likeness(&self, file: Option<&Path>) -> Result<StatedLikeness, Error> {
        let definition = match file {
            Some(path) => Some(Definition::read(path)?),
            None => self.definition("peers.toml")?,
        };
        let likeness = match &definition {
            Some(definition) => definition.parse().map_err(|fault| Error::Faults(vec![*fault]))?,
            None => Likeness::of_scores(&self.framework),
        };
        Ok(StatedLikeness { likeness, definition })
    }
}

impl StatedLikeness {
    /// The likeness, made definite for a composite.
    ///
    /// # Errors
    /// [`Error::Faults`] with every fault, in file and line.
    pub fn matching<'c>(&'c self, composite: &'c Composite) -> Result<Matching<'c>, Error> {
        Matching::new(composite, &self.likeness).map_err(|error| {
            let located = |fault: &Finding| {
                let Some(definition) = &self.definition else { return fault.clone() };
                let line = fault.place.key.as_ref().and_then(|key| definition.lines().key(key));
                Finding { place: Place::file(&definition.file, line), ..fault.clone() }
            };
            Error::Faults(error.findings().iter().map(located).collect())
        })
    }
}

/// Why a peer is one, in words: feature by feature.
pub fn likeness_in_words(composite: &Composite, likeness: &Likeness, peer: &Peer) -> String {
    let data = &composite.data;
    let word = |name: &str| {
        let column = composite.data.units.column(name);
        column.map_or(String::new(), |column| column.values[data.unit_of(peer.row)].clone())
    };
    // The peer's own figure, of which the ratio speaks.
    let own = |feature: &Feature| {
        let number = match (&feature.column, &feature.indicator) {
            (Some(column), _) => word(column).trim().parse().ok(),
            (_, Some(code)) => {
                composite.framework.position(code).map(|node| composite.denominated.column(node)[peer.row])
            }
            _ => None,
        };
        number.map_or(String::new(), |number: f64| format!(" ({})", figure(number)))
    };
    let one = |(feature, compared): (&Feature, &Compared)| {
        let (name, apart) = (feature.called(), compared.apart);
        if apart.is_nan() {
            return format!("{name} not known");
        }
        match (feature.ratio, feature.difference, feature.at, &feature.column) {
            (Some(_), ..) if (apart - 1.0).abs() < 0.05 => format!("about the same {name}{}", own(feature)),
            (Some(_), ..) if apart < 0.1 => format!("{} times the {name}{}", figure(apart), own(feature)),
            (Some(_), ..) if apart < 2.0 => format!("{apart:.2} times the {name}{}", own(feature)),
            (Some(_), ..) => format!("{apart:.1} times the {name}{}", own(feature)),
            (_, Some(_), ..) if feature.level.is_some() => format!("{name} {apart:.1} points away"),
            (_, Some(_), ..) if apart > 0.0 => format!("{name} {} above", figure(apart)),
            (_, Some(_), ..) if apart < 0.0 => format!("{name} {} below", figure(-apart)),
            (.., Some(at), _) if apart > 0.0 => format!("on the other side of {} in {name}", figure(at)),
            (.., Some(at), _) => format!("on the same side of {} in {name}", figure(at)),
            (.., Some(column)) if apart > 0.0 => format!("another {name} ({})", word(column)),
            _ => format!("the same {name}"),
        }
    };
    let is_compared = |(_, compared): &(&Feature, &Compared)| !compared.steps.is_nan();
    likeness.feature.iter().zip(&peer.compared).filter(is_compared).map(one).collect::<Vec<String>>().join(", ")
}
