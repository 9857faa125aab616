//! `build`: every table of the composite into a folder, and run.json beside them.

use opencities_io::export::{CsvText, Export, Format, Target};
use opencities_io::tables::{self, RankingView};

use crate::args::Build;
use crate::failure::Failure;
use crate::output::{self, say};
use crate::resolve::Run;

pub(crate) fn run(args: &Build) -> Result<(), Failure> {
    let format = Format::from_name(&args.format)?;
    std::fs::create_dir_all(&args.output).map_err(|error| {
        let message = format!("the folder {} cannot be made: {error}", args.output.display());
        Failure::Wrong(message, "name a folder that may be written to".to_owned())
    })?;
    let names = ["ranking", "scores", "values", "weights", "scales", "treatments", "findings", "sources", "units"];
    let file = |name: &str, extension: &str| args.output.join(format!("{name}.{extension}"));
    let mut targets: Vec<Target> =
        names.iter().map(|name| Target::create(&file(name, format.extension()))).collect::<Result<_, _>>()?;
    let record = Target::create(&file("run", "json"))?;
    let run = Run::new(&args.source)?;
    let all = tables::all(&run.composite, &RankingView::of(&run.composite), &run.findings, &run.index.sources);
    let info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    let csv_text = if args.csv_raw { CsvText::Raw } else { CsvText::Guarded };
    // Only now is it known whether units have weights of their own; an earlier run's would be of another method.
    for table in &all[names.len()..] {
        targets.push(Target::create(&file(&table.name, format.extension()))?);
    }
    let stale = file("unit_weights", format.extension());
    if all.len() == names.len() && stale.exists() {
        std::fs::remove_file(&stale)?;
    }
    for (target, table) in targets.into_iter().zip(&all) {
        let notes = target.write(&Export::new(std::slice::from_ref(table), &info, csv_text))?;
        notes.iter().for_each(output::tell);
    }
    record.write(&Export::new(&[], &info, csv_text))?;
    say(&format!("wrote {} tables and run.json to {}", all.len(), args.output.display()));
    Ok(())
}
