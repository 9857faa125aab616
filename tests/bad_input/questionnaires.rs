//! Mistakes in questionnaires, and an index of one's own that is assessed.

use std::fmt::Write;

use opencities_engine::period::Period;
use opencities_io::Index;
use opencities_io::questionnaire::sheet::{Format, answered, bytes, of_text, patched, read};
use opencities_io::questionnaire::{Answers, Given, Questionnaire};

use super::fuzz::{Chance, damaged};
use super::{Folder, words};

/// A questionnaire for the example index.
const QUESTIONNAIRE: &str = r#"[questionnaire]
code = "mine"
version = "1"
name = "Mine"

[[scale]]
code = "degree"

[[scale.answer]]
code = "much"
label = "Much"
score = 30.0

[[scale.answer]]
code = "little"
label = "Little"
score = 0.0

[[question]]
indicator = "migrant_stock_share"
text = "How many?"
scale = "degree"

[question.practices]
topic = ["branding"]

[[question]]
indicator = "naturalisation_years"
text = "How long?"
scale = "degree"

[[question]]
indicator = "technology_conferences"
text = "How often?"
scale = "degree"

[[question]]
indicator = "internet_users"
text = "How many online?"
scale = "degree"
"#;

/// A name; a text, and what is put in its place; the exit code; the line; what must be said.
type Mistake = (&'static str, &'static str, &'static str, i32, u64, &'static [&'static str]);

#[test]
fn a_fault_of_a_questionnaire_has_its_line_and_remedy() {
    let cases: [Mistake; 19] = [
        ("no source for answers", "x", "x", 1, 1, &["F109", "`self-assessment`", "sources.toml"]),
        (
            "unknown indicator",
            "\"internet_users\"",
            "\"internet_user\"",
            1,
            38,
            &["Q601", "did you mean internet_users"],
        ),
        ("indicator without question", "\"internet_users\"", "\"x_y_z\"", 1, 19, &["Q602", "`internet_users`"]),
        ("asked twice", "\"internet_users\"", "\"migrant_stock_share\"", 1, 38, &["Q603", "remove one of the two"]),
        (
            "unknown scale",
            "scale = \"degree\"\n\n[question.",
            "scale = \"degre\"\n\n[question.",
            1,
            22,
            &["Q604", "did you mean degree"],
        ),
        ("an answer twice", "\"little\"", "\"much\"", 1, 15, &["Q605", "share a name"]),
        ("a label twice", "\"Little\"", "\"MUCH\"", 1, 15, &["Q605", "`much` and `little`"]),
        ("a score out of range", "30.0", "31.0", 1, 30, &["Q606", "`much` counts 31", "from 0 to 30"]),
        ("unknown facet", "topic =", "topics =", 1, 25, &["Q607", "did you mean topic"]),
        ("unknown value", "\"branding\"", "\"brandin\"", 1, 25, &["Q607", "did you mean branding"]),
        ("no version", "version = \"1\"\n", "", 1, 1, &["Q608", "has no version", "add `version"]),
        ("a code of other letters", "\"mine\"", "\"My own\"", 1, 2, &["F106"]),
        ("no text", "\"How long?\"", "\" \"", 1, 29, &["Q608", "`naturalisation_years` has no text"]),
        ("no scored answer", "score = 30.0\n", "score = inf\n", 1, 12, &["Q606", "no finite number"]),
        (
            "a scale that is not used",
            "[[question]]",
            "[[scale]]\ncode = \"x\"\n\n[[question]]",
            1,
            19,
            &["Q609", "Q608", "fewer than two answers"],
        ),
        ("years", "name = \"Mine\"", "name = \"Mine\"\nevery_years = -2", 1, 5, &["Q608", "every_years"]),
        (
            "a misspelt key",
            "text = \"How many?\"",
            "txt = \"How many?\"",
            2,
            21,
            &["F111", "unknown key `txt`", "did you mean `text`"],
        ),
        (
            "a value of another kind",
            "version = \"1\"",
            "version = 1",
            2,
            3,
            &["F111", "invalid type", "`charter` and `intercultural`"],
        ),
        ("syntax", "[[question]]", "[[question]", 2, 19, &["F111"]),
    ];
    let mut failed = Vec::new();
    for (name, from, to, exit, line, says) in cases {
        let folder = Folder::new();
        assert!(QUESTIONNAIRE.contains(from) || from == "x", "{name}: the questionnaire has no `{from}`");
        let text = if from == "x" { QUESTIONNAIRE.to_owned() } else { QUESTIONNAIRE.replacen(from, to, 1) };
        folder.write("questionnaire.toml", text);
        folder.remove("observations.csv");
        let output = folder.run(&["check", "--index", ".", "--format", "table"]);
        let said = words(&output);
        let place = format!("questionnaire.toml:{line}");
        let missing: Vec<&str> =
            says.iter().copied().chain([place.as_str(), "hint: "]).filter(|text| !said.contains(text)).collect();
        if !missing.is_empty() || output.status.code() != Some(exit) || said.contains("panicked") {
            failed.push(format!("== {name}: exit {:?}, does not say {missing:?}\n{said}", output.status.code()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn a_number_that_parts_no_peers_is_told() {
    for (feature, says) in [
        ("column = \"name\"\nat = 1", "`name` is no fact"),
        ("column = \"size\"\nat = nan", "parted at no number"),
        ("column = \"size\"\nat = 1\n[[feature]]\nname = \"other\"\ncolumn = \"size\"\nat = 2", "stands twice"),
    ] {
        let folder = Folder::new();
        folder.write("questionnaire.toml", QUESTIONNAIRE);
        folder.write("peers.toml", format!("[[feature]]\n{feature}\n"));
        folder.remove("observations.csv");
        let output = folder.run(&["check", "--index", ".", "--format", "table"]);
        let said = words(&output);
        assert!(["Q610", "peers.toml", says].iter().all(|text| said.contains(text)), "{said}");
        assert_eq!(output.status.code(), Some(1), "{said}");
    }
}

/// A city's own index is assessed like a shipped one; a group that does not apply is not said to lack figures.
#[test]
fn an_index_of_ones_own_can_be_assessed() {
    let folder = Folder::new();
    let aside = "[[scale.answer]]\ncode = \"aside\"\nlabel = \"Aside\"\n\n[[question]]";
    folder.write("questionnaire.toml", QUESTIONNAIRE.replacen("[[question]]", aside, 1));
    folder
        .append("sources.toml", "\n[self-assessment]\ntitle = \"Answers\"\npublisher = \"Graz\"\nlicence = \"CC0\"\n");
    let mut sheet = "[sheet]\nquestionnaire = \"mine\"\nversion = \"1\"\nunit = \"graz\"\nperiod = 2026\n".to_owned();
    for (question, answer) in [
        ("migrant_stock_share", "aside"),
        ("naturalisation_years", "aside"),
        ("technology_conferences", "much"),
        ("internet_users", "much"),
    ] {
        let _ = write!(sheet, "[[answer]]\nquestion = \"{question}\"\nanswer = \"{answer}\"\nevidence = \"x\"\n");
    }
    folder.make_folder("sheets");
    folder.write("sheets/graz.toml", &sheet);
    folder.write("sheets/linz.toml", sheet.replace("graz", "linz").replace("much", "little"));
    let wrote = folder.run(&[
        "assess",
        "observations",
        "sheets/graz.toml",
        "sheets/linz.toml",
        "--index",
        ".",
        "-o",
        "answers.csv",
    ]);
    assert_eq!(wrote.status.code(), Some(0), "{}", words(&wrote));
    folder.write("units.csv", "unit,name\ngraz,Graz\nlinz,Linz\n");
    let said = words(&folder.run(&["check", "--index", ".", "--data", "answers.csv", "--format", "table"]));
    assert!(said.contains("note[D118]: `people` does not apply to 2 units (Graz, Linz)"), "{said}");
    assert!(!said.contains("no figure in `people`"), "{said}");
}

/// Sheets that are damaged at random are refused in words, in every format, and so are changes of them.
#[test]
fn damaged_sheets_are_refused_in_words() {
    let index = Index::open("charter").expect("a shipped index");
    let (questionnaire, _) = Questionnaire::required(&index).expect("it has a questionnaire");
    let mut answers = Answers::new(&questionnaire, "graz", "Graz", Period::year(2026));
    answers.of_mut("c01_statement").answer = Some("fully".to_owned());
    let given = Given { question: "c02_rules".to_owned(), answer: Some("partly".to_owned()), evidence: "x".to_owned() };
    let folder = Folder::new();
    let mut chance = Chance(11);
    let mut refused = 0;
    for format in Format::ALL {
        let name = format!("graz.{}", format.extension());
        let whole = bytes(&answers, &questionnaire, &index.framework, format).expect("it can be written");
        for _ in 0..80 {
            let spoilt = damaged(&whole, &mut chance);
            folder.write(&name, &spoilt);
            match read(&folder.path(&name)) {
                Ok(sheet) => drop(answered(sheet, &questionnaire, &index.framework)),
                Err(error) => {
                    refused += 1;
                    let said = |finding: &opencities_engine::finding::Finding| !finding.hint.is_empty();
                    assert!(error.hint().is_some() || error.findings().iter().all(said), "{error}");
                }
            }
            // A change in place of what can be read is that change, or none.
            let text = String::from_utf8_lossy(&spoilt).into_owned();
            if let (Format::Toml, Ok(changed)) = (format, patched(&name, &text, &given))
                && let Ok(sheet) = of_text(&name, changed)
                && sheet.findings.is_empty()
            {
                assert_eq!(sheet.answers.of("c02_rules"), Some(&given));
            }
        }
    }
    assert!(refused > 20, "only {refused} were damaged enough");
}
