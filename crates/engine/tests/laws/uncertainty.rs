//! Laws of replicates: they are functions of the plan and their number, and parts of a run are the run.

use opencities_engine::aggregate::Aggregation;
use opencities_engine::analyse::uncertainty::{
    CELLS_MAX, Drawn, Flow, GroupTally, Pairs, Plan, Specification, Tally, standings, tiers,
};
use opencities_engine::finding::Code;
use opencities_engine::method::{Method, Reference, Report};
use opencities_engine::period::Period;
use opencities_engine::registry::Choice;
use proptest::prelude::*;

use crate::fixture::{assumptions, columns, data, everyone, figures, inspect, tree};

const ASSUMPTIONS: &str = r#"
seed = 5
[[assumption]]
name = "scale"
alternatives = [{ normalise = { z-score = { mean = 50.0 } } }, { normalise = { rank = {} } }]
[[assumption]]
name = "outliers"
range = { key = "treat.winsorise.points_max", from = 1, to = 3 }
[[assumption]]
name = "weights"
weights = { dirichlet = { levels = ["area"] } }
[[assumption]]
name = "indicators"
weights = { noise = { share = 0.5, levels = ["indicator"] } }
[[assumption]]
name = "left out"
leave_out = { level = "indicator" }
"#;

fn method() -> Method {
    Method { treat: toml::from_str::<Method>("[treat.winsorise]").unwrap().treat, ..everyone() }
}

fn run(plan: &Plan<'_>, replicates: std::ops::Range<u64>) -> Tally {
    plan.run(replicates, &|_| Flow::Continue).unwrap()
}

#[test]
fn parts_of_a_run_are_the_run_on_any_number_of_threads() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let whole = run(&plan, 0..300);
    let mut merged = run(&plan, 0..77);
    merged.merge(&run(&plan, 77..300));
    assert_eq!(merged, whole);
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| run(&plan, 0..300)), whole, "{threads} threads");
    }
}

#[test]
fn every_replicate_counts_every_ranked_unit_once_and_every_pair() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let tally = run(&plan, 0..200);
    assert_eq!((tally.replicates, tally.failed()), (200, 0));
    let units = data.units.len();
    for GroupTally { ranks, before, .. } in &tally.groups {
        assert!(ranks.chunks(units).all(|counts| counts.iter().sum::<u64>() == 200));
        for (pair, count) in before.iter().enumerate() {
            let (unit, other) = (pair / units, pair % units);
            let turned = before[other * units + unit];
            assert!(if unit == other { *count == 200 } else { count + turned >= 200 }, "{unit} and {other}");
        }
    }
}

#[test]
fn what_is_assumed_as_published_gives_the_published_scores() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let published = Specification(vec![Drawn::Published; 5]);
    let replicate = plan.replicates(&[published]).remove(0).unwrap();
    let composite = inspect(&framework, &data, &method());
    for group in 0..composite.scores.width() {
        assert_eq!(replicate.scores.slice(group), composite.scores.slice(group));
        assert_eq!(replicate.ranks.slice(group), composite.ranks.slice(group));
    }
}

#[test]
fn an_observer_ends_a_run_early_and_what_was_counted_stays() {
    let (framework, data) = figures();
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    let tally = plan.run(0..200_000, &|done| if done > 1500 { Flow::Stop } else { Flow::Continue }).unwrap();
    assert_eq!(tally, run(&plan, 0..tally.replicates));
    assert!((1500..200_000).contains(&tally.replicates));
}

#[test]
fn a_region_is_kept_to_and_filled() {
    let (framework, data) = figures();
    let text = "[[assumption]]\nname = \"w\"\n[assumption.weights.region]\ngroup = \"places\"\n\
                bounds = { c = [0.2, 0.5], d = [0.1, 1.0] }\norder = [[\"c\", \"e\"]]\n";
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(text)).unwrap();
    let node = |code: &str| framework.position(code).unwrap();
    let mut least = 1.0_f64;
    for replicate in 0..400 {
        let Specification(drawn) = plan.specification(&plan.point(replicate));
        let Drawn::Shares(shares) = &drawn[0] else { panic!("{drawn:?}") };
        let share = |code: &str| shares.iter().find(|(at, _)| *at == node(code)).unwrap().1;
        let (c, d, e) = (share("c"), share("d"), share("e"));
        assert!(
            (c + d + e - 1.0).abs() < 1e-9
                && (0.2 - 1e-12..=0.5 + 1e-12).contains(&c)
                && d >= 0.1 - 1e-12
                && e <= c + 1e-12
        );
        least = least.min(e);
    }
    assert!(least < 0.05, "the corner with little weight on `e` is reached: {least}");
}

#[test]
fn alternatives_are_equally_likely_and_their_ranks_are_counted() {
    // Two units, each ahead on one indicator of the area `people`: whoever's indicator is left out falls behind.
    let framework = tree();
    let figures = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0]].map(Vec::from);
    let data = data(&framework, 1, &figures);
    let text = "[[assumption]]\nname = \"one\"\nalternatives = [{ without = [\"a\"] }, { without = [\"b\"] }]\n";
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(text)).unwrap();
    let tally = run(&plan, 0..4000);
    let people = framework.position("people").unwrap() - framework.indicators().len();
    let counts = &tally.groups[people].ranks;
    assert_eq!(counts[0] + counts[1], 4000);
    assert!((1850..2150).contains(&counts[0]), "{counts:?}");
    let standing = &standings(&tally.groups[people], 2, 0.9, 1)[0];
    assert_eq!((standing.interval, standing.range), ([1, 2], [1, 2]));
    assert!((standing.top - counts[0] as f64 / 4000.0).abs() < 1e-12);
}

#[test]
fn tiers_begin_where_nobody_below_reaches_anybody_above() {
    // Units 0 and 1 change places, unit 2 is always last.
    let ranks = vec![6, 4, 0, 4, 6, 0, 0, 0, 10];
    let before = vec![10, 6, 10, 4, 10, 10, 0, 0, 10];
    let found = tiers(&GroupTally { ranks, before, width: 1, exact: Vec::new() }, 10, &[0, 1, 2], 0.95);
    assert_eq!(found.iter().map(|tier| tier.units.clone()).collect::<Vec<_>>(), [vec![0, 1], vec![2]]);
}

#[test]
fn what_cannot_be_computed_is_counted_with_its_cause_and_named_before_the_run() {
    let (framework, data) = figures();
    let text = "[[assumption]]\nname = \"scale\"\n\
                alternatives = [{ normalise = { z-score = {} } }, { normalise = { rank = {} } }]\n\
                [[assumption]]\nname = \"mean\"\nalternatives = [{ aggregate = { geometric = {} } }, { aggregate = { arithmetic = {} } }]\n";
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(text)).unwrap();
    let error = plan.check().unwrap_err();
    let [finding] = error.findings() else { panic!("{error}") };
    assert_eq!(finding.code, Code::U806);
    assert!(finding.message.contains("alternative 1 of `scale` with alternative 1 of `mean`"), "{}", finding.message);
    let tally = run(&plan, 0..400);
    assert_eq!(tally.replicates + tally.failed(), 400);
    assert!(
        (60..140).contains(&tally.failed()) && tally.failures.keys().all(|cause| cause.starts_with("S505")),
        "{:?}",
        tally.failures
    );
}

#[test]
fn every_fault_of_the_assumptions_is_named() {
    let (framework, data) = figures();
    let cases = [
        ("name = \"x\"", Code::U801),
        ("name = \"x\"\nleave_out = { level = \"area\" }\nredraw = \"imputation\"", Code::U801),
        ("name = \"x\"\nleave_out = { level = \"nowhere\" }", Code::U802),
        ("name = \"x\"\nalternatives = [{ normalise = { min-maxx = {} } }]", Code::U802),
        ("name = \"x\"\nalternatives = [{ without = [\"nobody\"] }]", Code::U802),
        ("name = \"x\"\nalternatives = [{ normalise = { min-max = { lower = 200.0 } } }]", Code::U804),
        ("name = \"x\"\nrange = { key = \"treat.winsorise.points\", from = 1, to = 3 }", Code::U802),
        ("name = \"x\"\nrange = { key = \"treat.winsorise.points_max\", from = 3, to = 3 }", Code::U803),
        ("name = \"x\"\nweights = { noise = { share = 1.5 } }", Code::U803),
        ("name = \"x\"\nweights = { dirichlet = { concentration = 0.0 } }", Code::U803),
        ("name = \"x\"\nredraw = \"imputation\"", Code::U803),
        ("name = \"x\"\nredraw = \"sampling-error\"", Code::U803),
        (
            "name = \"x\"\nweights = { region = { group = \"people\", bounds = { a = [0.0, 0.3], b = [0.0, 0.3] } } }",
            Code::U803,
        ),
        ("name = \"x\"\nweights = { region = { group = \"people\", bounds = { c = [0.0, 0.3] } } }", Code::U802),
    ];
    for (text, code) in cases {
        let faults = Plan::new(&framework, &data, &method(), &assumptions(&format!("[[assumption]]\n{text}"))).err();
        let faults = faults.unwrap_or_else(|| panic!("{text} is accepted"));
        assert!(faults.findings().iter().any(|finding| finding.code == code), "{text}: {faults}");
    }
    let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
    assert!(plan.run(3..3, &|_| Flow::Continue).is_err());
}

proptest! {
    #[test]
    fn a_replicate_does_not_depend_on_the_others(columns in columns(5, 3..9, 1), first in 0_u64..1000) {
        let framework = tree();
        let data = data(&framework, 1, &columns);
        let plan = Plan::new(&framework, &data, &method(), &assumptions(ASSUMPTIONS)).unwrap();
        let specification = |replicate: u64| plan.specification(&plan.point(replicate));
        let alone = plan.replicates(&[specification(first)]).remove(0);
        let among = plan.replicates(&[specification(first + 9), specification(first), specification(first + 1)]).remove(1);
        match (alone, among) {
            (Ok(alone), Ok(among)) => {
                for group in 0..alone.scores.width() {
                    prop_assert_eq!(crate::fixture::bits(alone.scores.slice(group)), crate::fixture::bits(among.scores.slice(group)));
                }
            }
            (alone, among) => prop_assert_eq!(alone.err(), among.err()),
        }
    }
}

/// The counts of replicates that were computed one by one, each as an index is: what a run has to give.
fn one_by_one(plan: &Plan<'_>, units: usize, replicates: std::ops::Range<u64>) -> Vec<(Vec<u64>, Vec<u64>)> {
    let specifications: Vec<Specification> =
        replicates.map(|replicate| plan.specification(&plan.point(replicate))).collect();
    let groups = plan.framework().groups().len();
    let mut counts = vec![(vec![0; units * units], vec![0; units * units]); groups];
    for replicate in plan.replicates(&specifications).into_iter().flatten() {
        let last = replicate.scores.rows() - units..replicate.scores.rows();
        for (group, (ranks, before)) in counts.iter_mut().enumerate() {
            let places = &replicate.ranks.slice(group)[last.clone()];
            let scores = &replicate.scores.slice(group)[last.clone()];
            for unit in (0..units).filter(|&unit| !places[unit].is_nan()) {
                ranks[unit * units + places[unit] as usize - 1] += 1;
                let reached = |&other: &usize| !places[other].is_nan() && scores[unit] >= scores[other];
                (0..units).filter(reached).for_each(|other| before[unit * units + other] += 1);
            }
        }
    }
    counts
}

fn assert_same(plan: &Plan<'_>, units: usize, replicates: std::ops::Range<u64>) {
    let tally = run(plan, replicates.clone());
    let expected = one_by_one(plan, units, replicates);
    for (group, (found, (ranks, before))) in tally.groups.iter().zip(&expected).enumerate() {
        assert_eq!(&found.ranks, ranks, "ranks of group {group}");
        assert!(found.before.is_empty() || &found.before == before, "pairs of group {group}");
    }
}

/// Methods that the vectorised computation applies to, and some that it leaves.
const METHODS: [&str; 7] = [
    "[aggregate.arithmetic]",
    "[normalise.min-max]\nlower = 1.0\n[aggregate.geometric]",
    "[normalise.min-max]\n[aggregate.geometric]",
    "[normalise.min-max]\nlower = 1.0\n[aggregate.geometric]\n[aggregate.by-level.index.arithmetic]",
    "[weigh.stated]\nweights = { a = 0.0, b = 2.0 }\n[aggregate.arithmetic]\n[aggregate.by-level.index.geometric]\n[normalise.min-max]\nlower = 1.0",
    "[weigh.standard-deviation]\n[aggregate.arithmetic]",
    "[aggregate.arithmetic]\n[missing]\nchildren = \"missing\"",
];

const WEIGHTS: [&str; 4] = [
    "[[assumption]]\nname = \"w\"\nweights = { noise = { share = 1.0 } }\n[[assumption]]\nname = \"o\"\nleave_out = { level = \"indicator\" }",
    "[[assumption]]\nname = \"w\"\nweights = { dirichlet = { levels = [\"indicator\", \"area\"] } }",
    "[[assumption]]\nname = \"w\"\nweights = { dirichlet = { concentration = 0.01 } }\n[[assumption]]\nname = \"o\"\nleave_out = { level = \"area\" }",
    "[[assumption]]\nname = \"m\"\nalternatives = [{ normalise = { min-max = { lower = 1.0 } } }, { aggregate = { geometric = {} }, without = [\"c\"] }]\n\
     [[assumption]]\nname = \"w\"\nweights = { noise = { share = 0.5 } }",
];

#[test]
fn many_units_are_ranked_as_few() {
    let framework = tree();
    let column = |seed: u64| (0..300_u64).map(|unit| ((unit * 71 + seed * 53) % 211) as f64).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (1..6).map(column).collect();
    let data = data(&framework, 1, &columns);
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(WEIGHTS[1])).unwrap();
    assert_same(&plan, 300, 0..30);
}

#[test]
fn neighbouring_ranks_of_very_many_units_are_counted_together_and_the_rest_is_exact() {
    const UNITS: usize = 20_000;
    let framework = tree();
    let column = |seed: usize| (0..UNITS).map(|unit| ((unit * 7919 + seed * 53) % 19_997) as f64).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (1..6).map(column).collect();
    let data = data(&framework, 1, &columns);
    let plan = Plan::new(&framework, &data, &everyone(), &assumptions(WEIGHTS[1])).unwrap();
    let plan = plan.counting(&[framework.root()], Pairs::Counted);
    let tally = run(&plan, 0..20);
    let group = tally.groups.last().unwrap();
    assert!(group.width > 1 && group.ranks.len() <= CELLS_MAX && group.before.is_empty());
    let specifications: Vec<Specification> = (0..20).map(|number| plan.specification(&plan.point(number))).collect();
    let replicates: Vec<_> = plan.replicates(&specifications).into_iter().map(Result::unwrap).collect();
    let standings = standings(group, UNITS, 0.9, group.width);
    for unit in (0..UNITS).step_by(997) {
        let mut ranks: Vec<u64> =
            replicates.iter().map(|one| one.ranks.slice(one.ranks.width() - 1)[unit] as u64).collect();
        ranks.sort_unstable();
        let standing = &standings[unit];
        assert_eq!((standing.ranked, standing.range), (20, [ranks[0], ranks[19]]));
        assert!((standing.mean - ranks.iter().sum::<u64>() as f64 / 20.0).abs() < 1e-9);
        // The fifth part of a hundred and its like: quantiles are known to within a column.
        let width = group.width as u64;
        assert!((ranks[9]..ranks[9] + width).contains(&standing.median));
        assert!(standing.interval[0] <= ranks[0] && ranks[0] < standing.interval[0] + width);
        assert!(standing.interval[1] >= ranks[18] && ranks[18] + width > standing.interval[1]);
        let at_top = ranks.iter().filter(|&&rank| rank <= width).count() as f64 / 20.0;
        assert!((standing.top - at_top).abs() < 1e-12);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn replicates_computed_together_are_those_computed_one_by_one(
        columns in columns(5, 2..14, 2),
        method in 0..METHODS.len(),
        weights in 0..WEIGHTS.len(),
        coverage in prop_oneof![Just(0.0), Just(0.65)],
        first in 0_u64..1000,
    ) {
        let framework = tree();
        let units = columns[0].len() / 2;
        let data = data(&framework, 2, &columns);
        let mut method: Method = toml::from_str(METHODS[method]).unwrap();
        method.screen.unit_coverage_min = coverage;
        let Ok(plan) = Plan::new(&framework, &data, &method, &assumptions(WEIGHTS[weights])) else { return Ok(()) };
        assert_same(&plan, units, first..first + 45);
    }
}

#[test]
fn the_last_period_that_is_reported_is_counted() {
    let framework = tree();
    let column = |seed: u64| (0..21_u64).map(|row| ((row * 7 + seed * 5) % 23) as f64).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (1..6).map(column).collect();
    let text = "[[assumption]]\nname = \"w\"\nweights = { noise = { share = 0.9 } }\n";
    // Means go through the kernel, medians are computed one by one.
    for aggregation in [Aggregation::Arithmetic(Default::default()), Aggregation::Median(Default::default())] {
        let counted = |columns: &[Vec<f64>], periods: usize, report: Report| {
            let data = data(&framework, periods, columns);
            let mut method = everyone();
            (method.periods.report, method.periods.reference) = (report, Reference::EachPeriod);
            method.aggregate = Choice::all(aggregation.clone());
            run(&Plan::new(&framework, &data, &method, &assumptions(text)).unwrap(), 0..50).groups
        };
        let only = |period: usize| {
            let of_period: Vec<Vec<f64>> = columns.iter().map(|column| column[period * 7..][..7].to_vec()).collect();
            counted(&of_period, 1, Report::Newest)
        };
        assert_eq!(counted(&columns, 3, Report::Each), only(2));
        assert_eq!(counted(&columns, 3, Report::Newest), only(2));
        assert_eq!(counted(&columns, 3, Report::Only(Period::year(2021))), only(1));
        assert_ne!(only(2), only(1));
    }
}
