//! Parts of a run of replicates: together they are the run, and a file that is no part of it is refused.

use std::fs;

use super::{Folder, words};

const RUN: [&str; 7] = ["uncertainty", "--index", ".", "--replicates", "500", "--seed", "3"];

fn run(folder: &Folder, more: &[&str]) -> std::process::Output {
    folder.run(&[&RUN, more].concat())
}

#[test]
fn parts_together_are_the_run() {
    let folder = Folder::new();
    for (part, file) in [("1/3", "a.arrow"), ("2/3", "b.arrow"), ("3/3", "c.arrow")] {
        let made = run(&folder, &["--part", part, "-o", file]);
        assert!(made.status.success(), "{}", words(&made));
    }
    let whole = run(&folder, &["-o", "whole.json"]);
    let merged = run(&folder, &["--merge", "c.arrow", "a.arrow", "b.arrow", "-o", "merged.json"]);
    for made in [&whole, &merged] {
        assert!(made.status.success(), "{}", words(made));
    }
    let read = |file: &str| fs::read_to_string(folder.path(file)).expect("a result");
    assert_eq!(read("whole.json"), read("merged.json"));
    // Every group is there, and how often each unit stands before each other.
    for text in ["\"people\"", "pair_probabilities", "rank_probabilities"] {
        assert!(read("whole.json").contains(text), "{text} in {}", &read("whole.json")[..2000]);
    }
}

#[test]
fn what_is_no_part_is_refused() {
    let folder = Folder::new();
    let made = run(&folder, &["--part", "1/2", "-o", "a.arrow"]);
    assert!(made.status.success(), "{}", words(&made));
    let other = folder.run(&[
        "uncertainty",
        "--index",
        ".",
        "--replicates",
        "500",
        "--seed",
        "4",
        "--part",
        "2/2",
        "-o",
        "other.arrow",
    ]);
    assert!(other.status.success(), "{}", words(&other));
    let whole = fs::read(folder.path("a.arrow")).expect("the part");
    fs::write(folder.path("cut.arrow"), &whole[..whole.len() / 2]).expect("a file");
    let cases: [(&[&str], i32, &[&str]); 8] = [
        (
            &["--merge", "a.arrow", "other.arrow"],
            2,
            &["other.arrow is no part of this run: it was computed with another seed (4, not 3)"],
        ),
        (&["--merge", "a.arrow", "a.arrow"], 2, &["holds replicates that a.arrow holds too", "name each part once"]),
        (&["--merge", "cut.arrow"], 2, &["cut.arrow is no part of this run", "Arrow"]),
        (&["--merge", "none.arrow"], 2, &["none.arrow cannot be read", "nothing is there"]),
        (&["--part", "3/2", "-o", "x.arrow"], 2, &["write 1/8 for the first of eight parts"]),
        (&["--part", "1/2", "-o", "x.csv"], 2, &["parts are put together from Arrow files", "-o part-1.arrow"]),
        (&["--part", "1/2"], 2, &["--output <FILE>"]),
        (&["--part", "1/501", "-o", "x.arrow"], 2, &["U805"]),
    ];
    for (more, exit, says) in cases {
        let found = run(&folder, more);
        let text = words(&found);
        assert_eq!(found.status.code(), Some(exit), "{more:?}: {text}");
        says.iter().for_each(|said| assert!(text.contains(said), "{more:?} says no `{said}`: {text}"));
    }
    let gap = run(&folder, &["--merge", "a.arrow"]);
    assert!(gap.status.success(), "{}", words(&gap));
}
