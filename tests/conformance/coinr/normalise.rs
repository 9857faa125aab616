//! COINr's scales: every table of `golden/normalise` and of the panel's normalisations, per indicator too.
//!
//! Not compared: `none` (there is always a scale), `n_rank_first` (ties by the order of the rows), and single columns in
//! which COINr has a defect or no figure; each is named by the test that leaves it out.

use opencities_engine::framework::Direction;
use opencities_engine::scale::Map;

use super::*;

const PARAMETERS: &str = "golden/normalise/use_iMeta/iMeta_with_parameters.csv";

#[test]
fn normalised_columns_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let mut cases = Vec::new();
    macro_rules! both {
        ($($name:literal $method:literal)*) => {$(
            for (golden, from) in [
                (concat!("golden/normalise/raw/", $name, ".csv"), RAW),
                (concat!("golden/normalise/treated/", $name, ".csv"), TREATED),
            ] {
                cases.push(case(golden, from, format!("{ALL}{}", $method), Stage::Normalised));
            }
        )*};
    }
    both! {
        "n_minmax_0_100" "[normalise.min-max]"
        "n_minmax_1_100" "[normalise.min-max]\nlower = 1.0"
        "n_zscore_0_1" "[normalise.z-score]"
        "n_zscore_10_2" "[normalise.z-score]\nmean = 10.0\nstandard_deviation = 2.0"
        "n_rank_min" "[normalise.rank]"
        "n_rank_max" "[normalise.rank]\nties = \"max\""
        "n_rank_average" "[normalise.rank]\nties = \"average\""
        "n_dist2max" "[normalise.distance-to-best]"
        "n_borda_min" "[normalise.borda]"
        "n_borda_average" "[normalise.borda]\nties = \"average\""
        "n_prank_min" "[normalise.percentile-rank]\nupper = 1.0"
        "n_prank_average" "[normalise.percentile-rank]\nupper = 1.0\nties = \"average\""
    }
    cases.push(case(
        "golden/normalise/raw/indiv_LPI_dist2max_Flights_z10_2_rest_minmax.csv",
        RAW,
        format!(
            "{ALL}[normalise.by-node.lpi.distance-to-best]\n\
             [normalise.by-node.flights.z-score]\nmean = 10.0\nstandard_deviation = 2.0\n"
        ),
        Stage::Normalised,
    ));
    let scaled = format!("{ALL}{}", scaled_by_node(&asem));
    cases.push(case("golden/normalise/use_iMeta/n_scaled.csv", RAW, scaled, Stage::Normalised));
    cases.push(case("golden/normalise/raw/default_call.csv", RAW, ALL.into(), Stage::Normalised));
    cases.push(Case {
        facts: Facts { all_up: true, ..Facts::default() },
        ..case("golden/normalise/raw/n_minmax_0_100_all_directions_plus1.csv", RAW, ALL.into(), Stage::Normalised)
    });
    for (golden, method) in [
        ("golden/normalise/use_iMeta/n_minmax.csv", "[normalise.min-max]\nlower = 1.0\nupper = 7.0"),
        ("golden/normalise/use_iMeta/n_zscore.csv", "[normalise.z-score]\nmean = 100.0\nstandard_deviation = 15.0"),
        ("golden/normalise/use_iMeta/n_goalposts.csv", "[normalise.goalposts]"),
        ("golden/normalise/use_iMeta/n_goalposts_uncapped.csv", "[normalise.goalposts]\nbeyond = \"extend\""),
        ("golden/normalise/use_iMeta/n_dist2targ.csv", "[normalise.distance-to-target]\nbeyond = \"clip\""),
        ("golden/normalise/use_iMeta/n_dist2targ_uncapped.csv", "[normalise.distance-to-target]"),
    ] {
        let facts = Facts {
            goalposts: golden.contains("goalposts").then_some(PARAMETERS),
            targets: golden.contains("dist2targ").then_some(PARAMETERS),
            ..Facts::default()
        };
        cases.push(Case { facts, ..case(golden, RAW, format!("{ALL}{method}"), Stage::Normalised) });
    }
    for (golden, reference, method) in [
        ("golden/panel/normalise_raw_n_minmax_global.csv", "pooled", "min-max]"),
        ("golden/panel/normalise_raw_n_minmax_peryear.csv", "each-period", "min-max]"),
        ("golden/panel/normalise_raw_n_zscore_global.csv", "pooled", "z-score]\nmean = 10.0\nstandard_deviation = 2.0"),
        (
            "golden/panel/normalise_raw_n_zscore_peryear.csv",
            "each-period",
            "z-score]\nmean = 10.0\nstandard_deviation = 2.0",
        ),
        ("golden/panel/normalise_raw_n_prank_global.csv", "pooled", "percentile-rank]\nupper = 1.0"),
        ("golden/panel/normalise_raw_n_prank_peryear.csv", "each-period", "percentile-rank]\nupper = 1.0"),
    ] {
        let method = format!("{EACH}reference = \"{reference}\"\n[normalise.{method}");
        cases.push(case(golden, PANEL, method, Stage::Normalised));
    }
    check_all(&asem, &cases);
}

/// The interval of each indicator, as its metadata state it.
fn scaled_by_node(asem: &Asem) -> String {
    let table = asem.read(PARAMETERS);
    let stated = (0..table.rows.len()).filter(|&row| table.text(row, "Type") == "Indicator");
    let lines = stated.map(|row| {
        let code = table.text(row, "iCode").to_lowercase();
        let [low, high, factor] = ["scaled_lower", "scaled_upper", "scale_factor"].map(|name| table.number(row, name));
        format!("[normalise.by-node.{code}.scaled]\nlow = {low:?}\nhigh = {high:?}\nfactor = {factor:?}\n")
    });
    lines.collect()
}

/// The golden columns (by lower-cased code) that are not like those of a composite.
fn compared_without(golden: Csv, composite: &Composite, left_out: &[String]) -> Result<usize, String> {
    let golden = golden.without(|name| left_out.contains(&name.to_lowercase()));
    compare(&golden, composite, column_of(&composite.normalised))
}

#[test]
fn distances_to_a_unit_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    for (folder, from) in [("raw", RAW), ("treated", TREATED)] {
        for (name, beyond) in [("n_dist2ref_row10", "extend"), ("n_dist2ref_row10_cap", "clip")] {
            // Row 10 is the Czech Republic.
            let method = format!(
                "{ALL}[normalise.distance-to-reference]\nreference = {{ unit = \"CZE\" }}\nbeyond = \"{beyond}\""
            );
            let composite = asem.inspect(Facts::default(), from, &toml::from_str(&method).unwrap());
            // Where the reference is the worst COINr divides by zero, and so it does where the reference is missing.
            let uncapped = asem.read(&format!("golden/normalise/{folder}/n_dist2ref_row10.csv"));
            let rows = 0..uncapped.rows.len();
            let codes = composite.framework.indicators().iter().map(|indicator| indicator.code.clone());
            let (without, with): (Vec<String>, Vec<String>) = codes.partition(|code| {
                let name = uncapped.header.iter().find(|name| name.to_lowercase() == *code).unwrap();
                let figures = rows.clone().map(|row| uncapped.number(row, name));
                figures.clone().any(f64::is_infinite) || figures.into_iter().all(f64::is_nan)
            });
            assert!(with.len() >= 40, "{folder}: {without:?} are left out");
            for code in without.iter().chain(&with) {
                let column = composite.framework.position(code).unwrap();
                assert_eq!(composite.scales[column][0].map == Map::Missing, without.contains(code), "{folder}: {code}");
            }
            let golden = asem.read(&format!("golden/normalise/{folder}/{name}.csv"));
            let cells =
                compared_without(golden, &composite, &without).unwrap_or_else(|first| panic!("{name}: {first}"));
            assert_eq!(cells, 51 * with.len());
        }
    }
}

#[test]
fn scales_that_lose_the_direction_in_coinr_are_coinrs_where_more_is_better() {
    let Some(asem) = Asem::open() else { return };
    for (folder, from) in [("raw", RAW), ("treated", TREATED)] {
        for (name, method) in [
            ("n_scaled_0_100_s100", "[normalise.scaled]\nfactor = 100.0"),
            ("n_scaled_m5_20_s1", "[normalise.scaled]\nlow = -5.0\nhigh = 20.0"),
            ("n_fracmax", "[normalise.fraction-of-maximum]"),
        ] {
            let composite = asem.inspect(Facts::default(), from, &toml::from_str(&format!("{ALL}{method}")).unwrap());
            let downward = composite.framework.indicators().iter();
            let downward = downward.filter(|indicator| indicator.direction == Direction::LowerIsBetter);
            let downward: Vec<String> = downward.map(|indicator| indicator.code.clone()).collect();
            let golden = asem.read(&format!("golden/normalise/{folder}/{name}.csv"));
            let cells =
                compared_without(golden, &composite, &downward).unwrap_or_else(|first| panic!("{name}: {first}"));
            assert_eq!(cells, 51 * (49 - downward.len()), "{name}");
        }
    }
}
