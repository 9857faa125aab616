//! Small frameworks and random figures for the laws.

use opencities_engine::analyse::uncertainty::Assumptions;
use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, Unit, UnitColumn, Units};
use opencities_engine::framework::{About, Direction, Framework, Group, Indicator};
use opencities_engine::method::Method;
use opencities_engine::period::Period;
use opencities_engine::table::Table;
use proptest::prelude::*;

pub(crate) const GOALPOSTS: [f64; 2] = [-1e6, 3e6];

pub(crate) fn indicator(code: &str, parent: &str) -> Indicator {
    let goalposts = Some(GOALPOSTS);
    let plain = Indicator { code: code.into(), parent: parent.into(), goalposts, ..Indicator::default() };
    directed(plain, Direction::HigherIsBetter)
}

fn group(code: &str, parent: Option<&str>) -> Group {
    let level = if parent.is_some() { "area" } else { "index" };
    Group { code: code.into(), level: level.into(), parent: parent.map(str::to_owned), ..Group::default() }
}

pub(crate) fn framework(groups: Vec<Group>, indicators: Vec<Indicator>) -> Framework {
    Framework::new(About::default(), groups, indicators, Vec::new()).unwrap()
}

/// The same with the direction, and a target that no figure of these laws reaches.
pub(crate) fn directed(indicator: Indicator, direction: Direction) -> Indicator {
    let target = match direction {
        Direction::HigherIsBetter => 1e9,
        Direction::LowerIsBetter => -1e9,
    };
    Indicator { direction, target: Some(target), ..indicator }
}

/// One indicator below the index.
pub(crate) fn alone(indicator: Indicator) -> Framework {
    framework(vec![group("index", None)], vec![indicator])
}

/// Five indicators in two areas of unequal size, one of them with less as better.
pub(crate) fn tree() -> Framework {
    let groups = vec![group("index", None), group("people", Some("index")), group("places", Some("index"))];
    let mut leaves: Vec<Indicator> = ["a", "b"].into_iter().map(|code| indicator(code, "people")).collect();
    leaves.extend(["c", "d", "e"].into_iter().map(|code| indicator(code, "places")));
    leaves[3] = directed(indicator("d", "places"), Direction::LowerIsBetter);
    framework(groups, leaves)
}

/// Units in two regions; every fifth has none.
pub(crate) fn units(count: usize) -> Units {
    let unit = |number: usize| {
        let code = format!("unit{number}");
        Unit { name: code.clone(), code, alternative_names: Vec::new() }
    };
    let region = |number: usize| ["north", "south", "north", "south", ""][number % 5].to_owned();
    let region = UnitColumn { name: "region".into(), values: (0..count).map(region).collect() };
    Units::new((0..count).map(unit).collect(), vec![region])
}

/// Data of these columns, each with `periods` blocks of units.
pub(crate) fn data(framework: &Framework, periods: usize, columns: &[Vec<f64>]) -> Dataset {
    let rows = columns[0].len();
    let values =
        Table::new(framework.series().into(), columns.iter().map(|column| column.clone().into()).collect(), rows);
    let years = (0..periods).map(|year| Period::year(2020 + i32::try_from(year).unwrap())).collect();
    Dataset::of_values(units(rows / periods).into(), years, values)
}

/// The tree with figures of nine units, in few values.
pub(crate) fn figures() -> (Framework, Dataset) {
    let framework = tree();
    let column = |seed: u64| (0..9_u64).map(|unit| ((unit * 7 + seed * 5) % 11) as f64).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (1..6).map(column).collect();
    let data = data(&framework, 1, &columns);
    (framework, data)
}

/// What an `assumptions.toml` says.
pub(crate) fn assumptions(text: &str) -> Assumptions {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn inspect(framework: &Framework, data: &Dataset, method: &Method) -> Composite {
    opencities_engine::inspect(framework, data, method).unwrap_or_else(|error| panic!("{error}"))
}

/// A method under which every unit takes part.
pub(crate) fn everyone() -> Method {
    let mut method = Method::default();
    method.screen.unit_coverage_min = 0.0;
    method
}

/// A known figure: often tied, sometimes far out.
pub(crate) fn known() -> impl Strategy<Value = f64> {
    prop_oneof![6 => (-4_i32..9).prop_map(|step| f64::from(step) * 0.1), 3 => -9e5..2e6_f64, 1 => -3e7..9e7_f64]
}

/// A figure that may be missing.
pub(crate) fn figure() -> impl Strategy<Value = f64> {
    prop_oneof![4 => known(), 1 => Just(f64::NAN)]
}

/// `columns` columns of the same length.
pub(crate) fn columns(
    columns: usize,
    units: std::ops::Range<usize>,
    periods: usize,
) -> impl Strategy<Value = Vec<Vec<f64>>> {
    units.prop_flat_map(move |units| prop::collection::vec(prop::collection::vec(figure(), units * periods), columns))
}

pub(crate) fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Equal but for the rounding of a few operations on figures of this size, or both missing.
pub(crate) fn close(a: f64, b: f64, size: f64) -> bool {
    a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * size.max(a.abs()).max(b.abs())
}

pub(crate) fn has_spread(values: &[f64]) -> bool {
    let mut known = values.iter().filter(|value| !value.is_nan());
    let first = known.next();
    known.any(|value| first.is_some_and(|first| (value - first).abs() > 0.0))
}

/// Every row of every column in another order of units: unit number `order[i]` comes i-th.
pub(crate) fn permuted(columns: &[Vec<f64>], order: &[usize]) -> Vec<Vec<f64>> {
    let one = |column: &Vec<f64>| {
        column.chunks(order.len()).flat_map(|block| order.iter().map(|&unit| block[unit]).collect::<Vec<_>>()).collect()
    };
    columns.iter().map(one).collect()
}
