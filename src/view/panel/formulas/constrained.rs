//! The formulas of what differs from ordinary EM; none for what does not.

use super::Formula;
use crate::mixture::{Assignment, ComponentSet, Method};

fn is_part(set: ComponentSet) -> bool {
    !set.is_empty() && !set.is_all()
}

pub(super) fn gamma(method: &Method) -> Option<Formula> {
    match method.assignment {
        Assignment::Soft => None,
        Assignment::Hard => Some((
            "γ_ik = 1 for the largest π_k N(x_i; μ_k, σ_k²), else 0",
            "γ_ik = 1 for the largest π_k N_ik",
        )),
        Assignment::Annealed(_) => {
            let formula = "γ_ik ∝ (π_k N(x_i; μ_k, σ_k²))^(1/T)";
            Some((formula, formula))
        }
    }
}

pub(super) fn weights(method: &Method) -> Option<Formula> {
    Some(match (method.fixed_weights, method.weight_prior) {
        (set, _) if set.is_all() => {
            ("N_k  = Σ_i γ_ik    π_k is fixed", "N_k = Σ_i γ_ik   π_k fixed")
        }
        (set, None) if is_part(set) => {
            ("free π_k = (1 − Σ fixed π) N_k / Σ free N", "free π_k ∝ N_k = Σ_i γ_ik")
        }
        (set, Some(_)) if is_part(set) => {
            ("free π_k = (1 − Σ fixed π) (N_k + α − 1) / Σ_free", "free π_k ∝ N_k + α − 1")
        }
        (_, Some(_)) => ("π_k = (N_k + α − 1) / (n + K(α − 1))", "π_k = (N_k + α−1)/(n + K(α−1))"),
        (_, None) => return None,
    })
}

pub(super) fn means(method: &Method) -> Option<Formula> {
    match method.fixed_means {
        set if set.is_all() => Some(("μ_k is fixed", "μ_k is fixed")),
        set if is_part(set) => {
            Some(("free μ_k = Σ_i γ_ik x_i / N_k", "free μ_k = Σ_i γ_ik x_i / N_k"))
        }
        _ => None,
    }
}

pub(super) fn variances(method: &Method) -> Option<Formula> {
    let (is_pooled, has_prior) = (method.equal_variances, method.variance_prior.is_some());
    Some(match (is_pooled, has_prior, method.variance_floor.is_some()) {
        _ if method.fixed_variances.is_all() => ("σ_k² is fixed", "σ_k² is fixed"),
        (false, false, false) => return None,
        (false, false, true) => {
            ("σ_k² = max(V, Σ_i γ_ik (x_i − μ_k)² / N_k)", "σ_k² = max(V, S_k / N_k)")
        }
        (false, true, false) => (
            "σ_k² = (2b + Σ_i γ_ik (x_i − μ_k)²) / (N_k + 2a + 2)",
            "σ_k² = (2b + S_k) / (N_k + 2a + 2)",
        ),
        (false, true, true) => {
            ("σ_k² = max(V, (2b + S_k) / (N_k + 2a + 2))", "σ_k² = max(V, (2b+S_k)/(N_k+2a+2))")
        }
        (true, false, false) => {
            ("σ² = Σ_k Σ_i γ_ik (x_i − μ_k)² / n   the new μ_k", "σ² = Σ_k S_k / n")
        }
        (true, false, true) => {
            ("σ² = max(V, Σ_k Σ_i γ_ik (x_i − μ_k)² / n)", "σ² = max(V, Σ_k S_k / n)")
        }
        (true, true, false) => {
            ("σ² = (2b + Σ_k S_k) / (n + 2a + 2)", "σ² = (2b + Σ_k S_k) / (n + 2a + 2)")
        }
        (true, true, true) => {
            ("σ² = max(V, (2b + Σ_k S_k) / (n + 2a + 2))", "σ² = max(V, (2b+Σ_k S_k)/(n+2a+2))")
        }
    })
}

/// Returns the formula of what is maximised, if that is not ℓ.
pub(super) fn objective(method: &Method) -> Option<Formula> {
    match (method.assignment, method.has_prior()) {
        (Assignment::Soft, false) => None,
        (Assignment::Soft, true) => {
            Some(("ℓ + ln p(θ) = Σ_i ln p(x_i; θ) + ln p(θ)", "Σ_i ln p(x_i; θ) + ln p(θ)"))
        }
        (Assignment::Hard, _) => {
            Some(("ℓ_C = Σ_i max_k ln(π_k N(x_i; μ_k, σ_k²))", "ℓ_C = Σ_i max_k ln(π_k N_ik)"))
        }
        (Assignment::Annealed(_), _) => Some((
            "F_T = T Σ_i ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T)",
            "F_T = T Σ_i ln Σ_k (π_k N_ik)^(1/T)",
        )),
    }
}

/// Returns the bound, and why it and what is maximised rise, if that is not ℓ.
pub(super) fn bound(method: &Method) -> Option<[Formula; 2]> {
    let parts = match (method.assignment, method.has_prior()) {
        (Assignment::Soft, false) => return None,
        (Assignment::Soft, true) => "F = Q(θ) + H(γ) + ln p(θ)",
        (Assignment::Hard, false) => "F = Q(θ)",
        (Assignment::Hard, true) => "F = Q(θ) + ln p(θ)",
        (Assignment::Annealed(_), false) => "F = Q(θ) + T H(γ)",
        (Assignment::Annealed(_), true) => "F = Q(θ) + T H(γ) + ln p(θ)",
    };
    let lifts = if method.may_fall() {
        ("E lifts F to F_T; M lifts Q(θ), then T falls", "E lifts F; M lifts Q; T falls")
    } else {
        ("E lifts F to it; M lifts F, and so it", "E lifts F to it; M lifts F, and it")
    };
    Some([(parts, parts), lifts])
}
