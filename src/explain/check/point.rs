//! What an M-step of a recipe goes out from: a θ, or the γ that was given in the place of θ₀.

use crate::mixture::{Component, GivenResponsibilities};

/// Where a path is before a step.
#[derive(Clone, Debug)]
pub(super) enum Point<'a> {
    /// At a θ.
    Theta(Vec<Component>),
    /// At a γ₀ that was given.
    Gamma(&'a GivenResponsibilities),
}

impl Point<'_> {
    /// Returns θ; none at a γ that was given.
    pub(super) fn theta(&self) -> Option<&[Component]> {
        match self {
            Self::Theta(theta) => Some(theta),
            Self::Gamma(_) => None,
        }
    }

    /// Returns the components before a step: without a θ there is none, and what is made of its
    /// numbers is no number.
    pub(super) fn components(&self) -> Vec<Component> {
        match self {
            Self::Theta(theta) => theta.clone(),
            Self::Gamma(gamma) => {
                vec![Component::new(f64::NAN, f64::NAN, f64::NAN); gamma.components()]
            }
        }
    }
}
