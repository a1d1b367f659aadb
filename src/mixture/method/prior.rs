//! Prior densities, for MAP estimates: ln p(θ) is added to ℓ.

use statrs::function::gamma::ln_gamma;

use crate::mixture::theta::Theta;

/// An inverse gamma prior on a variance: p(σ²) = b^a / Γ(a) · (σ²)^(−a−1) · exp(−b / σ²), with
/// a = `shape` and b = `scale`; its mode is b / (a + 1).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct InverseGamma {
    /// a; above 0.
    pub shape: f64,
    /// b, in the data's unit squared; above 0.
    pub scale: f64,
}

impl InverseGamma {
    /// Returns ln p(σ²), normalised.
    pub fn ln_density(self, variance: f64) -> f64 {
        let Self { shape, scale } = self;
        let normaliser = shape * scale.ln() - ln_gamma(shape);
        normaliser - (shape + 1.0) * variance.ln() - scale / variance
    }
}

/// A symmetric Dirichlet prior on the weights: p(π) = Γ(Kα) / Γ(α)^K · Π_k π_k^(α−1).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dirichlet {
    /// α; 1 or above. At 1 the prior is flat.
    pub alpha: f64,
}

impl Dirichlet {
    /// Returns ln p(π), normalised.
    pub fn ln_density(self, weights: impl ExactSizeIterator<Item = f64>) -> f64 {
        let (alpha, count) = (self.alpha, weights.len() as f64);
        let normaliser = ln_gamma(count * alpha) - count * ln_gamma(alpha);
        if alpha == 1.0 {
            return normaliser;
        }
        normaliser + (alpha - 1.0) * weights.map(f64::ln).sum::<f64>()
    }
}

/// Returns ln p(θ): of the weights, and of each σ_k², or of the one σ² if all are equal.
pub(super) fn ln_prior(
    theta: &Theta,
    weights: Option<Dirichlet>,
    variances: Option<InverseGamma>,
    is_pooled: bool,
) -> f64 {
    let of_weights = weights.map_or(0.0, |prior| prior.ln_density(theta.weights()));
    let how_many = if is_pooled { 1 } else { theta.len() };
    let of_variances = variances
        .map_or(0.0, |prior| theta.variances().take(how_many).map(|v| prior.ln_density(v)).sum());
    of_weights + of_variances
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ∫ of a density by the trapezoidal rule in ln of its argument.
    fn integral(ln_density: impl Fn(f64) -> f64) -> f64 {
        let step = 1e-3;
        let at = |i: i32| {
            let x = (f64::from(i) * step).exp();
            (ln_density(x)).exp() * x * step
        };
        (-40_000..60_000).map(at).sum()
    }

    #[test]
    fn an_inverse_gamma_integrates_to_one_and_is_highest_at_its_mode() {
        for (shape, scale) in [(0.5, 2.0), (3.0, 0.1), (20.0, 500.0)] {
            let prior = InverseGamma { shape, scale };
            let total = integral(|v| prior.ln_density(v));
            assert!((total - 1.0).abs() < 1e-9, "{total}");
            let mode = scale / (shape + 1.0);
            let at = |v: f64| prior.ln_density(v);
            assert!(at(mode) > at(mode * 1.01) && at(mode) > at(mode * 0.99));
        }
    }

    #[test]
    fn a_dirichlet_of_two_is_a_beta() {
        let prior = Dirichlet { alpha: 3.0 };
        let n = 20_000;
        let at = |i: i32| {
            let p = (f64::from(i) + 0.5) / f64::from(n);
            prior.ln_density([p, 1.0 - p].into_iter()).exp() / f64::from(n)
        };
        let total: f64 = (0..n).map(at).sum();
        assert!((total - 1.0).abs() < 1e-7, "{total}");
        // Flat over the triangle, whose area is ½.
        let flat = Dirichlet { alpha: 1.0 }.ln_density([0.2, 0.3, 0.5].into_iter());
        assert!((flat - 2.0_f64.ln()).abs() < 1e-14, "{flat}");
    }
}
