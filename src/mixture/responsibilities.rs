//! γ of one observation, with more care than the E-step takes over all of them.

use super::component::Component;
use super::grouped::bin_responsibilities;
use super::points::Points;
use super::sample::Sample;
use super::sum::{DoubleDouble, two_sum};
use super::theta::Theta;

/// Returns the responsibilities γ_1 … γ_K for one x under θ (Bishop 2006, eq. 9.13): they sum to 1,
/// however far x is from every component.
///
/// # Examples
/// ```
/// use emstep::mixture::{Theta, responsibilities};
///
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let gamma = responsibilities(4.0, &theta);
/// assert!((gamma[0] - 0.454662).abs() < 1e-6);
/// # Ok::<(), emstep::mixture::ThetaError>(())
/// ```
pub fn responsibilities(x: f64, theta: &Theta) -> Vec<f64> {
    let mut gammas = joint_ratios(x, theta);
    let sum: f64 = gammas.iter().sum();
    for g in &mut gammas {
        *g /= sum;
    }
    gammas
}

/// Returns the component, counted from 0, with the largest responsibility for x under θ; the first
/// of several.
///
/// # Examples
/// ```
/// use emstep::mixture::{Theta, label};
///
/// let theta = Theta::from_lists(&[0.5, 0.5], &[0.0, 10.0], &[1.0, 1.0])?;
/// assert_eq!((label(4.0, &theta), label(6.0, &theta)), (0, 1));
/// # Ok::<(), emstep::mixture::ThetaError>(())
/// ```
pub fn label(x: f64, theta: &Theta) -> usize {
    first_largest(&joint_ratios(x, theta))
}

/// Returns the index of the largest, the first of several.
pub(super) fn first_largest(ratios: &[f64]) -> usize {
    (1..ratios.len()).fold(0, |best, k| if ratios[k] > ratios[best] { k } else { best })
}

/// Returns the responsibilities for the observation of this index under θ: of its value, or, if the
/// data are grouped, of its bin.
///
/// # Panics
/// Panics if there is no such observation.
///
/// # Examples
/// ```
/// use emstep::mixture::{Sample, Theta, responsibilities, responsibilities_of};
///
/// let sample = Sample::new(vec![-1.0, 4.0])?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// assert_eq!(responsibilities_of(&sample, 1, &theta), responsibilities(4.0, &theta));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn responsibilities_of(sample: &Sample, index: usize, theta: &Theta) -> Vec<f64> {
    match sample.bins() {
        None => responsibilities(sample.values()[index], theta),
        Some(bins) => bin_responsibilities(&bins[index], theta),
    }
}

/// Returns the [`label`] of every observation, in the sample's order: the hard assignment that
/// maximises the posterior probability of each.
///
/// # Examples
/// ```
/// use emstep::mixture::{Sample, Theta, labels};
///
/// let sample = Sample::new(vec![9.0, 1.0, 8.5])?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[0.0, 10.0], &[1.0, 1.0])?;
/// assert_eq!(labels(&sample, &theta), [1, 0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn labels(sample: &Sample, theta: &Theta) -> Vec<usize> {
    if let Some(bins) = sample.bins() {
        return bins.iter().map(|bin| first_largest(&bin_responsibilities(bin, theta))).collect();
    }
    let of_part = |part: Points| part.values.iter().map(|x| label(*x, theta)).collect::<Vec<_>>();
    sample.points().chunks(of_part).concat()
}

/// Returns the entropy −Σ γ_k ln γ_k of the responsibilities for one observation, in nats: 0 if one
/// component has all of it, ln K if all have the same share.
pub fn uncertainty(gammas: &[f64]) -> f64 {
    let terms = gammas.iter().filter(|gamma| **gamma > 0.0).map(|gamma| -gamma * gamma.ln());
    // Adding 0 takes the sign of a zero away, by which a ranking would tell it from another.
    terms.sum::<f64>().max(0.0) + 0.0
}

/// Returns p(x, k; θ) for every k, divided by the largest of them.
///
/// Far from every component z² is large, and the last bits of two such squares say more about their
/// rounding than about γ: at 4,000 σ they would leave nine digits of it, at 10⁸ σ none. Here the
/// squares are sums of two `f64`, about 32 digits, and only their difference is rounded.
pub(super) fn joint_ratios(x: f64, theta: &Theta) -> Vec<f64> {
    let Some(differences) = log_joint_differences(x, theta) else {
        return nearest_takes_all(x, theta);
    };
    differences.into_iter().map(f64::exp).collect()
}

/// Returns ln p(x, k; θ) less the largest of them for every k, with the care of [`joint_ratios`];
/// none if z² overflows for every component.
pub(crate) fn log_joint_differences(x: f64, theta: &Theta) -> Option<Vec<f64>> {
    let joints: Vec<LogJoint> = theta.components().iter().map(|c| LogJoint::at(x, c)).collect();
    let any = joints.iter().find(|joint| joint.square.is_finite())?;
    let largest = joints.iter().fold(any, |a, b| if b.minus(a) > 0.0 { b } else { a });
    Some(joints.iter().map(|joint| joint.minus(largest)).collect())
}

/// Returns the limit where z² overflows for every component: the components with the smallest |z|
/// get the point.
fn nearest_takes_all(x: f64, theta: &Theta) -> Vec<f64> {
    let distances: Vec<f64> = theta.components().iter().map(|c| c.standardise(x).abs()).collect();
    let min = distances.iter().copied().fold(f64::INFINITY, f64::min);
    distances.iter().map(|d| if *d == min { 1.0 } else { 0.0 }).collect()
}

/// ln p(x, k; θ) = constant − z²/2, with z² = `square` + `square_tail`.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogJoint {
    constant: f64,
    square: f64,
    square_tail: f64,
}

impl LogJoint {
    pub(super) fn at(x: impl Into<DoubleDouble>, component: &Component) -> Self {
        let constant = component.log_peak();
        let x = x.into();
        let (distance, distance_tail) = two_sum(x.head, -component.mean());
        let distance_tail = distance_tail + (x.tail - component.precise_mean().tail);
        // What a rounded result lacks of the exact one is the remainder a fused multiply-add gives
        // (Dekker 1971).
        let sd = component.sd();
        let sd_tail = (-sd).mul_add(sd, component.variance()) / (2.0 * sd);
        let z = distance / sd;
        let z_tail = ((-z).mul_add(sd, distance) + distance_tail - z * sd_tail) / sd;
        let square = z * z;
        if !square.is_finite() {
            return Self { constant, square: f64::INFINITY, square_tail: 0.0 };
        }
        let square_tail = z.mul_add(z, -square) + 2.0 * z * z_tail;
        Self { constant, square, square_tail }
    }

    /// Returns ln of the joint times a number whose logarithm this is.
    pub(super) fn plus(self, log_factor: f64) -> Self {
        Self { constant: self.constant + log_factor, ..self }
    }

    /// Returns whether the joint is not 0.
    pub(super) fn is_finite(&self) -> bool {
        self.constant.is_finite() && self.square.is_finite()
    }

    /// Returns the logarithm itself; minus infinity if it is below every number.
    pub(super) fn value(&self) -> f64 {
        self.constant - 0.5 * (self.square + self.square_tail)
    }

    /// Returns ln of the ratio of two joints, the second of which is not 0.
    pub(super) fn minus(&self, other: &Self) -> f64 {
        let squares = (self.square - other.square) + (self.square_tail - other.square_tail);
        (self.constant - other.constant) - 0.5 * squares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theta(means: &[f64], variances: &[f64]) -> Theta {
        let weights = vec![1.0 / means.len() as f64; means.len()];
        Theta::from_lists(&weights, means, variances).unwrap()
    }

    #[test]
    fn the_homeworks_third_row() {
        // z = −2 and −1.5, and σ₂ = 2.
        let gammas = responsibilities(4.0, &theta(&[6.0, 7.0], &[1.0, 4.0]));
        let expected = 1.0 / (1.0 + (2.0_f64 - 1.125).exp() / 2.0);
        assert!((gammas[0] - expected).abs() < 1e-15, "{gammas:?} is not {expected}");
        assert!((gammas[0] + gammas[1] - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_label_is_the_component_with_the_largest_responsibility() {
        let theta = theta(&[6.0, 7.0, 6.0], &[1.0, 4.0, 1.0]);
        let values: Vec<f64> = (-300..300).map(|i| f64::from(i) / 10.0).chain([1e140]).collect();
        let labels = labels(&Sample::new(values.clone()).unwrap(), &theta);
        for (x, label) in values.into_iter().zip(labels) {
            let gammas = responsibilities(x, &theta);
            let largest = gammas.iter().copied().fold(0.0, f64::max);
            assert_eq!(gammas.iter().position(|gamma| *gamma == largest), Some(label), "at {x}");
        }
    }

    #[test]
    fn far_away_the_difference_of_the_squares_still_decides() {
        // z² is 10²⁰ for both, and the difference of the logarithms is 10¹⁰ · 10⁻¹⁰ = 1.
        let gammas = responsibilities(1e10, &theta(&[0.0, 1e-10], &[1.0, 1.0]));
        let expected = 1.0 / (1.0 + (-1.0_f64).exp());
        assert!((gammas[1] - expected).abs() < 1e-15, "{gammas:?} is not {expected}");
        // The same where the variances differ: z²/2 (1 − 1 / (1 + ε)) = 5·10¹⁵ ε.
        let wider = 1.0 + f64::EPSILON;
        let gammas = responsibilities(1e8, &theta(&[0.0, 0.0], &[1.0, wider]));
        let expected = 1.0 / (1.0 + (-5e15 * f64::EPSILON + 0.5 * f64::EPSILON).exp());
        assert!((gammas[1] - expected).abs() < 1e-15, "{gammas:?} is not {expected}");
    }

    #[test]
    fn beyond_every_number_the_nearest_takes_all() {
        let narrow = theta(&[0.0, 1.0, 1.0], &[1e-300; 3]);
        assert_eq!(responsibilities(1e10, &narrow), [0.0, 0.5, 0.5]);
        assert_eq!(responsibilities(-1e10, &narrow), [1.0, 0.0, 0.0]);
        // One component within reach is enough.
        let reach = theta(&[0.0, 1e308], &[1e-300, 1e300]);
        assert_eq!(responsibilities(1e140, &reach), [0.0, 1.0]);
    }
}
