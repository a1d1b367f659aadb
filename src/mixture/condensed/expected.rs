//! What an E-step will find, as far as it is known before it is made.
//!
//! How wide a cell may be depends on what comes out: a component that gets little of the data needs
//! its cells narrow in proportion to that, and one whose variance shrinks to 10⁻¹² of what it was
//! needs them narrow in proportion to the new one, for u has 53 bits and no more. So cells are
//! chosen for what θ says, and chosen again if the E-step says otherwise.

use crate::mixture::component::Component;
use crate::mixture::statistics::ComponentStatistics;
use crate::mixture::theta::Theta;

/// A component's share of the weight may be less by this much (as a logarithm) than was expected
/// when cells were chosen.
const SHARE_SLACK: f64 = 2.0;
/// A standard deviation may be this many times smaller than was expected. u² loses twice as many
/// bits.
const SD_SLACK: f64 = 4.0;
/// ln of the smallest share there is: below it γ is 0.
const LEAST_LOG_SHARE: f64 = -750.0;
/// A standard deviation that is found to be smaller than this share of the cells' width is
/// rounding.
const ROUNDING: f64 = 1e-6;
/// The widest cell away from a component's observations, half of it as a share of the distance to
/// them.
const WIDENING: f64 = 0.1;

/// What the E-step is expected to find of a component.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// ln(N_k / n); at most 0.
    pub log_share: f64,
    /// The mean of its observations, counted from the grid's centre.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
}

impl Expected {
    /// Returns what is expected if θ is where EM has converged; its means are counted from the
    /// grid's centre.
    pub(super) fn of(theta: &Theta) -> Vec<Self> {
        let of = |c: &Component| Self { log_share: c.weight().ln(), mean: c.mean(), sd: c.sd() };
        theta.components().iter().map(of).collect()
    }

    /// Returns half the width of the widest cell about x in which rounding of u does not show.
    pub(super) fn widest(&self, x: f64) -> f64 {
        self.sd.max(WIDENING * (x - self.mean).abs())
    }

    /// Returns what is to be expected after this was found, or `None` if what was expected is near
    /// enough.
    pub(super) fn after(&self, found: &ComponentStatistics, total_weight: f64) -> Option<Self> {
        let log_share = (found.weight() / total_weight).ln().clamp(LEAST_LOG_SHARE, 0.0);
        if found.weight() == 0.0 {
            return (log_share < self.log_share - SHARE_SLACK)
                .then_some(Self { log_share, ..*self });
        }
        let (widest, sd) = (self.widest(found.mean()), found.variance().sqrt());
        let is_near = log_share >= self.log_share - SHARE_SLACK && widest <= SD_SLACK * sd;
        (!is_near).then(|| Self {
            log_share: log_share.min(self.log_share),
            mean: found.mean(),
            sd: sd.clamp(ROUNDING * widest, widest),
        })
    }
}

/// Returns log₂ of a number that is not negative, or up to 0.09 less: the exponent, and the rest as
/// if the logarithm were straight between powers of two.
pub(super) fn log2_about(x: f64) -> f64 {
    let bits = x.to_bits();
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | 1.0_f64.to_bits());
    ((bits >> 52) as f64 - 1023.0) + (mantissa - 1.0)
}
