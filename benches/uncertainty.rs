//! Speed of replicates on made-up data; see `benches/README.md`.
//!
//! `cargo bench -p opencities-engine --bench uncertainty` prints a Markdown table: weights alone (Dirichlet shares at two
//! levels, ranks of the index counted exactly) beside the same in NumPy (`replicates.py`, run by `.venv/bin/python` or
//! `PYTHON`), and a problem with four assumptions. Another number of units after `--` measures weights alone at it. No
//! test is timed.

#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::process::Command;
use std::time::Instant;

use opencities_engine::analyse::uncertainty::{Assumptions, Flow, Pairs, Plan};
use opencities_engine::dataset::{Dataset, Unit, Units};
use opencities_engine::framework::{About, Framework, Group, Indicator};
use opencities_engine::method::Method;
use opencities_engine::period::Period;
use opencities_engine::table::Table;

const DIRICHLET: &str =
    "[[assumption]]\nname = \"weights\"\nweights = { dirichlet = { levels = [\"indicator\", \"area\"] } }";
/// As COINr's vignette: a limit of winsorising, two scales, noisy weights, two means.
const FOUR: &str = r#"
[[assumption]]
name = "outliers"
range = { key = "treat.winsorise.points_max", from = 1, to = 5 }
[[assumption]]
name = "scale"
alternatives = [{ normalise = { min-max = { lower = 1.0 } } }, { normalise = { z-score = { mean = 50.0, standard_deviation = 5.0 } } }]
[[assumption]]
name = "weights"
weights = { noise = { share = 0.25 } }
[[assumption]]
name = "mean"
alternatives = [{ aggregate = { arithmetic = {} } }, { aggregate = { geometric = {} } }]
"#;

fn main() {
    println!(
        "| units | what is varied | counted | a second | a processor second | NumPy: a second | a processor second |"
    );
    println!("|---:|---|---|---:|---:|---:|---:|");
    let asked = std::env::args().find_map(|argument| argument.parse::<usize>().ok());
    let sizes = asked.map_or(vec![100, 10_000], |units| vec![units]);
    for units in sizes {
        // As many as take some seconds, in whole blocks.
        let replicates = (100_000_000 / units as u64).next_multiple_of(16);
        let framework = framework(53, 11, 3);
        let data = data(&framework, units);
        let ours = rate(&framework, &data, "", DIRICHLET, Pairs::Left, replicates);
        // Beyond, the rival takes minutes.
        let theirs = if units <= 100_000 { numpy(units) } else { None };
        print(units, "weights, Dirichlet", "ranks", ours, theirs);
    }
    if asked.is_some() {
        return;
    }
    let weights = framework(53, 11, 3);
    let data_of_weights = data(&weights, 100);
    let ours = rate(&weights, &data_of_weights, "", DIRICHLET, Pairs::Counted, 200_000);
    print(100, "weights, Dirichlet", "ranks and pairs", ours, None);
    let framework = framework(49, 8, 2);
    let data = data(&framework, 51);
    let method = "[treat.winsorise]\n[normalise.min-max]\nlower = 1.0";
    for pairs in [Pairs::Left, Pairs::Counted] {
        let ours = rate(&framework, &data, method, FOUR, pairs, 200_000);
        let counted = if pairs == Pairs::Counted { "ranks and pairs" } else { "ranks" };
        print(51, "four assumptions", counted, ours, None);
    }
}

fn print(units: usize, what: &str, counted: &str, ours: [f64; 2], theirs: Option<[f64; 2]>) {
    let theirs = theirs.unwrap_or([f64::NAN; 2]);
    let rival = |part: usize| match theirs[part].is_nan() {
        true => String::new(),
        false => format!("{:.0} (ratio {:.1})", theirs[part], ours[part] / theirs[part]),
    };
    println!("| {units} | {what} | {counted} | {:.0} | {:.0} | {} | {} |", ours[0], ours[1], rival(0), rival(1));
}

/// Replicates a second, and a second of one processor: the best of three runs.
fn rate(framework: &Framework, data: &Dataset, method: &str, text: &str, pairs: Pairs, replicates: u64) -> [f64; 2] {
    let method: Method = toml::from_str(method).expect("the method is sound");
    let assumptions: Assumptions = toml::from_str(text).expect("the assumptions are sound");
    let plan = Plan::new(framework, data, &method, &assumptions).expect("the plan is sound");
    let plan = plan.counting(&[framework.root()], pairs);
    let mut best = [f64::INFINITY; 2];
    for _ in 0..3 {
        let (start, processor) = (Instant::now(), processor_seconds());
        let tally = plan.run(0..replicates, &|_| Flow::Continue).expect("there are replicates");
        let spent = [start.elapsed().as_secs_f64(), processor_seconds() - processor];
        best = [best[0].min(spent[0]), best[1].min(spent[1])];
        assert_eq!(tally.failed(), 0, "{:?}", tally.failures);
    }
    best.map(|seconds| replicates as f64 / seconds)
}

/// What all threads of this process have used, in hundredths of a second (Linux).
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    // utime and stime are fields 14 and 15; the name is field 2.
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The same of the rival; none where there is no NumPy.
fn numpy(units: usize) -> Option<[f64; 2]> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| format!("{root}/.venv/bin/python"));
    let output =
        Command::new(python).arg(format!("{root}/benches/replicates.py")).arg(units.to_string()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let rates: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    rates.try_into().ok()
}

/// Indicators in areas, areas in themes, themes in the index.
fn framework(indicators: usize, areas: usize, themes: usize) -> Framework {
    let group = |code: String, level: &str, parent: Option<String>| Group {
        name: code.clone(),
        code,
        level: level.to_owned(),
        parent,
        ..Group::default()
    };
    let area = |number| group(format!("area-{number}"), "area", Some(format!("theme-{}", number % themes)));
    let theme = |number| group(format!("theme-{number}"), "theme", Some("index".to_owned()));
    let groups = (0..areas).map(area).chain((0..themes).map(theme)).chain([group("index".to_owned(), "index", None)]);
    let leaves = (0..indicators).map(|number| Indicator {
        code: format!("indicator-{number}"),
        parent: format!("area-{}", number % areas),
        ..Indicator::default()
    });
    Framework::new(About::default(), groups.collect(), leaves.collect(), Vec::new()).expect("the framework is sound")
}

/// Complete figures, each a number from 0 to 1 that depends on its place alone.
fn data(framework: &Framework, units: usize) -> Dataset {
    let unit =
        |number| Unit { code: format!("u{number}"), name: format!("Unit {number}"), alternative_names: Vec::new() };
    let columns = (0..framework.indicators().len())
        .map(|column| (0..units).map(|unit| splitmix64((column * units + unit) as u64)).collect::<Vec<f64>>().into());
    let values = Table::new(framework.series().into(), columns.collect(), units);
    let units = Units::new((0..units).map(unit).collect(), Vec::new());
    Dataset::of_values(units.into(), vec![Period::year(2026)], values)
}

/// A number from 0 to 1 by the mixing step of SplitMix64 (Steele, Lea and Flood 2014).
fn splitmix64(place: u64) -> f64 {
    let mut bits = place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
