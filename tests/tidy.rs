//! House rules that a program can check: file headers, arrows between modules, words of the engine, headings of the
//! methods' pages, traces of one machine. What cannot be checked so is in CONTRIBUTING.md.

use std::fs;
use std::path::{Path, PathBuf};

use opencities_engine::aggregate::Aggregation;
use opencities_engine::impute::Imputation;
use opencities_engine::normalise::Normalisation;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;

/// Folders that tools make.
const MADE: [&str; 6] = [".git", ".venv", "target", "__pycache__", ".ipynb_checkpoints", ".pytest_cache"];
const LINES_MAX: usize = 400;
/// One thing that is long: a list of cases, one for each table of somebody else's.
const LONG: [&str; 1] = ["tests/conformance/coinr.rs"];
const STAGES: [&str; 10] =
    ["period", "check", "denominate", "screen", "impute", "treat", "normalise", "weigh", "aggregate", "rank"];
/// Which stage may read what another leaves, and nothing else (see ARCHITECTURE.md).
const ARROWS: [(&str, &str); 3] = [
    ("check", "use crate::period::Period;"),
    ("impute", "use crate::period::Period;"),
    ("normalise", "use crate::treat::Treated;"),
];
const HEADINGS: [&str; 6] = ["Formula", "Units and range", "Use when", "Beware", "Reference", "Example"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the project with text in it, by its path from the root.
fn texts() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name();
            if MADE.iter().any(|made| name == *made) {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 100, "the walk goes through the whole project");
    found
}

fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    texts().into_iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs"))
}

fn engine() -> impl Iterator<Item = (PathBuf, String)> {
    sources().filter(|(path, _)| path.starts_with("crates/engine/src"))
}

/// All at once, so that one run shows all that is to be mended.
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Lines with a fault, each with its place.
fn lines_where(files: impl Iterator<Item = (PathBuf, String)>, test: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in files {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| test(&path, line));
        faults.extend(lines.map(|(number, line)| format!("{}:{number}: {}", path.display(), line.trim())));
    }
    faults
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[test]
fn every_source_file_says_what_it_is() {
    none(sources().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path.display().to_string()).collect());
}

#[test]
fn no_source_file_is_two_files() {
    let short = sources().filter(|(path, _)| !LONG.iter().any(|long| path.ends_with(long)));
    let long = short.map(|(path, text)| (path, text.lines().count())).filter(|&(_, count)| count > LINES_MAX);
    none(long.map(|(path, count)| format!("{}: {count} lines", path.display())).collect());
}

#[test]
fn the_engine_does_not_know_what_it_compares() {
    let domain = |word: &str| {
        let word = word.to_lowercase();
        ["city", "cities", "openness"].contains(&word.as_str()) || word.starts_with("migra")
    };
    none(lines_where(engine(), |_, line| words(line).any(domain)));
}

#[test]
fn the_engine_touches_no_file_clock_environment_or_terminal() {
    // `std::{` would hide what is used.
    let outside = ["fs", "env", "time", "net", "process", "{"].map(|module| format!("std::{module}"));
    let touches = |line: &str| outside.iter().any(|name| line.contains(name)) || line.contains("println!(");
    none(lines_where(engine(), |_, line| touches(line)));
}

#[test]
fn threads_are_the_matter_of_one_file() {
    none(lines_where(engine(), |path, line| !path.ends_with("src/par.rs") && words(line).any(|word| word == "rayon")));
}

#[test]
fn no_stage_imports_another() {
    let stage_of = |path: &Path| {
        let name = path.strip_prefix("crates/engine/src").unwrap().iter().next().unwrap().to_str().unwrap();
        STAGES.into_iter().find(|stage| name == *stage || name == format!("{stage}.rs"))
    };
    for stage in STAGES {
        assert!(engine().any(|(path, _)| stage_of(&path) == Some(stage)), "`{stage}` is no stage any more");
    }
    none(lines_where(engine(), |path, line| {
        let Some(own) = stage_of(path) else { return false };
        let others = STAGES.iter().filter(|stage| **stage != own);
        let mut imports = others.filter(|stage| line.contains(&format!("crate::{stage}")));
        imports.next().is_some() && !ARROWS.contains(&(own, line.trim()))
    }));
}

#[test]
fn every_page_of_a_method_has_the_same_headings() {
    let mut pages: Vec<(&str, &str, &str)> = Vec::new();
    pages.extend(Imputation::all().iter().map(|method| (Imputation::KEY, method.name(), method.page())));
    pages.extend(Treatment::all().iter().map(|method| (Treatment::KEY, method.name(), method.page())));
    pages.extend(Normalisation::all().iter().map(|method| (Normalisation::KEY, method.name(), method.page())));
    pages.extend(Weighting::all().iter().map(|method| (Weighting::KEY, method.name(), method.page())));
    pages.extend(Aggregation::all().iter().map(|method| (Aggregation::KEY, method.name(), method.page())));
    let mut faults = Vec::new();
    for (family, name, page) in pages {
        let headings = page.lines().filter_map(|line| line.trim().strip_prefix("# "));
        let found: Vec<&str> = headings.filter(|heading| HEADINGS.contains(heading)).collect();
        if found != HEADINGS {
            faults.push(format!("{family} {name}: {found:?}"));
        }
    }
    none(faults);
}

#[test]
fn nothing_is_left_undone_or_tells_of_one_machine() {
    let marks = [["TO", "DO"], ["FIX", "ME"], ["X", "XX"]].map(|parts| parts.concat());
    let homes = ["home", "root", "Users"].map(|folder| format!("/{folder}/"));
    let left = |line: &str| words(line).any(|word| marks.iter().any(|mark| mark == word));
    // Where a word goes before it, it is a part of an address.
    let of_a_machine = |line: &str| {
        homes.iter().any(|home| {
            line.match_indices(home.as_str()).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '.' && letter != '-')
            })
        })
    };
    none(lines_where(texts().into_iter(), |_, line| left(line) || of_a_machine(line)));
}

#[test]
fn the_changelog_knows_this_version() {
    let text = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(text.lines().any(|line| line.starts_with(&heading)), "no `{heading}` in CHANGELOG.md");
}
