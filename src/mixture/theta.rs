//! θ: the parameters of a mixture of Gaussians, valid by construction.

use std::fmt;

use super::component::Component;
use super::short::Short;

/// How far Σπ may be from 1.
pub const WEIGHT_SUM_TOLERANCE: f64 = 1e-9;
/// The most components a mixture may have.
pub const MAX_COMPONENTS: usize = 64;

/// θ = (π, μ, σ²) of a mixture p(x; θ) = Σ_k π_k N(x; μ_k, σ_k²) (Bishop 2006, eq. 9.7, in one
/// dimension).
///
/// There is no invalid `Theta`: means are finite, variances are finite and above 0, weights lie in
/// (0, 1] and sum to 1 within [`WEIGHT_SUM_TOLERANCE`], and there are 1 to [`MAX_COMPONENTS`] of
/// them.
///
/// With serde it is `{"weights": […], "means": […], "variances": […]}`, and checked when it is
/// read. Means are written to the nearest `f64`, which may be less than an M-step gave
/// ([`Component::mean`]).
///
/// # Examples
/// ```
/// use emstep::mixture::Theta;
///
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// assert!(theta.means().eq([6.0, 7.0]));
/// assert_eq!(theta.components()[1].sd(), 2.0);
///
/// let error = Theta::from_lists(&[0.5, 0.4], &[6.0, 7.0], &[1.0, 4.0]).unwrap_err();
/// assert_eq!(error.to_string(), "the weights π must sum to 1, not 0.9");
/// # Ok::<(), emstep::mixture::ThetaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Lists", into = "Lists")]
pub struct Theta {
    components: Vec<Component>,
}

impl Theta {
    /// Returns θ with these components as they are: nothing is normalised.
    ///
    /// # Errors
    /// Returns an error for the first thing that [`Theta::check`] finds.
    pub fn new(components: Vec<Component>) -> Result<Self, ThetaError> {
        match Self::check(&components).into_iter().next() {
            None => Ok(Self { components }),
            Some(error) => Err(error),
        }
    }

    /// Returns whether means have digits beyond those of an `f64` that count beside σ, as of data
    /// that are far from 0: θ with the means as `f64` is then another θ.
    pub fn has_longer_means(&self) -> bool {
        /// What part of σ counts.
        const COUNTS: f64 = 1e-9;
        self.components.iter().any(|c| c.precise_mean().tail.abs() > COUNTS * c.sd())
    }

    /// Returns θ with these π, μ and σ².
    ///
    /// # Errors
    /// Returns an error if the lists differ in length, or if [`Theta::new`] would.
    pub fn from_lists(
        weights: &[f64],
        means: &[f64],
        variances: &[f64],
    ) -> Result<Self, ThetaError> {
        if weights.len() != means.len() || means.len() != variances.len() {
            return Err(ThetaError::Lengths {
                weights: weights.len(),
                means: means.len(),
                variances: variances.len(),
            });
        }
        let triples = weights.iter().zip(means).zip(variances);
        Self::new(triples.map(|((&w, &m), &v)| Component::new(w, m, v)).collect())
    }

    /// Returns everything that is wrong with a list of components, in reading order; nothing for
    /// those of a `Theta`.
    pub fn check(components: &[Component]) -> Vec<ThetaError> {
        if components.is_empty() || components.len() > MAX_COMPONENTS {
            return vec![ThetaError::Count(components.len())];
        }
        let mut errors = Vec::new();
        for (k, c) in components.iter().enumerate() {
            // Written so that NaN is an error too.
            if !(c.weight() > 0.0 && c.weight() <= 1.0) {
                errors.push(ThetaError::Weight { component: k, value: c.weight() });
            }
            if !c.mean().is_finite() {
                errors.push(ThetaError::Mean { component: k, value: c.mean() });
            }
            if !(c.variance() >= f64::MIN_POSITIVE && c.variance().is_finite()) {
                errors.push(ThetaError::Variance { component: k, value: c.variance() });
            }
        }
        let sum: f64 = components.iter().map(Component::weight).sum();
        let weights_are_fine = !errors.iter().any(|e| matches!(e, ThetaError::Weight { .. }));
        if weights_are_fine && (sum - 1.0).abs() > WEIGHT_SUM_TOLERANCE {
            errors.push(ThetaError::WeightSum(sum));
        }
        errors
    }

    /// Returns K, the number of components.
    #[expect(clippy::len_without_is_empty, reason = "a mixture is never empty")]
    pub fn len(&self) -> usize {
        self.components.len()
    }

    /// Returns the components, in their order.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Returns π_1 … π_K; they sum to 1.
    pub fn weights(&self) -> impl ExactSizeIterator<Item = f64> + Clone {
        self.components.iter().map(Component::weight)
    }

    /// Returns μ_1 … μ_K, in the data's unit.
    pub fn means(&self) -> impl ExactSizeIterator<Item = f64> + Clone {
        self.components.iter().map(Component::mean)
    }

    /// Returns σ_1² … σ_K², in the data's unit squared.
    pub fn variances(&self) -> impl ExactSizeIterator<Item = f64> + Clone {
        self.components.iter().map(Component::variance)
    }

    /// Returns the mixture's density p(x; θ), per unit of x.
    pub fn density(&self, x: f64) -> f64 {
        self.components.iter().map(|c| c.log_joint(x).exp()).sum()
    }

    /// Returns the pairs j < k of components that are the same Gaussian: EM keeps them the same for
    /// ever.
    pub fn identical_pairs(&self) -> Vec<(usize, usize)> {
        let same = |a: &Component, b: &Component| {
            a.precise_mean() == b.precise_mean() && a.variance() == b.variance()
        };
        let all = &self.components;
        (0..all.len())
            .flat_map(|j| (j + 1..all.len()).map(move |k| (j, k)))
            .filter(|&(j, k)| same(&all[j], &all[k]))
            .collect()
    }
}

/// θ as it is written to a file: `{"weights": […], "means": […], "variances": […]}`.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Theta", deny_unknown_fields)]
struct Lists {
    weights: Vec<f64>,
    means: Vec<f64>,
    variances: Vec<f64>,
}

impl From<Theta> for Lists {
    fn from(theta: Theta) -> Self {
        Self {
            weights: theta.weights().collect(),
            means: theta.means().collect(),
            variances: theta.variances().collect(),
        }
    }
}

impl TryFrom<Lists> for Theta {
    type Error = ThetaError;

    fn try_from(lists: Lists) -> Result<Self, ThetaError> {
        Self::from_lists(&lists.weights, &lists.means, &lists.variances)
    }
}

/// What is wrong with a θ. Components count from 0 here and from 1 in the messages.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ThetaError {
    /// No component, or more than [`MAX_COMPONENTS`].
    Count(usize),
    /// The lists are of different lengths.
    Lengths {
        /// how many π
        weights: usize,
        /// how many μ
        means: usize,
        /// how many σ²
        variances: usize,
    },
    /// A π_k outside (0, 1].
    Weight {
        /// which component
        component: usize,
        /// what was given
        value: f64,
    },
    /// A μ_k that is infinite or NaN.
    Mean {
        /// which component
        component: usize,
        /// what was given
        value: f64,
    },
    /// A σ_k² that is not above 0, or not finite.
    Variance {
        /// which component
        component: usize,
        /// what was given
        value: f64,
    },
    /// Σπ is not 1.
    WeightSum(f64),
}

impl std::error::Error for ThetaError {}

impl fmt::Display for ThetaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Count(count) => {
                write!(f, "K must be 1 to {MAX_COMPONENTS} components, not {count}")
            }
            Self::Lengths { weights, means, variances } => write!(
                f,
                "θ₀ needs as many π as μ and σ², but has {weights} π, {means} μ and {variances} σ²"
            ),
            Self::Weight { component, value } => {
                write!(f, "π_{} must be above 0 and at most 1, not {}", component + 1, Short(value))
            }
            Self::Mean { component, value } => {
                write!(f, "μ_{} must be a finite number, not {}", component + 1, Short(value))
            }
            // A number so small has fewer digits than others, and 1/σ² may be beyond any.
            Self::Variance { component, value } if value > 0.0 && value.is_finite() => {
                let (k, value) = (component + 1, Short(value));
                write!(f, "σ_{k}² = {value} is too small, below 2.23e-308; rescale the data")
            }
            Self::Variance { component, value } => {
                write!(f, "σ_{}² must be above 0 and finite, not {}", component + 1, Short(value))
            }
            Self::WeightSum(sum) => write!(f, "the weights π must sum to 1, not {}", Short(sum)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_component() {
        let say =
            |w: &[f64], m: &[f64], v: &[f64]| Theta::from_lists(w, m, v).unwrap_err().to_string();
        assert_eq!(
            say(&[0.5, 0.5], &[0.0], &[1.0]),
            "θ₀ needs as many π as μ and σ², but has 2 π, 1 μ and 1 σ²"
        );
        assert_eq!(say(&[0.5, 0.4], &[0.0; 2], &[1.0; 2]), "the weights π must sum to 1, not 0.9");
        assert_eq!(
            say(&[0.5, 0.5], &[0.0; 2], &[1.0, -2.0]),
            "σ_2² must be above 0 and finite, not -2"
        );
        assert_eq!(
            say(&[1.5, -0.5], &[0.0; 2], &[1.0; 2]),
            "π_1 must be above 0 and at most 1, not 1.5"
        );
        assert_eq!(say(&[1.0], &[f64::NAN], &[1.0]), "μ_1 must be a finite number, not NaN");
        assert_eq!(say(&[], &[], &[]), "K must be 1 to 64 components, not 0");
    }

    #[test]
    fn weights_may_miss_one_by_rounding_only() {
        assert!(Theta::from_lists(&[0.1; 10], &[0.0; 10], &[1.0; 10]).is_ok());
        assert!(Theta::from_lists(&[0.5, 0.5 + 0.9e-9], &[0.0; 2], &[1.0; 2]).is_ok());
        assert!(Theta::from_lists(&[0.5, 0.5 + 1.1e-9], &[0.0; 2], &[1.0; 2]).is_err());
    }

    #[test]
    fn what_is_read_from_a_file_is_checked() {
        let text = r#"{"weights":[0.5,0.5],"means":[6.0,7.0],"variances":[1.0,4.0]}"#;
        let theta: Theta = serde_json::from_str(text).unwrap();
        assert_eq!(theta, Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).unwrap());
        assert_eq!(serde_json::to_string(&theta).unwrap(), text);
        let read = |text: &str| serde_json::from_str::<Theta>(text).unwrap_err().to_string();
        let negative = read(&text.replace("4.0", "-4.0"));
        assert!(negative.starts_with("σ_2² must be above 0 and finite, not -4"), "{negative}");
        assert!(read(r#"{"weights":[1],"means":[0]}"#).contains("missing field `variances`"));
        assert!(read(&text.replace('{', r#"{"sds":[1],"#)).contains("unknown field `sds`"));
    }

    #[test]
    fn every_error_is_listed_for_a_form_to_show() {
        let bad = [Component::new(0.0, f64::INFINITY, 0.0), Component::new(1.0, 0.0, 1.0)];
        assert_eq!(Theta::check(&bad).len(), 3);
    }

    #[test]
    fn identical_components_are_found() {
        let theta = Theta::from_lists(&[0.2, 0.3, 0.5], &[1.0, 2.0, 1.0], &[4.0; 3]).unwrap();
        assert_eq!(theta.identical_pairs(), [(0, 2)]);
    }
}
