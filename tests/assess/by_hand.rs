//! `charter-by-hand.toml`, worked by the program: answers through sheets of every format, observations, and a composite. Every
//! score, coverage, rank, missing score and change of that file must come out.

use std::collections::BTreeMap;
use std::fs;

use opencities_engine::method::{Method, Report};
use opencities_engine::period::Period;
use opencities_io::export::{CsvText, Export, Target};
use opencities_io::questionnaire::sheet::{Existing, Format, answered, bytes, read, save};
use opencities_io::questionnaire::{Answers, Assessment, Questionnaire, change, observations, together};
use opencities_io::read::Input;
use opencities_io::{Index, NamedWeights, tables};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    questionnaire: String,
    version: String,
    tolerance: f64,
    city: Vec<City>,
    change: Vec<ByHandChange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct City {
    unit: String,
    name: String,
    period: i32,
    rank: Option<f64>,
    without_score: Vec<String>,
    answers: BTreeMap<String, String>,
    scores: BTreeMap<String, f64>,
    #[serde(default, rename = "scores_with_equal-commitments")]
    scores_weighted: BTreeMap<String, f64>,
    coverage: BTreeMap<String, [usize; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHandChange {
    unit: String,
    from: i32,
    to: i32,
    without_change: Vec<String>,
    differences: BTreeMap<String, f64>,
    alike: BTreeMap<String, f64>,
    scored_twice: BTreeMap<String, usize>,
}

struct Worked {
    by_hand: ByHand,
    index: Index,
    questionnaire: Questionnaire,
    answers: Vec<Answers>,
}

/// The answers of the file, each city's written as a sheet of another format and read back.
fn worked() -> Worked {
    let text = fs::read_to_string("tests/assess/charter-by-hand.toml").expect("the file beside this one");
    let by_hand: ByHand = toml::from_str(&text).expect("it is understood whole");
    let index = Index::open(&by_hand.questionnaire).expect("a shipped index");
    let (questionnaire, findings) = Questionnaire::required(&index).expect("it has a questionnaire");
    assert_eq!(findings, []);
    assert_eq!(questionnaire.version, by_hand.version, "the scores were worked for another version");
    let folder = tempfile::tempdir().expect("a folder");
    let answers = by_hand.city.iter().enumerate().map(|(at, city)| {
        let mut answers = Answers::new(&questionnaire, &city.unit, &city.name, Period::year(city.period));
        for (question, answer) in &city.answers {
            let given = answers.of_mut(question);
            given.answer = (answer != "unanswered").then(|| answer.clone());
            given.evidence = if answer == "not-applicable" { "The state does that.".into() } else { String::new() };
        }
        assert_eq!(answers.given.len(), questionnaire.questions.len(), "{} answers an unknown question", city.unit);
        let format = Format::ALL[at % Format::ALL.len()];
        let path = folder.path().join(format!("{at}.{}", format.extension()));
        let sheet = bytes(&answers, &questionnaire, &index.framework, format).expect("texts fit");
        save(&path, &sheet, Existing::Keep).expect("room");
        let (back, findings) = answered(read(&path).expect("a sheet"), &questionnaire, &index.framework);
        assert_eq!(back, answers);
        let grave = findings.iter().find(|finding| finding.severity.name() != "note");
        assert_eq!(grave, None, "an open question is no fault");
        back
    });
    let answers = answers.collect();
    Worked { by_hand, index, questionnaire, answers }
}

impl Worked {
    fn assessment(&self, weights: Option<&str>) -> Assessment {
        let mut method = self.index.method.clone();
        if let Some(name) = weights {
            let definition = self.index.weights_definition(name).expect("weights of the index");
            method.weigh = NamedWeights::parse(&definition).expect("weights").choice();
        }
        let answers = self.answers.clone();
        Assessment::new(&self.index.framework, &method, self.questionnaire.clone(), answers).expect("a composite")
    }
}

#[test]
fn scores_coverage_and_ranks_are_those_of_the_file() {
    let worked = worked();
    let [equal, weighted] = [None, Some("equal-commitments")].map(|weights| worked.assessment(weights));
    let framework = &worked.index.framework;
    let position = |code: &str| framework.position(code).unwrap_or_else(|| panic!("there is no node `{code}`"));
    for (city, sheet) in worked.by_hand.city.iter().zip(&worked.answers) {
        let row = equal.row(sheet);
        let at = |code: &str| format!("{} {} {code}", city.unit, city.period);
        let close = |found: f64, expected: f64, what: String| {
            assert!((found - expected).abs() <= worked.by_hand.tolerance, "{what}: {found}, by hand {expected}");
        };
        for (code, expected) in &city.scores {
            close(equal.composite.score(position(code), row), *expected, at(code));
        }
        for (code, expected) in &city.scores_weighted {
            close(weighted.composite.score(position(code), row), *expected, at(code) + ", weighted");
        }
        for code in &city.without_score {
            assert!(equal.composite.score(position(code), row).is_nan(), "{}", at(code));
        }
        // Nothing is left to chance: every group is worked by hand.
        assert_eq!(city.scores.len() + city.without_score.len(), framework.group_positions().len(), "{}", city.unit);
        for (code, [answered, applicable]) in &city.coverage {
            let count = equal.count(sheet, position(code));
            assert_eq!([count.answered, count.applicable], [*answered, *applicable], "{}", at(code));
            let expected = if *applicable == 0 { 0.0 } else { *answered as f64 / *applicable as f64 };
            close(equal.composite.coverage(position(code))[row], expected, at(code) + ", coverage");
        }
        let [answered, applicable] = city.coverage["overall"];
        let known = tables::known(&equal.composite, row);
        let expected = match applicable {
            35 => format!("{answered} of 35 indicators"),
            _ => format!("{answered} of the {applicable} indicators that apply"),
        };
        assert_eq!(known, expected, "{}", at("known"));
        let rank = equal.composite.rank(framework.root(), row);
        assert_eq!(city.rank.is_none(), rank.is_nan(), "{}", at("rank"));
        city.rank.iter().for_each(|expected| close(rank, *expected, at("rank")));
    }
}

#[test]
fn changes_are_those_of_the_file() {
    let worked = worked();
    let assessment = worked.assessment(None);
    for expected in &worked.by_hand.change {
        let sheets = assessment.of_unit(&expected.unit);
        let of = |year: i32| sheets.iter().find(|sheet| sheet.period == Period::year(year)).expect("a sheet");
        let found = change(&assessment, of(expected.from), of(expected.to)).expect("a composite");
        let position = |code: &str| worked.index.framework.position(code).expect("a node");
        for (code, difference) in &expected.differences {
            let moved = found.of(position(code));
            assert!((moved - difference).abs() <= worked.by_hand.tolerance, "{code}: {moved}, by hand {difference}");
        }
        for (code, difference) in &expected.alike {
            let moved = found.alike_of(position(code));
            let close = (moved - difference).abs() <= worked.by_hand.tolerance;
            assert!(close, "{code}, over the same questions: {moved}, by hand {difference}");
        }
        for code in &expected.without_change {
            assert!(found.of(position(code)).is_nan() && found.alike_of(position(code)).is_nan(), "{code}");
        }
        for (code, questions) in &expected.scored_twice {
            assert_eq!(found.scored_twice[position(code)], *questions, "{code}");
        }
        // Nothing is left to chance here either.
        let groups = worked.index.framework.group_positions().len();
        assert_eq!(expected.alike.len() + expected.without_change.len(), groups);
        assert_eq!(expected.scored_twice.len(), groups);
    }
    // Two years apart, as the questionnaire wants it: nothing to say.
    let named: Vec<(String, Answers)> = worked.answers.iter().map(|sheet| (String::new(), sheet.clone())).collect();
    assert_eq!(together(&worked.questionnaire, &named), []);
}

/// What `assess observations` writes gives every other command the same scores, to the bit.
#[test]
fn observations_read_back_give_the_same_scores() {
    let worked = worked();
    let expected = worked.assessment(None).composite;
    let data = observations(&worked.questionnaire, &worked.index.framework, &worked.answers);
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, table| {
        let path = folder.path().join(name);
        Target::create(&path).expect("a path").write(&Export::new(&[table], &[], CsvText::Guarded)).expect("room");
        Input::File(path)
    };
    let rows = write("observations.csv", tables::assessment::observations(&data));
    let units = write("units.csv", tables::units(&data.units));
    let (read, findings) = worked.index.data_of(&[rows], Some(&units), &|_| {}).expect("observations");
    assert_eq!(findings, []);
    let method = Method {
        periods: opencities_engine::method::Periods { report: Report::Each, ..worked.index.method.periods },
        ..worked.index.method.clone()
    };
    let found = opencities_engine::build(&worked.index.framework, &read, &method).expect("a composite");
    assert_eq!(bits(&found.scores), bits(&expected.scores));
}

fn bits(table: &opencities_engine::table::Table) -> Vec<u64> {
    let columns = table.columns().iter();
    columns.flat_map(|column| column.iter().map(|value| value.to_bits()).collect::<Vec<u64>>()).collect()
}
