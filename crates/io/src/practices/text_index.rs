//! Ranked full-text search over short texts: BM25 with English stems, accents folded, and words that mean the same.
//!
//! The crate `bm25` weighs the words of a text and `frostem` finds their stems (Snowball). The lists of texts that hold a
//! word are kept here: the scorer of `bm25` looks through every word of every text that it compares, and hands out ties in
//! no order. What the texts are of is not known here.

use std::collections::{BTreeSet, HashMap};

use bm25::{Embedder, EmbedderBuilder, Tokenizer};
use deunicode::deunicode;
use foldhash::fast::FixedState;
use frostem::{Algorithm, Stemmer};

/// How soon more of the same word counts for no more, and how far long texts are held back (both of BM25).
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.4;
/// How much a word counts that was not typed, but means much the same.
const SYNONYM: f32 = 0.6;
/// How much the nearest known word counts in place of one that no text holds.
const GUESS: f32 = 0.8;
/// How alike a word must be to stand in for one that no text holds (Jaro-Winkler), and how long that must be.
const ALIKE: f64 = 0.9;
const LETTERS: usize = 5;
/// The words of a text that say most of it: more do not change what is like it.
const TELLING: usize = 30;

/// Words that say nothing of what is looked for.
const SILENT: [&str; 56] = [
    "a", "about", "against", "all", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "do", "does", "each", "for", "from", "has", "have", "how", "in", "into", "is", "it", "its", "of", "on", "or",
    "other", "so", "some", "such", "that", "the", "their", "them", "there", "these", "they", "this", "to", "was",
    "were", "what", "when", "where", "which", "who", "whom", "will", "with", "would",
];

/// Words whose stem would be that of another: minorities are no minors, and openings are not open.
const APART: [(&str, &str); 4] =
    [("minority", "minority"), ("minorities", "minority"), ("opening", "opening"), ("openings", "opening")];

/// Finds the stems of words, and remembers them: most words of many texts are the same few.
struct Stems {
    stemmer: Stemmer,
    known: HashMap<String, String, FixedState>,
}

impl Stems {
    fn new() -> Self {
        Stems { stemmer: Stemmer::new(Algorithm::English), known: HashMap::default() }
    }

    /// The stems of a text's words: split at what is no letter or digit, accents folded, silent words left out.
    fn of(&mut self, text: &str) -> Vec<String> {
        let folded = deunicode(text).to_ascii_lowercase();
        let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
        let telling = words.filter(|word| word.len() > 1 || word.bytes().any(|letter| letter.is_ascii_digit()));
        telling.filter(|word| !SILENT.contains(word)).map(|word| self.stem(word)).collect()
    }

    fn stem(&mut self, word: &str) -> String {
        if let Some(stem) = self.known.get(word) {
            return stem.clone();
        }
        let stem = match APART.iter().find(|(apart, _)| *apart == word) {
            Some((_, stem)) => (*stem).to_owned(),
            None => self.stemmer.stem(word).into_owned(),
        };
        self.known.insert(word.to_owned(), stem.clone());
        stem
    }

    /// The stems of passages, each as many times as it counts, with spaces between.
    fn weighed<'a>(&mut self, text: impl IntoIterator<Item = (&'a str, usize)>) -> String {
        let mut stemmed = String::new();
        for (passage, times) in text {
            let words = self.of(passage);
            for word in std::iter::repeat_n(&words, times).flatten() {
                stemmed.push_str(word);
                stemmed.push(' ');
            }
        }
        stemmed
    }
}

/// Splits what [`Stems::weighed`] has made already.
#[derive(Default)]
struct AtSpaces;

impl Tokenizer for AtSpaces {
    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split_ascii_whitespace().map(str::to_owned).collect()
    }
}

/// Texts that can be searched, by position.
pub struct TextIndex {
    /// The words of all texts: what a misspelt one is compared with.
    words: BTreeSet<String>,
    /// Word -> the texts that hold it, in order, with what it weighs there.
    holders: HashMap<u32, Vec<(u32, f32)>, FixedState>,
    texts: usize,
    /// Word -> the words that mean much the same.
    synonyms: HashMap<u32, Vec<u32>, FixedState>,
}

impl TextIndex {
    /// An index over texts. A text is a list of passages, each with the number of times that its words count.
    pub fn new<'a, T>(texts: impl IntoIterator<Item = T>, synonyms: &[Vec<String>]) -> Self
    where
        T: IntoIterator<Item = (&'a str, usize)>,
    {
        let mut stems = Stems::new();
        let stemmed: Vec<String> = texts.into_iter().map(|text| stems.weighed(text)).collect();
        let words = stemmed.iter().map(|text| text.split_ascii_whitespace().count()).sum::<usize>();
        let mean = words as f64 / stemmed.len().max(1) as f64;
        let embedder: Embedder<u32, AtSpaces> =
            EmbedderBuilder::with_avgdl(mean as f32).k1(SATURATION).b(LENGTH).build();
        let mut index = TextIndex {
            words: BTreeSet::new(),
            holders: HashMap::default(),
            texts: stemmed.len(),
            synonyms: HashMap::default(),
        };
        for (position, text) in (0_u32..).zip(&stemmed) {
            let mut found = embedder.embed(text).0;
            found.sort_by_key(|word| word.index);
            found.dedup_by_key(|word| word.index);
            for word in found {
                index.holders.entry(word.index).or_default().push((position, word.value));
            }
            for word in text.split_ascii_whitespace() {
                if !index.words.contains(word) {
                    index.words.insert(word.to_owned());
                }
            }
        }
        for group in synonyms {
            let group: Vec<u32> = group.iter().flat_map(|word| stems.of(word)).map(|stem| key(&stem)).collect();
            for &word in &group {
                index.synonyms.entry(word).or_default().extend(group.iter().filter(|&&other| other != word));
            }
        }
        index
    }

    /// The texts that answer to these words, best first, with their scores; those of equal score in their order. A text
    /// that holds half of what was asked counts a quarter of its score, so that one rare word does not stand for all; one
    /// with less than `share_min` of the best score is left out.
    pub fn find(&self, words: &str, share_min: f32) -> Vec<(usize, f32)> {
        let mut asked = Stems::new().of(words);
        asked.sort();
        asked.dedup();
        let asked: Vec<Vec<(u32, f32)>> = asked.iter().map(|word| self.meant(word)).collect();
        let greatest = |meant: &Vec<(u32, f32)>| meant.iter().fold(0.0, |most: f32, &(_, weight)| most.max(weight));
        let whole: f32 = asked.iter().map(greatest).sum();
        let scored = self.scored(asked.into_iter());
        let mut found: Vec<(usize, f32)> =
            scored.into_iter().map(|(text, sum)| (text, sum.score * (sum.held / whole).powi(2))).collect();
        let best = found.iter().fold(0.0, |most: f32, &(_, score)| most.max(score));
        found.retain(|&(_, score)| score >= share_min * best);
        in_order(found)
    }

    /// The texts that are like a text, by the words that say most of it.
    pub fn like<'a>(&self, text: impl IntoIterator<Item = (&'a str, usize)>) -> Vec<(usize, f32)> {
        let text = Stems::new().weighed(text);
        let mut counts: HashMap<&str, f32, FixedState> = HashMap::default();
        text.split_ascii_whitespace().for_each(|word| *counts.entry(word).or_default() += 1.0);
        let mut telling: Vec<(f32, &str)> =
            counts.into_iter().map(|(word, count)| (count.sqrt() * self.rarity(key(word)), word)).collect();
        telling.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        telling.truncate(TELLING);
        let found = self.scored(telling.into_iter().map(|(weight, word)| vec![(key(word), weight)]));
        in_order(found.into_iter().map(|(text, sum)| (text, sum.score)).collect())
    }

    /// What a word counts by: itself, words that mean much the same, or where no text holds any the nearest that one does.
    fn meant(&self, word: &str) -> Vec<(u32, f32)> {
        let own = key(word);
        let rarity = self.rarity(own);
        let mut meant: Vec<(u32, f32)> = Vec::new();
        if rarity > 0.0 {
            meant.push((own, rarity));
        }
        for &other in self.synonyms.get(&own).into_iter().flatten() {
            // A rare word does not make a common one rare.
            let weight = if rarity > 0.0 { rarity.min(self.rarity(other)) } else { self.rarity(other) };
            meant.push((other, SYNONYM * weight));
        }
        if meant.is_empty() && word.len() >= LETTERS {
            let first = &word[..1];
            let near = self.words.range(first.to_owned()..).take_while(|known| known.starts_with(first));
            let alike =
                near.map(|known| (strsim::jaro_winkler(word, known), known)).filter(|(likeness, _)| *likeness >= ALIKE);
            let best = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
            meant.extend(best.map(|(_, known)| (key(known), GUESS * self.rarity(key(known)))));
        }
        meant
    }

    /// What each text has of the words together; of words that mean the same the best counts.
    fn scored(&self, asked: impl Iterator<Item = Vec<(u32, f32)>>) -> Vec<(usize, Sum)> {
        let mut sums = vec![Sum::default(); self.texts];
        let mut best = vec![Sum::default(); self.texts];
        for meant in asked {
            let holders = || meant.iter().filter_map(|&(word, weight)| Some((self.holders.get(&word)?, weight)));
            for (texts, weight) in holders() {
                for &(text, value) in texts {
                    let one = &mut best[text as usize];
                    if weight * value > one.score {
                        *one = Sum { score: weight * value, held: weight };
                    }
                }
            }
            for &(text, _) in holders().flat_map(|(texts, _)| texts) {
                let one = std::mem::take(&mut best[text as usize]);
                sums[text as usize].score += one.score;
                sums[text as usize].held += one.held;
            }
        }
        sums.into_iter().enumerate().filter(|(_, sum)| sum.score > 0.0).collect()
    }

    /// The inverse document frequency of a word, as Lucene reckons it; 0 where no text holds it.
    fn rarity(&self, word: u32) -> f32 {
        let holders = self.holders.get(&word).map_or(0, Vec::len) as f32;
        if holders > 0.0 { (1.0 + (self.texts as f32 - holders + 0.5) / (holders + 0.5)).ln() } else { 0.0 }
    }
}

/// What a text has of the words that were asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    score: f32,
    /// The weights of those that it holds.
    held: f32,
}

/// Best first, and in the order of the texts where scores are equal.
fn in_order(mut found: Vec<(usize, f32)>) -> Vec<(usize, f32)> {
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

/// The word as `bm25` names it.
fn key(word: &str) -> u32 {
    <u32 as bm25::TokenEmbedder>::embed(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(texts: &[&str], synonyms: &[&[&str]]) -> TextIndex {
        let synonyms: Vec<Vec<String>> =
            synonyms.iter().map(|group| group.iter().map(|&word| word.to_owned()).collect()).collect();
        TextIndex::new(texts.iter().map(|text| [(*text, 1)]), &synonyms)
    }

    fn found(index: &TextIndex, words: &str) -> Vec<usize> {
        index.find(words, 0.0).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn the_weights_are_those_of_the_textbook() {
        let index = index(&["apple pear", "apple", "plum plum plum"], &[]);
        // Mean length 2; k1 = 1.2, b = 0.4; `apple` is in 2 of 3 texts, and both hold all that is asked.
        let rarity = (1.0_f32 + 1.5 / 2.5).ln();
        let expected = [(1, rarity * 2.2 / (1.0 + 1.2 * (0.6 + 0.4 / 2.0))), (0, rarity * 2.2 / 2.2)];
        for ((text, score), (other, wanted)) in index.find("apples", 0.0).into_iter().zip(expected) {
            assert_eq!(text, other);
            assert!((score - wanted).abs() < 1e-6, "{score} {wanted}");
        }
    }

    #[test]
    fn accents_capitals_endings_and_silent_words_do_not_matter() {
        let index = index(&["Rights of residents of Malmö", "Counselling"], &[]);
        assert_eq!(found(&index, "the right of a Resident in MALMO"), [0]);
        assert_eq!(found(&index, "counsellings"), [1]);
        assert!(found(&index, "of the").is_empty());
    }

    #[test]
    fn a_synonym_is_found_after_the_word_itself() {
        let index = index(&["newcomer", "migrant", "tram"], &[&["migrant", "newcomer"]]);
        assert_eq!(found(&index, "migrants"), [1, 0]);
    }

    #[test]
    fn a_misspelt_word_finds_the_nearest() {
        assert_eq!(found(&index(&["procurement", "produce"], &[]), "procurment"), [0]);
    }

    #[test]
    fn texts_of_equal_score_keep_their_order() {
        assert_eq!(found(&index(&["a tram", "the tram", "tram"], &[]), "tram"), [0, 1, 2]);
    }
}
