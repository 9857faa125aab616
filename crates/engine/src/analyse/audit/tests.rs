//! What an audit says of small indices.

use super::*;
use crate::analyse::structure::{Options, structure};
use crate::analyse::uncertainty::{Assumptions, Flow, Plan};
use crate::analyse::{Bootstrap, distances, importances};
use crate::dataset::{Dataset, Units};
use crate::framework::{About, Framework, Group, Indicator};
use crate::inspect;
use crate::method::Method;
use crate::period::Period;
use crate::random::Stream;
use crate::table::Table;

fn index(columns: &[(&str, Vec<f64>)]) -> (Framework, Dataset) {
    let root = Group { code: "index".into(), name: "Index".into(), level: "index".into(), ..Group::default() };
    let indicator = |code: &str| Indicator {
        code: code.into(),
        name: code.to_uppercase(),
        parent: "index".into(),
        ..Indicator::default()
    };
    let indicators = columns.iter().map(|(code, _)| indicator(code)).collect();
    let framework = Framework::new(About::default(), vec![root], indicators, vec![]).unwrap();
    let rows = columns[0].1.len();
    let codes: Vec<String> = (0..rows).map(|unit| format!("unit{unit:03}")).collect();
    let values =
        Table::new(framework.series().into(), columns.iter().map(|(_, column)| column.clone().into()).collect(), rows);
    let units = Units::of_codes(codes.iter().map(String::as_str));
    let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
    (framework, data)
}

fn random(stream: u64, rows: usize) -> Vec<f64> {
    let mut stream = Stream::new(5, stream);
    (0..rows).map(|_| stream.uniform()).collect()
}

fn grade_of(checks: &[Check], looked_at: &str) -> (Grade, String) {
    let check = checks.iter().find(|check| check.looked_at == looked_at).unwrap_or_else(|| panic!("{looked_at}"));
    (check.grade, format!("{}; {}", check.shown, check.words))
}

#[test]
fn weights_and_importances_that_agree_are_good_and_others_are_named() {
    let columns = [("a", random(1, 300)), ("b", random(2, 300)), ("c", random(3, 300))];
    let (framework, data) = index(&columns);
    let judged = |method: &Method| {
        let composite = inspect(&framework, &data, method).unwrap();
        let importance = Some(importances(&composite, 0, Bootstrap::default(), &|_| Flow::Continue));
        let audit = Audit { importance, ..Audit::default() };
        grade_of(&audit.checks(&composite, &Thresholds::default()), "importance in Index")
    };
    let (grade, words) = judged(&Method::default());
    assert_eq!(grade, Grade::Good, "{words}");
    // Importance goes with the squares of the weights: 9 of 11 at 3 of 5, and 1 of 11 at 1 of 5.
    let mut method = Method::default();
    let stated = crate::weigh::Stated {
        weights: [("a", 3.0), ("b", 1.0), ("c", 1.0)].map(|(code, weight)| (code.to_owned(), weight)).into(),
    };
    method.weigh = crate::registry::Choice::all(crate::weigh::Weighting::Stated(stated));
    let (grade, words) = judged(&method);
    assert_eq!(grade, Grade::Problem, "{words}");
    assert!(words.starts_with("3 of 3 children") && words.contains("at a weight of 20 %"), "{words}");
}

#[test]
fn a_part_that_is_not_there_says_nothing_and_every_check_is_whole() {
    let columns = [("a", random(1, 40)), ("b", random(2, 40)), ("c", random(3, 40))];
    let (framework, data) = index(&columns);
    let method = Method::default();
    let composite = inspect(&framework, &data, &method).unwrap();
    assert!(Audit::default().checks(&composite, &Thresholds::default()).is_empty());
    let plan = Plan::new(&framework, &data, &method, &Assumptions::usual()).unwrap();
    let tally = plan.run(0..200, &|_| Flow::Continue).unwrap();
    let robustness = Robustness::new(&composite, &plan, &tally, 0.9);
    assert_eq!((robustness.rows.len(), robustness.replicates), (40, 200));
    let audit = Audit {
        structure: Some(structure(&composite, &Options::default()).unwrap()),
        robustness: Some(robustness),
        importance: Some(importances(&composite, 0, Bootstrap { resamples: 50, ..Bootstrap::default() }, &|_| {
            Flow::Continue
        })),
        frontier: Some(distances(&composite, framework.root(), 0).unwrap()),
        ..Audit::default()
    };
    let checks = audit.checks(&composite, &Thresholds::default());
    for part in [Part::Structure, Part::Robustness, Part::Importance, Part::Frontier] {
        assert!(checks.iter().any(|check| check.part == part), "{}", part.name());
    }
    for check in &checks {
        assert!(!check.words.is_empty() && !check.shown.is_empty(), "{check:?}");
        assert_eq!(check.about().is_some(), check.threshold.is_some(), "{check:?}");
    }
    assert_eq!(grade_of(&checks, "ranks that go against what units have").0, Grade::Good);
}

#[test]
fn ranks_outside_their_interval_are_counted() {
    let columns = [("a", random(1, 20)), ("b", random(2, 20))];
    let (framework, data) = index(&columns);
    let composite = inspect(&framework, &data, &Method::default()).unwrap();
    let plan = Plan::new(&framework, &data, &Method::default(), &Assumptions::usual()).unwrap();
    let tally = plan.run(0..100, &|_| Flow::Continue).unwrap();
    let mut robustness = Robustness::new(&composite, &plan, &tally, 0.9);
    robustness.standings[3].interval = [9, 12];
    assert!(robustness.is_outside(3));
    assert_eq!(robustness.width(3), 4);
    let audit = Audit { robustness: Some(robustness), ..Audit::default() };
    let checks = audit.checks(&composite, &Thresholds::default());
    let (grade, words) = grade_of(&checks, "published ranks outside their 90 % interval");
    assert_eq!(grade, Grade::Look);
    assert!(words.starts_with("1 of 20 units") && words.contains("published as 4, and lies from 9 to 12"), "{words}");
}
