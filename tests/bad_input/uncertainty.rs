//! Mistakes in assumptions, and in what an uncertainty analysis is asked for.

use super::{Case, check};

#[test]
fn assumptions_that_cannot_be_are_named_with_their_line() {
    check(&[
        Case {
            name: "a key that there is not",
            spoil: |f| f.write("assumptions.toml", "replicats = 3\n"),
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[F111]", "assumptions.toml:1", "did you mean `replicates`?"],
        },
        Case {
            name: "no kind",
            spoil: |f| f.write("assumptions.toml", "\n[[assumption]]\nname = \"x\"\n"),
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U801]", "assumptions.toml:3", "one of: alternatives"],
        },
        Case {
            name: "two kinds",
            spoil: |f| {
                f.write(
                    "assumptions.toml",
                    "[[assumption]]\nname = \"x\"\nredraw = \"imputation\"\nleave_out = { level = \"area\" }\n",
                )
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U801]", "assumptions.toml:2", "2 kinds are given"],
        },
        Case {
            name: "a level that there is not",
            spoil: |f| f.write("assumptions.toml", "[[assumption]]\nname = \"y\"\nleave_out = { level = \"areas\" }\n"),
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &[
                "error[U802]",
                "assumptions.toml:3",
                "did you mean `area`? If not, the levels are: indicator, area, index",
                "1 error stops the analysis",
            ],
        },
        Case {
            name: "a method that there is not",
            spoil: |f| {
                f.write(
                    "assumptions.toml",
                    "[[assumption]]\nname = \"x\"\nalternatives = [{ normalise = { min-mx = {} } }]\n",
                )
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U802]", "assumptions.toml:3", "alternative 1: unknown name", "did you mean `min-max`?"],
        },
        Case {
            name: "a parameter that there is not",
            spoil: |f| {
                f.write(
                    "assumptions.toml",
                    "[[assumption]]\nname = \"x\"\nrange = { key = \"normalise.min-max.uper\", from = 1, to = 2 }\n",
                )
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &[
                "error[U802]",
                "assumptions.toml:3",
                "`normalise.min-max.uper`",
                "did you mean `normalise.min-max.upper`?",
            ],
        },
        Case {
            name: "a node that there is not, left out",
            spoil: |f| {
                let text = "[[assumption]]\nname = \"x\"\nalternatives = [\n  {},\n  { without = [\"peple\"] },\n]\n";
                f.write("assumptions.toml", text);
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U802]", "assumptions.toml:5", "`peple`, which is no node", "did you mean `people`?"],
        },
        Case {
            name: "a child that there is not, weighed",
            spoil: |f| {
                let text = "[[assumption]]\nname = \"x\"\n[assumption.weights.region]\ngroup = \"openness\"\n\
                            bounds.placs = [0.1, 0.2]\n";
                f.write("assumptions.toml", text);
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U802]", "assumptions.toml:5", "did you mean `places`?"],
        },
        Case {
            name: "an empty range",
            spoil: |f| {
                f.write(
                    "assumptions.toml",
                    "[[assumption]]\nname = \"x\"\nrange = { key = \"normalise.min-max.upper\", from = 2, to = 2 }\n",
                )
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U803]", "assumptions.toml:2", "write the lower number first"],
        },
        Case {
            name: "orderings that go round",
            spoil: |f| {
                f.write("assumptions.toml", "[[assumption]]\nname = \"x\"\nweights = { region = { group = \"openness\", order = [[\"people\", \"places\"], \
             [\"places\", \"people\"]] } }\n")
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U803]", "assumptions.toml:2", "drop an ordering"],
        },
        Case {
            name: "a mean that the scale makes impossible",
            spoil: |f| {
                f.write(
                    "assumptions.toml",
                    "[[assumption]]\nname = \"scale\"\nalternatives = [{ normalise = { z-score = {} } }]\n\
             [[assumption]]\nname = \"mean\"\nalternatives = [{ aggregate = { geometric = {} } }]\n",
                )
            },
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U806]", "assumptions.toml:2", "alternative 1 of `scale` with alternative 1 of `mean`"],
        },
        Case {
            name: "nothing to redraw",
            spoil: |f| f.write("assumptions.toml", "[[assumption]]\nname = \"x\"\nredraw = \"imputation\"\n"),
            args: "uncertainty --replicates 10",
            exit: 2,
            says: &["error[U803]", "assumptions.toml:2", "choose [impute.multiple]"],
        },
    ]);
}

#[test]
fn a_run_that_cannot_be_is_refused_before_it_starts() {
    check(&[
        Case {
            name: "no replicates",
            spoil: |_| {},
            args: "uncertainty --replicates 0",
            exit: 2,
            says: &["U805", "ask for one or more"],
        },
        Case {
            name: "a seed in words",
            spoil: |_| {},
            args: "uncertainty --seed lucky",
            exit: 2,
            says: &["invalid value 'lucky' for '--seed <S>'"],
        },
        Case {
            name: "an indicator to rank by",
            spoil: |_| {},
            args: "uncertainty --by internet_users",
            exit: 2,
            says: &["`internet_users` is an indicator"],
        },
        Case {
            name: "--period each, where one period is counted",
            spoil: |_| {},
            args: "uncertainty --period each",
            exit: 2,
            says: &["this command shows one period", "name one with --period: 2023, 2024, 2025"],
        },
        Case {
            name: "an interval of everything",
            spoil: |_| {},
            args: "uncertainty --interval-percent 100",
            exit: 2,
            says: &["write a number between 0 and 100"],
        },
    ]);
}

#[test]
fn sampling_error_that_nobody_states_or_that_is_asked_wrongly_is_refused() {
    check(&[
        Case {
            name: "no standard errors",
            spoil: |_| {},
            args: "confidence --index .",
            exit: 2,
            says: &["no figure of `openness` has a standard error", "fill the column standard_error"],
        },
        Case {
            name: "none on the node asked about",
            spoil: |f| {
                f.map("observations.csv", |row, line| match row {
                    0 => format!("{line},standard_error"),
                    _ if line.contains("internet_users") => format!("{line},2.5"),
                    _ => format!("{line},"),
                });
            },
            args: "confidence --index . --by people",
            exit: 2,
            says: &["no figure of `people` has a standard error"],
        },
        Case {
            name: "--by, misspelt",
            spoil: |_| {},
            args: "confidence --index . --by internet_user",
            exit: 2,
            says: &["did you mean Internet users?"],
        },
        Case {
            name: "--confidence-percent",
            spoil: |_| {},
            args: "confidence --index . --confidence-percent 100",
            exit: 2,
            says: &["write a number between 0 and 100"],
        },
        Case {
            name: "--replicates",
            spoil: |_| {},
            args: "confidence --index . --replicates 10",
            exit: 2,
            says: &["10 is not in 100..=1000000"],
        },
        Case { name: "--top", spoil: |_| {}, args: "confidence --top 0", exit: 2, says: &["invalid value '0'"] },
        Case {
            name: "--period each",
            spoil: |_| {},
            args: "confidence --index . --period each",
            exit: 2,
            says: &["this command shows one period", "name one with --period: 2023, 2024, 2025"],
        },
    ]);
}
