//! Mistakes in definitions: framework, areas, sources, method, weights.

use super::{Case, Folder, check};

const WEIGHTS: &str = "weights/people-first.toml";

#[test]
fn every_fault_of_the_framework_has_its_line() {
    check(&[
        Case {
            name: "a circle",
            spoil: |f| {
                let mut parents = ["parent = \"places\"", "parent = \"people\""].into_iter();
                let text = f.read("framework.toml");
                let turned = text.lines().map(|line| match line.starts_with("parent") {
                    true => parents.next().unwrap_or(line),
                    false => line,
                });
                f.write("framework.toml", turned.collect::<Vec<_>>().join("\n"));
            },
            args: "rank",
            exit: 2,
            says: &["error[F103]", "./framework.toml:15", "people, places", "correct the `parent`"],
        },
        Case {
            name: "an orphan",
            spoil: |f| {
                f.replace(
                    "framework.toml",
                    "level = \"area\"\nparent = \"openness\"\ndescription = \"Who",
                    "level = \"area\"\nparent = \"opennes\"\ndescription = \"Who",
                )
            },
            args: "rank",
            exit: 2,
            says: &["error[F102]", "./framework.toml:15", "`opennes`, which does not exist"],
        },
        Case {
            name: "two roots",
            spoil: |f| f.append("framework.toml", "[[node]]\ncode='second'\nname='S'\nlevel='index'\n"),
            args: "rank",
            exit: 2,
            says: &["error[F104]", "error[F105]", "./framework.toml:35", "leave out `parent`"],
        },
        Case {
            name: "a code twice",
            spoil: |f| f.replace("places.toml", "code = \"internet_users\"", "code = \"technology_conferences\""),
            args: "rank",
            exit: 2,
            says: &["error[F101]", "./places.toml:4", "rename"],
        },
        Case {
            name: "a bad code",
            spoil: |f| f.replace("places.toml", "code = \"internet_users\"", "code = \"Internet users\""),
            args: "rank",
            exit: 2,
            says: &["error[F106]", "./places.toml:14", "a-z, 0-9"],
        },
        Case {
            name: "a range in the wrong order",
            spoil: |f| f.replace("people.toml", "[0.0, 30.0]", "[30.0, 0.0]"),
            args: "rank",
            exit: 2,
            says: &["error[F108]", "./people.toml:14", "[low, high]"],
        },
        Case {
            name: "an unknown denominator",
            spoil: |f| f.replace("people.toml", "measure = \"years\"", "denominator = \"population\""),
            args: "rank",
            exit: 2,
            says: &["error[F107]", "./people.toml:14", "[[denominator]]"],
        },
        Case {
            name: "an empty area",
            spoil: |f| f.write("people.toml", ""),
            args: "rank",
            exit: 2,
            says: &["error[F105]", "./framework.toml:15", "add indicators"],
        },
        Case {
            name: "an empty framework",
            spoil: |f| f.write("framework.toml", ""),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./framework.toml:1", "missing key `index`"],
        },
        Case {
            name: "not UTF-8",
            spoil: |f| f.write("framework.toml", b"[index]\nname = \"\xe9\""),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./framework.toml:2", "save the file as UTF-8"],
        },
        Case {
            name: "one indicator on one level",
            spoil: |f| {
                f.write(
                    "framework.toml",
                    "[index]\ncode='a'\nname='A'\n[[node]]\ncode='people'\nname='P'\nlevel='index'\n",
                );
                f.remove("places.toml");
                let first = f.read("people.toml");
                f.write("people.toml", first.split("[[indicator]]\ncode = \"nat").next().unwrap_or_default());
                f.keep("observations.csv", |line| line.starts_with("unit") || line.contains("migrant"));
            },
            args: "rank",
            exit: 0,
            says: &["2024,1,singapore,Singapore,100.0"],
        },
        Case { name: "five levels of uneven depth", spoil: deeper, args: "rank", exit: 0, says: &["2025,1,toronto"] },
        Case {
            name: "the deepest of five levels",
            spoil: deeper,
            args: "rank --level deepest",
            exit: 0,
            says: &["index,below,"],
        },
    ]);
}

/// Puts an indicator two levels below its area.
fn deeper(folder: &Folder) {
    let node = |code: &str, level: &str, parent: &str| {
        format!("[[node]]\ncode = \"{code}\"\nname = \"{code}\"\nlevel = \"{level}\"\nparent = \"{parent}\"\n")
    };
    folder.append("framework.toml", &(node("middle", "middle", "places") + &node("below", "deepest", "middle")));
    folder.replace("places.toml", "code = \"internet_users\"", "parent = \"below\"\ncode = \"internet_users\"");
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    check(&[
        Case {
            name: "framework",
            spoil: |f| f.replace("framework.toml", "citation", "citaton"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./framework.toml:7", "unknown key `citaton`", "did you mean `citation`?"],
        },
        Case {
            name: "area",
            spoil: |f| f.replace("people.toml", "measure = \"years\"", "meassure = \"years\""),
            args: "rank",
            exit: 2,
            says: &["1 error stops", "error[F111]", "./people.toml:16", "did you mean `measure`?"],
        },
        Case {
            name: "sources",
            spoil: |f| f.replace("sources.toml", "licence = \"MIT\"", "license = \"MIT\""),
            args: "rank",
            exit: 2,
            says: &["1 error stops", "error[F111]", "./sources.toml:18", "did you mean `licence`?"],
        },
        Case {
            name: "a value of the wrong kind",
            spoil: |f| f.replace("sources.toml", "licence = \"MIT\"", "licence = 5"),
            args: "rank",
            exit: 2,
            says: &["1 error stops", "error[F111]", "./sources.toml:18", "expected a string"],
        },
        Case {
            name: "a syntax error",
            spoil: |f| f.replace("sources.toml", "licence = \"MIT\"", "licence = \"MIT"),
            args: "rank",
            exit: 2,
            says: &["1 error stops", "error[F111]", "./sources.toml:18"],
        },
        Case {
            name: "method",
            spoil: |f| f.replace("method.toml", "[screen]", "[screening]"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:7", "did you mean `screen`?"],
        },
        Case {
            name: "parameter",
            spoil: |f| f.replace("method.toml", "lower = 0.0", "lowre = 0.0"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:15", "did you mean `lower`?"],
        },
        Case {
            name: "weights without their table",
            spoil: |f| f.replace("method.toml", "[weigh.equal]", "[weigh.stated]\npeople = 2"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:22", "expected `weights`"],
        },
        Case {
            name: "assumptions",
            spoil: |f| f.write("assumptions.toml", "replicates = \"many\"\n"),
            args: "uncertainty",
            exit: 2,
            says: &["error[F111]", "./assumptions.toml:1", "expected a whole number of zero or more"],
        },
        Case {
            name: "weights",
            spoil: |f| f.replace(WEIGHTS, "elicited", "elicitd"),
            args: "rank --weights people-first",
            exit: 2,
            says: &["error[F111]", "./weights/people-first.toml:3", "did you mean `elicited`?"],
        },
    ]);
}

#[test]
fn a_method_that_does_not_fit_is_named_with_its_line() {
    check(&[
        Case {
            name: "two methods",
            spoil: |f| f.replace("method.toml", "[weigh.equal]", "[normalise.z-score]\n[weigh.equal]"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:21", "`min-max` and `z-score`"],
        },
        Case {
            name: "an unknown method",
            spoil: |f| f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.geometic]"),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:23", "did you mean `geometric`?"],
        },
        Case {
            name: "a parameter out of its bounds",
            spoil: |f| f.replace("method.toml", "lower = 0.0", "lower = 200.0"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:16", "above `lower`"],
        },
        Case {
            name: "a share in percent",
            spoil: |f| f.replace("method.toml", "0.65", "65"),
            args: "rank",
            exit: 2,
            says: &["error[M304]", "./method.toml:8", "between 0 and 1"],
        },
        Case {
            name: "an unknown node",
            spoil: |f| f.append("method.toml", "[normalise.by-node.internet_user.rank]\n"),
            args: "rank",
            exit: 2,
            says: &["error[M301]", "./method.toml:24", "did you mean `internet_users`?"],
        },
        Case {
            name: "an unknown level",
            spoil: |f| f.append("method.toml", "[aggregate.by-level.aera.geometric]\n"),
            args: "rank",
            exit: 2,
            says: &["error[M302]", "./method.toml:24", "the levels are: area, index"],
        },
        Case {
            name: "an unknown column",
            spoil: |f| f.replace("method.toml", "[impute.none]", "[impute.group-mean]\ncolumn = \"regoin\""),
            args: "rank",
            exit: 2,
            says: &["error[M303]", "./method.toml:11", "country, region"],
        },
        Case {
            name: "a unit screened by a name that there is not",
            spoil: |f| f.replace("method.toml", "[screen]", "[screen]\nexclude = [\"atlantis\"]"),
            args: "rank",
            exit: 2,
            says: &["error[M307]", "./method.toml:8", "`atlantis`", "write the code of a unit"],
        },
        Case {
            name: "a period that is not there",
            spoil: |f| f.replace("method.toml", "report = \"newest\"", "report = { only = 1999 }"),
            args: "rank",
            exit: 2,
            says: &["error[M305]", "./method.toml:4", "there are: 2023, 2024, 2025"],
        },
        Case {
            name: "a base that is not reported",
            spoil: |f| f.replace("method.toml", "report = \"newest\"", "reference = { base = 2023 }"),
            args: "rank",
            exit: 2,
            says: &["error[M305]", "./method.toml:4", "reported is: 2025"],
        },
        Case {
            name: "no goalposts",
            spoil: |f| {
                f.replace("method.toml", "[normalise.min-max]\nlower = 0.0\nupper = 100.0", "[normalise.goalposts]")
            },
            args: "rank",
            exit: 2,
            says: &["error[M306]", "./people.toml:4", "./places.toml:14", "add goalposts"],
        },
        Case {
            name: "a code that does not exist",
            spoil: |f| f.write("method.toml", format!("allow = [\"D999\"]\n{}", f.read("method.toml"))),
            args: "rank",
            exit: 2,
            says: &["error[F111]", "./method.toml:1", "`D999`"],
        },
        Case {
            name: "weights in part, in the method",
            spoil: |f| f.replace("method.toml", "[weigh.equal]", "[weigh.stated.weights]\npeople = 1"),
            args: "rank",
            exit: 2,
            says: &["error[W402]", "./method.toml:22", "places has no weight"],
        },
        Case {
            name: "a method of another file",
            spoil: |f| f.write("weights/other.toml", "\n[screen]\nthin_below = 7\n"),
            args: "rank --method weights/other.toml",
            exit: 2,
            says: &["error[M304]", "weights/other.toml:3"],
        },
        Case {
            name: "a method among the areas",
            spoil: |f| f.write("other.toml", "\n[screen]\nthin_below = 0.7\n"),
            args: "rank --method other.toml",
            exit: 2,
            says: &["error[F111]", "./other.toml:2", "in folders of their own"],
        },
    ]);
}

#[test]
fn weights_that_cannot_be_are_named_with_their_line() {
    check(&[
        Case {
            name: "negative",
            spoil: |f| f.replace(WEIGHTS, "places = 1", "places = -1"),
            args: "rank --weights people-first",
            exit: 2,
            says: &["error[W403]", "./weights/people-first.toml:8", "zero or more"],
        },
        Case {
            name: "not a number",
            spoil: |f| f.replace(WEIGHTS, "places = 1", "places = nan"),
            args: "rank --weights people-first",
            exit: 2,
            says: &["error[W403]", "./weights/people-first.toml:8"],
        },
        Case {
            name: "a text",
            spoil: |f| f.replace(WEIGHTS, "places = 1", "places = \"one\""),
            args: "rank --weights people-first",
            exit: 2,
            says: &["error[F111]", "./weights/people-first.toml:8", "expected a number"],
        },
        Case {
            name: "all zero",
            spoil: |f| {
                f.replace(WEIGHTS, "places = 1", "places = 0");
                f.replace(WEIGHTS, "people = 2", "people = 0");
            },
            args: "rank --weights people-first",
            exit: 2,
            says: &["error[W404]", "./weights/people-first.toml:7", "give at least one"],
        },
        Case {
            name: "an unknown code",
            spoil: |f| f.replace(WEIGHTS, "places = 1", "places = 1\nplaecs = 1"),
            args: "rank --weights weights/people-first.toml",
            exit: 2,
            says: &["error[W401]", "weights/people-first.toml:9", "did you mean `places`?"],
        },
        Case {
            name: "a part of a group",
            spoil: |f| f.replace(WEIGHTS, "places = 1", ""),
            args: "rank --weights people-first",
            exit: 2,
            says: &["error[W402]", "./weights/people-first.toml:7", "name all of its children or none"],
        },
    ]);
}
