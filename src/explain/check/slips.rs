//! The slips, and which of them gives an answer.

use super::recipe::{DensityFormula, Divisor, RIGHT, Recipe, Shares};
use super::{Slip, TypedNumber};
use crate::explain::Quantity;
use crate::mixture::Sample;
use crate::timeline::{HalfStep, Run};

/// Leaving out or repeating a point is tried for each of at most this many.
const POINTS_TRIED: usize = 200;

/// E-steps that take as long as a recipe, which goes from observation to observation.
const PASSES: usize = 10;
/// Recipes that are run whatever the quantity is.
const RECIPES: usize = 12;

/// Returns how many times as long as an E-step all slips may take.
pub(super) fn passes(sample: &Sample) -> usize {
    let points = if sample.len() > POINTS_TRIED { 0 } else { 2 * sample.len() };
    PASSES * (RECIPES + points)
}

/// A slip that is one wrong way of doing the iteration.
struct Wrong {
    id: &'static str,
    recipe: Recipe,
    text: &'static str,
}

const WRONG: [Wrong; 9] = [
    Wrong {
        id: "variance-as-sd",
        recipe: Recipe { density: DensityFormula::VarianceAsSd, ..RIGHT },
        text: "the variance was used as a standard deviation: the density divides (x − μ)² by 2σ², and σ² is what is given",
    },
    Wrong {
        id: "sd-as-variance",
        recipe: Recipe { density: DensityFormula::SdAsVariance, ..RIGHT },
        text: "the standard deviation was used as a variance: the density divides (x − μ)² by 2σ², not by 2σ",
    },
    Wrong {
        id: "no-normalising-constant",
        recipe: Recipe { density: DensityFormula::NoConstant, ..RIGHT },
        text: "the normal density was taken without its factor 1/√(2πσ²), which differs from component to component",
    },
    Wrong {
        id: "weight-forgotten",
        recipe: Recipe { density: DensityFormula::NoWeight, ..RIGHT },
        text: "the weights π_k were forgotten: each density counts π_k times",
    },
    Wrong {
        id: "not-normalised",
        recipe: Recipe { shares: Shares::NotNormalised, ..RIGHT },
        text: "the responsibilities were not divided by their sum p(x): they must add up to 1 for each point",
    },
    Wrong {
        id: "components-added-in-logs",
        recipe: Recipe { added_in_logs: true, ..RIGHT },
        text: "the logarithms of the single components were added: the sum over k belongs inside the logarithm",
    },
    Wrong {
        id: "old-mean-in-variance",
        recipe: Recipe { old_mean: true, ..RIGHT },
        text: "the variance was taken about the old mean: the M-step takes it about the new one",
    },
    Wrong {
        id: "n-minus-1",
        recipe: Recipe { divisor: Divisor::CountMinusOne, ..RIGHT },
        text: "it was divided by one less: maximum likelihood divides by the full count",
    },
    Wrong {
        id: "divided-by-n",
        recipe: Recipe { divisor: Divisor::Total, ..RIGHT },
        text: "it was divided by n: a component's sums are divided by its own N_k",
    },
];

const HARD: Wrong = Wrong {
    id: "hard-assignment",
    recipe: Recipe { shares: Shares::Hard, ..RIGHT },
    text: "each point was given wholly to one component: EM shares it out by γ",
};

/// Takes a slip with what it comes to; none where it has no part in the quantity.
type Each<'a> = dyn FnMut(&'static str, Option<f64>, &dyn Fn() -> String) + 'a;

/// Returns every slip that gives the answer, which is known to be wrong; each id once.
pub(super) fn slips<D>(
    run: &Run<D>,
    sample: &Sample,
    quantity: Quantity,
    answer: &TypedNumber,
) -> Vec<Slip> {
    let mut slips: Vec<Slip> = Vec::new();
    candidates(run, sample, quantity, &mut |id, value, text| {
        let explains = value.is_some_and(|value| answer.is_explained_by(value));
        if explains && !slips.iter().any(|slip| slip.id == id) {
            slips.push(Slip { id, text: text() });
        }
    });
    slips
}

/// Runs every slip.
pub(super) fn candidates<D>(run: &Run<D>, sample: &Sample, quantity: Quantity, each: &mut Each) {
    confusions(run, sample, quantity, each);
    for wrong in &WRONG {
        each(wrong.id, wrong.recipe.value(run, sample, quantity), &|| wrong.text.into());
    }
    // Only what is made of γ is made otherwise by hard ones.
    if !matches!(quantity, Quantity::LogLikelihood | Quantity::Change) {
        each(HARD.id, HARD.recipe.value(run, sample, quantity), &|| HARD.text.into());
    }
    if is_logarithm(quantity) {
        let truth = quantity.value(run, sample);
        for (base, name) in [(10f64, "10"), (2.0, "2")] {
            each("wrong-log-base", truth.map(|truth| truth / base.ln()), &|| {
                format!("the logarithm was taken to base {name}: ℓ takes the natural one")
            });
        }
        each("mean-not-sum", truth.map(|truth| truth / sample.total_weight()), &|| {
            "that is the mean over the observations: ℓ is their sum".into()
        });
    }
    iterations(run, sample, quantity, each);
    swapped(run, sample, quantity, each);
    points(run, sample, quantity, each);
}

fn is_logarithm(quantity: Quantity) -> bool {
    use Quantity as Q;
    matches!(quantity, Q::LogLikelihood | Q::Change | Q::Bound | Q::Gap)
}

/// σ where σ² was asked, and the reverse.
fn confusions<D>(run: &Run<D>, sample: &Sample, quantity: Quantity, each: &mut Each) {
    match quantity {
        Quantity::Variance(k) => {
            each("sd-as-variance", Quantity::Sd(k).value(run, sample), &|| {
                "that is the standard deviation σ: the variance σ² is its square".into()
            });
        }
        Quantity::Sd(k) => {
            each("variance-as-sd", Quantity::Variance(k).value(run, sample), &|| {
                "that is the variance σ²: the standard deviation σ is its root".into()
            });
        }
        _ => {}
    }
}

/// The same number an iteration later or earlier.
fn iterations<D>(run: &Run<D>, sample: &Sample, quantity: Quantity, each: &mut Each) {
    let mut other = Run::new((), run.iterates()[0].clone(), run.origin());
    other.extend(0, run.iterates().iter().cloned());
    let later = run.cursor().plus(2);
    if !other.knows(later)
        && let Ok(next) = other.last().next(sample)
    {
        other.push(next);
    }
    let mut at = |place: HalfStep| {
        other.go_to(place);
        (other.cursor() == place).then(|| quantity.value(&other, sample)).flatten()
    };
    let next = at(later);
    each("next-iteration", next, &|| "that is the value one iteration later".into());
    let earlier = run.cursor().previous().and_then(HalfStep::previous);
    let previous = earlier.and_then(at);
    each("previous-iteration", previous, &|| "that is the value one iteration before".into());
}

/// The same number of another component.
fn swapped<D>(run: &Run<D>, sample: &Sample, quantity: Quantity, each: &mut Each) {
    for j in 0..run.current().theta().len() {
        let other = match quantity {
            Quantity::Gamma { observation, .. } => Quantity::Gamma { observation, component: j },
            Quantity::Count(_) => Quantity::Count(j),
            Quantity::Weight(_) => Quantity::Weight(j),
            Quantity::Mean(_) => Quantity::Mean(j),
            Quantity::Variance(_) => Quantity::Variance(j),
            Quantity::Sd(_) => Quantity::Sd(j),
            _ => return,
        };
        if other != quantity {
            each("components-swapped", other.value(run, sample), &|| {
                format!("the components are swapped: that is component {}'s", j + 1)
            });
        }
    }
}

/// A point left out, or counted twice.
fn points<D>(run: &Run<D>, sample: &Sample, quantity: Quantity, each: &mut Each) {
    if sample.len() > POINTS_TRIED || matches!(quantity, Quantity::Gamma { .. }) {
        return;
    }
    for (i, x) in sample.values().iter().enumerate() {
        let value = |times: f64| {
            let recipe = Recipe { counted: Some((i, times)), ..RIGHT };
            recipe.value(run, sample, quantity)
        };
        each("point-left-out", value(0.0), &|| format!("x_{i} = {x} was left out"));
        each("point-counted-twice", value(2.0), &|| format!("x_{i} = {x} was counted twice"));
    }
}
