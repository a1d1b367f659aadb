//! What cannot be asked for, and what θ₀ it does not go with.

use super::{Acceleration, Assignment, Cooling, Dirichlet, InverseGamma, Method};
use crate::mixture::short::Short;
use crate::mixture::theta::Theta;

/// The largest α of the prior on π: ln p(π) is a difference of numbers of about α ln α, and beyond
/// this one it would be lost in their rounding.
pub(super) const MOST_ALPHA: f64 = 1e9;

/// The largest shape of the prior on σ²: ln p(σ²) is a difference of numbers of about a ln a.
const MOST_SHAPE: f64 = 1e9;

/// What is wrong with a method, or with θ₀ for it. Components count from 0 here and from 1 in the
/// messages.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MethodError {
    /// A floor that is not above 0, or not finite.
    #[error("the variance floor must be above 0 and finite, not {}", Short(*.0))]
    VarianceFloor(f64),
    /// A shape or scale that is not above 0, or not finite, or a shape above 10⁹.
    #[error(
        "SHAPE and SCALE of the prior on σ² must be above 0 and finite, and SHAPE 1e9 at the most, \
         not {} and {}",
        Short(*.shape), Short(*.scale)
    )]
    VariancePrior {
        /// a
        shape: f64,
        /// b
        scale: f64,
    },
    /// An α below 1 or above 10⁹.
    #[error(
        "ALPHA of the prior on π must be 1 to 1e9, not {}: below 1 a weight may have no best \
         value, and above 1e9 ln p(π) has too few digits",
        Short(*.0)
    )]
    WeightPrior(f64),
    /// A temperature below 1 or above 10¹⁰⁰.
    #[error(
        "the temperature T must be 1 to 1e100, not {}: above that F_T is beyond the largest number",
        Short(*.0)
    )]
    Temperature(f64),
    /// A rate outside of (0, 1).
    #[error("RATE of the temperature must be above 0 and below 1, not {}", Short(*.0))]
    CoolingRate(f64),
    /// SQUAREM without EM's own responsibilities.
    #[error(
        "SQUAREM relies on ℓ (or ℓ + ln p) never falling, which hard and annealed EM do not \
         promise: leave --accelerate out, or --hard and --temperature"
    )]
    AcceleratedAssignment,
    /// Hard EM on a condensed table.
    #[error(
        "hard EM gives each observation to one component, and a condensed table has sums over \
         cells: leave hard EM out, or take the observations"
    )]
    HardOnTable,
    /// Equal variances, some of which are fixed.
    #[error("equal variances are one number: fix σ² for all components or for none")]
    EqualAndFixed,
    /// A component that θ₀ does not have.
    #[error(
        "there is no component {} whose {parameter} could be fixed: θ₀ has {}",
        component + 1, counted(*components)
    )]
    NoSuchComponent {
        /// π, μ or σ²
        parameter: &'static str,
        /// which component
        component: usize,
        /// K
        components: usize,
    },
    /// Equal variances, and a θ₀ whose are not.
    #[error(
        "equal variances need a θ₀ with one σ², but σ_1² = {} and σ_{}² = {}: \
         give each component the same σ²",
        Short(*.first), component + 1, Short(*.other)
    )]
    UnequalVariances {
        /// σ_1²
        first: f64,
        /// the first component whose variance differs
        component: usize,
        /// its variance
        other: f64,
    },
    /// A σ_k² of θ₀ below the floor.
    #[error(
        "σ_{}² = {} of θ₀ is below the variance floor {}: raise it, or lower the floor",
        component + 1, Short(*.variance), Short(*.floor)
    )]
    BelowFloor {
        /// which component
        component: usize,
        /// its variance
        variance: f64,
        /// the floor
        floor: f64,
    },
}

fn counted(components: usize) -> String {
    format!("{components} component{}", if components == 1 { "" } else { "s" })
}

impl Method {
    /// Checks what is asked for, whatever θ₀ is.
    ///
    /// # Errors
    /// Returns an error if a number is out of its range, or if two things do not go together.
    pub fn check(&self) -> Result<(), MethodError> {
        let is_positive = |x: f64| x >= f64::MIN_POSITIVE && x.is_finite();
        if let Some(floor) = self.variance_floor.filter(|floor| !is_positive(*floor)) {
            return Err(MethodError::VarianceFloor(floor));
        }
        if let Some(InverseGamma { shape, scale }) = self.variance_prior
            && !(is_positive(shape) && is_positive(scale) && shape <= MOST_SHAPE)
        {
            return Err(MethodError::VariancePrior { shape, scale });
        }
        if let Some(Dirichlet { alpha }) = self.weight_prior
            && !(1.0..=MOST_ALPHA).contains(&alpha)
        {
            return Err(MethodError::WeightPrior(alpha));
        }
        if let Assignment::Annealed(Cooling { temperature, rate }) = self.assignment {
            if !(1.0..=1e100).contains(&temperature) {
                return Err(MethodError::Temperature(temperature));
            }
            if !(rate > 0.0 && rate < 1.0) {
                return Err(MethodError::CoolingRate(rate));
            }
        }
        if self.acceleration == Acceleration::Squarem && self.assignment != Assignment::Soft {
            return Err(MethodError::AcceleratedAssignment);
        }
        Ok(())
    }

    /// Checks that θ₀ is one that the constraints allow.
    ///
    /// # Errors
    /// Returns an error if [`Method::check`] does, or if θ₀ contradicts a constraint.
    pub fn check_theta(&self, theta: &Theta) -> Result<(), MethodError> {
        self.check()?;
        let sets =
            [("π", self.fixed_weights), ("μ", self.fixed_means), ("σ²", self.fixed_variances)];
        for (parameter, set) in sets {
            if let Some(component) = set.listed().find(|k| *k >= theta.len()) {
                let components = theta.len();
                return Err(MethodError::NoSuchComponent { parameter, component, components });
            }
        }
        let fixed = self.fixed_variances;
        if self.equal_variances && !fixed.is_empty() && !fixed.covers(theta.len()) {
            return Err(MethodError::EqualAndFixed);
        }
        let first = theta.components()[0].variance();
        let all = || theta.variances().enumerate();
        if self.equal_variances
            && let Some((component, other)) = all().find(|(_, v)| *v != first)
        {
            return Err(MethodError::UnequalVariances { first, component, other });
        }
        if let Some(floor) = self.variance_floor
            && let Some((component, variance)) = all().find(|(_, v)| *v < floor)
        {
            return Err(MethodError::BelowFloor { component, variance, floor });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::ComponentSet;

    fn said(method: Method) -> String {
        method.check().unwrap_err().to_string()
    }

    #[test]
    fn a_number_out_of_its_range_is_named() {
        let floor = |v: f64| said(Method { variance_floor: Some(v), ..Method::default() });
        assert_eq!(floor(0.0), "the variance floor must be above 0 and finite, not 0");
        assert_eq!(floor(f64::NAN), "the variance floor must be above 0 and finite, not NaN");
        let prior = InverseGamma { shape: 2.0, scale: -1.0 };
        assert_eq!(
            said(Method { variance_prior: Some(prior), ..Method::default() }),
            "SHAPE and SCALE of the prior on σ² must be above 0 and finite, and SHAPE 1e9 at the \
             most, not 2 and -1"
        );
        let prior = InverseGamma { shape: 1e10, scale: 1.0 };
        assert!(Method { variance_prior: Some(prior), ..Method::default() }.check().is_err());
        let prior = Dirichlet { alpha: 0.5 };
        let text = said(Method { weight_prior: Some(prior), ..Method::default() });
        assert!(text.starts_with("ALPHA of the prior on π must be 1 to 1e9"), "{text}");
        for alpha in [1e10, f64::INFINITY, f64::NAN] {
            let weight_prior = Some(Dirichlet { alpha });
            assert!(Method { weight_prior, ..Method::default() }.check().is_err(), "{alpha}");
        }
        for (temperature, rate) in [(0.5, 0.5), (f64::INFINITY, 0.5), (2.0, 1.0), (2.0, 0.0)] {
            let assignment = Assignment::Annealed(Cooling { temperature, rate });
            assert!(Method { assignment, ..Method::default() }.check().is_err());
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let some = ComponentSet::of([0]).unwrap();
        let equal = Method { equal_variances: true, ..Method::default() };
        let theta =
            |k: usize| Theta::from_lists(&vec![1.0 / k as f64; k], &vec![0.0; k], &vec![1.0; k]);
        let check = |fixed_variances, k| {
            Method { fixed_variances, ..equal }.check_theta(&theta(k).unwrap())
        };
        assert_eq!(
            check(some, 2).unwrap_err().to_string(),
            "equal variances are one number: fix σ² for all components or for none"
        );
        // A list of all components is all of them.
        let both = ComponentSet::of([0, 1]).unwrap();
        for (set, k) in [(ComponentSet::ALL, 2), (some, 1), (both, 2)] {
            assert_eq!(check(set, k), Ok(()));
        }
    }

    #[test]
    fn a_theta_that_contradicts_a_constraint_is_refused() {
        let theta = Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        let said = |method: Method| method.check_theta(&theta).unwrap_err().to_string();
        assert_eq!(
            said(Method { equal_variances: true, ..Method::default() }),
            "equal variances need a θ₀ with one σ², but σ_1² = 1 and σ_2² = 4: \
             give each component the same σ²"
        );
        assert_eq!(
            said(Method { variance_floor: Some(2.0), ..Method::default() }),
            "σ_1² = 1 of θ₀ is below the variance floor 2: raise it, or lower the floor"
        );
        let third = ComponentSet::of([0, 2]).unwrap();
        assert_eq!(
            said(Method { fixed_means: third, ..Method::default() }),
            "there is no component 3 whose μ could be fixed: θ₀ has 2 components"
        );
        let all = Method { fixed_means: ComponentSet::ALL, ..Method::default() };
        assert!(all.check_theta(&theta).is_ok());
    }
}
