//! Mistakes in aggregations and in the normalisations made for them: what does not fit the group or the data.

use super::{Case, check};

#[test]
fn an_aggregation_that_does_not_fit_says_what_would() {
    check(&[
        Case {
            name: "an order weight below zero",
            spoil: |f| {
                f.append(
                    "method.toml",
                    "[aggregate.by-node.places.ordered-weighted-average]\norder.weights = [1, -1]\n",
                )
            },
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:25", "finite numbers of zero or more"],
        },
        Case {
            name: "order weights for another number of children",
            spoil: |f| {
                f.append(
                    "method.toml",
                    "[aggregate.by-node.places.ordered-weighted-average]\norder.weights = [3, 2, 1]\n",
                )
            },
            args: "rank",
            exit: 1,
            says: &[
                "error[S515]",
                "`order` has 3 weights, and 2 children of `places`",
                "an exponent, which fits any group",
            ],
        },
        Case {
            name: "a cap on a node that is not there",
            spoil: |f| {
                let rule = "rules = [{ node = \"press_freedom\", below = 30.0, cap = 50.0 }]\n";
                f.append("method.toml", &format!("[aggregate.by-node.places.capped]\n{rule}"));
            },
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:25", "`press_freedom`, which there is not"],
        },
        Case {
            name: "caps of which one is on a node that is misspelt",
            spoil: |f| {
                let rule = |node: &str| format!("  {{ node = \"{node}\", below = 30.0, cap = 50.0 }},\n");
                let rules = rule("internet_users") + &rule("internet_user");
                f.append("method.toml", &format!("[aggregate.by-node.places.capped]\nrules = [\n{rules}]\n"));
            },
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:27", "did you mean `internet_users`?", "below `places`"],
        },
        Case {
            name: "a cap on a node elsewhere",
            spoil: |f| {
                let rule = "rules = [{ node = \"people\", below = 30.0, cap = 50.0 }]\n";
                f.append("method.toml", &format!("[aggregate.by-node.places.capped]\n{rule}"));
            },
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:25", "does not stand below `places`"],
        },
        Case {
            name: "a rule with two prices",
            spoil: |f| {
                let rule = "rules = [{ node = \"people\", below = 30.0, cap = 50.0, penalty_points = 3.0 }]\n";
                f.replace("method.toml", "[aggregate.arithmetic]", &format!("[aggregate.capped]\n{rule}"));
            },
            args: "rank",
            exit: 2,
            says: &[
                "error[M304]",
                "./method.toml:24",
                "one of `cap`, `penalty_points` and `penalty_percent` each; correct the one for `people`",
            ],
        },
        Case {
            name: "a penalty on means around zero",
            spoil: |f| {
                f.replace("method.toml", "[normalise.min-max]\nlower = 0.0\nupper = 100.0", "[normalise.z-score]");
                f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.mazziotta-pareto]");
            },
            args: "rank",
            exit: 1,
            says: &["error[S515]", "are zero or less", "a mean of 100"],
        },
        Case {
            name: "more than the whole of a distance",
            spoil: |f| f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.mean-min]\nalpha = 2.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:24", "between 0 and 1"],
        },
        Case {
            name: "no rounds",
            spoil: |f| f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.dp2]\niterations_max = 0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:24", "above zero"],
        },
        Case {
            name: "too few units for distances",
            spoil: |f| {
                f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.dp2]");
                f.keep("observations.csv", |line| {
                    !line.contains("vienna") && !line.contains("warsaw") && !line.contains("dublin")
                });
            },
            args: "rank",
            exit: 1,
            says: &["error[S515]", "units know every child, 4 are needed"],
        },
        Case {
            name: "a reference that is not stated",
            spoil: |f| {
                let scale = "[normalise.mazziotta-pareto-goalposts]\nreference = \"target\"";
                f.replace("method.toml", "[normalise.min-max]\nlower = 0.0\nupper = 100.0", scale);
            },
            args: "rank",
            exit: 2,
            says: &["error[M308]", "./places.toml:14", "add target = value"],
        },
    ]);
}
