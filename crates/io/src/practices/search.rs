//! Finds practices and networks by words, and practices that are like one. Which words count how much stands in
//! `texts_of_*`; how words are compared is the matter of `text_index.rs`.

use super::{Catalogue, Entry, Facet, Network, Record, TextIndex, Value};

/// Facets whose values say in words what a practice is about; the others only sort.
pub const TELLING: [&str; 3] = ["topic", "target_group", "instrument"];
/// A hit with less than this share of the best one's score is left out: it has a word in common by chance.
const SHARE_MIN: f32 = 0.2;
/// What is alike in all that sorts counts as much as what is alike in words.
const FACETS: f32 = 1.0;

/// Something found, with how well it answers; only the order of the scores means anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What was found.
    pub entry: Entry,
    /// How well it answers.
    pub score: f64,
}

/// The catalogue, ready to be searched.
pub struct Search {
    index: TextIndex,
    practices: usize,
}

impl Search {
    /// Reads all words of a catalogue.
    pub fn new(catalogue: &Catalogue) -> Self {
        let records = catalogue.records.iter().map(|record| with_places(catalogue, record));
        let networks = catalogue.networks.iter().map(|network| text_of_network(catalogue, network));
        Search {
            index: TextIndex::new(records.chain(networks), &catalogue.synonyms),
            practices: catalogue.records.len(),
        }
    }

    /// What answers to these words, best first.
    pub fn find(&self, words: &str) -> Vec<Hit> {
        self.index.find(words, SHARE_MIN).into_iter().map(|hit| self.hit(hit)).collect()
    }

    /// The practices that are like one, best first: in their words, places apart, and in what they are filed under.
    pub fn similar(&self, catalogue: &Catalogue, to: usize) -> Vec<Hit> {
        let record = &catalogue.records[to];
        let found = self.index.like(text_of(catalogue, record));
        let own = found.iter().find(|&&(text, _)| text == to).map_or(1.0, |&(_, score)| score);
        let mut hits: Vec<Hit> = found
            .into_iter()
            .filter(|&(text, _)| text != to && text < self.practices)
            .map(|(text, score)| {
                let shared = shared(catalogue, record, &catalogue.records[text]);
                let all: usize = record.facets.values().map(Vec::len).sum();
                (text, score / own + FACETS * shared.len() as f32 / all.max(1) as f32)
            })
            .map(|hit| self.hit(hit))
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        hits
    }

    fn hit(&self, (text, score): (usize, f32)) -> Hit {
        let entry = text.checked_sub(self.practices).map_or(Entry::Practice(text), Entry::Network);
        Hit { entry, score: f64::from(score) }
    }
}

/// The facets and values that two records share, in the order of the lists.
pub fn shared<'a>(catalogue: &'a Catalogue, a: &Record, b: &Record) -> Vec<(&'a Facet, &'a Value)> {
    let both = |facet: &'a Facet| {
        let has = |record: &Record, code: &String| record.stated(&facet.code).contains(code);
        facet
            .value
            .iter()
            .filter(move |value| has(a, &value.code) && has(b, &value.code))
            .map(move |value| (facet, value))
    };
    catalogue.facets.iter().flat_map(both).collect()
}

/// The words of a practice, each passage with the times that it counts; where it is does not belong to them.
fn text_of<'a>(catalogue: &'a Catalogue, record: &'a Record) -> Vec<(&'a str, usize)> {
    let mut text = vec![
        (record.title.as_str(), 4),
        (&record.summary, 2),
        (&record.actions, 1),
        (&record.problem, 1),
        (&record.beneficiaries, 1),
        (&record.outcome, 1),
    ];
    text.extend(record.partners.iter().map(|partner| (partner.as_str(), 1)));
    for facet in TELLING.iter().filter_map(|code| catalogue.facet(code)) {
        text.extend(
            record
                .stated(&facet.code)
                .iter()
                .filter_map(|code| facet.value(code))
                .map(|value| (value.name.as_str(), 1)),
        );
    }
    text
}

/// The same with the city under all its names, the country, the code and the networks.
fn with_places<'a>(catalogue: &'a Catalogue, record: &'a Record) -> Vec<(&'a str, usize)> {
    let mut text = text_of(catalogue, record);
    text.extend(catalogue.places.names(&record.city).map(|name| (name, 3)));
    text.push((&record.country, 2));
    text.push((&record.code, 1));
    let networks = catalogue.networks.iter().filter(|network| record.networks.contains(&network.code));
    text.extend(networks.map(|network| (network.name.as_str(), 1)));
    text
}

fn text_of_network<'a>(catalogue: &'a Catalogue, network: &'a Network) -> Vec<(&'a str, usize)> {
    let mut text = vec![(network.name.as_str(), 3), (network.code.as_str(), 1), (network.description.as_str(), 1)];
    text.extend(network.members.iter().flat_map(|member| catalogue.places.names(member)).map(|name| (name, 1)));
    text
}
