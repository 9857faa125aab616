//! Sentences about a unit beside its peers. Every number is in the tables of the composite, or follows from them: a test
//! reads the sentences back.

use opencities_engine::analyse::{Beside, Gap, Side};
use opencities_engine::framework::Direction;

use super::Portrait;
use crate::figure;

/// Strengths, and weaknesses, that are told.
const TOLD: usize = 3;
/// Indicators that are told of each.
const FIGURES: usize = 3;

/// What a sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Score and rank.
    Rank,
    /// The gap to the peers and its parts.
    Why,
    /// An area in which the unit is ahead of the median of its peers.
    Strength,
    /// An area in which it is behind.
    Weakness,
    /// An indicator within the area told before it.
    Figure,
    /// What is known, how old it is, and at which level it was measured.
    Evidence,
}

impl About {
    /// The name, as in tables.
    pub fn name(self) -> &'static str {
        match self {
            About::Rank => "rank",
            About::Why => "why",
            About::Strength => "strength",
            About::Weakness => "weakness",
            About::Figure => "figure",
            About::Evidence => "evidence",
        }
    }
}

/// A sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// What it is about.
    pub about: About,
    /// The node that it is about, by position.
    pub node: usize,
    /// The words.
    pub text: String,
}

impl Portrait<'_> {
    /// All that is said, in order.
    pub fn sentences(&self) -> Vec<Sentence> {
        let root = self.composite.framework.root();
        let of_root = |about: About| move |text: String| Sentence { about, node: root, text };
        let mut all: Vec<Sentence> = self.rank().into_iter().map(of_root(About::Rank)).collect();
        all.extend(self.why().into_iter().map(of_root(About::Why)));
        let ordered = self.ordered();
        let ahead = ordered.iter().filter(|line| self.side(line) == Some(Side::Strength)).take(TOLD);
        let behind = ordered.iter().rev().filter(|line| self.side(line) == Some(Side::Weakness)).take(TOLD);
        ahead.for_each(|line| self.tell(About::Strength, line, &mut all));
        behind.for_each(|line| self.tell(About::Weakness, line, &mut all));
        all.extend(self.evidence().into_iter().map(of_root(About::Evidence)));
        all
    }

    /// In which way a line stands out.
    fn side(&self, line: &Beside) -> Option<Side> {
        line.side(self.likeness.ahead, self.composite.method.screen.thin_below)
    }

    /// The nodes of the level above the indicators that can be compared, the furthest ahead first.
    fn ordered(&self) -> Vec<&Beside> {
        let level = self.level();
        let is_of_level = |line: &&Beside| Some(self.composite.framework.nodes()[line.node].level.as_str()) == level;
        let mut lines: Vec<&Beside> =
            self.profile.lines.iter().filter(is_of_level).filter(|line| !line.ahead().is_nan()).collect();
        lines.sort_by(|a, b| b.ahead().total_cmp(&a.ahead()).then(a.node.cmp(&b.node)));
        lines
    }

    fn rank(&self) -> Vec<String> {
        let (composite, row, name) = (self.composite, self.profile.row, self.name());
        let root = composite.framework.root();
        let (score, rank) = (composite.score(root, row), composite.rank(root, row));
        let period = composite.data.period_of(row);
        if rank.is_nan() {
            let known = if score.is_nan() { String::new() } else { format!(", with a score of {score:.1}") };
            return vec![format!(
                "{name} is not ranked in {}{known}: {} of {} indicators are known in {period}.",
                self.node(root),
                self.profile.known()[0],
                self.profile.known()[1],
            )];
        }
        let ranked = self.ranked();
        let mut told = vec![format!(
            "{name} has rank {} of {ranked} in {}, with a score of {score:.1} ({period}).",
            figure(rank),
            self.node(root),
        )];
        if let Some(surety) = &self.surety {
            let [low, high] = surety.standing.interval;
            told.push(format!(
                "Under the assumptions of the index its rank lies between {low} and {high} in {} % of {} replicates; the \
                 median rank is {}.",
                figure(surety.interval_percent),
                figure(surety.replicates as f64),
                surety.standing.median,
            ));
            let beyond = rank < low as f64 || rank > high as f64;
            let beyond = match beyond {
                true => " The rank as published lies outside: it hangs on a choice that these vary.",
                false => "",
            };
            told.push(format!("What was varied: {}.{beyond}", surety.varied.join(", ")));
        }
        told
    }

    fn why(&self) -> Option<String> {
        let Gap { own, peers, parts, rest, .. } = self.profile.gap.as_ref()?;
        let gap = own - peers;
        let mut parts = parts.clone();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let unknown = |node: usize| self.composite.score(node, self.profile.row).is_nan();
        let without = |node: usize| if unknown(node) { " (no figure: its weight goes to others)" } else { "" };
        let one = |&(node, part): &(usize, f64)| format!("{} {}{}", self.node(node), signed(part), without(node));
        let mut made: Vec<String> = parts.iter().map(one).collect();
        if *rest != 0.0 {
            made.push(format!("penalties, caps and weights of its own {}", signed(*rest)));
        }
        let side = if gap < 0.0 { "less" } else { "more" };
        Some(format!(
            "It has {own:.2} points, {:.2} {side} than its peers on average ({peers:.2}). What makes the gap, in points: {}.",
            gap.abs(),
            made.join(", "),
        ))
    }

    /// An area, and the indicators in it that stand out the same way.
    fn tell(&self, about: About, line: &Beside, all: &mut Vec<Sentence>) {
        let side = if line.ahead() < 0.0 { "below" } else { "above" };
        let place = line.place.map_or(String::new(), |[place, of]| format!(", place {place} of {of}"));
        all.push(Sentence {
            about,
            node: line.node,
            text: format!(
                "{}: {:.1} points, {:.1} {side} the median of its peers ({:.1}){place}{}{}.",
                self.node(line.node),
                line.score,
                line.ahead().abs(),
                line.median,
                on_both(line),
                self.of_the_country(line),
            ),
        });
        let inside = &self.composite.framework.nodes()[line.node].indicators;
        let mut figures: Vec<&Beside> =
            self.profile.lines.iter().filter(|below| below.figures.is_some() && inside.contains(&below.node)).collect();
        figures.retain(|below| below.ahead() * line.ahead() > 0.0);
        figures.sort_by(|a, b| b.ahead().abs().total_cmp(&a.ahead().abs()).then(a.node.cmp(&b.node)));
        let told = figures.into_iter().filter_map(|below| {
            Some(Sentence { about: About::Figure, node: below.node, text: self.figure_in_words(below)? })
        });
        all.extend(told.take(FIGURES));
    }

    /// How much of an area is measured for the whole country.
    fn of_the_country(&self, line: &Beside) -> String {
        let inside = &self.composite.framework.nodes()[line.node].indicators;
        let is_national = |below: &&Beside| {
            let figures = below.figures.as_ref().filter(|figures| !figures.denominated.is_nan());
            inside.contains(&below.node)
                && figures.is_some_and(|figures| figures.geography.as_deref() == Some("country"))
        };
        match self.profile.lines.iter().filter(is_national).count() {
            0 => String::new(),
            count => format!("; {count} of {} known figures are of the country", line.known[0]),
        }
    }

    /// An indicator's gap in its own measure.
    fn figure_in_words(&self, line: &Beside) -> Option<String> {
        let figures = line.figures.as_ref()?;
        let facts = &self.composite.framework.indicators()[line.node];
        let (own, median) = (figures.denominated, line.median_figure);
        if own.is_nan() || median.is_nan() {
            return None;
        }
        let gap = match own - median {
            gap if gap < 0.0 => format!("{} below the median of its peers, {}", figure(-gap), figure(median)),
            gap if gap > 0.0 => format!("{} above the median of its peers, {}", figure(gap), figure(median)),
            _ => "as the median of its peers".to_owned(),
        };
        let direction = match facts.direction {
            Direction::LowerIsBetter => "; less is better",
            Direction::HigherIsBetter => "",
        };
        let level = figures.geography.as_ref().map_or(String::new(), |level| format!("{level} figure, "));
        let measure = if facts.measure.is_empty() { String::new() } else { format!(" ({})", facts.measure) };
        Some(format!(
            "{}{measure}: {}, {gap}{direction} [{level}{}].",
            facts.name,
            figure(own),
            figures.observed_period,
        ))
    }

    fn evidence(&self) -> Vec<String> {
        let evidence = &self.profile.evidence;
        let [known, applicable] = self.profile.known();
        let mut told = vec![format!("{known} of {applicable} indicators are known.")];
        if let (Some(median), Some(oldest)) = (evidence.median, evidence.oldest) {
            told.push(format!("Half of the figures or more speak of {median} or later, the oldest of {oldest}."));
        }
        if !evidence.geographies.is_empty() {
            let levels: Vec<String> = evidence
                .geographies
                .iter()
                .map(|(level, (count, share))| format!("{level}: {count} ({:.0} % of the weight)", share * 100.0))
                .collect();
            let beware = match evidence.geographies.contains_key("country") {
                true => " What is measured for a whole country is not the doing of this place alone.",
                false => "",
            };
            told.push(format!("Known figures by level of measurement: {}.{beware}", levels.join(", ")));
        }
        told
    }
}

/// What is left of a gap on the indicators that the unit and each peer both know, where that is another figure.
fn on_both(line: &Beside) -> String {
    match (line.alike - line.ahead()).abs() < 0.05 || line.alike.is_nan() {
        true => String::new(),
        false => format!("; on what both know {:+.1}", line.alike),
    }
}

/// Points with their sign and two decimals; no sign before zero.
fn signed(points: f64) -> String {
    let text = format!("{points:+.2}");
    if text.trim_start_matches(['+', '-']).bytes().all(|byte| b"0.".contains(&byte)) { "0.00".to_owned() } else { text }
}
