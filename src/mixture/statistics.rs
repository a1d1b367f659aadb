//! The expected sufficient statistics of a component: what the M-step needs of the
//! responsibilities.

use super::component::Component;
use super::sum::DoubleDouble;

/// The expected sufficient statistics of one component, in mean-and-variance form: N_k, the mean of
/// the observations and their variance, each observation weighted by w_i γ_ik.
///
/// (N, Σγx, Σγx²) hold the same information but lose it again when they are subtracted from
/// one another; this form is only ever added to (Chan, Golub & LeVeque 1983), and so is as good at
/// 10⁹ ± 1, or with θ₀ far away from the data, as anywhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ComponentStatistics {
    weight: f64,
    mean: DoubleDouble,
    variance: f64,
}

impl ComponentStatistics {
    /// Returns N_k = Σ w_i γ_ik.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// Returns Σ w γ x / N_k, in the data's unit, to the nearest `f64`; 0 if N_k is 0.
    pub fn mean(&self) -> f64 {
        self.mean.head
    }

    /// Returns Σ w γ (x − mean)² / N_k, in the data's unit squared; 0 if N_k is 0.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// Returns the mean with all its digits.
    pub(crate) fn precise_mean(&self) -> DoubleDouble {
        self.mean
    }

    /// Returns the statistics of one observation.
    pub(super) fn of_point(x: f64, weight: f64) -> Self {
        Self { weight, mean: x.into(), variance: 0.0 }
    }

    /// Returns the statistics of points of this total weight, from the means of x − centre and of
    /// its square.
    pub(super) fn of_moments(
        weight: f64,
        centre: impl Into<DoubleDouble>,
        first: f64,
        second: f64,
    ) -> Self {
        let variance = (second - first * first).max(0.0);
        Self { weight, mean: centre.into().plus(first), variance }
    }

    /// Returns the statistics of points of this total weight, mean and variance.
    pub(super) fn of_spread(weight: f64, mean: DoubleDouble, variance: f64) -> Self {
        Self { weight, mean, variance }
    }

    /// Returns the statistics of the union of two disjoint parts of the sample.
    pub(super) fn merge(self, other: Self) -> Self {
        // From the heavier part's mean, the rounding of the way to the lighter one is small beside
        // the spread of the two.
        let (heavy, light) = if self.weight < other.weight { (other, self) } else { (self, other) };
        if light.weight == 0.0 {
            return heavy;
        }
        let weight = heavy.weight + light.weight;
        let (share, light_share) = (heavy.weight / weight, light.weight / weight);
        let delta = light.mean.minus(heavy.mean);
        let mean = heavy.mean.plus(delta * light_share);
        let between = share * light_share * delta * delta;
        let variance = share * heavy.variance + light_share * light.variance + between;
        Self { weight, mean, variance }
    }

    /// Returns the statistics of the same points, each moved by this distance.
    pub(super) fn moved(self, distance: f64) -> Self {
        if self.weight > 0.0 { Self { mean: self.mean.plus(distance), ..self } } else { self }
    }

    /// Returns Σ w γ (x − μ)² / N_k about the mean of some component.
    pub(crate) fn variance_about(&self, component: &Component) -> f64 {
        let distance = self.mean.minus(component.precise_mean());
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
        assert_eq!(one_by_one.mean(), whole.mean());
        assert!((one_by_one.mean.tail - whole.mean.tail).abs() < 1e-14, "{whole:?}");
        assert!((one_by_one.variance / whole.variance - 1.0).abs() < 1e-14, "{whole:?}");
    }
}
