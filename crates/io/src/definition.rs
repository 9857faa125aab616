//! Definition files: their text, what is wrong with it in words, and where in it something stands.
//!
//! A fault names the line of the key. What a definition means is not known here.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use opencities_engine::finding::{Code, Finding, Place, Severity};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Error, nearest};

/// The longest definition that is read, in bytes: a table of figures under the wrong name shall not fill the memory.
const LENGTH_MAX: u64 = 4 << 20;

/// A TOML file: its name, as findings show it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The file's name.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Tables by name, each read or at fault.
pub(crate) type NamedTables<T> = Vec<(String, Result<T, Finding>)>;

impl Definition {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] when it is far too long or not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
        let file = path.display().to_string();
        let mut bytes = Vec::new();
        File::open(path).map_err(unreadable)?.take(LENGTH_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let fault = |line, message: &str, hint: &str| {
            Error::Faults(vec![Finding::new(Code::F111, Place::file(file.as_str(), line), message, hint)])
        };
        if bytes.len() as u64 > LENGTH_MAX {
            return Err(fault(
                None,
                "the file is longer than 4 MiB",
                "a definition is a short TOML file: name another",
            ));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Definition { file, text }),
            Err(error) => {
                let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
                Err(fault(Some(line), "the text is not UTF-8", "save the file as UTF-8"))
            }
        }
    }

    /// The value that the text stands for.
    pub(crate) fn parse<T: for<'de> Deserialize<'de>>(&self) -> Result<T, Box<Finding>> {
        toml::from_str(&self.text).map_err(|error| self.fault(&error))
    }

    /// The value of each table of the file, by name; those that cannot be read are faults.
    pub(crate) fn tables<T: for<'de> Deserialize<'de>>(&self) -> Result<NamedTables<T>, Box<Finding>> {
        let root = DeTable::parse(&self.text).map_err(|error| self.fault(&error))?;
        let read = |(key, value): (Spanned<std::borrow::Cow<'_, str>>, Spanned<DeValue<'_>>)| {
            let value = T::deserialize(toml::de::ValueDeserializer::from(value));
            (key.into_inner().into_owned(), value.map_err(|error| *self.fault(&error)))
        };
        Ok(root.into_inner().into_iter().map(read).collect())
    }

    fn fault(&self, error: &toml::de::Error) -> Box<Finding> {
        let line = error.span().map(|span| line_at(self.text.as_bytes(), span.start));
        let (message, hint) = words(error.message());
        let mut fault = Finding::new(Code::F111, Place::file(self.file.as_str(), line), message, hint);
        fault.severity = Severity::Error;
        Box::new(fault)
    }

    /// Where keys and codes stand in the text.
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines { text: &self.text, root: DeTable::parse(&self.text).map(Spanned::into_inner).unwrap_or_default() }
    }
}

/// Where keys and codes stand in a definition.
pub(crate) struct Lines<'a> {
    text: &'a str,
    root: DeTable<'a>,
}

impl Lines<'_> {
    /// The line of a dotted key, or else of the longest part of it that is there; a number counts in a list, from 0.
    pub(crate) fn key(&self, key: &str) -> Option<u64> {
        let mut table = &self.root;
        let mut found = None;
        let mut parts = key.split('.');
        while let Some(part) = parts.next() {
            let Some((name, value)) = table.iter().find(|(name, _)| name.get_ref() == part) else { break };
            found = Some(name.span().start);
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                DeValue::Array(list) => {
                    let Some(entry) = parts.next().and_then(|number| list.get(number.parse::<usize>().ok()?)) else {
                        break;
                    };
                    found = Some(entry.span().start);
                    let DeValue::Table(inner) = entry.get_ref() else { break };
                    table = inner;
                }
                _ => break,
            }
        }
        found.map(|at| line_at(self.text.as_bytes(), at))
    }

    /// The line on which the node or denominator of this code is declared.
    pub(crate) fn code(&self, code: &str) -> Option<u64> {
        self.entry("code", code)
    }

    /// The line on which an entry of a list has this text under a key.
    pub(crate) fn entry(&self, key: &str, text: &str) -> Option<u64> {
        let lists = self.root.iter().filter_map(|(_, value)| value.get_ref().as_array());
        let tables = lists.flat_map(|list| list.iter().filter_map(|entry| entry.get_ref().as_table()));
        let mut codes = tables.filter_map(|table| table.iter().find(|(found, _)| found.get_ref() == key));
        let (key, _) = codes.find(|(_, value)| value.get_ref().as_str() == Some(text))?;
        Some(line_at(self.text.as_bytes(), key.span().start))
    }

    /// The line on which a text is a key or a value within the entry of a list that has this name.
    pub(crate) fn within(&self, name: &str, text: &str) -> Option<u64> {
        fn find(value: &Spanned<DeValue<'_>>, text: &str) -> Option<usize> {
            match value.get_ref() {
                DeValue::Table(table) => table.iter().find_map(|(key, value)| {
                    if key.get_ref() == text { Some(key.span().start) } else { find(value, text) }
                }),
                DeValue::Array(list) => list.iter().find_map(|value| find(value, text)),
                found => (found.as_str() == Some(text)).then(|| value.span().start),
            }
        }
        let lists = self.root.iter().filter_map(|(_, value)| value.get_ref().as_array());
        let is_named = |entry: &&Spanned<DeValue<'_>>| {
            let mut keys = entry.get_ref().as_table().into_iter().flat_map(DeTable::iter);
            keys.any(|(key, value)| key.get_ref() == "name" && value.get_ref().as_str() == Some(name))
        };
        let entry = lists.flat_map(|list| list.iter()).find(is_named)?;
        find(entry, text).map(|at| line_at(self.text.as_bytes(), at))
    }

    /// The line on which a weight is given to a node.
    pub(crate) fn weight(&self, code: &str) -> Option<u64> {
        fn find(table: &DeTable<'_>, code: &str, within: bool) -> Option<usize> {
            table.iter().find_map(|(key, value)| match value.get_ref() {
                DeValue::Table(inner) => find(inner, code, key.get_ref() == "weights"),
                _ => (within && key.get_ref() == code).then(|| key.span().start),
            })
        }
        find(&self.root, code, false).map(|at| line_at(self.text.as_bytes(), at))
    }
}

/// The line of a byte, from 1.
pub(crate) fn line_at(text: &[u8], at: usize) -> u64 {
    1 + memchr::memchr_iter(b'\n', &text[..at.min(text.len())]).count() as u64
}

/// A parser's message in the words of TOML instead of Rust's, and what to do.
pub(crate) fn words(message: &str) -> (String, String) {
    const SHOWN: usize = 16;
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>();
    let known = quoted(expected);
    let is_unknown = what.starts_with("unknown ");
    let mut text = what.replace("unknown field", "unknown key").replace("unknown variant", "unknown name");
    text = text.replace("missing field", "missing key").replace("duplicate field", "duplicate key");
    text = text.replace("there are no fields", "none is expected here");
    if is_unknown && known.len() > SHOWN {
        text.push_str(&format!(", expected one of `{}` and {} more", known[..SHOWN].join("`, `"), known.len() - SHOWN));
    } else if !expected.is_empty() {
        let whole = ["u16", "u32", "u64", "usize"];
        let number = whole.iter().fold(expected.replace("f64", "a number"), |text, kind| {
            text.replace(kind, "a whole number of zero or more")
        });
        text.push_str(&format!(", expected {number}"));
    }
    let wanted = quoted(what);
    let alike = wanted.last().filter(|_| is_unknown).map(|name| nearest(name, known.iter().map(String::as_str)));
    let hint = match alike.as_deref() {
        Some([first, ..]) => format!("did you mean `{first}`?"),
        Some([]) => "correct it or remove it; `opencities init` writes a working example".to_owned(),
        None => "see `opencities init` for a working example".to_owned(),
    };
    (text, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(text: &str) -> Definition {
        Definition { file: "a.toml".into(), text: text.into() }
    }

    #[test]
    fn keys_codes_and_weights_have_lines() {
        let text = "[a.b]\nc = 1\n\n[[node]]\n  code='x'\n[weights]\nx = 1\n";
        let definition = definition(text);
        let lines = definition.lines();
        assert_eq!([lines.key("a.b.c"), lines.key("a.b.d"), lines.key("z")], [Some(2), Some(1), None]);
        assert_eq!([lines.code("x"), lines.code("y")], [Some(5), None]);
        let listed = self::definition("[a]\nb = [\n  [1, 2],\n  [3, 4],\n]\n");
        assert_eq!(["a.b.1", "a.b.2", "a.b"].map(|key| listed.lines().key(key)), [Some(4), Some(2), Some(2)]);
        let tables = self::definition("[[a]]\nb = 1\n\n[[a]]\nb = 2\n");
        assert_eq!(["a.1.b", "a.0.b", "a.1.c"].map(|key| tables.lines().key(key)), [Some(5), Some(2), Some(4)]);
        assert_eq!([lines.weight("x"), lines.weight("c")], [Some(7), None]);
    }

    #[test]
    fn a_misspelt_key_is_recognised() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only its names matter")]
        struct Facts {
            publisher: f64,
            title: String,
        }
        let fault = definition("title = 'x'\npublihser = 1").parse::<Facts>().unwrap_err();
        assert_eq!(fault.place, Place::file("a.toml", Some(2)));
        assert_eq!(fault.message, "unknown key `publihser`, expected `publisher` or `title`");
        assert_eq!(fault.hint, "did you mean `publisher`?");
        let fault = definition("publisher = 'x'").parse::<Facts>().unwrap_err();
        assert_eq!(fault.message, "invalid type: string \"x\", expected a number");
    }

    #[test]
    fn a_file_that_is_no_definition_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        for (bytes, line, words) in [(vec![b'a'; 5 << 20], None, "4 MiB"), (b"a = 1\n\xe9".to_vec(), Some(2), "UTF-8")]
        {
            std::fs::write(&path, bytes).unwrap();
            let error = Definition::read(&path).unwrap_err();
            assert_eq!(error.findings()[0].place.line, line);
            assert!(error.findings()[0].message.contains(words));
        }
    }
}
