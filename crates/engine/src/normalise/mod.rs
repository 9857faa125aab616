//! Normalisation: values become scores that can be compared (Handbook step 5).
//!
//! A normalisation only *fits* a [`Scale`]; applying, clipping, exporting and explaining are written once, and direction
//! is known to the scale alone. To add one: one file with its page and its `fit`, its `mod` line and one registration
//! line below.

mod above_or_below_mean;
mod borda;
mod categorical;
mod distance_to_best;
mod distance_to_reference;
mod distance_to_target;
mod exponential_rank;
mod fraction_of_maximum;
mod goalposts;
mod logistic;
mod mazziotta_pareto_goalposts;
mod min_max;
mod percentile_rank;
mod rank;
mod robust_z;
mod scaled;
mod z_score;

pub use above_or_below_mean::{AboveOrBelowMean, Yardstick};
pub use borda::Borda;
pub use categorical::{Categorical, Cuts};
pub use distance_to_best::DistanceToBest;
pub use distance_to_reference::{Benchmark, DistanceToReference};
pub use distance_to_target::DistanceToTarget;
pub use exponential_rank::ExponentialRank;
pub use fraction_of_maximum::FractionOfMaximum;
pub use goalposts::Goalposts;
pub use logistic::{Around, Logistic};
pub use mazziotta_pareto_goalposts::{Centre, MazziottaParetoGoalposts};
pub use min_max::MinMax;
pub use percentile_rank::PercentileRank;
pub use rank::Rank;
pub use robust_z::RobustZ;
pub use scaled::Scaled;
pub use z_score::ZScore;

use crate::axiom::Axiom;
use crate::dataset::Units;
use crate::finding::{Code, Finding, Place, Severity};
use crate::framework::{Framework, Indicator};
use crate::method::{Method, NoSpreadScore};
use crate::par;
use crate::reference::{Fitting, Known};
use crate::registry::{BadParameter, family};
use crate::scale::{Scale, Transform};
use crate::stats::Ties;
use crate::table::Table;
use crate::treat::Treated;

family! {
    /// How values become scores.
    pub enum Normalisation: Normalise, "normalise" {
        MinMax = "min-max" in min_max,
        Goalposts = "goalposts" in goalposts,
        Scaled = "scaled" in scaled,
        DistanceToBest = "distance-to-best" in distance_to_best,
        DistanceToReference = "distance-to-reference" in distance_to_reference,
        DistanceToTarget = "distance-to-target" in distance_to_target,
        FractionOfMaximum = "fraction-of-maximum" in fraction_of_maximum,
        ZScore = "z-score" in z_score,
        RobustZ = "robust-z" in robust_z,
        Logistic = "logistic" in logistic,
        Rank = "rank" in rank,
        Borda = "borda" in borda,
        PercentileRank = "percentile-rank" in percentile_rank,
        ExponentialRank = "exponential-rank" in exponential_rank,
        Categorical = "categorical" in categorical,
        AboveOrBelowMean = "above-or-below-mean" in above_or_below_mean,
        MazziottaParetoGoalposts = "mazziotta-pareto-goalposts" in mazziotta_pareto_goalposts,
    }
}

impl Normalisation {
    /// The scale of known values that have spread and were not treated.
    pub fn fit(&self, indicator: &Indicator, values: &[f64]) -> Scale {
        self.fit_with(indicator, values, None)
    }

    /// The same, with the value of the reference unit for the methods that have one.
    pub fn fit_with(&self, indicator: &Indicator, values: &[f64], of_reference_unit: Option<f64>) -> Scale {
        let (known, treatment) = (Known::all(values), &Transform::Identity);
        self.rule().fit(&Sample { known, indicator, treatment, of_reference_unit })
    }
}

/// What a normalisation is fitted on.
pub(crate) struct Sample<'a> {
    /// The known values; they have spread unless the method says that it needs none.
    pub(crate) known: Known<'a>,
    /// The indicator's facts.
    pub(crate) indicator: &'a Indicator,
    /// What the treatment did to the values.
    pub(crate) treatment: &'a Transform,
    /// The value of the method's reference unit, where it has one and it is known.
    pub(crate) of_reference_unit: Option<f64>,
}

/// A fact of an indicator that a method stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Two fixed points.
    Goalposts,
    /// A value to be reached.
    Target,
}

/// What a normalisation does.
pub(crate) trait Normalise {
    /// Fits the scale.
    fn fit(&self, sample: &Sample<'_>) -> Scale;

    /// The score in the middle of the scale.
    fn middle(&self, sample: &Sample<'_>) -> f64;

    /// The fact of the indicator that the scale stands on.
    fn needs(&self) -> Option<Fact> {
        None
    }

    /// Whether the scale is the same whatever the data are, so that a column needs no spread.
    fn is_fixed(&self) -> bool {
        false
    }

    /// The unit whose value the scale stands on, by code.
    fn reference_unit(&self) -> Option<&str> {
        None
    }

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// What the reader must know of how the scale was found, and what can be done about it.
    fn remark(&self, _sample: &Sample<'_>) -> Option<(String, &'static str)> {
        None
    }

    /// Why the scale cannot stand on these goalposts.
    fn refuses(&self, _goalposts: [f64; 2]) -> Option<&'static str> {
        None
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }
}

/// Rows that are scored together.
const BLOCK: usize = 1024;

/// The fault of two bounds that are not in order.
fn unordered(lower: f64, upper: f64) -> Vec<BadParameter> {
    if lower.is_finite() && upper.is_finite() && lower < upper {
        Vec::new()
    } else {
        vec![BadParameter { name: "upper", expected: "a finite number above `lower`".to_owned() }]
    }
}

/// The fault of a parameter that must be above zero.
fn not_above_zero(name: &'static str, value: f64) -> Vec<BadParameter> {
    if value.is_finite() && value > 0.0 {
        return Vec::new();
    }
    vec![BadParameter { name, expected: "a finite number above zero".to_owned() }]
}

/// The fault of a rule for ties that a place on a scale cannot follow.
fn without_place(ties: Ties) -> Option<BadParameter> {
    let expected = || "`min`, `max` or `average`: `dense` places do not reach from end to end".to_owned();
    (ties == Ties::Dense).then(|| BadParameter { name: "ties", expected: expected() })
}

/// The stage: fits each column's scale and applies it.
pub(crate) fn stage(
    framework: &Framework,
    method: &Method,
    units: &Units,
    fitting: &Fitting<'_>,
    treated: &Table,
    treatments: &[Vec<Treated>],
    findings: &mut Vec<Finding>,
) -> (Table, Vec<Vec<Scale>>) {
    let fitted = par::map(treated.width(), treated.rows(), |column| {
        let indicator = &framework.indicators()[column];
        let normalisation = method.normalise.at(&framework.nodes()[column]);
        let values = treated.slice(column);
        let mut faults = Vec::new();
        let samples = fitting.samples(values);
        let references = match normalisation.rule().reference_unit().and_then(|code| units.position(code)) {
            Some(unit) => fitting.values_of(unit, values),
            None => vec![None; samples.len()],
        };
        let scales: Vec<Scale> = samples
            .into_iter()
            .zip(&treatments[column])
            .zip(references)
            .map(|((known, fit), of_reference_unit)| {
                let sample = Sample { known, indicator, treatment: &fit.transform, of_reference_unit };
                scale(normalisation, &sample, method.no_spread.score, &mut faults)
            })
            .collect();
        faults.dedup();
        let mut scores = Vec::with_capacity(values.len());
        for (rows, scale) in fitting.rows(scales.len(), values.len()).into_iter().zip(&scales) {
            // Block by block, so that a value is copied, mapped and clipped while it is in the nearest cache.
            for block in values[rows].chunks(BLOCK) {
                let start = scores.len();
                scores.extend_from_slice(block);
                scale.apply_to(&mut scores[start..]);
            }
        }
        (scores, scales, faults)
    });
    let mut normalised = treated.clone();
    let mut scales = Vec::with_capacity(fitted.len());
    for (column, (scores, fits, faults)) in fitted.into_iter().enumerate() {
        normalised.set(column, scores.into());
        scales.push(fits);
        findings.extend(faults);
    }
    (normalised, scales)
}

fn scale(
    normalisation: &Normalisation,
    sample: &Sample<'_>,
    no_spread: NoSpreadScore,
    faults: &mut Vec<Finding>,
) -> Scale {
    let rule = normalisation.rule();
    let code = &sample.indicator.code;
    let drop = format!("drop it from {}.toml", sample.indicator.parent);
    let (message, remedy) = match sample.known.extent() {
        Some((low, high)) if low >= high && !rule.is_fixed() => match sample.known.count() {
            1 => (format!("has no spread: its only value is {low}"), drop),
            count => (format!("has no spread: all {count} known values are {low}"), drop),
        },
        None if !rule.is_fixed() => return Scale::missing(),
        extent => {
            if let Some((message, hint)) = rule.remark(sample) {
                faults.push(Finding::new(Code::S518, Place::node(code), format!("`{code}`: {message}"), hint));
            }
            let fitted = rule.fit(sample);
            let reached = |(low, high): (f64, f64)| [low, high].iter().all(|&end| fitted.apply(end).is_finite());
            let is_within_numbers = extent.is_none_or(reached);
            if fitted.has_length() && is_within_numbers {
                return fitted;
            }
            match (extent, rule.needs(), rule.reference_unit()) {
                (Some((low, high)), ..) if fitted.has_length() || !(high - low).is_finite() => {
                    (format!("has no scale: from {low:e} to {high:e} is farther than numbers reach"), drop)
                }
                _ if fitted.is_endless() => {
                    let formula = sample.treatment.formula(|number| number.to_string());
                    (
                        format!("has no scale: its treatment, {formula}, takes a fixed point of it beyond all numbers"),
                        drop,
                    )
                }
                (_, Some(Fact::Target), _) => {
                    let message = "has no scale: its target is no better than its worst value";
                    (message.to_owned(), "set a target that is still to be reached".to_owned())
                }
                (_, _, Some(unit)) => {
                    let message = format!("has no scale: the reference `{unit}` is no better than the worst");
                    (message, format!("choose another scale for it under normalise.by-node.{code}"))
                }
                _ => ("has no spread: both ends of its scale fall on one point".to_owned(), drop),
            }
        }
    };
    let message = format!("indicator `{code}` {message}");
    let hint = format!("{remedy}, or set [no_spread] score = \"neutral\"");
    let mut finding = Finding::new(Code::D104, Place::node(code), message, hint);
    if no_spread != NoSpreadScore::Error {
        finding.severity = Severity::Warning;
    }
    faults.push(finding);
    match no_spread {
        NoSpreadScore::Neutral => Scale::constant(rule.middle(sample)),
        NoSpreadScore::Missing | NoSpreadScore::Error => Scale::missing(),
    }
}
