//! A method as a tree of values, so that a part of another may be laid over it.
//!
//! In the table of a family a named method stands in place of the one that stood there; everything else is laid over key by
//! key.

use toml::{Table, Value};

use crate::aggregate::Aggregation;
use crate::impute::Imputation;
use crate::method::Method;
use crate::normalise::Normalisation;
use crate::treat::Treatment;
use crate::weigh::Weighting;

/// The keys of a method under which a method is chosen by name.
pub(super) const FAMILIES: [&str; 5] =
    [Imputation::KEY, Treatment::KEY, Normalisation::KEY, Weighting::KEY, Aggregation::KEY];
/// Keys of a family's table that are no method.
const PLACES: [&str; 2] = ["by-level", "by-node"];

/// The method as a tree of values.
pub(super) fn tree_of(method: &Method) -> Result<Table, String> {
    Table::try_from(method).map_err(|error| error.to_string())
}

/// The method that a tree of values is.
pub(super) fn method_of(tree: &Table) -> Result<Method, String> {
    tree.clone().try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// Lays a part of a method over a whole one.
pub(super) fn lay_over(tree: &mut Table, part: &Table) {
    for (key, value) in part {
        match (tree.get_mut(key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if FAMILIES.contains(&key.as_str()) => {
                choose(below, above)
            }
            (Some(Value::Table(below)), Value::Table(above)) => lay_over(below, above),
            _ => drop(tree.insert(key.clone(), value.clone())),
        }
    }
}

/// Lays a choice of methods over another.
fn choose(below: &mut Table, above: &Table) {
    if above.keys().any(|key| !PLACES.contains(&key.as_str())) {
        below.retain(|key, _| PLACES.contains(&key));
    }
    for (key, value) in above {
        let (true, Value::Table(places)) = (PLACES.contains(&key.as_str()), value) else {
            below.insert(key.clone(), value.clone());
            continue;
        };
        let standing = below.entry(key.clone()).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(standing) = standing {
            places.iter().for_each(|(place, method)| drop(standing.insert(place.clone(), method.clone())));
        }
    }
}

/// Writes a value under a dotted key that the tree has. `false` where it has none.
pub(super) fn set(tree: &mut Table, key: &str, value: Value) -> bool {
    let mut tables = tree;
    let Some((path, last)) = key.rsplit_once('.') else { return false };
    for step in path.split('.') {
        let Some(Value::Table(below)) = tables.get_mut(step) else { return false };
        tables = below;
    }
    if !tables.contains_key(last) {
        return false;
    }
    tables.insert(last.to_owned(), value);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(base: &str, part: &str) -> Method {
        let mut tree = tree_of(&toml::from_str::<Method>(base).unwrap()).unwrap();
        lay_over(&mut tree, &part.parse::<Table>().unwrap());
        method_of(&tree).unwrap()
    }

    #[test]
    fn a_named_method_stands_in_place_of_another_and_the_rest_stays() {
        let base = "[normalise.min-max]\nlower = 1.0\n[normalise.by-node.a.rank]\n[screen]\nunit_coverage_min = 0.5";
        let found = laid(base, "[normalise.z-score]");
        let expected = "[normalise.z-score]\n[normalise.by-node.a.rank]\n[screen]\nunit_coverage_min = 0.5";
        assert_eq!(found, toml::from_str(expected).unwrap());
        let found = laid(base, "[normalise.by-node.b.z-score]");
        assert_eq!(found, toml::from_str(&format!("{base}\n[normalise.by-node.b.z-score]")).unwrap());
    }

    #[test]
    fn a_parameter_is_found_by_its_path() {
        let mut tree = tree_of(&toml::from_str::<Method>("[treat.winsorise]").unwrap()).unwrap();
        assert!(set(&mut tree, "treat.winsorise.points_max", Value::Integer(3)));
        assert!(!set(&mut tree, "treat.winsorise.points", Value::Integer(3)));
        assert!(!set(&mut tree, "treat.log.points_max", Value::Integer(3)));
        assert_eq!(method_of(&tree).unwrap(), toml::from_str("[treat.winsorise]\npoints_max = 3").unwrap());
    }
}
