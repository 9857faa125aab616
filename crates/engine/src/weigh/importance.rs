//! Importance: how much of the variation of a score goes with that of a node (Becker et al. 2017).
//!
//! One measure for the weights that are found from importances and for the analysis of an index. What importances are
//! wanted is not decided here.

use serde::{Deserialize, Serialize};

use crate::stats::{self, Smoother};

/// How the importance of a node for a score is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Importance {
    /// The share of the score's variance that a smooth curve over the node explains.
    #[default]
    CorrelationRatio,
    /// The share that a straight line explains.
    SquaredCorrelation,
    /// Pearson's correlation, with its sign.
    Correlation,
}

impl Importance {
    /// The fewest units that it can be measured on: a curve runs through a few units wholly, whatever they are.
    pub(crate) fn units_min(self) -> usize {
        match self {
            Importance::CorrelationRatio => 10,
            Importance::SquaredCorrelation | Importance::Correlation => 4,
        }
    }
}

/// A node against which scores are measured.
pub(crate) enum Gauge {
    /// The node's deviations from its mean, over its standard deviation and n - 1.
    Line(Importance, Vec<f64>),
    Curve(Smoother),
}

impl Gauge {
    /// The gauge of a column of known scores; `None` without spread.
    pub(crate) fn new(importance: Importance, scores: &[f64]) -> Option<Self> {
        if importance == Importance::CorrelationRatio {
            return Smoother::new(scores).map(Gauge::Curve);
        }
        let deviation = stats::standard_deviation(scores).filter(|deviation| *deviation > 0.0)?;
        let (centre, degrees) = (stats::mean(scores)?, (scores.len() - 1) as f64);
        let standardised = scores.iter().map(|score| (score - centre) / deviation / degrees);
        Some(Gauge::Line(importance, standardised.collect()))
    }

    /// What the node explains of a score, in parts that are linear in the score.
    pub(crate) fn explained(&self, score: &[f64]) -> Vec<f64> {
        match self {
            Gauge::Curve(smoother) => smoother.explained(score),
            Gauge::Line(_, standardised) => {
                let centre = stats::mean(score).unwrap_or(0.0);
                let products: Vec<f64> = standardised.iter().zip(score).map(|(a, b)| a * (b - centre)).collect();
                vec![stats::sum(&products)]
            }
        }
    }

    /// The importance, from these parts and the score's variance.
    pub(crate) fn importance(&self, explained: &[f64], variance: f64) -> f64 {
        match self {
            Gauge::Line(Importance::Correlation, _) => explained[0] / variance.sqrt(),
            _ => explained.iter().map(|part| part * part).sum::<f64>() / variance,
        }
    }

    /// The importance of the node for a score; `NaN` where the score has no spread.
    pub(crate) fn of(&self, score: &[f64]) -> f64 {
        let variance = stats::covariance(score, score).filter(|variance| *variance > 0.0).unwrap_or(f64::NAN);
        self.importance(&self.explained(score), variance)
    }
}

/// Numbers as shares of their sum.
pub(crate) fn shares(numbers: &[f64]) -> Vec<f64> {
    let total: f64 = numbers.iter().sum();
    numbers.iter().map(|number| number / total).collect()
}

/// How far importances are from the shares that are wanted: the mean square of the differences of shares. Not finite
/// where they have no shares.
pub(crate) fn imbalance(wanted: &[f64], importances: &[f64]) -> f64 {
    if importances.iter().sum::<f64>() <= 0.0 {
        return f64::INFINITY;
    }
    let squares = wanted.iter().zip(shares(importances)).map(|(wanted, share)| (wanted - share).powi(2));
    squares.sum::<f64>() / wanted.len() as f64
}
