//! SQUAREM: two iterations of EM, from which a longer step is extrapolated (Varadhan & Roland 2008,
//! *Scandinavian Journal of Statistics* 35, 335–353).

use super::component::Component;
use super::data::Data;
use super::iterate::{Iterate, StepError};
use super::method::Method;
use super::theta::Theta;

/// How an accelerated step was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SquaremStep {
    /// What was taken.
    pub taken: Taken,
    /// α, the steplength that was taken: the point is θ_t − 2αr + α²v. −1 is two iterations of EM.
    pub steplength: f64,
    /// How many times α was brought nearer to −1, since the objective would have fallen or there
    /// was no θ.
    pub shortened: usize,
    /// Passes over the data: E-steps between θ_t and the new θ.
    pub passes: usize,
}

/// What an accelerated step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// An iteration of EM from the extrapolated point.
    Extrapolated,
    /// Two iterations of EM: the steplength is no more than theirs.
    Short,
    /// Two iterations of EM, since ℓ (or what the method maximises) would have fallen.
    WouldFall,
    /// Two iterations of EM, since EM cannot go on from the extrapolated point.
    Outside,
    /// One iteration of EM: there is no second.
    Last,
}

impl Taken {
    /// Returns whether a longer step was tried, and EM's own was taken in its place.
    pub fn is_replaced(self) -> bool {
        matches!(self, Self::WouldFall | Self::Outside)
    }

    /// Returns its name in an output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Extrapolated => "extrapolated",
            Self::Short => "two EM steps",
            Self::WouldFall => "two EM steps: it would have fallen",
            Self::Outside => "two EM steps: no θ there",
            Self::Last => "one EM step",
        }
    }
}

/// How many times a step is shortened before EM's own are taken.
const MOST_SHORTENED: usize = 4;

/// The change of a component's coordinates: ln π, μ over σ of θ_t, and ln σ².
type Change = [f64; 3];

/// θ_t and two changes, by EM.
pub(super) struct Path<'a> {
    from: &'a Theta,
    /// r = θ₁ − θ_t and v = (θ₂ − θ₁) − r.
    changes: Vec<(Change, Change)>,
}

impl<'a> Path<'a> {
    /// Returns the path from θ_t over what an iteration of EM makes of it, and of that.
    pub(super) fn new(from: &'a Theta, first: &Theta, second: &Theta) -> Self {
        let all = from.components().iter().zip(first.components()).zip(second.components());
        let change = |((start, first), second): ((&_, &_), &_)| {
            let r = coordinates_between(start, start, first);
            let next = coordinates_between(start, first, second);
            (r, std::array::from_fn(|i| next[i] - r[i]))
        };
        Self { from, changes: all.map(change).collect() }
    }

    /// Returns α = −‖r‖ / ‖v‖, in units of the information that the complete data have at θ_t.
    pub(super) fn steplength(&self) -> f64 {
        let r = self.length(|(r, _)| r);
        let v = self.length(|(_, v)| v);
        // Where v is 0, r is constant, or 0 too.
        if v > 0.0 { -(r / v) } else { -1.0 }
    }

    fn length(&self, of: impl Fn(&(Change, Change)) -> &Change) -> f64 {
        let weights = self.from.weights();
        let parts = self.changes.iter().map(of).zip(weights);
        let part = |([a, b, c], weight): (&Change, f64)| weight * (a * a + b * b + c * c / 2.0);
        parts.map(part).sum::<f64>().sqrt()
    }

    /// Returns the θ at this steplength; none if there is no such θ. What the method keeps fixed,
    /// equal, or above a floor stays so.
    pub(super) fn point(&self, alpha: f64, method: &Method) -> Option<Theta> {
        let fixed = |k: usize| method.fixed_weights.contains(k);
        let moved = self.from.components().iter().zip(&self.changes).enumerate();
        let mut components: Vec<_> = moved
            .map(|(k, (c, (r, v)))| {
                let by = |i: usize| alpha * (alpha * v[i] - 2.0 * r[i]);
                let weight = if fixed(k) { c.weight() } else { c.weight() * by(0).exp() };
                let variance = c.variance() * by(2).exp();
                let mean = c.precise_mean().plus(by(1) * c.sd());
                Component::with_precise_mean(weight, mean, variance)
            })
            .collect();
        // The free weights share what they had.
        let free = |of: &[Component]| -> f64 {
            of.iter().enumerate().filter(|(k, _)| !fixed(*k)).map(|(_, c)| c.weight()).sum()
        };
        let share = free(self.from.components()) / free(&components);
        for (k, component) in components.iter_mut().enumerate() {
            if !fixed(k) {
                *component = component.with_weight((component.weight() * share).min(1.0));
            }
            let floor = method.variance_floor.unwrap_or(0.0);
            *component = component.with_variance(component.variance().max(floor));
        }
        Theta::new(components).ok()
    }
}

fn coordinates_between(unit: &Component, from: &Component, to: &Component) -> Change {
    [
        (to.weight() / from.weight()).ln(),
        to.precise_mean().minus(from.precise_mean()) / unit.sd(),
        (to.variance() / from.variance()).ln(),
    ]
}

/// Returns how far an iteration of EM moves θ, in units of the information that the complete data
/// have at `from`.
pub(super) fn distance(from: &Theta, to: &Theta) -> f64 {
    Path::new(from, to, to).length(|(r, _)| r)
}

/// Returns how much an objective may fall by rounding alone.
pub(super) fn rounding(at: &Iterate) -> f64 {
    8.0 * f64::EPSILON * (at.objective().abs() + at.expectation().total_weight())
}

/// Returns the iterate that an accelerated step leads to, and how it was made: an iteration of EM
/// from the extrapolated point, which is brought nearer as long as there is no θ or the objective
/// would fall; in the end two from θ_t.
///
/// # Errors
/// Returns an error if there is no iteration of EM from θ_t.
pub(super) fn step(from: &Iterate, data: Data) -> Result<(Iterate, SquaremStep), StepError> {
    let method = from.method();
    let first = from.em_step(data)?;
    let second = method.m_step(first.expectation(), first.theta());
    let Ok(second) = second else {
        let (taken, steplength) = (Taken::Last, -1.0);
        let last = SquaremStep { taken, steplength, shortened: 0, passes: 1 };
        return Ok((first, last));
    };
    let path = Path::new(from.theta(), first.theta(), &second);
    let (mut steplength, mut passes, mut shortened) = (path.steplength(), 1, 0);
    let mut taken = Taken::Short;
    while steplength < -1.0 {
        let point = path.point(steplength, method);
        let point = point.and_then(|theta| from.at_theta(theta, data).ok());
        passes += usize::from(point.is_some());
        let next = point.and_then(|point| point.em_step(data).ok());
        passes += usize::from(next.is_some());
        taken = if next.is_some() { Taken::WouldFall } else { Taken::Outside };
        let is_high = |next: &Iterate| next.objective() >= first.objective() - rounding(&first);
        if let Some(next) = next.filter(is_high) {
            let taken = Taken::Extrapolated;
            return Ok((next, SquaremStep { taken, steplength, shortened, passes }));
        }
        if shortened == MOST_SHORTENED {
            break;
        }
        // Towards −1, where the point is that of two iterations of EM.
        steplength = (steplength - 3.0) / 4.0;
        shortened += 1;
    }
    let steplength = -1.0;
    if let Ok(next) = from.at_theta(second, data) {
        let passes = passes + 1;
        return Ok((next, SquaremStep { taken, steplength, shortened, passes }));
    }
    let taken = Taken::Last;
    Ok((first, SquaremStep { taken, steplength, shortened, passes }))
}
