//! The statistics: θ, the sample, the two steps of EM, the lower bound, and θ₀ from data.
//!
//! Every result is a function of the data and the other arguments, to the last bit: passes over the
//! data are spread over rayon's threads, in parts that depend on n alone. One choice is kept in the
//! data: once [`Sample::condense`] has run, [`e_step`] sums nodes, which agree with
//! [`exact_e_step`] to twelve digits.
//!
//! Logarithms are natural, ℓ is in nats, variances divide by N_k. Nothing is floored, jittered,
//! renormalised or relabelled.

mod bound;
pub mod condensed;
mod e_step;
mod iterate;
mod kernel;
mod lanes;
mod m_step;
mod notes;
mod order;
mod points;
mod ranking;
mod responsibilities;
mod sample;
mod short;
mod start;
mod statistics;
mod sum;
mod theta;
mod vector;

pub use bound::{expected_log_joint, lower_bound};
pub use condensed::{Condensed, Departure};
#[doc(hidden)]
pub use e_step::e_step_on;
pub use e_step::{EStepError, Expectation, e_step, exact_e_step};
pub use iterate::{Iterate, Iterations, Refusal, StopRule, Stopped, iterate};
#[doc(hidden)]
pub use kernel::InstructionSet;
pub use m_step::{EMPTY_BELOW, MStepError, m_step};
pub use notes::{Note, notes};
pub use order::Order;
pub use ranking::{MOST_RANKED, Ranking};
pub use responsibilities::{responsibilities, uncertainty};
pub use sample::{MAX_MAGNITUDE, Sample, SampleError};
pub use short::Short;
pub use start::{Start, StartError};
pub use statistics::ComponentStatistics;
pub use theta::{Component, MAX_COMPONENTS, Theta, ThetaError, WEIGHT_SUM_TOLERANCE};
