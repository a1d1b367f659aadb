//! Derivations of observations so far from 0, or from every component, that numbers have no digits
//! left for a difference.

use emstep::explain::{Derivation, Quantity, derive};
use emstep::mixture::{Assignment, Cooling, Iterate, Method, Sample, Theta};
use emstep::timeline::{HalfStep, Origin, Run};

use crate::derivations::quantities;

/// What is written comes to its number also where numbers have no digits left for a difference.
#[test]
fn numbers_far_from_0_fit_together() {
    let near = vec![1.0, 2.0, 3.0];
    let far = |more: &[f64]| [&near, more].concat();
    let tempered = Assignment::Annealed(Cooling { temperature: 2.0, rate: 0.5 });
    let methods = [
        Method::ORDINARY,
        Method { equal_variances: true, ..Method::ORDINARY },
        Method { assignment: tempered, ..Method::ORDINARY },
    ];
    for (values, means) in [
        (far(&[1e16]), [1.0, 1.0]),
        (far(&[1e8]), [1.0, 1.0]),
        (far(&[1e16, 1e16 + 2.0, 1e16 + 6.0]), [2.0, 1e16]),
        (far(&[-1e16, -1e16 - 2.0, -1e16 - 6.0]), [2.0, -1e16]),
    ] {
        let sample = Sample::new(values).unwrap();
        let theta = Theta::from_lists(&[0.3, 0.7], &means, &[1.0; 2]).unwrap();
        for method in methods {
            let start = Iterate::begin(theta.clone(), &sample, method).unwrap();
            let mut run = Run::new((), start, Origin::Given);
            if let Ok(next) = run.last().next(&sample) {
                run.push(next);
            }
            for step in [HalfStep::gamma(0), HalfStep::theta(1)] {
                run.go_to(step);
                let all = quantities(sample.len(), 2).into_iter();
                for derivation in all.filter_map(|quantity| derive(quantity, &run, &sample)) {
                    every_number_fits(&derivation);
                }
            }
        }
    }
}

fn every_number_fits(derivation: &Derivation) {
    let result = &derivation.result;
    for step in derivation.ingredients.iter().chain([result]) {
        // ℓ is dominated by one observation, beside which the others are rounded away.
        let is_of_one = !matches!(
            derivation.quantity,
            Quantity::Change | Quantity::Gap | Quantity::Entropy | Quantity::ExpectedLogJoint
        );
        let Some(live) = step.live.as_ref().filter(|_| is_of_one) else { continue };
        let (value, written) = (step.value.value, live.value());
        let off = (value - written).abs();
        assert!(off <= 1e-6 * value.abs() + 1e-300, "{}: {value}, not {written}", step.name);
    }
}
