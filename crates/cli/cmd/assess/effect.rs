//! `assess effect`: an assessment in the place of an area of another index, and what that does to scores and ranks.

use opencities_engine::composite::Composite;
use opencities_engine::inspect;
use opencities_io::questionnaire::{Assessment, SOURCE};
use opencities_io::stand_in::{Score, StandIn, ends};
use opencities_io::{find_unit, tables};

use super::{Asked, Scored};
use crate::args::{Effect, Source};
use crate::failure::Failure;
use crate::output::{Sink, say};
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

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
    let run = Run::new(&source)?;
    let before = &run.composite;
    let group = group_named(&before.framework, Some(&args.area))?;
    let code = format!("{}-self-assessment", asked.index.framework.about().code);
    let stand_in = StandIn {
        group,
        code,
        name: asked.index.framework.about().name.clone(),
        source: SOURCE.to_owned(),
        ends: ends(&assessment.composite.method).map_err(unfit)?,
        scores: scores(&assessment, before)?,
    };
    let reported = before.data.period_of(0);
    let made = stand_in.apply(&before.framework, &run.data, &before.method, reported).map_err(unfit)?;
    let after = inspect(&made.framework, &made.data, &made.method)?;
    let stops: Vec<_> = after.findings.iter().filter(|finding| after.method.stops_at(finding)).cloned().collect();
    if !stops.is_empty() {
        return Err(Failure::Findings(after.findings));
    }
    let assessed: Vec<usize> = stand_in.scores.iter().map(|score| score.unit).collect();
    let info = tables::run_info(before, &run.weights, &run.index.sources);
    let export = [tables::effect(before, &after, group, &assessed), tables::sources(&run.index.sources)];
    sink.write(&export, &info, || draw(before, &after, group, &assessed, &stand_in.name))
}

fn unfit(error: opencities_io::stand_in::Unfit) -> Failure {
    Failure::Wrong(error.to_string(), "choose another --area, another --of, or sheets of another period".to_owned())
}

/// The newest sheet of each city that the index ranks in a period of its own; what cannot stand in is said.
fn scores(assessment: &Assessment, before: &Composite) -> Result<Vec<Score>, Failure> {
    let root = assessment.composite.framework.root();
    let reported = before.data.period_of(0);
    let mut scores = Vec::new();
    for unit in assessment.composite.data.units.iter() {
        let name = &unit.name;
        let sheets = assessment.of_unit(&unit.code);
        let Some(sheet) = sheets.into_iter().find(|sheet| sheet.period <= reported) else {
            say(&format!("left out: {name}: its answers are later than {reported}, which is what is ranked"));
            continue;
        };
        let found = find_unit(&before.data.units, &unit.code).or_else(|_| find_unit(&before.data.units, name));
        let Ok(found) = found else {
            say(&format!("left out: {name}: {} has no such city", before.framework.about().name));
            continue;
        };
        let row = assessment.row(sheet);
        if assessment.composite.rank(root, row).is_nan() {
            let answered = assessment.count(sheet, root);
            let (answered, of) = (answered.answered, answered.applicable);
            say(&format!(
                "left out: {name}: {answered} of {of} questions are answered, too few for a score that counts"
            ));
            continue;
        }
        scores.push(Score { unit: found, period: sheet.period, value: assessment.composite.score(root, row) });
    }
    if scores.is_empty() {
        let hint = "answer more, or give a sheet of a city and a period that the index has".to_owned();
        return Err(Failure::Wrong("no sheet can stand in".to_owned(), hint));
    }
    Ok(scores)
}

fn draw(before: &Composite, after: &Composite, group: usize, assessed: &[usize], name: &str) -> String {
    let root = before.framework.root();
    let root_after = after.framework.root();
    let group_after = after.framework.position(&before.framework.nodes()[group].code).unwrap_or(group);
    let units = &before.data.units;
    let area = &before.framework.nodes()[group].name;
    let about = &before.framework.about().name;
    let mut text = render::wrapped(&format!("{name}, in place of {area} in {about}: self-reported"), "");
    text.push('\n');
    let header = [
        ("", Align::Left),
        (area.as_str(), Align::Right),
        ("self-reported", Align::Right),
        ("score", Align::Right),
        ("with it", Align::Right),
        ("rank", Align::Right),
        ("with it", Align::Right),
    ];
    let line = |&row: &usize| {
        vec![
            units.get(row).name.clone(),
            render::score(before.score(group, row)),
            render::score(after.score(group_after, row)),
            render::score(before.score(root, row)),
            render::score(after.score(root_after, row)),
            render::rank(before.rank(root, row)),
            render::rank(after.rank(root_after, row)),
        ]
    };
    text.push_str(&render::table(&header, assessed.iter().map(line)));
    let ranks = |row: usize| [before.rank(root, row), after.rank(root_after, row)].map(render::rank);
    let moved: Vec<String> = (0..units.len())
        .filter(|row| !assessed.contains(row))
        .filter_map(|row| {
            let [was, is] = ranks(row);
            (was != is).then(|| format!("{} {was} to {is}", units.get(row).name))
        })
        .collect();
    let others = match moved.is_empty() {
        true => "No other city changes its rank.".to_owned(),
        false => format!("Others that change their rank, {}: {}.", moved.len(), moved.join(", ")),
    };
    text.push('\n');
    text.push_str(&render::wrapped(&others, ""));
    text + &render::wrapped("The ranking by the index's own figures stays as it is: `opencities rank`.", "")
}
