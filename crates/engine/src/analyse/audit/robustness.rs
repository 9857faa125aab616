//! How sure ranks are, and what moves them, in an audit.

use std::collections::BTreeMap;

use super::{Check, Part, listed, name_of_row, percent};
use crate::analyse::sensitivity::{Indices, Remark};
use crate::analyse::structure::{Grade, Thresholds};
use crate::analyse::uncertainty::{Plan, Standing, Surety, Tally, Tier};
use crate::composite::Composite;

/// What replicates under other assumptions say of the published ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct Robustness {
    /// The names of the assumptions.
    pub assumptions: Vec<String>,
    /// The seed.
    pub seed: u64,
    /// Replicates that gave ranks.
    pub replicates: u64,
    /// Why others gave none, and how many.
    pub failures: BTreeMap<String, u64>,
    /// The share of the replicates that an interval holds.
    pub interval: f64,
    /// The ranked rows, in the order of the ranking.
    pub rows: Vec<usize>,
    /// Their published ranks.
    pub published: Vec<f64>,
    /// What the replicates say of each; the places that count as top are the first alone.
    pub standings: Vec<Standing>,
    /// Tiers that the replicates keep apart.
    pub tiers: Vec<Tier>,
}

impl Robustness {
    /// What a tally says of the ranking of the index in the newest period. `interval` is the share that an interval holds.
    pub fn new(composite: &Composite, plan: &Plan<'_>, tally: &Tally, interval: f64) -> Self {
        let found = Surety::new(composite, composite.framework.root(), tally, interval, 1);
        let told = found.rows.iter().zip(&found.standings);
        let (rows, standings): (Vec<usize>, Vec<Standing>) = told
            .filter(|(row, standing)| !composite.rank(found.node, **row).is_nan() && standing.ranked > 0)
            .map(|(&row, standing)| (row, standing.clone()))
            .unzip();
        Robustness {
            assumptions: plan.names().map(str::to_owned).collect(),
            seed: plan.seed,
            replicates: tally.replicates,
            failures: tally.failures.clone(),
            interval,
            published: rows.iter().map(|&row| composite.rank(found.node, row)).collect(),
            standings,
            tiers: found.tiers,
            rows,
        }
    }

    /// Whether the published rank of a unit, by its place here, lies outside its interval.
    pub fn is_outside(&self, place: usize) -> bool {
        let [low, high] = self.standings[place].interval;
        self.published[place] < low as f64 || self.published[place] > high as f64
    }

    /// How many places the interval of a unit spans, its ends included.
    pub fn width(&self, place: usize) -> u64 {
        let [low, high] = self.standings[place].interval;
        high - low + 1
    }

    /// The share of the units whose interval spans so many places at most.
    pub fn narrow(&self, places: f64) -> f64 {
        let narrow = (0..self.rows.len()).filter(|&place| self.width(place) as f64 <= places).count();
        narrow as f64 / self.rows.len() as f64
    }
}

/// Which assumption moves the ranks.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The names of the assumptions.
    pub assumptions: Vec<String>,
    /// Rows of the sample that gave results.
    pub samples: u64,
    /// Shares of the variance of the mean change of the ranks.
    pub indices: Indices,
}

pub(super) fn checks(composite: &Composite, found: &Robustness, thresholds: &Thresholds, checks: &mut Vec<Check>) {
    let units = found.rows.len();
    let mut add =
        |looked_at: String, figure: f64, shown: String, threshold: Option<(&'static str, f64)>, grade, words| {
            checks.push(Check { part: Part::Robustness, looked_at, figure, shown, threshold, grade, words });
        };
    if units == 0 {
        let why = "no replicate gave ranks".to_owned();
        add("ranks of the replicates".to_owned(), f64::NAN, "–".to_owned(), None, Grade::Unknown, why);
        return;
    }
    let interval = percent(found.interval);
    let name = |place: usize| name_of_row(composite, found.rows[place]);
    let told = |place: usize| {
        let [low, high] = found.standings[place].interval;
        format!("{} is published as {:.0}, and lies from {low} to {high}", name(place), found.published[place])
    };
    let outside: Vec<usize> = (0..units).filter(|&place| found.is_outside(place)).collect();
    let share = outside.len() as f64 / units as f64;
    let grade = match share {
        share if share > thresholds.outside_share_max => Grade::Problem,
        share if share > 0.0 => Grade::Look,
        _ => Grade::Good,
    };
    let words = if outside.is_empty() {
        "every published rank lies within its interval".to_owned()
    } else {
        listed(&outside.iter().map(|&place| told(place)).collect::<Vec<_>>())
    };
    add(
        format!("published ranks outside their {interval} interval"),
        share,
        format!("{} of {units} units", outside.len()),
        Some(("outside_share_max", thresholds.outside_share_max)),
        grade,
        words,
    );
    let places = thresholds.interval_places_max;
    let narrow = found.narrow(places);
    let widest = (0..units).max_by_key(|&place| found.width(place)).unwrap_or(0);
    add(
        format!("{interval} intervals of at most {places} places"),
        narrow,
        percent(narrow),
        Some(("narrow_share_min", thresholds.narrow_share_min)),
        match narrow {
            // Among so few every interval is.
            _ if units as f64 <= places => Grade::Unknown,
            narrow if narrow < thresholds.narrow_share_min => Grade::Look,
            _ => Grade::Good,
        },
        if units as f64 <= places {
            format!("there are {units} places in all")
        } else {
            format!("least sure: {}", told(widest))
        },
    );
    let first = found.standings[0].top;
    add(
        format!("how often {} is first", name(0)),
        first,
        percent(first),
        Some(("first_share_min", thresholds.first_share_min)),
        if first < thresholds.first_share_min { Grade::Look } else { Grade::Good },
        format!("the first place is {}", if first < thresholds.first_share_min { "open" } else { "held" }),
    );
    let tiers = found.tiers.len();
    let sizes: Vec<String> = found.tiers.iter().map(|tier| tier.units.len().to_string()).collect();
    add(
        "tiers that the replicates keep apart".to_owned(),
        tiers as f64,
        tiers.to_string(),
        None,
        if tiers > 1 { Grade::Good } else { Grade::Look },
        match tiers {
            0 | 1 => "no place in the order splits the units; order alone says little".to_owned(),
            _ => format!("of {} units: order within one says little", sizes.join(" and ")),
        },
    );
    let failed: u64 = found.failures.values().sum();
    let causes: Vec<String> = found.failures.iter().map(|(cause, count)| format!("{count}: {cause}")).collect();
    if failed > 0 {
        let share = failed as f64 / (failed + found.replicates) as f64;
        add("replicates without ranks".to_owned(), share, failed.to_string(), None, Grade::Look, listed(&causes));
    }
}

pub(super) fn checks_of_assumptions(found: &Sensitivity, thresholds: &Thresholds, checks: &mut Vec<Check>) {
    let Indices { variance, first, total, .. } = &found.indices;
    let mut add =
        |looked_at: &str, figure: f64, shown: String, threshold: Option<(&'static str, f64)>, grade, words| {
            let looked_at = looked_at.to_owned();
            checks.push(Check { part: Part::Sensitivity, looked_at, figure, shown, threshold, grade, words });
        };
    let most = (0..total.len()).max_by(|&a, &b| total[a].value.total_cmp(&total[b].value));
    let Some(most) = most.filter(|_| *variance > 0.0) else {
        let why = "nothing that is assumed moves the ranks".to_owned();
        add("the assumption that carries most", f64::NAN, "–".to_owned(), None, Grade::Unknown, why);
        return;
    };
    let estimate = total[most];
    let limit = thresholds.assumption_share_max;
    let words = format!(
        "`{}` carries {} of the variance of the mean change of the ranks ({} to {}), {} alone",
        found.assumptions[most],
        percent(estimate.value),
        percent(estimate.low),
        percent(estimate.high),
        percent(first[most].value.max(0.0))
    );
    add(
        "the assumption that carries most",
        estimate.value,
        percent(estimate.value),
        Some(("assumption_share_max", limit)),
        if estimate.value > limit { Grade::Look } else { Grade::Good },
        words,
    );
    let together = (1.0 - first.iter().map(|one| one.value).sum::<f64>()).clamp(0.0, 1.0);
    add(
        "what assumptions do together",
        together,
        percent(together),
        None,
        Grade::Good,
        "the share of the variance that no assumption carries alone".to_owned(),
    );
    let unsure: Vec<String> = found.indices.remarks().iter().map(|remark| said(remark, &found.assumptions)).collect();
    if !unsure.is_empty() {
        let shown = found.samples.to_string();
        add("size of the sample", found.samples as f64, shown, None, Grade::Look, listed(&unsure));
    }
}

fn said(remark: &Remark, names: &[String]) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    remark.finding(&names).message
}
