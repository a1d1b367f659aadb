//! Step through the EM algorithm for mixtures of Gaussians in a terminal.
//!
//! # EM on one page
//!
//! Five observations, two Gaussians, and a first guess θ₀ of their weights π, means μ and variances
//! σ²:
//!
//! ```
//! use emstep::mixture::{Sample, Theta, e_step, lower_bound, m_step, responsibilities};
//!
//! let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
//! let theta_0 = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
//!
//! // E: which component does each observation come from? γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i; θ₀).
//! let gamma = responsibilities(4.0, &theta_0);
//! assert!((gamma[0] - 0.454662).abs() < 1e-6);
//!
//! // The step over the whole sample keeps no γ, only what is wanted of them: N_k, the weighted means
//! // and variances, and the log-likelihood ℓ(θ₀).
//! let expectation = e_step(&sample, &theta_0)?;
//! assert!((expectation.log_likelihood() - -24.512532330086678).abs() < 1e-12);
//!
//! // M: the θ that fits those γ best.
//! let theta_1 = m_step(&expectation)?;
//! let first = theta_1.components()[0];
//! assert!((first.weight() - 0.363037).abs() < 1e-6);
//! assert!((first.mean() - 5.131728).abs() < 1e-6);
//! assert!((first.variance() - 0.615563).abs() < 1e-6);
//!
//! // Why ℓ never falls: the bound F touches ℓ at θ₀, the M-step raises it, and ℓ(θ₁) lies above it.
//! let touching = lower_bound(&expectation, &theta_0, &theta_0);
//! let raised = lower_bound(&expectation, &theta_0, &theta_1);
//! let next = e_step(&sample, &theta_1)?;
//! assert_eq!(touching, expectation.log_likelihood());
//! assert!(touching < raised && raised < next.log_likelihood());
//! assert!((next.log_likelihood() - -10.955912).abs() < 1e-6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`mixture::iterate`] repeats the two until ℓ no longer changes, and [`mixture::Start`] makes a
//! θ₀ from the data.
//!
//! # The layers
//!
//! Imports point down only; `tests/repository/layers/` reads the sources and holds that.
//!
//! ```text
//! internals       what the program and its tests use of the private modules
//! main, cli       the command line; runs one of the commands
//! runtime         the terminal, threads, signals: what waits, blocks or knows the time
//! results         results of a run as bytes
//! view    work    the state as a frame; a job done, at once or a little at a time
//! spoken          the state in sentences, for who hears it
//! app             the state machine: messages in, effects out
//! lesson  report  texts, scenes and questions; a trace as text, JSON or CSV
//! explain         why a number is what it is
//! data  timeline  bytes to a sample; what happened, and the way back
//! sql             queries that condense data in a database
//! mixture         the statistics: θ, the sample, the steps of EM, condensed data
//! text            numbers, indices and lists as people read them; widths, wrapping, sanitising
//! formula         formulas as learners type them, read and compared with the truth
//! ```
//!
//! Up to `app`, but for `data`, nothing names a terminal, a clock or a file, or starts a thread, so
//! that the same program runs in a terminal, in a test and in a browser. `mixture`, `data` and
//! `explain` spread their loops over the data with rayon, and no result depends on how many threads
//! it has.
//!
//! # The features
//!
//! Without any there are the statistics and what reads, explains and prints them. `stepper` adds
//! the state machine and its frames, `terminal` (default) the program, `serve` (default) its
//! server.

#[cfg(feature = "stepper")]
mod app;
#[cfg(feature = "terminal")]
mod cli;
pub mod data;
pub mod explain;
#[cfg(feature = "stepper")]
mod figure;
pub mod formula;
#[doc(hidden)]
pub mod internals;
pub mod lesson;
pub mod mixture;
pub mod report;
#[cfg(feature = "stepper")]
mod results;
#[cfg(feature = "terminal")]
mod runtime;
#[cfg(feature = "stepper")]
mod spoken;
#[cfg(feature = "terminal")]
mod sql;
#[cfg(feature = "stepper")]
pub mod stepper;
mod text;
pub mod timeline;
#[cfg(feature = "stepper")]
mod view;
#[cfg(feature = "stepper")]
mod work;
