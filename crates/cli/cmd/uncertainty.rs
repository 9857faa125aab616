//! `uncertainty`: how sure the ranks are under the assumptions of the index.

use std::path::Path;

use opencities_engine::analyse::uncertainty::{Assumptions, Plan, Standing, Tally, Tier, standings, tiers};
use opencities_engine::composite::Composite;
use opencities_io::{Definition, parse_assumptions, tables};

use crate::args::Uncertainty;
use crate::failure::{Failure, count};
use crate::output::{Sink, say};
use crate::progress::{Counted, interrupted};
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

/// The share of the replicates in which two tiers must stay apart.
const APART: f64 = 0.95;

pub(crate) fn run(args: &Uncertainty) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    run.one_period(&args.source)?;
    let composite = &run.composite;
    let framework = &composite.framework;
    let node = group_named(framework, args.by.as_deref())?;
    let assumptions = assumed(&run, args.assumptions.as_deref(), args.seed)?;
    let replicates = args.replicates.unwrap_or(assumptions.stated.replicates);
    let plan = assumptions.plan(&run)?;
    let tally = {
        let progress = Counted::new("replicates", replicates);
        plan.run(0..replicates, &|done| progress.at(done))?
    };
    let page = Page {
        run: &run,
        node,
        tally: &tally,
        seed: assumptions.stated.seed,
        asked: replicates,
        share: args.interval_percent / 100.0,
        top: args.top.get(),
    };
    page.say_failures();
    let mut info = tables::run_info(composite, &run.weights, &run.index.sources);
    info.extend(
        [("seed", assumptions.stated.seed), ("replicates", tally.replicates)]
            .map(|(key, value)| (key.to_owned(), value.to_string())),
    );
    let mut export =
        vec![page.table(), tables::rank_probabilities(composite, node, &tally), tables::sources(&run.index.sources)];
    if args.specifications {
        export.insert(2, tables::specifications(&plan, tally.replicates + tally.failed()));
    }
    sink.write(&export, &info, || page.draw())
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
    node: usize,
    tally: &'a Tally,
    seed: u64,
    asked: u64,
    share: f64,
    top: usize,
}

/// Letters of the picture of an interval.
const PICTURE: usize = 22;
const NAME: usize = 18;

impl Page<'_> {
    fn composite(&self) -> &Composite {
        &self.run.composite
    }

    fn group(&self) -> usize {
        self.node - self.composite().framework.indicators().len()
    }

    /// The rows of the last period in the order of the published ranking, with what the replicates say of each.
    fn rows(&self) -> (Vec<usize>, Vec<Standing>, Vec<Tier>) {
        let composite = self.composite();
        let rows = composite.ranking(self.node, composite.data.periods.len() - 1);
        let counts = &self.tally.groups[self.group()];
        let all = standings(counts, composite.data.units.len(), self.share, self.top);
        let ranked: Vec<usize> = rows
            .iter()
            .filter(|&&row| !composite.rank(self.node, row).is_nan())
            .map(|&row| composite.data.unit_of(row))
            .collect();
        let tiers = tiers(counts, self.tally.replicates, &ranked, APART);
        let shown = rows.iter().map(|&row| all[composite.data.unit_of(row)].clone()).collect();
        (rows, shown, tiers)
    }

    fn table(&self) -> opencities_io::export::FlatTable {
        let (rows, standings, tiers) = self.rows();
        tables::uncertainty(self.composite(), self.node, &rows, &standings, &tiers)
    }

    fn say_failures(&self) {
        let done = self.tally.replicates + self.tally.failed();
        if done < self.asked {
            let why = if interrupted() { "interrupted" } else { "stopped" };
            say(&format!("{why} after {done} of {} replicates: the result is partial", self.asked));
        }
        for (cause, failed) in &self.tally.failures {
            say(&format!(
                "{} gave no ranks: {cause}",
                count(usize::try_from(*failed).unwrap_or(usize::MAX), "replicate")
            ));
        }
    }

    fn draw(&self) -> String {
        let composite = self.composite();
        let data = &composite.data;
        let (rows, standings, tiers) = self.rows();
        let places = standings.iter().filter(|standing| standing.ranked > 0).count();
        let axis = format!("1{:>width$}", places, width = PICTURE - 1);
        let interval = format!("{:.0} %", self.share * 100.0);
        let top = format!("top {}", self.top);
        let header = [
            ("rank", Align::Right),
            ("name", Align::Left),
            ("median", Align::Right),
            (interval.as_str(), Align::Left),
            (axis.as_str(), Align::Left),
            (top.as_str(), Align::Right),
            ("tier", Align::Right),
        ];
        let lines = rows.iter().zip(&standings).map(|(&row, standing)| {
            let unit = data.unit_of(row);
            let tier = tiers.iter().position(|tier| tier.units.contains(&unit));
            let mut cells =
                vec![render::rank(composite.rank(self.node, row)), render::shortened(&data.units.get(unit).name, NAME)];
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
        let name = &composite.framework.nodes()[self.node].name;
        let title = format!(
            "{name}: how sure the ranks are ({}, {} replicates, seed {})",
            composite.framework.about().name,
            self.tally.replicates,
            self.seed
        );
        render::wrapped(&title, "") + &render::table(&header, lines) + &self.words(&rows, &standings, &tiers)
    }

    /// What can be said in a sentence.
    fn words(&self, rows: &[usize], standings: &[Standing], tiers: &[Tier]) -> String {
        let data = &self.composite().data;
        let name = |row: usize| data.units.get(data.unit_of(row)).name.as_str();
        let units = data.units.len();
        let counts = &self.tally.groups[self.group()];
        let first = rows.first().map(|&row| {
            let share = counts.ranks[data.unit_of(row) * units] as f64 / self.tally.replicates.max(1) as f64;
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
