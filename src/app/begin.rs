//! Where a run begins: the θ₀ that was given, that came with the data, or that is made from them.

use crate::app::settings::Settings;
use crate::data::Dataset;
use crate::mixture::{
    EStepError, Iterate, IterateError, Method, MethodError, Start, StartError, Theta,
};
use crate::timeline::Origin;

/// Where θ₀ comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum InitialTheta {
    /// Someone gave it.
    Given(Theta),
    /// It came with the data.
    OfData(Theta),
    /// It is where another run is, on data of which these are an edited copy.
    Edited(Theta),
    /// It is made from the data.
    FromData {
        /// how
        start: Start,
        /// K
        components: usize,
    },
}

impl InitialTheta {
    /// K, the number of components.
    pub fn components(&self) -> usize {
        match self {
            Self::Given(theta) | Self::OfData(theta) | Self::Edited(theta) => theta.len(),
            Self::FromData { components, .. } => *components,
        }
    }

    /// Returns where the θ₀ of a run that begins with it came from.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Given(_) => Origin::Given,
            Self::OfData(_) => Origin::Data,
            Self::Edited(_) => Origin::Edited,
            Self::FromData { start, .. } => Origin::Start(*start),
        }
    }

    /// Returns θ₀ and its E-step, for a run of ordinary EM.
    ///
    /// # Errors
    /// Returns an error if the data give no θ₀ or ℓ(θ₀) is beyond what a number holds.
    pub fn begin(&self, dataset: &Dataset) -> Result<Iterate, BeginError> {
        self.begin_by(&Method::default(), dataset)
    }

    /// Returns θ₀ and its E-step, for a run of this method. A θ₀ that is made from the data is made
    /// to suit its constraints; one that is given has to.
    ///
    /// # Errors
    /// Returns an error if [`InitialTheta::begin`] does, or if θ₀ contradicts a constraint.
    pub fn begin_by(&self, method: &Method, dataset: &Dataset) -> Result<Iterate, BeginError> {
        method.check()?;
        let theta = match self {
            Self::Given(theta) | Self::OfData(theta) | Self::Edited(theta) => theta.clone(),
            Self::FromData { start, components } => {
                method.adapt(&start.theta(&dataset.sample, *components)?)
            }
        };
        Iterate::begin(theta, dataset.data(), *method).map_err(|error| match error {
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
    /// How it is made from the data.
    pub start: Option<Start>,
    /// K.
    pub components: Option<usize>,
}

impl StartOptions {
    /// Returns where EM starts on these data: at the θ₀ that was given; else at the data's own,
    /// unless a start or another K was asked for; else at one made from the data, as the settings
    /// say.
    pub fn initial_theta(&self, dataset: &Dataset, settings: &Settings) -> InitialTheta {
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
}
