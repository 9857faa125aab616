//! The figures of the chapter: what was found, as marks in rows and cells, with how sure it is.

use opencities_engine::analyse::audit::{Audit, Part, Robustness, Sensitivity};
use opencities_engine::analyse::sensitivity::Estimate;
use opencities_engine::analyse::structure::{Structure, Thresholds};
use opencities_engine::analyse::{ChildImportance, Distances, GroupImportance};
use opencities_engine::composite::Composite;

use super::super::Figure;
use crate::chart::{Axis, Cell, HeatMap, Legend, Mark, Row, RowChart, Shape, Tone, Unit};

/// Rows that a figure shows; the tables have them all.
const ROWS_MAX: usize = 150;
/// Nodes of a level that a map shows.
const MAP: std::ops::RangeInclusive<usize> = 3..=70;

/// The figures of a part.
pub(super) fn of(part: Part, composite: &Composite, audit: &Audit, thresholds: &Thresholds) -> Vec<Figure> {
    match part {
        Part::Structure => audit.structure.as_ref().map_or_else(Vec::new, |found| maps(composite, found, thresholds)),
        Part::Robustness => audit.robustness.iter().map(|found| ranks(composite, found)).collect(),
        Part::Sensitivity => audit.sensitivity.iter().map(assumptions).collect(),
        Part::Importance => audit.importance.iter().map(|found| importances(composite, found)).collect(),
        Part::Frontier => audit.frontier.iter().map(|found| frontier(composite, found)).collect(),
    }
}

fn legend(marks: &[Mark], words: impl Into<String>) -> Legend {
    Legend { marks: marks.to_vec(), words: words.into() }
}

fn name(composite: &Composite, row: usize) -> &str {
    composite.data.units.get(composite.data.unit_of(row)).name.as_str()
}

fn percent(value: f64) -> String {
    if value.is_nan() { "unknown".to_owned() } else { format!("{:.0} %", value * 100.0) }
}

/// Says so where not all rows are shown.
fn of_all(shown: usize, all: usize, what: &str) -> String {
    if shown < all { format!(" The first {shown} of {all} {what}.") } else { String::new() }
}

fn ranks(composite: &Composite, found: &Robustness) -> Figure {
    let shown = found.rows.len().min(ROWS_MAX);
    let row = |place: usize| {
        let standing = &found.standings[place];
        let [low, high] = standing.interval.map(|rank| rank as f64);
        let outside = found.is_outside(place);
        let (shape, tone) = if outside { (Shape::Diamond, Tone::Two) } else { (Shape::Dot, Tone::One) };
        let published = found.published[place];
        let unit = name(composite, found.rows[place]);
        let said = format!("{unit}: published {published}, median {}, {low} to {high}", standing.median);
        let marks = vec![
            Mark::Between(Tone::Ink, low, high),
            Mark::At(Shape::Bar, Tone::Ink, standing.median as f64),
            Mark::At(shape, tone, published),
        ];
        Row::Line(format!("{published:.0} {unit}"), said, marks)
    };
    let last = found.standings[..shown].iter().map(|standing| standing.interval[1] as f64).fold(2.0, f64::max);
    let share = percent(found.interval);
    let mut lines = vec![
        legend(&[Mark::At(Shape::Dot, Tone::One, 0.5)], "published rank"),
        legend(&[Mark::At(Shape::Bar, Tone::Ink, 0.5)], "median of the replicates"),
        legend(&[Mark::Between(Tone::Ink, 0.0, 1.0)], format!("{share} of the replicates")),
    ];
    let outside = (0..found.rows.len()).filter(|&place| found.is_outside(place)).count();
    if outside > 0 {
        lines.push(legend(&[Mark::At(Shape::Diamond, Tone::Two, 0.5)], "published rank outside its interval"));
    }
    let axis = Axis { name: "rank".to_owned(), from: 1.0, to: last, unit: Unit::Place };
    Figure {
        name: "ranks",
        title: format!("Published ranks and their {share} intervals"),
        description: format!(
            "A row for each unit in the order of the ranking: published rank, median and {share} interval over {} replicates. \
             {outside} published ranks lie outside their interval.{}",
            found.replicates,
            of_all(shown, found.rows.len(), "units")
        ),
        drawing: RowChart { axis, legend: lines, rows: (0..shown).map(row).collect() }.draw(),
    }
}

fn assumptions(found: &Sensitivity) -> Figure {
    let mut order: Vec<usize> = (0..found.assumptions.len()).collect();
    let (first, total) = (&found.indices.first, &found.indices.total);
    order.sort_by(|&a, &b| total[b].value.total_cmp(&total[a].value));
    let interval = |tone: Tone, one: Estimate| Mark::Between(tone, one.low.max(0.0), one.high);
    let rows = order.iter().flat_map(|&at| {
        let (alone, all) = (first[at], total[at]);
        let said = |what: &str, one: Estimate| {
            format!(
                "{} {what}: {}, 95 % {} to {}",
                found.assumptions[at],
                percent(one.value),
                percent(one.low),
                percent(one.high)
            )
        };
        [
            Row::Heading(found.assumptions[at].clone()),
            Row::Line(
                "alone".to_owned(),
                said("alone", alone),
                vec![interval(Tone::One, alone), Mark::At(Shape::Dot, Tone::One, alone.value)],
            ),
            Row::Line(
                "with others".to_owned(),
                said("with others", all),
                vec![interval(Tone::Two, all), Mark::At(Shape::Ring, Tone::Two, all.value)],
            ),
        ]
    });
    let greatest = first.iter().chain(total).map(|one| one.high).fold(0.0, f64::max);
    let axis = Axis { name: "share of the variance".to_owned(), from: 0.0, to: greatest.max(0.1), unit: Unit::Share };
    let lines = vec![
        legend(&[Mark::At(Shape::Dot, Tone::One, 0.5)], "carried alone (first-order index)"),
        legend(&[Mark::At(Shape::Ring, Tone::Two, 0.5)], "alone or with others (total index)"),
        legend(&[Mark::Between(Tone::Ink, 0.0, 1.0)], "95 % interval"),
    ];
    let most = order.first().map_or("none", |&at| found.assumptions[at].as_str());
    Figure {
        name: "sensitivity",
        title: "Which assumption moves the ranks".to_owned(),
        description: format!(
            "First-order and total Sobol' indices of the mean change of the ranks, from {} samples. Most is carried by {most}.",
            found.samples
        ),
        drawing: RowChart { axis, legend: lines, rows: rows.take(ROWS_MAX).collect() }.draw(),
    }
}

fn importances(composite: &Composite, found: &[GroupImportance]) -> Figure {
    let nodes = composite.framework.nodes();
    let line = |child: &ChildImportance| {
        let is_off = child.is_off() == Some(true);
        let name = &nodes[child.node].name;
        let share = child.share;
        let said = format!(
            "{name}: importance {}, 95 % {} to {}, weight {}",
            percent(share.value),
            percent(share.low),
            percent(share.high),
            percent(child.weight)
        );
        let marks = vec![
            Mark::Between(Tone::One, share.low, share.high),
            Mark::At(Shape::Dot, Tone::One, share.value),
            Mark::At(if is_off { Shape::Diamond } else { Shape::Bar }, Tone::Two, child.weight),
        ];
        Row::Line(name.clone(), said, marks)
    };
    let told = found.iter().filter(|group| group.children.len() > 1);
    let rows: Vec<Row> = told
        .clone()
        .flat_map(|group| {
            std::iter::once(Row::Heading(nodes[group.group].name.clone())).chain(group.children.iter().map(line))
        })
        .collect();
    let children = || told.clone().flat_map(|group| &group.children);
    let greatest = children().flat_map(|child| [child.weight, child.share.value, child.share.high]).fold(0.1, f64::max);
    let off = children().filter(|child| child.is_off() == Some(true)).count();
    let axis = Axis { name: "share among siblings".to_owned(), from: 0.0, to: greatest, unit: Unit::Share };
    let lines = vec![
        legend(
            &[Mark::Between(Tone::One, 0.0, 1.0), Mark::At(Shape::Dot, Tone::One, 0.5)],
            "importance, with its 95 % interval",
        ),
        legend(&[Mark::At(Shape::Bar, Tone::Two, 0.5)], "weight within that interval"),
        legend(&[Mark::At(Shape::Diamond, Tone::Two, 0.5)], "weight outside it"),
    ];
    let all = rows.len();
    Figure {
        name: "importance",
        title: "Importance against weight".to_owned(),
        description: format!(
            "For every child of a group its weight and its share of importance with a 95 % interval. {off} of {} weights lie \
             outside.{}",
            children().count(),
            of_all(all.min(ROWS_MAX), all, "rows")
        ),
        drawing: RowChart { axis, legend: lines, rows: rows.into_iter().take(ROWS_MAX).collect() }.draw(),
    }
}

fn frontier(composite: &Composite, found: &Distances) -> Figure {
    let score = |row: usize| composite.score(found.group, row);
    let best = found.units.iter().map(|unit| score(unit.row)).fold(f64::NAN, f64::max);
    let shown = found.units.len().min(ROWS_MAX);
    let rows = found.units[..shown].iter().map(|unit| {
        let unit_name = name(composite, unit.row);
        let index = if best > 0.0 { score(unit.row) / best } else { f64::NAN };
        let said = format!(
            "{unit_name}: {} of the frontier, {} with shares held, {} of the best score, surpassed by {}",
            percent(unit.free),
            percent(unit.held),
            percent(index),
            unit.surpassed_by.len()
        );
        let is_best = unit.free >= 1.0;
        let shape = if is_best { Shape::Diamond } else { Shape::Dot };
        let marks = vec![
            Mark::Between(Tone::One, unit.held, unit.free),
            Mark::At(Shape::Bar, Tone::Ink, index),
            Mark::At(shape, Tone::One, unit.free),
        ];
        let rank = composite.rank(found.group, unit.row);
        Row::Line(format!("{rank:.0} {unit_name}"), said, marks)
    });
    let figures = found.units.iter().flat_map(|unit| [unit.free, unit.held, score(unit.row) / best]);
    // Every point of the scale is needed to tell units apart that are all near the frontier.
    let from = (figures.fold(1.0, f64::min) * 10.0).floor().clamp(0.0, 9.0) / 10.0;
    let axis = Axis { name: "share of the frontier".to_owned(), from, to: 1.0, unit: Unit::Share };
    let lines = vec![
        legend(
            &[Mark::Between(Tone::One, 0.0, 0.5), Mark::At(Shape::Dot, Tone::One, 0.5)],
            "reached with own weights; left: shares held near even",
        ),
        legend(&[Mark::At(Shape::Diamond, Tone::One, 0.5)], "on the frontier"),
        legend(&[Mark::At(Shape::Bar, Tone::Ink, 0.5)], "index score, as a share of the best score"),
    ];
    let on = found.on_the_frontier().count();
    Figure {
        name: "frontier",
        title: "Distance to the frontier, beside the score".to_owned(),
        description: format!(
            "A row for each unit in the order of the ranking: the share of the frontier that it reaches under the weights that \
             suit it best, the same with shares held near even ones, and its score. {on} units are on the frontier.{}",
            of_all(shown, found.units.len(), "units")
        ),
        drawing: RowChart { axis, legend: lines, rows: rows.collect() }.draw(),
    }
}

/// What the figures' files are called, level by level.
const MAPS: [&str; 6] =
    ["correlations", "correlations-2", "correlations-3", "correlations-4", "correlations-5", "correlations-6"];

/// A map for each level, the uppermost first.
fn maps(composite: &Composite, found: &Structure, thresholds: &Thresholds) -> Vec<Figure> {
    let nodes = composite.framework.nodes();
    let levels = composite.framework.levels().iter().rev();
    let on_level = |level: &String| {
        let mut shown: Vec<usize> =
            found.columns.iter().map(|line| line.node).filter(|&node| nodes[node].level == *level).collect();
        // Siblings stand together, as they do in the tree.
        shown.sort_by_key(|&node| (nodes[node].parent, node));
        (level.clone(), shown)
    };
    let drawn = levels.map(on_level).filter(|(_, shown)| MAP.contains(&shown.len()));
    MAPS.into_iter()
        .zip(drawn)
        .map(|(name, (level, shown))| map(composite, found, thresholds, name, &level, &shown))
        .collect()
}

fn map(
    composite: &Composite,
    found: &Structure,
    thresholds: &Thresholds,
    name: &'static str,
    level: &str,
    shown: &[usize],
) -> Figure {
    let nodes = composite.framework.nodes();
    let cell = |a: usize, b: usize| {
        let is_pair = |first: usize, second: usize| (first, second) == (a, b) || (first, second) == (b, a);
        let pair = found.pairs.iter().find(|pair| is_pair(pair.first, pair.second));
        pair.map_or(Cell { value: f64::NAN, p_value: f64::NAN }, |pair| Cell {
            value: pair.coefficients.pearson.value,
            p_value: pair.coefficients.pearson.p_corrected,
        })
    };
    let cells: Vec<Vec<Cell>> =
        (0..shown.len()).map(|row| shown[..row].iter().map(|&column| cell(shown[row], column)).collect()).collect();
    let known = || cells.iter().flatten().filter(|cell| !cell.value.is_nan());
    let negative = known().filter(|cell| cell.value < 0.0).count();
    let sure = known().filter(|cell| cell.p_value <= thresholds.significance_max).count();
    let description = format!(
        "Pearson's correlation of each pair of the level {level}: {} pairs, {negative} below zero, {sure} more than chance.",
        known().count()
    );
    let gaps = (1..shown.len()).filter(|&place| nodes[shown[place]].parent != nodes[shown[place - 1]].parent).collect();
    let names = shown.iter().map(|&node| nodes[node].name.clone()).collect();
    Figure {
        name,
        title: format!("Correlations on the level {level}"),
        description,
        drawing: HeatMap { names, gaps, significance: thresholds.significance_max, cells }.draw(),
    }
}
