//! What `uncertainty` is asked for: how many replicates, of which group, the whole run or a part of it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::analyses::parse_percent;
use super::{Output, Source};

#[derive(Debug, Args)]
pub(crate) struct Uncertainty {
    #[command(flatten)]
    pub(crate) source: Source,
    /// How many replicates to draw [default: as assumptions.toml says]
    #[arg(long, value_name = "N")]
    pub(crate) replicates: Option<u64>,
    /// The seed of the random numbers [default: as assumptions.toml says]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// An assumptions.toml to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) assumptions: Option<PathBuf>,
    /// The group whose ranks are shown instead of the index's
    #[arg(long, value_name = "NODE")]
    pub(crate) by: Option<String>,
    /// How many places count as the top, for the share of the replicates in which a unit is there; all units are shown
    #[arg(long, value_name = "PLACES", default_value = "10")]
    pub(crate) top: NonZeroUsize,
    /// The share of the replicates that an interval holds
    #[arg(long, value_name = "PERCENT", default_value = "90", value_parser = parse_percent)]
    pub(crate) interval_percent: f64,
    /// Write what each replicate assumed, too
    #[arg(long)]
    pub(crate) specifications: bool,
    /// Compute the K-th of N parts of the replicates, and write its counts for --merge
    #[arg(long, value_name = "K/N", value_parser = parse_part, requires = "output", conflicts_with = "specifications")]
    pub(crate) part: Option<Part>,
    /// Put parts together in place of computing (may be given several times)
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["part", "specifications"])]
    pub(crate) merge: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// One of several equal parts of the replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    number: u64,
    of: u64,
}

impl Part {
    /// Its replicates, of so many.
    pub(crate) fn range(self, replicates: u64) -> std::ops::Range<u64> {
        let end = |parts: u64| (u128::from(replicates) * u128::from(parts) / u128::from(self.of)) as u64;
        end(self.number - 1)..end(self.number)
    }
}

fn parse_part(text: &str) -> Result<Part, String> {
    let parse = |text: &str| text.trim().parse::<u64>().ok();
    match text.split_once('/').map(|(number, of)| (parse(number), parse(of))) {
        Some((Some(number), Some(of))) if (1..=of).contains(&number) => Ok(Part { number, of }),
        _ => Err("write 1/8 for the first of eight parts".to_owned()),
    }
}
