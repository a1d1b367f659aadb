//! Which two runs are shown side by side.

/// Two runs that are shown side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pair {
    /// The active run and the one that it began from, or a neighbour.
    #[default]
    Active,
    /// The active run and this one, counted from 0, which someone chose.
    Chosen(usize),
    /// What two steps of the lesson left.
    Steps,
}

impl Pair {
    /// Returns the run that someone chose.
    pub(super) fn chosen(self) -> Option<usize> {
        match self {
            Self::Chosen(run) => Some(run),
            Self::Active | Self::Steps => None,
        }
    }

    /// Returns the pair of a step of a lesson, which shows what two steps left or (not `compares`)
    /// leaves it to the stepper.
    #[must_use]
    pub(super) fn in_step(self, compares: bool) -> Self {
        match self {
            _ if compares => Self::Steps,
            Self::Steps => Self::Active,
            own => own,
        }
    }
}
