//! Weights that several experts give by sharing out a budget of points.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Children, Weigh, Weighed, fault, shares};
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::{BadParameter, method};
use crate::stats;

/// What stands for all experts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Middle {
    /// The mean of their shares.
    #[default]
    Mean,
    /// The median of their shares; outlying experts hardly move it.
    Median,
}

method! {
    /// Takes the mean or the median of what several experts allot to the children of a group.
    ///
    /// # Formula
    /// s_ej = b_ej / sum_k b_ek is the share that expert e gives child j of the group, b being points. w_j is the mean or the
    /// median (`middle`) of s_ej over the experts, over the sum of these. An expert's distance d_e is half the sum over j of
    /// |s_ej - median_e s_ej|: the part of the budget that would have to move.
    ///
    /// # Units and range
    /// Points are zero or more, in any unit (100 points, or 10 coins); weights are shares that sum to 1 in the group.
    ///
    /// # Use when
    /// A panel that represents the views that count can oversee the group; up to about ten children.
    ///
    /// # Beware
    /// An expert allots a group in full or not at all (finding W407); 0 is allowed. A group that nobody allots has equal
    /// weights. Finding W411 tells how far the experts are apart, and W408 who stands far from the others: with three
    /// experts or more, d_e above their median by more than `outlying` times their median absolute deviation (scaled by
    /// 1.4826), and above 0.1. Such an expert still counts. People tend to weigh what is urgent, not what is important.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.1 (budget allocation process).
    ///
    /// # Example
    /// One expert gives 20 and 80 of 100, the other 2 and 2 of 4: (0.2 + 0.5) / 2 = 0.35.
    ///
    /// ```
    /// use opencities_engine::weigh::{BudgetAllocation, Weighting};
    /// let points = |a, b| [("people".to_owned(), a), ("places".to_owned(), b)].into();
    /// let experts = [("ada".to_owned(), points(20.0, 80.0)), ("bo".to_owned(), points(2.0, 2.0))].into();
    /// let method = Weighting::BudgetAllocation(BudgetAllocation { experts, ..Default::default() });
    /// assert_eq!(method.weights_of(&["people", "places"], &[]).unwrap(), [0.35, 0.65]);
    /// ```
    pub struct BudgetAllocation {
        /// Expert -> node code -> points: `ada = { people = 40, places = 60 }`.
        pub experts: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new(),
        /// What stands for all experts: `mean` or `median`.
        pub middle: Middle = Middle::Mean,
        /// How many scaled median absolute deviations an expert stands from the others to be named.
        pub outlying: f64 = 3.0,
    }
}

/// The part of the budget below which nobody stands far from the others.
const DISTANCE_MIN: f64 = 0.1;
/// Makes the median absolute deviation that of a normal distribution.
const NORMAL: f64 = 1.4826;
/// With two experts neither is the other's outlier.
const EXPERTS_MIN: usize = 3;

impl BudgetAllocation {
    /// What the children of a group get from each expert who allots it: by expert, their shares.
    fn allocations(&self, codes: &[&str]) -> Vec<(&str, Vec<f64>)> {
        let points = |budget: &BTreeMap<String, f64>| -> Option<Vec<f64>> {
            codes.iter().map(|&code| budget.get(code).copied()).collect()
        };
        let allotted = self.experts.iter().filter_map(|(name, budget)| Some((name.as_str(), points(budget)?)));
        allotted.map(|(name, points)| (name, shares(&points))).collect()
    }

    /// The experts who stand far from the others.
    fn outlying(&self, group: &str, allocations: &[(&str, Vec<f64>)], medians: &[f64]) -> Vec<Finding> {
        if allocations.len() < EXPERTS_MIN {
            return Vec::new();
        }
        let distance = |given: &[f64]| given.iter().zip(medians).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0;
        let distances: Vec<f64> = allocations.iter().map(|(_, given)| distance(given)).collect();
        let middle = stats::median(&distances).unwrap_or(0.0);
        let deviations: Vec<f64> = distances.iter().map(|distance| (distance - middle).abs()).collect();
        let usual = middle + self.outlying * NORMAL * stats::median(&deviations).unwrap_or(0.0);
        let far = allocations.iter().zip(&distances);
        let far = far.filter(|(_, distance)| **distance > usual.max(DISTANCE_MIN));
        let finding = |((name, _), distance): (&(&str, Vec<f64>), &f64)| {
            let message = format!(
                "expert `{name}` allots {:.0} % of `{group}` otherwise than the experts' median, where {:.0} % is usual",
                100.0 * distance,
                100.0 * middle
            );
            let hint = "ask why; middle = \"median\" keeps one expert from moving the weights far";
            Finding::new(Code::W408, Place::node(group), message, hint)
        };
        far.map(finding).collect()
    }
}

/// How far the experts are apart, child by child.
fn spread(children: &Children<'_>, given: &[Vec<f64>]) -> Finding {
    let range = |(code, given): (&&str, &Vec<f64>)| {
        let (least, greatest) = stats::extent(given).unwrap_or((f64::NAN, f64::NAN));
        format!("`{code}` {:.0} to {:.0} %", 100.0 * least, 100.0 * greatest)
    };
    let ranges: Vec<String> = children.codes.iter().zip(given).map(range).collect();
    let message = format!("{} experts share out `{}`: {}", given[0].len(), children.group, ranges.join(", "));
    let hint = "build the index with each expert's weights to see what their differences mean";
    Finding::new(Code::W411, Place::node(children.group), message, hint)
}

impl Weigh for BudgetAllocation {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        let allocations = self.allocations(&children.codes);
        if allocations.is_empty() {
            return Ok(shares(&vec![1.0; children.codes.len()]).into());
        }
        let of_child = |child: usize| allocations.iter().map(|(_, given)| given[child]).collect::<Vec<f64>>();
        let given: Vec<Vec<f64>> = (0..children.codes.len()).map(of_child).collect();
        let medians: Vec<f64> = given.iter().filter_map(|given| stats::median(given)).collect();
        let weights = match self.middle {
            Middle::Mean => given.iter().filter_map(|given| stats::mean(given)).collect(),
            Middle::Median if medians.iter().sum::<f64>() > 0.0 => medians.clone(),
            Middle::Median => {
                let why = "the median of every child is 0, so far are the experts apart";
                return Err(fault(children.group, why, "take the mean, or ask again"));
            }
        };
        let mut findings = self.outlying(children.group, &allocations, &medians);
        if allocations.len() > 1 && children.codes.len() > 1 {
            findings.push(spread(children, &given));
        }
        Ok(Weighed { weights: shares(&weights), findings })
    }

    fn validate(&self) -> Vec<BadParameter> {
        if self.outlying.is_finite() && self.outlying >= 0.0 {
            Vec::new()
        } else {
            vec![BadParameter { name: "outlying", expected: "zero or more".to_owned() }]
        }
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        let nodes = framework.nodes();
        for (name, budget) in &self.experts {
            let mut add = |code: &str, message: String, hint: &str| {
                let at = Place::key(format!("{place}.budget-allocation.experts.{name}.{code}"));
                faults.push(Finding::new(Code::W407, at, message, hint));
            };
            for (code, points) in budget {
                if framework.position(code).is_none() {
                    let message = format!("expert `{name}` gives points to `{code}`, which is no node of the index");
                    add(code, message, "correct the code or remove it");
                }
                if !(points.is_finite() && *points >= 0.0) {
                    let message = format!("expert `{name}` gives `{code}` {points} points");
                    add(code, message, "write a number of zero or more");
                }
            }
            for group in &nodes[framework.group_positions()] {
                let codes: Vec<&str> = group.children.iter().map(|&child| nodes[child].code.as_str()).collect();
                let (named, unnamed): (Vec<&str>, Vec<&str>) =
                    codes.iter().partition(|&&code| budget.contains_key(code));
                if let (Some(first), false) = (named.first(), unnamed.is_empty()) {
                    let message = format!(
                        "expert `{name}` allots `{}` in part: {} has no points",
                        group.code,
                        unnamed.join(", ")
                    );
                    add(first, message, "name all of its children or none; 0 is allowed");
                } else if let (Some(first), true) = (named.first(), named.iter().all(|&code| budget[code] <= 0.0)) {
                    let message = format!("expert `{name}` gives all children of `{}` no points", group.code);
                    add(first, message, "give at least one of them points, or leave the group out");
                }
            }
        }
    }
}
