//! What may differ from ordinary EM: constraints on θ, priors, another kind of E-step, larger
//! steps.

mod check;
mod describe;
mod m_step;
mod prior;
mod saved;
mod set;

pub use check::MethodError;
pub use describe::Objective;
pub use prior::{Dirichlet, InverseGamma};
pub use set::ComponentSet;

use super::bound::{expected_log_joint, lower_bound};
use super::component::Component;
use super::expectation::Expectation;
use super::m_step::MStepError;
use super::theta::Theta;

/// How a run does its steps. The default is ordinary EM: nothing fixed, floored or added to ℓ.
///
/// Values that are fixed are those of θ₀.
///
/// # Examples
/// ```
/// use emstep::mixture::{ComponentSet, Iterate, Method, Sample, Theta};
///
/// // σ² = 1 and π = ½ stay as they are.
/// let method = Method {
///     fixed_weights: ComponentSet::ALL,
///     fixed_variances: ComponentSet::ALL,
///     ..Method::default()
/// };
/// let sample = Sample::new(vec![-1.0, 1.0])?;
/// let theta_0 = Theta::from_lists(&[0.5, 0.5], &[-2.0, 2.0], &[1.0, 1.0])?;
/// let next = Iterate::begin(theta_0, &sample, method)?.next(&sample)?;
///
/// let means: Vec<f64> = next.theta().means().collect();
/// assert!((means[0] + 0.964028).abs() < 1e-6 && (means[1] - 0.964028).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", try_from = "saved::Unchecked")]
pub struct Method {
    /// Whether all components have one variance: σ² = Σ_k S_k / n, with S_k = Σ_i w_i γ_ik (x_i −
    /// μ_k)².
    pub equal_variances: bool,
    /// Whose weights stay as in θ₀; the others share the rest.
    pub fixed_weights: ComponentSet,
    /// Whose means stay as in θ₀.
    pub fixed_means: ComponentSet,
    /// Whose variances stay as in θ₀.
    pub fixed_variances: ComponentSet,
    /// The least that a variance may be.
    pub variance_floor: Option<f64>,
    /// A prior on every σ_k², or on the one σ² if all are equal.
    pub variance_prior: Option<InverseGamma>,
    /// A prior on the weights.
    pub weight_prior: Option<Dirichlet>,
    /// How responsibilities are made.
    pub assignment: Assignment,
    /// How several iterations of EM are made into one longer step, if they are.
    pub acceleration: Acceleration,
}

/// How several iterations of EM are made into one longer step. It changes the way to a maximum, and
/// not which maxima there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acceleration {
    /// Each iteration is one of EM.
    #[default]
    None,
    /// SQUAREM with the third steplength (Varadhan & Roland 2008).
    Squarem,
}

/// How responsibilities are made of p(x_i, k; θ) = π_k N(x_i; μ_k, σ_k²).
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assignment {
    /// γ_ik ∝ p(x_i, k; θ): EM.
    #[default]
    Soft,
    /// γ_ik = 1 for the largest p(x_i, k; θ), the first of several, and 0 for the others:
    /// classification EM (Celeux & Govaert 1992).
    Hard,
    /// γ_ik ∝ p(x_i, k; θ)^(1/T): annealed EM (Ueda & Nakano 1998).
    Annealed(Cooling),
}

/// A temperature and how it falls: T_t = max(1, `temperature` · `rate`^t).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cooling {
    /// T at θ₀; 1 or above.
    pub temperature: f64,
    /// What T is multiplied by in each iteration; between 0 and 1.
    pub rate: f64,
}

impl Method {
    /// Ordinary EM.
    pub const ORDINARY: Self = Self {
        equal_variances: false,
        fixed_weights: ComponentSet::NONE,
        fixed_means: ComponentSet::NONE,
        fixed_variances: ComponentSet::NONE,
        variance_floor: None,
        variance_prior: None,
        weight_prior: None,
        assignment: Assignment::Soft,
        acceleration: Acceleration::None,
    };

    /// Returns whether this is ordinary EM.
    pub fn is_ordinary(&self) -> bool {
        *self == Self::default()
    }

    /// Returns ln p(θ), in nats: 0 without a prior.
    pub fn ln_prior(&self, theta: &Theta) -> f64 {
        prior::ln_prior(theta, self.weight_prior, self.variance_prior, self.equal_variances)
    }

    /// Returns whether steps are longer than those of EM.
    pub fn is_accelerated(&self) -> bool {
        self.acceleration != Acceleration::None
    }

    /// Returns the method that takes plain steps towards the same maxima.
    #[must_use]
    pub fn without_acceleration(self) -> Self {
        Self { acceleration: Acceleration::None, ..self }
    }

    /// Returns whether anything is kept as in θ₀.
    pub fn has_fixed(&self) -> bool {
        let sets = [self.fixed_weights, self.fixed_means, self.fixed_variances];
        sets.iter().any(|set| !set.is_empty())
    }

    /// Returns how many numbers of a θ of K components are free: of the weights all but one, since
    /// they sum to 1, and none that is fixed.
    pub fn parameters(&self, components: usize) -> usize {
        let free = |set: ComponentSet| (0..components).filter(|k| !set.contains(*k)).count();
        let of_variances = free(self.fixed_variances);
        let variances = if self.equal_variances { of_variances.min(1) } else { of_variances };
        free(self.fixed_weights).saturating_sub(1) + free(self.fixed_means) + variances
    }

    /// Returns whether there is a prior.
    pub fn has_prior(&self) -> bool {
        self.variance_prior.is_some() || self.weight_prior.is_some()
    }

    /// Returns the θ that maximises F(q, θ) + ln p(θ) under the constraints, for the
    /// responsibilities behind `expectation`; what is fixed is that of `from`.
    ///
    /// # Errors
    /// Returns an error if a component has collapsed or is empty.
    pub fn m_step(&self, expectation: &Expectation, from: &Theta) -> Result<Theta, MStepError> {
        m_step::m_step(self, expectation, from)
    }

    /// Returns the best variance for this weight of observations whose mean square distance is
    /// this.
    pub(crate) fn best_variance(&self, weight: f64, mean_square: f64) -> f64 {
        m_step::estimate(self, weight, mean_square)
    }

    /// Returns F(q, θ) + ln p(θ), in nats; see [`lower_bound`].
    pub fn lower_bound(
        &self,
        expectation: &Expectation,
        posterior_of: &Theta,
        theta: &Theta,
    ) -> f64 {
        lower_bound(expectation, posterior_of, theta) + self.ln_prior(theta)
    }

    /// Returns F(q, θ_t) + ln p(θ_t) right after the M-step that made θ_t, in nats. In annealed EM
    /// it is at the temperature of θ_t, as the objective there is, whatever the q was made at: the
    /// two are compared.
    pub fn lower_bound_after_m_step(
        &self,
        expectation: &Expectation,
        posterior_of: &Theta,
        theta: &Theta,
        t: usize,
    ) -> f64 {
        let temperature = self.temperature(t);
        if !self.may_fall() || temperature == expectation.temperature() {
            return self.lower_bound(expectation, posterior_of, theta);
        }
        let entropy = temperature * expectation.entropy();
        expected_log_joint(expectation, theta) + entropy + self.ln_prior(theta)
    }

    /// Returns the temperature of the E-step at θ_t; 1 unless EM is annealed.
    pub fn temperature(&self, t: usize) -> f64 {
        match self.assignment {
            Assignment::Annealed(Cooling { temperature, rate }) => {
                (temperature * rate.powi(t.min(i32::MAX as usize) as i32)).max(1.0)
            }
            Assignment::Soft | Assignment::Hard => 1.0,
        }
    }

    /// Returns how many passes over the data an E-step takes: hard and annealed EM take another for
    /// ℓ.
    pub fn passes(&self) -> usize {
        if self.assignment == Assignment::Soft { 1 } else { 2 }
    }

    /// Returns whether the objective can fall from one iteration to the next: as the temperature
    /// falls, its bound does.
    pub fn may_fall(&self) -> bool {
        matches!(self.assignment, Assignment::Annealed(_))
    }

    /// Returns θ with its variances as the constraints need them: pooled if they have to be equal,
    /// and raised to the floor. For a θ that is made from data; one that is given is checked
    /// instead.
    ///
    /// # Panics
    /// Panics if the floor is not above 0 and finite, which [`Method::check`] finds.
    #[must_use]
    pub fn adapt(&self, theta: &Theta) -> Theta {
        if !self.equal_variances && self.variance_floor.is_none() {
            return theta.clone();
        }
        let pooled: f64 = theta.components().iter().map(|c| c.weight() * c.variance()).sum();
        let adapted = |c: &Component| {
            let variance = if self.equal_variances { pooled } else { c.variance() };
            c.with_variance(variance.max(self.variance_floor.unwrap_or(0.0)))
        };
        Theta::new(theta.components().iter().map(adapted).collect())
            .expect("weights and means are those of a θ, and the variances are above 0")
    }
}
