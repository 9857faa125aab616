//! Finds the rows that findings speak of. The engine knows unit, series and period; here they get file and line.

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use opencities_engine::finding::{Finding, Place};

use crate::Error;
use crate::read::format::scan;
use crate::read::header::Header;
use crate::read::input::Input;
use crate::read::observations::layout::Long;
use crate::read::observations::period_of;
use crate::read::row::{Field, Row, Sink};

/// Gives file and line to findings that name a unit and an indicator or denominator, and no file yet. The files are read
/// once more, and only if there is such a finding. What cannot be found stays as it is.
pub fn locate(findings: &mut [Finding], inputs: &[Input]) {
    for input in inputs {
        let mut search = Search::default();
        for (number, Finding { place, .. }) in findings.iter().enumerate() {
            if let Place { file: None, unit: Some(unit), node: Some(node), period, .. } = place {
                let wanted = Wanted { number, node: node.clone(), period: period.clone(), line: None };
                search.wanted.entry(unit.clone()).or_default().push(wanted);
            }
        }
        if search.wanted.is_empty() {
            return;
        }
        // What is wrong with the file has been said when it was read for its figures; the rows before count.
        let _ = scan(input, &mut search);
        for wanted in search.wanted.into_values().flatten() {
            if wanted.line.is_some() {
                let place = &mut findings[wanted.number].place;
                (place.file, place.line) = (Some(input.name().into_owned()), wanted.line);
            }
        }
    }
}

/// What is looked for in one file, by unit.
#[derive(Default)]
struct Search {
    wanted: IndexMap<String, Vec<Wanted>, RandomState>,
    names: Vec<String>,
    unit: usize,
    /// The column that names the series; none in a wide table.
    indicator: Option<usize>,
    period: Option<usize>,
}

struct Wanted {
    number: usize,
    node: String,
    period: Option<String>,
    line: Option<u64>,
}

impl Sink for Search {
    fn header(&mut self, line: u64, names: &[String]) -> Result<(), Error> {
        let header = Header { file: "", line, names };
        self.unit = header.require("unit", "")?;
        self.period = header.find("period")?;
        self.indicator = Long::of(&header).ok().map(|long| long.indicator);
        self.names = names.iter().map(|name| name.to_lowercase()).collect();
        Ok(())
    }

    fn row<R: Row>(&mut self, line: u64, row: &R) {
        if row.width() != self.names.len() {
            return;
        }
        let Some(wanted) = self.wanted.get_mut(row.field(self.unit).text().as_ref()) else { return };
        let node = self.indicator.map(|column| row.field(column).text());
        let period = self.period.map_or(Field::Empty, |column| row.field(column));
        for wanted in wanted.iter_mut().filter(|wanted| wanted.line.is_none()) {
            let named = match &node {
                Some(node) => **node == *wanted.node,
                None => self.names.contains(&wanted.node),
            };
            if named && says(period, wanted.period.as_deref()) {
                wanted.line = Some(line);
            }
        }
    }
}

/// Whether a field names this period; findings about undated figures name none.
fn says(field: Field<'_>, wanted: Option<&str>) -> bool {
    period_of(field).is_some_and(|period| match wanted {
        Some(wanted) => period.to_string() == wanted,
        None => !period.is_dated(),
    })
}
