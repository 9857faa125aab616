//! `rank`: the units in the order of the index, or of any group.

use std::num::NonZeroUsize;

use opencities_engine::composite::Composite;
use opencities_engine::dataset::Status;
use opencities_io::tables;

use crate::args::Rank;
use crate::failure::Failure;
use crate::filter::kept;
use crate::output::Sink;
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

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
    let by = group_named(framework, args.by.as_deref())?;
    let columns = match &args.level {
        None => framework.nodes()[by].children.clone(),
        Some(level) => level_nodes(composite, level, by)?,
    };
    let kept = kept(composite, &args.group)?;
    let top = args.top.map_or(usize::MAX, NonZeroUsize::get);
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

/// Letters of a column's heading; longer names are cut and written out below the table.
const HEADING: usize = 10;
/// Columns that have room for a heading in words; more are headed by letters.
const WORDED: usize = 4;
const BAR: usize = 12;
/// Letters that rank, name, score and coverage take, and that a column headed by a letter takes.
const FRAME: usize = 36;
const LETTERED: usize = 4;

/// The columns of a ranking on the page.
struct Page {
    columns: Vec<usize>,
    headings: Vec<String>,
    panel: bool,
    with_bar: bool,
    /// Decimals of the scores, and of the columns' scores.
    decimals: [usize; 2],
    /// Columns for which the page has no room.
    left_out: usize,
}

impl Page {
    fn new(composite: &Composite, view: &tables::RankingView) -> Self {
        let nodes = composite.framework.nodes();
        let mut columns: Vec<usize> = view.columns.iter().copied().filter(|&column| column != view.by).collect();
        let fitting = render::width().saturating_sub(FRAME) / LETTERED;
        let left_out = columns.len().saturating_sub(fitting.max(WORDED));
        columns.truncate(columns.len() - left_out);
        let worded = columns.len() <= WORDED;
        let heading = |(number, &column): (usize, &usize)| {
            if worded { render::shortened(&nodes[column].name, HEADING) } else { letters(number) }
        };
        let headings = columns.iter().enumerate().map(heading).collect();
        let panel = composite.data.periods.len() > 1;
        let scores: Vec<f64> = view.rows.iter().map(|&row| composite.score(view.by, row)).collect();
        // Z-scores and shares need more decimals than scores of 0 to 100, and bars start from zero.
        let small = scores.iter().all(|score| score.is_nan() || score.abs() < 10.0);
        let with_bar = worded && !panel && scores.iter().all(|score| score.is_nan() || *score >= 0.0);
        let decimals = match (small, worded) {
            (true, _) => [3, 2],
            (false, true) => [1, 1],
            (false, false) => [1, 0],
        };
        Page { headings, panel, with_bar, decimals, left_out, columns }
    }

    fn header(&self) -> Vec<(&str, Align)> {
        let mut header: Vec<(&str, Align)> = Vec::new();
        if self.panel {
            header.push(("period", Align::Left));
        }
        header.extend([("rank", Align::Right), ("name", Align::Left), ("score", Align::Right)]);
        if self.with_bar {
            header.push(("", Align::Left));
        }
        header.extend(self.headings.iter().map(|heading| (heading.as_str(), Align::Right)));
        header.push(("known", Align::Right));
        header
    }

    fn row(&self, composite: &Composite, by: usize, full: f64, row: usize) -> Vec<String> {
        let data = &composite.data;
        let score = composite.score(by, row);
        let mut cells = Vec::new();
        if self.panel {
            cells.push(data.period_of(row).to_string());
        }
        cells.push(render::rank(composite.rank(by, row)));
        cells.push(render::shortened(&data.units.get(data.unit_of(row)).name, NAME));
        cells.push(render::decimals(score, self.decimals[0]));
        if self.with_bar {
            cells.push(render::bar(score, full, BAR));
        }
        let shown = |column: &usize| render::decimals(composite.score(*column, row), self.decimals[1]);
        cells.extend(self.columns.iter().map(shown));
        cells.push(format!("{:.0} %", composite.screening.coverage[row] * 100.0));
        cells
    }

    /// The headings that do not say the whole name.
    fn legend(&self, composite: &Composite) -> String {
        let nodes = composite.framework.nodes();
        let cut = self.columns.iter().zip(&self.headings).filter(|&(&column, heading)| nodes[column].name != *heading);
        // No line breaks within a name.
        let entry = |heading: &str, name: &str| format!("{heading} {name}").replace(' ', "\u{a0}");
        let words: Vec<String> = cut.map(|(&column, heading)| entry(heading, &nodes[column].name)).collect();
        let mut text = if words.is_empty() { String::new() } else { render::wrapped(&words.join(" · "), "") };
        if self.left_out > 0 {
            let more = crate::failure::count(self.left_out, "more column");
            text.push_str(&format!("{more}: choose a group with --by, or write all with -o FILE\n"));
        }
        text
    }
}

/// Letters of a unit's name.
const NAME: usize = 20;

/// A, B, ... Z, AA, AB, ...
fn letters(number: usize) -> String {
    const ALPHABET: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = char::from(ALPHABET[number % 26]);
    if number < 26 { last.to_string() } else { format!("{}{last}", letters(number / 26 - 1)) }
}

fn draw(run: &Run, view: &tables::RankingView) -> String {
    let composite = &run.composite;
    let page = Page::new(composite, view);
    let full = full_bar(composite, view);
    let rows = view.rows.iter().map(|&row| page.row(composite, view.by, full, row));
    let period = match &composite.data.periods[..] {
        [period] => format!(", {period}"),
        _ => String::new(),
    };
    let name = &composite.framework.nodes()[view.by].name;
    let mut text = format!("{name}{period} ({})\n", composite.framework.about().name);
    text.push_str(&render::table(&page.header(), rows));
    text.push_str(&page.legend(composite));
    text.push_str(&unranked(composite, view));
    text + &self_reported(composite, view)
}

/// The score of a full bar: 100, or the best score where scores are on another scale.
fn full_bar(composite: &Composite, view: &tables::RankingView) -> f64 {
    let best = view.rows.iter().map(|&row| composite.score(view.by, row)).fold(0.0, f64::max);
    if best > 100.0 || best <= 1.0 { best } else { 100.0 }
}

fn unranked(composite: &Composite, view: &tables::RankingView) -> String {
    let least = composite.method.screen.unit_coverage_min * 100.0;
    let out: Vec<String> = view
        .rows
        .iter()
        .filter(|&&row| !composite.screening.ranked[row])
        .map(|&row| {
            let name = &composite.data.units.get(composite.data.unit_of(row)).name;
            format!("{name} ({})", tables::known(composite, row))
        })
        .collect();
    if out.is_empty() {
        return String::new();
    }
    const SHOWN: usize = 6;
    let more = if out.len() > SHOWN { format!(" and {} more", out.len() - SHOWN) } else { String::new() };
    let shown = out.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    render::wrapped(&format!("not ranked, fewer than {least:.0} % of the indicators known: {shown}{more}"), "")
}

/// Whose word it is where every known figure of those ranked is what a unit says of itself.
fn self_reported(composite: &Composite, view: &tables::RankingView) -> String {
    let statuses = (0..composite.framework.indicators().len()).map(|column| composite.data.status.slice(column));
    let ranked = || view.rows.iter().filter(|&&row| composite.screening.ranked[row]);
    let mut known = statuses.flat_map(|column| ranked().map(|&row| column[row])).filter(|status| !status.is_missing());
    let is_own = |status: Status| status.name() == Status::SELF_REPORTED.name();
    if known.next().is_some_and(is_own) && known.all(is_own) {
        let words =
            "All figures are self-reported: each judges itself, not all as strictly, and nobody else has checked.";
        return render::wrapped(words, "");
    }
    String::new()
}
