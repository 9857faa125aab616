//! Laws of imputations.

use opencities_engine::axiom::Axiom;
use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Status};
use opencities_engine::framework::Framework;
use opencities_engine::impute::Imputation;
use opencities_engine::method::{Method, Report};
use opencities_engine::registry::Choice;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::fixture::{bits, columns, data, inspect, tree};

/// Enough that a gap has a known value on either side.
const PERIODS: usize = 3;

fn method(imputation: &Imputation) -> Method {
    let mut method = Method { impute: Choice::all(imputation.clone()), ..Method::default() };
    method.periods.report = Report::Each;
    method
}

/// The methods that do not say that they break an axiom.
fn keeping(axiom: Axiom) -> impl Iterator<Item = Imputation> {
    Imputation::all().into_iter().filter(move |imputation| !imputation.breaks().contains(&axiom))
}

fn run(framework: &Framework, data: &Dataset, imputation: &Imputation) -> Composite {
    inspect(framework, data, &method(imputation))
}

proptest! {
    #[test]
    fn what_is_known_stays_and_what_is_filled_is_marked(columns in columns(5, 4..12, PERIODS), cells in prop::collection::vec((0_usize..5, 0_usize..99), 0..6)) {
        let framework = tree();
        let mut data = data(&framework, PERIODS, &columns);
        for (column, row) in cells {
            let row = row % data.values.rows();
            if data.values.column(column)[row].is_nan() {
                let mut status = data.status.slice(column).to_vec();
                status[row] = Status::NOT_APPLICABLE;
                data.status.set(column, status.into());
            }
        }
        for imputation in Imputation::all() {
            let composite = run(&framework, &data, &imputation);
            for (column, values) in columns.iter().enumerate() {
                for (row, value) in values.iter().enumerate() {
                    let after = composite.imputed.column(column)[row];
                    let status = composite.data.status.column(column)[row];
                    prop_assert!(value.is_nan() || value.to_bits() == after.to_bits(), "{:?}", imputation);
                    prop_assert_eq!(status.is_imputed(), value.is_nan() && !after.is_nan(), "{:?}", imputation);
                    prop_assert!(!(status.is_not_applicable() && status.is_imputed()), "{:?}", imputation);
                }
            }
        }
    }

    #[test]
    fn a_filled_value_lies_among_the_ranked_units_of_its_period(columns in columns(5, 4..12, PERIODS)) {
        let framework = tree();
        let data = data(&framework, PERIODS, &columns);
        for imputation in keeping(Axiom::WithinKnownValues) {
            let composite = run(&framework, &data, &imputation);
            let ranked = &composite.screening.ranked;
            for (column, values) in columns.iter().enumerate() {
                for (row, value) in composite.imputed.slice(column).iter().enumerate().filter(|(row, value)| values[*row].is_nan() && !value.is_nan()) {
                    let period = data.rows_of(row / data.units.len());
                    let donors: Vec<f64> = period.filter(|&row| ranked[row] && !values[row].is_nan()).map(|row| values[row]).collect();
                    let within = donors.iter().any(|donor| donor <= value) && donors.iter().any(|donor| donor >= value);
                    prop_assert!(within, "{:?}: {} from {:?}", imputation, value, donors);
                }
            }
        }
    }

    #[test]
    fn other_periods_and_unranked_units_give_nothing(columns in columns(5, 4..12, PERIODS), factor in 2.0..9.0_f64) {
        let framework = tree();
        let here = data(&framework, PERIODS, &columns);
        for imputation in keeping(Axiom::OwnPeriodAlone) {
            let before = run(&framework, &here, &imputation);
            let units = here.units.len();
            // The same gaps, other figures: in the first period, and of unranked units in the others. What an unranked
            // unit knows itself may tell of its own gaps.
            let earlier = |row: usize| row < units;
            let unranked = |row: usize| row >= units && !before.screening.ranked[row];
            let moved = |which: &dyn Fn(usize) -> bool| {
                let one = |column: &Vec<f64>| column.iter().enumerate().map(|(row, value)| if which(row) { value * factor + 1.0 } else { *value }).collect();
                let moved: Vec<Vec<f64>> = columns.iter().map(one).collect();
                run(&framework, &data(&framework, PERIODS, &moved), &imputation)
            };
            let (elsewhere, others) = (moved(&earlier), moved(&unranked));
            for (column, values) in columns.iter().enumerate() {
                let filled = |composite: &Composite, whose: &dyn Fn(usize) -> bool| -> Vec<u64> {
                    let rows = (units..PERIODS * units).filter(|&row| values[row].is_nan() && whose(row));
                    bits(&rows.map(|row| composite.imputed.column(column)[row]).collect::<Vec<f64>>())
                };
                prop_assert_eq!(filled(&before, &|_| true), filled(&elsewhere, &|_| true), "{:?}", imputation);
                let ranked = |row: usize| !unranked(row);
                prop_assert_eq!(filled(&before, &ranked), filled(&others, &ranked), "{:?}", imputation);
            }
        }
    }
}

/// Whether a composite breaks an axiom: a filled value beyond what ranked units know, or one that follows the figures of
/// another period.
fn is_broken(framework: &Framework, imputation: &Imputation, axiom: Axiom, columns: &[Vec<f64>]) -> bool {
    let here = data(framework, PERIODS, columns);
    let composite = run(framework, &here, imputation);
    let units = here.units.len();
    let cells = || (0..columns.len()).flat_map(|column| (0..columns[column].len()).map(move |row| (column, row)));
    let filled = |column: usize, row: usize| {
        let value = composite.imputed.column(column)[row];
        (columns[column][row].is_nan() && !value.is_nan()).then_some(value)
    };
    match axiom {
        Axiom::WithinKnownValues => cells().any(|(column, row)| {
            let Some(value) = filled(column, row) else { return false };
            let known = here.rows_of(row / units).map(|row| columns[column][row]).filter(|value| !value.is_nan());
            let known: Vec<f64> = known.collect();
            known.iter().all(|known| *known < value) || known.iter().all(|known| *known > value)
        }),
        Axiom::OwnPeriodAlone => {
            let moved = |(row, value): (usize, &f64)| if row < units { value * 2.0 + 1.0 } else { *value };
            let moved: Vec<Vec<f64>> =
                columns.iter().map(|column| column.iter().enumerate().map(moved).collect()).collect();
            let after = run(framework, &data(framework, PERIODS, &moved), imputation);
            cells().filter(|&(_, row)| row >= units).any(|(column, row)| {
                filled(column, row).is_some_and(|value| (value - after.imputed.column(column)[row]).abs() > 0.0)
            })
        }
        _ => panic!("{imputation:?} breaks {axiom:?}, which is of another family"),
    }
}

#[test]
fn what_a_method_says_it_breaks_it_breaks() {
    let framework = tree();
    let mut runner = TestRunner::deterministic();
    let samples: Vec<Vec<Vec<f64>>> =
        (0..200).map(|_| columns(5, 6..12, PERIODS).new_tree(&mut runner).unwrap().current()).collect();
    for imputation in Imputation::all() {
        for &axiom in imputation.breaks() {
            let found = samples.iter().any(|columns| is_broken(&framework, &imputation, axiom, columns));
            assert!(found, "{imputation:?} keeps {axiom:?}");
        }
    }
}
