//! Mistakes in comparing two editions.

use super::{Case, check};

#[test]
fn editions_that_cannot_be_compared_say_why() {
    check(&[
        Case {
            name: "no unit in common",
            spoil: |f| {
                let renamed =
                    |number: usize, line: &str| if number == 0 { line.to_owned() } else { format!("x{line}") };
                f.map("units.csv", renamed);
                f.map("observations.csv", renamed);
            },
            args: "diff opencities .",
            exit: 2,
            says: &["no unit in common", "found by their codes"],
        },
        Case { name: "no such edition", spoil: |_| {}, args: "diff nowhere .", exit: 2, says: &["`nowhere`"] },
        Case {
            name: "--by, misspelt",
            spoil: |_| {},
            args: "diff . --by peple",
            exit: 2,
            says: &["did you mean People?"],
        },
        Case {
            name: "--by, an indicator",
            spoil: |_| {},
            args: "diff . --by internet_users",
            exit: 2,
            says: &["is an indicator", "the groups are: openness, people, places"],
        },
        Case {
            name: "--unit, misspelt",
            spoil: |_| {},
            args: "diff . --unit Viena",
            exit: 2,
            says: &["did you mean Vienna?"],
        },
        Case {
            name: "--unit with --by",
            spoil: |_| {},
            args: "diff . --unit vienna --by people",
            exit: 2,
            says: &["cannot be used with"],
        },
        Case {
            name: "--new-weights",
            spoil: |_| {},
            args: "diff . --new-weights people-frist",
            exit: 2,
            says: &["did you mean people-first?"],
        },
        Case {
            name: "--old-period",
            spoil: |_| {},
            args: "diff . --old-period 1999",
            exit: 2,
            says: &["there is no figure of the period 1999"],
        },
        Case {
            name: "the same edition twice",
            spoil: |_| {},
            args: "diff . . --top 1",
            exit: 0,
            says: &["nothing changed", "score_weights"],
        },
    ]);
}
