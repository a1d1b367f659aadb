//! Maximum-likelihood fits of the shipped data that are known from elsewhere, reached from stated
//! starts.

use std::ops::ControlFlow;

use emstep::mixture::{Iterate, Sample, Start, StopRule, Stopped, iterate};

/// A fit as it is printed: one (π, μ, σ) a component, and ℓ; σ is a standard deviation.
struct Fit {
    file: &'static str,
    column: &'static str,
    start: Start,
    components: &'static [(f64, f64, f64)],
    log_likelihood: f64,
    /// How far from the printed π, μ, σ and ℓ the maximum may be.
    within: [f64; 4],
}

/// Half a unit of the sixth digit, and a little for what EM is still away.
const PRINTED: f64 = 0.52e-6;
/// Where components overlap the printed fits stop short of the maximum themselves: ℓ is flat there,
/// and rounding of ℓ, 10⁻¹³, hides 10⁻⁶ of a mean.
const FLAT: [f64; 4] = [PRINTED, 7e-6, 7e-6, PRINTED];

fn column(file: &str, name: &str) -> Sample {
    let path = format!("{}/assets/data/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let index = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    let cells = reader.records().map(|record| record.unwrap()[index].parse().unwrap());
    Sample::new(cells.collect()).unwrap()
}

fn reach(fit: &Fit) {
    let sample = column(fit.file, fit.column);
    let theta = fit.start.theta(&sample, fit.components.len()).unwrap();
    let mut last = Iterate::start(theta, &sample).unwrap();
    // ℓ stands still long before the sixth digit of a mean does, and so is no reason to stop.
    let rule = StopRule { iterations: 2000, tolerance: None };
    let from = last.clone();
    let stopped = iterate(&sample, &from, rule, |iterate| {
        last = iterate.clone();
        ControlFlow::Continue(())
    });
    assert_eq!(stopped, Stopped::IterationLimit);
    let near = |what: &str, got: f64, want: f64, within: f64| {
        assert!((got - want).abs() <= within, "{what} = {got}, not {want}");
    };
    for (c, (weight, mean, sd)) in last.theta().components().iter().zip(fit.components) {
        near("π", c.weight(), *weight, fit.within[0]);
        near("μ", c.mean(), *mean, fit.within[1]);
        near("σ", c.sd(), *sd, fit.within[2]);
    }
    near("ℓ", last.log_likelihood(), fit.log_likelihood, fit.within[3]);
}

#[test]
fn one_gaussian_for_the_waiting_times() {
    reach(&Fit {
        file: "old_faithful.csv",
        column: "waiting_min",
        start: Start::Quantile,
        components: &[(1.0, 70.897_059, 13.569_960)],
        log_likelihood: -1_095.288_801,
        within: [0.0, PRINTED, PRINTED, PRINTED],
    });
}

#[test]
fn two_gaussians_for_the_waiting_times() {
    reach(&Fit {
        file: "old_faithful.csv",
        column: "waiting_min",
        start: Start::Quantile,
        components: &[(0.360_886, 54.614_859, 5.871_221), (0.639_114, 80.091_071, 5.867_733)],
        log_likelihood: -1_034.001_750,
        within: FLAT,
    });
}

#[test]
fn two_gaussians_for_the_eruptions() {
    reach(&Fit {
        file: "old_faithful.csv",
        column: "eruptions_min",
        start: Start::Quantile,
        components: &[(0.348_405, 2.018_608, 0.235_622), (0.651_595, 4.273_343, 0.437_063)],
        log_likelihood: -276.360_040,
        within: [PRINTED; 4],
    });
}

#[test]
fn three_gaussians_for_the_galaxies() {
    reach(&Fit {
        file: "galaxies.csv",
        column: "velocity_1000km_s",
        start: Start::KMeansPlusPlus { seed: 1 },
        components: &[(0.0854, 9.710, 0.4225), (0.8781, 21.400, 2.1945), (0.0366, 33.044, 0.9217)],
        log_likelihood: -203.1792,
        within: [0.52e-4, 0.52e-3, 0.52e-4, 0.52e-4],
    });
}

#[test]
fn two_gaussians_for_the_petals() {
    reach(&Fit {
        file: "iris.csv",
        column: "petal_length_cm",
        start: Start::Quantile,
        components: &[(0.333_111, 1.461_750, 0.171_657), (0.666_889, 4.904_976, 0.823_218)],
        log_likelihood: -200.578_759,
        within: [PRINTED; 4],
    });
}

#[test]
fn two_gaussians_for_the_flippers() {
    reach(&Fit {
        file: "penguins.csv",
        column: "flipper_length_mm",
        start: Start::Quantile,
        components: &[(0.601_050, 190.916_932, 6.495_111), (0.398_950, 215.978_426, 7.288_182)],
        log_likelihood: -1_343.161_757,
        within: FLAT,
    });
}
