//! Compind 3.4 (R) on its own examples: 34 regions with two indicators, and 30 units in two years.
//!
//! Not compared: benefit of the doubt, which stands elsewhere, and the columns whose defects the folder lists
//! (`mean_min_a.5_b1`, for which the right value is held instead, and `gmean_*`). What Compind calls the Wroclaw index is
//! a distance, of which less is better; the engine turns it round.

use std::path::PathBuf;

use ndarray::Array2;
use opencities_engine::aggregate::{
    Aggregation, Deviation, Geometric, MazziottaPareto, MeanMin, Order, OrderedWeightedAverage, Penalty, Wroclaw,
};
use opencities_engine::framework::{Direction, Indicator};
use opencities_engine::normalise::{Centre, MazziottaParetoGoalposts, MinMax, Normalisation, Rank, ZScore};
use opencities_engine::stats::{Ties, correlation_matrix, mean, symmetric_eigen};

struct Compind(PathBuf);

impl Compind {
    fn open() -> Option<Self> {
        super::folder("compind").map(Compind)
    }

    /// The columns of a table with their names, in order; a text is `NaN`.
    fn read(&self, name: &str) -> Vec<(String, Vec<f64>)> {
        let mut reader = csv::Reader::from_path(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |place: usize| rows.iter().map(|row| row[place].parse().unwrap_or(f64::NAN)).collect();
        header.iter().enumerate().map(|(place, name)| (name.to_owned(), column(place))).collect()
    }

    fn column(&self, name: &str, column: &str) -> Vec<f64> {
        let found = self.read(name).into_iter().find(|(known, _)| known == column);
        found.unwrap_or_else(|| panic!("{name} has no {column}")).1
    }

    /// The two indicators of the regions.
    fn regions(&self) -> [Vec<f64>; 2] {
        ["roads", "trains"].map(|indicator| self.column("EU_NUTS1.csv", indicator))
    }

    fn compare(&self, expected: &str, found: &[f64]) {
        compare(expected, &self.column("results_EU_NUTS1.csv", expected), found, 1e-7);
    }
}

fn compare(what: &str, expected: &[f64], found: &[f64], tolerance: f64) {
    assert_eq!(expected.len(), found.len(), "{what}");
    for (row, (expected, found)) in expected.iter().zip(found).enumerate() {
        assert!((expected - found).abs() <= tolerance, "{what}, row {}: {found} for {expected}", row + 1);
    }
}

fn normalised(method: &Normalisation, direction: Direction, values: &[f64]) -> Vec<f64> {
    let scale = method.fit(&Indicator { direction, ..Indicator::default() }, values);
    values.iter().map(|&value| scale.apply(value)).collect()
}

fn scores(aggregation: &Aggregation, columns: &[Vec<f64>]) -> Vec<f64> {
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    aggregation.scores_of(&columns, &vec![1.0; columns.len()])
}

fn z_score() -> Normalisation {
    Normalisation::ZScore(ZScore { mean: 100.0, standard_deviation: 10.0 })
}

/// What Compind calls `nz`: both indicators up, mean 100, standard deviation 10.
fn z_scores(compind: &Compind) -> Vec<Vec<f64>> {
    compind.regions().iter().map(|values| normalised(&z_score(), Direction::HigherIsBetter, values)).collect()
}

#[test]
fn normalisations_are_those_of_compind() {
    let Some(compind) = Compind::open() else { return };
    let rank = |ties| Normalisation::Rank(Rank { ties });
    let cases = [
        ("normalise_method1_POS_NEG_average.csv", z_score()),
        ("normalise_method2_POS_NEG_average.csv", Normalisation::MinMax(MinMax { lower: 0.0, upper: 1.0 })),
        ("normalise_method3_POS_NEG_average.csv", rank(Ties::Average)),
        ("normalise_method3_POS_NEG_min.csv", rank(Ties::Min)),
    ];
    for (table, method) in cases {
        let directions = [Direction::HigherIsBetter, Direction::LowerIsBetter];
        for ((values, direction), (_, expected)) in compind.regions().iter().zip(directions).zip(compind.read(table)) {
            compare(table, &expected, &normalised(&method, direction, values), 1e-7);
        }
    }
}

#[test]
fn mazziotta_pareto_indices_are_those_of_compind() {
    let Some(compind) = Compind::open() else { return };
    // Compind takes n - 1 in the deviation of the children; its "POS" subtracts, its "NEG" adds.
    for (column, penalty) in [("mpi_POS", Penalty::Subtracted), ("mpi_NEG", Penalty::Added)] {
        let index = MazziottaPareto { penalty, deviation: Deviation::Sample };
        compind.compare(column, &scores(&Aggregation::MazziottaPareto(index), &z_scores(&compind)));
    }
}

#[test]
fn the_adjusted_mazziotta_pareto_index_is_that_of_compind() {
    let Some(compind) = Compind::open() else { return };
    let method = MazziottaParetoGoalposts { reference: Centre::Target, ..MazziottaParetoGoalposts::default() };
    let method = Normalisation::MazziottaParetoGoalposts(method);
    let columns = [("employ", 50.0), ("finalenergy", 100.0)].map(|(name, target)| {
        let values = compind.column("ampi_input_long.csv", name);
        let scale = method.fit(&Indicator { target: Some(target), ..Indicator::default() }, &values);
        values.iter().map(|&value| scale.apply(value)).collect::<Vec<f64>>()
    });
    // Both years stand side by side: a row number, then the columns of 2010, then those of 2011.
    let both_years =
        |columns: &[(String, Vec<f64>)], places: [usize; 2]| places.map(|place| columns[place].1.clone()).concat();
    let expected = compind.read("ampi_norm.csv");
    compare("employ", &both_years(&expected, [1, 3]), &columns[0], 1e-7);
    compare("finalenergy", &both_years(&expected, [2, 4]), &columns[1], 1e-7);
    let slices = [columns[0].as_slice(), columns[1].as_slice()];
    let found = Aggregation::MazziottaPareto(MazziottaPareto::default()).aggregated(&slices, &[1.0, 1.0]);
    // Scores are rounded to three decimals, penalties are not.
    compare("ampi", &both_years(&compind.read("ampi_est.csv"), [1, 2]), &found.scores, 5.001e-4);
    let penalties: Vec<f64> = found.adjustments.unwrap().iter().map(|adjustment| -adjustment).collect();
    compare("penalty", &both_years(&compind.read("ampi_penalty.csv"), [1, 2]), &penalties, 1e-7);
}

#[test]
fn other_aggregations_are_those_of_compind() {
    let Some(compind) = Compind::open() else { return };
    let z = z_scores(&compind);
    let ordered = |order| Aggregation::OrderedWeightedAverage(OrderedWeightedAverage { order });
    compind.compare("geom_equal", &scores(&Aggregation::Geometric(Geometric {}), &z));
    compind.compare("owa_atleast1_p", &scores(&ordered(Order::Exponent(0.0)), &z));
    compind.compare("owa_atleast1_p", &scores(&ordered(Order::Weights(vec![1.0, 0.0])), &z));
    compind.compare("owa_atleast1_n", &scores(&ordered(Order::Weights(vec![0.0, 1.0])), &z));
    compind.compare("owa_atleast1_n", &scores(&Aggregation::Minimum(Default::default()), &z));
    let nearness = scores(&Aggregation::Wroclaw(Wroclaw {}), &z);
    compind.compare("wroclaw_z", &nearness.iter().map(|nearness| 1.0 - nearness).collect::<Vec<f64>>());
}

#[test]
fn the_mean_min_function_is_right_where_compind_is_not() {
    let Some(compind) = Compind::open() else { return };
    let found = scores(&Aggregation::MeanMin(MeanMin { alpha: 0.5, beta: 1.0 }), &z_scores(&compind));
    assert!((found[0] - 98.04).abs() < 5e-3, "{}", found[0]);
}

#[test]
fn the_score_of_the_first_factor_is_that_of_compind() {
    let Some(compind) = Compind::open() else { return };
    let z = z_scores(&compind);
    let rows = z[0].len();
    let standard = Array2::from_shape_fn((rows, 2), |(row, child)| (z[child][row] - mean(&z[child]).unwrap()) / 10.0);
    let eigen = symmetric_eigen(&correlation_matrix(&standard));
    let factor = standard.dot(&eigen.vectors.column(0)) / eigen.values[0].sqrt();
    // The sign of a factor is arbitrary.
    let expected = compind.column("results_EU_NUTS1.csv", "factor_ONE");
    let sign = (factor[2] * expected[2]).signum();
    compare("factor_ONE", &expected, &factor.mapv(|score| sign * score).to_vec(), 1e-7);
}
