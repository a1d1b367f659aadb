use std::fmt;

/// What is lost if the program ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// A run on data that were edited.
    Edit {
        /// its number, from 1
        run: usize,
    },
    /// Half-steps of a run.
    HalfSteps {
        /// how many
        half_steps: usize,
        /// its number, from 1
        run: usize,
    },
}

impl fmt::Display for Unsaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edit { run } => write!(f, "the edited data of run {run} are not saved")?,
            Self::HalfSteps { half_steps, run } => {
                write!(f, "{half_steps} half-steps of run {run} are not saved")?;
            }
        }
        f.write_str(": ⟦W⟧ saves them, ⟦q⟧ again quits")
    }
}
