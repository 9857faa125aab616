//! Gives findings of the engine the file and line of the definition that they speak of.
//!
//! The engine knows codes and keys of the method. Files are looked at once more, and only when there is such a finding;
//! findings about figures get their line in [`crate::read::locate`].

use opencities_engine::composite::Composite;
use opencities_engine::finding::{Code, Finding};
use toml::{Table, Value};

use crate::definition::{Definition, Lines, words};
use crate::read::{self, Input};
use crate::{Index, nearest};

/// Where the method and the weights of a run come from.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// The method's file, where it is not the index's own.
    pub method: Option<Definition>,
    /// The file of weights, where weights are not a part of the method.
    pub weights: Option<Definition>,
    /// The table of units, where it is not the index's own.
    pub units: Option<Input>,
}

impl Index {
    /// Gives file and line to findings about the method, the weights, a node or a unit that name no file yet. What
    /// cannot be found stays as it is.
    pub fn locate(&self, findings: &mut [Finding], origins: &Origins) {
        if findings.iter().all(|finding| finding.place.file.is_some()) {
            return;
        }
        // What cannot be read any more has no lines, which is no reason to stop.
        let own = self.definition("method.toml").ok().flatten();
        let method = origins.method.as_ref().or(own.as_ref());
        let weights = origins.weights.as_ref().or(method);
        let method = method.map(|definition| (definition, definition.lines()));
        let weights = weights.map(|definition| (definition, definition.lines()));
        let definitions = self.definitions();
        let nodes: Vec<(&Definition, Lines<'_>)> =
            definitions.iter().map(|definition| (definition, definition.lines())).collect();
        for finding in findings.iter_mut().filter(|finding| finding.place.file.is_none()) {
            self.suggest(finding);
            let place = &finding.place;
            let found = if let Some(key) = &place.key {
                method.as_ref().and_then(|(file, lines)| Some((*file, lines.key(key)?)))
            } else if is_of_weights(finding.code) {
                weights
                    .as_ref()
                    .and_then(|(file, lines)| Some((*file, self.weight_line(lines, place.node.as_deref()?)?)))
            } else if let (Some(node), None) = (&place.node, &place.unit) {
                nodes.iter().find_map(|(file, lines)| Some((*file, lines.code(node)?)))
            } else {
                None
            };
            if let Some((definition, line)) = found {
                finding.place.file = Some(definition.file.clone());
                finding.place.line = Some(line);
            }
        }
        let units = origins.units.clone().or_else(|| self.folder.table("units").ok().flatten());
        if let Some(input) = units {
            read::locate_units(findings, &input);
            for finding in findings.iter_mut().filter(|finding| finding.code == Code::D120) {
                finding.place.file = Some(input.name().into_owned());
            }
        }
    }

    /// The line of a node's weight; of the first weight of its children, where it is a group without a weight at fault.
    fn weight_line(&self, lines: &Lines<'_>, node: &str) -> Option<u64> {
        let nodes = self.framework.nodes();
        let children = self.framework.position(node).map(|at| nodes[at].children.as_slice()).unwrap_or_default();
        let of_children = children.iter().find_map(|&child| lines.weight(&nodes[child].code));
        of_children.or_else(|| lines.weight(node))
    }

    /// Puts the nearest code in front of the hint of a misspelt one.
    fn suggest(&self, finding: &mut Finding) {
        let wrong = match (finding.code, &finding.place.key, &finding.place.node) {
            (Code::M301, Some(key), _) => key.rsplit('.').next(),
            (Code::M309, ..) => quoted(&finding.message),
            (Code::W401, _, Some(node)) => Some(node.as_str()),
            _ => None,
        };
        let codes = self.framework.nodes().iter().map(|node| node.code.as_str());
        let alike = wrong.and_then(|wrong| nearest(wrong, codes).first().copied().filter(|alike| *alike != wrong));
        propose(finding, alike);
    }

    pub(crate) fn definition(&self, file: &str) -> Result<Option<Definition>, crate::Error> {
        let text = self.folder.text(file)?;
        Ok(text.map(|text| Definition { file: self.folder.shown(file), text: text.into_owned() }))
    }

    /// The files that declare nodes.
    fn definitions(&self) -> Vec<Definition> {
        let files = self.folder.files().unwrap_or_default();
        let files = files.iter().filter(|file| file.ends_with(".toml"));
        files.filter_map(|file| self.definition(file).ok().flatten()).collect()
    }
}

/// The error with the file and line of what it speaks of in the assumptions of an index, and with the nearest name in front
/// of the hint where one is misspelt.
pub fn located(
    error: opencities_engine::Error,
    assumptions: Option<&Definition>,
    composite: &Composite,
) -> crate::Error {
    let (opencities_engine::Error::Assumptions(mut faults), Some(definition)) = (error.clone(), assumptions) else {
        return error.into();
    };
    let lines = definition.lines();
    for fault in &mut faults {
        fault.place.file = Some(definition.file.clone());
        let Some(name) = fault.place.key.as_deref().and_then(|key| key.strip_prefix("assumption.")) else { continue };
        let about = fault.message.strip_prefix(&format!("assumption `{name}`: ")).filter(|_| fault.code == Code::U802);
        let unknown = about.and_then(quoted).map(str::to_owned);
        let line = unknown.as_ref().and_then(|unknown| lines.within(name, unknown));
        fault.place.line = line.or_else(|| lines.entry("name", name));
        if let Some(unknown) = unknown {
            suggest_name(fault, &unknown, composite);
        }
    }
    crate::Error::Faults(faults)
}

/// Puts the nearest name in front of the hint where an assumption names something that there is not.
fn suggest_name(fault: &mut Finding, unknown: &str, composite: &Composite) {
    // What a method or a parameter is called the parser knows.
    if let Some(at) = fault.message.find("unknown ").filter(|_| fault.message.contains(", expected ")) {
        let (message, hint) = words(&fault.message[at..]);
        fault.message = fault.message[..at].to_owned() + &message;
        fault.hint = hint;
        return;
    }
    let framework = &composite.framework;
    let names: Vec<String> = if unknown.contains('.') {
        let mut keys = Vec::new();
        keys_of(&Table::try_from(&composite.method).unwrap_or_default(), "", &mut keys);
        keys
    } else {
        framework.nodes().iter().map(|node| node.code.clone()).chain(framework.levels().iter().cloned()).collect()
    };
    // What there is, but not here, is spelt well.
    let alike = nearest(unknown, names.iter().map(String::as_str)).first().copied();
    propose(fault, alike.filter(|alike| *alike != unknown));
}

/// The dotted keys of the values in a table.
fn keys_of(table: &Table, above: &str, keys: &mut Vec<String>) {
    for (key, value) in table {
        match value {
            Value::Table(below) => keys_of(below, &format!("{above}{key}."), keys),
            _ => keys.push(format!("{above}{key}")),
        }
    }
}

/// The first text between backticks.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// Puts a name in front of the hint.
fn propose(finding: &mut Finding, alike: Option<&str>) {
    if let Some(alike) = alike {
        finding.hint = format!("did you mean `{alike}`? If not, {}", finding.hint);
    }
}

fn is_of_weights(code: Code) -> bool {
    matches!(code, Code::W401 | Code::W402 | Code::W403 | Code::W404)
}
