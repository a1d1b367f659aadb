//! θ in a file, with all of its bits.

use serde::{Deserialize, Serialize};

use crate::mixture::{Component, Theta, ThetaError};

/// θ as its lists: what [`Theta`] itself writes, and what its means have below their last bits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Lists", into = "Lists")]
pub(crate) struct SavedTheta(Theta);

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lists {
    weights: Vec<f64>,
    means: Vec<f64>,
    /// Left out if all are 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mean_tails: Vec<f64>,
    variances: Vec<f64>,
}

impl From<&Theta> for SavedTheta {
    fn from(theta: &Theta) -> Self {
        Self(theta.clone())
    }
}

impl From<&SavedTheta> for Theta {
    fn from(SavedTheta(theta): &SavedTheta) -> Self {
        theta.clone()
    }
}

impl From<SavedTheta> for Lists {
    fn from(SavedTheta(theta): SavedTheta) -> Self {
        let tails: Vec<f64> = theta.components().iter().map(Component::mean_tail).collect();
        let has_tails = tails.iter().any(|tail| *tail != 0.0);
        Self {
            weights: theta.weights().collect(),
            means: theta.means().collect(),
            mean_tails: if has_tails { tails } else { Vec::new() },
            variances: theta.variances().collect(),
        }
    }
}

impl TryFrom<Lists> for SavedTheta {
    type Error = String;

    fn try_from(lists: Lists) -> Result<Self, String> {
        let words = |error: ThetaError| error.to_string();
        let theta = Theta::from_lists(&lists.weights, &lists.means, &lists.variances);
        let theta = theta.map_err(words)?;
        if lists.mean_tails.is_empty() {
            return Ok(Self(theta));
        }
        if lists.mean_tails.len() != theta.len() {
            return Err(format!("mean-tails has {} numbers", lists.mean_tails.len()));
        }
        let components = theta.components().iter().zip(&lists.mean_tails);
        // What is below the last bit of a number does not change it.
        let is_tail =
            |(component, tail): (&Component, &f64)| component.mean() + tail == component.mean();
        if !components.clone().all(is_tail) {
            return Err("mean-tails has a number that is not below the last bit of its mean".into());
        }
        let components = components.map(|(component, tail)| component.with_mean_tail(*tail));
        Theta::new(components.collect()).map(Self).map_err(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_of_means_are_kept() {
        let component = |tail| Component::new(0.5, 1e9, 2.0).with_mean_tail(tail);
        for tails in [[0.0, 0.0], [1e-9, 0.0], [-3e-9, 2e-12]] {
            let theta = Theta::new(tails.map(component).to_vec()).unwrap();
            let text = serde_json::to_string(&SavedTheta::from(&theta)).unwrap();
            assert_eq!(text.contains("mean-tails"), tails != [0.0, 0.0]);
            let read: SavedTheta = serde_json::from_str(&text).unwrap();
            assert_eq!(Theta::from(&read), theta);
        }
    }

    #[test]
    fn what_is_not_a_theta_says_so() {
        let read = |tails: &str| {
            let text = format!(
                r#"[{{"weights": [1.0], "means": [2.0], "mean-tails": {tails}, "variances": [1.0]}}]"#
            );
            // Within something else, as in a file: then the reader knows the line.
            serde_json::from_str::<[SavedTheta; 1]>(&text).map_err(|error| error.to_string())
        };
        assert!(read("[1e-20]").is_ok());
        for (tails, says) in [("[1.0]", "below the last bit"), ("[0.0, 0.0]", "has 2 numbers")] {
            let error = read(tails).unwrap_err();
            assert!(error.contains(says) && error.contains("line 1"), "{error}");
        }
    }
}
