//! Laws of peers and of the gap to them: parts sum to the gap, and who joins reorders nobody.

use opencities_engine::Error;
use opencities_engine::aggregate::{Aggregation, Decomposition};
use opencities_engine::analyse::{Feature, Likeness, Matching, gap, profile};
use opencities_engine::dataset::{Unit, UnitColumn, Units};
use opencities_engine::finding::Code;
use opencities_engine::method::Method;
use opencities_engine::normalise::{Goalposts, MinMax, Normalisation};
use opencities_engine::registry::Choice;
use proptest::prelude::*;

use crate::fixture::{close, columns, data, everyone, figures, inspect, tree, units};

fn likeness(text: &str) -> Likeness {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

const ALIKE: &str = "
[[feature]]
column = 'region'
[[feature]]
column = 'size'
ratio = 2
weight = 2.0
[[feature]]
name = 'side'
column = 'size'
at = 5
[[feature]]
indicator = 'a'
difference = 0.5
[[feature]]
level = 'area'
difference = 10.0
";

/// Units in regions, with a size that some lack.
fn sized(count: usize) -> Units {
    let plain = units(count);
    let size = |unit: usize| if unit % 4 == 3 { String::new() } else { (1 + unit % 7).to_string() };
    let size = UnitColumn { name: "size".into(), values: (0..count).map(size).collect() };
    let columns = plain.columns().iter().cloned().chain([size]).collect();
    Units::new(plain.iter().cloned().collect::<Vec<Unit>>(), columns)
}

proptest! {
    #[test]
    fn parts_sum_to_the_gap(columns in columns(5, 2..9, 1)) {
        let framework = tree();
        let data = data(&framework, 1, &columns);
        for aggregation in Aggregation::all() {
            let above_zero = Normalisation::MinMax(MinMax { lower: 1.0, upper: 100.0 });
            let method = Method {
                aggregate: Choice::all(aggregation.clone()),
                normalise: Choice::all(above_zero),
                ..everyone()
            };
            let composite = inspect(&framework, &data, &method);
            let rows: Vec<usize> = (0..data.units.len()).collect();
            for group in framework.group_positions() {
                for (row, level) in rows.iter().flat_map(|&row| [(row, None), (row, Some("area"))]) {
                    let peers: Vec<usize> = rows.iter().copied().filter(|&peer| peer != row).collect();
                    let found = gap(&composite, row, &peers, group, level);
                    let known = peers.iter().any(|&peer| !composite.score(group, peer).is_nan());
                    let is_sum = aggregation.decomposition() != Decomposition::None;
                    prop_assert_eq!(found.is_some(), known && is_sum && !composite.score(group, row).is_nan());
                    let Some(found) = found else { continue };
                    let sum = found.parts.iter().map(|(_, part)| part).sum::<f64>() + found.rest;
                    prop_assert!((sum - found.points()).abs() < 1e-9, "{:?}: {} is not {}", aggregation, sum, found.points());
                }
            }
        }
    }

    #[test]
    fn who_joins_reorders_nobody(columns in columns(5, 4..12, 1)) {
        let framework = tree();
        let method = Method { normalise: Choice::all(Normalisation::Goalposts(Goalposts::default())), ..everyone() };
        let likeness = likeness(ALIKE);
        let count = columns[0].len();
        let composite = |count: usize| {
            let some: Vec<Vec<f64>> = columns.iter().map(|column| column[..count].to_vec()).collect();
            let mut data = data(&framework, 1, &some);
            data.units = sized(count).into();
            inspect(&framework, &data, &method)
        };
        let (before, after) = (composite(count - 1), composite(count));
        let matched = |composite, count| {
            let matching = Matching::new(composite, &likeness);
            // There may be no known figure of `a`.
            matching.ok().map(|matching| {
                let rows: Vec<usize> = (0..count).collect();
                rows.iter().map(|&row| matching.peers(row, &rows)).collect::<Vec<_>>()
            })
        };
        if let (Some(before), Some(after)) = (matched(&before, count - 1), matched(&after, count)) {
            for (before, mut after) in before.into_iter().zip(after) {
                after.retain(|peer| peer.row != count - 1);
                prop_assert_eq!(format!("{before:?}"), format!("{after:?}"));
            }
        }
    }
}

#[test]
fn parts_are_those_worked_by_hand() {
    // Two areas of equal weight on goalposts 0 and 100, so that figures are scores; the last unit lacks `b`.
    let mut framework = tree();
    let leaves: Vec<_> = framework
        .indicators()
        .iter()
        .map(|indicator| opencities_engine::framework::Indicator {
            goalposts: Some([0.0, 100.0]),
            direction: opencities_engine::framework::Direction::HigherIsBetter,
            ..indicator.clone()
        })
        .collect();
    framework = opencities_engine::framework::Framework::new(
        framework.about().clone(),
        framework.groups().to_vec(),
        leaves,
        Vec::new(),
    )
    .unwrap();
    let columns =
        [vec![40.0, 60.0, 20.0], vec![20.0, 80.0, f64::NAN], vec![30.0; 3], vec![60.0; 3], vec![90.0, 30.0, 0.0]];
    let data = data(&framework, 1, &columns);
    let method = Method { normalise: Choice::all(Normalisation::Goalposts(Goalposts::default())), ..everyone() };
    let composite = inspect(&framework, &data, &method);
    let position = |code: &str| framework.position(code).unwrap();
    // Scores of people: 30, 70, 20; of places: 60, 40, 30; of the index: 45, 55, 25.
    let found = gap(&composite, 2, &[0, 1], position("index"), Some("area")).unwrap();
    assert!((found.own - 25.0).abs() < 1e-12 && (found.peers - 50.0).abs() < 1e-12);
    // Half of 20 - 50, and half of 30 - 50: each a weight times the distance to the peers' mean.
    let part = |code: &str| found.parts.iter().find(|(node, _)| *node == position(code)).unwrap().1;
    assert!((part("people") + 15.0).abs() < 1e-12 && (part("places") + 10.0).abs() < 1e-12);
    // In people, the peers' mean is 50. Of `a` the unit has all its weight: (20 - 50) less the half of (40 - 50) + (60 - 50)
    // over two; of `b` nothing, and the peers' distances cancel out.
    let found = gap(&composite, 2, &[0, 1], position("people"), None).unwrap();
    let parts: Vec<f64> = found.parts.iter().map(|(_, part)| *part).collect();
    assert!((parts[0] + 30.0).abs() < 1e-12 && parts[1].abs() < 1e-12, "{parts:?}");
    // A profile tells the same, beside medians, places and what is known.
    let beside = profile(&composite, 2, &[0, 1]);
    let people = beside.lines.iter().find(|line| line.node == position("people")).unwrap();
    assert!(close(people.median, 50.0, 1.0) && people.place == Some([3, 3]) && close(people.ahead(), -30.0, 1.0));
    assert_eq!(beside.known(), [4, 5]);
    // On `a` alone, which all three know, it is 20 and 40 behind.
    assert!(close(people.alike, -30.0, 1.0) && people.known == [1, 2]);
    // A figure that imputation filled in is nobody's knowledge: 20 for 40 and 60 on `a`, though `b` has a score now.
    let method =
        Method { impute: Choice::all(opencities_engine::impute::Imputation::Mean(Default::default())), ..method };
    let imputed = profile(&inspect(&framework, &data, &method), 2, &[0, 1]);
    let people = imputed.lines.iter().find(|line| line.node == position("people")).unwrap();
    assert!(close(people.alike, -30.0, 1.0) && close(people.score, 35.0, 1.0), "{people:?}");
}

#[test]
fn what_is_not_known_is_a_step_apart_and_mentors_are_ahead() {
    let (framework, mut data) = figures();
    data.units = sized(9).into();
    let composite = inspect(&framework, &data, &everyone());
    let likeness = likeness(&format!("ahead = 5.0\n{ALIKE}"));
    let matching = Matching::new(&composite, &likeness).unwrap();
    let rows: Vec<usize> = (0..9).collect();
    // Unit 3 has no size: both features of it are a step apart, and the weights are 1, 2, 1, 1, 1.
    for peer in matching.peers(3, &rows) {
        assert!(peer.compared[1].apart.is_nan() && close(peer.compared[1].steps, 1.0, 1.0));
        let steps: Vec<f64> = peer.compared.iter().map(|compared| compared.steps).collect();
        let mean = (steps[0] + 2.0 * steps[1] + steps[2] + steps[3] + steps[4]) / 6.0;
        assert!(close(peer.distance, mean, 1.0));
    }
    // Of size 1 is unit 0, of size 2 are units 1 and 8: twice as many are one step.
    let apart = |row: usize, other: usize| matching.peers(row, &[other])[0].compared[1];
    assert!(
        close(apart(0, 1).steps, 1.0, 1.0) && close(apart(0, 1).apart, 2.0, 1.0) && apart(1, 8).steps.abs() < 1e-12
    );
    let people = framework.position("people").unwrap();
    // What rests on the indicators of the group is left out of likeness: the figures of `a`, and the score of the group; above
    // it everything does.
    let mentors = |row: usize, node: &str| matching.mentors(row, framework.position(node).unwrap(), &rows);
    let left_out = |node: &str| -> Vec<bool> {
        let compared = (0..9).find_map(|row| Some(mentors(row, node).first()?.peer.compared.clone())).unwrap();
        compared.iter().map(|compared| compared.steps.is_nan()).collect()
    };
    assert_eq!(left_out("people"), [false, false, false, true, false]);
    assert_eq!(left_out("places"), [false; 5]);
    assert_eq!(left_out("index"), [false, false, false, true, true]);
    for row in 0..9 {
        for mentor in matching.mentors(row, people, &rows) {
            assert!(mentor.ahead >= 5.0);
            assert!(close(mentor.ahead, composite.score(people, mentor.peer.row) - composite.score(people, row), 1.0));
        }
    }
}

#[test]
fn who_knows_little_of_a_group_leads_nobody_in_it() {
    let framework = tree();
    // The last unit knows one of the two indicators of people, and is the best in it.
    let columns = [vec![1.0, 5.0, 9.0], vec![1.0, 5.0, f64::NAN], vec![1.0; 3], vec![1.0; 3], vec![1.0, 2.0, 3.0]];
    let data = data(&framework, 1, &columns);
    let likeness = Likeness::of_scores(&framework);
    let people = framework.position("people").unwrap();
    for (thin_below, mentors) in [(0.5, vec![1, 2]), (0.6, vec![1])] {
        let mut method = everyone();
        method.screen.thin_below = thin_below;
        let composite = inspect(&framework, &data, &method);
        let found = Matching::new(&composite, &likeness).unwrap().mentors(0, people, &[0, 1, 2]);
        let mut rows: Vec<usize> = found.iter().map(|mentor| mentor.peer.row).collect();
        rows.sort_unstable();
        assert_eq!(rows, mentors);
    }
}

#[test]
fn every_fault_of_a_likeness_is_told() {
    let (framework, data) = figures();
    let composite = inspect(&framework, &data, &everyone());
    let faults = |likeness: &Likeness| match Matching::new(&composite, likeness) {
        Err(Error::Likeness(faults)) => faults.into_iter().map(|fault| fault.code).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    assert_eq!(faults(&Likeness::default()), [Code::A702]);
    for ahead in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(faults(&Likeness { ahead, ..Likeness::of_scores(&framework) }), [Code::A702]);
    }
    assert!(faults(&Likeness::of_scores(&framework)).is_empty());
    for (text, code) in [
        ("", Code::A702),
        ("column = 'region'\nindicator = 'a'", Code::A702),
        ("column = 'region'\nratio = 2", Code::A702),
        ("indicator = 'a'", Code::A702),
        ("indicator = 'a'\nratio = 1", Code::A702),
        ("indicator = 'a'\nratio = 2\nat = 3", Code::A702),
        ("indicator = 'a'\ndifference = 0", Code::A702),
        ("column = 'region'\nweight = 0", Code::A702),
        ("level = 'area'", Code::A702),
        ("column = 'region'", Code::A702),
        ("column = 'mayor'", Code::A703),
        ("indicator = 'people'\nratio = 2", Code::A703),
        ("level = 'indicator'\ndifference = 1", Code::A703),
    ] {
        let bad: Feature = toml::from_str(text).unwrap();
        let good = Feature { column: Some("region".into()), ..Feature::default() };
        let likeness = Likeness { feature: vec![good, bad], ..Likeness::default() };
        assert_eq!(faults(&likeness), [code], "{text}");
    }
}
