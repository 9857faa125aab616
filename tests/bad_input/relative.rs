//! What relative aggregations cannot do: bounds that contradict each other, too many units for an exact order, directions for
//! nodes that are not there.

use super::{Case, Folder, check};

const AGGREGATE: &str = "[aggregate.arithmetic]";

/// Twenty-four units whose two indicators of `people` run against each other, so that every majority is even.
fn many_even_units(folder: &Folder) {
    let mut units = "unit,name\n".to_owned();
    let mut observations = "unit,indicator,period,value\n".to_owned();
    for unit in 1..=24 {
        units += &format!("u{unit},Unit {unit}\n");
        for code in ["migrant_stock_share", "naturalisation_years", "technology_conferences", "internet_users"] {
            observations += &format!("u{unit},{code},2024,{unit}\n");
        }
    }
    folder.write("units.csv", units);
    folder.write("observations.csv", observations);
    folder.replace("method.toml", AGGREGATE, "[aggregate.by-node.people.condorcet-kemeny]");
}

#[test]
fn a_relative_method_says_what_it_cannot_do() {
    check(&[
        Case {
            name: "shares that cannot add up to one",
            spoil: |f| f.replace("method.toml", AGGREGATE, "[aggregate.benefit-of-the-doubt]\nshare_min = 0.6"),
            args: "rank",
            exit: 1,
            says: &["error[S515]", "no shares of the 2 children", "share_min to at most 1/2"],
        },
        Case {
            name: "a least share above the greatest",
            spoil: |f| {
                let bounds = "[aggregate.benefit-of-the-doubt]\nshare_min = 0.6\nshare_max = 0.5";
                f.replace("method.toml", AGGREGATE, bounds)
            },
            args: "rank",
            exit: 2,
            says: &["error[M304]", "at most share_max"],
        },
        Case {
            name: "more even units than can be put in order",
            spoil: many_even_units,
            args: "rank",
            exit: 1,
            says: &["error[S516]", "among 24 units", "by-node.people.copeland"],
        },
        Case {
            name: "a direction for nobody",
            spoil: |f| {
                let directions = "[aggregate.directional-benefit-of-the-doubt]\ndirections = { peple = 2.0 }";
                f.replace("method.toml", AGGREGATE, directions)
            },
            args: "rank",
            exit: 2,
            says: &["error[M309]", "`peple`, which does not exist"],
        },
    ]);
}
