//! Mistakes in the treatment of outliers and skew.

use super::{Case, check};

#[test]
fn parameters_of_treatments_are_named_with_their_line() {
    check(&[
        Case {
            name: "percentiles that cross",
            spoil: |f| f.replace("method.toml", "[treat.none]", "[treat.winsorise-percentile]\nlower_percent = 96"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:12", "above `lower_percent`, at most 100"],
        },
        Case {
            name: "fences inside the box",
            spoil: |f| f.replace("method.toml", "[treat.none]", "[treat.iqr-fences]\niqr_multiple = -1"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:13", "zero or more"],
        },
        Case {
            name: "an unknown place to move to",
            spoil: |f| f.replace("method.toml", "[treat.none]", "[treat.iqr-fences]\nmoved_to = \"inside\""),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:13", "last-inside"],
        },
        Case {
            name: "a lambda that is no number",
            spoil: |f| f.replace("method.toml", "[treat.none]", "[treat.box-cox]\nlambda = { given = nan }"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:13", "a finite number"],
        },
        Case {
            name: "a lambda without its word",
            spoil: |f| f.replace("method.toml", "[treat.none]", "[treat.yeo-johnson]\nlambda = 0.5"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:13"],
        },
        Case {
            name: "no shift from the minimum",
            spoil: |f| {
                let method = "[treat.shifted-log]\norigin = \"minimum\"\nshift = 0";
                f.replace("method.toml", "[treat.none]", method);
            },
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:14", "above zero"],
        },
        Case {
            name: "a scale of zero",
            spoil: |f| f.replace("method.toml", "[treat.none]", "[treat.arcsinh]\nscale = 0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:13", "above zero"],
        },
        Case {
            name: "more tests than steps",
            spoil: |f| {
                let method = "[treat.sequence]\nsteps = [{ log = {} }]\ntests = [{}, {}]";
                f.replace("method.toml", "[treat.none]", method);
            },
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:14", "at most one for each step"],
        },
    ]);
}

#[test]
fn a_column_that_a_treatment_does_not_take_is_left_alone_and_named() {
    check(&[
        Case {
            name: "the logarithm of zero",
            spoil: |f| {
                f.value("0");
                f.replace("method.toml", "[treat.none]", "[treat.natural-log]");
            },
            args: "check",
            exit: 0,
            says: &["S521", "a value of zero or less has no logarithm", "choose `shifted-log`"],
        },
        Case {
            name: "the power of a negative value",
            spoil: |f| {
                f.value("-1");
                f.replace("method.toml", "[treat.none]", "[treat.box-cox]");
            },
            args: "treatments --format table --allow D110",
            exit: 0,
            says: &["migrant_stock_share: was left as it was: a value of zero or less has no"],
        },
        Case {
            name: "a goalpost without a logarithm",
            spoil: |f| {
                f.replace("method.toml", "[treat.none]", "[treat.natural-log]");
                f.replace("people.toml", "goalposts = [2.0, 12.0]", "goalposts = [0.0, 12.0]");
                f.append("method.toml", "[normalise.by-node.naturalisation_years.goalposts]\n");
            },
            args: "rank",
            exit: 1,
            says: &["error[D104]", "takes a fixed point of it beyond all numbers"],
        },
    ]);
}

#[test]
fn nothing_to_treat_is_said() {
    check(&[Case {
        name: "no treatment",
        spoil: |_| {},
        args: "treatments --format table",
        exit: 0,
        says: &["the method treats nothing ([treat.none])", "methods treat` lists the treatments"],
    }]);
}
