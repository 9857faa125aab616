//! The indicators that an imputation looks at: named by the method, by code or by group (Handbook step 3).

use crate::finding::{Code, Finding, Place};
use crate::framework::Framework;

/// The indicators that the codes name, a group standing for all below it; none for no codes.
pub(super) fn named(framework: &Framework, codes: &[String]) -> Vec<usize> {
    let nodes = codes.iter().filter_map(|code| framework.position(code));
    let mut found: Vec<usize> = nodes.flat_map(|node| framework.nodes()[node].indicators.iter().copied()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The same, and all indicators for no codes.
pub(super) fn named_or_all(framework: &Framework, codes: &[String]) -> Vec<usize> {
    if codes.is_empty() { (0..framework.indicators().len()).collect() } else { named(framework, codes) }
}

/// Adds a fault for each code that the framework does not have.
pub(super) fn check(framework: &Framework, codes: &[String], key: &str, faults: &mut Vec<Finding>) {
    for code in codes.iter().filter(|code| framework.position(code).is_none()) {
        let message = format!("{key} names `{code}`, which is no indicator or group");
        faults.push(Finding::new(Code::M309, Place::key(key), message, "write the codes of indicators or groups"));
    }
}
