//! The mistakes that are one wrong way of doing EM.

use std::borrow::Cow;

use crate::explain::Quantity;
use crate::explain::check::path::Scope;
use crate::explain::check::recipe::{DensityFormula, LogDensity, MStep, RIGHT, Recipe, Shares};

/// Where a density is taken wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// In all densities.
    Both,
    /// In those of the E-step.
    E,
    /// In those of ℓ.
    L,
    /// It is no mistake in a density.
    Other,
    /// It is one in the M-step alone.
    MStep,
}

/// A mistake that is one wrong way of doing EM.
pub(super) struct Wrong {
    pub id: &'static str,
    pub recipe: Recipe,
    pub part: Part,
    /// What is done, as in "You get this number if you …".
    pub what: &'static str,
    /// What belongs there.
    pub why: &'static str,
}

/// A wrong way of taking a density: its name, the formula, what is done, what belongs there.
type WrongDensity = (&'static str, DensityFormula, &'static str, &'static str);

/// The mistakes in a density.
const DENSITIES: [WrongDensity; 7] = [
    (
        "variance-as-sd",
        DensityFormula::VarianceAsSd,
        "you use the variance as a standard deviation",
        "the density divides (x − μ)² by 2σ², and σ² is what is given",
    ),
    (
        "sd-as-variance",
        DensityFormula::SdAsVariance,
        "you use the standard deviation as a variance",
        "the density divides (x − μ)² by 2σ², not by 2σ",
    ),
    (
        "weight-forgotten",
        DensityFormula::NoWeight,
        "you forget the weights π_k",
        "each density counts π_k times",
    ),
    (
        "no-normalising-constant",
        DensityFormula::NoConstant,
        "you take the normal density without its factor 1/√(2πσ²)",
        "it differs from component to component",
    ),
    (
        "no-half",
        DensityFormula::NoHalf,
        "you forget the ½ in the exponent",
        "it is −(x − μ)²/(2σ²)",
    ),
    (
        "no-root",
        DensityFormula::NoRoot,
        "you divide the normal density by 2πσ²",
        "its factor is 1/√(2πσ²), with a square root",
    ),
    (
        "variance-in-constant",
        DensityFormula::VarianceInConstant,
        "you divide the normal density by σ²√(2π)",
        "its factor is 1/√(2πσ²) = 1/(σ√(2π))",
    ),
];

/// Any other wrong way: its name, the recipe, what is done, what belongs there.
type WrongRecipe = (&'static str, Recipe, &'static str, &'static str);

/// The other mistakes.
const OTHERS: [WrongRecipe; 21] = [
    (
        "hard-assignment",
        shares(Shares::Hard),
        "you give each observation wholly to one component",
        "EM shares it out by γ",
    ),
    (
        "not-normalised",
        shares(Shares::NotNormalised),
        "you do not divide the responsibilities by their sum p(x)",
        "they must add up to 1 for each observation",
    ),
    (
        "old-mean-in-variance",
        m(MStep::OldMean),
        "you take the variance about the old mean",
        "the M-step takes it about the new one",
    ),
    (
        "divided-by-n",
        m(MStep::VarianceByTotal),
        "you divide the sum of squares by n",
        "a component's sums are divided by its own N_k",
    ),
    (
        "divided-by-n",
        m(MStep::MeanByTotal),
        "you divide the sum of γ x by n",
        "a component's sums are divided by its own N_k",
    ),
    (
        "divided-by-n",
        m(MStep::ByTotal),
        "you divide by n",
        "a component's sums are divided by its own N_k",
    ),
    (
        "undivided-sum",
        m(MStep::MeanUndivided),
        "you do not divide the sum of γ x",
        "the mean is that sum divided by N_k",
    ),
    (
        "undivided-sum",
        m(MStep::VarianceUndivided),
        "you do not divide the sum of γ (x − μ)²",
        "the variance is that sum divided by N_k",
    ),
    (
        "n-minus-1",
        m(MStep::VarianceMinusOne),
        "you divide by N_k − 1",
        "maximum likelihood divides by N_k",
    ),
    (
        "n-minus-1",
        m(MStep::WeightMinusOne),
        "you divide by n − 1",
        "maximum likelihood divides by n",
    ),
    (
        "raw-squares",
        m(MStep::RawSquares),
        "you take E[x²] as the variance",
        "μ² must be subtracted from it",
    ),
    (
        "sd-kept-as-variance",
        m(MStep::RootOfVariance),
        "you go on with the standard deviation σ as if it were σ²",
        "the M-step gives the variance, without a square root",
    ),
    (
        "count-for-weight",
        m(MStep::CountAsWeight),
        "you take N_k as the weight π_k",
        "π_k is N_k divided by n",
    ),
    (
        "weights-kept",
        m(MStep::KeepsWeights),
        "you keep the old weights π",
        "the M-step changes π, μ and σ²",
    ),
    (
        "variances-kept",
        m(MStep::KeepsVariances),
        "you keep the old variances σ²",
        "the M-step changes π, μ and σ²",
    ),
    (
        "means-kept",
        m(MStep::KeepsMeans),
        "you keep the old means μ",
        "the M-step changes π, μ and σ²",
    ),
    (
        "gamma-again",
        m(MStep::GammaAgain),
        "you compute γ again from the new means before you take the variance",
        "one M-step uses the same γ for π, μ and σ²",
    ),
    (
        "about-overall-mean",
        m(MStep::OverallMean),
        "you take the variance about the mean of all observations",
        "the M-step takes it about the component's own mean",
    ),
    (
        "normalised-over-observations",
        shares(Shares::OverObservations),
        "you divide the responsibilities by their sum over the observations",
        "they must add up to 1 over the components, for each observation",
    ),
    (
        "components-added-in-logs",
        log_density(LogDensity::AddedInLogs),
        "you add the logarithms of the single components",
        "the sum over k belongs inside the logarithm",
    ),
    (
        "largest-only",
        log_density(LogDensity::LargestOnly),
        "you take only the largest component at each observation",
        "p(x) is the sum over all components",
    ),
];

const fn m(m: MStep) -> Recipe {
    Recipe { m, ..RIGHT }
}

const fn shares(shares: Shares) -> Recipe {
    Recipe { shares, ..RIGHT }
}

const fn log_density(log_density: LogDensity) -> Recipe {
    Recipe { log_density, ..RIGHT }
}

/// All of them, the likeliest first.
pub(super) const ALL: [Wrong; 3 * DENSITIES.len() + OTHERS.len()] = {
    let mut all = [const { density(0, Part::Both) }; 3 * DENSITIES.len() + OTHERS.len()];
    let after = DENSITIES.len() + OTHERS.len();
    let mut i = 0;
    while i < DENSITIES.len() {
        all[i] = density(i, Part::Both);
        all[after + i] = density(i, Part::E);
        all[after + DENSITIES.len() + i] = density(i, Part::L);
        i += 1;
    }
    i = 0;
    while i < OTHERS.len() {
        let (id, recipe, what, why) = OTHERS[i];
        all[DENSITIES.len() + i] = Wrong { id, recipe, part: Part::Other, what, why };
        i += 1;
    }
    all
};

const fn density(i: usize, part: Part) -> Wrong {
    let (id, formula, what, why) = DENSITIES[i];
    let (in_e, in_l) = match part {
        Part::Both | Part::Other | Part::MStep => (formula, formula),
        Part::E => (formula, DensityFormula::Normal),
        Part::L => (DensityFormula::Normal, formula),
    };
    Wrong { id, recipe: Recipe { in_e, in_l, ..RIGHT }, part, what, why }
}

impl Wrong {
    /// Returns whether it may change a quantity, and not only as another mistake does.
    pub(super) fn has_part_in(&self, quantity: Quantity, scope: Scope) -> bool {
        match (self.part, scope) {
            // What gives one number has either γ in it or ℓ, except for F, Q and the gap.
            (Part::E | Part::L, Scope::Here) => {
                matches!(quantity, Quantity::Bound | Quantity::Gap | Quantity::ExpectedLogJoint)
            }
            // A mistake in ℓ changes nothing else; one in a single iteration leaves what comes
            // after it right, ℓ too.
            (Part::L, _) | (Part::Both, Scope::Once(_)) => false,
            (Part::MStep, _) => quantity.is_parameter(),
            _ => true,
        }
    }

    /// Returns what is said about it.
    pub(super) fn text(&self, quantity: Quantity, scope: Scope, t: usize) -> String {
        let is_of_likelihood = matches!(quantity, Quantity::LogLikelihood | Quantity::Change);
        let steps: Cow<'static, str> = match (scope, self.part) {
            (Scope::Here, _) if t > 0 && is_of_likelihood => ", in ℓ only".into(),
            (Scope::Here, _) if t > 1 => ", in this step only".into(),
            (Scope::Once(iteration), _) => format!(", in iteration {} only", iteration + 1).into(),
            (Scope::Throughout | Scope::Converged, Part::Both) => ", in every density".into(),
            (Scope::Throughout | Scope::Converged, Part::E) => ", in the E-step only".into(),
            (Scope::Throughout | Scope::Converged, _) if t > 1 => ", in every iteration".into(),
            (Scope::Here | Scope::Throughout | Scope::Converged, _) => "".into(),
        };
        format!("{}{steps}: {}", self.what, self.why)
    }
}
