//! Mistakes in records of practices, and in asking for them.

use super::{Case, Folder, check};

/// A record without a fault.
const RECORD: &str = r#"code = "graz-welcome"
title = "Welcome desk"
city = "Graz"
country = "Austria"
from = 2019
summary = "A desk that welcomes newcomers."
actions = "Staff answer questions in six languages."
networks = ["eurocities"]

[[source]]
document = "integrating-cities-4"
place = "Trend 2"

[[source]]
title = "Report on the desk"
publisher = "City of Graz"
licence = "CC BY 4.0"
place = "Page 3"

[facets]
area = ["diversity-actions"]
role = ["service-provider"]
topic = ["settlement-services"]
instrument = ["one-stop-shop"]
"#;

/// The record with one text in place of another.
fn record(folder: &Folder, from: &str, to: &str) {
    assert!(RECORD.contains(from), "the record has no `{from}`");
    folder.make_folder("practices");
    folder.write("practices/graz-welcome.toml", RECORD.replace(from, to));
}

#[test]
fn a_record_of_ones_own_is_one_file() {
    check(&[
        Case {
            name: "a record alone",
            spoil: |f| record(f, "x", "x"),
            args: "practices check practices/graz-welcome.toml --format table",
            exit: 0,
            says: &["247 practices", "0 errors, 0 warnings"],
        },
        Case {
            name: "found beside the shipped ones",
            spoil: |f| record(f, "x", "x"),
            args: "practices welcome desk in graz --practices practices --top 1 --format table",
            exit: 0,
            says: &["Welcome desk\n", "graz-welcome"],
        },
        Case {
            name: "in place of a shipped one",
            spoil: |f| {
                f.make_folder("practices");
                f.write("practices/barcelona-saier.toml", RECORD.replace("graz-welcome", "barcelona-saier"));
            },
            args: "practices check practices",
            exit: 0,
            says: &["P911", "takes the place of practices/records/barcelona-saier.toml"],
        },
    ]);
}

#[test]
fn a_fault_of_a_record_has_its_line_and_remedy() {
    let place = |line: u64| format!("practices/graz-welcome.toml:{line}");
    let cases: [(&str, &str, &str, u64, &[&str]); 18] = [
        ("facet", "topic =", "topics =", 23, &["P901", "no facet `topics`", "did you mean topic?"]),
        (
            "value",
            "\"one-stop-shop\"",
            "\"one-stop\"",
            24,
            &["P901", "`one-stop` is no value", "did you mean one-stop-shop?"],
        ),
        ("derived facet", "role =", "theme = [\"x\"]\nrole =", 22, &["P901", "follows from `area`", "remove the line"]),
        (
            "topic without role",
            "role = [\"service-provider\"]\n",
            "",
            22,
            &["P907", "`service-provider`", "add \"service-provider\" to `role`"],
        ),
        ("area", "area = [\"diversity-actions\"]\n", "", 20, &["P905", "no OPENCities area", "add `area = [...]`"]),
        ("title", "title = \"Welcome desk\"\n", "", 1, &["P905", "there is no title", "add `title"]),
        ("empty summary", "\"A desk that welcomes newcomers.\"", "\"\"", 6, &["P905", "there is no summary"]),
        (
            "unknown document",
            "\"integrating-cities-4\"",
            "\"integrating-cities-9\"",
            11,
            &["P902", "is not described", "did you mean integrating-cities-4"],
        ),
        (
            "own source without licence",
            "licence = \"CC BY 4.0\"\n",
            "",
            14,
            &["P902", "neither a known document nor described"],
        ),
        ("source without place", "place = \"Trend 2\"\n", "", 10, &["P902", "names no place"]),
        (
            "network",
            "\"eurocities\"",
            "\"eurocitie\"",
            8,
            &["P906", "no network `eurocitie`", "did you mean eurocities"],
        ),
        ("years", "from = 2019", "from = 2019\nto = 2018", 6, &["P908", "ends in 2018, before it begins in 2019"]),
        ("year", "from = 2019", "from = 219", 5, &["P908", "219 is no year"]),
        ("code", "\"graz-welcome\"", "\"graz-desk\"", 1, &["P904", "call the file graz-desk.toml"]),
        ("letters of a code", "\"graz-welcome\"", "\"Graz welcome\"", 1, &["F106", "made of a-z"]),
        ("key", "summary =", "sumary =", 6, &["F111", "unknown key `sumary`", "did you mean `summary`?"]),
        ("kind", "from = 2019", "from = \"then\"", 5, &["F111", "invalid type", "practices check --help"]),
        ("syntax", "[facets]", "[facets", 20, &["F111", "practices check --help"]),
    ];
    let mut failed = Vec::new();
    for (name, from, to, line, says) in cases {
        let folder = Folder::new();
        record(&folder, from, to);
        let output = folder.run(&["practices", "check", "practices", "--format", "table"]);
        let said = super::words(&output);
        let place = place(line);
        let missing: Vec<&str> =
            says.iter().copied().chain([place.as_str(), "hint: "]).filter(|text| !said.contains(text)).collect();
        // Nothing of the shipped catalogue is lost, whatever the fault.
        if !missing.is_empty()
            || output.status.code() != Some(1)
            || !(said.contains("246 practices") || said.contains("247 practices"))
        {
            failed.push(format!("== {name}: does not say {missing:?}\n{said}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn all_faults_are_told_at_once_and_what_is_sound_stays() {
    check(&[
        Case {
            name: "no source",
            spoil: |f| {
                f.make_folder("practices");
                let (start, end) = (RECORD.find("[[source]]").unwrap(), RECORD.find("[facets]").unwrap());
                f.write("practices/graz-welcome.toml", RECORD.replace(&RECORD[start..end], ""));
            },
            args: "practices check practices --format table",
            exit: 1,
            says: &["error[P902]: it names no source", "graz-welcome.toml:1", "add a [[source]]", "247 practices"],
        },
        Case {
            name: "two files with one code, and a broken third",
            spoil: |f| {
                record(f, "x", "x");
                f.write("practices/graz-again.toml", RECORD);
                f.write("practices/broken.toml", "code =");
            },
            args: "practices check practices --format table",
            exit: 1,
            says: &[
                "P903",
                "graz-welcome.toml:1",
                "stands at practices/graz-again.toml:1 already",
                "P904",
                "broken.toml:1",
                "248 practices",
            ],
        },
        Case {
            name: "both are found all the same",
            spoil: |f| {
                record(f, "Welcome desk", "First desk");
                f.write("practices/graz-again.toml", RECORD.replace("Welcome desk", "Second desk"));
            },
            args: "practices desk graz --practices practices --format table",
            exit: 0,
            says: &[
                "First desk",
                "Second desk",
                "findings about the practices",
                "`opencities practices check practices`",
            ],
        },
        Case {
            name: "a place by another name",
            spoil: |f| record(f, "\"Graz\"", "\"Wien\""),
            args: "practices check practices --format table",
            exit: 0,
            says: &["warning[P910]", "knows `Wien` as Vienna", "graz-welcome.toml:3", "write \"Vienna\""],
        },
        Case {
            name: "a catalogue of one's own with a value that nobody has",
            spoil: |f| {
                record(f, "x", "x");
                let list = |code: &str, values: &[&str]| {
                    let values: String = values
                        .iter()
                        .map(|value| format!("[[facet.value]]\ncode = \"{value}\"\nname = \"{value}\"\n"))
                        .collect();
                    format!("[[facet]]\ncode = \"{code}\"\nname = \"{code}\"\n{values}")
                };
                let area = list("area", &["diversity-actions", "harbour"]);
                let others = list("role", &["service-provider"]) + &list("topic", &["settlement-services"]);
                f.write("practices/facets.toml", area + &others + &list("instrument", &["one-stop-shop"]));
            },
            args: "practices check practices --format table",
            exit: 1,
            says: &[
                "warning[P909]: no record has `harbour` of `area`",
                "facets.toml:8",
                "`none = \"why\"`",
                "1 practice,",
                "P906",
            ],
        },
        Case {
            name: "two records without a code",
            spoil: |f| {
                record(f, "code = \"graz-welcome\"\n", "");
                f.write("practices/second.toml", f.read("practices/graz-welcome.toml"));
            },
            args: "practices check practices --format table",
            exit: 1,
            says: &["248 practices", "there is no code", "second.toml:1", "graz-welcome.toml:1"],
        },
        Case {
            name: "lists that cannot be read",
            spoil: |f| {
                record(f, "x", "x");
                f.write("practices/facets.toml", "[[facet]\n");
            },
            args: "practices check practices --format table",
            exit: 1,
            says: &["F111", "facets.toml:1", "1 practice,"],
        },
        Case {
            name: "an empty folder",
            spoil: |f| f.make_folder("practices"),
            args: "practices check practices",
            exit: 1,
            says: &["F110", "there are no records"],
        },
        Case {
            name: "no folder",
            spoil: |_| {},
            args: "practices check nowhere",
            exit: 2,
            says: &["nowhere cannot be read", "correct the path"],
        },
    ]);
}

#[test]
fn a_wrong_question_is_answered_with_what_there_is() {
    let case = |name, args, says| Case { name, spoil: |_| {}, args, exit: 2, says };
    check(&[
        case("facet", "practices --facet instruments=mentoring", &["no facet called `instruments`", "instrument"]),
        case(
            "value",
            "practices --facet instrument=mentorin",
            &["no value of this facet called `mentorin`", "mentoring"],
        ),
        case("no =", "practices --facet mentoring", &["is not FACET=VALUE", "--facet instrument=mentoring"]),
        case("city", "practices --city Barcelonna", &["no place in the catalogue called `Barcelonna`", "Barcelona"]),
        case("code", "practices show barcelona-sair", &["no practice or network called", "barcelona-saier"]),
        case("similar to a network", "practices similar eurocities", &["is a network"]),
        case("facets of", "practices facets instrumnt", &["no facet called", "instrument"]),
        case("networks of", "practices networks eurocites", &["no network or place called", "eurocities"]),
        case("recommend to", "practices recommend nicosa", &["no unit called `nicosa`", "Nicosia"]),
        case(
            "recommend by another index",
            "practices recommend vienna --index .",
            &["has none of the areas", "facet `area`"],
        ),
        case("top", "practices --top 0", &["invalid value '0'"]),
    ]);
}
