//! The parts of an audit, computed: with a bar for what takes long, and a word where something is cut short or left out.

use opencities_engine::analyse::audit::{Audit, Part, Robustness, Sensitivity};
use opencities_engine::analyse::sensitivity::{Design, Estimation, SecondOrder, Target, sobol_indices};
use opencities_engine::analyse::structure::{Options, structure};
use opencities_engine::analyse::uncertainty::{PAIRS_MAX, Pairs, Plan};
use opencities_engine::analyse::{Bootstrap, FRONTIER_UNITS_MAX, distances, importances};
use opencities_io::export::RunInfo;

use super::super::sensitivity::{say_failures, say_partial};
use super::super::uncertainty::assumed;
use crate::args;
use crate::failure::Failure;
use crate::output::say;
use crate::progress::{Counted, while_computing};
use crate::resolve::Run;

/// The share of the replicates that an interval of ranks holds.
const INTERVAL: f64 = 0.9;
/// Cells that replicates may compute by default, and that resamples may go through: a few seconds.
const CELLS_MAX: u64 = 100_000_000;
/// Fewer repetitions say too little to be shown.
const FEWEST: u64 = 100;
/// Units times children of the index for which linear programs are solved by default.
const PROGRAMS_MAX: usize = 4000;
const SAMPLES: u64 = 512;
const RESAMPLES: u64 = 1000;

/// The parts that were asked for; all where none was. The assumption that moves the ranks goes with the robustness.
pub(super) fn asked(args: &args::Audit) -> Vec<Part> {
    let all = [
        (args.structure, Part::Structure),
        (args.robustness, Part::Robustness),
        (args.robustness, Part::Sensitivity),
        (args.importance, Part::Importance),
        (args.frontier, Part::Frontier),
    ];
    let asked: Vec<Part> = all.into_iter().filter(|(asked, _)| *asked).map(|(_, part)| part).collect();
    if asked.is_empty() { all.map(|(_, part)| part).to_vec() } else { asked }
}

/// Computes the parts, and adds to the run what they rest on.
pub(super) fn found(args: &args::Audit, run: &Run, options: &Options, info: &mut RunInfo) -> Result<Audit, Failure> {
    let asked = asked(args);
    let mut audit = Audit::default();
    let composite = &run.composite;
    let period = composite.data.periods.len() - 1;
    if asked.contains(&Part::Structure) {
        audit.structure = Some(while_computing(|| structure(composite, options))?);
    }
    if asked.contains(&Part::Robustness) {
        robustness(args, run, &mut audit, info)?;
    }
    if asked.contains(&Part::Importance) {
        let cells = (composite.data.units.len() * composite.framework.nodes().len()) as u64;
        let resamples = args.resamples.unwrap_or_else(|| within(RESAMPLES, cells, "resamples").unwrap_or(0));
        let seed = audit.robustness.as_ref().map(|found| found.seed).or(args.seed).unwrap_or(1);
        if audit.robustness.is_none() {
            note(info, "seed", seed);
        }
        let bootstrap = Bootstrap { resamples, seed, ..Bootstrap::default() };
        let progress = Counted::new("resamples", resamples);
        audit.importance = Some(importances(composite, period, bootstrap, &|done| progress.at(done)));
        note(info, "resamples", resamples);
    }
    if asked.contains(&Part::Frontier) {
        let root = composite.framework.root();
        let ranked = composite.data.rows_of(period).filter(|&row| composite.screening.ranked[row]).count();
        let programs = ranked * composite.framework.nodes()[root].children.len();
        if ranked > FRONTIER_UNITS_MAX {
            audit.left_out.push((Part::Frontier, format!("{ranked} units are more than {FRONTIER_UNITS_MAX}")));
        } else if programs > PROGRAMS_MAX && !args.frontier {
            audit.left_out.push((Part::Frontier, format!("{ranked} units take long; --frontier computes it")));
        } else {
            audit.frontier = Some(while_computing(|| distances(composite, root, period))?);
        }
    }
    Ok(audit)
}

/// Ranks under other assumptions, and which of these moves them.
fn robustness(args: &args::Audit, run: &Run, audit: &mut Audit, info: &mut RunInfo) -> Result<(), Failure> {
    let units = run.composite.data.units.len();
    if units > PAIRS_MAX {
        audit.left_out.push((Part::Robustness, format!("{units} units are more than {PAIRS_MAX}")));
        return Ok(());
    }
    let assumptions = assumed(run, args.assumptions.as_deref(), args.seed)?;
    let cells = (units * run.composite.framework.indicators().len()) as u64;
    let stated = assumptions.stated.replicates;
    let Some(replicates) = args.replicates.or_else(|| within(stated, cells, "replicates")) else {
        let why = format!("{units} units take long; --replicates N computes it");
        audit.left_out.push((Part::Robustness, why));
        return Ok(());
    };
    let root = run.composite.framework.root();
    let plan = while_computing(|| assumptions.plan(run))?.counting(&[root], Pairs::Counted);
    let tally = {
        let progress = Counted::new("replicates", replicates);
        plan.run(0..replicates, &|done| progress.at(done))?
    };
    say_partial(tally.replicates + tally.failed(), replicates, "replicates");
    audit.robustness = Some(Robustness::new(&run.composite, &plan, &tally, INTERVAL));
    note(info, "seed", assumptions.stated.seed);
    note(info, "replicates", tally.replicates);
    let count = plan.names().count();
    if count < 2 {
        audit.left_out.push((Part::Sensitivity, "it takes two assumptions or more".to_owned()));
        return Ok(());
    }
    let design = |samples| Design { samples, second_order: SecondOrder::Skip };
    let each = design(0).runs_each(count) as u64;
    let Some(samples) = args.samples.or_else(|| within(SAMPLES, cells * each, "samples")) else {
        let why = format!("{count} assumptions take long; --samples N computes it");
        audit.left_out.push((Part::Sensitivity, why));
        return Ok(());
    };
    audit.sensitivity = Some(sensitivity(&plan, design(samples), assumptions.stated.seed)?);
    note(info, "samples", samples);
    Ok(())
}

fn sensitivity(plan: &Plan<'_>, design: Design, seed: u64) -> Result<Sensitivity, Failure> {
    let sample = {
        let progress = Counted::new("samples", design.samples);
        plan.sample(design, Target::RankChange, &|done| progress.at(done))?
    };
    say_partial(sample.rows, design.samples, "samples");
    say_failures(&sample.failures, sample.left_out(), "samples");
    Ok(Sensitivity {
        assumptions: plan.names().map(str::to_owned).collect(),
        samples: sample.outputs.a.len() as u64,
        indices: sobol_indices(&sample.outputs, Estimation { seed, ..Estimation::default() }),
    })
}

/// As many repetitions as are wanted, fewer where they would take long; none where even a few would.
fn within(wanted: u64, cells: u64, what: &str) -> Option<u64> {
    let most = CELLS_MAX / cells.max(1);
    if wanted <= most {
        return Some(wanted);
    }
    (most >= FEWEST.min(wanted)).then(|| {
        say(&format!("{most} {what} of {wanted}, since more would take long: --{what} {wanted} asks for all"));
        most
    })
}

fn note(info: &mut RunInfo, key: &str, value: u64) {
    info.push((key.to_owned(), value.to_string()));
}
