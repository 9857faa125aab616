//! What can be typed after `practices`: words to search for, or one of its own commands.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Output, Source};

/// What a record looks like, as `practices check --help` shows it.
const RECORD: &str = "A record is one file, called after its code:

  code = \"ghent-migration-forum\"
  title = \"Migration forum\"
  city = \"Ghent\"                  # as in units.csv where it is there
  country = \"Belgium\"
  from = 2017                     # or to, or years = [2017, 2019]; left out where unknown
  summary = \"In a sentence or two.\"
  actions = \"What is done.\"
  # where known: problem, beneficiaries, outcome, partners = [...], networks = [...]

  [[source]]                      # a document of the catalogue ...
  document = \"integrating-cities-4\"
  place = \"The headings under which it stands\"

  [[source]]                      # ... or one of your own
  title = \"Migration forum: report\"
  publisher = \"City of Ghent\"
  licence = \"CC BY 4.0\"
  place = \"Page 3\"

  [facets]                        # `opencities practices facets` lists the values
  area = [\"diversity-actions\"]
  instrument = [\"consultative-body\"]

Examples:
  opencities practices check                          the shipped catalogue
  opencities practices check ghent-migration-forum.toml  one record, beside the shipped ones
  opencities practices check my-practices             a folder of records, or a whole catalogue

A folder with a facets.toml is a catalogue of its own; any other folder, and a single record, is laid over the shipped one.
Exit 1 when there is an error.";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Practices {
    /// Words to search for, cities and countries among them [default: all practices]
    pub(crate) words: Vec<String>,
    /// Only practices with this value; several of one facet: any of them (may be given several times)
    #[arg(long, value_name = "FACET=VALUE")]
    pub(crate) facet: Vec<String>,
    /// Only practices of this city, country or region, and networks that name it as a member
    #[arg(long, value_name = "PLACE")]
    pub(crate) city: Option<String>,
    /// Give the first N only [default: all of them, 10 on a terminal]
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueOf,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(subcommand)]
    pub(crate) command: Option<PracticesCommand>,
}

/// Which practices.
#[derive(Debug, Clone, Args)]
pub(crate) struct CatalogueOf {
    /// Your own practices beside the shipped ones: a folder or the file of one record; a folder with a facets.toml stands
    /// in their place
    #[arg(long, value_name = "PATH")]
    pub(crate) practices: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PracticesCommand {
    /// All that is known of a practice or a network
    #[command(after_help = "Example:\n  opencities practices show barcelona-saier")]
    Show {
        /// Its code or title
        code: String,
        #[command(flatten)]
        catalogue: CatalogueOf,
        #[command(flatten)]
        output: Output,
    },
    /// Practices that are like one, with what they share
    #[command(after_help = "Example:\n  opencities practices similar barcelona-saier --top 5")]
    Similar {
        /// The code or title of a practice
        code: String,
        /// Give the first N
        #[arg(long, value_name = "N", default_value = "10")]
        top: NonZeroUsize,
        #[command(flatten)]
        catalogue: CatalogueOf,
        #[command(flatten)]
        output: Output,
    },
    /// The lists that practices are filed under, how many practices each value has, and why some have none
    #[command(after_help = "Examples:
  opencities practices facets
  opencities practices facets instrument -o instruments.csv")]
    Facets {
        /// One facet, by code or name [default: all]
        facet: Option<String>,
        #[command(flatten)]
        catalogue: CatalogueOf,
        #[command(flatten)]
        output: Output,
    },
    /// Networks and joint projects of cities: all, one by its code, or those of a city
    #[command(after_help = "Examples:
  opencities practices networks
  opencities practices networks eurocities
  opencities practices networks bilbao")]
    Networks {
        /// The code of a network, or a place
        which: Option<String>,
        #[command(flatten)]
        catalogue: CatalogueOf,
        #[command(flatten)]
        output: Output,
    },
    /// What a city could learn, and from whom: practices of mentors for its weak areas, each with the reason
    #[command(after_help = "Examples:
  opencities practices recommend nicosia
  opencities practices recommend 'sao paulo' --areas 5 --top 2 -o advice.md

Weak areas are those in which the score lies furthest below the median of the ranked cities. A mentor is ahead in that area
by five points or more, has a recorded practice in it, and is as near as can be in the other areas; another region or size
class counts as five points of distance. A practice is named because a mentor has it: nothing proves that it moves a score.")]
    Recommend(Recommend),
    /// Check records: unknown facets, missing sources, codes that stand twice, and all else that a record must keep
    #[command(after_help = RECORD)]
    Check {
        /// A folder, or the file of one record [default: the shipped catalogue]
        path: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Recommend {
    /// The city: its code, its name or another name that it has
    pub(crate) city: String,
    /// For so many of its weakest areas
    #[arg(long, value_name = "N", default_value = "3")]
    pub(crate) areas: NonZeroUsize,
    /// So many practices for each area
    #[arg(long, value_name = "N", default_value = "3")]
    pub(crate) top: NonZeroUsize,
    /// A peers.toml that says who is alike, in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) likeness: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueOf,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}
