//! Small indices whose structure can be worked by hand.

use super::*;
use crate::dataset::{Dataset, Units};
use crate::framework::{About, Direction, Framework, Group, Indicator};
use crate::method::Method;
use crate::table::Table;

/// Two areas, `a` with x and y, `b` with z alone; of y less is better.
fn composite(columns: [Vec<f64>; 3]) -> Composite {
    let group = |code: &str, parent: Option<&str>| Group {
        code: code.into(),
        name: code.to_uppercase(),
        level: if parent.is_some() { "area" } else { "index" }.into(),
        parent: parent.map(str::to_owned),
        ..Group::default()
    };
    let groups = vec![group("index", None), group("a", Some("index")), group("b", Some("index"))];
    let indicator = |code: &str, parent: &str, direction: Direction| Indicator {
        code: code.into(),
        name: code.to_uppercase(),
        parent: parent.into(),
        direction,
        ..Indicator::default()
    };
    let (up, down) = (Direction::HigherIsBetter, Direction::LowerIsBetter);
    let leaves = vec![indicator("x", "a", up), indicator("y", "a", down), indicator("z", "b", up)];
    let framework = Framework::new(About::default(), groups, leaves, vec![]).unwrap();
    let rows = columns[0].len();
    let units = Units::of_codes((0..rows).map(|number| format!("u{number}")));
    let values = Table::new(framework.series().into(), columns.map(Into::into).to_vec(), rows);
    let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
    let mut method = Method::default();
    method.screen.unit_coverage_min = 0.5;
    crate::inspect(&framework, &data, &method).unwrap()
}

fn look(columns: [Vec<f64>; 3], stage: Stage) -> Structure {
    structure(&composite(columns), &Options { stage, ..Options::default() }).unwrap()
}

fn plain() -> [Vec<f64>; 3] {
    [vec![1.0, 2.0, 3.0, 4.0, 5.0], vec![4.0, 5.0, 3.0, 1.0, 2.0], vec![2.0, 1.0, 4.0, 3.0, 5.0]]
}

/// Every digit of what is found, missing ones too.
fn digits(found: &Structure) -> String {
    format!("{:?} {:?} {:?}", found.columns, found.pairs, found.groups)
}

fn pair(found: &Structure, first: usize, second: usize) -> &Pair {
    found.pairs.iter().find(|pair| (pair.first, pair.second) == (first, second)).unwrap()
}

/// The positions of the nodes.
const X: usize = 0;
const Y: usize = 1;
const Z: usize = 2;
const A: usize = 3;
const B: usize = 4;
const INDEX: usize = 5;

#[test]
fn every_two_nodes_stand_to_each_other_as_the_tree_says() {
    let found = look(plain(), Stage::Normalised);
    let relations = [
        (X, Y, Relation::Sibling),
        (X, Z, Relation::Cousin),
        (X, A, Relation::Parent),
        (X, B, Relation::OtherGroup),
        (X, INDEX, Relation::Ancestor),
        (A, B, Relation::Sibling),
        (A, INDEX, Relation::Parent),
    ];
    for (first, second, relation) in relations {
        assert_eq!(pair(&found, first, second).relation, relation);
    }
    // Of three indicators 3 pairs, 3 parents, 3 times the index, 3 other areas; of two areas 1 pair and 2 parents.
    assert_eq!(found.pairs.len(), 15);
}

#[test]
fn more_is_better_at_every_stage() {
    for stage in [Stage::Raw, Stage::Treated, Stage::Normalised] {
        let r = pair(&look(plain(), stage), X, Y).coefficients;
        // Deviations -2 to 2 and 1, 2, 0, -2, -1, turned: 8 / 10; of ten pairs 8 agree and 2 do not.
        assert!((r.pearson.value - 0.8).abs() < 1e-12 && (r.kendall.value - 0.6).abs() < 1e-12, "{stage:?}");
        assert!((r.spearman.value - 0.8).abs() < 1e-12);
    }
}

#[test]
fn a_column_is_described_as_worked_by_hand() {
    let columns = [vec![0.0, 0.0, 1.0, 2.0, 97.0], plain()[1].clone(), plain()[2].clone()];
    let found = look(columns, Stage::Raw);
    let line = &found.columns[X];
    assert_eq!((line.known, line.zeros, line.distinct, line.most_frequent), (5, 2, 4, 2));
    // Quartiles 0 and 2: beyond 5 lies 97.
    assert_eq!(line.outliers, 1);
    assert!((line.mean - 20.0).abs() < 1e-12 && (line.median - 1.0).abs() < 1e-12);
    let thresholds: Vec<_> = line.verdict.remarks.iter().filter_map(|remark| remark.threshold).collect();
    assert!(thresholds.contains(&"kurtosis_max"), "{thresholds:?}");
}

#[test]
fn what_cannot_be_computed_says_why() {
    let found = look(plain(), Stage::Normalised);
    let group = |group: usize, level: &str| {
        found.groups.iter().find(|line| line.group == group && line.level == level).unwrap()
    };
    assert_eq!(group(B, "indicator").verdict.grade(), Grade::Unknown);
    assert!(group(B, "indicator").verdict.text().contains("one member"));
    let two = group(A, "indicator");
    assert!(two.adequacy.is_nan() && two.verdict.text().contains("KMO says nothing about two members"));
    assert!(!two.alpha.is_nan() && two.sphericity.is_some());
    // With three units and three members the matrix is singular.
    let few = plain().map(|column| column[..3].to_vec());
    let found = look(few, Stage::Normalised);
    let all = found.groups.iter().find(|line| line.members.len() == 3).unwrap();
    assert!(all.sphericity.is_none() && all.verdict.text().contains("singular (3 complete units for 3 members)"));
    // Two units tell nothing of a correlation.
    let found = look(plain().map(|column| column[..2].to_vec()), Stage::Normalised);
    let verdict = &pair(&found, X, Y).verdict;
    assert_eq!(verdict.grade(), Grade::Unknown);
    assert!(verdict.text().contains("2 units know both, 3 are needed"), "{}", verdict.text());
    let constant = [vec![1.0; 5], plain()[1].clone(), plain()[2].clone()];
    let found = look(constant, Stage::Raw);
    assert!(pair(&found, X, Y).verdict.text().contains("no spread"));
    assert_eq!(found.columns[X].verdict.grade(), Grade::Problem);
}

#[test]
fn alpha_and_components_are_those_worked_by_hand() {
    let found = look(plain(), Stage::Raw);
    let line = found.groups.iter().find(|line| line.group == A).unwrap();
    // Variances 2.5 and 2.5, covariance 2: 4 x 2 / 9. Eigenvalues of r = 0.8: 1.8 and 0.2.
    assert!((line.alpha - 8.0 / 9.0).abs() < 1e-12);
    let components = line.components.as_ref().unwrap();
    assert!((components.variances[0] - 1.8).abs() < 1e-12 && (components.variances[1] - 0.2).abs() < 1e-12);
    assert!((components.loading(0, 0) - 0.9_f64.sqrt()).abs() < 1e-12 && (components.share(0) - 0.9).abs() < 1e-12);
    // ln det R = ln 0.36 over 5 units: -(4 - 9 / 6) ln 0.36.
    assert!((line.sphericity.unwrap().chi_squared + 2.5 * 0.36_f64.ln()).abs() < 1e-12);
}

#[test]
fn a_unit_without_rank_moves_nothing() {
    let before = look(plain(), Stage::Raw);
    let mut more = plain();
    // One of three known is less than half.
    more[0].push(-500.0);
    more[1].push(f64::NAN);
    more[2].push(f64::NAN);
    let after = look(more, Stage::Raw);
    assert_eq!(digits(&before), digits(&after));
    assert!(!after.units[5].is_ranked && after.units.len() == 6);
}

#[test]
fn the_order_of_the_units_moves_no_digit() {
    let at = |row: usize, by: usize| ((row * by) % 97) as f64 / 7.0;
    let make = |order: &dyn Fn(usize) -> usize| {
        [37, 53, 71].map(|by| (0..60).map(|row| at(order(row), by)).collect::<Vec<f64>>())
    };
    let (straight, turned) = (make(&|row| row), make(&|row| (row * 7 + 13) % 60));
    let (straight, turned) = (look(straight, Stage::Normalised), look(turned, Stage::Normalised));
    assert_eq!(digits(&straight), digits(&turned));
}

#[test]
fn wrong_options_are_told_with_what_there_is() {
    let composite = composite(plain());
    let level = Options { level: Some("pillar".into()), ..Options::default() };
    let error = structure(&composite, &level).unwrap_err();
    assert!(matches!(error, Error::UnknownLevel { known, .. } if known == "indicator, area, index"));
    let thresholds = Thresholds { kmo_min: 7.0, ..Thresholds::default() };
    let error = structure(&composite, &Options { thresholds, ..Options::default() }).unwrap_err();
    assert!(error.to_string().contains("the threshold `kmo_min` must be a number from 0 to 1"));
    let alone = structure(&composite, &Options { stage: Stage::Aggregated, ..Options::default() }).unwrap();
    assert!(alone.columns.iter().all(|line| line.node > Z));
}

#[test]
fn remarks_come_worst_first_and_name_their_source() {
    // x and y rise together, and of y less is better.
    let columns = [plain()[0].clone(), vec![2.0, 1.0, 3.0, 5.0, 4.0], plain()[2].clone()];
    let lines = look(columns.clone(), Stage::Normalised).remarks(&composite(columns));
    assert_eq!((lines[0].grade, lines[0].part), (Grade::Problem, Part::Groups));
    assert!(lines.is_sorted_by(|a, b| a.grade >= b.grade));
    let negative = lines.iter().find(|line| line.part == Part::Pairs).unwrap();
    assert_eq!(negative.threshold, Some("negative_below"));
    assert!(negative.source().unwrap().contains("COIN Tool"));
}
