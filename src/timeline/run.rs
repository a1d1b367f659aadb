//! A run of EM: the iterates from one θ₀, with a cursor.

use std::sync::Arc;

use super::half_step::{HalfStep, Phase};
use crate::mixture::{Expectation, Iterate, Method, Start, Theta};

/// Where the θ₀ of a run came from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// Someone gave it.
    Given,
    /// It came with the data.
    Data,
    /// It was made from the data.
    Start(Start),
    /// A lesson gave it.
    Lesson,
    /// The data were drawn from it.
    Truth,
    /// It is where the run was whose data were edited.
    Edited,
}

/// A run of EM from one θ₀ on one data set. `D` is what the run ran on; a timeline only keeps it.
///
/// A clone shares the iterates, and each side copies them only when it adds one. The cursor is not
/// shared, so that going back and forth copies nothing.
#[derive(Clone, Debug)]
pub struct Run<D> {
    data: D,
    iterates: Arc<Vec<Iterate>>,
    origin: Origin,
    pub(super) fork_of: Option<(usize, HalfStep)>,
    cursor: HalfStep,
    furthest: HalfStep,
}

impl<D> Run<D> {
    /// Returns a run whose cursor is at its θ₀.
    pub fn new(data: D, start: Iterate, origin: Origin) -> Self {
        let (iterates, cursor) = (Arc::new(vec![start]), HalfStep::START);
        Self { data, iterates, origin, fork_of: None, cursor, furthest: cursor }
    }

    /// Returns what the run runs on.
    pub fn data(&self) -> &D {
        &self.data
    }

    /// Returns how the run does its steps.
    pub fn method(&self) -> &Arc<Method> {
        self.iterates[0].method()
    }

    /// Returns where θ₀ came from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Returns where the cursor is.
    pub fn cursor(&self) -> HalfStep {
        self.cursor
    }

    /// Returns the last half-step that was reached.
    pub fn furthest(&self) -> HalfStep {
        self.furthest
    }

    /// Returns the run and the half-step this one was forked from; none for the first run.
    pub fn fork_of(&self) -> Option<(usize, HalfStep)> {
        self.fork_of
    }

    /// Returns all that is known of θ_t, for t from 0.
    pub fn iterates(&self) -> &[Iterate] {
        &self.iterates
    }

    /// Returns the iterate at the cursor.
    pub fn current(&self) -> &Iterate {
        &self.iterates[self.cursor.iteration()]
    }

    /// Returns the last iterate of the run, reached by the cursor or not.
    pub fn last(&self) -> &Iterate {
        &self.iterates[self.iterates.len() - 1]
    }

    /// Returns θ_{t−1}; none at t = 0.
    pub fn previous_theta(&self) -> Option<&Theta> {
        let before = self.cursor.iteration().checked_sub(1)?;
        Some(self.iterates[before].theta())
    }

    /// Returns the iteration whose θ gave the γ that is in force at the cursor: t after E, t − 1
    /// after M; none before the first E-step.
    pub fn gamma_iteration(&self) -> Option<usize> {
        let t = self.cursor.iteration();
        match self.cursor.phase() {
            Phase::Gamma => Some(t),
            Phase::Theta => t.checked_sub(1),
        }
    }

    /// Returns F(q, θ_t) right after a half-step, for the γ in force there, plus ln p(θ_t) if there
    /// is a prior: ℓ(θ_t), or what the run's method has in its place, after an E-step.
    pub fn bound_at(&self, half_step: HalfStep) -> Option<f64> {
        let iterate = &self.iterates[half_step.iteration()];
        match half_step.phase() {
            Phase::Theta => iterate.lower_bound(),
            Phase::Gamma => Some(iterate.objective()),
        }
    }

    /// Returns the change of the objective, ℓ in ordinary EM, in the M-step that made θ_t; none at
    /// t = 0.
    pub fn change_at(&self, t: usize) -> Option<f64> {
        let before = &self.iterates[t.checked_sub(1)?];
        Some(self.iterates[t].objective() - before.objective())
    }

    /// Returns the first t > `after` at which EM had converged, as far as is known.
    pub fn converged_after(&self, after: usize, tolerance: f64) -> Option<usize> {
        (after + 1..self.iterates.len())
            .find(|&t| self.iterates[t].has_converged_since(&self.iterates[t - 1], tolerance))
    }

    /// Returns what the E-step at θ_t gave.
    pub fn expectation(&self, t: usize) -> &Expectation {
        self.iterates[t].expectation()
    }

    /// Returns whether the half-step is known, so that going there takes no work.
    pub fn knows(&self, half_step: HalfStep) -> bool {
        half_step.iteration() < self.iterates.len()
    }

    /// Moves the cursor to a half-step that is known; elsewhere nothing happens.
    pub fn go_to(&mut self, half_step: HalfStep) {
        if self.knows(half_step) {
            self.cursor = half_step;
            self.furthest = self.furthest.max(half_step);
        }
    }

    /// Adds the iterate that follows the last one. The cursor stays.
    pub fn push(&mut self, next: Iterate) {
        Arc::make_mut(&mut self.iterates).push(next);
    }

    /// Adds `iterates`, which are θ_from and what follows it, as far as they are not known: EM is
    /// deterministic, so what is known is the same. The cursor stays.
    ///
    /// # Panics
    /// Panics if an iterate between the last one and θ_from is missing.
    pub fn extend(&mut self, from: usize, iterates: impl IntoIterator<Item = Iterate>) {
        assert!(from <= self.iterates.len(), "iterates follow one another without a gap");
        let known = self.iterates.len() - from;
        let mut new = iterates.into_iter().skip(known).peekable();
        // What is shared is copied only if something is added.
        if new.peek().is_some() {
            Arc::make_mut(&mut self.iterates).extend(new);
        }
    }
}
