//! What everyone in a class sees, and what passes between its parts: a dialog starts a run, a run's
//! start closes the dialog, a lesson takes the stepper elsewhere.

mod dialog;
mod input;
mod run;

use std::sync::Arc;

use crate::app::class::{Poll, Role};
use crate::app::form::Dialog;
use crate::app::jobs::{Delivery, Owner, Purpose};
use crate::app::lesson::{LessonEvent, LessonScreen};
use crate::app::looks::Looks;
use crate::app::notice::{Info, Notice, Refusal};
use crate::app::outcome::Outcome;
use crate::app::settings::Settings;
use crate::app::study::{StepContext, Study};
use crate::data::Dataset;
use crate::lesson::{self, Judgement};
use crate::timeline::Run;

/// What everyone in a class sees, and what a copy of it starts from: what is studied, what is
/// looked at, and what is open. What concerns the person with the keys alone is not part of it.
///
/// Dialogs are: a class sees how θ₀ is typed and what is said of a wrong answer.
#[derive(Clone, Debug)]
pub struct Shared {
    pub(in crate::app) study: Study,
    pub(in crate::app) looks: Looks,
    pub(in crate::app) dialog: Option<Dialog>,
    pub(in crate::app) lesson: Option<LessonScreen>,
    pub(in crate::app) poll: Option<Poll>,
    pub(in crate::app) notice: Option<Notice>,
    pub(in crate::app) is_presented: bool,
}

impl Shared {
    pub(in crate::app) fn new(run: Run<Arc<Dataset>>, settings: Settings) -> Self {
        let study = Study::new(run, settings);
        let (looks, notice) = (Looks::new(&study), study.special_notice().map(Notice::from));
        let (dialog, lesson, poll) = (None, None, None);
        Self { study, looks, dialog, lesson, poll, notice, is_presented: false }
    }

    /// Returns what is studied.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// Returns what the class is asked.
    pub fn poll(&self) -> Option<&Poll> {
        self.poll.as_ref()
    }

    /// Returns the poll while answers are taken.
    pub fn open_poll(&self) -> Option<&Poll> {
        self.poll.as_ref().filter(|poll| poll.is_open())
    }

    /// Returns whether someone presents now.
    pub fn is_presented(&self) -> bool {
        self.is_presented
    }

    /// Returns what the class sees while no one presents: what was being typed or computed comes to
    /// no end.
    #[must_use]
    pub fn without_presenter(&self) -> Self {
        let mut left = self.clone();
        left.hide_draft();
        (left.dialog, left.poll, left.is_presented) = (None, None, false);
        left.looks.keep_what_is_computed();
        left
    }

    /// Returns what a copy to explore starts from: the same runs, cursor, panel, plot and lesson,
    /// with the keys at the stepper.
    pub(in crate::app) fn copy(&self) -> Self {
        let mut copy = self.clone();
        copy.hide_draft();
        (copy.dialog, copy.poll, copy.notice, copy.is_presented) = (None, None, None, false);
        copy.looks.derivation_scroll = None;
        if let Some(lesson) = &mut copy.lesson {
            lesson.give_keys(false);
        }
        copy
    }

    /// While the class is asked, it does not see what the presenter has typed as an answer.
    fn hide_draft(&mut self) {
        if self.open_poll().is_some()
            && let Some(lesson) = &mut self.lesson
        {
            lesson.clear_input();
        }
    }

    /// Makes the stepper show what the lesson's step is about.
    pub(in crate::app) fn set_scene(&mut self) {
        let Some(lesson) = &self.lesson else { return };
        let step = lesson.player().step();
        self.study.show(lesson.player().scene().run());
        self.looks.direct(step.show, step.focus);
        self.looks.leave_full_screen();
    }

    /// Makes the stepper go where the question that was just settled leads.
    fn follow_settled(&mut self) {
        if let Some(lesson) = self.lesson.as_ref().filter(|lesson| lesson.player().was_moved()) {
            self.study.show(lesson.player().scene().run());
            self.looks.release();
        }
    }

    /// Stops what goes on, the uppermost first.
    pub(in crate::app) fn cancel(&mut self, context: &mut StepContext) -> Outcome {
        if context.jobs.of(Owner::Study).is_some() {
            return context.cancel_with_notice();
        }
        if context.playback.is_on {
            context.playback.is_on = false;
            return Info::Paused.into();
        }
        if !self.looks.leave_full_screen() && !self.looks.close_plot() {
            self.looks.release();
        }
        Outcome::nothing()
    }

    /// Takes in what the lesson asks for.
    fn on_lesson(
        &mut self,
        event: LessonEvent,
        role: &mut Role,
        context: &mut StepContext,
    ) -> Outcome {
        match event {
            LessonEvent::Nothing => Outcome::nothing(),
            LessonEvent::Judge(answer, job) => {
                context.jobs.start(Purpose::Judge(answer), job).into()
            }
            LessonEvent::NoAnswer => context.jobs.cancel(Owner::Lesson).into(),
            LessonEvent::Left => Info::LessonLeft.into(),
            LessonEvent::CyclePoll => self.cycle_poll(role, context),
            LessonEvent::Revealed => {
                let cancelled = Outcome::from(context.jobs.cancel(Owner::Lesson));
                self.follow_settled();
                cancelled.then(self.save_lesson(context))
            }
            LessonEvent::Moved => {
                // What was asked is no longer on the screen, and what is being computed is for
                // where the stepper was.
                self.poll = None;
                let cancelled = Outcome::from(context.jobs.cancel(Owner::Lesson));
                let cancelled = cancelled.then(context.cancel_with_notice());
                self.set_scene();
                cancelled.then(self.save_lesson(context))
            }
        }
    }

    /// Gives what a job says to the component that waits for it.
    pub(in crate::app) fn on_output(
        &mut self,
        delivery: Delivery,
        context: &mut StepContext,
    ) -> Outcome {
        let Self { study, looks, dialog, .. } = &mut *self;
        match delivery {
            Delivery::Iterates(job, iterates) => study.take_iterates(job, iterates),
            Delivery::Stopped(job, stopped) => {
                return study.stopped(job, stopped, context).into();
            }
            Delivery::Compared { run, t, result } => return study.compared(run, t, result).into(),
            Delivery::Loading(progress) => self.show_progress(progress),
            Delivery::Loaded { components, result } => {
                return self.loaded(components, result, context);
            }
            Delivery::Begun { dataset, origin, result } => {
                return self.begun(dataset, origin, result);
            }
            Delivery::Previewed(result) => {
                if let Some(dialog) = dialog {
                    dialog.set_preview(result.into());
                }
            }
            Delivery::Profile(request, profile) => {
                looks.plots_mut().take_profile(&request, profile);
            }
            Delivery::Surface(request, surface) => {
                looks.plots_mut().take_surface(&request, surface);
            }
            Delivery::Sorted(request, ranking) => looks.take_order(request, ranking),
            Delivery::Checked(report) => {
                if let Some(dialog) = dialog {
                    dialog.checked(report);
                }
            }
            Delivery::Judged(answer, judgement) => {
                return self.judged(&answer, judgement, context);
            }
        }
        Outcome::nothing()
    }

    /// Takes in the verdict on an answer to the lesson's question.
    fn judged(
        &mut self,
        answer: &lesson::Answer,
        judgement: Judgement,
        context: &StepContext,
    ) -> Outcome {
        if self.lesson.as_mut().is_some_and(|lesson| lesson.judged(answer, judgement)) {
            self.follow_settled();
        }
        self.save_lesson(context)
    }

    /// Asks the class, shows its answers and the solution, ends the poll: one after the other.
    pub(in crate::app) fn cycle_poll(&mut self, role: &mut Role, context: &StepContext) -> Outcome {
        let Role::Presenter(presenter) = role else { return Refusal::OnlyPresenterAsks.into() };
        match presenter.cycle_poll(&mut self.poll, self.lesson.as_mut()) {
            Ok(info) => {
                if matches!(info, Info::PollRevealed) {
                    self.follow_settled();
                }
                Outcome::from(info).then(self.save_lesson(context))
            }
            Err(refusal) => refusal.into(),
        }
    }

    fn save_lesson(&self, context: &StepContext) -> Outcome {
        self.lesson.as_ref().map_or_else(Vec::new, |lesson| lesson.save(context)).into()
    }
}
