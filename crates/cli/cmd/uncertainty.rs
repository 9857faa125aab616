//! `uncertainty`: how sure the ranks are under the assumptions of the index.

use std::ops::Range;
use std::path::{Path, PathBuf};

use opencities_engine::analyse::uncertainty::{Assumptions, Pairs, Plan, Surety, Tally};
use opencities_engine::composite::Composite;
use opencities_io::{Definition, parse_assumptions, parts, tables};

use crate::args::Uncertainty;
use crate::failure::{Failure, count};
use crate::output::{Sink, say};
use crate::progress::{Counted, interrupted};
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

/// Counts that are kept at most to hold every group and not the shown one alone.
const ALL_CELLS: usize = 1 << 24;
/// Pairs that a table holds at most: what a sheet of a spreadsheet does.
const PAIRS_SHOWN: usize = 1_000_000;

pub(crate) fn run(args: &Uncertainty) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let is_arrow = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "arrow");
    if args.part.is_some() && !args.output.output.iter().all(is_arrow) {
        let message = "parts are put together from Arrow files".to_owned();
        return Err(Failure::Wrong(message, "write one: -o part-1.arrow".to_owned()));
    }
    let run = Run::new(&args.source)?;
    run.one_period(&args.source)?;
    let composite = &run.composite;
    let framework = &composite.framework;
    let node = group_named(framework, args.by.as_deref())?;
    let assumptions = assumed(&run, args.assumptions.as_deref(), args.seed)?;
    let asked = args.replicates.unwrap_or(assumptions.stated.replicates);
    // Tables hold every group; on the terminal one is shown.
    let others = framework.group_positions().filter(|&group| group != node);
    let pairs = composite.data.units.len().pow(2);
    let all = !args.output.output.is_empty() && pairs * framework.groups().len() <= ALL_CELLS;
    let nodes: Vec<usize> = std::iter::once(node).chain(others.filter(|_| all)).collect();
    let plan = assumptions.plan(&run)?.counting(&nodes, Pairs::Counted);
    let info = |replicates: &Range<u64>| {
        let run = tables::run_info(composite, &run.weights, &run.index.sources);
        parts::info(run, composite, &assumptions.stated, replicates)
    };
    if let Some(part) = args.part {
        let replicates = part.range(asked);
        let tally = computed(&plan, replicates.clone())?;
        say_failures(&tally, replicates.end - replicates.start);
        let done = replicates.start..replicates.start + tally.replicates + tally.failed();
        return sink.write(&[parts::counts(composite, &tally)], &info(&done), String::new);
    }
    let (tally, asked) = if args.merge.is_empty() {
        (computed(&plan, 0..asked)?, asked)
    } else {
        let merged = parts::merge(&args.merge, &plan, composite, &info(&(0..0)))?;
        for missing in &merged.missing {
            say(&format!("no part holds replicates {} to {}", missing.start, missing.end - 1));
        }
        (merged.tally, merged.replicates.end)
    };
    let surety = |&node: &usize| Surety::new(composite, node, &tally, args.interval_percent / 100.0, args.top.get());
    let groups: Vec<Surety> = nodes.iter().map(surety).collect();
    let page = Page { run: &run, tally: &tally, surety: &groups[0], seed: assumptions.stated.seed, args };
    say_failures(&tally, asked);
    let mut info = info(&(0..asked));
    info.push(("replicates".to_owned(), tally.replicates.to_string()));
    let within = |nodes: &[usize]| pairs * nodes.len() <= PAIRS_SHOWN;
    let paired = [&nodes[..], &nodes[..1], &[]].into_iter().find(|nodes| within(nodes)).unwrap_or_default();
    let mut export = vec![
        tables::uncertainty(composite, &groups),
        tables::rank_probabilities(composite, &nodes, &tally),
        tables::pair_probabilities(composite, paired, &tally),
        tables::sources(&run.index.sources),
    ];
    if args.specifications {
        export.insert(3, tables::specifications(&plan, tally.replicates + tally.failed()));
    }
    sink.write(&export, &info, || page.draw())
}

/// Computes replicates, with progress.
pub(super) fn computed(plan: &Plan<'_>, replicates: Range<u64>) -> Result<Tally, Failure> {
    let progress = Counted::new("replicates", replicates.end - replicates.start);
    Ok(plan.run(replicates, &|done| progress.at(done))?)
}

/// Says what was not computed, and why.
fn say_failures(tally: &Tally, asked: u64) {
    let done = tally.replicates + tally.failed();
    if done < asked {
        let why = if interrupted() { "interrupted" } else { "stopped" };
        say(&format!("{why} after {done} of {asked} replicates: the result is partial"));
    }
    for (cause, failed) in &tally.failures {
        say(&format!("{} gave no ranks: {cause}", count(usize::try_from(*failed).unwrap_or(usize::MAX), "replicate")));
    }
}

/// The assumptions that an analysis of an index rests on.
pub(super) struct Assumed {
    pub(super) stated: Assumptions,
    definition: Option<Definition>,
}

/// Reads the assumptions of a file, or else of the index, or else takes the usual ones.
pub(super) fn assumed(run: &Run, file: Option<&Path>, seed: Option<u64>) -> Result<Assumed, Failure> {
    let definition = run.index.assumptions(file)?;
    let mut stated = match &definition {
        Some(definition) => parse_assumptions(definition)?,
        None => {
            say("the index has no assumptions.toml: every weight varies by up to a quarter");
            Assumptions::usual()
        }
    };
    stated.seed = seed.unwrap_or(stated.seed);
    Ok(Assumed { stated, definition })
}

impl Assumed {
    /// The plan, once every pair of alternatives was tried.
    pub(super) fn plan<'a>(&self, run: &'a Run) -> Result<Plan<'a>, Failure> {
        let composite = &run.composite;
        Plan::new(&composite.framework, &run.data, &composite.method, &self.stated)
            .and_then(|plan| plan.check().map(|()| plan))
            .map_err(|error| Failure::Input(opencities_io::located(error, self.definition.as_ref(), composite)))
    }
}

/// What is shown of a tally.
struct Page<'a> {
    run: &'a Run,
    tally: &'a Tally,
    surety: &'a Surety,
    seed: u64,
    args: &'a Uncertainty,
}

/// Letters of the picture of an interval.
const PICTURE: usize = 22;
const NAME: usize = 18;

impl Page<'_> {
    fn composite(&self) -> &Composite {
        &self.run.composite
    }

    fn draw(&self) -> String {
        let composite = self.composite();
        let data = &composite.data;
        let Surety { node, rows, standings, tiers } = self.surety;
        let places = standings.iter().filter(|standing| standing.ranked > 0).count();
        let axis = format!("1{:>width$}", places, width = PICTURE - 1);
        let interval = format!("{:.0} %", self.args.interval_percent);
        let top = format!("top {}", self.args.top);
        let header = [
            ("rank", Align::Right),
            ("name", Align::Left),
            ("median", Align::Right),
            (interval.as_str(), Align::Left),
            (axis.as_str(), Align::Left),
            (top.as_str(), Align::Right),
            ("tier", Align::Right),
        ];
        let lines = rows.iter().zip(standings).map(|(&row, standing)| {
            let unit = data.unit_of(row);
            let tier = tiers.iter().position(|tier| tier.units.contains(&unit));
            let mut cells =
                vec![render::rank(composite.rank(*node, row)), render::shortened(&data.units.get(unit).name, NAME)];
            if standing.ranked == 0 {
                cells.extend(["–", "", "", "", ""].map(str::to_owned));
                return cells;
            }
            let [low, high] = standing.interval;
            cells.push(standing.median.to_string());
            cells.push(if low == high { low.to_string() } else { format!("{low}–{high}") });
            cells.push(render::ranks(standing.interval, [standing.median; 2], standing.median, places, PICTURE));
            cells.push(format!("{:.0} %", standing.top * 100.0));
            cells.push(tier.map_or(String::new(), |tier| (tier + 1).to_string()));
            cells
        });
        let name = &composite.framework.nodes()[*node].name;
        let title = format!(
            "{name}: how sure the ranks are ({}, {} replicates, seed {})",
            composite.framework.about().name,
            self.tally.replicates,
            self.seed
        );
        render::wrapped(&title, "") + &render::table(&header, lines) + &self.words()
    }

    /// What can be said in a sentence.
    fn words(&self) -> String {
        let Surety { node, rows, standings, tiers } = self.surety;
        let data = &self.composite().data;
        let name = |row: usize| data.units.get(data.unit_of(row)).name.as_str();
        let units = data.units.len();
        let counts = &self.tally.groups[node - self.composite().framework.indicators().len()];
        let first = rows.first().filter(|_| counts.width == 1).map(|&row| {
            let share = counts.of(data.unit_of(row), units)[0] as f64 / self.tally.replicates.max(1) as f64;
            format!("{} is first in {:.0} % of the replicates. ", name(row), share * 100.0)
        });
        let widest = rows.iter().zip(standings).max_by_key(|(_, standing)| standing.interval[1] - standing.interval[0]);
        let widest = widest.filter(|(_, standing)| standing.ranked > 0).map(|(&row, standing)| {
            let [low, high] = standing.interval;
            format!("Least sure is {}: anywhere from {low} to {high}. ", name(row))
        });
        let tiers = match tiers.len() {
            0 => String::new(),
            1 => "No place in the order splits the units into two tiers that stay apart.".to_owned(),
            count => format!("The evidence separates {count} tiers; order within a tier says little."),
        };
        render::wrapped(&format!("{}{}{tiers}", first.unwrap_or_default(), widest.unwrap_or_default()), "")
    }
}
