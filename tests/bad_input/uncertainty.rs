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
            says: &["error[U802]", "assumptions.toml:2", "the levels are: indicator, area, index"],
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
            says: &["error[U802]", "assumptions.toml:2", "alternative 1"],
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
            says: &["error[U802]", "assumptions.toml:2", "`normalise.min-max.uper`"],
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
            name: "an interval of everything",
            spoil: |_| {},
            args: "uncertainty --interval-percent 100",
            exit: 2,
            says: &["write a number between 0 and 100"],
        },
    ]);
}
