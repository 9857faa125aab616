//! Mistakes in what makes units alike, and in asking for peers and profiles.

use super::{Case, Folder, check};

/// A likeness without a fault.
const PEERS: &str = "[[feature]]\ncolumn = \"country\"\n\n[[feature]]\nlevel = \"area\"\ndifference = 10.0\n";

fn peers(folder: &Folder, from: &str, to: &str) {
    assert!(PEERS.contains(from), "the likeness has no `{from}`");
    folder.write("peers.toml", PEERS.replace(from, to));
}

#[test]
fn what_makes_units_alike_is_told_with_its_line() {
    check(&[
        Case {
            name: "sound",
            spoil: |f| peers(f, "area", "area"),
            args: "peers dublin --format csv",
            exit: 0,
            says: &["steps_country", "another country (Portugal)"],
        },
        Case {
            name: "no file: scores alone",
            spoil: |f| f.remove("peers.toml"),
            args: "profile dublin --format csv",
            exit: 0,
            says: &["peers_median"],
        },
        Case {
            name: "an unknown column",
            spoil: |f| peers(f, "country", "contry"),
            args: "peers dublin",
            exit: 2,
            says: &["A703", "peers.toml:1", "`contry`", "country"],
        },
        Case {
            name: "an unknown level",
            spoil: |f| peers(f, "area", "region"),
            args: "profile dublin",
            exit: 2,
            says: &["A703", "peers.toml:4", "no group is on the level `region`"],
        },
        Case {
            name: "scores without a step",
            spoil: |f| peers(f, "difference = 10.0\n", ""),
            args: "peers dublin",
            exit: 2,
            says: &["A702", "peers.toml:4", "difference"],
        },
        Case {
            name: "two ways",
            spoil: |f| peers(f, "difference = 10.0", "difference = 10.0\nratio = 2"),
            args: "peers dublin",
            exit: 2,
            says: &["A702", "ratio, difference, at"],
        },
        Case {
            name: "a misspelt key",
            spoil: |f| peers(f, "difference", "diference"),
            args: "peers dublin",
            exit: 2,
            says: &["F111", "peers.toml:6", "did you mean `difference`?"],
        },
        Case {
            name: "no feature",
            spoil: |f| f.write("peers.toml", "count = 3\n"),
            args: "peers dublin",
            exit: 2,
            says: &["A702", "nothing is compared"],
        },
        Case {
            name: "no peers asked for",
            spoil: |f| peers(f, "[[feature]]\ncolumn", "count = 0\n[[feature]]\ncolumn"),
            args: "peers dublin",
            exit: 2,
            says: &["A702", "peers.toml:1", "0 peers"],
        },
        Case {
            name: "words that are to be numbers",
            spoil: |f| peers(f, "column = \"country\"", "column = \"country\"\nratio = 2"),
            args: "peers dublin",
            exit: 2,
            says: &["A702", "no unit has a number there"],
        },
    ]);
}

#[test]
fn a_peer_that_cannot_be_is_told() {
    check(&[
        Case {
            name: "an unknown unit",
            spoil: |_| {},
            args: "profile dubln",
            exit: 2,
            says: &["dubln", "did you mean"],
        },
        Case {
            name: "the unit itself",
            spoil: |_| {},
            args: "profile dublin --with Dublin",
            exit: 2,
            says: &["is the unit itself"],
        },
        Case {
            name: "a peer twice",
            spoil: |_| {},
            args: "peers dublin --with lisbon --with lisbon",
            exit: 2,
            says: &["is named twice"],
        },
        Case {
            name: "a condition that is none",
            spoil: |_| {},
            args: "peers dublin --group country",
            exit: 2,
            says: &["`country` is not COLUMN=VALUE", "population>=1000000"],
        },
        Case {
            name: "a condition on no column",
            spoil: |_| {},
            args: "peers dublin --group mayor=x",
            exit: 2,
            says: &["units have no column `mayor`"],
        },
        Case {
            name: "a number that is none",
            spoil: |_| {},
            args: "peers dublin --group country>many",
            exit: 2,
            says: &["`many` is no number"],
        },
        Case {
            name: "a blank before letters of two bytes",
            spoil: |f| {
                let units = f.read("units.csv");
                f.write("units.csv", units.replace(",region", ",регион"));
                f.write("peers.toml", "[[feature]]\nlevel = \"area\"\ndifference = 9\n");
            },
            args: "peers dublin --group  регион=Марс",
            exit: 2,
            says: &["no unit has регион `Марс`", "there are:"],
        },
        Case {
            name: "nobody",
            spoil: |_| {},
            args: "peers dublin --group country=Atlantis",
            exit: 2,
            says: &["no unit has country `Atlantis`", "there are:"],
        },
        Case {
            name: "mentors in an indicator",
            spoil: |_| {},
            args: "peers dublin --mentors internet_users",
            exit: 2,
            says: &["internet_users"],
        },
        Case {
            name: "no replicates",
            spoil: |_| {},
            args: "profile dublin --replicates 0",
            exit: 2,
            says: &["--replicates"],
        },
    ]);
}

#[test]
fn a_unit_without_figures_has_no_profile_and_says_so() {
    check(&[Case {
        name: "no figures",
        spoil: |f| {
            let units = f.read("units.csv");
            f.write("units.csv", units + "nowhere,Nowhere,,Atlantis,Asia\n");
        },
        args: "profile nowhere",
        exit: 2,
        says: &["Nowhere", "nothing that counts is known"],
    }]);
}
