//! `practices recommend`: for each weak area of a city the practices of its mentors, with the reason.

use opencities_engine::analyse::{Mentor, candidates};
use opencities_io::practices::{Advice, Catalogue, Entry, areas, recommend};
use opencities_io::{find_unit, tables};

use super::list::entry;
use super::open;
use crate::args::Recommend;
use crate::failure::{Failure, count};
use crate::output::Sink;
use crate::render;
use crate::resolve::Run;

pub(crate) fn run(args: &Recommend) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let catalogue = open(&args.catalogue)?;
    let run = Run::new(&args.source)?;
    if areas(&run.composite, &catalogue).is_empty() {
        let message =
            format!("{} has none of the areas that practices are filed under", run.composite.framework.about().name);
        let hint = "give --practices a catalogue whose facet `area` has the codes of its groups".to_owned();
        return Err(Failure::Wrong(message, hint));
    }
    let unit = find_unit(&run.composite.data.units, &args.city)?;
    let row = run.row(&args.source, unit)?;
    let likeness = run.index.likeness(args.likeness.as_deref())?;
    let matching = likeness.matching(&run.composite)?;
    let ranked = candidates(&run.composite, row);
    let advice = recommend(&catalogue, &matching, row, &ranked, args.areas.get(), args.top.get());
    let mut info = tables::run_info(&run.composite, &run.weights, &run.index.sources);
    info.extend(tables::practices_info(&catalogue).into_iter().filter(|(key, _)| key == "catalogue"));
    let export = [tables::recommendations(&run.composite, &catalogue, &advice), tables::sources(&catalogue.sources)];
    sink.write(&export, &info, || draw(&run, &catalogue, row, &advice))
}

fn draw(run: &Run, catalogue: &Catalogue, row: usize, advice: &[Advice]) -> String {
    let composite = &run.composite;
    let name = |row: usize| composite.data.units.get(composite.data.unit_of(row)).name.as_str();
    let about = &composite.framework.about().name;
    if advice.is_empty() {
        let why = "no area lies markedly below the median of the others that are ranked, on what both know";
        return render::wrapped(&format!("{}: {why} ({about})", name(row)), "");
    }
    let mut text = format!("{}: practices for its weak areas ({about})\n\n", name(row));
    for each in advice {
        let area = &each.area;
        text.push_str(&format!(
            "{}: {}, which is {} below the median of all others, {}\n",
            composite.framework.nodes()[area.node].name,
            render::score(area.score),
            render::score(area.behind()),
            render::score(area.median),
        ));
        let mentor = |mentor: &Mentor| name(mentor.peer.row).to_owned();
        let mentors: Vec<String> = each.mentors.iter().map(mentor).collect();
        if !mentors.is_empty() {
            text.push_str(&render::wrapped(&format!("mentors: {}", mentors.join(", ")), "  "));
        }
        if !each.own.is_empty() {
            text.push_str(&render::wrapped(
                &format!("{} of its own recorded here", count(each.own.len(), "practice")),
                "  ",
            ));
        }
        text.push('\n');
        for practice in &each.practices {
            text.push_str(&entry(catalogue, Entry::Practice(practice.record), &format!("why: {}", practice.why)));
        }
        if each.practices.is_empty() {
            let none = if each.none.is_empty() {
                "no practice is recorded for it that is not given above"
            } else {
                &each.none
            };
            text.push_str(&(render::wrapped(none, "  ") + "\n"));
        }
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}
