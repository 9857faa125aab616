//! The method of an index: the choice at each stage (Handbook steps 2 to 6). A `method.toml` *is* a [`Method`].
//!
//! Plain values with defaults; [`Method::validate`] lists every fault at once. What the methods do stands in the folders
//! of their families.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::aggregate::Aggregation;
use crate::dataset::Units;
use crate::finding::{self, Code, Finding, Place, Severity};
use crate::framework::{Framework, INDICATOR_LEVEL};
use crate::impute::Imputation;
use crate::normalise::{Fact, Normalisation};
use crate::period::Period;
use crate::registry::{BadParameter, Choice};
use crate::stats::Ties;
use crate::treat::Treatment;
use crate::weigh::Weighting;

/// The choice at each stage of an index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Method {
    /// Findings of error grade that do not stop the ranking.
    pub allow: Vec<Code>,
    /// Which periods are reported, and how old a figure may be that stands in.
    pub periods: Periods,
    /// Which units, indicators and groups know too little.
    pub screen: Screen,
    /// What a missing child means for its group.
    pub missing: Missing,
    /// What an indicator without spread gives.
    pub no_spread: NoSpread,
    /// How units are ranked.
    pub rank: Ranking,
    /// How missing values are filled.
    pub impute: Choice<Imputation>,
    /// How outliers and skew are treated.
    pub treat: Choice<Treatment>,
    /// How values become scores.
    pub normalise: Choice<Normalisation>,
    /// How much each child counts.
    pub weigh: Choice<Weighting>,
    /// How the scores of children become the score of their group.
    pub aggregate: Choice<Aggregation>,
}

/// Which periods are reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Report {
    /// The newest period of the data.
    #[default]
    Newest,
    /// Every period of the data: a panel.
    Each,
    /// One period.
    Only(Period),
}

/// Whether a figure of an earlier period may stand in for a missing one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carry {
    /// Never.
    #[default]
    None,
    /// The latest figure, never one from the future; its own period is kept.
    Latest,
}

/// Which rows a scale or a treatment is fitted on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// All periods together: scores of different periods can be compared.
    #[default]
    Pooled,
    /// Each period by itself: scores of different periods cannot be compared.
    EachPeriod,
    /// One period; the others may fall outside its scale.
    Base(Period),
}

/// The treatment of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Periods {
    /// Which periods are reported.
    pub report: Report,
    /// Whether an earlier figure may stand in.
    pub carry: Carry,
    /// How old it may be, in years; any age where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_years: Option<u16>,
    /// Which periods scales and treatments are fitted on.
    pub reference: Reference,
}

impl Periods {
    /// Whether a figure of one period may serve in another, which is reported.
    pub fn takes(&self, reported: Period, known: Period) -> bool {
        let is_young = |oldest| reported.years_since(known) <= f64::from(oldest);
        match self.carry {
            Carry::None => known == reported,
            Carry::Latest => known <= reported && self.max_age_years.is_none_or(is_young),
        }
    }
}

/// When coverage is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScreenStage {
    /// On the raw data: what was imputed does not count as known.
    #[default]
    BeforeImputation,
    /// On the imputed data.
    AfterImputation,
}

/// Screening by coverage. Shares are of what is declared and applicable; below a limit means strictly below.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Screen {
    /// When coverage is counted.
    pub stage: ScreenStage,
    /// Share of all indicators that a unit must have to be ranked.
    pub unit_coverage_min: f64,
    /// Share of a unit's known values that must not be zero for it to be ranked, where zeros may be gaps; 0 turns it off.
    pub unit_nonzero_min: f64,
    /// Share of ranked units that an indicator must have to be used; 0 turns it off.
    pub indicator_coverage_min: f64,
    /// Share of a group's direct children that a unit must have to get a score there; 0 turns it off.
    pub group_coverage_min: f64,
    /// Share of a group's indicators below which a unit's score there is marked thin.
    pub thin_below: f64,
    /// Units that are ranked whatever they know, by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Units that are not ranked whatever they know, by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
}

impl Default for Screen {
    fn default() -> Self {
        Screen {
            stage: ScreenStage::BeforeImputation,
            unit_coverage_min: 0.65,
            unit_nonzero_min: 0.0,
            indicator_coverage_min: 0.0,
            group_coverage_min: 0.0,
            thin_below: 0.5,
            include: Vec::new(),
            exclude: Vec::new(),
        }
    }
}

/// What a missing child means for its group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingChildren {
    /// Its weight is shared among the others in proportion to theirs.
    #[default]
    Rescale,
    /// The group's score is missing too.
    Missing,
}

/// The rule for missing children.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Missing {
    /// What a missing child means for its group.
    pub children: MissingChildren,
}

/// What an indicator without spread gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoSpreadScore {
    /// Nothing: finding D104 stops the ranking.
    #[default]
    Error,
    /// The middle of the scale, for every unit.
    Neutral,
    /// No score: the indicator is left out.
    Missing,
}

/// The rule for indicators without spread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoSpread {
    /// What such an indicator gives.
    pub score: NoSpreadScore,
}

/// How units are ranked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ranking {
    /// What equal scores get.
    pub ties: Ties,
}

impl Method {
    /// Whether a finding stops the ranking: of error grade, and not allowed by name.
    pub fn stops_at(&self, finding: &Finding) -> bool {
        finding.severity == Severity::Error && !self.allow.contains(&finding.code)
    }

    /// Why findings stop the ranking; `None` where they do not.
    pub(crate) fn why_stopped(&self, findings: &[Finding]) -> Option<String> {
        let finding = findings.iter().find(|finding| self.stops_at(finding))?;
        Some(format!("{}: {}", finding.code, finding.message))
    }

    /// Checks the method against a framework and the columns of the units.
    ///
    /// # Errors
    /// [`Error::Method`] with every fault: unknown nodes, levels and columns, parameters out of bounds, and weights that
    /// are unknown, partial, negative or all zero.
    pub fn validate(&self, framework: &Framework, units: &Units) -> Result<(), Error> {
        let mut faults = Vec::new();
        let indicators: Vec<&str> = framework.indicators().iter().map(|indicator| indicator.code.as_str()).collect();
        let groups: Vec<&str> = framework.groups().iter().map(|group| group.code.as_str()).collect();
        let leaf_level = [INDICATOR_LEVEL.to_owned()];
        let upper_levels = &framework.levels()[1..];
        check_choice(&self.impute, Imputation::KEY, &indicators, &leaf_level, &mut faults);
        check_choice(&self.treat, Treatment::KEY, &indicators, &leaf_level, &mut faults);
        check_choice(&self.normalise, Normalisation::KEY, &indicators, &leaf_level, &mut faults);
        check_choice(&self.weigh, Weighting::KEY, &groups, upper_levels, &mut faults);
        check_choice(&self.aggregate, Aggregation::KEY, &groups, upper_levels, &mut faults);
        check_parameters(
            &self.impute,
            Imputation::KEY,
            |method| (method.name(), method.rule().validate()),
            &mut faults,
        );
        check_parameters(&self.treat, Treatment::KEY, |method| (method.name(), method.rule().validate()), &mut faults);
        let of_scale = |method: &Normalisation| (method.name(), method.rule().validate());
        check_parameters(&self.normalise, Normalisation::KEY, of_scale, &mut faults);
        let of_mean = |method: &Aggregation| (method.name(), method.rule().validate());
        check_parameters(&self.aggregate, Aggregation::KEY, of_mean, &mut faults);
        check_parameters(&self.weigh, Weighting::KEY, |method| (method.name(), method.rule().validate()), &mut faults);
        self.check_shares(&mut faults);
        self.check_units(units, &mut faults);
        self.check_facts(framework, &mut faults);
        for (place, imputation) in self.impute.named(Imputation::KEY) {
            imputation.rule().check(framework, &place, &mut faults);
        }
        for (place, aggregation) in self.aggregate.named(Aggregation::KEY) {
            aggregation.rule().check(framework, &place, &mut faults);
        }
        for (place, weighting) in self.weigh.named(Weighting::KEY) {
            weighting.rule().check(framework, &place, &mut faults);
        }
        if faults.is_empty() {
            return Ok(());
        }
        finding::sort(&mut faults);
        faults.dedup();
        Err(Error::Method(faults))
    }

    fn check_shares(&self, faults: &mut Vec<Finding>) {
        let Screen { unit_coverage_min, unit_nonzero_min, indicator_coverage_min, .. } = self.screen;
        let Screen { group_coverage_min, thin_below, .. } = self.screen;
        let shares = [
            ("screen.unit_coverage_min", unit_coverage_min),
            ("screen.unit_nonzero_min", unit_nonzero_min),
            ("screen.indicator_coverage_min", indicator_coverage_min),
            ("screen.group_coverage_min", group_coverage_min),
            ("screen.thin_below", thin_below),
        ];
        for (name, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                let message = format!("{name} is {share}");
                faults.push(Finding::new(Code::M304, Place::key(name), message, "write a share between 0 and 1"));
            }
        }
    }

    fn check_units(&self, units: &Units, faults: &mut Vec<Finding>) {
        for (place, imputation) in self.impute.named(Imputation::KEY) {
            let Some(column) = imputation.rule().group_column() else { continue };
            if units.column(column).is_none() {
                let known: Vec<&str> = units.columns().iter().map(|column| column.name.as_str()).collect();
                let message = format!("{place} groups the units by `{column}`, which they do not have");
                let hint = format!("the columns of units.csv are: {}", known.join(", "));
                let key = format!("{place}.{}.column", imputation.name());
                faults.push(Finding::new(Code::M303, Place::key(key), message, hint));
            }
        }
        for (key, listed) in [("screen.include", &self.screen.include), ("screen.exclude", &self.screen.exclude)] {
            for code in listed.iter().filter(|code| units.position(code).is_none()) {
                let message = format!("{key} names the unit `{code}`, which there is not");
                faults.push(Finding::new(Code::M307, Place::key(key), message, "write the code of a unit"));
            }
        }
        for code in self.screen.include.iter().filter(|code| self.screen.exclude.contains(code)) {
            let message = format!("the unit `{code}` is both included and excluded");
            faults.push(Finding::new(Code::M304, Place::key("screen.exclude"), message, "name it in one of the lists"));
        }
        for (place, normalisation) in self.normalise.named(Normalisation::KEY) {
            let Some(unit) = normalisation.rule().reference_unit() else { continue };
            if units.position(unit).is_none() {
                let message = format!("{place} refers to the unit `{unit}`, which there is not");
                let key = format!("{place}.{}.reference.unit", normalisation.name());
                faults.push(Finding::new(Code::M307, Place::key(key), message, "write the code of a unit"));
            }
        }
    }

    fn check_facts(&self, framework: &Framework, faults: &mut Vec<Finding>) {
        for (indicator, node) in framework.indicators().iter().zip(framework.nodes()) {
            let rule = self.normalise.at(node).rule();
            if let Some((goalposts, reason)) = indicator.goalposts.and_then(|pair| Some((pair, rule.refuses(pair)?))) {
                let message = format!("`{}` has the goalposts {goalposts:?}: {reason}", indicator.code);
                faults.push(Finding::new(Code::M304, Place::node(&indicator.code), message, "choose other goalposts"));
            }
            let lacks = |what: &str, line: &str| {
                let message = format!("`{}` has no {what}", indicator.code);
                (message, format!("add {line} to it in {}.toml", indicator.parent))
            };
            let (code, (message, hint)) = match rule.needs() {
                Some(Fact::Goalposts) if indicator.goalposts.is_none() => {
                    (Code::M306, lacks("goalposts", "goalposts = [low, high]"))
                }
                Some(Fact::Target) if indicator.target.is_none() => (Code::M308, lacks("target", "target = value")),
                _ => continue,
            };
            faults.push(Finding::new(code, Place::node(&indicator.code), message, hint));
        }
    }
}

fn check_choice<T>(choice: &Choice<T>, key: &str, nodes: &[&str], levels: &[String], faults: &mut Vec<Finding>) {
    for node in choice.by_node.keys().filter(|node| !nodes.contains(&node.as_str())) {
        let message = format!("{key}.by-node names `{node}`, which is no node that this choice is made for");
        let hint = format!("`{key}` is chosen for: {}", shortened(nodes));
        faults.push(Finding::new(Code::M301, Place::key(format!("{key}.by-node.{node}")), message, hint));
    }
    for level in choice.by_level.keys().filter(|level| !levels.contains(level)) {
        let message = format!("{key}.by-level names `{level}`, which is no level that this choice is made for");
        let hint = format!("the levels are: {}", levels.join(", "));
        faults.push(Finding::new(Code::M302, Place::key(format!("{key}.by-level.{level}")), message, hint));
    }
}

fn check_parameters<T>(
    choice: &Choice<T>,
    key: &str,
    validate: impl Fn(&T) -> (&'static str, Vec<BadParameter>),
    faults: &mut Vec<Finding>,
) {
    for (place, method) in choice.named(key) {
        let (chosen, bad) = validate(method);
        for BadParameter { name, expected } in bad {
            let message = format!("`{name}` of {chosen} under {place} is out of its bounds");
            let at = Place::key(format!("{place}.{chosen}.{name}"));
            faults.push(Finding::new(Code::M304, at, message, format!("it must be {expected}")));
        }
    }
}

fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
