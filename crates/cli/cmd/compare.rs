//! `compare`: units side by side.

use opencities_engine::composite::Composite;
use opencities_engine::framework::INDICATOR_LEVEL;
use opencities_io::{find_unit, tables};

use crate::args::Compare;
use crate::cmd::rank::level_nodes;
use crate::failure::Failure;
use crate::output::Sink;
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Compare) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let units: Vec<usize> =
        args.unit.iter().map(|name| find_unit(&composite.data.units, name)).collect::<Result<_, _>>()?;
    if let Some(twice) = (1..units.len()).find(|&place| units[..place].contains(&units[place])) {
        let name = &composite.data.units.get(units[twice]).name;
        return Err(Failure::Wrong(format!("{name} is named twice"), "name each unit once".to_owned()));
    }
    let rows: Vec<usize> = units.iter().map(|&unit| run.row(&args.source, unit)).collect::<Result<_, _>>()?;
    let nodes = shown(composite, args.level.as_deref())?;
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    let export = [tables::comparison(composite, &nodes, &rows), tables::sources(&run.index.sources)];
    sink.write(&export, &info, || draw(composite, &nodes, &rows))
}

/// The nodes from the index down to a level, parents before children.
fn shown(composite: &Composite, level: Option<&str>) -> Result<Vec<usize>, Failure> {
    let framework = &composite.framework;
    let kept: Vec<&str> = match level {
        None => framework.levels().iter().map(String::as_str).filter(|level| *level != INDICATOR_LEVEL).collect(),
        Some(level) => {
            level_nodes(composite, level, framework.root())?;
            framework.levels().iter().map(String::as_str).skip_while(|known| *known != level).collect()
        }
    };
    let mut nodes = Vec::new();
    collect(composite, framework.root(), &kept, &mut nodes);
    Ok(nodes)
}

fn collect(composite: &Composite, node: usize, levels: &[&str], nodes: &mut Vec<usize>) {
    let facts = &composite.framework.nodes()[node];
    if levels.contains(&facts.level.as_str()) {
        nodes.push(node);
    }
    facts.children.iter().for_each(|&child| collect(composite, child, levels, nodes));
}

fn draw(composite: &Composite, nodes: &[usize], rows: &[usize]) -> String {
    let (data, framework) = (&composite.data, &composite.framework);
    let names: Vec<&str> = rows.iter().map(|&row| data.units.get(data.unit_of(row)).name.as_str()).collect();
    let mut header = vec![("", Align::Left)];
    header.extend(names.iter().map(|name| (*name, Align::Right)));
    let two = rows.len() == 2;
    if two {
        header.push(("gap", Align::Right));
    }
    let depth =
        |node: usize| std::iter::successors(framework.nodes()[node].parent, |&at| framework.nodes()[at].parent).count();
    let ranks = rows.iter().map(|&row| render::rank(composite.rank(framework.root(), row)));
    let first = std::iter::once("rank".to_owned()).chain(ranks).chain(two.then(String::new)).collect();
    let lines = nodes.iter().map(|&node| {
        let scores: Vec<f64> = rows.iter().map(|&row| composite.score(node, row)).collect();
        let name = format!("{}{}", "  ".repeat(depth(node)), framework.nodes()[node].name);
        let mut cells = vec![render::shortened(&name, 44)];
        cells.extend(scores.iter().map(|&score| render::score(score)));
        if two {
            let gap = scores[0] - scores[1];
            cells.push(if gap.is_nan() { "–".to_owned() } else { format!("{gap:+.1}") });
        }
        cells
    });
    let period = data.periods.last().map(ToString::to_string).unwrap_or_default();
    let title = format!("{}, {period}: scores\n", framework.about().name);
    title + &render::table(&header, std::iter::once(first).chain(lines))
}
