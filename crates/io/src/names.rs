//! Names as people type them: without accents, capitals or the right spelling.

use opencities_engine::dataset::{Unit, Units};
use opencities_engine::framework::Framework;

use crate::Error;

/// A name as it is compared: ASCII letters and digits in lower case, everything else a single hyphen.
///
/// ```
/// assert_eq!(opencities_io::fold("São Paulo"), opencities_io::fold("sao-paulo"));
/// ```
pub fn fold(name: &str) -> String {
    let ascii = deunicode::deunicode(name).to_lowercase();
    let words: Vec<&str> =
        ascii.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// The names most like a misspelt one, best first; at most three, and none that is very different.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const SHOWN: usize = 3;
    const ALIKE: f64 = 0.75;
    let wanted = fold(wanted);
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &fold(name)), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| fold(a.1) == fold(b.1));
    scored.into_iter().take(SHOWN).map(|(_, name)| name).collect()
}

/// The unit that a text names: by code, name or other name, whatever its accents, capitals and spaces.
///
/// # Errors
/// [`Error::NoSuchName`] with the nearest names, or [`Error::SharedName`] with the codes of all that share the name.
pub fn find_unit(units: &Units, text: &str) -> Result<usize, Error> {
    if let Some(position) = units.position(text) {
        return Ok(position);
    }
    let wanted = fold(text);
    let names = |unit: &Unit| -> Vec<String> {
        [&unit.code, &unit.name].into_iter().chain(&unit.alternative_names).map(|name| fold(name)).collect()
    };
    let found: Vec<usize> = (0..units.len()).filter(|&position| names(units.get(position)).contains(&wanted)).collect();
    if let [position] = found[..] {
        return Ok(position);
    }
    if !found.is_empty() {
        let codes = found.iter().map(|&position| units.get(position).code.clone()).collect();
        return Err(Error::SharedName { name: text.to_owned(), codes });
    }
    let all = units.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.alternative_names));
    let mut alike: Vec<String> = Vec::new();
    for near in nearest(text, all.map(String::as_str)) {
        // A unit is named once, by the name that is shown, whichever of its names is near.
        let unit =
            units.iter().find(|unit| unit.name == near || unit.alternative_names.iter().any(|name| name == near));
        let name = unit.map_or(near, |unit| unit.name.as_str());
        if !alike.iter().any(|known| known == name) {
            alike.push(name.to_owned());
        }
    }
    Err(Error::NoSuchName { kind: "unit", name: text.to_owned(), nearest: alike })
}

/// The node that a text names, by code or name.
///
/// # Errors
/// [`Error::NoSuchName`] with the nearest names.
pub fn find_node(framework: &Framework, text: &str) -> Result<usize, Error> {
    let wanted = fold(text);
    let nodes = framework.nodes();
    let by_code = nodes.iter().position(|node| node.code == text || fold(&node.code) == wanted);
    by_code.or_else(|| nodes.iter().position(|node| fold(&node.name) == wanted)).ok_or_else(|| {
        let all = nodes.iter().flat_map(|node| [node.code.as_str(), node.name.as_str()]);
        let alike = nearest(text, all).into_iter().map(str::to_owned).collect();
        Error::NoSuchName { kind: "indicator or group", name: text.to_owned(), nearest: alike }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_capitals_and_spaces_do_not_matter() {
        for name in ["São Paulo", "sao paulo", "SAO-PAULO", " São  Paulo "] {
            assert_eq!(fold(name), "sao-paulo");
        }
    }

    #[test]
    fn a_unit_is_found_by_any_of_its_names() {
        let unit = |code: &str, name: &str, others: &[&str]| Unit {
            code: code.into(),
            name: name.into(),
            alternative_names: others.iter().map(|&other| other.into()).collect(),
        };
        let units =
            Units::new(vec![unit("zurich", "Zürich", &["Zuerich"]), unit("sao-paulo", "São Paulo", &[])], vec![]);
        for (text, expected) in [("zuerich", 0), ("ZÜRICH", 0), ("sao paulo", 1), ("sao-paulo", 1)] {
            assert_eq!(find_unit(&units, text).unwrap(), expected, "{text}");
        }
        let error = find_unit(&units, "Zurihc").unwrap_err().hint().unwrap();
        assert!(error.contains("Zürich"), "{error}");
    }

    #[test]
    fn the_nearest_names_come_first() {
        assert_eq!(nearest("lodnon", ["london", "lisbon", "oslo"]).first(), Some(&"london"));
        assert!(nearest("xyzzy", ["london", "oslo"]).is_empty());
    }
}
