//! `profile`: a unit beside its peers, for people: sentences, tables, a picture, and practices for what is weak.

use opencities_engine::analyse::uncertainty::{Pairs, Surety as Sureties};
use opencities_engine::analyse::{Beside, profile};
use opencities_io::chapter::Block;
use opencities_io::practices::{areas, recommend};
use opencities_io::profile::{Portrait, Surety};
use opencities_io::{find_unit, tables};

use super::peers::chosen;
use super::practices::open;
use super::uncertainty::{assumed, computed};
use crate::args::Profile;
use crate::failure::Failure;
use crate::output::{Sink, say};
use crate::resolve::Run;
use crate::{page, render};

/// Weak areas for which practices are told: as many as weaknesses.
const WEAKEST: usize = 3;
/// The share of the replicates that the interval of the rank holds.
const INTERVAL_PERCENT: f64 = 90.0;

pub(crate) fn run(args: &Profile) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let catalogue = open(&args.catalogue)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let unit = find_unit(&composite.data.units, &args.unit)?;
    let row = run.row(&args.source, unit)?;
    if composite.score(composite.framework.root(), row).is_nan() {
        let name = &composite.data.units.get(unit).name;
        let message = format!("{name} has no score to compare: nothing that counts is known of it");
        return Err(Failure::Wrong(message, format!("`opencities explain {}` shows what is missing", args.unit)));
    }
    let likeness = run.index.likeness(args.choice.likeness.as_deref())?;
    let matching = likeness.matching(composite)?;
    let chosen = chosen(&matching, row, &args.choice)?;
    let rows: Vec<usize> = chosen.peers.iter().map(|peer| peer.row).collect();
    let advice = match args.per_area {
        0 => Vec::new(),
        _ if areas(composite, &catalogue).is_empty() => Vec::new(),
        per_area => recommend(&catalogue, &matching, row, &rows, WEAKEST, per_area),
    };
    let portrait = Portrait {
        composite,
        profile: profile(composite, row, &rows),
        peers: chosen.peers,
        likeness: matching.likeness(),
        chosen: chosen.how,
        surety: surety(args, &run, row)?,
        advice,
        catalogue: &catalogue,
        sources: &run.index.sources,
    };
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    let mut export = vec![
        tables::profile(&portrait),
        tables::standing(&portrait),
        tables::gap_parts(&portrait),
        tables::sentences(&portrait),
        tables::peers(composite, portrait.likeness, &portrait.peers),
    ];
    if args.per_area > 0 {
        export.push(tables::recommendations(composite, &catalogue, &portrait.advice));
    }
    export.push(tables::sources(&run.index.sources));
    let chapter = portrait.chapter();
    sink.write_chapter(&export, &info, Some(&chapter), || {
        // Sources are a page of their own.
        let mut shown = chapter.clone();
        let is_sources = |block: &Block| matches!(block, Block::Heading(words) if words.starts_with("Sources"));
        let last = shown.blocks.iter().position(is_sources).unwrap_or(shown.blocks.len());
        shown.blocks.truncate(last);
        page::draw(&shown, |figure| (figure.name == "scores").then(|| picture(&portrait)))
    })
}

/// How sure the rank is, where the unit has one; what stands in the way is said and stops nothing.
fn surety(args: &Profile, run: &Run, row: usize) -> Result<Option<Surety>, Failure> {
    let composite = &run.composite;
    let root = composite.framework.root();
    if composite.rank(root, row).is_nan() {
        return Ok(None);
    }
    let assumptions = assumed(run, None, args.seed)?;
    let plan = match assumptions.plan(run) {
        Ok(plan) => plan.counting(&[root], Pairs::Left),
        Err(failure) => {
            say("how sure the rank is was left out: `opencities uncertainty` says why");
            // What the user asked for by name must not be passed over.
            return if args.replicates.is_some() || args.seed.is_some() { Err(failure) } else { Ok(None) };
        }
    };
    let asked = args.replicates.map_or(assumptions.stated.replicates, std::num::NonZeroU64::get);
    let tally = computed(&plan, 0..asked)?;
    let found = Sureties::new(composite, root, &tally, INTERVAL_PERCENT / 100.0, 1);
    let unit = composite.data.unit_of(row);
    let standing = found.standings.into_iter().find(|standing| standing.unit == unit && standing.ranked > 0);
    let varied: Vec<String> = assumptions.stated.list.iter().map(|assumption| assumption.name.clone()).collect();
    let replicates = tally.replicates;
    Ok(standing.map(|standing| Surety { standing, interval_percent: INTERVAL_PERCENT, replicates, varied }))
}

/// Letters of the axis of the picture, and of the name beside it.
const AXIS: usize = 40;
const NAME: usize = 30;

/// The scores in letters: a line for the range of the peers, a bar for their median, a dot for the unit.
fn picture(portrait: &Portrait<'_>) -> String {
    let nodes = portrait.composite.framework.nodes();
    let lines: Vec<&Beside> = portrait.profile.lines.iter().filter(|line| line.figures.is_none()).collect();
    let scores =
        lines.iter().flat_map(|line| [line.score, line.range[0], line.range[1]]).filter(|score| !score.is_nan());
    let (low, high) =
        scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| (low.min(score), high.max(score)));
    let column =
        |score: f64| ((score - low) / (high - low).max(f64::MIN_POSITIVE) * (AXIS - 1) as f64).round() as usize;
    let mut text = format!(
        "{:NAME$}  {:<width$}{}\n",
        "",
        render::score(low),
        render::score(high),
        width = AXIS.saturating_sub(render::score(high).len()),
    );
    for line in lines {
        let [least, greatest] = line.range;
        let letter = |place: usize| match place {
            _ if !line.score.is_nan() && place == column(line.score) => '●',
            _ if !line.median.is_nan() && place == column(line.median) => '│',
            _ if !least.is_nan() && (column(least)..=column(greatest)).contains(&place) => '─',
            _ => ' ',
        };
        let indented = format!("{}{}", "  ".repeat(line.depth), nodes[line.node].name);
        let drawn: String = (0..AXIS).map(letter).collect();
        text.push_str(format!("{:NAME$}  {drawn}", render::shortened(&indented, NAME)).trim_end());
        text.push('\n');
    }
    text + &format!("● {}   ─ its peers   │ their median\n", portrait.name())
}
