//! The chapter of a unit beside its peers: a picture, sentences, tables and practices, for a page or a
//! terminal. It puts together what the sentences and the engine say, and computes nothing.

use opencities_engine::analyse::{Beside, Feature, Peer};

use super::sentences::{About, Sentence};
use super::{Portrait, Surety};
use crate::chapter::assessment::number;
use crate::chapter::audit::credit;
use crate::chapter::{Block, Chapter, Figure, Grid, Kind};
use crate::chart::{Axis, Legend, Mark, Row, RowChart, Shape, Tone, Unit};
use crate::{figure, likeness_in_words};

/// Peers that are named in a sentence.
const NAMED: usize = 12;

impl Portrait<'_> {
    /// The chapter.
    pub fn chapter(&self) -> Chapter {
        let sentences = self.sentences();
        let of = |wanted: &[About]| -> Vec<String> {
            sentences.iter().filter(|told| wanted.contains(&told.about)).map(|told| told.text.clone()).collect()
        };
        let mut blocks = vec![Block::Paragraph(of(&[About::Rank]).join(" "))];
        blocks.extend(self.surety.as_ref().and_then(|surety| self.rank_figure(surety)).map(Block::Figure));
        blocks.push(Block::Paragraph(self.who()));
        blocks.push(Block::Heading("Beside its peers".to_owned()));
        blocks.push(Block::Figure(self.figure()));
        blocks.push(Block::Table(self.grid()));
        if let Some(why) = of(&[About::Why]).first() {
            let means = "Gaps in the table are to the median of the peers, these parts to their mean.";
            blocks.push(Block::Paragraph(format!("{why} {means}")));
        }
        self.told("Strengths", About::Strength, &sentences, &mut blocks);
        self.told("Weaknesses", About::Weakness, &sentences, &mut blocks);
        self.practices(&mut blocks);
        blocks.push(Block::Heading("Who the peers are".to_owned()));
        blocks.push(Block::Table(self.peers_grid()));
        let described = |feature: &Feature| {
            (!feature.description.is_empty()).then(|| (feature.called().to_owned(), feature.description.clone()))
        };
        let described: Vec<(String, String)> = self.likeness.feature.iter().filter_map(described).collect();
        if !described.is_empty() {
            blocks.push(Block::Facts(described));
        }
        blocks.push(Block::Heading("What this rests on".to_owned()));
        blocks.push(Block::List(of(&[About::Evidence])));
        let sources = self.sources_used();
        if !sources.is_empty() {
            blocks.push(Block::Heading("Sources of the figures, with their licences".to_owned()));
            blocks.push(Block::List(sources.into_iter().map(credit).collect()));
        }
        let period = self.composite.data.period_of(self.profile.row);
        let about = &self.composite.framework.about().name;
        Chapter { title: format!("{} beside its peers: {about}, {period}", self.name()), blocks }
    }

    /// Who the peers are, in a sentence.
    fn who(&self) -> String {
        let names: Vec<&str> = self.peers.iter().map(|peer| self.name_of(peer.row)).collect();
        let named = if names.len() <= NAMED { format!(": {}", names.join(", ")) } else { String::new() };
        let peers = if names.len() == 1 { "1 peer".to_owned() } else { format!("{} peers", names.len()) };
        format!("It stands beside {peers}, {}{named}.", self.chosen)
    }

    /// A heading, and beneath it each area of its kind with the figures told of it.
    fn told(&self, heading: &str, wanted: About, sentences: &[Sentence], blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(heading.to_owned()));
        let mut kept = false;
        let known = blocks.len();
        for sentence in sentences {
            match sentence.about {
                About::Figure if kept => match blocks.last_mut() {
                    Some(Block::List(items)) => items.push(sentence.text.clone()),
                    _ => blocks.push(Block::List(vec![sentence.text.clone()])),
                },
                about => {
                    kept = about == wanted;
                    if kept {
                        blocks.push(Block::Paragraph(sentence.text.clone()));
                    }
                }
            }
        }
        if blocks.len() == known {
            let side = if wanted == About::Strength { "above" } else { "below" };
            let marked = match self.likeness.ahead {
                ahead if ahead > 0.0 => format!(" by {} points or more", figure(ahead)),
                _ => String::new(),
            };
            blocks.push(Block::Paragraph(format!(
                "No area lies {side} the median of its peers{marked}, on what both know as well."
            )));
        }
    }

    /// The index and the groups below it.
    fn groups(&self) -> impl Iterator<Item = &Beside> {
        self.profile.lines.iter().filter(|line| line.figures.is_none())
    }

    fn grid(&self) -> Grid {
        let row = |line: &Beside| {
            vec![
                format!("{}{}", "\u{2003}".repeat(line.depth), self.node(line.node)),
                number(line.score),
                number(line.median),
                if line.ahead().is_nan() { "–".to_owned() } else { format!("{:+.1}", line.ahead()) },
                line.place.map_or("–".to_owned(), |[place, of]| format!("{place} of {of}")),
                format!("{} of {}", line.known[0], line.known[1]),
            ]
        };
        let head = [
            ("", Kind::Text),
            ("score", Kind::Number),
            ("peers", Kind::Number),
            ("gap", Kind::Number),
            ("place", Kind::Number),
            ("known", Kind::Number),
        ];
        Grid {
            title: "Scores beside the median of the peers".to_owned(),
            head: head.map(|(name, kind)| (name.to_owned(), kind)).to_vec(),
            rows: self.groups().map(row).collect(),
        }
    }

    fn figure(&self) -> Figure {
        let lines: Vec<(&Beside, String, Vec<Mark>)> = self
            .groups()
            .map(|line| {
                let [low, high] = line.range;
                let said = format!(
                    "{}: {:.1}, peers from {low:.1} to {high:.1}, median {:.1}",
                    self.node(line.node),
                    line.score,
                    line.median
                );
                let marks = vec![
                    Mark::Between(Tone::Ink, low, high),
                    Mark::At(Shape::Bar, Tone::Two, line.median),
                    Mark::At(Shape::Dot, Tone::One, line.score),
                ];
                (line, said, marks)
            })
            .collect();
        let scores = lines.iter().flat_map(|(line, ..)| [line.score, line.range[0], line.range[1]]);
        let (low, high) = scores
            .filter(|score| !score.is_nan())
            .fold((0.0_f64, 1.0_f64), |(low, high), score| (low.min(score), high.max(score)));
        let legend = vec![
            Legend { marks: vec![Mark::At(Shape::Dot, Tone::One, 0.5)], words: self.name().to_owned() },
            Legend {
                marks: vec![Mark::Between(Tone::Ink, 0.0, 1.0), Mark::At(Shape::Bar, Tone::Two, 0.5)],
                words: "its peers: least, median and greatest score".to_owned(),
            },
        ];
        let rows = lines
            .into_iter()
            .map(|(line, said, marks)| Row::Line(self.node(line.node).to_owned(), said, marks))
            .collect();
        let axis = Axis { name: "score".to_owned(), from: low, to: high, unit: Unit::Points };
        Figure {
            name: "scores",
            title: format!("Scores of {} and of its peers", self.name()),
            description: "For each group a dot for the unit, a line for the range of its peers and a bar for their median; the table \
                          below has the numbers."
                .to_owned(),
            drawing: RowChart { axis, legend, rows }.draw(),
        }
    }

    fn rank_figure(&self, surety: &Surety) -> Option<Figure> {
        let rank = self.composite.rank(self.composite.framework.root(), self.profile.row);
        if rank.is_nan() {
            return None;
        }
        let [low, high] = surety.standing.interval.map(|rank| rank as f64);
        let marks = vec![Mark::Between(Tone::One, low, high), Mark::At(Shape::Dot, Tone::One, rank)];
        let said = format!("rank {}, between {low:.0} and {high:.0}", figure(rank));
        let legend = vec![Legend {
            marks: vec![Mark::Between(Tone::One, 0.0, 1.0), Mark::At(Shape::Dot, Tone::One, 0.5)],
            words: format!("the rank as published, and where {:.0} % of replicates lie", surety.interval_percent),
        }];
        let axis = Axis { name: "rank".to_owned(), from: 1.0, to: self.ranked() as f64, unit: Unit::Place };
        let rows = vec![Row::Line(self.name().to_owned(), said.clone(), marks)];
        Some(Figure {
            name: "rank",
            title: format!("How sure the rank of {} is", self.name()),
            description: said,
            drawing: RowChart { axis, legend, rows }.draw(),
        })
    }

    fn peers_grid(&self) -> Grid {
        let root = self.composite.framework.root();
        let row = |peer: &Peer| {
            let rank = self.composite.rank(root, peer.row);
            vec![
                self.name_of(peer.row).to_owned(),
                figure(rank),
                format!("{:.2}", peer.distance),
                likeness_in_words(self.composite, self.likeness, peer),
            ]
        };
        let head =
            [("", Kind::Text), ("rank", Kind::Number), ("steps", Kind::Number), ("compared with it", Kind::Text)];
        Grid {
            title: "Peers, the most alike first".to_owned(),
            head: head.map(|(name, kind)| (name.to_owned(), kind)).to_vec(),
            rows: self.peers.iter().map(row).collect(),
        }
    }

    fn practices(&self, blocks: &mut Vec<Block>) {
        if self.advice.is_empty() {
            return;
        }
        blocks.push(Block::Heading("What could be learnt, and from whom".to_owned()));
        blocks.push(Block::Paragraph(
            "A practice is named since a mentor has it, who is alike and ahead: nothing proves that it moves a score."
                .to_owned(),
        ));
        for advice in &self.advice {
            let area = self.node(advice.area.node);
            let recommended = |practice: &crate::practices::Recommendation| {
                let record = &self.catalogue.records[practice.record];
                let (title, city, code) = (&record.title, &record.city, &record.code);
                format!("{title} ({city}; {code}). {} Why: {}.", record.summary, practice.why)
            };
            let practices: Vec<String> = advice.practices.iter().map(recommended).collect();
            if practices.is_empty() {
                let none = match advice.none.as_str() {
                    "" => "no practice is recorded for it that is not given above",
                    none => none,
                };
                blocks.push(Block::Paragraph(format!("{area}: {none}.")));
            } else {
                blocks.push(Block::Paragraph(format!("{area}:")));
                blocks.push(Block::List(practices));
            }
        }
    }
}
