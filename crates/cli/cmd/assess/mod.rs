//! `assess`: self-assessments, from the questionnaire to a report. Each step has a file; what they share, the sheets that were
//! named and the questionnaire that these answer, stands here.

mod answer;
mod check;
mod effect;
mod interview;
mod observations;
mod questions;
mod report;
mod sheet;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use opencities_engine::finding::{self, Code, Finding, Severity};
use opencities_io::questionnaire::sheet::{Sheet, answered, read, without_questions};
use opencities_io::questionnaire::{Answers, Assessment, Questionnaire, together};
use opencities_io::{Error, Index};

use crate::args::{AssessCommand, Sheets, Source};
use crate::failure::Failure;
use crate::output::say;
use crate::resolve;

pub(crate) fn run(command: &AssessCommand) -> Result<ExitCode, Failure> {
    match command {
        AssessCommand::Questions { index, output } => questions::run(index, output)?,
        AssessCommand::Sheet(args) => sheet::run(args)?,
        AssessCommand::Answer { file, index } => answer::run(file, index.as_deref())?,
        AssessCommand::Check { sheets, output } => return check::run(sheets, output),
        AssessCommand::Report(args) => report::run(args)?,
        AssessCommand::Effect(args) => effect::run(args)?,
        AssessCommand::Observations { sheets, units_to, output } => {
            observations::run(sheets, units_to.as_deref(), output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An index and its questionnaire; findings of error grade about the questionnaire stop.
fn open(name: &str) -> Result<(Index, Questionnaire), Failure> {
    let index = Index::open(name)?;
    let (questionnaire, findings) = Questionnaire::required(&index)?;
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Failure::Findings(findings));
    }
    findings.iter().for_each(|finding| say(&finding.to_string()));
    Ok((index, questionnaire))
}

/// The sheets that were named, held to their questionnaire.
struct Asked {
    index: Index,
    questionnaire: Questionnaire,
    /// The answers, each with the name of its file.
    sheets: Vec<(String, Answers)>,
    /// All that is to be said of them.
    findings: Vec<Finding>,
}

/// The index that a sheet names, unless another was asked for.
fn index_of(sheet: Option<&Sheet>, wanted: Option<&str>) -> String {
    let named = sheet.map(|sheet| sheet.answers.questionnaire.as_str()).filter(|name| !name.is_empty());
    wanted.or(named).unwrap_or("charter").to_owned()
}

/// Sheets and their scores.
struct Scored {
    assessment: Assessment,
    /// The name of the weights.
    weights: String,
    /// What was found while computing.
    findings: Vec<Finding>,
}

impl Asked {
    /// Reads what was named; files that are no sheets are findings beside those of the others.
    fn read(args: &Sheets) -> Result<Self, Failure> {
        let mut findings = Vec::new();
        let mut read_sheets = Vec::new();
        for path in distinct(&args.file)? {
            match read(path) {
                Ok(sheet) => read_sheets.push(sheet),
                Err(Error::Faults(faults)) => findings.extend(faults),
                Err(error) => return Err(error.into()),
            }
        }
        if read_sheets.is_empty() {
            return Err(Failure::Input(Error::Faults(findings)));
        }
        let (index, questionnaire) = open(&index_of(read_sheets.first(), args.index.as_deref()))?;
        let mut sheets = Vec::new();
        for sheet in read_sheets {
            let file = sheet.file.clone();
            let (answers, found) = answered(sheet, &questionnaire, &index.framework);
            findings.extend(without_questions(&answers, &questionnaire, &file, &found));
            findings.extend(found);
            sheets.push((file, answers));
        }
        findings.extend(together(&questionnaire, &sheets));
        finding::sort(&mut findings);
        Ok(Asked { index, questionnaire, sheets, findings })
    }

    /// The same, where findings of error grade that are not allowed stop the work.
    fn sound(args: &Sheets) -> Result<Self, Failure> {
        let asked = Asked::read(args)?;
        if asked.stops(&args.allow) {
            return Err(Failure::Findings(asked.findings));
        }
        for finding in asked.findings.iter().filter(|finding| finding.severity <= Severity::Warning) {
            say(&finding.to_string());
        }
        Ok(asked)
    }

    fn stops(&self, allow: &[Code]) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error && !allow.contains(&finding.code))
    }

    /// The sheets, scored by the method and the weights of their index, or by others.
    fn scored(&self, weights: Option<&str>, method: Option<&Path>, allow: &[Code]) -> Result<Scored, Failure> {
        let source = Source {
            index: String::new(),
            data: Vec::new(),
            units: None,
            weights: weights.map(str::to_owned),
            method: method.map(Path::to_owned),
            period: None,
            allow: allow.to_vec(),
        };
        let (method, weights, origins) = resolve::method(&source, &self.index)?;
        let computed = Assessment::new(&self.index.framework, &method, self.questionnaire.clone(), self.answers());
        let assessment = computed.map_err(|error| match error {
            opencities_engine::Error::Method(mut faults) => {
                self.index.locate(&mut faults, &origins);
                Failure::Input(Error::Faults(faults))
            }
            other => other.into(),
        })?;
        let mut findings = assessment.composite.findings.clone();
        self.index.locate(&mut findings, &origins);
        if findings.iter().any(|finding| assessment.composite.method.stops_at(finding)) {
            return Err(Failure::Findings(findings));
        }
        Ok(Scored { assessment, weights, findings })
    }

    fn answers(&self) -> Vec<Answers> {
        self.sheets.iter().map(|(_, answers)| answers.clone()).collect()
    }
}

/// Files that were named once each.
fn distinct(files: &[PathBuf]) -> Result<&[PathBuf], Failure> {
    let mut seen = Vec::new();
    for path in files {
        // A path that leads nowhere is told when it is read.
        let Ok(real) = path.canonicalize() else { continue };
        if seen.contains(&real) {
            let message = format!("{} is named twice", path.display());
            return Err(Failure::Wrong(message, "name each sheet once".to_owned()));
        }
        seen.push(real);
    }
    Ok(files)
}
