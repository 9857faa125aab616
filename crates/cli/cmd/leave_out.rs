//! `leave-out`: each indicator, group and unit left out one at a time, and what that does to the ranks of the others.

use opencities_engine::analyse::{Element, LeftOut, leave_out};
use opencities_engine::composite::Composite;
use opencities_io::tables;

use crate::args::LeaveOut;
use crate::failure::Failure;
use crate::output::Sink;
use crate::progress::while_computing;
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

pub(crate) fn run(args: &LeaveOut) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let framework = &composite.framework;
    let group = group_named(framework, args.by.as_deref())?;
    let mut elements = Element::all(composite, group);
    // From the top down, as the index is read.
    let levels: Vec<&str> = levels_of(composite, &elements);
    if let Some(level) = &args.level {
        if !levels.contains(&level.as_str()) {
            let message = format!("there is nothing on the level `{level}` to leave out here");
            return Err(Failure::Wrong(message, format!("the levels are: {}", levels.join(", "))));
        }
        elements.retain(|&element| tables::element_of(composite, element).0 == level);
    }
    let found = while_computing(|| leave_out(composite, &run.data, group, &elements))?;
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    sink.write(&[tables::leave_out(composite, &found)], &info, || {
        let name = &framework.nodes()[group].name;
        let mut text = format!("{name}: one left out at a time ({})\n", framework.about().name);
        for level in levels {
            let mut on_level: Vec<&LeftOut> =
                found.iter().filter(|left| tables::element_of(composite, left.element).0 == level).collect();
            if !on_level.is_empty() {
                on_level.sort_by(|a, b| b.mean_rank_change.total_cmp(&a.mean_rank_change));
                text.push_str(&section(composite, level, &on_level, args.top.get()));
            }
        }
        text + &render::wrapped(
            "mean: how many places the others move on average · moved: how many of them · farthest: who moves most, from \
             the rank with to the rank without, both among those that are ranked both times · reversed: pairs of others \
             that stand the other way round",
            "",
        )
    })
}

/// The levels of these elements, the highest first and units last.
fn levels_of<'a>(composite: &'a Composite, elements: &[Element]) -> Vec<&'a str> {
    let mut nodes: Vec<usize> = elements
        .iter()
        .filter_map(|element| if let Element::Node(node) = element { Some(*node) } else { None })
        .collect();
    nodes.sort_unstable_by(|a, b| b.cmp(a));
    let mut levels: Vec<&str> = Vec::new();
    for node in nodes {
        let level = tables::element_of(composite, Element::Node(node)).0;
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    if elements.iter().any(|element| matches!(element, Element::Unit(_))) {
        levels.push(tables::UNIT);
    }
    levels
}

/// Letters of names.
const NAME: usize = 30;
const UNIT_NAME: usize = 16;

fn section(composite: &Composite, level: &str, found: &[&LeftOut], top: usize) -> String {
    let header = [
        (level, Align::Left),
        ("mean", Align::Right),
        ("moved", Align::Right),
        ("farthest", Align::Left),
        ("reversed", Align::Right),
    ];
    let rows = found.iter().take(top).map(|left| {
        let name = render::shortened(tables::element_of(composite, left.element).2, NAME);
        let farthest = left.greatest.map(|shift| {
            let unit = composite.data.units.get(composite.data.unit_of(shift.row));
            let name = render::shortened(&unit.name, UNIT_NAME);
            format!("{name} {}→{}", render::rank(shift.with), render::rank(shift.without))
        });
        let figure = |text: String| if left.stopped.is_some() { "–".to_owned() } else { text };
        vec![
            name,
            render::decimals(left.mean_rank_change, 2),
            figure(left.changed.to_string()),
            farthest.unwrap_or_default(),
            figure(left.reversals.to_string()),
        ]
    });
    let mut text = render::table(&header, rows);
    let calm = found.iter().filter(|left| left.stopped.is_none() && left.reversals == 0).count();
    let shown = found.len().min(top);
    let rest = if shown < found.len() { format!("the first {shown} of {}; ", found.len()) } else { String::new() };
    text.push_str(&render::wrapped(&format!("{rest}{calm} of {} turn no pair of others", found.len()), ""));
    for left in found.iter().filter(|left| left.stopped.is_some()) {
        let name = tables::element_of(composite, left.element).1;
        let why = left.stopped.as_deref().unwrap_or_default();
        text.push_str(&render::wrapped(&format!("no ranks without {name}: {why}"), ""));
    }
    text + "\n"
}
