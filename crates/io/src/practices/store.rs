//! Where the files of a catalogue are: embedded in the program, in a folder of the user's, or a single record.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::Error;
use crate::definition::Definition;
use crate::folder;

#[derive(RustEmbed)]
#[folder = "../../practices"]
struct Practices;

/// The names of files that are no records.
pub(super) const FACETS: &str = "facets.toml";
pub(super) const SOURCES: &str = "sources.toml";

/// The files of a catalogue.
pub(super) enum Store {
    Shipped,
    Folder(PathBuf),
    /// One record.
    File(PathBuf),
}

impl Store {
    /// What a user names: a folder, or the file of one record.
    pub(super) fn named(path: &Path) -> Self {
        if path.is_file() { Store::File(path.to_owned()) } else { Store::Folder(path.to_owned()) }
    }

    /// A file of the catalogue itself; `None` where there is none.
    pub(super) fn file(&self, name: &str) -> Result<Option<Definition>, Error> {
        let text = match self {
            Store::Shipped => folder::embedded_text::<Practices>(name),
            Store::Folder(path) => folder::text(&path.join(name))?,
            Store::File(_) => None,
        };
        Ok(text.map(|text| self.definition(name, text)))
    }

    /// The files that hold records; in a folder without `records/` all but the lists and documents.
    pub(super) fn records(&self) -> Result<Vec<Result<Definition, Error>>, Error> {
        match self {
            Store::Folder(path) if !path.join("records").is_dir() => {
                let kept = |name: &String| name != FACETS && name != SOURCES;
                let names: Vec<String> = folder::list(path)?.into_iter().filter(kept).collect();
                Ok(self.read(names))
            }
            Store::File(path) => Ok(vec![Definition::read(path)]),
            _ => self.below("records"),
        }
    }

    /// The files that hold networks.
    pub(super) fn networks(&self) -> Result<Vec<Result<Definition, Error>>, Error> {
        match self {
            Store::File(_) => Ok(Vec::new()),
            _ => self.below("networks"),
        }
    }

    fn below(&self, name: &str) -> Result<Vec<Result<Definition, Error>>, Error> {
        let files = match self {
            Store::Folder(path) if path.join(name).is_dir() => folder::list(&path.join(name))?,
            Store::Folder(_) | Store::File(_) => Vec::new(),
            Store::Shipped => folder::embedded_below::<Practices>(name),
        };
        Ok(self.read(files.into_iter().map(|file| format!("{name}/{file}"))))
    }

    fn read(&self, names: impl IntoIterator<Item = String>) -> Vec<Result<Definition, Error>> {
        let toml = names.into_iter().filter(|name| name.ends_with(".toml"));
        toml.filter_map(|name| self.file(&name).transpose()).collect()
    }

    fn definition(&self, name: &str, text: Cow<'static, str>) -> Definition {
        let file = match self {
            Store::Folder(path) | Store::File(path) => path.join(name).display().to_string(),
            Store::Shipped => format!("practices/{name}"),
        };
        Definition { file, text: text.into_owned() }
    }
}
