//! A method in a file, which is checked when it is read.

use serde::Deserialize;

use super::{Acceleration, Assignment, ComponentSet, Dirichlet, InverseGamma, Method, MethodError};

/// A method before it is checked.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct Unchecked {
    equal_variances: bool,
    fixed_weights: ComponentSet,
    fixed_means: ComponentSet,
    fixed_variances: ComponentSet,
    variance_floor: Option<f64>,
    variance_prior: Option<InverseGamma>,
    weight_prior: Option<Dirichlet>,
    assignment: Assignment,
    acceleration: Acceleration,
}

impl TryFrom<Unchecked> for Method {
    type Error = MethodError;

    fn try_from(read: Unchecked) -> Result<Self, MethodError> {
        let method = Self {
            equal_variances: read.equal_variances,
            fixed_weights: read.fixed_weights,
            fixed_means: read.fixed_means,
            fixed_variances: read.fixed_variances,
            variance_floor: read.variance_floor,
            variance_prior: read.variance_prior,
            weight_prior: read.weight_prior,
            assignment: read.assignment,
            acceleration: read.acceleration,
        };
        method.check().map(|()| method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::Cooling;

    #[test]
    fn a_method_reads_back_as_it_was() {
        let method = Method {
            equal_variances: true,
            fixed_weights: ComponentSet::ALL,
            fixed_means: ComponentSet::of([1]).unwrap(),
            fixed_variances: ComponentSet::ALL,
            variance_floor: Some(0.25),
            variance_prior: Some(InverseGamma { shape: 2.0, scale: 3.0 }),
            weight_prior: Some(Dirichlet { alpha: 2.0 }),
            assignment: Assignment::Annealed(Cooling { temperature: 4.0, rate: 0.5 }),
            acceleration: Acceleration::None,
        };
        let squarem = Method { acceleration: Acceleration::Squarem, ..Method::default() };
        for method in [method, squarem, Method::default()] {
            let text = serde_json::to_string(&method).unwrap();
            assert_eq!(serde_json::from_str::<Method>(&text).unwrap(), method);
        }
    }

    #[test]
    fn a_method_that_cannot_be_asked_for_cannot_be_read() {
        for (text, says) in [
            (r#"{"variance-floor": 0.0}"#, "the variance floor must be above 0"),
            (r#"{"weight-prior": {"alpha": 0.5}}"#, "ALPHA of the prior"),
            (r#"{"assignment": "hard", "acceleration": "squarem"}"#, "SQUAREM relies on"),
        ] {
            let error = serde_json::from_str::<Method>(text).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
