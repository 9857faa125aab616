//! `sensitivity`: which assumption of the index moves its ranks, one unit, or the order of two.

use std::collections::BTreeMap;

use opencities_engine::analyse::sensitivity::{
    ConditionalMean, Design, Effects, Estimate, Estimation, Indices, SecondOrder, Target, means, sobol_indices,
};
use opencities_engine::analyse::uncertainty::Plan;
use opencities_io::export::FlatTable;
use opencities_io::{find_unit, tables};

use super::uncertainty::assumed;
use crate::args::Sensitivity;
use crate::failure::{Failure, count};
use crate::output::{Sink, say};
use crate::progress::{Counted, interrupted};
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Sensitivity) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    run.one_period(&args.source)?;
    let asked = Asked::new(args, &run)?;
    let assumptions = assumed(&run, args.assumptions.as_deref(), args.seed)?;
    let plan = assumptions.plan(&run)?;
    let names: Vec<&str> = plan.names().collect();
    let page = Page {
        about: &run.composite.framework.about().name,
        names: &names,
        asked: &asked,
        seed: assumptions.stated.seed,
    };
    let mut info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    let mut facts = vec![("seed", page.seed.to_string()), ("output", asked.words.clone())];
    let mut export;
    let drawn: Box<dyn FnOnce() -> String + '_>;
    if args.screen {
        let found = {
            let progress = Counted::new("trajectories", args.trajectories);
            plan.screen(args.trajectories, asked.target, &|done| progress.at(done))?
        };
        say_partial(found.trajectories, args.trajectories, "trajectories");
        say_failures(&found.failures, found.trajectories - found.complete, "trajectories");
        facts.push(("trajectories", found.complete.to_string()));
        export = vec![tables::screening(&names, &found.effects)];
        export.extend(args.runs.then(|| tables::screening_runs(&names, &found.runs)));
        drawn = Box::new(move || page.screening(&found.effects, found.complete));
    } else {
        let (found, shown) = shares(args, &plan, &asked, page.seed)?;
        facts.push(("samples", found.to_string()));
        export = vec![tables::sensitivity(&names, &shown.indices), tables::conditional_means(&names, &shown.means)];
        if args.second_order {
            export.push(tables::second_order(&names, &shown.indices));
        }
        export.extend(shown.runs.clone());
        let findings = shown.indices.remarks().into_iter().map(|remark| remark.finding(&names));
        findings.for_each(|finding| say(&finding.to_string()));
        drawn = Box::new(move || page.shares(&shown, found));
    }
    export.push(tables::sources(&run.index.sources));
    info.extend(facts.into_iter().map(|(key, value)| (key.to_owned(), value)));
    sink.write(&export, &info, drawn)
}

/// What is asked about, in figures and in words.
struct Asked {
    target: Target,
    /// "the rank of Bilbao".
    words: String,
    /// "its mean rank".
    mean: &'static str,
}

impl Asked {
    fn new(args: &Sensitivity, run: &Run) -> Result<Self, Failure> {
        let units = &run.composite.data.units;
        let name = |unit: usize| units.get(unit).name.as_str();
        if let Some(text) = &args.unit {
            let unit = find_unit(units, text)?;
            let (target, what, mean) = if args.score {
                (Target::Score(unit), "score", "its mean score")
            } else {
                (Target::Rank(unit), "rank", "its mean rank")
            };
            return Ok(Asked { target, words: format!("the {what} of {}", name(unit)), mean });
        }
        if let Some(order) = args.order.as_deref() {
            let [first, second] = order else {
                let message = "--order is given more than once".to_owned();
                return Err(Failure::Wrong(message, "name two units to compare".to_owned()));
            };
            let (first, second) = (find_unit(units, first)?, find_unit(units, second)?);
            if first == second {
                let message = format!("`{}` is named twice", units.get(first).code);
                return Err(Failure::Wrong(message, "name two units to compare".to_owned()));
            }
            let words = format!("whether {} is ahead of {}", name(first), name(second));
            return Ok(Asked { target: Target::Order(first, second), words, mean: "the share in which it is ahead" });
        }
        let words = "the mean change of the ranks".to_owned();
        Ok(Asked { target: Target::RankChange, words, mean: "the mean change" })
    }
}

/// Shares of variance, and what goes with them.
struct Shares {
    indices: Indices,
    means: Vec<ConditionalMean>,
    runs: Option<FlatTable>,
}

/// Runs the sample; gives the rows that it rests on, too.
fn shares(args: &Sensitivity, plan: &Plan<'_>, asked: &Asked, seed: u64) -> Result<(usize, Shares), Failure> {
    let second_order = if args.second_order { SecondOrder::Estimate } else { SecondOrder::Skip };
    let sample = {
        let progress = Counted::new("samples", args.samples);
        let design = Design { samples: args.samples, second_order };
        plan.sample(design, asked.target, &|done| progress.at(done))?
    };
    say_partial(sample.rows, args.samples, "samples");
    say_failures(&sample.failures, sample.left_out(), "samples");
    let indices = sobol_indices(&sample.outputs, Estimation { seed, ..Estimation::default() });
    let names: Vec<&str> = plan.names().collect();
    let runs = args.runs.then(|| tables::sensitivity_runs(&names, &sample.outputs));
    Ok((sample.outputs.a.len(), Shares { indices, means: means(plan, &sample), runs }))
}

pub(super) fn say_partial(done: u64, asked: u64, what: &str) {
    if done < asked {
        let why = if interrupted() { "interrupted" } else { "stopped" };
        say(&format!("{why} after {done} of {asked} {what}: the result is partial"));
    }
}

pub(super) fn say_failures(failures: &BTreeMap<String, u64>, left_out: u64, what: &str) {
    for (cause, failed) in failures {
        let runs = count(usize::try_from(*failed).unwrap_or(usize::MAX), "run");
        say(&format!("{runs} gave no result: {cause}"));
    }
    if left_out > 0 {
        say(&format!("{left_out} of the {what} have such a run and are left out as a whole"));
    }
}

/// What the pages have in common.
struct Page<'a> {
    about: &'a str,
    names: &'a [&'a str],
    asked: &'a Asked,
    seed: u64,
}

/// Letters of a bar from 0 to 1.
const BAR: usize = 24;
const NAME: usize = 20;
/// Means that a sentence can hold.
const TOLD: usize = 6;

impl Page<'_> {
    fn title(&self, runs: usize, what: &str) -> String {
        format!("What moves {} ({}, {runs} {what}, seed {})\n", self.asked.words, self.about, self.seed)
    }

    fn shares(&self, shares: &Shares, rows: usize) -> String {
        let axis = format!("0{:>width$}", 1, width = BAR - 1);
        let header = [
            ("assumption", Align::Left),
            ("alone", Align::Right),
            ("in all", Align::Right),
            ("95 %", Align::Left),
            (axis.as_str(), Align::Left),
        ];
        let Indices { first, total, second, .. } = &shares.indices;
        let lines = self.order(total).into_iter().map(|at| {
            vec![
                render::shortened(self.names[at], NAME),
                render::decimals(first[at].value, 2),
                render::decimals(total[at].value, 2),
                format!("{}–{}", render::decimals(total[at].low, 2), render::decimals(total[at].high, 2)),
                bar(&first[at], &total[at]),
            ]
        });
        let legend = "█ alone  ▒ with others  ─┤ up to the end of its 95 % interval\n";
        let mut page = self.title(rows, "samples") + &render::table(&header, lines) + legend;
        let mut pairs: Vec<_> = second.iter().collect();
        pairs.sort_by(|one, other| other.2.value.total_cmp(&one.2.value));
        if let Some((i, j, most)) = pairs.first() {
            let (one, other, share) = (self.names[*i], self.names[*j], most.value * 100.0);
            page += &format!("Most of what two do together: `{one}` with `{other}`, {share:.0} % of the variance.\n");
        }
        page + &render::wrapped(&self.words(shares), "")
    }

    /// The assumptions by their total index, the greatest first.
    fn order(&self, total: &[Estimate]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..total.len()).collect();
        order.sort_by(|&one, &other| total[other].value.total_cmp(&total[one].value));
        order
    }

    /// Which assumption carries most, and what the result is under each of its alternatives.
    fn words(&self, shares: &Shares) -> String {
        let Indices { first, total, variance, .. } = &shares.indices;
        let moved = *variance > 0.0;
        let Some(&most) = self.order(total).first().filter(|_| moved) else {
            return format!("Nothing that is assumed moves {}.", self.asked.words);
        };
        let name = self.names[most];
        let share = |estimate: &Estimate| (estimate.value * 100.0).clamp(0.0, 100.0);
        let mut words = format!(
            "`{name}` moves {} most: it carries {:.0} % of the variance alone, and {:.0} % with what it does together with \
             others.",
            self.asked.words,
            share(&first[most]),
            share(&total[most])
        );
        let mut means: Vec<&ConditionalMean> = shares.means.iter().filter(|mean| mean.assumption == most).collect();
        let all = means.len();
        means.sort_by(|one, other| one.mean.total_cmp(&other.mean));
        if means.len() > TOLD {
            let last = means.split_off(means.len() - TOLD / 2);
            means.truncate(TOLD / 2);
            means.extend(last);
        }
        let told: Vec<String> =
            means.iter().map(|mean| format!("{:.2} with {}", mean.mean, mean.alternative)).collect();
        if !told.is_empty() {
            let some = if all > TOLD { format!(" (the ends of {all})") } else { String::new() };
            words += &format!(" Under its alternatives{some} {} is {}.", self.asked.mean, told.join(", "));
        }
        words
    }

    fn screening(&self, effects: &[Effects], complete: u64) -> String {
        let header = [
            ("assumption", Align::Left),
            ("mu*", Align::Right),
            ("mu", Align::Right),
            ("sigma", Align::Right),
            ("", Align::Left),
        ];
        let largest = effects.iter().map(|one| one.mu_star).fold(0.0, f64::max);
        let mut order: Vec<usize> = (0..effects.len()).collect();
        order.sort_by(|&one, &other| effects[other].mu_star.total_cmp(&effects[one].mu_star));
        let lines = order.into_iter().map(|at| {
            let Effects { mu_star, mu, sigma } = effects[at];
            let cells = [mu_star, mu, sigma].map(|number| render::decimals(number, 2));
            let length = if largest > 0.0 { (mu_star / largest * BAR as f64).round() as usize } else { 0 };
            let name = render::shortened(self.names[at], NAME);
            [name].into_iter().chain(cells).chain(["█".repeat(length)]).collect()
        });
        let rows = usize::try_from(complete).unwrap_or(usize::MAX);
        self.title(rows, "trajectories") + &render::table(&header, lines)
    }
}

/// An assumption's share from 0 to 1: alone, with others, and up to where the interval of the total goes.
fn bar(first: &Estimate, total: &Estimate) -> String {
    let column = |share: f64| (share.clamp(0.0, 1.0) * BAR as f64).round() as usize;
    let (alone, all, high) = (column(first.value), column(total.value), column(total.high));
    let letter = |place: usize| match place {
        _ if place < alone.min(all) => '█',
        _ if place < all => '▒',
        _ if place + 1 == high => '┤',
        _ if place < high => '─',
        _ => ' ',
    };
    (0..BAR).map(letter).collect::<String>().trim_end().to_owned()
}
