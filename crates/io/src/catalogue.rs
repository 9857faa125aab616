//! An index folder as a value: its framework, sources, method and named weights (Handbook step 1).
//!
//! Every fault of every file is collected and given with file and line. Observations are read by [`crate::read`].

use std::collections::BTreeMap;
use std::path::Path;

use opencities_engine::analyse::uncertainty::Assumptions;
use opencities_engine::dataset::{Dataset, Units};
use opencities_engine::finding::{self, Code, Finding, Place};
use opencities_engine::framework::{About, Denominator, Framework, Group, Indicator};
use opencities_engine::method::Method;
use opencities_engine::registry::Choice;
use opencities_engine::weigh::{Stated, Weighting};
use serde::{Deserialize, Serialize};

use crate::definition::Definition;
use crate::read::{self, Input};
use crate::{Error, Folder};

/// Files of an index folder that are not about an area.
const RESERVED: [&str; 6] = ["framework", "sources", "method", "assumptions", "questionnaire", "peers"];

/// Where figures come from, and under which licence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// The code by which indicators and observations name it.
    #[serde(skip_deserializing)]
    pub code: String,
    /// The data set or publication.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its licence.
    pub licence: String,
    /// `open`, `attribution` or `sharealike`.
    pub licence_class: String,
    /// Its public address.
    pub address: String,
    /// The relay that the figures were taken from.
    pub via: String,
    /// Its date or release.
    pub date: String,
    /// What else should be known.
    pub note: String,
}

/// Weights with a name, and who chose them and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NamedWeights {
    /// The name.
    pub name: String,
    /// What they mean.
    pub description: String,
    /// Who chose them and how.
    pub elicited: String,
    /// Where they were published.
    pub source: String,
    /// Node code -> weight; a group of siblings is named in full or not at all (then equal).
    pub weights: BTreeMap<String, f64>,
}

impl NamedWeights {
    /// Reads a file of weights.
    ///
    /// # Errors
    /// [`Error::Faults`] with the line of a syntax error or unknown key.
    pub fn parse(definition: &Definition) -> Result<Self, Error> {
        definition.parse().map_err(|fault| Error::Faults(vec![*fault]))
    }

    /// The weights as a choice of method.
    pub fn choice(&self) -> Choice<Weighting> {
        Choice::all(Weighting::Stated(Stated { weights: self.weights.clone() }))
    }
}

/// Reads a `method.toml`.
///
/// # Errors
/// [`Error::Faults`] with the line of a syntax error or unknown key.
pub fn parse_method(definition: &Definition) -> Result<Method, Error> {
    method_of(definition).map_err(|fault| Error::Faults(vec![*fault]))
}

fn method_of(definition: &Definition) -> Result<Method, Box<Finding>> {
    definition.parse().map_err(|mut fault: Box<Finding>| {
        // Where nothing alike is known, the page of the method says what may stand there.
        if !fault.hint.starts_with("did you mean") {
            fault.hint.push_str(", and `opencities methods NAME` shows what a method takes");
        }
        fault
    })
}

/// Reads an `assumptions.toml`.
///
/// # Errors
/// [`Error::Faults`] with the line of a syntax error or unknown key.
pub fn parse_assumptions(definition: &Definition) -> Result<Assumptions, Error> {
    definition.parse().map_err(|fault| Error::Faults(vec![*fault]))
}

/// An index: what its folder says, apart from the figures.
#[derive(Debug, Clone)]
pub struct Index {
    /// Where its files are.
    pub folder: Folder,
    /// The tree of indicators and groups.
    pub framework: Framework,
    /// The sources of its figures.
    pub sources: Vec<Source>,
    /// Its default method.
    pub method: Method,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameworkFile {
    index: About,
    #[serde(default)]
    node: Vec<Group>,
    #[serde(default)]
    denominator: Vec<Denominator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaFile {
    #[serde(default)]
    indicator: Vec<Indicator>,
}

impl Index {
    /// Opens an index folder, or a shipped index by its code.
    ///
    /// # Errors
    /// [`Error::UnknownIndex`], [`Error::Unreadable`], or [`Error::Faults`] with every fault of the definitions.
    pub fn open(name: &str) -> Result<Self, Error> {
        Index::read(Folder::named(name)?)
    }

    /// The index that is used when none is named.
    ///
    /// # Errors
    /// None in a program that was built whole; the embedded files are read like any others.
    pub fn opencities() -> Result<Self, Error> {
        Index::read(Folder::Shipped("opencities".to_owned()))
    }

    /// Reads the definitions of a folder.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] with every fault.
    pub fn read(folder: Folder) -> Result<Self, Error> {
        let mut definitions = Definitions { folder: &folder, files: Vec::new(), faults: Vec::new() };
        let framework: Option<FrameworkFile> = definitions.required("framework.toml")?;
        let (indicators, described) = definitions.indicators(framework.as_ref())?;
        let sources = definitions.sources()?;
        let method = definitions.read_with("method.toml", method_of)?;
        if described && indicators.is_empty() && definitions.faults.is_empty() {
            definitions.fault(Code::F110, "the index has no indicators", "add [[indicator]] tables to <area>.toml");
        }
        if let Some(sources) = &sources {
            definitions.check_sources(&indicators, sources);
        }
        let built = framework.map(|file| Framework::new(file.index, file.node, indicators, file.denominator));
        let framework = match built {
            Some(Ok(framework)) if definitions.faults.is_empty() => framework,
            // Groups seem empty where the file of their indicators could not be read.
            Some(Err(error)) => {
                let follows = |finding: &&Finding| !described && finding.code == Code::F105;
                let own: Vec<Finding> = error.findings().iter().filter(|finding| !follows(finding)).cloned().collect();
                return Err(definitions.failed(&own));
            }
            _ => return Err(definitions.failed(&[])),
        };
        Ok(Index { framework, sources: sources.unwrap_or_default(), method: method.unwrap_or_default(), folder })
    }

    /// The named weights of the index, in order.
    ///
    /// # Errors
    /// [`Error::Unreadable`] or [`Error::Faults`].
    pub fn weights(&self) -> Result<Vec<NamedWeights>, Error> {
        self.folder.weights()?.iter().map(|name| NamedWeights::parse(&self.weights_definition(name)?)).collect()
    }

    /// The file of weights of a name that belongs to the index, to be parsed with [`NamedWeights::parse`].
    ///
    /// # Errors
    /// [`Error::UnknownWeights`] lists the names; [`Error::Unreadable`] or [`Error::Faults`] for a file that is no text.
    pub fn weights_definition(&self, name: &str) -> Result<Definition, Error> {
        match self.folder.weights_text(name)? {
            Some(text) => Ok(Definition { file: self.folder.weights_shown(name), text: text.into_owned() }),
            None => Err(Error::UnknownWeights { name: name.to_owned(), known: self.folder.weights()?.join(", ") }),
        }
    }

    /// The assumptions of an uncertainty analysis, to be parsed with [`parse_assumptions`]: those of a file, or else the
    /// index's own, where it has any.
    ///
    /// # Errors
    /// [`Error::Unreadable`] or [`Error::Faults`] for a file that is no text.
    pub fn assumptions(&self, file: Option<&Path>) -> Result<Option<Definition>, Error> {
        match file {
            Some(path) => Definition::read(path).map(Some),
            None => self.definition("assumptions.toml"),
        }
    }

    /// The units that the index declares; `None` where it leaves them to the observations.
    ///
    /// # Errors
    /// [`Error::Unreadable`] or [`Error::Faults`].
    pub fn units(&self) -> Result<Option<(Units, Vec<Finding>)>, Error> {
        self.folder.table("units")?.map(|input| read::read_units(&input)).transpose()
    }

    /// The tables of observations that lie in the folder.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] when there is none.
    pub fn observations(&self) -> Result<Vec<Input>, Error> {
        let missing = || {
            let message = "there are no observations";
            let hint = "add observations.csv (or .parquet, .arrow, .xlsx) to the folder, or name files with --data; \
                        `opencities assess observations` makes them of self-assessments";
            let place = Place::file(self.folder.shown("observations.csv"), None);
            Error::Faults(vec![Finding::new(Code::F110, place, message, hint)])
        };
        self.folder.table("observations")?.map(|input| vec![input]).ok_or_else(missing)
    }

    /// The figures of the index and what was found while reading them.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] where reading cannot go on.
    pub fn data(&self) -> Result<(Dataset, Vec<Finding>), Error> {
        self.data_of(&self.observations()?, None, &|_| {})
    }

    /// The same from other tables, perhaps with other units; `progress` is told the rows read so far.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] where reading cannot go on.
    pub fn data_of(
        &self,
        observations: &[Input],
        units: Option<&Input>,
        progress: &dyn Fn(u64),
    ) -> Result<(Dataset, Vec<Finding>), Error> {
        let declared = match units {
            Some(input) => Some(read::read_units(input)?),
            None => self.units()?,
        };
        let (units, mut findings) = declared.map_or((None, Vec::new()), |(units, findings)| (Some(units), findings));
        let codes: Vec<String> = self.sources.iter().map(|source| source.code.clone()).collect();
        let (data, more) = read::read_observations(observations, &self.framework, units, &codes, progress)?;
        findings.extend(more);
        Ok((data, findings))
    }
}

/// The definition files of a folder while they are read.
struct Definitions<'a> {
    folder: &'a Folder,
    /// What was read, to find lines in afterwards.
    files: Vec<Definition>,
    faults: Vec<Finding>,
}

impl Definitions<'_> {
    fn optional<T: for<'de> Deserialize<'de>>(&mut self, file: &str) -> Result<Option<T>, Error> {
        self.read_with(file, Definition::parse)
    }

    fn read_with<T>(
        &mut self,
        file: &str,
        read: impl Fn(&Definition) -> Result<T, Box<Finding>>,
    ) -> Result<Option<T>, Error> {
        let text = match self.folder.text(file) {
            Ok(Some(text)) => text.into_owned(),
            Ok(None) => return Ok(None),
            Err(Error::Faults(faults)) => {
                self.faults.extend(faults);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let definition = Definition { file: self.folder.shown(file), text };
        let parsed = read(&definition);
        self.files.push(definition);
        match parsed {
            Ok(value) => Ok(Some(value)),
            Err(fault) => {
                self.faults.push(*fault);
                Ok(None)
            }
        }
    }

    fn required<T: for<'de> Deserialize<'de>>(&mut self, file: &str) -> Result<Option<T>, Error> {
        let found = self.optional(file)?;
        if found.is_none() && self.faults.is_empty() {
            let place = Place::file(self.folder.shown(file), None);
            let hint = "an index folder has one; `opencities init NAME` writes a small example";
            self.faults.push(Finding::new(Code::F110, place, format!("there is no {file}"), hint));
        }
        Ok(found)
    }

    fn fault(&mut self, code: Code, message: &str, hint: &str) {
        self.faults.push(Finding::new(code, Place::file(self.folder.shown("."), None), message, hint));
    }

    /// The indicators of all area files, in the order of the framework's groups; whether every file could be read.
    fn indicators(&mut self, framework: Option<&FrameworkFile>) -> Result<(Vec<Indicator>, bool), Error> {
        let groups: Vec<&str> =
            framework.iter().flat_map(|file| file.node.iter().map(|node| node.code.as_str())).collect();
        let order = |stem: &str| groups.iter().position(|group| *group == stem).unwrap_or(groups.len());
        let mut stems: Vec<String> =
            self.folder.files()?.iter().filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
        stems.retain(|stem| !RESERVED.contains(&stem.as_str()));
        stems.sort_by_key(|stem| order(stem));
        let mut indicators = Vec::new();
        let mut whole = true;
        for stem in stems {
            let area: Option<AreaFile> = self.optional(&format!("{stem}.toml"))?;
            if let (None, Some(fault)) = (&area, self.faults.last_mut())
                && fault.message.ends_with("expected `indicator`")
            {
                fault.hint =
                    "every other .toml of an index folder holds [[indicator]] tables: keep methods, weights and \
                              sheets of answers in folders of their own"
                        .to_owned();
            }
            whole &= area.is_some();
            indicators.extend(area.into_iter().flat_map(|area| area.indicator).map(|mut indicator| {
                if indicator.parent.is_empty() {
                    indicator.parent.clone_from(&stem);
                }
                indicator
            }));
        }
        Ok((indicators, whole))
    }

    /// The sources; `None` where their file cannot be read, so that nothing is said about those it would describe.
    fn sources(&mut self) -> Result<Option<Vec<Source>>, Error> {
        let known = self.faults.len();
        let tables = self.read_with("sources.toml", Definition::tables::<Source>)?;
        if tables.is_none() && self.faults.len() > known {
            return Ok(None);
        }
        let mut sources = Vec::new();
        for (code, source) in tables.unwrap_or_default() {
            let source = source.unwrap_or_else(|fault| {
                let message = format!("source `{code}`: {}", fault.message);
                self.faults.push(Finding { message, ..fault });
                Source::default()
            });
            sources.push(Source { code, ..source });
        }
        Ok(Some(sources))
    }

    fn check_sources(&mut self, indicators: &[Indicator], sources: &[Source]) {
        for indicator in indicators {
            let Some(code) = &indicator.source else { continue };
            if !sources.iter().any(|source| source.code == *code) {
                let message = format!("`{}` names the source `{code}`, which is not described", indicator.code);
                let hint = format!("add [{code}] with title, publisher and licence to sources.toml");
                self.faults.push(Finding::new(Code::F109, Place::node(&indicator.code), message, hint));
            }
        }
    }

    /// All faults, each with the file and line where its node is declared.
    fn failed(mut self, more: &[Finding]) -> Error {
        let mut faults = std::mem::take(&mut self.faults);
        faults.extend_from_slice(more);
        for fault in faults.iter_mut().filter(|fault| fault.place.file.is_none()) {
            let Some(node) = &fault.place.node else { continue };
            let found = self.files.iter().find_map(|file| Some((file, file.lines().code(node)?)));
            if let Some((file, line)) = found {
                fault.place = Place::file(&file.file, Some(line));
            }
        }
        finding::sort(&mut faults);
        Error::Faults(faults)
    }
}
