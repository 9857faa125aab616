//! An index on its way in: codes as another program writes them, until `Draft::finish` makes them valid and checks all.

use std::collections::BTreeMap;

use opencities_engine::dataset::UnitColumn;
use opencities_engine::finding::{self, Code, Finding, Place, Severity};
use opencities_engine::framework::{About, Denominator, Framework, Group, Indicator};

use super::{Imported, Renamed, folder};
use crate::Error;

/// The code of the one source that imported figures have.
pub(super) const SOURCE: &str = "imported";

/// An index with codes as written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) about: About,
    /// What it was read from, in words.
    pub(super) origin: String,
    pub(super) groups: Vec<Group>,
    pub(super) indicators: Vec<Indicator>,
    pub(super) denominators: Vec<Denominator>,
    /// Node -> weight, of all nodes that have one.
    pub(super) weights: BTreeMap<String, f64>,
    /// Code and name of every unit.
    pub(super) units: Vec<(String, String)>,
    pub(super) columns: Vec<UnitColumn>,
    pub(super) figures: Vec<Figure>,
    pub(super) findings: Vec<Finding>,
}

/// A figure: the number as it is written, so that no digit is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) unit: String,
    pub(super) series: String,
    pub(super) period: String,
    pub(super) value: String,
}

impl Draft {
    pub(super) fn say(&mut self, code: Code, place: Place, message: impl Into<String>, hint: &str) {
        self.findings.push(Finding::new(code, place, message, hint));
    }

    /// The folder's files, or every fault at once.
    pub(super) fn finish(mut self) -> Result<Imported, Error> {
        let mut renamed = self.rename_nodes();
        renamed.extend(self.rename_units());
        let built =
            Framework::new(self.about.clone(), self.groups.clone(), self.indicators.clone(), self.denominators.clone());
        if let Err(error) = built {
            self.findings.extend_from_slice(error.findings());
        }
        self.check_weights();
        if !renamed.is_empty() {
            let message = format!("{} codes are written otherwise here", renamed.len());
            self.say(Code::I805, Place::default(), message, "the README of the new folder lists them");
        }
        let message = "the licence of the figures is not known";
        self.say(
            Code::I806,
            Place::file("sources.toml", None),
            message,
            "write publisher and licence into sources.toml",
        );
        finding::sort(&mut self.findings);
        if self.findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(Error::Faults(self.findings));
        }
        Ok(Imported { files: folder::files(&self, &renamed), renamed, findings: self.findings })
    }

    fn rename_nodes(&mut self) -> Vec<Renamed> {
        let groups = self.groups.iter().map(|group| ("node", group.code.clone()));
        let indicators = self.indicators.iter().map(|indicator| ("node", indicator.code.clone()));
        let denominators = self.denominators.iter().map(|denominator| ("denominator", denominator.code.clone()));
        let written: Vec<(&str, String)> = groups.chain(indicators).chain(denominators).collect();
        let renamed = renaming(&written, &mut self.findings);
        self.groups.iter_mut().for_each(|group| {
            make_valid(&mut group.code);
            group.parent.iter_mut().for_each(make_valid);
        });
        self.indicators.iter_mut().for_each(|indicator| {
            make_valid(&mut indicator.code);
            make_valid(&mut indicator.parent);
            indicator.denominator.iter_mut().for_each(make_valid);
        });
        self.denominators.iter_mut().for_each(|denominator| make_valid(&mut denominator.code));
        self.figures.iter_mut().for_each(|figure| make_valid(&mut figure.series));
        self.weights = self.weights.iter().map(|(code, weight)| (valid(code), *weight)).collect();
        renamed
    }

    fn rename_units(&mut self) -> Vec<Renamed> {
        let written: Vec<(&str, String)> = self.units.iter().map(|(code, _)| ("unit", code.clone())).collect();
        let renamed = renaming(&written, &mut self.findings);
        self.units.iter_mut().for_each(|(code, _)| make_valid(code));
        self.figures.iter_mut().for_each(|figure| make_valid(&mut figure.unit));
        renamed
    }

    /// A group of siblings is weighted in full or not at all; in part means not at all, and is said.
    fn check_weights(&mut self) {
        let parents: Vec<String> = self.groups.iter().map(|group| group.code.clone()).collect();
        for parent in parents {
            let groups = self.groups.iter().filter(|group| group.parent.as_deref() == Some(&parent));
            let leaves = self.indicators.iter().filter(|indicator| indicator.parent == parent);
            let children: Vec<String> =
                groups.map(|group| group.code.clone()).chain(leaves.map(|leaf| leaf.code.clone())).collect();
            let bare: Vec<&str> =
                children.iter().map(String::as_str).filter(|code| !self.weights.contains_key(*code)).collect();
            if !bare.is_empty() && bare.len() < children.len() {
                let message =
                    format!("no weight is given to {}, so all children of `{parent}` count alike", bare.join(", "));
                self.say(Code::I804, Place::node(&parent), message, "complete weights/original.toml");
                self.weights.retain(|code, _| !children.contains(code));
            }
        }
        let root = self.groups.iter().find(|group| group.parent.is_none()).map(|group| group.code.clone());
        self.weights.retain(|code, _| Some(code) != root.as_ref());
    }
}

/// A code in the letters that codes may have.
pub(super) fn valid(code: &str) -> String {
    let plain = deunicode::deunicode(code.trim()).to_lowercase();
    plain.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }).collect()
}

fn make_valid(code: &mut String) {
    *code = valid(code);
}

/// What changes, and a finding for codes that become the same.
fn renaming(written: &[(&'static str, String)], findings: &mut Vec<Finding>) -> Vec<Renamed> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for (_, code) in written {
        let to = valid(code);
        match first.get(&to) {
            Some(other) if *other != code => {
                let message = format!("`{other}` and `{code}` both become `{to}`");
                findings.push(Finding::new(
                    Code::I803,
                    Place::default(),
                    message,
                    "rename one of them before the import",
                ));
            }
            Some(_) => {
                let message = format!("the code `{code}` is given twice");
                findings.push(Finding::new(Code::I803, Place::default(), message, "each code stands once"));
            }
            None => {
                first.insert(to, code);
            }
        }
    }
    let changed = written.iter().filter(|(_, code)| valid(code) != *code);
    changed.map(|(kind, code)| Renamed { kind, from: code.clone(), to: valid(code) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_what_they_may() {
        let codes = ["GDP_group", "sp.01", "Fläche", "a b-c"].map(valid);
        assert_eq!(codes, ["gdp_group", "sp-01", "flache", "a-b-c"]);
    }

    #[test]
    fn codes_that_become_the_same_are_found() {
        let mut findings = Vec::new();
        let written = [("node", "CO2".to_owned()), ("node", "co2".to_owned()), ("node", "x".to_owned())];
        let renamed = renaming(&written, &mut findings);
        assert_eq!(renamed, [Renamed { kind: "node", from: "CO2".into(), to: "co2".into() }]);
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::I803]);
    }
}
