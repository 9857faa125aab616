//! The mean output under each alternative of an assumption, from a sample: "with `z-score` it is twelfth, with `min-max` ninth".

use super::sample::Sample;
use crate::analyse::uncertainty::{Drawn, Factor, Kind, Plan};
use crate::stats::mean;

/// The mean output of the runs that assumed one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionalMean {
    /// The assumption, by position.
    pub assumption: usize,
    /// What was assumed, in words.
    pub alternative: String,
    /// The runs that assumed it.
    pub runs: usize,
    /// Their mean output.
    pub mean: f64,
}

/// Into how many parts a range of any numbers is cut.
const PARTS: usize = 3;

/// The mean output under each alternative of each assumption that has alternatives, nodes to leave out or a range: over the
/// runs of both whole samples, in which every assumption is drawn anew.
pub fn means(plan: &Plan<'_>, sample: &Sample) -> Vec<ConditionalMean> {
    let outputs = sample.outputs.a.iter().zip(&sample.outputs.b).map(|(a, b)| [*a, *b]);
    let runs: Vec<_> =
        sample.assumed.iter().zip(outputs).flat_map(|(pair, outputs)| pair.iter().zip(outputs)).collect();
    let mut found = Vec::new();
    for (assumption, factor) in plan.factors.iter().enumerate() {
        for (alternative, words) in alternatives(plan, factor).into_iter().enumerate() {
            let ours = runs.iter().filter(|(run, _)| part_of(factor, &run.0[assumption]) == Some(alternative));
            let outputs: Vec<f64> = ours.map(|(_, output)| *output).collect();
            if let Some(mean) = mean(&outputs) {
                found.push(ConditionalMean { assumption, alternative: words, runs: outputs.len(), mean });
            }
        }
    }
    found
}

/// The parts that a factor's values fall into, in words; none for weights and what is drawn anew.
fn alternatives(plan: &Plan<'_>, factor: &Factor) -> Vec<String> {
    match &factor.kind {
        Kind::Alternatives(list) => {
            list.iter().enumerate().map(|(number, one)| worded(number, &one.part.to_string())).collect()
        }
        Kind::LeaveOut(nodes) => {
            let code = |&node: &usize| format!("without {}", plan.framework.nodes()[node].code);
            nodes.iter().map(code).chain(["nothing left out".to_owned()]).collect()
        }
        Kind::Range { from, to, whole: true, .. } if to - from < WHOLE_MAX => {
            (0..=(to - from) as usize).map(|step| (from + step as f64).to_string()).collect()
        }
        Kind::Range { from, to, .. } => {
            let end = |part: usize| from + (to - from) * part as f64 / PARTS as f64;
            (0..PARTS).map(|part| format!("{:.4} to {:.4}", end(part), end(part + 1))).collect()
        }
        Kind::Noise { .. } | Kind::Dirichlet { .. } | Kind::Region(_) | Kind::Draws(_) | Kind::SamplingError => {
            Vec::new()
        }
    }
}

/// Whole ranges of fewer numbers are told number by number.
const WHOLE_MAX: f64 = 12.0;
/// Letters of an alternative's text that are shown.
const LETTERS: usize = 60;

/// An alternative by its number and as much of its text as is easily read.
fn worded(number: usize, toml: &str) -> String {
    let line = toml
        .split_whitespace()
        .filter(|word| *word != "=")
        .collect::<Vec<_>>()
        .join(" ")
        .replace("[", "")
        .replace("]", "");
    let short: String = line.chars().take(LETTERS).collect();
    let rest = if short.len() < line.len() { "…" } else { "" };
    format!("alternative {} ({short}{rest})", number + 1)
}

/// The part that a drawn value falls into.
fn part_of(factor: &Factor, drawn: &Drawn) -> Option<usize> {
    match (&factor.kind, drawn) {
        (Kind::Alternatives(_), Drawn::Alternative(number)) => Some(*number),
        (Kind::LeaveOut(nodes), Drawn::LeftOut(left)) => {
            Some(left.map_or(nodes.len(), |left| nodes.iter().position(|node| *node == left).unwrap_or(nodes.len())))
        }
        (Kind::Range { from, to, whole: true, .. }, Drawn::Number(number)) if to - from < WHOLE_MAX => {
            Some((number - from) as usize)
        }
        (Kind::Range { from, to, .. }, Drawn::Number(number)) => {
            Some((((number - from) / (to - from) * PARTS as f64) as usize).min(PARTS - 1))
        }
        _ => None,
    }
}
