//! What an answer may be an answer to: the numbers of a run and what follows from them, in words.

use std::sync::Arc;

use crate::data::Dataset;
use crate::explain::Quantity;
use crate::explain::check::Subject;
use crate::text::subscript;
use crate::timeline::{HalfStep, Run};

/// Numbers of observations are listed for all of them if there are at most this many.
const FEW: usize = 40;

/// Returns the numbers that there are at a run's cursor and that no one gave; those of observations
/// for all of a few, else for `row`.
pub(super) fn choices(run: &Run<Arc<Dataset>>, row: usize) -> Vec<Subject> {
    let sample = &run.data().sample;
    let (n, components) = (sample.known_one_by_one(), run.components());
    let rows = if n <= FEW { 0..n } else { row..row + 1 };
    let each = |of: &dyn Fn(usize, usize) -> Quantity| -> Vec<Quantity> {
        rows.clone()
            .flat_map(|i| (0..components).map(move |k| (i, k)))
            .map(|(i, k)| of(i, k))
            .collect()
    };
    let mut all = each(&|observation, component| Quantity::Gamma { observation, component });
    all.extend((0..components).map(Quantity::Count));
    // θ₀ is given, and so is γ₀ in some runs.
    if run.cursor() >= HalfStep::theta(1) {
        let parameters = [Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
        all.extend(parameters.iter().flat_map(|of| (0..components).map(of)));
    }
    all.extend([
        Quantity::LogLikelihood,
        Quantity::Objective,
        Quantity::Change,
        Quantity::Bound,
        Quantity::Gap,
        Quantity::ExpectedLogJoint,
        Quantity::Entropy,
    ]);
    all.extend(rows.clone().map(Quantity::Marginal));
    all.extend(each(&|observation, component| Quantity::Density { observation, component }));
    let is_ordinary = run.method().objective().is_log_likelihood();
    let is_known = |quantity: &Quantity| quantity.value(run, sample).is_some();
    all.retain(|q| is_known(q) && !(is_ordinary && *q == Quantity::Objective));
    if run.gamma_iteration().is_some_and(|t| run.is_given(t)) {
        all.retain(|quantity| !matches!(quantity, Quantity::Gamma { .. }));
    }
    let is_made = run.cursor() >= HalfStep::theta(1);
    // The first questions of an exercise first.
    let is_assigned = (1..=FEW).contains(&n) && run.gamma_iteration().is_some();
    let assignment = is_assigned.then_some(Subject::Assignment);
    let variances = [Subject::GrewMost, Subject::Largest].into_iter().filter(|_| is_made);
    let at = all.iter().position(|quantity| *quantity == Quantity::LogLikelihood);
    let (before, after) = all.split_at(at.unwrap_or(all.len()));
    let number = |quantity: &Quantity| Subject::Number(*quantity);
    let numbers = assignment.into_iter().chain(before.iter().map(number));
    numbers.chain(variances).chain(after.iter().map(number)).collect()
}

/// Returns what is asked, in a few words.
pub(crate) fn words(subject: Subject) -> String {
    match subject {
        Subject::Number(quantity) => name(quantity),
        Subject::Assignment => "component of each x_i".into(),
        Subject::GrewMost => "whose σ² grew most".into(),
        Subject::Largest => "whose σ² is largest".into(),
    }
}

/// Returns what a number is, in words.
fn name(quantity: Quantity) -> String {
    let of = |what: &str, k: usize| format!("{what} of component {}", k + 1);
    match quantity {
        Quantity::Gamma { observation, component } => {
            format!("responsibility, {} for x{}", component + 1, subscript(observation))
        }
        Quantity::Count(k) => of("count", k),
        Quantity::Weight(k) => of("weight", k),
        Quantity::Mean(k) => of("mean", k),
        Quantity::Variance(k) => of("variance", k),
        Quantity::Sd(k) => format!("standard deviation of {}", k + 1),
        Quantity::LogLikelihood => "log-likelihood".into(),
        Quantity::Objective => "what is maximised".into(),
        Quantity::Change => "change of ℓ".into(),
        Quantity::Bound => "lower bound".into(),
        Quantity::Gap => "gap between ℓ and F".into(),
        Quantity::ExpectedLogJoint => "expected log joint".into(),
        Quantity::Entropy => "entropy of γ".into(),
        Quantity::Density { .. } => "normal density".into(),
        Quantity::Marginal(_) => "density of the mixture".into(),
    }
}

/// Returns whether what is typed may mean this: all of its words are in what that is called, with
/// or without the indices of its symbol.
pub(super) fn matches(subject: Subject, symbol: &str, typed: &str) -> bool {
    let plain: String = symbol.chars().filter(|c| !('₀'..='₉').contains(c)).collect();
    let name = format!("{} {symbol} {plain} {subject}", words(subject)).to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| name.contains(word))
}
