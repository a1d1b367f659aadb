//! Where a recipe is followed, and what it comes to there.

use std::cell::RefCell;

use super::recipe::{RIGHT, Recipe};
use crate::explain::Quantity;
use crate::mixture::{Component, Sample};
use crate::timeline::{Phase, Run};

/// Where a recipe is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// In what gives the number itself, from the right numbers before it.
    Here,
    /// In every step from θ₀ on.
    Throughout,
    /// The same, and on until θ stays as it is: for a number after convergence.
    Converged,
    /// In one iteration, counted from 0; everything else is right.
    Once(usize),
}

/// Observations times components times iterations of the longest path that is taken: a check tries
/// some hundred of them.
const MOST_WORK: usize = 200_000;
/// Iterations that are tried at most on the way to convergence.
const MOST_ITERATIONS: usize = 2000;
/// θ stays as it is when no number moves by more than this share.
const SETTLED: f64 = 1e-10;
/// A run has converged, for a check, when |Δℓ| per observation is below this.
const TOLERANCE: f64 = 1e-9;

/// The right θ up to the cursor of a run, and those that recipes lead to instead.
pub(super) struct ThetaPath<'a> {
    thetas: Vec<&'a [Component]>,
    phase: Phase,
    has_converged: bool,
    /// What was followed before: every number of a table is made of the same θ.
    followed: RefCell<Vec<(Recipe, Scope, Option<Followed>)>>,
}

/// The θ that a number is made of.
#[derive(Clone)]
struct Followed {
    before: Option<Vec<Component>>,
    now: Vec<Component>,
}

impl<'a> ThetaPath<'a> {
    /// Returns the path to a run's cursor.
    pub(super) fn of<D>(run: &'a Run<D>) -> Self {
        let t = run.cursor().iteration();
        let iterates = &run.iterates()[..=t];
        let thetas = iterates.iter().map(|iterate| iterate.theta().components()).collect();
        let has_converged = match iterates {
            [.., before, now] => now.has_converged_since(before, TOLERANCE),
            _ => false,
        };
        let phase = run.cursor().phase();
        Self { thetas, phase, has_converged, followed: RefCell::default() }
    }

    fn t(&self) -> usize {
        self.thetas.len() - 1
    }

    fn now(&self) -> &'a [Component] {
        self.thetas[self.t()]
    }

    /// Returns the scopes of a recipe that differ here from [`Scope::Here`], besides single
    /// iterations.
    pub(super) fn long_scopes(&self) -> &'static [Scope] {
        match (self.t(), self.has_converged) {
            (0, _) => &[],
            (_, false) => &[Scope::Throughout],
            (_, true) => &[Scope::Throughout, Scope::Converged],
        }
    }

    /// Returns single iterations in which a mistake can be made: all of a few, else the last and
    /// the first.
    pub(super) fn single_scopes(&self) -> Vec<Scope> {
        const FEW: usize = 4;
        match self.t() {
            t @ 0..=FEW => (0..t).rev().map(Scope::Once).collect(),
            t => vec![Scope::Once(t - 1), Scope::Once(0)],
        }
    }

    fn takes_too_long(&self, sample: &Sample, iterations: usize) -> bool {
        let components = self.now().len();
        sample.len().saturating_mul(components).saturating_mul(iterations) > MOST_WORK
    }

    /// Returns how many E-steps a scope takes at most.
    pub(super) fn steps(&self, sample: &Sample) -> usize {
        let per_step = sample.len().saturating_mul(self.now().len()).max(1);
        let most = MOST_WORK / per_step;
        let wanted = if self.has_converged { MOST_ITERATIONS } else { self.t() };
        wanted.min(most)
    }

    /// Returns the θ that a recipe leads to; none if that takes too long, or there is nothing to
    /// do.
    fn follow(&self, recipe: &Recipe, scope: Scope, sample: &Sample) -> Option<Followed> {
        let t = self.t();
        let mut here = Followed { before: None, now: self.thetas[0].to_vec() };
        let step = |here: &mut Followed, recipe: &Recipe| {
            let next = recipe.m_step(&here.now, sample);
            here.before = Some(std::mem::replace(&mut here.now, next));
        };
        match scope {
            Scope::Here => {
                let before = t.checked_sub(1).map(|before| self.thetas[before].to_vec());
                return Some(Followed { before, now: self.now().to_vec() });
            }
            Scope::Throughout | Scope::Converged => {
                if t == 0 || self.takes_too_long(sample, t) {
                    return None;
                }
                (0..t).for_each(|_| step(&mut here, recipe));
                if scope == Scope::Converged {
                    let mut left = MOST_ITERATIONS;
                    while !here.is_settled() {
                        left = left.checked_sub(1)?;
                        if self.takes_too_long(sample, t + MOST_ITERATIONS - left) {
                            return None;
                        }
                        step(&mut here, recipe);
                    }
                }
            }
            Scope::Once(iteration) => {
                let rest = t.checked_sub(iteration + 1)?;
                if self.takes_too_long(sample, rest + 1) {
                    return None;
                }
                here.now = self.thetas[iteration].to_vec();
                step(&mut here, recipe);
                (0..rest).for_each(|_| step(&mut here, &RIGHT));
            }
        }
        Some(here)
    }

    /// Returns the θ that a recipe leads to, which is computed once.
    fn followed(&self, recipe: &Recipe, scope: Scope, sample: &Sample) -> Option<Followed> {
        if scope == Scope::Here {
            return self.follow(recipe, scope, sample);
        }
        let is_same = |entry: &&(Recipe, Scope, _)| entry.0 == *recipe && entry.1 == scope;
        if let Some((.., known)) = self.followed.borrow().iter().find(is_same) {
            return known.clone();
        }
        let followed = self.follow(recipe, scope, sample);
        self.followed.borrow_mut().push((*recipe, scope, followed.clone()));
        followed
    }

    /// Returns the quantity as a recipe gives it; none if the recipe has no part in it.
    pub(super) fn value(
        &self,
        recipe: &Recipe,
        scope: Scope,
        sample: &Sample,
        quantity: Quantity,
    ) -> Option<f64> {
        use Quantity as Q;
        let mut here = self.followed(recipe, scope, sample)?;
        let recipe = if matches!(scope, Scope::Once(_)) { &RIGHT } else { recipe };
        let is_theta = matches!(quantity, Q::Weight(_) | Q::Mean(_) | Q::Variance(_) | Q::Sd(_));
        if scope == Scope::Here && is_theta {
            // θ₀ was given: no step made it.
            here.now = recipe.m_step(here.before.as_deref()?, sample);
        }
        let (before, now) = (here.before.as_deref(), &here.now[..]);
        let gamma_theta = match self.phase {
            Phase::Gamma => Some(now),
            Phase::Theta => before,
        };
        let e = || Some(recipe.e_step(gamma_theta?, sample));
        let x = |i: usize| sample.values().get(i).copied();
        Some(match quantity {
            Q::Gamma { observation, component } => *e()?.gammas(x(observation)?).get(component)?,
            Q::Count(k) => recipe.count(&e()?, sample, k),
            Q::Weight(k) => now.get(k)?.weight(),
            Q::Mean(k) => now.get(k)?.mean(),
            Q::Variance(k) => now.get(k)?.variance(),
            Q::Sd(k) => now.get(k)?.sd(),
            Q::LogLikelihood | Q::Objective => recipe.log_likelihood(now, sample),
            Q::Change => {
                recipe.log_likelihood(now, sample) - recipe.log_likelihood(before?, sample)
            }
            Q::ExpectedLogJoint => recipe.expected_log_joint(&e()?, now, sample),
            Q::Entropy => recipe.entropy(&e()?, sample),
            Q::Bound | Q::Gap => {
                let e = e()?;
                let bound = match self.phase {
                    Phase::Gamma => recipe.log_likelihood(now, sample),
                    Phase::Theta => {
                        recipe.expected_log_joint(&e, now, sample) + recipe.entropy(&e, sample)
                    }
                };
                match quantity {
                    Q::Bound => bound,
                    _ => recipe.log_likelihood(now, sample) - bound,
                }
            }
            Q::Density { observation, component } => {
                recipe.density(now.get(component)?, x(observation)?)
            }
            Q::Marginal(i) => recipe.log_marginal(now, x(i)?).exp(),
        })
    }
}

impl Followed {
    /// Whether the last step changed nothing any more. A θ that is not a number stays one.
    fn is_settled(&self) -> bool {
        let Some(before) = &self.before else { return false };
        before.iter().zip(&self.now).all(|(before, now)| {
            let near = |a: f64, b: f64, size: f64| !((a - b).abs() > SETTLED * size);
            near(before.weight(), now.weight(), 1.0)
                && near(before.mean(), now.mean(), before.sd().max(now.mean().abs()))
                && near(before.variance(), now.variance(), before.variance())
        })
    }
}
