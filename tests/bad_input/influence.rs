//! Mistakes in asking what leaving out an element, or other weights, would do to the ranks.

use super::{Case, check};

#[test]
fn a_wrong_option_of_leaving_out_is_answered_with_those_that_exist() {
    check(&[
        Case {
            name: "--level",
            spoil: |_| {},
            args: "leave-out --index . --level theme",
            exit: 2,
            says: &["nothing on the level `theme`", "the levels are: area, indicator, unit"],
        },
        Case {
            name: "--level, not below the group",
            spoil: |_| {},
            args: "leave-out --index . --by people --level area",
            exit: 2,
            says: &["nothing on the level `area`", "the levels are: indicator, unit"],
        },
        Case {
            name: "--by, an indicator",
            spoil: |_| {},
            args: "leave-out --index . --by internet_users",
            exit: 2,
            says: &["is an indicator", "the groups are: people, places, openness"],
        },
        Case { name: "--top", spoil: |_| {}, args: "leave-out --top 0", exit: 2, says: &["invalid value '0'"] },
    ]);
}

#[test]
fn an_index_that_needs_a_unit_says_so_where_that_is_left_out() {
    check(&[Case {
        name: "two units",
        spoil: |f| {
            let units: Vec<String> = f.read("units.csv").lines().skip(1).step_by(2).take(2).map(first_cell).collect();
            let kept = move |line: &str| {
                let code = first_cell(line);
                code == "unit" || units.contains(&code)
            };
            f.keep("units.csv", &kept);
            f.keep("observations.csv", &kept);
        },
        args: "leave-out --index . --level unit --format table",
        exit: 0,
        says: &["no ranks without", "D104"],
    }]);
}

fn first_cell(line: &str) -> String {
    line.split(',').next().unwrap_or_default().to_owned()
}

#[test]
fn a_wrong_question_about_bounds_is_refused() {
    check(&[
        Case {
            name: "--within",
            spoil: |_| {},
            args: "bounds --within=-5",
            exit: 2,
            says: &["write a number above 0, or any"],
        },
        Case {
            name: "--within, a word",
            spoil: |_| {},
            args: "bounds --within all",
            exit: 2,
            says: &["write a number above 0, or any"],
        },
        Case {
            name: "--group, an indicator",
            spoil: |_| {},
            args: "bounds --index . --group internet_users",
            exit: 2,
            says: &["is an indicator, and units are ranked by groups"],
        },
        Case {
            name: "--group, not below the group by which is ranked",
            spoil: |_| {},
            args: "bounds --index . --group places --by people",
            exit: 2,
            says: &["U802", "`places` is not below `people`"],
        },
        Case {
            name: "a geometric mean",
            spoil: |f| f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.geometric]"),
            args: "bounds --index .",
            exit: 2,
            says: &["U807", "`openness` is not an arithmetic mean", "opencities uncertainty"],
        },
        Case {
            name: "assumptions without a region",
            spoil: |f| {
                f.write("weights/other.toml", "[[assumption]]\nname = \"w\"\nweights = { noise = { share = 0.1 } }\n")
            },
            args: "bounds --index . --assumptions weights/other.toml",
            exit: 2,
            says: &["no region of weights", "[assumption.weights.region]"],
        },
        Case {
            name: "a region without a point",
            spoil: |f| {
                let region = "group = \"openness\"\nbounds = { people = [0.0, 0.2], places = [0.0, 0.3] }\n";
                let head = "[[assumption]]\nname = \"w\"\n[assumption.weights.region]\n";
                f.write("weights/other.toml", format!("{head}{region}"));
            },
            args: "bounds --index . --assumptions weights/other.toml",
            exit: 2,
            says: &["U803", "no shares keep to all bounds"],
        },
    ]);
}
