//! `confidence`: what the sampling errors of the figures leave of the ranks.

use opencities_engine::analyse::{Confidence as Options, ConfidenceOfRanks, confidence_of_ranks};
use opencities_engine::composite::Composite;
use opencities_io::{find_node, tables};

use crate::args::Confidence;
use crate::failure::{Failure, count};
use crate::output::{Sink, say};
use crate::progress::{Counted, interrupted};
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Confidence) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    run.one_period(&args.source)?;
    let composite = &run.composite;
    let framework = &composite.framework;
    let node = args.by.as_deref().map_or(Ok(framework.root()), |name| find_node(framework, name))?;
    let options = Options {
        level: args.confidence_percent / 100.0,
        draws: args.replicates as usize,
        seed: args.seed,
        ..Options::default()
    };
    let found = {
        let progress = Counted::new("replicates", u64::from(args.replicates));
        confidence_of_ranks(composite, &run.data, node, &options, &|done| progress.at(done))?
    };
    say_failures(&found, options.draws);
    let mut info = tables::run_info(composite, &run.weights, &run.index.sources);
    info.extend(
        [
            ("node", framework.nodes()[node].code.clone()),
            ("confidence_percent", args.confidence_percent.to_string()),
            ("top", args.top.to_string()),
            ("seed", args.seed.to_string()),
            ("replicates", found.draws.to_string()),
        ]
        .map(|(key, value)| (key.to_owned(), value)),
    );
    let page = Page { composite, found: &found, percent: args.confidence_percent, top: args.top.get() };
    let units = page.units();
    let export = [tables::confidence(composite, &found, &units, page.top), tables::sources(&run.index.sources)];
    sink.write(&export, &info, || page.draw(&units))
}

fn say_failures(found: &ConfidenceOfRanks, asked: usize) {
    let failed: u64 = found.failures.values().sum();
    if found.draws + usize::try_from(failed).unwrap_or(usize::MAX) < asked {
        let why = if interrupted() { "interrupted" } else { "stopped" };
        say(&format!("{why} before {asked} replicates: the result is partial"));
    }
    if let Some(cause) = found.failures.keys().next() {
        let replicates = count(usize::try_from(failed).unwrap_or(usize::MAX), "replicate");
        let others = found.failures.len() - 1;
        let more = if others > 0 { format!(" (and {})", count(others, "other cause")) } else { String::new() };
        say(&format!("{replicates} gave no scores: {cause}{more}"));
    }
}

/// What is shown.
struct Page<'a> {
    composite: &'a Composite,
    found: &'a ConfidenceOfRanks,
    percent: f64,
    top: usize,
}

/// Letters of the picture of the sets.
const PICTURE: usize = 20;
const NAME: usize = 18;

impl Page<'_> {
    /// The units by rank, those that are not ranked last.
    fn units(&self) -> Vec<usize> {
        let units = &self.composite.data.units;
        let mut order: Vec<usize> = (0..units.len()).collect();
        let key = |unit: usize| (self.found.ranks[unit], &units.get(unit).name);
        // `NaN` comes last.
        order.sort_by(|&a, &b| key(a).0.total_cmp(&key(b).0).then_with(|| key(a).1.cmp(key(b).1)));
        order
    }

    fn draw(&self, units: &[usize]) -> String {
        let found = self.found;
        let places = found.ranks.iter().filter(|rank| !rank.is_nan()).count();
        let axis = format!("1{:>width$}", places, width = PICTURE - 1);
        let top = format!("top {}", self.top);
        let header = [
            ("rank", Align::Right),
            ("name", Align::Left),
            ("one by one", Align::Left),
            ("all at once", Align::Left),
            (axis.as_str(), Align::Left),
            (top.as_str(), Align::Left),
        ];
        let lines = units.iter().map(|&unit| {
            let name = render::shortened(&self.composite.data.units.get(unit).name, NAME);
            let mut cells = vec![render::rank(found.ranks[unit]), name];
            let (Some(alone), Some(together)) = (found.sets.marginal[unit], found.sets.simultaneous[unit]) else {
                cells.extend(["", "", "", ""].map(str::to_owned));
                return cells;
            };
            cells.extend([alone, together].map(span));
            let [alone, together] = [alone, together].map(|ends| ends.map(|rank| rank as u64));
            cells.push(render::ranks(together, alone, found.ranks[unit] as u64, places, PICTURE));
            cells.push(tables::standing_at_top(together.map(|rank| rank as usize), self.top).to_owned());
            cells
        });
        let name = &self.composite.framework.nodes()[found.node].name;
        let about = &self.composite.framework.about().name;
        let title = format!("{name}: what sampling errors leave of the ranks, at {} % ({about})", self.percent);
        render::wrapped(&title, "") + &render::table(&header, lines) + &self.words(units)
    }

    /// What can be said in a sentence.
    fn words(&self, units: &[usize]) -> String {
        let found = self.found;
        let sets: Vec<[usize; 2]> = units.iter().filter_map(|&unit| found.sets.simultaneous[unit]).collect();
        let at_top = |word: &str| sets.iter().filter(|set| tables::standing_at_top(**set, self.top) == word).count();
        let sure = sets.iter().filter(|[best, worst]| best == worst).count();
        let first =
            if self.top == 1 { "The true first is".to_owned() } else { format!("The true first {} are", self.top) };
        let there = if at_top("yes") == 1 { "1 is".to_owned() } else { format!("{} are", at_top("yes")) };
        let exact = match found.figures - found.with_error {
            0 => format!("All {} have a standard error.", count(found.figures, "figure")),
            _ => format!(
                "{} of {} have a standard error, and the others count as exact.",
                found.with_error,
                count(found.figures, "figure")
            ),
        };
        let text = format!(
            "{first} among these {}, and {there} sure to be there. {sure} of {} keep one rank. {exact} ━ one by one · ─ all \
             at once",
            at_top("yes") + at_top("maybe"),
            count(sets.len(), "unit"),
        );
        render::wrapped(&text, "")
    }
}

/// Two ranks, or one.
fn span([best, worst]: [usize; 2]) -> String {
    if best == worst { best.to_string() } else { format!("{best}–{worst}") }
}
