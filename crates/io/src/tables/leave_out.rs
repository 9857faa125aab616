//! What leaving out each indicator, group and unit does to the ranks of the others, as a flat table (Handbook step 7).

use opencities_engine::analyse::{Element, LeftOut, Shift};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;

/// What stands in the column `level` where a unit is left out.
pub const UNIT: &str = "unit";

/// The level, the code and the name of what is left out.
pub fn element_of(composite: &Composite, element: Element) -> (&str, &str, &str) {
    match element {
        Element::Node(node) => {
            let node = &composite.framework.nodes()[node];
            (&node.level, &node.code, &node.name)
        }
        Element::Unit(unit) => {
            let unit = composite.data.units.get(unit);
            (UNIT, &unit.code, &unit.name)
        }
    }
}

/// A row for each element left out.
pub fn leave_out(composite: &Composite, found: &[LeftOut]) -> FlatTable {
    let data = &composite.data;
    let element = |left: &LeftOut| element_of(composite, left.element);
    let count = |pick: fn(&LeftOut) -> u64| {
        found.iter().map(|left| i64::try_from(pick(left)).ok().filter(|_| left.stopped.is_none())).collect()
    };
    let greatest =
        |pick: fn(&Shift) -> f64| found.iter().map(move |left| left.greatest.map_or(f64::NAN, |it| pick(&it)));
    Columns::default()
        .text("level", "the level of a node, or `unit`", found.iter().map(|left| Some(element(left).0)))
        .text("left_out", "code of what is left out", found.iter().map(|left| Some(element(left).1)))
        .text("name", "its name", found.iter().map(|left| Some(element(left).2)))
        .number(
            "mean_rank_change",
            "mean distance of the others' ranks with and without it",
            &[("decimals", "2")],
            found.iter().map(|left| left.mean_rank_change),
        )
        .whole("ranks_changed", "how many of the others have another rank", count(|left| left.changed as u64))
        .whole("ranked", "how many others are ranked both times", count(|left| left.ranked as u64))
        .whole("reversals", "pairs of others that stand the other way round", count(|left| left.reversals))
        .number("greatest_change", "the greatest distance of ranks", &[("decimals", "1")], greatest(Shift::distance))
        .text(
            "greatest_unit",
            "the first unit that moves so far",
            found.iter().map(|left| Some(data.units.get(data.unit_of(left.greatest?.row)).code.as_str())),
        )
        .text(
            "greatest_period",
            "the period in which it does",
            found.iter().map(|left| Some(data.period_of(left.greatest?.row).to_string())),
        )
        .number("rank_with", "its rank among the others", &[("decimals", "1")], greatest(|shift| shift.with))
        .number("rank_without", "its rank without the element", &[("decimals", "1")], greatest(|shift| shift.without))
        .text("stopped", "why there are no ranks without it", found.iter().map(|left| left.stopped.as_deref()))
        .finish("leave_out", "What leaving out an element does to the ranks of the others")
}
