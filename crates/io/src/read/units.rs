//! The table of units: codes, names, other names, and any further columns of facts (Handbook step 2).

use opencities_engine::dataset::{Unit, UnitColumn, Units};
use opencities_engine::finding::{self, Code, Finding, Place};
use opencities_engine::framework::is_code;

use crate::Error;
use crate::read::format::scan;
use crate::read::header::Header;
use crate::read::index::Index;
use crate::read::input::Input;
use crate::read::report::Report;
use crate::read::row::{Row, Sink};

/// Reads a table of units: `unit`, where wanted `name` and `alternative_names` (separated by `;`), and facts under any
/// other name. A unit without name goes by its code.
///
/// # Errors
/// [`Error::Unreadable`] when the file cannot be opened, [`Error::Faults`] when it is damaged or has no usable header.
pub fn read_units(input: &Input) -> Result<(Units, Vec<Finding>), Error> {
    let mut register = Register { report: Report::new(&input.name()), ..Register::default() };
    let outcome = scan(input, &mut register);
    if outcome.is_ok() && register.rows == 0 {
        register.report.add(Code::D128, 0, || {
            (Place::default(), "the table has a header and no rows".to_owned(), "add a row for each unit".to_owned())
        });
    }
    let mut findings = register.report.finish();
    if let Err(error) = outcome {
        findings.extend_from_slice(error.findings());
        return Err(if error.findings().is_empty() { error } else { Error::Faults(findings) });
    }
    finding::sort(&mut findings);
    let columns = register.facts.into_iter().map(|(_, column)| column).collect();
    Ok((Units::new(register.list, columns), findings))
}

/// The units as far as they have been read.
#[derive(Default)]
struct Register {
    report: Report,
    width: usize,
    rows: u64,
    unit: usize,
    name: Option<usize>,
    alternative_names: Option<usize>,
    facts: Vec<(usize, UnitColumn)>,
    codes: Index,
    list: Vec<Unit>,
}

impl Sink for Register {
    fn header(&mut self, line: u64, names: &[String]) -> Result<(), Error> {
        let header = Header { file: self.report.file(), line, names };
        let unit = header.require("unit", "a table of units has `unit`, and where wanted `name` and others")?;
        let (name, alternative_names) = (header.find("name")?, header.find("alternative_names")?);
        let mut facts = Vec::new();
        for (column, title) in names.iter().enumerate() {
            let is_fact = column != unit && Some(column) != name && Some(column) != alternative_names;
            if is_fact && !title.is_empty() {
                header.find(title)?;
                facts.push((column, UnitColumn { name: title.clone(), values: Vec::new() }));
            }
        }
        (self.unit, self.name, self.alternative_names, self.facts) = (unit, name, alternative_names, facts);
        self.width = names.len();
        Ok(())
    }

    fn row<R: Row>(&mut self, line: u64, row: &R) {
        if row.is_blank() {
            return;
        }
        self.rows += 1;
        if row.width() != self.width {
            self.report.ragged(line, row, self.width);
            return;
        }
        let code = row.field(self.unit).text();
        if !is_code(&code) {
            self.report.add(Code::F106, line, || {
                let message =
                    if code.is_empty() { "a unit has no code".into() } else { format!("`{code}` is not a code") };
                (Place::unit(code.as_ref()), message, "use a-z, 0-9, `_` and `-` only".to_owned())
            });
        }
        if self.codes.find(&code).is_some() {
            self.report.add(Code::D124, line, || {
                let message = format!("the unit `{code}` is declared a second time");
                (Place::unit(code.as_ref()), message, "remove one of the two rows".to_owned())
            });
            return;
        }
        if code.is_empty() {
            return;
        }
        self.codes.find_or_add(&code);
        let text = |column: Option<usize>| column.map(|column| row.field(column).text()).unwrap_or_default();
        let name = Some(text(self.name)).filter(|name| !name.is_empty()).unwrap_or_else(|| code.clone());
        let others = text(self.alternative_names);
        let others = others.split(';').map(str::trim).filter(|other| !other.is_empty());
        let alternative_names = others.map(str::to_owned).collect();
        for (column, fact) in &mut self.facts {
            fact.values.push(row.field(*column).text().into_owned());
        }
        self.list.push(Unit { name: name.into_owned(), alternative_names, code: code.into_owned() });
    }
}

/// Gives file and line to findings that name a unit and neither a node nor a file.
pub(crate) fn locate_units(findings: &mut [Finding], input: &Input) {
    let is_wanted = |place: &Place| place.file.is_none() && place.node.is_none() && place.unit.is_some();
    if !findings.iter().any(|finding| is_wanted(&finding.place)) {
        return;
    }
    let mut lines = UnitLines::default();
    // What is wrong with the file has been said when it was read for its units; the rows before count.
    let _ = scan(input, &mut lines);
    for Finding { place, .. } in findings.iter_mut().filter(|finding| is_wanted(&finding.place)) {
        let found = lines.codes.iter().position(|code| Some(code) == place.unit.as_ref());
        if let Some(at) = found {
            (place.file, place.line) = (Some(input.name().into_owned()), Some(lines.lines[at]));
        }
    }
}

/// The lines of the units.
#[derive(Default)]
struct UnitLines {
    unit: usize,
    codes: Vec<String>,
    lines: Vec<u64>,
}

impl Sink for UnitLines {
    fn header(&mut self, line: u64, names: &[String]) -> Result<(), Error> {
        self.unit = Header { file: "", line, names }.require("unit", "")?;
        Ok(())
    }

    fn row<R: Row>(&mut self, line: u64, row: &R) {
        if self.unit < row.width() {
            self.codes.push(row.field(self.unit).text().into_owned());
            self.lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<(Units, Vec<Finding>), Error> {
        read_units(&Input::Bytes { name: "units.csv".into(), bytes: content.as_bytes().to_vec().into() })
    }

    fn findings(content: &str) -> Vec<(Code, Option<u64>)> {
        let (_, findings) = read(content).unwrap();
        assert!(findings.iter().all(|finding| finding.place.file.as_deref() == Some("units.csv")));
        findings.iter().map(|finding| (finding.code, finding.place.line)).collect()
    }

    #[test]
    fn names_and_facts_are_kept_in_order() {
        let (units, findings) =
            read("unit,region,name,alternative_names\nvienna,east,Vienna,Wien; Bécs;\nbasel,,,\n").unwrap();
        assert_eq!(findings, []);
        assert_eq!(units.get(0).alternative_names, ["Wien", "Bécs"]);
        assert_eq!(units.get(1).name, "basel");
        assert_eq!(units.column("region").unwrap().values, ["east", ""]);
        assert_eq!(units.columns().len(), 1);
    }

    #[test]
    fn faults_are_named_with_their_lines() {
        assert_eq!(findings("unit,name\nvienna,Vienna\nvienna,Wien\n"), [(Code::D124, Some(3))]);
        assert_eq!(findings("unit,name\nNew York,New York\n"), [(Code::F106, Some(2))]);
        assert_eq!(findings("unit,name\n,Nowhere\nbasel,Basel\n"), [(Code::F106, Some(2))]);
        assert_eq!(findings("unit,name\nbasel\n"), [(Code::D111, Some(2))]);
        assert_eq!(findings("unit,name\n"), [(Code::D128, None)]);
    }

    #[test]
    fn the_first_of_two_equal_codes_is_kept() {
        let (units, _) = read("unit,name\nvienna,Vienna\nvienna,Wien\n").unwrap();
        assert_eq!((units.len(), units.get(0).name.as_str()), (1, "Vienna"));
    }

    #[test]
    fn a_table_without_codes_is_refused() {
        for content in ["name,country\nVienna,AT\n", "unit,size,size\nvienna,1,2\n", ""] {
            assert_eq!(read(content).unwrap_err().findings()[0].code, Code::D125, "{content}");
        }
    }
}
