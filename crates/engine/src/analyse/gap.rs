//! From the peers' score to a unit's own, in parts that sum to the gap (Handbook step 7: back to the data).
//!
//! A part says what a child adds to the gap: how far its score lies above or below the peers' mean score of the whole, by its
//! share, less the same of the peers on average. Where all weigh it alike, that is its weight times the distance of its score
//! from the peers' mean; where the unit has no figure, what the peers owe to it. In a geometric mean the same holds for
//! logarithms, and the peers' mean is the geometric one.

use serde::Serialize;

use crate::aggregate::Decomposition;
use crate::composite::Composite;

/// A gap, and its parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// The node whose score is compared.
    pub node: usize,
    /// The unit's score.
    pub own: f64,
    /// The mean score of the peers that have one: arithmetic, or geometric where the node is a geometric mean.
    pub peers: f64,
    /// What each node adds to the gap, in points.
    pub parts: Vec<(usize, f64)>,
    /// What penalties and caps add, and weights that units have of their own; 0 where there are none.
    pub rest: f64,
}

impl Gap {
    /// How far the unit is ahead of its peers.
    pub fn points(&self) -> f64 {
        self.own - self.peers
    }
}

/// The gap between a row and its peers in a group, in parts of the nodes of a level below it, or of its children where
/// `level` is not there or scores do not add up all the way to it. `None` where scores have no parts, or somebody has none.
pub fn gap(composite: &Composite, row: usize, peers: &[usize], node: usize, level: Option<&str>) -> Option<Gap> {
    let own = composite.score(node, row);
    let peers: Vec<usize> = peers.iter().copied().filter(|&peer| !composite.score(node, peer).is_nan()).collect();
    if own.is_nan() || peers.is_empty() {
        return None;
    }
    let facts = &composite.framework.nodes()[node];
    match composite.method.aggregate.at(facts).decomposition() {
        Decomposition::Additive => {
            let frontier =
                level.and_then(|level| frontier(composite, node, level)).unwrap_or_else(|| facts.children.clone());
            Some(additive(composite, row, &peers, node, frontier))
        }
        Decomposition::Multiplicative => multiplicative(composite, row, &peers, node),
        Decomposition::None => None,
    }
}

/// The nodes of a level below a group, and those that end above it, if all groups between are additive.
fn frontier(composite: &Composite, node: usize, level: &str) -> Option<Vec<usize>> {
    let nodes = composite.framework.nodes();
    let mut found = Vec::new();
    for &child in &nodes[node].children {
        if nodes[child].level == level || composite.framework.is_indicator(child) {
            found.push(child);
        } else if composite.method.aggregate.at(&nodes[child]).decomposition() == Decomposition::Additive {
            found.extend(frontier(composite, child, level)?);
        } else {
            return None;
        }
    }
    Some(found)
}

/// What a row's score is made of: a factor and a score for each node of a frontier, and what adjustments above add.
struct Made {
    terms: Vec<(f64, f64)>,
    adjustment: f64,
}

fn made(composite: &Composite, row: usize, node: usize, frontier: &[usize]) -> Made {
    let mut made = Made { terms: vec![(0.0, f64::NAN); frontier.len()], adjustment: 0.0 };
    let mut open = vec![(node, 1.0)];
    while let Some((group, reach)) = open.pop() {
        made.adjustment += reach * composite.adjustment(group, row);
        for part in composite.parts(group, row).1 {
            let own = reach * part.multiplier;
            match frontier.iter().position(|&wanted| wanted == part.node) {
                Some(place) => made.terms[place] = (own, part.score),
                None if part.share > 0.0 => open.push((part.node, own)),
                None => {}
            }
        }
    }
    made
}

fn additive(composite: &Composite, row: usize, peers: &[usize], node: usize, frontier: Vec<usize>) -> Gap {
    let count = peers.len() as f64;
    let mean = peers.iter().map(|&peer| composite.score(node, peer)).sum::<f64>() / count;
    // How far each term lies from the peers' mean score, by its factor; and what no term says.
    let distances = |row: usize| {
        let made = made(composite, row, node, &frontier);
        let factors: f64 = made.terms.iter().map(|(factor, _)| factor).sum();
        let distance = |&(factor, score): &(f64, f64)| if factor > 0.0 { factor * (score - mean) } else { 0.0 };
        (made.terms.iter().map(distance).collect::<Vec<f64>>(), made.adjustment + mean * (factors - 1.0))
    };
    let (mut parts, mut rest) = distances(row);
    for &peer in peers {
        let (theirs, other) = distances(peer);
        parts.iter_mut().zip(theirs).for_each(|(part, theirs)| *part -= theirs / count);
        rest -= other / count;
    }
    let has_rest = composite.adjustments.keys().chain(composite.unit_weights.keys()).next().is_some();
    let rest = if has_rest { rest } else { 0.0 };
    Gap { node, own: composite.score(node, row), peers: mean, parts: frontier.into_iter().zip(parts).collect(), rest }
}

fn multiplicative(composite: &Composite, row: usize, peers: &[usize], node: usize) -> Option<Gap> {
    let count = peers.len() as f64;
    let own = composite.score(node, row);
    let mean = peers.iter().map(|&peer| composite.score(node, peer).ln()).sum::<f64>() / count;
    let peers_mean = mean.exp();
    // The logarithmic mean turns parts of the logarithm's gap into points.
    let points = match own.ln() - mean {
        gap if gap.abs() > f64::EPSILON => (own - peers_mean) / gap,
        _ => own,
    };
    let distances = |row: usize| -> Vec<f64> {
        let distance = |part: crate::composite::Part| match part.share > 0.0 {
            true => part.share * (part.score.ln() - mean),
            false => 0.0,
        };
        composite.parts(node, row).1.into_iter().map(distance).collect()
    };
    let mut parts = distances(row);
    for &peer in peers {
        parts.iter_mut().zip(distances(peer)).for_each(|(part, theirs)| *part -= theirs / count);
    }
    // Logarithms of scores that are zero or less have no sum.
    let children = composite.framework.nodes()[node].children.iter().copied();
    let parts: Vec<(usize, f64)> = children.zip(parts.into_iter().map(|part| part * points)).collect();
    let is_sound = points.is_finite() && parts.iter().all(|(_, part)| part.is_finite());
    is_sound.then_some(Gap { node, own, peers: peers_mean, parts, rest: 0.0 })
}
