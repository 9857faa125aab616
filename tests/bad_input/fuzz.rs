//! Files damaged at random: the readers may refuse them in words, and never panic.
//!
//! Run by hand: `FUZZ_SECONDS=60 cargo test --release --test integration -- --ignored fuzz`. A damaged file that makes a
//! reader panic is kept in the temporary folder, and its path printed; make a regular test of it, then mend the cause.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use opencities_io::export::{CsvText, Export, FlatTable, Format, write_to};
use opencities_io::read::Input;
use opencities_io::{Definition, Folder as Place, Index, NamedWeights, Origins};

use super::Folder;

/// Numbers and texts that break hasty readers.
const ODD: [&str; 24] = [
    "1e308",
    "-1e308",
    "1e999",
    "99999999999999999999",
    "-0",
    "0x10",
    "NaN",
    "inf",
    "\u{feff}",
    "\u{202e}",
    "é\u{301}",
    "𝟙𝟚",
    "\u{0}",
    "\"",
    "\"\"\"",
    "'''",
    "[[",
    "]]",
    "{}",
    "=",
    ",,,",
    "\r",
    "\n\n",
    "[a.b.c.d.e.f]\n",
];

/// A repeatable source of chance.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }
}

/// One to four kinds of damage, one after the other.
pub(super) fn damaged(whole: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len());
        let end = (at + chance.below(64)).min(bytes.len());
        match chance.below(9) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let times = 1 + chance.below(20);
                bytes.splice(at..at, piece.repeat(times));
            }
            4 => bytes = swapped(&bytes, chance),
            5 => {
                let odd = ODD[chance.below(ODD.len())].as_bytes();
                bytes.splice(at..end.min(at + chance.below(8)).max(at), odd.iter().copied());
            }
            6 => drop(bytes.splice(at..at, b"[".repeat(chance.below(300)))),
            7 if !bytes.is_empty() => bytes[at] = chance.below(256) as u8,
            _ => {
                let digit = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|found| at + found);
                if let Some(digit) = digit {
                    bytes.splice(digit..=digit, ODD[chance.below(6)].bytes());
                }
            }
        }
    }
    bytes
}

fn swapped(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    lines.swap(one, other);
    lines.join(&b'\n')
}

/// Reads everything in a folder as the program does; a text of all that is said.
fn read(folder: &Path, table: &Path) -> String {
    let mut said = String::new();
    let weights = folder.join("weights/people-first.toml");
    if let Err(error) = Definition::read(&weights).and_then(|definition| NamedWeights::parse(&definition)) {
        said += &told(&error);
    }
    let index = match Index::read(Place::Disk(folder.to_owned())) {
        Ok(index) => index,
        Err(error) => return said + &told(&error),
    };
    match index.data_of(&[Input::File(table.to_owned())], None, &|_| {}) {
        Err(error) => said += &told(&error),
        Ok((data, mut findings)) => {
            match opencities_engine::inspect(&index.framework, &data, &index.method) {
                Ok(composite) => findings.extend(composite.findings),
                Err(error) => said += &error.to_string(),
            }
            opencities_io::read::locate(&mut findings, &[Input::File(table.to_owned())]);
            index.locate(&mut findings, &Origins::default());
            findings.iter().for_each(|finding| assert!(!finding.message.is_empty()));
        }
    }
    said
}

fn told(error: &opencities_io::Error) -> String {
    let text = error.to_string();
    assert!(!text.is_empty());
    error.findings().iter().for_each(|finding| assert!(!finding.message.is_empty()));
    text
}

/// The observations of the example in the format that a name says.
fn write_observations(folder: &Folder, name: &str) {
    let text = folder.read("observations.csv");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let column = |column: usize| -> ArrayRef {
        let cells = rows[1..].iter().map(|row| row[column]);
        match rows[0][column] {
            "value" => Arc::new(cells.map(|cell| cell.parse().ok()).collect::<Float64Array>()),
            _ => Arc::new(cells.map(Some).collect::<StringArray>()),
        }
    };
    let columns = rows[0].iter().enumerate().map(|(position, title)| (*title, column(position)));
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let tables = [FlatTable { name: "observations".into(), title: "Observations".into(), batch }];
    let export = Export::new(&tables, &[], CsvText::Raw);
    let mut bytes = Vec::new();
    write_to(Format::from_path(Path::new(name)).expect("a format"), &export, &mut bytes).expect("it can be written");
    folder.write(name, bytes);
}

#[test]
#[ignore = "runs for FUZZ_SECONDS, by hand"]
#[expect(clippy::print_stderr, reason = "whoever runs it by hand wants the paths")]
fn fuzz_readers() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let folder = Folder::new();
    let tables = ["parquet", "arrow", "xlsx"].map(|format| format!("table.{format}"));
    tables.iter().for_each(|table| write_observations(&folder, table));
    let definitions = ["framework.toml", "people.toml", "method.toml", "sources.toml", "units.csv", "observations.csv"];
    let files: Vec<String> =
        definitions.into_iter().chain(["weights/people-first.toml"]).map(str::to_owned).chain(tables).collect();
    let whole: Vec<Vec<u8>> = files.iter().map(|file| fs::read(folder.path(file)).expect("a file")).collect();
    let mut chance = Chance(seed);
    let mut rounds = 0_u64;
    let mut crashes = 0;
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        let number = chance.below(files.len());
        let file = &files[number];
        let bytes = damaged(&whole[number], &mut chance);
        folder.write(file, &bytes);
        let table = if file.starts_with("table.") { file.as_str() } else { "observations.csv" };
        let start = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| read(&folder.path(""), &folder.path(table)))).is_err() {
            crashes += 1;
            let kept = std::env::temp_dir().join(format!("opencities-fuzz-{seed}-{rounds}-{}", file.replace('/', "-")));
            fs::write(&kept, &bytes).expect("room");
            eprintln!("panic: {}", kept.display());
        }
        if start.elapsed() > Duration::from_secs(5) {
            crashes += 1;
            let kept =
                std::env::temp_dir().join(format!("opencities-fuzz-slow-{seed}-{rounds}-{}", file.replace('/', "-")));
            fs::write(&kept, &bytes).expect("room");
            eprintln!("slow ({:?}): {}", start.elapsed(), kept.display());
        }
        folder.write(file, &whole[number]);
        rounds += 1;
    }
    eprintln!("{rounds} damaged files, {crashes} crashes");
    assert_eq!(crashes, 0);
}

#[test]
fn a_hundred_damaged_files_are_refused_in_words() {
    let folder = Folder::new();
    let mut chance = Chance(7);
    for file in ["framework.toml", "people.toml", "method.toml", "sources.toml", "units.csv", "observations.csv"] {
        let whole = fs::read(folder.path(file)).expect("a file");
        for _ in 0..20 {
            folder.write(file, damaged(&whole, &mut chance));
            read(&folder.path(""), &folder.path("observations.csv"));
        }
        folder.write(file, &whole);
    }
}
