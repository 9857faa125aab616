//! Caps and penalties: a group cannot be good while a named indicator fails.

use serde::{Deserialize, Serialize};

use super::{Aggregate, Aggregated, Aggregation, Decomposition, Domain, Siblings};
use crate::axiom::Axiom;
use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;
use crate::registry::{BadParameter, method};

method! {
    /// Another aggregation, whose score is limited or lowered for units that fail in a named indicator or group.
    ///
    /// # Formula
    /// y = the score of `inner`; then for each rule whose `node` scores below `below`: y - `penalty_points`, or
    /// y (1 - `penalty_percent` / 100), in the order listed; and last min(y, `cap`) for each rule with a cap.
    ///
    /// # Units and range
    /// Those of `inner`. `below`, `cap` and `penalty_points` are points of score, after normalisation: a score that is good
    /// is high, whatever the indicator's direction. A penalty may lead below the least child.
    ///
    /// # Use when
    /// Something is a condition that no strength elsewhere may make up for: no good score for rights without a free press.
    ///
    /// # Beware
    /// The thresholds are a judgement: say whose. A small change in the figure of the named node may move the score
    /// by a lot, and a scale that is fitted on the data moves the threshold. A unit whose named node is missing is not
    /// limited: screen for it, or impute. A rule serves the groups above its node and no others. Finding S519 counts
    /// the units, `explain` shows what a cap takes off.
    ///
    /// # Reference
    /// OECD/JRC Handbook (2008), section 6 (compensability); a rule of its own for each index.
    ///
    /// # Example
    /// With `inner = { arithmetic = {} }` and `rules = [{ node = "press_freedom", below = 30.0, cap = 50.0 }]` a unit with
    /// the mean 64 and 25 in press freedom scores 50; with 31 it keeps 64. Without rules the score is that of `inner`:
    ///
    /// ```
    /// use opencities_engine::aggregate::{Aggregation, Capped};
    /// let capped = Aggregation::Capped(Capped::default());
    /// assert_eq!(capped.mean_of(&[20.0, 80.0], &[1.0, 1.0]), 50.0);
    /// ```
    pub struct Capped {
        /// The aggregation that gives the score.
        pub inner: Box<Aggregation> = Box::default(),
        /// The conditions, each `{ node, below }` with one of `cap`, `penalty_points` and `penalty_percent`.
        pub rules: Vec<Rule> = Vec::new(),
    }
}

/// A condition, and what it costs to fail it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The code of an indicator or a group below.
    pub node: String,
    /// The score below which it fails.
    pub below: f64,
    /// The greatest score of the group then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// What is taken off, in points of score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_points: Option<f64>,
    /// The share that is taken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_percent: Option<f64>,
}

impl Rule {
    /// The score of a group that fails.
    fn limited(&self, score: f64) -> f64 {
        match *self {
            Rule { cap: Some(cap), .. } => score.min(cap),
            Rule { penalty_points: Some(points), .. } => score - points,
            Rule { penalty_percent: Some(percent), .. } => score * (1.0 - percent / 100.0),
            _ => score,
        }
    }

    fn in_words(&self) -> String {
        match self {
            Rule { cap: Some(cap), .. } => format!("kept to {cap}"),
            Rule { penalty_points: Some(points), .. } => format!("lowered by {points} points"),
            Rule { penalty_percent: Some(percent), .. } => format!("lowered by {percent} %"),
            _ => "left alone".to_owned(),
        }
    }

    /// Which values it may have.
    fn fault(&self) -> Option<&'static str> {
        let costs = [self.cap, self.penalty_points, self.penalty_percent];
        let at_least_zero = |cost: Option<f64>| cost.is_none_or(|cost| cost >= 0.0);
        if costs.iter().flatten().count() != 1 {
            return Some("rules with one of `cap`, `penalty_points` and `penalty_percent` each");
        }
        if !self.below.is_finite() || costs.into_iter().flatten().any(|cost| !cost.is_finite()) {
            return Some("rules of finite numbers");
        }
        let in_bounds = at_least_zero(self.penalty_points) && at_least_zero(self.penalty_percent);
        (!in_bounds || self.penalty_percent.is_some_and(|percent| percent > 100.0))
            .then_some("rules with penalties of zero or more, and of at most 100 percent")
    }
}

impl Aggregate for Capped {
    fn aggregate(&self, group: &Siblings<'_>) -> Aggregated {
        let mut result = self.inner.rule().aggregate(group);
        let (caps, penalties): (Vec<&Rule>, Vec<&Rule>) = self.rules.iter().partition(|rule| rule.cap.is_some());
        for rule in penalties.into_iter().chain(caps) {
            let Some(condition) = (group.below)(&rule.node) else { continue };
            let adjustments = result.adjustments.get_or_insert_with(|| vec![0.0; group.rows()]);
            let mut limited = 0;
            for ((score, adjustment), &known) in result.scores.iter_mut().zip(adjustments).zip(condition) {
                // A comparison with NaN is false: what is missing fails nothing.
                let lower = if known < rule.below { rule.limited(*score) } else { *score };
                if lower < *score {
                    *adjustment += lower - *score;
                    *score = lower;
                    limited += 1;
                }
            }
            if limited > 0 {
                let Rule { node, below, .. } = rule;
                let scores = if limited == 1 { "1 score".to_owned() } else { format!("{limited} scores") };
                let what = rule.in_words();
                let message = format!("{scores} of `{}` {what}, since `{node}` is below {below}", group.group);
                let hint = "`explain UNIT` shows what it takes off";
                result.findings.push(Finding::new(Code::S519, Place::node(group.group), message, hint));
            }
        }
        result
    }

    fn decomposition(&self) -> Decomposition {
        match self.inner.decomposition() {
            // What a cap takes off is no factor.
            Decomposition::Multiplicative if !self.rules.is_empty() => Decomposition::None,
            inner => inner,
        }
    }

    fn domain(&self) -> Domain {
        self.inner.rule().domain()
    }

    fn breaks(&self) -> &'static [Axiom] {
        const BY_RULES: &[Axiom] =
            &[Axiom::Unanimity, Axiom::Internality, Axiom::StrictMonotonicity, Axiom::WeightResponse];
        const WITH_INNER: &[Axiom] = &[
            Axiom::Unanimity,
            Axiom::Internality,
            Axiom::Monotonicity,
            Axiom::StrictMonotonicity,
            Axiom::WeightResponse,
            Axiom::MissingIsRemoved,
            Axiom::OwnChildrenAlone,
        ];
        let inner = self.inner.breaks();
        match self.rules.as_slice() {
            [] => inner,
            _ if inner.iter().all(|axiom| BY_RULES.contains(axiom)) => BY_RULES,
            _ => WITH_INNER,
        }
    }

    fn units_max(&self) -> usize {
        self.inner.units_max()
    }

    fn validate(&self) -> Vec<BadParameter> {
        let of_rules = self.rules.iter().filter_map(|rule| Some((rule, rule.fault()?))).map(|(rule, expected)| {
            let expected = format!("{expected}; correct the one for `{}`", rule.node);
            BadParameter { name: "rules", expected }
        });
        let of_inner = self.inner.rule().validate().into_iter().map(|BadParameter { name, expected }| {
            let expected = format!("a method whose `{name}` is {expected}");
            BadParameter { name: "inner", expected }
        });
        of_rules.chain(of_inner).collect()
    }

    fn check(&self, framework: &Framework, place: &str, faults: &mut Vec<Finding>) {
        let group = place.split_once("by-node.").and_then(|(_, group)| framework.position(group));
        for (number, Rule { node, .. }) in self.rules.iter().enumerate() {
            let why = match (framework.position(node), group) {
                (None, _) => "which there is not".to_owned(),
                (Some(node), Some(group)) if !framework.is_below(node, group) => {
                    format!("which does not stand below `{}`", framework.nodes()[group].code)
                }
                _ => continue,
            };
            let message = format!("{place} limits scores by `{node}`, {why}");
            let hint = match group {
                Some(group) => {
                    format!("write the code of an indicator or a group below `{}`", framework.nodes()[group].code)
                }
                None => "write the code of an indicator or a group".to_owned(),
            };
            let key = Place::key(format!("{place}.capped.rules.{number}"));
            faults.push(Finding::new(Code::M309, key, message, hint));
        }
        self.inner.rule().check(framework, place, faults);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::Harmonic;
    use crate::reference::Fitting;

    fn rule(cap: Option<f64>, penalty_points: Option<f64>, penalty_percent: Option<f64>) -> Rule {
        Rule { node: "a".to_owned(), below: 30.0, cap, penalty_points, penalty_percent }
    }

    fn aggregated(rules: Vec<Rule>) -> Aggregated {
        let columns: [&[f64]; 2] = [&[20.0, 30.0, f64::NAN, 10.0], &[80.0, 80.0, 80.0, 14.0]];
        let siblings = Siblings {
            group: "group",
            codes: vec!["a", "b"],
            columns: columns.to_vec(),
            weights: vec![1.0, 1.0],
            fitting: &Fitting::of_one_period(4),
            below: &|code| (code == "a").then_some(columns[0]),
        };
        Capped { rules, ..Capped::default() }.aggregate(&siblings)
    }

    #[test]
    fn what_fails_is_limited_and_what_is_missing_is_not() {
        let capped = aggregated(vec![rule(Some(40.0), None, None)]);
        assert_eq!(capped.scores, [40.0, 55.0, 80.0, 12.0]);
        assert_eq!(capped.adjustments.unwrap(), [-10.0, 0.0, 0.0, 0.0]);
        assert_eq!(capped.findings[0].code, Code::S519);
        assert!(capped.findings[0].message.starts_with("1 score of"));
    }

    #[test]
    fn caps_come_after_penalties_whatever_their_order() {
        let rules = || vec![rule(Some(40.0), None, None), rule(None, Some(4.0), None), rule(None, None, Some(50.0))];
        assert_eq!(aggregated(rules()).scores, [23.0, 55.0, 80.0, 4.0]);
        assert_eq!(aggregated(rules()).adjustments.unwrap(), [-27.0, 0.0, 0.0, -8.0]);
    }

    #[test]
    fn a_rule_has_one_price_and_inner_faults_are_told() {
        let bad = [rule(None, None, None), rule(Some(1.0), Some(1.0), None), rule(None, None, Some(101.0))];
        assert_eq!(Capped { rules: bad.to_vec(), ..Capped::default() }.validate().len(), 3);
        let inner = Box::new(Aggregation::Power(crate::aggregate::Power { exponent: f64::NAN }));
        assert_eq!(Capped { inner, rules: Vec::new() }.validate()[0].name, "inner");
        let harmonic = Capped { inner: Box::new(Aggregation::Harmonic(Harmonic {})), rules: Vec::new() };
        assert_eq!(harmonic.domain(), Domain::ZeroAbsorbs);
    }
}
