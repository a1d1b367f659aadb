//! How the run of a lesson does its steps: constraints, priors and other E-steps, with the names
//! and numbers that the command line's options have.

use toml::de::DeValue;

use super::super::reader::{Reader, TomlTable};
use crate::mixture::{
    Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, MAX_COMPONENTS,
    Method, MethodError,
};

/// The keys that say it, beside those that say what θ₀ is.
pub(super) const METHOD: [&str; 9] = [
    "equal_variances",
    "fix_weights",
    "fix_means",
    "fix_variances",
    "variance_floor",
    "map_variance",
    "map_weights",
    "hard",
    "temperature",
];

/// Returns the method that a table asks for; ordinary EM if it says nothing of it. None if there is
/// a mistake in it.
pub(super) fn method(reader: &mut Reader, table: TomlTable) -> Option<Method> {
    let floor = reader.number(table, "variance_floor").map(|floor| floor.value);
    let alpha = reader.number(table, "map_weights").map(|alpha| alpha.value);
    let prior = pair(reader, table, "map_variance", "SHAPE and SCALE, as in [2, 0.5]");
    let cooling = pair(reader, table, "temperature", "T and RATE, as in [4, 0.5]");
    let (fixed_weights, fixed_means, fixed_variances) = (
        components(reader, table, "fix_weights"),
        components(reader, table, "fix_means"),
        components(reader, table, "fix_variances"),
    );
    let equal_variances = reader.flag(table, "equal_variances");
    let is_hard = reader.flag(table, "hard");
    if is_hard && cooling.is_some() {
        let says = "hard and temperature; hard EM has no temperature, give one of them";
        reader.say(reader.line_of_key(table, "hard"), says);
        return None;
    }
    let method = Method {
        equal_variances,
        fixed_weights: fixed_weights?,
        fixed_means: fixed_means?,
        fixed_variances: fixed_variances?,
        variance_floor: floor,
        variance_prior: prior.map(|(shape, scale)| InverseGamma { shape, scale }),
        weight_prior: alpha.map(|alpha| Dirichlet { alpha }),
        assignment: match cooling {
            Some((temperature, rate)) => Assignment::Annealed(Cooling { temperature, rate }),
            None if is_hard => Assignment::Hard,
            None => Assignment::Soft,
        },
        // Lessons are about the steps of EM, one by one.
        acceleration: Acceleration::None,
    };
    // A number that cannot be read is a mistake already.
    let is_read = |key: &str, found: bool| found || !table.has(key);
    let is_whole = is_read("variance_floor", floor.is_some())
        && is_read("map_weights", alpha.is_some())
        && is_read("map_variance", prior.is_some())
        && is_read("temperature", cooling.is_some());
    match method.check() {
        Ok(()) => is_whole.then_some(method),
        Err(error) => {
            refuse(reader, table, &error);
            None
        }
    }
}

/// Says what is wrong with a method, or with θ₀ for it, on the line of the key that it comes from.
pub(super) fn refuse(reader: &mut Reader, table: TomlTable, error: &MethodError) {
    let key = match error {
        MethodError::VarianceFloor(_) | MethodError::BelowFloor { .. } => "variance_floor",
        MethodError::VariancePrior { .. } => "map_variance",
        MethodError::WeightPrior(_) => "map_weights",
        MethodError::Temperature(_)
        | MethodError::CoolingRate(_)
        | MethodError::AcceleratedAssignment
        | MethodError::HardOnTable => "temperature",
        MethodError::UnequalVariances { .. } => "equal_variances",
        MethodError::NoSuchComponent { parameter: "π", .. } => "fix_weights",
        MethodError::NoSuchComponent { parameter: "μ", .. } => "fix_means",
        MethodError::NoSuchComponent { .. } | MethodError::EqualAndFixed => "fix_variances",
    };
    reader.say(reader.line_of_key(table, key), error.to_string());
}

/// Returns the two numbers of a list.
fn pair(reader: &mut Reader, table: TomlTable, key: &str, wanted: &str) -> Option<(f64, f64)> {
    let listed = reader.numbers(table, key)?;
    let [first, second] = listed.values()[..] else {
        reader.say(listed.line, format!("{key} must be {wanted}"));
        return None;
    };
    Some((first, second))
}

/// Returns the components that a key lists, from 1, or all for `true`; none of them if there is no
/// such key.
fn components(reader: &mut Reader, table: TomlTable, key: &str) -> Option<ComponentSet> {
    if !table.has(key) {
        return Some(ComponentSet::NONE);
    }
    if !table.is_list(key) {
        let wanted = "true for all components, or a list of them, as in [1, 3]";
        let all = reader.value(table, key, wanted, DeValue::as_bool)?;
        return Some(if all.value { ComponentSet::ALL } else { ComponentSet::NONE });
    }
    let listed = reader.counts(table, key)?;
    let index = |count: &u64| usize::try_from(*count).ok()?.checked_sub(1);
    let indices: Option<Vec<usize>> = listed.values().iter().map(index).collect();
    let set = indices.and_then(ComponentSet::of);
    if set.is_none() {
        let text = format!("{key}: components are numbered from 1 to {MAX_COMPONENTS}");
        reader.say(listed.line, text);
    }
    set
}
