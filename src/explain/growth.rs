//! Which variance an M-step made grow most, and which is the largest, in words.

use super::check::largest_values;
use super::number::{LONGEST, factor};
use crate::mixture::Component;
use crate::text::component;
use crate::timeline::Run;

/// What became of the variances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Growth {
    /// Which one grew most and how much, as in `σ² grew most: 2 (×1.74)`.
    pub(crate) said: String,
    /// The component with the largest, as in `2`.
    pub(crate) largest: String,
}

impl Growth {
    /// Compares the variances of as many components before and now.
    pub(crate) fn between(before: &[Component], now: &[Component]) -> Self {
        let ratios: Vec<f64> = now
            .iter()
            .zip(before)
            .map(|(now, before)| now.variance() / before.variance())
            .collect();
        let variances: Vec<f64> = now.iter().map(Component::variance).collect();
        let names = |tied: Vec<usize>| match tied[..] {
            [k] => component(k),
            _ if tied.len() == now.len() => "all equal".to_owned(),
            _ => tied.into_iter().map(component).collect::<Vec<_>>().join(" = "),
        };
        let most = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (grew, largest) = (largest_values(&ratios), names(largest_values(&variances)));
        // The factor as it is written: ×1.00 is no growth.
        let factor_of_most = factor(most, LONGEST);
        let said = if factor_of_most == factor(1.0, LONGEST) {
            "σ² grew: none".to_owned()
        } else {
            let verb = if most > 1.0 { "grew most" } else { "shrank least" };
            format!("σ² {verb}: {} ({factor_of_most})", names(grew))
        };
        Self { said, largest }
    }

    /// Returns what the M-step at a run's cursor did; none at θ₀, and of a single component.
    pub(crate) fn of<D>(run: &Run<D>) -> Option<Self> {
        let (now, before) = (run.current()?.theta(), run.previous_theta()?);
        let is_comparable = now.len() == before.len() && now.len() > 1;
        is_comparable.then(|| Self::between(before.components(), now.components()))
    }

    /// Returns it as a sentence.
    pub(crate) fn sentence(&self) -> String {
        format!("{}. The largest σ²: {}.", self.said, self.largest)
    }
}
