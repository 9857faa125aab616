//! A self-assessment in the place of an area: its score is the area's, and nothing else is touched.

use std::path::Path;
use std::process::{Command, Output};

use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Status};
use opencities_engine::inspect;
use opencities_engine::method::{Carry, Method};
use opencities_engine::normalise::{Normalisation, ZScore};
use opencities_engine::period::Period;
use opencities_engine::registry::Choice;
use opencities_io::stand_in::{Score, StandIn, Unfit};
use opencities_io::{Index, NamedWeights};

fn shipped() -> (Index, Dataset) {
    let index = Index::opencities().unwrap();
    let (data, _) = index.data().unwrap();
    (index, data)
}

fn stand_in(index: &Index, data: &Dataset, scores: &[(&str, f64)]) -> StandIn {
    let score = |&(unit, value): &(&str, f64)| Score {
        unit: data.units.position(unit).unwrap(),
        period: *data.periods.last().unwrap(),
        value,
    };
    StandIn {
        group: index.framework.position("diversity-actions").unwrap(),
        code: "own".to_owned(),
        name: "Own judgement".to_owned(),
        source: "self-assessment".to_owned(),
        ends: [0.0, 100.0],
        scores: scores.iter().map(score).collect(),
    }
}

fn score(composite: &Composite, node: &str, unit: &str) -> f64 {
    composite.score(composite.framework.position(node).unwrap(), composite.data.units.position(unit).unwrap())
}

#[test]
fn the_area_of_those_who_assessed_themselves_is_their_score_and_of_others_their_figures() {
    let (index, data) = shipped();
    let reported = *data.periods.last().unwrap();
    let before = inspect(&index.framework, &data, &index.method).unwrap();
    let stated = |name: &str| {
        let weights = NamedWeights::parse(&index.weights_definition(name).unwrap()).unwrap();
        Method { weigh: weights.choice(), ..index.method.clone() }
    };
    for method in [index.method.clone(), stated("equal-indicators"), stated("equal-areas")] {
        let made = stand_in(&index, &data, &[("vienna", 63.5), ("oslo", 0.0)])
            .apply(&index.framework, &data, &method, reported)
            .unwrap();
        let after = inspect(&made.framework, &made.data, &made.method).unwrap();
        let faults: Vec<_> = after.findings.iter().filter(|finding| after.method.stops_at(finding)).collect();
        assert!(faults.is_empty(), "{faults:?}");
        assert!((score(&after, "diversity-actions", "vienna") - 63.5).abs() < 1e-9);
        assert!(score(&after, "diversity-actions", "oslo").abs() < 1e-9);
        // Vienna and Oslo hold no end of a scale in this area, so the others' scores stay.
        for unit in data.units.iter().filter(|unit| !["vienna", "oslo"].contains(&unit.code.as_str())) {
            let [was, is] = [&before, &after].map(|composite| score(composite, "diversity-actions", &unit.code));
            assert!(was.is_nan() && is.is_nan() || (was - is).abs() < 1e-9, "{}: {was}, {is}", unit.code);
        }
        // Marked as self-reported, with its source; the figures that it stands for are not counted as missing.
        let at = after.framework.position("own").unwrap();
        let row = after.data.units.position("vienna").unwrap();
        assert_eq!(after.data.status.column(at)[row].to_string(), Status::SELF_REPORTED.to_string());
        assert_eq!(after.data.source.as_ref().unwrap().get(row, at), Some("self-assessment"));
        let area = after.framework.position("diversity-actions").unwrap();
        assert!((after.coverage(area)[row] - 1.0).abs() < 1e-12);
    }
    // Where one holds an end of a scale, the others' scores move, and that is the only reason why they do.
    let made =
        stand_in(&index, &data, &[("zurich", 63.5)]).apply(&index.framework, &data, &index.method, reported).unwrap();
    let after = inspect(&made.framework, &made.data, &made.method).unwrap();
    let moved = |unit: &&opencities_engine::dataset::Unit| {
        let [was, is] = [&before, &after].map(|composite| score(composite, "diversity-actions", &unit.code));
        unit.code != "zurich" && (was - is).abs() >= 0.05
    };
    assert!(data.units.iter().filter(moved).count() > 10);
    // The data that were given are as they were.
    let (_, again) = shipped();
    for column in 0..data.values.width() {
        let bits = |data: &Dataset| data.values.slice(column).iter().map(|value| value.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(&data), bits(&again));
    }
}

#[test]
fn what_has_no_place_in_the_index_is_refused() {
    let (index, data) = shipped();
    let reported = *data.periods.last().unwrap();
    let apply = |stand_in: &StandIn, method: &Method| {
        stand_in.apply(&index.framework, &data, method, reported).map(|_| ()).unwrap_err()
    };
    let sound = stand_in(&index, &data, &[("vienna", 50.0)]);
    let z_scores = Method { normalise: Choice::all(Normalisation::ZScore(ZScore::default())), ..index.method.clone() };
    assert!(matches!(apply(&sound, &z_scores), Unfit::Scale { .. }));
    let mut twice = sound.clone();
    twice.scores.push(twice.scores[0]);
    assert!(matches!(apply(&twice, &index.method), Unfit::Twice { .. }));
    let mut old = sound.clone();
    old.scores[0].period = Period::year(2020);
    let mut young_only = index.method.clone();
    young_only.periods.max_age_years = Some(3);
    assert!(matches!(apply(&old, &young_only), Unfit::Period { .. }));
    let theme = StandIn { group: index.framework.position("managing-diversity").unwrap(), ..sound.clone() };
    assert!(matches!(apply(&theme, &index.method), Unfit::Group { .. }));
    let taken = StandIn { code: "gender_inequality".to_owned(), ..sound.clone() };
    assert!(matches!(apply(&taken, &index.method), Unfit::Code { .. }));
    let mut later = sound.clone();
    later.scores[0].period = Period::year(2031);
    assert!(matches!(apply(&later, &index.method), Unfit::Period { .. }));
    // An earlier period serves where figures are carried, and not where they are not.
    let mut earlier = sound.clone();
    earlier.scores[0].period = Period::year(2024);
    assert!(earlier.apply(&index.framework, &data, &index.method, reported).is_ok());
    let mut method = index.method.clone();
    method.periods.carry = Carry::None;
    assert!(matches!(apply(&earlier, &method), Unfit::Period { .. }));
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_opencities")).args(args).current_dir(folder).output().unwrap()
}

/// A sheet in which the first questions are answered fully, as many as are wanted.
fn sheet(folder: &Path, unit: &str, answered: usize) -> String {
    let file = format!("{unit}.toml");
    let made = run(folder, &["assess", "sheet", unit, "2026", "-o", &file]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = std::fs::read_to_string(folder.join(&file)).unwrap();
    let answers = text.matches("answer = \"\"").count();
    assert_eq!(answers, 35);
    std::fs::write(folder.join(&file), text.replacen("answer = \"\"", "answer = \"fully\"", answered)).unwrap();
    file
}

#[test]
fn the_effect_is_shown_beside_the_ranking_and_what_cannot_stand_in_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let vienna = sheet(folder.path(), "vienna", 35);
    let few = sheet(folder.path(), "london", 10);
    let nowhere = sheet(folder.path(), "atlantis", 35);
    let output = run(folder.path(), &["assess", "effect", &vienna, &few, &nowhere, "--format", "csv"]);
    let (out, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}");
    assert!(said.contains("10 of 35 questions are answered, too few"), "{said}");
    assert!(said.contains("has no such city"), "{said}");
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let rows: Vec<std::collections::BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 76);
    let reported: Vec<_> = rows.iter().filter(|row| row["status"] == "self-reported").collect();
    assert_eq!(reported.len(), 1);
    assert_eq!((reported[0]["unit"].as_str(), reported[0]["group_with"].as_str()), ("vienna", "100.0"));
    assert_eq!(reported[0]["period"], "2026");
    assert!(
        said.contains("`opencities check --index opencities` lists them") && !said.contains("same options"),
        "{said}"
    );
    // The ranks beside it are those of `rank`.
    let ranking = String::from_utf8(run(folder.path(), &["rank", "--format", "csv"]).stdout).unwrap();
    let mut reader = csv::Reader::from_reader(ranking.as_bytes());
    for row in reader.deserialize::<std::collections::BTreeMap<String, String>>().map(Result::unwrap) {
        let here = rows.iter().find(|other| other["unit"] == row["unit"]).unwrap();
        assert_eq!(here["rank"], row["rank"], "{}", row["unit"]);
    }
    for (args, exit, says) in [
        (vec!["assess", "effect", few.as_str()], 2, "no sheet can stand in"),
        (vec!["assess", "effect", &vienna, "--area", "managing-diversity"], 2, "holds groups"),
        (vec!["assess", "effect", &vienna, "--area", "divresity"], 2, "divresity"),
        (vec!["assess", "effect", &vienna, "--of", "atlantis"], 2, "atlantis"),
    ] {
        let output = run(folder.path(), &args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{said}");
        assert!(said.contains(says), "{args:?}: {said}");
    }
}

#[test]
fn the_period_of_the_answers_is_told_and_so_is_which_sheet_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let newer = sheet(folder.path(), "vienna", 35);
    let text = std::fs::read_to_string(folder.path().join(&newer)).unwrap();
    let dated = |period: &str| text.replace("period = \"2026\"", &format!("period = \"{period}\""));
    assert_ne!(dated("2024"), text);
    for (periods, taken) in [(["2024", "2022"], "2024"), (["2028", "2024"], "2024"), (["2026", "2024"], "2026")] {
        let files = periods.map(|period| {
            let file = format!("vienna-{period}.toml");
            std::fs::write(folder.path().join(&file), dated(period)).unwrap();
            file
        });
        let args =
            ["assess", "effect", &files[0], &files[1], "--format", "table", "-o", "effect.md", "-o", "effect.csv"];
        let output = run(folder.path(), &args);
        let (out, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        let [all, words] = [format!("for {} and {}", periods[0], periods[1]), format!("that for {taken} is taken")];
        assert!(said.contains(&all) && said.contains(&words), "{said}");
        let page = std::fs::read_to_string(folder.path().join("effect.md")).unwrap();
        let csv = std::fs::read_to_string(folder.path().join("effect.csv")).unwrap();
        for text in [out.replace('\n', " "), page.replace('\n', " ")] {
            assert!(text.contains(&format!("self-reported for {taken}, figures of 2026")), "{text}");
        }
        assert!(
            page.contains("## What was done") && page.contains(&words) && page.contains("compare with care"),
            "{page}"
        );
        // The page is short: who has nothing to do with it stands in the table alone.
        assert!(page.lines().count() < 76 && csv.lines().count() == 77, "{page}");
        assert!(csv.contains(&format!("vienna,Vienna,self-reported,{taken},")), "{csv}");
    }
}
