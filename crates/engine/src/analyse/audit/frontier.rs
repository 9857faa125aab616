//! The distance to the frontier in an audit.

use super::{Check, Part, listed, name_of_row, percent};
use crate::analyse::frontier::{Distance, Distances};
use crate::analyse::structure::{Grade, Thresholds};
use crate::composite::Composite;
use crate::stats;

pub(super) fn checks(composite: &Composite, found: &Distances, thresholds: &Thresholds, checks: &mut Vec<Check>) {
    let mut add =
        |looked_at: &str, figure: f64, shown: String, threshold: Option<(&'static str, f64)>, grade, words| {
            let looked_at = looked_at.to_owned();
            checks.push(Check { part: Part::Frontier, looked_at, figure, shown, threshold, grade, words });
        };
    let known: Vec<&Distance> = found.units.iter().filter(|unit| !unit.free.is_nan()).collect();
    let without = found.units.len() - known.len();
    if known.is_empty() {
        let why = "no unit has scores of zero or more: there is no way to go from nothing".to_owned();
        add("distance to the frontier", f64::NAN, "–".to_owned(), None, Grade::Unknown, why);
        return;
    }
    let name = |unit: &Distance| name_of_row(composite, unit.row).to_owned();
    let needed = thresholds.frontier_units_min * (found.children.len() + 1) as f64;
    add(
        "units enough for a frontier",
        known.len() as f64,
        format!("{} units, {} children", known.len(), found.children.len()),
        Some(("frontier_units_min", thresholds.frontier_units_min)),
        if (known.len() as f64) < needed { Grade::Look } else { Grade::Good },
        format!("{needed:.0} or more tell units apart"),
    );
    if without > 0 {
        let why = "a score below zero, or nothing known: they have no distance".to_owned();
        add("units without a distance", without as f64, without.to_string(), None, Grade::Unknown, why);
    }
    let best: Vec<String> = found.on_the_frontier().map(name).collect();
    let share = best.len() as f64 / known.len() as f64;
    add(
        "units on the frontier",
        share,
        format!("{} of {} units", best.len(), known.len()),
        Some(("frontier_share_max", thresholds.frontier_share_max)),
        if share > thresholds.frontier_share_max { Grade::Look } else { Grade::Good },
        listed(&best),
    );
    let unsurpassed = found.unsurpassed().count();
    add(
        "units that another surpasses in every child",
        (found.units.len() - unsurpassed) as f64,
        format!("{} of {} units", found.units.len() - unsurpassed, found.units.len()),
        None,
        Grade::Good,
        format!("{unsurpassed} are surpassed by nobody, whatever the weights"),
    );
    let score = |unit: &&Distance| composite.score(found.group, unit.row);
    let scores: Vec<f64> = known.iter().map(score).collect();
    let free: Vec<f64> = known.iter().map(|unit| unit.free).collect();
    let agreement = stats::spearman(&scores, &free).unwrap_or(f64::NAN);
    add(
        "rank correlation of score and distance",
        agreement,
        if agreement.is_nan() { "–".to_owned() } else { format!("{agreement:.2}") },
        Some(("frontier_agreement_min", thresholds.frontier_agreement_min)),
        match agreement {
            agreement if agreement.is_nan() => Grade::Unknown,
            agreement if agreement < thresholds.frontier_agreement_min => Grade::Look,
            _ => Grade::Good,
        },
        if agreement.is_nan() { "all are alike".to_owned() } else { farthest_from_its_place(composite, &known) },
    );
    let against: Vec<String> = found
        .against_the_order
        .iter()
        .map(|&(ahead, behind)| {
            format!(
                "{} is ahead of {}, which surpasses it",
                name_of_row(composite, ahead),
                name_of_row(composite, behind)
            )
        })
        .collect();
    add(
        "ranks that go against what units have",
        against.len() as f64,
        format!("{} pairs", against.len()),
        None,
        if against.is_empty() { Grade::Good } else { Grade::Look },
        if against.is_empty() {
            "nobody is ranked ahead of a unit that surpasses it".to_owned()
        } else {
            listed(&against)
        },
    );
}

/// The unit that its own weights lift most.
fn farthest_from_its_place(composite: &Composite, known: &[&Distance]) -> String {
    let places = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        order
    };
    let order = places(&known.iter().map(|unit| unit.free).collect::<Vec<f64>>());
    // `known` is in the order of the ranking, so a unit's place there is its position.
    let lifted = order.iter().enumerate().max_by_key(|&(place, &unit)| unit.saturating_sub(place));
    let Some((place, &unit)) = lifted.filter(|&(place, &unit)| unit > place) else {
        return "the order is the same".to_owned();
    };
    let reached = percent(known[unit].free);
    format!(
        "its own weights lift {} most: {reached} of the frontier, place {} instead of {}",
        name_of_row(composite, known[unit].row),
        place + 1,
        unit + 1
    )
}
