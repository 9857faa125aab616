//! Laws of imputations.

use opencities_engine::axiom::Axiom;
use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Status};
use opencities_engine::framework::Framework;
use opencities_engine::impute::Imputation;
use opencities_engine::method::{Method, Report};
use opencities_engine::registry::Choice;
use proptest::prelude::*;

use crate::fixture::{bits, columns, data, inspect, tree};

const PERIODS: usize = 2;

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
            // The same gaps, other figures: in the first period, and of unranked units in the second.
            let other = |row: usize| row < units || !before.screening.ranked[row];
            let moved: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().enumerate().map(|(row, value)| if other(row) { value * factor + 1.0 } else { *value }).collect()).collect();
            let after = run(&framework, &data(&framework, PERIODS, &moved), &imputation);
            for (column, values) in columns.iter().enumerate() {
                let same = |composite: &Composite| -> Vec<f64> {
                    (units..2 * units).filter(|&row| values[row].is_nan()).map(|row| composite.imputed.column(column)[row]).collect()
                };
                prop_assert_eq!(bits(&same(&before)), bits(&same(&after)), "{:?}", imputation);
            }
        }
    }
}
