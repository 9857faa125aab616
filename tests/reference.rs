//! The methods reference: METHODS.md is what this file makes of the registered methods and of `tests/witnesses.toml`.
//!
//! `UPDATE=1 cargo test --test integration reference` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use opencities_engine::aggregate::Aggregation;
use opencities_engine::axiom::Axiom;
use opencities_engine::impute::Imputation;
use opencities_engine::normalise::Normalisation;
use opencities_engine::registry::Parameter;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;
use serde::{Deserialize, Serialize};

const INTRODUCTION: &str = "# Methods

Every method that a `method.toml` may name, by the step of the OECD/JRC *Handbook on Constructing Composite Indicators* that it
serves. `opencities methods NAME` prints the same page. Each example is a test that runs with every build, and behind each
method stands a witness that is not ours: another program's numbers, or a published example.

This page is generated; `UPDATE=1 cargo test --test integration reference` writes it anew. What a method costs stands in
[benches/methods.md](benches/methods.md).
";

/// Who else computes the method, and the test that compares.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Witness {
    by: String,
    test: String,
}

struct Entry {
    name: &'static str,
    page: &'static str,
    parameters: &'static [Parameter],
    breaks: &'static [Axiom],
    toml: String,
}

macro_rules! families {
    ($($family:ident $title:literal),*) => {
        [$(($family::KEY, $title, $family::all().iter().map(|method| Entry {
            name: method.name(),
            page: method.page(),
            parameters: method.parameters(),
            breaks: method.breaks(),
            toml: toml_of($family::KEY, method),
        }).collect::<Vec<Entry>>())),*]
    };
}

fn families() -> [(&'static str, &'static str, Vec<Entry>); 5] {
    families!(
        Imputation "Imputation: how gaps are filled (step 3)",
        Treatment "Treatment of outliers and skew (step 5)",
        Normalisation "Normalisation: how values become scores (step 5)",
        Weighting "Weights: how much each child counts (step 6)",
        Aggregation "Aggregation: how children become their group (step 6)"
    )
}

fn toml_of(family: &str, method: &impl Serialize) -> String {
    toml::to_string(&BTreeMap::from([(family, method)])).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn witnesses() -> BTreeMap<String, BTreeMap<String, Witness>> {
    let text = fs::read_to_string(root().join("tests/witnesses.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// Without case and hyphens, so that a name in TOML and its type in Rust are one.
fn plain(text: &str) -> String {
    text.to_lowercase().replace(['-', '_'], "")
}

/// The first paragraph of a page.
fn summary(page: &str) -> String {
    let lines = page.trim().lines().map(str::trim).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// The page with its headings below that of the method, and its TOML.
fn section(family: &str, entry: &Entry, witness: Option<&Witness>) -> String {
    let mut text = format!("\n### {} ({family})\n\n", entry.name);
    for line in entry.page.trim().lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        let line = line.strip_prefix("# ").map_or(line.to_owned(), |heading| format!("**{heading}**"));
        let line = if line == "```" && !text.contains("```rust") { "```rust".to_owned() } else { line };
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    if !entry.breaks.is_empty() {
        text.push_str("\n**Does not keep**\n\n");
        entry.breaks.iter().for_each(|axiom| writeln!(text, "- {}", axiom.sentence()).unwrap());
    }
    writeln!(text, "\n**In method.toml**, with the defaults\n\n```toml\n{}```", entry.toml).unwrap();
    if !entry.parameters.is_empty() {
        text.push('\n');
    }
    for parameter in entry.parameters {
        writeln!(text, "- `{}`: {}", parameter.name, parameter.doc.trim()).unwrap();
    }
    if let Some(Witness { by, test }) = witness {
        writeln!(text, "\n**Witness**: {by} ([{test}]({test}))").unwrap();
    }
    text
}

fn reference() -> String {
    let witnesses = witnesses();
    let mut text = INTRODUCTION.to_owned();
    let mut pages = String::new();
    for (family, title, entries) in families() {
        writeln!(text, "\n## {title}\n\n| method | what it does | witness |\n|---|---|---|").unwrap();
        writeln!(pages, "\n## Pages: {family}").unwrap();
        for entry in entries {
            let witness = witnesses.get(family).and_then(|methods| methods.get(entry.name));
            let by = witness.map_or("", |witness| witness.by.as_str());
            let anchor = format!("{}-{family}", entry.name);
            writeln!(text, "| [`{}`](#{anchor}) | {} | {by} |", entry.name, summary(entry.page)).unwrap();
            pages.push_str(&section(family, &entry, witness));
        }
    }
    text + &pages
}

#[test]
fn the_reference_is_that_of_the_registered_methods() {
    let (path, expected) = (root().join("METHODS.md"), reference());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "METHODS.md is not up to date: UPDATE=1 cargo test --test integration reference");
}

#[test]
fn every_method_has_a_witness_whose_test_names_it() {
    let witnesses = witnesses();
    let mut faults = Vec::new();
    for (family, _, entries) in families() {
        let named = &witnesses[family];
        for entry in &entries {
            match named.get(entry.name) {
                None => faults.push(format!("{family} {} has no witness", entry.name)),
                Some(Witness { test, .. }) => match fs::read_to_string(root().join(test)) {
                    Ok(text) if plain(&text).contains(&plain(entry.name)) => {}
                    Ok(_) => faults.push(format!("{test} does not name {family} {}", entry.name)),
                    Err(error) => faults.push(format!("{test}: {error}")),
                },
            }
        }
        let known: Vec<&str> = entries.iter().map(|entry| entry.name).collect();
        faults.extend(
            named
                .keys()
                .filter(|name| !known.contains(&name.as_str()))
                .map(|name| format!("{family} {name} is no method")),
        );
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
