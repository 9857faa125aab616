//! Weights from pairwise comparisons: the analytic hierarchy process.

use ndarray::{Array1, Array2};

use super::{Children, Weigh, Weighed, shares};
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::method;

method! {
    /// Turns judgements of pairs ("A counts three times as much as B") into weights, and says how far they contradict each other.
    ///
    /// # Formula
    /// A is the matrix of judgements, a_ij = 1 / a_ji and a_ii = 1. The weights are its eigenvector of the greatest
    /// eigenvalue l, as shares of their sum. With k children the consistency index is (l - k) / (k - 1), and the consistency
    /// ratio is that over Saaty's random index: 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49 for k = 3 to 10 (1.51, 1.48,
    /// 1.56, 1.57, 1.59 up to 15, and 1.59 beyond).
    ///
    /// # Units and range
    /// Shares that sum to 1 in the group. A judgement is a number from 1/9 to 9: 1 equal, 3 moderately, 5 strongly, 7 very
    /// strongly, 9 extremely more.
    ///
    /// # Use when
    /// Experts can say which of two matters more and by how much, but not what all of them weigh.
    ///
    /// # Beware
    /// A group is compared in full, each pair once (k (k - 1) / 2 judgements, finding W407), or not at all: then its
    /// children count equally. A consistency ratio above 0.1 is warned of (finding W406, with the judgement that fits
    /// worst): ask again rather than adjust. Consistent judgements may still be wrong.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.1; Saaty (1977), doi:10.1016/0022-2496(77)90033-5; Saaty (1990),
    /// doi:10.1016/0377-2217(90)90057-I.
    ///
    /// # Example
    /// `a` counts twice `b` and six times `c`, and `b` three times `c`: 6 to 3 to 1, without contradiction.
    ///
    /// ```
    /// use opencities_engine::weigh::{Ahp, Weighting};
    /// let judgement = |a: &str, b: &str, times| (a.to_owned(), b.to_owned(), times);
    /// let comparisons = vec![judgement("a", "b", 2.0), judgement("c", "b", 1.0 / 3.0), judgement("a", "c", 6.0)];
    /// let weights = Weighting::Ahp(Ahp { comparisons }).weights_of(&["a", "b", "c"], &[]).unwrap();
    /// assert!((weights[0] - 0.6).abs() < 1e-9 && (weights[1] - 0.3).abs() < 1e-9);
    /// ```
    pub struct Ahp {
        /// `["a", "b", 3]`: a counts three times as much as b, two children of one group.
        pub comparisons: Vec<(String, String, f64)> = Vec::new(),
    }
}

/// Saaty's random indices for 1, 2, 3 ... children.
const RANDOM_INDEX: [f64; 15] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];
const CONSISTENCY_RATIO_MAX: f64 = 0.1;
/// Saaty's scale ends at 9; who writes 1/9 as 0.11 is understood.
const JUDGEMENT_MAX: f64 = 9.1;
const STEPS_MAX: usize = 10_000;

/// The weights of a matrix of judgements, and its greatest eigenvalue.
fn principal(matrix: &Array2<f64>) -> (Vec<f64>, f64) {
    let size = matrix.nrows();
    let mut weights = Array1::from_elem(size, 1.0 / size as f64);
    let mut eigenvalue = size as f64;
    // A positive matrix has one greatest eigenvalue, to whose vector its powers lead from anywhere (Perron).
    for _ in 0..STEPS_MAX {
        let next = matrix.dot(&weights);
        eigenvalue = next.sum();
        let next = next / eigenvalue;
        let change = (&next - &weights).iter().fold(0.0, |most: f64, change| most.max(change.abs()));
        weights = next;
        if change < 1e-15 {
            break;
        }
    }
    (weights.to_vec(), eigenvalue)
}

impl Ahp {
    /// The comparisons between these children, by their positions.
    fn among(&self, codes: &[&str]) -> Vec<(usize, usize, f64)> {
        let position = |code: &str| codes.iter().position(|known| *known == code);
        let known = |(a, b, times): &(String, String, f64)| Some((position(a)?, position(b)?, *times));
        self.comparisons.iter().filter_map(known).collect()
    }

    /// The warning that judgements contradict each other, with the one that is farthest from what the weights say.
    fn contradiction(&self, children: &Children<'_>, weights: &[f64], eigenvalue: f64) -> Option<Finding> {
        let size = weights.len();
        let random = RANDOM_INDEX[size.min(RANDOM_INDEX.len()) - 1];
        if random <= 0.0 {
            return None;
        }
        let ratio = (eigenvalue - size as f64) / (size - 1) as f64 / random;
        if ratio <= CONSISTENCY_RATIO_MAX {
            return None;
        }
        let implied = |&(a, b, _): &(usize, usize, f64)| weights[a] / weights[b];
        let gap = |judgement: &(usize, usize, f64)| (judgement.2 / implied(judgement)).ln().abs();
        let judgements = self.among(&children.codes);
        let worst = judgements.iter().max_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        let message = format!(
            "the comparisons below `{}` contradict each other (consistency ratio {ratio:.2}): `{}` to `{}` is judged {:.3}, all \
             together say {:.3}",
            children.group,
            children.codes[worst.0],
            children.codes[worst.1],
            worst.2,
            implied(worst)
        );
        let hint = "ask for this comparison again; a ratio up to 0.1 is usually accepted";
        Some(Finding::new(Code::W406, Place::node(children.group), message, hint))
    }
}

impl Weigh for Ahp {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        let judgements = self.among(&children.codes);
        if judgements.is_empty() {
            return Ok(shares(&vec![1.0; children.codes.len()]).into());
        }
        let mut matrix = Array2::ones((children.codes.len(), children.codes.len()));
        for (a, b, times) in judgements {
            matrix[[a, b]] = times;
            matrix[[b, a]] = 1.0 / times;
        }
        let (weights, eigenvalue) = principal(&matrix);
        let findings = self.contradiction(children, &weights, eigenvalue).into_iter().collect();
        Ok(Weighed { weights, findings })
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        let nodes = framework.nodes();
        let mut fault = |at: Place, message: String, hint: &str| {
            faults.push(Finding::new(Code::W407, at, message, hint));
        };
        for (number, (a, b, times)) in self.comparisons.iter().enumerate() {
            let at = || Place::key(format!("{place}.ahp.comparisons.{number}"));
            let parent = |code: &str| framework.position(code).map(|position| nodes[position].parent);
            for code in [a, b].into_iter().filter(|code| parent(code).is_none()) {
                let hint = "correct the code or remove the comparison";
                fault(at(), format!("`{code}` is compared, which is no node of the index"), hint);
            }
            if let (Some(first), Some(second)) = (parent(a), parent(b))
                && (first != second || first.is_none() || a == b)
            {
                let hint = "compare two children of one group";
                fault(at(), format!("`{a}` and `{b}` are compared, which are no siblings"), hint);
            }
            if !(times.is_finite() && *times > 0.0 && times.max(1.0 / times) <= JUDGEMENT_MAX) {
                fault(at(), format!("`{a}` to `{b}` is judged {times}"), "write a number from 1/9 to 9");
            }
            let is_same = |(c, d, _): &&(String, String, f64)| (c == a && d == b) || (c == b && d == a);
            if self.comparisons[..number].iter().any(|earlier| is_same(&earlier)) {
                fault(at(), format!("`{a}` and `{b}` are compared twice"), "remove one of the comparisons");
            }
        }
        for group in &nodes[framework.group_positions()] {
            let codes: Vec<&str> = group.children.iter().map(|&child| nodes[child].code.as_str()).collect();
            let judged = self.among(&codes);
            let has = |a: usize, b: usize| judged.iter().any(|&(c, d, _)| (c, d) == (a, b) || (d, c) == (a, b));
            let pairs = (0..codes.len()).flat_map(|a| (a + 1..codes.len()).map(move |b| (a, b)));
            let open: Vec<(usize, usize)> = pairs.filter(|&(a, b)| !has(a, b)).collect();
            if let (Some(&(a, b)), false) = (open.first(), judged.is_empty()) {
                let (a, b) = (codes[a], codes[b]);
                let message = format!(
                    "{} comparisons below `{}` are missing, the first of `{a}` and `{b}`",
                    open.len(),
                    group.code
                );
                let hint = format!("add [\"{a}\", \"{b}\", 1], or what is judged; or leave the group out");
                fault(Place::key(format!("{place}.ahp.comparisons")), message, &hint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_two_way_judgement_is_its_own_ratio() {
        let (weights, eigenvalue) = principal(&ndarray::array![[1.0, 4.0], [0.25, 1.0]]);
        assert!((weights[0] - 0.8).abs() < 1e-12 && (eigenvalue - 2.0).abs() < 1e-12);
    }
}
