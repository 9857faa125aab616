//! `explain`: how a unit's score came about, in parts that sum to it.

use opencities_engine::aggregate::Decomposition;
use opencities_engine::analyse::{Explanation, Line, explain};
use opencities_io::{find_node, find_unit, tables};

use crate::args::Explain;
use crate::failure::Failure;
use crate::output::Sink;
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Explain) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let unit = find_unit(&composite.data.units, &args.unit)?;
    let node = match &args.node {
        Some(name) => find_node(&composite.framework, name)?,
        None => composite.framework.root(),
    };
    let row = run.row(&args.source, unit)?;
    let explanation = explain(composite, node, row);
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    let export = [tables::explanation(composite, row, &explanation), tables::sources(&run.index.sources)];
    sink.write(&export, &info, || draw(&run, row, &explanation))
}

/// Letters of a line that the figures take, and of the column of treated figures where there is room for it.
const FIGURES: usize = 46;
const TREATED: usize = 12;
/// A node's name is cut to what is left of the line, within these bounds.
const NAME: std::ops::RangeInclusive<usize> = 20..=60;

fn draw(run: &Run, row: usize, explanation: &Explanation) -> String {
    let composite = &run.composite;
    let data = &composite.data;
    let top = &explanation.lines[0];
    let mut text = heading(run, row, top);
    let additive = explanation.decomposition == Decomposition::Additive;
    let roomy = render::width() >= FIGURES + TREATED + 40;
    let taken = if roomy { FIGURES + TREATED } else { FIGURES };
    let name_width = render::width().saturating_sub(taken).clamp(*NAME.start(), *NAME.end());
    let mut header = vec![("", Align::Left), ("figure", Align::Right)];
    if roomy {
        header.push(("treated", Align::Right));
    }
    header.extend([("year", Align::Left), ("score", Align::Right), ("share", Align::Right)]);
    if additive {
        header.push(("points", Align::Right));
    }
    let rows = explanation.lines.iter().map(|line| {
        let name = &composite.framework.nodes()[line.node].name;
        let indented = format!("{}{name}", "  ".repeat(line.depth));
        let figures = line.figures.as_ref();
        let known = figures.filter(|figures| !figures.imputed.is_nan());
        let mut cells = vec![
            render::shortened(&indented, name_width),
            figures.map(|figures| render::figure(figures.imputed)).unwrap_or_default(),
        ];
        if roomy {
            let moved = figures.filter(|figures| figures.status.is_treated());
            cells.push(moved.map(|figures| render::figure(figures.treated)).unwrap_or_default());
        }
        cells.extend([
            known.map(|figures| format!("{}{}", figures.observed_period, marks(line))).unwrap_or_default(),
            render::score(line.score),
            format!("{:.1} %", line.share * 100.0),
        ]);
        if additive {
            let has_points = line.share > 0.0 && !line.contribution.is_nan();
            cells.push(if has_points { format!("{:.2}", line.contribution) } else { "–".to_owned() });
        }
        cells
    });
    text.push_str(&render::table(&header, rows));
    text.push_str(&footer(explanation, top));
    text.push_str(&adjustments(run, explanation));
    if explanation.lines.iter().any(|line| !marks(line).is_empty()) {
        text.push_str("c country figure · r regional figure · t treated outlier or skew · i imputed\n");
    }
    if !composite.screening.ranked[row] {
        let unit = data.units.get(data.unit_of(row));
        text.push_str(&format!(
            "{} is not ranked: {:.0} % of the indicators are known\n",
            unit.name,
            composite.screening.coverage[row] * 100.0
        ));
    }
    text
}

fn heading(run: &Run, row: usize, top: &Line) -> String {
    let composite = &run.composite;
    let data = &composite.data;
    let unit = data.units.get(data.unit_of(row));
    let ranked = data.rows_of(row / data.units.len()).filter(|&row| composite.screening.ranked[row]).count();
    let rank = if top.rank.is_nan() { String::new() } else { format!(", rank {} of {ranked}", render::rank(top.rank)) };
    format!(
        "{}: {} {}{rank} ({}, {})\n",
        unit.name,
        composite.framework.nodes()[top.node].name,
        render::score(top.score),
        composite.framework.about().name,
        data.period_of(row),
    )
}

/// How the parts make the score.
fn footer(explanation: &Explanation, top: &Line) -> String {
    match explanation.decomposition {
        _ if top.score.is_nan() => "there is no score: too little is known below it\n".to_owned(),
        Decomposition::Additive => {
            let sum: f64 =
                explanation.lines.iter().filter(|line| line.figures.is_some()).map(|line| line.contribution).sum();
            let added: f64 = explanation.lines.iter().map(|line| line.adjustment).sum();
            let adjusted =
                if added.abs() > 0.0 { format!("; penalties and caps move it by {added:.2}") } else { String::new() };
            format!("the points of the indicators sum to {sum:.2}{adjusted}; the score is {:.2}\n", top.score)
        }
        Decomposition::Multiplicative => {
            "a geometric mean on the way: scores multiply, so no points can be added up\n".to_owned()
        }
        _ => "an aggregation on the way cannot be taken apart into points\n".to_owned(),
    }
}

/// Where penalties and caps move the score.
fn adjustments(run: &Run, explanation: &Explanation) -> String {
    let name = |line: &Line| &run.composite.framework.nodes()[line.node].name;
    let moved = explanation.lines.iter().filter(|line| line.adjustment.abs() > 0.0);
    moved.map(|line| format!("a penalty or a cap in {} moves it by {:.2}\n", name(line), line.adjustment)).collect()
}

/// Single letters for what the reader should know about a figure.
fn marks(line: &Line) -> String {
    let Some(figures) = &line.figures else { return String::new() };
    let geography = figures.geography.as_deref();
    let marks = [
        (geography == Some("country"), 'c'),
        (geography == Some("region"), 'r'),
        (figures.status.is_treated(), 't'),
        (figures.status.is_imputed(), 'i'),
    ];
    let letters: String = marks.iter().filter(|(set, _)| *set).map(|(_, letter)| *letter).collect();
    if letters.is_empty() || figures.imputed.is_nan() { String::new() } else { format!(" {letters}") }
}
