//! AIC, BIC and ICL of the built-in data sets against scikit-learn and mclust's formulas
//! (`criteria/reference.py`), and a scan over K against scikit-learn's best of ten starts.

use emstep::data::{self, Request, Source};
use emstep::mixture::{
    Criteria, Iterate, Method, RestartPlan, Sample, ScanPlan, StartMethod, StopRule, Theta,
    lowest_bic, scan,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct DataSet {
    example: String,
    column: String,
    n: usize,
    fits: Vec<Fit>,
}

#[derive(Deserialize)]
struct Fit {
    components: usize,
    variances: String,
    theta: Theta,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    mclust_bic: f64,
    mclust_icl: f64,
}

impl Fit {
    fn method(&self) -> Method {
        Method { equal_variances: self.variances == "equal", ..Method::default() }
    }
}

fn references() -> Vec<DataSet> {
    serde_json::from_str(include_str!("criteria/reference.json")).expect("the reference")
}

fn sample(of: &DataSet) -> Sample {
    let source = Source::Example(of.example.clone());
    let request = Request { column: Some(of.column.clone()), ..Request::new(source) };
    let dataset = data::load(&request).expect("an example");
    assert_eq!(dataset.sample.len(), of.n);
    dataset.sample
}

fn near(what: &str, got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within * want.abs(), "{what}: {got}, not {want}");
}

#[test]
fn the_criteria_are_those_of_scikit_learn_and_mclust() {
    for data in references() {
        let sample = sample(&data);
        for fit in &data.fits {
            let what = format!("{} K = {} {}", data.example, fit.components, fit.variances);
            let theta = fit.method().adapt(&fit.theta);
            let iterate = Iterate::begin(theta, &sample, fit.method()).expect("an E-step");
            let criteria = Criteria::of(&sample, &iterate).expect("the criteria");
            near(&what, criteria.log_likelihood, fit.log_likelihood, 1e-11);
            near(&what, criteria.aic(), fit.aic, 1e-11);
            near(&what, criteria.bic(), fit.bic, 1e-11);
            near(&what, -criteria.bic(), fit.mclust_bic, 1e-11);
            near(&what, -criteria.icl(), fit.mclust_icl, 1e-11);
        }
    }
}

#[test]
fn a_scan_finds_fits_as_good_as_scikit_learns() {
    for data in references() {
        let sample = sample(&data);
        let restarts = RestartPlan {
            components: 1,
            from: StartMethod::RandomObservations,
            seed: 1,
            starts: 20,
            rule: StopRule { iterations: 5000, tolerance: Some(1e-10) },
            method: Method::default(),
        };
        let rows = scan(&sample, ScanPlan { first: 1, last: 3, restarts });
        assert_eq!(rows.len(), data.fits.len());
        for (row, reference) in rows.iter().zip(&data.fits) {
            let what = format!("{} K = {} {}", data.example, row.components, reference.variances);
            assert_eq!(row.components, reference.components);
            assert_eq!(row.equal_variances, reference.variances == "equal");
            let fit = row.fit.as_ref().unwrap_or_else(|error| panic!("{what}: {error}"));
            let (found, known) = (fit.best.log_likelihood(), reference.log_likelihood);
            assert!(found > known - 1e-5 * known.abs(), "{what}: {found} below {known}");
        }
    }
}

#[test]
fn equal_variances_and_two_components_are_chosen_for_the_waiting_times() {
    // As mclust does: E, 2, BIC −2090.427, ICL −2099.576, where its EM stops a little earlier.
    let data = &references()[0];
    let restarts = RestartPlan {
        components: 1,
        from: StartMethod::RandomObservations,
        seed: 1,
        starts: 20,
        rule: StopRule { iterations: 5000, tolerance: Some(1e-10) },
        method: Method::default(),
    };
    let rows = scan(&sample(data), ScanPlan { first: 1, last: 3, restarts });
    let best = &rows[lowest_bic(&rows).expect("a fit")];
    assert_eq!((best.components, best.equal_variances), (2, true));
    let criteria = best.fit.as_ref().unwrap().criteria;
    near("BIC", -criteria.bic(), -2090.427, 1e-6);
    near("ICL", -criteria.icl(), -2099.576, 1e-5);
}
