//! The formulas as a textbook has them, slow and plain.

use emstep::mixture::Theta;

/// π, μ and σ² of each component.
pub(crate) struct Textbook(Vec<[f64; 3]>);

impl Textbook {
    pub(crate) fn new(theta: &Theta) -> Self {
        let all = theta.weights().zip(theta.means()).zip(theta.variances());
        Self(all.map(|((weight, mean), variance)| [weight, mean, variance]).collect())
    }

    pub(crate) fn components(&self) -> usize {
        self.0.len()
    }

    /// Returns it with another number of a component: 0 is its π, 1 its μ, 2 its σ².
    pub(crate) fn with(&self, component: usize, number: usize, value: f64) -> Self {
        let mut changed = self.0.clone();
        changed[component][number] = value;
        Self(changed)
    }

    /// π_k N(x; μ_k, σ_k²)
    pub(crate) fn joint(&self, k: usize, x: f64) -> f64 {
        let [weight, mean, variance] = self.0[k];
        let normal = (std::f64::consts::TAU * variance).sqrt();
        weight * (-(x - mean).powi(2) / (2.0 * variance)).exp() / normal
    }

    pub(crate) fn density(&self, x: f64) -> f64 {
        (0..self.components()).map(|k| self.joint(k, x)).sum()
    }

    pub(crate) fn gamma(&self, k: usize, x: f64) -> f64 {
        self.joint(k, x) / self.density(x)
    }

    pub(crate) fn log_likelihood(&self, values: &[f64]) -> f64 {
        values.iter().map(|x| self.density(*x).ln()).sum()
    }

    /// ℓ if every observation came from its likeliest component.
    pub(crate) fn classification(&self, values: &[f64]) -> f64 {
        let largest = |x: f64| (0..self.components()).map(|k| self.joint(k, x)).fold(0.0, f64::max);
        values.iter().map(|x| largest(*x).ln()).sum()
    }

    /// F with the γ of another θ.
    pub(crate) fn lower_bound(&self, values: &[f64], before: &Self) -> f64 {
        let of = |x: &f64| {
            let term = |k: usize| {
                let gamma = before.gamma(k, *x);
                if gamma > 0.0 { gamma * (self.joint(k, *x).ln() - gamma.ln()) } else { 0.0 }
            };
            (0..self.components()).map(term).sum::<f64>()
        };
        values.iter().map(of).sum()
    }

    /// The distribution function, by Simpson's rule.
    pub(crate) fn cumulative(&self, x: f64) -> f64 {
        const STEPS: u32 = 4000;
        let least = |[_, mean, variance]: &[f64; 3]| mean - 10.0 * variance.sqrt();
        let from = self.0.iter().map(least).fold(f64::INFINITY, f64::min);
        let step = (x - from) / f64::from(STEPS);
        let term = |i: u32| {
            let factor = match i {
                0 | STEPS => 1.0,
                i if i % 2 == 1 => 4.0,
                _ => 2.0,
            };
            factor * self.density(from + step * f64::from(i))
        };
        (0..=STEPS).map(term).sum::<f64>() * step / 3.0
    }
}
