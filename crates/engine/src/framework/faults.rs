//! What can be wrong with a tree (Handbook step 1): codes, limits, parents, circles. Every fault is collected; what is done
//! about them is the parent's.

use super::{Denominator, Group, Indicator};
use crate::finding::{Code, Finding, Place};

pub(super) fn check_codes(
    groups: &[Group],
    indicators: &[Indicator],
    denominators: &[Denominator],
    faults: &mut Vec<Finding>,
) {
    let codes = (groups.iter().map(|group| &group.code))
        .chain(indicators.iter().map(|indicator| &indicator.code))
        .chain(denominators.iter().map(|denominator| &denominator.code));
    let mut seen = std::collections::HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            let message = format!("`{code}` is declared twice");
            faults.push(Finding::new(Code::F101, Place::node(code), message, "rename one of the two"));
        }
        if !is_code(code) {
            let message = format!("`{code}` is not a code");
            faults.push(Finding::new(Code::F106, Place::node(code), message, "use a-z, 0-9, `_` and `-` only"));
        }
    }
}

/// Whether a text may be a code: `[a-z0-9_-]+`.
pub fn is_code(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}

pub(super) fn check_facts(indicators: &[Indicator], denominators: &[Denominator], faults: &mut Vec<Finding>) {
    let ranges = denominators.iter().map(|denominator| (&denominator.code, "range", denominator.range));
    let limits = indicators
        .iter()
        .flat_map(|indicator| {
            [(&indicator.code, "range", indicator.range), (&indicator.code, "goalposts", indicator.goalposts)]
        })
        .chain(ranges);
    for (code, name, pair) in limits {
        let ordered = |[low, high]: [f64; 2]| low.is_finite() && high.is_finite() && low < high;
        if let Some(pair) = pair.filter(|&pair| !ordered(pair)) {
            let message = format!("{name} of `{code}` is [{}, {}]", pair[0], pair[1]);
            faults.push(Finding::new(Code::F108, Place::node(code), message, "write [low, high], both finite"));
        }
    }
    for indicator in indicators {
        if indicator.per.is_some_and(|per| !(per.is_finite() && per > 0.0)) {
            let message = format!("`per` of `{}` is not a positive number", indicator.code);
            faults.push(Finding::new(
                Code::F108,
                Place::node(&indicator.code),
                message,
                "write for example per = 1000",
            ));
        }
        let Some(code) = &indicator.denominator else { continue };
        if !denominators.iter().any(|known| known.code == *code) {
            let message = format!("`{}` is divided by `{code}`, which is not declared", indicator.code);
            let hint = "declare it as [[denominator]] in framework.toml";
            faults.push(Finding::new(Code::F107, Place::node(&indicator.code), message, hint));
        }
    }
}

/// The groups' positions, children before parents, in declared order within a height.
pub(super) fn order_groups(groups: &[Group], indicators: &[Indicator], faults: &mut Vec<Finding>) -> Vec<usize> {
    let find = |code: &str| groups.iter().position(|group| group.code == code);
    let parents = groups.iter().filter_map(|group| group.parent.as_ref().map(|parent| (&group.code, parent)));
    for (code, parent) in parents.chain(indicators.iter().map(|indicator| (&indicator.code, &indicator.parent))) {
        if find(parent).is_none() {
            let message = format!("the parent of `{code}` is `{parent}`, which does not exist");
            faults.push(Finding::new(Code::F102, Place::node(code), message, "declare it as [[node]] or correct it"));
        }
    }
    let roots: Vec<&str> =
        groups.iter().filter(|group| group.parent.is_none()).map(|group| group.code.as_str()).collect();
    if roots.len() != 1 {
        let message = if roots.is_empty() {
            "no node is without a parent".to_owned()
        } else {
            format!("{} nodes are without a parent: {}", roots.len(), roots.join(", "))
        };
        let place = roots.get(1).map_or_else(Place::default, |second| Place::node(*second));
        faults.push(Finding::new(Code::F104, place, message, "leave out `parent` for the index alone"));
    }
    for group in groups {
        let named = groups.iter().any(|other| other.parent.as_ref() == Some(&group.code))
            || indicators.iter().any(|indicator| indicator.parent == group.code);
        if !named {
            let message = format!("`{}` has neither indicators nor groups below it", group.code);
            faults.push(Finding::new(Code::F105, Place::node(&group.code), message, "add indicators or remove it"));
        }
    }
    // Each group's depth below the root; a walk longer than the number of groups goes in a circle.
    let depth = |position: usize| {
        let mut steps = 0;
        let mut at = position;
        while let Some(parent) = groups[at].parent.as_deref().and_then(find) {
            steps += 1;
            if steps > groups.len() {
                return None;
            }
            at = parent;
        }
        Some(steps)
    };
    let depths: Vec<Option<usize>> = (0..groups.len()).map(depth).collect();
    let circular: Vec<&str> =
        groups.iter().zip(&depths).filter(|(_, depth)| depth.is_none()).map(|(group, _)| group.code.as_str()).collect();
    if let Some(first) = circular.first() {
        let message = format!("these nodes go round in a circle: {}", circular.join(", "));
        faults.push(Finding::new(Code::F103, Place::node(*first), message, "correct the `parent` of one of them"));
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&position| std::cmp::Reverse(depths[position]));
    order
}
