//! What speaks against trusting estimated indices, as findings: all mean that the sample is too small, or that nothing varies.

use crate::finding::{Code, Finding, Place};

/// A sign that a sample says too little.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Remark {
    /// The output is the same in every run.
    NoVariance,
    /// The interval of a total index is wider than the index.
    WideInterval {
        /// The input, from 0.
        input: usize,
        /// The width of the interval.
        width: f64,
        /// The estimate.
        index: f64,
    },
    /// The interval of a first-order index lies above that of the total one, which cannot be.
    FirstAboveTotal {
        /// The input, from 0.
        input: usize,
        /// The first-order index.
        first: f64,
        /// The total index.
        total: f64,
    },
    /// First-order indices sum to more than 1.
    SumAboveOne {
        /// Their sum.
        sum: f64,
    },
    /// A first-order index is clearly below zero.
    Negative {
        /// The least one.
        least: f64,
    },
}

impl Remark {
    /// The remark as a finding; `names` are those of the inputs.
    pub fn finding(self, names: &[&str]) -> Finding {
        let name = |input: usize| names.get(input).copied().unwrap_or("?");
        let (code, message) = match self {
            Remark::NoVariance => (Code::U809, "the output is the same in every run".to_owned()),
            Remark::WideInterval { input, width, index } => {
                (Code::U808, format!("`{}`: its interval is {width:.2} wide, its total index {index:.2}", name(input)))
            }
            Remark::FirstAboveTotal { input, first, total } => {
                let name = name(input);
                (Code::U808, format!("`{name}`: its first-order index {first:.2} is above its total one, {total:.2}"))
            }
            Remark::SumAboveOne { sum } => {
                (Code::U808, format!("the first-order indices sum to {sum:.2}, and cannot exceed 1"))
            }
            Remark::Negative { least } => {
                (Code::U808, format!("a first-order index is {least:.2}, and cannot be below 0"))
            }
        };
        let hint = match code {
            Code::U809 => "choose another output, or wider assumptions",
            _ => "double the samples until this goes away",
        };
        Finding::new(code, Place::key("samples"), message, hint)
    }
}
