//! Mistakes in files: encodings, headers, damage, and files that are not there.

use super::{Case, Folder, check, words};

const OBSERVATIONS: &str = "observations.csv";

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn other_ways_to_write_a_table_just_work() {
    check(&[
        Case {
            name: "byte-order mark",
            spoil: |f| f.write(OBSERVATIONS, format!("\u{feff}{}", f.read(OBSERVATIONS))),
            args: "rank",
            exit: 0,
            says: &["2025,1,toronto"],
        },
        Case {
            name: "byte-order mark in a definition",
            spoil: |f| f.write("framework.toml", format!("\u{feff}{}", f.read("framework.toml"))),
            args: "rank",
            exit: 0,
            says: &["2025,1,toronto"],
        },
        Case {
            name: "UTF-16",
            spoil: |f| {
                f.value("abc");
                f.write(OBSERVATIONS, utf16(&f.read(OBSERVATIONS)));
            },
            args: "rank",
            exit: 1,
            says: &["D105", "./observations.csv:6"],
        },
        Case {
            name: "CRLF",
            spoil: |f| {
                f.value("abc");
                f.replace(OBSERVATIONS, "\n", "\r\n");
            },
            args: "rank",
            exit: 1,
            says: &["D105", "./observations.csv:6"],
        },
        Case {
            name: "semicolons",
            spoil: |f| {
                f.value("abc");
                f.replace(OBSERVATIONS, ",", ";");
            },
            args: "rank",
            exit: 1,
            says: &["D105", "./observations.csv:6"],
        },
        Case {
            name: "line ends in quotes",
            spoil: |f| {
                f.value("abc");
                f.map(OBSERVATIONS, |number, line| format!("{line},{}", if number == 0 { "note" } else { "\"a\nb\"" }));
            },
            args: "rank",
            exit: 1,
            says: &["D105", "./observations.csv:10"],
        },
        Case {
            name: "UTF-8 with a byte-order mark, CRLF and semicolons",
            spoil: |f| {
                f.replace(OBSERVATIONS, ",", ";");
                f.replace(OBSERVATIONS, "\n", "\r\n");
                f.write(OBSERVATIONS, format!("\u{feff}{}", f.read(OBSERVATIONS)));
            },
            args: "rank",
            exit: 0,
            says: &["2025,1,toronto"],
        },
        Case {
            name: "blank lines and columns of facts",
            spoil: |f| f.append(OBSERVATIONS, "\n,,,,,\n\n"),
            args: "rank",
            exit: 0,
            says: &["2025,1,toronto"],
        },
    ]);
}

#[test]
fn damaged_tables_are_named() {
    check(&[
        Case {
            name: "a wrong header",
            spoil: |f| f.replace(OBSERVATIONS, "unit,indicator", "unti,indicator"),
            args: "rank",
            exit: 2,
            says: &["error[D125]", "./observations.csv:1", "it has `unti`"],
        },
        Case {
            name: "no header",
            spoil: |f| f.keep(OBSERVATIONS, |line| !line.starts_with("unit,")),
            args: "rank",
            exit: 2,
            says: &["error[D125]", "./observations.csv:1", "no column `unit`"],
        },
        Case {
            name: "another table",
            spoil: |_| {},
            args: "rank --data units.csv",
            exit: 2,
            says: &["error[D125]", "units.csv:1", "no column of an indicator"],
        },
        Case {
            name: "an empty table",
            spoil: |f| f.write(OBSERVATIONS, ""),
            args: "rank",
            exit: 2,
            says: &["error[D125]", "./observations.csv", "the file is empty"],
        },
        Case {
            name: "an empty table of units",
            spoil: |f| f.write("units.csv", ""),
            args: "rank",
            exit: 2,
            says: &["error[D125]", "./units.csv", "the file is empty"],
        },
        Case {
            name: "a header and no rows",
            spoil: |f| f.keep(OBSERVATIONS, |line| line.starts_with("unit,")),
            args: "rank",
            exit: 1,
            says: &["error[D128]", "./observations.csv", "no rows"],
        },
        Case {
            name: "not UTF-8",
            spoil: |f| f.write("units.csv", b"unit,name\nvienna,Vienna\nlisbon,Lisb\xf5a\n"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./units.csv:3", "save the table as UTF-8"],
        },
        Case {
            name: "a quote that does not close",
            spoil: |f| f.append(OBSERVATIONS, "vienna,\"internet_users,2024\n"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.csv:26", "close the quote"],
        },
        Case {
            name: "not Parquet",
            spoil: |f| renamed(f, "observations.parquet"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.parquet", "copy or export"],
        },
        Case {
            name: "not Arrow",
            spoil: |f| renamed(f, "observations.arrow"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.arrow", "copy or export"],
        },
        Case {
            name: "not a workbook",
            spoil: |f| renamed(f, "observations.xlsx"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.xlsx", "save it again"],
        },
        Case {
            name: "half a Parquet file",
            spoil: |f| half(f, "parquet"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.parquet"],
        },
        Case {
            name: "half an Arrow file",
            spoil: |f| half(f, "arrow"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.arrow"],
        },
        Case {
            name: "half a workbook",
            spoil: |f| half(f, "xlsx"),
            args: "rank",
            exit: 2,
            says: &["error[D128]", "./observations.xlsx"],
        },
        Case {
            name: "a unit declared twice",
            spoil: |f| f.append("units.csv", "vienna,Wien,,Austria,Western Europe\n"),
            args: "rank",
            exit: 1,
            says: &["error[D124]", "./units.csv:8", "remove one"],
        },
        Case {
            name: "an unknown ending",
            spoil: |_| {},
            args: "rank --data README.md",
            exit: 2,
            says: &["error[D128]", "README.md", ".parquet"],
        },
    ]);
}

fn renamed(folder: &Folder, name: &str) {
    folder.write(name, folder.read(OBSERVATIONS));
    folder.remove(OBSERVATIONS);
}

/// The first half of a table that the program itself wrote.
fn half(folder: &Folder, format: &str) {
    let name = format!("observations.{format}");
    let output = folder.run(&["rank", "--index", ".", "-o", &name]);
    assert!(output.status.success(), "{}", words(&output));
    let bytes = std::fs::read(folder.path(&name)).expect("the file that was written");
    folder.write(&name, &bytes[..bytes.len() / 2]);
    folder.remove(OBSERVATIONS);
}

#[test]
fn files_that_are_not_there_or_no_files() {
    check(&[
        Case {
            name: "no framework",
            spoil: |f| f.remove("framework.toml"),
            args: "rank",
            exit: 2,
            says: &["error[F110]", "./framework.toml", "opencities init"],
        },
        Case {
            name: "no observations",
            spoil: |f| f.remove(OBSERVATIONS),
            args: "rank",
            exit: 2,
            says: &["error[F110]", "./observations.csv", "--data"],
        },
        Case {
            name: "no sources",
            spoil: |f| f.remove("sources.toml"),
            args: "rank",
            exit: 2,
            says: &["error[F109]", "./people.toml:4", "./places.toml:14", "add [un-desa]"],
        },
        Case {
            name: "no units",
            spoil: |f| f.remove("units.csv"),
            args: "rank",
            exit: 0,
            says: &["2025,1,toronto,toronto"],
        },
        Case {
            name: "no method",
            spoil: |f| f.remove("method.toml"),
            args: "rank",
            exit: 1,
            says: &["error[D117]", "./people.toml:4", "[periods] carry"],
        },
        Case { name: "no weights", spoil: |f| f.remove("weights/people-first.toml"), args: "rank", exit: 0, says: &[] },
        Case {
            name: "no indicators",
            spoil: |f| {
                f.remove("people.toml");
                f.remove("places.toml");
            },
            args: "rank",
            exit: 2,
            says: &["error[F110]", "add [[indicator]] tables"],
        },
        Case {
            name: "a folder for a table",
            spoil: |f| {
                f.remove(OBSERVATIONS);
                f.make_folder(OBSERVATIONS);
            },
            args: "rank",
            exit: 2,
            says: &["./observations.csv cannot be read: it is a folder"],
        },
        Case {
            name: "a folder for the framework",
            spoil: |f| {
                f.remove("framework.toml");
                f.make_folder("framework.toml");
            },
            args: "rank",
            exit: 2,
            says: &["./framework.toml cannot be read", "name a file"],
        },
        Case {
            name: "absent data",
            spoil: |_| {},
            args: "rank --data nope.csv",
            exit: 2,
            says: &["nope.csv cannot be read"],
        },
        Case {
            name: "absent units",
            spoil: |_| {},
            args: "rank --units nope.csv",
            exit: 2,
            says: &["nope.csv cannot be read"],
        },
        Case {
            name: "absent method",
            spoil: |_| {},
            args: "rank --method nope.toml",
            exit: 2,
            says: &["nope.toml cannot be read"],
        },
        Case {
            name: "a folder as data",
            spoil: |_| {},
            args: "rank --data weights",
            exit: 2,
            says: &["it is a folder"],
        },
        Case {
            name: "a folder as method",
            spoil: |_| {},
            args: "rank --method weights",
            exit: 2,
            says: &["weights cannot be read"],
        },
        Case {
            name: "several files of data",
            spoil: |f| {
                let text = f.read(OBSERVATIONS);
                let (first, second): (Vec<_>, Vec<_>) = text.lines().enumerate().partition(|(number, _)| *number < 9);
                let header = first[0].1;
                let text =
                    |lines: &[(usize, &str)]| lines.iter().map(|(_, line)| format!("{line}\n")).collect::<String>();
                f.write("a.csv", text(&first));
                f.write("b.csv", format!("{header}\n{}", text(&second).replace("94.9197", "high")));
                f.remove(OBSERVATIONS);
            },
            args: "rank --data a.csv --data b.csv",
            exit: 1,
            says: &["1 error stops", "error[D105]", "b.csv:16"],
        },
        Case {
            name: "the same file twice",
            spoil: |_| {},
            args: "rank --data observations.csv --data ./observations.csv",
            exit: 2,
            says: &["given twice"],
        },
    ]);
}
