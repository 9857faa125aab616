//! COINr's example as values of the engine, and the comparison with its golden tables. Codes are lower-cased.

use std::path::PathBuf;

use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Unit, UnitColumn, Units};
use opencities_engine::framework::{About, Denominator, Direction, Framework, Group, Indicator};
use opencities_engine::method::Method;
use opencities_engine::period::Period;
use opencities_engine::table::Table;
use opencities_engine::weigh::{Stated, Weighting};

/// A table of texts.
pub(in crate::conformance) struct Csv {
    name: String,
    pub(in crate::conformance) header: Vec<String>,
    pub(in crate::conformance) rows: Vec<Vec<String>>,
}

impl Csv {
    pub(in crate::conformance) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|header| header == name)
    }

    /// The text of a cell; empty for `NA`.
    pub(in crate::conformance) fn text(&self, row: usize, name: &str) -> &str {
        let column = self.column(name).unwrap_or_else(|| panic!("{} has no column {name}", self.name));
        let text = self.rows[row][column].as_str();
        if text == "NA" { "" } else { text }
    }

    pub(in crate::conformance) fn number(&self, row: usize, name: &str) -> f64 {
        match self.text(row, name) {
            "" => f64::NAN,
            text => text.parse().unwrap_or_else(|_| panic!("{}: {text} in {name}", self.name)),
        }
    }
}

/// What differs between the cases on the side of the framework.
#[derive(Clone, Copy, Default)]
pub(in crate::conformance) struct Facts {
    /// Divide by the denominators of the metadata.
    pub(in crate::conformance) denominate: bool,
    /// Divide by the denominators of this table, by its scale factors.
    pub(in crate::conformance) denominate_by: Option<&'static str>,
    /// Take goalposts from this table.
    pub(in crate::conformance) goalposts: Option<&'static str>,
    /// Count every indicator as one for which more is better.
    pub(in crate::conformance) all_up: bool,
    /// Leave these indicators out.
    pub(in crate::conformance) without: &'static [&'static str],
}

pub(in crate::conformance) struct Asem {
    pub(in crate::conformance) folder: PathBuf,
    meta: Csv,
    units: Csv,
}

impl Asem {
    pub(in crate::conformance) fn open() -> Option<Self> {
        let folder = crate::conformance::folder("coinr")?;
        let meta = read(&folder, "input/ASEM_iMeta.csv");
        let units = read(&folder, "golden/build/meta_unit.csv");
        Some(Asem { folder, meta, units })
    }

    pub(in crate::conformance) fn read(&self, name: &str) -> Csv {
        read(&self.folder, name)
    }

    pub(in crate::conformance) fn framework(&self, facts: Facts) -> Framework {
        let meta = &self.meta;
        let by = facts.denominate_by.map(|name| self.read(name));
        let posts = facts.goalposts.map(|name| self.read(name));
        let find = |table: &Csv, code: &str| (0..table.rows.len()).find(|&row| table.text(row, "iCode") == code);
        let (mut groups, mut indicators, mut denominators) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..meta.rows.len() {
            let (written, parent) = (meta.text(row, "iCode"), meta.text(row, "Parent").to_lowercase());
            let code = written.to_lowercase();
            match (meta.text(row, "Type"), meta.text(row, "Level")) {
                ("Indicator", _) if !facts.without.contains(&written) => {
                    let mut indicator = Indicator { code, parent, ..Indicator::default() };
                    if meta.text(row, "Direction") == "-1" && !facts.all_up {
                        indicator.direction = Direction::LowerIsBetter;
                    }
                    if facts.denominate && !meta.text(row, "Denominator").is_empty() {
                        indicator.denominator = Some(meta.text(row, "Denominator").to_lowercase());
                    }
                    if let Some((by, row)) = by.as_ref().and_then(|by| Some((by, find(by, written)?))) {
                        indicator.denominator = Some(by.text(row, "Denominator").to_lowercase());
                        indicator.per = Some(by.number(row, "ScaleFactor"));
                    }
                    if let Some((posts, row)) = posts.as_ref().and_then(|posts| Some((posts, find(posts, written)?))) {
                        indicator.goalposts =
                            Some(["goalpost_lower", "goalpost_upper"].map(|end| posts.number(row, end)));
                    }
                    indicators.push(indicator);
                }
                ("Aggregate", level) => {
                    let level = ["pillar", "sub-index", "index"][level.parse::<usize>().unwrap() - 2].to_owned();
                    let parent = Some(parent).filter(|parent| !parent.is_empty());
                    groups.push(Group { code, level, parent, ..Group::default() });
                }
                ("Denominator", _) => denominators.push(Denominator { code, ..Denominator::default() }),
                _ => {}
            }
        }
        Framework::new(About::default(), groups, indicators, denominators).unwrap()
    }

    /// The figures of a table as data of a framework: units in COINr's order, rows found by unit and year, denominators
    /// from the units' own table where the table has none.
    pub(in crate::conformance) fn dataset(&self, framework: &Framework, table: &Csv) -> Dataset {
        let unit = |row: usize| Unit {
            code: self.units.text(row, "uCode").to_owned(),
            name: self.units.text(row, "uName").to_owned(),
            alternative_names: Vec::new(),
        };
        let everyone = 0..self.units.rows.len();
        let groups = ["GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group"].map(|name| UnitColumn {
            name: name.to_owned(),
            values: everyone.clone().map(|row| self.units.text(row, name).to_owned()).collect(),
        });
        let units = Units::new(everyone.map(unit).collect(), groups.into());
        let year = |row: usize| {
            let text = table.column("Time").map_or("", |_| table.text(row, "Time"));
            text.parse::<Period>().unwrap()
        };
        let mut periods: Vec<Period> = (0..table.rows.len()).map(year).collect();
        periods.sort_unstable();
        periods.dedup();
        let row_of = |row: usize| {
            let period = periods.iter().position(|&known| known == year(row)).unwrap();
            period * units.len() + units.position(table.text(row, "uCode")).unwrap()
        };
        let rows = periods.len() * units.len();
        let columns = framework.series().into_iter().map(|code| {
            let mut column = vec![f64::NAN; rows];
            if let Some(name) = table.header.iter().find(|name| name.to_lowercase() == code) {
                (0..table.rows.len()).for_each(|row| column[row_of(row)] = table.number(row, name));
            } else if let Some(name) = self.units.header.iter().find(|name| name.to_lowercase() == code) {
                (0..rows).for_each(|row| column[row] = self.units.number(row % units.len(), name));
            }
            column.into()
        });
        let values = Table::new(framework.series().into(), columns.collect(), rows);
        Dataset::of_values(units.into(), periods, values)
    }

    /// Weights as a table states them.
    pub(in crate::conformance) fn weights(&self, name: &str) -> Weighting {
        let table = self.read(name);
        let weight = |row: usize| (table.text(row, "iCode").to_lowercase(), table.number(row, "Weight"));
        Weighting::Stated(Stated { weights: (0..table.rows.len()).map(weight).collect() })
    }

    pub(in crate::conformance) fn inspect(&self, facts: Facts, from: &str, method: &Method) -> Composite {
        let framework = self.framework(facts);
        let data = self.dataset(&framework, &self.read(from));
        opencities_engine::inspect(&framework, &data, method).unwrap_or_else(|error| panic!("{from}: {error}"))
    }
}

fn read(folder: &std::path::Path, name: &str) -> Csv {
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
    let header = texts(reader.headers().unwrap());
    let rows = reader.records().map(|record| texts(&record.unwrap())).collect();
    Csv { name: name.to_owned(), header, rows }
}

/// How far two figures may be apart, relative to the expected one.
const RELATIVE: f64 = 1e-9;
/// How far a figure near zero may be off, relative to the greatest of its column: a difference of figures of that size
/// has no more digits than they have.
const OF_COLUMN: f64 = 1e-13;

/// Compares every column of a golden table that `column` knows, and names the first cell that differs. Returns the number
/// of cells compared.
pub(in crate::conformance) fn compare(
    golden: &Csv,
    composite: &Composite,
    column: impl Fn(&str) -> Option<Vec<f64>>,
) -> Result<usize, String> {
    let data = &composite.data;
    let mut cells = 0;
    for name in golden.header.iter().filter(|name| !["uCode", "Time"].contains(&name.as_str())) {
        let Some(found) = column(&name.to_lowercase()) else { return Err(format!("nothing for the column {name}")) };
        let expected: Vec<f64> = (0..golden.rows.len()).map(|row| golden.number(row, name)).collect();
        let magnitude =
            expected.iter().filter(|value| !value.is_nan()).fold(0.0_f64, |most, value| most.max(value.abs()));
        for (row, &expected) in expected.iter().enumerate() {
            let unit = golden.text(row, "uCode");
            let year = golden.column("Time").map_or("", |_| golden.text(row, "Time"));
            let period = data.periods.iter().position(|period| period.to_string() == year).unwrap_or(0);
            let found = found[data.row(period, data.units.position(unit).unwrap())];
            let near = (found - expected).abs() <= RELATIVE * expected.abs() + OF_COLUMN * magnitude;
            if !(near || found.is_nan() && expected.is_nan()) {
                return Err(format!("{name} of {unit} {year} is {found}, expected {expected}"));
            }
            cells += 1;
        }
    }
    Ok(cells)
}

/// The column of a table of the engine.
pub(in crate::conformance) fn column_of(table: &Table) -> impl Fn(&str) -> Option<Vec<f64>> {
    |code| table.get(code).map(|column| column.to_vec())
}
