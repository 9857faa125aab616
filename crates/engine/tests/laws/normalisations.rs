//! Laws of normalisations.

use opencities_engine::axiom::Axiom;
use opencities_engine::composite::Composite;
use opencities_engine::finding::Code;
use opencities_engine::framework::{Direction, Indicator};
use opencities_engine::method::{Method, NoSpreadScore, Reference, Report};
use opencities_engine::normalise::{
    AboveOrBelowMean, Benchmark, DistanceToReference, DistanceToTarget, ExponentialRank, Goalposts, Normalisation,
    Scaled, Yardstick,
};
use opencities_engine::registry::Choice;
use opencities_engine::scale::{Beyond, Map};
use opencities_engine::stats::Ties;
use proptest::prelude::*;

use crate::fixture::{
    GOALPOSTS, alone, bits, close, columns, data, directed, everyone, figure, has_spread, indicator, inspect, known,
};

const DIRECTIONS: [Direction; 2] = [Direction::HigherIsBetter, Direction::LowerIsBetter];

fn method(normalisation: &Normalisation) -> Method {
    Method { normalise: Choice::all(normalisation.clone()), ..everyone() }
}

fn run(normalisation: &Normalisation, indicator: Indicator, values: &[f64]) -> Composite {
    let framework = alone(indicator);
    inspect(&framework, &data(&framework, 1, &[values.to_vec()]), &method(normalisation))
}

fn facts(direction: Direction) -> Indicator {
    directed(indicator("x", "index"), direction)
}

/// Every method as it is by default, and some of their other settings.
fn variants() -> Vec<Normalisation> {
    let mut all = Normalisation::all();
    all.push(Normalisation::Goalposts(Goalposts { beyond: Beyond::Extend, ..Goalposts::default() }));
    all.push(Normalisation::DistanceToTarget(DistanceToTarget { beyond: Beyond::Clip, ..DistanceToTarget::default() }));
    all.push(Normalisation::ExponentialRank(ExponentialRank { ties: Ties::Average, ..ExponentialRank::default() }));
    let threshold_of = Yardstick::StandardDeviation;
    all.push(Normalisation::AboveOrBelowMean(AboveOrBelowMean { threshold: 0.5, threshold_of }));
    all
}

/// The method for negated values: where it states values itself, they are negated too.
fn mirrored(normalisation: &Normalisation) -> Normalisation {
    match normalisation {
        Normalisation::Scaled(scaled) => {
            Normalisation::Scaled(Scaled { low: -scaled.high, high: -scaled.low, ..scaled.clone() })
        }
        other => other.clone(),
    }
}

/// `a` is at least as good as `b`, scores said so.
fn in_order(direction: Direction, (value_a, score_a): (f64, f64), (value_b, score_b): (f64, f64)) -> bool {
    let (better, worse) = match direction {
        Direction::HigherIsBetter => (value_a >= value_b, value_a <= value_b),
        Direction::LowerIsBetter => (value_a <= value_b, value_a >= value_b),
    };
    (!better || score_a >= score_b) && (!worse || score_a <= score_b)
}

proptest! {
    #[test]
    fn scores_follow_the_stated_direction_and_missing_stays_missing(values in columns(1, 2..14, 1)) {
        let values = &values[0];
        prop_assume!(has_spread(values));
        for normalisation in variants() {
            for direction in DIRECTIONS {
                let composite = run(&normalisation, facts(direction), values);
                let scores = composite.normalised.slice(0);
                for (a, &value) in values.iter().enumerate() {
                    prop_assert_eq!(value.is_nan(), scores[a].is_nan(), "{:?}: {} scores {}", normalisation, value, scores[a]);
                    for (b, &other) in values.iter().enumerate().filter(|(_, other)| !other.is_nan() && !value.is_nan()) {
                        let ordered = in_order(direction, (value, scores[a]), (other, scores[b]));
                        prop_assert!(ordered, "{:?} {:?}: {} -> {}, {} -> {}", normalisation, direction, value, scores[a], other, scores[b]);
                    }
                }
            }
        }
    }

    #[test]
    fn the_best_inside_the_goalposts_scores_above_the_worst(low in -9e5..1e6_f64, rise in 1e3..1e6_f64) {
        for normalisation in variants() {
            let scores = |direction| run(&normalisation, facts(direction), &[low, low + rise / 3.0, low + rise]).normalised.slice(0).to_vec();
            let (up, down) = (scores(Direction::HigherIsBetter), scores(Direction::LowerIsBetter));
            if normalisation.breaks().contains(&Axiom::StrictOrder) {
                prop_assert!(up[0] < up[2] && down[0] > down[2], "{:?}: {:?} {:?}", normalisation, up, down);
                continue;
            }
            prop_assert!(up[0] < up[1] && up[1] < up[2], "{:?}: {:?}", normalisation, up);
            prop_assert!(down[0] > down[1] && down[1] > down[2], "{:?}: {:?}", normalisation, down);
        }
    }

    #[test]
    fn direction_is_applied_once(values in columns(1, 2..14, 1)) {
        let values = &values[0];
        prop_assume!(has_spread(values));
        let negated: Vec<f64> = values.iter().map(|value| -value).collect();
        let [low, high] = GOALPOSTS;
        for normalisation in variants() {
            let up = run(&normalisation, facts(Direction::HigherIsBetter), values);
            let mirror = Indicator { goalposts: Some([-high, -low]), ..facts(Direction::LowerIsBetter) };
            let down = run(&mirrored(&normalisation), mirror, &negated);
            for (a, b) in up.normalised.slice(0).iter().zip(down.normalised.slice(0)) {
                prop_assert!(close(*a, *b, 1.0), "{:?}: {} and {}", normalisation, a, b);
            }
        }
    }

    #[test]
    fn unseen_values_score_in_order_and_in_the_declared_range(
        values in columns(1, 2..14, 1),
        mut unseen in prop::collection::vec(prop_oneof![known(), -1e12..1e12_f64], 1..12),
    ) {
        let values = &values[0];
        prop_assume!(has_spread(values));
        unseen.extend(values.iter().filter(|value| !value.is_nan()));
        unseen.sort_by(f64::total_cmp);
        for normalisation in variants() {
            for direction in DIRECTIONS {
                let composite = run(&normalisation, facts(direction), values);
                let scale = &composite.scales[0][0];
                let scores: Vec<f64> = unseen.iter().map(|&value| scale.apply(value)).collect();
                let turned: Vec<f64> = match direction {
                    Direction::HigherIsBetter => scores.clone(),
                    Direction::LowerIsBetter => scores.iter().rev().copied().collect(),
                };
                prop_assert!(turned.is_sorted(), "{:?} {:?}: {:?} -> {:?}", normalisation, direction, unseen, scores);
                // A scale without bounds must say so, and then it has none; one with bounds keeps them.
                let far = [-1e15, 1e15].map(|value| scale.apply(value));
                match scale.clip {
                    Some([low, high]) => prop_assert!(scores.iter().chain(&far).all(|score| (low..=high).contains(score)), "{:?}: {:?}", normalisation, scores),
                    None => prop_assert!(scores.iter().all(|score| far.iter().all(|far| (far - score).abs() > 0.0)), "{:?} has bounds and does not say so", normalisation),
                }
                for (value, score) in values.iter().zip(composite.normalised.slice(0)) {
                    prop_assert_eq!(score.to_bits(), if value.is_nan() { *score } else { scale.apply(*value) }.to_bits());
                }
            }
        }
    }

    #[test]
    fn a_column_without_spread_is_reported(value in known(), count in 2_usize..9, gap in any::<bool>()) {
        let mut values = vec![value; count];
        if gap {
            values.push(f64::NAN);
        }
        for normalisation in variants() {
            // A scale that is the same for other data stands on fixed points, and can place a single value.
            let fixed = normalisation.fit(&facts(Direction::HigherIsBetter), &[0.0, 1.0]) == normalisation.fit(&facts(Direction::HigherIsBetter), &[7.0, 8.0, 9.0]);
            for no_spread in [NoSpreadScore::Error, NoSpreadScore::Neutral, NoSpreadScore::Missing] {
                let framework = alone(facts(Direction::HigherIsBetter));
                let mut method = method(&normalisation);
                method.no_spread.score = no_spread;
                let data = data(&framework, 1, std::slice::from_ref(&values));
                let composite = inspect(&framework, &data, &method);
                let reported = composite.findings.iter().any(|finding| finding.code == Code::D104);
                prop_assert_eq!(reported, !fixed, "{:?}", normalisation);
                let stops = opencities_engine::build(&framework, &data, &method).is_err();
                prop_assert_eq!(stops, !fixed && no_spread == NoSpreadScore::Error, "{:?}", normalisation);
                let known: Vec<f64> = composite.normalised.slice(0)[..count].to_vec();
                let scored = fixed || no_spread == NoSpreadScore::Neutral;
                prop_assert!(known.iter().all(|score| score.is_finite() == scored && score.to_bits() == known[0].to_bits()), "{:?}: {:?}", normalisation, known);
                prop_assert!(composite.normalised.slice(0)[count..].iter().all(|score| score.is_nan()), "{:?}", normalisation);
            }
        }
    }

    #[test]
    fn scores_do_not_depend_on_the_order_of_units(values in prop::collection::vec(figure(), 3..14).prop_shuffle(), turn in 1_usize..9) {
        prop_assume!(has_spread(&values));
        let mut turned = values.clone();
        turned.rotate_left(turn % values.len());
        for normalisation in variants() {
            let mut scores = run(&normalisation, facts(Direction::LowerIsBetter), &values).normalised.slice(0).to_vec();
            scores.rotate_left(turn % values.len());
            let after = run(&normalisation, facts(Direction::LowerIsBetter), &turned).normalised.slice(0).to_vec();
            prop_assert_eq!(bits(&scores), bits(&after), "{:?}", normalisation);
        }
    }

    #[test]
    fn a_panel_is_fitted_on_its_periods_of_reference(values in columns(1, 2..8, 2)) {
        let values = &values[0];
        let (early, late) = values.split_at(values.len() / 2);
        let framework = alone(facts(Direction::LowerIsBetter));
        let panel = data(&framework, 2, std::slice::from_ref(values));
        for normalisation in variants().into_iter().chain([to_unit("unit0")]) {
            let fitted = |reference| inspect(&framework, &panel, &of_panel(&normalisation, reference));
            let by_itself = |values: &[f64]| run(&normalisation, facts(Direction::LowerIsBetter), values);
            let (each, base) = (fitted(Reference::EachPeriod), fitted(Reference::Base(panel.periods[0])));
            let (early, late) = (by_itself(early), by_itself(late));
            prop_assert_eq!(&each.scales[0][..], &[early.scales[0][0].clone(), late.scales[0][0].clone()], "{:?}", normalisation);
            let in_turn = [early.normalised.slice(0), late.normalised.slice(0)].concat();
            prop_assert_eq!(bits(each.normalised.slice(0)), bits(&in_turn), "{:?}", normalisation);
            prop_assert_eq!(&base.scales[0], &early.scales[0], "{:?}", normalisation);
            let on_base: Vec<f64> = values.iter().map(|&value| base.scales[0][0].apply(value)).collect();
            prop_assert_eq!(bits(base.normalised.slice(0)), bits(&on_base), "{:?}", normalisation);
            if normalisation != to_unit("unit0") {
                prop_assert_eq!(&fitted(Reference::Pooled).scales[0], &by_itself(values).scales[0], "{:?}", normalisation);
            }
        }
    }
}

fn of_panel(normalisation: &Normalisation, reference: Reference) -> Method {
    let mut method = method(normalisation);
    method.periods.report = Report::Each;
    method.periods.reference = reference;
    method
}

fn to_unit(code: &str) -> Normalisation {
    let reference = Benchmark::Unit(code.to_owned());
    Normalisation::DistanceToReference(DistanceToReference { reference, ..DistanceToReference::default() })
}

#[test]
fn a_distance_is_measured_to_the_value_that_the_unit_has_in_the_same_fit() {
    let framework = alone(facts(Direction::HigherIsBetter));
    // Three units in three periods; the reference is the second, which is not known in the last.
    let values = vec![1.0, 3.0, 9.0, 2.0, 5.0, 9.0, 0.0, f64::NAN, 9.0];
    let panel = data(&framework, 3, &[values]);
    let lines = |reference| -> Vec<Option<[f64; 2]>> {
        let composite = inspect(&framework, &panel, &of_panel(&to_unit("unit1"), reference));
        let line = |map: &Map| if let Map::Linear { from, .. } = map { Some(*from) } else { None };
        composite.scales[0].iter().map(|scale| line(&scale.map)).collect()
    };
    assert_eq!(lines(Reference::EachPeriod), [Some([1.0, 3.0]), Some([2.0, 5.0]), None]);
    assert_eq!(lines(Reference::Base(panel.periods[1])), [Some([2.0, 5.0])]);
    assert_eq!(lines(Reference::Pooled), [Some([0.0, 5.0])]);
    let findings = inspect(&framework, &panel, &of_panel(&to_unit("unit1"), Reference::EachPeriod)).findings;
    assert_eq!(findings.iter().filter(|finding| finding.code == Code::S518).count(), 1, "{findings:?}");
}

#[test]
fn what_a_method_says_it_breaks_it_breaks() {
    let values: Vec<f64> = (1..=20).map(f64::from).collect();
    for normalisation in variants() {
        assert!(normalisation.breaks().iter().all(|&axiom| axiom == Axiom::StrictOrder), "{normalisation:?}");
        let scores = run(&normalisation, facts(Direction::HigherIsBetter), &values).normalised.slice(0).to_vec();
        let strict = scores.is_sorted_by(|before, after| before < after);
        assert_eq!(strict, normalisation.breaks().is_empty(), "{normalisation:?}: {scores:?}");
    }
}
