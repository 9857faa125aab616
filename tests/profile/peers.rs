//! Peers of the shipped index: a city that joins or leaves reorders the others only where it moves their scores.

use opencities_engine::analyse::{Matching, Peer, candidates};
use opencities_engine::composite::Composite;
use opencities_engine::dataset::{Dataset, UnitColumn, Units};
use opencities_engine::table::Table;
use opencities_io::{Index, StatedLikeness};

/// The data without a unit.
fn without(data: &Dataset, gone: usize) -> Dataset {
    let count = data.units.len();
    let stays = |row: usize| row % count != gone;
    fn kept<T: Copy>(column: &[T], stays: impl Fn(usize) -> bool) -> Vec<T> {
        column.iter().enumerate().filter(|(row, _)| stays(*row)).map(|(_, &value)| value).collect()
    }
    let columns: Vec<_> = (0..data.values.width()).map(|at| kept(data.values.slice(at), stays).into()).collect();
    let rows = data.values.rows() - data.periods.len();
    let values = Table::new(data.values.codes().into(), columns, rows);
    let units = data.units.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, unit)| unit.clone()).collect();
    let column = |column: &UnitColumn| UnitColumn {
        name: column.name.clone(),
        values: column.values.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, text)| text.clone()).collect(),
    };
    let units = Units::new(units, data.units.columns().iter().map(column).collect());
    Dataset::of_values(units.into(), data.periods.clone(), values)
}

/// For each unit all others, the most alike first, by code.
fn orders(composite: &Composite, likeness: &StatedLikeness) -> Vec<(String, Vec<(String, Peer)>)> {
    let matching: Matching<'_> = likeness.matching(composite).unwrap();
    let code = |row: usize| composite.data.units.get(composite.data.unit_of(row)).code.clone();
    let of = |row: usize| {
        let peers = matching.peers(row, &candidates(composite, row));
        (code(row), peers.into_iter().map(|peer| (code(peer.row), peer)).collect())
    };
    (0..composite.data.units.len()).map(of).collect()
}

#[test]
fn a_city_that_joins_reorders_nobody_unless_scores_move_and_then_it_shows() {
    let index = Index::opencities().unwrap();
    let (data, _) = index.data().unwrap();
    let data = Dataset::of_values(data.units.clone(), data.periods.clone(), data.values.clone());
    let likeness = index.likeness(None).unwrap();
    let composite = |data: &Dataset| opencities_engine::build(&index.framework, data, &index.method).unwrap();
    let scores = likeness.likeness.feature.iter().position(|feature| feature.level.is_some()).unwrap();
    let all = orders(&composite(&data), &likeness);
    let (mut untouched, mut changed, mut pairs) = (0, 0, 0);
    for gone in 0..data.units.len() {
        let newcomer = &data.units.get(gone).code;
        let fewer = orders(&composite(&without(&data, gone)), &likeness);
        let mut is_moved = false;
        for (code, before) in fewer {
            let (_, after) = all.iter().find(|(other, _)| *other == code).unwrap();
            let after: Vec<&(String, Peer)> = after.iter().filter(|(peer, _)| peer != newcomer).collect();
            assert_eq!(before.len(), after.len(), "{newcomer}, {code}");
            for (peer, is) in &before {
                let (_, was) = after.iter().find(|(other, _)| other == peer).unwrap();
                for (at, (is, was)) in is.compared.iter().zip(&was.compared).enumerate() {
                    // Facts about two cities are theirs, whoever joins.
                    assert!(at == scores || (is.steps - was.steps).abs() < 1e-12, "{newcomer}, {code}, {peer}");
                    is_moved |= (is.steps - was.steps).abs() > 0.0;
                }
            }
            let order = |list: &mut dyn Iterator<Item = &String>| list.cloned().collect::<Vec<_>>();
            let same =
                order(&mut before.iter().map(|(peer, _)| peer)) == order(&mut after.iter().map(|(peer, _)| peer));
            let nearest = |list: &mut dyn Iterator<Item = &String>| {
                list.take(likeness.likeness.count).cloned().collect::<std::collections::BTreeSet<_>>()
            };
            pairs += 1;
            changed += usize::from(
                nearest(&mut before.iter().map(|(peer, _)| peer)) != nearest(&mut after.iter().map(|(peer, _)| peer)),
            );
            assert!(same || is_moved, "{newcomer} reorders the peers of {code} without a reason");
        }
        untouched += usize::from(!is_moved);
    }
    // Otherwise nothing was shown of those who move no scale.
    assert!(untouched > 0);
    // Where scores move, they move little: of the nearest eight hardly anybody changes.
    assert!(changed * 20 < pairs, "{changed} of {pairs}");
}
