//! The kernel against exact arithmetic: `tests/statistics/exact/reference.py` ran EM with 80 digits
//! on f64 data.

use std::fs;

use emstep::mixture::{Component, Iterate, Sample, Theta};
use serde::Deserialize;

use crate::reference::{Row, number};

/// Twelve digits, and thirteen were there when this was written. The last one or two depend on the
/// platform's `exp` and `ln`.
const TOLERANCE: f64 = 1e-12;

#[derive(Deserialize)]
struct Case {
    values: Vec<String>,
    weights: Option<Vec<String>>,
    theta: Vec<[String; 3]>,
    trace: Vec<Row>,
}

fn numbers(texts: &[String]) -> Vec<f64> {
    texts.iter().map(|text| number(text)).collect()
}

/// What differs by more than it may, each with where it stands.
struct Misses {
    at: String,
    found: Vec<String>,
}

impl Misses {
    /// Holds `got` to twelve digits of `scale`.
    fn hold(&mut self, what: &str, got: f64, want: f64, scale: f64) {
        let error = (got - want).abs();
        if error.is_nan() || error > TOLERANCE * scale {
            let (at, relative) = (&self.at, error / scale);
            self.found.push(format!("{at}: {what} = {got:e}, not {want:e}: off by {relative:.1e}"));
        }
    }
}

/// Every parameter, ℓ and F at every t. A mean is held relative to itself *and* to its σ: at 10⁹
/// ten digits of the mean alone would be no more than one digit of the spread.
fn compare(name: &str, t: usize, iterate: &Iterate, row: &Row) -> Vec<String> {
    let mut misses = Misses { at: format!("{name}, t = {t}"), found: Vec::new() };
    let components = iterate.theta().components();
    assert_eq!(components.len(), row.means.len());
    for (k, c) in components.iter().enumerate() {
        let (weight, mean) = (number(&row.weights[k]), number(&row.means[k]));
        let variance = number(&row.variances[k]);
        misses.hold(&format!("π_{}", k + 1), c.weight(), weight, weight);
        // Half the gap between two f64 is what writing the mean down costs.
        let mean_error = (c.mean() - mean).abs() - mean.abs() * f64::EPSILON;
        let mean_scale = mean.abs().min(variance.sqrt());
        misses.hold(&format!("error of μ_{}", k + 1), mean_error.max(0.0), 0.0, mean_scale);
        misses.hold(&format!("σ²_{}", k + 1), c.variance(), variance, variance);
    }
    let log_likelihood = number(&row.log_likelihood);
    misses.hold("ℓ", iterate.log_likelihood(), log_likelihood, log_likelihood.abs());
    assert_eq!(iterate.lower_bound().is_some(), row.lower_bound.is_some());
    if let (Some(got), Some(want)) = (iterate.lower_bound(), &row.lower_bound) {
        let want = number(want);
        misses.hold("F", got, want, want.abs());
    }
    misses.found
}

fn hold(name: &str) {
    let path = format!("{}/tests/statistics/exact/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let case: Case = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let values = numbers(&case.values);
    let sample = match &case.weights {
        None => Sample::new(values),
        Some(weights) => Sample::weighted(values, numbers(weights)),
    };
    let sample = sample.unwrap();
    let components = case.theta.iter().map(|c| {
        let [weight, mean, variance] = c.each_ref().map(|text| number(text));
        Component::new(weight, mean, variance)
    });
    let mut iterate = Iterate::start(Theta::new(components.collect()).unwrap(), &sample).unwrap();
    let mut misses = compare(name, 0, &iterate, &case.trace[0]);
    for (t, row) in case.trace.iter().enumerate().skip(1) {
        iterate = iterate.next(&sample).unwrap();
        misses.extend(compare(name, t, &iterate, row));
    }
    assert!(misses.is_empty(), "\n{}", misses.join("\n"));
}

macro_rules! cases {
    ($($test:ident: $file:literal),* $(,)?) => {
        $(#[test] fn $test() { hold($file); })*

        #[test]
        fn every_reference_is_held() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/statistics/exact");
            let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
            let names = names.filter_map(|name| name.to_str()?.strip_suffix(".json").map(str::to_owned));
            let mut names: Vec<String> = names.collect();
            names.sort();
            let mut held = [$($file),*];
            held.sort_unstable();
            assert_eq!(names, held);
        }
    };
}

cases! {
    homework: "homework",
    ordinary: "ordinary",
    three_components: "three_components",
    weighted: "weighted",
    narrow_and_wide: "narrow_and_wide",
    billion_near: "billion_near",
    billion_far: "billion_far",
    billion_far_and_narrow: "billion_far_and_narrow",
    billion_beside: "billion_beside",
    billion_in_blocks: "billion_in_blocks",
    scale_1e_minus_9: "scale_1e-9",
    scale_1e120: "scale_1e120",
    outlier: "outlier",
    outlier_contested: "outlier_contested",
    outlier_shared: "outlier_shared",
    outliers: "outliers",
    clumps_apart: "clumps_apart",
    clumps_straddled: "clumps_straddled",
}
