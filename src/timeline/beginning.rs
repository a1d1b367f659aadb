//! What a run begins with: θ₀, or the γ₀ that someone gave.

use std::sync::Arc;

use super::half_step::HalfStep;
use crate::mixture::{Expectation, GammaRows, GivenGamma, Iterate};

/// What a run begins with.
#[derive(Clone, Debug, PartialEq)]
pub enum Beginning {
    /// θ₀, with its E-step.
    Theta(Iterate),
    /// γ₀: there is no θ₀, and the first M-step gives θ₁.
    Gamma(Arc<GivenGamma>),
}

impl Beginning {
    /// Returns the first half-step: θ₀ or γ₀.
    pub fn half_step(&self) -> HalfStep {
        match self {
            Self::Theta(_) => HalfStep::START,
            Self::Gamma(_) => HalfStep::gamma(0),
        }
    }

    /// Returns the first θ with its E-step: θ₀, or the θ₁ that the M-step makes of γ₀.
    pub fn first(&self) -> &Iterate {
        match self {
            Self::Theta(theta_0) => theta_0,
            Self::Gamma(gamma) => gamma.theta_1(),
        }
    }
}

impl From<Iterate> for Beginning {
    fn from(theta_0: Iterate) -> Self {
        Self::Theta(theta_0)
    }
}

impl From<GivenGamma> for Beginning {
    fn from(gamma: GivenGamma) -> Self {
        Self::Gamma(Arc::new(gamma))
    }
}

/// The responsibilities γ_t of a run.
#[derive(Clone, Copy, Debug)]
pub struct Gamma<'a> {
    /// Those of each observation.
    pub rows: GammaRows<'a>,
    /// What the M-step needs of them.
    pub expectation: &'a Expectation,
}

impl<'a> Gamma<'a> {
    /// Returns those that the E-step at a θ_t infers.
    pub(super) fn inferred(iterate: &'a Iterate) -> Self {
        let sharing = iterate.method().sharing(iterate.iteration());
        let rows = GammaRows::Inferred(iterate.theta(), sharing);
        Self { rows, expectation: iterate.expectation() }
    }

    /// Returns those that were given.
    pub(super) fn given(gamma: &'a GivenGamma) -> Self {
        let rows = GammaRows::Given(gamma.responsibilities());
        Self { rows, expectation: gamma.expectation() }
    }
}
