//! Treatment of outliers and skew (Handbook step 5).
//!
//! A treatment fits a [`Transform`] on the known values of a column; applying it and marking what moved is done here,
//! once. Columns with at most two distinct values (0/1 indicators) are never treated. To add a treatment: one file with
//! its page and its `fit`, its `mod` line and one registration line below.

mod log;
mod none;
mod sequence;
mod winsorise;

pub use log::{Log, NegativeSkew};
pub use none::None;
pub use sequence::{Between, Sequence};
pub use winsorise::Winsorise;

use serde::Serialize;

use crate::axiom::Axiom;
use crate::dataset::{Dataset, Status};
use crate::finding::{Code, Finding, Place, values_of};
use crate::framework::Framework;
use crate::method::Method;
use crate::par;
use crate::reference::Fitting;
use crate::registry::{BadParameter, family};
use crate::scale::Transform;
use crate::stats::{Moments, extent, moments};
use crate::table::Table;

family! {
    /// How outliers and skew are treated.
    pub enum Treatment: Treat, "treat" {
        None = "none" in none,
        Winsorise = "winsorise" in winsorise,
        Log = "log" in log,
        Sequence = "sequence" in sequence,
    }
}

impl Treatment {
    /// What the treatment does to a column of known values.
    pub fn fit(&self, sample: &[f64]) -> Treated {
        Treated::fit(self, sample)
    }
}

/// What a treatment does.
pub(crate) trait Treat {
    /// Fits the transform on the known values of a column, of which at least three are distinct, and their shape.
    fn fit(&self, sample: &[f64], shape: Moments) -> Transform;

    /// Whether a column of this shape needs no (more) treatment.
    fn passes(&self, shape: Moments) -> bool;

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }
}

/// The test of a column's shape: it passes when either limit is kept.
pub(crate) fn passes(shape: Moments, skewness_max: f64, kurtosis_max: f64) -> bool {
    // Written so that an undefined shape (too few values, no spread) passes.
    !(shape.skewness.abs() >= skewness_max && shape.kurtosis >= kurtosis_max)
}

/// What was done to a column, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Treated {
    /// The fitted transform.
    pub transform: Transform,
    /// Skewness of the values fitted on, before and after.
    pub skewness: [f64; 2],
    /// Excess kurtosis of the values fitted on, before and after.
    pub kurtosis: [f64; 2],
    /// Whether the column passes the treatment's test afterwards.
    pub passes: bool,
}

impl Treated {
    fn fit(treatment: &Treatment, sample: &[f64]) -> Self {
        let before = moments(sample);
        let treatable = has_three_values(sample);
        let transform = if treatable { treatment.rule().fit(sample, before) } else { Transform::Identity };
        let after = if transform.is_identity() { before } else { moments(&transform.applied_to(sample)) };
        Treated {
            passes: !treatable || treatment.rule().passes(after),
            transform,
            skewness: [before.skewness, after.skewness],
            kurtosis: [before.kurtosis, after.kurtosis],
        }
    }
}

fn has_three_values(sample: &[f64]) -> bool {
    let Some((low, high)) = extent(sample) else { return false };
    sample.iter().any(|&value| value > low && value < high)
}

/// The stage: fits each column's treatment, applies it and marks what moved.
pub(crate) fn stage(
    framework: &Framework,
    method: &Method,
    fitting: &Fitting<'_>,
    imputed: &Table,
    data: &mut Dataset,
    findings: &mut Vec<Finding>,
) -> (Table, Vec<Vec<Treated>>) {
    let fitted = par::map(imputed.width(), imputed.rows(), |column| {
        let treatment = method.treat.at(&framework.nodes()[column]);
        let values = imputed.slice(column);
        let fits: Vec<Treated> =
            fitting.samples(values).iter().map(|known| Treated::fit(treatment, &known.values())).collect();
        if fits.iter().all(|fit| fit.transform.is_identity()) {
            return (Option::None, fits);
        }
        let mut moved = Vec::with_capacity(values.len());
        for (rows, fit) in fitting.rows(fits.len(), values.len()).into_iter().zip(&fits) {
            moved.extend(fit.transform.applied_to(&values[rows]));
        }
        let (status, count) = marked(data.status.slice(column), values, &moved);
        (Some((moved, status, count)), fits)
    });
    let mut treated = imputed.clone();
    let mut records = Vec::with_capacity(fitted.len());
    for (column, (moved, fits)) in fitted.into_iter().enumerate() {
        let code = &imputed.codes()[column];
        if let Some((moved, status, count)) = moved {
            let message = format!("{} treated: {}", values_of(count, code, ["was", "were"]), in_words(&fits));
            findings.push(Finding::new(Code::S508, Place::node(code), message, ""));
            data.status.set(column, status.into());
            treated.set(column, moved.into());
        }
        if fits.iter().any(|fit| !fit.passes) {
            let message = format!("`{code}` still fails its test of skewness and kurtosis after every step");
            let hint = format!("choose another treatment under [treat.by-node.{code}]");
            findings.push(Finding::new(Code::S507, Place::node(code), message, hint));
        }
        records.push(fits);
    }
    (treated, records)
}

/// The statuses with a mark on every value that moved, and how many did.
fn marked(status: &[Status], before: &[f64], after: &[f64]) -> (Vec<Status>, usize) {
    let mut count = 0;
    let cells = status.iter().zip(before.iter().zip(after));
    let marked = cells.map(|(&status, (before, after))| {
        let moved = !before.is_nan() && before.to_bits() != after.to_bits();
        count += usize::from(moved);
        if moved { status.treated() } else { status }
    });
    (marked.collect(), count)
}

fn in_words(fits: &[Treated]) -> String {
    let mut words: Vec<&str> = fits.iter().map(|fit| fit.transform.in_words()).collect();
    words.dedup();
    words.join(", ")
}
