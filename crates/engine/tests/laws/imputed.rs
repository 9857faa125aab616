//! What single imputations do with data that the random laws seldom meet: figures of larger areas, too few or collinear
//! units, a chain that does not converge, and the spread of draws.

use opencities_engine::composite::Composite;
use opencities_engine::dataset::Dataset;
use opencities_engine::finding::Code;
use opencities_engine::impute::{
    ExpectationMaximisation, Imputation, LinearInterpolation, Multiple, ParentGeography, Regression, SiblingsMean,
};
use opencities_engine::inspect_draw;
use opencities_engine::method::{Method, Report};
use opencities_engine::period::Period;
use opencities_engine::random::Stream;
use opencities_engine::registry::Choice;
use opencities_engine::table::{Labels, Table};

use crate::fixture::{data, everyone, inspect, tree};

const GAP: f64 = f64::NAN;

fn method(imputation: Imputation) -> Method {
    Method { impute: Choice::all(imputation), ..everyone() }
}

fn says(composite: &Composite, code: Code) -> bool {
    composite.findings.iter().any(|finding| finding.code == code)
}

/// The first column as given; the others are multiples of one.
fn data_with(first: &[f64]) -> Dataset {
    let other: Vec<f64> = (0..first.len()).map(|unit| (unit * unit % 7) as f64).collect();
    let columns: Vec<Vec<f64>> = (0..5)
        .map(|column| if column == 0 { first.to_vec() } else { other.iter().map(|x| x * column as f64).collect() })
        .collect();
    data(&tree(), 1, &columns)
}

#[test]
fn a_gap_takes_the_figure_of_its_area_unless_figures_differ() {
    let framework = tree();
    // Regions: north, south, north, south, none, north, south, north.
    // A unit that is not ranked gives nothing, so its figure cannot differ.
    for (last, excluded, expected, differs) in
        [(7.0, None, 7.0, false), (8.0, None, GAP, true), (8.0, Some("unit5"), 7.0, false)]
    {
        let mut data = data_with(&[GAP, 1.0, 7.0, GAP, GAP, last, 9.0, 5.0]);
        let marked = [0, 0, 1, 0, 1, 1, 0, 0];
        let columns = (0..5).map(|_| marked.to_vec().into()).collect();
        let cells = Table::new(data.values.codes().into(), columns, 8);
        data.geography = Some(Labels { pool: vec![String::new(), "region".into()], cells });
        let mut method = method(Imputation::ParentGeography(ParentGeography::default()));
        method.screen.exclude = excluded.map(str::to_owned).into_iter().collect();
        let composite = inspect(&framework, &data, &method);
        let found = composite.imputed.slice(0);
        assert!(found[0].to_bits() == f64::to_bits(expected) || found[0].is_nan() && differs);
        assert!(found[3].is_nan() && found[4].is_nan(), "the south has no marked figure, and one unit has no region");
        assert_eq!(says(&composite, Code::S520), differs);
    }
}

#[test]
fn time_and_not_places_in_a_list_say_where_a_gap_lies() {
    let framework = tree();
    let columns = vec![vec![0.0, GAP, GAP, 12.0]; 5];
    let mut data = data(&framework, 4, &columns);
    data.periods = ["2020", "2020-Q4", "2021", "2023"].map(|text| text.parse::<Period>().unwrap()).to_vec();
    data.periods.sort_unstable();
    let filled = |max_gap_years: f64, report: Report| {
        let mut method = method(Imputation::LinearInterpolation(LinearInterpolation { max_gap_years }));
        method.periods.report = report;
        inspect(&framework, &data, &method).imputed.slice(0).to_vec()
    };
    let year = Period::year(2021);
    let found = filled(5.0, Report::Only(year));
    assert!((found[0] - 4.0).abs() < 1e-12, "one year of three, though three of the four periods are not reported");
    assert!(filled(2.5, Report::Only(year))[0].is_nan(), "the gap is longer than allowed");
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let framework = tree();
    let data = data_with(&[1.0, 3.0, 2.0, GAP, 5.0, 4.0, 0.5, 2.5, 9.0]);
    let on = ["c", "d", "e"].map(str::to_owned).to_vec();
    let composite = inspect(&framework, &data, &method(Imputation::Regression(Regression { on })));
    assert!(says(&composite, Code::S518) && composite.imputed.slice(0)[3].is_nan(), "predictors are multiples");
    let em = |steps_max: u32| ExpectationMaximisation { steps_max, ..ExpectationMaximisation::default() };
    let composite = inspect(&framework, &data, &method(Imputation::ExpectationMaximisation(em(200))));
    assert!(says(&composite, Code::S518) && composite.imputed.slice(0)[3].is_finite(), "a ridge was added");
    let composite = inspect(&framework, &data, &method(Imputation::ExpectationMaximisation(em(1))));
    assert!(says(&composite, Code::S517));
}

/// Rubin's rule on 300 samples: 40 units with x and y of correlation 0.8, y missing for those with the greater x. The
/// interval of the mean of y over 20 draws (here with the normal's quantile) holds the true one nearly as often as it says.
#[test]
fn intervals_from_draws_hold_the_true_mean_as_often_as_they_say() {
    const UNITS: usize = 40;
    let framework = tree();
    let multiple = Multiple { on: vec!["a".into(), "b".into()], ..Multiple::default() };
    let mut method = method(Imputation::None(opencities_engine::impute::None {}));
    method.impute.by_node.insert("b".into(), Imputation::Multiple(multiple));
    let (mut held, mut within_alone) = (0, 0);
    for sample in 0..300 {
        let mut stream = Stream::new(20, sample);
        let x: Vec<f64> = (0..UNITS).map(|_| stream.normal()).collect();
        let y: Vec<f64> = x.iter().map(|x| 0.8 * x + 0.6 * stream.normal()).collect();
        let gappy: Vec<f64> = x.iter().zip(&y).map(|(x, y)| if *x > 0.4 { GAP } else { *y }).collect();
        let rest = vec![x.clone(); 3];
        let data = data(&framework, 1, &[vec![x, gappy], rest].concat());
        let estimates: Vec<[f64; 2]> = (0..20)
            .map(|draw| {
                let values = inspect_draw(&framework, &data, &method, draw).unwrap().imputed.slice(1).to_vec();
                let mean = values.iter().sum::<f64>() / UNITS as f64;
                let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
                [mean, squares / (UNITS - 1) as f64 / UNITS as f64]
            })
            .collect();
        let centre = estimates.iter().map(|estimate| estimate[0]).sum::<f64>() / 20.0;
        let within = estimates.iter().map(|estimate| estimate[1]).sum::<f64>() / 20.0;
        let between = estimates.iter().map(|estimate| (estimate[0] - centre).powi(2)).sum::<f64>() / 19.0;
        held += usize::from(centre.abs() < 1.96 * (within + 1.05 * between).sqrt());
        within_alone += usize::from(centre.abs() < 1.96 * within.sqrt());
    }
    // 95 % of 300 are 285, with a standard deviation of 3.8; without the variance between draws it would be far fewer.
    assert!((268..=298).contains(&held), "{held} of 300");
    assert!(within_alone + 10 < held, "{within_alone} and {held} of 300");
}

#[test]
fn a_draw_depends_on_its_number_and_its_seed_alone() {
    let framework = tree();
    let data = data_with(&[1.0, 3.0, 2.0, GAP, 5.0, 4.0, 0.5, 2.5, 9.0]);
    let drawn = |draws: u32, seed: u64, draw: u32| {
        let multiple = Multiple { draws, seed, ..Multiple::default() };
        inspect_draw(&framework, &data, &method(Imputation::Multiple(multiple)), draw).unwrap().imputed.slice(0)[3]
    };
    assert_eq!(drawn(20, 1, 4).to_bits(), drawn(5, 1, 4).to_bits());
    assert!((drawn(20, 1, 4) - drawn(20, 1, 5)).abs() > 0.0 && (drawn(20, 1, 4) - drawn(20, 2, 4)).abs() > 0.0);
    let mean = inspect(&framework, &data, &method(Imputation::Multiple(Multiple { draws: 3, ..Multiple::default() })));
    let expected = (0..3).map(|draw| drawn(3, 1, draw)).sum::<f64>() / 3.0;
    assert!((mean.imputed.slice(0)[3] - expected).abs() < 1e-12);
}

#[test]
fn a_sibling_of_which_less_is_better_counts_the_other_way_round() {
    // Of `d` less is better: 300 of 100 to 300 is the worst, and 150 three quarters of the way to the best.
    let columns = [
        vec![1.0; 4],
        vec![1.0; 4],
        vec![0.0, 10.0, GAP, GAP],
        vec![100.0, 300.0, 300.0, 150.0],
        vec![GAP, GAP, GAP, GAP],
    ];
    let composite =
        inspect(&tree(), &data(&tree(), 1, &columns), &method(Imputation::SiblingsMean(SiblingsMean::default())));
    assert_eq!(composite.imputed.slice(2), [0.0, 10.0, 0.0, 7.5]);
    // And a gap of such an indicator is filled on its own scale.
    let columns = [vec![1.0; 3], vec![1.0; 3], vec![0.0, 10.0, 10.0], vec![100.0, 300.0, GAP], vec![GAP; 3]];
    let composite =
        inspect(&tree(), &data(&tree(), 1, &columns), &method(Imputation::SiblingsMean(SiblingsMean::default())));
    assert_eq!(composite.imputed.slice(3), [100.0, 300.0, 100.0]);
}
