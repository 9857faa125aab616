//! Laws of sheets: what is written reads back, in every format, whatever people write into it.

use opencities_engine::finding::{Code, Finding};
use opencities_engine::period::Period;
use proptest::prelude::*;

use super::{Existing, Format, answered, bytes, patched, read, save};
use crate::Index;
use crate::questionnaire::{Answers, Given, Questionnaire};

fn charter() -> (Index, Questionnaire) {
    let index = Index::open("charter").unwrap();
    let (questionnaire, findings) = Questionnaire::required(&index).unwrap();
    assert_eq!(findings, [], "the shipped questionnaire is whole");
    (index, questionnaire)
}

fn back(answers: &Answers, format: Format) -> (Answers, Vec<Finding>) {
    let (index, questionnaire) = charter();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet").with_extension(format.extension());
    let written = bytes(answers, &questionnaire, &index.framework, format).unwrap();
    save(&path, &written, Existing::Keep).unwrap();
    answered(read(&path).unwrap(), &questionnaire, &index.framework)
}

fn filled(texts: &[String]) -> Answers {
    let (_, questionnaire) = charter();
    let mut answers = Answers::new(&questionnaire, "graz", &texts[0], Period::year(2026));
    answers.facts = vec![("population".into(), "291134".into()), ("motto of the town".into(), texts[1].clone())];
    let codes = [Some("fully"), Some("partly"), None, Some("not-at-all"), Some("not-applicable")];
    for (at, given) in answers.given.iter_mut().enumerate() {
        given.answer = codes[at % codes.len()].map(str::to_owned);
        given.evidence.clone_from(&texts[at % texts.len()]);
    }
    answers
}

#[test]
fn awkward_texts_read_back_from_every_format() {
    let texts = [
        "=HYPERLINK(\"http://x\")",
        "'quoted'",
        "''=1",
        "+43 316 872",
        "-",
        "@mayor",
        "a \"quote\", a comma; and\na line\twith a tab",
        "Grüß Gott, 東京 🏙 \u{202e}x",
        "_x0041_ \\u0041 \"\"\" '''",
        "<b>&amp;</b>",
        "00123",
        "1e5",
        "TRUE",
        "2026-03-01",
        "",
        "# no comment",
    ]
    .map(str::to_owned);
    let answers = filled(&texts);
    for format in Format::ALL {
        let (read, findings) = back(&answers, format);
        assert_eq!(read, answers, "{format:?}");
        let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
        let expected = [Code::Q621, Code::Q627, Code::Q636, Code::Q640];
        assert!(codes.iter().all(|code| expected.contains(code)), "{format:?}: {findings:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_text_reads_back_from_every_format(texts in prop::collection::vec("[ -~\n\t\u{a0}-\u{24f}\u{3b1}-\u{3c9}\u{1f300}-\u{1f320}]{0,40}", 7)) {
        let texts: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).collect();
        let answers = filled(&texts);
        for format in Format::ALL {
            let (read, _) = back(&answers, format);
            prop_assert_eq!(&read, &answers, "{:?}", format);
        }
    }

    #[test]
    fn a_change_in_place_changes_one_answer(text in "[ -~\n\t\u{a0}-\u{24f}]{0,40}", at in 0_usize..35) {
        let (index, questionnaire) = charter();
        let mut answers = filled(&["x".into(), "y".into(), "z = \"1\"".into()]);
        let written = bytes(&answers, &questionnaire, &index.framework, Format::Toml).unwrap();
        let written = String::from_utf8(written).unwrap().replace("[facts]", "[facts] # mine, to stay");
        answers.given[at] =
            Given { answer: Some("partly".into()), evidence: text.trim().to_owned(), ..answers.given[at].clone() };
        let changed = patched("sheet.toml", &written, &answers.given[at]).unwrap();
        prop_assert!(changed.contains("# mine, to stay"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.toml");
        std::fs::write(&path, changed).unwrap();
        let (read, _) = answered(read(&path).unwrap(), &questionnaire, &index.framework);
        prop_assert_eq!(read, answers);
    }
}

#[test]
fn a_text_that_no_cell_holds_is_refused_and_not_cut() {
    let (index, questionnaire) = charter();
    for (text, code) in [("a".repeat(32_768), Code::Q628), ("a\u{7}b".to_owned(), Code::Q637)] {
        let mut answers = Answers::new(&questionnaire, "graz", "Graz", Period::year(2026));
        answers.given[3].evidence = text;
        for format in Format::ALL {
            let error = bytes(&answers, &questionnaire, &index.framework, format).unwrap_err();
            assert_eq!(error.findings()[0].code, code, "{format:?}");
            assert!(error.findings()[0].message.contains("`c02_rules`"));
        }
    }
    let mut answers = Answers::new(&questionnaire, "graz", "Graz", Period::year(2026));
    answers.given[3].evidence = "ä".repeat(32_767);
    for format in Format::ALL {
        assert_eq!(back(&answers, format).0, answers, "{format:?}");
    }
}

#[test]
fn a_file_that_is_there_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    save(&path, b"old", Existing::Keep).unwrap();
    assert!(save(&path, b"new", Existing::Keep).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    save(&path, b"new", Existing::Replace).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_a_spreadsheet_makes_of_typed_figures_and_dates_is_read_as_it_is_shown() {
    use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, [code, answer]) in (0..).zip([
        ["code", "answer"],
        ["sheet.questionnaire", "charter"],
        ["sheet.version", "2026-1"],
        ["sheet.unit", "graz"],
        ["sheet.period", ""],
        ["c01_statement", "Fully"],
        ["c01_campaign", "partly"],
        ["c02_rules", "NOT AT ALL"],
    ]) {
        page.write_string(row, 0, code).unwrap();
        page.write_string(row, 1, answer).unwrap();
    }
    page.write_string(0, 30, "Evidence").unwrap();
    page.write_number(4, 1, 2026).unwrap();
    page.write_number(5, 30, 12.5).unwrap();
    let date = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
    page.write_datetime_with_format(6, 30, &date, &Style::new().set_num_format("d mmm yyyy")).unwrap();
    page.write_boolean(7, 30, true).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graz.xlsx");
    std::fs::write(&path, book.save_to_buffer().unwrap()).unwrap();
    let (index, questionnaire) = charter();
    let (answers, _) = answered(read(&path).unwrap(), &questionnaire, &index.framework);
    assert_eq!(answers.period, Period::year(2026));
    let given: Vec<(Option<&str>, &str)> =
        answers.given.iter().map(|given| (given.answer.as_deref(), given.evidence.as_str())).collect();
    assert_eq!(given, [(Some("fully"), "12.5"), (Some("partly"), "2026-03-01"), (Some("not-at-all"), "true")]);
}

#[test]
fn tables_as_spreadsheets_save_them_are_read() {
    let text = "\u{feff}code;answer;evidence\r\nsheet.questionnaire;charter;\r\nsheet.version;2026-1;\r\nsheet.unit;graz;\r\n\
                sheet.period;2026;\r\nc01_statement;Fully;\"two\r\nlines; one\"\r\n;;\r\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graz.csv");
    std::fs::write(&path, text).unwrap();
    let (index, questionnaire) = charter();
    let (answers, findings) = answered(read(&path).unwrap(), &questionnaire, &index.framework);
    assert_eq!(answers.of("c01_statement").unwrap().evidence, "two\nlines; one");
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::Q621]);
}
