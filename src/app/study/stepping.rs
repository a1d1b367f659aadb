//! Half-steps, runs to convergence, playing, and going back and forth.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::job::Job;
use crate::app::jobs::{Goal, Iterating, Owner, Purpose};
use crate::app::keymap::StepAction;
use crate::app::notice::{Info, Notice, Refusal};
use crate::app::outcome::Outcome;
use crate::app::study::{StepContext, Study};
use crate::data::GroupOf;
use crate::mixture::{Iterate, StopRule, Stopped};
use crate::timeline::{HalfStep, Phase};

impl StepContext<'_> {
    /// Cancels what the status line shows as being waited for.
    pub(in crate::app) fn cancel(&mut self) -> Vec<Effect> {
        self.playback.is_on = false;
        self.jobs.cancel(Owner::Study)
    }

    /// Returns whether something goes on that can be stopped.
    pub(in crate::app) fn is_busy(&self) -> bool {
        self.playback.is_on || self.jobs.of(Owner::Study).is_some()
    }

    /// Cancels what the status line shows as being waited for, and says so.
    pub(in crate::app) fn cancel_with_notice(&mut self) -> Outcome {
        let says = self.jobs.of(Owner::Study).and_then(Purpose::cancelled);
        Outcome { notice: says.map(Notice::from), effects: self.cancel() }
    }
}

impl Study {
    pub(in crate::app) fn step(
        &mut self,
        action: StepAction,
        context: &mut StepContext,
    ) -> Outcome {
        if context.jobs.of(Owner::Study).is_some() && action.goes_on() {
            return Refusal::StillComputing.into();
        }
        let (cursor, furthest) = (self.run().cursor(), self.run().furthest());
        let active = self.timeline.active();
        match action {
            StepAction::EStep => self.half_step(Phase::Theta, context),
            StepAction::MStep => self.half_step(Phase::Gamma, context),
            StepAction::Next => self.half_step(cursor.phase(), context),
            StepAction::Back => self.back(cursor, context),
            StepAction::Forward => self.forward(cursor, furthest, context),
            StepAction::ToStart | StepAction::Restart => {
                self.go_back_to(self.run().start(), context)
            }
            StepAction::ToEnd => self.go_back_to(furthest, context),
            StepAction::TenIterations => self.go_to(cursor.plus(20), context),
            StepAction::Converge => self.converge(context),
            StepAction::Play => {
                context.playback.is_on = !context.playback.is_on;
                if context.playback.is_on { Info::Playing } else { Info::Paused }.into()
            }
            StepAction::Faster => {
                context.playback.faster();
                Info::Pace(context.playback.interval()).into()
            }
            StepAction::Slower => {
                context.playback.slower();
                Info::Pace(context.playback.interval()).into()
            }
            StepAction::PreviousRun => self.switch_run(active.checked_sub(1), context),
            StepAction::NextRun => self.switch_run(Some(active + 1), context),
            StepAction::PreviousGroup => self.switch_group(GroupOf::previous, context),
            StepAction::NextGroup => self.switch_group(GroupOf::next, context),
            StepAction::NewStart => self.new_start(context),
            StepAction::StartMethod => self.next_method(),
            StepAction::Undo => self.undo(context),
            StepAction::Redo => self.redo(context),
        }
    }

    /// The E-step (`phase` Theta) or the M-step (Gamma), if it is its turn.
    fn half_step(&mut self, phase: Phase, context: &mut StepContext) -> Outcome {
        let cursor = self.run().cursor();
        let t = cursor.iteration();
        match (phase, cursor.phase()) {
            (wanted, now) if wanted == now => self.go_to(cursor.plus(1), context),
            (Phase::Gamma, _) => Refusal::EStepFirst { t }.into(),
            (Phase::Theta, _) if self.run().is_given(t) => Refusal::GammaGiven.into(),
            (Phase::Theta, _) => Refusal::MStepFirst { t }.into(),
        }
    }

    /// Goes to a half-step, with as many iterations as that takes.
    pub(in crate::app) fn go_to(&mut self, to: HalfStep, context: &mut StepContext) -> Outcome {
        let run = self.timeline.run_mut();
        // Before a γ₀ that was given there is nothing.
        let to = to.max(run.start());
        if run.knows(to) {
            run.go_to(to);
            return Outcome::nothing();
        }
        let known = run.last().iteration();
        let last = context.limits.last_iteration(&self.timeline);
        if to.iteration() > last {
            context.playback.is_on = false;
            // As far as it goes: ten iterations of which three are allowed are three.
            let there = HalfStep::theta(last);
            let is_ahead = self.run().cursor() < there;
            let gone = if is_ahead { self.go_to(there, context) } else { Outcome::nothing() };
            let refusal = Refusal::Limit(context.limits.no_further(&self.timeline));
            return Outcome::from(refusal).then(gone.effects);
        }
        let rule = StopRule { iterations: to.iteration() - known, tolerance: None };
        self.iterate(Goal::HalfStep(to), rule, context).into()
    }

    fn iterate(&self, goal: Goal, rule: StopRule, context: &mut StepContext) -> Vec<Effect> {
        let run = self.run();
        let (dataset, from) = (Arc::clone(run.data()), run.last().clone());
        let (next, run) = (from.iteration() + 1, self.timeline.active());
        let purpose = Purpose::Iterate(Iterating { run, next, goal, follow: true });
        context.jobs.start(purpose, Job::Iterate { dataset, from, rule })
    }

    fn converge(&mut self, context: &mut StepContext) -> Outcome {
        context.playback.is_on = false;
        let tolerance = self.settings.tolerance;
        let run = self.timeline.run_mut();
        // From γ_t the next M-step decides, from θ_t the one that made it has decided already.
        let t = run.cursor().iteration();
        let here_already = run.cursor().phase() == Phase::Theta;
        let after = if here_already { t.saturating_sub(1) } else { t };
        if let Some(t) = run.converged_after(after, tolerance) {
            run.go_to(HalfStep::theta(t));
            return self.converged(t).into();
        }
        let last = context.limits.last_iteration(&self.timeline);
        let room = last.saturating_sub(self.run().last().iteration());
        if room == 0 {
            return Refusal::NotConvergedWithin(context.limits.no_further(&self.timeline)).into();
        }
        let mut rule = self.settings.to_convergence();
        rule.iterations = rule.iterations.min(room);
        self.iterate(Goal::Convergence, rule, context).into()
    }

    fn back(&mut self, cursor: HalfStep, context: &mut StepContext) -> Outcome {
        if let Some(before) = self.run().before(cursor) {
            return self.go_back_to(before, context);
        }
        match self.run().fork_of() {
            Some((from, _)) => {
                let start = if self.run().given_gamma().is_some() { "γ₀" } else { "θ₀" };
                let (run, from) = (self.timeline.active() + 1, from + 1);
                Refusal::AtFork { start, run, from }.into()
            }
            None if self.run().given_gamma().is_some() => Refusal::AtGammaStart.into(),
            None => Refusal::AtStart.into(),
        }
    }

    fn forward(
        &mut self,
        cursor: HalfStep,
        furthest: HalfStep,
        context: &mut StepContext,
    ) -> Outcome {
        if cursor < furthest {
            return self.go_back_to(cursor.plus(1), context);
        }
        let key = if cursor.phase() == Phase::Theta { 'e' } else { 'm' };
        Refusal::AtLatest { key }.into()
    }

    /// Goes to a half-step that is known. Whatever is being computed goes on, but no longer moves
    /// the cursor.
    fn go_back_to(&mut self, to: HalfStep, context: &mut StepContext) -> Outcome {
        context.playback.is_on = false;
        if let Some(job) = context.jobs.iterating() {
            job.follow = false;
        }
        self.timeline.run_mut().go_to(to);
        Outcome::nothing()
    }

    /// Takes the next half-step while playing; none if it is not its turn.
    pub(in crate::app) fn tick(&mut self, context: &mut StepContext) -> Option<Outcome> {
        if !context.playback.is_on || context.jobs.of(Owner::Study).is_some() {
            return None;
        }
        let cursor = self.run().cursor();
        if cursor.phase() == Phase::Theta && self.has_converged_here() {
            context.playback.is_on = false;
            return Some(self.converged(cursor.iteration()).into());
        }
        Some(self.half_step(cursor.phase(), context))
    }

    /// Adds what a job computed to its run, and moves the cursor along if it is still there.
    pub(in crate::app) fn take_iterates(&mut self, job: Iterating, iterates: Vec<Iterate>) {
        let last = job.next + iterates.len() - 1;
        let is_active = self.timeline.active() == job.run;
        let Some(run) = self.timeline.run_at_mut(job.run) else { return };
        run.extend(job.next, iterates);
        if job.follow && is_active {
            run.go_to(match job.goal {
                Goal::HalfStep(to) if run.knows(to) => to,
                Goal::HalfStep(_) | Goal::Convergence => HalfStep::theta(last),
            });
        }
    }

    /// Says why a job gives no more iterates, if that is worth a line.
    pub(in crate::app) fn stopped(
        &self,
        job: Iterating,
        stopped: Stopped,
        context: &mut StepContext,
    ) -> Option<Notice> {
        match stopped {
            Stopped::Failed(error) => {
                context.playback.is_on = false;
                Some(Refusal::StepFailed(error).into())
            }
            Stopped::Converged => Some(self.converged(job.next - 1).into()),
            Stopped::IterationLimit if job.goal == Goal::Convergence => {
                self.not_converged(job, context).map(Notice::from)
            }
            Stopped::IterationLimit | Stopped::Cancelled => None,
        }
    }

    fn not_converged(&self, job: Iterating, context: &StepContext) -> Option<Refusal> {
        if job.next > context.limits.last_iteration(&self.timeline) {
            return Some(Refusal::NotConvergedWithin(context.limits.no_further(&self.timeline)));
        }
        let run = self.timeline.runs().get(job.run)?;
        let change = run.change_at(job.next - 1)?.abs() / run.last().expectation().total_weight();
        let name = run.method().objective().change();
        Some(Refusal::NotConverged { iterations: self.settings.max_iterations, change, name })
    }

    fn converged(&self, t: usize) -> Info {
        let change = self.run().method().objective().change();
        Info::Converged { t, tolerance: self.settings.tolerance, change }
    }
}
