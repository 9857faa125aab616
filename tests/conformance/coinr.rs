//! COINr 1.1.14 on its own example (ASEM connectivity: 51 countries, 49 indicators, 8 pillars, 2 sub-indices, 1 index).
//!
//! Each case names a golden table, the table that it starts from, the method in TOML and the stage that is compared. Not
//! compared: methods of other files of this folder, and the defects of COINr that its folder lists.

pub(super) mod fixture;
mod impute;
mod normalise;
mod treatments;

use fixture::{Asem, Csv, Facts, column_of, compare};
use opencities_engine::build;
use opencities_engine::composite::Composite;
use opencities_engine::method::Method;
use opencities_engine::registry::Choice;
use opencities_engine::scale::Transform;
use opencities_engine::stats::{self, Ties, ranks_descending};
use opencities_engine::weigh::{Stated, Weighting};

/// The table of the composite that is compared.
#[derive(Clone, Copy)]
enum Stage {
    Denominated,
    Imputed,
    Treated,
    Normalised,
    /// Scores of indicators and groups.
    Scores,
    /// Their ranks.
    Ranks,
}

struct Case {
    golden: &'static str,
    from: &'static str,
    facts: Facts,
    weights: Option<&'static str>,
    method: String,
    stage: Stage,
}

pub(super) const RAW: &str = "golden/build/01_raw.csv";
const DENOMINATED: &str = "golden/build/02_denominated.csv";
pub(super) const TREATED: &str = "golden/build/05_treated.csv";
const PANEL: &str = "input/ASEM_iData_p.csv";
const HOLES: &str = "golden/panel/holes_iData.csv";
const MOD3: &str = "golden/aggregate/weights_mod3.csv";
/// Everyone takes part, whatever is known.
pub(super) const ALL: &str = "[screen]\nunit_coverage_min = 0.0\n";
const EACH: &str = "[screen]\nunit_coverage_min = 0.0\n[periods]\nreport = \"each\"\n";

pub(super) const STANDARD: &str = r#"
[screen]
stage = "after-imputation"
unit_coverage_min = 0.9
[impute.group-mean]
column = "EurAsia_group"
[treat.sequence]
steps = [{ winsorise = { points_max = 5 } }, { log = { negative_skew = "keep" } }]
[normalise.min-max]
[aggregate.arithmetic]
"#;

fn case(golden: &'static str, from: &'static str, method: String, stage: Stage) -> Case {
    Case { golden, from, facts: Facts::default(), weights: None, method, stage }
}

pub(super) fn node_scores(composite: &Composite, code: &str) -> Option<Vec<f64>> {
    composite.normalised.get(code).or_else(|| composite.scores.get(code)).map(|column| column.to_vec())
}

pub(super) fn node_ranks(composite: &Composite, code: &str) -> Option<Vec<f64>> {
    let own = |column: ndarray::ArrayView1<f64>| {
        // The engine ranks groups; COINr ranks indicators too, which is the same rule within each period.
        let periods = column.to_vec();
        periods.chunks(composite.data.units.len()).flat_map(|scores| ranks_descending(scores, Ties::Min)).collect()
    };
    composite.ranks.get(code).map(|ranks| ranks.to_vec()).or_else(|| composite.normalised.get(code).map(own))
}

fn check(asem: &Asem, case: &Case) -> Result<usize, String> {
    let mut method: Method = toml::from_str(&case.method).unwrap_or_else(|error| panic!("{}: {error}", case.golden));
    if let Some(weights) = case.weights {
        method.weigh = Choice::all(asem.weights(weights));
    }
    let golden = asem.read(case.golden);
    let composite = asem.inspect(case.facts, case.from, &method);
    compare_stage(&golden, &composite, case.stage)
}

fn compare_stage(golden: &Csv, composite: &Composite, stage: Stage) -> Result<usize, String> {
    match stage {
        Stage::Denominated => compare(golden, composite, column_of(&composite.denominated)),
        Stage::Imputed => compare(golden, composite, column_of(&composite.imputed)),
        Stage::Treated => compare(golden, composite, column_of(&composite.treated)),
        Stage::Normalised => compare(golden, composite, column_of(&composite.normalised)),
        Stage::Scores => compare(golden, composite, |code| node_scores(composite, code)),
        Stage::Ranks => compare(golden, composite, |code| node_ranks(composite, code)),
    }
}

/// Checks every case and lists all that differ.
fn check_all(asem: &Asem, cases: &[Case]) {
    let differ: Vec<String> = cases
        .iter()
        .filter_map(|case| match check(asem, case) {
            Ok(cells) => {
                assert!(cells >= 51, "{} compares {cells} cells", case.golden);
                None
            }
            Err(first) => Some(format!("{}: {first}", case.golden)),
        })
        .collect();
    assert!(differ.is_empty(), "{} of {} tables differ:\n{}", differ.len(), cases.len(), differ.join("\n"));
}

/// The standard build of COINr's manual.
pub(super) fn standard(asem: &Asem) -> Composite {
    let framework = asem.framework(Facts { denominate: true, ..Facts::default() });
    let data = asem.dataset(&framework, &asem.read("input/ASEM_iData.csv"));
    let mut method: Method = toml::from_str(STANDARD).unwrap();
    method.weigh = Choice::all(asem.weights("golden/build/weights_original.csv"));
    build(&framework, &data, &method).unwrap()
}

#[test]
fn every_stage_of_the_standard_build_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = standard(&asem);
    for (golden, stage) in [
        ("02_denominated", Stage::Denominated),
        ("03_imputed", Stage::Imputed),
        ("04_screened", Stage::Imputed),
        ("05_treated", Stage::Treated),
        ("06_normalised", Stage::Normalised),
        ("07_aggregated", Stage::Scores),
        ("07_aggregated_ranks", Stage::Ranks),
    ] {
        let golden = format!("golden/build/{golden}.csv");
        assert!(compare_stage(&asem.read(&golden), &composite, stage).unwrap() >= 51 * 49, "{golden}");
    }
}

#[test]
fn coverage_and_effective_weights_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = standard(&asem);
    check_screening(&asem.read("golden/build/screen_summary.csv"), &composite);
    let golden = asem.read("golden/build/effective_weights.csv");
    for row in 0..golden.rows.len() {
        let node = composite.framework.position(&golden.text(row, "iCode").to_lowercase()).unwrap();
        let (found, expected) = (composite.weights.effective[node], golden.number(row, "EffWeight"));
        assert!((found - expected).abs() < 1e-15, "{} weighs {found}, expected {expected}", golden.text(row, "iCode"));
    }
    let strict: Method = toml::from_str("[screen]\nunit_coverage_min = 0.95").unwrap();
    let composite = asem.inspect(Facts::default(), RAW, &strict);
    check_screening(&asem.read("golden/screen/byNA_dat0.95_nz0.9_summary.csv"), &composite);
}

fn check_screening(golden: &Csv, composite: &Composite) {
    for row in 0..golden.rows.len() {
        let unit = golden.text(row, "uCode");
        let position = composite.data.units.position(unit).unwrap();
        assert!((composite.screening.coverage[position] - golden.number(row, "Dat_Avail")).abs() < 1e-15, "{unit}");
        assert_eq!(composite.screening.ranked[position], golden.text(row, "Included") == "TRUE", "{unit}");
    }
}

/// The figures from which a treatment starts, the golden tables that tell of it, and the treatment.
const TREATMENTS: [(&str, &str); 7] = [
    ("default", "steps = [{ winsorise = {} }, { log = { negative_skew = \"keep\" } }]"),
    ("combine", "steps = [{ winsorise = {} }, { log = { negative_skew = \"keep\" } }]\nbetween = \"continue\""),
    ("winmax3", "steps = [{ winsorise = { points_max = 3 } }, { log = { negative_skew = \"keep\" } }]"),
    ("winmax10", "steps = [{ winsorise = { points_max = 10 } }, { log = { negative_skew = \"keep\" } }]"),
    ("winmax1_logCT", "steps = [{ winsorise = { points_max = 1 } }, { log = { negative_skew = \"keep\" } }]"),
    (
        "winmax1_logCT_combine",
        "steps = [{ winsorise = { points_max = 1 } }, { log = { negative_skew = \"keep\" } }]\nbetween = \"continue\"",
    ),
    (
        "skew1_kurt1_win2",
        "steps = [{ winsorise = { points_max = 2, skewness_max = 1.0, kurtosis_max = 1.0 } },\n\
         { log = { negative_skew = \"keep\" } }]\nskewness_max = 1.0\nkurtosis_max = 1.0",
    ),
];

#[test]
fn treated_columns_marks_and_shapes_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let mirrored = ("winmax1_logCTplus", "steps = [{ winsorise = { points_max = 1 } }, { log = {} }]");
    for (name, sequence) in TREATMENTS.into_iter().chain([mirrored]) {
        let method = toml::from_str(&format!("{ALL}[treat.sequence]\n{sequence}")).unwrap();
        let composite = asem.inspect(Facts::default(), DENOMINATED, &method);
        let golden = |part: &str| asem.read(&format!("golden/treat/{name}_{part}.csv"));
        compare_stage(&golden("data"), &composite, Stage::Treated).unwrap_or_else(|first| panic!("{name}: {first}"));
        check_marks(name, &golden("points"), &composite);
        check_shapes(name, &golden("details"), &composite);
    }
    let composite = standard(&asem);
    check_marks("build", &asem.read("golden/build/treat_points.csv"), &composite);
    check_shapes("build", &asem.read("golden/build/treat_details.csv"), &composite);
}

fn check_marks(name: &str, golden: &Csv, composite: &Composite) {
    for (column, indicator) in composite.framework.indicators().iter().enumerate() {
        let written = golden.header.iter().find(|header| header.to_lowercase() == indicator.code).unwrap();
        for row in 0..golden.rows.len() {
            let unit = composite.data.units.position(golden.text(row, "uCode")).unwrap();
            let known = !composite.imputed.column(column)[unit].is_nan();
            let expected = known && !golden.text(row, written).is_empty();
            let found = composite.data.status.column(column)[unit].is_treated();
            assert_eq!(found, expected, "{name}: {written} of {}", golden.text(row, "uCode"));
        }
    }
}

fn check_shapes(name: &str, golden: &Csv, composite: &Composite) {
    for row in 0..golden.rows.len() {
        let code = golden.text(row, "iCode");
        let column = composite.framework.position(&code.to_lowercase()).unwrap();
        let record = &composite.treatments[column][0];
        let last = (0..3).rev().find(|step| {
            let column = format!("check_SkewKurt{step}.Skew");
            golden.column(&column).is_some() && !golden.text(row, &column).is_empty()
        });
        for (place, step) in [0, last.unwrap()].into_iter().enumerate() {
            let shape = [("Skew", record.skewness[place]), ("Kurt", record.kurtosis[place])];
            for (part, found) in shape {
                let expected = golden.number(row, &format!("check_SkewKurt{step}.{part}"));
                // Moments of a logarithm: the last digits of the logarithms count four times.
                let near = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                assert!(near, "{name}: {part} of {code} after step {step} is {found}, expected {expected}");
            }
        }
        if let Transform::Clamp { .. } = record.transform {
            let moved = composite.data.status.slice(column).iter().filter(|status| status.is_treated()).count();
            assert!((golden.number(row, "winsorise.nwin") - moved as f64).abs() < 0.5, "{name}: {code} moved {moved}");
        }
    }
}

#[test]
fn statistics_of_columns_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    for (golden, from) in [
        ("golden/stats/stats_raw.csv", RAW),
        ("golden/stats/stats_denominated.csv", DENOMINATED),
        ("golden/stats/stats_treated.csv", TREATED),
        ("golden/stats/stats_normalised.csv", "golden/build/06_normalised.csv"),
    ] {
        let (golden, table) = (asem.read(golden), asem.read(from));
        for row in 0..golden.rows.len() {
            let code = golden.text(row, "iCode");
            let column = (0..table.rows.len()).map(|row| table.number(row, code));
            let known: Vec<f64> = column.filter(|value| !value.is_nan()).collect();
            let (shape, (least, greatest)) = (stats::moments(&known), stats::extent(&known).unwrap());
            for (name, found) in [
                ("Min", least),
                ("Max", greatest),
                ("Mean", stats::mean(&known).unwrap()),
                ("Median", stats::median(&known).unwrap()),
                ("Std", stats::standard_deviation(&known).unwrap()),
                ("Skew", shape.skewness),
                ("Kurt", shape.kurtosis),
            ] {
                let expected = golden.number(row, name);
                assert!((found - expected).abs() <= 1e-11 * expected.abs(), "{name} of {code}: {found} for {expected}");
            }
        }
    }
}

#[test]
fn denominated_and_imputed_columns_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let mut cases = vec![
        Case {
            facts: Facts { denominate: true, ..Facts::default() },
            ..case("golden/denominate/default_iMeta.csv", RAW, ALL.into(), Stage::Denominated)
        },
        Case {
            facts: Facts { denominate_by: Some("golden/denominate/denomby_scaled_spec.csv"), ..Facts::default() },
            ..case("golden/denominate/denomby_scaled.csv", RAW, ALL.into(), Stage::Denominated)
        },
        case(
            "golden/panel/impute_i_mean_grp_peryear.csv",
            HOLES,
            format!("{EACH}[impute.group-mean]\ncolumn = \"EurAsia_group\""),
            Stage::Imputed,
        ),
        Case {
            facts: Facts { denominate: true, ..Facts::default() },
            ..case("golden/panel/denominated.csv", PANEL, EACH.into(), Stage::Denominated)
        },
    ];
    for (golden, method) in [
        ("golden/impute/i_mean.csv", "[impute.mean]"),
        ("golden/impute/i_median.csv", "[impute.median]"),
        ("golden/impute/i_mean_grp_EurAsia.csv", "[impute.group-mean]\ncolumn = \"EurAsia_group\""),
        ("golden/impute/i_median_grp_EurAsia.csv", "[impute.group-median]\ncolumn = \"EurAsia_group\""),
    ] {
        cases.push(case(golden, DENOMINATED, format!("{ALL}{method}"), Stage::Imputed));
    }
    check_all(&asem, &cases);
}

#[test]
fn aggregated_scores_and_ranks_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let mut cases = Vec::new();
    macro_rules! with_ranks {
        ($($folder:literal $from:ident $name:literal $method:expr;)*) => {$(
            for (golden, weights, stage) in [
                (concat!("golden/aggregate/", $folder, "/", $name, "_wequal.csv"), None, Stage::Scores),
                (concat!("golden/aggregate/", $folder, "/", $name, "_wequal_ranks.csv"), None, Stage::Ranks),
                (concat!("golden/aggregate/", $folder, "/", $name, "_wmod3.csv"), Some(MOD3), Stage::Scores),
                (concat!("golden/aggregate/", $folder, "/", $name, "_wmod3_ranks.csv"), Some(MOD3), Stage::Ranks),
            ] {
                let method = format!("{ALL}[normalise.min-max]\nlower = 1.0\n{}", $method);
                cases.push(Case { weights, ..case(golden, $from, method, stage) });
            }
        )*};
    }
    const BY_LEVEL: &str = "[aggregate.by-level.pillar.arithmetic]\n[aggregate.by-level.sub-index.geometric]\n\
                            [aggregate.by-level.index.harmonic]";
    with_ranks! {
        "complete" TREATED "a_amean" "";
        "complete" TREATED "a_gmean" "[aggregate.geometric]";
        "complete" TREATED "a_hmean" "[aggregate.harmonic]";
        "complete" TREATED "a_genmean_p2" "[aggregate.power]\nexponent = 2.0";
        "complete" TREATED "a_genmean_p0.5" "[aggregate.power]";
        "complete" TREATED "a_genmean_pm1" "[aggregate.power]\nexponent = -1.0";
        "complete" TREATED "by_level_amean_gmean_hmean" BY_LEVEL;
        "missing" RAW "a_amean" "";
        "missing" RAW "a_gmean" "[aggregate.geometric]";
        "missing" RAW "a_hmean" "[aggregate.harmonic]";
        "missing" RAW "by_level_amean_gmean_hmean" BY_LEVEL;
        // Our power mean shares the weight of a missing child like every other mean: -1 is the harmonic mean.
        "missing" RAW "a_hmean" "[aggregate.power]\nexponent = -1.0";
        // COINr's is missing as soon as one child is, which here is a rule that any mean may be given.
        "missing" RAW "a_genmean_p2" "[aggregate.power]\nexponent = 2.0\n[missing]\nchildren = \"missing\"";
        "missing" RAW "a_genmean_p0.5" "[aggregate.power]\n[missing]\nchildren = \"missing\"";
        "missing" RAW "a_genmean_pm1" "[aggregate.power]\nexponent = -1.0\n[missing]\nchildren = \"missing\"";
    }
    for (golden, least) in [
        ("golden/aggregate/missing/a_amean_wequal_datthresh0.5.csv", 0.5),
        ("golden/aggregate/missing/a_amean_wequal_datthresh0.9.csv", 0.9),
        ("golden/aggregate/missing/a_amean_wequal_datthresh1.csv", 1.0),
    ] {
        let method = format!("{ALL}group_coverage_min = {least:?}\n[normalise.min-max]\nlower = 1.0");
        cases.push(case(golden, RAW, method, Stage::Scores));
    }
    for (golden, method) in [
        ("golden/aggregate/complete/from_n_rank_min_a_amean.csv", "rank]"),
        ("golden/aggregate/complete/from_n_prank_min_a_amean.csv", "percentile-rank]\nupper = 1.0"),
        ("golden/aggregate/complete/from_n_borda_min_a_amean.csv", "borda]"),
        ("golden/aggregate/complete/from_n_zscore_0_1_a_amean.csv", "z-score]"),
    ] {
        cases.push(case(golden, TREATED, format!("{ALL}[normalise.{method}"), Stage::Scores));
    }
    for (golden, from) in [
        ("golden/aggregate/complete/input_normalised_1_100.csv", TREATED),
        ("golden/aggregate/missing/input_normalised_1_100.csv", RAW),
    ] {
        cases.push(case(golden, from, format!("{ALL}[normalise.min-max]\nlower = 1.0"), Stage::Normalised));
    }
    let facts = Facts { denominate: true, without: &["LPI", "Forest"], ..Facts::default() };
    let dropped = "golden/compare/dropped_LPI_Forest_aggregated.csv";
    cases.push(Case { facts, ..case(dropped, "input/ASEM_iData.csv", STANDARD.into(), Stage::Scores) });
    check_all(&asem, &cases);
}

#[test]
fn a_panel_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let latest = "[screen]\nunit_coverage_min = 0.0\n[periods]\nreport = \"each\"\ncarry = \"latest\"\n";
    let screened = "[screen]\nunit_coverage_min = 0.9\n[periods]\nreport = \"each\"\n";
    let treated = "[treat.sequence]\nsteps = [{ winsorise = {} }, { log = { negative_skew = \"keep\" } }]";
    check_all(
        &asem,
        &[
            case("golden/panel/impute_panel_latest.csv", HOLES, latest.into(), Stage::Imputed),
            case(
                "golden/panel/impute_panel_latest_max_time2.csv",
                HOLES,
                format!("{latest}max_age_years = 2\n"),
                Stage::Imputed,
            ),
            case("golden/panel/holes_latest_globalminmax_amean.csv", HOLES, latest.into(), Stage::Scores),
            case("golden/panel/default_build/raw.csv", PANEL, screened.into(), Stage::Denominated),
            case("golden/panel/default_build/screened.csv", PANEL, screened.into(), Stage::Denominated),
            // COINr treats each year by itself and normalises all years together; here one reference serves both, so the
            // two halves are compared one after the other.
            case(
                "golden/panel/default_build/treated.csv",
                PANEL,
                format!("{screened}reference = \"each-period\"\n{treated}"),
                Stage::Treated,
            ),
            case(
                "golden/panel/default_build/normalised.csv",
                "golden/panel/default_build/treated.csv",
                screened.into(),
                Stage::Normalised,
            ),
            case(
                "golden/panel/default_build/aggregated.csv",
                "golden/panel/default_build/treated.csv",
                screened.into(),
                Stage::Scores,
            ),
            case(
                "golden/panel/default_build/aggregated_ranks_within_year.csv",
                "golden/panel/default_build/treated.csv",
                screened.into(),
                Stage::Ranks,
            ),
        ],
    );
    let method = toml::from_str(latest).unwrap();
    let composite = asem.inspect(Facts::default(), HOLES, &method);
    let observed = |code: &str| {
        let series = composite.data.values.position(code)?;
        let year = |row: usize| composite.data.observed_in(row, series).to_string().parse::<f64>().unwrap();
        let known = |row: usize| !composite.data.values.column(series)[row].is_nan();
        Some((0..composite.data.values.rows()).map(|row| if known(row) { year(row) } else { f64::NAN }).collect())
    };
    compare(&asem.read("golden/panel/impute_panel_latest_year_used.csv"), &composite, observed).unwrap();
}

#[test]
fn an_element_without_weight_is_an_element_removed() {
    let Some(asem) = Asem::open() else { return };
    for (level, stage) in ["L1", "L2", "L3"].into_iter().flat_map(|level| [(level, "scores"), (level, "ranks")]) {
        let golden = asem.read(&format!("golden/remove_elements/{level}_{stage}.csv"));
        let framework = asem.framework(Facts::default());
        let data = asem.dataset(&framework, &asem.read(TREATED));
        for element in &golden.header[1..] {
            let mut method: Method = toml::from_str(ALL).unwrap();
            let Weighting::Stated(Stated { mut weights }) = asem.weights("golden/build/weights_original.csv") else {
                unreachable!("weights of a table are stated")
            };
            if element != "Nominal" {
                weights.insert(element.to_lowercase(), 0.0);
            }
            method.weigh = Choice::all(Weighting::Stated(Stated { weights }));
            let composite = opencities_engine::inspect(&framework, &data, &method).unwrap();
            let table = if stage == "ranks" { &composite.ranks } else { &composite.scores };
            let index = table.get("index").unwrap();
            for row in 0..golden.rows.len() {
                let unit = golden.text(row, "uCode");
                let found = index[composite.data.units.position(unit).unwrap()];
                let expected = golden.number(row, element);
                assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{level} {stage}: {unit} without {element}");
            }
        }
    }
}
