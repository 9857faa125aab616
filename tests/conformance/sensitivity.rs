//! COINr's sensitivity analysis: its estimators from its own runs, and its problem, whose exact indices are known.
//!
//! COINr does not centre its first-order estimator, which its folder lists as a defect; its total index is Jansen's, as ours,
//! with n - 1 in the variance where ours has n.

use opencities_engine::analyse::sensitivity::{Design, Estimation, Outputs, SecondOrder, Target, sobol_indices};
use opencities_engine::analyse::uncertainty::{Flow, Plan};
use opencities_engine::method::Method;

use super::coinr::STANDARD;
use super::coinr::fixture::{Asem, Csv, Facts};
use super::uncertainty::assumptions;

const NAMES: [&str; 4] = ["Winmax", "Normalisation", "Weights", "Aggregation"];

/// COINr's runs: all of A, all of B, then all of A with each input from B.
fn outputs(runs: &Csv, inputs: usize) -> Outputs {
    let all: Vec<f64> = (0..runs.rows.len()).map(|row| runs.number(row, "y")).collect();
    let mut parts = all.chunks(all.len() / (inputs + 2)).map(<[f64]>::to_vec);
    let mut next = || parts.next().unwrap();
    let (a, b) = (next(), next());
    Outputs { a, b, ab: (0..inputs).map(|_| next()).collect(), ba: Vec::new() }
}

const POINTS: Estimation = Estimation { resamples: 10, interval: 0.95, seed: 1 };

fn same_totals(found: &Outputs, expected: &[f64]) {
    let indices = sobol_indices(found, POINTS);
    let both = 2.0 * found.a.len() as f64;
    for (total, expected) in indices.total.iter().zip(expected) {
        let theirs = total.value * (both - 1.0) / both;
        assert!((theirs - expected).abs() <= 1e-9 * expected.abs(), "{theirs} for {expected}");
    }
}

#[test]
fn total_indices_from_coinrs_own_runs_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let golden = |name: &str| asem.read(&format!("golden/sensitivity/{name}.csv"));
    let estimates = golden("ishigami_SA_estimate");
    let expected: Vec<f64> = (0..3).map(|row| estimates.number(row, "STi")).collect();
    same_totals(&outputs(&golden("ishigami_N100_seed1_design_and_y"), 3), &expected);
    for (folder, inputs) in [("SA_N100_seed42", 4), ("SA_continuous_weights_N128_seed7", 3)] {
        let indices = golden(&format!("{folder}/sensitivity_indices"));
        let expected: Vec<f64> = (0..inputs).map(|row| indices.number(row, "STi")).collect();
        same_totals(&outputs(&golden(&format!("{folder}/target_mean_abs_rank_change")), inputs), &expected);
    }
}

/// Rows of the sample of COINr's problem. Centred estimates from 100 random rows have standard deviations of 0.03 to 0.10, so
/// those from 2,048 have 0.007 to 0.022; three of them, for a design that is at least as good, bound the error.
const SAMPLES: u64 = 2048;
const TOLERANCE: f64 = 0.05;

#[test]
fn coinrs_problem_has_its_exact_indices() {
    let Some(asem) = Asem::open() else { return };
    let framework = asem.framework(Facts { denominate: true, ..Facts::default() });
    let data = asem.dataset(&framework, &asem.read("input/ASEM_iData.csv"));
    let method: Method = toml::from_str(STANDARD).unwrap();
    let plan = Plan::new(&framework, &data, &method, &assumptions(&asem)).unwrap_or_else(|error| panic!("{error}"));
    let design = Design { samples: SAMPLES, second_order: SecondOrder::Skip };
    let sample = plan.sample(design, Target::RankChange, &|_| Flow::Continue).unwrap();
    assert_eq!(sample.left_out(), 0, "{:?}", sample.failures);
    let found = sobol_indices(&sample.outputs, POINTS);
    let exact = asem.read("golden/sensitivity/exact_sobol_vignette_problem.csv");
    for (row, name) in NAMES.iter().enumerate() {
        assert_eq!(exact.text(row, "Variable"), *name);
        for (estimate, column) in [(found.first[row], "Si_exact"), (found.total[row], "STi_exact")] {
            let expected = exact.number(row, column);
            assert!((estimate.value - expected).abs() < TOLERANCE, "{name} {column}: {estimate:?} for {expected}");
        }
    }
}
