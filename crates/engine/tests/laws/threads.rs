//! The same bits for any number of threads, on data large enough to be shared among them.

use opencities_engine::aggregate::Aggregation;
use opencities_engine::composite::Composite;
use opencities_engine::impute::{Imputation, Mean};
use opencities_engine::method::Method;
use opencities_engine::normalise::{MinMax, Normalisation};
use opencities_engine::registry::Choice;
use opencities_engine::treat::{Sequence, Treatment};
use opencities_engine::weigh::Weighting;

use crate::fixture::{bits, data, everyone, inspect, tree};

/// More than the 2^16 cells below which a stage stays on one thread, in every stage and in a column of ranks.
const UNITS: usize = 40_000;

/// Figures without a pattern that sums could hide in, some missing, some far out.
fn column(seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        // A multiplicative congruential generator (L'Ecuyer 1999, doi:10.1090/S0025-5718-99-00996-5).
        state = state.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..UNITS).map(|_| if next() < 0.02 { f64::NAN } else { next().powi(-2) + next() }).collect()
}

fn results(composite: &Composite) -> Vec<Vec<u64>> {
    let tables = [&composite.imputed, &composite.treated, &composite.normalised, &composite.scores, &composite.ranks];
    tables.into_iter().flat_map(|table| (0..table.width()).map(|column| bits(table.slice(column)))).collect()
}

#[test]
fn one_two_and_seven_threads_give_the_same_bits() {
    let framework = tree();
    let columns: Vec<Vec<f64>> = (1..6).map(column).collect();
    let busy = || Method {
        impute: Choice::all(Imputation::Mean(Mean {})),
        treat: Choice::all(Treatment::Sequence(Sequence::default())),
        normalise: Choice::all(Normalisation::MinMax(MinMax { lower: 1.0, upper: 100.0 })),
        ..everyone()
    };
    let mut methods: Vec<(usize, Method)> = Vec::new();
    methods.extend(
        Imputation::all()
            .into_iter()
            .map(|method| (method.units_max(), Method { impute: Choice::all(method), ..busy() })),
    );
    methods.extend(Treatment::all().into_iter().map(|method| (UNITS, Method { treat: Choice::all(method), ..busy() })));
    methods.extend(
        Normalisation::all().into_iter().map(|method| (UNITS, Method { normalise: Choice::all(method), ..busy() })),
    );
    methods.extend(Weighting::all().into_iter().map(|method| (UNITS, Method { weigh: Choice::all(method), ..busy() })));
    methods.extend(
        Aggregation::all()
            .into_iter()
            .map(|method| (method.units_max(), Method { aggregate: Choice::all(method), ..busy() })),
    );
    for (most, method) in methods {
        let units = most.min(UNITS);
        let columns: Vec<Vec<f64>> = columns.iter().map(|column| column[..units].to_vec()).collect();
        let data = data(&framework, 1, &columns);
        let mut runs = [1, 2, 7].into_iter().map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| results(&inspect(&framework, &data, &method)))
        });
        let first = runs.next().unwrap();
        assert!(runs.all(|other| other == first), "{method:?}");
    }
}
