//! Why a run ended, as a word for programs and a sentence for people.

use std::fmt;

use crate::mixture::{EStepError, Iterate, MStepError, StepError, StopRule, Stopped};
use crate::text::counted;

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// |Δℓ| per observation fell below the tolerance.
    Converged,
    /// The iterations that were asked for are done.
    Steps,
    /// The iterations that were allowed are done, and ℓ still changes.
    MaxIterations,
    /// The next θ would hold a variance of 0.
    Collapsed,
    /// The next θ would hold a mean of 0/0.
    Empty,
}

impl StopReason {
    /// Returns why a run ended whose rule has this tolerance; none if ℓ could not be computed or
    /// the run was broken off.
    pub(super) fn of(stopped: &Stopped, tolerance: Option<f64>) -> Option<Self> {
        Some(match stopped {
            Stopped::Converged => Self::Converged,
            Stopped::IterationLimit if tolerance.is_some() => Self::MaxIterations,
            Stopped::IterationLimit => Self::Steps,
            Stopped::Failed(StepError::MStep { error, .. }) => match error {
                MStepError::Collapsed { .. } | MStepError::AllCollapsed { .. } => Self::Collapsed,
                MStepError::Empty { .. } => Self::Empty,
            },
            Stopped::Failed(StepError::EStep(_)) | Stopped::Cancelled => return None,
        })
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Converged => "converged",
            Self::Steps => "steps",
            Self::MaxIterations => "max-iterations",
            Self::Collapsed => "collapsed",
            Self::Empty => "empty",
        })
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Termination {
    /// In a word.
    pub reason: StopReason,
    /// In a sentence.
    pub message: String,
}

impl Termination {
    /// Returns how a run ended that went through `trace`.
    ///
    /// # Errors
    /// Returns an error if ℓ of the θ after the last of `trace` cannot be computed: such a run has
    /// failed.
    pub(super) fn new(
        stopped: Stopped,
        trace: &[Iterate],
        rule: StopRule,
    ) -> Result<Self, EStepError> {
        let last = &trace[trace.len() - 1];
        let one = if last.method().is_accelerated() { "accelerated step" } else { "iteration" };
        let after = counted(last.iteration(), one);
        let reason = StopReason::of(&stopped, rule.tolerance);
        let message = match (stopped, rule.tolerance) {
            (Stopped::Failed(StepError::EStep(error)), _) => return Err(error),
            (Stopped::Failed(error), _) => format!("stopped after {after}: {error}"),
            (Stopped::Converged, Some(tolerance)) => format!(
                "converged after {after}: the last one {}, and the tolerance is {tolerance:?}",
                last_change(trace)
            ),
            (Stopped::IterationLimit, Some(_)) => format!(
                "stopped after {after}, the most allowed, before converging: the last one {}",
                last_change(trace)
            ),
            (Stopped::IterationLimit, None) => format!("stopped after {after}, as asked for"),
            (Stopped::Converged, None) | (Stopped::Cancelled, _) => {
                unreachable!(
                    "a run without a tolerance does not converge, and nothing breaks it off"
                )
            }
        };
        let reason = reason.unwrap_or_else(|| unreachable!("every other end has a reason"));
        Ok(Self { reason, message })
    }

    /// Returns whether the run ended by itself, not because a number of iterations was asked for.
    pub fn is_by_itself(&self) -> bool {
        self.reason != StopReason::Steps
    }
}

/// Returns what the last iteration did to ℓ. A run that ends by its length has at least one; if it
/// began with γ, ℓ before that is not known.
fn last_change(trace: &[Iterate]) -> String {
    let [.., before, last] = trace else { return "was the first".to_owned() };
    let change = last.objective() - before.objective();
    let symbol = last.method().objective().symbol();
    if change == 0.0 {
        return format!("did not change {symbol} at all");
    }
    format!(
        "changed {symbol} by {:.1e} per observation",
        change / last.expectation().total_weight()
    )
}
