//! `assess report`: a sheet scored, with what is open, weak spots and practices, what changed, and the others.

use std::cmp::Ordering;

use opencities_engine::finding::Finding;
use opencities_io::chapter::assessment::{JUDGEMENT, below_scores, chapter, movement, others, overall, title, unread};
use opencities_io::practices::Catalogue;
use opencities_io::questionnaire::{Answers, Assessment, Report, area_name, question_name, span_in_words};
use opencities_io::{find_unit, tables};

use super::super::practices;
use super::{Asked, Scored};
use crate::args::AssessReport;
use crate::failure::Failure;
use crate::output::Sink;
use crate::render::{self, Align, wrapped};

/// Letters of a bar.
const BAR: usize = 8;
/// Weak spots and open questions that a terminal shows.
const SPOTS: usize = 5;
const OPEN: usize = 8;

pub(super) fn run(args: &AssessReport) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let asked = Asked::sound(&args.sheets)?;
    let catalogue = practices::open(&args.catalogue)?;
    let Scored { assessment, weights, findings } =
        asked.scored(args.weights.as_deref(), args.method.as_deref(), &args.sheets.allow)?;
    let sheet = wanted(args, &assessment)?;
    let report = Report::new(&assessment, sheet, &catalogue, args.top)?;
    let info = tables::run_info(&assessment.composite, &weights, &asked.index.sources);
    let mut export = tables::assessment::all(&assessment, &report, &catalogue);
    let said: Vec<Finding> = asked.findings.iter().cloned().chain(findings).collect();
    export.extend([tables::findings(&said), tables::sources(&asked.index.sources)]);
    let page = chapter(&assessment, &report, &catalogue, &info, &asked.index.sources);
    sink.write_chapter(&export, &info, Some(&page), || draw(&assessment, &report, &catalogue))
}

/// The sheet that is reported on.
fn wanted<'a>(args: &AssessReport, assessment: &'a Assessment) -> Result<&'a Answers, Failure> {
    let units = &assessment.composite.data.units;
    let unit = match &args.unit {
        Some(name) => find_unit(units, name).map_err(|error| {
            let known: Vec<&str> = units.iter().map(|unit| unit.code.as_str()).collect();
            Failure::Wrong(error.to_string(), format!("there are sheets of: {}", known.join(", ")))
        })?,
        None => 0,
    };
    let sheets = assessment.of_unit(&units.get(unit).code);
    let found = match args.period {
        Some(period) => sheets.iter().find(|sheet| sheet.period == period),
        None => sheets.first(),
    };
    found.copied().ok_or_else(|| {
        let known: Vec<String> = sheets.iter().map(|sheet| sheet.period.to_string()).collect();
        let period = args.period.map(|period| period.to_string()).unwrap_or_default();
        let message = format!("{} has no sheet for {period}", units.get(unit).name);
        Failure::Wrong(message, format!("there are: {}", known.join(", ")))
    })
}

fn draw(assessment: &Assessment, report: &Report<'_>, catalogue: &Catalogue) -> String {
    let sheet = report.sheet;
    let mut text = wrapped(&title(assessment, sheet), "") + &wrapped(&overall(assessment, report), "");
    let first = unread(sheet).into_iter().chain(movement(assessment, report));
    first.for_each(|words| text.push_str(&wrapped(&words, "")));
    text.push('\n');
    text.push_str(&scores(assessment, report));
    below_scores(assessment, report).for_each(|words| text.push_str(&wrapped(&words, "")));
    if let Some(comparison) = &report.comparison {
        others(assessment, comparison).iter().for_each(|line| text.push_str(&wrapped(line, "")));
    }
    text.push_str(&changed(assessment, report));
    text.push_str(&open(assessment, sheet));
    text.push_str(&weak(assessment, report, catalogue));
    text.push('\n');
    text + &wrapped(JUDGEMENT, "") + "-o report.html writes all of it, with every answer\n"
}

fn scores(assessment: &Assessment, report: &Report<'_>) -> String {
    let period = report.before.as_ref().map(|(before, _)| before.period.to_string());
    let others = report.comparison.as_ref().and_then(|comparison| comparison.groups.first());
    // Beside what changed names need the room of the bars.
    let has_bar = period.is_none();
    let mut head = vec![("", Align::Left), ("score", Align::Right)];
    head.extend(has_bar.then_some(("", Align::Left)));
    head.push(("answered", Align::Right));
    if let Some(period) = &period {
        head.extend(["both", "change", period, "plain"].map(|name| (name, Align::Right)));
    }
    head.extend(others.map(|_| ("others", Align::Right)));
    let row = assessment.row(report.sheet);
    let most = assessment.composite.scale(0, row).clip.map_or(100.0, |[_, high]| high);
    let counts: Vec<String> = assessment.groups().iter().map(|&(node, _)| answered(assessment, report, node)).collect();
    let widest = counts.iter().map(String::len).max().unwrap_or_default().max("answered".len());
    let by_side = [has_bar.then_some(10), period.as_ref().map(|period| 23 + period.len()), others.map(|_| 8)];
    let taken = 11 + widest + by_side.into_iter().flatten().sum::<usize>();
    let name = render::width().saturating_sub(taken).clamp(20, 44);
    let rows = assessment.groups().into_iter().zip(counts).map(|((node, depth), count)| {
        let score = assessment.composite.score(node, row);
        let mut cells = vec![
            render::shortened(&format!("{}{}", "  ".repeat(depth), assessment.name(node)), name),
            render::score(score),
        ];
        cells.extend(has_bar.then(|| render::bar(score, most, BAR)));
        cells.push(count);
        if let Some((_, change)) = &report.before {
            cells.extend([change.scored_twice[node].to_string(), signed(change.alike_of(node))]);
            cells.extend([render::score(change.scores[node][0]), signed(change.of(node))]);
        }
        cells.extend(others.map(|all| render::score(all.medians[node])));
        cells
    });
    render::table(&head, rows)
}

/// How much of a group is answered, with a mark where that is little.
fn answered(assessment: &Assessment, report: &Report<'_>, node: usize) -> String {
    let thin = if assessment.is_thin(report.sheet, node) { "* " } else { "" };
    format!("{thin}{}", assessment.count(report.sheet, node).words())
}

fn signed(value: f64) -> String {
    match value.partial_cmp(&0.0) {
        Some(Ordering::Greater) => format!("+{}", render::score(value)),
        _ => render::score(value),
    }
}

fn changed(assessment: &Assessment, report: &Report<'_>) -> String {
    let Some((before, change)) = &report.before else { return String::new() };
    let span = change.other_span(&assessment.questionnaire).map(|every| {
        format!("; {} apart, where the questionnaire means {}", span_in_words(change.years), span_in_words(every))
    });
    let [up, down] = change.up_and_down();
    let answers = change.answers.len();
    let words = format!("Since {}: {answers} answers changed, {up} up and {down} down", before.period);
    wrapped(&(words + &span.unwrap_or_default()), "")
}

fn open(assessment: &Assessment, sheet: &Answers) -> String {
    let open = sheet.open(&assessment.questionnaire);
    if open.is_empty() {
        return String::new();
    }
    let mut text = format!("\nOpen ({}; an open question is no \"no\")\n", open.len());
    for question in open.iter().take(OPEN) {
        let name = question_name(&assessment.composite.framework, &question.indicator);
        text.push_str(&wrapped(&format!("{name}: {}", question.text), "  "));
    }
    if open.len() > OPEN {
        text.push_str(&format!("  and {} more\n", open.len() - OPEN));
    }
    text
}

fn weak(assessment: &Assessment, report: &Report<'_>, catalogue: &Catalogue) -> String {
    if report.weak.is_empty() {
        return String::new();
    }
    let mut text = "\nWeak spots, and practices filed under what they are about\n".to_owned();
    for spot in report.weak.iter().take(SPOTS) {
        let area = area_name(&assessment.composite.framework, &spot.weak.question.indicator);
        text.push_str(&wrapped(&format!("{}: {} ({area})", spot.weak.label, spot.weak.question.text), "  "));
        for &at in &spot.practices {
            let record = &catalogue.records[at];
            text.push_str(&wrapped(&format!("· {}, {} [{}]", record.title, record.city, record.code), "      "));
        }
    }
    if report.weak.len() > SPOTS {
        text.push_str(&format!("  and {} more\n", report.weak.len() - SPOTS));
    }
    text
}
