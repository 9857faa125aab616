//! Laws of the audit: importance against weight, and distance to the frontier, on random figures.

use opencities_engine::analyse::uncertainty::Flow;
use opencities_engine::analyse::{Bootstrap, GroupImportance, distances, importances};
use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Unit, Units};
use opencities_engine::framework::Framework;
use opencities_engine::normalise::{Goalposts, MinMax, Normalisation};
use opencities_engine::period::Period;
use opencities_engine::random::Stream;
use opencities_engine::registry::Choice;
use opencities_engine::stats::{correlation_ratio, pairs, pearson};
use opencities_engine::table::Table;

use crate::fixture::{everyone, inspect, tree};

const FEW: Bootstrap = Bootstrap { resamples: 100, interval: 0.95, seed: 1 };

/// Figures with gaps, the same for a unit wherever it stands.
fn figures(order: &[usize]) -> (Framework, Dataset) {
    let framework = tree();
    let value = |column: u64, unit: usize| {
        let mut stream = Stream::new(column, unit as u64);
        let (own, common) = (stream.uniform(), Stream::new(99, unit as u64).uniform());
        if stream.uniform() < 0.1 { f64::NAN } else { own + common }
    };
    let columns = (0..5).map(|column| order.iter().map(|&unit| value(column, unit)).collect::<Vec<f64>>().into());
    let values = Table::new(framework.series().into(), columns.collect(), order.len());
    let unit = |&unit: &usize| Unit { name: String::new(), code: format!("unit{unit}"), alternative_names: Vec::new() };
    let units = Units::new(order.iter().map(unit).collect(), Vec::new());
    (framework, Dataset::of_values(units.into(), vec![Period::year(2026)], values))
}

fn composite(order: &[usize]) -> Composite {
    let (framework, data) = figures(order);
    let mut method = everyone();
    method.normalise = Choice::all(Normalisation::MinMax(MinMax { lower: 1.0, upper: 100.0 }));
    inspect(&framework, &data, &method)
}

fn found(composite: &Composite, bootstrap: Bootstrap) -> Vec<GroupImportance> {
    importances(composite, 0, bootstrap, &|_| Flow::Continue)
}

#[test]
fn importances_are_main_effects_over_the_rows_that_know_both() {
    let composite = composite(&(0..80).collect::<Vec<usize>>());
    let groups = found(&composite, FEW);
    assert_eq!(groups.len(), 3);
    for GroupImportance { group, children } in &groups {
        let (mut weights, mut shares) = (0.0, 0.0);
        for child in children {
            let column = |node: usize| (0..80).map(|row| composite.score(node, row)).collect::<Vec<f64>>();
            let (x, y) = pairs(&column(child.node), &column(*group));
            assert_eq!(child.units, x.len());
            assert!((child.linear.value - pearson(&x, &y).unwrap().powi(2)).abs() < 1e-12);
            assert!((child.curved.value - correlation_ratio(&x, &y).unwrap()).abs() < 1e-9);
            for estimate in [child.linear, child.curved, child.linear_share, child.share] {
                assert!(estimate.low < estimate.high && estimate.low >= 0.0 && estimate.high <= 1.0, "{estimate:?}");
                assert!(estimate.low < estimate.value && estimate.value < estimate.high, "{estimate:?}");
            }
            weights += child.weight;
            shares += child.share.value;
        }
        assert!((weights - 1.0).abs() < 1e-12 && (shares - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_order_of_the_units_does_not_move_importances_or_their_intervals() {
    let (straight, turned): (Vec<usize>, Vec<usize>) =
        ((0..60).collect(), (0..60).map(|at| (at * 37 + 5) % 60).collect());
    let [one, other] = [straight, turned].map(|order| found(&composite(&order), FEW));
    // Figures are known everywhere here, so equality says the same bits.
    assert_eq!(one, other);
}

#[test]
fn an_interrupted_bootstrap_is_a_smaller_one() {
    let composite = composite(&(0..40).collect::<Vec<usize>>());
    let short = importances(&composite, 0, Bootstrap { resamples: 1000, ..FEW }, &|_| Flow::Stop);
    assert_eq!(short, found(&composite, Bootstrap { resamples: 64, ..FEW }));
    let none = found(&composite, Bootstrap { resamples: 0, ..FEW });
    assert!(none[0].children[0].share.low.is_nan() && !none[0].children[0].share.value.is_nan());
}

#[test]
fn intervals_of_independent_children_hold_their_weights_about_as_often_as_they_say() {
    let (mut held, mut all) = (0_u32, 0_u32);
    for trial in 0..60_u64 {
        let framework = tree();
        let column = |number: u64| {
            let mut stream = Stream::new(trial * 10 + number, 0);
            (0..100).map(|_| stream.normal()).collect::<Vec<f64>>().into()
        };
        let values = Table::new(framework.series().into(), (0..5).map(column).collect(), 100);
        let data = Dataset::of_values(crate::fixture::units(100).into(), vec![Period::year(2026)], values);
        // One scale for all, so that equally weighted children of an area are equally important but for chance.
        let mut method = everyone();
        method.normalise = Choice::all(Normalisation::Goalposts(Goalposts::default()));
        let composite = inspect(&framework, &data, &method);
        for group in &found(&composite, FEW)[1..] {
            all += group.children.len() as u32;
            held += group.children.iter().filter(|child| child.is_off() == Some(false)).count() as u32;
        }
    }
    let share = f64::from(held) / f64::from(all);
    assert!((0.85..=1.0).contains(&share), "{share}");
}

#[test]
fn distances_are_those_of_the_best_of_all_weights() {
    let composite = composite(&(0..40).collect::<Vec<usize>>());
    let root = composite.framework.root();
    let found = distances(&composite, root, 0).unwrap();
    let scores: Vec<[f64; 2]> =
        found.units.iter().map(|unit| [0, 1].map(|child| composite.score(found.children[child], unit.row))).collect();
    for (unit, own) in found.units.iter().zip(&scores) {
        // Every direction of the weights, in small steps.
        let reached = (0..=20_000).map(|step| {
            let angle = f64::from(step) / 20_000.0 * std::f64::consts::FRAC_PI_2;
            let sum = |of: &[f64; 2]| angle.cos() * of[0] + angle.sin() * of[1];
            sum(own) / scores.iter().map(sum).fold(0.0, f64::max)
        });
        let best = reached.fold(0.0, f64::max);
        assert!((unit.free - best).abs() < 1e-4, "{} {best}", unit.free);
        assert!(unit.held <= unit.free + 1e-9);
        let is_better = |other: &&[f64; 2]| other[0] > own[0] || other[1] > own[1];
        let beaten = scores.iter().filter(|other| other[0] >= own[0] && other[1] >= own[1]).filter(is_better).count();
        assert_eq!(unit.surpassed_by.len(), beaten);
        assert!(unit.free < 1.0 || beaten == 0);
    }
    assert!(found.against_the_order.is_empty());
    assert!(found.on_the_frontier().count() > 0);
}
