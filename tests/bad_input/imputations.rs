//! Mistakes in the parameters of imputations, and data that they cannot work with.

use super::{Case, Folder, check};

/// Chooses an imputation; its parameters begin on line 11 of the method.
fn impute(folder: &Folder, method: &str) {
    folder.replace("method.toml", "[impute.none]", &format!("[impute.{method}"));
}

#[test]
fn parameters_that_do_not_fit_are_named_with_their_line() {
    check(&[
        Case {
            name: "an unknown predictor",
            spoil: |f| impute(f, "regression]\non = [\"internet_user\"]"),
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:11", "`internet_user`"],
        },
        Case {
            name: "an unknown predictor of a normal",
            spoil: |f| impute(f, "expectation-maximisation]\non = [\"nowhere\"]"),
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:11", "`nowhere`"],
        },
        Case {
            name: "an unknown group of neighbours",
            spoil: |f| impute(f, "nearest-neighbours]\non = [\"nowhere\"]"),
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:11", "`nowhere`"],
        },
        Case {
            name: "an unknown group of draws",
            spoil: |f| impute(f, "multiple]\non = [\"nowhere\"]"),
            args: "rank",
            exit: 2,
            says: &["error[M309]", "./method.toml:11", "`nowhere`"],
        },
        Case {
            name: "no neighbours",
            spoil: |f| impute(f, "nearest-neighbours]\nk = 0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:11", "1 or more"],
        },
        Case {
            name: "no draws",
            spoil: |f| impute(f, "multiple]\ndraws = 0\nsteps = 0\nridge = -1.0"),
            args: "rank",
            exit: 2,
            says: &["`draws`", "./method.toml:11", "`steps`", "./method.toml:12", "`ridge`", "./method.toml:13"],
        },
        Case {
            name: "no tolerance",
            spoil: |f| impute(f, "expectation-maximisation]\ntolerance = 0.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:11", "above 0"],
        },
        Case {
            name: "a gap of no length",
            spoil: |f| impute(f, "linear-interpolation]\nmax_gap_years = 0.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:11", "above 0"],
        },
        Case {
            name: "a gap that is no number",
            spoil: |f| impute(f, "last-observation]\nmax_gap_years = nan"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:11", "above 0"],
        },
        Case {
            name: "an unknown level of siblings",
            spoil: |f| impute(f, "siblings-mean]\nlevel = \"aera\""),
            args: "rank",
            exit: 2,
            says: &["error[M302]", "./method.toml:11", "the levels are: area, index"],
        },
        Case {
            name: "a larger area in no column",
            spoil: |f| impute(f, "parent-geography]\ncolumn = \"state\""),
            args: "rank",
            exit: 2,
            says: &["error[M303]", "./method.toml:11", "country, region"],
        },
        Case {
            name: "an area without a word",
            spoil: |f| impute(f, "parent-geography]\ngeography = \"\""),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:11", "`geography`"],
        },
    ]);
}
