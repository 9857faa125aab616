//! Treatment of outliers and skew (Handbook step 5).
//!
//! A treatment fits a [`Transform`] on the known values of a column; applying it and marking what moved is done here,
//! once. Columns with at most two distinct values (0/1 indicators) are never treated, and a treatment that is not defined
//! for a column, or would leave it without spread, leaves it as it was and says so. To add a treatment: one file with its
//! page and its `fit`, its `mod` line and one registration line below.

mod arcsinh;
mod box_cox;
mod iqr_fences;
mod lambda;
mod log;
mod natural_log;
mod none;
mod sequence;
mod shape;
mod shifted_log;
mod winsorise;
mod winsorise_percentile;
mod yeo_johnson;

pub use arcsinh::Arcsinh;
pub use box_cox::BoxCox;
pub use iqr_fences::{Fence, IqrFences};
pub use lambda::Lambda;
pub use log::{Log, NegativeSkew};
pub use natural_log::NaturalLog;
pub use none::None;
pub use sequence::{Between, Sequence};
pub use shape::ShapeTest;
pub use shifted_log::{Origin, ShiftedLog};
pub use winsorise::{Stop, Winsorise};
pub use winsorise_percentile::WinsorisePercentile;
pub use yeo_johnson::YeoJohnson;

use serde::Serialize;

use self::lambda::Likeliest;
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
        WinsorisePercentile = "winsorise-percentile" in winsorise_percentile,
        IqrFences = "iqr-fences" in iqr_fences,
        Log = "log" in log,
        NaturalLog = "natural-log" in natural_log,
        ShiftedLog = "shifted-log" in shifted_log,
        BoxCox = "box-cox" in box_cox,
        YeoJohnson = "yeo-johnson" in yeo_johnson,
        Arcsinh = "arcsinh" in arcsinh,
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
    fn fit(&self, sample: &[f64], shape: Moments) -> Fit;

    /// The axioms that it breaks.
    fn breaks(&self) -> &'static [Axiom] {
        &[]
    }

    /// The parameters that are out of their bounds.
    fn validate(&self) -> Vec<BadParameter> {
        Vec::new()
    }
}

/// What a treatment fitted to a column.
pub(crate) struct Fit {
    pub(crate) transform: Transform,
    /// The test that the column should pass afterwards, where the treatment has one.
    pub(crate) test: Option<ShapeTest>,
    pub(crate) remarks: Vec<Remark>,
}

/// What the reader should know of a fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The code of the finding.
    pub code: Code,
    /// What was found, to be said after the indicator's code.
    pub message: String,
    /// Which treatments to choose instead.
    pub instead: &'static str,
}

impl Fit {
    /// The column is left as it is, since the treatment is not defined for it.
    fn refused(why: impl Into<String>, instead: &'static str) -> Self {
        let remark = Remark { code: Code::S521, message: format!("was left as it was: {}", why.into()), instead };
        Fit { remarks: vec![remark], ..Fit::from(Transform::Identity) }
    }

    /// A power with the likeliest exponent.
    fn of_likeliest(found: Likeliest, power: impl Fn(f64) -> Transform) -> Self {
        match found {
            Likeliest::Inside(lambda) => power(lambda).into(),
            Likeliest::Beyond(lambda) => {
                let message = format!("has its most likely lambda beyond {lambda}, which was taken");
                let remark =
                    Remark { code: Code::S517, message, instead: "`lambda = { given = ... }` or another treatment" };
                Fit { remarks: vec![remark], ..Fit::from(power(lambda)) }
            }
        }
    }

    fn of(treatment: &Treatment, sample: &[f64], shape: Moments) -> Self {
        let fit = treatment.rule().fit(sample, shape);
        let Some((least, greatest)) = extent(sample) else { return fit };
        // Transforms are monotone, so that their ends tell of all between.
        let (low, high) = (fit.transform.apply(least), fit.transform.apply(greatest));
        if low < high && (high - low).is_finite() {
            return fit;
        }
        let name = treatment.name();
        let why = if low.is_finite() && high.is_finite() {
            format!("`{name}` would make all of its values one")
        } else {
            format!("`{name}` would take its values beyond what numbers hold")
        };
        Fit { test: fit.test, ..Fit::refused(why, "`winsorise` or `log`") }
    }
}

impl From<Transform> for Fit {
    fn from(transform: Transform) -> Self {
        Fit { transform, test: Option::None, remarks: Vec::new() }
    }
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
    /// Whether the column passes the treatment's test afterwards; also where it has none.
    pub passes: bool,
    /// What the reader should know.
    pub remarks: Vec<Remark>,
}

impl Treated {
    fn fit(treatment: &Treatment, sample: &[f64]) -> Self {
        let before = moments(sample);
        let untreatable = || Fit::from(Transform::Identity);
        let Fit { transform, test, remarks } =
            if has_three_values(sample) { Fit::of(treatment, sample, before) } else { untreatable() };
        let after = if transform.is_identity() { before } else { moments(&transform.applied_to(sample)) };
        Treated {
            passes: test.is_none_or(|test| test.passes(after)),
            transform,
            skewness: [before.skewness, after.skewness],
            kurtosis: [before.kurtosis, after.kurtosis],
            remarks,
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
        let mut remarks: Vec<&Remark> = fits.iter().flat_map(|fit| &fit.remarks).collect();
        remarks.dedup();
        for Remark { code: found, message, instead } in remarks {
            let hint = format!("choose {instead} under [treat.by-node.{code}]");
            findings.push(Finding::new(*found, Place::node(code), format!("`{code}` {message}"), hint));
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
