//! Importance against weight in an audit: a check for each group.

use super::{Check, Part, listed, percent};
use crate::analyse::importance::{ChildImportance, GroupImportance};
use crate::analyse::structure::{Grade, Thresholds};
use crate::composite::Composite;

pub(super) fn checks(
    composite: &Composite,
    found: &[GroupImportance],
    thresholds: &Thresholds,
    checks: &mut Vec<Check>,
) {
    let nodes = composite.framework.nodes();
    // A child that is alone has all of weight and importance.
    for GroupImportance { group, children } in found.iter().filter(|found| found.children.len() > 1) {
        let known = children.iter().filter_map(ChildImportance::is_off).count();
        let mut off: Vec<&ChildImportance> = children.iter().filter(|child| child.is_off() == Some(true)).collect();
        // The farthest first.
        let far = |child: &ChildImportance| child.ratio().ln().abs();
        off.sort_by(|a, b| far(b).total_cmp(&far(a)));
        let limit = thresholds.importance_ratio_max;
        let grade = match off.first() {
            _ if known == 0 => Grade::Unknown,
            Some(child) if far(child) > limit.ln() => Grade::Problem,
            Some(_) => Grade::Look,
            None => Grade::Good,
        };
        let told: Vec<String> = off.iter().map(|child| said(&nodes[child.node].name, child)).collect();
        checks.push(Check {
            part: Part::Importance,
            looked_at: format!("importance in {}", nodes[*group].name),
            figure: if known == 0 { f64::NAN } else { off.len() as f64 },
            shown: if known == 0 { "–".to_owned() } else { format!("{} of {} children", off.len(), children.len()) },
            threshold: Some(("importance_ratio_max", limit)),
            grade,
            words: match (known, told.is_empty()) {
                (0, _) => why_unknown(children).to_owned(),
                (_, true) => "every weight lies in the interval of its importance".to_owned(),
                _ => listed(&told),
            },
        });
    }
}

fn said(name: &str, child: &ChildImportance) -> String {
    let share = child.share;
    format!(
        "{name} carries {} ({} to {}) at a weight of {}",
        percent(share.value),
        percent(share.low),
        percent(share.high),
        percent(child.weight)
    )
}

fn why_unknown(children: &[ChildImportance]) -> &'static str {
    if children.iter().all(|child| child.weight.is_nan()) {
        "each unit has weights of its own, so there is none to compare with"
    } else if children.iter().all(|child| child.share.value.is_nan()) {
        "too few units know a child and the group, or they have no spread"
    } else {
        "there are no intervals, so a difference may be chance"
    }
}
