//! How EM does its steps, as a link says it.

use emstep::mixture::{
    Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, MAX_COMPONENTS,
    Method,
};

use super::parameters::Parameters;
use super::{Problem, number};

/// Reads constraints, priors and other kinds of steps. If they do not go together, none counts.
pub(super) fn read(given: &mut Parameters) -> Method {
    let cooling = given.read("temperature", pair);
    let hard = given.flag("hard");
    let accelerated = given.read("accelerate", |text| {
        let is_known = text == "squarem";
        is_known.then_some(()).ok_or_else(|| "squarem is the only way".to_owned())
    });
    let method = Method {
        equal_variances: given.flag("equal-variances"),
        fixed_weights: given.read("fix-weights", set).unwrap_or_default(),
        fixed_means: given.read("fix-means", set).unwrap_or_default(),
        fixed_variances: given.read("fix-variances", set).unwrap_or_default(),
        variance_floor: given.read("variance-floor", number),
        variance_prior: given
            .read("map-variance", pair)
            .map(|(shape, scale)| InverseGamma { shape, scale }),
        weight_prior: given.read("map-weights", number).map(|alpha| Dirichlet { alpha }),
        assignment: match cooling {
            Some((temperature, rate)) => Assignment::Annealed(Cooling { temperature, rate }),
            None if hard => Assignment::Hard,
            None => Assignment::Soft,
        },
        acceleration: accelerated.map_or(Acceleration::None, |()| Acceleration::Squarem),
    };
    match method.check() {
        Ok(()) => method,
        Err(error) => {
            given.problem(error.to_string());
            Method::default()
        }
    }
}

fn pair(text: &str) -> Result<(f64, f64), Problem> {
    match text.split_once(',') {
        Some((first, second)) => Ok((number(first)?, number(second)?)),
        None => Err("it takes two numbers, separated by a comma, as in 2,0.5".to_owned()),
    }
}

/// Reads components, from 1; no value means all of them.
fn set(text: &str) -> Result<ComponentSet, Problem> {
    if text.is_empty() {
        return Ok(ComponentSet::ALL);
    }
    let component = |piece: &str| piece.parse::<usize>().ok()?.checked_sub(1);
    let listed: Option<Vec<usize>> = text.split(',').map(component).collect();
    listed.and_then(ComponentSet::of).ok_or_else(|| {
        format!("it takes numbers of components from 1 to {MAX_COMPONENTS}, as in 1,3")
    })
}
