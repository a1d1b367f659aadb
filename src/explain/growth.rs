//! Which variance an M-step made grow most, and which is the largest, in words.

use super::check::largest_values;
use super::number::{LONGEST, factor};
use crate::mixture::Component;
use crate::text::{component, list};
use crate::timeline::Run;

/// What became of the variances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Growth {
    /// Which one grew most and how much, as in `σ² grew most: 2 (×1.74)`.
    pub(crate) said: String,
    /// The component with the largest, as in `2`.
    pub(crate) largest: String,
    /// Both in sentences.
    pub(crate) sentences: String,
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
        let most = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let grew = Tied::new(largest_values(&ratios), now.len());
        let largest = Tied::new(largest_values(&variances), now.len());
        // The factor as it is written: ×1.00 is no growth.
        let factor_of_most = factor(most, LONGEST);
        let (said, sentence) = if factor_of_most == factor(1.0, LONGEST) {
            ("σ² grew: none".to_owned(), "No σ² grew.".to_owned())
        } else {
            let [verb, alike] =
                if most > 1.0 { ["grew most", "grew"] } else { ["shrank least", "shrank"] };
            let sentence = match &grew {
                Tied::All => format!("Every σ² {alike} by the same factor ({factor_of_most})."),
                Tied::Some(_) => format!("σ² of {} {verb} ({factor_of_most}).", grew.in_words()),
            };
            (format!("σ² {verb}: {} ({factor_of_most})", grew.name()), sentence)
        };
        let of_largest = match &largest {
            Tied::All => "All σ² are equal.".to_owned(),
            Tied::Some(_) => format!("The largest σ² is that of {}.", largest.in_words()),
        };
        let sentences = format!("{sentence} {of_largest}");
        Self { said, largest: largest.name(), sentences }
    }

    /// Returns what the M-step at a run's cursor did; none at θ₀, and of a single component.
    pub(crate) fn of<D>(run: &Run<D>) -> Option<Self> {
        let (now, before) = (run.current()?.theta(), run.previous_theta()?);
        let is_comparable = now.len() == before.len() && now.len() > 1;
        is_comparable.then(|| Self::between(before.components(), now.components()))
    }
}

/// The components that have the same number.
enum Tied {
    All,
    Some(Vec<String>),
}

impl Tied {
    /// Returns the components with these indices, out of this many.
    fn new(tied: Vec<usize>, of: usize) -> Self {
        if tied.len() == of && of > 1 {
            Self::All
        } else {
            Self::Some(tied.into_iter().map(component).collect())
        }
    }

    fn name(&self) -> String {
        match self {
            Self::All => "all equal".to_owned(),
            Self::Some(names) => names.join(" = "),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::All => "all components".to_owned(),
            Self::Some(names) => {
                let noun = if names.len() == 1 { "component" } else { "components" };
                format!("{noun} {}", list(names))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::Theta;

    fn sentences(before: [f64; 3], now: [f64; 3]) -> String {
        let theta = |variances: [f64; 3]| {
            Theta::from_lists(&[0.2, 0.3, 0.5], &[0.0, 1.0, 2.0], &variances).unwrap()
        };
        Growth::between(theta(before).components(), theta(now).components()).sentences
    }

    #[test]
    fn what_became_of_the_variances_is_said_in_sentences() {
        for (before, now, says) in [
            (
                [1.0, 1.0, 1.0],
                [0.5, 3.0, 2.0],
                "σ² of component 2 grew most (×3.00). The largest σ² is that of component 2.",
            ),
            (
                [4.0, 4.0, 1.0],
                [2.0, 2.0, 0.1],
                "σ² of components 1 and 2 shrank least (×0.50). The largest σ² is that of \
                 components 1 and 2.",
            ),
            (
                [1.0, 1.0, 1.0],
                [2.0, 2.0, 2.0],
                "Every σ² grew by the same factor (×2.00). All σ² are equal.",
            ),
            (
                [2.0, 1.0, 1.0],
                [2.0, 1.0, 0.5],
                "No σ² grew. The largest σ² is that of component 1.",
            ),
        ] {
            assert_eq!(sentences(before, now), says);
        }
    }
}
