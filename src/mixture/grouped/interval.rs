//! The part of a Gaussian that lies in an interval: its probability, mean and variance.
//!
//! A difference of two values of the normal CDF, and the textbook's moments made of such
//! differences, lose digits where they cancel: in a narrow bin, and in a tail. Here ∫ φ over the
//! bin is a sum of positive terms (Gauss–Legendre quadrature), with the density at the bin's near
//! edge as a factor in front. So P, the mean's distance from that edge and the variance have all
//! their digits in a bin of any width, anywhere.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::Bin;
use crate::mixture::component::Component;
use crate::mixture::responsibilities::LogJoint;
use crate::mixture::statistics::ComponentStatistics;
use crate::mixture::sum::DoubleDouble;
use crate::mixture::theta::Theta;

/// The positive nodes of the Gauss–Legendre rule of 20 points on [−1, 1], each with its weight.
#[expect(clippy::excessive_precision, reason = "18 digits say which f64 is meant")]
const NODES: [(f64, f64); 10] = [
    (0.993_128_599_185_094_925, 0.017_614_007_139_152_118_3),
    (0.963_971_927_277_913_791, 0.040_601_429_800_386_941_3),
    (0.912_234_428_251_325_906, 0.062_672_048_334_109_063_6),
    (0.839_116_971_822_218_823, 0.083_276_741_576_704_748_7),
    (0.746_331_906_460_150_793, 0.101_930_119_817_240_435),
    (0.636_053_680_726_515_025, 0.118_194_531_961_518_417),
    (0.510_867_001_950_827_098, 0.131_688_638_449_176_627),
    (0.373_706_088_715_419_561, 0.142_096_109_318_382_051),
    (0.227_785_851_141_645_078, 0.149_172_986_472_603_747),
    (0.076_526_521_133_497_333_8, 0.152_753_387_130_725_851),
];
/// The density falls by e to this power at most within a panel; 20 points are exact to rounding.
const FALL_PER_PANEL: f64 = 4.0;
/// Where the density has fallen by e to this power, what lies beyond is no digit of a moment.
const FALL: f64 = 46.0;
/// The nodes of all panels.
const MOST_NODES: usize = 12 * 20;

/// ∫₀ʰ e^(−at − t²/2) dt, and the mean and variance of t under that density, for a, t ≥ 0: a
/// Gaussian's tail from `a` on, of width `h`.
#[derive(Clone, Copy, Debug)]
struct Tail {
    integral: f64,
    mean: f64,
    variance: f64,
}

impl Tail {
    fn new(a: f64, h: f64) -> Self {
        // a t + t²/2 = e, solved for t without a difference.
        let reach = |e: f64| 2.0 * e / (a + a.hypot((2.0 * e).sqrt()));
        let whole = a * h + 0.5 * h * h;
        // False for NaN, which 0 · ∞ is.
        let is_short = whole <= FALL;
        let fall = if is_short { whole } else { FALL };
        let panels = (fall / FALL_PER_PANEL).ceil().max(1.0);
        let mut nodes = [(0.0, 0.0); MOST_NODES];
        let mut count = 0;
        let mut from = 0.0;
        for panel in 1..=panels as usize {
            let is_last = is_short && panel as f64 == panels;
            let to = if is_last { h } else { reach(fall * panel as f64 / panels) };
            let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
            for (node, weight) in NODES {
                for t in [middle - half * node, middle + half * node] {
                    nodes[count] = (t, weight * half * (-t * (a + 0.5 * t)).exp());
                    count += 1;
                }
            }
            from = to;
        }
        Self::of_nodes(&nodes[..count])
    }

    fn of_nodes(nodes: &[(f64, f64)]) -> Self {
        let integral: f64 = nodes.iter().map(|(_, w)| w).sum();
        if integral == 0.0 {
            return Self { integral, mean: 0.0, variance: 0.0 };
        }
        let mean = nodes.iter().map(|(t, w)| w / integral * t).sum();
        let variance = nodes.iter().map(|(t, w)| w / integral * (t - mean) * (t - mean)).sum();
        Self { integral, mean, variance }
    }

    /// Returns 1 − Φ(a).
    fn beyond(a: f64) -> f64 {
        if a == f64::INFINITY {
            return 0.0;
        }
        Self::new(a, f64::INFINITY).integral * (-0.5 * a * a).exp() * FRAC_1_SQRT_2 / PI.sqrt()
    }
}

/// Returns Φ(z), the distribution function of the standard normal distribution, with all its digits
/// in both tails.
///
/// # Examples
/// ```
/// use emstep::mixture::normal_cdf;
///
/// assert!((normal_cdf(0.0) - 0.5).abs() < 1e-15);
/// assert!((normal_cdf(-10.0) / 7.619853024160526e-24 - 1.0).abs() < 1e-14);
/// ```
pub fn normal_cdf(z: f64) -> f64 {
    if z <= 0.0 { Tail::beyond(-z) } else { 1.0 - Tail::beyond(z) }
}

/// A component truncated to a bin: the probability of the bin under N(μ_k, σ_k²), and the mean and
/// variance of x given the bin and the component.
///
/// # Examples
/// ```
/// use emstep::mixture::{Bin, Component, Truncated};
///
/// // The positive half of a standard Gaussian has mean √(2/π) and variance 1 − 2/π.
/// let bin = Bin { lower: 0.0, upper: f64::INFINITY, count: 1.0 };
/// let half = Truncated::new(&bin, &Component::new(1.0, 0.0, 1.0));
/// let two_over_pi = 2.0 / std::f64::consts::PI;
/// assert!((half.log_probability() - 0.5_f64.ln()).abs() < 1e-15);
/// assert!((half.mean() - two_over_pi.sqrt()).abs() < 1e-15);
/// assert!((half.variance() - (1.0 - two_over_pi)).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Truncated {
    /// ln(π_k P_k), as the density at the near edge and the rest.
    joint: LogJoint,
    /// ln π_k.
    log_weight: f64,
    /// z of the edges.
    edges: (f64, f64),
    mean: DoubleDouble,
    variance: f64,
    /// −E[ln f(x)], with f the density of x given the bin and the component.
    entropy: f64,
}

impl Truncated {
    /// Returns what the component is within the bin.
    pub fn new(bin: &Bin, component: &Component) -> Self {
        let edges = (component.standardise(bin.lower), component.standardise(bin.upper));
        let sd = component.sd();
        // From the near edge: its own digits, not those of its distance from μ.
        let (near, a, sign, tail) = match edges {
            (a, _) if a >= 0.0 => (bin.lower.into(), a, 1.0, Tail::new(a, bin.width() / sd)),
            (_, b) if b <= 0.0 => (bin.upper.into(), -b, -1.0, Tail::new(-b, bin.width() / sd)),
            (a, b) => (component.precise_mean(), 0.0, 1.0, both_sides(-a, b)),
        };
        // The density of x times σ is that of z.
        let log_size = sd.ln() + tail.integral.ln();
        let square = tail.variance + tail.mean * tail.mean;
        Self {
            joint: LogJoint::at(near, component).plus(log_size),
            log_weight: component.weight().ln(),
            edges,
            mean: near.plus(sign * tail.mean * sd),
            variance: tail.variance * sd * sd,
            entropy: log_size + a * tail.mean + 0.5 * square,
        }
    }

    /// Returns ln P_k, P_k = Φ(b) − Φ(a) the probability of the bin under N(μ_k, σ_k²), in nats.
    pub fn log_probability(&self) -> f64 {
        let missing = self.missing().map(|missing| (-missing).ln_1p());
        missing.unwrap_or_else(|| self.joint.value() - self.log_weight)
    }

    /// Returns E[x | bin, k].
    pub fn mean(&self) -> f64 {
        self.mean.head
    }

    /// Returns Var[x | bin, k].
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// Returns z = (edge − μ_k) / σ_k of the lower and of the upper edge.
    pub fn standardised_edges(&self) -> (f64, f64) {
        self.edges
    }

    /// Returns 1 − P_k, if the bin holds more than half of the component.
    fn missing(&self) -> Option<f64> {
        let (lower, upper) = self.edges;
        let straddles = lower < 0.0 && upper > 0.0;
        let missing = || Tail::beyond(-lower) + Tail::beyond(upper);
        straddles.then(missing).filter(|missing| *missing < 0.5)
    }

    /// Returns −E[ln f(x)], with f the density of x given the bin and the component.
    pub(super) fn entropy(&self) -> f64 {
        self.entropy
    }

    pub(super) fn statistics(&self, weight: f64) -> ComponentStatistics {
        ComponentStatistics::of_spread(weight, self.mean, self.variance)
    }
}

/// Returns what lies from `left` below the mean to `right` above it.
fn both_sides(left: f64, right: f64) -> Tail {
    let (left, right) = (Tail::new(0.0, left), Tail::new(0.0, right));
    let integral = left.integral + right.integral;
    let (share_left, share_right) = (left.integral / integral, right.integral / integral);
    let apart = left.mean + right.mean;
    Tail {
        integral,
        mean: share_right * right.mean - share_left * left.mean,
        variance: share_left * left.variance
            + share_right * right.variance
            + share_left * share_right * apart * apart,
    }
}

/// What each component has in a bin, and what they have together.
pub(super) struct Joints {
    pub intervals: Vec<Truncated>,
    /// The logarithm of each joint over the largest of them.
    pub log_ratios: Vec<f64>,
    largest: f64,
    /// ln of the sum of the ratios.
    pub log_sum: f64,
}

/// Returns what each component has in a bin.
pub(super) fn joints(bin: &Bin, theta: &Theta) -> Joints {
    let intervals: Vec<Truncated> =
        theta.components().iter().map(|c| Truncated::new(bin, c)).collect();
    let any = intervals.iter().map(|i| &i.joint).find(|joint| joint.is_finite());
    let (log_ratios, largest): (Vec<f64>, f64) = match any {
        None => (nearest_takes_all(&intervals), f64::NEG_INFINITY),
        Some(any) => {
            let joints = intervals.iter().map(|i| &i.joint);
            let largest = joints.fold(any, |a, b| if b.minus(a) > 0.0 { b } else { a });
            (intervals.iter().map(|i| i.joint.minus(largest)).collect(), largest.value())
        }
    };
    let log_sum = log_ratios.iter().map(|log| log.exp()).sum::<f64>().ln();
    Joints { intervals, log_ratios, largest, log_sum }
}

/// Returns the limit where z² overflows for every component: those nearest to the bin get it.
fn nearest_takes_all(intervals: &[Truncated]) -> Vec<f64> {
    let distance = |i: &Truncated| i.edges.0.max(-i.edges.1);
    let min = intervals.iter().map(distance).fold(f64::INFINITY, f64::min);
    let log_ratio = |i| if distance(i) <= min { 0.0 } else { f64::NEG_INFINITY };
    intervals.iter().map(log_ratio).collect()
}

impl Joints {
    pub(super) fn responsibilities(&self) -> Vec<f64> {
        self.log_ratios.iter().map(|log| (log - self.log_sum).exp()).collect()
    }

    /// Returns the entropy of the component and x given the bin, in nats; below 0 where the bin is
    /// narrow, as that of a density may be.
    pub(super) fn entropy(&self) -> f64 {
        let log_gammas = self.log_ratios.iter().map(|log| log - self.log_sum);
        let all = log_gammas.zip(&self.intervals).filter(|(log_gamma, _)| log_gamma.is_finite());
        all.map(|(log_gamma, within)| log_gamma.exp() * (within.entropy - log_gamma)).sum()
    }

    /// Returns ln P(bin; θ). Near P = 1 it comes from what the bin lacks, which has more digits.
    pub(super) fn log_probability(&self, theta: &Theta) -> f64 {
        let missing: Option<Vec<f64>> = self.intervals.iter().map(Truncated::missing).collect();
        let Some(missing) = missing else { return self.largest + self.log_sum };
        let missing = missing.iter().zip(theta.weights());
        // The weights sum to 1 but for their last bits.
        let excess = theta.weights().sum::<f64>() - 1.0;
        (excess - missing.map(|(missing, weight)| weight * missing).sum::<f64>()).ln_1p()
    }
}
