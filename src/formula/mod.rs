//! Formulas as learners type them: read, explained where they cannot be read, and compared with the
//! truth.
//!
//! # The three formulas of the homework
//!
//! ```
//! use emstep::formula::{Context, Formula, Comparison, equal};
//!
//! // p(y = k | x)
//! let context = Context::new(&["pi_k", "N_k"])?.with_components(2)?;
//! let truth = Formula::parse("pi_k*N_k/(pi_1*N_1+pi_2*N_2)", &context)?;
//! let answer = Formula::parse("π_k N(x; μ_k, σ_k²) / Σ_j π_j N_j", &context)?;
//! assert_eq!(equal(&answer, &truth, &context, 1), Comparison::Equal);
//! let forgotten = Formula::parse("N_k / (N_1 + N_2)", &context)?;
//! assert!(matches!(equal(&forgotten, &truth, &context, 1), Comparison::Different { .. }));
//!
//! // With two points: μ̂_k and σ̂_k²
//! let context = Context::new(&["gamma_ki", "x_i", "mu_k", "hatmu_k"])?
//!     .with_components(2)?
//!     .with_points(2)?;
//! let truth = Formula::parse("(gamma_k1*x_1+gamma_k2*x_2)/(gamma_k1+gamma_k2)", &context)?;
//! let answer = Formula::parse("sum_i gamma_ki x_i / sum_i gamma_ki", &context)?;
//! assert_eq!(equal(&answer, &truth, &context, 1), Comparison::Equal);
//! let truth = "(gamma_k1*(x_1-hatmu_k)^2+gamma_k2*(x_2-hatmu_k)^2)/(gamma_k1+gamma_k2)";
//! let truth = Formula::parse(truth, &context)?;
//! let old_mean = "(γ_k1 (x_1-μ_k)² + γ_k2 (x_2-μ_k)²)/(γ_k1+γ_k2)";
//! let old_mean = Formula::parse(old_mean, &context)?;
//! assert!(matches!(equal(&old_mean, &truth, &context, 1), Comparison::Different { .. }));
//!
//! // π̂_k, where the columns of γ sum to 1
//! let truth = Formula::parse("(gamma_k1+gamma_k2)/2", &context)?;
//! let answer = Formula::parse("(γ_k1+γ_k2)/Σ_j(γ_j1+γ_j2)", &context)?;
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
//!   x`, is read as it is meant. `a/b*c` is (a/b)·c. `N_k(x)` is the density at x, and N_k before
//!   any other bracket a factor.
//! - Sums: `Σ_j π_j N_j`, `sum_j …`, `sum_{j=1}^K …`, `sum(j, …)`. A sum takes in products, to the
//!   next + − or /. What j counts, components or points, is read off where it is used.
//! - Names as in [`Context`], with many spellings: `π_k`, `w_k`, `π₁`, `mu1`, `gamma_k1`,
//!   `gamma_{k,1}`, `γ_1k` (where the letters leave one reading), `hat_mu_k`, `\hat{\mu}_k`,
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
