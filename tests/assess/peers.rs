//! A city beside others: who its peers are, their medians, and who is left out. Every score is 100 or 0, so that medians are
//! seen at a glance.

use opencities_engine::period::Period;
use opencities_io::Index;
use opencities_io::practices::Catalogue;
use opencities_io::questionnaire::{Answers, Assessment, Questionnaire, Report, compare};

/// A city that gives every question its best or its worst answer, with its population and the share born abroad.
fn city(questionnaire: &Questionnaire, unit: &str, best: &[usize], facts: [&str; 2]) -> Answers {
    let mut answers = Answers::new(questionnaire, unit, &unit.to_uppercase(), Period::year(2026));
    for ((_, text), fact) in answers.facts.iter_mut().zip(facts) {
        fact.clone_into(text);
    }
    for (at, question) in questionnaire.questions.iter().enumerate() {
        let scored = questionnaire.answers(question).iter().filter(|answer| answer.score.is_some());
        let code = if best.contains(&at) {
            scored.map(|answer| &answer.code).next()
        } else {
            scored.map(|answer| &answer.code).next_back()
        };
        answers.of_mut(&question.indicator).answer = code.cloned();
    }
    answers
}

#[test]
fn peers_are_those_on_the_same_side_and_the_median_is_theirs() {
    let index = Index::open("intercultural").expect("a shipped index");
    let (questionnaire, _) = Questionnaire::required(&index).expect("it has a questionnaire");
    let all: Vec<usize> = (0..questionnaire.questions.len()).collect();
    let mut thin = city(&questionnaire, "thin", &all, ["300000", "20"]);
    thin.given.iter_mut().skip(1).for_each(|given| given.answer = None);
    let answers = vec![
        city(&questionnaire, "a", &[], ["250000", ""]),
        city(&questionnaire, "b", &all, ["200000", "20"]),
        city(&questionnaire, "c", &[], ["500000", "14.9"]),
        city(&questionnaire, "d", &all, ["199999", "15"]),
        thin,
    ];
    let assessment = |answers: &[Answers]| {
        Assessment::new(&index.framework, &index.method, questionnaire.clone(), answers.to_vec()).expect("a composite")
    };
    let found = assessment(&answers);
    let beside = compare(&found, &found.answers[0]).expect("there are others");
    let root = index.framework.root();
    let told: Vec<(&str, String, f64)> =
        beside.groups.iter().map(|group| (group.name.as_str(), group.members.join(" "), group.medians[root])).collect();
    assert_eq!(told[0], ("all others", "B (2026) C (2026) D (2026)".to_owned(), 100.0));
    assert_eq!(told[1], ("at least 200000 inhabitants", "B (2026) C (2026)".to_owned(), 50.0));
    assert_eq!((told[2].0, told[2].1.as_str()), ("by % of residents born abroad", ""));
    assert_eq!(beside.groups[2].none, "`foreign_born_percent` of A is not known");
    assert_eq!(beside.left_out, ["THIN (2026)"]);

    // A fact that another sheet of the same city has is known.
    let mut more = answers.clone();
    more.push(Answers { period: Period::year(2024), ..city(&questionnaire, "a", &all, ["", "15"]) });
    let found = assessment(&more);
    let beside = compare(&found, &found.answers[0]).expect("there are others");
    assert_eq!(beside.groups[2].name, "at least 15 % of residents born abroad");
    assert_eq!(beside.groups[2].members, ["B (2026)", "D (2026)"]);
    assert!(beside.groups[2].unknown.is_empty());

    // Whose fact is not known is in no group, and is named.
    more[3].facts[0].1.clear();
    let found = assessment(&more);
    let beside = compare(&found, &found.answers[0]).expect("there are others");
    assert_eq!(beside.groups[1].unknown, ["D (2026)"]);
    let lines = opencities_io::chapter::assessment::others(&found, &beside);
    assert!(lines[1].ends_with("; not grouped, since it is not known: D (2026)"), "{lines:?}");
    assert_eq!(compare(&assessment(&answers[..1]), &answers[0]), None, "alone there is nobody to stand beside");
}

#[test]
fn a_report_has_the_weakest_first_and_no_practice_twice() {
    let index = Index::open("intercultural").expect("a shipped index");
    let (questionnaire, _) = Questionnaire::required(&index).expect("it has a questionnaire");
    let answers = vec![city(&questionnaire, "a", &[0, 1, 2], ["", ""])];
    let assessment =
        Assessment::new(&index.framework, &index.method, questionnaire.clone(), answers).expect("a composite");
    let (catalogue, _) = Catalogue::open(None).expect("the shipped catalogue");
    let report = Report::new(&assessment, &assessment.answers[0], &catalogue, 2).expect("nothing to compare with");
    assert_eq!(report.weak.len(), questionnaire.questions.len() - 3, "what has the best answer is not weak");
    let weights: Vec<f64> = report.weak.iter().map(|spot| spot.weak.weight).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b), "of equal scores that which counts most comes first");
    let mut practices: Vec<usize> = report.weak.iter().flat_map(|spot| spot.practices.clone()).collect();
    let count = practices.len();
    practices.sort_unstable();
    practices.dedup();
    assert_eq!(practices.len(), count);
    for spot in report.weak.iter().filter(|spot| !spot.practices.is_empty()) {
        for (facet, wanted) in &spot.weak.question.practices {
            let values = |at: usize| catalogue.values(&catalogue.records[at], catalogue.facet(facet).expect("a facet"));
            let fits = |at: &usize| values(*at).iter().any(|value| wanted.iter().any(|code| code == value));
            assert!(spot.practices.iter().all(fits), "{}", spot.weak.question.indicator);
        }
    }
}
