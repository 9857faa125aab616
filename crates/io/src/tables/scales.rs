//! The table of fitted scales (Handbook step 5): what was done to each indicator, and which values have which scores.

use opencities_engine::composite::Composite;
use opencities_engine::framework::Direction;
use opencities_engine::scale::{Map, Scale, Spacing};

use super::columns::Columns;
use super::treatments::formula;
use crate::export::FlatTable;

/// The fitted scale of every indicator, for each period where it was fitted by period.
pub fn scales(composite: &Composite) -> FlatTable {
    let indicators = composite.framework.indicators();
    let fits: Vec<(usize, usize)> = (0..indicators.len())
        .flat_map(|indicator| (0..composite.scales[indicator].len()).map(move |fit| (indicator, fit)))
        .collect();
    let at = || fits.iter().copied();
    let scale = |(indicator, fit): (usize, usize)| &composite.scales[indicator][fit];
    let treated = |(indicator, fit): (usize, usize)| &composite.treatments[indicator][fit];
    let end = |place: (usize, usize), number: usize| ends(scale(place)).map_or(f64::NAN, |ends| ends[number]);
    let period = |(indicator, fit): (usize, usize)| {
        let by_period = composite.scales[indicator].len() > 1;
        by_period.then(|| composite.data.periods[fit].to_string())
    };
    Columns::default()
        .text(
            "indicator",
            "code of the indicator",
            at().map(|(indicator, _)| Some(indicators[indicator].code.as_str())),
        )
        .text(
            "measure",
            "measure of its values",
            at().map(|(indicator, _)| Some(indicators[indicator].measure.as_str())),
        )
        .text(
            "direction",
            "which end is the good one",
            at().map(|(indicator, _)| Some(direction(indicators[indicator].direction))),
        )
        .text("period", "the period fitted on; empty for all", at().map(period))
        .text("treatment", "what was done to outliers", at().map(|place| Some(treated(place).transform.in_words())))
        .text("treatment_formula", "the same as a formula in x", at().map(|place| Some(formula(treated(place)))))
        .number("skewness_before", "type 2", &[("decimals", "2")], at().map(|place| treated(place).skewness[0]))
        .number("skewness_after", "type 2", &[("decimals", "2")], at().map(|place| treated(place).skewness[1]))
        .number("kurtosis_before", "excess, type 2", &[("decimals", "2")], at().map(|place| treated(place).kurtosis[0]))
        .number("kurtosis_after", "excess, type 2", &[("decimals", "2")], at().map(|place| treated(place).kurtosis[1]))
        .text("scale", "kind of the scale", at().map(|place| Some(in_words(scale(place)))))
        .number("worse_value", "treated value at the lower score", &[], at().map(|place| end(place, 0)))
        .number("better_value", "treated value at the upper score", &[], at().map(|place| end(place, 1)))
        .number("lower_score", "score of the worse value", &[], at().map(|place| end(place, 2)))
        .number("upper_score", "score of the better value", &[], at().map(|place| end(place, 3)))
        .finish("scales", "Scales")
}

pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsBetter => "higher-is-better",
        Direction::LowerIsBetter => "lower-is-better",
    }
}

fn in_words(scale: &Scale) -> &'static str {
    match (&scale.map, scale.spacing) {
        (Map::Linear { .. }, Spacing::Linear) => "linear",
        (Map::Linear { .. }, Spacing::Logarithmic) => "logarithmic",
        (Map::Logistic { .. }, _) => "logistic",
        (Map::Position { .. }, _) => "place",
        (Map::Exponential { .. }, _) => "exponential place",
        (Map::Steps { .. }, _) => "steps",
        (Map::Constant(_), _) => "constant",
        (Map::Missing, _) => "none",
    }
}

/// The worse and the better value of a scale, and their scores: two points of its line or curve, the worst and the best
/// value fitted on, or the first and the last cut.
fn ends(scale: &Scale) -> Option<[f64; 4]> {
    let with_scores = |[worse, better]: [f64; 2]| Some([worse, better, scale.apply(worse), scale.apply(better)]);
    match &scale.map {
        Map::Linear { from, to } if scale.spacing == Spacing::Logarithmic => {
            Some([from[0].exp(), from[1].exp(), to[0], to[1]])
        }
        Map::Linear { from, to } => Some([from[0], from[1], to[0], to[1]]),
        Map::Logistic { from, .. } => with_scores(*from),
        Map::Position { sorted, direction, to, .. } => {
            let [worse, better] = worst_and_best(sorted, *direction)?;
            Some([worse, better, to[0], to[1]])
        }
        Map::Exponential { sorted, direction, .. } => with_scores(worst_and_best(sorted, *direction)?),
        Map::Steps { cuts, .. } => with_scores([*cuts.first()?, *cuts.last()?]),
        Map::Constant(_) | Map::Missing => None,
    }
}

fn worst_and_best(sorted: &[f64], direction: Direction) -> Option<[f64; 2]> {
    let (low, high) = (*sorted.first()?, *sorted.last()?);
    Some(match direction {
        Direction::HigherIsBetter => [low, high],
        Direction::LowerIsBetter => [high, low],
    })
}
