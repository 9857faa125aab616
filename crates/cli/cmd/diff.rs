//! `diff`: what changed between two editions of an index, and why.

use opencities_engine::analyse::{self, DiffLine, Edition, Part, Presence};
use opencities_io::{find_node, find_unit, nearest, tables};

use crate::args::{Diff, DiffOrder};
use crate::failure::{Failure, count};
use crate::output::{Sink, say};
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Diff) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let [old, new] = args.sources().map(|source| Run::edition(&source));
    let runs = [old?, new?];
    let [old, new] = runs.each_ref().map(|run| Edition {
        framework: &run.index.framework,
        data: &run.data,
        method: &run.composite.method,
    });
    let diff = analyse::diff(&old, &new).map_err(|error| match error {
        opencities_engine::Error::NothingInCommon => strangers(&runs),
        other => other.into(),
    })?;
    diff.findings.iter().for_each(|finding| say(&finding.to_string()));
    if diff.parts.is_empty() {
        say("nothing changed: both editions have the same figures, method, weights, units and framework");
    }
    let page = Page { runs: &runs, diff: &diff };
    let lines = page.lines(args)?;
    let [before, after] = runs.each_ref().map(|run| tables::run_info(&run.composite, &run.weights, &run.index.sources));
    let info = after.into_iter().chain(before.into_iter().map(|(key, value)| (format!("old_{key}"), value))).collect();
    let export = [
        tables::difference(&diff, [&runs[0].composite, &runs[1].composite], &lines),
        tables::changes(&diff.changes),
        tables::findings(&diff.findings),
        tables::sources(&runs[1].index.sources),
    ];
    sink.write(&export, &info, || if args.unit.is_some() { page.of_unit(&lines) } else { page.of_group(&lines) })
}

/// Two indices that share no unit.
fn strangers(runs: &[Run; 2]) -> Failure {
    let some = |run: &Run| {
        let codes: Vec<&str> = run.data.units.iter().take(3).map(|unit| unit.code.as_str()).collect();
        format!("{}: {} ...", run.index.framework.about().code, codes.join(", "))
    };
    let hint = format!("units are found by their codes; {}; {}", some(&runs[0]), some(&runs[1]));
    Failure::Wrong("the two editions have no unit in common".to_owned(), hint)
}

/// Letters of a name, of the columns that are always there, and of the narrow heading of a part.
const NAME: usize = 20;
const NAME_MIN: usize = 11;
const FRAME: usize = 27;
const OLD_SCORE: usize = 6;

struct Page<'a> {
    runs: &'a [Run; 2],
    diff: &'a analyse::Diff,
}

impl<'a> Page<'a> {
    /// The lines to show, in order.
    fn lines(&self, args: &Diff) -> Result<Vec<&'a DiffLine>, Failure> {
        if let Some(unit) = &args.unit {
            let code = self.unit(unit)?;
            return Ok(self.diff.lines.iter().filter(|line| line.unit == code).collect());
        }
        let node = self.node(args.by.as_deref())?;
        let mut lines: Vec<&DiffLine> = self.diff.lines.iter().filter(|line| line.node == node).collect();
        let last = |value: f64| if value.is_nan() { f64::INFINITY } else { value };
        lines.sort_by(|a, b| match args.sort {
            DiffOrder::Rank => last(a.new.rank).total_cmp(&last(b.new.rank)),
            DiffOrder::Change => {
                let size = |line: &DiffLine| last(-line.change().score.abs());
                size(a).total_cmp(&size(b))
            }
        });
        lines.truncate(args.top.map_or(usize::MAX, std::num::NonZeroUsize::get));
        Ok(lines)
    }

    /// The code of a unit of either edition.
    fn unit(&self, name: &str) -> Result<String, Failure> {
        let [old, new] = self.runs.each_ref().map(|run| &run.data.units);
        let found = match find_unit(new, name) {
            Ok(position) => new.get(position),
            Err(error) => old.get(find_unit(old, name).map_err(|_| error)?),
        };
        Ok(found.code.clone())
    }

    /// The code of a group of both editions.
    fn node(&self, name: Option<&str>) -> Result<String, Failure> {
        let framework = &self.runs[1].index.framework;
        let Some(name) = name else { return Ok(self.diff.nodes[0].clone()) };
        let node = &framework.nodes()[find_node(framework, name)?];
        if self.diff.nodes.contains(&node.code) {
            return Ok(node.code.clone());
        }
        let is_indicator = node.children.is_empty();
        let why = if is_indicator { "is an indicator" } else { "is not a group of the old edition" };
        let alike = nearest(name, self.diff.nodes.iter().map(String::as_str));
        let known = if alike.is_empty() { self.diff.nodes.iter().map(String::as_str).collect() } else { alike };
        let message = format!("`{}` {why}, and scores are compared in groups of both", node.code);
        Err(Failure::Wrong(message, format!("the groups are: {}", known.join(", "))))
    }

    fn unit_name(&self, code: &str) -> &str {
        let units = self.runs.iter().rev().map(|run| &run.data.units);
        units.into_iter().find_map(|units| Some(units.get(units.position(code)?).name.as_str())).unwrap_or_default()
    }

    fn node_name(&self, code: &str) -> &str {
        let framework = &self.runs[1].index.framework;
        framework.position(code).map_or("", |position| framework.nodes()[position].name.as_str())
    }

    /// What is compared, and what differs.
    fn heading(&self, subject: &str) -> String {
        let side = |side: usize| {
            let run = &self.runs[side];
            format!("{} {}, weights {}", run.index.framework.about().code, self.diff.periods[side], run.weights)
        };
        let mut text = render::wrapped(&format!("{subject}: {} -> {}", side(0), side(1)), "");
        for change in &self.diff.changes {
            text.push_str(&render::wrapped(&format!("{}: {}", change.part.name(), change.words), "  "));
        }
        text
    }

    /// Units below each other.
    fn of_group(&self, lines: &[&DiffLine]) -> String {
        let node = lines.first().map_or("", |line| self.node_name(&line.node));
        let mut text = self.heading(node);
        text.push_str(&self.table("unit", lines, |line| self.unit_name(&line.unit)));
        let gone = |presence: Presence, words: &str| {
            let number = lines.iter().filter(|line| line.presence == presence).count();
            if number > 0 { format!("{} {words}\n", count(number, "unit")) } else { String::new() }
        };
        text.push_str(&gone(Presence::Joined, "joined: there is no change to split"));
        text.push_str(&gone(Presence::Left, "left: there is no change to split"));
        text.push_str(&self.footer(lines));
        text
    }

    /// One unit in every group.
    fn of_unit(&self, lines: &[&DiffLine]) -> String {
        let Some(first) = lines.first() else { return String::new() };
        let mut text = self.heading(self.unit_name(&first.unit));
        text.push_str(&render::wrapped(&self.sentence(first), ""));
        text.push_str(&self.table("group", lines, |line| self.node_name(&line.node)));
        text.push_str(&self.footer(lines));
        text
    }

    fn footer(&self, lines: &[&DiffLine]) -> String {
        let lost = lines.iter().filter(|line| line.presence == Presence::Stayed && !line.is_split()).count();
        if lost == 0 {
            return String::new();
        }
        let rows = count(lost, "row");
        render::wrapped(&format!("{rows} not split: there is no score where some parts are changed alone"), "")
    }

    fn table(&self, what: &str, lines: &[&DiffLine], name: impl Fn(&DiffLine) -> &'a str) -> String {
        let headings: Vec<String> = self.diff.parts.iter().map(|block| heading(block)).collect();
        let parts: usize = headings.iter().map(|heading| heading.chars().count().max(5) + 1).sum();
        let room = render::width().saturating_sub(FRAME + parts);
        let with_old = room >= NAME_MIN + OLD_SCORE;
        let width = room.saturating_sub(if with_old { OLD_SCORE } else { 0 }).clamp(NAME_MIN, NAME);
        let mut header = vec![(what, Align::Left), ("rank", Align::Right)];
        if with_old {
            header.push(("old", Align::Right));
        }
        header.extend([("new", Align::Right), ("change", Align::Right)]);
        header.extend(headings.iter().map(|heading| (heading.as_str(), Align::Right)));
        let decimals = self.decimals();
        let rows = lines.iter().map(|line| {
            let mut cells = vec![render::shortened(name(line), width), ranks(line)];
            if with_old {
                cells.push(render::decimals(line.old.score, decimals));
            }
            cells.push(render::decimals(line.new.score, decimals));
            cells.push(signed(line.change().score, decimals));
            cells.extend(line.score_parts.iter().map(|&part| signed(part, decimals)));
            cells
        });
        render::table(&header, rows)
    }

    /// Z-scores and shares need more decimals than scores of 0 to 100.
    fn decimals(&self) -> usize {
        let known = self.diff.lines.iter().flat_map(|line| [line.old.score, line.new.score]);
        if known.filter(|score| !score.is_nan()).all(|score| score.abs() < 10.0) { 3 } else { 1 }
    }

    /// What happened to a unit, in words.
    fn sentence(&self, line: &DiffLine) -> String {
        let name = self.unit_name(&line.unit);
        let decimals = self.decimals();
        let score = |value: f64| render::decimals(value, decimals);
        match line.presence {
            Presence::Joined => {
                return format!("{name} joined: rank {}, score {}", render::rank(line.new.rank), score(line.new.score));
            }
            Presence::Left => {
                return format!("{name} left: rank {}, score {}", render::rank(line.old.rank), score(line.old.score));
            }
            Presence::Stayed => {}
        }
        let change = line.change();
        let ranks = |verb: &str| format!("{verb} from rank {} to {}", rank(line.old.rank), rank(line.new.rank));
        let moved = match change.rank {
            known if known < 0.0 => ranks("rises"),
            known if known > 0.0 => ranks("falls"),
            unknown if unknown.is_nan() => "is not ranked in both editions".to_owned(),
            _ => format!("keeps rank {}", rank(line.new.rank)),
        };
        let scores = format!("its score goes from {} to {}", score(line.old.score), score(line.new.score));
        let list = |parts: &[f64], write: &dyn Fn(f64) -> String| {
            let mut parts: Vec<(f64, String)> =
                parts.iter().zip(&self.diff.parts).map(|(&part, block)| (part, names(block, " and "))).collect();
            parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
            parts.into_iter().map(|(part, name)| format!("{name} {}", write(part))).collect::<Vec<_>>().join(", ")
        };
        let mut text = format!("{name} {moved}; {scores} ({})", signed(change.score, decimals));
        if line.is_split() && !line.score_parts.is_empty() {
            text.push_str(&format!(": {}", list(&line.score_parts, &|part| signed(part, decimals))));
        }
        if change.rank.abs() > 0.0 && line.rank_parts.iter().all(|part| !part.is_nan()) {
            // A rise in rank is shown as a gain of places.
            text.push_str(&format!("; in places: {}", list(&line.rank_parts, &|part| signed(-part, 1))));
        }
        text + "."
    }
}

fn rank(value: f64) -> String {
    render::rank(value)
}

fn ranks(line: &DiffLine) -> String {
    format!("{} → {}", render::rank(line.old.rank), render::rank(line.new.rank))
}

/// A number with its sign; a dash where there is none.
fn signed(value: f64, digits: usize) -> String {
    let text = render::decimals(value, digits);
    let is_zero = text.bytes().all(|byte| b"0.".contains(&byte));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

fn names(block: &[Part], between: &str) -> String {
    block.iter().map(|part| part.name()).collect::<Vec<_>>().join(between)
}

/// A block's heading; longer words are cut so that all six have room in 80 letters.
fn heading(block: &[Part]) -> String {
    let short = |part: &Part| match part {
        Part::Membership => "member.",
        Part::Framework => "framew.",
        other => other.name(),
    };
    block.iter().map(short).collect::<Vec<_>>().join("+")
}
