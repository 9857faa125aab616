//! Files that ask for more memory than they should get: forged lengths, and lines without end. Linux alone, where memory
//! can be limited.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Write;

use super::assess::SHEET;
use super::{Folder, words};

const OBSERVATIONS: &str = "observations.csv";

/// The program with 600 MB of addresses, of which its own code takes a part.
fn in_little_memory(folder: &Folder, args: &str) -> std::process::Output {
    let limited = format!("ulimit -v 600000; exec {} {args}", env!("CARGO_BIN_EXE_opencities"));
    std::process::Command::new("bash")
        .args(["-c", &limited])
        .env("RAYON_NUM_THREADS", "2")
        .current_dir(folder.path(""))
        .output()
        .expect("bash starts")
}

/// Files that once made a decoder panic, or reserve more memory than there is.
#[test]
fn crashes_of_the_past_are_told_as_damage() {
    for entry in std::fs::read_dir("tests/bad_input/crashes").expect("the files beside this one") {
        let crash = entry.expect("a file").path();
        let folder = Folder::new();
        let name = format!("damaged.{}", crash.extension().and_then(|text| text.to_str()).unwrap_or_default());
        folder.write(&name, std::fs::read(&crash).expect("a file"));
        let output = in_little_memory(&folder, &format!("rank --index . --data {name}"));
        let said = words(&output);
        assert_eq!(output.status.code(), Some(2), "{}: {said}", crash.display());
        assert!(said.contains("D128") && said.contains("hint: ") && !said.contains("panicked"), "{said}");
    }
}

/// One line of 50 MB, and its kin, must fail before they fill the memory: the limit is far below what a naive reader needs.
#[test]
fn a_line_without_end_fails_fast_in_little_memory() {
    const LENGTH: usize = 50 << 20;
    type Fill = fn(&mut File);
    let kinds: [(&str, &str, Fill); 6] = [
        (OBSERVATIONS, "longer than 16 MiB", |file| letters(file, b'a')),
        (OBSERVATIONS, "longer than 16 MiB", |file| letters(file, b'"')),
        (OBSERVATIONS, "longer than 16 MiB", |file| {
            file.write_all(b"unit,indicator,value\nvienna,\"").expect("room");
            letters(file, b'b');
        }),
        (OBSERVATIONS, "NUL", |file| file.set_len(LENGTH as u64).expect("room")),
        ("units.csv", "NUL", |file| file.set_len(LENGTH as u64).expect("room")),
        ("framework.toml", "longer than 4 MiB", |file| file.set_len(LENGTH as u64).expect("room")),
    ];
    for (name, says, fill) in kinds {
        let folder = Folder::new();
        fill(&mut File::create(folder.path(name)).expect("a file"));
        let output = in_little_memory(&folder, "rank --index .");
        let said = words(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(says) && said.contains("hint: "), "{name}: {said}");
    }

    fn letters(file: &mut File, letter: u8) {
        let block = vec![letter; 1 << 20];
        (0..LENGTH >> 20).for_each(|_| file.write_all(&block).expect("room"));
    }
}

/// An evidence of 50 MB fails fast, with its place, in little memory.
#[test]
fn an_evidence_without_end_fails_fast_in_little_memory() {
    type Start = fn(&mut File);
    let kinds: [(&str, Start, &[&str]); 3] = [
        (
            "graz.toml",
            |file| file.write_all(SHEET.replace("Posters\"", "").as_bytes()).expect("room"),
            &["Q630", "graz.toml:"],
        ),
        (
            "graz.csv",
            |file| file.write_all(b"code,answer,evidence\nsheet.unit,graz,\nc01_statement,fully,\"").expect("room"),
            &["D128", "graz.csv:3", "longer than 16 MiB"],
        ),
        ("long.toml", |file| file.write_all(SHEET.as_bytes()).expect("room"), &["Q628", "long.toml:22", "16 MiB"]),
    ];
    for (name, start, says) in kinds {
        let folder = Folder::new();
        let mut file = File::create(folder.path(name)).expect("a file");
        start(&mut file);
        let block = vec![b'a'; 1 << 20];
        let count = if name == "graz.toml" { 1 } else { 50 };
        (0..count).for_each(|_| file.write_all(&block).expect("room"));
        drop(file);
        let output = in_little_memory(&folder, &format!("assess check {name}"));
        let said = words(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said.chars().take(600).collect::<String>());
        assert!(says.iter().all(|text| said.contains(text)) && said.contains("hint: "), "{name}: {said}");
    }
    // A long evidence in a workbook and in a sound file is named by its cell or line.
    let folder = Folder::new();
    folder.write("graz.toml", SHEET.replace("Posters", &"a".repeat(40_000)));
    let said = words(&folder.run(&["assess", "check", "graz.toml", "--format", "table"]));
    assert!(
        said.contains("error[Q628]") && said.contains("graz.toml:16") && said.contains("has 40000 characters"),
        "{said}"
    );
}
