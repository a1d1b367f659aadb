//! The pass that an E-step is: over weighted points, be they observations or the nodes of condensed
//! data, block by block, into ℓ(θ), the entropy and the expected sufficient statistics.

use std::f64::consts::LOG2_E;

use super::component::Component;
use super::expectation::Expectation;
use super::kernel::{BLOCK, Block, Coefficients, InstructionSet, RATIO_SCALE};
use super::lanes::{LANES, LaneMoments, Moments, Totals, sum};
use super::points::Points;
use super::responsibilities::joint_ratios;
use super::statistics::ComponentStatistics;
use super::sum::CompensatedSum;
use super::theta::Theta;

/// Points summed by one task. Fixed, so that the bits do not depend on the number of threads.
const CHUNK: usize = 32 * BLOCK;
/// z² beyond which a point's responsibilities are found with [`joint_ratios`]: here the rounding of
/// z² is worth 10⁻¹³ of γ.
const FAR: f64 = 600.0;

/// Returns the sums over weighted points, with the same bits for any number of threads.
pub(super) fn sum_points(points: Points, theta: &Theta, set: InstructionSet) -> Sums {
    Sums::merge_pairwise(points.pieces(CHUNK, |chunk| Sums::of_chunk(chunk, theta, set)))
}

/// The sums of an E-step over a part of the data.
pub(super) struct Sums {
    pub log_likelihood: CompensatedSum,
    pub entropy: CompensatedSum,
    pub statistics: Vec<ComponentStatistics>,
}

impl Sums {
    /// Returns the sums over nothing.
    pub(super) fn empty(components: usize) -> Self {
        Self {
            log_likelihood: CompensatedSum::default(),
            entropy: CompensatedSum::default(),
            statistics: vec![ComponentStatistics::default(); components],
        }
    }

    fn of_chunk(chunk: Points, theta: &Theta, set: InstructionSet) -> Self {
        let mut pass = Pass::new(theta, set);
        for (b, values) in chunk.values.chunks(BLOCK).enumerate() {
            let weights = chunk.weights.map(|w| &w[b * BLOCK..b * BLOCK + values.len()]);
            pass.block(values, weights);
        }
        Self {
            log_likelihood: pass.totals.log_likelihood.total(),
            entropy: pass.totals.entropy.total(),
            statistics: pass.statistics,
        }
    }

    fn merge_from(&mut self, other: Self) {
        self.log_likelihood.merge(other.log_likelihood);
        self.entropy.merge(other.entropy);
        for (mine, theirs) in self.statistics.iter_mut().zip(other.statistics) {
            *mine = mine.merge(theirs);
        }
    }

    /// Merges neighbours until one is left: the rounding error grows with log n, in a fixed order.
    pub(super) fn merge_pairwise(mut partials: Vec<Self>) -> Self {
        while partials.len() > 1 {
            let mut next = Vec::with_capacity(partials.len().div_ceil(2));
            let mut rest = partials.into_iter();
            while let Some(mut left) = rest.next() {
                if let Some(right) = rest.next() {
                    left.merge_from(right);
                }
                next.push(left);
            }
            partials = next;
        }
        partials.swap_remove(0)
    }

    /// Returns what the sums come to over all of the data, or `None` if ℓ is beyond a number.
    pub(super) fn expectation(
        self,
        total_weight: f64,
        nodes: Option<usize>,
    ) -> Option<Expectation> {
        let log_likelihood = self.log_likelihood.value();
        log_likelihood.is_finite().then(|| Expectation {
            log_likelihood,
            attained: log_likelihood,
            temperature: 1.0,
            entropy: self.entropy.value(),
            total_weight,
            statistics: self.statistics,
            nodes,
            too_wide: None,
        })
    }
}

/// A pass over a chunk, block by block.
struct Pass<'a> {
    theta: &'a Theta,
    coefficients: Vec<Coefficients>,
    /// Below this log₂ p(x, k; θ) every z² is beyond [`FAR`], and the last bits of z² begin to show
    /// in γ.
    far: f64,
    set: InstructionSet,
    block: Block,
    moments: Vec<LaneMoments>,
    totals: Totals,
    statistics: Vec<ComponentStatistics>,
}

impl<'a> Pass<'a> {
    fn new(theta: &'a Theta, set: InstructionSet) -> Self {
        let components = theta.components();
        let lowest = components.iter().map(Component::log_peak).fold(f64::INFINITY, f64::min);
        Self {
            theta,
            coefficients: components.iter().map(Coefficients::from).collect(),
            far: (lowest - FAR / 2.0) * LOG2_E,
            set,
            block: Block::new(theta.len()),
            moments: vec![LaneMoments::default(); theta.len()],
            totals: Totals::default(),
            statistics: vec![ComponentStatistics::default(); theta.len()],
        }
    }

    fn block(&mut self, values: &[f64], weights: Option<&[f64]>) {
        self.block.fill(values, weights);
        if self.block.find_ratios(&self.coefficients, self.far, self.set) {
            for i in 0..BLOCK {
                if self.block.max[i] < self.far {
                    self.far_point(i);
                }
            }
        }
        self.block.find_sums(&self.coefficients, &mut self.totals, &mut self.moments, self.set);
        for k in 0..self.coefficients.len() {
            let statistics = self.statistics[k].merge(self.block_statistics(k));
            self.statistics[k] = statistics;
        }
    }

    /// Returns the statistics of component k in the block. The centre of the moments is the
    /// component's mean, to which that of its points is near but for the first steps; else what the
    /// moments say, and at last one found with care.
    fn block_statistics(&self, k: usize) -> ComponentStatistics {
        let guess = self.coefficients[k].mean;
        let about_guess = Moments::new(guess, &self.moments[k]);
        let centre = match about_guess {
            Moments::Good(statistics) => return statistics,
            Moments::About(centre) => centre,
            Moments::Extreme => return self.careful_statistics(k),
        };
        match Moments::new(centre, &self.block.moments_about(k, centre, self.set)) {
            Moments::Good(statistics) => statistics,
            _ => self.careful_statistics(k),
        }
    }

    /// Returns the statistics of component k in the block, wherever its points are, and without a
    /// product on the way that is too small or too large for an `f64`.
    fn careful_statistics(&self, k: usize) -> ComponentStatistics {
        let (ratios, scales, values) = (&self.block.ratios[k], &self.block.sum, &self.block.values);
        let weight = sum_of(|i| ratios[i] * scales[i]);
        if weight == 0.0 {
            return ComponentStatistics::default();
        }
        let share = |i: usize| ratios[i] * scales[i] / weight;
        // It only has to be near the mean: what it lost in rounding comes back as the first moment
        // about it.
        let centre = sum_of(|i| share(i) * values[i]);
        let first = sum_of(|i| share(i) * (values[i] - centre));
        let second = sum_of(|i| share(i) * (values[i] - centre) * (values[i] - centre));
        ComponentStatistics::of_moments(weight, centre, first, second)
    }

    /// A point that is far from every component, with more care.
    fn far_point(&mut self, i: usize) {
        let ratios = joint_ratios(self.block.values[i], self.theta);
        let r_log_r = ratios.iter().map(|r| r * r.log2().max(f64::MIN));
        self.block.r_log_r[i] = r_log_r.sum::<f64>() * RATIO_SCALE;
        self.block.sum[i] = ratios.iter().sum::<f64>() * RATIO_SCALE;
        for (r, row) in ratios.iter().zip(&mut self.block.ratios) {
            row[i] = r * RATIO_SCALE;
        }
    }
}

/// Returns the sum over a block.
fn sum_of(term: impl Fn(usize) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    for start in (0..BLOCK).step_by(LANES) {
        for (lane, sum) in lanes.iter_mut().enumerate() {
            *sum += term(start + lane);
        }
    }
    sum(&lanes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Sample, e_step};

    #[test]
    fn the_careful_way_and_the_fast_one_agree_where_they_meet() {
        // z² is just below FAR for one x and just above it for the other.
        let theta = Theta::from_lists(&[0.3, 0.7], &[0.0, 0.01], &[1.0, 1.0]).unwrap();
        for z in [-30.0, -24.5, -24.4, 24.4, 24.5, 30.0] {
            let sample = Sample::new(vec![z]).unwrap();
            let expectation = e_step(&sample, &theta).unwrap();
            let gammas = crate::mixture::responsibilities(z, &theta);
            for (statistics, gamma) in expectation.statistics.iter().zip(&gammas) {
                assert!((statistics.weight() / gamma - 1.0).abs() < 1e-12, "{z}: {gammas:?}");
            }
            let h: f64 = gammas.iter().map(|g| -g * g.ln()).sum();
            assert!((expectation.entropy / h - 1.0).abs() < 1e-12, "{z}: {h}");
        }
    }
}
