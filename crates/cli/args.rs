//! What can be typed: the one place from which help, completions and the parser follow.

mod analyses;
mod assess;
mod folders;
mod peers;
mod practices;
mod replicates;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use opencities_engine::finding::Code;
use opencities_engine::period::Period;

use self::analyses::audit_help;
pub(crate) use self::analyses::{
    Audit, Bounds, Confidence, Diff, DiffOrder, LeaveOut, Sensitivity, Treatments, Within,
};
pub(crate) use self::assess::{AssessCommand, AssessReport, Effect, Sheet, Sheets};
pub(crate) use self::folders::{ImportCommand, IndexCommand, Init};
use self::peers::{PEERS_HELP, PROFILE_HELP};
pub(crate) use self::peers::{PeerChoice, Peers, Profile};
pub(crate) use self::practices::{CatalogueOf, Practices, PracticesCommand, Recommend};
pub(crate) use self::replicates::Uncertainty;

/// Rank cities, or anything else, with a composite index that can be traced back to its figures.
///
/// Without --index, the embedded OPENCities reference index is used: 76 cities, 53 indicators, an open reconstruction.
#[derive(Debug, Parser)]
#[command(name = "opencities", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "Examples:
  opencities rank --top 10                     the ten most open cities
  opencities rank --level area -o ranking.xlsx  a workbook with all areas
  opencities explain vienna                    how Vienna's score comes about
  opencities compare berlin vienna zurich      three cities side by side
  opencities profile vienna -o vienna.html     Vienna beside cities like it, as a page
  opencities diff opencities --new-weights equal-areas  what other weights would change
  opencities init my-index                     an index of your own to start from
  opencities rank --index my-index             and its ranking

stdout is data, stderr is words. Exit 0: fine; 1: findings of error grade; 2: wrong use or unreadable input.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which index, figures and method.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Index and method")]
pub(crate) struct Source {
    /// An index folder, or the name of a shipped index
    #[arg(long, value_name = "DIR|NAME", default_value = "opencities")]
    pub(crate) index: String,
    /// Figures to use in place of the index's own (CSV, Parquet, Arrow or XLSX; may be given several times)
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<PathBuf>,
    /// Units to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) units: Option<PathBuf>,
    /// Weights: a name that the index has, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) weights: Option<String>,
    /// A method.toml to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) method: Option<PathBuf>,
    /// The period to report (2024, 2024-Q3, ...), or `each` for all of them
    #[arg(long, value_name = "PERIOD", value_parser = parse_period)]
    pub(crate) period: Option<PeriodChoice>,
    /// Go on in spite of findings with this code (may be given several times)
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<Code>,
}

/// Where results go.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Write to a file instead; its ending gives the format: csv, json, jsonl, md, html, xlsx, parquet, arrow (may be given several times)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Format on stdout: table, csv, json, jsonl, md, html, xlsx, parquet or arrow [default: table on a terminal, csv in a pipe]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// Write text that a spreadsheet would run as a formula to CSV as it is, without a leading apostrophe
    #[arg(long)]
    pub(crate) csv_raw: bool,
}

/// A period, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeriodChoice {
    Each,
    Only(Period),
}

fn parse_period(text: &str) -> Result<PeriodChoice, opencities_engine::Error> {
    if text == "each" { Ok(PeriodChoice::Each) } else { text.parse().map(PeriodChoice::Only) }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Rank the units: the index, its themes, coverage and what to know about each row
    #[command(after_help = "Examples:
  opencities rank
  opencities rank --top 10 --level area
  opencities rank --by education --group region='Northern Europe'
  opencities rank --weights equal-areas -o ranking.xlsx -o ranking.parquet
  opencities rank --index my-index --data figures.csv | head -5")]
    Rank(Rank),
    /// Write every table of the composite into a folder: raw figures to ranks, scales, weights, findings, sources
    #[command(after_help = "Examples:
  opencities build -o out                 CSV tables and run.json
  opencities build -o out --as parquet    the same as Parquet")]
    Build(Build),
    /// List every finding about the index and its data, with place and hint
    #[command(after_help = "Examples:
  opencities check
  opencities check --index my-index -o findings.csv

Exit 1 when a finding would stop the ranking.")]
    Check(Check),
    /// Show how a score came about: figure, year, score, share and the points that it adds; the parts sum to the score
    #[command(after_help = "Examples:
  opencities explain london
  opencities explain 'sao paulo' education
  opencities explain zuerich -o zurich.xlsx")]
    Explain(Explain),
    /// Put units side by side
    #[command(after_help = "Examples:
  opencities compare london paris
  opencities compare berlin vienna zurich --level indicator")]
    Compare(Compare),
    /// A unit beside its peers: strengths, weaknesses, gaps in figures and points, how sure it is, and practices to learn from
    #[command(after_help = PROFILE_HELP)]
    Profile(Profile),
    /// Units like one unit, with the reason in words; and mentors: alike, but ahead where it is weak
    #[command(after_help = PEERS_HELP)]
    Peers(Peers),
    /// Show what was done to outliers and skew, indicator by indicator, and what it does to the ranks
    #[command(after_help = "Examples:
  opencities treatments                      the effect of each treatment on the ranks
  opencities treatments --values             every value that was moved, before and after
  opencities treatments --method other.toml  the same for another method
  opencities treatments -o treatments.xlsx   both as a workbook")]
    Treatments(Treatments),
    /// Show what changed between two editions of an index, and why: figures, revisions, method, weights, units, framework
    #[command(after_help = "Examples:
  opencities diff opencities --new-weights equal-areas
  opencities diff index-2024 index-2025 --top 10
  opencities diff index-2024 index-2025 --unit vienna
  opencities diff my-index --old-period 2024 --new-period 2025 --by people
  opencities diff my-index --new-data revised.csv --new-method other.toml -o changes.xlsx

The change of a score, and of a rank, is split into parts that sum to it: every set of parts is computed as an index of
its own, and a part's share is what it moves on average over all orders in which the parts may change (Shapley's value).
  data        figures that only one edition knows, and the period reported
  revision    figures that both know, of the same unit, indicator and period, and that differ
  method      method.toml without its weights and the period reported
  weights     the weights
  membership  units that joined or left, and the columns by which units are grouped
  framework   indicators and groups that joined or left, and facts such as direction or goalposts
A unit or an indicator that is in one edition only brings the figures that it has there. Parts that need each other, such
as a new method and the column of the units that it names, are shown as one.")]
    Diff(Diff),
    /// Audit the index as the JRC does: structure, robustness, importance against weight, distance to the frontier
    #[command(after_help = "Examples:
  opencities audit
  opencities audit -o audit.html -o audit.xlsx    a chapter with figures, and every table
  opencities audit --robustness --importance --replicates 2000
  opencities audit --structure
  opencities audit --structure --stage raw --level indicator
  opencities audit --structure --threshold weak_below=0.2 --correction holm

Every line has a verdict: ✓ good, ! look at this, ✗ problem, · not computed.
`opencities audit --help` lists the thresholds, with their defaults and sources.")]
    #[command(after_long_help = audit_help())]
    Audit(Audit),
    /// How sure the ranks are: many replicates under the assumptions of the index, and what they agree on
    #[command(after_help = "Examples:
  opencities uncertainty
  opencities uncertainty --replicates 100000 --seed 7 -o ranks.xlsx
  opencities uncertainty --by education --top 5
  opencities uncertainty --assumptions mine.toml --specifications -o runs.json
  opencities uncertainty --part 1/8 -o part-1.arrow       on each of eight machines
  opencities uncertainty --merge part-*.arrow -o all.xlsx  the same result as in one go

Ctrl-C ends early with what was counted so far. The same seed gives the same result on any machine.
Files hold every group and who stands before whom; the terminal shows one group.")]
    Uncertainty(Uncertainty),
    /// What the sampling errors of survey figures leave of the ranks: confidence sets, where standard errors are given
    #[command(after_help = "Examples:
  opencities confidence --index my-index
  opencities confidence --index my-index --by trust --top 3        an indicator that comes from a survey
  opencities confidence --index my-index --confidence-percent 90 -o confidence.xlsx

Standard errors stand in the column standard_error of the observations; a figure without one counts as exact. `one by one`
holds the true rank of one unit with the stated probability, `all at once` those of all units together: look at a unit with
the first, at the whole ranking and at its top with the second. Every pair of units is tested (Mogstad, Romano, Shaikh and
Wilhelm 2024, doi:10.1093/restud/rdad006, stepwise).
For an indicator the standard errors serve as they are, errors of different units being independent. For a group every
figure is drawn anew, and the whole index is computed from it, so that common scales and weights found from the data are
accounted for; that is sound where scores move smoothly with the figures, and rough for scales of ranks and for ends of a
scale that two units are near to. Sampling error is all that it speaks of: `opencities uncertainty` is about choices.
Ctrl-C ends early with the replicates so far. The same seed gives the same result on any machine.")]
    Confidence(Confidence),
    /// The best and the worst rank of every unit over all weights of a region, proved, with weights that give them
    #[command(after_help = "Examples:
  opencities bounds                       every theme's share within 50 % of its own
  opencities bounds --within any          any shares of the themes at all
  opencities bounds --group education     the shares of the children of education, and the ranks of the index
  opencities bounds --by education        the same, and the ranks of education
  opencities bounds --assumptions mine.toml -o bounds.xlsx

Nothing is drawn at random: linear and mixed-integer programs find each rank and prove that there is no better or worse one,
or a gap is stated. What is weighed anew and all above it must be arithmetic means. Units that know different children are
compared by the least and the greatest score of each, so that a gap may remain. Scores that differ by less than a
hundred-thousandth of their range are equal. An assumptions.toml may state bounds and orderings of the shares of one group:
[assumption.weights.region]")]
    Bounds(Bounds),
    /// Leave out each indicator, group and unit, one at a time: what does that do to the ranks of the others?
    #[command(after_help = "Examples:
  opencities leave-out
  opencities leave-out --level indicator --top 53
  opencities leave-out --level unit -o reversals.csv     every unit, with the pairs of others that it turns
  opencities leave-out --by education

A node is left out by the weight 0, so its siblings share its weight. A unit is left out of everything: scales, treatments,
imputations and weights are found without it. Pairs of others that stand the other way round without a unit are breaches of
the independence of irrelevant alternatives. Ranks are those among the units that are ranked both times.")]
    LeaveOut(LeaveOut),
    /// Which assumption moves the ranks: shares of the variance of a result, assumption by assumption
    #[command(after_help = "Examples:
  opencities sensitivity
  opencities sensitivity --unit Bilbao
  opencities sensitivity --order Bilbao Munich --samples 4096 -o order.xlsx
  opencities sensitivity --second-order --seed 7
  opencities sensitivity --screen --trajectories 50

`alone` is the share of the variance that goes when this assumption is settled (first-order Sobol' index), `in all` the
share that stays when all others are (total index): far above the first, the assumption works together with others.
A sample takes a run for each assumption and two more, twice as many with --second-order. The first 256 numbers of both
samples come from a scrambled Sobol' sequence, further ones are pseudo-random.
Ctrl-C ends early with the samples so far. The same seed gives the same result on any machine.")]
    Sensitivity(Sensitivity),
    /// What other cities do: search the catalogue of practices, show one, and recommend some to a city
    #[command(after_help = "Examples:
  opencities practices anonymous job applications
  opencities practices one-stop shop in barcelona
  opencities practices procurement --facet commitment=c09 --city sweden
  opencities practices --facet target_group=women -o women.xlsx
  opencities practices show barcelona-saier
  opencities practices recommend nicosia
  opencities practices -- networks of mentors        words that begin like a command

A word finds its other forms, accents do not matter, and places count like other words. --practices PATH adds your own.")]
    Practices(Practices),
    /// Self-assessments: a questionnaire, sheets that a city fills in, an interview, and a report
    #[command(subcommand, after_help = assess::EXAMPLES)]
    Assess(AssessCommand),
    /// The reference of methods: all of them, a family, or one with its formula, parameters and TOML
    #[command(after_help = "Examples:
  opencities methods
  opencities methods normalise
  opencities methods min-max")]
    Methods(Methods),
    /// Explain the code of a finding, or list all codes
    #[command(after_help = "Example:\n  opencities explain-code D104")]
    ExplainCode(ExplainCode),
    /// The shipped indices
    #[command(subcommand)]
    Index(IndexCommand),
    /// Write a small working index folder to start from
    #[command(after_help = "Example:\n  opencities init my-index && opencities rank --index my-index")]
    Init(Init),
    /// Make an index folder from another program's files
    #[command(subcommand)]
    Import(ImportCommand),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  opencities completions bash > /etc/bash_completion.d/opencities")]
    Completions(Completions),
}

#[derive(Debug, Args)]
pub(crate) struct Rank {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Columns: the nodes of this level [default: the level below the index]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    /// Rank by this group instead of the index
    #[arg(long, value_name = "NODE")]
    pub(crate) by: Option<String>,
    /// Show the first N units only
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<NonZeroUsize>,
    /// Show only units whose column fulfils this: COLUMN=VALUE, or != < <= > >= (may be given several times); ranks stay
    /// those among all units
    #[arg(long, value_name = "CONDITION")]
    pub(crate) group: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The folder to write to; it is made where it does not exist
    #[arg(short, long, value_name = "DIR", required = true)]
    pub(crate) output: PathBuf,
    /// Format of the tables: csv, json, jsonl, md, html, xlsx, parquet or arrow
    #[arg(long = "as", value_name = "FORMAT", default_value = "csv")]
    pub(crate) format: String,
    /// Write text that a spreadsheet would run as a formula to CSV as it is
    #[arg(long)]
    pub(crate) csv_raw: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The unit: its code, its name or another name that it has
    pub(crate) unit: String,
    /// The indicator or group to explain [default: the index]
    pub(crate) node: Option<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The units: codes, names or other names
    #[arg(required = true, num_args = 2..)]
    pub(crate) unit: Vec<String>,
    /// Rows: the nodes down to this level [default: the level above the indicators]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Methods {
    /// A family (impute, treat, normalise, weigh, aggregate) or a method
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainCode {
    /// The code, such as D104
    pub(crate) code: Option<Code>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
