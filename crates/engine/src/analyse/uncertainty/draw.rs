//! The weights of several replicates at once, without a [`Specification`] for each (Handbook step 7).
//!
//! They are those that [`Plan::specification`] describes for the points of the same replicates, to the last bit, which a law
//! tests. Nothing is computed from them here.

use super::kernel::{self, LANES, Lanes};
use super::places::{self, Ranks};
use super::plan::{Drawn, Factor, Kind, Plan, Specification};
use super::weights::{gamma, is_exponential, noise};
use crate::random::Stream;

/// A replicate in a lane: its number, what it draws apart from weights, and the weights that its method gives.
#[derive(Clone, Copy)]
pub(super) struct Lane<'a> {
    pub(super) replicate: u64,
    pub(super) choices: &'a Specification,
    pub(super) base: &'a [f64],
}

/// Room that is used again for every block of replicates.
#[derive(Default)]
pub(super) struct Room {
    numbers: Vec<Lanes>,
    factors: Vec<Lanes>,
    /// The weight of each node.
    pub(super) weights: Vec<Lanes>,
    /// The scores of the counted groups.
    pub(super) scores: Vec<Lanes>,
    pub(super) ranks: Vec<Ranks>,
    pub(super) places: places::Room,
}

/// Whether an assumption is of weights alone, so that no table and no method depends on it.
pub(super) fn is_of_weights(factor: &Factor) -> bool {
    matches!(factor.kind, Kind::Noise { .. } | Kind::Dirichlet { .. } | Kind::Region(_) | Kind::LeaveOut(_))
}

impl Plan<'_> {
    /// What a replicate draws apart from weights; [`Drawn::Published`] stands where it draws weights.
    pub(super) fn choices(&self, replicate: u64) -> Specification {
        let mut place = 0;
        let drawn = self.factors.iter().map(|factor| {
            let own = place;
            place += factor.numbers();
            match is_of_weights(factor) {
                true => Drawn::Published,
                false => factor.draw(self, &[Stream::new(self.seed, replicate).after(own).uniform()]),
            }
        });
        Specification(drawn.collect())
    }

    /// The nodes whose weights are drawn whatever the method says, by position.
    pub(super) fn given(&self) -> Vec<bool> {
        let mut given = vec![false; self.framework.nodes().len()];
        for factor in &self.factors {
            match &factor.kind {
                Kind::Dirichlet { nodes, .. } => nodes.iter().for_each(|&node| given[node] = true),
                Kind::Region(region) => region.polytope.children.iter().for_each(|&node| given[node] = true),
                _ => {}
            }
        }
        given
    }

    /// The weights of the replicates in these lanes, of which there is at least one; the other lanes repeat the first.
    pub(super) fn draw_weights(&self, lanes: &[Lane<'_>], room: &mut Room) {
        let of = |lane: usize| lanes.get(lane).unwrap_or(&lanes[0]);
        let Room { numbers, factors, weights, .. } = room;
        let replicates = std::array::from_fn(|lane| of(lane).replicate);
        numbers.resize(self.numbers(), [0.0; LANES]);
        kernel::draw_numbers(self.seed, &replicates, numbers);
        weights.clear();
        let base = lanes[0].base;
        if lanes.iter().all(|lane| std::ptr::eq(lane.base, base)) {
            weights.extend(base.iter().map(|&weight| [weight; LANES]));
        } else {
            let each = |node: usize| std::array::from_fn::<f64, LANES, _>(|lane| of(lane).base[node]);
            weights.extend((0..base.len()).map(each));
        }
        let scales =
            |factor: &Factor| matches!(factor.kind, Kind::Noise { .. } | Kind::LeaveOut(_) | Kind::Alternatives(_));
        factors.clear();
        if self.factors.iter().any(scales) {
            factors.resize(weights.len(), [1.0; LANES]);
        }
        let mut rest = &numbers[..];
        for (place, factor) in self.factors.iter().enumerate() {
            let (own, others) = rest.split_at(factor.numbers());
            rest = others;
            match &factor.kind {
                Kind::Noise { nodes, share } => {
                    for (&node, numbers) in nodes.iter().zip(own) {
                        let slots = factors[node].iter_mut().zip(numbers);
                        slots.for_each(|(slot, &number)| *slot *= noise(*share, number));
                    }
                }
                Kind::Dirichlet { nodes, shapes } => draw_shares(nodes, shapes, own, weights),
                Kind::Region(_) => {
                    for (lane, &number) in own[0].iter().enumerate() {
                        if let Drawn::Shares(shares) = factor.draw(self, &[number]) {
                            shares.iter().for_each(|&(node, share)| weights[node][lane] = share);
                        }
                    }
                }
                Kind::LeaveOut(_) => {
                    for (lane, &number) in own[0].iter().enumerate() {
                        if let Drawn::LeftOut(Some(node)) = factor.draw(self, &[number]) {
                            factors[node][lane] = 0.0;
                        }
                    }
                }
                Kind::Alternatives(list) => {
                    for (lane, own) in (0..LANES).map(|lane| (lane, of(lane))) {
                        if let Drawn::Alternative(number) = own.choices.0[place] {
                            list[number].without.iter().for_each(|&node| factors[node][lane] = 0.0);
                        }
                    }
                }
                Kind::Range { .. } | Kind::Draws(_) | Kind::SamplingError => {}
            }
        }
        // Where nothing scales weights there are no factors.
        for (weights, factors) in weights.iter_mut().zip(factors) {
            weights.iter_mut().zip(factors).for_each(|(weight, factor)| *weight *= *factor);
        }
    }
}

/// Gamma variates of these shapes; those of equal weights, the usual case, many at a time.
fn draw_shares(nodes: &[usize], shapes: &[f64], numbers: &[Lanes], weights: &mut [Lanes]) {
    let mut start = 0;
    while start < nodes.len() {
        let in_row = |place: &usize| nodes[*place] == nodes[start] + place - start && is_exponential(shapes[*place]);
        let run = (start..nodes.len()).take_while(in_row).count();
        kernel::exponentials(&numbers[start..start + run], &mut weights[nodes[start]..nodes[start] + run]);
        start += run;
        if run == 0 {
            let slots = weights[nodes[start]].iter_mut().zip(&numbers[start]);
            slots.for_each(|(slot, &number)| *slot = gamma(shapes[start], number));
            start += 1;
        }
    }
}
