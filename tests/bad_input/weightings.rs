//! Mistakes in weights that are found from judgements or from the data.

use super::{Case, Folder, check};

/// Puts a weighting, from its header on, in the place of equal weights, on line 21 of method.toml.
fn weigh(folder: &Folder, text: &str) {
    folder.replace("method.toml", "[weigh.equal]", text);
}

/// A third indicator of `people`, so that comparisons can go round in a circle.
fn third(folder: &Folder) {
    folder.append("people.toml", "\n[[indicator]]\ncode = \"third\"\nname = \"Third\"\n");
    for (number, unit) in ["dublin", "lisbon", "singapore", "toronto", "vienna", "warsaw"].into_iter().enumerate() {
        folder.append("observations.csv", &format!("{unit},third,2025,{number},city,confs-tech\n"));
    }
}

#[test]
fn weights_that_cannot_be_found_say_why() {
    check(&[
        Case {
            name: "too few units",
            spoil: |f| weigh(f, "[weigh.optimised]"),
            args: "rank",
            exit: 1,
            says: &[
                "error[W405]",
                "./framework.toml:15",
                "6 units know every child, 10 are needed",
                "state the weights",
            ],
        },
        Case {
            name: "scores below zero",
            spoil: |f| {
                f.replace("method.toml", "[normalise.min-max]\nlower = 0.0\nupper = 100.0", "[normalise.z-score]");
                weigh(f, "[weigh.entropy]");
            },
            args: "rank",
            exit: 1,
            says: &["error[W405]", "`migrant_stock_share` has scores that are not zero or more", "lower = 1"],
        },
        Case {
            name: "scores of zero",
            spoil: |f| weigh(f, "[weigh.merec]"),
            args: "rank",
            exit: 1,
            says: &["error[W405]", "not above zero", "lower = 1"],
        },
        Case {
            name: "allowed, so that equal weights stand in",
            spoil: |f| weigh(f, "[weigh.merec]"),
            args: "rank --allow W405",
            exit: 0,
            says: &["2 errors allowed"],
        },
        Case {
            name: "a parameter out of its bounds",
            spoil: |f| weigh(f, "[weigh.principal-components]\nshare_min = 10"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:22", "a share between 0 and 1"],
        },
        Case {
            name: "a target of no node",
            spoil: |f| weigh(f, "[weigh.optimised.targets]\npeople = 1\nplaecs = 2"),
            args: "rank",
            exit: 2,
            says: &["error[W401]", "./method.toml:23", "error[W402]", "places has no target"],
        },
        Case {
            name: "a target that is not reached",
            spoil: |f| {
                f.replace("people.toml", "lower-is-better", "higher-is-better");
                weigh(
                    f,
                    "[weigh.by-node.people.optimised]\nimportance = \"squared-correlation\"\n\
                     targets = { migrant_stock_share = 0, naturalisation_years = 1 }",
                );
            },
            args: "check",
            exit: 0,
            says: &["warning,W409", "./framework.toml:15", "`migrant_stock_share` has 0.", "ask for less"],
        },
        Case {
            name: "a child that runs against its sibling",
            spoil: |f| weigh(f, "[weigh.by-node.people.principal-components]"),
            args: "check",
            exit: 0,
            says: &["warning,W410", "./people.toml:", "runs against its siblings", "look at its direction"],
        },
    ]);
}

#[test]
fn judgements_that_do_not_fit_are_named_with_their_line() {
    check(&[
        Case {
            name: "a comparison with no node",
            spoil: |f| weigh(f, "[weigh.ahp]\ncomparisons = [\n  [\"people\", \"plaecs\", 3],\n]"),
            args: "rank",
            exit: 2,
            says: &["error[W407]", "./method.toml:23", "`plaecs` is compared", "correct the code"],
        },
        Case {
            name: "a comparison of no siblings",
            spoil: |f| weigh(f, "[weigh.ahp]\ncomparisons = [\n  [\"people\", \"internet_users\", 3],\n]"),
            args: "rank",
            exit: 2,
            says: &["error[W407]", "./method.toml:23", "no siblings", "of one group"],
        },
        Case {
            name: "a judgement beyond the scale",
            spoil: |f| weigh(f, "[weigh.ahp]\ncomparisons = [[\"people\", \"places\", 20]]"),
            args: "rank",
            exit: 2,
            says: &["error[W407]", "./method.toml:22", "is judged 20", "from 1/9 to 9"],
        },
        Case {
            name: "a comparison twice",
            spoil: |f| {
                weigh(
                    f,
                    "[weigh.ahp]\ncomparisons = [\n  [\"people\", \"places\", 3],\n  [\"places\", \"people\", 3],\n]",
                )
            },
            args: "rank",
            exit: 2,
            says: &["error[W407]", "./method.toml:24", "compared twice"],
        },
        Case {
            name: "comparisons in part",
            spoil: |f| {
                third(f);
                weigh(f, "[weigh.ahp]\ncomparisons = [[\"migrant_stock_share\", \"naturalisation_years\", 3]]");
            },
            args: "rank",
            exit: 2,
            says: &[
                "error[W407]",
                "./method.toml:22",
                "2 comparisons below `people` are missing",
                "leave the group out",
            ],
        },
        Case {
            name: "comparisons in a circle",
            spoil: |f| {
                third(f);
                weigh(
                    f,
                    "[weigh.ahp]\ncomparisons = [[\"migrant_stock_share\", \"naturalisation_years\", 9],\n\
                     [\"naturalisation_years\", \"third\", 9], [\"third\", \"migrant_stock_share\", 5]]",
                );
            },
            args: "check",
            exit: 0,
            says: &["warning,W406", "./framework.toml:15", "consistency ratio", "ask for this comparison again"],
        },
        Case {
            name: "a budget in part",
            spoil: |f| {
                weigh(f, "[weigh.budget-allocation.experts]\nada = { people = 60, places = 40 }\nbo = { people = 5 }")
            },
            args: "rank",
            exit: 2,
            says: &["error[W407]", "./method.toml:23", "expert `bo` allots `openness` in part", "0 is allowed"],
        },
        Case {
            name: "a budget that is negative, empty or for no node",
            spoil: |f| {
                weigh(
                    f,
                    "[weigh.budget-allocation.experts]\nada = { people = -1, places = 40 }\n\
                     bo = { people = 0, places = 0 }\ncy = { peple = 1 }",
                )
            },
            args: "rank",
            exit: 2,
            says: &[
                "./method.toml:22",
                "gives `people` -1 points",
                "./method.toml:23",
                "no points",
                "./method.toml:24",
            ],
        },
        Case {
            name: "an expert far from the others",
            spoil: |f| {
                weigh(
                    f,
                    "[weigh.budget-allocation.experts]\nada = { people = 60, places = 40 }\n\
                     bo = { people = 55, places = 45 }\ncy = { people = 0, places = 9 }",
                )
            },
            args: "check",
            exit: 0,
            says: &["warning,W408", "./framework.toml:10", "expert `cy`", "note,W411", "`people` 0 to 60 %"],
        },
    ]);
}
