//! From the sums of powers over a bin's points to the few weighted points that have the same sums:
//! the Gauss quadrature of the bin's own empirical measure.

use super::power_sums::{POWERS, PowerSums};

/// The most nodes of a bin: m nodes have 2m free numbers.
pub(super) const MOST: usize = POWERS / 2;
/// Where what is left of the m-th power is below this, m nodes already say all that the sums know:
/// the points are no more than m, or lie as close together as rounding.
const NOTHING_LEFT: f64 = 3e-15;

/// How far outside [−1, 1] a node may lie. In the deepest cells rounding of 1 + |t| and of t puts
/// points themselves that far outside: 2⁻⁵³ + 2⁻⁵⁴ of 2⁻⁴⁸, half the width of such a cell.
const SLACK: f64 = 1.0 / 16.0;

/// At most four weighted points u ∈ [−1, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Nodes {
    len: usize,
    nodes: [(f64, f64); MOST],
}

impl Nodes {
    /// Returns (u, weight) of each.
    pub(super) fn as_slice(&self) -> &[(f64, f64)] {
        &self.nodes[..self.len]
    }

    /// Returns whether they are the points themselves, as far as sums of powers tell.
    pub(super) fn are_points(&self) -> bool {
        self.len < MOST
    }
}

/// The recurrence of the monic polynomials that are orthogonal over the points:
/// π₋₁ = 0, π₀ = 1, π_{k+1} = (u − α_k) π_k − β_k π_{k−1}.
struct Recurrence {
    alpha: [f64; MOST],
    /// β₀ is not used.
    beta: [f64; MOST],
    /// Σ π_k² / Σ 1.
    norm: [f64; MOST],
    /// How many polynomials have a norm above rounding.
    rank: usize,
}

impl Recurrence {
    /// Chebyshev's algorithm (Gautschi 2004, *Orthogonal Polynomials*, §2.1.7).
    fn of(sums: &PowerSums, most: usize) -> Self {
        let moments: [f64; POWERS] = std::array::from_fn(|p| sums.0[p] / sums.0[0]);
        let mut this = Self { alpha: [0.0; MOST], beta: [0.0; MOST], norm: [0.0; MOST], rank: 1 };
        (this.alpha[0], this.norm[0]) = (moments[1], 1.0);
        // σ_{k,l} = Σ π_k u^l / Σ 1.
        let (mut before, mut row) = ([0.0; POWERS], moments);
        for k in 1..most {
            let mut next = [0.0; POWERS];
            for l in k..2 * most - k {
                next[l] = row[l + 1] - this.alpha[k - 1] * row[l] - this.beta[k - 1] * before[l];
            }
            if next[k] <= NOTHING_LEFT {
                break;
            }
            this.alpha[k] = next[k + 1] / next[k] - row[k] / row[k - 1];
            this.beta[k] = next[k] / row[k - 1];
            this.norm[k] = next[k];
            this.rank = k + 1;
            (before, row) = (row, next);
        }
        this
    }

    /// Returns π_n(u) and its derivative.
    fn value(&self, n: usize, u: f64) -> (f64, f64) {
        let (mut before, mut here) = ((0.0, 0.0), (1.0, 0.0));
        for k in 0..n {
            let value = (u - self.alpha[k]) * here.0 - self.beta[k] * before.0;
            let slope = here.0 + (u - self.alpha[k]) * here.1 - self.beta[k] * before.1;
            (before, here) = (here, (value, slope));
        }
        here
    }

    /// Returns the zeros of π_n, ascending, from those of π_{n−1}, which lie between them. `None`
    /// where there are not n of them in [−1, 1].
    fn zeros(&self, n: usize, before: &[f64]) -> Option<[f64; MOST]> {
        let mut zeros = [0.0; MOST];
        for i in 0..n {
            let lo = if i == 0 { -1.0 - SLACK } else { before[i - 1] };
            let hi = if i == n - 1 { 1.0 + SLACK } else { before[i] };
            zeros[i] = self.zero_between(n, lo, hi)?;
        }
        Some(zeros)
    }

    /// Newton's steps, and halving where one would leave the interval.
    fn zero_between(&self, n: usize, mut lo: f64, mut hi: f64) -> Option<f64> {
        let (at_lo, at_hi) = (self.value(n, lo).0, self.value(n, hi).0);
        if at_lo == 0.0 || at_hi == 0.0 {
            return Some(if at_lo == 0.0 { lo } else { hi });
        }
        if (at_lo > 0.0) == (at_hi > 0.0) {
            return None;
        }
        let mut u = 0.5 * (lo + hi);
        for _ in 0..100 {
            let (value, slope) = self.value(n, u);
            if (value > 0.0) == (at_lo > 0.0) {
                lo = u;
            } else {
                hi = u;
            }
            let step = u - value / slope;
            if (step - u).abs() <= 0.5 * f64::EPSILON || hi - lo <= 0.5 * f64::EPSILON {
                return Some(step.clamp(lo, hi));
            }
            let is_inside = step > lo && step < hi;
            u = if is_inside { step } else { 0.5 * (lo + hi) };
        }
        Some(u)
    }
}

/// Returns the nodes: with m of them, sums of powers up to 2m − 1 are the bin's. `most` is 1 to 4.
pub(super) fn nodes(sums: &PowerSums, most: usize) -> Nodes {
    let recurrence = Recurrence::of(sums, most);
    let mean = recurrence.alpha[0];
    let mut zeros = [0.0; MOST];
    zeros[0] = mean;
    let mut len = 1;
    for n in 2..=recurrence.rank {
        match recurrence.zeros(n, &zeros[..n - 1]) {
            Some(found) => (zeros, len) = (found, n),
            // Points that lie close together at an end of the bin, and rounding of their third
            // power has put a node outside of it. Their variance is known, so they are taken to lie
            // evenly.
            None if n == 2 => return even_pair(sums.0[0], mean, recurrence.beta[1]),
            // The same of a higher power: what is left is below rounding.
            None => break,
        }
    }
    let mut nodes = Nodes { len, ..Nodes::default() };
    for (node, u) in nodes.nodes.iter_mut().zip(&zeros[..len]) {
        let mut inverse = 0.0;
        for k in 0..len {
            let value = recurrence.value(k, *u).0;
            inverse += value * value / recurrence.norm[k];
        }
        *node = (*u, 1.0 / inverse);
    }
    // Of nodes that lie close together the weights are known less well than their sum.
    let sum: f64 = nodes.as_slice().iter().map(|(_, weight)| weight).sum();
    nodes.nodes[..len].iter_mut().for_each(|(_, weight)| *weight *= sums.0[0] / sum);
    nodes
}

/// Two nodes of equal weight with this mean and variance.
fn even_pair(weight: f64, mean: f64, variance: f64) -> Nodes {
    let (sd, half) = (variance.sqrt(), 0.5 * weight);
    let mut nodes = Nodes { len: 2, ..Nodes::default() };
    (nodes.nodes[0], nodes.nodes[1]) = ((mean - sd, half), (mean + sd, half));
    nodes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sums(points: &[(f64, f64)]) -> PowerSums {
        let mut sums = PowerSums::default();
        for (u, w) in points {
            sums = sums.plus(&PowerSums(PowerSums::powers(*u).map(|power| w * power)));
        }
        sums
    }

    proptest! {
        #[test]
        fn the_sums_of_powers_are_those_of_the_points(
            points in prop::collection::vec((-1.0..=1.0f64, 0.1..10.0f64), 1..40),
            most in 1..=MOST,
            narrow in prop::sample::select(vec![1.0, 1e-2, 1e-5, 1e-9, 0.0]),
            about in -1.0..=1.0f64,
        ) {
            let squeeze = |(u, w): &(f64, f64)| (about + narrow * (u - about), *w);
            let points: Vec<_> = points.iter().map(squeeze).collect();
            let of_points = sums(&points);
            let nodes = nodes(&of_points, most);
            prop_assert!(nodes.as_slice().iter().all(|(u, w)| u.abs() <= 1.0 + SLACK && *w > 0.0), "{:?}", nodes);
            let of_nodes = sums(nodes.as_slice());
            for p in 0..2 * most {
                let difference = (of_points.0[p] - of_nodes.0[p]).abs() / of_points.0[0];
                // What rounding hides of the highest powers hardly shows in a smooth function.
                let bound = if p < MOST { 1e-13 } else { 1e-12 };
                prop_assert!(difference < bound, "{} {:?} {:?}", p, of_points, nodes);
            }
        }

        #[test]
        fn a_wider_bin_has_the_same_points(
            points in prop::collection::vec((-1.0..=1.0f64, 0.1..10.0f64), 1..40),
            right in any::<bool>(),
        ) {
            let side = if right { 1.0 } else { -1.0 };
            let wider: Vec<_> = points.iter().map(|(u, w)| ((u + side) / 2.0, *w)).collect();
            let (expected, found) = (sums(&wider), sums(&points).widened(side));
            for p in 0..POWERS {
                prop_assert!((expected.0[p] - found.0[p]).abs() <= 1e-15 * expected.0[0] * 4.0);
            }
        }
    }

    #[test]
    fn few_points_are_their_own_nodes() {
        for points in [
            &[(0.25, 3.0)][..],
            &[(-0.5, 1.0), (0.75, 2.0)],
            &[(-1.0, 1.0), (0.1, 5.0), (1.0, 2.0)],
        ] {
            let nodes = nodes(&sums(points), MOST);
            assert_eq!(nodes.as_slice().len(), points.len());
            for ((u, w), (expected_u, expected_w)) in nodes.as_slice().iter().zip(points) {
                assert!(
                    (u - expected_u).abs() < 1e-14 && (w - expected_w).abs() < 1e-13,
                    "{nodes:?}"
                );
            }
        }
    }
}
