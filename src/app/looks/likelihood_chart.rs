//! What the chart of the likelihood panel shows: ℓ, or log₁₀ Δℓ once ℓ has flattened out.

use crate::timeline::Run;

/// What the chart of the likelihood panel shows of each iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LikelihoodChart {
    /// ℓ(θ_t).
    LogLikelihood,
    /// log₁₀ of the change Δℓ in the M-step that made θ_t.
    LogChange,
}

/// ℓ has flattened out when this many changes, the last ones of the run, come together to less
/// than this part of all that ℓ rose by. In a chart of eight rows, which has 64 steps, that is less
/// than one step, so that ℓ looks the same from there on.
const LAST: usize = 2;
const PART: f64 = 1.0 / 64.0;

impl LikelihoodChart {
    /// Returns what is shown if no one chose: ℓ until it has flattened out.
    pub(crate) fn automatic<D>(run: &Run<D>) -> Self {
        let reached = run.iterates_to(run.furthest().iteration());
        let Some(end) = reached.len().checked_sub(1) else { return Self::LogLikelihood };
        let at = |i: usize| reached[i].objective();
        let (rise, last) = (at(end) - at(0), at(end) - at(end.saturating_sub(LAST)));
        if end > LAST && last < PART * rise { Self::LogChange } else { Self::LogLikelihood }
    }

    /// Returns the other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::LogLikelihood => Self::LogChange,
            Self::LogChange => Self::LogLikelihood,
        }
    }
}
