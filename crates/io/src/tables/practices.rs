//! The catalogue of practices as flat tables (Handbook step 10): what a search finds, one entry fact by fact, the coverage
//! of the facets, the networks, and what is recommended.

use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::{FlatTable, RunInfo};
use crate::practices::{Advice, Catalogue, Citation, Coverage, Entry, Facet, Hit, Network, Record};

/// A list in one cell.
fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().collect::<Vec<_>>().join("; ")
}

fn cited(catalogue: &Catalogue, citations: &[Citation]) -> String {
    citations.iter().map(|citation| catalogue.cited(citation)).collect::<Vec<_>>().join("; ")
}

/// What was found, a row each, best first; a facet is a column.
pub fn practices(catalogue: &Catalogue, hits: &[Hit]) -> FlatTable {
    let record = |hit: &Hit| match hit.entry {
        Entry::Practice(at) => Some(&catalogue.records[at]),
        Entry::Network(_) => None,
    };
    let network = |hit: &Hit| match hit.entry {
        Entry::Network(at) => Some(&catalogue.networks[at]),
        Entry::Practice(_) => None,
    };
    let text = |of: fn(&Record) -> &str, other: fn(&Network) -> &str| -> Vec<Option<&str>> {
        hits.iter().map(|hit| record(hit).map(of).or_else(|| network(hit).map(other))).collect()
    };
    let kind = |hit: &Hit| if record(hit).is_some() { "practice" } else { "network" };
    let mut columns = Columns::default()
        .text("code", "code of the practice or network", text(|record| &record.code, |network| &network.code))
        .text("kind", "practice or network", hits.iter().map(|hit| Some(kind(hit))))
        .text("title", "what people call it", text(|record| &record.title, |network| &network.name))
        .text("city", "where", text(|record| &record.city, |_| ""))
        .text("country", "its country", text(|record| &record.country, |_| ""))
        .text("years", "when", hits.iter().map(|hit| record(hit).map(Record::when)))
        .text("summary", "in a sentence or two", text(|record| &record.summary, |network| &network.description))
        .text("problem", "what it answers", text(|record| &record.problem, |_| ""))
        .text("actions", "what is done", text(|record| &record.actions, |_| ""))
        .text("beneficiaries", "for whom", text(|record| &record.beneficiaries, |_| ""))
        .text("outcome", "what came of it", text(|record| &record.outcome, |_| ""))
        .text(
            "partners",
            "who takes part, or the members of a network",
            hits.iter().map(|hit| {
                let parts = record(hit).map(|record| &record.partners).or_else(|| network(hit).map(|it| &it.members));
                parts.map(|parts| joined(parts.iter().map(String::as_str)))
            }),
        )
        .text(
            "networks",
            "networks that it belongs to",
            hits.iter().map(|hit| record(hit).map(|record| joined(record.networks.iter().map(String::as_str)))),
        );
    for facet in &catalogue.facets {
        let values = |hit: &Hit| record(hit).map(|record| joined(catalogue.values(record, facet)));
        columns = columns.text(&facet.code, &facet.name, hits.iter().map(values));
    }
    let sources = |hit: &Hit| record(hit).map(|it| &it.source).or_else(|| network(hit).map(|it| &it.source));
    columns
        .text("source", "where it is told", hits.iter().map(|hit| sources(hit).map(|all| cited(catalogue, all))))
        .number(
            "score",
            "how well it answers; only the order counts",
            &[("decimals", "2")],
            hits.iter().map(|hit| hit.score),
        )
        .finish("practices", "Practices")
}

/// A practice or a network fact by fact: what, and what is said of it.
pub fn facts(catalogue: &Catalogue, entry: Entry) -> Vec<(String, String)> {
    let mut facts: Vec<(&str, String)> = Vec::new();
    match entry {
        Entry::Practice(at) => {
            let record = &catalogue.records[at];
            facts.extend([
                ("code", record.code.clone()),
                ("title", record.title.clone()),
                ("city", record.city.clone()),
                ("country", record.country.clone()),
                ("years", record.when()),
                ("summary", record.summary.clone()),
                ("problem", record.problem.clone()),
                ("actions", record.actions.clone()),
                ("beneficiaries", record.beneficiaries.clone()),
                ("outcome", record.outcome.clone()),
                ("partners", joined(record.partners.iter().map(String::as_str))),
            ]);
            let networks = catalogue.networks.iter().filter(|network| record.networks.contains(&network.code));
            facts.push(("networks", joined(networks.map(|network| network.name.as_str()))));
            facts.extend(catalogue.facets.iter().map(|facet| (facet.name.as_str(), names(catalogue, record, facet))));
            facts.push(("source", cited(catalogue, &record.source)));
        }
        Entry::Network(at) => {
            let network = &catalogue.networks[at];
            let practices = catalogue.records.iter().filter(|record| record.networks.contains(&network.code));
            facts.extend([
                ("code", network.code.clone()),
                ("name", network.name.clone()),
                ("description", network.description.clone()),
                ("address", network.address.clone()),
                ("members", joined(network.members.iter().map(String::as_str))),
                ("practices", joined(practices.map(|record| record.code.as_str()))),
                ("source", cited(catalogue, &network.source)),
            ]);
        }
    }
    facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key.to_owned(), text)).collect()
}

/// The names of a record's values under a facet.
fn names(catalogue: &Catalogue, record: &Record, facet: &Facet) -> String {
    let values = catalogue.values(record, facet);
    joined(values.into_iter().map(|code| facet.value(code).map_or(code, |value| value.name.as_str())))
}

/// The same as a table of two columns.
pub fn practice(catalogue: &Catalogue, entry: Entry) -> FlatTable {
    let facts = facts(catalogue, entry);
    let title = facts.get(1).map_or(String::new(), |(_, title)| title.clone());
    Columns::default()
        .text("fact", "what", facts.iter().map(|(key, _)| Some(key.as_str())))
        .text("value", "what is said of it", facts.iter().map(|(_, text)| Some(text.as_str())))
        .finish("practice", &title)
}

/// How many records each value of a facet has, and why there are none.
pub fn practice_coverage(rows: &[Coverage<'_>]) -> FlatTable {
    Columns::default()
        .text("facet", "code of the facet", rows.iter().map(|row| Some(row.facet.code.as_str())))
        .text("value", "code of the value", rows.iter().map(|row| Some(row.value.code.as_str())))
        .text("name", "what people call it", rows.iter().map(|row| Some(row.value.name.as_str())))
        .whole("records", "practices that have it", rows.iter().map(|row| i64::try_from(row.records).ok()).collect())
        .text("none", "why no practice has it", rows.iter().map(|row| Some(row.value.none.as_str())))
        .text("description", "what falls under it", rows.iter().map(|row| Some(row.value.description.as_str())))
        .finish("facets", "Facets of the catalogue of practices")
}

/// Networks with their members and the practices that belong to them.
pub fn practice_networks(catalogue: &Catalogue, networks: &[&Network]) -> FlatTable {
    let count =
        |network: &&Network| catalogue.records.iter().filter(|record| record.networks.contains(&network.code)).count();
    Columns::default()
        .text("code", "code of the network", networks.iter().map(|network| Some(network.code.as_str())))
        .text("name", "what people call it", networks.iter().map(|network| Some(network.name.as_str())))
        .whole(
            "members",
            "members that the documents name",
            networks.iter().map(|network| i64::try_from(network.members.len()).ok()).collect(),
        )
        .whole(
            "practices",
            "practices of the catalogue that belong to it",
            networks.iter().map(|network| i64::try_from(count(network)).ok()).collect(),
        )
        .text(
            "cities",
            "the members",
            networks.iter().map(|network| Some(joined(network.members.iter().map(String::as_str)))),
        )
        .text("description", "what it does", networks.iter().map(|network| Some(network.description.as_str())))
        .text("address", "public address", networks.iter().map(|network| Some(network.address.as_str())))
        .finish("networks", "Networks")
}

/// What is recommended, a row for each practice, and one for each weak area that has none.
pub fn recommendations(composite: &Composite, catalogue: &Catalogue, advice: &[Advice]) -> FlatTable {
    let rows: Vec<(&Advice, Option<usize>)> = advice
        .iter()
        .flat_map(|each| {
            let practices = (0..each.practices.len()).map(Some);
            let none = each.practices.is_empty().then_some(None);
            practices.chain(none).map(move |at| (each, at))
        })
        .collect();
    let record = |&(each, at): &(&Advice, Option<usize>)| at.map(|at| &catalogue.records[each.practices[at].record]);
    let unit = |row: usize| composite.data.units.get(composite.data.unit_of(row));
    let mentor = |&(each, at): &(&Advice, Option<usize>)| at.and_then(|at| each.practices[at].mentor);
    let decimals = [("decimals", "1")];
    Columns::default()
        .text(
            "area",
            "code of the weak area",
            rows.iter().map(|(each, _)| Some(&*composite.framework.nodes()[each.area.node].code)),
        )
        .number("score", "score of the unit in it", &decimals, rows.iter().map(|(each, _)| each.area.score))
        .number("median", "median of the ranked units", &decimals, rows.iter().map(|(each, _)| each.area.median))
        .number("behind", "points below the median", &decimals, rows.iter().map(|(each, _)| each.area.behind()))
        .text("practice", "code of the practice", rows.iter().map(|row| record(row).map(|record| record.code.as_str())))
        .text("title", "what people call it", rows.iter().map(|row| record(row).map(|record| record.title.as_str())))
        .text("city", "where", rows.iter().map(|row| record(row).map(|record| record.city.as_str())))
        .text("mentor", "code of the mentor", rows.iter().map(|row| mentor(row).map(|row| unit(row).code.as_str())))
        .text(
            "why",
            "why it is recommended, or why nothing is",
            rows.iter().map(|&(each, at)| Some(at.map_or(each.none.as_str(), |at| each.practices[at].why.as_str()))),
        )
        .text(
            "summary",
            "in a sentence or two",
            rows.iter().map(|row| record(row).map(|record| record.summary.as_str())),
        )
        .finish("recommendations", "Practices for the weak areas")
}

/// What travels with tables of practices.
pub fn practices_info(catalogue: &Catalogue) -> RunInfo {
    [
        ("catalogue", format!("{} practices, {} networks", catalogue.records.len(), catalogue.networks.len())),
        ("program", format!("opencities {}", env!("CARGO_PKG_VERSION"))),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
