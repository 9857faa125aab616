//! Mistakes in asking which assumption moves a result.

use super::{Case, check};

#[test]
fn what_cannot_be_asked_says_why() {
    check(&[
        Case {
            name: "--unit, misspelt",
            spoil: |_| {},
            args: "sensitivity --index . --unit Viena",
            exit: 2,
            says: &["did you mean Vienna?"],
        },
        Case {
            name: "--order, one unit twice",
            spoil: |_| {},
            args: "sensitivity --index . --order vienna wien",
            exit: 2,
            says: &["`vienna` is named twice", "name two units"],
        },
        Case {
            name: "--order, one unit",
            spoil: |_| {},
            args: "sensitivity --index . --order vienna",
            exit: 2,
            says: &["2 values required"],
        },
        Case {
            name: "--score without --unit",
            spoil: |_| {},
            args: "sensitivity --index . --score",
            exit: 2,
            says: &["--unit <UNIT>"],
        },
        Case {
            name: "--samples",
            spoil: |_| {},
            args: "sensitivity --index . --samples 1",
            exit: 2,
            says: &["1 is not in 2.."],
        },
        Case {
            name: "--trajectories",
            spoil: |_| {},
            args: "sensitivity --index . --screen --trajectories 1",
            exit: 2,
            says: &["1 is not in 2.."],
        },
        Case {
            name: "--trajectories without --screen",
            spoil: |_| {},
            args: "sensitivity --index . --trajectories 9",
            exit: 2,
            says: &["--screen"],
        },
        Case {
            name: "an assumption of nothing",
            spoil: |f| f.write("assumptions.toml", "[[assumption]]\nname = \"x\"\n"),
            args: "sensitivity --index .",
            exit: 2,
            says: &["U801"],
        },
    ]);
}
