//! Where a run begins: the θ₀ that was given, that came with the data, or that is made from them;
//! or the γ₀ that was given.

use std::sync::Arc;

use crate::app::settings::Settings;
use crate::data::Dataset;
use crate::mixture::{
    EStepError, GammaError, GivenGamma, GivenResponsibilities, Iterate, IterateError, Method,
    MethodError, Start, StartError, Theta,
};
use crate::timeline::{Beginning, Origin};

/// Where θ₀ comes from, or the γ₀ in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum InitialTheta {
    /// Someone gave it.
    Given(Theta),
    /// It came with the data.
    OfData(Theta),
    /// It is where another run is, on data of which these are an edited copy.
    Edited(Theta),
    /// It is that of another run, for other constraints.
    OfRun {
        /// θ₀
        theta: Theta,
        /// where it came from
        origin: Origin,
    },
    /// It is made from the data.
    FromData {
        /// how
        start: Start,
        /// K
        components: usize,
    },
    /// There is no θ₀: someone gave γ₀.
    Gamma(Arc<GivenResponsibilities>),
}

impl InitialTheta {
    /// K, the number of components.
    pub fn components(&self) -> usize {
        match self {
            Self::Given(theta)
            | Self::OfData(theta)
            | Self::Edited(theta)
            | Self::OfRun { theta, .. } => theta.len(),
            Self::FromData { components, .. } => *components,
            Self::Gamma(gamma) => gamma.components(),
        }
    }

    /// Returns where the θ₀ or γ₀ of a run that begins with it came from.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Given(_) => Origin::Given,
            Self::OfData(_) => Origin::Data,
            Self::Edited(_) => Origin::Edited,
            Self::OfRun { origin, .. } => *origin,
            Self::FromData { start, .. } => Origin::Start(*start),
            Self::Gamma(_) => Origin::Gamma,
        }
    }

    /// Returns θ₀ and its E-step, or γ₀ and θ₁, for a run of ordinary EM.
    ///
    /// # Errors
    /// Returns an error if the data give no θ₀, if γ₀ is not one of these data, or if ℓ is beyond
    /// what a number holds.
    pub fn begin(&self, dataset: &Dataset) -> Result<Beginning, BeginError> {
        self.begin_by(&Method::default(), dataset)
    }

    /// Returns the same for a run of this method. A θ₀ that is made from the data is made to suit
    /// its constraints; one that is given has to.
    ///
    /// # Errors
    /// Returns an error if [`InitialTheta::begin`] does, if θ₀ contradicts a constraint, or if
    /// there is no θ₀ to take what is fixed from.
    pub fn begin_by(&self, method: &Method, dataset: &Dataset) -> Result<Beginning, BeginError> {
        method.check()?;
        let theta = match self {
            Self::Given(theta)
            | Self::OfData(theta)
            | Self::Edited(theta)
            | Self::OfRun { theta, .. } => theta.clone(),
            Self::FromData { start, components } => {
                method.adapt(&start.theta(&dataset.sample, *components)?)
            }
            Self::Gamma(_) if !method.is_ordinary() => return Err(BeginError::GammaOfOrdinaryEm),
            Self::Gamma(gamma) => {
                return Ok(GivenGamma::new(Arc::clone(gamma), dataset.data())?.into());
            }
        };
        let first = Iterate::begin(theta, dataset.data(), *method);
        first.map(Beginning::from).map_err(|error| match error {
            IterateError::Method(error) => BeginError::Method(error),
            IterateError::EStep(error) => BeginError::EStep(error),
        })
    }
}

/// K if nothing says otherwise.
pub(crate) const DEFAULT_COMPONENTS: usize = 2;

/// What was said about θ₀ before the data were there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StartOptions {
    /// θ₀ itself.
    pub theta: Option<Theta>,
    /// γ₀ in the place of θ₀.
    pub gamma: Option<Arc<GivenResponsibilities>>,
    /// How θ₀ is made from the data.
    pub start: Option<Start>,
    /// K.
    pub components: Option<usize>,
}

impl StartOptions {
    /// Returns where EM starts on these data: at the γ₀ or θ₀ that was given; else at the data's
    /// own, unless a start or another K was asked for; else at one made from the data, as the
    /// settings say.
    pub fn initial_theta(&self, dataset: &Dataset, settings: &Settings) -> InitialTheta {
        if let Some(gamma) = &self.gamma {
            return InitialTheta::Gamma(Arc::clone(gamma));
        }
        if let Some(theta) = &self.theta {
            return InitialTheta::Given(theta.clone());
        }
        let fits = |own: &&Theta| {
            self.start.is_none() && self.components.is_none_or(|components| components == own.len())
        };
        match dataset.theta.as_ref().filter(fits) {
            Some(own) => InitialTheta::OfData(own.clone()),
            None => InitialTheta::FromData {
                start: self.start.unwrap_or(settings.start),
                components: self.components.unwrap_or(DEFAULT_COMPONENTS),
            },
        }
    }
}

/// Why a run cannot begin.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BeginError {
    /// The data give no θ₀.
    #[error(transparent)]
    Start(#[from] StartError),
    /// θ₀ contradicts a constraint.
    #[error(transparent)]
    Method(#[from] MethodError),
    /// ℓ(θ₀) cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
    /// The responsibilities that were given are not those of these data, or lead to no θ₁.
    #[error(transparent)]
    Gamma(#[from] GammaError),
    /// What is fixed would be taken from a θ₀.
    #[error("constraints and priors need a θ₀, and this start has none")]
    GammaOfOrdinaryEm,
}
