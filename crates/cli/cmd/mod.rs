//! One command, one file. To add one: its arguments in `args.rs`, its file here, its line below.

mod assess;
mod audit;
mod bounds;
mod build;
mod check;
mod compare;
mod completions;
mod confidence;
mod diff;
mod explain;
mod explain_code;
mod import;
mod index;
mod init;
mod leave_out;
mod methods;
mod peers;
mod practices;
mod profile;
mod rank;
mod sensitivity;
mod treatments;
mod uncertainty;

use std::process::ExitCode;

use crate::args::{Cli, Command, IndexCommand};
use crate::failure::{Failure, Work};

/// Runs what was typed.
pub(crate) fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    match &cli.command {
        Command::Rank(args) => rank::run(args)?,
        Command::Audit(args) => audit::run(args)?,
        Command::Build(args) => build::run(args)?,
        Command::Check(args) => return check::run(args),
        Command::Explain(args) => explain::run(args)?,
        Command::Compare(args) => compare::run(args)?,
        Command::Profile(args) => profile::run(args)?,
        Command::Peers(args) => peers::run(args)?,
        Command::Treatments(args) => treatments::run(args)?,
        Command::Diff(args) => diff::run(args)?,
        Command::Sensitivity(args) => sensitivity::run(args)?,
        Command::Uncertainty(args) => uncertainty::run(args)?,
        Command::Confidence(args) => confidence::run(args)?,
        Command::Bounds(args) => bounds::run(args)?,
        Command::LeaveOut(args) => leave_out::run(args)?,
        Command::Practices(args) => return practices::run(args),
        Command::Assess(command) => return assess::run(command),
        Command::Methods(args) => methods::run(args)?,
        Command::ExplainCode(args) => explain_code::run(args)?,
        Command::Index(IndexCommand::List) => index::run()?,
        Command::Init(args) => init::run(args)?,
        Command::Import(command) => import::run(command)?,
        Command::Completions(args) => completions::run(args)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What was to be done, for the words with which it ends early.
pub(crate) fn work(cli: &Cli) -> Work {
    match &cli.command {
        Command::Import(_) => Work::Import,
        Command::Assess(_) => Work::Assessment,
        Command::Diff(_) => Work::Comparison,
        Command::Audit(_)
        | Command::Profile(_)
        | Command::Peers(_)
        | Command::Sensitivity(_)
        | Command::Uncertainty(_)
        | Command::Confidence(_)
        | Command::Bounds(_)
        | Command::LeaveOut(_) => Work::Analysis,
        _ => Work::Ranking,
    }
}
