//! Where a recipe is followed, and what it comes to there.

use std::cell::RefCell;

use super::point::Point;
use super::recipe::{RIGHT, Recipe};
use crate::explain::Quantity;
use crate::mixture::{Component, GammaRows, Method, Sample};
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
    /// θ₀, or the γ₀ that was given, and the θ_t after it.
    points: Vec<Point<'a>>,
    method: Method,
    phase: Phase,
    has_converged: bool,
    /// What was followed before: every number of a table is made of the same θ.
    followed: RefCell<Vec<(Recipe, Scope, Option<Followed<'a>>)>>,
}

/// The θ that a number is made of.
#[derive(Clone)]
struct Followed<'a> {
    before: Option<Point<'a>>,
    now: Point<'a>,
}

impl<'a> ThetaPath<'a> {
    /// Returns the path to a run's cursor.
    pub(super) fn of<D>(run: &'a Run<D>) -> Self {
        let iterates = run.iterates_to(run.cursor().iteration());
        let given = match run.gamma_at(0).map(|gamma| gamma.rows) {
            Some(GammaRows::Given(gamma)) => Some(Point::Gamma(gamma)),
            _ => None,
        };
        let thetas =
            iterates.iter().map(|iterate| Point::Theta(iterate.theta().components().to_vec()));
        let points = given.into_iter().chain(thetas).collect();
        let has_converged = match iterates {
            [.., before, now] => now.has_converged_since(before, TOLERANCE),
            _ => false,
        };
        let (method, phase) = (**run.method(), run.cursor().phase());
        Self { points, method, phase, has_converged, followed: RefCell::default() }
    }

    /// Returns how the run does its steps.
    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the right way of doing them, as a recipe.
    pub(super) fn right(&self) -> Recipe {
        Recipe { method: self.method, ..RIGHT }
    }

    fn t(&self) -> usize {
        self.points.len() - 1
    }

    fn components(&self) -> usize {
        self.points[0].components().len()
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
        let components = self.components();
        sample.len().saturating_mul(components).saturating_mul(iterations) > MOST_WORK
    }

    /// Returns how many E-steps a scope takes at most.
    pub(super) fn steps(&self, sample: &Sample) -> usize {
        let per_step = sample.len().saturating_mul(self.components()).max(1);
        let most = MOST_WORK / per_step;
        let wanted = if self.has_converged { MOST_ITERATIONS } else { self.t() };
        wanted.min(most)
    }

    /// Returns the θ that a recipe leads to; none if that takes too long, or there is nothing to
    /// do.
    fn follow(&self, recipe: &Recipe, scope: Scope, sample: &Sample) -> Option<Followed<'a>> {
        let t = self.t();
        let mut here = Followed { before: None, now: self.points[0].clone() };
        let step = |here: &mut Followed<'a>, recipe: &Recipe, t: usize| {
            let next = Point::Theta(recipe.m_step(&here.now, t, sample));
            here.before = Some(std::mem::replace(&mut here.now, next));
        };
        match scope {
            Scope::Here => {
                let before = t.checked_sub(1).map(|before| self.points[before].clone());
                return Some(Followed { before, now: self.points[t].clone() });
            }
            Scope::Throughout | Scope::Converged => {
                if t == 0 || self.takes_too_long(sample, t) {
                    return None;
                }
                (0..t).for_each(|t| step(&mut here, recipe, t));
                if scope == Scope::Converged {
                    let mut left = MOST_ITERATIONS;
                    while !here.is_settled() {
                        left = left.checked_sub(1)?;
                        let done = t + MOST_ITERATIONS - left;
                        if self.takes_too_long(sample, done) {
                            return None;
                        }
                        step(&mut here, recipe, done);
                    }
                }
            }
            Scope::Once(iteration) => {
                let rest = t.checked_sub(iteration + 1)?;
                if self.takes_too_long(sample, rest + 1) {
                    return None;
                }
                here.now = self.points[iteration].clone();
                step(&mut here, recipe, iteration);
                (iteration + 1..t).for_each(|t| step(&mut here, &self.right(), t));
            }
        }
        Some(here)
    }

    /// Returns the θ that a recipe leads to, which is computed once.
    fn followed(&self, recipe: &Recipe, scope: Scope, sample: &Sample) -> Option<Followed<'a>> {
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
        let (right, t) = (self.right(), self.t());
        let recipe = if matches!(scope, Scope::Once(_)) { &right } else { recipe };
        let is_theta = matches!(quantity, Q::Weight(_) | Q::Mean(_) | Q::Variance(_) | Q::Sd(_));
        if scope == Scope::Here && is_theta {
            // θ₀ was given: no step made it.
            here.now = Point::Theta(recipe.m_step(here.before.as_ref()?, t - 1, sample));
        }
        let x = |i: usize| sample.values().get(i).copied();
        let (gamma_of, gamma_t) = match self.phase {
            Phase::Gamma => (Some(&here.now), t),
            Phase::Theta => (here.before.as_ref(), t.saturating_sub(1)),
        };
        let e = || Some(recipe.e_step(gamma_of?, gamma_t, sample));
        if let Q::Gamma { observation, component } = quantity {
            return e()?.gammas(observation, x(observation)?).get(component).copied();
        } else if let Q::Count(k) = quantity {
            return Some(recipe.count(&e()?, sample, k));
        } else if quantity == Q::Entropy {
            return Some(recipe.entropy(&e()?, sample));
        }
        let now = here.now.theta()?;
        let objective = |theta: &[Component], t: usize| recipe.objective(theta, t, sample);
        let bound = || match self.phase {
            Phase::Gamma => objective(now, t),
            Phase::Theta => {
                let (e, temperature) = (e()?, recipe.method.temperature(t));
                let entropy = temperature * recipe.entropy(&e, sample);
                Some(recipe.expected_log_joint(&e, now, sample) + entropy + recipe.ln_prior(now)?)
            }
        };
        Some(match quantity {
            Q::Weight(k) => now.get(k)?.weight(),
            Q::Mean(k) => now.get(k)?.mean(),
            Q::Variance(k) => now.get(k)?.variance(),
            Q::Sd(k) => now.get(k)?.sd(),
            Q::LogLikelihood => recipe.log_likelihood(now, sample),
            Q::Objective => objective(now, t)?,
            Q::Change => {
                objective(now, t)? - objective(here.before.as_ref()?.theta()?, t.checked_sub(1)?)?
            }
            Q::ExpectedLogJoint => recipe.expected_log_joint(&e()?, now, sample),
            Q::Bound => bound()?,
            Q::Gap => objective(now, t)? - bound()?,
            Q::Density { observation, component } => {
                recipe.density(now.get(component)?, x(observation)?)
            }
            Q::Marginal(i) => recipe.log_marginal(now, x(i)?).exp(),
            Q::Gamma { .. } | Q::Count(_) | Q::Entropy => return None,
        })
    }
}

impl Followed<'_> {
    /// Whether the last step changed nothing any more. A θ that is not a number stays one.
    fn is_settled(&self) -> bool {
        let before = self.before.as_ref().and_then(Point::theta);
        let Some((before, now)) = before.zip(self.now.theta()) else { return false };
        before.iter().zip(now).all(|(before, now)| {
            let near = |a: f64, b: f64, size: f64| !((a - b).abs() > SETTLED * size);
            near(before.weight(), now.weight(), 1.0)
                && near(before.mean(), now.mean(), before.sd().max(now.mean().abs()))
                && near(before.variance(), now.variance(), before.variance())
        })
    }
}
