//! The structure of COINr's example index is what COINr and R's `cor.test` find: statistics, availability, correlations
//! and their p-values, flags, Cronbach's alpha, principal components.
//!
//! Here raw figures are turned so that more is better before they are correlated; COINr leaves them, so signs are turned
//! back before they are compared. Not compared: cells that COINr blanks as insignificant are compared as such (its default
//! hides them), and statistics rounded to three digits. Kendall's p-values have another witness
//! (`tests/python/test_witness_structure.py`).

use std::collections::BTreeMap;

use opencities_engine::analyse::structure::{
    Coefficient, Coefficients, Options, Stage, Structure, Thresholds, structure,
};
use opencities_engine::composite::Composite;
use opencities_engine::framework::Direction;
use opencities_engine::stats;

use super::coinr::STANDARD;
use super::coinr::fixture::{Asem, Csv, Facts};

fn composite(asem: &Asem) -> Composite {
    let facts = Facts { denominate: true, ..Facts::default() };
    asem.inspect(facts, "input/ASEM_iData.csv", &toml::from_str(STANDARD).unwrap())
}

fn at(composite: &Composite, stage: Stage) -> Structure {
    structure(composite, &Options { stage, ..Options::default() }).unwrap()
}

fn position(composite: &Composite, code: &str) -> usize {
    composite.framework.position(&code.to_lowercase()).unwrap_or_else(|| panic!("no node {code}"))
}

/// -1 for an indicator of which less is better.
fn sign(composite: &Composite, node: usize) -> f64 {
    let facts = composite.framework.indicators().get(node);
    if facts.is_some_and(|facts| facts.direction == Direction::LowerIsBetter) { -1.0 } else { 1.0 }
}

#[track_caller]
fn near(found: f64, expected: f64, what: &str) {
    let is_near = (found - expected).abs() <= 1e-9 * expected.abs().max(1e-3);
    assert!(is_near || found.is_nan() && expected.is_nan(), "{what} is {found}, expected {expected}");
}

/// The coefficients of every pair, by positions in either order.
fn pairs(found: &Structure) -> BTreeMap<(usize, usize), Coefficients> {
    let both = |pair: &opencities_engine::analyse::structure::Pair| {
        let (a, b) = (pair.first, pair.second);
        [((a, b), pair.coefficients), ((b, a), pair.coefficients)]
    };
    found.pairs.iter().flat_map(both).collect()
}

fn kind(name: &str) -> fn(&Coefficients) -> Coefficient {
    match name {
        "pearson" => |found| found.pearson,
        "spearman" => |found| found.spearman,
        _ => |found| found.kendall,
    }
}

#[test]
fn statistics_and_their_flags_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    for stage in [Stage::Raw, Stage::Denominated, Stage::Treated, Stage::Normalised] {
        let golden = asem.read(&format!("golden/stats/stats_{}.csv", stage.name()));
        let found = at(&composite, stage);
        assert_eq!(golden.rows.len(), 49);
        for row in 0..golden.rows.len() {
            let code = golden.text(row, "iCode");
            let node = position(&composite, code);
            let line = found.columns.iter().find(|line| line.node == node).unwrap();
            let count = |value: usize| value as f64;
            for (name, value) in [
                ("Min", line.least),
                ("Max", line.greatest),
                ("Mean", line.mean),
                ("Median", line.median),
                ("Std", line.standard_deviation),
                ("Skew", line.skewness),
                ("Kurt", line.kurtosis),
                ("N.Avail", count(line.known)),
                ("N.NonZero", count(line.known - line.zeros)),
                ("N.Unique", count(line.distinct)),
                ("N.Same", count(line.most_frequent)),
                ("Frc.Avail", line.coverage),
                ("Frc.NonZero", 1.0 - line.share(line.zeros)),
                ("Frc.Unique", line.share(line.distinct)),
                ("Frc.Same", line.share(line.most_frequent)),
            ] {
                near(value, golden.number(row, name), &format!("{} {name} of {code}", stage.name()));
            }
            for (flag, threshold) in [
                ("Flag.Avail", "coverage_min"),
                ("Flag.NonZero", "nonzero_min"),
                ("Flag.Unique", "distinct_min"),
                ("Flag.SkewKurt", "kurtosis_max"),
            ] {
                let is_flagged = line.verdict.remarks.iter().any(|remark| remark.threshold == Some(threshold));
                assert_eq!(is_flagged, golden.text(row, flag) != "ok", "{} {flag} of {code}", stage.name());
            }
        }
    }
}

#[test]
fn availability_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    let found = at(&composite, Stage::Raw);
    let golden = asem.read("golden/stats/data_avail_raw_summary.csv");
    for row in 0..golden.rows.len() {
        let unit = golden.text(row, "uCode");
        let line = &found.units[composite.data.units.position(unit).unwrap()];
        near(line.missing as f64, golden.number(row, "N_missing"), unit);
        near(line.zeros as f64, golden.number(row, "N_zero"), unit);
        near((line.missing + line.zeros) as f64, golden.number(row, "N_miss_or_zero"), unit);
        near(line.coverage, golden.number(row, "Dat_Avail"), unit);
        near(1.0 - line.zeros as f64 / line.known as f64, golden.number(row, "Non_Zero"), unit);
    }
    // A group's coverage is counted after the division by denominators, which COINr's raw table has not seen.
    let composite = asem.inspect(Facts::default(), "golden/build/01_raw.csv", &toml::from_str(STANDARD).unwrap());
    let golden = asem.read("golden/stats/data_avail_raw_bygroup.csv");
    for group in &golden.header[1..] {
        let coverage = composite.coverage(position(&composite, group));
        for row in 0..golden.rows.len() {
            let unit = composite.data.units.position(golden.text(row, "uCode")).unwrap();
            near(coverage[unit], golden.number(row, group), group);
        }
    }
}

#[test]
fn matrices_and_p_values_are_those_of_r() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    for stage in [Stage::Raw, Stage::Normalised] {
        let pairs = pairs(&at(&composite, stage));
        for (name, what) in [
            ("pearson", "matrix"),
            ("spearman", "matrix"),
            ("kendall", "matrix"),
            ("pearson", "pvals"),
            ("spearman", "pvals"),
        ] {
            let golden = asem.read(&format!("golden/corr/{what}_{}_{name}.csv", stage.name()));
            let mut cells = 0;
            for row in 0..golden.rows.len() {
                let first = golden.text(row, "iCode");
                for second in golden.header[1..].iter().filter(|second| *second != first) {
                    let [a, b] = [first, second].map(|code| position(&composite, code));
                    let found = kind(name)(&pairs[&(a, b)]);
                    let turned = if stage == Stage::Raw { sign(&composite, a) * sign(&composite, b) } else { 1.0 };
                    let found = if what == "matrix" { turned * found.value } else { found.p_value };
                    near(found, golden.number(row, second), &format!("{what} {name} of {first} and {second}"));
                    cells += 1;
                }
            }
            assert_eq!(cells, 49 * 48);
        }
    }
}

/// Compares a long table of correlations and returns how many pairs of different nodes it has.
fn compare_long(composite: &Composite, golden: &Csv, found: &Structure, name: &str) -> usize {
    let pairs = pairs(found);
    let mut cells = 0;
    for row in 0..golden.rows.len() {
        let [first, second] = ["Var1", "Var2"].map(|column| golden.text(row, column));
        let b = position(composite, second);
        // A table of the family names levels, not nodes.
        let above = std::iter::successors(Some(b), |&node| composite.framework.nodes()[node].parent);
        let on_level = |node: &usize| composite.framework.nodes()[*node].level == first.to_lowercase();
        let a = above.clone().find(on_level).unwrap_or_else(|| position(composite, first));
        let Some(found) = pairs.get(&(a, b)).map(kind(name)) else {
            assert_eq!(a, b, "{first} and {second}");
            continue;
        };
        let expected = golden.number(row, "Correlation");
        if expected.is_nan() {
            assert!(found.p_value > 0.05, "{first} and {second} is significant");
        } else {
            near(found.value, expected, &format!("{name} of {first} and {second}"));
        }
        cells += 1;
    }
    cells
}

#[test]
fn correlations_with_groups_and_parents_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    let found = at(&composite, Stage::Normalised);
    let mut cases = vec![
        ("agg_L1_family_pval0_pearson".to_owned(), "pearson", 147),
        ("agg_L1_L2_pval0.05_pearson".to_owned(), "pearson", 392),
    ];
    for name in ["pearson", "spearman", "kendall"] {
        cases.push((format!("agg_L1_L2_all_pval0_{name}"), name, 392));
        cases.push((format!("agg_L1_L2_withparent_pval0_{name}"), name, 49));
        cases.push((format!("agg_L2_L2_pval0_{name}"), name, 56));
    }
    for (table, name, cells) in cases {
        let golden = asem.read(&format!("golden/corr/{table}.csv"));
        assert_eq!(compare_long(&composite, &golden, &found, name), cells, "{table}");
    }
    let golden = asem.read("golden/corr/raw_L1_grouplev2_usedirections_pval0.csv");
    assert_eq!(compare_long(&composite, &golden, &at(&composite, Stage::Raw), "pearson"), 329 - 49);
}

#[test]
fn flags_are_raised_where_coinr_raises_them() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    let code = |node: usize| composite.framework.nodes()[node].code.clone();
    let thresholds =
        Thresholds { redundant_above: 0.7, negative_below: -0.2, denominator_above: 0.5, ..Thresholds::default() };
    let options = |stage| Options { stage, thresholds: thresholds.clone(), ..Options::default() };
    let found = structure(&composite, &options(Stage::Normalised)).unwrap();
    for (table, threshold) in
        [("flags_high0.7_grouplev2", "redundant_above"), ("flags_low-0.2_grouplev2", "negative_below")]
    {
        let golden = asem.read(&format!("golden/corr/{table}.csv"));
        let mut expected: Vec<[String; 2]> = (0..golden.rows.len())
            .map(|row| ["Ind1", "Ind2"].map(|name| golden.text(row, name).to_lowercase()))
            .collect();
        let is_flagged = |verdict: &opencities_engine::analyse::structure::Verdict| {
            verdict.remarks.iter().any(|remark| remark.threshold == Some(threshold))
        };
        let siblings = found.pairs.iter().filter(|pair| {
            pair.relation == opencities_engine::analyse::structure::Relation::Sibling
                && composite.framework.is_indicator(pair.first)
        });
        let mut flagged: Vec<[String; 2]> = siblings
            .filter(|pair| is_flagged(&pair.verdict))
            .map(|pair| [code(pair.first), code(pair.second)])
            .collect();
        expected.iter_mut().chain(&mut flagged).for_each(|pair| pair.sort());
        expected.sort();
        flagged.sort();
        assert_eq!(flagged, expected, "{table}");
    }
    let golden = asem.read("golden/corr/denom_corr_raw_thresh0.5.csv");
    let found = structure(&composite, &options(Stage::Raw)).unwrap();
    let flagged = found.denominators.iter().filter(|line| !line.verdict.remarks.is_empty());
    let flagged: BTreeMap<[String; 2], f64> = flagged
        .map(|line| {
            let denominator = composite.framework.denominators()[line.denominator].code.clone();
            ([code(line.indicator), denominator], sign(&composite, line.indicator) * line.coefficients.pearson.value)
        })
        .collect();
    assert_eq!(flagged.len(), golden.rows.len());
    for row in 0..golden.rows.len() {
        let key = ["Ind", "Denom"].map(|name| golden.text(row, name).to_lowercase());
        near(flagged[&key], golden.number(row, "Corr"), &key.join(" and "));
    }
}

#[test]
fn cronbachs_alpha_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    let golden = asem.read("golden/corr/cronbach.csv");
    let found = at(&composite, Stage::Normalised);
    for row in 0..golden.rows.len() {
        let group = position(&composite, golden.text(row, "iCode"));
        let level = ["indicator", "pillar", "sub-index"][golden.text(row, "Level").parse::<usize>().unwrap() - 1];
        let line = found.groups.iter().find(|line| line.group == group && line.level == level).unwrap();
        let alpha = if golden.text(row, "dset") == "Raw" {
            // COINr leaves raw figures as they are, whatever their direction.
            let columns: Vec<&[f64]> =
                line.members.iter().map(|member| composite.data.values.slice(member.node)).collect();
            stats::cronbach_alpha(&columns).unwrap()
        } else {
            line.alpha
        };
        near(alpha, golden.number(row, "alpha"), &format!("alpha of {}", golden.rows[row].join(" ")));
    }
}

#[test]
fn principal_components_are_coinrs_up_to_their_signs() {
    let Some(asem) = Asem::open() else { return };
    let composite = composite(&asem);
    let (normalised, raw) = (at(&composite, Stage::Normalised), at(&composite, Stage::Raw));
    for (table, found, level) in [
        ("norm_L1_bygroup", &normalised, "indicator"),
        ("norm_L1_all", &normalised, "indicator"),
        ("agg_L2_bygroup", &normalised, "pillar"),
        ("agg_L2_all", &normalised, "pillar"),
        ("raw_L1_bygroup_naomit", &raw, "indicator"),
    ] {
        let variances = asem.read(&format!("golden/pca/{table}_variance.csv"));
        let weights = asem.read(&format!("golden/pca/{table}_weights.csv"));
        let mut groups: Vec<&str> = (0..variances.rows.len()).map(|row| variances.text(row, "group")).collect();
        groups.dedup();
        for group in groups {
            let node = position(&composite, if group == "All" { "Index" } else { group });
            let line = found.groups.iter().find(|line| line.group == node && line.level == level).unwrap();
            let components = line.components.as_ref().unwrap();
            let rows = (0..variances.rows.len()).filter(|&row| variances.text(row, "group") == group);
            for (place, row) in rows.enumerate() {
                let what = format!("{table} {group} {place}");
                near(components.variances[place], variances.number(row, "variance"), &what);
                near(components.variances[place].sqrt(), variances.number(row, "sdev"), &what);
                near(components.share(place), variances.number(row, "prop"), &what);
                near(line.complete as f64, variances.number(row, "n_rows"), &what);
            }
            // Turned back where COINr leaves the direction out.
            let entry = |member: &str, component: usize| {
                let node = position(&composite, member);
                let place = components.members.iter().position(|&known| known == node).unwrap();
                let turned = if table.starts_with("raw") { sign(&composite, node) } else { 1.0 };
                turned * components.directions[[place, component]]
            };
            let loadings = asem.read(&format!("golden/pca/{table}_loadings_{group}.csv"));
            assert_eq!(loadings.rows.len(), components.members.len());
            for component in 0..components.variances.len() {
                let expected = |row: usize| loadings.number(row, &format!("PC{}", component + 1));
                let found = |row: usize| entry(loadings.text(row, "iCode"), component);
                let same: f64 = (0..loadings.rows.len()).map(|row| expected(row) * found(row)).sum();
                for row in 0..loadings.rows.len() {
                    let off = (found(row) * same.signum() - expected(row)).abs();
                    assert!(off < 1e-9, "{table} {group} component {component}: off by {off}");
                }
            }
            for row in (0..weights.rows.len()).filter(|&row| {
                let node = position(&composite, weights.text(row, "iCode"));
                components.members.contains(&node)
            }) {
                let code = weights.text(row, "iCode");
                let off = (entry(code, 0).abs() - weights.number(row, "Weight").abs()).abs();
                assert!(off < 1e-9, "{table}: weight of {code} is off by {off}");
            }
        }
    }
}
