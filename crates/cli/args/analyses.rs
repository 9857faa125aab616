//! What can be typed after the commands that analyse an index: treatments, audit, diff, uncertainty, confidence, ...

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use opencities_engine::analyse::structure::{Stage, Thresholds};
use opencities_engine::finding::Code;
use opencities_engine::stats::Correction;

use super::{Output, PeriodChoice, Source, parse_period};

#[derive(Debug, Args)]
pub(crate) struct Treatments {
    /// Show every value that was moved instead, before and after
    #[arg(long)]
    pub(crate) values: bool,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// The statistical structure: statistics, correlations, consistency and components of every group [default: all parts]
    #[arg(long)]
    pub(crate) structure: bool,
    /// How sure the ranks are under the index's assumptions, and which assumption moves them
    #[arg(long)]
    pub(crate) robustness: bool,
    /// The importance of the children of every group, beside their weights
    #[arg(long)]
    pub(crate) importance: bool,
    /// The distance of each unit to the efficient frontier, beside its score
    #[arg(long)]
    pub(crate) frontier: bool,
    /// Replicates for the robustness [default: as assumptions.toml says, fewer where that takes long]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) replicates: Option<u64>,
    /// Samples for the sensitivity; a power of two fills best [default: 512, fewer where that takes long]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1 << 32))]
    pub(crate) samples: Option<u64>,
    /// Resamples for the intervals of importances, 0 for none [default: 1000, fewer where that takes long]
    #[arg(long, value_name = "N")]
    pub(crate) resamples: Option<u64>,
    /// The seed of the random numbers [default: as assumptions.toml says]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// An assumptions.toml to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) assumptions: Option<PathBuf>,
    /// Look at the indicators at this stage; `aggregated` looks at the scores of groups alone
    #[arg(long, value_name = "STAGE", default_value = Stage::Normalised.name(), value_parser = stages())]
    pub(crate) stage: Stage,
    /// Look at the nodes of this level only [default: all levels]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    /// Change the threshold of a verdict (may be given several times)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) threshold: Vec<String>,
    /// How p-values are corrected for the number of pairs
    #[arg(long, value_name = "NAME", default_value = Correction::BenjaminiHochberg.name(), value_parser = corrections())]
    pub(crate) correction: Correction,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The old edition: an index folder, or the name of a shipped index
    pub(crate) old: String,
    /// The new edition [default: the same index]
    pub(crate) new: Option<String>,
    /// The group whose scores are compared [default: the index]
    #[arg(long, value_name = "NODE")]
    pub(crate) by: Option<String>,
    /// One unit, in the index and in every group
    #[arg(long, value_name = "UNIT", conflicts_with_all = ["by", "top", "sort"])]
    pub(crate) unit: Option<String>,
    /// Show the first N units only
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<NonZeroUsize>,
    /// The order of the units: by the new rank, or the greatest change of the score first
    #[arg(long, value_enum, value_name = "ORDER", default_value = "rank")]
    pub(crate) sort: DiffOrder,
    #[command(flatten)]
    pub(crate) editions: Editions,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// The order of the units of a comparison of editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DiffOrder {
    Rank,
    Change,
}

/// What each of two editions uses in place of its index's own.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Editions")]
pub(crate) struct Editions {
    /// Figures of the old edition in place of its own (may be given several times)
    #[arg(long, value_name = "FILE")]
    old_data: Vec<PathBuf>,
    /// Figures of the new edition in place of its own (may be given several times)
    #[arg(long, value_name = "FILE")]
    new_data: Vec<PathBuf>,
    /// Units of the old edition in place of its own
    #[arg(long, value_name = "FILE")]
    old_units: Option<PathBuf>,
    /// Units of the new edition in place of its own
    #[arg(long, value_name = "FILE")]
    new_units: Option<PathBuf>,
    /// Weights of the old edition: a name that its index has, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    old_weights: Option<String>,
    /// Weights of the new edition: a name that its index has, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    new_weights: Option<String>,
    /// A method.toml for the old edition
    #[arg(long, value_name = "FILE")]
    old_method: Option<PathBuf>,
    /// A method.toml for the new edition
    #[arg(long, value_name = "FILE")]
    new_method: Option<PathBuf>,
    /// The period that the old edition reports, or `each`: then the newest of all is compared
    #[arg(long, value_name = "PERIOD", value_parser = parse_period)]
    old_period: Option<PeriodChoice>,
    /// The period that the new edition reports, or `each`: then the newest of all is compared
    #[arg(long, value_name = "PERIOD", value_parser = parse_period)]
    new_period: Option<PeriodChoice>,
    /// Go on in spite of findings with this code, in both editions (may be given several times)
    #[arg(long, value_name = "CODE")]
    allow: Vec<Code>,
}

impl Diff {
    /// Each edition as a source.
    pub(crate) fn sources(&self) -> [Source; 2] {
        let Editions { allow, .. } = &self.editions;
        let named = self.editions.clone();
        let old = Source {
            index: self.old.clone(),
            data: named.old_data,
            units: named.old_units,
            weights: named.old_weights,
            method: named.old_method,
            period: named.old_period,
            allow: allow.clone(),
        };
        let new = Source {
            index: self.new.clone().unwrap_or_else(|| self.old.clone()),
            data: named.new_data,
            units: named.new_units,
            weights: named.new_weights,
            method: named.new_method,
            period: named.new_period,
            allow: allow.clone(),
        };
        [old, new]
    }
}

fn stages() -> impl TypedValueParser<Value = Stage> {
    let find = |name: String| Stage::ALL.into_iter().find(|stage| stage.name() == name).unwrap_or_default();
    PossibleValuesParser::new(Stage::ALL.map(Stage::name)).map(find)
}

fn corrections() -> impl TypedValueParser<Value = Correction> {
    let find = |name: String| Correction::ALL.into_iter().find(|known| known.name() == name).unwrap_or_default();
    PossibleValuesParser::new(Correction::ALL.map(Correction::name)).map(find)
}

/// What the statistics are, and every threshold with its default and source.
pub(super) fn audit_help() -> String {
    let mut text = AUDIT_PAGE.to_owned();
    for threshold in Thresholds::ALL {
        let name = format!("{}={}", threshold.name, threshold.default);
        text.push_str(&format!("\n  {name}\n      {}\n      {}", threshold.meaning, threshold.source));
    }
    text
}

const AUDIT_PAGE: &str = "\
Examples:
  opencities audit
  opencities audit -o audit.html -o audit.xlsx    a chapter with figures, and every table
  opencities audit --robustness --importance --replicates 2000
  opencities audit --structure --stage raw --level indicator
  opencities audit --structure --threshold weak_below=0.2 --correction holm

Every line has a verdict: ✓ good, ! look at this, ✗ problem, · not computed.

What is computed, over the ranked units of one period, more being better:
  statistics     each indicator and group: figures known, moments (skewness and kurtosis of type 2),
                 zeros, repeats, outliers beyond the quartiles, correlation with parent and index
  correlations   Pearson, Spearman and Kendall (tau-b) with two-sided p-values, corrected
                 for all pairs of the same relation; verdicts go by Pearson's
  denominators   indicators beside the series by which they are, or might be, divided
  groups         Cronbach's alpha (pairwise), Kaiser-Meyer-Olkin, Bartlett's test of sphericity and
                 principal components of standardised members (complete units)
  coverage       what each unit knows
  robustness     ranks under the assumptions of assumptions.toml: median and 90 % interval
  sensitivity    Sobol' indices of the mean change of the ranks, where there are two assumptions or more
  importance     the main effect of every child on its group (correlation ratio, and squared
                 correlation), as a share among siblings, with 95 % intervals of a Bayesian bootstrap
  frontier       benefit of the doubt right below the index, and who is surpassed in everything

A chapter (-o audit.html, or -o audit.md with its figures beside it) has a verdict on every line and
figures with their uncertainty. What takes long is cut short or left out by default, and that is said.

A group's score contains its children, so correlations with it are higher than those with others.

Thresholds, with their defaults and where these come from:";

#[derive(Debug, Args)]
pub(crate) struct Confidence {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The indicator or group whose ranks are looked at instead of the index's
    #[arg(long, value_name = "NODE")]
    pub(crate) by: Option<String>,
    /// The probability with which the sets hold the true ranks
    #[arg(long, value_name = "PERCENT", default_value = "95", value_parser = parse_percent)]
    pub(crate) confidence_percent: f64,
    /// How many places count as the top, for which units are and may be there; all units are shown
    #[arg(long, value_name = "PLACES", default_value = "10")]
    pub(crate) top: NonZeroUsize,
    /// How often the sampling errors are drawn
    #[arg(long, value_name = "N", default_value = "2000", value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub(crate) replicates: u32,
    /// The seed of the random numbers
    #[arg(long, value_name = "S", default_value = "1")]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Bounds {
    /// How far the shares of the children may be from their own: a percentage of each, or `any` for all shares from 0 to 1
    #[arg(long, value_name = "PERCENT|any", default_value = "50", value_parser = parse_within, conflicts_with = "assumptions")]
    pub(crate) within: Within,
    /// The group whose children are weighed anew [default: the group by which is ranked]
    #[arg(long, value_name = "NODE", conflicts_with = "assumptions")]
    pub(crate) group: Option<String>,
    /// The group whose ranks are shown instead of the index's
    #[arg(long, value_name = "NODE")]
    pub(crate) by: Option<String>,
    /// An assumptions.toml whose region of weights is taken
    #[arg(long, value_name = "FILE")]
    pub(crate) assumptions: Option<PathBuf>,
    /// How many branches are tried for each rank before a gap is stated
    #[arg(long, value_name = "N", default_value = "2000")]
    pub(crate) branches: u64,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How far shares may be from their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Within {
    /// By a percentage of each.
    Percent(f64),
    /// As far as they like.
    Any,
}

fn parse_within(text: &str) -> Result<Within, String> {
    match text.trim_end_matches('%').trim().parse::<f64>() {
        _ if text == "any" => Ok(Within::Any),
        Ok(percent) if percent > 0.0 && percent.is_finite() => Ok(Within::Percent(percent)),
        _ => Err("write a number above 0, or any".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct LeaveOut {
    /// Leave out what stands on this level only: `indicator`, another level of the index, or `unit` [default: everything]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    /// The group whose ranks are compared instead of the index's
    #[arg(long, value_name = "NODE")]
    pub(crate) by: Option<String>,
    /// Show the N of each level that move the ranks most; files hold all
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) top: NonZeroUsize,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Sensitivity {
    #[command(flatten)]
    pub(crate) source: Source,
    /// How many samples of all assumptions to draw; a power of two fills best
    #[arg(long, value_name = "N", default_value = "1024", value_parser = clap::value_parser!(u64).range(2..=1 << 32))]
    pub(crate) samples: u64,
    /// The seed of the random numbers [default: as assumptions.toml says]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// An assumptions.toml to use in place of the index's own
    #[arg(long, value_name = "FILE")]
    pub(crate) assumptions: Option<PathBuf>,
    /// What moves the rank of this unit [default: what moves the ranks of all, on average]
    #[arg(long, value_name = "UNIT", conflicts_with = "order")]
    pub(crate) unit: Option<String>,
    /// What moves the unit's score instead of its rank
    #[arg(long, requires = "unit")]
    pub(crate) score: bool,
    /// What decides which of two units is ahead
    #[arg(long, value_names = ["A", "B"], num_args = 2)]
    pub(crate) order: Option<Vec<String>>,
    /// What two assumptions do together, too (twice the runs)
    #[arg(long, conflicts_with = "screen")]
    pub(crate) second_order: bool,
    /// Screen many assumptions with few runs instead (elementary effects)
    #[arg(long, conflicts_with = "samples")]
    pub(crate) screen: bool,
    /// Ways through the assumptions that a screening tries
    #[arg(long, value_name = "N", default_value = "20", requires = "screen", value_parser = clap::value_parser!(u64).range(2..))]
    pub(crate) trajectories: u64,
    /// Write the result of every run, too
    #[arg(long)]
    pub(crate) runs: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

pub(super) fn parse_percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').trim().parse::<f64>() {
        Ok(share) if share > 0.0 && share < 100.0 => Ok(share),
        _ => Err("write a number between 0 and 100".to_owned()),
    }
}
