//! The files of an imported index: the same that `opencities init` writes.

use std::collections::BTreeMap;

use opencities_engine::framework::{DataClass, Denominator, Direction, Indicator};
use serde_json::json;
use toml::Value;

use super::Renamed;
use super::draft::{Draft, SOURCE};

/// Names that an area's file may not have.
const RESERVED: [&str; 5] = ["framework", "sources", "method", "assumptions", "questionnaire"];

/// The files, in the order in which one reads them.
pub(super) fn files(draft: &Draft, renamed: &[Renamed]) -> Vec<(String, String)> {
    let mut files =
        vec![("README.md".to_owned(), readme(draft, renamed)), ("framework.toml".to_owned(), framework(draft))];
    for group in &draft.groups {
        let of_group = || draft.indicators.iter().filter(|indicator| indicator.parent == group.code);
        if of_group().next().is_some() {
            let stem = &group.code;
            let is_reserved = RESERVED.contains(&stem.as_str());
            let name = if is_reserved { format!("{stem}-indicators.toml") } else { format!("{stem}.toml") };
            let text: Vec<String> = of_group().map(|facts| indicator(facts, is_reserved)).collect();
            files.push((name, format!("# The indicators of `{stem}`.\n\n{}", text.join("\n"))));
        }
    }
    files.extend([
        ("units.csv".to_owned(), units(draft)),
        ("observations.csv".to_owned(), observations(draft)),
        ("sources.toml".to_owned(), sources(draft)),
        ("method.toml".to_owned(), method(draft)),
        ("weights/original.toml".to_owned(), weights(draft)),
        ("datapackage.json".to_owned(), package(draft)),
    ]);
    files
}

/// Keys with a value, one a line.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn text(&mut self, key: &str, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.value(key, Value::String(text.to_owned()));
        }
        self
    }

    fn value(&mut self, key: &str, value: Value) -> &mut Self {
        self.0.push_str(&format!("{key} = {value}\n"));
        self
    }
}

fn framework(draft: &Draft) -> String {
    let mut lines =
        Lines("# The tree of the index: the node without a parent is the index itself.\n\n[index]\n".to_owned());
    let about = &draft.about;
    lines.text("code", &about.code).text("name", &about.name);
    for (key, text) in [("description", &about.description), ("citation", &about.citation)] {
        lines.value(key, Value::String(text.clone()));
    }
    for group in &draft.groups {
        lines.0.push_str("\n[[node]]\n");
        lines.text("code", &group.code).text("name", &group.name).text("level", &group.level);
        lines.text("parent", group.parent.as_deref().unwrap_or_default()).text("description", &group.description);
    }
    for Denominator { code, name, description, measure, .. } in &draft.denominators {
        lines.0.push_str("\n[[denominator]]\n");
        lines.text("code", code).text("name", name).text("description", description).text("measure", measure);
    }
    lines.0
}

fn indicator(facts: &Indicator, with_parent: bool) -> String {
    let mut lines = Lines("[[indicator]]\n".to_owned());
    lines.text("code", &facts.code).text("name", &facts.name).text("measure", &facts.measure);
    if with_parent {
        lines.text("parent", &facts.parent);
    }
    lines.text(
        "direction",
        match facts.direction {
            Direction::HigherIsBetter => "higher-is-better",
            Direction::LowerIsBetter => "lower-is-better",
        },
    );
    lines.text("denominator", facts.denominator.as_deref().unwrap_or_default());
    lines.text("data_class", DataClass::Collected.name()).text("source", SOURCE);
    if let Some(goalposts) = facts.goalposts {
        lines.value("goalposts", Value::Array(goalposts.map(Value::Float).to_vec()));
    }
    if let Some(target) = facts.target {
        lines.value("target", Value::Float(target));
    }
    lines.0
}

fn units(draft: &Draft) -> String {
    let header = ["unit", "name"].into_iter().chain(draft.columns.iter().map(|column| column.name.as_str()));
    let rows = draft.units.iter().enumerate().map(|(row, (code, name))| {
        let facts = draft.columns.iter().map(move |column| column.values[row].as_str());
        [code.as_str(), name.as_str()].into_iter().chain(facts).collect::<Vec<&str>>()
    });
    table(std::iter::once(header.collect()).chain(rows))
}

fn observations(draft: &Draft) -> String {
    let header = vec!["unit", "indicator", "period", "value", "source"];
    let rows = draft.figures.iter().map(|figure| {
        vec![figure.unit.as_str(), figure.series.as_str(), figure.period.as_str(), figure.value.as_str(), SOURCE]
    });
    table(std::iter::once(header).chain(rows))
}

fn table<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail, and rows have one width.
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn sources(draft: &Draft) -> String {
    let mut lines = Lines(format!("# Write here who publishes the figures, and under which licence.\n\n[{SOURCE}]\n"));
    lines.text("title", &draft.origin).text("publisher", "not stated").text("licence", "not stated");
    lines.0
}

fn method(draft: &Draft) -> String {
    let weigh = if draft.weights.is_empty() {
        "[weigh.equal]\n".to_owned()
    } else {
        format!("[weigh.stated.weights]\n{}", weight_lines(draft))
    };
    format!(
        "# How figures become scores: min-max and arithmetic means, since the imported files do not say.\n\
         # `opencities methods` lists what may stand instead.\n\n\
         [screen]\nunit_coverage_min = 0.0 # every unit is ranked\n\n[impute.none]\n\n[treat.none]\n\n\
         [normalise.min-max]\nlower = 0.0\nupper = 100.0\n\n{weigh}\n[aggregate.arithmetic]\n"
    )
}

fn weights(draft: &Draft) -> String {
    let mut lines = Lines::default();
    lines.text("name", "original").text("description", "The weights of the imported index.");
    lines.text("elicited", "not stated").text("source", &draft.origin);
    format!("{}\n[weights] # a group of siblings is named in full or not at all\n{}", lines.0, weight_lines(draft))
}

fn weight_lines(draft: &Draft) -> String {
    let mut lines = Lines::default();
    for (code, weight) in &draft.weights {
        lines.value(code, Value::Float(*weight));
    }
    lines.0
}

fn package(draft: &Draft) -> String {
    let field = |name: &str, kind: &str| json!({ "name": name, "type": kind });
    let facts = draft.columns.iter().map(|column| field(&column.name, "string"));
    let units: Vec<_> = ["unit", "name"].into_iter().map(|name| field(name, "string")).chain(facts).collect();
    let resource = |name: &str, fields: Vec<serde_json::Value>| {
        json!({
            "name": name, "path": format!("{name}.csv"), "profile": "tabular-data-resource",
            "schema": { "fields": fields },
        })
    };
    let kinds = BTreeMap::from([("value", "number")]);
    let names = ["unit", "indicator", "period", "value", "source"];
    let observations =
        names.into_iter().map(|name| field(name, kinds.get(name).copied().unwrap_or("string"))).collect();
    let package = json!({
        "profile": "tabular-data-package", "name": draft.about.code, "title": draft.about.name,
        "resources": [resource("units", units), resource("observations", observations)],
    });
    format!("{package:#}\n")
}

fn readme(draft: &Draft, renamed: &[Renamed]) -> String {
    let mut text =
        format!("# {}\n\nAn index folder of `opencities`, imported from {}.\n", draft.about.name, draft.origin);
    if !draft.findings.is_empty() {
        text.push_str("\n## To know\n\n");
        draft.findings.iter().for_each(|finding| {
            text.push_str(&format!("- {} ({}): {}\n", finding.message, finding.code, finding.hint));
        });
    }
    if !renamed.is_empty() {
        text.push_str("\n## Codes that are written otherwise here\n\n| kind | there | here |\n|---|---|---|\n");
        renamed.iter().for_each(|Renamed { kind, from, to }| text.push_str(&format!("| {kind} | {from} | {to} |\n")));
    }
    text
}
