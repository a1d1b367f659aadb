//! The E-step over bins.

use super::interval::joints;
use super::{Bin, Grouped};
use crate::mixture::pass::Sums;
use crate::mixture::responsibilities::first_largest;
use crate::mixture::statistics::ComponentStatistics;
use crate::mixture::theta::Theta;

use rayon::prelude::*;

/// Bins summed by one task. Fixed, so that the bits do not depend on the number of threads.
const CHUNK: usize = 256;

/// Returns ℓ(θ) = Σ_j c_j ln P_j, the entropy, and the expected sufficient statistics: N_k and the
/// mean and variance of x given its bin and component.
pub(in crate::mixture) fn grouped_e_step(grouped: &Grouped, theta: &Theta) -> Sums {
    let of_chunk = |chunk: &[Bin]| sums(chunk, theta);
    let chunks = grouped.bins().chunks(CHUNK);
    let parts = match chunks.len() {
        1 => chunks.map(of_chunk).collect(),
        _ => grouped.bins().par_chunks(CHUNK).map(of_chunk).collect(),
    };
    Sums::merge_pairwise(parts)
}

fn sums(bins: &[Bin], theta: &Theta) -> Sums {
    let mut sums = Sums::empty(theta.len());
    // An empty bin is no part of any sum, however far away it is.
    for bin in bins.iter().filter(|bin| bin.count > 0.0) {
        let joints = joints(bin, theta);
        sums.log_likelihood.add(bin.count * joints.log_probability(theta));
        sums.entropy.add(bin.count * joints.entropy());
        let gammas = joints.responsibilities();
        for ((sum, interval), gamma) in
            sums.statistics.iter_mut().zip(&joints.intervals).zip(gammas)
        {
            let statistics: ComponentStatistics = interval.statistics(bin.count * gamma);
            *sum = sum.merge(statistics);
        }
    }
    sums
}

/// Returns Σ_j c_j max_k ln(π_k P_jk) in the place of ℓ, and the statistics with each bin in the
/// component of that maximum, the first of several. x is still not known: it has the mean, variance
/// and entropy of the truncated component.
pub(in crate::mixture) fn hard_sums(grouped: &Grouped, theta: &Theta) -> Sums {
    let mut sums = Sums::empty(theta.len());
    for bin in grouped.bins().iter().filter(|bin| bin.count > 0.0) {
        let joints = joints(bin, theta);
        let k = first_largest(&joints.log_ratios);
        let log_probability = joints.intervals[k].log_probability();
        let log_joint = theta.components()[k].weight().ln() + log_probability;
        sums.log_likelihood.add(bin.count * log_joint);
        sums.entropy.add(bin.count * joints.intervals[k].entropy());
        sums.statistics[k] = sums.statistics[k].merge(joints.intervals[k].statistics(bin.count));
    }
    sums
}
