//! Mistakes in sheets of answers, and in asking for them.

use super::assess_tables::table;
use super::{Case, Folder, check, words};

/// A sheet of the Charter as a city might write it by hand.
pub(super) const SHEET: &str = r#"[sheet]
questionnaire = "charter"
version = "2026-1"
unit = "graz"
name = "Graz"
period = 2026

[[answer]]
question = "c01_statement"
answer = "fully"
evidence = "Council, 3 May"

[[answer]]
question = "c01_campaign"
answer = "partly"
evidence = "Posters"

[[answer]]
question = "c04_health"
answer = "not-applicable"
evidence = "The state runs it."
"#;

/// The sheet with one text in place of another.
fn sheet(folder: &Folder, from: &str, to: &str) {
    assert!(SHEET.contains(from), "the sheet has no `{from}`");
    folder.write("graz.toml", SHEET.replacen(from, to, 1));
}

#[test]
fn a_fault_of_a_sheet_has_its_line_and_remedy() {
    let cases: [(&str, &str, &str, i32, &[&str]); 26] = [
        ("no fault", "Graz", "Graz", 0, &["note[Q621]: 32 of 35 questions are open: c01 1, c02 4", "3 of 35 answered"]),
        (
            "unknown question",
            "c01_campaign",
            "c01_campain",
            1,
            &["error[Q624]", "graz.toml:14", "did you mean c01_campaign"],
        ),
        (
            "unknown answer",
            "\"partly\"",
            "\"partially\"",
            1,
            &["error[Q625]", "graz.toml:15", "did you mean Partly", "not-at-all"],
        ),
        ("an answer by its label", "\"partly\"", "\"Partly\"", 0, &["3 of 35 answered"]),
        (
            "twice",
            "c01_campaign",
            "c01_statement",
            1,
            &["error[Q626]", "graz.toml:14", "the first stands at graz.toml:9"],
        ),
        ("no reason", "The state runs it.", " ", 0, &["warning[Q627]", "graz.toml:20", "write the reason"]),
        ("no evidence", "Posters", "", 0, &["note[Q636]: 1 answer has no evidence: c01_campaign"]),
        ("no unit", "unit = \"graz\"\n", "", 1, &["error[Q629]", "does not say its unit", "`sheet.unit`"]),
        ("an empty unit", "\"graz\"", "\"\"", 1, &["error[Q629]", "graz.toml:4"]),
        (
            "a unit that is no code",
            "\"graz\"",
            "\"Graz (Austria)\"",
            1,
            &["error[F106]", "graz.toml:4", "`graz-austria`"],
        ),
        ("no period", "period = 2026\n", "", 1, &["error[Q629]", "does not say its period"]),
        ("a period that is none", "2026\n\n[[", "\"spring\"\n\n[[", 1, &["error[D113]", "graz.toml:6", "2026-H1"]),
        ("no version", "version = \"2026-1\"\n", "", 1, &["error[Q629]", "does not say its version"]),
        (
            "another version",
            "2026-1",
            "2024-1",
            1,
            &["error[Q622]", "graz.toml:3", "32 questions added", "none dropped", "assess sheet --from"],
        ),
        (
            "another questionnaire",
            "\"charter\"",
            "\"intercultural\"",
            1,
            &[
                "error[Q630]",
                "graz.toml:2",
                "read as one of `intercultural`, and 3 of its 3 questions are those of `charter`",
            ],
        ),
        ("another spelling of an answer", "\"not-applicable\"", "\"N/A\"", 0, &["3 of 35 answered", "0 warnings"]),
        ("evidence without an answer", "\"partly\"", "\"\"", 0, &["note[Q640]: 1 question", "no answer: c01_campaign"]),
        (
            "a fact in thousands",
            "2026\n\n[[",
            "2026\n[facts]\nmembers = 291.130\n\n[[",
            0,
            &["warning[Q638]: `members` reads as 291.130", "graz.toml:8", "write 291130"],
        ),
        ("nobody's", "unit = \"graz\"\nname = \"Graz\"\n", "", 1, &["Q629", "graz.toml: 3 of 35 answered"]),
        (
            "no questionnaire",
            "questionnaire = \"charter\"\n",
            "",
            1,
            &["error[Q629]", "does not say its questionnaire"],
        ),
        (
            "an index that is not there",
            "\"charter\"",
            "\"chartre\"",
            2,
            &["no index called `chartre`", "did you mean charter"],
        ),
        (
            "an unknown key",
            "evidence = \"Posters\"",
            "evidense = \"Posters\"",
            1,
            &["error[Q630]", "graz.toml:16", "did you mean `evidence`?"],
        ),
        ("an unknown part", "[sheet]", "[shet]\nx = 1\n[sheet]", 1, &["error[Q630]", "`shet` is no part"]),
        (
            "an unknown fact about it",
            "unit =",
            "units = \"x\"\nunit =",
            1,
            &["error[Q624]", "graz.toml:4", "did you mean `sheet.unit`?"],
        ),
        ("a list for a text", "\"Posters\"", "[1]", 1, &["error[Q630]", "graz.toml:16", "put it in quotes"]),
        ("a quote that is not closed", "\"Posters\"", "\"Posters", 2, &["error[Q630]", "graz.toml:16", "quotes"]),
    ];
    let mut failed = Vec::new();
    for (name, from, to, exit, says) in cases {
        let folder = Folder::new();
        sheet(&folder, from, to);
        let output = folder.run(&["assess", "check", "graz.toml", "--format", "table"]);
        let said = words(&output);
        let missing: Vec<&&str> = says.iter().filter(|text| !said.contains(**text)).collect();
        let has_remedy = exit == 0 || said.contains("hint: ");
        if !missing.is_empty() || output.status.code() != Some(exit) || said.contains("panicked") || !has_remedy {
            failed.push(format!("== {name}: exit {:?}, does not say {missing:?}\n{said}", output.status.code()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn mistakes_in_asking_lose_nothing() {
    check(&[
        Case {
            name: "a sheet that is there already",
            spoil: |f| sheet(f, "Graz", "Graz"),
            args: "assess sheet graz 2026 -o graz.toml",
            exit: 2,
            says: &["graz.toml is there already", "--overwrite"],
        },
        Case {
            name: "an interview without a sheet",
            spoil: |_| {},
            args: "assess answer graz.toml",
            exit: 2,
            says: &["there is no sheet graz.toml", "opencities assess sheet CITY PERIOD -o graz.toml"],
        },
        Case {
            name: "an interview for a workbook",
            spoil: |f| table(f, &[]),
            args: "assess answer graz.xlsx",
            exit: 2,
            says: &["the interview writes TOML", "--from"],
        },
        Case {
            name: "a report on a city without a sheet",
            spoil: |f| sheet(f, "Graz", "Graz"),
            args: "assess report graz.toml --unit linz",
            exit: 2,
            says: &["no unit called `linz`", "there are sheets of: graz"],
        },
        Case {
            name: "a report on a period without a sheet",
            spoil: |f| sheet(f, "Graz", "Graz"),
            args: "assess report graz.toml --period 2024",
            exit: 2,
            says: &["Graz has no sheet for 2024", "there are: 2026"],
        },
        Case {
            name: "two sheets for one period",
            spoil: |f| {
                sheet(f, "Graz", "Graz");
                f.write("again.toml", SHEET);
            },
            args: "assess report graz.toml again.toml",
            exit: 1,
            says: &["Q631", "again.toml", "stops the assessment"],
        },
        Case {
            name: "a sheet named twice",
            spoil: |f| sheet(f, "Graz", "Graz"),
            args: "assess report graz.toml ./graz.toml",
            exit: 2,
            says: &["is named twice"],
        },
        Case {
            name: "two names, and three years apart",
            spoil: |f| {
                sheet(f, "Graz", "Graz");
                f.write("old.toml", SHEET.replace("2026\n", "2023\n").replace("\"Graz\"", "\"Graz, Austria\""));
            },
            args: "assess check graz.toml old.toml --format table",
            exit: 0,
            says: &["Q632", "\"Graz, Austria\" here", "Q633", "3 years apart, not 2"],
        },
        Case {
            name: "the same answers for another year",
            spoil: |f| {
                sheet(f, "Graz", "Graz");
                f.write("old.toml", SHEET.replace("2026\n", "2024\n"));
            },
            args: "assess check graz.toml old.toml --format table",
            exit: 0,
            says: &["warning[Q639]: every answer for 2026 stands in old.toml for 2024", "graz.toml · graz"],
        },
        Case {
            name: "a report that goes on without answers",
            spoil: |f| f.write("graz.toml", SHEET.replace("\"fully\"", "\"Jein\"").replace("\"partly\"", "\"50\"")),
            args: "assess report graz.toml --allow Q625 --format table",
            exit: 0,
            says: &["2 answers could not be read and count as open: c01_statement (`Jein`),", "c01_campaign (`50`)."],
        },
        Case {
            name: "two sheets a month apart",
            spoil: |f| {
                f.write("graz.toml", SHEET.replace("2026\n", "\"2026-07\"\n"));
                f.write("old.toml", SHEET.replace("2026\n", "\"2026-06\"\n"));
            },
            args: "assess check graz.toml old.toml --format table",
            exit: 0,
            says: &["2026-06 and 2026-07 are 1 month apart, not 2 years"],
        },
        Case {
            name: "a report on two sheets a month apart",
            spoil: |f| {
                f.write("graz.toml", SHEET.replace("2026\n", "\"2026-07\"\n"));
                f.write("old.toml", SHEET.replace("2026\n", "\"2026-06\"\n"));
            },
            args: "assess report graz.toml old.toml --format table",
            exit: 0,
            says: &["0 up and 0 down; 1 month apart, where the"],
        },
        Case {
            name: "a unit among the facts, allowed",
            spoil: |f| sheet(f, "2026\n\n", "2026\n[facts]\nunit = \"x\"\nname = \"y\"\nmotto = \"z\"\n\n"),
            args: "assess observations graz.toml --allow Q634 --format csv --units-to told.csv",
            exit: 0,
            says: &["error[Q634]: `unit` is no fact", "graz.toml:8", "wrote told.csv", "graz,c01_statement"],
        },
        Case {
            name: "a report with a unit among the facts, allowed",
            spoil: |f| sheet(f, "2026\n\n", "2026\n[facts]\nalternative_names = \"x\"\n\n"),
            args: "assess report graz.toml --allow Q634 -o report.xlsx",
            exit: 0,
            says: &["error[Q634]: `alternative_names` is no fact"],
        },
        Case {
            name: "a fact that is no number",
            spoil: |_| {},
            args: "assess sheet graz 2026 -o graz.toml --index intercultural --fact population=viele",
            exit: 2,
            says: &["`viele` is no number", "write 1234.5"],
        },
        Case {
            name: "a fact misspelt",
            spoil: |_| {},
            args: "assess sheet graz 2026 -o graz.toml --index intercultural --fact foreign_born=24",
            exit: 0,
            says: &[
                "warning[Q638]",
                "by the fact `foreign_born`",
                "did you mean foreign_born_percent?",
                "wrote graz.toml",
            ],
        },
        Case {
            name: "a fact that nothing uses",
            spoil: |_| {},
            args: "assess sheet graz 2026 -o graz.toml --index intercultural --fact bananas=yes",
            exit: 0,
            says: &["warning[Q638]", "`bananas`", "peers are found by: population, foreign_born_percent"],
        },
        Case {
            name: "a city whose name is given for its code",
            spoil: |_| {},
            args: "assess sheet Graz! 2026 -o graz.toml",
            exit: 2,
            says: &["`Graz!` is not a code", "`graz`"],
        },
        Case {
            name: "a fact without a value",
            spoil: |_| {},
            args: "assess sheet graz 2026 -o graz.toml --fact population",
            exit: 2,
            says: &["is not NAME=VALUE", "--fact population=291134"],
        },
        Case {
            name: "an index without a questionnaire",
            spoil: |_| {},
            args: "assess questions --index .",
            exit: 2,
            says: &["F110", "no questionnaire", "--index charter"],
        },
        Case {
            name: "ranking an index without answers",
            spoil: |_| {},
            args: "rank --index charter",
            exit: 2,
            says: &["F110", "opencities assess observations"],
        },
    ]);
    let folder = Folder::new();
    sheet(&folder, "Graz", "Graz");
    folder.run(&["assess", "sheet", "graz", "2026", "-o", "graz.toml"]);
    assert_eq!(folder.read("graz.toml"), SHEET);
}

/// The old sheet alone holds what is not carried over, so no path that leads to it is written, and no file twice.
#[test]
fn a_sheet_is_not_written_over_the_one_that_it_carries_from() {
    const OLD: &str = "is the sheet that is carried over";
    let cases: [(&[&str], &str); 6] = [
        (&["-o", "old.toml", "--overwrite"], OLD),
        (&["-o", "old.toml"], OLD),
        (&["-o", "./old.toml", "--overwrite"], OLD),
        (&["-o", "new.csv", "-o", "../index/old.toml", "--overwrite"], OLD),
        (&["-o", "new.toml", "-o", "./new.toml"], "./new.toml is named twice"),
        (&["-o", "new.toml", "-o", "../index/new.toml", "--overwrite"], "../index/new.toml is named twice"),
    ];
    let folder = Folder::new();
    let old = SHEET.replace("c01_campaign", "c01_posters");
    folder.write("old.toml", &old);
    for (output, says) in cases {
        let made = folder.run(&[&["assess", "sheet", "graz", "2028", "--from", "old.toml"], output].concat());
        let said = words(&made);
        assert_eq!(made.status.code(), Some(2), "{output:?}: {said}");
        assert!(said.contains(says) && said.contains("nothing was written"), "{output:?}: {said}");
        assert_eq!(folder.read("old.toml"), old, "{output:?}");
        assert!(!folder.path("new.csv").exists() && !folder.path("new.toml").exists(), "{output:?}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path("old.toml"), folder.path("link.toml")).expect("a link");
        let args = ["assess", "sheet", "graz", "2028", "--from", "old.toml", "-o", "link.toml", "--overwrite"];
        assert!(words(&folder.run(&args)).contains(OLD));
        assert_eq!(folder.read("old.toml"), old, "a link leads to it, too");
    }
    let made = folder.run(&["assess", "sheet", "graz", "2028", "--from", "old.toml", "-o", "new.toml"]);
    assert!(made.status.success() && folder.path("new.toml").exists(), "{}", words(&made));
}

/// A sheet of another version is an error, can be carried over, and is taken as it is where that is allowed.
#[test]
fn answers_of_another_version_are_carried_over_and_not_lost() {
    let folder = Folder::new();
    let old =
        SHEET.replace("2026-1", "2024-1").replace("c01_campaign", "c01_posters").replace("\"fully\"", "\"mostly\"");
    folder.write("old.toml", &old);
    let said = words(&folder.run(&["assess", "check", "old.toml", "--format", "table"]));
    assert!(said.contains("dropped (c01_posters)") && !said.contains("Q624"), "{said}");
    let made = folder.run(&["assess", "sheet", "graz", "2028", "--from", "old.toml", "-o", "new.csv"]);
    let said = words(&made);
    for text in [
        "version 2024-1 to 2026-1): 1 answer",
        "33 new questions, open",
        "they stay in the old sheet: c01_posters",
        "c01_statement (was mostly)",
    ] {
        assert!(said.contains(text), "does not say `{text}`:\n{said}");
    }
    let new = folder.read("new.csv");
    assert!(new.contains("The state runs it.") && new.contains("\"Council, 3 May\""), "evidence is carried over");
    assert_eq!(folder.read("old.toml"), old, "the old sheet is not touched");
    folder.write("taken.toml", SHEET.replace("2026-1", "2024-1").replace("c01_campaign", "c01_posters"));
    let taken = folder.run(&["assess", "observations", "taken.toml", "--allow", "Q622", "--format", "csv"]);
    let rows = String::from_utf8_lossy(&taken.stdout).into_owned();
    assert_eq!(taken.status.code(), Some(0), "{}", words(&taken));
    assert!(rows.contains("graz,c01_statement,2026,1.0,self-reported,self-assessment,\"Council, 3 May\""), "{rows}");
    assert!(rows.contains("graz,c01_campaign,2026,,unanswered,") && !rows.contains("c01_posters"), "{rows}");
    assert!(rows.contains("graz,c04_health,2026,,not-applicable,self-assessment,The state runs it."), "{rows}");
}
