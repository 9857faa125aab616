//! The catalogue as a value, and what is looked up in it by code, facet or place.

use super::record::Citation;
use super::{Facet, Network, Places, Record, Value};
use crate::{Error, Source, fold, nearest};

/// The catalogue: lists, records, networks and the documents they come from, each in the order of its files.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The controlled lists.
    pub facets: Vec<Facet>,
    /// The practices.
    pub records: Vec<Record>,
    /// The networks.
    pub networks: Vec<Network>,
    /// The documents.
    pub sources: Vec<Source>,
    /// Groups of words that mean much the same to a reader who searches.
    pub synonyms: Vec<Vec<String>>,
    /// The names of cities.
    pub places: Places,
}

/// Something that can be found: a practice or a network, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A record.
    Practice(usize),
    /// A network.
    Network(usize),
}

impl Catalogue {
    /// The facet of a code.
    pub fn facet(&self, code: &str) -> Option<&Facet> {
        self.facets.iter().find(|facet| facet.code == code)
    }

    /// The facet and the value that a user names, each by code or name.
    ///
    /// # Errors
    /// [`Error::NoSuchName`] with the nearest names.
    pub fn find_value(&self, facet: &str, value: &str) -> Result<(&Facet, &Value), Error> {
        let facet = self.find_facet(facet)?;
        let codes = || facet.value.iter().map(|value| [value.code.as_str(), value.name.as_str()]);
        let found = find("value of this facet", value, codes())?;
        Ok((facet, &facet.value[found]))
    }

    /// The facet that a user names, by code or name.
    ///
    /// # Errors
    /// [`Error::NoSuchName`] with the nearest names.
    pub fn find_facet(&self, facet: &str) -> Result<&Facet, Error> {
        let names = self.facets.iter().map(|facet| [facet.code.as_str(), facet.name.as_str()]);
        find("facet", facet, names).map(|found| &self.facets[found])
    }

    /// The practice or network that a user names, by code or title.
    ///
    /// # Errors
    /// [`Error::NoSuchName`] with the nearest names.
    pub fn find_entry(&self, text: &str) -> Result<Entry, Error> {
        let practices = self.records.iter().map(|record| [record.code.as_str(), record.title.as_str()]);
        let networks = self.networks.iter().map(|network| [network.code.as_str(), network.name.as_str()]);
        let found = find("practice or network", text, practices.chain(networks))?;
        let networks = found.checked_sub(self.records.len());
        Ok(networks.map_or(Entry::Practice(found), Entry::Network))
    }

    /// The values of a record under a facet, by code: those that it states, or those that follow from them.
    pub fn values<'a>(&'a self, record: &'a Record, facet: &Facet) -> Vec<&'a str> {
        let stated = |code: &str| record.stated(code).iter().map(String::as_str);
        if facet.follows.is_empty() {
            return stated(&facet.code).collect();
        }
        let Some(leading) = self.facet(&facet.follows) else { return Vec::new() };
        let mut found = Vec::new();
        for parent in stated(&leading.code).filter_map(|code| leading.value(code)).map(|value| value.parent.as_str()) {
            if !found.contains(&parent) {
                found.push(parent);
            }
        }
        found
    }

    /// Whether a record is of a place: its city under any of its names, or its country.
    pub fn is_of(&self, record: &Record, place: &str) -> bool {
        let wanted = fold(place);
        fold(&record.country) == wanted || self.places.names(&record.city).any(|name| fold(name) == wanted)
    }

    /// Whether a network names a place among its members.
    pub fn has_member(&self, network: &Network, place: &str) -> bool {
        let wanted = fold(place);
        network.members.iter().any(|member| self.places.names(member).any(|name| fold(name) == wanted))
    }

    /// Every place that records and networks name, once.
    pub fn all_places(&self) -> Vec<&str> {
        let of_records = self.records.iter().flat_map(|record| [record.city.as_str(), record.country.as_str()]);
        let mut places: Vec<&str> = of_records
            .chain(self.networks.iter().flat_map(|network| network.members.iter().map(String::as_str)))
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// A citation in words: the document, then the place in it.
    pub fn cited(&self, citation: &Citation) -> String {
        let described = self.sources.iter().find(|source| source.code == citation.document);
        let (title, publisher) = match described {
            Some(source) => (source.title.as_str(), source.publisher.as_str()),
            None if citation.title.is_empty() => (citation.document.as_str(), ""),
            None => (citation.title.as_str(), citation.publisher.as_str()),
        };
        [title, publisher, &citation.place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// The position of the entry that has a name, or else the error with the nearest names.
fn find<'a>(kind: &'static str, text: &str, names: impl Iterator<Item = [&'a str; 2]> + Clone) -> Result<usize, Error> {
    let wanted = fold(text);
    let by = |part: usize| names.clone().position(|name| fold(name[part]) == wanted);
    by(0).or_else(|| by(1)).ok_or_else(|| {
        let alike = |part: usize| nearest(text, names.clone().map(move |name| name[part]));
        let codes = alike(0);
        let alike = if codes.is_empty() { alike(1) } else { codes }.into_iter().map(str::to_owned).collect();
        Error::NoSuchName { kind, name: text.to_owned(), nearest: alike }
    })
}
