//! Laws of data that hardly are any: no units, one, all missing, all equal, figures near the ends of what numbers hold. No
//! method panics, and no scale leads beyond all numbers.

use opencities_engine::aggregate::Aggregation;
use opencities_engine::framework::{Direction, Framework};
use opencities_engine::impute::{Imputation, Multiple};
use opencities_engine::method::{Method, MissingChildren, NoSpreadScore, Reference, Report};
use opencities_engine::normalise::Normalisation;
use opencities_engine::registry::Choice;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;
use proptest::prelude::*;

use crate::fixture::{alone, data, directed, everyone, indicator, tree};

/// Every method of every family once, with the others at rest, under which every unit takes part.
fn variants() -> Vec<Method> {
    let mut all = Vec::new();
    all.extend(Imputation::all().into_iter().map(|method| Method { impute: Choice::all(quick(method)), ..everyone() }));
    all.extend(Treatment::all().into_iter().map(|method| Method { treat: Choice::all(method), ..everyone() }));
    all.extend(Normalisation::all().into_iter().map(|method| Method { normalise: Choice::all(method), ..everyone() }));
    all.extend(Weighting::all().into_iter().map(|method| Method { weigh: Choice::all(method), ..everyone() }));
    all.extend(Aggregation::all().into_iter().map(|method| Method { aggregate: Choice::all(method), ..everyone() }));
    all
}

/// Draws cost time, and two show what a hundred do.
fn quick(imputation: Imputation) -> Imputation {
    match imputation {
        Imputation::Multiple(multiple) => Imputation::Multiple(Multiple { draws: 2, steps: 2, ..multiple }),
        other => other,
    }
}

fn extreme() -> impl Strategy<Value = f64> {
    let ends = [0.0, -0.0, 1.0, -1.0, 1e300, -1e300, 1e-300, -1e-300, 1e154, f64::MAX, f64::MIN, f64::MIN_POSITIVE];
    prop_oneof![3 => prop::sample::select(ends.to_vec()), 1 => -9.0..9.0_f64, 2 => Just(f64::NAN)]
}

/// A column that is all missing, all equal, or anything.
fn column(rows: usize) -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        1 => Just(vec![f64::NAN; rows]),
        1 => extreme().prop_map(move |value| vec![value; rows]),
        3 => prop::collection::vec(extreme(), rows),
        2 => prop::collection::vec((0_u8..4).prop_map(f64::from), rows),
    ]
}

/// Columns of a few units in one or two periods.
fn columns() -> impl Strategy<Value = (usize, Vec<Vec<f64>>)> {
    (prop_oneof![4 => 0_usize..4, 1 => 4_usize..14], 1_usize..3)
        .prop_flat_map(|(units, periods)| (Just(periods), prop::collection::vec(column(units * periods), 5)))
}

proptest! {
    #[test]
    fn no_method_panics_or_leads_beyond_numbers_whatever_the_data((periods, columns) in columns(), settings in 0_u8..12) {
        let chain = alone(directed(indicator("a", "index"), Direction::LowerIsBetter));
        let frameworks: [(Framework, &[Vec<f64>]); 2] = [(tree(), &columns), (chain, &columns[..1])];
        for (framework, columns) in frameworks {
            let data = data(&framework, periods, columns);
            for mut method in variants() {
                method.periods.report = Report::Each;
                method.no_spread.score = if settings & 1 == 0 { NoSpreadScore::Neutral } else { NoSpreadScore::Missing };
                method.missing.children = if settings & 2 == 0 { MissingChildren::Rescale } else { MissingChildren::Missing };
                method.periods.reference = [Reference::Pooled, Reference::EachPeriod, Reference::Base(data.periods[0])][usize::from(settings >> 2)];
                let Ok(composite) = opencities_engine::inspect(&framework, &data, &method) else { continue };
                // A scale that would lead beyond all numbers is reported, and gives no score.
                let pooled = method.periods.reference == Reference::Pooled;
                let endless = composite.normalised.columns().iter().flatten().filter(|score| score.is_infinite()).count();
                prop_assert!(!pooled || endless == 0, "{} infinite scores under {:?}", endless, method);
                for group in framework.group_positions() {
                    for row in 0..data.values.rows() {
                        composite.parts(group, row);
                    }
                }
            }
        }
    }
}
