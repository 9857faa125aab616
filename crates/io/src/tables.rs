//! A composite as named flat tables (Handbook step 10): the same tables, columns and names in every format.
//!
//! `ranking`, `scores`, `values`, `weights`, `scales`, `findings` and `sources`. Numbers keep their full precision; how
//! many decimals people see travels in the field metadata. Writing them is the business of [`crate::export`].

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema};
use opencities_engine::analyse::{Explanation, Figures, Line};
use opencities_engine::composite::Composite;
use opencities_engine::finding::Finding;
use opencities_engine::framework::Direction;
use opencities_engine::scale::{Map, Scale, Spacing};
use opencities_engine::stats::Ties;
use opencities_engine::table::Labels;
use sha2::{Digest, Sha256};

use crate::Source;
use crate::export::{FlatTable, RunInfo};

/// Decimals of scores that people are shown.
const SCORE_DECIMALS: usize = 1;

/// What a ranking shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingView {
    /// The position of the group by which units are ranked.
    pub by: usize,
    /// The positions of the nodes that have a column each.
    pub columns: Vec<usize>,
    /// The rows to show, in order, by the period that they belong to.
    pub rows: Vec<usize>,
}

impl RankingView {
    /// All units of all periods by the index, with the nodes of the level below it.
    pub fn of(composite: &Composite) -> Self {
        let root = composite.framework.root();
        let columns = composite.framework.nodes()[root].children.clone();
        let rows = (0..composite.data.periods.len()).flat_map(|period| composite.ranking(root, period)).collect();
        RankingView { by: root, columns, rows }
    }
}

/// Collects columns of one length.
#[derive(Default)]
struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    fn text<T: AsRef<str>>(
        mut self,
        name: &str,
        description: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        let array: StringArray =
            values.into_iter().map(|value| value.filter(|text| !text.as_ref().is_empty())).collect();
        self.fields.push(field(name, DataType::Utf8, description, &[]));
        self.arrays.push(Arc::new(array));
        self
    }

    /// Numbers, `NaN` as null.
    fn number(
        mut self,
        name: &str,
        description: &str,
        facts: &[(&str, &str)],
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        let array: Float64Array = values.into_iter().map(|value| (!value.is_nan()).then_some(value)).collect();
        self.fields.push(field(name, DataType::Float64, description, facts));
        self.arrays.push(Arc::new(array));
        self
    }

    /// Whole numbers.
    fn whole(mut self, name: &str, description: &str, values: Vec<Option<i64>>) -> Self {
        self.fields.push(field(name, DataType::Int64, description, &[]));
        self.arrays.push(Arc::new(Int64Array::from(values)));
        self
    }

    /// Ranks: whole numbers unless ties share their mean place.
    fn ranks(mut self, name: &str, description: &str, ties: Ties, values: impl IntoIterator<Item = f64>) -> Self {
        if ties == Ties::Average {
            return self.number(name, description, &[("decimals", "1")], values);
        }
        let array: UInt32Array = values.into_iter().map(|rank| (!rank.is_nan()).then_some(rank as u32)).collect();
        self.fields.push(field(name, DataType::UInt32, description, &[]));
        self.arrays.push(Arc::new(array));
        self
    }

    fn finish(self, name: &str, title: &str) -> FlatTable {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays);
        let batch = batch.expect("columns of one table have one length and distinct names");
        FlatTable { name: name.to_owned(), title: title.to_owned(), batch }
    }
}

fn field(name: &str, kind: DataType, description: &str, facts: &[(&str, &str)]) -> Field {
    let mut metadata: HashMap<String, String> = HashMap::new();
    metadata.insert("description".to_owned(), description.to_owned());
    metadata.extend(facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    Field::new(name, kind, true).with_metadata(metadata)
}

/// The ranking: period, rank, unit, name, index, a column for each node shown, coverage, note.
pub fn ranking(composite: &Composite, view: &RankingView) -> FlatTable {
    let decimals = SCORE_DECIMALS.to_string();
    let score = [("measure", "score"), ("decimals", decimals.as_str())];
    let bar = [("measure", "score"), ("decimals", decimals.as_str()), ("bar", "true")];
    let data = &composite.data;
    let nodes = composite.framework.nodes();
    let rows = || view.rows.iter().copied();
    let unit = |row: usize| data.units.get(data.unit_of(row));
    let ranked = &nodes[view.by];
    let index = if view.by == composite.framework.root() { "index" } else { ranked.code.as_str() };
    let mut columns = Columns::default()
        .text("period", "the period reported", rows().map(|row| Some(data.period_of(row).to_string())))
        .ranks(
            "rank",
            "1 is the best; empty where a unit is not ranked",
            composite.method.rank.ties,
            rows().map(|row| composite.rank(view.by, row)),
        )
        .text("unit", "code", rows().map(|row| Some(unit(row).code.as_str())))
        .text("name", "name", rows().map(|row| Some(unit(row).name.as_str())))
        .number(index, &ranked.name, &bar, rows().map(|row| composite.score(view.by, row)));
    for &position in view.columns.iter().filter(|&&position| position != view.by) {
        let node = &nodes[position];
        columns = columns.number(&node.code, &node.name, &score, rows().map(|row| composite.score(position, row)));
    }
    let notes = Notes::new(composite);
    columns
        .number(
            "coverage",
            "share of the indicators that are known",
            &[("measure", "share"), ("decimals", "2")],
            rows().map(|row| composite.screening.coverage[row]),
        )
        .text("note", "what to know about the row", rows().map(|row| Some(notes.of(row))))
        .finish("ranking", "Ranking")
}

/// What is to be said about single rows.
struct Notes<'a> {
    composite: &'a Composite,
    /// Groups of indicators with the coverage of every row.
    coverage: Vec<(usize, Vec<f64>)>,
}

impl<'a> Notes<'a> {
    fn new(composite: &'a Composite) -> Self {
        let framework = &composite.framework;
        let lowest = framework
            .group_positions()
            .filter(|&group| framework.nodes()[group].children.iter().any(|&child| framework.is_indicator(child)));
        Notes { composite, coverage: lowest.map(|group| (group, composite.coverage(group))).collect() }
    }

    fn of(&self, row: usize) -> String {
        let Composite { framework, screening, method, .. } = self.composite;
        let mut notes = Vec::new();
        if !screening.ranked[row] {
            let declared = framework.indicators().len();
            let known = (screening.coverage[row] * declared as f64).round();
            let least = method.screen.unit_coverage_min * 100.0;
            notes.push(format!("not ranked: {known} of {declared} indicators known, {least:.0} % needed"));
        }
        let names = |test: &dyn Fn(f64) -> bool| -> Vec<&str> {
            let found = self.coverage.iter().filter(|(_, shares)| test(shares[row]));
            found.map(|(group, _)| framework.nodes()[*group].code.as_str()).collect()
        };
        let empty = names(&|share| share <= 0.0);
        let thin = names(&|share| share > 0.0 && share < method.screen.thin_below);
        if !empty.is_empty() {
            notes.push(format!("no figures: {}", empty.join(", ")));
        }
        if !thin.is_empty() {
            notes.push(format!("thin: {}", thin.join(", ")));
        }
        notes.join("; ")
    }
}

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

/// The fitted scale of every indicator, for each period where it was fitted by period.
pub fn scales(composite: &Composite) -> FlatTable {
    let indicators = composite.framework.indicators();
    let fits: Vec<(usize, usize)> = (0..indicators.len())
        .flat_map(|indicator| (0..composite.scales[indicator].len()).map(move |fit| (indicator, fit)))
        .collect();
    let at = || fits.iter().copied();
    let scale = |(indicator, fit): (usize, usize)| &composite.scales[indicator][fit];
    let treated = |(indicator, fit): (usize, usize)| &composite.treatments[indicator][fit];
    let end = |place: (usize, usize), number: usize| ends(scale(place)).map_or(f64::NAN, |ends| ends[number]);
    let period = |(indicator, fit): (usize, usize)| {
        let by_period = composite.scales[indicator].len() > 1;
        by_period.then(|| composite.data.periods[fit].to_string())
    };
    Columns::default()
        .text(
            "indicator",
            "code of the indicator",
            at().map(|(indicator, _)| Some(indicators[indicator].code.as_str())),
        )
        .text(
            "measure",
            "measure of its values",
            at().map(|(indicator, _)| Some(indicators[indicator].measure.as_str())),
        )
        .text(
            "direction",
            "which end is the good one",
            at().map(|(indicator, _)| Some(direction(indicators[indicator].direction))),
        )
        .text("period", "the period fitted on; empty for all", at().map(period))
        .text("treatment", "what was done to outliers", at().map(|place| Some(treated(place).transform.in_words())))
        .number("skewness_before", "type 2", &[("decimals", "2")], at().map(|place| treated(place).skewness[0]))
        .number("skewness_after", "type 2", &[("decimals", "2")], at().map(|place| treated(place).skewness[1]))
        .number("kurtosis_before", "excess, type 2", &[("decimals", "2")], at().map(|place| treated(place).kurtosis[0]))
        .number("kurtosis_after", "excess, type 2", &[("decimals", "2")], at().map(|place| treated(place).kurtosis[1]))
        .text("scale", "kind of the scale", at().map(|place| Some(in_words(scale(place)))))
        .number("worse_value", "treated value at the lower score", &[], at().map(|place| end(place, 0)))
        .number("better_value", "treated value at the upper score", &[], at().map(|place| end(place, 1)))
        .number("lower_score", "score of the worse value", &[], at().map(|place| end(place, 2)))
        .number("upper_score", "score of the better value", &[], at().map(|place| end(place, 3)))
        .finish("scales", "Scales")
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsBetter => "higher-is-better",
        Direction::LowerIsBetter => "lower-is-better",
    }
}

fn in_words(scale: &Scale) -> &'static str {
    match (&scale.map, scale.spacing) {
        (Map::Linear { .. }, Spacing::Linear) => "linear",
        (Map::Linear { .. }, Spacing::Logarithmic) => "logarithmic",
        (Map::Position { .. }, _) => "place",
        (Map::Constant(_), _) => "constant",
        (Map::Missing, _) => "none",
    }
}

/// The worse and the better value of a scale, and their scores.
fn ends(scale: &Scale) -> Option<[f64; 4]> {
    match &scale.map {
        Map::Linear { from, to } if scale.spacing == Spacing::Logarithmic => {
            Some([from[0].exp(), from[1].exp(), to[0], to[1]])
        }
        Map::Linear { from, to } => Some([from[0], from[1], to[0], to[1]]),
        Map::Position { sorted, direction, to, .. } => {
            let (low, high) = (*sorted.first()?, *sorted.last()?);
            let [worse, better] = match direction {
                Direction::HigherIsBetter => [low, high],
                Direction::LowerIsBetter => [high, low],
            };
            Some([worse, better, to[0], to[1]])
        }
        Map::Constant(_) | Map::Missing => None,
    }
}

/// How a score came about: the explained node first, then what lies below it.
pub fn explanation(composite: &Composite, row: usize, explanation: &Explanation) -> FlatTable {
    let nodes = composite.framework.nodes();
    let unit = composite.data.units.get(composite.data.unit_of(row));
    let lines = || explanation.lines.iter();
    let figure = |pick: fn(&Figures) -> f64| lines().map(move |line| line.figures.as_ref().map_or(f64::NAN, pick));
    let known = |line: &Line| line.figures.clone().filter(|figures| !figures.imputed.is_nan());
    Columns::default()
        .text("unit", "code of the unit", lines().map(|_| Some(unit.code.as_str())))
        .text("node", "code of the node", lines().map(|line| Some(nodes[line.node].code.as_str())))
        .text("name", "name of the node", lines().map(|line| Some(nodes[line.node].name.as_str())))
        .text("level", "level of the node", lines().map(|line| Some(nodes[line.node].level.as_str())))
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

/// The unit facts as a table.
pub fn units(composite: &Composite) -> FlatTable {
    let units = &composite.data.units;
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
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All tables of a composite, the ranking first.
pub fn all(composite: &Composite, view: &RankingView, found: &[Finding], described: &[Source]) -> Vec<FlatTable> {
    vec![
        ranking(composite, view),
        scores(composite),
        values(composite),
        weights(composite),
        scales(composite),
        findings(found),
        sources(described),
        units(composite),
    ]
}
