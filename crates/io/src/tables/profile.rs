//! A unit beside its peers as flat tables: nodes, parts of the gap, peers, mentors, sentences.

use opencities_engine::analyse::{Beside, Likeness, Mentor, Peer};
use opencities_engine::composite::Composite;

use super::columns::Columns;
use crate::export::FlatTable;
use crate::likeness_in_words;
use crate::profile::Portrait;

/// A row for each node: score, and median, range and place among the peers; of an indicator the figure, too.
pub fn profile(portrait: &Portrait<'_>) -> FlatTable {
    let nodes = portrait.composite.framework.nodes();
    let lines = || portrait.profile.lines.iter();
    let place = |part: usize| {
        lines().map(|line| line.place.and_then(|place| i64::try_from(place[part]).ok())).collect::<Vec<_>>()
    };
    let whole = |pick: fn(&Beside) -> usize| lines().map(|line| i64::try_from(pick(line)).ok()).collect::<Vec<_>>();
    let points = [("decimals", "1")];
    let figures = |pick: fn(&Beside) -> f64| lines().map(pick);
    Columns::default()
        .text("node", "code of the node", lines().map(|line| Some(nodes[line.node].code.as_str())))
        .text("name", "name of the node", lines().map(|line| Some(nodes[line.node].name.as_str())))
        .text("level", "level of the node", lines().map(|line| Some(nodes[line.node].level.as_str())))
        .number("score", "of the unit", &points, lines().map(|line| line.score))
        .number("peers_median", "median score of the peers", &points, lines().map(|line| line.median))
        .number("ahead", "points above the median of the peers", &points, lines().map(Beside::ahead))
        .number("peers_low", "least score of the peers", &points, lines().map(|line| line.range[0]))
        .number("peers_high", "greatest score of the peers", &points, lines().map(|line| line.range[1]))
        .whole("place", "among the unit and its peers, 1 is the best", place(0))
        .whole("of", "the unit and the peers that have a score", place(1))
        .whole("known", "indicators known", whole(|line| line.known[0]))
        .whole("applicable", "indicators that apply", whole(|line| line.known[1]))
        .number(
            "ahead_on_both",
            "points ahead on the indicators that the unit and each peer know, median; of groups of indicators",
            &points,
            lines().map(|line| line.alike),
        )
        .number(
            "figure",
            "divided by its denominator, before imputation",
            &[],
            figures(|line| line.figures.as_ref().map_or(f64::NAN, |figures| figures.denominated)),
        )
        .number("peers_median_figure", "the same, median of the peers", &[], figures(|line| line.median_figure))
        .text(
            "observed_period",
            "the period that the figure speaks of",
            lines().map(|line| {
                let known = line.figures.as_ref().filter(|figures| !figures.denominated.is_nan());
                known.map(|figures| figures.observed_period.to_string())
            }),
        )
        .text(
            "geography",
            "level of measurement",
            lines().map(|line| line.figures.as_ref().and_then(|figures| figures.geography.clone())),
        )
        .finish("profile", &format!("{} beside its peers", portrait.name()))
}

/// The parts that sum to the gap between the unit's score and the mean of its peers; a last row has what is not of a node.
pub fn gap_parts(portrait: &Portrait<'_>) -> FlatTable {
    let nodes = portrait.composite.framework.nodes();
    let gap = portrait.profile.gap.as_ref();
    let parts: Vec<(Option<usize>, f64)> = gap
        .iter()
        .flat_map(|gap| gap.parts.iter().map(|&(node, part)| (Some(node), part)).chain([(None, gap.rest)]))
        .collect();
    let at = || parts.iter();
    Columns::default()
        .text(
            "node",
            "code of the node; none for what is not of one",
            at().map(|(node, _)| node.map(|node| nodes[node].code.as_str())),
        )
        .text(
            "name",
            "name of the node",
            at().map(|(node, _)| Some(node.map_or("penalties, caps and weights of its own", |node| &nodes[node].name))),
        )
        .number("part", "points of the gap", &[("decimals", "2")], at().map(|(_, part)| *part))
        .number("own", "score of the unit", &[("decimals", "2")], at().map(|_| gap.map_or(f64::NAN, |gap| gap.own)))
        .number(
            "peers",
            "mean score of the peers",
            &[("decimals", "2")],
            at().map(|_| gap.map_or(f64::NAN, |gap| gap.peers)),
        )
        .finish("gap", "From the peers' score to the unit's")
}

/// All that is said of the unit, in order.
pub fn sentences(portrait: &Portrait<'_>) -> FlatTable {
    let nodes = portrait.composite.framework.nodes();
    let all = portrait.sentences();
    Columns::default()
        .text(
            "about",
            "rank, why, strength, weakness, figure or evidence",
            all.iter().map(|told| Some(told.about.name())),
        )
        .text("node", "code of the node", all.iter().map(|told| Some(nodes[told.node].code.as_str())))
        .text("sentence", "the words", all.iter().map(|told| Some(told.text.as_str())))
        .finish("sentences", &format!("{} in words", portrait.name()))
}

/// Peers, the most alike first: distance in steps, feature by feature, and the reason in words.
pub fn peers(composite: &Composite, likeness: &Likeness, peers: &[Peer]) -> FlatTable {
    let root = composite.framework.root();
    let unit = |peer: &Peer| composite.data.units.get(composite.data.unit_of(peer.row));
    let mut columns = Columns::default()
        .text("unit", "code of the peer", peers.iter().map(|peer| Some(unit(peer).code.as_str())))
        .text("name", "name", peers.iter().map(|peer| Some(unit(peer).name.as_str())))
        .ranks(
            "rank",
            "1 is the best",
            composite.method.rank.ties,
            peers.iter().map(|peer| composite.rank(root, peer.row)),
        )
        .number("score", "of the index", &[("decimals", "1")], peers.iter().map(|peer| composite.score(root, peer.row)))
        .number("distance", "mean of the steps apart", &[("decimals", "2")], peers.iter().map(|peer| peer.distance));
    for (at, feature) in likeness.feature.iter().enumerate() {
        let name = format!("steps_{}", feature.called());
        let steps = peers.iter().map(|peer| peer.compared[at].steps);
        columns = columns.number(&name, "steps apart; 1 where it is not known", &[("decimals", "2")], steps);
    }
    columns
        .text("why", "in words", peers.iter().map(|peer| Some(likeness_in_words(composite, likeness, peer))))
        .finish("peers", "Peers")
}

/// Mentors: for each of these groups the units that are ahead in it, the most alike first.
pub fn mentors(composite: &Composite, likeness: &Likeness, mentors: &[(usize, Vec<Mentor>)]) -> FlatTable {
    let nodes = composite.framework.nodes();
    let rows: Vec<(usize, &Mentor)> =
        mentors.iter().flat_map(|(node, list)| list.iter().map(move |mentor| (*node, mentor))).collect();
    let unit = |mentor: &Mentor| composite.data.units.get(composite.data.unit_of(mentor.peer.row));
    let points = [("decimals", "1")];
    Columns::default()
        .text("node", "code of the group", rows.iter().map(|(node, _)| Some(nodes[*node].code.as_str())))
        .text("unit", "code of the mentor", rows.iter().map(|(_, mentor)| Some(unit(mentor).code.as_str())))
        .text("name", "name", rows.iter().map(|(_, mentor)| Some(unit(mentor).name.as_str())))
        .number(
            "score",
            "of the mentor in it",
            &points,
            rows.iter().map(|(node, mentor)| composite.score(*node, mentor.peer.row)),
        )
        .number("ahead", "points ahead of the unit", &points, rows.iter().map(|(_, mentor)| mentor.ahead))
        .number(
            "distance",
            "mean of the steps apart, without this group",
            &[("decimals", "2")],
            rows.iter().map(|(_, mentor)| mentor.peer.distance),
        )
        .text(
            "why",
            "how alike the two are, in words",
            rows.iter().map(|(_, mentor)| Some(likeness_in_words(composite, likeness, &mentor.peer))),
        )
        .finish("mentors", "Mentors")
}

/// One row: score and rank of the unit with the interval of its rank, and what these rest on.
pub fn standing(portrait: &Portrait<'_>) -> FlatTable {
    let (composite, row) = (portrait.composite, portrait.profile.row);
    let root = composite.framework.root();
    let unit = composite.data.units.get(composite.data.unit_of(row));
    let evidence = &portrait.profile.evidence;
    let [known, applicable] = portrait.profile.known();
    let whole = |number: Option<u64>| vec![number.and_then(|number| i64::try_from(number).ok())];
    let surety = portrait.surety.as_ref();
    let interval = |end: usize| whole(surety.map(|surety| surety.standing.interval[end]));
    let levels: Vec<String> = evidence
        .geographies
        .iter()
        .map(|(level, (count, share))| format!("{level}: {count} figures, {:.1} % of the weight", share * 100.0))
        .collect();
    Columns::default()
        .text("unit", "code of the unit", [Some(unit.code.as_str())])
        .text("name", "name", [Some(unit.name.as_str())])
        .text("period", "the period reported", [Some(composite.data.period_of(row).to_string())])
        .number("score", "of the index", &[("decimals", "1")], [composite.score(root, row)])
        .ranks("rank", "1 is the best", composite.method.rank.ties, [composite.rank(root, row)])
        .whole("low_rank", "the better end of the interval", interval(0))
        .whole("high_rank", "the worse end", interval(1))
        .whole("median_rank", "of the replicates", whole(surety.map(|surety| surety.standing.median)))
        .number(
            "interval_percent",
            "the share of the replicates within",
            &[],
            [surety.map_or(f64::NAN, |surety| surety.interval_percent)],
        )
        .whole("replicates", "how many were computed", whole(surety.map(|surety| surety.replicates)))
        .text("varied", "the assumptions that the interval rests on", [surety.map(|surety| surety.varied.join(", "))])
        .whole("known", "indicators that are known", whole(Some(known as u64)))
        .whole("applicable", "indicators that apply", whole(Some(applicable as u64)))
        .text("median_period", "the figure in the middle speaks of", [evidence.median.map(|period| period.to_string())])
        .text("oldest_period", "the oldest figure speaks of", [evidence.oldest.map(|period| period.to_string())])
        .text("levels", "known figures by level of measurement", [Some(levels.join("; "))])
        .text("peers", "how the peers were chosen", [Some(portrait.chosen.as_str())])
        .finish("standing", &format!("{} in figures", portrait.name()))
}
