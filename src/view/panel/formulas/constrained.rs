//! The formulas of what differs from ordinary EM; none for what does not.

use super::{DataKind, Formula};
use crate::mixture::{Assignment, ComponentSet, Method};

fn is_part(set: ComponentSet) -> bool {
    !set.is_empty() && !set.is_all()
}

pub(super) fn gamma(method: &Method, data: DataKind) -> Option<Formula> {
    match (method.assignment, data) {
        (Assignment::Soft, _) => None,
        (Assignment::Hard, DataKind::Grouped) => Some((
            "γ_ik = 1 for the largest π_k P_k(b_i), else 0",
            "γ_ik = 1 for the largest π_k P_k(b_i)",
        )),
        (Assignment::Hard, _) => Some((
            "γ_ik = 1 for the largest π_k N(x_i; μ_k, σ_k²), else 0",
            "γ_ik = 1 for the largest π_k N_ik",
        )),
        (Assignment::Annealed(_), DataKind::Grouped) => Some((
            "γ_ik ∝ ∫ (π_k N(x; μ_k, σ_k²))^(1/T) dx over b_i",
            "γ_ik ∝ ∫ (π_k N_k(x))^(1/T) over b_i",
        )),
        (Assignment::Annealed(_), _) => {
            Some(("γ_ik ∝ (π_k N(x_i; μ_k, σ_k²))^(1/T)", "γ_ik ∝ (π_k N_ik)^(1/T)"))
        }
    }
}

pub(super) fn weights(method: &Method, data: DataKind) -> Option<Formula> {
    Some(match (method.fixed_weights, method.weight_prior) {
        (set, _) if set.is_all() => match data {
            DataKind::Values => ("N_k  = Σ_i γ_ik    π_k is fixed", "N_k = Σ_i γ_ik   π_k fixed"),
            DataKind::Weighted => {
                ("N_k  = Σ_i w_i γ_ik    π_k is fixed", "N_k = Σ_i w_i γ_ik   π_k fixed")
            }
            DataKind::Grouped => {
                ("N_k  = Σ_i c_i γ_ik    π_k is fixed", "N_k = Σ_i c_i γ_ik   π_k fixed")
            }
        },
        (set, None) if is_part(set) => {
            ("free π_k = (1 − Σ fixed π) N_k / Σ free N", "free π_k ∝ N_k")
        }
        (set, Some(_)) if is_part(set) => {
            ("free π_k = (1 − Σ fixed π) (N_k + α − 1) / Σ_free", "free π_k ∝ N_k + α − 1")
        }
        (_, Some(_)) => ("π_k = (N_k + α − 1) / (n + K(α − 1))", "π_k = (N_k + α−1)/(n + K(α−1))"),
        (_, None) => return None,
    })
}

pub(super) fn means(method: &Method, data: DataKind) -> Option<Formula> {
    let free = match data {
        DataKind::Values => "free μ_k = Σ_i γ_ik x_i / N_k",
        DataKind::Weighted => "free μ_k = Σ_i w_i γ_ik x_i / N_k",
        DataKind::Grouped => "free μ_k = Σ_i c_i γ_ik m_ik / N_k",
    };
    match method.fixed_means {
        set if set.is_all() => Some(("μ_k is fixed", "μ_k is fixed")),
        set if is_part(set) => Some((free, free)),
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
pub(super) fn objective(method: &Method, data: DataKind) -> Option<Formula> {
    use DataKind as D;
    Some(match (method.assignment, method.has_prior(), data) {
        (Assignment::Soft, false, _) => return None,
        (Assignment::Soft, true, D::Values) => {
            ("ℓ + ln p(θ) = Σ_i ln p(x_i; θ) + ln p(θ)", "Σ_i ln p(x_i; θ) + ln p(θ)")
        }
        (Assignment::Soft, true, D::Weighted) => {
            ("ℓ + ln p(θ) = Σ_i w_i ln p(x_i; θ) + ln p(θ)", "Σ_i w_i ln p(x_i; θ) + ln p(θ)")
        }
        (Assignment::Soft, true, D::Grouped) => {
            ("ℓ + ln p(θ) = Σ_i c_i ln P(b_i; θ) + ln p(θ)", "Σ_i c_i ln P(b_i; θ) + ln p(θ)")
        }
        (Assignment::Hard, _, D::Values) => {
            ("ℓ_C = Σ_i max_k ln(π_k N(x_i; μ_k, σ_k²))", "ℓ_C = Σ_i max_k ln(π_k N_ik)")
        }
        (Assignment::Hard, _, D::Weighted) => {
            ("ℓ_C = Σ_i w_i max_k ln(π_k N(x_i; μ_k, σ_k²))", "ℓ_C = Σ_i w_i max_k ln(π_k N_ik)")
        }
        (Assignment::Hard, _, D::Grouped) => {
            ("ℓ_C = Σ_i c_i max_k ln(π_k P_k(b_i))", "ℓ_C = Σ_i c_i max_k ln(π_k P_k(b_i))")
        }
        (Assignment::Annealed(_), _, D::Values) => (
            "F_T = T Σ_i ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T)",
            "F_T = T Σ_i ln Σ_k (π_k N_ik)^(1/T)",
        ),
        (Assignment::Annealed(_), _, D::Weighted) => (
            "F_T = T Σ_i w_i ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T)",
            "F_T = T Σ_i w_i ln Σ_k (π_k N_ik)^(1/T)",
        ),
        (Assignment::Annealed(_), _, D::Grouped) => (
            "F_T = T Σ_i c_i ln Σ_k ∫ (π_k N(x; μ_k, σ_k²))^(1/T) dx",
            "F_T = T Σ_i c_i ln Σ_k ∫ (π_k N_k)^(1/T)",
        ),
    })
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
