//! What each treatment of outliers and skew does to the final ranks (Handbook steps 5 and 7): the composite is built again
//! with one indicator left alone, and with all of them.

use serde::Serialize;

use crate::composite::Composite;
use crate::dataset::Dataset;
use crate::registry::Choice;
use crate::stats::mean;
use crate::treat::Treatment;
use crate::{Error, inspect};

/// How the ranks of the index differ from those of the same index with fewer treatments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreatmentEffect {
    /// The position of the indicator that is left alone; `None` where all are.
    pub indicator: Option<usize>,
    /// The mean distance between the two ranks of a unit, over the rows that are ranked both times; `NaN` for none.
    pub mean_rank_change: f64,
    /// How many of these rows have another rank.
    pub changed: usize,
    /// How many rows are ranked both times.
    pub ranked: usize,
    /// The first of the rows that move farthest; `None` where none moves.
    pub greatest: Option<Move>,
}

/// A row with two ranks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Move {
    /// The row, by position.
    pub row: usize,
    /// Its rank without the treatment.
    pub untreated: f64,
    /// Its rank in the index as it is.
    pub treated: f64,
}

/// The effect of all treatments together first, then that of each treated indicator, in the order of the framework.
/// `data` are those that the composite was built of. Every effect is a run of the pipeline.
///
/// # Errors
/// As [`inspect`].
pub fn treatment_effects(composite: &Composite, data: &Dataset) -> Result<Vec<TreatmentEffect>, Error> {
    let is_treated =
        |&indicator: &usize| composite.treatments[indicator].iter().any(|fit| !fit.transform.is_identity());
    let treated = (0..composite.treatments.len()).filter(is_treated).map(Some);
    std::iter::once(None).chain(treated).map(|indicator| effect(composite, data, indicator)).collect()
}

fn effect(composite: &Composite, data: &Dataset, indicator: Option<usize>) -> Result<TreatmentEffect, Error> {
    let mut method = composite.method.clone();
    match indicator {
        Some(position) => {
            let code = composite.framework.indicators()[position].code.clone();
            method.treat.by_node.insert(code, Treatment::default());
        }
        None => method.treat = Choice::all(Treatment::default()),
    }
    let other = inspect(&composite.framework, data, &method)?;
    let root = composite.framework.root();
    let moves: Vec<Move> = (0..composite.ranks.rows())
        .map(|row| Move { row, untreated: other.rank(root, row), treated: composite.rank(root, row) })
        .filter(|found| !found.untreated.is_nan() && !found.treated.is_nan())
        .collect();
    let distances: Vec<f64> = moves.iter().map(Move::distance).collect();
    let farthest = distances.iter().copied().fold(0.0, f64::max);
    Ok(TreatmentEffect {
        indicator,
        mean_rank_change: mean(&distances).unwrap_or(f64::NAN),
        changed: distances.iter().filter(|&&distance| distance > 0.0).count(),
        ranked: moves.len(),
        greatest: moves.into_iter().find(|found| found.distance() > 0.0 && found.distance() >= farthest),
    })
}

impl Move {
    /// How many places lie between the two ranks.
    pub fn distance(&self) -> f64 {
        (self.treated - self.untreated).abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Units;
    use crate::framework::{About, Framework, Group, Indicator};
    use crate::method::Method;
    use crate::period::Period;
    use crate::table::Table;
    use crate::treat::Winsorise;

    /// Nine units; `a` has one far out, which squeezes the others together, and `b` runs the other way.
    fn example(treatment: Treatment) -> (Composite, Dataset) {
        let group = Group { code: "index".into(), level: "index".into(), ..Group::default() };
        let leaf = |code: &str| Indicator { code: code.into(), parent: "index".into(), ..Indicator::default() };
        let framework = Framework::new(About::default(), vec![group], vec![leaf("a"), leaf("b")], vec![]).unwrap();
        let a: Vec<f64> = (1..9).map(f64::from).chain([1000.0]).collect();
        let b: Vec<f64> = (1..10).map(|value| 10.0 - 0.9 * f64::from(value)).collect();
        let values = Table::new(framework.series().into(), vec![a.into(), b.into()], 9);
        let units = Units::of_codes((0..9).map(|number| format!("u{number}")));
        let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
        let method = Method { treat: Choice::all(treatment), ..Method::default() };
        (inspect(&framework, &data, &method).unwrap(), data)
    }

    #[test]
    fn the_effect_is_the_difference_to_the_ranks_without_the_treatment() {
        let (composite, data) = example(Treatment::Winsorise(Winsorise::default()));
        let effects = treatment_effects(&composite, &data).unwrap();
        let treated: Vec<Option<usize>> = effects.iter().map(|effect| effect.indicator).collect();
        assert_eq!(treated, [None, Some(0)]);
        let (untreated, _) = example(Treatment::default());
        let ranks = |composite: &Composite| composite.ranks.get("index").unwrap().to_vec();
        let distances: Vec<f64> = ranks(&composite)
            .iter()
            .zip(ranks(&untreated))
            .map(|(treated, untreated)| (treated - untreated).abs())
            .collect();
        let mean = distances.iter().sum::<f64>() / 9.0;
        assert!(mean > 0.0, "{distances:?}");
        for effect in &effects {
            assert!((effect.mean_rank_change - mean).abs() < 1e-12, "{effect:?}");
            assert_eq!(effect.changed, distances.iter().filter(|distance| **distance > 0.0).count());
            let greatest = effect.greatest.unwrap();
            assert!(distances.iter().all(|&distance| distance <= greatest.distance()));
        }
    }

    #[test]
    fn without_treatment_there_is_no_effect() {
        let (composite, data) = example(Treatment::default());
        let effects = treatment_effects(&composite, &data).unwrap();
        assert_eq!(effects.len(), 1);
        assert_eq!((effects[0].changed, effects[0].greatest), (0, None));
    }
}
