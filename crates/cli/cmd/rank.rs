//! `rank`: the units in the order of the index, or of any group.

use opencities_engine::composite::Composite;
use opencities_io::{find_node, tables};

use crate::args::Rank;
use crate::failure::Failure;
use crate::output::Sink;
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Rank) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let view = view(args, &run.composite)?;
    let info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    let export = [
        tables::ranking(&run.composite, &view),
        tables::weights(&run.composite),
        tables::findings(&run.findings),
        tables::sources(&run.index.sources),
    ];
    sink.write(&export, &info, || draw(&run, &view))
}

fn view(args: &Rank, composite: &Composite) -> Result<tables::RankingView, Failure> {
    let framework = &composite.framework;
    let by = match &args.by {
        Some(name) => find_node(framework, name)?,
        None => framework.root(),
    };
    if framework.is_indicator(by) {
        let message = format!("`{}` is an indicator, and units are ranked by groups", framework.nodes()[by].code);
        let groups: Vec<&str> = framework.groups().iter().map(|group| group.code.as_str()).collect();
        return Err(Failure::Wrong(message, format!("the groups are: {}", groups.join(", "))));
    }
    let columns = match &args.level {
        None => framework.nodes()[by].children.clone(),
        Some(level) => level_nodes(composite, level, by)?,
    };
    let kept = filter(args, composite)?;
    let top = args.top.unwrap_or(usize::MAX);
    let rows = (0..composite.data.periods.len())
        .flat_map(|period| {
            composite.ranking(by, period).into_iter().filter(|&row| kept[composite.data.unit_of(row)]).take(top)
        })
        .collect();
    Ok(tables::RankingView { by, columns, rows })
}

/// The nodes of a level that lie below a group.
pub(crate) fn level_nodes(composite: &Composite, level: &str, group: usize) -> Result<Vec<usize>, Failure> {
    let nodes = composite.framework.nodes();
    let found = composite.framework.on_level(level);
    if found.is_empty() {
        let levels = composite.framework.levels().join(", ");
        return Err(Failure::Wrong(format!("there is no level `{level}`"), format!("the levels are: {levels}")));
    }
    let below = |position: usize| {
        let mut ancestors = std::iter::successors(Some(position), |&at| nodes[at].parent);
        ancestors.any(|ancestor| ancestor == group)
    };
    Ok(found.into_iter().filter(|&position| below(position)).collect())
}

/// Which units the groups keep.
fn filter(args: &Rank, composite: &Composite) -> Result<Vec<bool>, Failure> {
    let units = &composite.data.units;
    let mut kept = vec![true; units.len()];
    for group in &args.group {
        let wrong = |message: String, hint: String| Failure::Wrong(message, hint);
        let (name, value) = group.split_once('=').ok_or_else(|| {
            wrong(format!("`{group}` is not COLUMN=VALUE"), "write for example --group region=Asia".into())
        })?;
        let column = units.column(name).ok_or_else(|| {
            let known: Vec<&str> = units.columns().iter().map(|column| column.name.as_str()).collect();
            wrong(format!("units have no column `{name}`"), format!("the columns are: {}", known.join(", ")))
        })?;
        let wanted = opencities_io::fold(value);
        let matches: Vec<bool> = column.values.iter().map(|text| opencities_io::fold(text) == wanted).collect();
        if !matches.contains(&true) {
            let mut known: Vec<&str> =
                column.values.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            known.sort_unstable();
            known.dedup();
            let hint = format!("there are: {}", known.iter().take(20).copied().collect::<Vec<_>>().join(", "));
            return Err(wrong(format!("no unit has {name} `{value}`"), hint));
        }
        kept.iter_mut().zip(matches).for_each(|(kept, matches)| *kept &= matches);
    }
    Ok(kept)
}

/// Letters of a column's heading; longer names are cut and written out below the table.
const HEADING: usize = 9;
const BAR: usize = 12;

fn draw(run: &Run, view: &tables::RankingView) -> String {
    let composite = &run.composite;
    let (data, nodes) = (&composite.data, composite.framework.nodes());
    let columns: Vec<usize> = view.columns.iter().copied().filter(|&column| column != view.by).collect();
    let headings: Vec<String> = columns.iter().map(|&column| render::shortened(&nodes[column].name, HEADING)).collect();
    let panel = data.periods.len() > 1;
    let with_bar = columns.len() <= 4 && !panel;
    let mut header: Vec<(&str, Align)> = Vec::new();
    if panel {
        header.push(("period", Align::Left));
    }
    header.extend([("rank", Align::Right), ("name", Align::Left), ("score", Align::Right)]);
    if with_bar {
        header.push(("", Align::Left));
    }
    header.extend(headings.iter().map(|heading| (heading.as_str(), Align::Right)));
    header.push(("known", Align::Right));
    let full = nodes_full(composite, view);
    let rows = view.rows.iter().map(|&row| {
        let score = composite.score(view.by, row);
        let mut cells = Vec::new();
        if panel {
            cells.push(data.period_of(row).to_string());
        }
        cells.push(render::rank(composite.rank(view.by, row)));
        cells.push(data.units.get(data.unit_of(row)).name.clone());
        cells.push(render::score(score));
        if with_bar {
            cells.push(render::bar(score, full, BAR));
        }
        cells.extend(columns.iter().map(|&column| render::score(composite.score(column, row))));
        cells.push(format!("{:.0} %", composite.screening.coverage[row] * 100.0));
        cells
    });
    let period = if panel {
        String::new()
    } else {
        data.periods.first().map(|period| format!(", {period}")).unwrap_or_default()
    };
    let mut text = format!("{} by {}{period}\n", composite.framework.about().name, nodes[view.by].name);
    text.push_str(&render::table(&header, rows));
    text.push_str(&legend(composite, &columns, &headings));
    text.push_str(&unranked(composite, view));
    text
}

/// The score of a full bar: 100, or the best score where scores are on another scale.
fn nodes_full(composite: &Composite, view: &tables::RankingView) -> f64 {
    let best = view.rows.iter().map(|&row| composite.score(view.by, row)).fold(0.0, f64::max);
    if best > 100.0 || best <= 1.0 { best } else { 100.0 }
}

fn legend(composite: &Composite, columns: &[usize], headings: &[String]) -> String {
    let nodes = composite.framework.nodes();
    let cut = columns.iter().zip(headings).filter(|&(&column, heading)| nodes[column].name != *heading);
    let words: Vec<String> = cut.map(|(&column, heading)| format!("{heading} {}", nodes[column].name)).collect();
    if words.is_empty() { String::new() } else { format!("{}\n", words.join(" · ")) }
}

fn unranked(composite: &Composite, view: &tables::RankingView) -> String {
    let declared = composite.framework.indicators().len() as f64;
    let least = composite.method.screen.unit_coverage_min * 100.0;
    let out: Vec<String> = view
        .rows
        .iter()
        .filter(|&&row| !composite.screening.ranked[row])
        .map(|&row| {
            let name = &composite.data.units.get(composite.data.unit_of(row)).name;
            format!("{name} ({:.0} of {declared} indicators)", (composite.screening.coverage[row] * declared).round())
        })
        .collect();
    if out.is_empty() {
        return String::new();
    }
    const SHOWN: usize = 6;
    let more = if out.len() > SHOWN { format!(" and {} more", out.len() - SHOWN) } else { String::new() };
    let shown = out.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    format!("not ranked, fewer than {least:.0} % of the indicators known: {shown}{more}\n")
}
