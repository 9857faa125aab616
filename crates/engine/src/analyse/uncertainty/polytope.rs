//! The shares of siblings that keep to bounds and orderings, as a polytope, and the linear programs over it.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::assumption::Region;
use crate::finding::Code;
use crate::framework::Framework;

/// Shares of zero or more that sum to 1 and keep to linear limits.
pub(crate) struct Polytope {
    /// The siblings, by position.
    pub(crate) children: Vec<usize>,
    /// Rows a and b of a'x <= b.
    pub(super) limits: Vec<(Vec<f64>, f64)>,
}

impl Polytope {
    /// The region as stated; it may be empty.
    pub(crate) fn new(framework: &Framework, stated: &Region) -> Result<Self, (Code, String, &'static str)> {
        let no_group = || (Code::U802, format!("there is no group `{}`", stated.group), "write the code of a group");
        let group = framework.position(&stated.group).filter(|&node| !framework.is_indicator(node));
        let children = framework.nodes()[group.ok_or_else(no_group)?].children.clone();
        let find = |code: &String| {
            let position = children.iter().position(|&child| framework.nodes()[child].code == *code);
            position
                .ok_or_else(|| (Code::U802, format!("`{code}` is no child of `{}`", stated.group), "correct the code"))
        };
        let row = |entries: &[(usize, f64)]| {
            let mut row = vec![0.0; children.len()];
            entries.iter().for_each(|&(child, value)| row[child] = value);
            row
        };
        let mut limits: Vec<(Vec<f64>, f64)> = (0..children.len()).map(|child| (row(&[(child, -1.0)]), 0.0)).collect();
        for (code, [low, high]) in &stated.bounds {
            let child = find(code)?;
            if !(0.0..=1.0).contains(low) || !(low..=&1.0).contains(&high) {
                let why = format!("the bounds of `{code}` are {low} and {high}");
                return Err((Code::U803, why, "write two shares between 0 and 1, the lower first"));
            }
            limits.push((row(&[(child, -1.0)]), -low));
            limits.push((row(&[(child, 1.0)]), *high));
        }
        for [heavy, light] in &stated.order {
            limits.push((row(&[(find(heavy)?, -1.0), (find(light)?, 1.0)]), 0.0));
        }
        Ok(Polytope { children, limits })
    }

    /// Adds the shares and their limits to a program.
    pub(crate) fn variables(&self, problem: &mut Problem) -> Vec<Variable> {
        self.weighed_variables(problem, &vec![0.0; self.children.len()])
    }

    fn weighed_variables(&self, problem: &mut Problem, objective: &[f64]) -> Vec<Variable> {
        let shares: Vec<Variable> = objective.iter().map(|&factor| problem.add_var(factor, (0.0, 1.0))).collect();
        problem.add_constraint(terms(&shares, &vec![1.0; shares.len()]), ComparisonOp::Eq, 1.0);
        for (row, limit) in &self.limits {
            problem.add_constraint(terms(&shares, row), ComparisonOp::Le, *limit);
        }
        shares
    }

    /// The least or the greatest value of a linear function; `None` where there is none.
    pub(crate) fn extreme(&self, direction: OptimizationDirection, factors: &[f64]) -> Option<f64> {
        let mut problem = Problem::new(direction);
        self.weighed_variables(&mut problem, factors);
        Some(problem.solve().ok()?.into_solution().ok()?.objective())
    }

    /// A point of the region, as far from its limits as can be; `None` where it is empty.
    pub(crate) fn somewhere(&self) -> Option<Vec<f64>> {
        self.roomiest().map(|(point, _)| point)
    }

    /// The same where the point has room on every side.
    pub(super) fn inside(&self) -> Option<Vec<f64>> {
        const LEAST_ROOM: f64 = 1e-9;
        let (point, room) = self.roomiest()?;
        (room > LEAST_ROOM || point.len() == 1).then_some(point)
    }

    /// The point with the most room to every limit, and how much that is.
    fn roomiest(&self) -> Option<(Vec<f64>, f64)> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let shares: Vec<Variable> = self.children.iter().map(|_| problem.add_var(0.0, (0.0, 1.0))).collect();
        let room = problem.add_var(1.0, (0.0, 1.0));
        problem.add_constraint(terms(&shares, &vec![1.0; shares.len()]), ComparisonOp::Eq, 1.0);
        for (row, limit) in &self.limits {
            let mut terms = terms(&shares, row);
            terms.push((room, 1.0));
            problem.add_constraint(terms, ComparisonOp::Le, *limit);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        Some((shares.iter().map(|&share| solution[share]).collect(), solution[room]))
    }

    /// The least and the greatest mean of scores, weighted by the shares of those that are not `NaN`: a quotient of linear
    /// functions, made linear by scaling the shares of the known to sum to 1 (Charnes and Cooper 1962,
    /// doi:10.1002/nav.3800090303). Where a program has no answer, the least and the greatest score.
    pub(crate) fn range_of_mean(&self, scores: &[f64]) -> [f64; 2] {
        let known: Vec<f64> = scores.iter().map(|score| if score.is_nan() { 0.0 } else { 1.0 }).collect();
        let factors: Vec<f64> = scores.iter().map(|score| if score.is_nan() { 0.0 } else { *score }).collect();
        let extreme = |direction: OptimizationDirection| {
            let mut problem = Problem::new(direction);
            let scaled: Vec<Variable> =
                factors.iter().map(|&factor| problem.add_var(factor, (0.0, f64::INFINITY))).collect();
            let scale = problem.add_var(0.0, (0.0, f64::INFINITY));
            problem.add_constraint(terms(&scaled, &known), ComparisonOp::Eq, 1.0);
            let mut all = terms(&scaled, &vec![1.0; scaled.len()]);
            all.push((scale, -1.0));
            problem.add_constraint(all, ComparisonOp::Eq, 0.0);
            for (row, limit) in &self.limits {
                let mut terms = terms(&scaled, row);
                terms.push((scale, -limit));
                problem.add_constraint(terms, ComparisonOp::Le, 0.0);
            }
            Some(problem.solve().ok()?.into_solution().ok()?.objective())
        };
        let all = || scores.iter().copied().filter(|score| !score.is_nan());
        [
            extreme(OptimizationDirection::Minimize).unwrap_or_else(|| all().fold(f64::INFINITY, f64::min)),
            extreme(OptimizationDirection::Maximize).unwrap_or_else(|| all().fold(f64::NEG_INFINITY, f64::max)),
        ]
    }
}

fn terms(variables: &[Variable], factors: &[f64]) -> Vec<(Variable, f64)> {
    variables.iter().copied().zip(factors.iter().copied()).collect()
}
