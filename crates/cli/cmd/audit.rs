//! `audit`: does the index do what it promises? Its parts stand in the folder beside this file.

mod heat_map;
mod structure;

use opencities_engine::analyse::structure::{Options, Threshold, Thresholds};
use opencities_io::{nearest, tables};

use crate::args::{Audit, PeriodChoice};
use crate::failure::Failure;
use crate::output::Sink;
use crate::resolve::Run;

/// A part of an audit.
#[derive(Clone, Copy)]
enum Part {
    Structure,
}

pub(crate) fn run(args: &Audit) -> Result<(), Failure> {
    let options = options(args)?;
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    // One period is looked at.
    run.row(&args.source, 0)?;
    let (mut export, mut text) = (Vec::new(), String::new());
    for part in parts(args) {
        match part {
            Part::Structure => {
                let found = opencities_engine::analyse::structure::structure(&run.composite, &options)?;
                text.push_str(&structure::draw(&run, &options, &found));
                export.extend(tables::structure::all(&run.composite, &found));
            }
        }
    }
    export.push(tables::sources(&run.index.sources));
    let info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    sink.write(&export, &info, || text)
}

/// The parts that were asked for; all where none was.
fn parts(args: &Audit) -> Vec<Part> {
    let all = [(args.structure, Part::Structure)];
    let asked: Vec<Part> = all.into_iter().filter(|(asked, _)| *asked).map(|(_, part)| part).collect();
    if asked.is_empty() { all.map(|(_, part)| part).to_vec() } else { asked }
}

fn options(args: &Audit) -> Result<Options, Failure> {
    let mut thresholds = Thresholds::default();
    for given in &args.threshold {
        let wrong = |message: String, hint: String| Failure::Wrong(message, hint);
        let (name, text) = given.split_once('=').ok_or_else(|| {
            wrong(format!("`{given}` is not NAME=VALUE"), "write for example --threshold weak_below=0.2".to_owned())
        })?;
        let value = text.parse().map_err(|_| {
            wrong(format!("the threshold `{name}` is no number: `{text}`"), "write it as 0.2".to_owned())
        })?;
        let slot = thresholds.by_name(name).ok_or_else(|| {
            let known = || Thresholds::ALL.iter().map(|Threshold { name, .. }| *name);
            let alike = nearest(name, known()).join(" or ");
            let all = || format!("there are: {}", known().collect::<Vec<_>>().join(", "));
            let hint = if alike.is_empty() { all() } else { format!("did you mean {alike}?") };
            wrong(format!("there is no threshold `{name}`"), hint)
        })?;
        *slot = value;
    }
    let bad = thresholds.validate();
    if !bad.is_empty() {
        return Err(opencities_engine::Error::Thresholds(bad).into());
    }
    let period = match args.source.period {
        Some(PeriodChoice::Only(period)) => Some(period),
        _ => None,
    };
    Ok(Options { stage: args.stage, level: args.level.clone(), period, thresholds, correction: args.correction })
}
