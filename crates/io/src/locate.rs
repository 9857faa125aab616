//! Gives findings of the engine the file and line of the definition that they speak of.
//!
//! The engine knows codes and keys of the method. Files are looked at once more, and only when there is such a finding;
//! findings about figures get their line in [`crate::read::locate`].

use opencities_engine::finding::{Code, Finding};

use crate::definition::{Definition, Lines};
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
            (Code::W401, _, Some(node)) => Some(node.as_str()),
            _ => None,
        };
        let codes = self.framework.nodes().iter().map(|node| node.code.as_str());
        if let Some(alike) = wrong.and_then(|wrong| nearest(wrong, codes).first().copied()) {
            finding.hint = format!("did you mean `{alike}`? If not, {}", finding.hint);
        }
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

/// The error with the file and line of each assumption that it speaks of.
pub fn located(error: opencities_engine::Error, assumptions: Option<&Definition>) -> crate::Error {
    let (opencities_engine::Error::Assumptions(mut faults), Some(definition)) = (error.clone(), assumptions) else {
        return error.into();
    };
    let lines = definition.lines();
    for fault in &mut faults {
        let name = fault.place.key.as_deref().and_then(|key| key.strip_prefix("assumption."));
        fault.place.file = Some(definition.file.clone());
        fault.place.line = name.and_then(|name| lines.entry("name", name));
    }
    crate::Error::Faults(faults)
}

fn is_of_weights(code: Code) -> bool {
    matches!(code, Code::W401 | Code::W402 | Code::W403 | Code::W404)
}
