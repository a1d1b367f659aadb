//! What a covered number takes with it: whatever on the screen would give it away.

use crate::app::notice::Refusal;
use crate::app::outcome::Outcome;
use crate::explain::Quantity;
use crate::lesson::Hidden;
use crate::timeline::Phase;

/// The number that is covered, if one is.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::app) struct Cover(Option<Quantity>);

impl Cover {
    /// Returns a cover over a number, if there is one.
    pub(in crate::app) fn of(quantity: Option<Quantity>) -> Self {
        Self(quantity)
    }

    /// Covers the number that is chosen, or shows the one that is covered.
    pub(in crate::app) fn toggle(&mut self, chosen: Option<Quantity>) -> Outcome {
        if self.0.take().is_some() {
            return Outcome::nothing();
        }
        self.0 = chosen;
        if self.0.is_some() { Outcome::nothing() } else { Refusal::NothingToCover.into() }
    }

    /// Returns the number.
    pub(in crate::app) fn quantity(self) -> Option<Quantity> {
        self.0
    }

    /// Returns what is kept from being seen with it, after a half-step.
    pub(in crate::app) fn hides(self, phase: Phase) -> &'static [Hidden] {
        self.0.map_or(&[], |covered| hidden_with(covered, phase))
    }
}

/// Returns what would give a number away at a glance. A lesson's question covers less
/// ([`Hidden::of`]): what its answer is computed from has to stay in sight.
fn hidden_with(covered: Quantity, phase: Phase) -> &'static [Hidden] {
    match covered {
        Quantity::Gamma { .. } => &[Hidden::Responsibilities, Hidden::Counts],
        // After an M-step π_k is N_k / n.
        Quantity::Count(_) if phase == Phase::Theta => &[Hidden::Counts, Hidden::Theta],
        Quantity::Count(_) => &[Hidden::Counts],
        // The same the other way round, and the curves show how high the components are.
        Quantity::Weight(_) if phase == Phase::Theta => {
            &[Hidden::Theta, Hidden::Density, Hidden::Counts]
        }
        // The curves show where the means are, how wide and how high the components.
        Quantity::Weight(_) | Quantity::Mean(_) | Quantity::Variance(_) | Quantity::Sd(_) => {
            &[Hidden::Theta, Hidden::Density]
        }
        Quantity::LogLikelihood | Quantity::Objective | Quantity::Change => {
            &[Hidden::LogLikelihood, Hidden::Bound]
        }
        // After an E-step F is ℓ.
        Quantity::Bound | Quantity::Gap if phase == Phase::Gamma => {
            &[Hidden::LogLikelihood, Hidden::Bound]
        }
        Quantity::Bound | Quantity::Gap | Quantity::ExpectedLogJoint | Quantity::Entropy => {
            &[Hidden::Bound]
        }
        Quantity::Density { .. } | Quantity::Marginal(_) => &[Hidden::Density],
    }
}
