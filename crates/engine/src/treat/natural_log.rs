//! The natural logarithm of positive values.

use super::{Fit, Treat};
use crate::axiom::Axiom;
use crate::registry::method;
use crate::scale::Transform;
use crate::stats::{Moments, extent};

method! {
    /// Takes the natural logarithm of a column of positive values.
    ///
    /// # Formula
    /// y = ln x.
    ///
    /// # Units and range
    /// Without unit; the order of the values is kept. A value below the least one fitted on counts as that one. A
    /// goalpost has its own logarithm, and must be above zero.
    ///
    /// # Use when
    /// Values are positive and work by ratios: incomes, populations, prices. Unlike `log` and `shifted-log` it depends on
    /// no other unit and no stated shift, so that scores of different years can be compared.
    ///
    /// # Beware
    /// A column with a value of zero or less is left as it was and reported as finding S521. Values close to zero become
    /// outliers on the other side.
    /// Costs more than ten times min-max for each cell: a logarithm a cell, and the shape is measured before and after.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 5.
    ///
    /// # Example
    /// 1, 10, 100 become 0, 2.303, 4.605: equal ratios are equal steps.
    ///
    /// ```
    /// use opencities_engine::treat::{NaturalLog, Treatment};
    /// let log = Treatment::NaturalLog(NaturalLog::default());
    /// let fitted = log.fit(&[1.0, 10.0, 100.0]).transform;
    /// assert!((fitted.apply(10.0) - 2.303).abs() < 1e-3 && (fitted.apply(100.0) - 4.605).abs() < 1e-3);
    /// assert!(log.fit(&[0.0, 10.0, 100.0]).transform.is_identity());
    /// ```
    pub struct NaturalLog {}
}

impl Treat for NaturalLog {
    fn fit(&self, sample: &[f64], _shape: Moments) -> Fit {
        logarithm_of(sample, 0.0, "`shifted-log`, `log` or `yeo-johnson`")
    }

    fn breaks(&self) -> &'static [Axiom] {
        &[Axiom::GoodShapeStays]
    }
}

/// ln(x + shift), refused where a value has none.
pub(super) fn logarithm_of(sample: &[f64], shift: f64, instead: &'static str) -> Fit {
    match extent(sample) {
        Some((least, _)) if least + shift > 0.0 => Transform::BoxCox { lambda: 0.0, shift, floor: least }.into(),
        _ => Fit::refused(without_power(sample, shift), instead),
    }
}

/// Says that values are too low to have a logarithm or a power.
pub(super) fn without_power(sample: &[f64], shift: f64) -> String {
    let count = sample.iter().filter(|&&value| value + shift <= 0.0).count();
    let limit = if shift.abs() > 0.0 { format!("{} or less", -shift) } else { "zero or less".to_owned() };
    match count {
        1 => format!("a value of {limit} has no logarithm and no power"),
        _ => format!("{count} values of {limit} have no logarithm and no power"),
    }
}
