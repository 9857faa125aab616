//! What each command prints: one file per command beside this one, with arguments, exit code, stdout and stderr.
//!
//! `TRYCMD=overwrite cargo test --test integration cli` writes what the program says now; read the difference before it
//! is committed. Words that hold a number of indicators or units change with the shipped index, and so do these files.

#[test]
fn every_command_prints_what_its_file_says() {
    trycmd::TestCases::new().env("NO_COLOR", "1").env("COLUMNS", "80").case("tests/cli/*.trycmd");
}
