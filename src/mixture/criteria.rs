//! Criteria for the number of components: ℓ weighed against the number of parameters.

use super::data::Data;
use super::iterate::{Iterate, IterateError};
use super::method::{Assignment, Method};

/// What the criteria of a fit are made of.
///
/// AIC, BIC and ICL have the sign that scikit-learn gives them: the lower, the better. mclust
/// prints BIC and ICL with the opposite sign.
///
/// # Examples
/// ```
/// use emstep::mixture::{Criteria, Iterate, Sample, Theta};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta = Theta::from_lists(&[0.6, 0.4], &[5.0, -0.5], &[2.0 / 3.0, 0.25])?;
/// let criteria = Criteria::of(&sample, &Iterate::start(theta, &sample)?)?;
///
/// assert_eq!(criteria.parameters, 5);
/// assert!((criteria.bic() - (5.0 * 5.0_f64.ln() + 2.0 * 8.465259)).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criteria {
    /// ℓ, in nats.
    pub log_likelihood: f64,
    /// Σ w_i ln max_k π_k N(x_i; μ_k, σ_k²), in nats: ℓ if every observation came from the
    /// component that is likeliest for it.
    pub classification: f64,
    /// How many numbers of θ are free: K − 1 weights, K means, and K variances or one, without
    /// those that are fixed.
    pub parameters: usize,
    /// n = Σ w_i.
    pub n: f64,
}

impl Criteria {
    /// Returns the criteria of a fit; one pass over the observations. Of a condensed table the
    /// classification likelihood is that of the points that stand for them, which is as good as its
    /// cells are narrow: to about seven digits.
    ///
    /// # Errors
    /// Returns an error if the classification likelihood cannot be computed.
    pub fn of<'a>(data: impl Into<Data<'a>>, fit: &Iterate) -> Result<Self, IterateError> {
        let hard = Method { assignment: Assignment::Hard, ..Method::default() };
        let hard = hard.e_step(data.into(), fit.theta(), 0)?;
        Ok(Self {
            log_likelihood: fit.log_likelihood(),
            classification: hard.attained(),
            parameters: fit.method().parameters(fit.theta().len()),
            n: fit.expectation().total_weight(),
        })
    }

    /// Returns 2p − 2ℓ (Akaike 1974).
    pub fn aic(&self) -> f64 {
        2.0 * (self.parameters as f64 - self.log_likelihood)
    }

    /// Returns p ln n − 2ℓ (Schwarz 1978).
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * self.n.ln() - 2.0 * self.log_likelihood
    }

    /// Returns BIC − 2 Σ w_i ln max_k γ_ik (Biernacki, Celeux & Govaert 2000): BIC, and a penalty
    /// for components that overlap.
    pub fn icl(&self) -> f64 {
        self.parameters as f64 * self.n.ln() - 2.0 * self.classification
    }
}
