//! `peers`: units like one unit, with the reason; and mentors, who are ahead where it is weak. Here they are chosen and shown;
//! how like two units are is the engine's to say.

use opencities_engine::analyse::{Matching, Mentor, Peer, candidates};
use opencities_engine::composite::Composite;
use opencities_io::{find_unit, likeness_in_words, tables};

use crate::args::{PeerChoice, Peers};
use crate::failure::{Failure, count};
use crate::filter::kept;
use crate::output::{Sink, say};
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

pub(crate) fn run(args: &Peers) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let unit = find_unit(&composite.data.units, &args.unit)?;
    let row = run.row(&args.source, unit)?;
    let likeness = run.index.likeness(args.choice.likeness.as_deref())?;
    let matching = likeness.matching(composite)?;
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    if args.mentors.is_empty() {
        let chosen = chosen(&matching, row, &args.choice)?;
        let table = tables::peers(composite, matching.likeness(), &chosen.peers);
        return sink.write(&[table, tables::sources(&run.index.sources)], &info, || draw(&matching, row, &chosen));
    }
    let from = pool(&matching, row, &args.choice)?;
    let most = args.choice.count.map_or(matching.likeness().count, std::num::NonZeroUsize::get);
    let mut mentors = Vec::new();
    for name in &args.mentors {
        let node = group_named(&composite.framework, Some(name))?;
        if composite.score(node, row).is_nan() {
            let message = format!("{} has no score in `{name}`", name_of(composite, row));
            return Err(Failure::Wrong(message, "name a group in which it has one".to_owned()));
        }
        let mut found = matching.mentors(row, node, &from);
        if found.is_empty() {
            say(&nobody_leads(&matching, row, node));
        }
        if !args.choice.everyone {
            found.truncate(most);
        }
        mentors.push((node, found));
    }
    let export = [tables::mentors(composite, matching.likeness(), &mentors), tables::sources(&run.index.sources)];
    sink.write(&export, &info, || draw_mentors(&matching, row, &mentors))
}

/// The peers of a unit, and how they were chosen.
pub(super) struct Chosen {
    /// The most alike first.
    pub(super) peers: Vec<Peer>,
    /// In words.
    pub(super) how: String,
}

/// Who may be a peer: those named, those that fulfil the conditions, or all that are ranked.
fn pool(matching: &Matching<'_>, row: usize, choice: &PeerChoice) -> Result<Vec<usize>, Failure> {
    let composite = matching.composite();
    let data = &composite.data;
    let first = row - data.unit_of(row);
    if !choice.with.is_empty() {
        let named: Vec<usize> =
            choice.with.iter().map(|name| find_unit(&data.units, name)).collect::<Result<_, _>>()?;
        if let Some(at) = (0..named.len()).find(|&at| named[..at].contains(&named[at]) || first + named[at] == row) {
            let name = name_of(composite, first + named[at]);
            let twice = first + named[at] != row;
            let message = if twice { format!("{name} is named twice") } else { format!("{name} is the unit itself") };
            return Err(Failure::Wrong(message, "name each peer once".to_owned()));
        }
        let root = composite.framework.root();
        for &unit in &named {
            let name = name_of(composite, first + unit);
            if composite.score(root, first + unit).is_nan() {
                let message = format!("{name} has no score to compare with");
                return Err(Failure::Wrong(message, "name another peer".to_owned()));
            }
            if !composite.screening.ranked[first + unit] {
                say(&format!("{name} is not ranked, since little of it is known: compare with care"));
            }
        }
        return Ok(named.into_iter().map(|unit| first + unit).collect());
    }
    let kept = kept(composite, &choice.group)?;
    let ranked = candidates(composite, row).into_iter().filter(|&other| kept[data.unit_of(other)]).collect::<Vec<_>>();
    if ranked.is_empty() {
        let name = name_of(composite, row);
        let (message, hint) = match choice.group.is_empty() {
            true => (
                format!("{name} has no peer: nobody else is ranked"),
                "`opencities check` with the same options says why units are not ranked".to_owned(),
            ),
            false => (
                format!("{name} has no peer: nobody else who is ranked fulfils all conditions"),
                "every --group must hold at once; leave one out".to_owned(),
            ),
        };
        return Err(Failure::Wrong(message, hint));
    }
    Ok(ranked)
}

/// The peers that were asked for.
pub(super) fn chosen(matching: &Matching<'_>, row: usize, choice: &PeerChoice) -> Result<Chosen, Failure> {
    let from = pool(matching, row, choice)?;
    let mut peers = matching.peers(row, &from);
    let likeness = matching.likeness();
    let features: Vec<&str> = likeness.feature.iter().map(opencities_engine::analyse::Feature::called).collect();
    let alike = format!("the most alike in {}", features.join(", "));
    let how = if !choice.with.is_empty() {
        "as named".to_owned()
    } else if choice.everyone {
        "everyone else who is ranked".to_owned()
    } else {
        let asked = choice.count.map(std::num::NonZeroUsize::get);
        // Conditions say who is a peer; without any, likeness does.
        let most = asked.or(choice.group.is_empty().then_some(likeness.count));
        if let Some(most) = most {
            if peers.len() < most {
                say(&format!("{} can be compared, of {most} asked for", count(peers.len(), "unit")));
            }
            let tied = peers.get(most).is_some_and(|next| next.distance <= peers[most - 1].distance);
            if tied {
                say(&format!("more units are as near as the last of these {most}: --count shows more"));
            }
            peers.truncate(most);
        }
        match (choice.group.is_empty(), most) {
            (true, _) => alike,
            (false, Some(_)) => format!("{alike}, of those with {}", choice.group.join(" and ")),
            (false, None) => format!("all with {}", choice.group.join(" and ")),
        }
    };
    Ok(Chosen { peers, how })
}

/// Why there is no mentor.
fn nobody_leads(matching: &Matching<'_>, row: usize, node: usize) -> String {
    let composite = matching.composite();
    let by = match matching.likeness().ahead {
        ahead if ahead > 0.0 => format!(" by {} points or more", render::figure(ahead)),
        _ => String::new(),
    };
    let area = &composite.framework.nodes()[node].name;
    format!("nobody who can be compared is ahead of {} in {area}{by}", name_of(composite, row))
}

fn name_of(composite: &Composite, row: usize) -> &str {
    &composite.data.units.get(composite.data.unit_of(row)).name
}

/// What the column of steps says.
const STEPS: &str = "steps: how far apart on average, in the steps that peers.toml states; 0 is alike in all of it, and what \
                     is not known counts as 1. Without a peers.toml, points of score.";

fn draw(matching: &Matching<'_>, row: usize, chosen: &Chosen) -> String {
    let composite = matching.composite();
    let root = composite.framework.root();
    let own = composite.score(root, row);
    let rank = composite.rank(root, row);
    let rank = if rank.is_nan() { "not ranked".to_owned() } else { format!("rank {}", render::rank(rank)) };
    let mut text = format!(
        "{}: {} in {}, {rank}\n",
        name_of(composite, row),
        render::score(own),
        composite.framework.about().name,
    );
    text.push_str(&render::wrapped(&format!("Its peers: {}.", chosen.how), ""));
    text.push('\n');
    let header = [
        ("", Align::Left),
        ("rank", Align::Right),
        ("score", Align::Right),
        ("steps", Align::Right),
        ("compared with it", Align::Left),
    ];
    let line = |peer: &Peer| {
        vec![
            name_of(composite, peer.row).to_owned(),
            render::rank(composite.rank(root, peer.row)),
            render::score(composite.score(root, peer.row)),
            render::decimals(peer.distance, 2),
            likeness_in_words(composite, matching.likeness(), peer),
        ]
    };
    text.push_str(&render::table(&header, chosen.peers.iter().map(line)));
    text.push('\n');
    text + &render::wrapped(STEPS, "")
}

fn draw_mentors(matching: &Matching<'_>, row: usize, mentors: &[(usize, Vec<Mentor>)]) -> String {
    let composite = matching.composite();
    let mut text = String::new();
    for (node, found) in mentors {
        let name = &composite.framework.nodes()[*node].name;
        let own = render::score(composite.score(*node, row));
        text.push_str(&format!("{}: {own} in {name}\n\n", name_of(composite, row)));
        if found.is_empty() {
            text.push_str(&render::wrapped(&nobody_leads(matching, row, *node), ""));
            text.push('\n');
            continue;
        }
        let header = [
            ("mentor", Align::Left),
            ("score", Align::Right),
            ("ahead", Align::Right),
            ("steps", Align::Right),
            ("compared with it", Align::Left),
        ];
        let line = |mentor: &Mentor| {
            vec![
                name_of(composite, mentor.peer.row).to_owned(),
                render::score(composite.score(*node, mentor.peer.row)),
                render::score(mentor.ahead),
                render::decimals(mentor.peer.distance, 2),
                likeness_in_words(composite, matching.likeness(), &mentor.peer),
            ]
        };
        text.push_str(&render::table(&header, found.iter().map(line)));
        text.push('\n');
    }
    text + &render::wrapped(&format!("{STEPS} The group itself is left out."), "")
}
