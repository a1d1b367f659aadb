//! What happened: runs of EM as half-steps θ₀ → γ₀ → θ₁ → γ₁ → …, with a cursor, undo, redo and
//! forks.
//!
//! EM is deterministic: from the same θ and the same data the same half-steps follow. So a run is a
//! straight line, and only a changed θ or changed data starts another one. Runs are never deleted.
//!
//! Nothing here is Gaussian, but for what an [`Iterate`] holds.

use std::sync::Arc;

use crate::mixture::{Expectation, Iterate, Start, Theta};

/// Which half of an iteration has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// θ_t is set; the E-step comes next.
    Theta,
    /// γ_t is inferred from θ_t; the M-step comes next.
    Gamma,
}

/// A half-step of a run, named by what it leaves: θ_t or γ_t. Half-steps are ordered as they are
/// reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfStep(usize);

impl HalfStep {
    /// θ₀, where every run starts.
    pub const START: Self = Self(0);

    /// Returns θ_t.
    pub const fn theta(t: usize) -> Self {
        Self(2 * t)
    }

    /// Returns γ_t.
    pub const fn gamma(t: usize) -> Self {
        Self(2 * t + 1)
    }

    /// Returns t, the number of M-steps done.
    pub const fn iteration(self) -> usize {
        self.0 / 2
    }

    /// Returns which half of iteration t this is.
    pub const fn phase(self) -> Phase {
        if self.0.is_multiple_of(2) { Phase::Theta } else { Phase::Gamma }
    }

    /// Returns the half-step `count` further on.
    #[must_use]
    pub const fn plus(self, count: usize) -> Self {
        Self(self.0 + count)
    }

    /// Returns the half-step before; none before θ₀.
    pub fn previous(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }
}

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
    fork_of: Option<(usize, HalfStep)>,
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

    /// Returns F(q, θ_t) right after a half-step, for the γ in force there: ℓ(θ_t) itself after an
    /// E-step.
    pub fn bound_at(&self, half_step: HalfStep) -> Option<f64> {
        let iterate = &self.iterates[half_step.iteration()];
        match half_step.phase() {
            Phase::Theta => iterate.lower_bound(),
            Phase::Gamma => Some(iterate.log_likelihood()),
        }
    }

    /// Returns the change of ℓ in the M-step that made θ_t; none at t = 0.
    pub fn change_at(&self, t: usize) -> Option<f64> {
        let before = &self.iterates[t.checked_sub(1)?];
        Some(self.iterates[t].log_likelihood() - before.log_likelihood())
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

/// All runs of a session; there is always at least one, and one of them is the active one.
///
/// # Examples
/// ```
/// use emstep::mixture::{Iterate, Sample, Theta};
/// use emstep::timeline::{HalfStep, Origin, Run, Timeline};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta_0 = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let first = Iterate::start(theta_0, &sample)?;
/// let mut timeline = Timeline::new(Run::new((), first, Origin::Given));
///
/// // One iteration, then its M-step is looked at.
/// let next = timeline.run().last().next(&sample)?;
/// timeline.run_mut().push(next);
/// timeline.run_mut().go_to(HalfStep::theta(1));
/// assert_eq!(timeline.run().gamma_iteration(), Some(0), "γ is still that of θ₀");
///
/// // Another θ₀ is another run; the first stays as it was.
/// let other = Theta::from_lists(&[0.5, 0.5], &[0.0, 5.0], &[1.0, 1.0])?;
/// timeline.fork(Run::new((), Iterate::start(other, &sample)?, Origin::Given));
/// assert_eq!(timeline.run().fork_of(), Some((0, HalfStep::theta(1))));
/// timeline.switch_to(0);
/// assert_eq!(timeline.run().cursor(), HalfStep::theta(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Timeline<D> {
    runs: Vec<Run<D>>,
    active: usize,
}

impl<D> Timeline<D> {
    /// Returns a timeline with one run.
    pub fn new(run: Run<D>) -> Self {
        Self { runs: vec![run], active: 0 }
    }

    /// Returns the active run.
    pub fn run(&self) -> &Run<D> {
        &self.runs[self.active]
    }

    /// Returns the active run, to step in.
    pub fn run_mut(&mut self) -> &mut Run<D> {
        &mut self.runs[self.active]
    }

    /// Returns a run, active or not; none if there is no such run.
    pub fn run_at_mut(&mut self, run: usize) -> Option<&mut Run<D>> {
        self.runs.get_mut(run)
    }

    /// Returns which run is active, from 0.
    pub fn active(&self) -> usize {
        self.active
    }

    /// Returns all runs, oldest first.
    pub fn runs(&self) -> &[Run<D>] {
        &self.runs
    }

    /// Adds a run as a fork of the active one, which stays as it is. The new run becomes the active
    /// one; its cursor stays.
    pub fn fork(&mut self, mut run: Run<D>) {
        run.fork_of = Some((self.active, self.run().cursor()));
        self.runs.push(run);
        self.active = self.runs.len() - 1;
    }

    /// Makes another run the active one, where its cursor was left. Does nothing if there is no
    /// such run.
    pub fn switch_to(&mut self, run: usize) {
        if run < self.runs.len() {
            self.active = run;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::Sample;
    use proptest::prelude::*;

    fn sample() -> Sample {
        Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap()
    }

    fn start(mean: f64) -> Iterate {
        let theta = Theta::from_lists(&[0.5, 0.5], &[mean, 7.0], &[1.0, 4.0]).unwrap();
        Iterate::start(theta, &sample()).unwrap()
    }

    fn grown(iterations: usize) -> Timeline<()> {
        let mut timeline = Timeline::new(Run::new((), start(6.0), Origin::Given));
        for _ in 0..iterations {
            let next = timeline.run().last().next(&sample()).unwrap();
            timeline.run_mut().push(next);
        }
        timeline
    }

    #[test]
    fn half_steps_alternate() {
        let half_steps: Vec<_> = (0..4).map(|i| HalfStep::START.plus(i)).collect();
        let expected =
            [HalfStep::theta(0), HalfStep::gamma(0), HalfStep::theta(1), HalfStep::gamma(1)];
        assert_eq!(half_steps, expected);
        assert_eq!(HalfStep::gamma(3).iteration(), 3);
        assert_eq!(HalfStep::gamma(3).phase(), Phase::Gamma);
        assert_eq!(HalfStep::START.previous(), None);
    }

    #[test]
    fn gamma_in_force_is_the_last_e_steps() {
        let mut timeline = grown(2);
        let mut in_force = Vec::new();
        for i in 0..6 {
            timeline.run_mut().go_to(HalfStep::START.plus(i));
            in_force.push(timeline.run().gamma_iteration());
        }
        assert_eq!(in_force, [None, Some(0), Some(0), Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn the_bound_touches_after_e_and_is_below_after_m() {
        let timeline = grown(1);
        let run = timeline.run();
        assert_eq!(run.bound_at(HalfStep::theta(0)), None);
        assert_eq!(run.bound_at(HalfStep::gamma(0)), Some(run.iterates()[0].log_likelihood()));
        assert!(run.bound_at(HalfStep::theta(1)).unwrap() < run.iterates()[1].log_likelihood());
    }

    #[test]
    fn what_is_not_known_is_not_gone_to() {
        let mut timeline = grown(1);
        timeline.run_mut().go_to(HalfStep::theta(2));
        assert_eq!(timeline.run().cursor(), HalfStep::START);
        timeline.run_mut().go_to(HalfStep::gamma(1));
        assert_eq!(timeline.run().furthest(), HalfStep::gamma(1));
    }

    #[test]
    fn what_is_known_already_is_not_added_again() {
        let whole = grown(5);
        let iterates = whole.run().iterates();
        let mut timeline = grown(3);
        timeline.run_mut().extend(2, iterates[2..5].to_vec());
        assert_eq!(timeline.run().iterates(), &iterates[..5]);
        timeline.run_mut().extend(1, iterates[1..3].to_vec());
        assert_eq!(timeline.run().iterates(), &iterates[..5]);
        timeline.run_mut().extend(5, iterates[5..].to_vec());
        assert_eq!(timeline.run().iterates(), iterates);
        assert!(timeline.run_at_mut(1).is_none());
    }

    #[test]
    fn a_fork_loses_nothing() {
        let mut timeline = grown(3);
        timeline.run_mut().go_to(HalfStep::gamma(1));
        let before = timeline.run().clone();
        timeline.fork(Run::new((), start(3.0), Origin::Given));
        assert_eq!(timeline.run().fork_of(), Some((0, HalfStep::gamma(1))));
        assert_eq!(timeline.run().cursor(), HalfStep::START);
        timeline.switch_to(0);
        assert_eq!(timeline.run().cursor(), before.cursor());
        assert_eq!(timeline.run().iterates(), before.iterates());
        timeline.switch_to(9);
        assert_eq!(timeline.active(), 0);
    }

    proptest! {
        /// Undo, then redo, is the identity, from any half-step.
        #[test]
        fn undo_then_redo_is_the_identity(half_step in 0usize..8) {
            let mut timeline = grown(3);
            let half_step = HalfStep::START.plus(half_step);
            timeline.run_mut().go_to(half_step);
            let before = timeline.run().clone();
            if let Some(previous) = half_step.previous() {
                timeline.run_mut().go_to(previous);
                timeline.run_mut().go_to(previous.plus(1));
            }
            prop_assert_eq!(timeline.run().cursor(), before.cursor());
            prop_assert_eq!(timeline.run().furthest(), before.furthest());
            prop_assert_eq!(timeline.run().current(), before.current());
        }
    }
}
