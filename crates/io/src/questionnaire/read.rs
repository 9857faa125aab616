//! Reads the questionnaire of an index folder. Faults are findings with file and line; what can be read stays.

use opencities_engine::analyse::Feature;
use opencities_engine::finding::{self, Code, Finding, Place};
use serde::Deserialize;

use super::check;
use super::{PeerGroup, Question, Questionnaire, Scale};
use crate::practices::Catalogue;
use crate::{Error, Index};

/// The file of an index folder that holds its questionnaire.
const FILE: &str = "questionnaire.toml";

/// `questionnaire.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    questionnaire: About,
    #[serde(default)]
    scale: Vec<Scale>,
    #[serde(default)]
    question: Vec<Question>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct About {
    code: String,
    version: String,
    name: String,
    introduction: String,
    every_years: Option<f64>,
}

impl Questionnaire {
    /// The questionnaire of an index and what is wrong with it; `None` where the index has none.
    ///
    /// # Errors
    /// [`Error::Unreadable`], or [`Error::Faults`] where the file cannot be understood at all.
    pub fn of(index: &Index) -> Result<Option<(Self, Vec<Finding>)>, Error> {
        let Some(definition) = index.definition(FILE)? else { return Ok(None) };
        let File { questionnaire: about, scale, question } = definition.parse().map_err(|mut fault| {
            if fault.hint.contains("opencities init") {
                "the questionnaires of the indices `charter` and `intercultural` are examples"
                    .clone_into(&mut fault.hint);
            }
            Error::Faults(vec![*fault])
        })?;
        let questionnaire = Questionnaire {
            code: about.code,
            version: about.version,
            name: about.name,
            introduction: about.introduction,
            every_years: about.every_years,
            peer_groups: peer_groups(index)?,
            scales: scale,
            questions: question,
        };
        let mut findings = check::questionnaire(&questionnaire, index, &Catalogue::lists()?, &definition);
        finding::sort(&mut findings);
        Ok(Some((questionnaire, findings)))
    }

    /// The same, where the index must have one.
    ///
    /// # Errors
    /// As above, and [`Error::Faults`] where there is none.
    pub fn required(index: &Index) -> Result<(Self, Vec<Finding>), Error> {
        Questionnaire::of(index)?.ok_or_else(|| {
            let place = Place::file(index.folder.shown(FILE), None);
            let message = format!("the index `{}` has no questionnaire", index.framework.about().code);
            let hint = "add questionnaire.toml to its folder, or name an index that has one: --index charter";
            Error::Faults(vec![Finding::new(Code::F110, place, message, hint)])
        })
    }
}

/// The columns by which peers are parted at a number.
fn peer_groups(index: &Index) -> Result<Vec<PeerGroup>, Error> {
    let of = |feature: &Feature| {
        let (column, at) = (feature.column.clone()?, feature.at?);
        Some(PeerGroup { name: feature.called().to_owned(), column, at })
    };
    Ok(index.likeness(None)?.likeness.feature.iter().filter_map(of).collect())
}
