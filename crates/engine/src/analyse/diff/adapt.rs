//! A method on the framework of the other edition: choices by node or level, and stated weights, that name what only one
//! framework has.
//!
//! The rule: a node or level that only one edition has brings its own choices and its own share with it, and what is not
//! there is not named. Nothing else of a method changes.

use std::collections::BTreeMap;

use crate::composite::Composite;
use crate::framework::Framework;
use crate::method::Method;
use crate::registry::Choice;
use crate::weigh::Weighting;

/// The framework that a choice is moved from, and the edition whose framework it is moved to.
pub(super) struct Move<'a> {
    pub(super) from: &'a Framework,
    pub(super) to: &'a Composite,
}

impl Move<'_> {
    /// The method apart from its weights.
    pub(super) fn method(&self, method: &mut Method) {
        let host = &self.to.method;
        self.choice(&mut method.impute, &host.impute);
        self.choice(&mut method.treat, &host.treat);
        self.choice(&mut method.normalise, &host.normalise);
        self.choice(&mut method.aggregate, &host.aggregate);
    }

    /// The weights.
    pub(super) fn weights(&self, weigh: &mut Choice<Weighting>) {
        self.choice(weigh, &self.to.method.weigh);
        let Choice { default, by_level, by_node } = weigh;
        for weighting in std::iter::once(default).chain(by_level.values_mut()).chain(by_node.values_mut()) {
            if let Weighting::Stated(stated) = weighting {
                self.stated(&mut stated.weights);
            }
        }
    }

    fn choice<T: Clone>(&self, choice: &mut Choice<T>, host: &Choice<T>) {
        let (from, to) = (self.from, &self.to.framework);
        choice.by_node.retain(|code, _| to.position(code).is_some());
        let newcomers = host.by_node.iter().filter(|(code, _)| from.position(code).is_none());
        choice.by_node.extend(newcomers.map(|(code, method)| (code.clone(), method.clone())));
        choice.by_level.retain(|level, _| to.levels().contains(level));
        let newcomers = host.by_level.iter().filter(|(level, _)| !from.levels().contains(level));
        choice.by_level.extend(newcomers.map(|(level, method)| (level.clone(), method.clone())));
    }

    /// A group that is named in part gets the shares that its newcomers have in their own edition; the others keep their
    /// proportions. Where a node is lacking that both editions have, the group stays as it is and is refused.
    fn stated(&self, weights: &mut BTreeMap<String, f64>) {
        let framework = &self.to.framework;
        weights.retain(|code, _| framework.position(code).is_some());
        for group in &framework.nodes()[framework.group_positions()] {
            let code = |child: usize| framework.nodes()[child].code.as_str();
            let (named, lacking): (Vec<usize>, Vec<usize>) =
                group.children.iter().partition(|&&child| weights.contains_key(code(child)));
            let are_new = lacking.iter().all(|&child| self.from.position(code(child)).is_none());
            let total: f64 = group.children.iter().map(|&child| self.to.weights.nodes[child]).sum();
            let taken: f64 = lacking.iter().map(|&child| self.to.weights.nodes[child] / total).sum();
            let stated: f64 = named.iter().map(|&child| weights[code(child)]).sum();
            if named.is_empty() || !are_new || taken >= 1.0 {
                continue;
            }
            for child in lacking {
                let share = self.to.weights.nodes[child] / total;
                weights.insert(code(child).to_owned(), share * stated / (1.0 - taken));
            }
        }
    }
}
