//! A number in a derivation that has a derivation of its own.

use super::Quantity;
use crate::mixture::Objective;
use crate::text::subscript;
use crate::timeline::{HalfStep, Phase};

/// A number at a half-step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// which number
    pub quantity: Quantity,
    /// where the run's cursor is when it is derived
    pub at: HalfStep,
}

impl Link {
    /// Returns a number at a half-step.
    pub const fn new(quantity: Quantity, at: HalfStep) -> Self {
        Self { quantity, at }
    }

    /// Returns its symbol, such as `γ₂₁`.
    pub fn symbol(&self) -> String {
        let (t, from) = (subscript(self.at.iteration()), subscript(self.gamma_iteration()));
        match self.quantity {
            Quantity::LogLikelihood => format!("ℓ(θ{t})"),
            Quantity::Objective => format!("objective at θ{t}"),
            Quantity::Bound => format!("F(γ{from}, θ{t})"),
            Quantity::Gap => "gap".into(),
            Quantity::ExpectedLogJoint => format!("Q(θ{t})"),
            Quantity::Entropy => format!("H(γ{from})"),
            other => other.symbol(),
        }
    }

    /// Returns its symbol where a run maximises `objective`, such as `ΔF_T`.
    pub fn symbol_under(&self, objective: Objective) -> String {
        match self.quantity {
            Quantity::Objective => objective_at(objective, self.at.iteration()),
            Quantity::Change => objective.change().to_owned(),
            Quantity::Gap if !objective.is_log_likelihood() => {
                self.quantity.symbol_under(objective)
            }
            _ => self.symbol(),
        }
    }

    /// Returns its symbol with the θ that it belongs to, such as `γ₂₁ from θ₀`.
    pub fn name(&self) -> String {
        let symbol = self.symbol();
        let (t, from) = (subscript(self.at.iteration()), subscript(self.gamma_iteration()));
        match self.quantity {
            Quantity::Gamma { .. } | Quantity::Count(_) => format!("{symbol} from θ{from}"),
            Quantity::Weight(_) | Quantity::Mean(_) | Quantity::Variance(_) | Quantity::Sd(_) => {
                format!("{symbol} of θ{t}")
            }
            Quantity::Change | Quantity::Gap | Quantity::Density { .. } | Quantity::Marginal(_) => {
                format!("{symbol} at θ{t}")
            }
            Quantity::LogLikelihood
            | Quantity::Objective
            | Quantity::Bound
            | Quantity::ExpectedLogJoint
            | Quantity::Entropy => symbol,
        }
    }

    /// Returns the iteration whose θ gave the γ in force: this one after E, the one before it after
    /// M.
    fn gamma_iteration(&self) -> usize {
        let before = usize::from(self.at.phase() == Phase::Theta);
        self.at.iteration().saturating_sub(before)
    }
}

/// Returns the name of what a run maximises at the θ of iteration t, as in ℓ(θ₁) + ln p(θ₁).
pub(super) fn objective_at(objective: Objective, t: usize) -> String {
    let t = subscript(t);
    let symbol = objective.symbol();
    match symbol.strip_suffix("+ln p") {
        Some(first) => format!("{first}(θ{t}) + ln p(θ{t})"),
        None => format!("{symbol}(θ{t})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Assignment, InverseGamma, Method};

    #[test]
    fn a_name_says_which_theta_it_belongs_to() {
        let gamma = Quantity::Gamma { observation: 2, component: 0 };
        let names = [
            Link::new(gamma, HalfStep::gamma(0)),
            Link::new(gamma, HalfStep::theta(1)),
            Link::new(Quantity::Mean(0), HalfStep::theta(1)),
            Link::new(Quantity::Density { observation: 2, component: 1 }, HalfStep::theta(0)),
            Link::new(Quantity::Bound, HalfStep::theta(1)),
        ]
        .map(|link| link.name());
        let expected =
            ["γ₂₁ from θ₀", "γ₂₁ from θ₀", "μ₁ of θ₁", "N(x₂; μ₂, σ₂²) at θ₀", "F(γ₀, θ₁)"];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_symbol_is_of_what_the_run_maximises() {
        let symbols = |method: Method| {
            [Quantity::Objective, Quantity::Change, Quantity::Gap].map(|quantity| {
                Link::new(quantity, HalfStep::theta(1)).symbol_under(method.objective())
            })
        };
        assert_eq!(symbols(Method::default()), ["ℓ(θ₁)", "Δℓ", "gap"]);
        let hard = Method { assignment: Assignment::Hard, ..Method::default() };
        assert_eq!(symbols(hard), ["ℓ_C(θ₁)", "Δℓ_C", "ℓ_C − F"]);
        let prior = InverseGamma { shape: 2.0, scale: 1.0 };
        let map = Method { variance_prior: Some(prior), ..Method::default() };
        assert_eq!(symbols(map), ["ℓ(θ₁) + ln p(θ₁)", "Δ(ℓ+ln p)", "ℓ+ln p − F"]);
    }
}
