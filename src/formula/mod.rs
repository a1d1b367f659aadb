//! Formulas as learners type them: read, explained where they cannot be read, and compared with the
//! truth.
//!
//! # The three formulas of the homework
//!
//! ```
//! use emstep::formula::{Context, Formula, Comparison, equal};
//!
//! // p(y = k | x)
//! let context = Context::new(&["pi_k", "N(x; mu_k, sigma_k^2)"])?.with_components(2)?;
//! let truth = Formula::parse("π_k N(x; μ_k, σ_k²) / Σ_j π_j N(x; μ_j, σ_j²)", &context)?;
//! let answer = Formula::parse("pi_k*N_k/(pi_1*N_1+pi_2*N_2)", &context)?;
//! assert_eq!(equal(&answer, &truth, &context, 1), Comparison::Equal);
//! let forgotten = Formula::parse("N_k / (N_1 + N_2)", &context)?;
//! assert!(matches!(equal(&forgotten, &truth, &context, 1), Comparison::Different { .. }));
//!
//! // With two observations: μ̂_k and σ̂_k²
//! let context = Context::new(&["gamma_ik", "x_i", "mu_k", "hatmu_k", "N_k"])?
//!     .with_components(2)?
//!     .with_points(2)?;
//! let truth = Formula::parse("(γ_0k x_0 + γ_1k x_1)/(γ_0k + γ_1k)", &context)?;
//! for answer in ["sum_i gamma_ik x_i / sum_i gamma_ik", "Σ γ x / N_k"] {
//!     let answer = Formula::parse(answer, &context)?;
//!     assert_eq!(equal(&answer, &truth, &context, 1), Comparison::Equal);
//! }
//! let truth = "(γ_0k (x_0-μ̂_k)² + γ_1k (x_1-μ̂_k)²)/(γ_0k + γ_1k)";
//! let truth = Formula::parse(truth, &context)?;
//! let old_mean = Formula::parse("Σ_i γ_ik (x_i − μ_k)² / N_k", &context)?;
//! assert!(matches!(equal(&old_mean, &truth, &context, 1), Comparison::Different { .. }));
//!
//! // π̂_k: the γ of one observation sum to 1
//! let truth = Formula::parse("(γ_0k + γ_1k)/2", &context)?;
//! let answer = Formula::parse("(γ_0k + γ_1k)/Σ_j(γ_0j + γ_1j)", &context)?;
//! assert_eq!(equal(&answer, &truth, &context, 1), Comparison::Equal);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What can be written
//!
//! - Numbers `1`, `0.5`, `2e-3`, `½`; `+ - * / ^` and what looks like them (`· × ÷ − **`); `²`,
//!   `⁻¹`; brackets `() [] {}`; `exp`, `ln`, `log` (natural too), `log10`, `log2`, `sqrt`, `√`,
//!   `abs`, each with a bracket (`√2` needs none); `e` and `pi` without an index are the numbers.
//!   `-x^2` is −(x²), and `a^b^c` is a^(b^c).
//! - Side by side is a product: `pi_k N_k`, `2x_1`, `(a)(b)`. After a division that would have two
//!   meanings, so `a/b c` is an error that asks for a sign; only a fraction of two numbers, `1/2
//!   x`, is read as it is meant. `a/b*c` is (a/b)·c.
//! - Densities: `N(x; μ_k, σ_k²)`. N_k is the count Σ_i γ_ik; only in a question that has densities
//!   and no counts is it read as the density, and `N_k(x_i)` as that at x_i.
//! - Sums: `Σ_j π_j N_j`, `sum_j …`, `sum_{j=1}^K …`, `sum(j, …)`. A sum takes in products, to the
//!   next + − or /. What j counts, components or observations, is read off where it is used. A sum
//!   and what is in it may be without an index if only one is possible: `Σ γ x / N_k`.
//! - Observations count from 0, so that the last of two is `x_1`. A formula with an `x_2` then
//!   counts from 1, as on paper, throughout.
//! - Names as in [`Context`], with many spellings: `π_k`, `w_k`, `π₁`, `mu1`, `gamma_0k`,
//!   `gamma_{0,k}`, `γ_k0` (where the letters leave one reading), `hat_mu_k`, `\hat{\mu}_k`,
//!   `μ̂_k`, `sigma^2_k`, `σ_k²`, `sigma2_k`. The common commands of LaTeX are read.
//!
//! # Bounds
//!
//! A text has at most [`MAX_LENGTH`] characters, brackets, powers and sums nest at most
//! [`MAX_DEPTH`] deep, and sums add up at most [`MAX_TERMS`] nodes, so that reading and comparing
//! take a bounded time, whatever is typed.

mod context;
mod equal;
mod error;
mod evaluate;
mod name;
mod node;
mod parse;
mod resolve;
mod sampling;
mod scan;
mod sum;
mod vary;

use std::fmt::{self, Display, Formatter};

pub use context::{Context, ContextError, MAX_EXTENT};
pub use equal::{Comparison, MAX_POINTS, Witness, equal};
pub use error::ParseError;

use error::ParseErrorKind;
use node::Node;

/// The most characters of a formula.
pub const MAX_LENGTH: usize = 1000;
/// The deepest that brackets, powers and sums may nest.
pub const MAX_DEPTH: usize = 64;
/// The most operations that a formula's value may take at one point.
pub const MAX_TERMS: usize = 2500;

/// A formula that was read. It prints in one normal form, in Greek, which reads back as the same
/// formula (if it has not become longer than [`MAX_LENGTH`]).
///
/// # Examples
/// ```
/// use emstep::formula::{Context, Formula};
///
/// let context = Context::new(&["pi_k", "mu_k"])?.with_components(2)?;
/// let formula = Formula::parse("sum_j pi_j*mu_j", &context)?;
/// assert_eq!(formula.to_string(), "Σ_j π_j·μ_j");
///
/// let error = Formula::parse("sigma_1", &context).unwrap_err();
/// assert_eq!(error.column(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    node: Node,
}

impl Formula {
    /// Reads a formula in the symbols of a question.
    ///
    /// # Errors
    /// Returns an error if the text is not a formula in these symbols. It has the column and what
    /// was expected there, or the name that is unknown and the nearest known one.
    pub fn parse(text: &str, context: &Context) -> Result<Self, ParseError> {
        let formula = Self { node: parse::parse(text, context)? };
        if formula.cost(context) > MAX_TERMS {
            return Err(ParseError::new(1, ParseErrorKind::TooManyTerms));
        }
        Ok(formula)
    }

    /// Returns how many operations its value takes at one point, at the most; [`equal`] tries
    /// [`MAX_POINTS`] of them.
    pub fn cost(&self, context: &Context) -> usize {
        self.node.cost(&|axis| context.extent(axis).1)
    }
}

impl Display for Formula {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        self.node.fmt(f)
    }
}
