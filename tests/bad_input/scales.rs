//! Mistakes in the choice of scales: parameters, and the facts and units that a scale stands on.

use super::{Case, Folder, check};

/// Chooses another scale, with its parameters from line 15 on.
fn choose(folder: &Folder, normalise: &str) {
    folder.replace("method.toml", "[normalise.min-max]\nlower = 0.0\nupper = 100.0", normalise);
}

#[test]
fn what_a_scale_stands_on_must_be_there() {
    check(&[
        Case {
            name: "an unknown reference",
            spoil: |f| choose(f, "[normalise.distance-to-reference]\nreference = { unit = \"viena\" }"),
            args: "rank",
            exit: 2,
            says: &["error[M307]", "./method.toml:15", "`viena`", "code of a unit"],
        },
        Case {
            name: "an unknown reference of one indicator",
            spoil: |f| {
                let line =
                    "[normalise.by-node.internet_users.distance-to-reference]\nreference = { unit = \"viena\" }\n";
                f.append("method.toml", line);
            },
            args: "rank",
            exit: 2,
            says: &["error[M307]", "./method.toml:25", "`viena`"],
        },
        Case {
            name: "no target",
            spoil: |f| choose(f, "[normalise.distance-to-target]"),
            args: "rank",
            exit: 2,
            says: &["error[M308]", "./people.toml:4", "./places.toml:14", "add target = value"],
        },
        Case {
            name: "a target that all have passed",
            spoil: |f| {
                f.append("method.toml", "[normalise.by-node.internet_users.distance-to-target]\n");
                f.replace("places.toml", "code = \"internet_users\"", "code = \"internet_users\"\ntarget = 0.0");
            },
            args: "rank",
            exit: 1,
            says: &["error[D104]", "./places.toml:14", "its target is no better than its worst value"],
        },
        Case {
            name: "a reference at the bottom",
            spoil: |f| choose(f, "[normalise.distance-to-reference]\nreference = { unit = \"vienna\" }"),
            args: "rank",
            exit: 1,
            says: &[
                "error[D104]",
                "./people.toml:14",
                "`vienna` is no better",
                "normalise.by-node.naturalisation_years",
            ],
        },
    ]);
}

#[test]
fn parameters_of_scales_are_checked() {
    check(&[
        Case {
            name: "cuts not in order",
            spoil: |f| choose(f, "[normalise.categorical]\ncuts = { values = [5.0, 2.0] }\nscores = [0.0, 1.0, 2.0]"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "each above the one before"],
        },
        Case {
            name: "quantiles in percent",
            spoil: |f| {
                choose(f, "[normalise.categorical]\ncuts = { quantiles = [25.0, 75.0] }\nscores = [0.0, 1.0, 2.0]")
            },
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "below 1"],
        },
        Case {
            name: "fewer scores than categories",
            spoil: |f| choose(f, "[normalise.categorical]\nscores = [0.0, 100.0]"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "6 finite scores"],
        },
        Case {
            name: "an interval turned round",
            spoil: |f| choose(f, "[normalise.scaled]\nlow = 5.0\nhigh = 1.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:16", "above `low`"],
        },
        Case {
            name: "a logarithm without end",
            spoil: |f| choose(f, "[normalise.goalposts]\nspacing = \"logarithmic\"\nbeyond = \"extend\""),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:16", "`clip` where spacing is logarithmic"],
        },
        Case {
            name: "a unit of zero",
            spoil: |f| choose(f, "[normalise.logistic]\naround = { stated = { midpoint = 5.0, unit = 0.0 } }"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "a unit above zero"],
        },
        Case {
            name: "a flat curve",
            spoil: |f| choose(f, "[normalise.logistic]\nsteepness = 0.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "above zero"],
        },
        Case {
            name: "a factor of zero",
            spoil: |f| choose(f, "[normalise.robust-z]\nfactor = 0.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "above zero"],
        },
        Case {
            name: "a negative threshold",
            spoil: |f| choose(f, "[normalise.above-or-below-mean]\nthreshold = -0.2"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "zero or more"],
        },
        Case {
            name: "a rule for ties that has no place",
            spoil: |f| choose(f, "[normalise.borda]\nties = \"dense\""),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:15", "`dense` places do not reach"],
        },
        Case {
            name: "an end that is neither",
            spoil: |f| choose(f, "[normalise.distance-to-best]\nbeyond = \"clips\""),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:15", "clip"],
        },
        Case {
            name: "a reference that is none",
            spoil: |f| choose(f, "[normalise.distance-to-reference]\nreference = \"best\""),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:15", "median"],
        },
    ]);
}
