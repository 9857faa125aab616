//! Mistakes in sheets of answers that are workbooks and tables: each is told with its cell or line.

use rust_xlsxwriter::Workbook;

use super::{Case, Folder, check, words};

/// A workbook with a row of cells, the last of which may be a formula.
fn workbook(folder: &Folder, file: &str, rows: &[[&str; 3]]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell.strip_prefix('=') {
                Some(formula) => page.write_formula(row, column, formula).map(|_| ()),
                None => page.write_string(row, column, *cell).map(|_| ()),
            }
            .expect("a cell");
        }
    }
    folder.write(file, book.save_to_buffer().expect("a workbook"));
}

const ABOUT: [[&str; 3]; 5] = [
    ["code", "answer", "evidence"],
    ["sheet.questionnaire", "charter", ""],
    ["sheet.version", "2026-1", ""],
    ["sheet.unit", "graz", ""],
    ["sheet.period", "2026", ""],
];

pub(super) fn table(folder: &Folder, rows: &[[&str; 3]]) {
    workbook(folder, "graz.xlsx", &[&ABOUT[..], rows].concat());
}

/// A workbook of two pages, as `opencities assess sheet` writes them, with these heads.
fn two_pages(folder: &Folder, about: [&str; 4], heads: [&str; 4]) {
    let mut book = Workbook::new();
    let city = ABOUT.map(|[code, answer, _]| [code, answer, "", ""]);
    let city = [&[about], &city[1..]].concat();
    let questions =
        [heads, ["c01_statement", "Say it?", "fully", "Council"], ["c01_campaign", "Go on?", "partly", "Posters"]];
    for (name, rows) in [("City", &city[..]), ("Questions", &questions)] {
        let page = book.add_worksheet();
        page.set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                page.write_string(row, column, *cell).expect("a cell");
            }
        }
    }
    folder.write("graz.xlsx", book.save_to_buffer().expect("a workbook"));
}

#[test]
fn a_renamed_head_of_a_workbook_loses_nothing_without_a_word() {
    const HEADS: [&str; 4] = ["code", "question", "answer", "evidence"];
    let lacks = |name: &str, cell: &str| vec![format!("no column `{name}`; it has"), format!("Questions!{cell}")];
    let cases: [(&str, usize, &str, i32, Vec<String>); 7] = [
        ("as it is written", 0, "code", 0, vec!["2 of 35 answered".into()]),
        ("capitals", 2, " Answer ", 0, vec!["2 of 35 answered".into()]),
        ("a head that is not read", 1, "Frage", 0, vec!["2 of 35 answered".into()]),
        ("the answer", 2, "Antwort", 1, lacks("answer", "C1")),
        ("the code", 0, "Kennung", 1, lacks("code", "A1")),
        ("the evidence", 3, "Beleg", 1, [lacks("evidence", "D1"), vec!["2 of 35 answered".into()]].concat()),
        ("an empty head", 2, "", 1, vec!["no column `answer`; its heads are: code, question, evidence".into()]),
    ];
    for (name, at, head, exit, says) in cases {
        let folder = Folder::new();
        let mut heads = HEADS;
        heads[at] = head;
        two_pages(&folder, ["code", "answer", "what", ""], heads);
        let output = folder.run(&["assess", "check", "graz.xlsx", "--format", "table"]);
        let said = words(&output);
        assert_eq!(output.status.code(), Some(exit), "{name}: {said}");
        assert_eq!(said.matches("error[").count(), usize::from(exit == 1), "{name}: one cause, one error: {said}");
        for text in says {
            assert!(said.contains(&text), "{name}: does not say `{text}`:\n{said}");
        }
    }
}

/// A name, the heads of both pages, and what is said.
type Renamed = (&'static str, [&'static str; 4], [&'static str; 4], &'static [&'static str]);

/// That `check` says what it must of each workbook, and ends with 1.
fn check_heads(cases: &[Renamed]) {
    for (name, city, questions, says) in cases {
        let folder = Folder::new();
        two_pages(&folder, *city, *questions);
        let output = folder.run(&["assess", "check", "graz.xlsx", "--format", "table"]);
        let said = words(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        for text in *says {
            assert!(said.contains(text), "{name}: does not say `{text}`:\n{said}");
        }
    }
}

#[test]
fn renamed_heads_on_either_page_and_in_pairs_are_told_too() {
    let cases: [Renamed; 3] = [
        (
            "two of the three",
            ["code", "answer", "what", ""],
            ["code", "question", "Antwort", "Beleg"],
            &[
                "the page Questions has no column `answer`; its heads are: code, question, Antwort, Beleg",
                "Questions!A1",
            ],
        ),
        (
            "the answer of what the sheet is about",
            ["code", "Antwort", "what", ""],
            ["code", "question", "answer", "evidence"],
            &["the page City has no column `answer`; it has `Antwort`", "City!B1", "2 of 35 answered"],
        ),
        (
            "all that says what the page was",
            ["code", "answer", "what", ""],
            ["code", "Frage", "Antwort", "Beleg"],
            &["error[Q630]: the sheet holds none of the 35 questions"],
        ),
    ];
    check_heads(&cases);
}

#[test]
fn a_head_that_stands_twice_is_told_with_both_cells() {
    let cases: [Renamed; 4] = [
        (
            "the answer",
            ["code", "answer", "what", ""],
            ["code", "answer", "answer", "evidence"],
            &["the page Questions has two columns `answer`; the first is B1", "Questions!C1", "give one of the two"],
        ),
        (
            "the code, in capitals",
            ["code", "answer", "what", ""],
            ["code", "Code ", "answer", "evidence"],
            &["two columns `code`; the first is A1", "Questions!B1"],
        ),
        (
            "the evidence",
            ["code", "answer", "what", ""],
            ["evidence", "code", "answer", "evidence"],
            &["two columns `evidence`; the first is A1", "Questions!D1"],
        ),
        (
            "of what the sheet is about",
            ["code", "answer", "what", "answer"],
            ["code", "question", "answer", "evidence"],
            &["the page City has two columns `answer`; the first is B1", "City!D1", "2 of 35 answered"],
        ),
    ];
    check_heads(&cases);
}

#[test]
fn mistakes_in_tables_are_told_with_row_or_cell() {
    check(&[
        Case {
            name: "a formula in a cell is not taken for what it last came to",
            spoil: |f| table(f, &[["c01_statement", "=\"fully\"", "x"], ["c01_campaign", "Partly", "y"]]),
            args: "assess check graz.xlsx --format table",
            exit: 1,
            says: &["error[Q623]", "graz.xlsx · Sheet1!B6", "holds a formula", "1 of 35 answered"],
        },
        Case {
            name: "rows in another order, and a title above",
            spoil: |f| {
                let mut rows = vec![["My city", "", ""]];
                rows.extend([ABOUT[0], ["c10_clause", "not at all", "none"]]);
                rows.extend(ABOUT[1..].iter().rev());
                workbook(f, "graz.xlsx", &rows);
            },
            args: "assess check graz.xlsx --format table",
            exit: 0,
            says: &["graz, 2026: 1 of 35 answered"],
        },
        Case {
            name: "the place of an unknown code is its own cell",
            spoil: |f| table(f, &[["c01_statment", "fully", "x"], ["c01_campaign", "perhaps", "y"]]),
            args: "assess check graz.xlsx --format table",
            exit: 1,
            says: &["Q624", "Sheet1!A6", "Q625", "Sheet1!B7"],
        },
        Case {
            name: "a sheet without questions",
            spoil: |f| table(f, &[]),
            args: "assess check graz.xlsx --format table",
            exit: 1,
            says: &["error[Q630]: the sheet holds none of the 35 questions", "assess sheet"],
        },
        Case {
            name: "a sheet without answers",
            spoil: |f| table(f, &[["c01_statement", "", ""]]),
            args: "assess check graz.xlsx --format table",
            exit: 0,
            says: &["warning[Q621]: none of the 35 questions is answered", "0 of 35 answered", "1 warning"],
        },
        Case {
            name: "a workbook that is no sheet",
            spoil: |f| workbook(f, "graz.xlsx", &[["a", "b", "c"], ["1", "2", "3"]]),
            args: "assess check graz.xlsx",
            exit: 2,
            says: &["Q630", "no sheet of the workbook has the columns `code` and `answer`"],
        },
        Case {
            name: "a workbook that is none",
            spoil: |f| f.write("graz.xlsx", "code,answer,evidence\n"),
            args: "assess check graz.xlsx",
            exit: 2,
            says: &["Q630", "cannot be read as XLSX"],
        },
        Case {
            name: "a table without the column of evidence",
            spoil: |f| f.write("graz.csv", "code,answer\nsheet.unit,graz\n"),
            args: "assess check graz.csv",
            exit: 2,
            says: &["Q630", "graz.csv:1", "no column `evidence`"],
        },
        Case {
            name: "a row with a comma too many",
            spoil: |f| {
                let about: String = ABOUT.map(|row| row.join(",") + "\n").concat();
                f.write("graz.csv", about + "c01_statement,fully,Council, 3 May\n");
            },
            args: "assess check graz.csv --format table",
            exit: 1,
            says: &["D111", "graz.csv:6", "4 fields", "put quotes around"],
        },
        Case {
            name: "a number for a fact that peers need",
            spoil: |f| {
                let about: String = ABOUT.map(|row| row.join(",") + "\n").concat().replace("charter", "intercultural");
                f.write("graz.csv", about + "fact.population,291 134,\nfact.name,Graz,\n");
            },
            args: "assess check graz.csv --format table",
            exit: 1,
            says: &["Q634", "graz.csv:6", "`291 134` is no number", "graz.csv:7", "`name` is no fact"],
        },
        Case {
            name: "a file of another kind",
            spoil: |f| f.write("graz.docx", "x"),
            args: "assess check graz.docx",
            exit: 2,
            says: &["Q630", "`.docx`", ".toml, .csv or .xlsx"],
        },
        Case {
            name: "a file that is not there",
            spoil: |_| {},
            args: "assess check graz.toml",
            exit: 2,
            says: &["graz.toml cannot be read", "nothing is there"],
        },
    ]);
}
