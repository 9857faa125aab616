//! `assess effect`: an assessment in the place of an area of another index, and what that does to scores and ranks.

use opencities_engine::inspect;
use opencities_io::chapter::effect as chapter;
use opencities_io::questionnaire::{Answers, Assessment, SOURCE};
use opencities_io::stand_in::{Score, StandIn, ends, is_taken};
use opencities_io::{find_unit, tables};

use super::{Asked, Scored};
use crate::args::{Effect, Source};
use crate::failure::Failure;
use crate::output::{Sink, say};
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

/// Letters of a city's name.
const NAME: usize = 20;

pub(super) fn run(args: &Effect) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let asked = Asked::sound(&args.sheets)?;
    let Scored { assessment, .. } = asked.scored(None, None, &args.sheets.allow)?;
    let source = Source {
        index: args.of.clone(),
        data: Vec::new(),
        units: None,
        weights: None,
        method: None,
        period: None,
        allow: args.sheets.allow.clone(),
    };
    let run = Run::edition(&source)?;
    // The options of this command are not those of `check`.
    run.summarise(&format!("`opencities check --index {}` lists them", args.of));
    let before = &run.composite;
    let group = group_named(&before.framework, Some(&args.area))?;
    let code = format!("{}-self-assessment", asked.index.framework.about().code);
    let (scores, notes) = scores(&assessment, &run)?;
    let stand_in = StandIn {
        group,
        code,
        name: asked.index.framework.about().name.clone(),
        source: SOURCE.to_owned(),
        ends: ends(&assessment.composite.method).map_err(unfit)?,
        scores,
    };
    let reported = before.data.period_of(0);
    let made = stand_in.apply(&before.framework, &run.data, &before.method, reported).map_err(unfit)?;
    let after = inspect(&made.framework, &made.data, &made.method)?;
    let stops: Vec<_> = after.findings.iter().filter(|finding| after.method.stops_at(finding)).cloned().collect();
    if !stops.is_empty() {
        return Err(Failure::Findings(after.findings));
    }
    let effect = chapter::Effect { before, after: &after, stand_in: &stand_in };
    let info = tables::run_info(before, &run.weights, &run.index.sources);
    let export = [tables::effect(before, &after, &stand_in), tables::sources(&run.index.sources)];
    let page = chapter::chapter(&effect, &notes, &info, &run.index.sources);
    sink.write_chapter(&export, &info, Some(&page), || draw(&effect))
}

fn unfit(error: opencities_io::stand_in::Unfit) -> Failure {
    Failure::Wrong(error.to_string(), "choose another --area, another --of, or sheets of another period".to_owned())
}

/// The newest sheet of each city that the index ranks in a period of its own, and what is to be said of the sheets: which of
/// several was taken, and which cannot stand in.
fn scores(assessment: &Assessment, run: &Run) -> Result<(Vec<Score>, Vec<String>), Failure> {
    let before = &run.composite;
    let root = assessment.composite.framework.root();
    let reported = before.data.period_of(0);
    let (mut scores, mut notes) = (Vec::<Score>::new(), Vec::new());
    for unit in assessment.composite.data.units.iter() {
        let name = &unit.name;
        let sheets = assessment.of_unit(&unit.code);
        let periods: Vec<String> = sheets.iter().map(|sheet| sheet.period.to_string()).collect();
        let is_taken = |sheet: &&Answers| is_taken(&run.data, &before.method, reported, sheet.period);
        let Some(sheet) = sheets.into_iter().find(is_taken) else {
            let all = periods.join(" and ");
            notes.push(format!("left out: {name}: for {reported} the index takes no figure of {all}"));
            continue;
        };
        let found = find_unit(&before.data.units, &unit.code).or_else(|_| find_unit(&before.data.units, name));
        let Ok(found) = found else {
            notes.push(format!("left out: {name}: {} has no such city", before.framework.about().name));
            continue;
        };
        if scores.iter().any(|score| score.unit == found) {
            let taken = &before.data.units.get(found).name;
            notes.push(format!("left out: {name} ({}): another sheet is of {taken}, too, and is taken", unit.code));
            continue;
        }
        let row = assessment.row(sheet);
        if assessment.composite.rank(root, row).is_nan() {
            let answered = assessment.count(sheet, root).words();
            notes.push(format!("left out: {name}: {answered} questions are answered, too few for a score that counts"));
            continue;
        }
        if periods.len() > 1 {
            let (all, taken) = (periods.join(" and "), sheet.period);
            notes.push(format!(
                "{name}: of its sheets for {all} that for {taken} is taken, the newest up to {reported}"
            ));
        }
        scores.push(Score { unit: found, period: sheet.period, value: assessment.composite.score(root, row) });
    }
    notes.iter().for_each(|note| say(note));
    if scores.is_empty() {
        let hint = "answer more, or give a sheet of a city and a period that the index has".to_owned();
        return Err(Failure::Wrong("no sheet can stand in".to_owned(), hint));
    }
    Ok((scores, notes))
}

fn draw(effect: &chapter::Effect<'_>) -> String {
    let before = effect.before;
    let units = &before.data.units;
    let mut text = render::wrapped(&effect.title(), "");
    text.push('\n');
    let periods = [("answers", Align::Right)];
    let header: Vec<(&str, Align)> = [("", Align::Left)]
        .into_iter()
        .chain(periods.into_iter().filter(|_| !effect.has_one_period()))
        .chain(["area", "self-reported", "score", "with it", "rank", "with it"].map(|name| (name, Align::Right)))
        .collect();
    let line = |score: &Score| {
        let [group, index, rank] = effect.of(score.unit);
        let period = Some(score.period.to_string()).filter(|_| !effect.has_one_period());
        let name = render::shortened(&units.get(score.unit).name, NAME);
        let scores = [group, index].concat().into_iter().map(render::score);
        std::iter::once(name).chain(period).chain(scores).chain(rank.map(render::rank)).collect()
    };
    text.push_str(&render::table(&header, effect.stand_in.scores.iter().map(line)));
    let moved = effect.moved();
    let named: Vec<String> =
        moved.iter().map(|(unit, [was, is])| format!("{} {was} to {is}", units.get(*unit).name)).collect();
    let others = match named.is_empty() {
        true => "No other city changes its rank.".to_owned(),
        false => format!("Others that change their rank, {}: {}.", named.len(), named.join(", ")),
    };
    text.push('\n');
    text.push_str(&render::wrapped(&others, ""));
    text.push_str(&render::wrapped(&effect.scales(), ""));
    text.push('\n');
    text + &render::wrapped(chapter::CAUTION, "")
}
