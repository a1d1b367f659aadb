//! The statistics: θ, the sample, the two steps of EM, the lower bound, and θ₀ from data.
//!
//! Every result is a function of the data and the other arguments, to the last bit: passes over the
//! data are spread over rayon's threads, in parts that depend on n alone. Large data can be
//! condensed ([`Condensed`]); an E-step on them agrees with one over all observations to twelve
//! digits, and the caller chooses by what [`Data`] it passes.
//!
//! Logarithms are natural, ℓ is in nats, variances divide by N_k. Nothing is floored, jittered,
//! renormalised or relabelled. Formulas are those of Bishop, *Pattern Recognition and Machine
//! Learning* (2006), chapter 9, in one dimension; McLachlan & Peel, *Finite Mixture Models* (2000),
//! treat the same at length.
//!
//! # What is Gaussian, what is one-dimensional, and what is EM
//!
//! This matters to anyone who adds another family of components, or a second dimension.
//!
//! - **EM alone**, for any mixture: [`Iterate`], [`iterate`], [`lower_bound`] (F = Q + H), [`fit`],
//!   [`label`], [`Data`], [`StopRule`], [`restarts`] and [`scan`], and the timeline above. They
//!   need of a θ an E-step that gives ℓ, H and sufficient statistics, an M-step that may fail for a
//!   component, and Q.
//! - **Gaussian**: [`Component`] (its parameters, `log_density`), [`ComponentStatistics`] (N_k,
//!   mean, variance), [`m_step`] and its failures, [`expected_log_joint`], what the kernel computes
//!   of a component (`kernel::Coefficients`, `log_joints`, and the moments it sums), the care for
//!   far points (`joint_ratios`, about z²), and how wide a cell of condensed data may be
//!   (`condensed::cover`, which bounds a difference of quadratics). A binomial or Poisson component
//!   has the mean alone as its statistic, and a discrete sample that is condensed by counting.
//!   So are the coordinates of [`Curvature`], the number of parameters in [`Criteria`], the draws
//!   of [`Bootstrap`] and the distribution function that [`Quantiles`] are compared with.
//! - **One-dimensional**: [`Sample`] (a list of numbers), [`Order`] and [`Ranking::by_value`],
//!   [`Start`] (groups between cut points, centres in ascending order), and all of [`condensed`]
//!   (bins of a line).
//! - **Weights** are everywhere: an observation may count w_i times, and n = Σ w_i.
//! - **Grouped data** ([`Grouped`]: counts in intervals) are a kind of [`Sample`] whose values are
//!   not known: E-step, responsibilities and ℓ are of its bins.
//! - **Condensed tables** ([`Summed`]: sums of powers in cells) are another: they have an E-step,
//!   but no observations.

mod assignment;
mod bootstrap;
mod bound;
mod component;
pub mod condensed;
mod convergence;
mod criteria;
mod curvature;
mod data;
mod e_step;
mod exp_ln;
mod expectation;
mod fit;
mod given;
mod goodness;
mod grouped;
mod iterate;
mod iterations;
mod kernel;
mod lanes;
mod m_step;
mod method;
mod order;
mod pass;
mod points;
mod ranking;
mod responsibilities;
mod restarts;
mod sample;
mod scan;
mod short;
mod simulate;
mod special_cases;
mod squarem;
mod start;
mod statistics;
mod sum;
mod summed;
mod theta;

pub use assignment::Sharing;
pub use bootstrap::{Bootstrap, BootstrapPlan, LikelihoodRatio, TestError};
pub use bound::{expected_log_joint, lower_bound};
pub use component::Component;
pub use condensed::{Condensed, CondensedTable, Discrepancy, RefinementPlan, TableError, TooWide};
pub use convergence::{Convergence, ObservedRate, missing_information};
pub use criteria::Criteria;
pub use curvature::Curvature;
pub use data::Data;
#[doc(hidden)]
pub use e_step::e_step_on;
pub use e_step::{EStepError, e_step};
pub use expectation::Expectation;
pub use fit::{Fit, FitError, fit};
pub use given::{GAMMA_SUM_TOLERANCE, GammaError, GammaRows, GivenGamma, GivenResponsibilities};
pub use goodness::{Quantile, Quantiles};
pub use grouped::{
    Bin, Grouped, GroupedError, Truncated, bin_responsibilities, log_probability, normal_cdf,
};
pub use iterate::{Iterate, IterateError, StepError};
pub use iterations::{Iterations, StopRule, Stopped, iterate};
#[doc(hidden)]
pub use kernel::InstructionSet;
pub use m_step::{EMPTY_BELOW, MStepError, Undefined, m_step};
pub use method::{
    Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, Method, MethodError,
    Objective,
};
pub use order::Order;
pub use ranking::{MOST_RANKED, Ranking};
pub(crate) use responsibilities::log_joint_differences;
pub use responsibilities::{label, labels, responsibilities, responsibilities_of, uncertainty};
pub use restarts::{
    Attempt, Optimum, Outcomes, RestartError, RestartPlan, RestartResult, Restarts, SAME_WITHIN,
    restarts,
};
pub use sample::{MAX_MAGNITUDE, Sample, SampleError};
pub use scan::{Scan, ScanFit, ScanPlan, ScanRow, lowest_bic, scan};
pub use short::Short;
pub use simulate::simulate;
pub use special_cases::{SpecialCase, special_cases};
pub use squarem::{SquaremStep, Taken};
pub use start::{Start, StartError, StartMethod};
pub use statistics::ComponentStatistics;
pub use summed::{Summed, SummedCell};
pub use theta::{MAX_COMPONENTS, Theta, ThetaError, WEIGHT_SUM_TOLERANCE};
