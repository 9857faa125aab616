//! How long a search takes over many practices: the shipped records over and over, with every fourth longer word changed.
//!
//!     cargo bench --bench practices                     # 100,000 records
//!     cargo bench --bench practices -- --records 1000
//!
//! The questions are those of `tests/practices/questions.csv`. Times are the best of several runs on one thread.

#![allow(clippy::print_stdout)] // its lines are what a bench is for

use std::hint::black_box;
use std::time::{Duration, Instant};

use opencities_io::practices::{Catalogue, Record, Search};

const RUNS: usize = 5;
/// Words that a changed word may become, for each.
const VARIANTS: u64 = 50;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let records = arguments.iter().position(|word| word == "--records").and_then(|at| arguments.get(at + 1));
    let records = records.map_or(100_000, |text| text.parse().expect("--records takes a number"));
    let (mut catalogue, _) = Catalogue::open(None).expect("the embedded catalogue is whole");
    let shipped = catalogue.records.clone();
    catalogue.records = (0..records).map(|at| changed(&shipped[at % shipped.len()], at as u64)).collect();
    let before = resident_megabytes();
    let start = Instant::now();
    let search = Search::new(&catalogue);
    let built = start.elapsed();
    println!("{records} records: index built in {built:.1?}, {:.0} MB", resident_megabytes() - before);
    let text = include_str!("../tests/practices/questions.csv");
    let mut times: Vec<(Duration, &str)> = Vec::new();
    for question in text.lines().skip(1).filter_map(|line| line.split(',').next()) {
        let best = (0..RUNS).map(|_| time(|| search.find(question))).min().unwrap_or_default();
        times.push((best, question));
    }
    times.sort();
    let (slowest, question) = times[times.len() - 1];
    println!("{} questions: median {:.2?}, slowest {slowest:.2?} ({question})", times.len(), times[times.len() / 2].0);
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

/// A record with another code and some other words; the first ones stay as they are.
fn changed(record: &Record, copy: u64) -> Record {
    let text = |text: &String| {
        let words = text.split(' ').zip(0_u64..).map(|(word, place)| {
            let draw = splitmix64(copy << 16 | place);
            if word.len() < 5 || !draw.is_multiple_of(4) {
                word.to_owned()
            } else {
                format!("{word}x{}", draw / 4 % VARIANTS)
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    Record {
        code: format!("{}-{copy}", record.code),
        title: text(&record.title),
        summary: text(&record.summary),
        actions: text(&record.actions),
        problem: text(&record.problem),
        beneficiaries: text(&record.beneficiaries),
        ..record.clone()
    }
}

/// The memory that the process holds.
fn resident_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().map_or(f64::NAN, |kilobytes| kilobytes * 1024.0 / 1e6)
}

/// The mixing step of SplitMix64 (Steele, Lea and Flood 2014).
fn splitmix64(place: u64) -> u64 {
    let mut bits = place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
