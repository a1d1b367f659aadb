//! Half-steps, runs to convergence, playing, and going back and forth.

use std::sync::Arc;

use crate::app::jobs::{Iterating, Owner, Purpose};
use crate::app::keymap::Action;
use crate::app::{App, Effect, Job, PACES};
use crate::mixture::{Iterate, StopRule, Stopped};
use crate::text::{counted, subscript};
use crate::timeline::{HalfStep, Phase};

/// How far a run of iterations is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Goal {
    /// To this half-step.
    Place(HalfStep),
    /// Until EM has converged.
    Convergence,
}

impl App {
    pub(in crate::app) fn step(&mut self, action: Action) -> Vec<Effect> {
        if self.jobs.of(Owner::Study).is_some()
            && !matches!(action, Action::Cancel)
            && goes_on(action)
        {
            self.refuse("still computing; Esc cancels it");
            return Vec::new();
        }
        let (cursor, furthest) = (self.timeline.run().cursor(), self.timeline.run().furthest());
        match action {
            Action::EStep => self.half_step(Phase::Theta),
            Action::MStep => self.half_step(Phase::Gamma),
            Action::Next => self.half_step(cursor.phase()),
            Action::Back => self.back(cursor),
            Action::Forward => self.forward(cursor, furthest),
            Action::ToStart | Action::Restart => self.go_back_to(HalfStep::START),
            Action::ToEnd => self.go_back_to(furthest),
            Action::TenIterations => self.go_to(cursor.plus(20)),
            Action::Converge => self.converge(),
            Action::Play => self.toggle_play(),
            Action::Faster => self.change_pace(true),
            Action::Slower => self.change_pace(false),
            Action::PreviousRun => self.switch_run(self.timeline.active().checked_sub(1)),
            Action::NextRun => self.switch_run(Some(self.timeline.active() + 1)),
            Action::Cancel => self.cancel_aloud(),
            // Everything else was acted on before.
            _ => Vec::new(),
        }
    }

    /// The E-step (`phase` Theta) or the M-step (Gamma), if it is its turn.
    fn half_step(&mut self, phase: Phase) -> Vec<Effect> {
        let cursor = self.timeline.run().cursor();
        let t = subscript(cursor.iteration());
        match (phase, cursor.phase()) {
            (wanted, now) if wanted == now => return self.go_to(cursor.plus(1)),
            (Phase::Gamma, _) => {
                self.refuse(format!("M needs γ: θ{t} is set, so the E-step comes first (e)"));
            }
            (Phase::Theta, _) => {
                self.refuse(format!("γ is already inferred from θ{t}: the M-step comes next (m)"));
            }
        }
        Vec::new()
    }

    /// To a half-step, with as many iterations as that takes.
    pub(in crate::app) fn go_to(&mut self, place: HalfStep) -> Vec<Effect> {
        let run = self.timeline.run_mut();
        if run.knows(place) {
            run.go_to(place);
            self.moved();
            return Vec::new();
        }
        let known = run.iterates().len() - 1;
        let last = self.last_iteration();
        if place.iteration() > last {
            self.playing = false;
            self.refuse(self.no_further());
            // As far as it goes: ten iterations of which three are allowed are three.
            let run = self.timeline.run();
            let there = HalfStep::theta(last);
            return if run.cursor() < there { self.go_to(there) } else { Vec::new() };
        }
        let rule = StopRule { iterations: place.iteration() - known, tolerance: None };
        self.iterate(Goal::Place(place), rule)
    }

    fn iterate(&mut self, goal: Goal, rule: StopRule) -> Vec<Effect> {
        let run = self.timeline.run();
        let (dataset, from) = (Arc::clone(run.data()), run.last().clone());
        let (next, run) = (run.iterates().len(), self.timeline.active());
        let purpose = Purpose::Iterate(Iterating { run, next, goal, follow: true });
        self.jobs.start(purpose, Job::Iterate { dataset, from, rule })
    }

    fn converge(&mut self) -> Vec<Effect> {
        self.playing = false;
        let tolerance = self.settings.tolerance;
        let run = self.timeline.run_mut();
        // From γ_t the next M-step decides, from θ_t the one that made it has decided already.
        let t = run.cursor().iteration();
        let here_already = run.cursor().phase() == Phase::Theta;
        let after = if here_already { t.saturating_sub(1) } else { t };
        if let Some(t) = run.converged_after(after, tolerance) {
            run.go_to(HalfStep::theta(t));
            self.moved();
            self.say_converged(t);
            return Vec::new();
        }
        let mut rule = self.settings.to_convergence();
        let room = self.last_iteration().saturating_sub(self.timeline.run().iterates().len() - 1);
        if room == 0 {
            self.refuse(format!("not converged, and {}", self.no_further()));
            return Vec::new();
        }
        rule.iterations = rule.iterations.min(room);
        self.iterate(Goal::Convergence, rule)
    }

    fn back(&mut self, cursor: HalfStep) -> Vec<Effect> {
        if let Some(place) = cursor.previous() {
            return self.go_back_to(place);
        }
        self.refuse(match self.timeline.run().fork_of() {
            Some((run, _)) => format!(
                "this is θ₀ of run {}; < goes back to run {}",
                self.timeline.active() + 1,
                run + 1
            ),
            None => "already at θ₀".into(),
        });
        Vec::new()
    }

    fn forward(&mut self, cursor: HalfStep, furthest: HalfStep) -> Vec<Effect> {
        if cursor < furthest {
            return self.go_back_to(cursor.plus(1));
        }
        let key = if cursor.phase() == Phase::Theta { "e" } else { "m" };
        self.refuse(format!("this is the latest step; press {key} or n to continue"));
        Vec::new()
    }

    /// To a half-step that is known. Whatever is being computed goes on, but moves the cursor no
    /// more.
    fn go_back_to(&mut self, place: HalfStep) -> Vec<Effect> {
        self.playing = false;
        if let Some(job) = self.jobs.iterating() {
            job.follow = false;
        }
        self.timeline.run_mut().go_to(place);
        self.moved();
        Vec::new()
    }

    fn toggle_play(&mut self) -> Vec<Effect> {
        self.playing = !self.playing;
        self.inform(if self.playing {
            "playing; Space pauses, + and - change the pace"
        } else {
            "paused"
        });
        Vec::new()
    }

    fn change_pace(&mut self, faster: bool) -> Vec<Effect> {
        let pace = if faster { self.pace + 1 } else { self.pace.saturating_sub(1) };
        self.pace = pace.min(PACES.len() - 1);
        self.inform(format!("a half-step every {} s", PACES[self.pace].as_secs_f64()));
        Vec::new()
    }

    pub(in crate::app) fn tick(&mut self) -> Vec<Effect> {
        if !self.playing || self.jobs.of(Owner::Study).is_some() {
            return Vec::new();
        }
        let cursor = self.timeline.run().cursor();
        if cursor.phase() == Phase::Theta && self.has_converged_here() {
            self.playing = false;
            self.say_converged(cursor.iteration());
            return Vec::new();
        }
        self.notice = None;
        self.half_step(cursor.phase())
    }

    /// Whether the M-step that made the θ at the cursor changed ℓ per observation by less than the
    /// tolerance.
    pub fn has_converged_here(&self) -> bool {
        let run = self.timeline.run();
        let t = run.cursor().iteration();
        let tolerance = self.settings.tolerance;
        t > 0 && run.iterates()[t].has_converged_since(&run.iterates()[t - 1], tolerance)
    }

    fn cancel_aloud(&mut self) -> Vec<Effect> {
        if self.jobs.of(Owner::Study).is_some() {
            return self.cancel_with_notice();
        } else if self.playing {
            self.inform("paused");
        } else if self.close_picture() {
            return Vec::new();
        } else {
            self.selection.release();
        }
        self.cancel()
    }

    /// Adds what a job computed to its run, and moves the cursor along if it is still there; gives
    /// what the job goes on with.
    pub(in crate::app) fn take_iterates(
        &mut self,
        job: Iterating,
        iterates: Vec<Iterate>,
    ) -> Iterating {
        let after = Iterating { next: job.next + iterates.len(), ..job };
        let is_active = self.timeline.active() == job.run;
        let Some(run) = self.timeline.run_at_mut(job.run) else { return after };
        run.extend(job.next, iterates);
        if job.follow && is_active {
            let last = HalfStep::theta(after.next - 1);
            let place = match job.goal {
                Goal::Place(place) if run.knows(place) => place,
                Goal::Place(_) | Goal::Convergence => last,
            };
            run.go_to(place);
            self.moved();
        }
        after
    }

    pub(in crate::app) fn stopped(&mut self, job: Iterating, stopped: &Stopped) {
        match stopped {
            Stopped::Failed(error) => {
                self.playing = false;
                self.refuse(format!("{error}; θ is kept"));
                self.share_notice();
            }
            Stopped::Converged => self.say_converged(job.next - 1),
            Stopped::IterationLimit if job.goal == Goal::Convergence => {
                self.say_not_converged(job);
            }
            Stopped::IterationLimit | Stopped::Cancelled => {}
        }
    }

    fn say_not_converged(&mut self, job: Iterating) {
        if job.next > self.last_iteration() {
            self.refuse(format!("not converged, and {}", self.no_further()));
            return;
        }
        let Some(run) = self.timeline.runs().get(job.run) else { return };
        let Some(change) = run.change_at(job.next - 1) else { return };
        let change = change.abs() / run.last().expectation.total_weight;
        let most = counted(self.settings.max_iterations, "iteration");
        self.refuse(format!("not converged yet: {most}, |Δℓ|/n = {change:.1e}; c continues"));
    }

    fn say_converged(&mut self, t: usize) {
        let tolerance = self.settings.tolerance;
        self.inform(format!("converged at t = {t}: |Δℓ| per observation is below {tolerance:e}"));
        self.share_notice();
    }
}

/// Whether an action makes the run longer, and so has to wait for the one that is under way.
fn goes_on(action: Action) -> bool {
    matches!(
        action,
        Action::EStep | Action::MStep | Action::Next | Action::TenIterations | Action::Converge
    )
}
