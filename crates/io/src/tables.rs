//! A composite as named flat tables (Handbook step 10): the same tables, columns and names in every format.
//!
//! `ranking`, `scores`, `values`, `weights`, `scales`, `treatments`, `findings` and `sources`, and where units have weights of
//! their own `unit_weights`. Numbers keep their full precision; how
//! many decimals people see travels in the field metadata. Writing them is the business of [`crate::export`].

pub mod assessment;
pub mod audit;
pub(crate) mod columns;
mod confidence;
mod difference;
mod effect;
mod leave_out;
mod practices;
mod profile;
mod rank_bounds;
mod ranking;
mod scales;
mod sensitivity;
pub mod structure;
mod treatments;
mod uncertainty;

use opencities_engine::analyse::{Explanation, Figures, Line};
use opencities_engine::composite::{Composite, Part};
use opencities_engine::dataset::Units;
use opencities_engine::finding::Finding;
use opencities_engine::table::Labels;
use sha2::{Digest, Sha256};

use self::columns::Columns;
pub use self::confidence::{confidence, standing_at_top};
pub use self::difference::{changes, difference};
pub use self::effect::effect;
pub use self::leave_out::{UNIT, element_of, leave_out};
pub use self::practices::{
    facts, practice, practice_coverage, practice_networks, practices, practices_info, recommendations,
};
pub use self::profile::{gap_parts, mentors, peers, profile, sentences, standing};
pub use self::rank_bounds::{rank_bounds, rank_bounds_weights};
pub use self::ranking::{RankingView, known, ranking};
pub use self::scales::scales;
pub use self::sensitivity::{
    conditional_means, screening, screening_runs, second_order, sensitivity, sensitivity_runs,
};
pub use self::treatments::{formula, treatment_effects, treatments, values_moved};
pub use self::uncertainty::{pair_probabilities, rank_probabilities, specifications, uncertainty};
use crate::Source;
use crate::export::{FlatTable, RunInfo};

/// Every node's score: unit, period, level, node, score, rank, coverage.
pub fn scores(composite: &Composite) -> FlatTable {
    let (data, nodes) = (&composite.data, composite.framework.nodes());
    // The index first, then down the tree; within a node the units in their order.
    let cells: Vec<(usize, usize)> =
        (0..nodes.len()).rev().flat_map(|node| (0..data.values.rows()).map(move |row| (node, row))).collect();
    let coverage: Vec<Vec<f64>> = (0..nodes.len()).map(|node| composite.coverage(node)).collect();
    let at = || cells.iter().copied();
    Columns::default()
        .text("unit", "code of the unit", at().map(|(_, row)| Some(data.units.get(data.unit_of(row)).code.as_str())))
        .text("period", "the period reported", at().map(|(_, row)| Some(data.period_of(row).to_string())))
        .text("level", "level of the node", at().map(|(node, _)| Some(nodes[node].level.as_str())))
        .text("node", "code of the node", at().map(|(node, _)| Some(nodes[node].code.as_str())))
        .number("score", "score of the node", &[("decimals", "1")], at().map(|(node, row)| composite.score(node, row)))
        .ranks("rank", "1 is the best", composite.method.rank.ties, at().map(|(node, row)| composite.rank(node, row)))
        .number(
            "coverage",
            "share of its indicators known",
            &[("decimals", "2")],
            at().map(|(node, row)| coverage[node][row]),
        )
        .finish("scores", "Scores")
}

/// Every figure on its way to a score, one row for each unit, period and indicator.
pub fn values(composite: &Composite) -> FlatTable {
    let data = &composite.data;
    let codes = composite.normalised.codes();
    let cells: Vec<(usize, usize)> =
        (0..codes.len()).flat_map(|column| (0..data.values.rows()).map(move |row| (column, row))).collect();
    let at = || cells.iter().copied();
    let label = |labels: &Option<Labels>, (column, row): (usize, usize)| {
        labels.as_ref().and_then(|labels| labels.get(row, column)).map(str::to_owned)
    };
    let cell = |table: &opencities_engine::table::Table, (column, row): (usize, usize)| table.column(column)[row];
    Columns::default()
        .text("unit", "code of the unit", at().map(|(_, row)| Some(data.units.get(data.unit_of(row)).code.as_str())))
        .text("period", "the period reported", at().map(|(_, row)| Some(data.period_of(row).to_string())))
        .text("indicator", "code of the indicator", at().map(|(column, _)| Some(codes[column].as_str())))
        .number("raw", "as supplied", &[], at().map(|place| cell(&data.values, place)))
        .number("denominated", "divided by its denominator", &[], at().map(|place| cell(&composite.denominated, place)))
        .number("imputed", "with gaps filled", &[], at().map(|place| cell(&composite.imputed, place)))
        .number("treated", "with outliers treated", &[], at().map(|place| cell(&composite.treated, place)))
        .number("normalised", "score", &[("decimals", "1")], at().map(|place| cell(&composite.normalised, place)))
        .text(
            "status",
            "origin, and what was done",
            at().map(|(column, row)| Some(data.status.column(column)[row].to_string())),
        )
        .text(
            "observed_period",
            "the period that the figure speaks of",
            at().map(|(column, row)| {
                let known = !data.values.column(column)[row].is_nan();
                known.then(|| data.observed_in(row, column).to_string())
            }),
        )
        .number(
            "standard_error",
            "of the raw value",
            &[],
            at().map(|(column, row)| data.standard_error.as_ref().map_or(f64::NAN, |table| table.column(column)[row])),
        )
        .text("geography", "level of measurement", at().map(|place| label(&data.geography, place)))
        .text("source", "code of the source", at().map(|place| label(&data.source, place)))
        .text("note", "remark on the figure", at().map(|place| label(&data.note, place)))
        .finish("values", "Values")
}

/// The weight of every node among its siblings and in the index.
pub fn weights(composite: &Composite) -> FlatTable {
    let nodes = composite.framework.nodes();
    let order = || (0..nodes.len()).rev();
    Columns::default()
        .text("node", "code of the node", order().map(|node| Some(nodes[node].code.as_str())))
        .text("name", "name of the node", order().map(|node| Some(nodes[node].name.as_str())))
        .text("level", "level of the node", order().map(|node| Some(nodes[node].level.as_str())))
        .text(
            "parent",
            "code of its parent",
            order().map(|node| nodes[node].parent.map(|parent| nodes[parent].code.as_str())),
        )
        .number("weight", "among its siblings", &[("decimals", "4")], order().map(|node| composite.weights.nodes[node]))
        .number(
            "effective_weight",
            "share in the index when nothing is missing",
            &[("decimals", "4")],
            order().map(|node| composite.weights.effective[node]),
        )
        .finish("weights", "Weights")
}

/// The weights that each unit has of its own, where a method finds such: a row for each unit, period and child, children
/// first. `None` where there are none.
pub fn unit_weights(composite: &Composite) -> Option<FlatTable> {
    let (data, nodes) = (&composite.data, composite.framework.nodes());
    let groups = composite.unit_weights.keys().rev().copied();
    let cells: Vec<(usize, usize, Part)> = groups
        .flat_map(|group| (0..data.values.rows()).map(move |row| (group, row)))
        .flat_map(|(group, row)| composite.parts(group, row).1.into_iter().map(move |part| (group, row, part)))
        .collect();
    if cells.is_empty() {
        return None;
    }
    let at = || cells.iter();
    let known = |part: &Part, value: f64| if part.contribution.is_nan() { f64::NAN } else { value };
    let table = Columns::default()
        .text(
            "unit",
            "code of the unit",
            at().map(|(_, row, _)| Some(data.units.get(data.unit_of(*row)).code.as_str())),
        )
        .text("period", "the period reported", at().map(|(_, row, _)| Some(data.period_of(*row).to_string())))
        .text("node", "code of the node", at().map(|(.., part)| Some(nodes[part.node].code.as_str())))
        .text("parent", "code of its parent", at().map(|(group, ..)| Some(nodes[*group].code.as_str())))
        .number("weight", "what its score is multiplied by", &[], at().map(|(.., part)| known(part, part.multiplier)))
        .number(
            "share",
            "share of its contribution in the parent's score",
            &[("decimals", "4")],
            at().map(|(group, row, part)| known(part, part.contribution / composite.score(*group, *row))),
        )
        .number(
            "contribution",
            "points that it adds to its parent's score",
            &[("decimals", "2")],
            at().map(|(.., part)| part.contribution),
        )
        .finish("unit_weights", "Weights of each unit");
    Some(table)
}

/// How a score came about: the explained node first, then what lies below it.
pub fn explanation(composite: &Composite, row: usize, explanation: &Explanation) -> FlatTable {
    let nodes = composite.framework.nodes();
    let unit = composite.data.units.get(composite.data.unit_of(row));
    let lines = || explanation.lines.iter();
    let figure = |pick: fn(&Figures) -> f64| lines().map(move |line| line.figures.as_ref().map_or(f64::NAN, pick));
    let measure = |node: usize| composite.framework.indicators().get(node).map(|facts| facts.measure.as_str());
    let known = |line: &Line| line.figures.clone().filter(|figures| !figures.imputed.is_nan());
    Columns::default()
        .text("unit", "code of the unit", lines().map(|_| Some(unit.code.as_str())))
        .text("node", "code of the node", lines().map(|line| Some(nodes[line.node].code.as_str())))
        .text("name", "name of the node", lines().map(|line| Some(nodes[line.node].name.as_str())))
        .text("level", "level of the node", lines().map(|line| Some(nodes[line.node].level.as_str())))
        .text("measure", "measure of the raw value", lines().map(|line| measure(line.node)))
        .number("raw", "as supplied", &[], figure(|figures| figures.raw))
        .number("denominated", "divided by its denominator", &[], figure(|figures| figures.denominated))
        .number("imputed", "with gaps filled", &[], figure(|figures| figures.imputed))
        .number("treated", "with outliers treated", &[], figure(|figures| figures.treated))
        .number("score", "score of the node", &[("decimals", "1")], lines().map(|line| line.score))
        .number(
            "share",
            "share among the siblings that are known",
            &[("decimals", "4")],
            lines().map(|line| line.share),
        )
        .number(
            "contribution",
            "points that it adds to the explained score",
            &[("decimals", "2")],
            lines().map(|line| line.contribution),
        )
        .number(
            "adjustment",
            "points that a penalty or a cap of the node adds to the explained score",
            &[("decimals", "2")],
            lines().map(|line| line.adjustment),
        )
        .text(
            "observed_period",
            "the period that the figure speaks of",
            lines().map(|line| known(line).map(|figures| figures.observed_period.to_string())),
        )
        .text(
            "status",
            "origin, and what was done",
            lines().map(|line| line.figures.as_ref().map(|figures| figures.status.to_string())),
        )
        .text(
            "geography",
            "level of measurement",
            lines().map(|line| known(line).and_then(|figures| figures.geography)),
        )
        .text("source", "code of the source", lines().map(|line| known(line).and_then(|figures| figures.source)))
        .finish("explanation", &format!("How the score of {} came about", unit.name))
}

/// Units side by side: a row for each node, a column for each unit.
pub fn comparison(composite: &Composite, nodes: &[usize], rows: &[usize]) -> FlatTable {
    let facts = |&node: &usize| &composite.framework.nodes()[node];
    let mut columns = Columns::default()
        .text("node", "code of the node", nodes.iter().map(|node| Some(facts(node).code.as_str())))
        .text("name", "name of the node", nodes.iter().map(|node| Some(facts(node).name.as_str())))
        .text("level", "level of the node", nodes.iter().map(|node| Some(facts(node).level.as_str())));
    for &row in rows {
        let unit = composite.data.units.get(composite.data.unit_of(row));
        let scores = nodes.iter().map(|&node| composite.score(node, row));
        columns = columns.number(&unit.code, &unit.name, &[("measure", "score"), ("decimals", "1")], scores);
    }
    columns.finish("comparison", "Units side by side")
}

/// Findings as a table.
pub fn findings(findings: &[Finding]) -> FlatTable {
    let all = || findings.iter();
    Columns::default()
        .text("severity", "error, warning or note", all().map(|finding| Some(finding.severity.name())))
        .text("code", "`opencities explain-code CODE` explains it", all().map(|finding| Some(finding.code.name())))
        .text("place", "where", all().map(|finding| Some(finding.place.to_string())))
        .text("message", "what was found", all().map(|finding| Some(finding.message.as_str())))
        .text("hint", "how to mend it", all().map(|finding| Some(finding.hint.as_str())))
        .finish("findings", "Findings")
}

/// The sources of the figures, with their licences.
pub fn sources(sources: &[Source]) -> FlatTable {
    let all = || sources.iter();
    Columns::default()
        .text("source", "code of the source", all().map(|source| Some(source.code.as_str())))
        .text("title", "data set or publication", all().map(|source| Some(source.title.as_str())))
        .text("publisher", "who publishes it", all().map(|source| Some(source.publisher.as_str())))
        .text("licence", "licence of the figures", all().map(|source| Some(source.licence.as_str())))
        .text(
            "licence_class",
            "open, attribution or sharealike",
            all().map(|source| Some(source.licence_class.as_str())),
        )
        .text("address", "public address", all().map(|source| Some(source.address.as_str())))
        .text("via", "relay it was taken from", all().map(|source| Some(source.via.as_str())))
        .text("date", "date or release", all().map(|source| Some(source.date.as_str())))
        .text("note", "what else should be known", all().map(|source| Some(source.note.as_str())))
        .finish("sources", "Sources")
}

/// The units with their facts.
pub fn units(units: &Units) -> FlatTable {
    let mut columns = Columns::default()
        .text("unit", "code of the unit", units.iter().map(|unit| Some(unit.code.as_str())))
        .text("name", "name", units.iter().map(|unit| Some(unit.name.as_str())));
    for column in units.columns() {
        let texts = || column.values.iter().map(String::as_str);
        columns = if let Some(values) = numbers(texts(), |text| text.parse::<i64>().ok()) {
            columns.whole(&column.name, "", values)
        } else if let Some(values) = numbers(texts(), |text| text.parse().ok().filter(|value: &f64| value.is_finite()))
        {
            columns.number(&column.name, "", &[], values.into_iter().map(|value| value.unwrap_or(f64::NAN)))
        } else {
            columns.text(&column.name, "", texts().map(Some))
        };
    }
    columns.finish("units", "Units")
}

/// A column of facts as numbers, if there are any and every one is a number; `007` is a label.
fn numbers<'a, T>(texts: impl Iterator<Item = &'a str>, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
    let is_label = |text: &str| text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    let number = |text: &str| if is_label(text) { None } else { parse(text) };
    let values = texts.map(|text| if text.is_empty() { Some(None) } else { number(text).map(Some) });
    let values: Vec<Option<T>> = values.collect::<Option<_>>()?;
    values.iter().any(Option::is_some).then_some(values)
}

/// What travels with every table: index, program, periods, weights, method, data.
pub fn run_info(composite: &Composite, weights: &str, sources: &[Source]) -> RunInfo {
    let about = composite.framework.about();
    let periods: Vec<String> = composite.data.periods.iter().map(ToString::to_string).collect();
    let method = toml::to_string(&composite.method).unwrap_or_default();
    let mut licences: Vec<&str> = sources.iter().map(|source| source.licence.as_str()).collect();
    licences.sort_unstable();
    licences.dedup();
    [
        ("index", about.code.clone()),
        ("index_name", about.name.clone()),
        ("description", about.description.clone()),
        ("citation", about.citation.clone()),
        ("periods", periods.join(", ")),
        ("weights", weights.to_owned()),
        ("method", method),
        ("data_sha256", data_hash(composite)),
        ("licences", licences.join("; ")),
        ("program", format!("opencities {}", env!("CARGO_PKG_VERSION"))),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// A fingerprint of the figures that the composite rests on: units, periods, series and values.
fn data_hash(composite: &Composite) -> String {
    let data = &composite.data;
    let mut hash = Sha256::new();
    let mut name = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    data.units.iter().for_each(|unit| name(&unit.code));
    data.periods.iter().for_each(|period| name(&period.to_string()));
    data.values.codes().iter().for_each(|code| name(code));
    for column in 0..data.values.width() {
        let bytes: Vec<u8> = data.values.slice(column).iter().flat_map(|value| value.to_bits().to_le_bytes()).collect();
        hash.update(&bytes);
    }
    hexadecimal(hash)
}

/// A finished fingerprint, as it is written.
pub(crate) fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All tables of a composite, the ranking first. Whether there are weights of units' own only the composite knows, so they
/// come last.
pub fn all(composite: &Composite, view: &RankingView, found: &[Finding], described: &[Source]) -> Vec<FlatTable> {
    let always = [
        ranking(composite, view),
        scores(composite),
        values(composite),
        weights(composite),
        scales(composite),
        treatments(composite),
        findings(found),
        sources(described),
        units(&composite.data.units),
    ];
    always.into_iter().chain(unit_weights(composite)).collect()
}
