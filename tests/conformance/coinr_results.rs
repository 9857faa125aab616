//! COINr's tables about units on the same example: who is screened out by zeros and by name, trends of the panel, result
//! tables, ranks within a group, and the indicators in which a unit is strong.

use opencities_engine::analyse::trends;
use opencities_engine::build;
use opencities_engine::composite::Composite;
use opencities_engine::method::Method;
use opencities_engine::stats::{Ties, ranks_descending};

use super::coinr::fixture::{Asem, Facts};
use super::coinr::{RAW, node_ranks, node_scores, standard};

#[test]
fn units_are_screened_by_zeros_and_by_name_as_coinr_does() {
    let Some(asem) = Asem::open() else { return };
    let cases = [
        ("byzeros_dat0.95_nz0.9", "unit_coverage_min = 0.0\nunit_nonzero_min = 0.9"),
        ("byNAandzeros_dat0.95_nz0.9", "unit_coverage_min = 0.95\nunit_nonzero_min = 0.9"),
        ("byNA_force_AUTout_BRNin", "unit_coverage_min = 0.95\ninclude = [\"BRN\"]\nexclude = [\"AUT\"]"),
    ];
    for (name, screen) in cases {
        let method: Method = toml::from_str(&format!("[screen]\n{screen}")).unwrap();
        let composite = asem.inspect(Facts::default(), RAW, &method);
        let golden = asem.read(&format!("golden/screen/{name}_summary.csv"));
        for row in 0..golden.rows.len() {
            let unit = golden.text(row, "uCode");
            let position = composite.data.units.position(unit).unwrap();
            let ranked = golden.text(row, "Included") == "TRUE";
            assert_eq!(composite.screening.ranked[position], ranked, "{name}: {unit}");
        }
    }
}

#[test]
fn trends_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let framework = asem.framework(Facts::default());
    let data = asem.dataset(&framework, &asem.read("input/ASEM_iData_p.csv"));
    let found = trends(&data, 0.0);
    for name in ["CAGR", "prc_change"] {
        let golden = asem.read(&format!("golden/panel/trends_raw_{name}_LPI_Flights_CO2.csv"));
        for row in 0..golden.rows.len() {
            let unit = data.units.position(golden.text(row, "uCode")).unwrap();
            let series = data.values.position(&golden.text(row, "iCode").to_lowercase()).unwrap();
            let trend = found.iter().find(|trend| (trend.unit, trend.series) == (unit, series)).unwrap();
            let value = if name == "CAGR" { trend.annual_growth() } else { trend.change_percent() };
            let expected = golden.number(row, name);
            assert!(
                (value - expected).abs() <= 1e-9 * expected.abs().max(1e-3),
                "{name} {row}: {value} for {expected}"
            );
            assert!((trend.coverage - golden.number(row, "Avail")).abs() < 1e-12);
        }
    }
}

/// Ranks among the units of each group, for one node.
fn ranks_within(composite: &Composite, node: &str, column: &str) -> Vec<f64> {
    let (groups, scores) = (composite.data.units.column(column).unwrap(), node_scores(composite, node).unwrap());
    let mut ranks = vec![f64::NAN; scores.len()];
    for group in &groups.values {
        let members: Vec<usize> = (0..scores.len()).filter(|&unit| groups.values[unit] == *group).collect();
        let own: Vec<f64> = members.iter().map(|&unit| scores[unit]).collect();
        members.iter().zip(ranks_descending(&own, Ties::Min)).for_each(|(&unit, rank)| ranks[unit] = rank);
    }
    ranks
}

#[test]
fn result_tables_and_ranks_within_groups_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = standard(&asem);
    let score = |code: &str| node_scores(&composite, code);
    let rank = |code: &str| node_ranks(&composite, code);
    let within = |code: &str| Some(ranks_within(&composite, code, "EurAsia_group"));
    type Column<'a> = &'a dyn Fn(&str) -> Option<Vec<f64>>;
    let tables: [(&str, Column<'_>, f64); 7] = [
        ("full_scores", &score, 1e-9),
        ("aggs_scores", &score, 1e-9),
        ("summ_scores", &score, 1e-9),
        ("full_ranks", &rank, 0.0),
        ("aggs_ranks", &rank, 0.0),
        ("summ_ranks", &rank, 0.0),
        ("aggs_groupranks_EurAsia", &within, 0.0),
    ];
    for (name, column, relative) in tables {
        let golden = asem.read(&format!("golden/results/{name}.csv"));
        for header in golden.header.iter().filter(|header| !["uCode", "EurAsia_group"].contains(&header.as_str())) {
            let found = if header == "Rank" { rank("index") } else { column(&header.to_lowercase()) };
            let found = found.unwrap_or_else(|| panic!("{name}: {header}"));
            for row in 0..golden.rows.len() {
                let unit = composite.data.units.position(golden.text(row, "uCode")).unwrap();
                let expected = golden.number(row, header);
                let near = (found[unit] - expected).abs() <= relative * expected.abs() + 1e-11;
                assert!(near, "{name}, {header} of row {row}: {} for {expected}", found[unit]);
            }
        }
    }
    // Rounded to two decimals, as COINr prints them.
    let golden = asem.read("golden/results/summ_scores_default_round2.csv");
    let index = score("index").unwrap();
    for row in 0..golden.rows.len() {
        let unit = composite.data.units.position(golden.text(row, "uCode")).unwrap();
        assert_eq!(format!("{:.2}", index[unit]), format!("{:.2}", golden.number(row, "Index")));
    }
}

#[test]
fn a_units_summary_and_its_strengths_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let framework = asem.framework(Facts { denominate: true, ..Facts::default() });
    let data = asem.dataset(&framework, &asem.read("input/ASEM_iData.csv"));
    let composite = build(&framework, &data, &standard(&asem).method).unwrap();
    let unit = composite.data.units.position("IND").unwrap();
    let summary = asem.read("golden/results/unit_summary_IND.csv");
    for row in 0..summary.rows.len() {
        let code = summary.text(row, "Code").to_lowercase();
        let (score, rank) =
            (node_scores(&composite, &code).unwrap()[unit], node_ranks(&composite, &code).unwrap()[unit]);
        assert!((score - summary.number(row, "Score")).abs() < 1e-9, "{code}: {score}");
        assert!((rank - summary.number(row, "Rank")).abs() < 1e-9, "{code}: rank {rank}");
    }
    for name in ["strengths", "weaknesses"] {
        let golden = asem.read(&format!("golden/results/IND_{name}_raw.csv"));
        for row in 0..golden.rows.len() {
            let code = golden.text(row, "Code").to_lowercase();
            let raw = composite.data.values.get(&code).unwrap()[unit];
            assert!((raw - golden.number(row, "Value")).abs() < 1e-9 * raw.abs().max(1.0), "{code}: {raw}");
        }
    }
}
