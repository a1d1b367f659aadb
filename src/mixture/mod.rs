//! The statistics: θ, the sample, the two steps of EM, the lower bound, and θ₀ from data.
//!
//! Every result is a function of the data and the other arguments, to the last bit: passes over the
//! data are spread over rayon's threads, in parts that depend on n alone. Large data can be
//! condensed ([`Condensed`]); an E-step on them agrees with one over all observations to twelve
//! digits, and the caller chooses by what [`Data`] it passes.
//!
//! Logarithms are natural, ℓ is in nats, variances divide by N_k. Nothing is floored, jittered,
//! renormalised or relabelled.

mod bound;
pub mod condensed;
mod data;
mod e_step;
mod exp_ln;
mod expectation;
mod fit;
mod iterate;
mod kernel;
mod lanes;
mod m_step;
mod order;
mod pass;
mod points;
mod ranking;
mod responsibilities;
mod sample;
mod short;
mod special_cases;
mod start;
mod statistics;
mod sum;
mod theta;

pub use bound::{expected_log_joint, lower_bound};
pub use condensed::{Condensed, Discrepancy};
pub use data::Data;
#[doc(hidden)]
pub use e_step::e_step_on;
pub use e_step::{EStepError, e_step};
pub use expectation::Expectation;
pub use fit::{Fit, FitError, fit};
pub use iterate::{Iterate, Iterations, StepError, StopRule, Stopped, iterate};
#[doc(hidden)]
pub use kernel::InstructionSet;
pub use m_step::{EMPTY_BELOW, MStepError, m_step};
pub use order::Order;
pub use ranking::{MOST_RANKED, Ranking};
pub use responsibilities::{label, labels, responsibilities, uncertainty};
pub use sample::{MAX_MAGNITUDE, Sample, SampleError};
pub use short::Short;
pub use special_cases::{SpecialCase, special_cases};
pub use start::{Start, StartError};
pub use statistics::ComponentStatistics;
pub use theta::{Component, MAX_COMPONENTS, Theta, ThetaError, WEIGHT_SUM_TOLERANCE};
