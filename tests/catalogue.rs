//! The shipped index: what it declares, and that all of it can be used. Which scores come out is tested elsewhere.

use std::collections::BTreeSet;

use opencities_engine::build;
use opencities_engine::composite::Composite;
use opencities_engine::method::Method;
use opencities_io::{Index, NamedWeights};

const INDICATORS: usize = 53;
const AREAS: usize = 11;

fn index() -> Index {
    Index::opencities().expect("the embedded index is whole")
}

fn composite(weights: Option<&str>) -> Composite {
    let index = index();
    let (data, _) = index.data().unwrap();
    let mut method: Method = index.method.clone();
    if let Some(name) = weights {
        let definition = index.weights_definition(name).unwrap();
        method.weigh = NamedWeights::parse(&definition).unwrap().choice();
    }
    build(&index.framework, &data, &method).unwrap()
}

#[test]
fn it_has_as_many_indicators_areas_themes_and_units_as_it_says() {
    let index = index();
    let framework = &index.framework;
    assert_eq!(framework.indicators().len(), INDICATORS);
    assert_eq!(framework.on_level("area").len(), AREAS);
    assert_eq!(framework.on_level("theme").len(), 3);
    assert_eq!(framework.on_level("index"), [framework.root()]);
    let (units, _) = index.units().unwrap().unwrap();
    assert_eq!(units.len(), 76);
}

#[test]
fn every_observation_is_read() {
    let (data, _) = index().data().unwrap();
    let known = |column: usize| data.values.slice(column).iter().filter(|value| !value.is_nan()).count();
    let read: usize = (0..data.values.width()).map(known).sum();
    assert_eq!(read, 3481);
}

#[test]
fn codes_and_names_stand_once() {
    let index = index();
    let nodes = index.framework.nodes();
    let codes: BTreeSet<&str> = nodes.iter().map(|node| node.code.as_str()).collect();
    let names: BTreeSet<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!([codes.len(), names.len()], [nodes.len(); 2]);
    let (units, _) = index.units().unwrap().unwrap();
    let codes: BTreeSet<&str> = units.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(codes.len(), units.len());
    let sources: BTreeSet<&str> = index.sources.iter().map(|source| source.code.as_str()).collect();
    assert_eq!(sources.len(), index.sources.len());
}

#[test]
fn every_indicator_and_every_figure_names_a_source_with_publisher_and_licence() {
    let index = index();
    let (data, _) = index.data().unwrap();
    let labels = data.source.as_ref().unwrap();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for (column, indicator) in index.framework.indicators().iter().enumerate() {
        let own = indicator.source.as_deref();
        named.insert(own.unwrap_or_else(|| panic!("`{}` names no source", indicator.code)));
        for row in (0..data.values.rows()).filter(|&row| !data.values.slice(column)[row].is_nan()) {
            let source = labels.get(row, column);
            named.insert(source.unwrap_or_else(|| panic!("a figure of `{}` names no source", indicator.code)));
        }
    }
    let described: BTreeSet<&str> = index.sources.iter().map(|source| source.code.as_str()).collect();
    let unknown: Vec<_> = named.difference(&described).collect();
    assert!(unknown.is_empty(), "not described: {unknown:?}");
    for source in &index.sources {
        for fact in [&source.title, &source.publisher, &source.licence] {
            assert!(!fact.is_empty(), "`{}` lacks title, publisher or licence", source.code);
        }
    }
}

#[test]
fn every_named_weighting_can_be_used() {
    let names: Vec<String> = index().weights().unwrap().into_iter().map(|weights| weights.name).collect();
    assert_eq!(names, ["equal", "equal-areas", "equal-indicators"]);
    for name in &names {
        let effective = composite(Some(name)).weights.effective;
        let leaves: f64 = effective[..INDICATORS].iter().sum();
        assert!((leaves - 1.0).abs() < 1e-12, "{name}: {leaves}");
    }
}

#[test]
fn equal_indicators_count_the_same_in_the_index() {
    for weight in &composite(Some("equal-indicators")).weights.effective[..INDICATORS] {
        assert!((weight - 1.0 / INDICATORS as f64).abs() < 1e-15, "{weight}");
    }
}

#[test]
fn equal_areas_count_the_same_in_the_index() {
    let composite = composite(Some("equal-areas"));
    for area in composite.framework.on_level("area") {
        let weight = composite.weights.effective[area];
        assert!((weight - 1.0 / AREAS as f64).abs() < 1e-15, "{weight}");
    }
}

#[test]
fn hong_kong_has_too_few_figures_to_be_ranked_and_everybody_else_is_ranked() {
    let composite = composite(None);
    let unit = composite.data.units.position("hong-kong").unwrap();
    let row = composite.data.row(0, unit);
    let ranks = composite.ranks.get("openness").unwrap();
    assert!(ranks[row].is_nan());
    assert_eq!((composite.screening.coverage[row] * INDICATORS as f64).round() as usize, 30);
    let unranked: Vec<usize> = (0..ranks.len()).filter(|&row| ranks[row].is_nan()).collect();
    assert_eq!(unranked, [row]);
}
