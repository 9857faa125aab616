//! `explain-code`: what the code of a finding means.

use opencities_engine::finding::Code;

use crate::args::ExplainCode;
use crate::failure::Failure;
use crate::output::print;
use crate::render::wrapped;

pub(crate) fn run(args: &ExplainCode) -> Result<(), Failure> {
    match args.code {
        Some(code) => {
            let info = code.info();
            let title = format!("{code} ({}): {}\n\n", info.severity.name(), info.title);
            print(&(title + &wrapped(info.explanation, "")))
        }
        None => {
            let line = |&code: &Code| format!("{code}  {:<8} {}\n", code.info().severity.name(), code.info().title);
            print(&Code::ALL.iter().map(line).collect::<String>())
        }
    }
}
