//! What is drawn over θ: ℓ, or what a run maximises in its place.

use std::sync::Arc;

use super::coordinate::{Coordinate, Parameter, with};
use crate::mixture::{Data, Iterate, Method, Theta};
use crate::timeline::Run;

/// What a method maximises, at the temperature of one iteration; ℓ for ordinary EM.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measure {
    method: Arc<Method>,
    t: usize,
}

impl Measure {
    /// Returns what a run maximises, as the E-step at θ_t has it.
    pub fn of<D>(run: &Run<D>, t: usize) -> Self {
        Self { method: Arc::clone(run.method()), t }
    }

    /// Returns what the run of an iterate maximises, as the E-step there has it.
    pub fn at_iterate(iterate: &Iterate) -> Self {
        Self { method: Arc::clone(iterate.method()), t: iterate.iteration() }
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns its value at θ; minus infinity if it is below every number.
    pub fn at(&self, data: Data<'_>, theta: &Theta) -> f64 {
        let expectation = self.method.e_step(data, theta, self.t);
        let prior = self.method.ln_prior(theta);
        expectation.map_or(f64::NEG_INFINITY, |e| e.attained() + prior)
    }

    /// Returns θ with some of its numbers changed, as [`with`] does; a variance that all components
    /// share changes for all of them.
    pub(super) fn with(&self, theta: &Theta, changes: &[(Coordinate, f64)]) -> Option<Theta> {
        if !self.method.equal_variances {
            return with(theta, changes);
        }
        let each = |&(coordinate, value): &(Coordinate, f64)| -> Vec<(Coordinate, f64)> {
            match coordinate.parameter {
                Parameter::Variance => (0..theta.len())
                    .map(|k| (Coordinate::new(Parameter::Variance, k), value))
                    .collect(),
                Parameter::Weight | Parameter::Mean => vec![(coordinate, value)],
            }
        };
        with(theta, &changes.iter().flat_map(each).collect::<Vec<_>>())
    }
}
