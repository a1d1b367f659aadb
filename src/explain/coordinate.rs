//! One number of θ as a direction to look along.

use crate::mixture::{Sample, Theta};

/// Which number of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parameter {
    /// π_k
    Weight,
    /// μ_k
    Mean,
    /// σ_k²
    Variance,
}

impl Parameter {
    /// In the order in which they have in the θ panel.
    pub const ALL: [Self; 3] = [Self::Weight, Self::Mean, Self::Variance];

    /// π, μ or σ².
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Weight => "π",
            Self::Mean => "μ",
            Self::Variance => "σ²",
        }
    }
}

/// One number of θ: π_k, μ_k or σ_k², with k counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Coordinate {
    /// which number
    pub parameter: Parameter,
    /// of which component
    pub component: usize,
}

impl Coordinate {
    /// Returns a number of a component.
    pub const fn new(parameter: Parameter, component: usize) -> Self {
        Self { parameter, component }
    }

    /// Returns all that can be varied in a mixture of this many components, component by component.
    /// A single component has the weight 1 and no other.
    pub fn all(components: usize) -> Vec<Self> {
        let of = |k| Parameter::ALL.map(|parameter| Self::new(parameter, k));
        let free = |c: &Self| components > 1 || c.parameter != Parameter::Weight;
        (0..components).flat_map(of).filter(free).collect()
    }

    /// Returns its value in θ, which has the component.
    pub fn value(self, theta: &Theta) -> f64 {
        let c = &theta.components()[self.component];
        match self.parameter {
            Parameter::Weight => c.weight(),
            Parameter::Mean => c.mean(),
            Parameter::Variance => c.variance(),
        }
    }

    /// Returns whether its axis is logarithmic: variances can be of any size above 0.
    pub fn is_logarithmic(self) -> bool {
        self.parameter == Parameter::Variance
    }

    /// Returns where a value is along its axis: at log₁₀ σ² for a variance, at itself for others.
    pub fn position(self, value: f64) -> f64 {
        if self.is_logarithmic() { value.log10() } else { value }
    }

    /// Returns the value at a position along its axis.
    pub fn value_at(self, position: f64) -> f64 {
        if self.is_logarithmic() { 10_f64.powf(position) } else { position }
    }

    /// Returns between which positions its axis is worth showing on a chart that stays put while EM
    /// moves: nearly all of (0, 1) for a weight, the data for a mean, three times less to three
    /// times more for a variance; and every θ that is given. There is a θ at all of them, except
    /// where several weights are too large together.
    pub fn range<'a>(self, sample: &Sample, thetas: impl Iterator<Item = &'a Theta>) -> (f64, f64) {
        const ENDS: f64 = 1e-3;
        let start = (f64::INFINITY, f64::NEG_INFINITY, 0.0_f64);
        let (lo, hi, sd) = thetas.fold(start, |(lo, hi, sd), theta| {
            let position = self.position(self.value(theta));
            (lo.min(position), hi.max(position), sd.max(theta.components()[self.component].sd()))
        });
        match self.parameter {
            Parameter::Weight => (ENDS.min(lo / 2.0), 1.0 - ENDS.min((1.0 - hi) / 2.0)),
            Parameter::Mean => {
                let (min, max) = (sample.order().min(), sample.order().max());
                let (lo, hi) = (min.min(lo), max.max(hi));
                // Between equal observations there is no ℓ to be seen, only around them.
                let margin = if hi - lo > sd { 0.1 * (hi - lo) } else { 3.0 * sd };
                let least = 64.0 * f64::EPSILON * lo.abs().max(hi.abs());
                (lo - margin.max(least), hi + margin.max(least))
            }
            Parameter::Variance => {
                // In half decades: a small step of EM moves neither end.
                let half = |position: f64, round: fn(f64) -> f64| round(position * 2.0) / 2.0;
                (half(lo - 0.5, f64::floor), half(hi + 0.5, f64::ceil))
            }
        }
    }
}

/// θ with some of its numbers changed. Weights that are not among them share what is left in
/// proportion. None where that is no θ: a variance not above 0, weights that leave nothing for the
/// others.
pub fn with(theta: &Theta, changes: &[(Coordinate, f64)]) -> Option<Theta> {
    let mut components = theta.components().to_vec();
    let mut weights_set = Vec::new();
    for (coordinate, value) in changes {
        let c = &mut components[coordinate.component];
        match coordinate.parameter {
            Parameter::Weight if c.weight() == *value => {}
            Parameter::Weight => {
                *c = c.with_weight(*value);
                weights_set.push(coordinate.component);
            }
            Parameter::Mean if c.mean() == *value => {}
            Parameter::Mean => *c = c.with_mean(*value),
            Parameter::Variance => *c = c.with_variance(*value),
        }
    }
    if !weights_set.is_empty() {
        let set: Vec<usize> = (changes.iter())
            .filter(|(coordinate, _)| coordinate.parameter == Parameter::Weight)
            .map(|(coordinate, _)| coordinate.component)
            .collect();
        let sum = |chosen: bool| -> f64 {
            let all = components.iter().enumerate();
            all.filter(|(k, _)| set.contains(k) == chosen).map(|(_, c)| c.weight()).sum()
        };
        let share = (1.0 - sum(true)) / sum(false);
        for (_, c) in components.iter_mut().enumerate().filter(|(k, _)| !set.contains(k)) {
            *c = c.with_weight(c.weight() * share);
        }
    }
    Theta::new(components).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theta() -> Theta {
        Theta::from_lists(&[0.2, 0.3, 0.5], &[1.0, 2.0, 3.0], &[4.0; 3]).unwrap()
    }

    #[test]
    fn the_other_weights_share_the_rest_in_proportion() {
        let first = Coordinate::new(Parameter::Weight, 0);
        let weights = |theta: Theta| -> Vec<f64> {
            theta.components().iter().map(|c| (c.weight() * 1e12).round() / 1e12).collect()
        };
        assert_eq!(weights(with(&theta(), &[(first, 0.6)]).unwrap()), [0.6, 0.15, 0.25]);
        let second = Coordinate::new(Parameter::Weight, 1);
        let both = with(&theta(), &[(first, 0.1), (second, 0.3)]).unwrap();
        assert_eq!(weights(both), [0.1, 0.3, 0.6]);
        assert_eq!(with(&theta(), &[(first, 0.6), (second, 0.4)]), None);
        assert_eq!(with(&theta(), &[(first, 1.0)]), None);
        assert_eq!(with(&theta(), &[(first, 0.0)]), None);
    }

    #[test]
    fn a_change_to_what_is_there_changes_nothing() {
        for coordinate in Coordinate::all(3) {
            let same = with(&theta(), &[(coordinate, coordinate.value(&theta()))]);
            assert_eq!(same, Some(theta()), "{coordinate:?}");
        }
        assert_eq!(with(&theta(), &[(Coordinate::new(Parameter::Variance, 2), 0.0)]), None);
    }

    #[test]
    fn the_axis_of_a_mean_is_as_wide_as_the_data_or_as_its_component() {
        let mean = Coordinate::new(Parameter::Mean, 0);
        let range = |values: Vec<f64>, mu: f64, variance: f64| {
            let theta = Theta::from_lists(&[1.0], &[mu], &[variance]).unwrap();
            mean.range(&Sample::new(values).unwrap(), [&theta].into_iter())
        };
        assert_eq!(range(vec![-5.0, 5.0], 0.0, 4.0), (-6.0, 6.0));
        assert_eq!(range(vec![1e9], 1e9, 4.0), (1e9 - 6.0, 1e9 + 6.0));
        assert_eq!(range(vec![5.0, 5.0], 5.0, 0.25), (3.5, 6.5));
        let (lo, hi) = range(vec![1e16], 1e16, 1e-20);
        assert!(lo < 1e16 && hi > 1e16, "{lo} {hi}");
    }

    #[test]
    fn there_is_a_theta_all_along_an_axis_and_the_path_is_within() {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let narrow = Theta::from_lists(&[0.2, 0.3, 0.5], &[1.0, 2.0, 3.0], &[1e-4; 3]).unwrap();
        for coordinate in Coordinate::all(3) {
            let (lo, hi) = coordinate.range(&sample, [&theta(), &narrow].into_iter());
            for theta in [theta(), narrow.clone()] {
                let position = coordinate.position(coordinate.value(&theta));
                let margin = 0.05 * (hi - lo);
                assert!((lo + margin..=hi - margin).contains(&position), "{coordinate:?}");
            }
            for position in [lo, lo.midpoint(hi), hi] {
                let value = coordinate.value_at(position);
                assert!((coordinate.position(value) - position).abs() < 1e-12);
                assert!(
                    with(&theta(), &[(coordinate, value)]).is_some(),
                    "{coordinate:?}: {value}"
                );
            }
        }
        let variance = Coordinate::new(Parameter::Variance, 0);
        assert_eq!(variance.range(&sample, [&theta()].into_iter()), (0.0, 1.5));
    }

    #[test]
    fn a_single_component_has_no_weight_to_vary() {
        assert_eq!(Coordinate::all(1).len(), 2);
        assert_eq!(Coordinate::all(3).len(), 9);
    }
}
