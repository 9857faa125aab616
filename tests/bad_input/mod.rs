//! What an analyst may do wrong, and what the program then says: exit code, code, file and line, and a hint.
//!
//! Every case starts from the folder that `opencities init` writes, spoils one thing, and runs the real binary. To add
//! one: a `Case` in the list of the file that it belongs to.

mod aggregations;
mod assess;
mod assess_tables;
mod audit;
mod data;
mod definitions;
mod editions;
mod files;
mod fuzz;
mod import;
mod imputations;
mod influence;
mod memory;
mod parts;
mod peers;
mod practices;
mod questionnaires;
mod relative;
mod scales;
mod sensitivities;
mod treatments;
mod uncertainty;
mod use_of_options;
mod weightings;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One mistake.
struct Case {
    /// What it is about.
    name: &'static str,
    /// What is done to the folder.
    spoil: fn(&Folder),
    /// The arguments; `--index .` is added to all commands that take it.
    args: &'static str,
    exit: i32,
    /// What stdout and stderr together must hold.
    says: &'static [&'static str],
}

/// A copy of the example index, as the current folder of the program.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Folder(tempfile::tempdir().expect("a folder for the test"));
        let made = folder.run(&["init", "index"]);
        assert!(made.status.success(), "{}", words(&made));
        folder
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join("index").join(file)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("a file of the example")
    }

    fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(file), content).expect("a file that can be written");
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).expect("a file of the example");
    }

    fn make_folder(&self, name: &str) {
        fs::create_dir(self.path(name)).expect("a new folder");
    }

    fn append(&self, file: &str, text: &str) {
        self.write(file, self.read(file) + text);
    }

    /// Puts a text in the place of all that are like it; there must be one.
    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} of the example has no `{from}`");
        self.write(file, text.replace(from, to));
    }

    /// Leaves the lines of a file that pass the test.
    fn keep(&self, file: &str, test: impl Fn(&str) -> bool) {
        let kept: String = self.read(file).lines().filter(|line| test(line)).map(|line| format!("{line}\n")).collect();
        self.write(file, kept);
    }

    /// Changes each line; the header has the number 0.
    fn map(&self, file: &str, change: impl Fn(usize, &str) -> String) {
        let text: String =
            self.read(file).lines().enumerate().map(|(number, line)| change(number, line) + "\n").collect();
        self.write(file, text);
    }

    /// The value of Vienna's first indicator, on line 6 of observations.csv.
    fn value(&self, text: &str) {
        self.replace("observations.csv", "25.5138", text);
    }

    fn run(&self, args: &[&str]) -> Output {
        let inside = self.path("");
        let folder = if inside.is_dir() { inside.as_path() } else { self.0.path() };
        command(args, folder).output().expect("the program starts")
    }
}

fn command(args: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_opencities"));
    command.args(args).current_dir(folder).env("NO_COLOR", "1").env("COLUMNS", "80");
    command
}

fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Runs every case, and says of all that fail what was said instead.
fn check(cases: &[Case]) {
    let failed: Vec<String> = cases.iter().filter_map(run).collect();
    assert!(failed.is_empty(), "{} of {} cases:\n\n{}", failed.len(), cases.len(), failed.join("\n\n"));
}

fn run(case: &Case) -> Option<String> {
    let folder = Folder::new();
    (case.spoil)(&folder);
    let mut args: Vec<&str> = case.args.split_whitespace().collect();
    let takes_index =
        ["rank", "build", "check", "explain", "compare", "treatments", "audit", "uncertainty", "peers", "profile"]
            .contains(&args[0]);
    if takes_index && !args.contains(&"--index") {
        args.extend(["--index", "."]);
    }
    let output = folder.run(&args);
    let said = words(&output);
    let mut faults = Vec::new();
    if output.status.code() != Some(case.exit) {
        faults.push(format!("exit is {:?}, not {}", output.status.code(), case.exit));
    }
    faults.extend(case.says.iter().filter(|text| !said.contains(*text)).map(|text| format!("does not say `{text}`")));
    if case.exit != 0 && !["hint: ", "--help"].iter().any(|remedy| said.contains(remedy)) {
        faults.push("has no hint".to_owned());
    }
    if said.contains("panicked") {
        faults.push("panics".to_owned());
    }
    let shown: String = said.chars().take(1500).collect();
    (!faults.is_empty()).then(|| format!("== {}: {}\n{shown}", case.name, faults.join("; ")))
}
