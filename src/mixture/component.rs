//! One Gaussian of a mixture, with its weight.

use super::sum::DoubleDouble;

/// ln 2π, to the last bit of an `f64`.
pub(crate) const LN_2_PI: f64 = 1.837_877_066_409_345_5;

/// One weighted Gaussian: π_k, μ_k, σ_k².
///
/// A component by itself may be invalid, as it may be while it is typed; [`Theta::new`] checks it.
///
/// [`Theta::new`]: super::Theta::new
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Component {
    weight: f64,
    /// At data around 10⁹ the last bit of an `f64` is 10⁻⁷: without a second part every M-step
    /// would round the mean there, and γ and ℓ would keep seven digits instead of fifteen.
    mean: DoubleDouble,
    variance: f64,
}

impl Component {
    /// Returns the component with this π_k, μ_k and σ_k².
    pub fn new(weight: f64, mean: f64, variance: f64) -> Self {
        Self::with_precise_mean(weight, mean.into(), variance)
    }

    /// Returns the component whose mean has digits below the last bit of an `f64`.
    pub(crate) fn with_precise_mean(weight: f64, mean: DoubleDouble, variance: f64) -> Self {
        Self { weight, mean, variance }
    }

    /// Returns π_k; in (0, 1] in a [`Theta`](super::Theta).
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// Returns μ_k, in the data's unit, to the nearest `f64`.
    ///
    /// The mean that an M-step gives has about 32 digits, and they count in every density. So
    /// `Component::new` of the mean that is returned here may be another component by rounding; a
    /// copy of a component, or [`Component::with_weight`], is not.
    pub fn mean(&self) -> f64 {
        self.mean.head
    }

    /// Returns σ_k², in the data's unit squared; above 0 in a [`Theta`](super::Theta).
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// Returns μ_k with all its digits.
    pub(crate) fn precise_mean(&self) -> DoubleDouble {
        self.mean
    }

    /// Returns what μ_k has below the last bit of an `f64`.
    #[cfg(feature = "stepper")]
    pub(crate) fn mean_tail(&self) -> f64 {
        self.mean.tail
    }

    /// Returns the component whose μ_k has this below its last bit.
    #[must_use]
    #[cfg(feature = "stepper")]
    pub(crate) fn with_mean_tail(self, tail: f64) -> Self {
        Self { mean: DoubleDouble { tail, ..self.mean }, ..self }
    }

    /// Returns the component with another π_k.
    #[must_use]
    pub fn with_weight(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    /// Returns the component with another μ_k.
    #[must_use]
    pub fn with_mean(self, mean: f64) -> Self {
        Self { mean: mean.into(), ..self }
    }

    /// Returns the component with another σ_k².
    #[must_use]
    pub fn with_variance(self, variance: f64) -> Self {
        Self { variance, ..self }
    }

    /// Returns σ_k, the standard deviation.
    pub fn sd(&self) -> f64 {
        self.variance.sqrt()
    }

    /// Returns z = (x − μ_k) / σ_k.
    pub fn standardise(&self, x: f64) -> f64 {
        ((x - self.mean.head) - self.mean.tail) / self.sd()
    }

    /// Returns ln N(x; μ_k, σ_k²), in nats; minus infinity if z² is beyond an `f64`.
    pub fn log_density(&self, x: f64) -> f64 {
        let z = self.standardise(x);
        -0.5 * (LN_2_PI + self.variance.ln()) - 0.5 * z * z
    }

    /// Returns ln(π_k N(μ_k; μ_k, σ_k²)), the part of the joint density that does not depend on x.
    pub(crate) fn log_peak(&self) -> f64 {
        self.weight.ln() - 0.5 * (LN_2_PI + self.variance.ln())
    }

    /// Returns ln(π_k N(x; μ_k, σ_k²)), in nats.
    pub fn log_joint(&self, x: f64) -> f64 {
        self.weight.ln() + self.log_density(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_mean_takes_no_digits_of_the_old_one() {
        let precise = DoubleDouble::from(1e9).plus(1e-9);
        let component = Component::with_precise_mean(0.5, precise, 4.0);
        assert_eq!(component.with_mean(3.0), Component::new(0.5, 3.0, 4.0));
        assert_eq!(component.with_weight(0.25).with_variance(1.0).precise_mean(), precise);
        assert_ne!(Component::new(0.5, component.mean(), 4.0), component);
    }
}
