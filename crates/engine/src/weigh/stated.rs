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

    fn validate(&self, framework: &Framework, faults: &mut Vec<Finding>) {
        for (code, &weight) in &self.weights {
            if framework.position(code).is_none() {
                let message = format!("a weight is given to `{code}`, which is no node of the index");
                faults.push(Finding::new(Code::W401, Place::node(code), message, "correct the code or remove it"));
            }
            if !(weight.is_finite() && weight >= 0.0) {
                let message = format!("the weight of `{code}` is {weight}");
                faults.push(Finding::new(Code::W403, Place::node(code), message, "write a number of zero or more"));
            }
        }
        for group in &framework.nodes()[framework.group_positions()] {
            let children = group.children.iter().map(|&child| framework.nodes()[child].code.as_str());
            let (named, unnamed): (Vec<&str>, Vec<&str>) =
                children.partition(|&child| self.weights.contains_key(child));
            if !named.is_empty() && !unnamed.is_empty() {
                let message = format!("`{}` is weighted in part: {} has no weight", group.code, unnamed.join(", "));
                let hint = "name all of its children or none";
                faults.push(Finding::new(Code::W402, Place::node(&group.code), message, hint));
            } else if !named.is_empty() && named.iter().all(|&child| self.weights[child] <= 0.0) {
                let message = format!("all children of `{}` weigh nothing", group.code);
                let hint = "give at least one of them a weight";
                faults.push(Finding::new(Code::W404, Place::node(&group.code), message, hint));
            }
        }
    }
}
