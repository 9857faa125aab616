//! Where an index's files are: a folder of the user's, or one that is embedded in the program.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::Error;
use crate::definition::Definition;
use crate::read::Input;

#[derive(RustEmbed)]
#[folder = "../../indicators"]
struct Indicators;

#[derive(RustEmbed)]
#[folder = "../../weights"]
struct Weights;

/// The files of one index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Folder {
    /// A folder on disk, with its weights in its own `weights/`.
    Disk(PathBuf),
    /// A shipped index, by its code.
    Shipped(String),
}

impl Folder {
    /// The codes of the shipped indices, in order.
    pub fn shipped() -> Vec<String> {
        let mut codes: Vec<String> =
            Indicators::iter().filter_map(|path| path.strip_suffix("/framework.toml").map(str::to_owned)).collect();
        codes.sort();
        codes
    }

    /// The folder that a user names: a path, or else the code of a shipped index.
    ///
    /// # Errors
    /// [`Error::UnknownIndex`] lists the shipped indices.
    pub fn named(name: &str) -> Result<Self, Error> {
        let path = Path::new(name);
        let shipped = Folder::shipped();
        if path.is_dir() {
            Ok(Folder::Disk(path.to_owned()))
        } else if shipped.iter().any(|code| code == name) {
            Ok(Folder::Shipped(name.to_owned()))
        } else {
            Err(Error::UnknownIndex { name: name.to_owned(), known: shipped.join(", ") })
        }
    }

    /// A file's name as people should see it.
    pub fn shown(&self, file: &str) -> String {
        match self {
            Folder::Disk(path) => path.join(file).display().to_string(),
            Folder::Shipped(code) => format!("{code}/{file}"),
        }
    }

    /// The names of what lies in the folder itself, hidden files apart, in order.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when the folder cannot be listed.
    pub fn files(&self) -> Result<Vec<String>, Error> {
        match self {
            Folder::Disk(path) => list(path),
            Folder::Shipped(code) => Ok(embedded_below::<Indicators>(code)),
        }
    }

    /// The text of a file; `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it exists and cannot be read as UTF-8.
    pub fn text(&self, file: &str) -> Result<Option<Cow<'static, str>>, Error> {
        match self {
            Folder::Disk(path) => text(&path.join(file)),
            Folder::Shipped(code) => Ok(embedded_text::<Indicators>(&format!("{code}/{file}"))),
        }
    }

    /// The names of the weights that belong to the index, in order.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when the folder cannot be listed.
    pub fn weights(&self) -> Result<Vec<String>, Error> {
        let files = match self {
            Folder::Disk(path) if path.join("weights").is_dir() => list(&path.join("weights"))?,
            Folder::Disk(_) => Vec::new(),
            Folder::Shipped(code) => embedded_below::<Weights>(code),
        };
        let mut names: Vec<String> =
            files.iter().filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
        // By name, which is not the order of the files: `-` comes before `.`.
        names.sort();
        Ok(names)
    }

    /// The text of the weights of this name; `None` where there are none.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when they exist and cannot be read as UTF-8.
    pub fn weights_text(&self, name: &str) -> Result<Option<Cow<'static, str>>, Error> {
        match self {
            Folder::Disk(path) => text(&path.join("weights").join(format!("{name}.toml"))),
            Folder::Shipped(code) => Ok(embedded_text::<Weights>(&format!("{code}/{name}.toml"))),
        }
    }

    /// The name of a file of weights as people should see it.
    pub fn weights_shown(&self, name: &str) -> String {
        match self {
            Folder::Disk(path) => path.join("weights").join(format!("{name}.toml")).display().to_string(),
            Folder::Shipped(code) => format!("weights/{code}/{name}.toml"),
        }
    }

    /// The table of this name in whichever format it is there: `observations.csv`, `.parquet`, `.arrow` or `.xlsx`.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when the folder cannot be listed.
    pub fn table(&self, stem: &str) -> Result<Option<Input>, Error> {
        const FORMATS: [&str; 4] = ["csv", "parquet", "arrow", "xlsx"];
        let files = self.files()?;
        let found = FORMATS.iter().map(|format| format!("{stem}.{format}")).find(|file| files.contains(file));
        Ok(found.and_then(|file| match self {
            Folder::Disk(path) => Some(Input::File(path.join(file))),
            Folder::Shipped(code) => Indicators::get(&format!("{code}/{file}"))
                .map(|embedded| Input::Bytes { name: self.shown(&file), bytes: embedded.data }),
        }))
    }
}

/// The files of an embedded folder, those of its own folders apart, in order.
pub(crate) fn embedded_below<E: RustEmbed>(code: &str) -> Vec<String> {
    let mut files: Vec<String> = E::iter()
        .filter_map(|path| path.strip_prefix(code)?.strip_prefix('/').map(str::to_owned))
        .filter(|file| !file.contains('/'))
        .collect();
    files.sort();
    files
}

/// The text of an embedded file.
pub(crate) fn embedded_text<E: RustEmbed>(path: &str) -> Option<Cow<'static, str>> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    E::get(path).map(|file| match file.data {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(text(&bytes)),
    })
}

/// What lies in a folder, hidden files apart, in order.
pub(crate) fn list(path: &Path) -> Result<Vec<String>, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // Folders stay: one that is called like a file is a mistake to be told. Editors leave hidden files about.
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file; `None` where there is none.
pub(crate) fn text(path: &Path) -> Result<Option<Cow<'static, str>>, Error> {
    match Definition::read(path) {
        Ok(definition) => Ok(Some(Cow::Owned(definition.text))),
        Err(Error::Unreadable { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
