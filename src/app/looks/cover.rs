//! What a covered number takes with it: whatever on the screen would give it away.

use crate::explain::Quantity;
use crate::lesson::Hidden;
use crate::timeline::Phase;

/// Returns what is kept from being seen while a number is covered, after a half-step.
pub(in crate::app) fn hidden_with(covered: Quantity, phase: Phase) -> &'static [Hidden] {
    match covered {
        Quantity::Gamma { .. } => &[Hidden::Responsibilities, Hidden::Counts],
        // After an M-step π_k is N_k / n.
        Quantity::Count(_) if phase == Phase::Theta => &[Hidden::Counts, Hidden::Theta],
        Quantity::Count(_) => &[Hidden::Counts],
        // The curves show where the means are, how wide and how high the components.
        Quantity::Weight(_) | Quantity::Mean(_) | Quantity::Variance(_) | Quantity::Sd(_) => {
            &[Hidden::Theta, Hidden::Density]
        }
        Quantity::LogLikelihood | Quantity::Change => &[Hidden::LogLikelihood, Hidden::Bound],
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
