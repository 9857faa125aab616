//! Parts of a run of replicates as files (Handbook step 7): counts that one machine writes and another puts together.
//!
//! Everything in a part is found by name: groups and units by code. What a part was computed from travels in the file, and
//! parts of another index, method, plan or program are refused. Nothing is computed here.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Int64Type, SchemaRef};
use arrow::ipc::reader::FileReader;
use opencities_engine::analyse::uncertainty::{Assumptions, Plan, Tally};
use opencities_engine::composite::Composite;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::export::{FlatTable, RunInfo};
use crate::tables::columns::Columns;
use crate::tables::hexadecimal;

/// What must be the same for two parts to belong to one run, and what is said where it is not.
const SAME: [(&str, &str); 9] = [
    ("index", "of another index"),
    ("program", "by another version of the program"),
    ("seed", "with another seed"),
    ("periods", "for other periods"),
    ("weights", "with other weights"),
    ("method", "with another method"),
    ("assumptions", "with other assumptions"),
    ("data_sha256", "from other figures"),
    ("framework_sha256", "from another framework"),
];
const FIRST: &str = "first_replicate";
const END: &str = "end_replicate";

/// What travels with a part: what it was computed from, and which replicates it holds.
pub fn info(run: RunInfo, composite: &Composite, assumptions: &Assumptions, replicates: &Range<u64>) -> RunInfo {
    let mut hash = Sha256::new();
    for node in composite.framework.nodes() {
        let parent = node.parent.map_or("", |parent| composite.framework.nodes()[parent].code.as_str());
        hash.update(format!("{}\0{parent}\0", node.code));
    }
    let own = [
        ("framework_sha256", hexadecimal(hash)),
        ("assumptions", toml::to_string(assumptions).unwrap_or_default()),
        ("seed", assumptions.seed.to_string()),
        (FIRST, replicates.start.to_string()),
        (END, replicates.end.to_string()),
    ];
    let own = own.map(|(key, value)| (key.to_owned(), value));
    run.into_iter().filter(|(key, _)| own.iter().all(|(other, _)| other != key)).chain(own.clone()).collect()
}

/// What a number of a part counts, as its column `what` says.
mod what {
    pub(super) const REPLICATES: &str = "replicates";
    pub(super) const FAILED: &str = "failed";
    pub(super) const RANK: &str = "rank";
    pub(super) const REACHES: &str = "reaches";
    pub(super) const LEAST: &str = "least rank";
    pub(super) const GREATEST: &str = "greatest rank";
    pub(super) const TOTAL: &str = "total of ranks";
}

/// The counts of a part: what is counted, group, unit, the other unit or the cause of a failure, place, number. Numbers
/// of nought are left out.
pub fn counts(composite: &Composite, tally: &Tally) -> FlatTable {
    let units = composite.data.units.len();
    let unit = |unit: usize| Some(composite.data.units.get(unit).code.as_str());
    let mut rows = Rows::default();
    rows.push(what::REPLICATES, [None; 3], None, tally.replicates);
    for (cause, &failed) in &tally.failures {
        rows.push(what::FAILED, [None, None, Some(cause)], None, failed);
    }
    for (counts, group) in tally.groups.iter().zip(composite.framework.groups()).filter(|(counts, _)| counts.width > 0)
    {
        let group = Some(group.code.as_str());
        for own in 0..units {
            for (place, &count) in counts.of(own, units).iter().enumerate().filter(|(_, count)| **count > 0) {
                rows.push(what::RANK, [group, unit(own), None], Some((place * counts.width) as i64 + 1), count);
            }
            let before = counts.before.get(own * units..(own + 1) * units).unwrap_or_default();
            for (other, &count) in before.iter().enumerate().filter(|(_, count)| **count > 0) {
                rows.push(what::REACHES, [group, unit(own), unit(other)], None, count);
            }
            if let Some(exact) = counts.exact.get(own).filter(|exact| exact.total > 0) {
                rows.push(what::LEAST, [group, unit(own), None], None, u64::from(exact.least));
                rows.push(what::GREATEST, [group, unit(own), None], None, u64::from(exact.greatest));
                rows.push(what::TOTAL, [group, unit(own), None], None, exact.total);
            }
        }
    }
    let Rows { what, text: [group, unit, other], place, number } = rows;
    Columns::default()
        .text("what", "what is counted", what)
        .text("group", "code", group)
        .text("unit", "code", unit)
        .text("other", "the other unit's code, or why replicates failed", other)
        .whole("rank", "the first of the ranks that are counted together", place)
        .whole("number", "how many", number)
        .finish("counts", "Counts of replicates")
}

#[derive(Default)]
struct Rows<'a> {
    what: Vec<Option<&'static str>>,
    text: [Vec<Option<&'a str>>; 3],
    place: Vec<Option<i64>>,
    number: Vec<Option<i64>>,
}

impl<'a> Rows<'a> {
    fn push(&mut self, what: &'static str, text: [Option<&'a str>; 3], place: Option<i64>, number: u64) {
        self.what.push(Some(what));
        self.text.iter_mut().zip(text).for_each(|(column, text)| column.push(text));
        self.place.push(place);
        self.number.push(i64::try_from(number).ok());
    }
}

/// What parts say together.
pub struct Merged {
    /// The counts.
    pub tally: Tally,
    /// The replicates that no part holds, between the first and the last.
    pub missing: Vec<Range<u64>>,
    /// From the first replicate to the last.
    pub replicates: Range<u64>,
}

/// Puts parts of one run together; `expected` is what travels with a part of this plan.
///
/// # Errors
/// [`Error::Unreadable`], and [`Error::Part`] for a file that is no part of this run, or holds replicates that another
/// holds too.
pub fn merge(
    files: &[impl AsRef<Path>],
    plan: &Plan<'_>,
    composite: &Composite,
    expected: &RunInfo,
) -> Result<Merged, Error> {
    let mut tally = plan.tally();
    let mut held: Vec<(Range<u64>, &Path)> = Vec::new();
    for file in files {
        let file = file.as_ref();
        let refuse = |why: String| Error::Part { path: file.to_owned(), why };
        let (batches, schema) = read(file)?;
        let said = |key: &str| schema.metadata.get(&format!("opencities.{key}")).map(String::as_str);
        for (key, how) in SAME {
            let other = said(key).unwrap_or_default();
            let own = expected.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
            if other != own {
                let is_short = own.len() + other.len() < 80 && !key.ends_with("sha256");
                let shown = if is_short { format!(" ({other}, not {own})") } else { String::new() };
                return Err(refuse(format!("it was computed {how}{shown}")));
            }
        }
        let number = |key: &str| said(key).and_then(|text| text.parse::<u64>().ok());
        let (Some(first), Some(end)) = (number(FIRST), number(END)) else {
            return Err(refuse("it does not say which replicates it holds".to_owned()));
        };
        held.push((first..end, file));
        let part = tally_of(&batches, plan, composite).map_err(refuse)?;
        tally.merge(&part);
    }
    held.sort_by_key(|(range, _)| (range.start, range.end));
    let mut missing = Vec::new();
    for pair in held.windows(2) {
        let [(before, one), (after, other)] = pair else { continue };
        if after.start < before.end {
            let why = format!("it holds replicates that {} holds too", one.display());
            return Err(Error::Part { path: other.to_path_buf(), why });
        }
        if after.start > before.end {
            missing.push(before.end..after.start);
        }
    }
    let first = held.first().map_or(0, |(range, _)| range.start);
    if first > 0 {
        missing.insert(0, 0..first);
    }
    let end = held.last().map_or(0, |(range, _)| range.end);
    Ok(Merged { tally, missing, replicates: 0..end })
}

/// The batches of an Arrow file, and what travels with it.
fn read(path: &Path) -> Result<(Vec<RecordBatch>, SchemaRef), Error> {
    let file = File::open(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    let no_part = |error: arrow::error::ArrowError| Error::Part {
        path: path.to_owned(),
        why: format!("it is not a whole Arrow file ({error})"),
    };
    let reader = FileReader::try_new(file, None).map_err(no_part)?;
    let schema = reader.schema();
    let batches = reader.collect::<Result<Vec<RecordBatch>, _>>().map_err(no_part)?;
    Ok((batches, schema))
}

/// The counts that a part holds, or why it does not hold those that the plan asks for.
fn tally_of(batches: &[RecordBatch], plan: &Plan<'_>, composite: &Composite) -> Result<Tally, String> {
    let mut tally = plan.tally();
    let units = composite.data.units.len();
    let groups: Vec<&str> = composite.framework.groups().iter().map(|group| group.code.as_str()).collect();
    let mut seen = vec![false; groups.len()];
    for batch in batches {
        let text = |name: &str| {
            let column = batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
            column.ok_or_else(|| format!("it has no column `{name}` of text"))
        };
        let whole = |name: &str| {
            let column = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
            column.ok_or_else(|| format!("it has no column `{name}` of whole numbers"))
        };
        let (what, group, unit, other) = (text("what")?, text("group")?, text("unit")?, text("other")?);
        let (rank, number) = (whole("rank")?, whole("number")?);
        for row in 0..batch.num_rows() {
            let bad = |why: &str| format!("row {}: {why}", row + 1);
            let count = u64::try_from(number.value(row)).map_err(|_| bad("the number is below nought"))?;
            match what.value(row) {
                what::REPLICATES => {
                    tally.replicates += count;
                    continue;
                }
                what::FAILED => {
                    *tally.failures.entry(other.value(row).to_owned()).or_default() += count;
                    continue;
                }
                _ => {}
            }
            let place = groups.iter().position(|code| *code == group.value(row)).ok_or_else(|| bad("no such group"))?;
            seen[place] = true;
            let counts = &mut tally.groups[place];
            if counts.width == 0 {
                continue;
            }
            let position = |code: &str| composite.data.units.position(code).ok_or_else(|| bad("no such unit"));
            let own = position(unit.value(row))?;
            let cell = match what.value(row) {
                what::RANK => {
                    let columns = counts.ranks.len() / units;
                    let column = (rank.value(row).max(1) as usize - 1) / counts.width;
                    (column < columns).then(|| &mut counts.ranks[own * columns + column])
                }
                what::REACHES if counts.before.is_empty() => continue,
                what::REACHES => {
                    let other = position(other.value(row))?;
                    counts.before.get_mut(own * units + other)
                }
                what::TOTAL => counts.exact.get_mut(own).map(|exact| &mut exact.total),
                bound @ (what::LEAST | what::GREATEST) => {
                    let exact = counts.exact.get_mut(own).ok_or_else(|| bad("no exact ranks are kept"))?;
                    let slot = if bound == what::LEAST { &mut exact.least } else { &mut exact.greatest };
                    *slot = u32::try_from(count).map_err(|_| bad("no such rank"))?;
                    continue;
                }
                _ => None,
            };
            *cell.ok_or_else(|| bad("it counts what is not known here"))? += count;
        }
    }
    let lacks = (0..groups.len()).find(|&group| tally.groups[group].width > 0 && !seen[group] && tally.replicates > 0);
    match lacks {
        Some(group) => Err(format!("it counts nothing of `{}`: compute the parts with --by {0}", groups[group])),
        None => Ok(tally),
    }
}
