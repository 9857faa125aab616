//! The tables of treatments (Handbook step 5): every value that was moved, and what was done to each indicator with its
//! effect on the final ranks.

use opencities_engine::analyse::{Move, TreatmentEffect};
use opencities_engine::composite::Composite;
use opencities_engine::treat::Treated;

use super::columns::Columns;
use crate::export::FlatTable;

/// Every value that a treatment moved, before and after; after a logarithm that is every value of the column.
pub fn treatments(composite: &Composite) -> FlatTable {
    let data = &composite.data;
    let codes = composite.treated.codes();
    let moved: Vec<(usize, usize)> = (0..codes.len())
        .flat_map(|column| (0..data.values.rows()).map(move |row| (column, row)))
        .filter(|&(column, row)| data.status.column(column)[row].is_treated())
        .collect();
    let at = || moved.iter().copied();
    Columns::default()
        .text("unit", "code of the unit", at().map(|(_, row)| Some(data.units.get(data.unit_of(row)).code.as_str())))
        .text("period", "the period reported", at().map(|(_, row)| Some(data.period_of(row).to_string())))
        .text("indicator", "code of the indicator", at().map(|(column, _)| Some(codes[column].as_str())))
        .number("before", "with gaps filled", &[], at().map(|(column, row)| composite.imputed.column(column)[row]))
        .number("after", "treated", &[], at().map(|(column, row)| composite.treated.column(column)[row]))
        .text(
            "treatment",
            "what was done to the column",
            at().map(|(column, row)| Some(composite.treatment(column, row).transform.in_words())),
        )
        .finish("treatments", "Treated values")
}

/// The transform as a formula with all its digits; empty where the column was left alone.
pub fn formula(treated: &Treated) -> String {
    if treated.transform.is_identity() {
        return String::new();
    }
    // A cell that began with a minus would be taken for a formula by a spreadsheet.
    format!("y = {}", treated.transform.formula(|number| number.to_string()))
}

/// What was done to each indicator, and how the ranks of the index differ from those without: all treatments together
/// first, then a row for each indicator, or for each of its periods where it was treated by period.
pub fn treatment_effects(composite: &Composite, effects: &[TreatmentEffect]) -> FlatTable {
    let data = &composite.data;
    let indicators = composite.framework.indicators();
    let fits = (0..indicators.len())
        .flat_map(|indicator| (0..composite.treatments[indicator].len()).map(move |fit| Some((indicator, fit))));
    let rows: Vec<Option<(usize, usize)>> = std::iter::once(None).chain(fits).collect();
    let at = || rows.iter().copied();
    let treated = |(indicator, fit): (usize, usize)| &composite.treatments[indicator][fit];
    let shape = |pick: fn(&Treated) -> f64| at().map(move |place| place.map_or(f64::NAN, |place| pick(treated(place))));
    let in_all = || (0..indicators.len()).map(|indicator| values_moved(composite, indicator)).sum();
    let effect = |place: Option<(usize, usize)>| {
        effects.iter().find(|effect| effect.indicator == place.map(|(indicator, _)| indicator))
    };
    let greatest = |pick: fn(&Move) -> f64| {
        at().map(move |place| effect(place).and_then(|effect| effect.greatest).map_or(f64::NAN, |found| pick(&found)))
    };
    Columns::default()
        .text(
            "indicator",
            "the indicator that is left alone; empty for all of them together",
            at().map(|place| place.map(|(indicator, _)| indicators[indicator].code.as_str())),
        )
        .text(
            "period",
            "the period fitted on; empty for all",
            at().map(|place| {
                let (indicator, fit) = place?;
                (composite.treatments[indicator].len() > 1).then(|| data.periods[fit].to_string())
            }),
        )
        .text("treatment", "what was done", at().map(|place| Some(treated(place?).transform.in_words())))
        .text("formula", "the same as a formula in x", at().map(|place| Some(formula(treated(place?)))))
        .whole(
            "values_moved",
            "how many values have another value",
            at().map(|place| place.map_or_else(in_all, |place| moved(composite, place)))
                .map(|count| i64::try_from(count).ok())
                .collect(),
        )
        .number("skewness_before", "type 2", &[("decimals", "2")], shape(|treated| treated.skewness[0]))
        .number("skewness_after", "type 2", &[("decimals", "2")], shape(|treated| treated.skewness[1]))
        .number("kurtosis_before", "excess, type 2", &[("decimals", "2")], shape(|treated| treated.kurtosis[0]))
        .number("kurtosis_after", "excess, type 2", &[("decimals", "2")], shape(|treated| treated.kurtosis[1]))
        .text(
            "passes",
            "whether the column passes the treatment's test afterwards",
            at().map(|place| Some(if treated(place?).passes { "yes" } else { "no" })),
        )
        .number(
            "mean_rank_change",
            "mean distance of the ranks with and without the treatment; empty where nothing was treated",
            &[("decimals", "2")],
            at().map(|place| effect(place).map_or(f64::NAN, |effect| effect.mean_rank_change)),
        )
        .whole(
            "ranks_changed",
            "how many ranks differ",
            at().map(|place| effect(place).and_then(|effect| i64::try_from(effect.changed).ok())).collect(),
        )
        .number("greatest_change", "the greatest distance of ranks", &[("decimals", "1")], greatest(Move::distance))
        .text(
            "greatest_unit",
            "the first unit that moves so far",
            at().map(|place| {
                let row = effect(place)?.greatest?.row;
                Some(data.units.get(data.unit_of(row)).code.as_str())
            }),
        )
        .number(
            "rank_untreated",
            "its rank without the treatment",
            &[("decimals", "1")],
            greatest(|found| found.untreated),
        )
        .number("rank_treated", "its rank with it", &[("decimals", "1")], greatest(|found| found.treated))
        .finish("treatment_effects", "Treatments and their effect on the ranks")
}

/// How many values of an indicator were moved.
pub fn values_moved(composite: &Composite, indicator: usize) -> usize {
    (0..composite.treatments[indicator].len()).map(|fit| moved(composite, (indicator, fit))).sum()
}

/// The same, of one of its fits.
fn moved(composite: &Composite, (indicator, fit): (usize, usize)) -> usize {
    let fits = composite.treatments[indicator].len();
    let status = composite.data.status.slice(indicator);
    let rows = if fits == 1 { 0..status.len() } else { composite.data.rows_of(fit) };
    status[rows].iter().filter(|status| status.is_treated()).count()
}
