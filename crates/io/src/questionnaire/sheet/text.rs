//! Texts that people write into a sheet: their form, and what no sheet can carry.

use opencities_engine::finding::{Code, Finding, Place};

use super::super::Answers;

/// The longest text of a sheet, in the UTF-16 units that a cell of a workbook counts. It holds for every format, so that
/// what one can carry all can.
pub const TEXT_MAX: usize = 32_767;

/// A text in the form in which it is kept: no blanks around it, and lines that end in LF.
pub(super) fn tidy(text: &str) -> String {
    let text = text.trim();
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// What no sheet can carry of a text: the code, what is wrong, and the remedy.
pub fn fault(text: &str) -> Option<(Code, String, &'static str)> {
    let length = if text.len() <= TEXT_MAX { 0 } else { text.encode_utf16().count() };
    if length > TEXT_MAX {
        let message = format!("it has {length} characters, and a cell of a workbook holds {TEXT_MAX}");
        return Some((Code::Q628, message, "shorten it: name documents, and where they can be found"));
    }
    let is_bad = |letter: &char| {
        (letter.is_control() && !matches!(letter, '\n' | '\t')) || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    let bad = text.chars().find(is_bad)?;
    let message = format!("it holds the control character U+{:04X}", u32::from(bad));
    Some((Code::Q637, message, "remove it; line ends and tabs may stay"))
}

/// The finding of a text that no sheet can carry.
pub(super) fn finding(text: &str, what: &str, place: &Place) -> Option<Finding> {
    let (code, message, hint) = fault(text)?;
    Some(Finding::new(code, place.clone(), format!("{what}: {message}"), hint))
}

/// All such texts of some answers.
pub(super) fn faults(answers: &Answers) -> Vec<Finding> {
    let about = super::about(answers).map(|(name, _, text)| (format!("the {name}"), text)).into_iter();
    let facts = answers.facts.iter().map(|(name, text)| (format!("the fact `{name}`"), text.clone()));
    let mut found: Vec<Finding> =
        about.chain(facts).filter_map(|(what, text)| finding(&text, &what, &Place::unit(&answers.unit))).collect();
    for given in &answers.given {
        let place = Place::node(&given.question).of_unit(&answers.unit);
        found.extend(finding(&given.evidence, &format!("the evidence of `{}`", given.question), &place));
    }
    found
}
