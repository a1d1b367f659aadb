//! The data of a lesson and where EM starts on them.

use std::sync::Arc;

use super::super::reader::{Reader, TomlList, TomlTable};
use super::super::scene::Scene;
use super::method::{METHOD, method, refuse};
use crate::data::{self, Dataset, LeftOut, Request, Source};
use crate::mixture::{
    Iterate, IterateError, MAX_COMPONENTS, Sample, SampleError, Start, Theta, ThetaError,
};

/// The keys that say what θ₀ is.
const START: [&str; 7] = ["weights", "means", "variances", "sds", "components", "start", "seed"];
/// The keys that say what θ₀ is, and how the run from it does its steps.
pub(super) const THETA: [&str; START.len() + METHOD.len()] = joined(&START, &METHOD);
/// The keys that say what the data are, what θ₀ is, and how the run does its steps.
pub(super) const DATA: [&str; 3 + THETA.len()] = joined(&["example", "points", "column"], &THETA);

/// Returns the keys of two lists, which together are `N`.
const fn joined<const N: usize>(
    first: &[&'static str],
    second: &[&'static str],
) -> [&'static str; N] {
    assert!(first.len() + second.len() == N);
    let mut all = [""; N];
    let mut i = 0;
    while i < N {
        all[i] = if i < first.len() { first[i] } else { second[i - first.len()] };
        i += 1;
    }
    all
}

/// New data with their θ₀.
pub(super) fn data(reader: &mut Reader, table: TomlTable) -> Option<Scene> {
    let Some(dataset) = dataset(reader, table) else {
        if ["weights", "means", "variances", "sds"].into_iter().any(|key| table.has(key)) {
            given(reader, table);
        }
        method(reader, table);
        return None;
    };
    theta(reader, table, Arc::new(dataset))
}

/// Another θ₀ on the same data.
pub(super) fn theta(reader: &mut Reader, table: TomlTable, dataset: Arc<Dataset>) -> Option<Scene> {
    let theta = theta_zero(reader, table, &dataset);
    let (method, (theta, is_given)) = (method(reader, table)?, theta?);
    // As on the command line: a θ₀ that is made of the data is made to suit.
    let theta = if is_given { theta } else { method.adapt(&theta) };
    if !reader.may_compute(method.passes() * theta.len() * dataset.sample.len(), table.line) {
        return None;
    }
    match Iterate::begin(theta, dataset.data(), method) {
        Ok(start) => Some(Scene::of(dataset, start)),
        Err(IterateError::Method(error)) => {
            refuse(reader, table, &error);
            None
        }
        Err(IterateError::EStep(error)) => {
            reader.say(table.line, format!("θ₀: {error}"));
            None
        }
    }
}

fn dataset(reader: &mut Reader, table: TomlTable) -> Option<Dataset> {
    let example = reader.lined_text(table, "example");
    let points = reader.numbers(table, "points");
    let column = reader.lined_text(table, "column");
    match (table.has("example"), table.has("points")) {
        (true, true) => {
            reader.say(table.line, "example and points; the data come from one of them");
            None
        }
        (false, false) => {
            reader.say(table.line, "the data need an example or points, as in points = [1, 2, 4]");
            None
        }
        (true, false) => {
            let example = example?;
            let column = column.map(|column| column.value);
            let source = Source::Example(example.value);
            let request = Request { column, ..Request::new(source) };
            let loaded = data::load(&request);
            loaded.map_err(|error| reader.say(example.line, error.to_string())).ok()
        }
        (false, true) => {
            let points = points?;
            let values = points.values();
            for (index, error) in SampleError::of_values(&values) {
                reader.say(points.line_of(index), format!("points: {error}"));
            }
            if values.is_empty() {
                reader.say(points.line, format!("points: {}", SampleError::Empty));
            }
            let sample = Sample::new(values).ok()?;
            let column = column.map_or_else(|| "x".to_owned(), |column| column.value);
            let left_out = LeftOut::default();
            Some(Dataset { left_out, ..Dataset::new("lesson", column, sample) })
        }
    }
}

/// Returns θ₀, and whether it was given: by the lesson, or with the data.
fn theta_zero(reader: &mut Reader, table: TomlTable, dataset: &Dataset) -> Option<(Theta, bool)> {
    let lists = ["weights", "means", "variances", "sds"].into_iter().any(|key| table.has(key));
    let made = ["components", "start", "seed"].into_iter().any(|key| table.has(key));
    match (lists, made) {
        (true, true) => {
            let says = "θ₀ is either given by means and variances or made by start and components";
            reader.say(table.line, says);
            None
        }
        (true, false) => given(reader, table).map(|theta| (theta, true)),
        (false, true) => from_data(reader, table, dataset).map(|theta| (theta, false)),
        (false, false) => {
            if dataset.theta.is_none() {
                let says =
                    "these data have no θ₀ of their own; give means and variances, or components";
                reader.say(table.line, says);
            }
            dataset.theta.clone().map(|theta| (theta, true))
        }
    }
}

fn given(reader: &mut Reader, table: TomlTable) -> Option<Theta> {
    let mut list = |key: &str| reader.numbers(table, key);
    let (weights, means, variances, sds) =
        (list("weights"), list("means"), list("variances"), list("sds"));
    let means = reader.required(table, "means", means);
    let variances = match (table.has("variances"), table.has("sds")) {
        (true, true) => {
            let line = reader.line_of_key(table, "sds");
            reader.say(line, "variances and sds; give one of them");
            return None;
        }
        (false, false) => reader.required(table, "variances", variances),
        (true, false) => variances,
        (false, true) => sds.map(|mut sds| {
            for sd in &mut sds.items {
                // A negative σ must not become a good σ².
                sd.value *= sd.value.abs();
            }
            sds
        }),
    };
    let (means, variances) = (means?, variances?);
    if table.has("weights") && weights.is_none() {
        return None;
    }
    let equal = || vec![1.0 / means.items.len() as f64; means.items.len()];
    let mut lists =
        [weights.as_ref().map_or_else(equal, TomlList::values), means.values(), variances.values()];
    let mut has_bad_weight = false;
    let mut is_good = true;
    loop {
        let error = match Theta::from_lists(&lists[0], &lists[1], &lists[2]) {
            Ok(theta) => return is_good.then_some(theta),
            // What a bad weight should be is not known, nor what the sum is then.
            Err(ThetaError::WeightSum(_)) if has_bad_weight => return None,
            Err(error) => error,
        };
        is_good = false;
        let line_of_weight = |k| weights.as_ref().map_or(table.line, |weights| weights.line_of(k));
        let (line, bad) = match error {
            ThetaError::Weight { component, .. } => {
                (line_of_weight(component), Some((0, component)))
            }
            ThetaError::Mean { component, .. } => (means.line_of(component), Some((1, component))),
            ThetaError::Variance { component, .. } => {
                (variances.line_of(component), Some((2, component)))
            }
            ThetaError::WeightSum(_) => (weights.as_ref().map_or(table.line, |w| w.line), None),
            ThetaError::Count(_) => (means.line, None),
            ThetaError::Lengths { .. } => (table.line, None),
        };
        reader.say(line, format!("θ₀: {error}"));
        // There may be others.
        let (list, component) = bad?;
        has_bad_weight |= list == 0;
        lists[list][component] = if list == 0 { 0.5 } else { 1.0 };
    }
}

fn from_data(reader: &mut Reader, table: TomlTable, dataset: &Dataset) -> Option<Theta> {
    let components = reader.count(table, "components");
    let components = reader.required(table, "components", components);
    let seed = reader.count(table, "seed");
    let named = reader.lined_text(table, "start");
    let start = match named.as_ref().map(|named| named.value.as_str()) {
        None | Some("quantile") => Start::Quantile,
        Some("kmeans++") => {
            let seed = reader.required(table, "seed", seed.as_ref());
            Start::KMeansPlusPlus { seed: seed?.value }
        }
        Some(_) => {
            let line = named.map_or(table.line, |named| named.line);
            reader.say(line, "start must be \"quantile\" or \"kmeans++\"");
            return None;
        }
    };
    if let (Start::Quantile, Some(seed)) = (start, &seed) {
        reader.say(seed.line, "seed only means something with start = \"kmeans++\"");
    }
    let components = components?;
    let count = usize::try_from(components.value).unwrap_or(usize::MAX);
    let operations = count.min(MAX_COMPONENTS) * dataset.sample.len();
    if start != Start::Quantile && !reader.may_compute(operations, components.line) {
        return None;
    }
    let theta = start.theta(&dataset.sample, count);
    theta.map_err(|error| reader.say(components.line, error.to_string())).ok()
}
