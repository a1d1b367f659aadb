//! The panels of the screen.

/// A panel of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Panel {
    /// The density chart.
    Density,
    /// θ and how it changed.
    Theta,
    /// ℓ, the bound and the gap.
    Likelihood,
    /// The responsibility table.
    Responsibilities,
}

/// The panels in the order in which Tab goes through them.
pub const PANELS: [Panel; 4] =
    [Panel::Density, Panel::Theta, Panel::Likelihood, Panel::Responsibilities];

impl Panel {
    /// Returns its number, which is its key too.
    pub const fn number(self) -> usize {
        self as usize + 1
    }
}
