//! The controlled lists that records are filed under, and how many records each value has.

use serde::Deserialize;

use super::Catalogue;

/// A list of values that records are filed under.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facet {
    /// The code, as records name it.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What it sorts by.
    pub description: String,
    /// The document that the list comes from.
    pub source: String,
    /// The facet whose values are the parents of this one's.
    pub within: String,
    /// The facet from whose values this one follows: records do not state it.
    pub follows: String,
    /// Its values, in order.
    pub value: Vec<Value>,
}

/// A value of a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Value {
    /// The code, as records name it.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The value of the facet `within` that it belongs to.
    pub parent: String,
    /// What falls under it.
    pub description: String,
    /// Why no record has it.
    pub none: String,
}

impl Facet {
    /// The value of a code.
    pub fn value(&self, code: &str) -> Option<&Value> {
        self.value.iter().find(|value| value.code == code)
    }
}

/// How many records a value of a facet has.
#[derive(Debug, Clone, Copy)]
pub struct Coverage<'a> {
    /// The facet.
    pub facet: &'a Facet,
    /// The value.
    pub value: &'a Value,
    /// The records that have it.
    pub records: usize,
}

/// Every value of every facet, or of one, with the number of its records.
pub fn coverage<'a>(catalogue: &'a Catalogue, facet: Option<&str>) -> Vec<Coverage<'a>> {
    let wanted = catalogue.facets.iter().filter(|each| facet.is_none_or(|code| each.code == code));
    let count = |facet: &Facet, value: &Value| {
        catalogue.records.iter().filter(|record| catalogue.values(record, facet).contains(&value.code.as_str())).count()
    };
    wanted
        .flat_map(|facet| facet.value.iter().map(move |value| (facet, value)))
        .map(|(facet, value)| Coverage { facet, value, records: count(facet, value) })
        .collect()
}
