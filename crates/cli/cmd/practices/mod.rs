//! `practices`: the catalogue of practices. Words are searched for here; each command of its own has a file.

mod check;
mod facets;
mod list;
mod networks;
mod recommend;
mod show;

use std::process::ExitCode;

use opencities_engine::finding::{Finding, Severity};
use opencities_io::practices::Catalogue;

use crate::args::{CatalogueOf, Practices, PracticesCommand};
use crate::failure::{Failure, count};
use crate::output::say;

pub(crate) fn run(args: &Practices) -> Result<ExitCode, Failure> {
    match &args.command {
        None => list::run(args)?,
        Some(PracticesCommand::Show { code, catalogue, output }) => show::run(code, catalogue, output)?,
        Some(PracticesCommand::Similar { code, top, catalogue, output }) => {
            list::similar(code, *top, catalogue, output)?
        }
        Some(PracticesCommand::Facets { facet, catalogue, output }) => {
            facets::run(facet.as_deref(), catalogue, output)?
        }
        Some(PracticesCommand::Networks { which, catalogue, output }) => {
            networks::run(which.as_deref(), catalogue, output)?
        }
        Some(PracticesCommand::Recommend(args)) => recommend::run(args)?,
        Some(PracticesCommand::Check { path, output }) => return check::run(path.as_deref(), output),
    }
    Ok(ExitCode::SUCCESS)
}

/// The catalogue that was asked for; says in one line where something is wrong with it.
pub(super) fn open(of: &CatalogueOf) -> Result<Catalogue, Failure> {
    let (catalogue, findings) = Catalogue::open(of.practices.as_deref())?;
    let grave: Vec<&Finding> = findings.iter().filter(|finding| finding.severity != Severity::Note).collect();
    if !grave.is_empty() {
        let path = of.practices.as_ref().map_or(String::new(), |path| format!(" {}", path.display()));
        say(&format!(
            "{} about the practices: `opencities practices check{path}` lists them",
            count(grave.len(), "finding")
        ));
    }
    Ok(catalogue)
}
