//! What the commands about one unit and its peers are asked for.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::Args;

use super::{Output, Source};

pub(super) const PEERS_HELP: &str = "Examples:
  opencities peers vienna
  opencities peers vienna --group 'population>=1000000' --group region!='Western Europe'
  opencities peers vienna --with zurich --with munich      how alike are these?
  opencities peers vienna --mentors education              alike in all else, and ahead in education
  opencities peers vienna --likeness mine.toml -o peers.xlsx

What makes units alike stands in the peers.toml of the index: columns of units.csv, indicators and scores, each with what
counts as one step apart. The distance is the mean of the steps. It depends on the two units alone, so that a unit that
joins reorders nobody, unless it moves the ends of a scale. An index without peers.toml compares scores.";

pub(super) const PROFILE_HELP: &str = "Examples:
  opencities profile vienna
  opencities profile vienna --with zurich --with munich -o vienna.html
  opencities profile vienna --group region='Western Europe'
  opencities profile vienna --everyone -o vienna.md -o vienna.json

Strengths and weaknesses are gaps to the median of the peers. The gap in the index is that to their mean, in parts that sum
to it. Without a choice the peers are those most alike, as `opencities peers` lists them.";

/// Who the peers are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Peers")]
pub(crate) struct PeerChoice {
    /// This unit is a peer (may be given several times); instead of those most alike
    #[arg(long = "with", value_name = "UNIT")]
    pub(crate) with: Vec<String>,
    /// Peers are units whose column fulfils this: COLUMN=VALUE, or != < <= > >= (may be given several times)
    #[arg(long, value_name = "CONDITION", conflicts_with = "with")]
    pub(crate) group: Vec<String>,
    /// Every ranked unit is a peer
    #[arg(long, conflicts_with_all = ["with", "group", "count"])]
    pub(crate) everyone: bool,
    /// So many peers at most, the most alike [default: as peers.toml says]
    #[arg(long, value_name = "N", conflicts_with = "with")]
    pub(crate) count: Option<NonZeroUsize>,
    /// A peers.toml to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) likeness: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Peers {
    /// The unit: its code, its name or another name that it has
    pub(crate) unit: String,
    /// Show mentors instead: units alike in all else that are ahead in this group (may be given several times)
    #[arg(long, value_name = "NODE")]
    pub(crate) mentors: Vec<String>,
    #[command(flatten)]
    pub(crate) choice: PeerChoice,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Profile {
    /// The unit: its code, its name or another name that it has
    pub(crate) unit: String,
    #[command(flatten)]
    pub(crate) choice: PeerChoice,
    /// So many replicates for the interval of the rank [default: as assumptions.toml says]
    #[arg(long, value_name = "N")]
    pub(crate) replicates: Option<NonZeroU64>,
    /// The seed of the replicates [default: as assumptions.toml says]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Practices that are told for each weak area; 0 for none
    #[arg(long, value_name = "N", default_value = "2")]
    pub(crate) per_area: usize,
    #[command(flatten)]
    pub(crate) catalogue: super::CatalogueOf,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}
