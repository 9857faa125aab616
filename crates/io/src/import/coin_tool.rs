//! The workbook of the JRC's COIN Tool (Excel, 2019 on).
//!
//! The layout is the one that COINr's `import_coin_tool` reads, by an author of both. Sheet `Database`: column B has the
//! names of the units and C their codes, from row 17 on; from column E on each column is an indicator, with its weight in
//! row 7, direction in 8, lower and upper goalpost in 9 and 10, the codes of the groups above it from the index (row 11)
//! down to the sub-pillar (row 14), its name in row 15 and its code in row 16. `n/a` is missing. Sheet `Framework`: below
//! the heading `Dimension/indicator` in row 4 (row 5 in tools before 2019), codes in column C, weights in E, names in H; `--`
//! marks an unused line. A level on which all indicators share one group is unused. What the tool computes is not read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use opencities_engine::finding::{Code, Finding, Place};
use opencities_engine::framework::{About, Direction, Group, Indicator};

use super::draft::{Draft, Figure, valid};
use crate::Error;

/// Rows and columns of `Database`, from 0.
const WEIGHT: u32 = 6;
const DIRECTION: u32 = 7;
const GOALPOSTS: [u32; 2] = [8, 9];
/// Index, sub-index, pillar, sub-pillar.
const GROUPS: [u32; 4] = [10, 11, 12, 13];
const LEVELS: [&str; 4] = ["index", "sub-index", "pillar", "sub-pillar"];
const NAME: u32 = 14;
const CODE: u32 = 15;
const FIRST_UNIT: u32 = 16;
const UNIT_NAME: u32 = 1;
const UNIT_CODE: u32 = 2;
const FIRST_INDICATOR: u32 = 4;
/// Columns of `Framework`.
const GROUP_CODE: u32 = 2;
const GROUP_WEIGHT: u32 = 4;
const GROUP_NAME: u32 = 7;
/// The tool has room for 99 indicators and 299 units; a stray cell beyond is not part of it.
const ROWS: u32 = 1_000;
const COLUMNS: u32 = 500;

/// The cells of a sheet that hold something, as text.
struct Sheet {
    place: String,
    cells: BTreeMap<(u32, u32), String>,
}

impl Sheet {
    fn text(&self, row: u32, column: u32) -> &str {
        match self.cells.get(&(row, column)).map_or("", |text| text.trim()) {
            "n/a" | "N/A" => "",
            text => text,
        }
    }

    fn number(&self, row: u32, column: u32) -> Option<f64> {
        self.text(row, column).parse().ok().filter(|number: &f64| number.is_finite())
    }

    fn at(&self, row: u32) -> Place {
        Place::file(&self.place, Some(u64::from(row) + 1))
    }
}

/// Reads the workbook.
pub(super) fn read(path: &Path, code: &str) -> Result<Draft, Error> {
    let file = path.display().to_string();
    let opened = File::open(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    let damaged = |error: &XlsxError| {
        let message = format!("the file cannot be read as XLSX: {error}");
        Error::Faults(vec![Finding::new(Code::D128, Place::file(&file, None), message, "save it again as .xlsx")])
    };
    let mut book = Xlsx::new(BufReader::new(opened)).map_err(|error| damaged(&error))?;
    let mut sheet = |name: &str| -> Result<Sheet, Error> {
        if !book.sheet_names().iter().any(|known| known == name) {
            let message = format!("the workbook has no sheet `{name}`");
            let hint = "name a workbook of the COIN Tool, with the sheets Database and Framework";
            return Err(Error::Faults(vec![Finding::new(Code::I801, Place::file(&file, None), message, hint)]));
        }
        let mut reader = book.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
        let mut cells = BTreeMap::new();
        while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
            let (row, column) = cell.get_position();
            if let (true, Some(text)) = (row < ROWS && column < COLUMNS, text_of(cell.get_value())) {
                cells.insert((row, column), text);
            }
        }
        Ok(Sheet { place: format!("{file}, {name}"), cells })
    };
    let (database, framework) = (sheet("Database")?, sheet("Framework")?);
    let columns: Vec<u32> = (FIRST_INDICATOR..COLUMNS)
        .filter(|&column| !database.text(CODE, column).is_empty() && known(&database, column))
        .collect();
    let mut draft = Draft { origin: format!("the COIN Tool workbook {file}"), ..Draft::default() };
    if columns.is_empty() {
        let message = "there are no indicators with figures in row 16 from column E on";
        let hint = "the sheet is that of the COIN Tool: codes in row 16, units from row 17 on";
        return Err(Error::Faults(vec![Finding::new(Code::I801, database.at(CODE), message, hint)]));
    }
    read_groups(&database, &framework, &columns, &mut draft);
    read_indicators(&database, &columns, &mut draft);
    read_figures(&database, &columns, &mut draft);
    let index = draft.groups.iter().find(|group| group.parent.is_none());
    let name = index.map_or_else(|| code.to_owned(), |group| group.name.clone());
    draft.about = About { code: valid(code), name, ..About::default() };
    Ok(draft)
}

fn text_of(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number.to_string()),
        DataRef::Bool(truth) => Some(u8::from(*truth).to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(text.clone()),
        DataRef::SharedString(text) => Some((*text).to_owned()),
        DataRef::DateTime(date) => Some(date.as_f64().to_string()),
        DataRef::Error(error) => Some(error.to_string()),
    }
    .filter(|text| !text.trim().is_empty())
}

/// Whether any unit has a figure in the column: the tool has room for more indicators than are used.
fn known(sheet: &Sheet, column: u32) -> bool {
    (FIRST_UNIT..ROWS).any(|row| sheet.number(row, column).is_some())
}

/// The levels that are used: the index, and those on which the indicators differ.
fn used(sheet: &Sheet, columns: &[u32]) -> Vec<usize> {
    let differs = |level: usize| {
        let code = |column: &u32| sheet.text(GROUPS[level], *column);
        columns.iter().any(|column| code(column) != code(&columns[0]))
    };
    (0..GROUPS.len()).filter(|&level| level == 0 || differs(level)).collect()
}

fn read_groups(database: &Sheet, framework: &Sheet, columns: &[u32], draft: &mut Draft) {
    let heading = (0..10).find(|&row| (2..8).any(|column| framework.text(row, column) == "Dimension/indicator"));
    if heading.is_none() {
        let hint = "it names the groups and their weights; their codes stand for names, and they count alike";
        draft.say(Code::I804, framework.at(3), "there is no heading `Dimension/indicator`", hint);
    }
    let lines = heading.map_or(0..0, |row| row + 1..ROWS);
    let line_of = |code: &str| lines.clone().find(|&row| framework.text(row, GROUP_CODE) == code);
    let levels = used(database, columns);
    for (depth, &level) in levels.iter().enumerate() {
        for &column in columns {
            let code = database.text(GROUPS[level], column);
            if code.is_empty() || draft.groups.iter().any(|group| group.code == code) {
                continue;
            }
            let line = line_of(code);
            let name = line.map_or("", |row| framework.text(row, GROUP_NAME));
            if let Some(weight) = line.and_then(|row| framework.number(row, GROUP_WEIGHT)) {
                draft.weights.insert(code.to_owned(), weight);
            }
            let parent = depth.checked_sub(1).map(|above| database.text(GROUPS[levels[above]], column).to_owned());
            draft.groups.push(Group {
                code: code.to_owned(),
                name: if name.is_empty() { code } else { name }.to_owned(),
                level: LEVELS[level].to_owned(),
                parent,
                ..Group::default()
            });
        }
    }
}

fn read_indicators(database: &Sheet, columns: &[u32], draft: &mut Draft) {
    let lowest = used(database, columns).last().copied().unwrap_or(0);
    for &column in columns {
        let code = database.text(CODE, column).to_owned();
        let name = database.text(NAME, column);
        let direction = match database.number(DIRECTION, column) {
            Some(sign) if sign > 0.0 => Direction::HigherIsBetter,
            Some(sign) if sign < 0.0 => Direction::LowerIsBetter,
            _ => {
                let message = format!("the direction of `{code}` is `{}`", database.text(DIRECTION, column));
                draft.say(
                    Code::I802,
                    database.at(DIRECTION),
                    message,
                    "write 1 where more is better, -1 where less is",
                );
                Direction::HigherIsBetter
            }
        };
        if let Some(weight) = database.number(WEIGHT, column) {
            draft.weights.insert(code.clone(), weight);
        }
        let goalposts = match GOALPOSTS.map(|row| database.number(row, column)) {
            [Some(low), Some(high)] if low < high => Some([low, high]),
            [None, None] => None,
            _ => {
                let message = format!("the goalposts of `{code}` are not two numbers in order");
                draft.say(Code::I804, database.at(GOALPOSTS[0]), message, "left out");
                None
            }
        };
        draft.indicators.push(Indicator {
            name: if name.is_empty() { code.clone() } else { name.to_owned() },
            parent: database.text(GROUPS[lowest], column).to_owned(),
            code,
            direction,
            goalposts,
            ..Indicator::default()
        });
    }
}

fn read_figures(database: &Sheet, columns: &[u32], draft: &mut Draft) {
    for row in FIRST_UNIT..ROWS {
        let code = database.text(row, UNIT_CODE).to_owned();
        let has_figures = columns.iter().any(|&column| !database.text(row, column).is_empty());
        if code.is_empty() && has_figures {
            draft.say(Code::I802, database.at(row), "a row has figures and no code in column C", "name its unit");
        }
        if code.is_empty() || !has_figures {
            continue;
        }
        let name = database.text(row, UNIT_NAME);
        draft.units.push((code.clone(), if name.is_empty() { code.clone() } else { name.to_owned() }));
        for &column in columns {
            let value = database.text(row, column);
            let series = database.text(CODE, column).to_owned();
            if value.is_empty() {
                continue;
            }
            if database.number(row, column).is_none() {
                let message = format!("the value `{value}` of `{series}` is no number");
                draft.say(
                    Code::I802,
                    database.at(row).of_unit(&code),
                    message,
                    "write a number, or n/a where it is missing",
                );
                continue;
            }
            draft.figures.push(Figure { unit: code.clone(), series, period: String::new(), value: value.to_owned() });
        }
    }
}
