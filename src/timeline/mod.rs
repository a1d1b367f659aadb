//! What happened: runs of EM as half-steps θ₀ → γ₀ → θ₁ → γ₁ → …, with a cursor, undo, redo and
//! forks. A run that begins with a γ₀ that was given has no θ₀.
//!
//! EM is deterministic: from the same θ and the same data the same half-steps follow. So a run is a
//! straight line, and only a changed θ or changed data starts another one. Runs are never deleted.
//!
//! Nothing here is Gaussian, but for what an [`Iterate`](crate::mixture::Iterate) holds.

mod beginning;
mod half_step;
mod run;

pub use beginning::{Beginning, Gamma};
pub use half_step::{HalfStep, IterationError, LAST_ITERATION, Phase, check_iteration};
pub use run::{Origin, Run};

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

    /// Returns a timeline of these runs, oldest first; none if there is no run of this number, or
    /// if a run is forked from one that is not older.
    pub fn of_runs(runs: Vec<Run<D>>, active: usize) -> Option<Self> {
        let is_younger =
            |(index, run): (usize, &Run<D>)| run.fork_of().is_none_or(|(from, _)| from < index);
        let is_one = active < runs.len() && runs.iter().enumerate().all(is_younger);
        is_one.then_some(Self { runs, active })
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

    /// Adds a run beside the others. The active run stays active.
    pub fn add(&mut self, run: Run<D>) {
        self.runs.push(run);
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
    use crate::mixture::{GivenGamma, GivenResponsibilities, Iterate, Sample, Theta};
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
    fn a_run_that_begins_with_gamma_has_no_theta_0() {
        let sample = Sample::new(vec![1.0, 10.0, 20.0]).unwrap();
        let rows = vec![vec![1.0, 0.0], vec![0.4, 0.6], vec![0.0, 1.0]];
        let gamma = GivenResponsibilities::new(rows).unwrap();
        let mut run = Run::new((), GivenGamma::new(gamma, &sample).unwrap(), Origin::Gamma);
        assert_eq!((run.start(), run.cursor()), (HalfStep::gamma(0), HalfStep::gamma(0)));
        assert!(run.current().is_none() && run.iterate(0).is_none() && !run.knows(HalfStep::START));
        assert_eq!(run.gamma().unwrap().rows.row(&sample, 1), Some(vec![0.4, 0.6]));
        assert_eq!(run.gamma().unwrap().rows.row(&sample, 3), None);
        assert_eq!((run.bound_at(run.cursor()), run.change_at(1)), (None, None));
        assert_eq!(run.before(run.cursor()), None);
        run.go_to(HalfStep::theta(1));
        assert_eq!(run.before(run.cursor()), Some(HalfStep::gamma(0)));
        assert!((run.current().unwrap().theta().components()[1].mean() - 16.25).abs() < 1e-12);
        assert!(run.bound_at(run.cursor()).unwrap() < run.current().unwrap().log_likelihood());
        assert_eq!((run.gamma_iteration(), run.previous_theta()), (Some(0), None));
        run.push(run.last().next(&sample).unwrap());
        assert_eq!(run.last().iteration(), 2);
        assert!(run.change_at(2).unwrap() > 0.0 && run.knows(HalfStep::gamma(2)));
        assert_eq!((run.iterates_to(0).len(), run.iterates_to(1).len()), (0, 1));
        run.go_to(HalfStep::START);
        assert_eq!(run.cursor(), HalfStep::theta(1), "there is no such half-step");
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
