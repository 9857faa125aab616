//! Units and series by name: which are known, which were met and are not, and which columns nobody reads.

use opencities_engine::dataset::{Unit, Units};
use opencities_engine::finding::{Code, Place};

use super::layout::{Layout, Long};
use crate::read::header::Header;
use crate::read::index::{Index, nearest};
use crate::read::report::{Report, rows};
use crate::read::row::Field;

/// The names that rows may use.
pub(super) struct Names {
    /// The units as declared; `None` where those that the rows name are taken.
    declared: Option<Units>,
    units: Index,
    series: Index,
    unknown_units: Tally,
    unknown_series: Tally,
}

impl Names {
    pub(super) fn new(series: Vec<String>, declared: Option<Units>) -> Self {
        let units = Index::new(declared.iter().flat_map(Units::iter).map(|unit| unit.code.clone()));
        let (unknown_units, unknown_series) = (Tally::default(), Tally::default());
        Names { declared, units, series: Index::new(series), unknown_units, unknown_series }
    }

    /// The codes of the series.
    pub(super) fn series(&self) -> &Index {
        &self.series
    }

    /// How many units are known so far.
    pub(super) fn units(&self) -> usize {
        self.units.len()
    }

    /// The units, and the codes of the series.
    pub(super) fn into_values(self) -> (Units, Vec<String>) {
        let units = self.declared.unwrap_or_else(|| Units::of_codes(self.units.into_names()));
        (units, self.series.into_names())
    }

    /// The unit that a field names; an unknown one is counted.
    pub(super) fn unit(&mut self, line: u64, field: Field<'_>) -> Option<usize> {
        let code = field.text();
        let found = match self.declared {
            None if !code.is_empty() => Some(self.units.find_or_add(&code)),
            _ => self.units.find(&code).filter(|_| !code.is_empty()),
        };
        if found.is_none() {
            self.unknown_units.count(&code, line);
        }
        found
    }

    /// The series that a field names; an unknown one is counted.
    pub(super) fn find_series(&mut self, line: u64, field: Field<'_>) -> Option<usize> {
        let code = field.text();
        let found = self.series.find(&code);
        if found.is_none() {
            self.unknown_series.count(&code, line);
        }
        found
    }

    /// Warns of columns that are not read; facts about the units, which belong to their own table, are expected.
    pub(super) fn report_unused(&self, report: &mut Report, header: &Header<'_>, layout: &Layout) {
        let used = layout.used();
        let is_fact = |name: &str| {
            let declared = self.declared.as_ref();
            declared.is_some_and(|units| {
                let columns = units.columns().iter().map(|column| column.name.as_str());
                columns.chain(["name", "alternative_names"]).any(|known| known.eq_ignore_ascii_case(name))
            })
        };
        let names = header.names.iter().enumerate();
        let unused: Vec<&str> = names
            .filter(|(column, name)| !used.contains(column) && !is_fact(name))
            .map(|(_, name)| name.as_str())
            .collect();
        if unused.is_empty() {
            return;
        }
        let listed: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
        let message = match listed.as_slice() {
            [one] => format!("the column {one} is not read"),
            many => format!("the columns {} are not read", many.join(", ")),
        };
        let like: Vec<String> = unused
            .iter()
            .filter_map(|name| {
                let known = Long::NAMES.into_iter().chain(self.series.iter());
                nearest(name, known).map(|known| format!("`{name}` looks like `{known}`"))
            })
            .collect();
        let hint =
            if like.is_empty() { "remove it, or declare it as an indicator".to_owned() } else { like.join(", ") };
        report.add(Code::D116, header.line, || (Place::default(), message, hint));
    }

    /// Reports the unknown names of a file, which has been read.
    pub(super) fn finish_file(&mut self, report: &mut Report) {
        let declared = self.declared.as_ref();
        for (name, line, count) in self.unknown_units.drain() {
            report.add(Code::D101, line, || {
                if name.is_empty() {
                    return (Place::default(), format!("{} without a unit", rows(count)), "name the unit".to_owned());
                }
                let like = declared
                    .and_then(|units| units.iter().find(|unit| goes_by(unit, &name)).map(|unit| unit.code.as_str()))
                    .or_else(|| nearest(&name, self.units.iter()));
                let message = format!("there is no unit `{name}` ({})", rows(count));
                (Place::unit(name), message, suggest(like, "add it to units.csv or remove the rows"))
            });
        }
        for (name, line, count) in self.unknown_series.drain() {
            report.add(Code::D102, line, || {
                if name.is_empty() {
                    let message = format!("{} without an indicator", rows(count));
                    return (Place::default(), message, "name the indicator".to_owned());
                }
                let like = nearest(&name, self.series.iter());
                let message = format!("there is no indicator `{name}` ({})", rows(count));
                (Place::node(name), message, suggest(like, "declare it or remove the rows"))
            });
        }
    }
}

/// Names or marks met in one file, with the first line and the number of rows of each.
#[derive(Default)]
pub(super) struct Tally {
    names: Index,
    rows: Vec<(u64, u64)>,
}

impl Tally {
    /// Counts a row that has the name.
    pub(super) fn count(&mut self, name: &str, line: u64) {
        let at = self.names.find_or_add(name);
        if at == self.rows.len() {
            self.rows.push((line, 0));
        }
        self.rows[at].1 += 1;
    }

    /// The names with first line and number of rows; none are left.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (String, u64, u64)> + use<> {
        let Tally { names, rows } = std::mem::take(self);
        names.into_names().into_iter().zip(rows).map(|(name, (line, count))| (name, line, count))
    }
}

/// Whether a unit is also called this.
fn goes_by(unit: &Unit, name: &str) -> bool {
    let name = name.to_lowercase();
    [&unit.code, &unit.name].into_iter().chain(&unit.alternative_names).any(|known| known.to_lowercase() == name)
}

/// A hint: the name that was meant, or else what to do.
pub(super) fn suggest(like: Option<&str>, otherwise: &str) -> String {
    like.map_or_else(|| otherwise.to_owned(), |like| format!("did you mean `{like}`?"))
}
