//! Mistakes in asking for an audit, and indices too small for one.

use super::{Case, check};

#[test]
fn a_wrong_option_of_an_audit_is_answered_with_those_that_exist() {
    check(&[
        Case {
            name: "--stage",
            spoil: |_| {},
            args: "audit --stage normal",
            exit: 2,
            says: &["invalid value 'normal'", "raw, denominated, imputed, treated, normalised, aggregated"],
        },
        Case {
            name: "--level",
            spoil: |_| {},
            args: "audit --structure --level aera",
            exit: 2,
            says: &["there is no level `aera` here", "did you mean area?"],
        },
        Case {
            name: "--level, of indicators where groups are looked at",
            spoil: |_| {},
            args: "audit --stage aggregated --level indicator",
            exit: 2,
            says: &["no level `indicator` here", "the levels are: area, index"],
        },
        Case {
            name: "--correction",
            spoil: |_| {},
            args: "audit --correction bonferroni",
            exit: 2,
            says: &["benjamini-hochberg, holm, none"],
        },
        Case {
            name: "--period each",
            spoil: |_| {},
            args: "audit --period each",
            exit: 2,
            says: &["shows one period", "2024, 2025"],
        },
    ]);
}

#[test]
fn a_wrong_threshold_is_refused() {
    check(&[
        Case {
            name: "out of its bounds, twice",
            spoil: |_| {},
            args: "audit --threshold alpha_min=7 --threshold significance_max=-1",
            exit: 2,
            says: &[
                "the threshold `significance_max` must be a number from 0 to 1",
                "the threshold `alpha_min` must be a number from -100 to 1",
                "audit --help",
            ],
        },
        Case {
            name: "on the wrong side of another",
            spoil: |_| {},
            args: "audit --threshold weak_below=0.95",
            exit: 2,
            says: &["`weak_below` must be at most redundant_above, which is 0.92"],
        },
        Case {
            name: "not a number",
            spoil: |_| {},
            args: "audit --threshold weak_below=NaN",
            exit: 2,
            says: &["the threshold `weak_below` must be a number from -1 to 1"],
        },
        Case {
            name: "not a number either",
            spoil: |_| {},
            args: "audit --threshold weak_below=0,2",
            exit: 2,
            says: &["`weak_below` is no number: `0,2`"],
        },
        Case {
            name: "misspelt",
            spoil: |_| {},
            args: "audit --threshold weak_bellow=0.2",
            exit: 2,
            says: &["no threshold `weak_bellow`", "did you mean weak_below?"],
        },
        Case {
            name: "without a value",
            spoil: |_| {},
            args: "audit --threshold weak_below",
            exit: 2,
            says: &["not NAME=VALUE", "--threshold weak_below=0.2"],
        },
    ]);
}

#[test]
fn an_index_too_small_for_an_audit_says_what_is_missing() {
    check(&[Case {
        name: "two units",
        spoil: |f| {
            f.keep("units.csv", |line| ["unit,", "vienna,", "warsaw,"].iter().any(|start| line.starts_with(start)));
            f.keep("observations.csv", |line| {
                ["unit,", "vienna,", "warsaw,"].iter().any(|start| line.starts_with(start))
            });
        },
        args: "audit --structure --format table",
        exit: 0,
        says: &["2 ranked units", "· not computed", "??"],
    }]);
}

#[test]
fn a_part_that_cannot_be_had_says_why() {
    check(&[
        Case {
            name: "no replicates",
            spoil: |_| {},
            args: "audit --replicates 0",
            exit: 2,
            says: &["--replicates", "0"],
        },
        Case {
            name: "one sample",
            spoil: |_| {},
            args: "audit --samples 1",
            exit: 2,
            says: &["--samples", "1 is not in 2.."],
        },
        Case {
            name: "assumptions that are not there",
            spoil: |_| {},
            args: "audit --assumptions none.toml",
            exit: 2,
            says: &["none.toml"],
        },
        Case {
            name: "assumptions about a node that is not there",
            spoil: |f| f.replace("assumptions.toml", "levels = [\"area\", \"indicator\"]", "levels = [\"areas\"]"),
            args: "audit --robustness",
            exit: 2,
            says: &["assumptions.toml", "areas"],
        },
        Case {
            name: "the same, where nobody asks",
            spoil: |f| f.replace("assumptions.toml", "levels = [\"area\", \"indicator\"]", "levels = [\"areas\"]"),
            args: "audit --importance --format table",
            exit: 0,
            says: &["importance"],
        },
        Case {
            name: "one assumption",
            spoil: |f| {
                f.write("assumptions.toml", "[[assumption]]\nname = \"scale\"\nalternatives = [{ normalise = { min-max = {} } }, { normalise = { rank = {} } }]\n")
            },
            args: "audit --robustness --replicates 50 --format table",
            exit: 0,
            says: &["sensitivity: it takes two assumptions or more"],
        },
        Case {
            name: "scores below zero",
            spoil: |f| f.write("method.toml", "[periods]\ncarry = \"latest\"\n[normalise.z-score]\nmean = -500.0\n"),
            args: "audit --frontier --format table",
            exit: 0,
            says: &["no unit has scores of zero or more", "1 not computed"],
        },
        Case {
            name: "six units and no resamples",
            spoil: |_| {},
            args: "audit --importance --resamples 0 --format table",
            exit: 0,
            says: &["too few units", "not computed"],
        },
        Case {
            name: "two units in everything",
            spoil: |f| {
                for file in ["units.csv", "observations.csv"] {
                    f.keep(file, |line| ["unit,", "vienna,", "warsaw,"].iter().any(|start| line.starts_with(start)));
                }
            },
            args: "audit --replicates 50 --samples 16 --format table",
            exit: 0,
            says: &[
                "2 ranked units",
                "not computed",
                "(frontier_units_min 3); 9 or",
                "(frontier_agreement_min 0.7); all",
            ],
        },
        Case {
            name: "a chapter in a folder that is not there",
            spoil: |_| {},
            args: "audit -o none/audit.html",
            exit: 2,
            says: &["none/audit.html", "no such folder"],
        },
    ]);
}
