//! Mistakes in the files of other programs.

use super::{Case, Folder, check};

const META: &str = "Level,iCode,Parent,Direction,Weight,Type\n\
                    1,A,Top,1,1,Indicator\n1,B,Top,-1,2,Indicator\n2,Top,,1,1,Aggregate\n";
const DATA: &str = "uCode,uName,A,B\nAT,Austria,1,2.5\nBE,Belgium,3,NA\n";
const COINR: &str = "import coinr data.csv meta.csv -o new";

fn pair(folder: &Folder, data: &str, meta: &str) {
    folder.write("data.csv", data);
    folder.write("meta.csv", meta);
}

#[test]
fn tables_of_coinr_that_cannot_be_imported_say_why() {
    check(&[
        Case {
            name: "missing columns",
            spoil: |f| pair(f, &DATA.replace("uCode", "code"), &META.replace(",Weight", ",weigh")),
            args: COINR,
            exit: 2,
            says: &["error[I801]", "data.csv:1", "no column `uCode`", "no column `Weight`", "2 errors stop the import"],
        },
        Case {
            name: "an unknown parent",
            spoil: |f| pair(f, DATA, &META.replace("1,A,Top", "1,A,Topp")),
            args: COINR,
            exit: 2,
            says: &["error[F102]", "topp"],
        },
        Case {
            name: "codes that become the same",
            spoil: |f| pair(f, &DATA.replace(",B", ",a"), &META.replace(",B,", ",a,")),
            args: COINR,
            exit: 2,
            says: &["error[I803]", "`A` and `a` both become `a`"],
        },
        Case {
            name: "a unit twice",
            spoil: |f| pair(f, &DATA.replace("BE", "AT"), META),
            args: COINR,
            exit: 2,
            says: &["error[I803]", "data.csv:3", "second row"],
        },
        Case {
            name: "a type, a direction, a weight and a figure",
            spoil: |f| {
                let meta = META.replace("-1,2,Indicator", "0,x,Indicator") + "NA,G,,,,Kind\n";
                pair(f, &DATA.replace("2.5", "2,5").replace("1,2,5", "1,\"2,5\""), &meta);
            },
            args: COINR,
            exit: 2,
            says: &["error[I802]", "of the type `Kind`", "the direction of `B` is `0`", "the weight of `B`", "`2,5`"],
        },
        Case {
            name: "a column without figures, and figures without a row",
            spoil: |f| pair(f, &DATA.replace(",B", ",C"), META),
            args: COINR,
            exit: 2,
            says: &["error[I801]", "iMeta has `B`"],
        },
        Case {
            name: "a folder that exists",
            spoil: |f| pair(f, DATA, META),
            args: "import coinr data.csv meta.csv -o weights",
            exit: 2,
            says: &["weights exists and is not an empty folder", "nothing was written"],
        },
        Case { name: "no such file", spoil: |_| {}, args: COINR, exit: 2, says: &["data.csv cannot be read"] },
        Case {
            name: "a good pair",
            spoil: |f| pair(f, DATA, META),
            args: COINR,
            exit: 0,
            says: &["wrote 9 files to new", "warning[I806]", "note[I805]", "AT"],
        },
    ]);
}

/// A workbook in the layout of the COIN Tool, with one thing spoilt.
fn workbook(folder: &Folder, sheet: &str, code_row: u32) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let database = book.add_worksheet();
    database.set_name(sheet).unwrap();
    for (column, (code, group, sign)) in
        [("Ind.01", "p.01", 1.0), ("Ind.02", "p.01", -1.0), ("Ind.03", "p.02", 1.0)].into_iter().enumerate()
    {
        let column = 4 + u16::try_from(column).unwrap();
        database.write(6, column, 1.0 + f64::from(column)).unwrap();
        database.write(7, column, sign).unwrap();
        database.write(8, column, 0.0).unwrap();
        database.write(9, column, 50.0).unwrap();
        database.write(10, column, "Index").unwrap();
        database.write(11, column, "si.01").unwrap();
        database.write(12, column, group).unwrap();
        database.write(13, column, "sp.01").unwrap();
        database.write(14, column, format!("Indicator {code}")).unwrap();
        database.write(code_row, column, code).unwrap();
        for row in 16..20 {
            database.write(row, column, f64::from(row) * f64::from(column)).unwrap();
        }
    }
    database.write(17, 5, "n/a").unwrap();
    for (row, unit) in (16..).zip(["AT", "BE", "CH", "DE"]) {
        database.write(row, 1, format!("Country {unit}")).unwrap();
        database.write(row, 2, unit).unwrap();
    }
    let framework = book.add_worksheet();
    framework.set_name("Framework").unwrap();
    framework.write(3, 7, "Dimension/indicator").unwrap();
    for (row, (code, weight, name)) in
        (4..).zip([("Index", 1.0, "The index"), ("p.01", 1.0, "First pillar"), ("p.02", 3.0, "Second pillar")])
    {
        framework.write(row, 2, code).unwrap();
        framework.write(row, 4, weight).unwrap();
        framework.write(row, 7, name).unwrap();
    }
    book.save(folder.path("book.xlsx")).unwrap();
}

#[test]
fn workbooks_of_the_coin_tool_are_read_or_refused() {
    const TOOL: &str = "import coin-tool book.xlsx -o new";
    check(&[
        Case {
            name: "a good workbook",
            spoil: |f| workbook(f, "Database", 15),
            args: TOOL,
            exit: 0,
            says: &["wrote 10 files to new", "ind-01"],
        },
        Case {
            name: "another sheet",
            spoil: |f| workbook(f, "Data", 15),
            args: TOOL,
            exit: 2,
            says: &["error[I801]", "no sheet `Database`"],
        },
        Case {
            name: "codes elsewhere",
            spoil: |f| workbook(f, "Database", 5),
            args: TOOL,
            exit: 2,
            says: &["error[I801]", "book.xlsx, Database:16", "from column E"],
        },
        Case {
            name: "no workbook",
            spoil: |_| {},
            args: "import coin-tool units.csv -o new",
            exit: 2,
            says: &["error[D128]", "cannot be read as XLSX"],
        },
    ]);
}

#[test]
fn an_imported_workbook_is_ranked_with_its_weights_and_goalposts() {
    let folder = Folder::new();
    workbook(&folder, "Database", 15);
    assert!(folder.run(&["import", "coin-tool", "book.xlsx", "-o", "new"]).status.success());
    let ranking = super::words(&folder.run(&["rank", "--index", "new", "--format", "csv"]));
    // p.01: the first indicator falls where the second, for which less is better, rises.
    assert!(ranking.contains("period,rank,unit,name,index,p-01,p-02"), "{ranking}");
    assert!(ranking.contains("Country DE"), "{ranking}");
    let weights = folder.read("new/weights/original.toml");
    assert!(weights.contains("p-02 = 3.0") && weights.contains("ind-01 = 5.0"), "{weights}");
    let area = folder.read("new/p-01.toml");
    assert!(area.contains("goalposts = [0.0, 50.0]") && area.contains("lower-is-better"), "{area}");
}
