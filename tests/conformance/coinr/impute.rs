//! Imputations beside COINr's: by row, and within a unit's own history, where the ends differ on purpose.

use super::fixture::{Asem, Facts};
use super::{ALL, DENOMINATED, EACH, HOLES, Stage, case, check_all};

#[test]
fn gaps_filled_by_row_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let cases = [
        ("golden/impute/row_mean_by_pillar_normalise_first.csv", ""),
        ("golden/impute/row_median_by_subindex_normalise_first.csv", "level = \"sub-index\"\ncentre = \"median\""),
        ("golden/impute/row_mean_all_normalise_first.csv", "level = \"index\""),
        ("golden/impute/row_mean_by_pillar_raw_scale.csv", "footing = \"raw\""),
    ];
    let cases = cases.map(|(golden, parameters)| {
        case(golden, DENOMINATED, format!("{ALL}[impute.siblings-mean]\n{parameters}"), Stage::Imputed)
    });
    check_all(&asem, &cases);
}

#[test]
fn last_observations_are_coinrs_latest() {
    let Some(asem) = Asem::open() else { return };
    let cases =
        [("golden/panel/impute_panel_latest.csv", 10.0), ("golden/panel/impute_panel_latest_max_time2.csv", 2.0)];
    let cases = cases.map(|(golden, years)| {
        let method = format!("{EACH}[impute.last-observation]\nmax_gap_years = {years:?}");
        case(golden, HOLES, method, Stage::Imputed)
    });
    check_all(&asem, &cases);
}

/// COINr carries the first known value back and the last one on; here a gap before the first stays, and under
/// `linear-interpolation` one after the last as well. Nothing else differs.
#[test]
fn what_lies_between_two_known_values_is_coinrs_and_ends_stay() {
    let Some(asem) = Asem::open() else { return };
    for (golden, method, fills_after_the_last) in [
        ("golden/panel/impute_panel_linear-constant.csv", "linear-interpolation", false),
        ("golden/panel/impute_panel_constant.csv", "last-observation", true),
    ] {
        let table = asem.read(golden);
        let method = toml::from_str(&format!("{EACH}[impute.{method}]")).unwrap();
        let composite = asem.inspect(Facts::default(), HOLES, &method);
        let (periods, units) = (composite.data.periods.len(), composite.data.units.len());
        let (mut filled, mut ends) = (0, 0);
        for name in table.header.iter().filter(|name| !["uCode", "Time"].contains(&name.as_str())) {
            let [raw, found] =
                [&composite.denominated, &composite.imputed].map(|table| table.get(&name.to_lowercase()).unwrap());
            for row in 0..table.rows.len() {
                let year = table.text(row, "Time");
                let period = composite.data.periods.iter().position(|known| known.to_string() == year).unwrap();
                let unit = composite.data.units.position(table.text(row, "uCode")).unwrap();
                let at = composite.data.row(period, unit);
                let known: Vec<usize> = (0..periods).filter(|period| !raw[period * units + unit].is_nan()).collect();
                let (first, last) = (known.first().copied(), known.last().copied());
                let is_end = first.is_none_or(|first| period < first)
                    || !fills_after_the_last && last.is_none_or(|last| period > last);
                let expected = table.number(row, name);
                let place = format!("{golden}: {name} of {} {year}", table.text(row, "uCode"));
                if is_end {
                    assert!(found[at].is_nan(), "{place} is filled");
                    let nearest = if first.is_some_and(|first| period < first) { first } else { last };
                    let carried = nearest.map_or(f64::NAN, |period| raw[period * units + unit]);
                    assert!(
                        carried.to_bits() == expected.to_bits() || carried.is_nan() && expected.is_nan(),
                        "{place}"
                    );
                    ends += 1;
                } else {
                    let near = (found[at] - expected).abs() <= 1e-9 * expected.abs();
                    assert!(near, "{place} is {}, expected {expected}", found[at]);
                    filled += usize::from(raw[at].is_nan());
                }
            }
        }
        assert!(filled > 100 && ends > 100, "{golden}: {filled} filled, {ends} ends");
    }
}
