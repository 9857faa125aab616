//! Which assumption moves the ranks, as flat tables (Handbook step 7): indices, pairs, means, effects, and every run.

use opencities_engine::analyse::sensitivity::{ConditionalMean, Effects, Estimate, Indices, Outputs, Run};

use super::columns::Columns;
use crate::export::FlatTable;

const DECIMALS: &[(&str, &str)] = &[("decimals", "3")];

/// First-order and total indices of every assumption, with their intervals.
pub fn sensitivity(names: &[&str], indices: &Indices) -> FlatTable {
    let part = |list: &[Estimate], pick: fn(&Estimate) -> f64| list.iter().map(pick).collect::<Vec<f64>>();
    let (first, total) = (&indices.first, &indices.total);
    Columns::default()
        .text("assumption", "its name", names.iter().map(|name| Some(*name)))
        .number("first_order", "share of the variance that it carries alone", DECIMALS, part(first, |one| one.value))
        .number("first_order_low", "lower end of the interval", DECIMALS, part(first, |one| one.low))
        .number("first_order_high", "upper end of the interval", DECIMALS, part(first, |one| one.high))
        .number("total", "share that it carries alone or with others", DECIMALS, part(total, |one| one.value))
        .number("total_low", "lower end of the interval", DECIMALS, part(total, |one| one.low))
        .number("total_high", "upper end of the interval", DECIMALS, part(total, |one| one.high))
        .finish("sensitivity", "Which assumption moves the result")
}

/// Second-order indices: what two assumptions carry together beyond what each carries alone.
pub fn second_order(names: &[&str], indices: &Indices) -> FlatTable {
    let pairs = &indices.second;
    let part = |pick: fn(&Estimate) -> f64| pairs.iter().map(|(_, _, one)| pick(one)).collect::<Vec<f64>>();
    Columns::default()
        .text("assumption", "its name", pairs.iter().map(|&(first, ..)| Some(names[first])))
        .text("with", "the other's name", pairs.iter().map(|&(_, second, _)| Some(names[second])))
        .number("second_order", "share of the variance that both carry together", DECIMALS, part(|one| one.value))
        .number("low", "lower end of the interval", DECIMALS, part(|one| one.low))
        .number("high", "upper end of the interval", DECIMALS, part(|one| one.high))
        .finish("second_order", "Pairs of assumptions")
}

/// The mean output under each alternative.
pub fn conditional_means(names: &[&str], means: &[ConditionalMean]) -> FlatTable {
    Columns::default()
        .text("assumption", "its name", means.iter().map(|one| Some(names[one.assumption])))
        .text("alternative", "what was assumed", means.iter().map(|one| Some(one.alternative.as_str())))
        .whole("runs", "that assumed it", means.iter().map(|one| Some(one.runs as i64)).collect())
        .number("mean", "mean output of these runs", DECIMALS, means.iter().map(|one| one.mean))
        .finish("conditional_means", "The result under each alternative")
}

/// Elementary effects of every assumption.
pub fn screening(names: &[&str], effects: &[Effects]) -> FlatTable {
    Columns::default()
        .text("assumption", "its name", names.iter().map(|name| Some(*name)))
        .number("mu_star", "mean absolute elementary effect", DECIMALS, effects.iter().map(|one| one.mu_star))
        .number("mu", "mean effect; none for what has no direction", DECIMALS, effects.iter().map(|one| one.mu))
        .number("sigma", "standard deviation of the effects", DECIMALS, effects.iter().map(|one| one.sigma))
        .finish("screening", "Which assumption matters at all")
}

/// The output of every run of a screening: trajectory, the assumption that moved since the run before, up or down, output.
pub fn screening_runs(names: &[&str], runs: &[Run]) -> FlatTable {
    let way = |run: &Run| Some(if run.moved?.1 > 0.0 { "up" } else { "down" });
    Columns::default()
        .whole("trajectory", "from 0", runs.iter().map(|run| i64::try_from(run.trajectory).ok()).collect())
        .text(
            "moved",
            "the assumption that moved by half of its range",
            runs.iter().map(|run| Some(names[run.moved?.0])),
        )
        .text("way", "up or down", runs.iter().map(way))
        .number("output", "what the run gave", &[], runs.iter().map(|run| run.output))
        .finish("screening_runs", "What each run gave")
}

/// The output of every run: row, sample (`a`, `b`, `ab` or `ba`), the assumption that is swapped, output.
pub fn sensitivity_runs(names: &[&str], outputs: &Outputs) -> FlatTable {
    let whole = [("a", None, &outputs.a), ("b", None, &outputs.b)];
    let ab = names.iter().zip(&outputs.ab).map(|(name, column)| ("ab", Some(*name), column));
    let ba = names.iter().zip(&outputs.ba).map(|(name, column)| ("ba", Some(*name), column));
    let samples: Vec<(&str, Option<&str>, &Vec<f64>)> = whole.into_iter().chain(ab).chain(ba).collect();
    let cells = || (0..outputs.a.len()).flat_map(|row| samples.iter().map(move |sample| (row, sample)));
    Columns::default()
        .whole("row", "from 0", cells().map(|(row, _)| Some(row as i64)).collect())
        .text(
            "sample",
            "a, b, or one of them with an assumption of the other",
            cells().map(|(_, sample)| Some(sample.0)),
        )
        .text("swapped", "the assumption taken from the other sample", cells().map(|(_, sample)| sample.1))
        .number("output", "what the run gave", &[], cells().map(|(row, sample)| sample.2[row]))
        .finish("sensitivity_runs", "What each run gave")
}
