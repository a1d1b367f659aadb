//! What a method is called on the screen and in a report.

use std::fmt;

use super::{Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, Method};
use crate::mixture::short::Short;

/// What a method makes as large as it can, and what convergence is tested on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objective {
    kind: Kind,
    has_prior: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    LogLikelihood,
    Classification,
    Tempered,
}

impl Objective {
    /// Returns whether it is ℓ(θ).
    pub fn is_log_likelihood(self) -> bool {
        self.kind == Kind::LogLikelihood && !self.has_prior
    }

    /// Returns its name, as in a heading.
    pub fn name(self) -> &'static str {
        match (self.kind, self.has_prior) {
            (Kind::LogLikelihood, false) => "log-likelihood",
            (Kind::LogLikelihood, true) => "log-likelihood + log prior",
            (Kind::Classification, false) => "classification log-likelihood",
            (Kind::Classification, true) => "classification log-likelihood + log prior",
            (Kind::Tempered, false) => "tempered bound",
            (Kind::Tempered, true) => "tempered bound + log prior",
        }
    }

    /// Returns its name in a few cells: ℓ, ℓ + ln p(θ), ℓ_C, F_T.
    pub fn symbol(self) -> &'static str {
        match (self.kind, self.has_prior) {
            (Kind::LogLikelihood, false) => "ℓ",
            (Kind::LogLikelihood, true) => "ℓ+ln p",
            (Kind::Classification, false) => "ℓ_C",
            (Kind::Classification, true) => "ℓ_C+ln p",
            (Kind::Tempered, false) => "F_T",
            (Kind::Tempered, true) => "F_T+ln p",
        }
    }

    /// Returns what its change is called in a few cells: Δℓ.
    pub fn change(self) -> &'static str {
        match (self.kind, self.has_prior) {
            (Kind::LogLikelihood, false) => "Δℓ",
            (Kind::LogLikelihood, true) => "Δ(ℓ+ln p)",
            (Kind::Classification, false) => "Δℓ_C",
            (Kind::Classification, true) => "Δ(ℓ_C+ln p)",
            (Kind::Tempered, false) => "ΔF_T",
            (Kind::Tempered, true) => "Δ(F_T+ln p)",
        }
    }

    /// Returns its formula.
    pub fn formula(self) -> &'static str {
        match (self.kind, self.has_prior) {
            (Kind::LogLikelihood, false) => "Σ_i ln p(x_i; θ)",
            (Kind::LogLikelihood, true) => "Σ_i ln p(x_i; θ) + ln p(θ)",
            (Kind::Classification, false) => "Σ_i max_k ln(π_k N(x_i; μ_k, σ_k²))",
            (Kind::Classification, true) => "Σ_i max_k ln(π_k N(x_i; μ_k, σ_k²)) + ln p(θ)",
            (Kind::Tempered, false) => "T Σ_i ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T)",
            (Kind::Tempered, true) => "T Σ_i ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T) + ln p(θ)",
        }
    }
}

impl Method {
    /// Returns what the method makes as large as it can.
    pub fn objective(&self) -> Objective {
        let kind = match self.assignment {
            Assignment::Soft => Kind::LogLikelihood,
            Assignment::Hard => Kind::Classification,
            Assignment::Annealed(_) => Kind::Tempered,
        };
        Objective { kind, has_prior: self.has_prior() }
    }

    /// Returns what is on, each in a few words: "equal variances", "μ_1 fixed"; nothing for
    /// ordinary EM.
    pub fn labels(&self) -> Vec<String> {
        let mut labels = Vec::new();
        match self.acceleration {
            Acceleration::None => {}
            Acceleration::Squarem => labels.push("SQUAREM".to_owned()),
        }
        match self.assignment {
            Assignment::Soft => {}
            Assignment::Hard => labels.push("hard EM".to_owned()),
            Assignment::Annealed(Cooling { temperature, rate }) => {
                labels.push(format!("annealed, T {} × {}", Short(temperature), Short(rate)));
            }
        }
        if self.equal_variances {
            labels.push("equal variances".to_owned());
        }
        let sets = [("π", "", self.fixed_weights), ("μ", "", self.fixed_means)];
        for (name, square, set) in sets.into_iter().chain([("σ", "²", self.fixed_variances)]) {
            labels.extend(fixed(name, square, set));
        }
        labels.extend(self.variance_floor.map(|floor| format!("σ² ≥ {}", Short(floor))));
        labels.extend(self.variance_prior.map(|InverseGamma { shape, scale }| {
            format!("MAP: σ² ~ IG({}, {})", Short(shape), Short(scale))
        }));
        labels.extend(
            self.weight_prior
                .map(|Dirichlet { alpha }| format!("MAP: π ~ Dirichlet({})", Short(alpha))),
        );
        labels
    }
}

/// Returns "μ fixed" or "μ_1 μ_3 fixed"; none for no component.
fn fixed(name: &str, square: &str, set: ComponentSet) -> Option<String> {
    if set.is_empty() {
        return None;
    }
    if set.is_all() {
        return Some(format!("{name}{square} fixed"));
    }
    let names: Vec<String> = set.listed().map(|k| format!("{name}_{}{square}", k + 1)).collect();
    Some(format!("{} fixed", names.join(" ")))
}

/// Writes what is on, or "EM".
impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = self.labels();
        if labels.is_empty() { f.write_str("EM") } else { f.write_str(&labels.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_is_named() {
        assert_eq!(Method::default().to_string(), "EM");
        let method = Method {
            equal_variances: true,
            fixed_weights: ComponentSet::ALL,
            fixed_means: ComponentSet::of([0, 2]).unwrap(),
            fixed_variances: ComponentSet::of([1]).unwrap(),
            variance_floor: Some(0.25),
            variance_prior: Some(InverseGamma { shape: 2.0, scale: 0.5 }),
            weight_prior: Some(Dirichlet { alpha: 3.0 }),
            ..Method::default()
        };
        assert_eq!(
            method.to_string(),
            "equal variances, π fixed, μ_1 μ_3 fixed, σ_2² fixed, σ² ≥ 0.25, \
             MAP: σ² ~ IG(2, 0.5), MAP: π ~ Dirichlet(3)"
        );
        assert_eq!(method.objective().symbol(), "ℓ+ln p");
    }

    #[test]
    fn the_objective_has_a_name() {
        let cooling = Cooling { temperature: 10.0, rate: 0.9 };
        let annealed = Method { assignment: Assignment::Annealed(cooling), ..Method::default() };
        assert_eq!(
            (annealed.to_string().as_str(), annealed.objective().name()),
            ("annealed, T 10 × 0.9", "tempered bound")
        );
        let hard = Method { assignment: Assignment::Hard, ..Method::default() };
        assert_eq!(hard.objective().name(), "classification log-likelihood");
        assert!(Method::default().objective().is_log_likelihood());
    }
}
