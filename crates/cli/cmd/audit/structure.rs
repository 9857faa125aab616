//! The structure of an index on the page: what to look at, groups, a map of the correlations, indicators.

use opencities_engine::analyse::structure::{Grade, GroupStructure, Line, Options, Part, Stage, Structure, Verdict};

use super::heat_map;
use crate::failure::count;
use crate::render::{self, Align};
use crate::resolve::Run;

/// Remarks that are written out; the others are counted.
const LISTED: usize = 16;
/// Letters of a line that the figures of the tables take.
const GROUP_FIGURES: usize = 64;
const NODE_FIGURES: usize = 62;

/// Letters that are left for a name.
fn name_width(figures: usize) -> usize {
    render::width().saturating_sub(figures).clamp(12, 48)
}

pub(super) fn draw(run: &Run, options: &Options, found: &Structure) -> String {
    let composite = &run.composite;
    let lines = found.remarks(composite);
    let mut text = heading(run, options, found);
    text.push_str(&remarks(&lines));
    if !found.groups.is_empty() {
        text.push_str("\ngroups: are they one thing?\n");
        text.push_str(&groups(run, found, options.thresholds.eigenvalue_above));
    }
    let maps: Vec<String> = composite
        .framework
        .levels()
        .iter()
        .rev()
        .map(|level| heat_map::draw(composite, found, &options.thresholds, level))
        .filter(|map| !map.is_empty())
        .collect();
    for map in &maps {
        text.push('\n');
        text.push_str(map);
    }
    if !maps.is_empty() {
        text.push_str(&render::wrapped(heat_map::legend(&options.thresholds).trim_end(), ""));
    }
    text.push_str("\neach by itself, and its correlation with what is above it\n");
    text.push_str(&statistics(run, found));
    text.push_str("✓ good, ! look at this, ✗ problem, · not computed\n");
    text.push_str("-o audit.xlsx writes all pairs, p-values, components, loadings and remarks;\n");
    text.push_str("`opencities audit --help` says what each is and where thresholds come from\n");
    text
}

fn heading(run: &Run, options: &Options, found: &Structure) -> String {
    let data = &run.composite.data;
    let about = run.composite.framework.about();
    let what = match options.stage {
        Stage::Aggregated => "scores of groups".to_owned(),
        stage => format!("indicators {}, groups by their scores", in_words(stage)),
    };
    let period = data.periods.get(found.period).map(ToString::to_string).unwrap_or_default();
    let units = count(found.rows, "ranked unit");
    let title = format!("{}, {period}: structure over {units}", about.name);
    format!("{}{}", render::wrapped(&title, ""), render::wrapped(&what, ""))
}

fn in_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Raw => "as supplied",
        Stage::Denominated => "divided by their denominators",
        Stage::Imputed => "with gaps filled",
        Stage::Treated => "with outliers treated",
        Stage::Normalised | Stage::Aggregated => "normalised",
    }
}

/// What to look at: groups and nodes first, since pairs are many.
fn remarks(lines: &[Line]) -> String {
    let number = |grade: Grade| lines.iter().filter(|line| line.grade == grade).count();
    let counts: Vec<String> = Grade::ALL
        .into_iter()
        .rev()
        .filter(|&grade| grade != Grade::Good)
        .map(|grade| format!("{} {} {}", grade.sign(), number(grade), grade.in_words()))
        .collect();
    let mut text = format!("{}\n\n", counts.join(", "));
    let told = lines.iter().filter(|line| line.grade > Grade::Unknown);
    for line in told.clone().take(LISTED) {
        let subject = match (&line.other, line.part) {
            (Some(level), Part::Groups) => format!("{} ({level} level)", line.subject),
            (Some(other), _) => format!("{} ~ {other}", line.subject),
            (None, _) => line.subject.clone(),
        };
        let said = format!("{} {subject}: {}", line.grade.sign(), line.text);
        text.push_str(&render::hanging(&said, "  "));
    }
    let more = told.count().saturating_sub(LISTED);
    if more > 0 {
        text.push_str(&format!("  and {}: -o audit.xlsx\n", count(more, "more remark")));
    }
    text
}

fn verdict(verdict: &Verdict) -> String {
    format!("{} {}", verdict.grade().sign(), verdict.grade().in_words())
}

fn groups(run: &Run, found: &Structure, eigenvalue: f64) -> String {
    let nodes = run.composite.framework.nodes();
    let above = format!("PC>{eigenvalue}");
    let header = [
        ("group", Align::Left),
        ("of", Align::Right),
        ("level", Align::Left),
        ("units", Align::Right),
        ("alpha", Align::Right),
        ("KMO", Align::Right),
        (above.as_str(), Align::Right),
        ("PC1", Align::Right),
        ("", Align::Left),
    ];
    let row = |line: &GroupStructure| {
        let components = line.components.as_ref();
        vec![
            render::shortened(&nodes[line.group].name, name_width(GROUP_FIGURES)),
            line.members.len().to_string(),
            render::shortened(&line.level, 9),
            line.complete.to_string(),
            render::decimals(line.alpha, 2),
            render::decimals(line.adequacy, 2),
            line.counted.map_or("–".to_owned(), |counted| counted.to_string()),
            components.map_or("–".to_owned(), |found| format!("{:.0} %", found.share(0) * 100.0)),
            verdict(&line.verdict),
        ]
    };
    render::table(&header, found.groups.iter().map(row))
}

fn statistics(run: &Run, found: &Structure) -> String {
    let nodes = run.composite.framework.nodes();
    let header = [
        ("", Align::Left),
        ("known", Align::Right),
        ("skew", Align::Right),
        ("kurt", Align::Right),
        ("out", Align::Right),
        ("zero", Align::Right),
        ("parent", Align::Right),
        ("index", Align::Right),
        ("", Align::Left),
    ];
    let percent = |share: f64| if share.is_nan() { "–".to_owned() } else { format!("{:.0} %", share * 100.0) };
    let rows = found.columns.iter().map(|line| {
        vec![
            render::shortened(&nodes[line.node].name, name_width(NODE_FIGURES)),
            percent(line.coverage),
            render::decimals(line.skewness, 1),
            render::decimals(line.kurtosis, 1),
            line.outliers.to_string(),
            percent(line.share(line.zeros)),
            render::decimals(line.with_parent, 2),
            render::decimals(line.with_index, 2),
            verdict(&line.verdict),
        ]
    });
    render::table(&header, rows)
}
