//! Bounds of ranks against every point of a fine grid of shares.

use super::*;
use crate::dataset::{Dataset, Units};
use crate::framework::{About, Framework, Group, Indicator};
use crate::inspect;
use crate::method::Method;
use crate::period::Period;
use crate::random::Stream;
use crate::table::Table;

const BRANCHES: u64 = 10_000;

/// An index of two groups; `columns` are the children of the first, and the second has one of its own.
fn composite(columns: &[Vec<f64>], own: &[f64]) -> Composite {
    let group = |code: &str, parent: Option<&str>| Group {
        code: code.into(),
        level: if parent.is_some() { "area".into() } else { "index".into() },
        parent: parent.map(str::to_owned),
        ..Group::default()
    };
    let groups = vec![group("index", None), group("people", Some("index")), group("places", Some("index"))];
    let leaf = |code: String, parent: &str| Indicator { code, parent: parent.into(), ..Indicator::default() };
    let mut leaves: Vec<Indicator> = (0..columns.len()).map(|child| leaf(format!("c{child}"), "people")).collect();
    leaves.push(leaf("own".to_owned(), "places"));
    let framework = Framework::new(About::default(), groups, leaves, vec![]).unwrap();
    let all = columns.iter().cloned().chain([own.to_vec()]).map(Into::into).collect();
    let values = Table::new(framework.series().into(), all, own.len());
    let units = Units::of_codes((0..own.len()).map(|unit| format!("u{unit}")));
    let data = Dataset::of_values(units.into(), vec![Period::year(2026)], values);
    let method: Method = toml::from_str("[screen]\nunit_coverage_min = 0.0").unwrap();
    inspect(&framework, &data, &method).unwrap()
}

fn random(units: usize, children: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut stream = Stream::new(seed, 0);
    (0..children).map(|_| (0..units).map(|_| stream.uniform() * 100.0).collect()).collect()
}

fn any(group: &str) -> Region {
    Region { group: group.into(), ..Region::default() }
}

/// Every set of three shares in steps of 1/steps.
fn grid(steps: usize) -> Vec<[f64; 3]> {
    let cells = (0..=steps).flat_map(|a| (0..=steps - a).map(move |b| [a, b, steps - a - b]));
    cells.map(|cell| cell.map(|part| part as f64 / steps as f64)).collect()
}

/// The ranks of all units under these shares of the first group, recomputed by hand.
fn ranks(composite: &Composite, shares: &[f64; 3], ranked: &str) -> Vec<usize> {
    let normalised = |child: usize, row: usize| composite.normalised.column(child)[row];
    let score = |row: usize| {
        let known = || (0..3).filter(|&child| !normalised(child, row).is_nan());
        let weight: f64 = known().map(|child| shares[child]).sum();
        let people = known().map(|child| shares[child] * normalised(child, row)).sum::<f64>() / weight;
        if ranked == "people" { people } else { (people + normalised(3, row)) / 2.0 }
    };
    let scores: Vec<f64> = (0..composite.data.units.len()).map(score).collect();
    scores.iter().map(|own| 1 + scores.iter().filter(|&&other| other > own + 1.5e-3).count()).collect()
}

/// Looks for a point of the grid that leads beyond the bounds, and recomputes the ranks of the witnesses.
fn hold(composite: &Composite, region: &Region, ranked: &str, inside: impl Fn(&[f64; 3]) -> bool) -> BoundsOfRanks {
    let node = composite.framework.position(ranked).unwrap();
    let found = rank_bounds(composite, region, node, BRANCHES).unwrap();
    for shares in grid(120).iter().filter(|shares| inside(shares)) {
        let ranks = ranks(composite, shares, ranked);
        for bounds in &found.units {
            let rank = ranks[bounds.unit];
            assert!(bounds.best.bound <= rank + 1 && rank <= bounds.worst.bound, "{shares:?}: {rank}, {bounds:?}");
        }
    }
    for bounds in &found.units {
        for extreme in [&bounds.best, &bounds.worst] {
            let shares: [f64; 3] = extreme.shares.clone().try_into().unwrap();
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-6 && inside(&shares), "{shares:?}");
        }
        assert!(bounds.best.bound <= bounds.best.rank && bounds.worst.rank <= bounds.worst.bound);
        assert!(bounds.best.rank as f64 <= bounds.rank && bounds.rank <= bounds.worst.rank as f64, "{bounds:?}");
    }
    found
}

#[test]
fn bounds_are_those_of_a_fine_grid_and_are_proved() {
    for seed in 0..4 {
        let columns = random(12, 3, seed);
        let composite = composite(&columns, &random(12, 1, 100 + seed)[0]);
        for ranked in ["people", "index"] {
            let found = hold(&composite, &any("people"), ranked, |_| true);
            let grid: Vec<Vec<usize>> = grid(120).iter().map(|shares| ranks(&composite, shares, ranked)).collect();
            for bounds in &found.units {
                assert!(bounds.best.is_proved() && bounds.worst.is_proved(), "{bounds:?}");
                let of_grid = || grid.iter().map(|ranks| ranks[bounds.unit]);
                // A grid may miss a small cell of the region, and never finds what is not there.
                let (best, worst) = (of_grid().min().unwrap(), of_grid().max().unwrap());
                assert!(bounds.best.rank <= best && best <= bounds.best.rank + 1, "{best}, {bounds:?}");
                assert!(worst <= bounds.worst.rank && bounds.worst.rank <= worst + 1, "{worst}, {bounds:?}");
            }
        }
    }
}

#[test]
fn bounds_and_orderings_are_kept() {
    let composite = composite(&random(10, 3, 9), &random(10, 1, 10)[0]);
    let bounds = [("c0".to_owned(), [0.2, 0.5])].into();
    let order = vec![["c1".to_owned(), "c2".to_owned()]];
    let region = Region { group: "people".into(), bounds, order };
    let inside = |shares: &[f64; 3]| (0.2 - 1e-6..=0.5 + 1e-6).contains(&shares[0]) && shares[1] >= shares[2] - 1e-6;
    let narrow = hold(&composite, &region, "people", inside);
    let wide = hold(&composite, &any("people"), "people", |_| true);
    for (narrow, wide) in narrow.units.iter().zip(&wide.units) {
        assert!(wide.best.rank <= narrow.best.rank && narrow.worst.rank <= wide.worst.rank);
    }
    let own = region_around(&composite, composite.framework.position("people").unwrap(), 0.5);
    assert!(own.bounds.values().all(|[low, high]| (low - 1.0 / 6.0).abs() < 1e-12 && (high - 0.5).abs() < 1e-12));
}

#[test]
fn a_unit_that_dominates_is_first_whatever_the_weights() {
    let columns = [vec![9.0, 5.0, 1.0], vec![8.0, 1.0, 5.0], vec![7.0, 3.0, 3.0]];
    let found = hold(&composite(&columns, &[1.0, 2.0, 3.0]), &any("people"), "people", |_| true);
    let ends: Vec<[usize; 2]> = found.units.iter().map(|bounds| [bounds.best.rank, bounds.worst.rank]).collect();
    assert_eq!(ends, [[1, 1], [2, 3], [2, 3]]);
}

#[test]
fn gaps_in_what_units_know_leave_bounds_that_hold() {
    for seed in 0..4 {
        let mut columns = random(9, 3, 20 + seed);
        (columns[0][1], columns[2][4], columns[2][5]) = (f64::NAN, f64::NAN, f64::NAN);
        let composite = composite(&columns, &random(9, 1, 30 + seed)[0]);
        let share = |share: &f64| (0.1 - 1e-6..=0.8 + 1e-6).contains(share);
        let bounds = (0..3).map(|child| (format!("c{child}"), [0.1, 0.8])).collect();
        let region = Region { group: "people".into(), bounds, order: Vec::new() };
        hold(&composite, &region, "people", |shares| shares.iter().all(share));
    }
}

#[test]
fn what_cannot_be_bounded_is_said() {
    let composite = composite(&random(5, 3, 1), &random(5, 1, 2)[0]);
    let root = composite.framework.root();
    let refused = |region: &Region, ranked: usize| match rank_bounds(&composite, region, ranked, BRANCHES) {
        Err(Error::Assumptions(findings)) => findings[0].code,
        other => panic!("{other:?}"),
    };
    let people = composite.framework.position("people").unwrap();
    assert_eq!(refused(&any("nobody"), root), Code::U802);
    assert_eq!(refused(&any("index"), people), Code::U802);
    let bounds = (0..3).map(|child| (format!("c{child}"), [0.0, 0.2])).collect();
    assert_eq!(refused(&Region { bounds, ..any("people") }, root), Code::U803);
    let mut other = composite.clone();
    other.method.aggregate = toml::from_str::<Method>("[aggregate.geometric]").unwrap().aggregate;
    assert!(matches!(rank_bounds(&other, &any("people"), people, BRANCHES),
        Err(Error::Assumptions(findings)) if findings[0].code == Code::U807));
}

#[test]
fn a_spent_budget_leaves_a_gap_and_never_a_wrong_bound() {
    let composite = composite(&random(30, 3, 3), &random(30, 1, 4)[0]);
    let people = composite.framework.position("people").unwrap();
    let [short, long] = [0, BRANCHES].map(|most| rank_bounds(&composite, &any("people"), people, most).unwrap());
    for (short, long) in short.units.iter().zip(&long.units) {
        assert!(long.best.is_proved() && short.best.bound <= long.best.rank && long.best.rank <= short.best.rank);
        assert!(short.worst.rank <= long.worst.rank && long.worst.rank <= short.worst.bound);
    }
}
