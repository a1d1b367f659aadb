//! The mistakes that constraints, priors and other E-steps invite: one of them forgotten, or done
//! by half.

use super::recipes::{Part, Wrong};
use crate::explain::check::recipe::{MStep, RIGHT, Recipe};
use crate::mixture::{Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, Method};

/// The name of the mistake of a step of EM for an accelerated one.
pub(super) const STEP_OF_EM: &str = "step-not-accelerated";

/// Returns the mistakes of a method, the likeliest first; none of ordinary EM.
pub(super) fn mistakes(method: &Method) -> Vec<Wrong> {
    let mut all = Vec::new();
    let with = |method: Method| Recipe { method, ..RIGHT };
    of_assignment(method, &mut all);
    if method.is_accelerated() {
        // A recipe does the steps of EM, one after the other.
        all.push(wrong(
            STEP_OF_EM,
            with(*method),
            "you do a step of EM",
            "this run takes larger ones, by SQUAREM",
        ));
    }
    if method.equal_variances {
        all.push(wrong(
            "variances-not-pooled",
            with(Method { equal_variances: false, ..*method }),
            "you give each component a variance of its own",
            "all have one here, σ² = Σ_k S_k / n",
        ));
        all.push(wrong(
            "variances-averaged",
            Recipe { m: MStep::AverageVariance, ..with(*method) },
            "you take the plain mean of the components' variances",
            "the sums of squares are added and divided by n, σ² = Σ_k S_k / n",
        ));
    }
    let none = ComponentSet::NONE;
    if !method.fixed_weights.is_empty() {
        all.push(wrong(
            "fixed-weight-changed",
            with(Method { fixed_weights: none, ..*method }),
            "you take π_k = N_k / n for every component",
            "weights that are fixed stay as in θ₀, and the others share what these leave",
        ));
    }
    if !method.fixed_means.is_empty() {
        all.push(wrong(
            "fixed-mean-changed",
            with(Method { fixed_means: none, ..*method }),
            "you change a mean that is fixed",
            "it stays as in θ₀, and the squares of σ² are about it",
        ));
    }
    if !method.fixed_variances.is_empty() {
        all.push(wrong(
            "fixed-variance-changed",
            with(Method { fixed_variances: none, ..*method }),
            "you change a variance that is fixed",
            "it stays as in θ₀",
        ));
    }
    if method.variance_floor.is_some() {
        all.push(wrong(
            "floor-forgotten",
            with(Method { variance_floor: None, ..*method }),
            "you let a variance fall below the floor V",
            "it is V where the formula gives less",
        ));
    }
    of_priors(method, &mut all);
    if parts(method) > 1 {
        all.push(wrong(
            "ordinary-m-step",
            with(Method { assignment: method.assignment, ..Method::ORDINARY }),
            "you do the M-step of ordinary EM",
            "this run has constraints or priors, which its title names",
        ));
    }
    all
}

fn wrong(id: &'static str, recipe: Recipe, what: &'static str, why: &'static str) -> Wrong {
    Wrong { id, recipe, part: Part::Other, what, why }
}

/// Returns how many things the M-step of a method has besides those of ordinary EM.
fn parts(method: &Method) -> usize {
    let sets = [method.fixed_weights, method.fixed_means, method.fixed_variances];
    let is_on = [
        method.equal_variances,
        method.variance_floor.is_some(),
        method.variance_prior.is_some(),
        method.weight_prior.is_some(),
    ];
    sets.iter().filter(|set| !set.is_empty()).count() + is_on.iter().filter(|on| **on).count()
}

/// Of hard and annealed EM.
fn of_assignment(method: &Method, all: &mut Vec<Wrong>) {
    let with = |assignment| Recipe { method: Method { assignment, ..*method }, ..RIGHT };
    match method.assignment {
        Assignment::Soft => {}
        Assignment::Hard => all.push(wrong(
            "soft-assignment",
            with(Assignment::Soft),
            "you share each observation out by γ",
            "hard EM gives all of it to the component with the largest π_k N(x; μ_k, σ_k²)",
        )),
        Assignment::Annealed(Cooling { temperature, rate }) => {
            all.push(wrong(
                "temperature-forgotten",
                with(Assignment::Soft),
                "you forget the temperature",
                "γ is in proportion to (π_k N(x; μ_k, σ_k²))^(1/T)",
            ));
            let at = |temperature| with(Assignment::Annealed(Cooling { temperature, rate }));
            all.push(wrong(
                "temperature-of-next",
                at(temperature * rate),
                "you take the temperature of the iteration after",
                "T is multiplied by RATE only after this one",
            ));
            all.push(wrong(
                "temperature-of-previous",
                at(temperature / rate),
                "you take the temperature of the iteration before",
                "T is multiplied by RATE in each iteration",
            ));
        }
    }
}

/// Of MAP estimates.
fn of_priors(method: &Method, all: &mut Vec<Wrong>) {
    let with = |method: Method| Recipe { method, ..RIGHT };
    // What is half done is so in the M-step; ln p(θ) is another number.
    let by_half = |id, method: Method, what, why| Wrong {
        part: Part::MStep,
        ..wrong(id, with(method), what, why)
    };
    if let Some(InverseGamma { shape, scale }) = method.variance_prior {
        let prior = |shape, scale| Method {
            variance_prior: Some(InverseGamma { shape, scale }),
            ..*method
        };
        all.push(wrong(
            "prior-forgotten",
            with(Method { variance_prior: None, ..*method }),
            "you forget the prior on σ²",
            "it adds 2 SCALE to the sum of squares and 2 SHAPE + 2 to what divides it, and to ℓ \
             its logarithm",
        ));
        all.push(by_half(
            "prior-without-2",
            prior(shape - 1.0, scale),
            "you divide by the count and 2 SHAPE",
            "2 SHAPE + 2 is added to it: the maximum of the posterior, not its mean",
        ));
        all.push(by_half(
            "prior-not-doubled",
            prior((shape - 1.0) / 2.0, scale / 2.0),
            "you add SCALE, and SHAPE + 1",
            "2 SCALE is added to the sum of squares, and 2 SHAPE + 2 to the count",
        ));
    }
    if let Some(Dirichlet { alpha }) = method.weight_prior {
        all.push(wrong(
            "prior-forgotten",
            with(Method { weight_prior: None, ..*method }),
            "you forget the prior on π",
            "π_k = (N_k + ALPHA − 1) / (n + K (ALPHA − 1)), and its logarithm is added to ℓ",
        ));
        all.push(by_half(
            "alpha-not-minus-1",
            Method { weight_prior: Some(Dirichlet { alpha: alpha + 1.0 }), ..*method },
            "you add ALPHA to N_k",
            "ALPHA − 1 is added, and K (ALPHA − 1) to n",
        ));
    }
}
