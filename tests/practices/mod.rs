//! The shipped catalogue of practices: every place and practice that its documents name is found, every value of every
//! facet has a record or says why not, and questions that were written down before the search was tuned are answered.
//!
//! `pairs-*.csv` lists what each document names (city, practice, words that must be found together); `questions.csv` a
//! question, the codes of which one must be among the first three, and what every one of the first ten must have at least
//! one of (a value of a facet, a city, a word), so that nothing absurd stands there.

mod recommend;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use opencities_io::fold;
use opencities_io::practices::{Catalogue, Entry, Search, coverage};

/// Pairs of these places match by words alone: they are no cities.
const ANYWHERE: [&str; 2] = ["Worldwide", "Europe"];
const FIRST: usize = 10;

fn catalogue() -> Catalogue {
    let (catalogue, findings) = Catalogue::open(None).expect("the embedded catalogue is whole");
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    catalogue
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/practices")
}

fn rows(file: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(file).unwrap().records().map(Result::unwrap).collect()
}

fn code(catalogue: &Catalogue, entry: Entry) -> &str {
    match entry {
        Entry::Practice(at) => &catalogue.records[at].code,
        Entry::Network(at) => &catalogue.networks[at].code,
    }
}

/// The words of all that a reader sees of an entry, whole and folded.
fn words(catalogue: &Catalogue, entry: Entry) -> BTreeSet<String> {
    let mut text: Vec<&str> = Vec::new();
    match entry {
        Entry::Practice(at) => {
            let it = &catalogue.records[at];
            text.extend([&it.title, &it.city, &it.country, &it.summary, &it.problem, &it.actions].map(String::as_str));
            text.extend([it.beneficiaries.as_str(), &it.outcome]);
            text.extend(it.partners.iter().map(String::as_str));
            let networks = catalogue.networks.iter().filter(|network| it.networks.contains(&network.code));
            text.extend(networks.map(|network| network.name.as_str()));
        }
        Entry::Network(at) => {
            let it = &catalogue.networks[at];
            text.extend([it.name.as_str(), &it.description]);
            text.extend(it.members.iter().map(String::as_str));
        }
    }
    split(&text.join(" ")).collect()
}

fn split(text: &str) -> impl Iterator<Item = String> {
    fold(text).split('-').map(str::to_owned).collect::<Vec<_>>().into_iter()
}

#[test]
fn every_practice_and_place_that_the_documents_name_is_among_the_first_that_are_found() {
    let catalogue = catalogue();
    let search = Search::new(&catalogue);
    let mut faults = Vec::new();
    let mut pairs = 0;
    for file in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        if !file.file_name().unwrap().to_string_lossy().starts_with("pairs-") {
            continue;
        }
        for pair in rows(&file) {
            pairs += 1;
            let (city, wanted) = (&pair[0], &pair[2]);
            let mut needed: Vec<String> = split(wanted).collect();
            needed.extend(split(city).filter(|_| !ANYWHERE.contains(&city)));
            let hits = search.find(&format!("{city} {wanted}"));
            let is_it = |entry: Entry| {
                let words = words(&catalogue, entry);
                needed.iter().all(|word| words.contains(word))
            };
            if !hits.iter().take(FIRST).any(|hit| is_it(hit.entry)) {
                faults.push(format!("{city}, {} ({wanted})", &pair[1]));
            }
        }
    }
    assert!(pairs >= 340, "{pairs} pairs");
    assert!(faults.is_empty(), "{} of {pairs} are not found:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_question_is_answered_among_the_first_three_and_nothing_absurd_among_the_first_ten() {
    let catalogue = catalogue();
    let search = Search::new(&catalogue);
    let questions = rows(&folder().join("questions.csv"));
    assert!(questions.len() >= 40, "{} questions", questions.len());
    let mut faults = Vec::new();
    for question in &questions {
        let right: Vec<&str> = question[1].split(';').collect();
        for right in &right {
            assert!(catalogue.find_entry(right).is_ok(), "`{}` names `{right}`, which does not exist", &question[0]);
        }
        let hits = search.find(&question[0]);
        if !hits.iter().take(3).any(|hit| right.contains(&code(&catalogue, hit.entry))) {
            let first: Vec<&str> = hits.iter().take(5).map(|hit| code(&catalogue, hit.entry)).collect();
            faults.push(format!("{}: the first are {first:?}", &question[0]));
        }
        for hit in hits.iter().take(FIRST).filter(|hit| !fits(&catalogue, hit.entry, &question[2])) {
            faults.push(format!("{}: {} has nothing to do with it", &question[0], code(&catalogue, hit.entry)));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Whether an entry has any of the marks: `word=...`, `city=...` or `facet=value`.
fn fits(catalogue: &Catalogue, entry: Entry, marks: &str) -> bool {
    let words = words(catalogue, entry);
    marks.split(';').any(|mark| match (mark.split_once('=').unwrap(), entry) {
        (("word", word), _) => split(word).all(|part| words.contains(&part)),
        (("city", city), Entry::Practice(at)) => catalogue.records[at].city == city,
        ((facet, value), Entry::Practice(at)) => catalogue.records[at].stated(facet).iter().any(|code| code == value),
        (_, Entry::Network(_)) => false,
    })
}

#[test]
fn every_value_of_a_facet_has_a_record_or_says_why_not_and_not_both() {
    let catalogue = catalogue();
    let rows = coverage(&catalogue, None);
    assert!(rows.len() > 100);
    for row in rows {
        assert_eq!(row.records == 0, !row.value.none.is_empty(), "`{}` of `{}`", row.value.code, row.facet.code);
    }
}

#[test]
fn the_areas_are_those_of_the_index_under_the_same_themes() {
    let catalogue = catalogue();
    let index = opencities_io::Index::opencities().unwrap();
    let nodes = index.framework.nodes();
    for value in &catalogue.facet("area").unwrap().value {
        let node = &nodes[index.framework.position(&value.code).unwrap()];
        assert_eq!(value.name, node.name);
        assert_eq!(value.parent, nodes[node.parent.unwrap()].code);
    }
    assert_eq!(catalogue.facet("area").unwrap().value.len(), index.framework.on_level("area").len());
}

#[test]
fn the_file_of_a_practice_or_network_is_its_code() {
    let catalogue = catalogue();
    let records = catalogue.records.iter().map(|record| (&record.code, &record.file));
    let networks = catalogue.networks.iter().map(|network| (&network.code, &network.file));
    for (code, file) in records.chain(networks) {
        assert_eq!(Path::new(file).file_stem().unwrap(), code.as_str());
    }
}

#[test]
fn other_names_accents_and_spellings_lead_to_the_same_city() {
    let catalogue = catalogue();
    let search = Search::new(&catalogue);
    for name in ["Malmö", "Malmo", "malmoe"] {
        let hits = search.find(&format!("{name} Malmobor"));
        assert_eq!(code(&catalogue, hits[0].entry), "malmo-malmobor", "{name}");
        assert!(catalogue.records.iter().any(|record| catalogue.is_of(record, name)), "{name}");
    }
    assert_eq!(code(&catalogue, search.find("Wien youth college")[0].entry), "vienna-youth-college");
    assert_eq!(code(&catalogue, search.find("anonimous job aplications")[0].entry), "celle-anonymous-applications");
}

#[test]
fn a_similar_practice_shares_more_than_a_word() {
    let catalogue = catalogue();
    let search = Search::new(&catalogue);
    for (of, wanted) in [
        ("leipzig-welcome-centre", "utrecht-welcome-centre"),
        ("rotterdam-discrimination-contact-point", "amsterdam-discrimination-contact-point"),
        ("toulouse-participatory-budget", "helsinki-participatory-budgeting"),
        ("ghent-non-discrimination-clause", "malmo-procurement-policy"),
    ] {
        let Entry::Practice(at) = catalogue.find_entry(of).unwrap() else { panic!("{of} is a practice") };
        let hits = search.similar(&catalogue, at);
        let first: Vec<&str> = hits.iter().take(5).map(|hit| code(&catalogue, hit.entry)).collect();
        assert!(first.contains(&wanted), "{of}: {first:?}");
    }
}
