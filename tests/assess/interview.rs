//! The interview, through a pipe: answers, help, a step back, evidence, stopping and going on, and a file that is somebody
//! else's in between.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with an empty sheet of the Charter.
    fn new() -> Self {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        let made = folder.run(&["assess", "sheet", "graz", "2026", "-o", "graz.toml", "--name", "Graz"], "");
        assert!(made.status.success(), "{made:?}");
        folder
    }

    fn sheet(&self) -> PathBuf {
        self.0.path().join("graz.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.sheet()).expect("the sheet")
    }

    fn run(&self, args: &[&str], typed: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_opencities"))
            .args(args)
            .current_dir(self.0.path())
            .env("COLUMNS", "80")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("a pipe");
        // One that stops early does not read to the end.
        let _ = input.write_all(typed.as_bytes());
        drop(input);
        child.wait_with_output().expect("it ends")
    }

    fn answer(&self, typed: &str) -> String {
        let output = self.run(&["assess", "answer", "graz.toml"], typed);
        let words = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(0), "{words}");
        assert!(output.stdout.is_empty(), "an interview is words, not data");
        words
    }
}

/// What the sheet says to a question.
fn given(path: &Path, question: &str) -> [String; 2] {
    let sheet: toml::Table = fs::read_to_string(path).expect("the sheet").parse().expect("TOML");
    let answers = sheet["answer"].as_array().expect("answers");
    let one = answers.iter().find(|answer| answer["question"].as_str() == Some(question)).expect("the question");
    ["answer", "evidence"].map(|key| one[key].as_str().expect("a text").to_owned())
}

#[test]
fn answers_are_kept_and_it_goes_on_at_the_first_open_question() {
    let folder = Folder::new();
    // By number, letter, name; evidence with quotes; help, nonsense, and a step back that changes an answer.
    let said = folder.answer("1\nCouncil, \"3 May\"\nb\n\n?\nnonsense\n<\nNot at all\n\nq\n");
    assert!(said.contains("Question 1 of 35 (c01_statement), 0 answered"), "{said}");
    assert!(said.contains("Count what the city said after known incidents"), "help is shown: {said}");
    assert!(said.contains("`nonsense` is no answer: write 1 to 4, a to d"), "{said}");
    assert!(
        said.contains("2 of 35 questions answered") && said.contains("   1  Policy-maker: Say it openly"),
        "{said}"
    );
    assert_eq!(given(&folder.sheet(), "c01_statement"), ["fully", "Council, \"3 May\""]);
    assert_eq!(given(&folder.sheet(), "c01_campaign"), ["not-at-all", ""]);

    let said = folder.answer("4\nLaw leaves it to the state.\n");
    assert!(said.contains("Question 3 of 35 (c01_response), 2 answered"), "it goes on where it stopped: {said}");
    assert_eq!(given(&folder.sheet(), "c01_response"), ["not-applicable", "Law leaves it to the state."]);
    assert!(said.contains("3 of 35 questions answered"), "the end of the lines stops: {said}");

    let skipped = folder.answer("\n\n\nq\n");
    assert!(skipped.contains("Question 7 of 35") && skipped.contains("3 of 35"), "{skipped}");
    assert_eq!(given(&folder.sheet(), "c02_rules"), ["", ""], "what is skipped stays open");
}

#[test]
fn all_questions_can_be_answered_and_nothing_is_left_to_ask() {
    let folder = Folder::new();
    let said = folder.answer(&"2\n\n".repeat(35));
    assert!(said.contains("35 of 35 questions answered") && !said.contains("Open, to go on"), "{said}");
    let again = folder.answer("1\n");
    assert!(!again.contains("Question"), "{again}");
    let evidence = folder.run(&["assess", "check", "graz.toml"], "");
    assert!(String::from_utf8_lossy(&evidence.stdout).contains("35 answers have no evidence"));
}

#[test]
fn remarks_in_the_file_stay_and_evidence_can_be_changed_and_removed() {
    let folder = Folder::new();
    let text = folder.text().replacen("[[answer]]", "# Ask the mayor first.\n[[answer]]", 1);
    fs::write(folder.sheet(), &text).expect("room");
    folder.answer("1\nA\n<\n+\nB\nq\n");
    assert!(folder.text().contains("# Ask the mayor first."));
    assert_eq!(given(&folder.sheet(), "c01_statement"), ["fully", "B"]);
    // The first open question is the second one; the one before it is a step back.
    folder.answer("<\n+\n-\nq\n");
    assert_eq!(given(&folder.sheet(), "c01_statement"), ["fully", ""]);
    let changed = folder.text().lines().filter(|line| !text.contains(*line)).count();
    assert!(changed <= 2, "one answer and its evidence differ from the first text");
}

#[test]
fn the_keys_of_the_questions_are_keys_at_the_evidence_too() {
    for (typed, answer, evidence, says) in [
        ("1\n?\nCouncil\nq\n", "fully", "Council", "Evidence: The text and its date"),
        ("1\n<\n2\nPosters\nq\n", "partly", "Posters", "now: Fully"),
        ("1\nq\nCouncil\n", "fully", "", "1 of 35 questions answered"),
        ("1\nq & a, 3 May\nq\n", "fully", "q & a, 3 May", "1 of 35 questions answered"),
    ] {
        let folder = Folder::new();
        let said = folder.answer(typed);
        assert_eq!(given(&folder.sheet(), "c01_statement"), [answer, evidence], "{typed:?}: {said}");
        assert!(
            said.contains(says) && said.contains("Evidence (Enter for none; ? help, < back, q stop) > "),
            "{typed:?}: {said}"
        );
    }
}

/// What is no answer of the scale is its owner's: evidence beside it leaves it as it is written, and an answer replaces it.
#[test]
fn an_answer_that_could_not_be_read_stays_until_another_is_given() {
    const THEIRS: &str = "answer = \"mostly, see council decision\" # ask again";
    for (typed, answer, evidence) in [
        ("+\nsome doc\nq\n", "mostly, see council decision", "some doc"),
        ("+\nsome doc\n+\n-\nq\n", "mostly, see council decision", ""),
        ("\nq\n", "mostly, see council decision", ""),
        ("+\nsome doc\n2\n\nq\n", "partly", "some doc"),
    ] {
        let folder = Folder::new();
        fs::write(folder.sheet(), folder.text().replacen("answer = \"\"", THEIRS, 1)).expect("room");
        let said = folder.answer(typed);
        assert!(said.contains("error[Q625]"), "{typed:?}: {said}");
        assert_eq!(given(&folder.sheet(), "c01_statement"), [answer, evidence], "{typed:?}: {said}");
        assert!(folder.text().contains("# ask again"), "{typed:?}");
    }
    // One that has no line for the answer gets none either.
    let folder = Folder::new();
    let text = folder.text();
    fs::write(folder.sheet(), text.replacen("answer = \"\"\n", "", 1)).expect("room");
    folder.answer("+\nsome doc\nq\n");
    assert_eq!(folder.text(), text.replacen("answer = \"\"\nevidence = \"\"", "evidence = \"some doc\"", 1));
}

/// Codes may be numbers or letters, and then name themselves, wherever their answers stand in the list.
#[test]
fn a_code_comes_before_the_place_in_the_list() {
    let answers = [("2", "Wholly"), ("1", "In part"), ("0", "Not yet"), ("b", "No longer"), ("z", "Outside")];
    let scale: String = (0..)
        .zip(answers)
        .map(|(score, (code, label))| {
            format!("[[scale.answer]]\ncode = \"{code}\"\nlabel = \"{label}\"\nscore = {score}.0\n")
        })
        .collect();
    let questions: String = ["migrant_stock_share", "naturalisation_years", "technology_conferences", "internet_users"]
        .map(|code| format!("[[question]]\nindicator = \"{code}\"\ntext = \"How?\"\nscale = \"degree\"\n"))
        .concat();
    let head = "[questionnaire]\ncode = \"mine\"\nversion = \"1\"\nname = \"Mine\"\n[[scale]]\ncode = \"degree\"\n";
    let source = "\n[self-assessment]\ntitle = \"Answers\"\npublisher = \"Graz\"\nlicence = \"CC0\"\n";
    let folder = Folder::new();
    folder.run(&["init", "own"], "");
    let own = folder.0.path().join("own");
    fs::write(own.join("questionnaire.toml"), [head, &scale, &questions].concat()).expect("room");
    let sources = fs::read_to_string(own.join("sources.toml")).expect("sources");
    fs::write(own.join("sources.toml"), sources + source).expect("room");
    let [sheet, answer] = ["sheet", "answer"].map(|what| ["assess", what, "--index", "own"]);
    for (typed, code, label) in [
        ("2", "2", "Wholly"),
        ("1", "1", "In part"),
        ("0", "0", "Not yet"),
        ("3", "0", "Not yet"),
        ("4", "b", "No longer"),
        ("5", "z", "Outside"),
        ("a", "2", "Wholly"),
        ("b", "b", "No longer"),
        ("B", "b", "No longer"),
        ("c", "0", "Not yet"),
        ("z", "z", "Outside"),
        ("in PART", "1", "In part"),
    ] {
        folder.run(&[&sheet[..], &["graz", "2026", "-o", "graz.toml", "--overwrite"]].concat(), "");
        let output = folder.run(&[&answer[..], &["graz.toml"]].concat(), &format!("{typed}\nx\nq\n"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert_eq!(given(&folder.sheet(), "migrant_stock_share"), [code, "x"], "{typed}: {said}");
        assert!(said.contains(&format!("> taken: {label}\n")), "{typed}: {said}");
        // No key stands beside an answer that it does not name.
        for line in ["  2 a  Wholly\n", "  1 1  In part\n", "  3 c  Not yet\n", "  4 d  No longer\n"] {
            assert!(said.contains(line), "does not show `{line}`: {said}");
        }
    }
}

#[test]
fn a_sheet_that_has_no_question_yet_can_be_answered() {
    let folder = Folder::new();
    let text = folder.text();
    let (head, _) = text.split_once("[facts]").expect("facts follow the head");
    fs::write(folder.sheet(), head).expect("room");
    folder.answer("1\nCouncil\nq\n");
    assert_eq!(given(&folder.sheet(), "c01_statement"), ["fully", "Council"]);
    assert!(folder.text().starts_with(head));
}

#[test]
fn lines_that_no_text_can_be_are_asked_again() {
    let folder = Folder::new();
    let long = "a".repeat(200_000);
    let said = folder.answer(&format!("{long}\n1\n{long}\n{}\nbell \u{7}\nfine\nq\n", "b".repeat(40_000)));
    assert_eq!(given(&folder.sheet(), "c01_statement"), ["fully", "fine"], "{said}");
    assert!(said.contains("longer than a text may be") && said.contains("40000 characters"), "{said}");
    assert!(said.contains("control character U+0007"), "{said}");
}

#[test]
fn what_somebody_else_wrote_in_between_is_not_written_over() {
    let folder = Folder::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_opencities"))
        .args(["assess", "answer", "graz.toml"])
        .current_dir(folder.0.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"1\n\n").expect("it listens");
    // Until the first answer stands in the file.
    for _ in 0..600 {
        if given(&folder.sheet(), "c01_statement")[0] == "fully" {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let theirs = folder.text().replace("name = \"Graz\"", "name = \"Graz, Austria\"");
    fs::write(folder.sheet(), &theirs).expect("room");
    input.write_all(b"2\n\n").expect("it listens");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(words.contains("changed by another program") && words.contains("hint: "), "{words}");
    assert_eq!(folder.text(), theirs);
}
