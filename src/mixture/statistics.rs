//! The expected sufficient statistics of a component: what the M-step needs of the
//! responsibilities.

use super::sum::two_sum;
use super::theta::Component;

/// The expected sufficient statistics of one component, in mean-and-variance form.
///
/// (N, Σγx, Σγx²) hold the same information but lose it again when they are subtracted from
/// one another; this form is only ever added to (Chan, Golub & LeVeque 1983), and so is as good at
/// 10⁹ ± 1, or with θ₀ far away from the data, as anywhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ComponentStatistics {
    /// N_k = Σ w_i γ_ik.
    pub weight: f64,
    /// Σ w γ x / N_k, in the data's unit.
    pub mean: f64,
    /// What the mean has below the last bit of `mean`.
    pub(crate) mean_tail: f64,
    /// Σ w γ (x − mean)² / N_k, in the data's unit squared.
    pub variance: f64,
}

impl ComponentStatistics {
    /// The statistics of one observation.
    pub(super) fn of_point(x: f64, weight: f64) -> Self {
        Self { weight, mean: x, mean_tail: 0.0, variance: 0.0 }
    }

    /// The statistics of points of this total weight, from the means of x − centre and of its
    /// square.
    pub(super) fn of_moments(weight: f64, centre: f64, first: f64, second: f64) -> Self {
        let (mean, mean_tail) = two_sum(centre, first);
        Self { weight, mean, mean_tail, variance: (second - first * first).max(0.0) }
    }

    /// The statistics of the union of two disjoint parts of the sample.
    pub(super) fn merge(self, other: Self) -> Self {
        // From the heavier part's mean, the rounding of the way to the lighter one is small beside
        // the spread of the two.
        let (heavy, light) = if self.weight < other.weight { (other, self) } else { (self, other) };
        if light.weight == 0.0 {
            return heavy;
        }
        let weight = heavy.weight + light.weight;
        let (share, light_share) = (heavy.weight / weight, light.weight / weight);
        let delta = (light.mean - heavy.mean) + (light.mean_tail - heavy.mean_tail);
        let (mean, rest) = two_sum(heavy.mean, delta * light_share);
        let (mean, mean_tail) = two_sum(mean, rest + heavy.mean_tail);
        let between = share * light_share * delta * delta;
        let variance = share * heavy.variance + light_share * light.variance + between;
        Self { weight, mean, mean_tail, variance }
    }

    /// Σ w γ (x − μ)² / N_k about the mean of some component.
    pub(crate) fn variance_about(&self, component: &Component) -> f64 {
        let distance = (self.mean - component.mean) + (self.mean_tail - component.mean_tail);
        self.variance + distance * distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Sample, Theta, e_step};

    #[test]
    fn parts_merge_into_the_whole_at_any_place() {
        let values: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i * i % 37)).collect();
        let point = |x: &f64| ComponentStatistics::of_point(*x, 1.0);
        let one_by_one = values
            .iter()
            .map(point)
            .fold(ComponentStatistics::default(), ComponentStatistics::merge);
        let theta = Theta::from_lists(&[1.0], &[0.0], &[1e18]).unwrap();
        let whole = e_step(&Sample::new(values).unwrap(), &theta).unwrap().statistics[0];
        assert_eq!(one_by_one.weight, whole.weight);
        assert_eq!(one_by_one.mean, whole.mean);
        assert!((one_by_one.mean_tail - whole.mean_tail).abs() < 1e-14, "{whole:?}");
        assert!((one_by_one.variance / whole.variance - 1.0).abs() < 1e-14, "{whole:?}");
    }
}
