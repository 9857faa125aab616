//! Every number in the sentences of `profile` is read back and looked up in the tables of `build`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// A table of `build`, a map for each row.
type Rows = Vec<BTreeMap<String, String>>;

fn run(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_opencities")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn rows(file: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(file).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The figures of a composite as `build` writes them.
struct Built {
    /// Score by unit and node.
    scores: BTreeMap<(String, String), f64>,
    ranks: BTreeMap<(String, String), f64>,
    /// Figure, period and level of measurement by unit and indicator, where it is known.
    figures: BTreeMap<(String, String), (f64, String, String)>,
    applicable: usize,
    /// Score by unit and indicator.
    normalised: BTreeMap<(String, String), f64>,
    /// Parent and weight of each node.
    weights: BTreeMap<String, (String, f64)>,
}

impl Built {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(&["build", "-o", folder.path().to_str().unwrap()]);
        let key = |row: &BTreeMap<String, String>, node: &str| (row["unit"].clone(), row[node].clone());
        let scores = rows(&folder.path().join("scores.csv"));
        let number = |column: &str| -> BTreeMap<(String, String), f64> {
            scores.iter().filter_map(|row| Some((key(row, "node"), row[column].parse().ok()?))).collect()
        };
        let values = rows(&folder.path().join("values.csv"));
        let figure = |row: &BTreeMap<String, String>| {
            let figure = row["denominated"].parse().ok()?;
            Some((key(row, "indicator"), (figure, row["observed_period"].clone(), row["geography"].clone())))
        };
        let applicable = values.iter().map(|row| &row["indicator"]).collect::<std::collections::BTreeSet<_>>().len();
        let normalised =
            |row: &BTreeMap<String, String>| Some((key(row, "indicator"), row["normalised"].parse().ok()?));
        let weights = rows(&folder.path().join("weights.csv"));
        let weight = |row: &BTreeMap<String, String>| {
            (row["node"].clone(), (row["parent"].clone(), row["weight"].parse().unwrap()))
        };
        Built {
            normalised: values.iter().filter_map(normalised).collect(),
            weights: weights.iter().map(weight).collect(),
            scores: number("score"),
            ranks: number("rank"),
            figures: values.iter().filter_map(figure).collect(),
            applicable,
        }
    }

    /// How far a unit is ahead of another in an area, on the indicators that both know: weighted means, written anew.
    fn ahead_on_both(&self, unit: &str, other: &str, area: &str) -> f64 {
        let (mut gap, mut total) = (0.0, 0.0);
        for (indicator, (_, weight)) in self.weights.iter().filter(|(_, (parent, _))| parent == area) {
            let of = |unit: &str| self.normalised.get(&(unit.to_owned(), indicator.clone()));
            if let (Some(own), Some(other)) = (of(unit), of(other)) {
                gap += weight * (own - other);
                total += weight;
            }
        }
        gap / total
    }

    fn score(&self, unit: &str, node: &str) -> f64 {
        self.scores.get(&(unit.to_owned(), node.to_owned())).copied().unwrap_or(f64::NAN)
    }

    fn figure(&self, unit: &str, node: &str) -> f64 {
        self.figures.get(&(unit.to_owned(), node.to_owned())).map_or(f64::NAN, |(figure, ..)| *figure)
    }
}

/// The median, written anew: the middle of the sorted numbers that are known.
fn median_of(values: impl Iterator<Item = f64>) -> f64 {
    let mut known: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    let middle = known.len() / 2;
    if known.len() % 2 == 1 { known[middle] } else { (known[middle - 1] + known[middle]) / 2.0 }
}

/// The numbers of a text, each with half a unit of its last digit.
fn numbers(text: &str) -> Vec<(f64, f64)> {
    let text = text.replace('\u{202f}', "");
    let mut found = Vec::new();
    for word in text.split(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == '-')) {
        let word = word.trim_end_matches('.');
        let decimals = word.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if let Ok(number) = word.parse::<f64>() {
            found.push((number, 0.5001 * 10_f64.powi(-i32::try_from(decimals).unwrap())));
        }
    }
    found
}

/// That a text holds these numbers and no other, as exactly as it writes them.
fn check(text: &str, expected: &[f64], of: &str) {
    let found = numbers(text);
    assert_eq!(found.len(), expected.len(), "{of}: {text} should hold {expected:?}");
    for ((number, tolerance), expected) in found.iter().zip(expected) {
        assert!((number - expected).abs() <= *tolerance, "{of}: {text} should hold {expected:?}");
    }
}

#[test]
fn every_number_is_one_of_the_tables() {
    let built = Built::new();
    let cities: Vec<String> =
        built.scores.keys().filter(|(_, node)| node == "openness").map(|(unit, _)| unit.clone()).collect();
    assert!(cities.len() > 70);
    let mut told = BTreeMap::new();
    for city in &cities {
        let profile: Value =
            serde_json::from_str(&run(&["profile", city, "--replicates", "50", "--format", "json"])).unwrap();
        let table = |name: &str| profile[name].as_array().unwrap_or_else(|| panic!("there is no table {name}")).clone();
        let peers: Vec<String> = table("peers").iter().map(|peer| peer["unit"].as_str().unwrap().to_owned()).collect();
        assert_eq!(peers.len(), 8, "{city}");
        let scores = |node: &str| peers.iter().map(|peer| built.score(peer, node)).collect::<Vec<f64>>();
        let standing = &table("standing")[0];
        let name = |row: &Value| row["name"].as_str().unwrap_or_default().to_owned();
        let nodes: BTreeMap<String, String> =
            table("profile").iter().map(|row| (row["node"].as_str().unwrap().to_owned(), name(row))).collect();
        for sentence in table("sentences") {
            let (about, node) = (sentence["about"].as_str().unwrap(), sentence["node"].as_str().unwrap());
            let text = sentence["sentence"].as_str().unwrap();
            *told.entry(about.to_owned()).or_insert(0) += 1;
            // Names and measures have numbers of their own.
            let rest = match about {
                "figure" => text.strip_prefix(&nodes[node]).unwrap().split_once(": ").map(|(_, rest)| rest),
                _ => text.strip_prefix(&nodes[node]).or(text.strip_prefix(&name(standing))),
            };
            let rest = rest.unwrap_or(text);
            let own = built.score(city, node);
            match about {
                "rank" if rest.starts_with("Under") => {
                    let of = |column: &str| standing[column].as_f64().unwrap();
                    let columns = ["low_rank", "high_rank", "interval_percent", "replicates", "median_rank"];
                    check(rest, &columns.map(of), city);
                }
                "rank" if rest.starts_with("What was varied") => check(rest, &[], city),
                "rank" if rest.contains("is not ranked") => {
                    let known = built.figures.keys().filter(|(unit, _)| unit == city).count() as f64;
                    check(rest, &[own, known, built.applicable as f64, 2026.0], city);
                }
                "rank" => {
                    let ranked = built.ranks.keys().filter(|(_, other)| other == node).count() as f64;
                    let rank = built.ranks[&(city.clone(), node.to_owned())];
                    check(rest, &[rank, ranked, own, 2026.0], city);
                }
                "why" => {
                    let mean = scores(node).iter().sum::<f64>() / peers.len() as f64;
                    let gap = table("gap");
                    let part = |row: &Value| row["part"].as_f64().unwrap();
                    let sum: f64 = gap.iter().map(part).sum();
                    assert!((sum - (own - mean)).abs() < 1e-9, "{city}: {sum} is not {own} - {mean}");
                    let mut parts: Vec<f64> = gap.iter().filter(|row| row["node"].is_string()).map(part).collect();
                    parts.sort_by(|a, b| b.total_cmp(a));
                    let expected: Vec<f64> = [own, (own - mean).abs(), mean].into_iter().chain(parts).collect();
                    check(rest, &expected, city);
                }
                "strength" | "weakness" => {
                    let (median, known) = (median_of(scores(node).into_iter()), scores(node));
                    let known: Vec<f64> = known.into_iter().filter(|score| !score.is_nan()).collect();
                    let place = 1 + known.iter().filter(|&&score| score > own).count();
                    let ahead = own - median;
                    assert_eq!(ahead > 0.0, about == "strength", "{city}: {text}");
                    assert_eq!(ahead > 0.0, text.contains("above"), "{city}: {text}");
                    let mut expected = vec![own, ahead.abs(), median, place as f64, known.len() as f64 + 1.0];
                    let on_both = median_of(peers.iter().map(|peer| built.ahead_on_both(city, peer, node)));
                    // Who is called strong or weak is so on what both know as well, and by enough.
                    assert!(on_both * ahead > 0.0 && ahead.abs() >= 5.0, "{city}: {text}");
                    if text.contains("on what both know") {
                        expected.push(on_both);
                    } else {
                        assert!((on_both - ahead).abs() < 0.06, "{city}: {text}");
                    }
                    let of_area = |indicator: &String| built.weights[indicator].0 == node;
                    let known: Vec<&String> = built
                        .figures
                        .iter()
                        .filter(|((unit, indicator), _)| unit == city && of_area(indicator))
                        .map(|(_, (.., level))| level)
                        .collect();
                    let national = known.iter().filter(|level| **level == "country").count();
                    if national > 0 {
                        expected.extend([national as f64, known.len() as f64]);
                    }
                    check(rest, &expected, city);
                }
                "figure" => {
                    let own = built.figure(city, node);
                    let median = median_of(peers.iter().map(|peer| built.figure(peer, node)));
                    let (_, period, level) = &built.figures[&(city.clone(), node.to_owned())];
                    assert!(rest.ends_with(&format!("[{level} figure, {period}].")), "{city}: {text}");
                    let period: f64 = period.parse().unwrap();
                    let gap = own - median;
                    assert_eq!(gap < 0.0, rest.contains(" below the median"), "{city}: {text}");
                    match gap == 0.0 {
                        true => check(rest, &[own, period], city),
                        false => check(rest, &[own, gap.abs(), median, period], city),
                    }
                }
                "evidence" => {
                    let known: Vec<_> = built.figures.iter().filter(|((unit, _), _)| unit == city).collect();
                    if rest.contains("indicators are known") {
                        check(rest, &[known.len() as f64, built.applicable as f64], city);
                    } else if rest.contains("the oldest of") {
                        let mut years: Vec<f64> = known.iter().map(|(_, (_, year, _))| year.parse().unwrap()).collect();
                        years.sort_by(f64::total_cmp);
                        check(rest, &[years[(years.len() - 1) / 2], years[0]], city);
                    } else {
                        for (level, told) in rest.split(": ").skip(1).zip(rest.split(": ").skip(2)) {
                            let level = level.rsplit(", ").next().unwrap();
                            let count = known.iter().filter(|(_, (.., of))| of == level).count() as f64;
                            let (found, _) = numbers(told)[0];
                            assert!((found - count).abs() < 1e-9, "{city}: {level}: {text}");
                        }
                        let shares: f64 = rest
                            .match_indices(" % of")
                            .map(|(at, _)| rest[..at].rsplit('(').next().unwrap().parse::<f64>().unwrap())
                            .sum();
                        assert!((shares - 100.0).abs() <= 2.0, "{city}: {text}");
                    }
                }
                other => panic!("{other} is not checked"),
            }
        }
    }
    // Each kind was there, so each was checked.
    let kinds: Vec<&str> = told.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["evidence", "figure", "rank", "strength", "weakness", "why"]);
    assert!(told.values().sum::<usize>() > 1500, "{told:?}");
}
