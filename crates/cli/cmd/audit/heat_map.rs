//! Correlations as blocks, the darker the stronger: a level of nodes at a glance, below the diagonal.

use opencities_engine::analyse::structure::{Pair, Structure, Thresholds};
use opencities_engine::composite::Composite;

use crate::render;

/// Letters of a name beside the map: what the blocks leave, within these bounds.
const NAME: std::ops::RangeInclusive<usize> = 12..=24;

/// The map of the nodes of a level; nothing where there are fewer than three, or more than fit the line.
pub(super) fn draw(composite: &Composite, found: &Structure, thresholds: &Thresholds, level: &str) -> String {
    let nodes = composite.framework.nodes();
    let mut shown: Vec<usize> =
        found.columns.iter().map(|line| line.node).filter(|&node| nodes[node].level == level).collect();
    // Siblings stand together, as they do in the tree.
    shown.sort_by_key(|&node| (nodes[node].parent, node));
    let parent = |place: usize| nodes[shown[place]].parent;
    let gap = |place: usize| place > 0 && parent(place) != parent(place - 1);
    let gaps = (0..shown.len()).filter(|&place| gap(place)).count();
    // A blank behind the name; a block of two letters is nearly a square.
    if shown.len() < 3 {
        return String::new();
    }
    let left = |wide: usize| render::width().saturating_sub(wide * (shown.len() - 1) + gaps + 2);
    if left(1) < *NAME.start() {
        return String::new();
    }
    let wide = if left(2) >= *NAME.end() { 2 } else { 1 };
    let width = left(wide).min(*NAME.end());
    let pair = |a: usize, b: usize| -> Option<&Pair> {
        found.pairs.iter().find(|pair| {
            (pair.first, pair.second) == (shown[a], shown[b]) || (pair.first, pair.second) == (shown[b], shown[a])
        })
    };
    let mut text = format!("correlations on the level {level}, columns in the order of the rows\n");
    for row in 0..shown.len() {
        let name = render::shortened(&nodes[shown[row]].name, width);
        if gap(row) {
            text.push('\n');
        }
        text.push_str(&format!("{name:<width$} "));
        for column in 0..row {
            if gap(column) {
                text.push(' ');
            }
            let r = pair(row, column).map_or(f64::NAN, |pair| pair.coefficients.pearson.value);
            text.extend(std::iter::repeat_n(block(r, thresholds), wide));
        }
        if gap(row) {
            text.push(' ');
        }
        text.push_str("\\\n");
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Where a correlation is strong but not too strong.
const STRONG: f64 = 0.6;

fn block(r: f64, thresholds: &Thresholds) -> char {
    match r {
        _ if r.is_nan() => '?',
        _ if r < thresholds.negative_below => '=',
        _ if r < 0.0 => '-',
        _ if r > thresholds.redundant_above => '█',
        _ if r > STRONG => '▓',
        _ if r >= thresholds.weak_below => '▒',
        _ => '░',
    }
}

/// What the blocks mean.
pub(super) fn legend(thresholds: &Thresholds) -> String {
    let Thresholds { negative_below, weak_below, redundant_above, .. } = thresholds;
    format!(
        "= below {negative_below} · - below 0 · ░ below {weak_below} · ▒ to {STRONG} · ▓ to {redundant_above} · █ above · ? unknown\n"
    )
}
