//! Mistakes in figures: what a row says.

use super::{Case, Folder, check};

const OBSERVATIONS: &str = "observations.csv";
const LINE: &str = "./observations.csv:6";

#[test]
fn every_bad_figure_is_found_with_its_line() {
    check(&[
        Case {
            name: "unknown indicator",
            spoil: |f| f.replace(OBSERVATIONS, "vienna,migrant_stock_share", "vienna,migrant_stok_share"),
            args: "rank",
            exit: 1,
            says: &["error[D102]", LINE, "did you mean `migrant_stock_share`?"],
        },
        Case {
            name: "unknown unit",
            spoil: |f| f.replace(OBSERVATIONS, "vienna,migrant_stock_share", "viena,migrant_stock_share"),
            args: "rank",
            exit: 1,
            says: &["error[D101]", LINE, "did you mean `vienna`?", "1 error stops the ranking"],
        },
        Case {
            name: "a figure given twice",
            spoil: |f| f.append(OBSERVATIONS, "vienna,internet_users,2024,9,city,world-bank\n"),
            args: "rank",
            exit: 1,
            says: &["error[D103]", "./observations.csv:26", "the first stands in ./observations.csv:24"],
        },
        Case {
            name: "text in a number",
            spoil: |f| f.value("about 25"),
            args: "rank",
            exit: 1,
            says: &["error[D105]", LINE, "`about 25`", "write 1234.5"],
        },
        Case {
            name: "a decimal comma",
            spoil: |f| f.value("\"25,5138\""),
            args: "rank",
            exit: 1,
            says: &["error[D106]", LINE, "with a point"],
        },
        Case { name: "NaN", spoil: |f| f.value("NaN"), args: "check", exit: 0, says: &["D107", LINE, "`NaN`"] },
        Case {
            name: "a dash",
            spoil: |f| f.value("-"),
            args: "check",
            exit: 0,
            says: &["D107", LINE, "leave the cell"],
        },
        Case { name: "n/a", spoil: |f| f.value("n/a"), args: "check", exit: 0, says: &["D107", LINE, "`n/a`"] },
        Case { name: "an empty cell", spoil: |f| f.value(""), args: "rank", exit: 0, says: &["vienna"] },
        Case { name: "infinity", spoil: |f| f.value("inf"), args: "rank", exit: 1, says: &["error[D108]", LINE] },
        Case { name: "too large", spoil: |f| f.value("1e999"), args: "rank", exit: 1, says: &["error[D108]", LINE] },
        Case {
            name: "a code for missing",
            spoil: |f| f.value("-999"),
            args: "rank",
            exit: 1,
            says: &["error[D109]", LINE, "leave the cell empty"],
        },
        Case {
            name: "a share above 100",
            spoil: |f| f.value("125"),
            args: "rank",
            exit: 1,
            says: &["error[D110]", LINE, "outside its range of 0 to 100"],
        },
        Case { name: "a share below 0", spoil: |f| f.value("-3"), args: "rank", exit: 1, says: &["error[D110]", LINE] },
        Case {
            name: "beyond the plausible range",
            spoil: |f| {
                f.replace(OBSERVATIONS, "vienna,naturalisation_years,2024,10.0", "vienna,naturalisation_years,2024,100")
            },
            args: "rank",
            exit: 1,
            says: &["error[D110]", "./observations.csv:12", "0 to 30"],
        },
        Case {
            name: "a row shifted by one",
            spoil: |f| f.replace(OBSERVATIONS, "2024,25.5138,country", "25.5138,country"),
            args: "rank",
            exit: 1,
            says: &["error[D111]", LINE, "5 fields and the header 6"],
        },
        Case {
            name: "two fields exchanged",
            spoil: |f| f.replace(OBSERVATIONS, "2024,25.5138", "25.5138,2024"),
            args: "rank",
            exit: 1,
            says: &["error[D113]", LINE, "`25.5138` is not a period"],
        },
        Case {
            name: "an unknown source",
            spoil: |f| f.replace(OBSERVATIONS, "25.5138,country,un-desa", "25.5138,country,un-dsea"),
            args: "rank",
            exit: 1,
            says: &["error[F109]", LINE, "did you mean `un-desa`?"],
        },
        Case {
            name: "an unknown status",
            spoil: |f| status(f, "25.5138", "guessed"),
            args: "rank",
            exit: 1,
            says: &["error[D112]", LINE, "not-applicable"],
        },
        Case {
            name: "missing and a value",
            spoil: |f| status(f, "25.5138", "missing"),
            args: "check",
            exit: 0,
            says: &["D127", LINE],
        },
        Case {
            name: "not applicable",
            spoil: |f| status(f, "", "not-applicable"),
            args: "rank",
            exit: 0,
            says: &["vienna,Vienna", ",1.0,"],
        },
        Case {
            name: "a negative standard error",
            spoil: |f| {
                f.map(OBSERVATIONS, |number, line| {
                    line.to_owned()
                        + ["standard_error", "0.5", "-0.5"].map(|text| format!(",{text}"))[match number {
                            0 => 0,
                            5 => 2,
                            _ => 1,
                        }]
                        .as_str()
                });
            },
            args: "rank",
            exit: 1,
            says: &["error[D115]", LINE, "zero or more"],
        },
    ]);
}

/// Adds a column of statuses, and gives Vienna's first figure a value and one.
fn status(folder: &Folder, value: &str, status: &str) {
    folder.map(OBSERVATIONS, |number, line| match number {
        0 => format!("{line},status"),
        5 => format!("{},{status}", line.replace("25.5138", value)),
        _ => format!("{line},"),
    });
}

#[test]
fn the_shape_of_the_data_is_looked_at() {
    check(&[
        Case {
            name: "a population that falls by nine tenths",
            spoil: |f| population(f, "100000"),
            args: "check",
            exit: 0,
            says: &["D114", "./observations.csv:35", "from 1000000 to 100000", "shifted row"],
        },
        Case {
            name: "a population of zero",
            spoil: |f| population(f, "0"),
            args: "rank",
            exit: 1,
            says: &["error[D121]", "./observations.csv:35", "cannot be divided by `population`"],
        },
        Case {
            name: "no population",
            spoil: |f| {
                population(f, "1");
                f.keep(OBSERVATIONS, |line| !line.starts_with("vienna,population"));
            },
            args: "check",
            exit: 0,
            says: &["D122", "./observations.csv:18", "add a row with indicator"],
        },
        Case {
            name: "no population at all",
            spoil: |f| {
                population(f, "1");
                f.keep(OBSERVATIONS, |line| !line.contains(",population,"));
            },
            args: "rank",
            exit: 1,
            says: &["error[D117]", "the denominator `population`", "rows with indicator = `population`"],
        },
        Case {
            name: "a constant column",
            spoil: constant,
            args: "rank",
            exit: 1,
            says: &["error[D104]", "./people.toml:14", "all 6 known values are 5", "[no_spread]"],
        },
        Case {
            name: "a constant column, neutral",
            spoil: |f| {
                constant(f);
                f.append("method.toml", "\n[no_spread]\nscore = \"neutral\"\n");
            },
            args: "check",
            exit: 0,
            says: &["warning", "D104", "./people.toml:14"],
        },
        Case {
            name: "a constant column, missing",
            spoil: |f| {
                constant(f);
                f.append("method.toml", "\n[no_spread]\nscore = \"missing\"\n");
            },
            args: "rank",
            exit: 0,
            says: &["1 warning", "singapore,Singapore,85.05"],
        },
        Case {
            name: "a group without figures",
            spoil: |f| f.keep(OBSERVATIONS, |line| !line.contains("migrant") && !line.contains("natural")),
            args: "rank",
            exit: 1,
            says: &["error[D117]", "./people.toml:4", "remove the indicator from its file"],
        },
        Case {
            name: "a unit without a group",
            spoil: |f| {
                f.keep(OBSERVATIONS, |line| !line.starts_with("vienna,migrant") && !line.starts_with("vienna,nat"))
            },
            args: "check",
            exit: 0,
            says: &["D118", "./framework.toml:15", "Vienna has no figure in `people`"],
        },
        Case {
            name: "a unit without figures",
            spoil: |f| f.keep(OBSERVATIONS, |line| !line.starts_with("vienna")),
            args: "check",
            exit: 0,
            says: &["D119", "./units.csv:6", "add observations"],
        },
        Case {
            name: "a unit without figures, explained",
            spoil: |f| f.keep(OBSERVATIONS, |line| !line.starts_with("vienna")),
            args: "explain vienna --format table",
            exit: 0,
            says: &["there is no score", "Vienna is not ranked"],
        },
        Case {
            name: "one unit only",
            spoil: |f| {
                f.keep(OBSERVATIONS, |line| line.starts_with("unit") || line.starts_with("vienna"));
                f.keep("units.csv", |line| line.starts_with("unit") || line.starts_with("vienna"));
            },
            args: "rank",
            exit: 1,
            says: &["error[D120]", "./units.csv", "its only value is 10"],
        },
        Case {
            name: "nobody reaches the limit",
            spoil: |f| {
                let kept = ["dublin,migrant", "lisbon,natural", "singapore,technology", "vienna,internet"];
                f.keep(OBSERVATIONS, |line| {
                    line.starts_with("unit") || kept.iter().any(|start| line.starts_with(start))
                });
            },
            args: "rank",
            exit: 0,
            says: &["S512", "nobody is ranked in 2025", "./method.toml:8", "lower [screen]", "not ranked: 1 of 4"],
        },
        Case {
            name: "zeros in a geometric mean",
            spoil: |f| f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.geometric]"),
            args: "check",
            exit: 0,
            says: &["S504", "./framework.toml:15", "normalise to a range above zero"],
        },
        Case {
            name: "negative scores in a geometric mean",
            spoil: |f| {
                f.replace("method.toml", "[aggregate.arithmetic]", "[aggregate.geometric]");
                f.replace("method.toml", "lower = 0.0", "lower = -10.0");
            },
            args: "rank",
            exit: 1,
            says: &["error[S505]", "./framework.toml:15", "normalise to a range above zero"],
        },
        Case {
            name: "figures too far apart for a scale",
            spoil: |f| {
                f.keep("people.toml", |line| !line.starts_with("range"));
                f.value("1e308");
                f.replace(OBSERVATIONS, "4.51463", "-1e308");
            },
            args: "rank",
            exit: 1,
            says: &["error[D104]", "./people.toml:4", "farther than numbers reach"],
        },
        Case {
            name: "figures of another period",
            spoil: |f| f.replace("method.toml", "carry = \"latest\"", "carry = \"none\""),
            args: "rank",
            exit: 1,
            says: &["error[D117]", "./people.toml:4", " in 2025", "newest figures are of 2024", "carry"],
        },
        Case {
            name: "each period of a panel",
            spoil: |_| {},
            args: "rank --period each --top 1",
            exit: 0,
            says: &["2023,,dublin", "2024,1,", "2025,1,", "nobody is ranked in 2023"],
        },
    ]);
}

fn constant(folder: &Folder) {
    folder.map(OBSERVATIONS, |_, line| match line.split_once("naturalisation_years,2024,") {
        Some((unit, _)) => format!("{unit}naturalisation_years,2024,5,city,globalcit"),
        None => line.to_owned(),
    });
}

/// Divides conferences by a population of a million, but for Vienna's last one.
fn population(folder: &Folder, vienna: &str) {
    folder.append("framework.toml", "[[denominator]]\ncode = \"population\"\nname = \"Residents\"\n");
    folder.replace("places.toml", "measure = \"events", "denominator = \"population\"\nmeasure = \"events");
    let mut rows = String::new();
    for unit in ["dublin", "lisbon", "singapore", "toronto", "vienna", "warsaw"] {
        let last = if unit == "vienna" { vienna } else { "1000000" };
        rows += &format!("{unit},population,2024,1000000,city,un-desa\n{unit},population,2025,{last},city,un-desa\n");
    }
    folder.append(OBSERVATIONS, &rows);
}

#[test]
fn standard_errors_are_kept_into_the_table_of_values() {
    let folder = Folder::new();
    folder.map(OBSERVATIONS, |number, line| format!("{line},{}", if number == 0 { "standard_error" } else { "0.25" }));
    let output = folder.run(&["build", "--index", ".", "-o", "out"]);
    assert!(output.status.success(), "{}", super::words(&output));
    let values = folder.read("out/values.csv");
    let mut lines = values.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let column = lines.next().and_then(|header| header.iter().position(|name| *name == "standard_error")).unwrap();
    assert!(lines.all(|row| row[column] == "0.25"), "{values}");
    assert!(folder.path("out/run.json").is_file());
}
