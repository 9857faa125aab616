//! The `opencities` program: what was typed -> resolved values -> engine call -> words and tables.
//!
//! stdout is data, stderr is words. Exit 0 is fine, 1 means findings of error grade, 2 wrong use or unreadable input.

mod args;
mod cmd;
mod failure;
mod filter;
mod output;
mod page;
mod progress;
mod render;
mod resolve;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::failure::{Failure, Work};

fn main() -> ExitCode {
    // Damaged Parquet and Arrow files make their decoders panic; the reader catches that and says so in its own words.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !opencities_io::read::is_decoding() {
            usual(panic);
        }
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return Failure::Usage(error).report(Work::Ranking),
    };
    match cmd::run(&cli) {
        Ok(code) => code,
        Err(failure) => failure.report(cmd::work(&cli)),
    }
}
