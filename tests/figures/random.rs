//! Any data and mixture give a figure, or a width that is too small for it.

use emstep::data::Dataset;
use emstep::internals::figure::{Figure, FigureError, draw};
use emstep::mixture::{Component, Sample, Theta};
use proptest::prelude::*;

use crate::cases::Case;
use crate::{check, options};

fn any_case() -> impl Strategy<Value = Case> {
    let scale = prop_oneof![Just(0), -30..30i32];
    let offset = prop_oneof![Just(0.0), Just(1e9), Just(-1e6)];
    let values = prop::collection::vec(-9.0..9.0f64, 1..80);
    let outlier = prop_oneof![Just(None), Just(Some(1e4)), Just(Some(-1e8))];
    let component = (0.01..1.0f64, -9.0..9.0f64, 1e-3..30.0f64);
    let components = prop::collection::vec(component, 1..7);
    (values, components, scale, offset, outlier).prop_map(
        |(mut x, parts, scale, offset, outlier)| {
            let unit = 10f64.powi(scale);
            x.extend(outlier);
            let x: Vec<f64> = x.into_iter().map(|x| unit * (x + offset)).collect();
            let sum: f64 = parts.iter().map(|part| part.0).sum();
            let component = |(weight, mean, variance): (f64, f64, f64)| {
                Component::new(weight / sum, unit * (mean + offset), unit * unit * variance)
            };
            let theta = Theta::new(parts.into_iter().map(component).collect()).unwrap();
            let dataset = Dataset::new("random", "x (s)", Sample::new(x).unwrap());
            Case::new("random", dataset, theta, 12)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_data_and_mixture_give_a_figure(case in any_case(), width in 30.0..200.0f64) {
        for figure in [Figure::Density, Figure::Likelihood, Figure::Responsibilities, Figure::Qq] {
            match draw(&case.source(), &options(figure, width)) {
                Ok(page) => check("random", &page),
                Err(FigureError::TooSmall { least, .. }) => prop_assert!(
                    least.is_some_and(|least| least < 200), "{} {:?}", figure, least
                ),
                Err(error) => panic!("{error}"),
            }
        }
    }
}
