//! What lessons change: the stepper goes where a step wants it, and its own runs come back
//! afterwards.

use crate::app::class::Role;
use crate::app::jobs::{Owner, Purpose};
use crate::app::key::Key;
use crate::app::keymap::{self, Action, LookAction, SessionAction};
use crate::app::lesson::library::Scenery;
use crate::app::lesson::list::ListEvent;
use crate::app::lesson::{LessonEnd, LessonEvent, LessonScroll};
use crate::app::looks::Looks;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::settings::Settings;
use crate::app::shared::Shared;
use crate::app::study::{StepContext, Study};
use crate::lesson::{self, Judgement};

impl Shared {
    /// Makes the stepper show what the lesson's step is about.
    pub(in crate::app) fn set_scene(&mut self) {
        let Some(lesson) = &self.lesson else { return };
        self.study.show(lesson.player().scene().run());
        self.looks.direct(lesson.player().step());
        self.looks.leave_full_screen();
    }

    /// Makes the stepper go where the question that was just settled leads.
    fn follow_settled(&mut self) {
        if let Some(lesson) = self.lesson.as_ref().filter(|lesson| lesson.player().was_moved()) {
            self.study.show(lesson.player().scene().run());
            self.looks.release();
        }
    }

    /// Goes back to the lesson; lists all lessons if it has the keys already, or none is open.
    pub(in crate::app) fn open_lessons(&mut self) {
        match &mut self.lesson {
            Some(lesson) if !lesson.has_keys() => lesson.give_keys(true),
            lesson => self.library.open_list(lesson.as_ref(), &self.study),
        }
    }

    /// Takes in what the list of lessons asks for.
    pub(super) fn on_list(&mut self, event: ListEvent, context: &mut StepContext) -> Outcome {
        match event {
            ListEvent::Nothing => Outcome::nothing(),
            ListEvent::Unknown(key) => Info::UnknownKey(key).into(),
            ListEvent::Close => {
                self.library.list = None;
                Outcome::nothing()
            }
            ListEvent::Open(name) => self.open_lesson(&name, context),
            ListEvent::Restart(name) => {
                let opened = self.open_lesson(&name, context);
                if let Some(lesson) = self.lesson.as_mut().filter(|lesson| lesson.is_of(&name)) {
                    lesson.restart();
                }
                self.poll = None;
                self.set_scene();
                opened.then(self.save_lesson(context))
            }
            ListEvent::Leave => self.leave_lesson(context),
        }
    }

    /// Opens a lesson where it was left. The one that is open is kept, and so is what is studied.
    fn open_lesson(&mut self, name: &str, context: &mut StepContext) -> Outcome {
        self.library.list = None;
        if let Some(lesson) = self.lesson.as_mut().filter(|lesson| lesson.is_of(name)) {
            lesson.give_keys(true);
            return Outcome::nothing();
        }
        let Some(mut opened) = self.library.take(name) else { return Outcome::nothing() };
        opened.give_keys(true);
        let stopped = self.stop_for_another_study(context);
        let run = opened.player().scene().run().clone();
        if let Some(left) = self.lesson.replace(opened) {
            self.library.keep(left);
        } else {
            let study = Study::new(run, Settings::default());
            let mut looks = Looks::new(&study);
            looks.motion = self.preferences.motion;
            let own = self.put_in_place(Scenery { study, looks });
            if let Some(before) = self.library.enter(own) {
                self.put_in_place(before);
            }
        }
        self.set_scene();
        let recorded = context.files.record.as_ref().map(|target| &target.known);
        let unrecorded = recorded.filter(|known| known.lesson != name);
        let notice = unrecorded.map(|known| Info::NotRecorded { lesson: known.title.clone() });
        stopped.then(Outcome::from(notice.map(Into::into))).then(self.save_lesson(context))
    }

    /// Closes the lesson, which is kept as it is. What was studied before it comes back.
    fn leave_lesson(&mut self, context: &mut StepContext) -> Outcome {
        self.library.list = None;
        let Some(mut left) = self.lesson.take() else { return Outcome::nothing() };
        left.give_keys(true);
        let stopped = self.stop_for_another_study(context);
        let title = left.player().lesson().title.clone();
        self.library.keep(left);
        let here = Scenery { study: self.study.clone(), looks: self.looks.clone() };
        let before = self.library.leave(here);
        self.put_in_place(before);
        self.looks.leave_lesson();
        stopped.then(Info::LessonClosed { lesson: title })
    }

    /// Puts another study on the screen and returns the one that was there.
    fn put_in_place(&mut self, scenery: Scenery) -> Scenery {
        let study = std::mem::replace(&mut self.study, scenery.study);
        let looks = std::mem::replace(&mut self.looks, scenery.looks);
        Scenery { study, looks }
    }

    /// Cancels what is computed for the study on the screen, and what the class is asked about it.
    fn stop_for_another_study(&mut self, context: &mut StepContext) -> Outcome {
        self.poll = None;
        self.looks.keep_what_is_computed();
        self.looks.close_derivation();
        let mut stopped = context.cancel_with_notice();
        for owner in [Owner::Lesson, Owner::Plot, Owner::Table] {
            stopped.effects.extend(context.jobs.cancel(owner));
        }
        stopped
    }

    /// Scrolls the lesson, if it has the keys.
    pub(in crate::app) fn scroll_lesson(&mut self, scroll: LessonScroll) -> Outcome {
        if let Some(lesson) = self.lesson.as_mut().filter(|lesson| lesson.has_keys()) {
            lesson.scroll_to(scroll);
        }
        Outcome::nothing()
    }

    /// Takes a key of the lesson; returns none if it is the stepper's.
    pub(super) fn key_in_lesson(
        &mut self,
        key: Key,
        role: &mut Role,
        context: &mut StepContext,
    ) -> Option<Outcome> {
        let is_voting = self.open_poll().is_some();
        let lesson = self.lesson.as_mut()?;
        let is_answering = lesson.is_answering();
        let action = keymap::find(keymap::STEPPING, key);
        match lesson.key(key, is_voting) {
            LessonEvent::Passed if action == Some(Action::Session(SessionAction::Quit)) => {
                Some(self.leave_lesson(context))
            }
            LessonEvent::Passed if action == Some(Action::Look(LookAction::FullScreen)) => {
                // The panel covers the lesson.
                lesson.give_keys(false);
                None
            }
            LessonEvent::Passed if is_answering => None,
            LessonEvent::Passed => self.looks.arrow(key, &self.study).then(Outcome::nothing),
            event => Some(self.on_lesson(event, role, context)),
        }
    }

    /// Takes in what the lesson asks for.
    fn on_lesson(
        &mut self,
        event: LessonEvent,
        role: &mut Role,
        context: &mut StepContext,
    ) -> Outcome {
        match event {
            LessonEvent::Nothing | LessonEvent::Passed => Outcome::nothing(),
            LessonEvent::Judge(answer, job) => {
                context.jobs.start(Purpose::Judge(answer), job).into()
            }
            LessonEvent::NoAnswer => context.jobs.cancel(Owner::Lesson).into(),
            // What goes on is stopped first, as beside a lesson.
            LessonEvent::Left if context.is_busy() => self.cancel(context),
            LessonEvent::Left => {
                if let Some(lesson) = &mut self.lesson {
                    lesson.give_keys(false);
                }
                Info::LessonLeft.into()
            }
            LessonEvent::CyclePoll => self.cycle_poll(role, context),
            LessonEvent::OpenNext(name) => self.open_lesson(&name, context),
            LessonEvent::Ended => {
                if let Some(lesson) = &mut self.lesson {
                    let next = self.library.next_after(lesson.player().lesson());
                    lesson.show_end(LessonEnd { next });
                }
                self.poll = None;
                self.save_lesson(context)
            }
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

    /// Takes in the verdict on an answer to the lesson's question.
    pub(super) fn judged(
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
