//! What a report and a ranking of answers say in words: whose they are, what applies, what is thin, and what is as weak.

use std::path::Path;
use std::process::Command;

/// A sheet of the Charter: the answers of each group of questions, by the first letters of their codes.
fn sheet(folder: &Path, unit: &str, answers: &[(&str, &str)]) -> String {
    let file = format!("{unit}.toml");
    run(folder, &["assess", "sheet", unit, "2026", "-o", &file]);
    let text = std::fs::read_to_string(folder.join(&file)).expect("the sheet");
    let filled = text.split("[[answer]]").map(|part| {
        let code = part.lines().find_map(|line| line.strip_prefix("question = \""));
        let given = answers.iter().find(|(prefix, _)| code.is_some_and(|code| code.starts_with(prefix)));
        given.map_or(part.to_owned(), |(_, answer)| part.replace("answer = \"\"", &format!("answer = \"{answer}\"")))
    });
    std::fs::write(folder.join(&file), filled.collect::<Vec<_>>().join("[[answer]]")).expect("room");
    file
}

fn run(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_opencities"))
        .args(args)
        .current_dir(folder)
        .env("COLUMNS", "80")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A name, answers by the first letters of their questions, and what is said.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

#[test]
fn a_report_says_what_applies_what_is_thin_and_what_is_as_weak() {
    let cases: [Case; 4] = [
        (
            "what does not apply",
            &[("c11", "not-applicable"), ("c", "partly")],
            &["Diverse suppliers", "does not apply", "33 of 33", "and 7 more as weak as the last"],
        ),
        (
            "one more as weak",
            &[
                ("c01", "not-at-all"),
                ("c02", "not-at-all"),
                ("c03", "not-at-all"),
                ("c04", "not-at-all"),
                ("c", "fully"),
            ],
            &["Migrants share in policy (0.0), and 1 more as weak as the last."],
        ),
        ("none as weak", &[("c01", "not-at-all"), ("c02", "partly"), ("c", "fully")], &["policies (50.0)."]),
        (
            "too few, and thin",
            &[("c01", "fully"), ("c02_rules", "fully")],
            &[
                "fewer than 67\u{a0}%, too few",
                "* 1 of 4",
                "  3 of 3",
                "* 4 of 35",
                "* thin: fewer than 50\u{a0}% of the",
            ],
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (name, answers, says) in cases {
        let file = sheet(folder.path(), &name.replace([' ', ','], "-"), answers);
        let told = run(folder.path(), &["assess", "report", &file, "--format", "table"]);
        run(folder.path(), &["assess", "report", &file, "-o", "report.md"]);
        let page = std::fs::read_to_string(folder.path().join("report.md")).expect("the page");
        for text in [told.replace('\n', " "), page] {
            for wanted in says {
                // The columns of a page are not those of a terminal, and Markdown escapes a star.
                let found = text.replace("\\*", "*").contains(wanted.trim_start());
                assert!(found, "{name}: does not say `{wanted}`:\n{text}");
            }
        }
        assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    }
}

#[test]
fn a_ranking_of_answers_says_whose_word_it_is_and_counts_what_applies() {
    let folder = tempfile::tempdir().expect("a folder");
    let full = sheet(folder.path(), "full", &[("c", "partly")]);
    let few = sheet(folder.path(), "few", &[("c04", "not-applicable"), ("c01", "fully")]);
    run(folder.path(), &["assess", "observations", &full, &few, "-o", "rows.csv", "--units-to", "units.csv"]);
    let args = ["rank", "--index", "charter", "--data", "rows.csv", "--units", "units.csv", "--format"];
    let told = run(folder.path(), &[&args[..], &["table"]].concat());
    let told = told.replace('\n', " ");
    assert!(told.contains("few (3 of the 29 indicators that apply)"), "{told}");
    assert!(told.contains("All figures are self-reported: each judges itself"), "{told}");
    let checked = run(folder.path(), &[&["check"], &args[1..], &["table"]].concat());
    assert!(checked.contains("few is shown without rank: 10.3 % of the indicators that apply are known"), "{checked}");
    let rows = run(folder.path(), &[&args[..], &["csv"]].concat());
    assert!(rows.contains("not ranked: 3 of the 29 indicators that apply known, 67 % needed"), "{rows}");
    // One measured figure among them, and the line would not be true.
    let path = folder.path().join("rows.csv");
    let mixed = std::fs::read_to_string(&path).expect("rows").replacen(",self-reported,", ",observed,", 1);
    std::fs::write(&path, mixed).expect("room");
    let told = run(folder.path(), &[&args[..], &["table"]].concat());
    assert!(!told.contains("self-reported"), "{told}");
}
