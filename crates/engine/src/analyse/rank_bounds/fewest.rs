//! The point of a region at which as few as possible of a list of linear conditions fail: a mixed-integer program.
//!
//! Conditions that always or never fail are told by a linear program each; the others get a variable that is 1 where the
//! condition may fail. What is reported is a proved least number and a point; whether they meet is for the caller to see.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable};

use super::super::uncertainty::Polytope;

/// What was found.
pub(super) struct Fewest {
    /// At least so many conditions fail wherever one stands.
    pub(super) at_least: usize,
    /// A point of the region at which few do.
    pub(super) point: Vec<f64>,
}

/// Coefficients of conditions that are smaller than this beside the largest are none.
const NOTHING: f64 = 1e-12;

/// Looks for the point at which the fewest of `row . point <= 0` fail. `centre` is a point of the region.
pub(super) fn fewest_violations(region: &Polytope, rows: &[Vec<f64>], centre: &[f64], nodes_max: u64) -> Fewest {
    let mut always = 0;
    let mut undecided: Vec<(Vec<f64>, f64)> = Vec::new();
    for row in rows {
        let size = row.iter().fold(0.0_f64, |size, part| size.max(part.abs()));
        if size <= NOTHING || row.iter().all(|&part| part <= 0.0) {
            continue;
        }
        let row: Vec<f64> = row.iter().map(|part| part / size).collect();
        if row.iter().all(|&part| part > FEASIBLE) {
            always += 1;
            continue;
        }
        // Where a program has no answer nothing is excluded.
        let [least, most] = [OptimizationDirection::Minimize, OptimizationDirection::Maximize]
            .map(|direction| region.extreme(direction, &row));
        if least.is_some_and(|least| least > FEASIBLE) {
            always += 1;
        } else if most.is_none_or(|most| most > FEASIBLE) {
            undecided.push((row, most.unwrap_or(1.0)));
        }
    }
    let nothing_known = Fewest { at_least: always, point: centre.to_vec() };
    if undecided.is_empty() {
        return nothing_known;
    }
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let shares = region.variables(&mut problem);
    for (row, most) in &undecided {
        let fails = problem.add_binary_var(1.0);
        let mut terms: Vec<(Variable, f64)> = shares.iter().copied().zip(row.iter().copied()).collect();
        terms.push((fails, -most));
        problem.add_constraint(&terms, ComparisonOp::Le, 0.0);
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes_max);
    let outcome = problem.solve_with(options);
    let (bound, solution) = match &outcome {
        Ok(SolveOutcome::Solution(solution)) => {
            let proved = solution.stats().best_bound.unwrap_or(0.0);
            let is_best = solution.status() == microlp::SolutionStatus::Optimal;
            (if is_best { solution.objective() } else { proved }, Some(solution))
        }
        Ok(outcome) => (outcome.stats().best_bound.unwrap_or(0.0), None),
        Err(_) => return nothing_known,
    };
    let at_least = always + (bound - WHOLE).ceil().max(0.0) as usize;
    let point =
        solution.map(|solution| shares.iter().map(|&share| solution.var_value(share).clamp(0.0, 1.0)).collect());
    Fewest { at_least, point: point.unwrap_or(nothing_known.point) }
}

/// To this a linear program keeps its constraints.
const FEASIBLE: f64 = 1e-7;
/// A bound on a whole number is this near to one when it means it.
const WHOLE: f64 = 1e-4;
