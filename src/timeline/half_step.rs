//! Half-steps: θ_t, which an M-step leaves, and γ_t, which an E-step leaves.

/// Which half of an iteration has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// θ_t is set; the E-step comes next.
    Theta,
    /// γ_t is inferred from θ_t; the M-step comes next.
    Gamma,
}

/// A half-step of a run, named by what it leaves: θ_t or γ_t. Half-steps are ordered as they are
/// reached.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(into = "SavedHalfStep", try_from = "SavedHalfStep")]
pub struct HalfStep(usize);

impl HalfStep {
    /// θ₀, where a run starts unless its γ₀ was given.
    pub const START: Self = Self(0);

    /// Returns θ_t.
    pub const fn theta(t: usize) -> Self {
        Self(2 * t)
    }

    /// Returns γ_t.
    pub const fn gamma(t: usize) -> Self {
        Self(2 * t + 1)
    }

    /// Returns t, the number of M-steps done.
    pub const fn iteration(self) -> usize {
        self.0 / 2
    }

    /// Returns which half of iteration t this is.
    pub const fn phase(self) -> Phase {
        if self.0.is_multiple_of(2) { Phase::Theta } else { Phase::Gamma }
    }

    /// Returns the half-step `count` further on.
    #[must_use]
    pub const fn plus(self, count: usize) -> Self {
        Self(self.0 + count)
    }

    /// Returns how many half-steps this is after an earlier one; 0 if that is not earlier.
    pub const fn since(self, earlier: Self) -> usize {
        self.0.saturating_sub(earlier.0)
    }

    /// Returns the half-step before; none before θ₀.
    pub fn previous(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }
}

/// The form of a half-step in a file.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SavedHalfStep {
    Theta(usize),
    Gamma(usize),
}

impl From<HalfStep> for SavedHalfStep {
    fn from(half_step: HalfStep) -> Self {
        match half_step.phase() {
            Phase::Theta => Self::Theta(half_step.iteration()),
            Phase::Gamma => Self::Gamma(half_step.iteration()),
        }
    }
}

impl TryFrom<SavedHalfStep> for HalfStep {
    type Error = &'static str;

    fn try_from(saved: SavedHalfStep) -> Result<Self, Self::Error> {
        let (SavedHalfStep::Theta(t) | SavedHalfStep::Gamma(t)) = saved;
        if t > usize::MAX / 4 {
            return Err("an iteration as large as this has no half-steps");
        }
        Ok(match saved {
            SavedHalfStep::Theta(t) => Self::theta(t),
            SavedHalfStep::Gamma(t) => Self::gamma(t),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_steps_alternate() {
        let half_steps: Vec<_> = (0..4).map(|i| HalfStep::START.plus(i)).collect();
        let expected =
            [HalfStep::theta(0), HalfStep::gamma(0), HalfStep::theta(1), HalfStep::gamma(1)];
        assert_eq!(half_steps, expected);
        assert_eq!(HalfStep::gamma(3).iteration(), 3);
        assert_eq!(HalfStep::gamma(3).phase(), Phase::Gamma);
        assert_eq!(HalfStep::START.previous(), None);
    }
}
