//! Laws of confidence sets for the ranks of an index: how often they hold the truth, and what they do not depend on.
//!
//! Witness: the vignette of the R package csranks, rebuilt in `tests/python/test_witness_confidence.py`.

use opencities_engine::Error;
use opencities_engine::analyse::uncertainty::Flow;
use opencities_engine::analyse::{Confidence, ConfidenceOfRanks, confidence_of_ranks};
use opencities_engine::composite::Composite;
use opencities_engine::dataset::Dataset;
use opencities_engine::framework::Framework;
use opencities_engine::random::Stream;
use opencities_engine::table::Table;

use crate::fixture::{data, everyone, inspect, tree};

/// True figures of eight units: two are the same, two almost, and of `d` less is better.
const TRUTH: [[f64; 8]; 5] = [
    [0.0, 20.0, 20.0, 30.0, 31.0, 60.0, 80.0, 100.0],
    [5.0, 25.0, 25.0, 40.0, 40.0, 50.0, 90.0, 70.0],
    [10.0, 10.0, 10.0, 30.0, 30.0, 70.0, 65.0, 90.0],
    [9.0, 8.0, 8.0, 7.0, 6.9, 4.0, 3.0, 2.0],
    [1.0, 3.0, 3.0, 4.0, 4.0, 8.0, 7.0, 9.0],
];
/// The standard errors of each indicator; `e` has none.
const ERRORS: [f64; 5] = [4.0, 5.0, 3.0, 0.5, f64::NAN];

fn truth() -> Vec<Vec<f64>> {
    TRUTH.iter().map(|column| column.to_vec()).collect()
}

/// The figures as a survey finds them.
fn surveyed(framework: &Framework, trial: u64) -> Dataset {
    let drawn = |(column, error): (&[f64; 8], &f64)| {
        let mut stream = Stream::new(trial, error.to_bits());
        let error = if error.is_nan() { 0.0 } else { *error };
        column.iter().map(|value| value + error * stream.normal()).collect::<Vec<f64>>()
    };
    let columns: Vec<Vec<f64>> = TRUTH.iter().zip(&ERRORS).map(drawn).collect();
    let mut data = data(framework, 1, &columns);
    let errors = ERRORS.map(|error| vec![error; 8].into()).to_vec();
    data.standard_error = Some(Table::new(framework.series().into(), errors, 8));
    data
}

fn sets(composite: &Composite, data: &Dataset, node: usize, options: &Confidence) -> ConfidenceOfRanks {
    confidence_of_ranks(composite, data, node, options, &|_| Flow::Continue).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn sets_of_an_index_hold_its_true_ranks_as_often_as_stated() {
    const TRIALS: u64 = 150;
    let framework = tree();
    let root = framework.root();
    let true_index = inspect(&framework, &data(&framework, 1, &truth()), &everyone());
    let rank = |unit: usize| true_index.rank(root, unit) as usize;
    let holds =
        |set: Option<[usize; 2]>, unit: usize| set.is_some_and(|[best, worst]| (best..=worst).contains(&rank(unit)));
    let (mut alone, mut together, mut best) = ([0; 8], 0, 0);
    for trial in 0..TRIALS {
        let data = surveyed(&framework, trial);
        let composite = inspect(&framework, &data, &everyone());
        let options = Confidence { level: 0.9, draws: 120, seed: trial, ..Confidence::default() };
        let found = sets(&composite, &data, root, &options);
        assert_eq!((found.figures, found.with_error, found.draws), (40, 32, 120));
        (0..8).for_each(|unit| alone[unit] += u64::from(holds(found.sets.marginal[unit], unit)));
        together += u64::from((0..8).all(|unit| holds(found.sets.simultaneous[unit], unit)));
        let may_be = found.sets.best(3);
        best += u64::from((0..8).filter(|&unit| rank(unit) <= 3).all(|unit| may_be.contains(&unit)));
    }
    // Three standard errors of 150 trials, and a little for 120 draws.
    let enough = |held: u64| held as f64 / TRIALS as f64 >= 0.9 - 0.095;
    assert!(alone.into_iter().all(enough) && enough(together) && enough(best), "{alone:?} {together} {best}");
}

#[test]
fn the_same_on_any_number_of_threads_and_ended_early() {
    let framework = tree();
    let data = surveyed(&framework, 1);
    let composite = inspect(&framework, &data, &everyone());
    let whole = sets(&composite, &data, framework.root(), &Confidence { draws: 256, ..Confidence::default() });
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = Confidence { draws: 2000, ..Confidence::default() };
        let stop = |done: u64| if done >= 256 { Flow::Stop } else { Flow::Continue };
        let found = pool.install(|| confidence_of_ranks(&composite, &data, framework.root(), &options, &stop)).unwrap();
        assert_eq!((found.draws, &found.sets), (256, &whole.sets), "{threads} threads");
    }
}

#[test]
fn of_an_indicator_the_errors_serve_as_they_are_and_less_may_be_better() {
    let framework = tree();
    let data = surveyed(&framework, 2);
    let composite = inspect(&framework, &data, &everyone());
    let node = framework.position("d").unwrap();
    let found = sets(&composite, &data, node, &Confidence::default());
    assert_eq!(found.standard_errors, [0.5; 8]);
    assert_eq!(found.estimates, data.values.slice(node));
    let least = (0..8).min_by(|&a, &b| found.estimates[a].total_cmp(&found.estimates[b])).unwrap();
    assert!((found.ranks[least] - 1.0).abs() < 1e-9 && found.sets.marginal[least].unwrap()[0] == 1);
}

#[test]
fn draws_beyond_what_is_plausible_of_a_figure_are_kept() {
    let mut indicators = tree().indicators().to_vec();
    indicators[0].range = Some([-3.0, 105.0]);
    let framework = crate::fixture::framework(tree().groups().to_vec(), indicators);
    let data = surveyed(&tree(), 5);
    let within = data.values.slice(0).iter().all(|value| (-3.0..=105.0).contains(value));
    let composite = inspect(&framework, &data, &everyone());
    let found = sets(&composite, &data, framework.root(), &Confidence { draws: 500, ..Confidence::default() });
    assert!(within && found.failures.is_empty() && found.draws == 500, "{within} {:?}", found.failures);
}

#[test]
fn what_has_no_standard_error_is_refused() {
    let framework = tree();
    let data = surveyed(&framework, 3);
    let composite = inspect(&framework, &data, &everyone());
    let node = framework.position("e").unwrap();
    let refused = confidence_of_ranks(&composite, &data, node, &Confidence::default(), &|_| Flow::Continue);
    assert!(matches!(refused, Err(Error::NoStandardErrors { node }) if node == "e"));
    let bad = Confidence { level: 0.0, draws: 99, ..Confidence::default() };
    let refused = confidence_of_ranks(&composite, &data, framework.root(), &bad, &|_| Flow::Continue);
    assert!(matches!(refused, Err(Error::Thresholds(faults)) if faults.len() == 2));
}
