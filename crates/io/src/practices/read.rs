//! Reads a catalogue: every fault of every file is a finding with file and line, and everything else stays.

use std::path::Path;

use opencities_engine::finding::{self, Code, Finding, Place};
use serde::Deserialize;

use super::check::{self, Report};
use super::facets::Facet;
use super::store::{FACETS, SOURCES, Store};
use super::{Catalogue, Network, Places, Record};
use crate::definition::Definition;
use crate::{Error, Source};

/// `facets.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    #[serde(default)]
    facet: Vec<Facet>,
    #[serde(default)]
    synonym: Vec<Synonym>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Synonym {
    words: Vec<String>,
}

impl Catalogue {
    /// The lists of the shipped catalogue alone, for those who only name their values.
    ///
    /// # Errors
    /// [`Error::Faults`] where the lists cannot be understood.
    pub(crate) fn lists() -> Result<Self, Error> {
        let Some(definition) = Store::Shipped.file(FACETS)? else { return Ok(Catalogue::default()) };
        let lists: Lists = definition.parse().map_err(|fault| Error::Faults(vec![*fault]))?;
        Ok(Catalogue { facets: lists.facet, ..Catalogue::default() })
    }

    /// The shipped catalogue, or what a user names: a folder with a `facets.toml` stands in its place, any other folder and
    /// the file of one record are laid over it.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the folder or its lists cannot be read at all; faults inside files are findings.
    pub fn open(path: Option<&Path>) -> Result<(Self, Vec<Finding>), Error> {
        let Some(path) = path else { return Reader::new()?.whole(&Store::Shipped) };
        let store = Store::named(path);
        if store.file(FACETS)?.is_some() {
            return Reader::new()?.whole(&store);
        }
        let (shipped, _) = Reader::new()?.whole(&Store::Shipped)?;
        Reader { catalogue: shipped, findings: Vec::new() }.laid_over(&store, path)
    }
}

/// Lays what was read over what is there: of two with the same code the older gives way. Within what was read both stay.
fn lay<T: Clone>(all: &mut Vec<T>, read: &Read<T>, names: impl Fn(&T) -> (String, String)) -> Vec<Finding> {
    let mut older: Vec<(String, String)> = all.iter().map(&names).collect();
    let mut findings = Vec::new();
    for (value, definition) in read {
        let (code, _) = names(value);
        // A code is left out of the comparison once it is taken; a record without one takes nobody's place.
        let Some(at) = older.iter().position(|(old, _)| !code.is_empty() && *old == code) else {
            all.push(value.clone());
            continue;
        };
        let place = Place::file(definition.file.as_str(), definition.lines().key("code"));
        let message = format!("`{code}` takes the place of {}", older[at].1);
        findings.push(Finding::new(Code::P911, place, message, "give it a code of its own if both should be there"));
        all[at] = value.clone();
        older[at].0.clear();
    }
    findings
}

/// A catalogue while it is read.
struct Reader {
    catalogue: Catalogue,
    findings: Vec<Finding>,
}

/// What was read of a kind, with the text that it was read from.
type Read<T> = Vec<(T, Definition)>;

impl Reader {
    fn new() -> Result<Self, Error> {
        let catalogue = Catalogue { places: Places::shipped()?, ..Catalogue::default() };
        Ok(Reader { catalogue, findings: Vec::new() })
    }

    /// Reads a catalogue that stands by itself.
    fn whole(mut self, store: &Store) -> Result<(Catalogue, Vec<Finding>), Error> {
        let mut lists = None;
        if let Some(definition) = store.file(FACETS)? {
            match definition.parse::<Lists>() {
                Ok(Lists { facet, synonym }) => {
                    self.catalogue.facets = facet;
                    self.catalogue.synonyms = synonym.into_iter().map(|group| group.words).collect();
                    lists = Some(definition);
                }
                Err(fault) => self.findings.push(*fault),
            }
        }
        let read = self.files(store)?;
        if let Some(definition) = &lists {
            self.findings.extend(check::lists(&self.catalogue, definition));
            self.findings.extend(check::covered(&self.catalogue, definition));
        }
        Ok(self.finish(&read))
    }

    /// Reads files of the user's beside those that are there.
    fn laid_over(mut self, store: &Store, path: &Path) -> Result<(Catalogue, Vec<Finding>), Error> {
        let read = self.files(store)?;
        if read.0.is_empty() && read.1.is_empty() && self.findings.is_empty() {
            let place = Place::file(path.display().to_string(), None);
            let hint = "a record is a .toml file; `opencities practices check --help` shows one";
            self.findings.push(Finding::new(Code::F110, place, "there are no records", hint));
        }
        Ok(self.finish(&read))
    }

    fn files(&mut self, store: &Store) -> Result<(Read<Record>, Read<Network>), Error> {
        self.sources(store)?;
        let networks = self.all(store.networks()?, |network: &mut Network, file| network.file = file)?;
        let records = self.all(store.records()?, |record: &mut Record, file| record.file = file)?;
        let of_record = |record: &Record| (record.code.clone(), record.file.clone());
        let of_network = |network: &Network| (network.code.clone(), network.file.clone());
        self.findings.extend(lay(&mut self.catalogue.records, &records, of_record));
        self.findings.extend(lay(&mut self.catalogue.networks, &networks, of_network));
        Ok((records, networks))
    }

    fn sources(&mut self, store: &Store) -> Result<(), Error> {
        let Some(definition) = store.file(SOURCES)? else { return Ok(()) };
        match definition.tables::<Source>() {
            Ok(tables) => {
                for (code, source) in tables {
                    match source {
                        Ok(source) => {
                            self.catalogue.sources.retain(|old| old.code != code);
                            self.catalogue.sources.push(Source { code, ..source });
                        }
                        Err(fault) => self.findings.push(fault),
                    }
                }
            }
            Err(fault) => self.findings.push(*fault),
        }
        Ok(())
    }

    /// The values of these files; a file that cannot be read is a finding.
    fn all<T: for<'de> Deserialize<'de>>(
        &mut self,
        files: Vec<Result<Definition, Error>>,
        remember: impl Fn(&mut T, String),
    ) -> Result<Read<T>, Error> {
        let mut read = Vec::new();
        for file in files {
            let definition = match file {
                Ok(definition) => definition,
                Err(Error::Faults(faults)) => {
                    self.findings.extend(faults);
                    continue;
                }
                Err(error) => return Err(error),
            };
            match definition.parse::<T>() {
                Ok(mut value) => {
                    remember(&mut value, definition.file.clone());
                    read.push((value, definition));
                }
                Err(fault) => self.findings.push(*fault),
            }
        }
        Ok(read)
    }

    /// Holds what was read to the rules.
    fn finish(mut self, (records, networks): &(Read<Record>, Read<Network>)) -> (Catalogue, Vec<Finding>) {
        for (record, definition) in records {
            self.findings.extend(check::record(&self.catalogue, record, Report::new(definition)));
        }
        for (network, definition) in networks {
            self.findings.extend(check::network(&self.catalogue, network, Report::new(definition)));
        }
        let records = records.iter().map(|(record, definition)| (record.code.as_str(), definition));
        let networks = networks.iter().map(|(network, definition)| (network.code.as_str(), definition));
        self.findings.extend(check::doubles(records.chain(networks)));
        for fault in self.findings.iter_mut().filter(|fault| fault.hint.contains("opencities init")) {
            fault.hint = "`opencities practices check --help` shows a whole record".to_owned();
        }
        finding::sort(&mut self.findings);
        (self.catalogue, self.findings)
    }
}
