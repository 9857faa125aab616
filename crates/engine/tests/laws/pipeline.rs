//! Laws of the whole pipeline.

use opencities_engine::aggregate::Aggregation;
use opencities_engine::composite::Composite;
use opencities_engine::impute::Imputation;
use opencities_engine::method::{Carry, Method, Report};
use opencities_engine::normalise::{MinMax, Normalisation};
use opencities_engine::period::Period;
use opencities_engine::registry::Choice;
use opencities_engine::stats::Ties;
use opencities_engine::table::Table;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;
use proptest::prelude::*;

use crate::fixture::{bits, columns, data, inspect, permuted, tree};

/// Every method of every family once, with the others at rest.
fn variants() -> Vec<Method> {
    let mut all = vec![Method::default()];
    all.extend(Imputation::all().into_iter().map(|method| Method { impute: Choice::all(method), ..Method::default() }));
    all.extend(Treatment::all().into_iter().map(|method| Method { treat: Choice::all(method), ..Method::default() }));
    all.extend(
        Normalisation::all().into_iter().map(|method| Method { normalise: Choice::all(method), ..Method::default() }),
    );
    let above_zero = || Choice::all(Normalisation::MinMax(MinMax { lower: 1.0, upper: 100.0 }));
    all.extend(Aggregation::all().into_iter().map(|method| Method {
        aggregate: Choice::all(method),
        normalise: above_zero(),
        ..Method::default()
    }));
    all.extend(Weighting::all().into_iter().map(|method| Method { weigh: Choice::all(method), ..Method::default() }));
    for method in &mut all {
        method.screen.indicator_coverage_min = 0.5;
    }
    all
}

fn tables(composite: &Composite) -> [&Table; 3] {
    [&composite.normalised, &composite.scores, &composite.ranks]
}

proptest! {
    #[test]
    fn an_order_of_units_gives_the_same_results_in_that_order(
        (columns, order) in (5_usize..12).prop_flat_map(|units| (columns(5, units..units + 1, 1), Just((0..units).collect::<Vec<_>>()).prop_shuffle())),
    ) {
        let framework = tree();
        let here = data(&framework, 1, &columns);
        let mut there = data(&framework, 1, &permuted(&columns, &order));
        let regions = here.units.column("region").unwrap();
        let region = order.iter().map(|&unit| regions.values[unit].clone()).collect();
        let moved = order.iter().map(|&unit| here.units.get(unit).clone()).collect();
        let column = opencities_engine::dataset::UnitColumn { name: "region".into(), values: region };
        there.units = opencities_engine::dataset::Units::new(moved, vec![column]).into();
        for method in variants() {
            let (before, after) = (inspect(&framework, &here, &method), inspect(&framework, &there, &method));
            for (before, after) in tables(&before).into_iter().zip(tables(&after)) {
                for column in 0..before.width() {
                    let expected: Vec<f64> = order.iter().map(|&unit| before.column(column)[unit]).collect();
                    prop_assert_eq!(bits(&expected), bits(after.slice(column)), "{:?}", method);
                }
            }
        }
    }

    #[test]
    fn ranks_count_the_better_ranked_units_of_the_period(columns in columns(5, 3..12, 2)) {
        let framework = tree();
        let data = data(&framework, 2, &columns);
        for ties in [Ties::Min, Ties::Max, Ties::Average, Ties::Dense] {
            let mut method = Method::default();
            method.periods.report = Report::Each;
            method.rank.ties = ties;
            let composite = inspect(&framework, &data, &method);
            for (column, row) in (0..3).flat_map(|column| (0..data.values.rows()).map(move |row| (column, row))) {
                let scores = composite.scores.slice(column);
                let ranked = |row: &usize| composite.screening.ranked[*row] && !scores[*row].is_nan();
                let others: Vec<f64> = data.rows_of(row / data.units.len()).filter(ranked).map(|row| scores[row]).collect();
                let mut better: Vec<f64> = others.iter().copied().filter(|&other| other > scores[row]).collect();
                let equal = others.iter().filter(|other| other.to_bits() == scores[row].to_bits()).count() as f64;
                let above = better.len() as f64;
                better.sort_by(f64::total_cmp);
                better.dedup_by_key(|score| score.to_bits());
                let expected = match ties {
                    _ if !ranked(&row) => f64::NAN,
                    Ties::Min => above + 1.0,
                    Ties::Max => above + equal,
                    Ties::Average => above + f64::midpoint(1.0, equal),
                    Ties::Dense => better.len() as f64 + 1.0,
                };
                let found = composite.ranks.column(column)[row];
                prop_assert_eq!(found.to_bits(), expected.to_bits(), "{:?}: {} for {}", ties, found, expected);
            }
        }
    }

    #[test]
    fn an_unranked_unit_moves_nobody(columns in columns(5, 5..12, 1)) {
        let framework = tree();
        let all = data(&framework, 1, &columns);
        for method in variants() {
            let before = inspect(&framework, &all, &method);
            let kept: Vec<usize> = (0..all.units.len()).filter(|&unit| before.screening.ranked[unit]).collect();
            prop_assume!(kept.len() > 1);
            let mut fewer = data(&framework, 1, &columns.iter().map(|column| kept.iter().map(|&unit| column[unit]).collect()).collect::<Vec<_>>());
            let regions = kept.iter().map(|&unit| all.units.column("region").unwrap().values[unit].clone()).collect();
            let column = opencities_engine::dataset::UnitColumn { name: "region".into(), values: regions };
            fewer.units = opencities_engine::dataset::Units::new(kept.iter().map(|&unit| all.units.get(unit).clone()).collect(), vec![column]).into();
            let after = inspect(&framework, &fewer, &method);
            for (before, after) in tables(&before).into_iter().zip(tables(&after)) {
                for column in 0..before.width() {
                    let expected: Vec<f64> = kept.iter().map(|&unit| before.column(column)[unit]).collect();
                    prop_assert_eq!(bits(&expected), bits(after.slice(column)), "{:?}", method);
                }
            }
        }
    }

    #[test]
    fn a_unit_is_ranked_by_the_share_it_knows(columns in columns(5, 3..12, 1), limit in prop_oneof![Just(0.4), Just(0.6), Just(1.0)]) {
        let framework = tree();
        let data = data(&framework, 1, &columns);
        let mut method = Method::default();
        method.screen.unit_coverage_min = limit;
        let composite = inspect(&framework, &data, &method);
        for row in 0..data.values.rows() {
            let known = columns.iter().filter(|column| !column[row].is_nan()).count() as f64;
            prop_assert_eq!(composite.screening.coverage[row].to_bits(), (known / 5.0).to_bits());
            prop_assert_eq!(composite.screening.ranked[row], known / 5.0 >= limit);
        }
    }

    #[test]
    fn a_figure_is_never_carried_from_the_future_nor_too_far(columns in columns(5, 3..7, 4), oldest in prop::option::of(0_u16..4)) {
        let framework = tree();
        let data = data(&framework, 4, &columns);
        let mut method = Method::default();
        method.screen.unit_coverage_min = 0.0;
        method.periods.report = Report::Each;
        method.periods.carry = Carry::Latest;
        method.periods.max_age_years = oldest;
        let composite = inspect(&framework, &data, &method);
        let units = data.units.len();
        for (series, row) in (0..5).flat_map(|series| (0..data.values.rows()).map(move |row| (series, row))) {
            let (period, unit) = (row / units, row % units);
            let first = oldest.map_or(0, |oldest| period.saturating_sub(usize::from(oldest)));
            let latest = (first..=period).rev().find(|&period| !columns[series][period * units + unit].is_nan());
            let expected = latest.map_or(f64::NAN, |period| columns[series][period * units + unit]);
            let status = composite.data.status.column(series)[row];
            prop_assert_eq!(composite.data.values.column(series)[row].to_bits(), expected.to_bits());
            prop_assert_eq!(status.is_carried(), latest.is_some_and(|latest| latest < period));
            if let Some(latest) = latest {
                prop_assert_eq!(composite.data.observed_in(row, series), data.periods[latest]);
            }
        }
    }
}

#[test]
fn the_whole_year_is_not_carried_into_its_own_july() {
    let framework = tree();
    let mut data = data(&framework, 2, &vec![vec![1.0, 2.0, 5.0, f64::NAN, f64::NAN, f64::NAN]; 5]);
    data.periods = vec!["2020".parse().unwrap(), "2021-03".parse().unwrap()];
    let mut method = Method::default();
    method.periods.carry = Carry::Latest;
    let found = |period: &str| {
        let mut method = method.clone();
        method.periods.report = Report::Only(period.parse::<Period>().unwrap());
        opencities_engine::inspect(&framework, &data, &method).map(|composite| composite.data.values.column(0)[0])
    };
    assert!(found("2020-07").is_err(), "2020 is not over in July");
    assert!(found("2021-01").is_ok_and(|value| (value - 1.0).abs() <= 0.0));
}
