//! Mistakes on the command line, and paths that cannot be written.

use std::process::{Command, Stdio};

use super::{Case, Folder, check, command, words};

#[test]
fn a_misspelt_name_is_answered_with_those_that_exist() {
    check(&[
        Case {
            name: "--index",
            spoil: |_| {},
            args: "rank --index opencites",
            exit: 2,
            says: &["no index called `opencites`", "did you mean opencities?"],
        },
        Case {
            name: "--index, a file",
            spoil: |_| {},
            args: "rank --index units.csv",
            exit: 2,
            says: &["name the folder that it lies in"],
        },
        Case {
            name: "a unit twice",
            spoil: |_| {},
            args: "compare vienna Wien",
            exit: 2,
            says: &["Vienna is named twice"],
        },
        Case {
            name: "all periods where one is shown",
            spoil: |_| {},
            args: "explain vienna --period each",
            exit: 2,
            says: &["shows one period", "2024, 2025"],
        },
        Case {
            name: "figures of a smaller index",
            spoil: |_| {},
            args: "rank --index opencities --data observations.csv",
            exit: 1,
            says: &["error[D117]", "49 of 53 indicators", "and 44 more"],
        },
        Case {
            name: "--weights",
            spoil: |_| {},
            args: "rank --weights people-frist",
            exit: 2,
            says: &["did you mean people-first?"],
        },
        Case {
            name: "--weights, other",
            spoil: |_| {},
            args: "rank --weights zzz",
            exit: 2,
            says: &["the index has: people-first"],
        },
        Case {
            name: "--weights, none",
            spoil: |f| f.remove("weights/people-first.toml"),
            args: "rank --weights people-first",
            exit: 2,
            says: &["no weights of its own"],
        },
        Case {
            name: "--level",
            spoil: |_| {},
            args: "rank --level aera",
            exit: 2,
            says: &["the levels are: indicator, area, index"],
        },
        Case { name: "--by", spoil: |_| {}, args: "rank --by peple", exit: 2, says: &["did you mean People?"] },
        Case {
            name: "--by, an indicator",
            spoil: |_| {},
            args: "rank --by internet_users",
            exit: 2,
            says: &["the groups are: people, places"],
        },
        Case {
            name: "--group, column",
            spoil: |_| {},
            args: "rank --group regoin=Asia",
            exit: 2,
            says: &["the columns are: country, region"],
        },
        Case {
            name: "--group, value",
            spoil: |_| {},
            args: "rank --group region=Asai",
            exit: 2,
            says: &["there are: Asia"],
        },
        Case {
            name: "--group, form",
            spoil: |_| {},
            args: "rank --group region",
            exit: 2,
            says: &["not COLUMN=VALUE"],
        },
        Case {
            name: "--period, form",
            spoil: |_| {},
            args: "rank --period 2O24",
            exit: 2,
            says: &["write 2024, 2024-H1"],
        },
        Case {
            name: "--period, absent",
            spoil: |_| {},
            args: "rank --period 1990",
            exit: 2,
            says: &["no figure of the period 1990", "there are: 2023, 2024, 2025"],
        },
        Case {
            name: "--allow",
            spoil: |_| {},
            args: "rank --allow D999",
            exit: 2,
            says: &["no finding with the code `D999`"],
        },
        Case { name: "--top", spoil: |_| {}, args: "rank --top 0", exit: 2, says: &["'--top <N>'"] },
        Case { name: "--format", spoil: |_| {}, args: "rank --format yaml", exit: 2, says: &["csv, json, jsonl"] },
        Case {
            name: "unit",
            spoil: |_| {},
            args: "explain viena",
            exit: 2,
            says: &["no unit called `viena`", "did you mean Vienna"],
        },
        Case { name: "units", spoil: |_| {}, args: "compare lisbon viena", exit: 2, says: &["did you mean Vienna"] },
        Case { name: "a unit like no other", spoil: |_| {}, args: "explain qqq", exit: 2, says: &["lists the units"] },
        Case {
            name: "a name that two share",
            spoil: |f| f.replace("units.csv", "Lisboa", "Wien"),
            args: "explain wien",
            exit: 2,
            says: &["several units", "lisbon, vienna"],
        },
        Case { name: "node", spoil: |_| {}, args: "explain vienna plaecs", exit: 2, says: &["did you mean Places?"] },
        Case { name: "method", spoil: |_| {}, args: "methods min-mx", exit: 2, says: &["did you mean min-max"] },
        Case {
            name: "code",
            spoil: |_| {},
            args: "explain-code D9",
            exit: 2,
            says: &["no finding with the code `D9`"],
        },
        Case { name: "command", spoil: |_| {}, args: "rnak", exit: 2, says: &["rank"] },
    ]);
}

#[test]
fn a_path_that_cannot_be_written_is_refused_with_a_remedy() {
    check(&[
        Case {
            name: "no such folder",
            spoil: |_| {},
            args: "rank -o none/a.csv",
            exit: 2,
            says: &["cannot write none/a.csv", "make the folder first"],
        },
        Case {
            name: "a folder",
            spoil: |_| {},
            args: "rank -o weights",
            exit: 2,
            says: &["weights is a folder", "name a file in it"],
        },
        Case {
            name: "no known ending",
            spoil: |_| {},
            args: "rank -o a.docx",
            exit: 2,
            says: &["cannot tell the format of a.docx", "csv, json"],
        },
        Case {
            name: "a folder of the system's",
            spoil: |_| {},
            args: "rank -o /proc/x.csv",
            exit: 2,
            says: &["cannot write /proc/x.csv", "a folder of your own"],
        },
        Case {
            name: "below a file",
            spoil: |_| {},
            args: "rank -o units.csv/a.csv",
            exit: 2,
            says: &["there is no such folder"],
        },
        Case {
            name: "build onto a file",
            spoil: |_| {},
            args: "build -o units.csv",
            exit: 2,
            says: &["units.csv cannot be made"],
        },
        Case {
            name: "build into /proc",
            spoil: |_| {},
            args: "build -o /proc/x",
            exit: 2,
            says: &["/proc/x cannot be made"],
        },
        Case {
            name: "build as something",
            spoil: |_| {},
            args: "build -o out --as cvs",
            exit: 2,
            says: &["`cvs` is not an export format"],
        },
        Case {
            name: "init over files",
            spoil: |_| {},
            args: "init .",
            exit: 2,
            says: &["not an empty folder", "nothing was written"],
        },
        Case {
            name: "init over a file",
            spoil: |_| {},
            args: "init units.csv",
            exit: 2,
            says: &["not an empty folder"],
        },
    ]);
}

#[test]
fn nothing_is_written_where_the_ranking_stops() {
    let folder = Folder::new();
    folder.value("abc");
    folder.write("old.csv", "old");
    let output = folder.run(&["rank", "--index", ".", "-o", "old.csv", "-o", "new.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(folder.read("old.csv"), "old");
    assert!(!folder.path("new.csv").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_a_remedy() {
    let folder = Folder::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let output =
        command(&["rank", "--index", "."], &folder.path("")).stdout(full).output().expect("the program starts");
    let said = words(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("No space left") && said.contains("hint: make room"), "{said}");
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let folder = Folder::new();
    for args in
        [&["rank", "--format", "json"][..], &["methods"], &["explain-code"], &["completions", "bash"], &["--help"]]
    {
        let mut child =
            command(args, &folder.path("")).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(
            (
                output.status.code(),
                words(&output)
                    .replace("2 warnings: `opencities check` with the same options lists them\n", "")
                    .as_str()
            ),
            (Some(0), ""),
            "{args:?}"
        );
    }
}

/// The targets are open and the figures are waited for when the interrupt comes. It is the hardest one there is: a program
/// started in the background, as in continuous integration, may have been told to ignore Ctrl-C.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_leaves_the_old_file_whole() {
    let folder = Folder::new();
    folder.write("old.csv", "old");
    let pipe = folder.path("figures.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo starts").success());
    let mut child = command(&["rank", "--index", ".", "--data", "figures.csv", "-o", "old.csv"], &folder.path(""))
        .spawn()
        .expect("the program starts");
    // Opening waits for the reader, so the program has opened its targets and reads.
    let figures = std::fs::OpenOptions::new().write(true).open(&pipe).expect("a pipe");
    child.kill().expect("it runs");
    let status = child.wait().expect("it ends");
    drop(figures);
    assert!(!status.success());
    assert_eq!(folder.read("old.csv"), "old");
}
