//! Half-steps: θ_t, which an M-step leaves, and γ_t, which an E-step leaves.

/// The last iteration that a run goes to: more θ than anyone looks at, and as many as there is
/// memory for.
pub const LAST_ITERATION: usize = 1_000_000;

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

/// There is no such iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no run goes to iteration {0}: the last one is {LAST_ITERATION}")]
pub struct IterationError(usize);

/// Checks that a run may go as far as θ_t.
///
/// # Errors
/// Returns an error if it may not.
pub fn check_iteration(t: usize) -> Result<(), IterationError> {
    if t <= LAST_ITERATION { Ok(()) } else { Err(IterationError(t)) }
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
    type Error = IterationError;

    fn try_from(saved: SavedHalfStep) -> Result<Self, Self::Error> {
        let (SavedHalfStep::Theta(t) | SavedHalfStep::Gamma(t)) = saved;
        check_iteration(t)?;
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

    #[test]
    fn a_half_step_in_a_file_is_one_that_a_run_may_reach() {
        let read = |text: &str| serde_json::from_str::<HalfStep>(text);
        assert_eq!(read(r#"{"gamma": 1000000}"#).unwrap(), HalfStep::gamma(LAST_ITERATION));
        for t in ["1000001", "9223372036854775808", "18446744073709551615"] {
            let error = read(&format!(r#"{{"theta": {t}}}"#)).unwrap_err().to_string();
            let says = format!("no run goes to iteration {t}: the last one is 1000000");
            assert!(error.starts_with(&says), "{error}");
        }
    }
}
