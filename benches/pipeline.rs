//! Speed of the whole pipeline on made-up data of three sizes; see `benches/README.md`.
//!
//! `cargo bench --bench pipeline` prints times. `cargo bench --bench pipeline -- --json UNITS STAGES REPEATS` prints one
//! line of JSON for `rival.py`, which makes the same data by the same formula and checks that both reach the same
//! scores. Nothing here tests anything: no test is timed.

#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::time::Instant;

use divan::Bencher;
use opencities_engine::aggregate::{Aggregation, Arithmetic};
use opencities_engine::analyse::structure::Options;
use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Unit, UnitColumn, Units};
use opencities_engine::framework::{About, Direction, Framework, Group, Indicator};
use opencities_engine::impute::{GroupMean, Imputation};
use opencities_engine::method::{Method, Screen};
use opencities_engine::normalise::{MinMax, Normalisation};
use opencities_engine::period::Period;
use opencities_engine::registry::Choice;
use opencities_engine::table::Table;
use opencities_engine::treat::{Sequence, Treatment};
use opencities_engine::{analyse, build};

const INDICATORS: usize = 53;
const AREAS: usize = 11;
const THEMES: usize = 3;
const REGIONS: u64 = 12;
const SIZES: [usize; 3] = [76, 10_000, 1_000_000];

fn main() {
    let words: Vec<String> = std::env::args().skip_while(|word| word != "--json").skip(1).collect();
    let [units, stages, repeats, ..] = words.as_slice() else { return divan::main() };
    if units == "triad" {
        return print_bandwidth();
    }
    let units = units.parse().expect("UNITS is a whole number");
    let repeats = repeats.parse().expect("REPEATS is a whole number");
    print_json(units, stages, repeats);
}

/// Normalise, aggregate and rank.
#[divan::bench(args = SIZES, max_time = 10)]
fn core(bencher: Bencher<'_, '_>, units: usize) {
    run(bencher, units, &core_method());
}

/// The same, with imputation, treatment and screening.
#[divan::bench(args = SIZES, max_time = 10)]
fn all(bencher: Bencher<'_, '_>, units: usize) {
    run(bencher, units, &whole_method());
}

/// The structure of a finished composite: all pairs, all three coefficients, every group.
#[divan::bench(args = [SIZES[0], SIZES[1]], max_time = 10)]
fn structure(bencher: Bencher<'_, '_>, units: usize) {
    let composite = build(&framework(), &data(units), &whole_method()).expect("the data are sound");
    bencher
        .bench_local(|| analyse::structure::structure(&composite, &Options::default()).expect("the options are sound"));
}

fn run(bencher: Bencher<'_, '_>, units: usize, method: &Method) {
    let (framework, data) = (framework(), data(units));
    bencher.bench_local(|| build(&framework, &data, method).expect("the data are sound"));
}

fn print_json(units: usize, stages: &str, repeats: usize) {
    let method = if stages == "core" { core_method() } else { whole_method() };
    let (framework, data) = (framework(), data(units));
    let mut best = f64::INFINITY;
    let mut sums = [0.0; 3];
    for _ in 0..repeats {
        let start = Instant::now();
        let composite = build(&framework, &data, &method).expect("the data are sound");
        best = best.min(start.elapsed().as_secs_f64());
        sums = checksums(&composite);
    }
    let [scores, ranks, known] = sums;
    let peak = peak_megabytes();
    println!(r#"{{"ms": {}, "scores": {scores}, "ranks": {ranks}, "known": {known}, "peak_mb": {peak}}}"#, best * 1e3);
}

/// Memory bandwidth of all cores, as STREAM counts it: a = b + 3 c moves 24 bytes a number.
fn print_bandwidth() {
    const LENGTH: usize = 1 << 24;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let part = LENGTH / threads;
    let mut a = vec![0.0_f64; LENGTH];
    let (b, c) = (vec![1.0_f64; LENGTH], vec![2.0_f64; LENGTH]);
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        std::thread::scope(|scope| {
            for ((a, b), c) in a.chunks_mut(part).zip(b.chunks(part)).zip(c.chunks(part)) {
                scope.spawn(move || a.iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = b + 3.0 * c));
            }
        });
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(r#"{{"gb_per_s": {}}}"#, (24 * LENGTH) as f64 / best / 1e9);
}

/// Scores and ranks of all groups, each weighed by its row so that a swap is seen, and the number of ranks.
fn checksums(composite: &Composite) -> [f64; 3] {
    let weighed = |table: &Table| -> f64 {
        let cells = (0..table.width()).flat_map(|column| table.slice(column).iter().enumerate());
        cells.filter(|(_, value)| !value.is_nan()).map(|(row, value)| value * (1 + row % 97) as f64).sum()
    };
    let ranks = &composite.ranks;
    let known = (0..ranks.width()).flat_map(|column| ranks.slice(column)).filter(|rank| !rank.is_nan()).count();
    [weighed(&composite.scores), weighed(ranks), known as f64]
}

/// The most memory that the process has held so far.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().map_or(f64::NAN, |kilobytes| kilobytes * 1024.0 / 1e6)
}

fn core_method() -> Method {
    let screen = Screen {
        unit_coverage_min: 0.0,
        indicator_coverage_min: 0.0,
        group_coverage_min: 0.0,
        thin_below: 0.0,
        ..Screen::default()
    };
    Method { screen, ..Method::default() }
}

fn whole_method() -> Method {
    Method {
        impute: Choice::all(Imputation::GroupMean(GroupMean::default())),
        treat: Choice::all(Treatment::Sequence(Sequence::default())),
        normalise: Choice::all(Normalisation::MinMax(MinMax::default())),
        aggregate: Choice::all(Aggregation::Arithmetic(Arithmetic {})),
        ..Method::default()
    }
}

fn framework() -> Framework {
    let group = |code: String, level: &str, parent: Option<String>| Group {
        name: code.clone(),
        code,
        level: level.to_owned(),
        parent,
        ..Group::default()
    };
    let areas =
        (0..AREAS).map(|number| group(format!("area-{number}"), "area", Some(format!("theme-{}", number % THEMES))));
    let themes = (0..THEMES).map(|number| group(format!("theme-{number}"), "theme", Some("index".to_owned())));
    let groups = areas.chain(themes).chain([group("index".to_owned(), "index", None)]).collect();
    let indicators = (0..INDICATORS).map(|number| Indicator {
        code: format!("indicator-{number}"),
        parent: format!("area-{}", number % AREAS),
        direction: if number % 3 == 0 { Direction::LowerIsBetter } else { Direction::HigherIsBetter },
        ..Indicator::default()
    });
    Framework::new(About::default(), groups, indicators.collect(), Vec::new()).expect("the framework is sound")
}

fn data(units: usize) -> Dataset {
    let list = (0..units).map(|unit| Unit {
        code: format!("u{unit}"),
        name: format!("Unit {unit}"),
        alternative_names: Vec::new(),
    });
    let regions = (0..units).map(|unit| format!("region-{}", splitmix64(unit as u64) % REGIONS)).collect();
    let regions = UnitColumn { name: "region".to_owned(), values: regions };
    let columns = (0..INDICATORS).map(|column| (0..units).map(|unit| cell(units, column, unit)).collect()).collect();
    let values = Table::new(framework().series().into(), columns, units);
    Dataset::of_values(Units::new(list.collect(), vec![regions]).into(), vec![Period::year(2026)], values)
}

/// The figure of a unit: about a tenth are missing, half of them for one unit in fifty; of ten columns two are mildly
/// skewed, one has three outliers, and one is skewed so far that it needs a logarithm.
fn cell(units: usize, column: usize, unit: usize) -> f64 {
    let number = (column * units + unit) as u64;
    let gaps = if splitmix64(unit as u64 + (1 << 40)).is_multiple_of(50) { 0.5 } else { 0.09 };
    if uniform(2 * number + (1 << 50)) < gaps {
        return f64::NAN;
    }
    let value = uniform(2 * number + (1 << 50) + 1);
    match column % 10 {
        6 | 7 => value * value * value,
        8 if unit < 3 => 1000.0 + value,
        9 => 1.0 / (value + 0.0078125),
        _ => value,
    }
}

/// A number from 0 to 1 that depends on its place alone.
fn uniform(place: u64) -> f64 {
    (splitmix64(place) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The mixing step of SplitMix64 (Steele, Lea and Flood 2014).
fn splitmix64(place: u64) -> u64 {
    let mut bits = place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
