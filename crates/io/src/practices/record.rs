//! What is written in the files of the catalogue: records of practices and networks. Which of it must be there, and what
//! it may say, is known in `check.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A practice, as one file tells it. What its document leaves open is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Record {
    /// The code, which is also the name of its file.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// Where: a city, or the country or region again where the document names no city.
    pub city: String,
    /// The country or region.
    pub country: String,
    /// The first year of a span.
    pub from: Option<u16>,
    /// The last year of a span.
    pub to: Option<u16>,
    /// Single years.
    pub years: Vec<u16>,
    /// The practice in a sentence or two.
    pub summary: String,
    /// What it answers.
    pub problem: String,
    /// What is done.
    pub actions: String,
    /// For whom.
    pub beneficiaries: String,
    /// What came of it, where the document says so.
    pub outcome: String,
    /// Who takes part.
    pub partners: Vec<String>,
    /// Codes of the networks that the document ties it to.
    pub networks: Vec<String>,
    /// Where it is told.
    pub source: Vec<Citation>,
    /// Facet -> values, by code.
    pub facets: BTreeMap<String, Vec<String>>,
    /// The file that it was read from, as people should see it.
    #[serde(skip)]
    pub file: String,
}

impl Record {
    /// The codes that the record states under a facet; empty where it states none.
    pub fn stated(&self, facet: &str) -> &[String] {
        self.facets.get(facet).map_or(&[], Vec::as_slice)
    }

    /// The years in words: `2016-2018`, `since 2016`, `until 2018`, `2010, 2014`; empty where none are stated.
    pub fn when(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from}-{to}"),
            (Some(from), None) => format!("since {from}"),
            (None, Some(to)) => format!("until {to}"),
            (None, None) => self.years.iter().map(u16::to_string).collect::<Vec<_>>().join(", "),
        }
    }
}

/// Where a practice is told: a document of `sources.toml`, or one that the record describes itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Citation {
    /// The code of a document of `sources.toml`; empty where the document is described here.
    pub document: String,
    /// The headings under which it stands, or the page.
    pub place: String,
    /// The document's title, where `document` is empty.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its licence.
    pub licence: String,
    /// Its public address.
    pub address: String,
    /// Its date.
    pub date: String,
}

/// A network or a joint project, with the members that the documents name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// The code, which is also the name of its file.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Its public address.
    pub address: String,
    /// The members that the documents name; may be empty.
    pub members: Vec<String>,
    /// Where it is told.
    pub source: Vec<Citation>,
    /// The file that it was read from, as people should see it.
    #[serde(skip)]
    pub file: String,
}
