//! What is recommended to the cities of the shipped index: for what is weak, from whom is ahead, and never twice.

use std::collections::BTreeSet;

use opencities_engine::analyse::{Mentor, candidates};
use opencities_engine::composite::Composite;
use opencities_io::practices::{Catalogue, recommend, weak_areas};
use opencities_io::{Index, StatedLikeness, fold};

fn composite() -> Composite {
    let index = Index::opencities().unwrap();
    let (data, _) = index.data().unwrap();
    opencities_engine::build(&index.framework, &data, &index.method).unwrap()
}

fn likeness() -> StatedLikeness {
    Index::opencities().unwrap().likeness(None).unwrap()
}

#[test]
fn every_city_gets_practices_of_others_for_areas_below_the_median_each_with_a_reason() {
    let (composite, catalogue) = (composite(), super::catalogue());
    let unit = |row: usize| composite.data.units.get(composite.data.unit_of(row));
    let likeness = likeness();
    let matching = likeness.matching(&composite).unwrap();
    let mut recommended = 0;
    for row in 0..composite.data.units.len() {
        let name = &unit(row).name;
        let mut given = BTreeSet::new();
        let mut behind = f64::INFINITY;
        for advice in recommend(&catalogue, &matching, row, &candidates(&composite, row), usize::MAX, 3) {
            let area = &composite.framework.nodes()[advice.area.node];
            assert!(advice.area.behind() >= 5.0 && advice.area.behind() <= behind, "{name}, {}", area.code);
            behind = advice.area.behind();
            let is_alike = |pair: &[_]| -> bool {
                let [near, far]: &[Mentor; 2] = pair.try_into().unwrap();
                near.peer.distance <= far.peer.distance
            };
            assert!(advice.mentors.windows(2).all(is_alike), "{name}, {}", area.code);
            for mentor in &advice.mentors {
                let ahead = composite.score(advice.area.node, mentor.peer.row) - composite.score(advice.area.node, row);
                assert!(
                    mentor.peer.row != row && (ahead - mentor.ahead).abs() < 1e-12 && ahead >= 5.0,
                    "{name}, {}",
                    area.code
                );
            }
            for practice in &advice.practices {
                recommended += 1;
                let record = &catalogue.records[practice.record];
                assert!(record.stated("area").contains(&area.code), "{name}: {}", record.code);
                assert_ne!(fold(&record.city), fold(name), "{}", record.code);
                assert!(given.insert(&record.code), "{name}: {} is recommended twice", record.code);
                let mentor = practice.mentor.map(unit);
                assert!(
                    mentor.is_none_or(|mentor| mentor.name == record.city && practice.why.starts_with(&mentor.name))
                );
                assert!(!practice.why.is_empty());
            }
            let why_none = &catalogue.facet("area").unwrap().value(&area.code).unwrap().none;
            if advice.practices.is_empty() && !why_none.is_empty() {
                assert_eq!(&advice.none, why_none, "{name}, {}", area.code);
            }
        }
    }
    assert!(recommended > 500, "{recommended}");
}

#[test]
fn the_weakest_area_lies_furthest_below_the_median_and_not_lowest() {
    let (composite, catalogue) = (composite(), super::catalogue());
    let row = composite.data.row(0, composite.data.units.position("nicosia").unwrap());
    let likeness = likeness();
    let matching = likeness.matching(&composite).unwrap();
    let weak = weak_areas(&catalogue, &matching, row, &candidates(&composite, row));
    let code = |at: usize| composite.framework.nodes()[weak[at].node].code.as_str();
    assert_eq!(code(0), "diversity-actions");
    // Its score is lower in other areas, where everybody's is.
    assert!(weak.iter().any(|area| area.score < weak[0].score));
}

#[test]
fn an_index_without_the_areas_of_the_catalogue_has_nothing_weak_there() {
    let composite = composite();
    let likeness = likeness();
    let matching = likeness.matching(&composite).unwrap();
    assert!(weak_areas(&Catalogue::default(), &matching, 0, &candidates(&composite, 0)).is_empty());
}
