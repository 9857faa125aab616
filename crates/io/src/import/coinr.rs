//! COINr's tables: iData has a row for each unit (and time), iMeta one for each column and each group of iData.
//!
//! Types of iMeta that are carried: Indicator, Aggregate, Denominator, Group, and Other (as a column of the units).

use std::collections::BTreeMap;
use std::path::Path;

use encoding_rs_io::DecodeReaderBytes;
use opencities_engine::dataset::UnitColumn;
use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::{About, Denominator, Direction, Group, Indicator};

use super::draft::{Draft, Figure};
use crate::Error;

/// A table of texts that knows its lines.
struct Table {
    file: String,
    header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    fn read(path: &Path) -> Result<Self, Error> {
        let file = path.display().to_string();
        let opened = std::fs::File::open(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        let mut reader = csv::Reader::from_reader(DecodeReaderBytes::new(opened));
        let damaged = |error: &csv::Error| {
            let line = error.position().map(csv::Position::line);
            let code = if line.is_some() { Code::D111 } else { Code::D128 };
            let message = format!("the table cannot be read as CSV: {error}");
            let hint = "write it again with `write.csv(..., row.names = FALSE)`";
            Error::Faults(vec![Finding::new(code, Place::file(file.as_str(), line), message, hint)])
        };
        let texts = |record: &csv::StringRecord| record.iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>();
        let header = texts(reader.headers().map_err(|error| damaged(&error))?);
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| damaged(&error))?;
            rows.push((record.position().map_or(0, csv::Position::line), texts(&record)));
        }
        Ok(Table { file, header, rows })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }

    /// The text of a cell; empty where it is missing or there is no such column.
    fn text(&self, row: usize, name: &str) -> &str {
        self.column(name).map_or("", |column| self.cell(row, column))
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        match self.rows[row].1[column].as_str() {
            "NA" | "NaN" => "",
            text => text,
        }
    }

    fn place(&self, row: usize) -> Place {
        Place::file(&self.file, Some(self.rows[row].0))
    }

    fn require(&self, names: &[&str], faults: &mut Vec<Finding>) {
        for name in names.iter().filter(|name| self.column(name).is_none()) {
            let message = format!("there is no column `{name}`");
            let hint = format!("the columns needed are: {}", names.join(", "));
            faults.push(Finding::new(Code::I801, Place::file(&self.file, Some(1)), message, hint));
        }
    }
}

/// Reads both tables.
pub(super) fn read(data: &Path, meta: &Path, code: &str) -> Result<Draft, Error> {
    let (data, meta) = (Table::read(data)?, Table::read(meta)?);
    let mut faults = Vec::new();
    data.require(&["uCode"], &mut faults);
    meta.require(&["Level", "iCode", "Parent", "Direction", "Weight", "Type"], &mut faults);
    if !faults.is_empty() {
        return Err(Error::Faults(faults));
    }
    let mut draft = Draft { origin: format!("COINr's tables {} and {}", data.file, meta.file), ..Draft::default() };
    let kinds = read_meta(&meta, &mut draft);
    let index = draft.groups.iter().find(|group| group.parent.is_none());
    let name = index.map_or_else(|| code.to_owned(), |group| group.name.clone());
    draft.about = About { code: super::draft::valid(code), name, ..About::default() };
    read_data(&data, &kinds, &mut draft);
    Ok(draft)
}

/// What a column of iData is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Series,
    Fact,
}

fn read_meta(meta: &Table, draft: &mut Draft) -> BTreeMap<String, Kind> {
    let top = (0..meta.rows.len()).filter_map(|row| meta.text(row, "Level").parse::<u32>().ok()).max();
    let mut kinds = BTreeMap::new();
    for row in 0..meta.rows.len() {
        let code = meta.text(row, "iCode").to_owned();
        let place = meta.place(row);
        let name = Some(meta.text(row, "iName")).filter(|name| !name.is_empty()).unwrap_or(&code).to_owned();
        let (measure, parent) = (meta.text(row, "Unit").to_owned(), meta.text(row, "Parent").to_owned());
        let kind = meta.text(row, "Type");
        if code.is_empty() {
            draft.say(Code::I802, place, "a row has no iCode", "every row of iMeta has a code");
            continue;
        }
        if matches!(kind, "Indicator" | "Aggregate") {
            match meta.text(row, "Weight").parse::<f64>() {
                Ok(weight) if weight.is_finite() && weight >= 0.0 => {
                    draft.weights.insert(code.clone(), weight);
                }
                _ => {
                    let message = format!("the weight of `{code}` is `{}`", meta.text(row, "Weight"));
                    draft.say(Code::I802, place.clone(), message, "write a number of zero or more");
                }
            }
        }
        match kind {
            "Indicator" => {
                kinds.insert(code.clone(), Kind::Series);
                let direction = direction(meta.text(row, "Direction"), &code, &place, draft);
                let number = meta.text(row, "Target");
                let target = number.parse().ok().filter(|target: &f64| target.is_finite());
                if target.is_none() && !number.is_empty() {
                    draft.say(
                        Code::I804,
                        place.clone(),
                        format!("the target `{number}` of `{code}` is no number"),
                        "left out",
                    );
                }
                if parent.is_empty() {
                    let message = format!("the indicator `{code}` has no parent and takes no part in the index");
                    draft.say(Code::I802, place, message, "name its group under Parent, or remove the row");
                    continue;
                }
                let denominator = Some(meta.text(row, "Denominator").to_owned()).filter(|name| !name.is_empty());
                draft.indicators.push(Indicator {
                    code,
                    name,
                    measure,
                    parent,
                    direction,
                    denominator,
                    target,
                    ..Indicator::default()
                });
            }
            "Aggregate" => {
                let level = meta.text(row, "Level").parse::<u32>().ok();
                let Some(level) = level else {
                    draft.say(Code::I802, place, format!("the level of `{code}` is no number"), "indicators have 1");
                    continue;
                };
                let level = if Some(level) == top { "index".to_owned() } else { format!("level-{level}") };
                let parent = Some(parent).filter(|parent| !parent.is_empty());
                if meta.text(row, "Direction") == "-1" {
                    let message = format!("the direction -1 of the group `{code}` cannot be carried");
                    draft.say(Code::I802, place, message, "turn its indicators around, and give it the direction 1");
                }
                draft.groups.push(Group { code, name, level, parent, ..Group::default() });
            }
            "Denominator" => {
                kinds.insert(code.clone(), Kind::Series);
                draft.denominators.push(Denominator { code, name, measure, ..Denominator::default() });
            }
            "Group" | "Other" => {
                kinds.insert(code, Kind::Fact);
            }
            other => {
                let message = format!("`{code}` is of the type `{other}`");
                let hint = "types are: Indicator, Aggregate, Group, Denominator, Other";
                draft.say(Code::I802, place, message, hint);
            }
        }
    }
    kinds
}

fn direction(text: &str, code: &str, place: &Place, draft: &mut Draft) -> Direction {
    match text.parse::<f64>() {
        Ok(sign) if (sign - 1.0).abs() < f64::EPSILON => Direction::HigherIsBetter,
        Ok(sign) if (sign + 1.0).abs() < f64::EPSILON => Direction::LowerIsBetter,
        _ => {
            let message = format!("the direction of `{code}` is `{text}`");
            draft.say(Code::I802, place.clone(), message, "write 1 where more is better, -1 where less is");
            Direction::HigherIsBetter
        }
    }
}

fn read_data(data: &Table, kinds: &BTreeMap<String, Kind>, draft: &mut Draft) {
    let is_own = |name: &str| ["uCode", "uName", "Time"].contains(&name);
    for name in data.header.iter().filter(|name| !is_own(name) && !kinds.contains_key(*name)) {
        let message = format!("the column `{name}` is not in iMeta and was left out");
        draft.say(Code::I804, Place::file(&data.file, Some(1)), message, "add a row for it to iMeta");
    }
    for name in kinds.keys().filter(|name| data.column(name).is_none()) {
        let message = format!("iMeta has `{name}`, for which there is no column");
        draft.say(Code::I801, Place::file(&data.file, Some(1)), message, "add the column, or remove the row");
    }
    let facts: Vec<&String> = data.header.iter().filter(|name| kinds.get(*name) == Some(&Kind::Fact)).collect();
    let mut columns: Vec<UnitColumn> =
        facts.iter().map(|name| UnitColumn { name: (*name).clone(), values: Vec::new() }).collect();
    let series: Vec<(usize, &String)> =
        data.header.iter().enumerate().filter(|(_, name)| kinds.get(*name) == Some(&Kind::Series)).collect();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    for row in 0..data.rows.len() {
        let (unit, period) = (data.text(row, "uCode").to_owned(), data.text(row, "Time").to_owned());
        let place = data.place(row);
        if unit.is_empty() {
            draft.say(Code::I802, place, "a row has no uCode", "every row of iData names its unit");
            continue;
        }
        if let Some(line) = seen.insert((unit.clone(), period.clone()), data.rows[row].0) {
            let message = format!("`{unit}` has a second row for the same time; the first is on line {line}");
            draft.say(Code::I803, place, message, "remove one of them");
            continue;
        }
        let at = *places.entry(unit.clone()).or_insert_with(|| {
            let name = data.text(row, "uName");
            draft.units.push((unit.clone(), if name.is_empty() { unit.clone() } else { name.to_owned() }));
            columns.iter_mut().for_each(|column| column.values.push(String::new()));
            draft.units.len() - 1
        });
        for column in &mut columns {
            let value = data.text(row, &column.name);
            let known = &mut column.values[at];
            if known.is_empty() {
                value.clone_into(known);
            } else if !value.is_empty() && known != value {
                let message = format!("`{}` of `{unit}` changes from `{known}` to `{value}`", column.name);
                draft.say(
                    Code::I804,
                    place.clone(),
                    message,
                    "a unit is in one group at all times: the first was taken",
                );
            }
        }
        for &(column, name) in &series {
            let value = data.cell(row, column).to_owned();
            if value.is_empty() {
                continue;
            }
            if !value.parse::<f64>().is_ok_and(f64::is_finite) {
                let message = format!("the value `{value}` of `{name}` is no number");
                draft.say(Code::I802, place.clone().of_unit(&unit), message, "write 1234.5, or NA where it is missing");
                continue;
            }
            draft.figures.push(Figure { unit: unit.clone(), series: name.clone(), period: period.clone(), value });
        }
    }
    draft.columns = columns;
}
