//! `audit`: does the index do what it promises? Its parts stand in the folder beside this file.

mod heat_map;
mod parts;
mod structure;
mod verdicts;

use opencities_engine::analyse::audit::{Audit, Part};
use opencities_engine::analyse::structure::{Options, Threshold, Thresholds};
use opencities_io::chapter::audit::chapter;
use opencities_io::{nearest, tables};

use crate::args::{self, PeriodChoice};
use crate::failure::Failure;
use crate::output::{Sink, say};
use crate::resolve::Run;

pub(crate) fn run(args: &args::Audit) -> Result<(), Failure> {
    let options = options(args)?;
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    // One period is looked at.
    run.row(&args.source, 0)?;
    let mut info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    let audit = parts::found(args, &run, &options, &mut info)?;
    for (part, why) in &audit.left_out {
        say(&format!("left out: {}: {why}", part.name()));
    }
    let checks = audit.checks(&run.composite, &options.thresholds);
    let mut export = tables::audit::all(&run.composite, &audit, &checks);
    export.push(tables::sources(&run.index.sources));
    let page = chapter(&run.composite, &audit, &options.thresholds, &info, &run.index.sources);
    sink.write_chapter(&export, &info, Some(&page), || match &audit {
        // One part alone has room for its details.
        Audit { structure: Some(found), .. } if parts::asked(args) == [Part::Structure] => {
            structure::draw(&run, &options, found)
        }
        _ => verdicts::draw(&run, &audit, &checks, &info),
    })
}

fn options(args: &args::Audit) -> Result<Options, Failure> {
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
