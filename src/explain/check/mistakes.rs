//! The mistakes, each with the number that it gives, the likeliest first.

mod confusions;
mod method;
mod recipes;

use std::borrow::Cow;

use super::chance::Chance;
use super::path::{Scope, ThetaPath};
use super::recipe::Recipe;
use super::{Slip, TypedNumber};
use crate::explain::Quantity;
use crate::mixture::{Component, Sample};
use crate::text::shortest;
use crate::timeline::{HalfStep, Run};
use recipes::Wrong;

/// Leaving out or repeating an observation is tried for each of at most this many.
const OBSERVATIONS_TRIED: usize = 200;
/// E-steps that take as long as a step of a recipe, which goes from observation to observation.
const PASSES: usize = 10;

/// The most mistakes, at least as likely as one that is named, that would give an answer by chance.
const MOST_CHANCE: f64 = 0.13;

/// A mistake, and the number that it gives.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    /// Its name.
    pub id: &'static str,
    /// The number; it may be no finite one.
    pub value: f64,
    /// What was done, and what belongs there; never the right number.
    pub text: Cow<'static, str>,
}

/// Returns every mistake that gives an answer which is known to be wrong, each once, and whether
/// some give it that cannot be told from chance.
pub(super) fn found(mistakes: &[Mistake], answer: &TypedNumber) -> (Vec<Slip>, bool) {
    let mut chance = Chance::new(answer, MOST_CHANCE);
    let mut slips: Vec<Slip> = Vec::new();
    for mistake in mistakes {
        let is_new = slips.iter().all(|slip| slip.id != mistake.id);
        if chance.tells(mistake.value) && is_new {
            slips.push(Slip { id: mistake.id, text: mistake.text.clone().into_owned() });
        }
    }
    (slips, chance.is_vague)
}

/// Returns the names of all mistakes that give an answer, by chance or not.
pub(super) fn giving(mistakes: &[Mistake], answer: &TypedNumber) -> Vec<Slip> {
    let mut slips: Vec<Slip> = Vec::new();
    for mistake in mistakes {
        let is_new = slips.iter().all(|slip| slip.id != mistake.id);
        if mistake.value.is_finite() && answer.shows(mistake.value) && is_new {
            slips.push(Slip { id: mistake.id, text: mistake.text.clone().into_owned() });
        }
    }
    slips
}

/// Returns how many times as long as an E-step on the observations all mistakes may take.
pub(super) fn passes<D>(run: &Run<D>, sample: &Sample) -> usize {
    let path = ThetaPath::of(run);
    let left_out = if sample.len() > OBSERVATIONS_TRIED { 0 } else { 2 * sample.len() };
    let recipes = recipes::ALL.len() + method::mistakes(run.method()).len();
    let (here, long) = (recipes + super::rounding::RECIPES + left_out, path.steps(sample));
    let singles = recipes * path.single_scopes().len();
    let followed = recipes + super::rounding::RECIPES / 2 + singles + left_out;
    PASSES.saturating_mul(here.saturating_add(followed.saturating_mul(long)))
}

/// Runs every mistake that has a part in a quantity, the likeliest first. What gives the right
/// number, `truth`, is no mistake.
pub(super) fn all<D>(
    run: &Run<D>,
    path: &ThetaPath<'_>,
    sample: &Sample,
    quantity: Quantity,
    truth: f64,
) -> Vec<Mistake> {
    let mut all = Collector { run, sample, quantity, path, mistakes: Vec::new() };
    confusions::collect(&mut all);
    confusions::collect_neighbours(&mut all);
    let of_method = method::mistakes(path.method());
    if sample.bins().is_some() {
        for wrong in &of_method {
            all.m_step(wrong);
        }
        all.middles();
        all.iterations();
        return all.all_but(truth);
    }
    for scope in [&[Scope::Here][..], path.long_scopes()].concat() {
        for wrong in &of_method {
            all.recipe(wrong, wrong.recipe, scope);
        }
    }
    for wrong in &recipes::ALL {
        all.recipe(wrong, all.ordinary(wrong), Scope::Here);
    }
    for wrong in &recipes::ALL {
        for scope in all.path.long_scopes() {
            all.recipe(wrong, all.ordinary(wrong), *scope);
        }
    }
    all.iterations();
    all.observations(&[Scope::Here]);
    for scope in all.path.single_scopes() {
        for wrong in &of_method {
            all.recipe(wrong, wrong.recipe, scope);
        }
        for wrong in &recipes::ALL {
            all.recipe(wrong, all.ordinary(wrong), scope);
        }
    }
    let scopes = all.path.long_scopes();
    all.observations(scopes);
    all.all_but(truth)
}

/// The mistakes that were run so far.
struct Collector<'a, 'p, D> {
    run: &'a Run<D>,
    sample: &'a Sample,
    quantity: Quantity,
    path: &'a ThetaPath<'p>,
    mistakes: Vec<Mistake>,
}

impl<D> Collector<'_, '_, D> {
    fn add(&mut self, id: &'static str, value: Option<f64>, text: impl Into<Cow<'static, str>>) {
        if let Some(value) = value {
            self.mistakes.push(Mistake { id, value, text: text.into() });
        }
    }

    /// The right value of another quantity at the same half-step.
    fn truth(&self, quantity: Quantity) -> Option<f64> {
        quantity.value(self.run, self.sample)
    }

    /// Returns the mistakes that do not give the right number: a recipe that changes another one
    /// does.
    fn all_but(mut self, truth: f64) -> Vec<Mistake> {
        let differs = |value: f64, from: f64| (value - from).abs() > 1e-9 * from.abs();
        self.mistakes.retain(|mistake| differs(mistake.value, truth));
        if self.path.method().is_accelerated() {
            // What a recipe leaves as it is comes to a step of EM, which has a name of its own.
            let right = self.path.right();
            let value = |scope: &Scope| self.path.value(&right, *scope, self.sample, self.quantity);
            let scopes = [&[Scope::Here][..], self.path.long_scopes()].concat();
            let steps: Vec<f64> = scopes.iter().filter_map(value).collect();
            self.mistakes.retain(|mistake| {
                let is_step = steps.iter().any(|step| !differs(mistake.value, *step));
                !is_step || mistake.id == method::STEP_OF_EM
            });
        }
        self.mistakes
    }

    /// Grouped data treated as if each observation were at the middle of its bin, here or in every
    /// step.
    fn middles(&mut self) {
        for scope in [&[Scope::Here][..], self.path.long_scopes()].concat() {
            let value = self.path.value(&self.path.right(), scope, self.sample, self.quantity);
            let every = if scope == Scope::Here { "" } else { ", in every step" };
            self.add(
                "middle-of-bin",
                value,
                format!(
                    "you take observations to be at the middle of their bin{every}: a bin has a \
                     probability, and x a mean and a variance within it"
                ),
            );
        }
    }

    /// Returns a mistake of ordinary EM as it is made in a run of this method.
    fn ordinary(&self, wrong: &Wrong) -> Recipe {
        Recipe { method: *self.path.method(), ..wrong.recipe }
    }

    /// Follows a recipe.
    fn recipe(&mut self, wrong: &Wrong, recipe: Recipe, scope: Scope) {
        if !wrong.has_part_in(self.quantity, scope) {
            return;
        }
        let value = self.path.value(&recipe, scope, self.sample, self.quantity);
        let text = wrong.text(self.quantity, scope, self.run.cursor().iteration());
        self.add(wrong.id, value, text);
    }

    /// Does the last M-step by another method, with the same responsibilities.
    fn m_step(&mut self, wrong: &Wrong) {
        let Some(before) = self.run.cursor().iteration().checked_sub(1) else { return };
        let Some(theta) = self.run.theta(before).filter(|_| self.quantity.is_parameter()) else {
            return;
        };
        let made = wrong.recipe.method.m_step(self.run.expectation(before), theta).ok();
        let component = |k: usize| made.as_ref()?.components().get(k);
        let value = match self.quantity {
            Quantity::Weight(k) => component(k).map(Component::weight),
            Quantity::Mean(k) => component(k).map(Component::mean),
            Quantity::Variance(k) => component(k).map(Component::variance),
            Quantity::Sd(k) => component(k).map(Component::sd),
            _ => None,
        };
        let text = wrong.text(self.quantity, Scope::Here, self.run.cursor().iteration());
        self.add(wrong.id, value, text);
    }

    /// The same number an iteration later or earlier.
    fn iterations(&mut self) {
        let run = self.run;
        let mut other = run.from_beginning(());
        other.extend(run.first().iteration(), run.iterates().iter().cloned());
        let later = run.cursor().plus(2);
        if !other.knows(later)
            && let Ok(next) = other.last().next(self.sample)
        {
            other.push(next);
        }
        let (sample, quantity) = (self.sample, self.quantity);
        let mut at = |step: HalfStep| {
            other.go_to(step);
            (other.cursor() == step).then(|| quantity.value(&other, sample)).flatten()
        };
        let next = at(later);
        let earlier = run.cursor().previous().and_then(HalfStep::previous);
        let previous = earlier.and_then(at);
        self.add("previous-iteration", previous, "you give the value one iteration before");
        self.add("next-iteration", next, "you give the value one iteration later");
    }

    /// An observation left out, or counted twice.
    fn observations(&mut self, scopes: &[Scope]) {
        let is_of_one = matches!(
            self.quantity,
            Quantity::Gamma { .. } | Quantity::Density { .. } | Quantity::Marginal(_)
        );
        if self.sample.len() > OBSERVATIONS_TRIED || (is_of_one && scopes == [Scope::Here]) {
            return;
        }
        for &scope in scopes {
            let every = if scope == Scope::Here { "" } else { ", in every step" };
            for (i, x) in self.sample.values().iter().enumerate() {
                let right = self.path.right();
                let recipe = |times| Recipe { counted: Some((i, times)), ..right };
                let value =
                    |times: f64| self.path.value(&recipe(times), scope, self.sample, self.quantity);
                let (without, twice) = (value(0.0), value(2.0));
                self.add(
                    "point-left-out",
                    without,
                    format!("you leave out x_{i} = {}{every}", shortest(*x)),
                );
                self.add(
                    "point-counted-twice",
                    twice,
                    format!("you count x_{i} = {} twice{every}", shortest(*x)),
                );
            }
        }
    }
}
