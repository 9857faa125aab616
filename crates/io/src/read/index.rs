//! Names and their positions, looked up once per row: the hot spot of reading.

use foldhash::fast::RandomState;
use indexmap::IndexSet;

/// Names in order, each found by its text. Remembers the last one found, since neighbouring rows repeat a name or name
/// the next one; hashing is left for the rest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    names: IndexSet<String, RandomState>,
    last: usize,
    order: Order,
}

/// How names have come of late. Looking at the next name costs two cache misses where they come in no order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Any,
    OneAfterAnother,
}

impl Index {
    /// These names; the first of two equal ones is found.
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut index = Index::default();
        for (position, name) in names.into_iter().enumerate() {
            if !index.names.insert(name) {
                // Keeps the positions of those that follow; no field of a table holds a NUL byte.
                index.names.insert(format!("\0{position}"));
            }
        }
        index
    }

    /// The position of a name.
    pub(crate) fn find(&mut self, name: &str) -> Option<usize> {
        if self.is_at(self.last, name) {
            return Some(self.last);
        }
        let next = if self.last + 1 < self.names.len() { self.last + 1 } else { 0 };
        if self.order == Order::OneAfterAnother && self.is_at(next, name) {
            self.last = next;
            return Some(next);
        }
        let found = self.names.get_index_of(name)?;
        self.order = if found == next { Order::OneAfterAnother } else { Order::Any };
        self.last = found;
        Some(found)
    }

    /// The position of a name, which is added if it is new.
    pub(crate) fn find_or_add(&mut self, name: &str) -> usize {
        self.find(name).unwrap_or_else(|| {
            self.last = self.names.insert_full(name.to_owned()).0;
            self.last
        })
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// A name by position.
    pub(crate) fn name(&self, position: usize) -> &str {
        &self.names[position]
    }

    /// The names in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The names in order, as values.
    pub(crate) fn into_names(self) -> Vec<String> {
        self.names.into_iter().collect()
    }

    fn is_at(&self, position: usize, name: &str) -> bool {
        self.names.get_index(position).is_some_and(|known| known == name)
    }
}

/// The name most like this one, if any is like it.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.6;
    let name = name.to_lowercase();
    let mut best = (ALIKE, None);
    for candidate in known {
        // Names that differ much in length cannot be alike, and comparing all of many units takes seconds.
        let (short, long) = (name.len().min(candidate.len()), name.len().max(candidate.len()));
        if short * 2 < long {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(&name, candidate);
        if likeness > best.0 {
            best = (likeness, Some(candidate));
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_and_out_of_order() {
        let mut index = Index::new(["a", "b", "a", "c"].map(String::from));
        let found: Vec<_> = ["a", "a", "b", "c", "a", "c", "x", "b"].map(|name| index.find(name)).into();
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(3), Some(0), Some(3), None, Some(1)]);
        assert_eq!(index.find_or_add("x"), 4);
        assert_eq!(index.name(4), "x");
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let known = ["vienna", "geneva", "london"];
        assert_eq!(nearest("Viena", known.into_iter()), Some("vienna"));
        assert_eq!(nearest("tokyo", known.into_iter()), None);
    }
}
