//! Weights that somebody states.

use std::collections::BTreeMap;

use super::{Children, Weigh, Weighed};
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::method;

method! {
    /// Takes the weights as they are stated, by code.
    ///
    /// # Formula
    /// The weight of a node is the number stated for its code; it counts in proportion to its siblings' weights.
    ///
    /// # Units and range
    /// Zero or more, in any unit: 1 and 3 mean the same as 25 and 75.
    ///
    /// # Use when
    /// Experts, a survey or a law say what counts how much.
    ///
    /// # Beware
    /// A group of siblings is named in full or not at all (then its weights are equal). A weight is not an importance:
    /// what a node moves depends on its spread and its correlations too.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6.1; Becker et al. (2017), doi:10.1016/j.ecolind.2017.03.056.
    ///
    /// # Example
    /// Siblings with the weights 1 and 3 count 25 % and 75 %; they are found by code, in any order.
    ///
    /// ```
    /// use opencities_engine::weigh::{Stated, Weighting};
    /// let stated = Stated { weights: [("people".into(), 3.0), ("places".into(), 1.0)].into() };
    /// assert_eq!(Weighting::Stated(stated).weights_of(&["places", "people"], &[]).unwrap(), [1.0, 3.0]);
    /// ```
    pub struct Stated {
        /// Node code -> weight.
        pub weights: BTreeMap<String, f64> = BTreeMap::new(),
    }
}

impl Weigh for Stated {
    fn weigh(&self, children: &Children<'_>) -> Result<Weighed, Box<Finding>> {
        // Validation made sure that a group is named in full or not at all.
        let weight = |&child: &&str| self.weights.get(child).copied().unwrap_or(1.0);
        Ok(children.codes.iter().map(weight).collect::<Vec<f64>>().into())
    }

    fn check(&self, framework: &Framework, _place: &str, faults: &mut Vec<Finding>) {
        check_by_code(framework, "weight", &self.weights, &|code| Place::node(code), faults);
    }
}

/// Adds what is wrong with numbers that are stated by code: groups are named in full or not at all, numbers are zero or
/// more, and in each group one is above zero. `what` the numbers are, and their `place` by code, is for the reader.
pub(super) fn check_by_code(
    framework: &Framework,
    what: &str,
    numbers: &BTreeMap<String, f64>,
    place: &dyn Fn(&str) -> Place,
    faults: &mut Vec<Finding>,
) {
    for (code, &number) in numbers {
        if framework.position(code).is_none() {
            let message = format!("a {what} is given to `{code}`, which is no node of the index");
            faults.push(Finding::new(Code::W401, place(code), message, "correct the code or remove it"));
        }
        if !(number.is_finite() && number >= 0.0) {
            let message = format!("the {what} of `{code}` is {number}");
            faults.push(Finding::new(Code::W403, place(code), message, "write a number of zero or more"));
        }
    }
    for group in &framework.nodes()[framework.group_positions()] {
        let children = group.children.iter().map(|&child| framework.nodes()[child].code.as_str());
        let (named, unnamed): (Vec<&str>, Vec<&str>) = children.partition(|&child| numbers.contains_key(child));
        if !named.is_empty() && !unnamed.is_empty() {
            let message = format!("`{}` is weighted in part: {} has no {what}", group.code, unnamed.join(", "));
            let hint = "name all of its children or none";
            faults.push(Finding::new(Code::W402, place(&group.code), message, hint));
        } else if !named.is_empty() && named.iter().all(|&child| numbers[child] <= 0.0) {
            let message = format!("all children of `{}` have the {what} 0", group.code);
            let hint = format!("give at least one of them a {what}");
            faults.push(Finding::new(Code::W404, place(&group.code), message, hint));
        }
    }
}
