//! Sensitivity: estimators against functions whose indices are known, and laws of the sample.
//!
//! Witnesses: the analytic indices here; COINr's stored runs in `tests/conformance/sensitivity.rs`; SALib in
//! `tests/python/test_witness_sensitivity.py`.

use std::f64::consts::{PI, TAU};

use opencities_engine::analyse::sensitivity::{
    Design, Estimation, Outputs, Remark, Sample, SecondOrder, Target, means, sobol_indices,
};
use opencities_engine::analyse::uncertainty::{Flow, Plan};
use opencities_engine::finding::Code;
use opencities_engine::method::Method;
use opencities_engine::sobol::Sobol;

use crate::fixture::{assumptions, data, everyone, figures, tree};

/// Runs a function of numbers in [0,1) over the design.
fn outputs(inputs: usize, rows: u64, seed: u64, model: impl Fn(&[f64]) -> f64) -> Outputs {
    let sequence = Sobol::new(2 * inputs, seed);
    let mut outputs = Outputs { ab: vec![Vec::new(); inputs], ba: vec![Vec::new(); inputs], ..Outputs::default() };
    for row in 0..rows {
        let point = sequence.point(row);
        let (a, b) = point.split_at(inputs);
        outputs.a.push(model(a));
        outputs.b.push(model(b));
        for input in 0..inputs {
            let (mut ab, mut ba) = (a.to_vec(), b.to_vec());
            ab[input] = b[input];
            ba[input] = a[input];
            outputs.ab[input].push(model(&ab));
            outputs.ba[input].push(model(&ba));
        }
    }
    outputs
}

fn ishigami(point: &[f64]) -> f64 {
    let x: Vec<f64> = point.iter().map(|number| TAU * number - PI).collect();
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

/// At 4096 random rows the standard errors would be 0.01 to 0.03; scrambled Sobol' points do better, and this bounds what they
/// may be off by for any seed tried.
const TOLERANCE: f64 = 0.01;

#[test]
fn ishigamis_function_has_its_indices() {
    // Ishigami and Homma (1990), a = 7, b = 0.1; variances in closed form.
    let (a, b) = (7.0_f64, 0.1_f64);
    let one = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let two = a * a / 8.0;
    let together = b * b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    let variance = one + two + together;
    for seed in 0..4 {
        let estimation = Estimation { resamples: 200, ..Estimation::default() };
        let found = sobol_indices(&outputs(3, 4096, seed, ishigami), estimation);
        assert!((found.variance / variance - 1.0).abs() < TOLERANCE, "variance {}", found.variance);
        assert!((found.mean - a / 2.0).abs() < TOLERANCE, "mean {}", found.mean);
        let first = [one / variance, two / variance, 0.0];
        let total = [(one + together) / variance, two / variance, together / variance];
        for input in 0..3 {
            for (estimate, exact) in [(found.first[input], first[input]), (found.total[input], total[input])] {
                assert!((estimate.value - exact).abs() < TOLERANCE, "input {input}: {estimate:?} for {exact}");
                assert!(estimate.low <= estimate.value && estimate.value <= estimate.high, "{estimate:?}");
            }
        }
        for &(i, j, estimate) in &found.second {
            let exact = if (i, j) == (0, 2) { together / variance } else { 0.0 };
            assert!((estimate.value - exact).abs() < 3.0 * TOLERANCE, "{i} with {j}: {estimate:?} for {exact}");
        }
        assert_eq!(found.remarks(), []);
    }
}

#[test]
fn sobols_g_function_has_its_indices() {
    // Saltelli and Sobol' (1995): V_i = 1 / 3(1 + a_i)^2, and the variance is prod(1 + V_i) - 1.
    let weights = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let model = |point: &[f64]| -> f64 {
        point.iter().zip(weights).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
    };
    let parts = weights.map(|a: f64| 1.0 / (3.0 * (1.0 + a).powi(2)));
    let variance = parts.iter().map(|part| 1.0 + part).product::<f64>() - 1.0;
    let estimation = Estimation { resamples: 50, ..Estimation::default() };
    let found = sobol_indices(&outputs(8, 8192, 3, model), estimation);
    for (input, part) in parts.iter().enumerate() {
        let total = part * (1.0 + variance) / (1.0 + part) / variance;
        for (estimate, exact) in [(found.first[input], part / variance), (found.total[input], total)] {
            assert!((estimate.value - exact).abs() < TOLERANCE, "input {input}: {estimate:?} for {exact}");
        }
    }
}

#[test]
fn a_sample_that_is_too_small_says_so_and_one_without_variance_too() {
    let found = sobol_indices(&outputs(3, 16, 1, ishigami), Estimation::default());
    let remarks = found.remarks();
    assert!(!remarks.is_empty());
    assert!(remarks.iter().all(|remark| remark.finding(&["a", "b", "c"]).code == Code::U808), "{remarks:?}");
    let flat = sobol_indices(&outputs(2, 16, 1, |_| 0.1), Estimation::default());
    assert_eq!(flat.remarks(), [Remark::NoVariance]);
    assert!(flat.first.iter().chain(&flat.total).all(|estimate| estimate.value.is_nan()));
}

const ASSUMPTIONS: &str = r#"
seed = 5
[[assumption]]
name = "scale"
alternatives = [{ normalise = { min-max = {} } }, { normalise = { rank = {} } }]
[[assumption]]
name = "outliers"
range = { key = "treat.winsorise.points_max", from = 1, to = 3 }
[[assumption]]
name = "weights"
weights = { dirichlet = { levels = ["indicator"] } }
[[assumption]]
name = "left out"
leave_out = { level = "indicator" }
"#;

fn method() -> Method {
    Method { treat: toml::from_str::<Method>("[treat.winsorise]").unwrap().treat, ..everyone() }
}

fn sample(plan: &Plan<'_>, samples: u64, target: Target) -> Sample {
    plan.sample(Design { samples, second_order: SecondOrder::Estimate }, target, &|_| Flow::Continue).unwrap()
}

#[test]
fn samples_and_indices_are_the_same_bits_on_any_number_of_threads() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let whole = sample(&plan, 256, Target::RankChange);
    let indices = sobol_indices(&whole.outputs, Estimation::default());
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let again = pool.install(|| sample(&plan, 256, Target::RankChange));
        assert_eq!(again, whole, "{threads} threads");
        assert_eq!(pool.install(|| sobol_indices(&again.outputs, Estimation::default())), indices);
    }
}

#[test]
fn a_run_that_is_ended_early_is_a_smaller_one() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let design = Design { samples: 4096, second_order: SecondOrder::Estimate };
    let ended = plan.sample(design, Target::Rank(2), &|rows| if rows > 150 { Flow::Stop } else { Flow::Continue });
    let ended = ended.unwrap();
    assert!((150..4096).contains(&ended.rows));
    assert_eq!(ended, sample(&plan, ended.rows, Target::Rank(2)));
}

#[test]
fn what_cannot_matter_has_no_index_and_what_alone_matters_has_all_of_it() {
    // Of three units two are each ahead on one indicator of `people`: which one is left out decides. The other assumption
    // has the same alternative twice.
    let framework = tree();
    let figures = [[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [2.0, 2.0, 0.0], [2.0, 2.0, 0.0], [2.0, 2.0, 0.0]].map(Vec::from);
    let data = data(&framework, 1, &figures);
    let text = "[[assumption]]\nname = \"one\"\nalternatives = [{ without = [\"a\"] }, { without = [\"b\"] }]\n\
                [[assumption]]\nname = \"two\"\nalternatives = [{ normalise = { min-max = {} } }, \
                { normalise = { min-max = {} } }]\n";
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(text)).unwrap();
    for target in [Target::Rank(0), Target::Order(0, 1), Target::Score(0)] {
        let found = sample(&plan, 1024, target);
        assert_eq!(found.left_out(), 0, "{:?}", found.failures);
        let indices = sobol_indices(&found.outputs, Estimation::default());
        for estimate in [indices.first[0], indices.total[0]] {
            assert!((estimate.value - 1.0).abs() < TOLERANCE, "{target:?}: {estimate:?}");
        }
        assert!(indices.first[1].value.abs() < 1e-12 && indices.total[1].value.abs() < 1e-12);
        let screening = plan.screen(10, target, &|_| Flow::Continue).unwrap();
        assert!(screening.effects[0].mu_star > 0.0 && screening.effects[1].mu_star.abs() < 1e-12);
        if target == Target::Rank(0) {
            let found: Vec<f64> = means(&plan, &found).iter().map(|mean| mean.mean).collect();
            assert_eq!(found[..2], [2.0, 1.0]);
        }
    }
}

#[test]
fn rows_with_a_failed_run_are_left_out_whole_and_counted() {
    let (framework, data) = figures();
    let text = "[[assumption]]\nname = \"scale\"\n\
                alternatives = [{ normalise = { z-score = {} } }, { normalise = { rank = {} } }]\n\
                [[assumption]]\nname = \"mean\"\nalternatives = [{ aggregate = { geometric = {} } }, { aggregate = { arithmetic = {} } }]\n";
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(text)).unwrap();
    let found = sample(&plan, 64, Target::RankChange);
    assert!(found.left_out() > 0 && found.left_out() < 64, "{}", found.left_out());
    assert!(found.failures.keys().all(|cause| cause.starts_with("S505")), "{:?}", found.failures);
    let rows = found.outputs.a.len();
    assert_eq!(rows as u64 + found.left_out(), 64);
    assert!(found.outputs.ab.iter().chain(&found.outputs.ba).all(|column| column.len() == rows));
}

#[test]
fn too_few_samples_are_refused() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let design = Design { samples: 1, second_order: SecondOrder::Skip };
    let error = plan.sample(design, Target::RankChange, &|_| Flow::Continue).unwrap_err();
    assert_eq!(error.findings()[0].code, Code::U805);
    assert!(plan.screen(1, Target::RankChange, &|_| Flow::Continue).is_err());
}
