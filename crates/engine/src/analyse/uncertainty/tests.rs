//! Replicates computed together are those that their specifications describe, whatever instructions the machine has.

use pulp::{NullaryFnOnce, Scalar, WithSimd};

use super::draw::{Lane, Room};
use super::kernel::{self, Drawing, Exponentials, Kernel, LANES};
use super::places::{Counting, Pairing};
use super::score::Scoring;
use super::{Assumptions, Plan};
use crate::dataset::{Dataset, Unit, Units};
use crate::framework::{About, Framework, Group, Indicator};
use crate::method::Method;
use crate::period::Period;
use crate::pipeline::prepare;
use crate::random::Stream;
use crate::table::Table;

const ASSUMPTIONS: &str = r#"
[[assumption]]
name = "1"
weights = { dirichlet = { levels = ["indicator"] } }
[[assumption]]
name = "2"
weights = { dirichlet = { concentration = 5.0, levels = ["area"] } }
[[assumption]]
name = "3"
weights = { noise = { share = 0.5 } }
[[assumption]]
name = "4"
leave_out = { level = "indicator" }
"#;

fn framework() -> Framework {
    let group = |code: &str, parent: Option<&str>| Group {
        code: code.into(),
        level: if parent.is_some() { "area" } else { "index" }.into(),
        parent: parent.map(str::to_owned),
        ..Group::default()
    };
    let leaf =
        |(code, parent): (&str, &str)| Indicator { code: code.into(), parent: parent.into(), ..Indicator::default() };
    let leaves = [("v", "a"), ("w", "a"), ("x", "b"), ("y", "b"), ("z", "b")].map(leaf).to_vec();
    let groups = vec![group("top", None), group("a", Some("top")), group("b", Some("top"))];
    Framework::new(About::default(), groups, leaves, Vec::new()).unwrap()
}

/// Figures of this many units, some of them missing.
fn figures(framework: &Framework, units: usize) -> Dataset {
    let unit =
        |number| Unit { code: format!("u{number}"), name: format!("Unit {number}"), alternative_names: Vec::new() };
    let column = |column: u64| {
        let mut stream = Stream::new(5, column);
        let value = |_| {
            let value = 1.0 + stream.uniform();
            if stream.uniform() < 0.1 { f64::NAN } else { value }
        };
        (0..units).map(value).collect::<Vec<f64>>().into()
    };
    let values = Table::new(framework.series().into(), (0..5).map(column).collect(), units);
    let units = Units::new((0..units).map(unit).collect(), Vec::new());
    Dataset::of_values(units.into(), vec![Period::year(2026)], values)
}

fn bits(numbers: &[[f64; LANES]]) -> Vec<u64> {
    numbers.as_flattened().iter().map(|number| number.to_bits()).collect()
}

#[test]
fn the_explanation_of_a_replicate_is_what_was_drawn() {
    let framework = framework();
    let data = figures(&framework, 0);
    let assumptions: Assumptions = toml::from_str(ASSUMPTIONS).unwrap();
    let plan = Plan::new(&framework, &data, &Method::default(), &assumptions).unwrap();
    let base = vec![1.0; framework.nodes().len()];
    let mut room = Room::default();
    for first in [0, 13, 1000] {
        let choices = plan.choices(first);
        let lane = |replicate| Lane { replicate, choices: &choices, base: &base };
        let lanes: Vec<Lane<'_>> = (first..first + 5).map(lane).collect();
        plan.draw_weights(&lanes, &mut room);
        for (lane, replicate) in (first..first + 5).enumerate() {
            let change = plan.weight_change(&plan.specification(&plan.point(replicate)));
            for (node, &weight) in base.iter().enumerate() {
                assert_eq!(room.weights[node][lane].to_bits(), change.apply(node, weight).to_bits());
            }
        }
    }
}

/// Scoring with these instructions.
#[cfg(target_arch = "x86_64")]
struct Within<'a>(pulp::x86::V3, Scoring<'a>);

#[cfg(target_arch = "x86_64")]
impl NullaryFnOnce for Within<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.1.with_simd(self.0);
    }
}

#[test]
fn the_bits_are_the_same_on_every_instruction_set() {
    let framework = framework();
    // Some are left over where units are scored side by side.
    let data = figures(&framework, 43);
    let assumptions: Assumptions = toml::from_str(ASSUMPTIONS).unwrap();
    for text in ["[normalise.min-max]\nlower = 1.0\n[aggregate.geometric]", "[aggregate.arithmetic]"] {
        let method: Method = toml::from_str(text).unwrap();
        let plan = Plan::new(&framework, &data, &method, &assumptions).unwrap();
        let prepared = prepare(&framework, &data, &method, None).unwrap();
        let kernel = Kernel::new(&framework, &method, &prepared, &plan.given()).unwrap();
        let choices = plan.choices(7);
        let base = vec![1.0; framework.nodes().len()];
        let lanes: Vec<Lane<'_>> =
            (7..7 + LANES as u64).map(|replicate| Lane { replicate, choices: &choices, base: &base }).collect();
        let mut room = Room::default();
        plan.draw_weights(&lanes, &mut room);
        let rows = kernel.units().len();
        let (mut widest, mut scalar) = (vec![[0.0; LANES]; rows], vec![[0.0; LANES]; rows]);
        kernel.score(&room.weights, &[2], &mut widest);
        Scoring { kernel: &kernel, weights: &room.weights, counted: &[0], out: &mut scalar }.with_simd(Scalar::new());
        assert_eq!(bits(&widest), bits(&scalar), "{text}");
        // Machines that have wider vectors have these, too.
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            let mut narrower = vec![[0.0; LANES]; rows];
            let scoring = Scoring { kernel: &kernel, weights: &room.weights, counted: &[0], out: &mut narrower };
            simd.vectorize(Within(simd, scoring));
            assert_eq!(bits(&widest), bits(&narrower), "{text}");
        }

        let (mut ranks, mut keys) = (vec![[0; LANES]; rows], vec![[0; LANES]; rows]);
        let mut expected = ranks.clone();
        pulp::Arch::new().dispatch(Counting { scores: &widest, keys: &mut keys, ranks: &mut ranks });
        Counting { scores: &widest, keys: &mut keys, ranks: &mut expected }.with_simd(Scalar::new());
        assert_eq!(ranks, expected);

        let (mut reached, mut alone) = (vec![0; rows], vec![0; rows]);
        let columns: Vec<f64> = (0..rows * 3).map(|place| widest[place % rows][place / rows]).collect();
        pulp::Arch::new().dispatch(Pairing { columns: &columns, row: 1, reached: &mut reached });
        Pairing { columns: &columns, row: 1, reached: &mut alone }.call();
        assert_eq!(reached, alone);
    }
    let replicates = std::array::from_fn(|lane| 1 << 33 | lane as u64);
    let (mut widest, mut scalar) = (vec![[0.0; LANES]; 9], vec![[0.0; LANES]; 9]);
    kernel::draw_numbers(11, &replicates, &mut widest);
    Drawing { seed: 11, replicates: &replicates, numbers: &mut scalar }.call();
    assert_eq!(bits(&widest), bits(&scalar));
    let (numbers, mut out) = (widest.clone(), scalar.clone());
    kernel::exponentials(&numbers, &mut widest);
    Exponentials { numbers: &numbers, out: &mut out }.call();
    assert_eq!(bits(&widest), bits(&out));
}
