//! What every registered method costs per cell, as a multiple of min-max or of the arithmetic mean in the same run.
//!
//!     cargo bench -p opencities-engine --bench methods            # the table, as Markdown
//!     cargo bench -p opencities-engine --bench methods -- --units 1000
//!
//! Times are the best of several runs on all threads. A method that is not meant for so many units is measured on as many
//! as it is meant for, and says so.

#![allow(clippy::print_stdout)] // its table is what a bench is for

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use opencities_engine::aggregate::Aggregation;
use opencities_engine::dataset::{UnitColumn, Units};
use opencities_engine::framework::Indicator;
use opencities_engine::impute::Imputation;
use opencities_engine::normalise::Normalisation;
use opencities_engine::period::Period;
use opencities_engine::table::Table;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;

const CHILDREN: usize = 8;
/// The time that a method is repeated for, unless one run takes longer.
const EACH: Duration = Duration::from_millis(300);
/// What a method may cost before its page has to say why.
const DEAR: f64 = 10.0;

/// A method, what it was measured on and what it cost.
struct Line {
    family: &'static str,
    name: &'static str,
    units: usize,
    cells: usize,
    nanoseconds: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let units = arguments.iter().position(|word| word == "--units").and_then(|at| arguments.get(at + 1));
    let units = units.map_or(10_000, |text| text.parse().expect("--units takes a number"));
    let columns: Vec<Vec<f64>> = (0..CHILDREN as u64).map(|seed| figures(units, seed)).collect();
    let facts = Indicator { goalposts: Some([0.0, 200.0]), target: Some(90.0), ..Indicator::default() };
    let mut lines = Vec::new();
    for method in Normalisation::all() {
        let spent = time(|| {
            for column in &columns {
                let mut scores = column.clone();
                method.fit_with(&facts, column, Some(50.0)).apply_to(&mut scores);
                black_box(&scores);
            }
        });
        lines.push(Line {
            family: Normalisation::KEY,
            name: method.name(),
            units,
            cells: units * CHILDREN,
            nanoseconds: spent,
        });
    }
    for method in Aggregation::all() {
        let count = units.min(method.units_max());
        let slices: Vec<&[f64]> = columns.iter().map(|column| &column[..count]).collect();
        let weights = [1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0, 1.0];
        let spent = time(|| drop(black_box(method.aggregated(&slices, &weights))));
        lines.push(Line {
            family: Aggregation::KEY,
            name: method.name(),
            units: count,
            cells: count * CHILDREN,
            nanoseconds: spent,
        });
    }
    for method in Treatment::all() {
        let spent = time(|| {
            for column in &columns {
                black_box(method.fit(column).transform.applied_to(column));
            }
        });
        lines.push(Line {
            family: Treatment::KEY,
            name: method.name(),
            units,
            cells: units * CHILDREN,
            nanoseconds: spent,
        });
    }
    for method in Imputation::all() {
        let count = units.min(method.units_max());
        let (table, sample) = (holed(&columns, count), Arc::new(regions(count)));
        let spent = time(|| drop(black_box(method.fill_table(sample.clone(), vec![Period::UNDATED], table.clone()))));
        lines.push(Line {
            family: Imputation::KEY,
            name: method.name(),
            units: count,
            cells: count * CHILDREN,
            nanoseconds: spent,
        });
    }
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let siblings = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for method in Weighting::all() {
        let spent = time(|| drop(black_box(method.weights_of(&siblings, &slices))));
        lines.push(Line {
            family: Weighting::KEY,
            name: method.name(),
            units,
            cells: units * CHILDREN,
            nanoseconds: spent,
        });
    }
    print(&lines);
}

fn print(lines: &[Line]) {
    let each = |line: &Line| line.nanoseconds / line.cells as f64;
    let cost_of = |name: &str| lines.iter().find(|line| line.name == name).map_or(f64::NAN, each);
    let (scale, mean) = (cost_of("min-max"), cost_of("arithmetic"));
    println!("| family | method | units | ns per cell | rival | ratio |\n|---|---|---:|---:|---|---:|");
    for line in lines {
        let (rival, cost) = if line.family == Aggregation::KEY { ("arithmetic", mean) } else { ("min-max", scale) };
        let ratio = each(line) / cost;
        let mark = if ratio > DEAR { " *" } else { "" };
        println!(
            "| {} | {} | {} | {:.2} | {rival} | {ratio:.1}{mark} |",
            line.family,
            line.name,
            line.units,
            each(line)
        );
    }
    println!("\n`*`: more than {DEAR:.0} times its rival; the method's page says why.");
}

/// The best time of a run, in nanoseconds.
fn time(mut run: impl FnMut()) -> f64 {
    let begun = Instant::now();
    let mut best = Duration::MAX;
    while best == Duration::MAX || begun.elapsed() < EACH {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed());
    }
    best.as_secs_f64() * 1e9
}

/// Skewed figures above zero that hang together across columns.
fn figures(units: usize, seed: u64) -> Vec<f64> {
    let mut common = Source(1);
    let mut own = Source(seed + 2);
    (0..units).map(|_| 10.0 + 60.0 * common.next() + 40.0 * own.next() * own.next()).collect()
}

/// SplitMix64 (Steele et al. 2014, doi:10.1145/2714064.2660195), as numbers in 0..1.
struct Source(u64);

impl Source {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The same columns with a tenth of the cells missing.
fn holed(columns: &[Vec<f64>], units: usize) -> Table {
    let mut source = Source(99);
    let codes = (0..columns.len()).map(|column| format!("i{column}")).collect();
    let gap = |value: &f64, source: &mut Source| if source.next() < 0.1 { f64::NAN } else { *value };
    let columns = columns.iter().map(|column| column[..units].iter().map(|value| gap(value, &mut source)).collect());
    Table::new(codes, columns.collect(), units)
}

fn regions(count: usize) -> Units {
    let plain = Units::of_codes((0..count).map(|number| number.to_string()));
    let values: Vec<String> = (0..count).map(|number| format!("r{}", number % 5)).collect();
    let column = |name: &str| UnitColumn { name: name.into(), values: values.clone() };
    Units::new(plain.iter().cloned().collect(), vec![column("region"), column("country")])
}
