//! The axes of the density chart: what part of the plane is shown. They stay put while stepping.

pub(crate) mod histogram;
pub(crate) mod nice;
mod range;

use crate::mixture::{Component, Sample, Theta, responsibilities};
use histogram::Histogram;
pub(crate) use range::Range;

/// How many standard deviations about its mean a component is worth showing.
const REACH: f64 = 2.5;
/// Room left and right of the data, as a share of their length: a component that EM puts at their
/// edge shows both its sides.
const MARGIN: f64 = 0.2;
/// Room above the highest curve when the axes are made, and more when they had to grow, so that the
/// next steps find it there.
const HEADROOM: f64 = 1.02;
const GROWTH: f64 = 1.2;
/// Unless a person asks for it, `y_max` is at most this many times the mean height 1/(hi − lo) of a
/// density: a component that collapses onto a point is cut off at the top instead of pressing every
/// other curve flat. Skewed data, whose range is ten times as long as most of them are, stay below.
const SPIKE: f64 = 40.0;
/// No density is shown above this.
const HIGHEST: f64 = 1e200;
/// Below this many points a chart draws the points themselves, so that the bars need no room.
const FEW: usize = 40;
/// The components of data that are all equal are not followed further than this.
const FURTHEST: f64 = 1e149;

/// The part of the plane that the chart shows: `x.0` to `x.1` and 0 to `y_max`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Axes {
    /// The left and the right end, in the data's unit; left < right, both finite.
    pub x: (f64, f64),
    /// The upper end, a density; finite and above 0.
    pub y_max: f64,
}

impl Axes {
    /// Returns axes that show every observation, the components, and the peaks of the curves, the
    /// highest too, however flat this makes the others: what a person asks for with a key.
    pub fn fit(sample: &Sample, theta: &Theta) -> Self {
        let x = fit_x(sample, theta);
        let highest = peak(x, theta).max(highest_bar(sample, x)).min(HIGHEST);
        Self { x, y_max: nice::limit_above(HEADROOM * highest) }
    }

    /// Returns the axes that a run begins with: as [`Axes::fit`], but a component much narrower
    /// than the data is cut off at the top, and marked, so that the other curves are curves.
    pub fn start(sample: &Sample, theta: &Theta) -> Self {
        let Self { x, y_max } = Self::fit(sample, theta);
        let most = nice::limit_above(HEADROOM * spike(x));
        Self { x, y_max: y_max.min(most) }
    }

    /// Returns the same axes, unless a mean lies outside or a curve rises above them: then they
    /// grow. They never shrink. For axes that a person zoomed, do not call this: it zooms out
    /// again.
    #[must_use]
    pub fn follow(self, sample: &Sample, theta: &Theta) -> Self {
        let (mut x, wanted) = (self.x, fit_x(sample, theta));
        let means = || theta.means();
        if means().any(|mean| mean < self.x.0) {
            x.0 = x.0.min(wanted.0);
        }
        if means().any(|mean| mean > self.x.1) {
            x.1 = x.1.max(wanted.1);
        }
        let highest = peak(x, theta).min(spike(x));
        let y_max =
            if highest > self.y_max { nice::limit_above(GROWTH * highest) } else { self.y_max };
        Self { x, y_max }
    }

    /// x made `factor` times as long, `about` staying where it is on the screen; y is kept.
    #[must_use]
    pub fn zoom(self, factor: f64, about: f64) -> Self {
        let (lo, hi) = self.x;
        if !(factor > 0.0 && factor.is_finite() && about.is_finite()) {
            return self;
        }
        let about = about.clamp(lo, hi);
        self.with_x((about - (about - lo) * factor, about + (hi - about) * factor))
    }

    /// x moved by this fraction of its length, to the right where it is positive.
    #[must_use]
    pub fn pan(self, fraction: f64) -> Self {
        let (lo, hi) = self.x;
        let shift = (hi - lo) * fraction;
        self.with_x((lo + shift, hi + shift))
    }

    /// Other ends of x, where numbers can hold them; else the axes as they are.
    fn with_x(self, x: (f64, f64)) -> Self {
        if Range::is_drawable(x) { Self { x, ..self } } else { self }
    }
}

/// Returns the data's range, widened by the components, but no further than its own length either
/// way: one absurd σ or mean must not press the data together.
fn fit_x(sample: &Sample, theta: &Theta) -> (f64, f64) {
    let (min, max) = (sample.order().min(), sample.order().max());
    let components = || theta.components().iter();
    let mut data = (min, max);
    if !Range::is_drawable(data) {
        let widest = components().map(Component::sd).fold(0.0, f64::max);
        let half = (REACH * widest).min(FURTHEST);
        let range = Range::from((min - half, max + half));
        data = (range.lo(), range.hi());
    }
    let length = data.1 - data.0;
    let end = |margin: f64| (data.0 - margin * length, data.1 + margin * length);
    let (nearest, furthest) = (end(MARGIN), end(1.0));
    let left = components().map(|c| c.mean() - REACH * c.sd()).fold(nearest.0, f64::min);
    let right = components().map(|c| c.mean() + REACH * c.sd()).fold(nearest.1, f64::max);
    (left.max(furthest.0), right.min(furthest.1))
}

/// Returns the highest value of the mixture between the ends, which no weighted component exceeds.
fn peak((lo, hi): (f64, f64), theta: &Theta) -> f64 {
    const STEPS: u32 = 256;
    let even = (0..=STEPS).map(|i| lo + (hi - lo) * (f64::from(i) / f64::from(STEPS)));
    let means = theta.means();
    let modes = means.clone().map(|mean| mode_near(mean, theta));
    let inside = means.chain(modes).filter(|x| (lo..=hi).contains(x));
    even.chain(inside).map(|x| theta.density(x)).fold(0.0, f64::max).max(f64::MIN_POSITIVE)
}

/// Goes uphill from a mean to a mode of the mixture. Each step goes to the mean of the means,
/// weighted by γ_k/σ_k², where the derivative of the density would be 0; it never goes down
/// (Carreira-Perpiñán 2000, *Mode-finding for mixtures of Gaussian distributions*). Peaks of narrow
/// components side by side are between their means.
fn mode_near(mean: f64, theta: &Theta) -> f64 {
    const STEPS: usize = 40;
    let mut x = mean;
    for _ in 0..STEPS {
        let gammas = responsibilities(x, theta);
        let terms = gammas.iter().zip(theta.components());
        let (sum, total) = terms.fold((0.0, 0.0), |(sum, total), (gamma, c)| {
            let precision = gamma / c.variance();
            (sum + precision * (c.mean() - x), total + precision)
        });
        let next = x + sum / total;
        if !next.is_finite() || next == x {
            break;
        }
        x = next;
    }
    x
}

/// Returns the highest bar of the histogram, where there is one.
fn highest_bar(sample: &Sample, (lo, hi): (f64, f64)) -> f64 {
    if let Some(grouped) = sample.as_grouped() {
        let heights = (0..sample.len()).map(|i| grouped.height(i, sample.total_weight()));
        return heights.fold(0.0, f64::max);
    }
    if sample.len() <= FEW {
        return 0.0;
    }
    // A chart has a bar in a cell or in some of them: those of a wide window are narrow, and may be
    // high.
    let highest = |cells: f64| {
        let histogram = Histogram::new(sample, (hi - lo) / cells);
        let bins = ((hi - lo) / histogram.bin_width()).ceil() as u32;
        let middles = (0..=bins).map(|i| lo + f64::from(i) * histogram.bin_width());
        middles.map(|x| histogram.density(sample, x)).fold(0.0, f64::max)
    };
    highest(100.0).max(highest(200.0))
}

fn spike((lo, hi): (f64, f64)) -> f64 {
    SPIKE / (hi - lo)
}

#[cfg(test)]
mod tests;
