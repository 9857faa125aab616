//! Makes stated assumptions definite for an index: names become positions, and what cannot be is a finding.
//!
//! What a replicate then draws stands in `plan.rs`.

use toml::{Table, Value};

use super::assumption::{Assumption, Number, Redraw, UncertainWeights};
use super::overlay;
use super::plan::{Alternative, Factor, Kind, Plan};
use super::weights::Region;
use crate::finding::{Code, Finding, Place};
use crate::impute;

impl Plan<'_> {
    /// One assumption made definite.
    ///
    /// # Errors
    /// Every fault of it.
    pub(super) fn factor(&self, assumption: &Assumption) -> Result<Factor, Vec<Finding>> {
        let Assumption { name, alternatives, range, weights, leave_out, redraw, .. } = assumption;
        let fail = |code: Code, why: String, hint: &str| Err(vec![fault(code, name, why, hint)]);
        let kinds = usize::from(!alternatives.is_empty())
            + usize::from(range.is_some())
            + usize::from(weights.is_some())
            + usize::from(leave_out.is_some())
            + usize::from(redraw.is_some());
        if kinds != 1 || name.is_empty() {
            let why = if name.is_empty() { "it has no name".to_owned() } else { format!("{kinds} kinds are given") };
            let hint = "give a name and one of: alternatives (not empty), range, weights, leave_out, redraw";
            return fail(Code::U801, why, hint);
        }
        let kind = if let Some(range) = range {
            let (from, to) = (range.from.value(), range.to.value());
            if !(from.is_finite() && to.is_finite() && from < to) {
                return fail(Code::U803, format!("its range goes from {from} to {to}"), "write the lower number first");
            }
            if !overlay::set(&mut self.tree.clone(), &range.key, Value::Integer(0)) {
                let why = format!("the method has no `{}`", range.key);
                return fail(Code::U802, why, "write the key as in method.toml, with the name of the method");
            }
            let whole = matches!((range.from, range.to), (Number::Whole(_), Number::Whole(_)));
            Kind::Range { key: range.key.clone(), from, to, whole }
        } else if let Some(weights) = weights {
            self.weights(name, weights)?
        } else if let Some(leave_out) = leave_out {
            let nodes = self.on_levels(name, std::slice::from_ref(&leave_out.level))?;
            Kind::LeaveOut(nodes)
        } else if let Some(redraw) = redraw {
            self.redraw(name, *redraw)?
        } else {
            Kind::Alternatives(self.alternatives(name, alternatives)?)
        };
        Ok(Factor { name: name.clone(), kind })
    }

    fn redraw(&self, name: &str, redraw: Redraw) -> Result<Kind, Vec<Finding>> {
        let fail = |why: &str, hint: &str| Err(vec![fault(Code::U803, name, why.to_owned(), hint)]);
        match redraw {
            Redraw::Imputation => match impute::draws(&self.method) {
                0 => fail("no imputation of the method draws at random", "choose [impute.multiple], or leave it out"),
                count => Ok(Kind::Draws(count)),
            },
            Redraw::SamplingError => {
                let given = self.data.standard_error.as_ref().is_some_and(|table| {
                    (0..table.width()).any(|column| table.slice(column).iter().any(|error| *error > 0.0))
                });
                if given {
                    Ok(Kind::SamplingError)
                } else {
                    fail("no figure has a standard error", "fill the column standard_error, or leave it out")
                }
            }
        }
    }

    fn alternatives(&self, name: &str, parts: &[Table]) -> Result<Vec<Alternative>, Vec<Finding>> {
        let mut faults = Vec::new();
        let mut list = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let mut bad = |code: Code, why: String, hint: &str| {
                faults.push(fault(code, name, format!("alternative {}: {why}", number + 1), hint));
            };
            let without = match part.get("without").map(|value| value.clone().try_into::<Vec<String>>()) {
                None => Vec::new(),
                Some(Ok(codes)) => codes,
                Some(Err(_)) => {
                    bad(Code::U801, "`without` is no list of codes".to_owned(), "write without = [\"code\"]");
                    Vec::new()
                }
            };
            let mut positions = Vec::new();
            for code in &without {
                match self.framework.position(code).filter(|&node| node != self.framework.root()) {
                    Some(node) => positions.push(node),
                    None => bad(Code::U802, format!("it leaves out `{code}`, which is no node"), "correct the code"),
                }
            }
            let mut tree = self.tree.clone();
            let mut own = part.clone();
            own.remove("without");
            overlay::lay_over(&mut tree, &own);
            match overlay::method_of(&tree) {
                Err(why) => bad(Code::U802, why, "write it as in method.toml"),
                Ok(method) => {
                    if let Err(error) = method.validate(self.framework, &self.data.units) {
                        error.findings().iter().for_each(|found| bad(Code::U804, found.message.clone(), &found.hint));
                    }
                }
            }
            list.push(Alternative { part: part.clone(), without: positions });
        }
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    fn weights(&self, name: &str, weights: &UncertainWeights) -> Result<Kind, Vec<Finding>> {
        let fail = |why: String, hint: &str| Err(vec![fault(Code::U803, name, why, hint)]);
        match weights {
            UncertainWeights::Noise { share, levels } => {
                if !(*share > 0.0 && *share <= 1.0) {
                    return fail(format!("its share is {share}"), "write a number above 0 and at most 1");
                }
                Ok(Kind::Noise { nodes: self.on_levels(name, levels)?, share: *share })
            }
            UncertainWeights::Dirichlet { concentration, levels } => {
                if concentration.is_some_and(|sum| !(sum > 0.0 && sum.is_finite())) {
                    return fail(format!("its concentration is {concentration:?}"), "write a number above 0");
                }
                let nodes = self.on_levels(name, levels)?;
                let shapes = self.shapes(&nodes, *concentration);
                Ok(Kind::Dirichlet { nodes, shapes })
            }
            UncertainWeights::Region(stated) => Region::new(self.framework, stated)
                .map(Kind::Region)
                .map_err(|(code, why, hint)| vec![fault(code, name, why, hint)]),
        }
    }

    /// The nodes of these levels, the root apart; all of them where no level is named.
    fn on_levels(&self, name: &str, levels: &[String]) -> Result<Vec<usize>, Vec<Finding>> {
        let known = self.framework.levels();
        let unknown = levels.iter().filter(|level| !known.contains(level));
        let hint = format!("the levels are: {}", known.join(", "));
        let faults: Vec<Finding> =
            unknown.map(|level| fault(Code::U802, name, format!("there is no level `{level}`"), &hint)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let nodes = self.framework.nodes();
        let wanted = |node: &usize| levels.is_empty() || levels.contains(&nodes[*node].level);
        let found: Vec<usize> = (0..self.framework.root()).filter(wanted).collect();
        if found.is_empty() {
            return Err(vec![fault(Code::U803, name, "it names no node below the index".to_owned(), &hint)]);
        }
        Ok(found)
    }
}

/// What is wrong with the assumption of this name.
pub(super) fn fault(code: Code, name: &str, why: String, hint: &str) -> Finding {
    Finding::new(code, Place::key(format!("assumption.{name}")), format!("assumption `{name}`: {why}"), hint)
}
